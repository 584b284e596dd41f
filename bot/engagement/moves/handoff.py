"""Handing over to a worker, and waiting honestly."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.engagement.move import Act
from bot.engagement.notice import tell_problem
from bot.engagement.promise import next_opening, promised, when
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.case import CaseState
from bot.situation.consent import Purpose, may
from bot.situation.facts import Provenance, Slot
from bot.situation.frame import Danger, Stage, Urgency
from bot.situation.incoming import Kind
from bot.situation.reach import may_reach
from bot.situation.speech import Button, CancelWake, HandOver, RefreshCard, Relay, Text, To, Urgent

from . import consent, welcome

OPEN = frozenset({CaseState.WAITING, CaseState.CLAIMED})
LATE_AFTER = timedelta(minutes=1)
MOST_ASKED = 3
"""How often the same leave is asked for; a button for it stays."""
WAITING_BUTTONS = (
    button("button-add", Act.ADD, "invite"),
    button("button-emergency", Act.EMERGENCY),
    button("button-cancel", Act.STOP),
)


def send(talk: Talk) -> None:
    """The person has checked it and sends it."""
    if not may(talk.frame, Purpose.SHARE):
        consent.ask(talk, None)
        return
    hand_over(talk)
    waiting(talk)


def human(talk: Talk, prefer: str = "") -> None:
    """ "Bicara dengan petugas" is honoured at once, with what is known; asking for it is the consent to it."""
    welcome.introduce(talk)
    if prefer:
        talk.learn(Slot.PREFER_WORKER, prefer, provenance=Provenance.BUTTON, words=prefer)
    if talk.frame.stage in AFTER_HANDOFF and talk.frame.case_code:
        status(talk)
        return
    if not may(talk.frame, Purpose.SHARE):
        consent.asked_for_person(talk)
    tell_problem(talk)
    hand_over(talk)
    if talk.frame.shared_from_now:
        talk.say(talk.text("human-from-now"), buttons=(button("button-may-read", Act.CONSENT, "yes"),))
    else:
        talk.say(talk.text("human", agency=welcome.agency_name(talk)))
    waiting(talk)


def hand_over(talk: Talk, *, alarm: bool = False, danger: str = "") -> None:
    """Open the case; what nobody asked is filled in as a guess and marked so."""
    _guesses(talk)
    if talk.frame.case_code and (talk.frame.stage in AFTER_HANDOFF or _is_open(talk)):
        talk.do(RefreshCard())
    else:
        talk.set(case_code=talk.around.new_code)
        until = promised(talk.agency, talk.around.now)
        talk.set(promised=until)
        if until:
            talk.wake("late", until + LATE_AFTER)
    talk.do(CancelWake(name="listening_pause"))
    urgent = talk.frame.urgency is Urgency.URGENT
    talk.do(HandOver(alarm=alarm or urgent, confidential=talk.frame.confidential, danger=danger))
    talk.set(asked=None, changing=None)
    if talk.frame.stage is not Stage.EMERGENCY:
        talk.go(Stage.HANDED_OFF)


def _is_open(talk: Talk) -> bool:
    """In an emergency the stage says nothing of the case that waits already."""
    case = talk.around.case
    return case is not None and case.code == talk.frame.case_code and case.state in OPEN


def _guesses(talk: Talk) -> None:
    for slot, value in ((Slot.FOR_WHOM, "self"), (Slot.CONTACT_WINDOW, "chat"), (Slot.PATHWAY, "voluntary")):
        if slot not in talk.frame.facts:
            talk.learn(slot, value, provenance=Provenance.INFERRED, confidence=0.5)
    name = talk.heard.incoming.name
    if Slot.FORM_OF_ADDRESS not in talk.frame.facts and name:
        talk.learn(Slot.FORM_OF_ADDRESS, name, provenance=Provenance.INFERRED, confidence=0.5)


def waiting(talk: Talk, said: str = "waiting", buttons: tuple[Button, ...] = WAITING_BUTTONS) -> None:
    """Who reads it, until when, the code, and what to do meanwhile."""
    talk.say(
        talk.text(
            said,
            code=talk.frame.case_code,
            when=when(talk.agency, talk.frame.promised, talk.around.now),
        ),
        _closed_now(talk),
        buttons=buttons,
    )


def _closed_now(talk: Talk) -> Text | None:
    opening = next_opening(talk.agency, talk.around.now)
    return talk.text("closed-now", when=when(talk.agency, opening, talk.around.now)) if opening else None


def status(talk: Talk) -> None:
    """What became of it, from the case itself."""
    case = talk.around.case
    if not talk.frame.case_code or case is None:
        talk.say(talk.text("status-none"), buttons=welcome.THREE_QUESTIONS, despite_worker=True)
    elif case.state in (CaseState.CLOSED, CaseState.WITHDRAWN):
        talk.say(
            talk.text("status-over", code=case.code), buttons=welcome.THREE_QUESTIONS, despite_worker=True
        )
    elif case.worker:
        read = "status-read" if case.read_by_worker else "status-claimed"
        talk.say(talk.text(read, code=case.code, worker=case.worker.name), despite_worker=True)
    else:
        talk.say(
            talk.text(
                "status-waiting",
                code=case.code,
                waiting=max(talk.around.waiting - 1, 0),
                when=when(talk.agency, talk.frame.promised, talk.around.now),
            ),
            buttons=WAITING_BUTTONS,
            despite_worker=True,
        )


def add(talk: Talk, argument: str) -> None:
    """Whatever comes after the handoff goes to the case; where only a danger allowed that, while it lasts."""
    if argument == "invite":
        talk.say(talk.text("add-invite"))
        return
    if not may(talk.frame, Purpose.SHARE) and talk.frame.stage is not Stage.EMERGENCY:
        _ask_whether_this_too(talk)
        return
    talk.do(Relay(to=To.CASE))
    if talk.learned:
        talk.do(RefreshCard())
    talk.say(talk.text("added"), buttons=(button("button-emergency", Act.EMERGENCY),), gives_way="added")


def _ask_whether_this_too(talk: Talk) -> None:
    """A worker was called because of a danger; what is told now is a story like any other."""
    if talk.learned:
        talk.do(RefreshCard())
    if talk.frame.variants.get("consent-short", 0) < MOST_ASKED:
        consent.ask_short(talk)
    else:
        talk.say(talk.text("consent-later"), buttons=consent.BUTTONS[:1])


def relay(talk: Talk) -> None:
    """A worker speaks in this conversation: everything goes to them, the bot is silent."""
    talk.do(Relay(to=To.CASE))
    if talk.learned:
        talk.do(RefreshCard())


def late(talk: Talk) -> None:
    """Our own promise was missed: say so, what happens now, and a choice."""
    case = talk.around.case
    if case is None or case.worker or talk.frame.stage is not Stage.HANDED_OFF:
        return
    talk.do(HandOver(alarm=True, confidential=talk.frame.confidential))
    until = promised(talk.agency, talk.around.now)
    if may_reach(talk.frame, talk.around.now, talk.agency.settings.time_zone.tz):
        _admit(talk, until)
    talk.set(promised=until)
    if until:
        talk.wake("late", until + LATE_AFTER)


def _admit(talk: Talk, until: datetime | None) -> None:
    talk.say(
        talk.text(
            "late",
            promised=when(talk.agency, talk.frame.promised, talk.around.now),
            when=when(talk.agency, until, talk.around.now),
        ),
        buttons=(
            button("button-keep-waiting", Act.STATUS),
            button("button-elsewhere", Act.FIT, "elsewhere"),
            button("button-stop", Act.STOP),
        ),
    )


def in_danger(talk: Talk, danger: Danger) -> None:
    """Danger to life: handed over at once, alarming; told beforehand as the one exception."""
    talk.set(danger=danger, urgency=Urgency.URGENT, urgency_words=danger.words)
    source = "button" if talk.heard.incoming.kind is Kind.BUTTON else "words"
    hand_over(talk, alarm=True, danger=f"{danger.kind} {source}")
    talk.set(danger=danger.model_copy(update={"alarmed": True}))


def say_what_is_shared(talk: Talk) -> None:
    """Without consent a worker sees what is needed to help, and no more; the person is told so at once."""
    if not may(talk.frame, Purpose.SHARE):
        talk.say(talk.text("danger-shared"), urgent=Urgent.EMERGENCY, despite_worker=True)
