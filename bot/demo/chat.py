"""A conversation in the terminal: the same turns and texts as in Telegram, nothing kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.situation.frame import Frame
from bot.situation.incoming import Incoming, Kind, Press
from bot.situation.reading import Reading
from bot.situation.speech import Button, HandOver, Say, Text, To
from bot.situation.turn import Heard, Surroundings, Turn

CHAT = 1
CODE, RECEIPT = "COBA-1", "COBA-2"


class Speaks(Protocol):
    def plain(self, text: Text, language: str) -> str: ...


class Thinks(Protocol):
    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading: ...
    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn: ...


async def chat(
    lines: AsyncIterator[str],
    show: Callable[[str], Awaitable[None]],
    mind: Thinks,
    texts: Speaks,
    clock: Callable[[], datetime],
) -> Frame:
    """Talk until the lines end; `[Label]` presses a button. Returns the last frame."""
    frame = await _turn(Frame(), _command("start", clock()), mind, texts, show, clock)
    async for line in lines:
        incoming = _incoming(line.strip(), frame, texts, clock())
        if incoming:
            frame = await _turn(frame, incoming, mind, texts, show, clock)
    return frame


async def _turn(
    frame: Frame,
    incoming: Incoming,
    mind: Thinks,
    texts: Speaks,
    show: Callable[[str], Awaitable[None]],
    clock: Callable[[], datetime],
) -> Frame:
    reading = await mind.hear(incoming.text, incoming.at, frame) if incoming.kind is Kind.TEXT else None
    around = Surroundings(now=clock(), new_code=CODE, new_receipt=RECEIPT)
    turn = mind.take_turn(frame, Heard(incoming=incoming, reading=reading), around)
    for effect in turn.effects:
        if isinstance(effect, Say) and effect.to is To.APPLICANT:
            await show(_bubble(effect, turn.frame.language, texts))
        elif isinstance(effect, HandOver):
            await show(texts.plain(Text(id="chat-handed-over"), turn.frame.language))
    return turn.frame


def _bubble(said: Say, language: str, texts: Speaks) -> str:
    parts = [texts.plain(part, language) for part in said.parts]
    labels = [f"[{number} {texts.plain(one.label, language)}]" for number, one in enumerate(said.buttons, 1)]
    return "\n".join([*parts, " ".join(labels)]).strip() + "\n"


def _incoming(line: str, frame: Frame, texts: Speaks, at: datetime) -> Incoming | None:
    if not line:
        return None
    if line.startswith("/"):
        name, _, argument = line[1:].partition(" ")
        return _command(name.casefold(), at, argument, line)
    if button := _pressed(line, frame, texts):
        press = Press(callback_id="terminal", action=button.action, argument=button.argument, turn=frame.turn)
        return Incoming(kind=Kind.BUTTON, chat=CHAT, sender=CHAT, at=at, press=press)
    return Incoming(kind=Kind.TEXT, chat=CHAT, sender=CHAT, at=at, text=line)


def _pressed(line: str, frame: Frame, texts: Speaks) -> Button | None:
    label = line.removeprefix("[").removesuffix("]").strip()
    if label == line:
        return None
    return next((one for one in frame.offered if texts.plain(one.label, frame.language) == label), None)


def _command(name: str, at: datetime, argument: str = "", text: str = "") -> Incoming:
    return Incoming(
        kind=Kind.COMMAND, chat=CHAT, sender=CHAT, at=at, text=text, command=name, argument=argument
    )
