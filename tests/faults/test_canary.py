"""A whole run as a process, with everything going wrong: nothing of anybody is in what it says of itself.

Planted are names, words, numbers, ids, file names, places and codes; looked through is everything that the process and its
model server print, the health pages and the metrics, also for planted things in other writings (base64, hexadecimal,
escapes). Errors are provoked that quote what they were given.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from tests.web.conftest import HEADER, free_port

pytestmark = [pytest.mark.faults, pytest.mark.rasa, pytest.mark.promise("no-words-in-logs")]
SECRET = "kunci-rahasia-sekali"
NAMES = {"applicant": "Zebraungu", "worker": "Kudahijau", "group": "Timkancil"}
PLANTED = [
    *(
        *NAMES.values(),
        "gajahbiru",
        "kelincimerah",
        "badakputih",
        "081298765432",
        "+6281298765432",
        "3201017345678901",
    ),
    *("-6.482931", "106.831847", "suratkuning", "macanloreng"),
]
IDS = {"applicant": 7_345_678_901, "worker": 7_345_678_902, "stranger": 7_345_678_903}


@dataclass
class Bot:
    """A running `rangkul run` with a model server of its own."""

    process: asyncio.subprocess.Process
    folder: Path
    site: httpx.AsyncClient
    said: bytearray = field(default_factory=bytearray)
    pages: list[str] = field(default_factory=list)

    async def listen(self) -> None:
        assert self.process.stdout
        while part := await self.process.stdout.read(65_536):
            self.said += part

    async def until(self, sign: bytes, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while sign not in self.said:
                assert self.process.returncode is None, self.said.decode(errors="replace")
                await asyncio.sleep(0.05)

    async def look(self) -> dict[str, int]:
        """The pages that a machine asks for."""
        found = {page: await self.site.get(page) for page in ("/health/live", "/health/ready", "/metrics")}
        self.pages += [f"{answer.headers}\n{answer.text}" for answer in found.values()]
        return {page: answer.status_code for page, answer in found.items()}

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.folder / "rangkul.sqlite", timeout=10, isolation_level=None)


@asynccontextmanager
async def running(telegram: LocalTelegram, folder: Path, **settings: str) -> AsyncIterator[Bot]:
    listen = f"127.0.0.1:{free_port()}"
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONUNBUFFERED": "1",
        # As talkative as parts and libraries can be made from outside.
        "PYTHONASYNCIODEBUG": "1",
        "LOG_LEVEL": "DEBUG",
        "LOG_LEVEL_LIBRARIES": "DEBUG",
        "RANGKUL_BOT_TOKEN": telegram.token,
        "RANGKUL_BOT_API_URL": telegram.url,
        "RANGKUL_DATA_DIR": str(folder),
        "RANGKUL_LISTEN": listen,
        "RANGKUL_WEBHOOK_URL": f"http://{listen}/in",
        "RANGKUL_WEBHOOK_SECRET": SECRET,
        "RANGKUL_LOG_FORMAT": "json",
        **{f"RANGKUL_{name.upper()}": value for name, value in settings.items()},
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://{listen}", timeout=30, trust_env=False) as site:
            bot = Bot(process, folder, site)
            async with asyncio.TaskGroup() as group:
                group.create_task(bot.listen())
                yield bot
                if process.returncode is None:
                    process.terminate()
                await asyncio.wait_for(process.wait(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@contextmanager
def locked(bot: Bot) -> Iterator[None]:
    """Nobody else can write."""
    with closing(bot.database()) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


@contextmanager
def poisoned(bot: Bot) -> Iterator[None]:
    """Whatever is to be kept of a message fails, with an error that quotes."""
    with closing(bot.database()) as database:
        database.execute(
            "CREATE TRIGGER boom BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'gajahbiru Zebraungu'); END"
        )
        yield
        database.execute("DROP TRIGGER boom")


@contextmanager
def inbox_away(bot: Bot) -> Iterator[None]:
    """What comes in cannot be kept."""
    with closing(bot.database()) as database:
        database.execute("ALTER TABLE inbox RENAME TO gajahbiru")
        yield
        database.execute("ALTER TABLE gajahbiru RENAME TO inbox")


def children(of: int) -> set[int]:
    """Every process below this one."""
    below = {
        int(one)
        for task in Path(f"/proc/{of}/task").iterdir()
        for one in (task / "children").read_text().split()
    }
    return below | {far for near in below for far in children(near)}


async def bring(bot: Bot, content: bytes, **headers: str) -> None:
    await bot.site.post("/in", content=content, headers={HEADER: SECRET, **headers})


async def tell(bot: Bot, telegram: LocalTelegram, nur: Person, topic_of: str) -> None:
    """An applicant's and a stranger's words, in every kind, while parts fail."""
    telegram.faults.cut("sendMessage")
    telegram.faults.answer(502, "sendMessage", times=1)
    telegram.faults.flood(1, "sendMessage", nur.id)
    await nur.start(topic_of)
    await nur.sees("mesin (bot)", 30)
    await nur.write(
        "nama saya Zebraungu gajahbiru, suami di phk, anak 2, hp 081298765432, nik 3201017345678901"
    )
    await nur.sees("phk", 30)
    await nur.send_photo("suratkuning kelincimerah")
    await nur.send_document("macanloreng.pdf", caption="badakputih")
    await nur.send_contact("+6281298765432", "Kudahijau")
    await nur.send_location(-6.482931, 106.831847)
    await nur.forward("kelincimerah mau bunuh diri", "Macanloreng")
    await nur.press_forged((await nur.screen()).messages[0].id, "1|gajahbiru|badakputih|AAAAAAAAAAA")
    with locked(bot):
        await nur.write("di antara itu gajahbiru")
        await asyncio.sleep(1)


async def break_in(bot: Bot, person: int) -> None:
    """Bodies that are wrong, and calls that are nobody's."""
    who = {"id": person, "first_name": "Zebraungu", "is_bot": False}
    message = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": person, "type": "private"},
        "from": who,
        "text": ["gajahbiru"],
    }
    await bring(bot, json.dumps({"update_id": 990_001, "message": message}).encode())
    await bring(bot, b'{"update_id": "gajahbiru", "text": "kelincimerah"}')
    await bring(bot, b"gajahbiru \xff Zebraungu")
    await bring(bot, b"[" * 200_000)
    await bot.site.post(
        "/in/gajahbiru?nik=3201017345678901", content=b"kelincimerah", headers={HEADER: "badakputih"}
    )
    await bot.site.get(
        "/metrics/gajahbiru", headers={"X-Forwarded-For": "Zebraungu", "Cookie": "badakputih=1"}
    )
    await bot.site.request("GAJAHBIRU", "/health/ready")


