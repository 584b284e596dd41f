"""What is done when a send's fate is unclear, by kind of message, counted at the local Telegram.

The answer is lost (time-out), is a 5xx after Telegram took it, or the bot dies between Telegram's yes and its commit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from bot.demo.person import Person
from bot.demo.seen import Seen
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.conversations.served import Clock, Wiring

from .crowd import SEND_AGAIN, Crowd
from .deaths import Death, Point
from .mortal import MortalBot
from .soak import settled
from .watch import Ambush

pytestmark = [pytest.mark.faults, pytest.mark.promise("sends-by-kind")]
PATIENCE = 30.0
CRISIS, UNSURE = "saya mau bunuh diri", "belum pasti sampai"


@dataclass
class Scene:
    """Nur's case is with Dewi, who looks at its topic. `how` the answers get lost."""

    telegram: LocalTelegram
    faults: Ambush
    crowd: Crowd
    bot: MortalBot
    url: str
    how: str
    topic: Person = field(init=False)

    @property
    def nur(self) -> Person:
        return self.crowd.nur

    async def lose(self, method: str, chat: int | None, act: Awaitable[object], times: int = 1) -> int:
        """How often Telegram took it, when the answer to its first `times` was lost; everything is settled then."""
        before = len(self.telegram.accepted(method, chat))
        if self.how == "crash":
            self.faults.arm(Death(Point.REQUEST, after=True), (method, chat))
        elif self.how == "time-out":
            self.faults.cut(method, chat, times)
        else:
            self.faults.answer(502, method, chat, times, accepted=True)
        await act
        if self.how == "crash":
            assert await self.bot.ended(PATIENCE), f"{method} was not sent"
            await self.bot.start()
        await settled(self.telegram, self.url)
        assert not any(one.times for one in self.faults.planned), f"{method} was not sent"
        self.faults.calm()
        return len(self.telegram.accepted(method, chat)) - before


async def _open(scene: Scene) -> None:
    """The case is opened while the answers to its card get lost, and claimed while those to its edit do."""
    nur, crowd = scene.nur, scene.crowd
    await nur.start()
    await nur.sees("mesin (bot)", PATIENCE)
    await nur.write("suami saya di phk 3 bulan lalu")
    await nur.sees("Yang saya tangkap", PATIENCE)
    cards = await scene.lose("sendMessage", crowd.group.id, nur.write("mau bicara sama petugas"))
    assert cards == 2, "the card is repeated"
    shown = [one for one in (await _group(scene).screen()).messages if "Ambil" in one.labels]
    card = shown[-1]
    edits = await scene.lose("editMessageText", crowd.group.id, _group(scene).press("Ambil", card))
    assert edits in (1, 2), "an edit is repeated; that it is so already is a yes"
    await nur.sees("Dewi", PATIENCE)
    scene.topic = crowd.dewi.within(crowd.group, card.thread)
    live = [one for one in (await scene.topic.screen()).messages if one.id == card.id]
    assert "Ambil" not in live[0].labels, "the card that is known is the one that is edited"


def _group(scene: Scene) -> Person:
    return scene.crowd.dewi.within(scene.crowd.group)


async def _ordinary(scene: Scene) -> None:
    asep = scene.crowd.others[0]
    await asep.start()
    await asep.sees("mesin (bot)", PATIENCE)
    assert await scene.lose("sendMessage", asep.id, asep.write("/ringkasan")) == 2, "repeated once"
    if scene.how != "crash":
        assert await scene.lose("sendMessage", asep.id, asep.write("/ringkasan"), 2) == 2, "then it goes on"


async def _button(scene: Scene) -> None:
    asep = scene.crowd.others[0]
    bubble = next(one for one in reversed((await asep.screen()).messages) if one.buttons)
    answers = await scene.lose("answerCallbackQuery", None, asep.press(0, bubble))
    assert answers >= 1, "answered; that it was answered before is a yes"


async def _emergency(scene: Scene) -> None:
    ani = scene.crowd.others[1]
    await ani.start()
    await ani.sees("mesin (bot)", PATIENCE)
    times = 1 if scene.how == "crash" else 4
    sent = await scene.lose("sendMessage", ani.id, ani.write(CRISIS), times)
    assert sent >= times + 1, "until a yes"


async def _words(
    scene: Scene, method: str, chat: int, act: Awaitable[object], writer: Person, unit: int = 1
) -> None:
    """Once; the writer is asked; their button works once."""
    assert await scene.lose(method, chat, act) == unit, "not repeated"
    asked = await writer.sees(lambda one: UNSURE in one.text and bool(one.labels), PATIENCE)
    data = _data(asked)
    await writer.press(SEND_AGAIN, asked)
    await settled(scene.telegram, scene.url)
    before = len(scene.telegram.accepted(method, chat))
    await writer.press_forged(asked, data)
    await settled(scene.telegram, scene.url)
    assert len(scene.telegram.accepted(method, chat)) == before, "a second tap does nothing"


def _data(asked: Seen) -> str:
    return next(
        str(key["callback_data"]) for row in asked.buttons for key in row if key["text"].endswith(SEND_AGAIN)
    )


async def _of_the_worker(scene: Scene) -> None:
    write = scene.topic.write("bisa datang besok?")
    await _words(scene, "copyMessage", scene.nur.id, write, scene.topic)
    copies = [one for one in (await scene.nur.screen()).messages if "bisa datang besok?" in one.text]
    assert len(copies) == 2


async def _of_the_applicant(scene: Scene) -> None:
    write = scene.nur.write("bisa bu, jam berapa?")
    await _words(scene, "copyMessage", scene.crowd.group.id, write, scene.nur)


async def _album(scene: Scene) -> None:
    send = scene.topic.send_album(["rumah", "jalan"])
    await _words(scene, "sendMediaGroup", scene.nur.id, send, scene.topic)


async def _reaction(scene: Scene) -> None:
    copy = next(one for one in reversed((await scene.topic.screen()).messages) if "jam berapa" in one.text)
    assert await scene.lose("setMessageReaction", scene.nur.id, scene.topic.react(copy, "👍")) == 2


_WALK: tuple[Callable[[Scene], Awaitable[None]], ...] = (
    _open,
    _ordinary,
    _button,
    _emergency,
    _of_the_worker,
    _of_the_applicant,
    _album,
    _reaction,
)


@pytest.mark.parametrize("how", ["time-out", "5xx", "crash"])
async def test_that_each_kind_is_repeated_as_it_may_be(how: str, database_url: str) -> None:
    faults = Ambush()
    async with local_telegram(limits=Limits.off(), faults=faults) as telegram:
        crowd = await Crowd.gathered(telegram, 0, 0)
        staff = (crowd.ratna.id,), (crowd.dewi.id,), crowd.group.id
        bot = MortalBot(Wiring(telegram.token, telegram.url, *staff, Clock(), pause=0.05), database_url)
        faults.strike = bot.strike
        try:
            await bot.start()
            scene = Scene(telegram, faults, crowd, bot, database_url, how)
            for step in _WALK:
                await step(scene)
            await bot.stop()
        finally:
            bot.bury()
