"""What must be right between the parts of an agency: ids, references, areas, doors, words."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.directory.agency import Agency
from bot.directory.frozen import Path, texts_within
from bot.directory.models import Service
from bot.situation.needs import Need

Found = tuple[Path, str]
"""A place inside the file, and what is wrong there."""

IsArea = Callable[[str], bool]
WordsToAvoid = Callable[[str, frozenset[Need]], Iterable[str]]
"""A text and the needs it speaks to -> one sentence for each word that people should not read."""


def check(agency: Agency, is_area: IsArea | None, avoid: WordsToAvoid) -> Iterator[Found]:
    """Everything wrong with it, in no particular order. Without `is_area` only the form of codes is known."""
    yield from _unique_ids(agency)
    yield from _references(agency)
    yield from _documents(agency.services)
    yield from _every_need_has_a_door(agency)
    yield from _words(agency, avoid)
    if is_area:
        yield from (
            (at, f"'{code}' is not an official area code — see the list of the Ministry of Home Affairs")
            for at, code in _areas(agency)
            if not is_area(code)
        )


def _unique_ids(agency: Agency) -> Iterator[Found]:
    groups: dict[Path, Sequence[str]] = {
        ("services",): [service.id for service in agency.services],
        ("next_doors",): [door.id for door in agency.next_doors],
        ("referrers",): [referrer.id for referrer in agency.referrers],
        ("staff",): [member.id for member in agency.staff],
        ("organization", "locations"): [place.id for place in agency.organization.locations],
    }
    for where, ids in groups.items():
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield (*where, index, "id"), f"'{one}' is used twice; every id must be different"


def _references(agency: Agency) -> Iterator[Found]:
    places = {place.id for place in agency.organization.locations}
    doors = {door.id for door in agency.next_doors}
    staff = {member.id for member in agency.staff}
    lines = {line.id for line in agency.hotlines.hotlines}
    for index, service in enumerate(agency.services):
        at: Path = ("services", index)
        for number, where in enumerate(service.service_at_locations):
            yield from _known(
                where.location_id, places, (*at, "service_at_locations", number, "location_id"), "location"
            )
        yield from _all_known(service.next_doors, doors, (*at, "next_doors"), "next door")
        yield from _all_known(service.staff, staff, (*at, "staff"), "staff member")
    for index, door in enumerate(agency.next_doors):
        yield from _all_known(door.hotlines, lines, ("next_doors", index, "hotlines"), "hotline")


def _all_known(ids: Sequence[str], known: set[str], at: Path, kind: str) -> Iterator[Found]:
    for index, one in enumerate(ids):
        yield from _known(one, known, (*at, index), kind)


def _known(one: str, known: set[str], at: Path, kind: str) -> Iterator[Found]:
    if one not in known:
        yield at, f"there is no {kind} '{one}'; known are: {', '.join(sorted(known)) or 'none'}"


def _documents(services: Sequence[Service]) -> Iterator[Found]:
    for index, service in enumerate(services):
        listed = {document.id for document in service.required_documents}
        at: Path = ("services", index, "criteria", "documents")
        for number, document in enumerate(service.criteria.documents):
            if document not in listed:
                yield (*at, number), f"'{document}' decides but is not in required_documents of this service"


def _every_need_has_a_door(agency: Agency) -> Iterator[Found]:
    open_to_all = {need for door in agency.next_doors if not door.areas for need in door.needs}
    for need in Need:
        if need not in open_to_all:
            yield ("next_doors",), f"no next door without areas answers '{need}': a no must never be the end"


def _areas(agency: Agency) -> Iterator[tuple[Path, str]]:
    for index, service in enumerate(agency.services):
        yield from _codes(service.criteria.areas, ("services", index, "criteria", "areas"))
    for index, door in enumerate(agency.next_doors):
        yield from _codes(door.areas, ("next_doors", index, "areas"))
    for index, member in enumerate(agency.staff):
        yield from _codes(member.areas, ("staff", index, "areas"))


def _codes(codes: Sequence[str], at: Path) -> Iterator[tuple[Path, str]]:
    for index, code in enumerate(codes):
        yield (*at, index), code


def _words(agency: Agency, avoid: WordsToAvoid) -> Iterator[Found]:
    for at, text in texts_within(agency):
        for sentence in avoid(text.id, _needs_spoken_to(agency, at)):
            yield (*at, "id"), sentence


def _needs_spoken_to(agency: Agency, at: Path) -> frozenset[Need]:
    match at:
        case ("services", int(index), *_):
            return frozenset(agency.services[index].criteria.needs)
        case ("next_doors", int(index), *_):
            return frozenset(agency.next_doors[index].needs)
        case _:
            return frozenset()
