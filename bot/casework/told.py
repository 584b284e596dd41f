"""What the applicant is told about the worker, in their own language."""

from __future__ import annotations

from datetime import datetime

from bot.casework.questions import profile
from bot.casework.wording import day_and_clock, shortened
from bot.directory.agency import Agency
from bot.situation.case import Case, Staff
from bot.situation.frame import Frame
from bot.situation.speech import Say, Text


def joined(frame: Frame, agency: Agency, worker: Staff) -> Say:
    """The worker's card: name used, role, agency, what they can and cannot do."""
    member = profile(agency, worker)
    role = member.role.to(frame.language) if member else worker.title
    named = {"worker": shortened(worker.name, 60), "agency": agency.organization.name.to(frame.language)}
    first = (
        Text(id="worker-joined", arguments={**named, "role": role})
        if role
        else Text(id="worker-joined-bare", arguments={**named})
    )
    parts = [first]
    if member and not frame.child:
        can, cannot = member.can.to(frame.language), member.cannot.to(frame.language)
        parts.append(Text(id="worker-can", arguments={"can": can, "cannot": cannot}))
    return _say(frame, *parts)


def has_read(frame: Frame, worker: Staff) -> Say:
    return _say(frame, Text(id="worker-has-read", arguments={"worker": shortened(worker.name, 60)}))


def handed_back(frame: Frame, case: Case, agency: Agency, now: datetime) -> Say:
    """Honest: the worker could not go on, the story stays, until when somebody else reads it."""
    zone = agency.settings.time_zone
    when = day_and_clock(case.promised, now, zone) if case.promised else Text(id="when-unknown")
    return _say(frame, Text(id="worker-handed-back", arguments={"when": when, "code": case.code}))


def closed(frame: Frame, case: Case) -> Say:
    return _say(
        frame,
        Text(id=f"worker-closed-{case.outcome}"),
        Text(id="worker-come-back", arguments={"code": case.code}),
    )


def reopened(frame: Frame, case: Case, agency: Agency, now: datetime) -> Say:
    zone = agency.settings.time_zone
    when = day_and_clock(case.promised, now, zone) if case.promised else Text(id="when-unknown")
    return _say(frame, Text(id="worker-reopened", arguments={"when": when, "code": case.code}))


def _say(frame: Frame, *parts: Text) -> Say:
    """About who speaks, at the moment when that changes: said whoever speaks."""
    told = tuple(one.to_child() for one in parts) if frame.child else parts
    return Say(parts=told, despite_worker=True)
