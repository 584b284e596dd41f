"""All that the parsers find in one message, without overlaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.situation.reading import Entity, Household, PlaceValue

from .ages import AgeSpan, find_ages
from .dates import find_dates
from .gazetteer import Gazetteer
from .household import find_children, find_size, read_household
from .keyword_entities import find_documents, find_programs, find_referrers, find_relations
from .money import find_money
from .numbers import Span
from .phones import find_phones
from .places import find_places, value_of

LONGEST = 4096  # characters; nothing longer arrives in one message


@dataclass(frozen=True, slots=True)
class Findings:
    entities: tuple[Entity, ...]
    household: Household | None


def find_entities(
    text: str, when: datetime, gazetteer: Gazetteer, known_regency: str | None = None
) -> tuple[Entity, ...]:
    """Entities in the order of the line; offsets are code points of ``text``. ``when`` carries its zone."""
    return find_all(text, when, gazetteer, known_regency).entities


def find_all(text: str, when: datetime, gazetteer: Gazetteer, known_regency: str | None = None) -> Findings:
    """Entities, and what they say of the household together."""
    text = text[:LONGEST]
    ages = tuple(find_ages(text))
    children, sizes = tuple(find_children(text)), tuple(find_size(text))
    candidates = (
        *_phones(text),
        *_money(text),
        *_counts(text, ages, children, sizes),
        *(_entity(text, "date", span.start, span.end, span.value) for span in find_dates(text, when)),
        *_places(text, gazetteer, known_regency),
        *_keywords(text),
    )
    kept = _without_overlaps(candidates)
    home = read_household(
        text,
        [span for span in sizes if _holds(kept, "household_size", span)],
        [span for span in children if _holds(kept, "child_count", span)],
        [age for age in ages if any(e.entity == "age" and e.start == age.start for e in kept)],
    )
    return Findings(kept, home)


def _phones(text: str) -> Iterator[Entity]:
    for span in find_phones(text):
        yield _entity(text, "phone", span.start, span.end, span.value)


def _money(text: str) -> Iterator[Entity]:
    for span in find_money(text):
        yield _entity(text, "money", span.start, span.end, span.value)


def _counts(
    text: str, ages: tuple[AgeSpan, ...], children: tuple[Span, ...], sizes: tuple[Span, ...]
) -> Iterator[Entity]:
    for age in ages:
        yield _entity(text, "age", age.start, age.end, age.months // 12)
    for span in children:
        yield _entity(text, "child_count", span.start, span.end, span.value)
    for span in sizes:
        yield _entity(text, "household_size", span.start, span.end, span.value)


def _places(text: str, gazetteer: Gazetteer, known_regency: str | None) -> Iterator[Entity]:
    for mention in find_places(text, gazetteer, known_regency):
        yield _entity(text, "location", mention.start, mention.end, value_of(mention))


def _keywords(text: str) -> Iterator[Entity]:
    finders = (
        ("program", find_programs),
        ("document", find_documents),
        ("referrer", find_referrers),
        ("relation", find_relations),
    )
    for kind, find in finders:
        for span in find(text):
            yield _entity(text, kind, span.start, span.end, span.value)


def _entity(text: str, kind: str, start: int, end: int, value: PlaceValue | int | str) -> Entity:
    return Entity(entity=kind, start=start, end=end, text=text[start:end], value=value)


def _without_overlaps(candidates: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Earlier kinds win; among overlapping pieces of one kind the longer."""
    order = {kind: rank for rank, kind in enumerate(dict.fromkeys(entity.entity for entity in candidates))}
    ranked = sorted(candidates, key=lambda entity: (order[entity.entity], entity.start - entity.end))
    kept: list[Entity] = []
    for entity in ranked:
        if all(entity.end <= other.start or other.end <= entity.start for other in kept):
            kept.append(entity)
    return tuple(sorted(kept, key=lambda entity: entity.start))


def _holds(kept: tuple[Entity, ...], kind: str, span: Span) -> bool:
    return any(entity.entity == kind and entity.start == span.start for entity in kept)
