"""Everything that is kept about a person, as they get it: schema `rangkul/own-data/1`.

UU 27/2022 art. 7 gives everybody access to, and a copy of, the personal data about themselves. So nothing is left out
but look-up values and keys, which say nothing without the installation's secrets. Of every row there is a `ref`
(table/id), so that completeness can be checked. Times are ISO 8601 with zone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from .facts import Change, Fact
from .frame import Quote
from .speech import Value

SCHEMA: Literal["rangkul/own-data/1"] = "rangkul/own-data/1"


class Reader(Value):
    """Somebody of the staff: the name that applicants are told, and their role. Never their account."""

    name: str
    role: str


class Version(Value):
    """What a message said before it was edited."""

    ref: str
    text: str
    replaced_at: datetime


class Message(Value):
    """`written_by`: applicant or staff. `content` is what arrived, media references and places too, in our own shape."""

    ref: str
    written_by: str
    staff: Reader | None = None
    kind: str
    text: str
    at: datetime
    meant_for_worker: bool
    telegram_message: int | None
    content: dict[str, Any]
    versions: tuple[Version, ...] = ()


class ConsentGiven(Value):
    """One answer. `text_version` names the words that were agreed to; `stands`: it is the newest for its purpose."""

    ref: str
    purpose: str
    given: bool
    at: datetime
    text_version: str
    own_words: str
    stands: bool


class SharedBecause(Value):
    """What staff may read on: a consent, or an audited danger to life (`noted_in`: the line of the audit log)."""

    ref: str
    basis: str
    since: datetime
    consent: str | None = None
    noted_in: str | None = None


class Noted(Value):
    """What staff noted. `words` is None only for a worker's own reflection (`withheld` says why)."""

    ref: str
    kind: str
    by: Reader | None
    at: datetime
    words: str | None
    withheld: str = ""


class Deed(Value):
    """Who did or opened what, from the audit log."""

    ref: str
    at: datetime
    actor: str
    staff: Reader | None = None
    act: str


class CaseKept(Value):
    ref: str
    code: str
    state: str
    urgency: str
    confidential: bool
    opened_at: datetime
    promised: datetime | None
    claimed_at: datetime | None
    worker: Reader | None
    times_handed_back: int
    read_by_worker: bool
    outcome: str
    alarms: int
    told_others: bool
    agency: str
    card: dict[str, Any] | None = None
    notes: tuple[Noted, ...] = ()
    life: tuple[Deed, ...] = ()


class Shown(Value):
    """A message of the bot about them, or a copy of theirs: where it lies, and since when."""

    ref: str
    where: str
    message: int
    of_message: int | None
    at: datetime
    with_their_words: bool


class Sent(Value):
    """A call to Telegram that was made, or waits. Its content is deleted when it has been sent."""

    ref: str
    where: str
    method: str
    state: str
    about_case: bool
    waits_since_or_sent_at: datetime | None


class Conversation(Value):
    """One story: of the person themselves or of somebody whom they help (`label` counts them)."""

    ref: str
    label: int
    agency: str
    opened_at: datetime
    changed_at: datetime
    speaker: str
    stage: str
    pathway: str | None
    urgency: str
    language: str
    needs: str
    regency: str | None
    service: str | None
    turns: int
    version: int
    facts: dict[str, Fact]
    """Each with provenance: said, button, inferred or worker; in which words; from which message."""
    changes: tuple[Change, ...]
    quotes: tuple[Quote, ...]
    everything_known: dict[str, Any]
    """The whole state of the conversation, of which the parts above are the ones worth reading."""
    messages: tuple[Message, ...]
    consents: tuple[ConsentGiven, ...]
    shared_because: SharedBecause | None
    cases: tuple[CaseKept, ...]
    shown: tuple[Shown, ...]
    sent: tuple[Sent, ...]


class Arrived(Value):
    """An update that arrived from their chat (emptied once handled), or a time at which the bot meant to do something."""

    ref: str
    timer: str
    state: str
    received_at: datetime
    due_at: datetime
    done_at: datetime | None
    failures: int
    content: dict[str, Any] | None


class Chat(Value):
    ref: str
    telegram_chat: int
    kind: str
    blocked_at: datetime | None
    told_at: datetime | None


class Erasure(Value):
    """An earlier deletion: only that it was, and when."""

    ref: str
    at: datetime


class Kept(Value):
    """How long something is kept, in words of the agency."""

    what: str
    how_long: str


class OwnData(Value):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_id: Literal["rangkul/own-data/1"] = Field(default=SCHEMA, alias="schema")
    made_at: datetime
    agency: str
    ref: str
    name: str
    telegram_chat: int
    known_since: datetime
    chat: Chat | None
    conversations: tuple[Conversation, ...]
    arrived: tuple[Arrived, ...]
    erasures: tuple[Erasure, ...]
    places: tuple[str, ...]
    """Where copies lie, in words."""
    retention: tuple[Kept, ...]


def own_data_schema() -> dict[str, Any]:
    """JSON Schema of the file."""
    return OwnData.model_json_schema(by_alias=True, mode="serialization")


def to_json(data: OwnData) -> str:
    return data.model_dump_json(by_alias=True, indent=1)
