"""The components under the names by which `nlu_data/config.yml` asks for them.

Registration is here and not at the classes because Rasa's recipe imports TensorFlow: training needs the recipe, a model
server does not, and so starts in a third of the time with half of the memory.
"""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from nlu_data.components.classifier import TfidfClassifier
from nlu_data.components.extractor import RuleEntityExtractor
from nlu_data.components.synonyms import SynonymMapper
from nlu_data.components.tokenizer import ColloquialTokenizer

__all__ = ["ColloquialTokenizer", "RuleEntityExtractor", "SynonymMapper", "TfidfClassifier"]

_Kind = DefaultV1Recipe.ComponentType
DefaultV1Recipe.register(_Kind.MESSAGE_TOKENIZER, is_trainable=False)(ColloquialTokenizer)
DefaultV1Recipe.register(_Kind.INTENT_CLASSIFIER, is_trainable=True)(TfidfClassifier)
DefaultV1Recipe.register(_Kind.ENTITY_EXTRACTOR, is_trainable=True)(RuleEntityExtractor)
DefaultV1Recipe.register(_Kind.ENTITY_EXTRACTOR, is_trainable=False)(SynonymMapper)
