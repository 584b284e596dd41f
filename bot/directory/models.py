"""Services and places under the names of HSDS 3.

HSDS is the Human Services Data Specification of Open Referral (CC BY-SA 4.0).
Only the fields that are used here. What HSDS does not have (criteria, capacity, steps) is our extension and
is marked so. Parts get their HSDS ids on export; what is referred to (services, places) has a short id.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, model_validator

from bot.directory.criteria import Criteria
from bot.directory.frozen import AreaCode, Frozen, Slug, Text, Words
from bot.directory.phones import check_mobile, check_number

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _as_days(value: object) -> object:
    return tuple(day.strip().upper() for day in value.split(",")) if isinstance(value, str) else value


def _known_days(days: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [day for day in days if day not in WEEKDAYS]
    if wrong or not days:
        raise ValueError(f"'{','.join(wrong)}' is not a day; write days as {','.join(WEEKDAYS)}")
    return days


def _clock(value: object) -> object:
    if isinstance(value, str) and len(value.split(":")) != 2:
        raise ValueError(f"'{value}' is not a time of day; write it like 08:00")
    return value


ClockTime = Annotated[time, BeforeValidator(_clock)]
Number = Annotated[str, AfterValidator(check_number)]
Mobile = Annotated[str, AfterValidator(check_mobile)]


class ServiceStatus(StrEnum):
    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class Capacity(StrEnum):
    """Extension: whether new people can be taken in."""

    OPEN = "open"
    WAITLIST = "waitlist"
    FULL = "full"
    PAUSED = "paused"


class Phone(Frozen):
    number: Number
    type: str = "voice"
    description: Text | None = None


class Language(Frozen):
    code: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    name: Words | None = None


class Accessibility(Frozen):
    description: Text


class Contact(Frozen):
    name: Words
    title: Text | None = None
    phones: tuple[Phone, ...] = ()


class Address(Frozen):
    address_1: Words
    city: Words
    state_province: Words
    postal_code: Words
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = "ID"


class Schedule(Frozen):
    """Weekly hours in the agency's zone. Closing at or before the opening time means: on the next day."""

    byday: Annotated[tuple[str, ...], BeforeValidator(_as_days), AfterValidator(_known_days)]
    opens_at: ClockTime
    closes_at: ClockTime
    valid_from: date | None = None
    valid_to: date | None = None
    open_on_holidays: bool = False
    description: Text | None = None

    @model_validator(mode="after")
    def _valid_period(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to is before valid_from")
        return self


class Location(Frozen):
    id: Slug
    name: Text
    addresses: Annotated[tuple[Address, ...], Field(min_length=1)]
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    transportation: Text | None = None
    schedules: tuple[Schedule, ...] = ()
    accessibility: tuple[Accessibility, ...] = ()
    phones: tuple[Phone, ...] = ()


class ServiceAtLocation(Frozen):
    location_id: Slug
    schedules: tuple[Schedule, ...] = ()
    description: Text | None = None


class ServiceArea(Frozen):
    """On export only: the areas of a service are its `criteria.areas`."""

    name: Words
    extent: AreaCode


class RequiredDocument(Frozen):
    id: Slug
    document: Text
    if_missing: Text


class CostOption(Frozen):
    option: Text
    amount: Annotated[float, Field(ge=0)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "IDR"
    amount_description: Text | None = None


class Organization(Frozen):
    id: Slug
    name: Text
    description: Text
    website: HttpUrl | None = None
    legal_status: Words | None = None
    contacts: tuple[Contact, ...] = ()
    phones: tuple[Phone, ...] = ()
    locations: Annotated[tuple[Location, ...], Field(min_length=1)]


class Service(Frozen):
    id: Slug
    name: Text
    alternate_name: Text | None = None
    description: Text
    status: ServiceStatus = ServiceStatus.ACTIVE
    eligibility_description: Text
    wait_time: Text | None = None
    assured_date: date
    schedules: tuple[Schedule, ...] = ()
    service_at_locations: tuple[ServiceAtLocation, ...] = ()
    required_documents: tuple[RequiredDocument, ...] = ()
    cost_options: Annotated[tuple[CostOption, ...], Field(min_length=1)]
    languages: tuple[Language, ...] = ()
    contacts: tuple[Contact, ...] = ()
    # Extension from here on.
    criteria: Criteria
    capacity: Capacity
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    quick: Text | None = None
    takes_time: Text | None = None
    out_of_scope: Annotated[tuple[Text, ...], Field(min_length=1)]
    decided_by: Text
    next_doors: tuple[Slug, ...] = ()
    staff: tuple[Slug, ...] = ()
