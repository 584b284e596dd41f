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
from bot.situation.speech import Button, CancelWake, QuickExit, Relay, Text, To, Urgent

from . import handoff, resume

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
    danger = _enter(talk, kind, third)
    alarm = kind in IMMINENT or case_is_open(talk)
    if alarm:
        handoff.in_danger(talk, danger)
    _say_care(talk, kind, third)
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


def _say_care(talk: Talk, kind: str, third: bool) -> None:
    person = "-third" if third else ""
    talk.say(
        talk.text(f"danger-{kind}{person}"),
        numbers(talk, kind),
        talk.text("danger-safe" if not third else "danger-safe-third"),
        buttons=_safe_buttons(kind),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def _safe_buttons(kind: str) -> tuple[Button, ...]:
    fourth = button("button-cannot-call", Act.SAFE, "cannot_call") if kind in IMMINENT else CALL_STAFF
    return (button("button-safe", Act.SAFE, "yes"), button("button-unsafe", Act.SAFE, "no"), fourth, EXIT)


def _enter(talk: Talk, kind: str, third: bool, words: str = "") -> Danger:
    danger = Danger(
        kind=kind,
        third_person=third,
        since=talk.heard.incoming.at,
        words=words or talk.words or kind,
        before=talk.frame.stage if talk.frame.stage is not Stage.EMERGENCY else _before(talk),
    )
    talk.set(
        danger=danger,
        confidential=talk.frame.confidential or kind not in ("medical", "disaster"),
        greeted=True,
        asked=None,
    )
    talk.do(CancelWake(name="listening_pause"))
    tell_worker(talk)
    _learn_need(talk, NEED_OF[kind])
    talk.go(Stage.EMERGENCY)
    return danger


def case_is_open(talk: Talk) -> bool:
    case = talk.around.case
    return case is not None and case.state in (CaseState.WAITING, CaseState.CLAIMED)


def tell_worker(talk: Talk) -> None:
    """Words of danger reach whoever has, or will have, the case: the bot's own answer does not replace a person."""
    if case_is_open(talk) and talk.words and talk.heard.incoming.kind is not Kind.BUTTON:
        talk.do(Relay(to=To.CASE))


def _before(talk: Talk) -> Stage:
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
    handoff.in_danger(talk, _enter(talk, "medical", False))
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
    if also:
        talk.say(
            talk.text(f"danger-{also}"), numbers(talk, also), urgent=Urgent.EMERGENCY, despite_worker=True
        )


def disaster(talk: Talk) -> None:
    handoff.in_danger(talk, _enter(talk, "disaster", False))
    _say_care(talk, "disaster", False)


def check(talk: Talk, kind: str) -> None:
    """A hint only: one gentle question. A false alarm costs one question."""
    tell_worker(talk)
    talk.set(
        hint=Danger(
            kind=kind,
            third_person=bool(talk.heard.reading and talk.heard.reading.third_person),
            since=talk.heard.incoming.at,
            words=talk.words or kind,
            before=talk.frame.stage,
        ),
        hints_asked=(*talk.frame.hints_asked, kind),
        greeted=True,
        asked=None,
    )
    talk.say(
        talk.text(f"check-{'self_harm' if kind == 'self_harm' else 'violence'}"),
        buttons=(
            button("button-check-me", Act.CHECKED, "me"),
            button("button-check-other", Act.CHECKED, "other"),
            button("button-check-no", Act.CHECKED, "no"),
            button("button-human", Act.HUMAN),
        ),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def checked(talk: Talk, who: str) -> None:
    hint, asked = talk.frame.hint, talk.frame.hints_asked
    talk.set(hint=None)
    if who == "no":
        talk.say(talk.text("check-fine"))
        resume.resume(talk)
        return
    kind = hint.kind if hint else (asked[-1] if asked else "violence")
    danger = _enter(talk, kind, who == "other", words=hint.words if hint else "")
    if kind in IMMINENT or case_is_open(talk):
        handoff.in_danger(talk, danger)
    _say_care(talk, kind, who == "other")


def safe(talk: Talk, answer: str) -> None:
    """After the emergency turn. The bot stays: numbers again when asked, no menu, no name, no address."""
    danger = talk.frame.danger
    if danger is None:
        resume.resume(talk)
    elif answer == "yes" or answer == "later":
        _safe_now(talk, danger)
    elif answer == "no" and danger.kind in ("violence", "sexual_violence", "child_danger"):
        # Not safe now is danger to life: a person is called at once.
        handoff.in_danger(talk, danger)
        talk.say(
            talk.text("danger-contact-time"),
            buttons=(
                button("button-never", Act.CONTACT_TIME, "never"),
                button("button-morning", Act.CONTACT_TIME, "morning"),
                button("button-noon", Act.CONTACT_TIME, "noon"),
                button("button-evening", Act.CONTACT_TIME, "evening"),
            ),
            urgent=Urgent.EMERGENCY,
            despite_worker=True,
        )
    else:
        _stay(talk, danger, answer)


def _safe_now(talk: Talk, danger: Danger) -> None:
    """Nobody is said to have been told unless somebody was."""
    if danger.kind == "medical":
        talk.say(talk.text("danger-stay-medical"))
    elif talk.frame.case_code:
        talk.say(talk.text("danger-stay"))
    else:
        talk.go(Stage.LISTENING)
        talk.say(
            talk.text("danger-stay-offer"),
            buttons=(CALL_STAFF, button("button-not-yet", Act.TELL), EXIT),
            despite_worker=True,
        )
        return
    _return(talk)


def _stay(talk: Talk, danger: Danger, answer: str) -> None:
    tell_worker(talk)
    company = {"self_harm": "danger-company", "medical": "danger-medical-alone"}.get(
        danger.kind, "danger-here"
    )
    if answer == "cannot_call":
        company = "danger-cannot-call"
    talk.say(
        talk.text(company),
        numbers(talk, danger.kind),
        buttons=(*_safe_buttons(danger.kind)[:1], CALL_STAFF, EXIT),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def contact_time(talk: Talk, window: str) -> None:
    """When it is safe to write; then the screen clears itself."""
    talk.learn(Slot.CONTACT_WINDOW, window)
    leave(talk)


def leave(talk: Talk) -> None:
    """Quick exit: both sides' messages go, an innocent one stays."""
    stage = talk.frame.stage
    if stage is Stage.EMERGENCY:
        stage = Stage.HANDED_OFF if talk.frame.case_code else Stage.LISTENING
    talk.set(asked=None, hint=None, changing=None, quiet=True, stage=stage)
    talk.do(CancelWake())
    talk.do(QuickExit())
    talk.say(
        talk.text("office-hours", hours=Text(id="hours", arguments={"lines": _hours(talk)})),
        despite_worker=True,
    )


def _hours(talk: Talk) -> tuple[Text, ...]:
    return tuple(
        Text(
            id="hours-line",
            arguments={
                "first": Text(id=f"weekday-{_DAYS.index(schedule.byday[0])}"),
                "last": Text(id=f"weekday-{_DAYS.index(schedule.byday[-1])}"),
                "opens": f"{schedule.opens_at:%H.%M}",
                "closes": f"{schedule.closes_at:%H.%M}",
                "zone": talk.agency.settings.time_zone.value,
            },
        )
        for schedule in talk.agency.settings.schedules
    )


_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _return(talk: Talk) -> None:
    """Back to where the conversation was; the danger is remembered on the card."""
    before = _before(talk)
    if talk.frame.case_code:
        talk.go(Stage.HANDED_OFF)
        return
    talk.go(before if before is not Stage.WELCOME else Stage.LISTENING)
    resume.resume(talk)


def _nobody_there(talk: Talk) -> None:
    opening = next_opening(talk.agency, talk.around.now)
    served = talk.around.case is not None and talk.around.case.worker is not None
    if opening and not served:
        talk.say(
            talk.text("danger-closed", when=when(talk.agency, opening, talk.around.now)),
            urgent=Urgent.EMERGENCY,
            despite_worker=True,
        )
