"""The frame as it will be handed over: their words, four sections, every line changeable, then sent or not."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.questions import ALL
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Stage
from bot.situation.lines import Line, Section, lines
from bot.situation.speech import Button, RefreshCard, Text

from . import asking

MOST_CHANGES_SHOWN = 6
FOLLOWING = (Slot.EXPECTATION, Slot.WORRY, Slot.PREFER_WORKER)


def show(talk: Talk, *before: Text | None) -> None:
    if talk.frame.stage in AFTER_HANDOFF:
        # Whoever reads it already sees what was changed.
        talk.do(RefreshCard())
    else:
        talk.go(Stage.REVIEW)
    talk.set(asked=None, changing=None)
    said = tuple(part for part in before if part)
    if said:
        talk.say(*said)
    talk.say(talk.text("review-head"), *sections(talk), talk.text("review-end"), buttons=_buttons(talk))


def _buttons(talk: Talk) -> tuple[Button, ...]:
    change = button("button-change", Act.CHANGE_LIST)
    if talk.frame.stage in AFTER_HANDOFF:
        return (change,)
    return (
        button("button-send", Act.SEND),
        change,
        button("button-hope", Act.CHANGE, FOLLOWING[0].value),
        button("button-not-send", Act.STOP),
    )


def sections(talk: Talk) -> tuple[Text, ...]:
    """One text a section that has lines; empty sections stay out."""
    shown = lines(talk.frame)
    return tuple(
        Text(
            id="section",
            arguments={
                "title": Text(id=f"section-{section}"),
                "lines": tuple(_worded(one) for one in shown if one.section is section),
            },
        )
        for section in Section
        if any(one.section is section for one in shown)
    )


def _worded(one: Line) -> Text:
    return Text(id="line-guess" if one.guess else "line", arguments={"label": one.label, "value": one.value})


def change_list(talk: Talk, page: str = "") -> None:
    """Which line is to be changed."""
    changeable = [one for one in lines(talk.frame) if one.slot in ALL]
    if not changeable:
        talk.say(talk.text("nothing-to-change"))
        return
    start = int(page) if page.isdigit() else 0
    shown = changeable[start : start + MOST_CHANGES_SHOWN]
    following = start + MOST_CHANGES_SHOWN
    more = (
        (button("button-other-lines", Act.CHANGE_LIST, str(following)),)
        if following < len(changeable)
        else ()
    )
    talk.say(
        talk.text("ask-change"),
        buttons=(
            *(Button(label=one.label, action=Act.CHANGE, argument=one.slot.value) for one in shown),
            *more,
        ),
    )


def change(talk: Talk, name: str) -> None:
    if name not in set(Slot) or Slot(name) not in ALL:
        show(talk)
        return
    slot = Slot(name)
    question = ALL[slot]
    if question.several or slot in (Slot.LOCATION_NOW, Slot.NEEDS):
        talk.forget(slot)
    talk.set(asked=Asked(slot=slot), changing=slot)
    asking.put(talk, question)


def said_at_review(talk: Talk, what: str) -> None:
    """Something said on the review: what it changed is shown; words alone are kept for the worker."""
    if what == "nothing_left":
        talk.say(talk.text("review-nothing-left"), buttons=_buttons(talk))
        return
    if not talk.learned:
        talk.say(talk.text("noted"))
    show(talk)
