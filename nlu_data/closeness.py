"""How near evaluation sentences are to the training data: figures on near copies flatter. Pure."""

from collections.abc import Callable, Sequence

from nlu_data.sentences import Sentence

_SIZE = 4


def letter_runs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + _SIZE] for at in range(len(text) - _SIZE + 1)) or frozenset([text])


def nearest(
    sentences: Sequence[Sentence], training: Sequence[Sentence], plain: Callable[[str], str]
) -> list[float]:
    """For each sentence the largest share of common runs of four letters with a training sentence, 0 to 1."""
    trained = [letter_runs(plain(sentence.text)) for sentence in training]
    asked = [letter_runs(plain(sentence.text)) for sentence in sentences]
    return [max((len(runs & other) / len(runs | other) for other in trained), default=0.0) for runs in asked]
