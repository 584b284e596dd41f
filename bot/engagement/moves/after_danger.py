"""After the emergency turn. The bot stays: numbers again when asked, no menu, no name, no address."""

from __future__ import annotations

from bot.engagement.contacts import numbers
from bot.engagement.move import Act
from bot.engagement.talk import Talk, button
from bot.situation.facts import Slot
from bot.situation.frame import Danger, Stage
from bot.situation.speech import Urgent

from . import handoff, leaving, resume
from .danger import CALL_STAFF, EXIT, before_danger, safe_buttons, tell_worker


def safe(talk: Talk, answer: str) -> None:
    """What they say of their safety: a yes offers a worker, a no under violence calls one at once."""
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
        handoff.say_what_is_shared(talk)
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
            buttons=(button("button-call-offered", Act.HUMAN), button("button-not-yet", Act.TELL), EXIT),
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
        buttons=(*safe_buttons(danger.kind)[:1], CALL_STAFF, EXIT),
        urgent=Urgent.EMERGENCY,
        despite_worker=True,
    )


def contact_time(talk: Talk, window: str) -> None:
    """When it is safe to write; then the screen clears itself."""
    talk.learn(Slot.CONTACT_WINDOW, window)
    leaving.leave(talk)


def _return(talk: Talk) -> None:
    """Back to where the conversation was; the danger is remembered on the card."""
    before = before_danger(talk)
    if talk.frame.case_code:
        talk.go(Stage.HANDED_OFF)
        return
    talk.go(before if before is not Stage.WELCOME else Stage.LISTENING)
    resume.resume(talk)
