"""The story: heard first, repeated in their words, nothing asked but safety."""

from __future__ import annotations

from datetime import timedelta

from bot.engagement.move import Act
from bot.engagement.notice import tell_problem
from bot.engagement.questions import ALL, needs_of
from bot.engagement.reflect import feeling_line, reflection
from bot.engagement.talk import Talk, button
from bot.situation.consent import may_read_all
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Stage
from bot.situation.needs import Need
from bot.situation.speech import Text

from . import asking, consent, intake, resume, welcome

PAUSE = timedelta(minutes=3)
STORY = "story"
"""Answers to pieces of a story: of those that still wait to be sent, the newest is enough."""


def listen(talk: Talk) -> None:
    """A piece of the story: one fact repeated, then silence and two buttons."""
    welcome.introduce(talk)
    talk.go(Stage.LISTENING)
    tell_problem(talk)
    repeated = reflection(talk)
    if repeated is None and not talk.frame.facts.get(Slot.NEEDS):
        talk.say(talk.text("listen-unsure"), buttons=resume.listening_buttons(), gives_way=STORY)
    elif _baby_may_be_hungry(talk):
        _ask_about_baby(talk, repeated)
        return
    else:
        said = (repeated, feeling_line(talk), talk.text("listen-go-on"))
        talk.say(*said, buttons=resume.listening_buttons(), gives_way=STORY)
    talk.wake("listening_pause", talk.around.now + PAUSE)


def _baby_may_be_hungry(talk: Talk) -> bool:
    vulnerable = talk.frame.value(Slot.VULNERABLE)
    small = isinstance(vulnerable, list) and {"baby", "small_child"} & set(map(str, vulnerable))
    return bool(small) and Need.FOOD in needs_of(talk.frame) and not talk.frame.knows(Slot.BABY_FED)


def _ask_about_baby(talk: Talk, repeated: Text | None) -> None:
    question = ALL[Slot.BABY_FED]
    talk.set(asked=Asked(slot=Slot.BABY_FED))
    talk.say(repeated, feeling_line(talk), talk.text("ask-baby_fed"), buttons=asking.choice_buttons(question))


def more(talk: Talk, argument: str) -> None:
    if argument == "later":
        talk.say(talk.text("not-now"))
        return
    talk.go(Stage.LISTENING)
    talk.say(talk.text("listen-more"), gives_way=STORY)


def tell(talk: Talk) -> None:
    """Invited to tell: nothing has to be tidy."""
    talk.go(Stage.LISTENING)
    talk.say(talk.text("tell-anything"))


def done(talk: Talk) -> None:
    """The story is told: one sentence of summary, then consent (or straight on where it was given before)."""
    if not talk.frame.quotes:
        talk.say(talk.text("listen-unsure"))
        return
    tell_problem(talk)
    if may_read_all(talk.frame):
        intake.begin(talk)
        return
    consent.ask(talk, _summary(talk))


def _summary(talk: Talk) -> Text | None:
    needs = needs_of(talk.frame)
    if not needs:
        return talk.text("listened")
    items = tuple(Text(id=f"choice-needs-{need}") for need in needs)
    return talk.text("listened-needs", needs=Text(id="list", arguments={"items": items}))


def reluctant(talk: Talk) -> None:
    """Acknowledged, never argued with; their own view is asked for."""
    welcome.introduce(talk)
    talk.go(Stage.RELUCTANCE)
    referrer = welcome.referrer_called(talk, talk.frame.came_by.target)
    if referrer and referrer.duty:
        said = talk.text(
            "reluctance-duty",
            referrer=referrer.name.to(talk.frame.language),
            duty=referrer.duty.to(talk.frame.language),
        )
    else:
        said = talk.text("reluctance")
    talk.say(
        said,
        buttons=(
            button("button-i-tell", Act.OWN_VIEW),
            button("button-reported", Act.REPORTED),
            button("button-not-now", Act.MORE, "later"),
            button("button-human", Act.HUMAN),
        ),
    )


def own_view(talk: Talk) -> None:
    talk.set(asked=Asked(slot=Slot.OWN_VIEW))
    talk.say(talk.text("ask-own_view"))


def reported(talk: Talk) -> None:
    """What the referrer is told, from the agency's data."""
    referrer = welcome.referrer_called(talk, talk.frame.came_by.target)
    if referrer:
        talk.say(
            talk.text(
                "reported",
                told=referrer.told_back.to(talk.frame.language),
                choice=referrer.free_choice.to(talk.frame.language),
            ),
            buttons=(button("button-i-tell", Act.OWN_VIEW), button("button-human", Act.HUMAN)),
        )
    else:
        talk.say(talk.text("reported-unknown"), buttons=(button("button-human", Act.HUMAN),))


def duty(talk: Talk) -> None:
    referrer = welcome.referrer_called(talk, talk.frame.came_by.target)
    known = referrer is not None and referrer.duty is not None
    if referrer and referrer.duty:
        said = talk.text(
            "duty",
            referrer=referrer.name.to(talk.frame.language),
            duty=referrer.duty.to(talk.frame.language),
            choice=referrer.free_choice.to(talk.frame.language),
        )
    else:
        said = talk.text("duty-unknown")
    talk.say(
        said,
        buttons=(
            button("button-i-tell", Act.OWN_VIEW),
            button("button-reported", Act.REPORTED),
            *((button("button-human", Act.HUMAN),) if not known else ()),
            button("button-not-now", Act.MORE, "later"),
        ),
    )
