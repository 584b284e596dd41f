"""What is said and done towards people, as data.

Pure code decides on these values; the engine resolves who is meant, `channel` turns them into Bot API calls.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value that survives a round trip through JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Value):
    """A text of the catalogue by id. `arguments` are plain values or further texts (rendered first).

    `variant` counts how often this text was said in the conversation, so that a wording is not repeated in a row.
    `child`: said to a child ("kamu"), with whatever stands in the arguments.
    """

    id: str
    arguments: dict[str, str | int | float | Text | tuple[Text | str, ...]] = Field(default_factory=dict)
    variant: int = 0
    child: bool = False

    def to_child(self) -> Text:
        """The same text, all the way down, for a child."""
        return self.model_copy(
            update={
                "child": True,
                "arguments": {name: _to_child(value) for name, value in self.arguments.items()},
            }
        )


def _to_child(value: str | int | float | Text | tuple[Text | str, ...]) -> object:
    if isinstance(value, tuple):
        return tuple(_to_child(one) for one in value)
    return value.to_child() if isinstance(value, Text) else value


class Button(Value):
    """One choice: `action` and `argument` travel in the callback data (together at most 40 ASCII bytes).

    `link` makes it a link instead; `location` asks for the phone's location (a reply keyboard in Telegram).
    """

    label: Text
    action: str = ""
    argument: str = ""
    link: str = ""


class To(StrEnum):
    APPLICANT = "applicant"
    """The private chat of the engagement's applicant."""
    CASE = "case"
    """The topic (forum) or thread (plain group) of the case in the staff group."""
    STAFF_GROUP = "staff_group"
    """The staff group outside every case."""
    SENDER = "sender"
    """Whoever sent the mail that is being handled, in the chat where it was sent."""
    WORKER = "worker"
    """The private chat of the worker who has claimed the case, if they ever started the bot."""


class Urgent(StrEnum):
    """How a message is treated when a send's outcome is unclear, and whether it rings."""

    ORDINARY = "ordinary"
    EMERGENCY = "emergency"
    SILENT = "silent"


class Say(Value):
    """One bubble. Parts are separated by an empty line.

    `despite_worker`: may be said while a worker speaks in this conversation (safety and commands only); the engine
    drops every other bubble to an applicant whose conversation a worker has.
    `ask_location`: offer the phone's own "send my location".
    `in_place`: rewrite the bubble whose button was pressed in this mail (a new bubble where none was).
    `gives_way`: while this bubble still waits to be sent, a later one of the same name takes its place.
    """

    effect: Literal["say"] = "say"
    to: To = To.APPLICANT
    parts: tuple[Text, ...]
    buttons: tuple[Button, ...] = ()
    urgent: Urgent = Urgent.ORDINARY
    despite_worker: bool = False
    ask_location: bool = False
    in_place: bool = False
    gives_way: str = ""


class ShowChoice(Value):
    """The pressed keyboard is replaced by the choice in words."""

    effect: Literal["show_choice"] = "show_choice"
    label: Text


class Acknowledge(Value):
    """Answer the callback query of this mail (a toast), at most 200 characters."""

    effect: Literal["acknowledge"] = "acknowledge"
    text: Text | None = None
    alert: bool = False


class SendFile(Value):
    """A document of the person's own data, made by the engine: `what` names it."""

    effect: Literal["send_file"] = "send_file"
    to: To
    what: Literal["own_data"]


class Relay(Value):
    """Copy the message of this mail to the other side, keeping its reply reference."""

    effect: Literal["relay"] = "relay"
    to: To


class HandOver(Value):
    """Open the case (or freshen an open one) from the frame of this turn."""

    effect: Literal["hand_over"] = "hand_over"
    alarm: bool = False
    confidential: bool = False
    danger: str = ""
    """A life is in danger: which danger and how it was known. Then, and only then, no consent is needed."""


class RefreshCard(Value):
    """The frame changed after the handoff: edit the card and tell the worker the differences."""

    effect: Literal["refresh_card"] = "refresh_card"
    differences: tuple[Text, ...] = ()


class Wake(Value):
    """Mail to oneself: `name` comes back as a timer at `at` unless cancelled."""

    effect: Literal["wake"] = "wake"
    name: str
    at: datetime
    argument: str = ""


class CancelWake(Value):
    """Cancel timers of this engagement by name; an empty name cancels all."""

    effect: Literal["cancel_wake"] = "cancel_wake"
    name: str = ""


class RecordConsent(Value):
    effect: Literal["record_consent"] = "record_consent"
    purpose: Literal["store", "share", "reminders", "announcements"]
    given: bool
    version: str
    words: str = ""


class PostCard(Value):
    """Staff: the case appears in the staff group: exactly one new message (plus its topic in a forum).

    `parts` are the card, `buttons` its actions; what was posted is edited later by `EditCard`.
    """

    effect: Literal["post_card"] = "post_card"
    title: Text
    """Of the topic, at most 128 characters: code and status only."""
    parts: tuple[Text, ...]
    buttons: tuple[Button, ...] = ()
    urgent: Urgent = Urgent.ORDINARY


class EditCard(Value):
    """Staff: the posted card is rewritten in place; the topic is renamed to `title`, closed or opened."""

    effect: Literal["edit_card"] = "edit_card"
    title: Text
    parts: tuple[Text, ...]
    buttons: tuple[Button, ...] = ()
    closed: bool = False


class KeepNote(Value):
    """Staff: a private note or reflection about the case; never sent to the applicant."""

    effect: Literal["keep_note"] = "keep_note"
    kind: Literal["note", "reflection"]
    words: str


class BindGroup(Value):
    """Staff: this group becomes the agency's staff group."""

    effect: Literal["bind_group"] = "bind_group"


class SetDuty(Value):
    """Staff: the sender goes on or off duty."""

    effect: Literal["set_duty"] = "set_duty"
    on_duty: bool


class EndMembership(Value):
    """Staff: somebody is staff no longer, from this moment on."""

    effect: Literal["end_membership"] = "end_membership"
    staff: int


class NoteRead(Value):
    """Staff: the audit log says that this case was seen, without being what the turn is about."""

    effect: Literal["note_read"] = "note_read"
    case: int
    how: Literal["listed", "private_view"]


class LeaveCase(Value):
    """The applicant ends it: the case closes as withdrawn."""

    effect: Literal["leave_case"] = "leave_case"


class Retract(Value):
    """What staff have on their screens of this person's words is deleted there; the person stays."""

    effect: Literal["retract"] = "retract"


class Erase(Value):
    """Delete everything of this applicant; `receipt` is shown to them."""

    effect: Literal["erase"] = "erase"
    receipt: str


class QuickExit(Value):
    """Delete both sides' messages of the last 48 hours and stop everything on its way to this chat."""

    effect: Literal["quick_exit"] = "quick_exit"


Effect = Annotated[
    Say
    | ShowChoice
    | Acknowledge
    | SendFile
    | Relay
    | HandOver
    | RefreshCard
    | PostCard
    | EditCard
    | KeepNote
    | BindGroup
    | SetDuty
    | EndMembership
    | NoteRead
    | Wake
    | CancelWake
    | RecordConsent
    | LeaveCase
    | Retract
    | Erase
    | QuickExit,
    Field(discriminator="effect"),
]
