"""Menu, help, language, back, repeat, the present."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.questions import ALL
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Stage
from bot.situation.speech import Text

from . import asking, handoff, resume, review, welcome

LANGUAGES = ("id", "en")


def menu(talk: Talk) -> None:
    talk.say(
        talk.text("menu"),
        buttons=(
            *welcome.THREE_QUESTIONS,
            button("button-services", Act.SERVICES),
            button("button-summary", Act.SUMMARY),
            button("button-emergency", Act.EMERGENCY),
        ),
        despite_worker=True,
    )


def petunjuk(talk: Talk) -> None:
    talk.say(talk.text("help"), despite_worker=True)
    talk.say(talk.text("help-commands"), despite_worker=True)
    resume.resume_if_waiting(talk)


def language(talk: Talk, chosen: str) -> None:
    if chosen in LANGUAGES:
        talk.set(language=chosen, language_chosen=True)
        talk.say(talk.text("language-set"))
        resume.resume(talk)
        return
    talk.say(
        talk.text("language-ask"),
        buttons=tuple(button(f"language-{code}", Act.LANGUAGE, code) for code in LANGUAGES),
        despite_worker=True,
    )


def back(talk: Talk) -> None:
    """One step back: the last question again, else the stage before; any answer can be changed."""
    asked = list(talk.frame.asked_slots)
    if talk.frame.stage is Stage.INTAKE and talk.frame.asked and len(asked) > 1:
        previous = asked[-2]
        _reopen(talk, previous)
        return
    if talk.frame.stage is Stage.REVIEW and asked:
        talk.go(Stage.INTAKE)
        _reopen(talk, asked[-1])
        return
    if talk.frame.stage in AFTER_HANDOFF:
        review.show(talk)
        return
    came_from = talk.frame.came_from
    if came_from:
        talk.set(stage=came_from[-1], came_from=came_from[:-1], asked=None)
    talk.say(talk.text("back"))
    resume.resume(talk)


def _reopen(talk: Talk, slot: Slot) -> None:
    talk.forget(slot)
    kept = tuple(one for one in talk.frame.asked_slots if one != slot)
    open_slot = talk.frame.asked.slot if talk.frame.asked else None
    talk.set(
        asked_slots=(*(one for one in kept if one != open_slot), slot),
        skipped=tuple(one for one in talk.frame.skipped if one != slot),
        asked=Asked(slot=slot),
    )
    asking.put(talk, ALL[slot], talk.text("back"))


def present(talk: Talk) -> None:
    """An old or foreign button: no effect, the present is shown."""
    if talk.frame.asked and talk.frame.asked.slot in ALL:
        asking.put(talk, ALL[talk.frame.asked.slot], talk.text("old-button"))
    elif talk.frame.stage in (Stage.CONSENT, Stage.REVIEW, Stage.LISTENING):
        talk.say(talk.text("old-button"))
        resume.resume(talk)
    elif talk.frame.case_code and talk.frame.stage in AFTER_HANDOFF:
        handoff.status(talk)
    elif talk.frame.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        welcome.again(talk)
    else:
        menu(talk)


def repeat(talk: Talk) -> None:
    """Once more what was open, more simply."""
    talk.say(talk.text("repeat"))
    if talk.frame.stage in resume.WAITING:
        resume.resume(talk)
    else:
        talk.say(Text(id="tell-anything"), buttons=welcome.THREE_QUESTIONS)
