"""First show that it was understood: their own words, then the feeling, nothing concluded."""

from __future__ import annotations

from bot.situation.facts import Slot
from bot.situation.reading import Reading
from bot.situation.speech import Text

from .talk import Talk

MOST_WORDS = 22
HEAVY = frozenset({"sadness", "fear", "exhaustion", "shame", "anger"})


def reflection(talk: Talk) -> Text | None:
    """One or two clauses that carry facts, verbatim, and a line for what it may feel like."""
    reading = talk.heard.reading
    if reading is None:
        return None
    words = _telling_words(talk, reading)
    if not words:
        return None
    return talk.text("reflect", words=words)


def feeling_line(talk: Talk) -> Text | None:
    """A sentence that also fits when the guess is wrong."""
    reading = talk.heard.reading
    heavy = reading is not None and (reading.feeling in HEAVY or _says_need(reading))
    return talk.text("heavy") if heavy else None


def _says_need(reading: Reading) -> bool:
    return any((clause.intent or "").startswith("need_") for clause in reading.clauses)


def _telling_words(talk: Talk, reading: Reading) -> str:
    """The clauses with a need or a fact in them, in their order, as many as fit in one sentence."""
    starts = [entity.start for entity in reading.entities]
    telling = [
        clause.text.strip(" ,.;\n")
        for clause in reading.clauses
        if (clause.intent or "").startswith(("need_", "provide_", "for_other"))
        or any(clause.start <= start < clause.end for start in starts)
    ]
    if not telling and talk.learned and Slot.NEEDS in talk.learned:
        telling = [reading.text.strip()]
    chosen: list[str] = []
    for words in telling:
        if sum(len(one.split()) for one in (*chosen, words)) > MOST_WORDS and chosen:
            break
        chosen.append(" ".join(words.split()[:MOST_WORDS]))
    return ", ".join(chosen)
