"""The worker's three questions: am I able to help, do our resources fit, how do I help well."""

from __future__ import annotations

from bot.casework.readable import asks_for_quiet
from bot.directory.agency import Agency, StaffMember
from bot.directory.fit import area_verdict
from bot.directory.from_frame import known_from
from bot.directory.known import NeededFact
from bot.directory.matching import Matches
from bot.directory.verdict import Verdict
from bot.situation.case import Staff
from bot.situation.facts import Provenance, Slot
from bot.situation.frame import Frame, Stage
from bot.situation.needs import Need
from bot.situation.summary import Able, AskFirst, HowToHelp, WorkerQuestions

MOST_ASKED_FIRST = 3


def worker_questions(
    frame: Frame, agency: Agency, found: Matches, reader: Staff | None, load: int | None
) -> WorkerQuestions:
    deciding = _needed(agency, found.deciding_unknown) if found.deciding_unknown else None
    return WorkerQuestions(
        able=_able(frame, agency, reader, load),
        fitting=tuple(fit.service.name.to("id") for fit in found.best),
        deciding_unknown=deciding,
        how=HowToHelp(
            ask_first=_ask_first(frame, deciding), careful=careful(frame), likely_next=_likely_next(frame)
        ),
    )


def careful(frame: Frame) -> tuple[str, ...]:
    """Keys of reasons for care, each resting on something in the frame."""
    vulnerable = frame.value(Slot.VULNERABLE)
    present = frozenset(map(str, vulnerable)) if isinstance(vulnerable, list) else frozenset()
    reasons = {
        "danger": frame.danger is not None,
        "maybe-danger": frame.danger is None and bool(frame.hints_asked),
        "child": frame.child,
        "contact": asks_for_quiet(frame),
        "secret": Slot.WHO_MUST_NOT_KNOW in frame.facts,
        "no-phone": frame.value(Slot.CONTACT_WINDOW) == "chat",
        "other-unaware": frame.value(Slot.THEY_KNOW) in ("not_yet", "hard_to_ask"),
        "reluctant": frame.value(Slot.PATHWAY) == "involuntary",
        "worry": Slot.WORRY in frame.facts,
        "prefer": Slot.PREFER_WORKER in frame.facts,
        "disability": "disability" in present or Slot.DIFFICULTY in frame.facts,
        "baby": "baby" in present,
        "not-understood": any(not quote.understood for quote in frame.quotes),
    }
    return tuple(key for key, there in reasons.items() if there)


def profile(agency: Agency, staff: Staff) -> StaffMember | None:
    """What the agency's file tells of this worker: found by the name that applicants are told."""
    return next(
        (member for member in agency.staff if member.name.casefold() == staff.name.strip().casefold()), None
    )


def _able(frame: Frame, agency: Agency, reader: Staff | None, load: int | None) -> Able:
    if reader is None:
        return Able(load=load)
    member = profile(agency, reader)
    if member is None:
        return Able(reader=reader.name, load=load)
    known = known_from(frame)
    needs = known.needs or frozenset()
    missing = _missing(member, needs)
    area = area_verdict(member.areas, known.places)
    return Able(
        reader=reader.name,
        skills=tuple(need for need in Need if need in needs and need not in missing),
        missing=missing,
        language=frame.language in member.languages,
        area=None if area is Verdict.UNKNOWN else area is Verdict.FITS,
        load=load,
        better=tuple(
            other.name
            for other in agency.staff
            if other.id != member.id and len(_missing(other, needs)) < len(missing)
        ),
    )


def _missing(member: StaffMember, needs: frozenset[Need]) -> tuple[Need, ...]:
    """No skills in the file: fit for everything."""
    return tuple(need for need in Need if need in needs and member.skills and need not in member.skills)


def _ask_first(frame: Frame, deciding: AskFirst | None) -> tuple[AskFirst, ...]:
    in_danger = frame.danger is not None
    other = frame.value(Slot.FOR_WHOM) == "other"
    wanted = [
        AskFirst(what=slot.value)
        for slot, matters in (
            (Slot.SAFETY_NOW, in_danger),
            (Slot.CONTACT_WINDOW, True),
            (Slot.THEY_KNOW, other),
            (Slot.LOCATION_NOW, in_danger),
            (Slot.EXPECTATION, not in_danger),
        )
        if matters and not _surely(frame, slot)
    ]
    all_of_them = [*wanted[:1], *([deciding] if deciding else []), *wanted[1:]]
    return tuple(dict.fromkeys(all_of_them))[:MOST_ASKED_FIRST]


def _surely(frame: Frame, slot: Slot) -> bool:
    fact = frame.facts.get(slot)
    return fact is not None and (fact.confirmed or fact.provenance is not Provenance.INFERRED)


def _needed(agency: Agency, needed: NeededFact) -> AskFirst:
    papers = (paper for service in agency.services for paper in service.required_documents)
    name = next((paper.document.to("id") for paper in papers if paper.id == needed.detail), needed.detail)
    return AskFirst(what=needed.slot.value, detail=name or "")


def _likely_next(frame: Frame) -> Stage:
    if frame.danger is not None:
        return Stage.EMERGENCY
    return Stage.AGREED if frame.stage is Stage.IN_CONVERSATION else Stage.IN_CONVERSATION
