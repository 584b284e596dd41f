"""Typed words: a way out, a choice, an answer, a wish, or part of the story."""

from __future__ import annotations

from bot.situation.consent import Purpose, may
from bot.situation.facts import Slot
from bot.situation.frame import Frame, Stage
from bot.situation.reading import Reading

from .by_stage import ENDED, TELLING, by_stage
from .consenting import names_the_button, settles
from .intents import INTENTS
from .move import Act, Move
from .typed import typed_choice
from .wishes import wants_person

OPENERS = frozenset({"p", "min", "admin", "tes", "kak", "permisi", "punten", "misi"})
"""Words that want a human answer and say nothing yet."""

TAKE_BACK_WORDS = frozenset({"batal", "cancel"})
"""What the texts tell people to write when they change their mind about sharing."""

_GIVEN = {"yes": True, "no": False}

DONE_WORDS = frozenset({"sudah", "udah", "done", "kirim", "send"})


def words(frame: Frame, reading: Reading) -> Move:
    said = reading.text.strip(" .!").casefold()
    if said in TAKE_BACK_WORDS and may(frame, Purpose.SHARE):
        return Move(Act.CANCEL_SHARING)
    if said in DONE_WORDS and frame.stage is Stage.LISTENING and not frame.asked:
        return Move(Act.DONE)
    if (skipped := _skips(frame, reading)) is not None:
        return skipped
    if said in DONE_WORDS and frame.stage is Stage.CONSENT:
        return Move(Act.CONSENT, "unclear")  # they have told everything: that is not a yes to being read
    if said in OPENERS and frame.stage in ENDED:
        return Move(Act.WELCOME, "again")
    if said in OPENERS and not frame.asked:
        return Move(Act.GREET) if frame.stage in TELLING else by_stage(frame, reading)
    chosen = _chosen(frame, reading)
    if chosen and names_the_button(reading):
        return chosen
    if wants_person(reading, answering=frame.asked is not None):
        return Move(Act.HUMAN)
    if chosen:
        return chosen
    if frame.asked and _answers(frame, reading):
        return Move(Act.ANSWER, frame.asked.slot.value)
    if steering := _steering(frame, reading):
        return steering
    return by_stage(frame, reading)


def _chosen(frame: Frame, reading: Reading) -> Move | None:
    """A choice in other words; leave to be read is given or refused by nothing but plain words about it."""
    chosen = typed_choice(frame, reading)
    if chosen is None or chosen.act is not Act.CONSENT or chosen.argument not in _GIVEN:
        return chosen
    return chosen if settles(reading, _GIVEN[chosen.argument]) else None


def _skips(frame: Frame, reading: Reading) -> Move | None:
    """ "lewati" where no question is open: on to what comes next, and at the review that nothing is left."""
    skips = reading.answer is not None and reading.answer.polarity == "skip" and reading.answer.choice is None
    if not skips:
        return None
    if frame.asked:
        return Move(Act.SKIP)
    by_stage: dict[Stage, Move] = {
        Stage.WELCOME: Move(Act.TELL),
        Stage.LISTENING: Move(Act.DONE),
        Stage.CONSENT: Move(Act.CONSENT, "later"),
        Stage.REVIEW: Move(Act.REVIEW, "nothing_left"),
    }
    return by_stage.get(frame.stage)


def _answers(frame: Frame, reading: Reading) -> bool:
    """A bare answer that fits the open question, or anything at all where free words were asked for."""
    assert frame.asked
    if reading.answer is not None:
        return True
    act = INTENTS.get(reading.intent or "") if reading.sure else None
    # Somebody who was asked to tell, tells: only a short question or a plain wish is something else.
    steers = act in (Act.HUMAN, Act.STOP) or (act is not None and len(reading.text.split()) <= SHORT)
    return frame.asked.slot in FREE_SLOTS and not steers


SHORT = 6
"""Words of a message that is a question and nothing more."""

FREE_SLOTS = frozenset(
    {
        Slot.PUPIL,
        Slot.SKILLS,
        Slot.EXPECTATION,
        Slot.WORRY,
        Slot.OWN_VIEW,
        Slot.TRIED_BEFORE,
        Slot.RESOURCES,
        Slot.WHO_MUST_NOT_KNOW,
        Slot.PREFER_WORKER,
        Slot.PROBLEM,
        Slot.FORM_OF_ADDRESS,
    }
)


def _steering(frame: Frame, reading: Reading) -> Move | None:
    """A question or a wish, wherever in the message it stands; the rest of the message is noticed anyway."""
    intents = [reading.intent] if reading.sure else []
    intents += [clause.intent for clause in reading.clauses if clause.intent in INTENTS]
    for intent in intents:
        act = INTENTS.get(intent or "")
        if act is None or (act is Act.RELUCTANT and frame.stage not in TELLING):
            continue
        if act is Act.HUMAN and not wants_person(reading):
            continue
        if act is Act.COST and _tells_a_need(reading):
            continue
        return Move(act)
    return None


def _tells_a_need(reading: Reading) -> bool:
    """ "Putus sekolah karena tidak ada biaya" tells of a need; it does not ask what we cost."""
    told = {reading.intent, *(clause.intent for clause in reading.clauses)}
    return any((intent or "").startswith("need_") for intent in told) or len(reading.text.split()) > SHORT