async def hand_over(bot: Bot, telegram: LocalTelegram, nur: Person, dewi: Person, group: object) -> str:
    """To the worker, both ways; the case's code."""
    await nur.write("mau bicara sama petugas")
    await nur.sees("sudah sampai ke petugas", 40, anywhere=True)
    thread = int(telegram.accepted("createForumTopic")[-1].result["message_thread_id"])
    topic = dewi.within(group, thread)  # type: ignore[arg-type]
    telegram.faults.cut("copyMessage")
    card = await topic.sees(
        lambda seen: any(label.endswith("Ambil") for label in seen.labels), 30, anywhere=True
    )
    await topic.press("Ambil", card)
    await nur.sees(NAMES["worker"], 40, anywhere=True)
    await topic.write("kelincimerah bu Zebraungu")
    await topic.write("// badakputih")
    await nur.write("iya gajahbiru")
    await nur.react((await nur.screen()).last, "👍")
    code = next(iter(text for text in (await nur.screen()).texts if "Kode Anda: " in text)).partition(
        "Kode Anda: "
    )[2]
    return code.split(".")[0].split()[0]


def writings(words: str) -> set[bytes]:
    """The same in other forms: as it stands, escaped, in base64 at any offset, in hexadecimal."""
    raw = words.casefold().encode()
    forms = {raw, quote(words).casefold().encode(), raw.hex().encode(), " ".join(words).casefold().encode()}
    forms |= {
        json.dumps(words).strip('"').casefold().encode(),
        repr(words.encode())[2:-1].casefold().encode(),
    }
    forms |= {
        "".join(f"\\x{one:02x}" for one in raw).encode(),
        "".join(f"\\u{ord(one):04x}" for one in words).encode(),
    }
    return {form for form in forms if form}


