"""A message that its writer took back: its words stand nowhere any more."""

from __future__ import annotations

from .facts import Fact, Slot
from .frame import Frame

BETWEEN = " / "
"""Between the pieces of a story that were told one after the other."""


def without_message(frame: Frame, message: int, versions: tuple[str, ...]) -> Frame:
    """The frame as if a message had not been written, whatever it said before it was edited."""
    for said in sorted(versions, key=len, reverse=True):
        frame = without_words(frame, said)
    # A place or a photo has no words: what rests on it is known by the message.
    wordless = not any(said.strip() for said in versions)
    facts = {
        slot: fact
        for slot, fact in frame.facts.items()
        if not (wordless and fact.message == message and not fact.words and not fact.confirmed)
    }
    return frame.model_copy(update={"facts": facts})


def without_words(frame: Frame, said: str) -> Frame:
    """The frame as if `said` had not been quoted.

    What was only understood from it goes; what was confirmed stays as a value. That there was danger stays too, without
    the words: whoever is responsible has been told.
    """
    said = said.strip()
    if not said:
        return frame
    cut = (quote.model_copy(update={"words": _cut(quote.words, said)}) for quote in frame.quotes)
    quotes = tuple(quote for quote in cut if quote.words)
    left = "\n".join(quote.words for quote in quotes)
    facts = {slot: kept for slot, fact in frame.facts.items() if (kept := _kept(slot, fact, said, left))}
    update: dict[str, object] = {"quotes": quotes, "facts": facts}
    update["changes"] = tuple(one for one in frame.changes if not _rests_on(one.before.words, said, left))
    if _rests_on(frame.urgency_words, said, left):
        update["urgency_words"] = ""
    if frame.danger and _rests_on(frame.danger.words, said, left):
        update["danger"] = frame.danger.model_copy(update={"words": ""})
    if frame.hint and _rests_on(frame.hint.words, said, left):
        update["hint"] = frame.hint.model_copy(update={"words": ""})
    return frame.model_copy(update=update)


def _cut(words: str, said: str) -> str:
    """Quick messages were joined by line ends: the one is taken out of them."""
    if words.strip() == said:
        return ""
    return "\n".join(part for part in words.split("\n") if part.strip() != said) if said in words else words


def _kept(slot: Slot, fact: Fact, said: str, left: str) -> Fact | None:
    if slot is Slot.PROBLEM:
        return _story(fact, said)
    if not _rests_on(fact.words, said, left):
        return fact
    own_words = isinstance(fact.value, str) and fact.value.strip() in said
    return None if own_words or not fact.confirmed else fact.model_copy(update={"words": ""})


def _story(fact: Fact, said: str) -> Fact | None:
    pieces = str(fact.value).split(BETWEEN)
    told = BETWEEN.join(piece for piece in (_cut(piece, said) for piece in pieces) if piece)
    return fact.model_copy(update={"value": told, "words": told}) if told else None


def _rests_on(words: str, said: str, left: str) -> bool:
    return bool(words.strip()) and words.strip() in said and words.strip() not in left
