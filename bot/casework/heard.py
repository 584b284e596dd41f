"""What a member of staff means: a button, a command, a note, or words for the applicant."""

from __future__ import annotations

from dataclasses import dataclass

from bot.casework.actions import BUTTONS, COMMANDS, Action
from bot.situation.case import Case
from bot.situation.incoming import MEDIA, Incoming, Kind

NOTE_MARK = "//"
_WORDS = MEDIA | {Kind.TEXT, Kind.EDITED, Kind.UNKNOWN}


@dataclass(frozen=True)
class Wish:
    """`words` are those that belong to it (of a note, a reason); `choice` what was chosen (an outcome)."""

    action: Action
    words: str = ""
    choice: str = ""


def wish(incoming: Incoming) -> Wish | None:
    """None for what means nothing to the case: unknown buttons and commands, reactions, members who come and go."""
    if incoming.kind is Kind.BUTTON:
        return _pressed(incoming)
    if incoming.kind is Kind.COMMAND:
        action = COMMANDS.get(incoming.command)
        return Wish(action, incoming.argument.strip()) if action else None
    if incoming.kind not in _WORDS:
        return None
    text = incoming.text.strip()
    if text.startswith(NOTE_MARK):
        return Wish(Action.NOTE, text.removeprefix(NOTE_MARK).strip())
    return Wish(Action.TALK, text)


def is_of(incoming: Incoming, case: Case) -> bool:
    """A button names its case: lifted to the message of another one, it means nothing there."""
    named = incoming.press.argument.partition(":")[0] if incoming.press else ""
    return named in ("", str(case.id))


def _pressed(incoming: Incoming) -> Wish | None:
    press = incoming.press
    if press is None or press.action not in BUTTONS:
        return None
    _, _, choice = press.argument.partition(":")
    return Wish(Action(press.action), choice=choice)
