"""A hint of danger: one gentle question. A false alarm costs one question."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.talk import Talk, button
from bot.situation.frame import Danger
from bot.situation.speech import Urgent

from . import handoff, resume
from .danger import IMMINENT, call, case_is_open, enter, say_care, tell_worker


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
    danger = enter(talk, kind, who == "other", words=hint.words if hint else "")
    called = kind in IMMINENT or case_is_open(talk)
    if called:
        call(talk, danger)
    say_care(talk, kind, who == "other")
    if called:
        handoff.say_what_is_shared(talk)
