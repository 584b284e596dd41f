"""What a person sees: messages, buttons, notices; read from the local Telegram's JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """One message on the screen."""

    id: int
    who: str
    who_id: int
    mine: bool
    kind: str  # text, photo, voice, sticker, location, service, ...
    text: str
    buttons: tuple[tuple[Json, ...], ...]
    media: Any
    reply_to: int | None
    thread: int | None
    edited: bool
    reactions: tuple[str, ...]
    version: int
    raw: Json

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]


@dataclass(frozen=True)
class Screen:
    version: int
    messages: tuple[Seen, ...]
    doing: str | None  # the chat action of the bot, e.g. "typing"
    notices: tuple[Json, ...]
    keyboard: Json | None
    topics: tuple[Json, ...]
    blocked: bool

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def last(self) -> Seen:
        return self.messages[-1]


class NotSeen(AssertionError):  # noqa: N818
    """What was waited for did not come; the message shows the screen instead."""


class Refused(Exception):  # noqa: N818
    """The person tried something their app would not let them do."""


def version_of(seen: Seen) -> int:
    return seen.version


def others(messages: Sequence[Seen]) -> list[tuple[int, int]]:
    return [(one.id, one.version) for one in messages if not one.mine]


def meets(seen: Seen, wanted: str | Callable[[Seen], bool]) -> bool:
    return wanted in seen.text if isinstance(wanted, str) else wanted(seen)


def find_button(rows: tuple[tuple[Json, ...], ...], label: str | int) -> tuple[int, int] | None:
    places = [(row, column) for row, line in enumerate(rows) for column in range(len(line))]
    if isinstance(label, int):
        return places[label] if -len(places) <= label < len(places) else None
    exact = [place for place in places if rows[place[0]][place[1]]["text"] == label]
    begins = [place for place in places if rows[place[0]][place[1]]["text"].startswith(label)]
    inside = [place for place in places if label in rows[place[0]][place[1]]["text"]]
    return next(iter([*exact, *begins, *inside]), None)


def read_screen(raw: Json) -> Screen:
    return Screen(
        raw["version"],
        tuple(_seen(message) for message in raw["messages"]),
        raw["doing"],
        tuple(raw["notices"]),
        raw["keyboard"],
        tuple(raw["topics"]),
        raw["blocked"],
    )


def _seen(raw: Json) -> Seen:
    return Seen(
        raw["id"],
        raw["from"]["name"],
        raw["from"]["id"],
        raw["mine"],
        raw["kind"],
        raw["text"],
        tuple(tuple(row) for row in raw["buttons"]),
        raw["media"],
        raw["reply"]["id"] if raw["reply"] else None,
        raw["thread"],
        raw["edited"],
        tuple(raw["reactions"]),
        raw["version"],
        raw,
    )


def drawn(screen: Screen) -> str:
    lines = [_line(message) for message in screen.messages[-12:]]
    return "\n".join(lines) or "(an empty chat)"


def _line(seen: Seen) -> str:
    buttons = "".join(f" [{label}]" for label in seen.labels)
    return f"  {seen.who}: {seen.text or f'({seen.kind})'}{buttons}"
