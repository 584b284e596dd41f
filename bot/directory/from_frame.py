"""What the frame says, in the terms that services are weighed by."""

from __future__ import annotations

from bot.directory.criteria import AgeRange, RegisteredArea
from bot.directory.known import ForWhom, Household, Known, NeededFact
from bot.directory.known import Slot as NeededSlot
from bot.situation.facts import Slot
from bot.situation.frame import Frame
from bot.situation.needs import Need

_AGE_BANDS = {"primary": (6, 12), "secondary": (12, 17), "adult": (18, 150)}


def known_from(frame: Frame) -> Known:
    """Only what was said or chosen; what nobody said stays None (unknown)."""
    needs = frame.value(Slot.NEEDS)
    first = frame.value(Slot.FIRST_CONCERN)
    band = _AGE_BANDS.get(str(frame.value(Slot.WRITER_AGE_BAND)))
    registered = frame.value(Slot.REGISTERED_AREA)
    whom = frame.value(Slot.FOR_WHOM)
    return Known(
        needs=frozenset(_needs(needs)) or None,
        first_concern=Need(str(first)) if first in set(Need) else None,
        places=_places(frame.value(Slot.LOCATION_NOW)),
        registered_area=RegisteredArea(str(registered)) if registered in set(RegisteredArea) else None,
        for_whom=ForWhom(str(whom)) if whom in set(ForWhom) else None,
        writer_age=AgeRange(min=band[0], max=band[1]) if band else None,
        household=_household(frame),
        documents_have=_documents(frame, "have"),
        documents_lack=_documents(frame, "lack"),
        unanswered=_unanswered(frame),
    )


def _needs(value: object) -> list[Need]:
    return [Need(str(key)) for key in value if key in set(Need)] if isinstance(value, list) else []


def _places(value: object) -> frozenset[str] | None:
    if not isinstance(value, dict):
        return None
    if value.get("code"):
        return frozenset({str(value["code"])})
    return frozenset(str(place["code"]) for place in value.get("candidates") or ()) or None


def _household(frame: Frame) -> Household:
    said = frame.value(Slot.VULNERABLE)
    keys = {str(key) for key in said} if isinstance(said, list) else set()
    count = frame.value(Slot.CHILD_COUNT)
    none = keys == {"none"}

    def number(*names: str) -> int | None:
        return 1 if keys & set(names) else (0 if none else None)

    children = count if isinstance(count, int) else number("baby", "small_child")
    return Household(
        children=children,
        elderly=number("elderly"),
        disability=number("disability"),
        pregnancy=number("pregnant"),
    )


def _documents(frame: Frame, which: str) -> frozenset[str]:
    return frozenset(key.removeprefix(f"{which}:") for key in frame.documents if key.startswith(f"{which}:"))


def _unanswered(frame: Frame) -> frozenset[NeededFact]:
    left = set()
    if Slot.REGISTERED_AREA in frame.skipped or frame.value(Slot.REGISTERED_AREA) == "unknown":
        left.add(NeededFact(slot=NeededSlot.REGISTERED_AREA))
    if Slot.LOCATION_NOW in frame.skipped:
        left.add(NeededFact(slot=NeededSlot.LOCATION_NOW))
    if Slot.VULNERABLE in frame.skipped:
        left.add(NeededFact(slot=NeededSlot.HOUSEHOLD))
    left |= {
        NeededFact(slot=NeededSlot.DOCUMENT, detail=key.removeprefix("unknown:"))
        for key in frame.documents
        if key.startswith("unknown:")
    }
    return frozenset(left)
