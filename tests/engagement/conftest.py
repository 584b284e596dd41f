"""A person who talks with the bot, turn by turn, without a channel; the language model is away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import Mind, build_mind
from bot.situation.case import Case, Speaker
from bot.situation.frame import Frame
from bot.situation.incoming import Incoming, Kind, Media, Press
from bot.situation.speech import Effect, Say, To
from bot.situation.turn import Heard, Surroundings

TUESDAY_MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@dataclass
class Talker:
    mind: Mind
    frame: Frame = field(default_factory=Frame)
    now: datetime = TUESDAY_MORNING
    effects: tuple[Effect, ...] = ()
    speaker: Speaker = Speaker.BOT
    case: Case | None = None
    code: str = "KODE-1"

    async def write(self, text: str) -> str:
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            return self._take(self._incoming(Kind.COMMAND, text=text, command=name, argument=argument))
        incoming = self._incoming(Kind.TEXT, text=text)
        return self._take(incoming, await self.mind.hear(text, incoming.at, self.frame))

    def press(self, label: str, *, turn: int | None = None) -> str:
        said = {self.mind.catalogue.plain(one.label, self.frame.language): one for one in self.frame.offered}
        assert label in said, f"no button '{label}' among {sorted(said)}"
        return self.press_action(said[label].action, said[label].argument, turn=turn)

    def press_action(self, action: str, argument: str = "", *, turn: int | None = None) -> str:
        of_turn = self.frame.turn if turn is None else turn
        press = Press(callback_id="1", action=action, argument=argument, turn=of_turn)
        return self._take(self._incoming(Kind.BUTTON, press=press))

    def send(self, kind: Kind, media: Media | None = None) -> str:
        return self._take(self._incoming(kind, media=media or Media()))

    def wait(self, timer: str, pause: timedelta) -> str:
        self.now += pause
        return self._take(self._incoming(Kind.TIMER, timer=timer))

    def _incoming(self, kind: Kind, **more: object) -> Incoming:
        self.now += timedelta(seconds=20)
        return Incoming.model_validate(
            {"kind": kind, "chat": 7, "sender": 7, "name": "Nur", "at": self.now, **more}
        )

    def _take(self, incoming: Incoming, reading: object = None) -> str:
        around = Surroundings(
            now=self.now, new_code=self.code, new_receipt="BUKTI-1", speaker=self.speaker, case=self.case
        )
        heard = Heard.model_validate({"incoming": incoming, "reading": reading, "message": 1})
        turn = self.mind.take_turn(self.frame, heard, around)
        self.frame = Frame.model_validate_json(turn.frame.model_dump_json())
        self.effects = turn.effects
        return self.screen()

    def screen(self) -> str:
        """What this turn said, and the labels offered."""
        says = [one for one in self.effects if isinstance(one, Say) and one.to is To.APPLICANT]
        bubbles = [
            "\n".join(self.mind.catalogue.plain(part, self.frame.language) for part in one.parts)
            for one in says
        ]
        return "\n\n".join(bubbles)

    def labels(self) -> list[str]:
        """What the newest bubble offers."""
        return [self.mind.catalogue.plain(one.label, self.frame.language) for one in self.frame.offered]

    def did(self, kind: type[object]) -> bool:
        return any(isinstance(effect, kind) for effect in self.effects)


@pytest.fixture(scope="session")
def mind() -> Mind:
    return build_mind(None)


@pytest.fixture
def talker(mind: Mind) -> Callable[[], Talker]:
    return lambda: Talker(mind)
