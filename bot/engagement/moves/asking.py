"""How a question is put: its words, how many are left, its choices, and always a way past it."""

from __future__ import annotations

from bot.engagement.matching import registered_area_matters
from bot.engagement.move import Act
from bot.engagement.questions import Question, left_to_ask, needs_of
from bot.engagement.talk import Talk, button
from bot.situation.facts import Fact, Slot
from bot.situation.frame import Asked, Stage
from bot.situation.lines import line
from bot.situation.speech import Button, Text

from .answering import DONE
from .places import open_candidates, said_place


def put(talk: Talk, question: Question, *before: Text | None, wording: str = "") -> None:
    left = left_to_ask(talk.frame, registered_area_matters=registered_area_matters(talk.agency, talk.frame))
    progress = Text(id="progress", arguments={"left": left}) if talk.frame.stage is Stage.INTAKE else None
    talk.say(
        *before,
        talk.text(wording) if wording else _wording(talk, question),
        progress,
        buttons=choice_buttons(question, talk),
        ask_location=question.kind == "place" and not wording and not open_candidates(talk),
    )


def _wording(talk: Talk, question: Question) -> Text:
    places = open_candidates(talk) if question.slot is Slot.LOCATION_NOW else []
    if places:
        return talk.text("ask-which_place", place=str(said_place(talk).get("name")))
    if talk.frame.asked and talk.frame.asked.times > 1:
        return talk.text("again", question=Text(id=f"ask-{question.slot}"))
    return talk.text(f"ask-{question.slot}")


def choice_buttons(question: Question, talk: Talk | None = None) -> tuple[Button, ...]:
    """The choices as buttons, and always a way past the question."""
    skip = button("button-skip", Act.SKIP)
    if talk and question.slot is Slot.LOCATION_NOW and (places := open_candidates(talk)):
        named = tuple(
            Button(
                label=Text(id="plain", arguments={"words": str(place["name"])}),
                action=Act.ANSWER,
                argument=f"location_now={place['code']}",
            )
            for place in places[:5]
        )
        return (*named, skip)
    if talk and question.slot is Slot.FIRST_CONCERN:
        return (
            *(
                Button(
                    label=Text(id=f"choice-needs-{need}"), action=Act.ANSWER, argument=f"first_concern={need}"
                )
                for need in needs_of(talk.frame)[:6]
            ),
            skip,
        )
    chosen = talk.frame.value(question.slot) if talk and question.several else []
    taken = chosen if isinstance(chosen, list) else []
    left = [key for key in question.choices if key not in taken and not (taken and key == "none")]
    finish = (button("button-enough", Act.ANSWER, f"{question.slot}={DONE}"),) if taken else ()
    return (
        *(
            Button(
                label=Text(id=f"choice-{question.slot}-{key}"),
                action=Act.ANSWER,
                argument=f"{question.slot}={key}",
            )
            for key in left
        ),
        *finish,
        *(() if taken else (skip,)),
    )


def any_more(talk: Talk, question: Question) -> None:
    """Several answers are possible: the same question with what is left, in the same bubble."""
    talk.set(asked=Asked(slot=question.slot))
    chosen = Fact.model_validate(talk.frame.facts[question.slot])
    said = line(question.slot, chosen).value
    talk.say(talk.text("any-more", chosen=said), buttons=choice_buttons(question, talk), in_place=True)
