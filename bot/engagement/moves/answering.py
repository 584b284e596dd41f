"""An answer is kept: pressed, or typed in any words."""

from __future__ import annotations

from bot.engagement.questions import ALL
from bot.engagement.talk import Talk
from bot.situation.facts import Provenance, Slot
from bot.situation.incoming import Kind
from bot.situation.lines import CHOICE_KEYS_SHARED
from bot.situation.speech import ShowChoice, Text

from .places import choose_place, leave_open, shared_location, typed_place

CHILD_BANDS = frozenset({"primary", "secondary"})
DONE = "done"


def choose(talk: Talk, slot: Slot, key: str) -> bool:
    question = ALL.get(slot)
    if key == DONE:
        return True
    if slot is Slot.LOCATION_NOW:
        return choose_place(talk, key)
    typed = talk.heard.incoming.kind is not Kind.BUTTON
    provenance = Provenance.SAID if typed else Provenance.BUTTON
    words = talk.words if typed else ""
    if slot is Slot.NEEDS:
        talk.learn(slot, [key] if key != "other" else [], words=words, provenance=provenance, confirmed=True)
        if key == "other":
            talk.forget(slot)
            talk.set(skipped=(*talk.frame.skipped, slot))
    elif question and question.several:
        before = talk.frame.value(slot)
        chosen = [str(one) for one in before] if isinstance(before, list) else []
        chosen = (
            ["none"] if key == "none" else list(dict.fromkeys([*(c for c in chosen if c != "none"), key]))
        )
        talk.learn(slot, list(chosen), words=words, provenance=provenance, confirmed=True)
    elif slot is Slot.HOUSEHOLD_SIZE:
        talk.learn(slot, int(key), words=words, provenance=provenance, confirmed=True)
    else:
        talk.learn(slot, key, words=words, provenance=provenance, confirmed=True)
    if slot is Slot.WRITER_AGE_BAND:
        talk.set(child=key in CHILD_BANDS)
    if not typed:
        owner = CHOICE_KEYS_SHARED.get(slot, slot)
        talk.do(ShowChoice(label=Text(id=f"choice-{owner}-{key}")))
    return True


def take_words(talk: Talk, slot: Slot) -> bool:
    """A typed answer against the open question; what was already noticed from the message counts."""
    reading = talk.heard.reading
    incoming = talk.heard.incoming
    if slot is Slot.LOCATION_NOW and incoming.kind is Kind.LOCATION and incoming.media:
        return shared_location(talk)
    if reading is None:
        return False
    bare = reading.answer
    if bare and bare.polarity == "skip":
        return leave_open(talk, slot)
    if slot is Slot.LOCATION_NOW:
        return typed_place(talk, reading, bare)
    if bare and bare.polarity == "unknown":
        question = ALL.get(slot)
        if question and "unknown" in question.choices:
            return choose(talk, slot, "unknown")
        return leave_open(talk, slot)
    question = ALL.get(slot)
    if question and question.choices and bare and bare.choice is not None:
        return bare.choice < len(question.choices) and choose(talk, slot, question.choices[bare.choice])
    if question and "yes" in question.choices and bare and bare.polarity in ("yes", "no"):
        return choose(talk, slot, bare.polarity) if bare.polarity in question.choices else False
    if question and question.kind == "number":
        if bare and isinstance(bare.value, int):
            talk.learn(slot, bare.value, words=reading.text, confirmed=True)
            return True
        return slot in talk.learned
    if slot in talk.learned:
        return True
    if question is None or question.kind == "free" or slot is Slot.FORM_OF_ADDRESS:
        talk.learn(slot, reading.text.strip()[:500], words=reading.text.strip()[:500], confirmed=True)
        return True
    return False
