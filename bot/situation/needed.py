"""What a worker must know when a life is in danger and nobody has allowed anything: that, and nothing else."""

from __future__ import annotations

from .facts import Slot
from .frame import Danger, Frame, Urgency

_HELPFUL = frozenset(
    {
        # What the danger is, and who is in it.
        Slot.SAFETY_NOW, Slot.MEDICAL_NOW, Slot.INJURED, Slot.BABY_FED, Slot.CHILD_THREATENED, Slot.ALL_SAFE,
        Slot.SHELTER_NOW, Slot.WHO_IS_ILL, Slot.FOR_WHOM, Slot.RELATION, Slot.WRITER_AGE_BAND, Slot.VULNERABLE,
        # Where, and how to reach them without harm.
        Slot.LOCATION_NOW, Slot.LANDMARK, Slot.FORM_OF_ADDRESS, Slot.CONTACT_WINDOW, Slot.WHO_MUST_NOT_KNOW,
        Slot.PHONE, Slot.PREFER_WORKER, Slot.COMMUNICATION,
    }
)  # fmt: skip


def needed_only(frame: Frame, danger: Danger) -> Frame:
    """The frame with the words of the danger, the place and the way to reach them; the story stays out."""
    said = [quote for quote in frame.quotes if quote.words in danger.words or danger.words in quote.words]
    needs = frame.facts.get(Slot.NEEDS)
    facts = {
        slot: fact.model_copy(update={"words": fact.words if fact.words in danger.words else ""})
        for slot, fact in frame.facts.items()
        if slot in _HELPFUL
    }
    if needs and isinstance(needs.value, list) and needs.value:
        # The first one is the danger's own (see enter() of the conversation).
        facts[Slot.NEEDS] = needs.model_copy(update={"value": needs.value[:1], "words": ""})
    return frame.model_copy(
        update={
            "facts": facts,
            "quotes": tuple(said[-1:]),
            "changes": (),
            "asked_slots": (),
            "skipped": (),
            "documents": (),
            "urgency": Urgency.URGENT,
            "urgency_words": danger.words,
        }
    )
