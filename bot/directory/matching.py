"""The best services for what is known, what else there is, and the one question that decides most."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from bot.directory.agency import Freshness, NextDoor
from bot.directory.fit import Fit, area_verdict, assess
from bot.directory.frozen import Frozen
from bot.directory.known import Known, NeededFact, Slot
from bot.directory.models import Capacity, Service, ServiceStatus
from bot.directory.verdict import Verdict
from bot.situation.needs import Need

BEST_SHOWN = 3
NEVER_ASKED = frozenset({Slot.SEX})
"""Nobody's sex is asked for by a machine: it is known where it was said, else the worker hears it."""


class Age(StrEnum):
    FRESH = "fresh"
    OLD = "old"
    HIDDEN = "hidden"


class Matches(Frozen):
    """`best` can be offered now; `waitlist` would fit but is full, paused or has a list; `unmet` has neither.

    `outdated` are ids of shown services whose data is old: say so. `deciding_unknown` is worth one question.
    """

    best: tuple[Fit, ...]
    waitlist: tuple[Fit, ...]
    unmet: tuple[Need, ...]
    next_doors: tuple[NextDoor, ...]
    deciding_unknown: NeededFact | None
    outdated: frozenset[str]


def data_age(service: Service, today: date, freshness: Freshness) -> Age:
    days = (today - service.assured_date).days
    if days > freshness.hide_after_days:
        return Age.HIDDEN
    return Age.OLD if days > freshness.warn_after_days else Age.FRESH


def match(
    services: Iterable[Service], doors: Sequence[NextDoor], known: Known, today: date, freshness: Freshness
) -> Matches:
    """`today` is the date in the agency's zone."""
    possible = _possible(services, known, today, freshness)
    open_now = [fit for fit in possible if fit.service.capacity is Capacity.OPEN]
    waiting = tuple(fit for fit in possible if fit.service.capacity is not Capacity.OPEN)[:BEST_SHOWN]
    best = _choose(open_now, known)
    shown = {fit.service.id: fit.service for fit in (*best, *waiting)}
    return Matches(
        best=best,
        waitlist=waiting,
        unmet=_unmet(known, possible),
        next_doors=_doors(doors, known, best, waiting, open_now),
        deciding_unknown=deciding_unknown(open_now, known),
        outdated=frozenset(i for i, s in shown.items() if data_age(s, today, freshness) is Age.OLD),
    )


def deciding_unknown(fits: Iterable[Fit], known: Known) -> NeededFact | None:
    """The fact that settles most services alone; then the one in most of them; then the order of Slot."""
    alone: Counter[NeededFact] = Counter()
    anywhere: Counter[NeededFact] = Counter()
    for fit in fits:
        needed = {result.needed_fact for result in fit.criteria if result.needed_fact}
        anywhere.update(needed)
        if len(needed) == 1:
            alone.update(needed)
    askable = [fact for fact in anywhere if fact.slot not in NEVER_ASKED and fact not in known.unanswered]
    slots = list(Slot)
    return min(
        askable,
        key=lambda fact: (-alone[fact], -anywhere[fact], slots.index(fact.slot), fact.detail or ""),
        default=None,
    )


def _possible(services: Iterable[Service], known: Known, today: date, freshness: Freshness) -> list[Fit]:
    shown = [
        assess(service, known)
        for service in services
        if service.status is ServiceStatus.ACTIVE and data_age(service, today, freshness) is not Age.HIDDEN
    ]
    return sorted(
        (fit for fit in shown if fit.verdict is not Verdict.DOES_NOT_FIT), key=lambda fit: _rank(fit, known)
    )


def _rank(fit: Fit, known: Known) -> tuple[bool, bool, int, int, str]:
    """Smaller is better. The id comes last, so that the order of the file does not matter."""
    answered = set(fit.service.criteria.needs) & (known.needs or frozenset())
    return (
        known.first_concern not in fit.service.criteria.needs,
        fit.verdict is not Verdict.FITS,
        -len(answered),
        len(fit.having(Verdict.UNKNOWN)),
        fit.service.id,
    )


def _choose(ranked: Sequence[Fit], known: Known) -> tuple[Fit, ...]:
    """The first of each need before the second of any: a person with three troubles sees a door for each."""
    first_of_needs = []
    for need in _in_order(known):
        first = next((fit for fit in ranked if need in fit.service.criteria.needs), None)
        if first and first not in first_of_needs:
            first_of_needs.append(first)
    chosen = [*first_of_needs, *(fit for fit in ranked if fit not in first_of_needs)][:BEST_SHOWN]
    return tuple(fit for fit in ranked if fit in chosen)


def _in_order(known: Known) -> list[Need]:
    return sorted(
        known.needs or (), key=lambda need: (need is not known.first_concern, list(Need).index(need))
    )


def _unmet(known: Known, possible: Iterable[Fit]) -> tuple[Need, ...]:
    met = {need for fit in possible for need in fit.service.criteria.needs}
    return tuple(need for need in _in_order(known) if need not in met)


def _doors(
    doors: Sequence[NextDoor],
    known: Known,
    best: Sequence[Fit],
    waiting: Sequence[Fit],
    open_now: Sequence[Fit],
) -> tuple[NextDoor, ...]:
    """Doors for needs that nothing open here answers, then those that the shown services name themselves."""
    answered = {need for fit in open_now for need in fit.service.criteria.needs}
    needs = [need for need in _in_order(known) if need not in answered]
    near = [door for door in doors if area_verdict(door.areas, known.places) is not Verdict.DOES_NOT_FIT]
    named = {door_id for fit in (*waiting, *best) for door_id in fit.service.next_doors}
    for_needs = [door for need in needs for door in near if need in door.needs]
    wanted = [*for_needs, *(door for door in near if door.id in named)]
    if not wanted and not best:
        wanted = [door for door in near if not door.areas]
    return tuple(dict.fromkeys(wanted))
