"""After something else was answered: back to what was open, with one short line."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.frame import Stage
from bot.situation.speech import Button

from . import consent, handoff, intake, review

WAITING = frozenset({Stage.CONSENT, Stage.INTAKE, Stage.REVIEW})


def resume_if_waiting(talk: Talk) -> None:
    """Only where the person was in the middle of something."""
    if talk.frame.stage in WAITING:
        resume(talk)


def resume(talk: Talk) -> None:
    stage = talk.frame.stage
    if stage is Stage.CONSENT:
        consent.ask_short(talk)
    elif stage is Stage.INTAKE:
        intake.ask_next(talk)
    elif stage is Stage.REVIEW:
        review.show(talk)
    elif stage in AFTER_HANDOFF:
        handoff.status(talk)
    elif stage is Stage.LISTENING and talk.frame.quotes:
        talk.say(talk.text("listen-go-on"), buttons=listening_buttons())
    elif stage in (Stage.WELCOME, Stage.LISTENING, Stage.RELUCTANCE):
        talk.say(talk.text("tell-anything"))


def listening_buttons() -> tuple[Button, ...]:
    return (button("button-done", Act.DONE), button("button-more", Act.MORE))
