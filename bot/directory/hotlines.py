"""The registry of hotlines: who answers, where, and how sure we are that the number is right."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, HttpUrl, model_validator

from bot.directory.frozen import Frozen, PlacedError, Slug, Text, Words
from bot.directory.models import Mobile, Number

OPERATORS_NEEDED = 2


class HotlineKind(StrEnum):
    POLICE = "police"
    MEDICAL = "medical"
    EMERGENCY = "emergency"
    MENTAL_HEALTH = "mental_health"
    WOMEN_CHILDREN = "women_children"
    CHILDREN = "children"
    SOCIAL_MINISTRY = "social_ministry"
    COMPLAINT = "complaint"
    DISASTER = "disaster"
    SEARCH_RESCUE = "search_rescue"
    MIGRANT_WORKERS = "migrant_workers"
    ONLINE_LOANS = "online_loans"


class Crisis(StrEnum):
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    CHILD_IN_DANGER = "child_in_danger"
    MEDICAL = "medical"
    DISASTER = "disaster"


class Standing(StrEnum):
    """EXPIRED was right once and is shown like UNVERIFIED until somebody has dialled it again."""

    VERIFIED = "verified"
    EXPIRED = "expired"
    UNVERIFIED = "unverified"


class Hotline(Frozen):
    """`then_press` is what to choose after the call is answered (119, then 8)."""

    id: Slug
    name: Text
    number: Number | None = None
    then_press: Annotated[str, Field(pattern=r"^\d{1,2}$")] | None = None
    other_numbers: tuple[Number, ...] = ()
    whatsapp: Mobile | None = None
    website: HttpUrl | None = None
    region: Text
    hours: Text | None = None
    operator: Words
    kinds: Annotated[tuple[HotlineKind, ...], Field(min_length=1, alias="for")]
    caution: Text | None = None
    source: Words
    verified: bool
    verified_on: date | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _can_be_reached_and_dated(self) -> Self:
        if not (self.number or self.whatsapp or self.website):
            raise ValueError("has no number, no whatsapp and no website")
        if self.verified and not (self.verified_on and self.expires_on):
            raise ValueError("is marked verified but has no verified_on or no expires_on")
        if self.verified_on and self.expires_on and self.expires_on <= self.verified_on:
            raise ValueError("expires_on is not after verified_on")
        return self

    def standing(self, today: date) -> Standing:
        if not self.verified:
            return Standing.UNVERIFIED
        assert self.expires_on
        return Standing.VERIFIED if today < self.expires_on else Standing.EXPIRED


class CrisisContact(Frozen):
    hotline: Hotline
    standing: Standing


class HotlineRegistry(Frozen):
    """`crisis` gives, for each kind of crisis, the ids in the order in which they are said."""

    hotlines: tuple[Hotline, ...]
    crisis: dict[Crisis, tuple[Slug, ...]]

    @model_validator(mode="after")
    def _crises_are_covered(self) -> Self:
        ids = [line.id for line in self.hotlines]
        for index, line_id in enumerate(ids):
            if line_id in ids[:index]:
                raise PlacedError(("hotlines", index, "id"), f"'{line_id}' is used twice")
        for crisis in Crisis:
            self._check_crisis(crisis)
        return self

    def _check_crisis(self, crisis: Crisis) -> None:
        at = ("crisis", crisis.value)
        known = {line.id: line for line in self.hotlines}
        for index, line_id in enumerate(self.crisis.get(crisis, ())):
            if line_id not in known:
                raise PlacedError((*at, index), f"there is no hotline '{line_id}'")
            if not known[line_id].number:
                raise PlacedError((*at, index), f"'{line_id}' has no number to dial")
        if len({known[line_id].operator for line_id in self.crisis.get(crisis, ())}) < OPERATORS_NEEDED:
            raise PlacedError(at, f"{crisis} needs at least two contacts of different operators")

    def get(self, hotline_id: str) -> Hotline | None:
        return next((line for line in self.hotlines if line.id == hotline_id), None)


def crisis_contacts(
    registry: HotlineRegistry, crisis: Crisis, today: date, at_most: int = 3
) -> tuple[CrisisContact, ...]:
    """What to say in a crisis: at least two, the first two of different operators.

    Lines nobody ever confirmed come last; expired ones stay in place, because a silent gap would be worse.
    """
    lines = [line for line_id in registry.crisis[crisis] if (line := registry.get(line_id))]
    lines.sort(key=lambda line: line.standing(today) is Standing.UNVERIFIED)
    first, *rest = lines
    rest.sort(key=lambda line: line.operator == first.operator)
    chosen = [first, *rest][: max(at_most, OPERATORS_NEEDED)]
    return tuple(CrisisContact(hotline=line, standing=line.standing(today)) for line in chosen)


def hotlines_for(
    registry: HotlineRegistry, kind: HotlineKind, today: date, hide_expired: bool = False
) -> tuple[CrisisContact, ...]:
    """Lines of one kind, the surest first."""
    order = list(Standing)
    found = [
        CrisisContact(hotline=line, standing=line.standing(today))
        for line in registry.hotlines
        if kind in line.kinds
    ]
    shown = [one for one in found if not (hide_expired and one.standing is Standing.EXPIRED)]
    return tuple(sorted(shown, key=lambda one: order.index(one.standing)))
