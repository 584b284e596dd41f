"""From a frame to the summary: nothing that is not in the frame, the case or the agency's file."""

from __future__ import annotations

from datetime import datetime

from bot.casework.questions import worker_questions
from bot.casework.quotes import choose_quotes, quote_of
from bot.casework.readable import readable
from bot.directory.agency import Agency
from bot.directory.fit import Fit
from bot.directory.from_frame import known_from
from bot.directory.matching import Matches, match
from bot.situation.case import Case, Staff
from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Frame, Pathway
from bot.situation.lines import SECTIONS, Section
from bot.situation.summary import (
    Brought,
    Consent,
    Difference,
    Head,
    Known,
    Offer,
    Resources,
    Situation,
    Summary,
    Tasks,
    Unknown,
    Weighed,
)

ALWAYS_MATTERS = (
    Slot.PROBLEM,
    Slot.NEEDS,
    Slot.LOCATION_NOW,
    Slot.FOR_WHOM,
    Slot.FORM_OF_ADDRESS,
    Slot.CONTACT_WINDOW,
    Slot.PATHWAY,
    Slot.EXPECTATION,
    Slot.WORRY,
    Slot.SINCE_WHEN,
    Slot.TRIED_BEFORE,
)
LONGEST_ADDRESS = 40


def summarise(
    frame: Frame,
    case: Case,
    agency: Agency,
    now: datetime,
    reader: Staff | None = None,
    *,
    load: int | None = None,
    consents: tuple[Consent, ...] = (),
) -> Summary:
    """`load` is how many cases the reader carries; `consents` are the records where the store gives them."""
    agreed = consents or tuple(Consent(purpose=key, given=yes) for key, yes in sorted(frame.consents.items()))
    shown = readable(frame)
    if shown is None:
        return Summary(
            open=False, head=_bare_head(frame, case, agency), consent=agreed, promised=case.promised
        )
    frame = shown
    found = _matches(frame, agency, now)
    return Summary(
        open=True,
        head=_head(frame, case, agency),
        quotes=choose_quotes(frame),
        situation=_situation(frame),
        brought=Brought(facts=_facts(frame, Section.BROUGHT), came_by=frame.came_by),
        tasks=Tasks(facts=_facts(frame, Section.TASKS), out_of_scope=_out_of_scope(found)),
        resources=_resources(frame, found),
        worker_questions=worker_questions(frame, agency, found, reader, load),
        unknown=_unknown(frame),
        consent=agreed,
        promised=case.promised or frame.promised,
        numbers_given=frame.danger is not None,
        unheard=frame.unheard,
        differences=_differences(frame),
    )


def known(slot: Slot, fact: Fact) -> Known:
    return Known(slot=slot, fact=fact, guess=fact.provenance is Provenance.INFERRED and not fact.confirmed)


def _bare_head(frame: Frame, case: Case, agency: Agency) -> Head:
    """How to call them, and nothing else: not even the words in which they said it."""
    fact = frame.facts.get(Slot.FORM_OF_ADDRESS)
    address = None
    if fact and isinstance(fact.value, str):
        bare = fact.model_copy(update={"words": "", "message": None, "value": fact.value[:LONGEST_ADDRESS]})
        address = known(Slot.FORM_OF_ADDRESS, bare)
    return Head(
        address=address,
        code=case.code,
        opened=case.opened_at,
        language=frame.language,
        agency=agency.organization.name.to("id"),
        urgency=case.urgency,
    )


def _head(frame: Frame, case: Case, agency: Agency) -> Head:
    address = frame.facts.get(Slot.FORM_OF_ADDRESS)
    pathway = frame.value(Slot.PATHWAY)
    quote = quote_of(frame, frame.urgency_words) or (frame.quotes[-1] if frame.quotes else None)
    return _bare_head(frame, case, agency).model_copy(
        update={
            "address": known(Slot.FORM_OF_ADDRESS, address) if address else None,
            "pathway": Pathway(str(pathway)) if pathway in set(Pathway) else None,
            "urgency_words": frame.urgency_words,
            "urgency_at": quote.at if quote else None,
        }
    )


def _situation(frame: Frame) -> Situation:
    danger = frame.danger
    return Situation(
        facts=_facts(frame, Section.SITUATION),
        needs=tuple(sorted(known_from(frame).needs or ())),
        danger=danger.kind if danger else "",
        danger_of_other=bool(danger and danger.third_person),
    )


def _facts(frame: Frame, section: Section) -> tuple[Known, ...]:
    return tuple(known(slot, frame.facts[slot]) for slot in _slots(section) if slot in frame.facts)


def _slots(section: Section) -> tuple[Slot, ...]:
    """Slots of no section (money, for one) stand with the resources, so that no fact is lost."""
    placed = {slot for slots in SECTIONS.values() for slot in slots}
    rest = tuple(slot for slot in Slot if slot not in placed)
    return SECTIONS[section] + (rest if section is Section.RESOURCES else ())


def _matches(frame: Frame, agency: Agency, now: datetime) -> Matches:
    today = now.astimezone(agency.settings.time_zone.tz).date()
    return match(agency.services, agency.next_doors, known_from(frame), today, agency.settings.freshness)


def _resources(frame: Frame, found: Matches) -> Resources:
    return Resources(
        facts=_facts(frame, Section.RESOURCES),
        offers=tuple(_offer(fit) for fit in (*found.best, *found.waitlist)),
        unmet=found.unmet,
        elsewhere=tuple(door.name.to("id") for door in found.next_doors),
    )


def _offer(fit: Fit) -> Offer:
    papers = {paper.id: paper.document.to("id") for paper in fit.service.required_documents}
    return Offer(
        service=fit.service.id,
        name=fit.service.name.to("id"),
        verdict=fit.verdict.value,
        capacity=fit.service.capacity.value,
        criteria=tuple(
            Weighed(
                criterion=one.criterion.value,
                verdict=one.verdict.value,
                detail=papers.get(one.detail or "", one.detail or ""),
            )
            for one in fit.criteria
        ),
    )


def _out_of_scope(found: Matches) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.to("id") for fit in found.best for text in fit.service.out_of_scope))


def _unknown(frame: Frame) -> tuple[Unknown, ...]:
    """What always matters, what was asked, and what was skipped: all of it without a sure value."""
    matter = dict.fromkeys((*ALWAYS_MATTERS, *frame.asked_slots, *frame.skipped))
    return tuple(
        Unknown(slot=slot, skipped=slot in frame.skipped)
        for slot in matter
        if slot not in frame.facts or known(slot, frame.facts[slot]).guess
    )


def _differences(frame: Frame) -> tuple[Difference, ...]:
    return tuple(
        Difference(slot=change.slot, before=change.before, now=frame.facts.get(change.slot), at=change.at)
        for change in frame.changes
        if change.after_handoff
    )
