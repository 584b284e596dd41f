"""Words people should not have to read (bot/texts/forbidden.yml), and sentences that are too long."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bot.directory.frozen import Frozen
from bot.publishing.marked_yaml import read_marked_yaml
from bot.situation.needs import Need

FORBIDDEN_FILE = Path(__file__).parents[1] / "texts" / "forbidden.yml"
LONGEST_SENTENCE = 15
SENTENCE_END = re.compile(r"[.?!:;]\s+|\n")
VIOLENT_NEEDS = frozenset({Need.VIOLENCE})


class ForbiddenWord(Frozen):
    """`when`: always; `button` (only as a whole label); `violence` (only in texts about violence)."""

    id: str
    pattern: str
    instead: str
    why: str
    source: str
    when: str = "always"


@dataclass(frozen=True, slots=True)
class ForbiddenWords:
    words: tuple[tuple[ForbiddenWord, re.Pattern[str]], ...]

    def found_in(
        self, text: str, about_violence: bool = False, button: bool = False
    ) -> Iterator[ForbiddenWord]:
        for word, pattern in self.words:
            if _applies(word, about_violence, button) and _hits(word, pattern, text):
                yield word

    def sentences_about(self, text: str, needs: frozenset[Need]) -> Iterator[str]:
        """For each forbidden word in the text, what to write instead."""
        for word in self.found_in(text, about_violence=bool(needs & VIOLENT_NEEDS)):
            yield f"people should not read '{word.id}' ({word.why}); write instead: {word.instead}"


def load_forbidden(path: Path = FORBIDDEN_FILE) -> ForbiddenWords:
    return compile_words(TypeAdapter(list[ForbiddenWord]).validate_python(read_marked_yaml(path).value))


def compile_words(words: Iterable[ForbiddenWord]) -> ForbiddenWords:
    return ForbiddenWords(
        tuple((word, re.compile(rf"(?<!\w)(?:{word.pattern})(?!\w)", re.IGNORECASE)) for word in words)
    )


def long_sentences(text: str, longest: int = LONGEST_SENTENCE) -> tuple[str, ...]:
    """Sentences with more words than a tired reader takes in at once."""
    return tuple(sentence for sentence in SENTENCE_END.split(text) if len(sentence.split()) > longest)


def _applies(word: ForbiddenWord, about_violence: bool, button: bool) -> bool:
    return {"always": True, "button": button, "violence": about_violence}[word.when]


def _hits(word: ForbiddenWord, pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.fullmatch(text.strip()) if word.when == "button" else pattern.search(text)
    return found is not None
