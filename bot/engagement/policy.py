"""What comes next: one pure decision from the frame and what was heard."""

from __future__ import annotations

from bot.situation.case import Speaker
from bot.situation.consent import Purpose, may
from bot.situation.facts import Slot
from bot.situation.frame import Frame
from bot.situation.incoming import MEDIA, Incoming, Kind
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings

from .by_stage import ENDED
from .commands import command
from .move import Act, Move
from .not_now import MOST_CHECKS, passed_on, revised
from .typed import typed_choice
from .wishes import answer_to_hint
from .words import TAKE_BACK_WORDS, words

ALWAYS = frozenset(
    {
        Act.EXIT,
        Act.EMERGENCY,
        Act.MEDICAL,
        Act.HUMAN,
        Act.SAFE,
        Act.CONTACT_TIME,
        Act.MENU,
        Act.WELCOME,
        Act.CAN,
        Act.FIT,
        Act.HOW,
        Act.SERVICES,
        Act.SERVICE,
        Act.TELL,
        Act.OWN_VIEW,
        Act.REPORTED,
        Act.DUTY_ONLY,
        Act.STATUS,
        Act.SUMMARY,
        Act.CHECKED,
    }
)
"""Buttons that are honoured however old the message is that carries them."""
DESPITE_WORKER = frozenset(
    {Act.CAN, Act.FIT, Act.HOW, Act.STATUS, Act.SUMMARY, Act.ERASE_YES, Act.STOP_YES, Act.RESUME}
    | {Act.ERASE, Act.PERMISSIONS, Act.PERMIT, Act.RETRACT, Act.CANCEL_SHARING, Act.CHANGE_LIST}
)
"""Buttons of what a person may ask for and decide also while a worker speaks with them."""
EXIT_WORDS = frozenset({"x", "tutup", "close"})
STORY_INTENTS = frozenset(
    {
        "provide_location",
        "provide_household",
        "provide_urgency",
        "referred_by",
        "for_other",
        "crisis_violence",
    }
)
GO_ON = frozenset({Act.RESUME, Act.RESTART})
QUIET = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.SERVICE, Kind.JOINED, Kind.LEFT, Kind.MIGRATED})


def next_move(frame: Frame, heard: Heard, around: Surroundings) -> Move:
    """Danger first, then what the person steers, then who speaks, then the stage."""
    incoming, reading = heard.incoming, heard.reading
    if incoming.kind in QUIET:
        return Move(Act.NOTHING)
    if incoming.kind is Kind.TIMER:
        return Move(Act.TIMER, incoming.timer)
    if incoming.kind is Kind.BUTTON:
        return _pressed(frame, incoming, around)
    if incoming.forwarded:
        return passed_on(frame, heard, around)
    if incoming.kind is Kind.EDITED:
        return revised(frame, heard, around)
    if incoming.text.strip().casefold() in EXIT_WORDS:
        return Move(Act.EXIT)
    if danger := _danger(frame, reading):
        return danger
    if frame.quiet:
        # Whoever holds the phone now learns nothing before somebody says that it is theirs.
        chosen = typed_choice(frame, reading) if reading else None
        return chosen if chosen and chosen.act in GO_ON else Move(Act.WELCOME, "again")
    if frame.hint and reading and reading.text.strip() and (answer := answer_to_hint(frame, reading)):
        return answer
    if incoming.kind is Kind.COMMAND:
        return command(incoming)
    if around.speaker is Speaker.WORKER:
        return Move(Act.CANCEL_SHARING, "ask") if _takes_back(frame, incoming) else Move(Act.RELAY)
    if incoming.kind in MEDIA and not (reading and reading.text.strip()):
        return Move(Act.COME_BACK) if frame.stage in ENDED else _media(frame, incoming)
    if reading is None or not reading.text.strip():
        return Move(Act.NOTHING if incoming.kind is Kind.REACTION else Act.MEDIA)
    return words(frame, reading)


def _takes_back(frame: Frame, incoming: Incoming) -> bool:
    said = incoming.text.strip(" .!").casefold()
    return said in TAKE_BACK_WORDS and may(frame, Purpose.SHARE)


def _pressed(frame: Frame, incoming: Incoming, around: Surroundings) -> Move:
    press = incoming.press
    if press is None or press.action not in set(Act):
        return Move(Act.PRESENT)
    act = Act(press.action)
    if act in ALWAYS:
        return Move(act, press.argument)
    if around.speaker is Speaker.WORKER and act not in DESPITE_WORKER:
        return Move(Act.PRESENT)
    return Move(act, press.argument) if press.turn == frame.turn else Move(Act.PRESENT)


def _danger(frame: Frame, reading: Reading | None) -> Move | None:
    """Signals of danger come before everything. A hint is asked about; another hint in place of an answer is a yes."""
    if reading is None:
        return None
    kind = reading.safety_kind or "violence"
    if reading.medical:
        return Move(Act.MEDICAL, kind if reading.safety == "danger" else "")
    if reading.safety == "danger":
        return Move(Act.EMERGENCY, kind)
    if reading.safety != "check" or (frame.danger and frame.danger.kind == kind):
        return None
    if frame.asked and not frame.hint and reading.answer and reading.answer.exact:
        return None  # the label of a choice, as we wrote it: what the choice means is acted on
    if frame.hint:
        return Move(Act.CHECKED, "other" if reading.third_person else "me")
    return Move(Act.CHECK, kind) if frame.hints_asked.count(kind) < MOST_CHECKS else None


def _media(frame: Frame, incoming: Incoming) -> Move:
    if incoming.kind is Kind.LOCATION and frame.asked and frame.asked.slot is Slot.LOCATION_NOW:
        return Move(Act.ANSWER, Slot.LOCATION_NOW.value)
    return Move(Act.MEDIA)
