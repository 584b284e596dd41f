"""Questions, one at a time, each with its reason; skipped, changed or answered in any words."""

from __future__ import annotations

from bot.engagement.matching import registered_area_matters
from bot.engagement.notice import weigh
from bot.engagement.questions import ALL, next_question
from bot.engagement.talk import Talk
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Stage
from bot.situation.lines import line
from bot.situation.speech import Text

from . import consequences, listening, review
from .answering import DONE, choose, take_words
from .asking import any_more, put
from .places import leave_open, only_a_pin, open_candidates


def begin(talk: Talk) -> None:
    talk.go(Stage.INTAKE)
    ask_next(talk)


def ask_next(talk: Talk, *before: Text | None) -> None:
    """The next missing fact as one question, or the review when enough is known."""
    matters = registered_area_matters(talk.agency, talk.frame)
    question = next_question(talk.frame, registered_area_matters=matters)
    if question is None:
        talk.set(asked=None)
        review.show(talk, *before)
        return
    talk.set(
        asked=Asked(slot=question.slot),
        asked_slots=tuple(dict.fromkeys((*talk.frame.asked_slots, question.slot))),
    )
    put(talk, question, *before)


def learn_need(talk: Talk, key: str) -> None:
    """A need chosen while a question about services is open."""
    choose(talk, Slot.NEEDS, key)
    talk.set(asked=None)


def answer(talk: Talk, argument: str) -> None:
    """A pressed or typed answer: kept, its consequences drawn, and on."""
    name, _, key = argument.partition("=")
    if name not in set(Slot):
        return ask_next(talk)
    slot = Slot(name)
    asked, changing = talk.frame.asked, talk.frame.changing
    kept = choose(talk, slot, key) if key else take_words(talk, slot)
    if not kept:
        return again(talk)
    if slot is Slot.LOCATION_NOW and only_a_pin(talk):
        talk.set(asked=Asked(slot=slot, times=2))
        return put(talk, ALL[slot], wording="ask-location_name")
    if slot is Slot.LOCATION_NOW and open_candidates(talk):
        talk.set(asked=Asked(slot=slot, times=1))
        return put(talk, ALL[slot])
    if key and key not in (DONE, "none") and slot in ALL and ALL[slot].several:
        return any_more(talk, ALL[slot])
    talk.set(asked=None, changing=None)
    weigh(talk)
    if consequences.follow(talk, slot):
        return None
    after(talk, slot, changed=changing is not None, was_open=asked is not None)
    return None


def after(talk: Talk, slot: Slot, *, changed: bool, was_open: bool) -> None:
    """Say that it arrived, then whatever the stage wants next."""
    if changed:
        fact = talk.frame.facts.get(slot)
        said = line(slot, fact).value if fact else Text(id="skipped")
        return review.show(talk, talk.text("changed", new=said))
    if talk.frame.stage is Stage.INTAKE:
        return ask_next(talk, talk.text("ack"))
    if talk.frame.stage in (Stage.LISTENING, Stage.RELUCTANCE, Stage.WELCOME) and was_open:
        return listening.done(talk)
    return None


def skip(talk: Talk) -> None:
    asked = talk.frame.asked
    if asked:
        leave_open(talk, asked.slot)
    changing = talk.frame.changing
    talk.set(asked=None, changing=None)
    said = talk.text("skipped")
    if changing:
        review.show(talk, said)
    elif talk.frame.stage is Stage.INTAKE:
        ask_next(talk, said)
    else:
        listening.done(talk)


def again(talk: Talk) -> None:
    """Not an answer to the open question: once more in other words, then left."""
    asked = talk.frame.asked
    if asked is None:
        return ask_next(talk, talk.text("noted") if talk.learned else None)
    if asked.slot is Slot.LOCATION_NOW and asked.times > 1 and Slot.LANDMARK in talk.learned:
        leave_open(talk, asked.slot)
        return ask_next(talk, talk.text("ack"))
    if talk.learned and asked.slot not in talk.learned:
        talk.set(asked=Asked(slot=asked.slot))
        return put(talk, ALL[asked.slot], talk.text("noted"))
    if asked.slot in talk.learned:
        talk.set(asked=None)
        return ask_next(talk, talk.text("ack"))
    if asked.times > 1:
        return skip(talk)
    talk.set(asked=Asked(slot=asked.slot, times=asked.times + 1))
    return put(talk, ALL[asked.slot])
