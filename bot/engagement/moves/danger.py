"""Danger: care, numbers, a person at once; never a form, never a lecture; the bot stays."""

from __future__ import annotations

from bot.engagement.contacts import numbers
from bot.engagement.move import Act
from bot.engagement.promise import next_opening, when
from bot.engagement.talk import Talk, button
from bot.situation.case import CaseState
from bot.situation.facts import Slot
from bot.situation.frame import Danger, Stage
from bot.situation.incoming import Kind
from bot.situation.needs import Need
from bot.situation.speech import Button, CancelWake, Relay, To, Urgent

from . import handoff

IMMINENT = frozenset({"self_harm", "medical", "child_danger", "disaster"})
"""Danger to life: a person is called at once. For the others, handing over is asked in one tap."""
NEED_OF = {
    "self_harm": Need.SELF_HARM,
    "violence": Need.VIOLENCE,
    "sexual_violence": Need.VIOLENCE,
    "child_danger": Need.VIOLENCE,
    "medical": Need.HEALTH,
    "disaster": Need.DISASTER,
}
EXIT = button("button-exit", Act.EXIT)
CALL_STAFF = button("button-call-staff", Act.HUMAN)


def emergency(talk: Talk, kind: str) -> None:
    """The emergency turn; by button or command without words, danger to life is asked about in the same bubble."""
    if kind not in NEED_OF:
        _asked_for(talk)
        return
    third = bool(talk.heard.reading and talk.heard.reading.third_person)
    danger = enter(talk, kind, third)
    alarm = kind in IMMINENT or case_is_open(talk)
    if alarm:
        call(talk, danger)
    say_care(talk, kind, third)
    if alarm:
        handoff.say_what_is_shared(talk)
    if kind == "sexual_violence" and talk.agency.settings.duty_to_report:
        talk.say(
            talk.text("duty-to-report"),
            buttons=(
                button("button-yes", Act.HUMAN, "woman"),
                button("button-any-worker", Act.HUMAN),
                button("button-not-yet", Act.SAFE, "later"),
                EXIT,
            ),
            urgent=Urgent.EMERGENCY,
            despite_worker=True,
        )
    if alarm:
        _nobody_there(talk)


def say_care(talk: Talk, kind: str, third: bool) -> None:
    person = "-third" if third else ""
    talk.say(
        talk.text(f"danger-{kind}{person}"),
        numbers(talk, kind),
        talk.text("danger-safe" if not third else "danger-safe-third"),
        buttons=safe_buttons(kind),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def safe_buttons(kind: str) -> tuple[Button, ...]:
    fourth = button("button-cannot-call", Act.SAFE, "cannot_call") if kind in IMMINENT else CALL_STAFF
    return (button("button-safe", Act.SAFE, "yes"), button("button-unsafe", Act.SAFE, "no"), fourth, EXIT)


def enter(talk: Talk, kind: str, third: bool, words: str = "") -> Danger:
    danger = Danger(
        kind=kind,
        third_person=third,
        since=talk.heard.incoming.at,
        words=words or talk.words or kind,
        before=talk.frame.stage if talk.frame.stage is not Stage.EMERGENCY else before_danger(talk),
    )
    talk.set(
        danger=danger,
        confidential=talk.frame.confidential or kind not in ("medical", "disaster"),
        greeted=True,
        asked=None,
    )
    talk.do(CancelWake(name="listening_pause"))
    _learn_need(talk, NEED_OF[kind])
    talk.go(Stage.EMERGENCY)
    return danger


def call(talk: Talk, danger: Danger) -> None:
    """These words come last: where the case is now for its worker alone, what was written before goes there too."""
    handoff.in_danger(talk, danger)
    tell_worker(talk)


def case_is_open(talk: Talk) -> bool:
    case = talk.around.case
    return case is not None and case.state in (CaseState.WAITING, CaseState.CLAIMED)


def tell_worker(talk: Talk) -> None:
    """Words of danger reach whoever has, or will have, the case: the bot's own answer does not replace a person."""
    if case_is_open(talk) and talk.words and talk.heard.incoming.kind is not Kind.BUTTON:
        talk.do(Relay(to=To.CASE))


def before_danger(talk: Talk) -> Stage:
    return talk.frame.danger.before if talk.frame.danger else Stage.LISTENING


def _learn_need(talk: Talk, need: Need) -> None:
    known = talk.frame.value(Slot.NEEDS)
    before = [str(one) for one in known] if isinstance(known, list) else []
    talk.learn(Slot.NEEDS, list(dict.fromkeys([need.value, *before])), words=talk.words)


def _asked_for(talk: Talk) -> None:
    """[Darurat] or /darurat: numbers now, and what it is about in one tap."""
    talk.set(greeted=True)
    talk.say(
        talk.text("emergency"),
        numbers(talk, "medical"),
        talk.text("emergency-what"),
        buttons=(
            button("button-life", Act.EMERGENCY, "self_harm"),
            button("button-violence", Act.EMERGENCY, "violence"),
            button("button-ill", Act.MEDICAL),
            button("button-call-staff", Act.HUMAN),
            EXIT,
        ),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def medical(talk: Talk, also: str = "") -> None:
    """`also`: the kind of danger that caused it (poison that was swallowed): care first for the body."""
    also = also if also in NEED_OF else ""
    call(talk, enter(talk, "medical", False))
    if also:
        talk.set(confidential=True)
        _learn_need(talk, NEED_OF[also])
    talk.say(
        talk.text("danger-medical"),
        numbers(talk, "medical"),
        talk.text("ask-transport"),
        buttons=(
            button("button-there-is", Act.SAFE, "yes"),
            button("button-there-is-not", Act.SAFE, "no"),
            button("button-cannot-call", Act.SAFE, "cannot_call"),
        ),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )
    handoff.say_what_is_shared(talk)
    if also:
        talk.say(
            talk.text(f"danger-{also}"), numbers(talk, also), urgent=Urgent.EMERGENCY, despite_worker=True
        )


def disaster(talk: Talk) -> None:
    call(talk, enter(talk, "disaster", False))
    say_care(talk, "disaster", False)
    handoff.say_what_is_shared(talk)


def _nobody_there(talk: Talk) -> None:
    opening = next_opening(talk.agency, talk.around.now)
    served = talk.around.case is not None and talk.around.case.worker is not None
    if opening and not served:
        talk.say(
            talk.text("danger-closed", when=when(talk.agency, opening, talk.around.now)),
            urgent=Urgent.EMERGENCY,
            despite_worker=True,
        )
