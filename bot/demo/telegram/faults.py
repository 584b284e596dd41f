"""Faults on purpose: a test tells the server what shall go wrong next."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["cut", "status", "delay", "flood", "drip", "hang"]


@dataclass
class Fault:
    """`method` and `chat_id` None mean any; `times` None means until `calm`."""

    kind: Kind
    method: str | None
    chat_id: int | None
    times: int | None
    status: int = 502
    seconds: float = 0.0
    accepted: bool = False  # for cut and status: whether the method takes effect first

    def meets(self, method: str, chat_id: int | None) -> bool:
        right_method = self.method is None or self.method.lower() == method.lower()
        return right_method and self.chat_id in (None, chat_id) and self.times != 0


@dataclass
class Faults:
    planned: list[Fault] = field(default_factory=list)

    def cut(self, method: str | None = None, chat_id: int | None = None, times: int | None = 1, *,
            accepted: bool = True) -> None:  # fmt: skip
        """The connection ends without an answer; by default after Telegram accepted the method."""
        self.planned.append(Fault("cut", method, chat_id, times, accepted=accepted))

    def answer(self, status: int, method: str | None = None, chat_id: int | None = None,
               times: int | None = 1, *, accepted: bool = False) -> None:  # fmt: skip
        """Answers 5xx without a Bot API body's meaning; by default before anything happened."""
        self.planned.append(Fault("status", method, chat_id, times, status, accepted=accepted))

    def delay(self, seconds: float, method: str | None = None, chat_id: int | None = None,
              times: int | None = 1) -> None:  # fmt: skip
        """The answer comes late; the method has taken effect before."""
        self.planned.append(Fault("delay", method, chat_id, times, seconds=seconds, accepted=True))

    def flood(self, retry_after: int, method: str | None = None, chat_id: int | None = None,
              times: int | None = 1) -> None:  # fmt: skip
        """Answers 429 with `retry_after`."""
        self.planned.append(Fault("flood", method, chat_id, times, seconds=retry_after))

    def drip(self, seconds: float, method: str | None = None, chat_id: int | None = None,
             times: int | None = 1) -> None:  # fmt: skip
        """The answer comes byte by byte, each after these seconds; the method has taken effect before."""
        self.planned.append(Fault("drip", method, chat_id, times, seconds=seconds, accepted=True))

    def hang(self, method: str | None = None, chat_id: int | None = None, times: int | None = 1, *,
             accepted: bool = False) -> None:  # fmt: skip
        """The connection stays open and nothing comes; by default before anything happened."""
        self.planned.append(Fault("hang", method, chat_id, times, accepted=accepted))

    def storm(self, status: int = 502) -> None:
        """Everything fails until `calm`."""
        self.answer(status, times=None)

    def calm(self) -> None:
        self.planned.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The first planned fault for this request; counted down."""
        for fault in self.planned:
            if fault.meets(method, chat_id):
                fault.times = None if fault.times is None else fault.times - 1
                return fault
        return None
