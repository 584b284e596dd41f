"""Facts as lines to read: the same four sections for the applicant who checks them and the worker who reads them."""

from __future__ import annotations

from enum import StrEnum

from .facts import Fact, Provenance, Slot
from .frame import Frame
from .speech import Text, Value


class Section(StrEnum):
    SITUATION = "situation"
    BROUGHT = "brought"
    TASKS = "tasks"
    RESOURCES = "resources"


class Line(Value):
    """One fact: its label and value as texts; `guess` where nobody said it and nobody confirmed it."""

    slot: Slot
    section: Section
    label: Text
    value: Text
    guess: bool


SECTIONS: dict[Section, tuple[Slot, ...]] = {
    Section.SITUATION: (
        Slot.PROBLEM,
        Slot.NEEDS,
        Slot.FIRST_CONCERN,
        Slot.SAFETY_NOW,
        Slot.FOOD_TODAY,
        Slot.BABY_FED,
        Slot.BED_TONIGHT,
        Slot.MEDICAL_NOW,
        Slot.INJURED,
        Slot.CHILD_THREATENED,
        Slot.ALL_SAFE,
        Slot.SHELTER_NOW,
        Slot.SINCE_WHEN,
        Slot.FEELING,
        Slot.LOCATION_NOW,
        Slot.LANDMARK,
        Slot.REGISTERED_AREA,
        Slot.FOR_WHOM,
        Slot.RELATION,
        Slot.THEY_KNOW,
        Slot.WRITER_AGE_BAND,
        Slot.WHO_IS_ILL,
        Slot.HEALTH_NEED,
        Slot.INSURANCE,
        Slot.WHERE_ILL,
        Slot.HOUSING_EVENT,
        Slot.STAY_UNTIL,
        Slot.LIVES_WITH,
        Slot.DAILY_CARE,
        Slot.CARE_NEED,
        Slot.DIFFICULTY,
        Slot.COMMUNICATION,
        Slot.DISASTER_NEED,
        Slot.REACH_THROUGH,
        Slot.WORK_STATE,
        Slot.PUPIL,
        Slot.SCHOOL_NOW,
        Slot.SCHOOL_OBSTACLE,
        Slot.SCHOOL_DEADLINE,
        Slot.DEBT_THREAT,
        Slot.DEBT_SOURCE,
        Slot.PROGRAM,
        Slot.AID_PROBLEM,
        Slot.DOCUMENT_STATE,
        Slot.DOCUMENT_PURPOSE,
        Slot.CAREGIVER,
        Slot.TREATMENT,
    ),
    Section.BROUGHT: (Slot.PATHWAY, Slot.REFERRER, Slot.PRESSURE, Slot.TRIED_BEFORE, Slot.ASKED_BEFORE),
    Section.TASKS: (
        Slot.OWN_VIEW,
        Slot.EXPECTATION,
        Slot.WORRY,
        Slot.WORK_HOPE,
        Slot.DEBT_HOPE,
        Slot.PREFER_WORKER,
    ),
    Section.RESOURCES: (
        Slot.HOUSEHOLD_SIZE,
        Slot.CHILD_COUNT,
        Slot.AGES,
        Slot.VULNERABLE,
        Slot.COOKING,
        Slot.DOCUMENTS,
        Slot.SKILLS,
        Slot.RESOURCES,
        Slot.FORM_OF_ADDRESS,
        Slot.CONTACT_WINDOW,
        Slot.PHONE,
        Slot.WHO_MUST_NOT_KNOW,
    ),
}
_SECTION_OF = {slot: section for section, slots in SECTIONS.items() for slot in slots}
FREE_WORDS = frozenset(
    {
        Slot.PROBLEM,
        Slot.LANDMARK,
        Slot.WORRY,
        Slot.EXPECTATION,
        Slot.PREFER_WORKER,
        Slot.SINCE_WHEN,
        Slot.TRIED_BEFORE,
        Slot.OWN_VIEW,
        Slot.WHO_MUST_NOT_KNOW,
        Slot.PHONE,
        Slot.RESOURCES,
        Slot.SKILLS,
        Slot.PUPIL,
        Slot.PRESSURE,
        Slot.RELATION,
    }
)
CHOICE_KEYS_SHARED = {Slot.FIRST_CONCERN: Slot.NEEDS}
"""Slots whose values are worded like those of another slot."""
OPEN_KEYS = frozenset({Slot.REFERRER, Slot.FORM_OF_ADDRESS, Slot.DOCUMENTS, Slot.PROGRAM})
"""Slots that hold a key of the catalogue or else free words."""


def lines(frame: Frame) -> tuple[Line, ...]:
    """All facts worth reading, in the order of the sections. Unremarkable guesses (came alone, for oneself) stay out."""
    return tuple(
        line(slot, frame.facts[slot])
        for slots in SECTIONS.values()
        for slot in slots
        if slot in frame.facts and not _unremarkable(slot, frame.facts[slot])
    )


def line(slot: Slot, fact: Fact) -> Line:
    return Line(
        slot=slot,
        section=_SECTION_OF.get(slot, Section.SITUATION),
        label=Text(id=f"slot-{slot}"),
        value=value_text(slot, fact),
        guess=fact.provenance is Provenance.INFERRED and not fact.confirmed,
    )


def value_text(slot: Slot, fact: Fact) -> Text:
    """The value in words: the catalogue's for keys, the person's own otherwise."""
    value = fact.value
    if slot in FREE_WORDS:
        return _plain(fact.words or str(value))
    if slot is Slot.LOCATION_NOW and isinstance(value, dict):
        return _plain(str(value.get("name") or fact.words))
    if slot is Slot.AGES and isinstance(value, list):
        return Text(id="list", arguments={"items": tuple(_age(int(str(months))) for months in value)})
    if isinstance(value, list):
        return Text(id="list", arguments={"items": tuple(_key(slot, str(item)) for item in value)})
    if isinstance(value, str):
        return _key(slot, value)
    return _plain(str(value))


def _key(slot: Slot, key: str) -> Text:
    owner = CHOICE_KEYS_SHARED.get(slot, slot)
    if owner in OPEN_KEYS:
        return Text(id=f"choice-{owner}-{key}", arguments={"fallback": key})
    return Text(id=f"choice-{owner}-{key}")


def _age(months: int) -> Text:
    if months < 24 and months % 12:
        return Text(id="age-months", arguments={"count": months})
    return Text(id="age-years", arguments={"count": months // 12})


def _plain(words: str) -> Text:
    return Text(id="plain", arguments={"words": words})


def _unremarkable(slot: Slot, fact: Fact) -> bool:
    guess = fact.provenance is Provenance.INFERRED
    return guess and (slot, str(fact.value)) in {(Slot.PATHWAY, "voluntary"), (Slot.FOR_WHOM, "self")}
