"""An agency with everything it publishes: itself, its services, its staff, its next doors, its settings."""

from datetime import timedelta, timezone
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, HttpUrl, model_validator

from bot.directory.frozen import AreaCode, Frozen, Slug, Text, Words
from bot.directory.hotlines import HotlineRegistry
from bot.directory.models import Organization, Phone, Schedule, Service
from bot.situation.needs import Need


class Zone(StrEnum):
    """Indonesia has three zones and no summer time, so no zone database is needed."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"

    @property
    def tz(self) -> timezone:
        hours = {Zone.WIB: 7, Zone.WITA: 8, Zone.WIT: 9}[self]
        return timezone(timedelta(hours=hours), self.value)


class DoorKind(StrEnum):
    OFFICE = "office"
    AGENCY = "agency"
    HOTLINE = "hotline"


class NextDoor(Frozen):
    """Where else a person can go: who, where, when, what to bring. No areas: everywhere."""

    id: Slug
    kind: DoorKind
    name: Text
    description: Text
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    areas: tuple[AreaCode, ...] = ()
    address: Text
    hours: Text
    bring: Text
    phones: tuple[Phone, ...] = ()
    hotlines: tuple[Slug, ...] = ()


class ReferrerKind(StrEnum):
    COURT = "court"
    PROBATION = "probation"
    PRISON = "prison"
    SCHOOL = "school"
    VILLAGE_OFFICE = "village_office"
    EMPLOYER = "employer"
    FAMILY = "family"
    MILITARY = "military"
    OTHER = "other"


class Referrer(Frozen):
    """Who sends people here. `duty` is what they ask of the person; left out when nobody told the agency."""

    id: Slug
    kind: ReferrerKind
    name: Text
    duty: Text | None = None
    told_back: Text
    free_choice: Text


class StaffMember(Frozen):
    """What people may know of a worker, and what routing needs. Empty skills: fit for everything."""

    id: Slug
    name: Words
    role: Text
    can: Text
    cannot: Text
    skills: tuple[Need, ...] = ()
    languages: tuple[str, ...] = ("id",)
    areas: tuple[AreaCode, ...] = ()


class Freshness(Frozen):
    """Days since a service was last checked, after which people are warned, and after which it is hidden."""

    warn_after_days: Annotated[int, Field(ge=1)] = 90
    hide_after_days: Annotated[int, Field(ge=1)] = 365

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.hide_after_days <= self.warn_after_days:
            raise ValueError("hide_after_days must be larger than warn_after_days")
        return self


class Confirmed(Frozen):
    """Sentences that are said only where the agency has confirmed that they are true."""

    names_not_published: bool = False
    visits_by_appointment_only: bool = False
    asking_never_reduces_aid: bool = False


class AgencySettings(Frozen):
    time_zone: Zone
    schedules: Annotated[tuple[Schedule, ...], Field(min_length=1)]
    closed_on_joint_leave: bool = True
    answer_within_hours: Annotated[int, Field(ge=1, le=80)]
    duty_to_report: bool
    bans: Annotated[tuple[Text, ...], Field(min_length=1)]
    confirmed: Confirmed = Confirmed()
    website: HttpUrl | None = None
    verify_office: Text
    complaint_receiver: Text
    emergency_contact: Text
    forms_of_address: Annotated[tuple[Text, ...], Field(min_length=1)]
    freshness: Freshness = Freshness()

    @property
    def answer_promise(self) -> timedelta:
        return timedelta(hours=self.answer_within_hours)


class Agency(Frozen):
    fictional: bool = False
    organization: Organization
    settings: AgencySettings
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    next_doors: Annotated[tuple[NextDoor, ...], Field(min_length=1)]
    referrers: tuple[Referrer, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    hotlines: HotlineRegistry