def encoded(words: str) -> set[bytes]:
    """What base64 makes of it, whatever comes before it: the middle, which does not depend on the neighbours."""
    forms = set()
    for shift in range(3):
        for one in (words, words.casefold()):
            made = base64.b64encode(b"\0" * shift + one.encode())
            forms.add(made[4 if shift else 0 : -4])
    return {form for form in forms if len(form) >= 6}


def leaks(where: bytes, planted: list[str]) -> list[str]:
    plain = where.lower()
    return [
        one
        for one in planted
        if any(form in plain for form in writings(one)) or any(form in where for form in encoded(one))
    ]


PLAIN = "gajahbiru"
HIDDEN = [PLAIN, PLAIN.upper(), base64.b64encode(f"ab{PLAIN}cd".encode()).decode(), PLAIN.encode().hex()]


@pytest.mark.parametrize("form", ["{}", "a {} b", "\\u{}", "x{}y"])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_that_a_leak_would_be_found(form: str, hidden: str) -> None:
    assert leaks(form.format(hidden).encode(), [PLAIN, "badakputih"]) == [PLAIN]


async def test_that_nothing_of_anybody_is_said(tmp_path: Path) -> None:
    async with local_telegram(limits=Limits.off()) as telegram:
        nur = await telegram.person(NAMES["applicant"], IDS["applicant"])
        dewi = await telegram.person(NAMES["worker"], IDS["worker"])
        siti = await telegram.person("badakputih", IDS["stranger"])
        group = await telegram.forum(dewi, NAMES["group"])
        more = {"admin_ids": str(dewi.id), "staff_group_id": str(group.id)}
        async with running(telegram, tmp_path, **more) as bot:
            await bot.until(b"ready: ", 60)
            await bot.look()
            await tell(bot, telegram, nur, "s-gajahbiru--kelincimerah")
            await break_in(bot, siti.id)
            with poisoned(bot):
                await siti.write("ini badakputih gajahbiru")
                await bot.until(b"turn_failed", 30)
            with inbox_away(bot):
                await siti.write("kelincimerah lagi")
                await bot.until(b"database_away", 30)
            await bot.until(b'"state": "ready"', 300)
            await siti.write("gajahbiru butuh beras kelincimerah")
            await siti.sees(lambda seen: bool(seen.text), 30)
            code = await hand_over(bot, telegram, nur, dewi, group)
            assert await bot.look() == {"/health/live": 200, "/health/ready": 200, "/metrics": 200}
            for one in children(bot.process.pid):
                os.kill(one, signal.SIGKILL)
            await siti.write("tanpa model gajahbiru")
            await bot.until(b'"state": "waiting"', 30)
            telegram.faults.storm(500)
            await nur.write("badai gajahbiru")
            await asyncio.sleep(1)
            telegram.faults.calm()
            await nur.write("/hapus")
            await nur.sees("tidak bisa kembali", 60, anywhere=True)
            await bot.look()
    said = bytes(bot.said)
    assert bot.process.returncode == 0, said.decode(errors="replace")[-2000:]
    for event in (b"turn_failed", b"send_unclear", b"database_away"):
        assert event in said, event
    everything = said + "\n".join(bot.pages).encode()
    numbers = [*map(str, IDS.values()), str(group.id).removeprefix("-100"), code, telegram.token, SECRET]
    assert leaks(everything, [*PLANTED, *numbers]) == []
