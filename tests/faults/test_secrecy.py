"""A whole conversation with planted words, then the raw files: nothing readable before an erasure, no key after it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import DateTime, LargeBinary, String, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.app import Mind, build_mind, ports, who_am_i
from bot.channel.client import connected
from bot.channel.receive import poll
from bot.demo.group import Group
from bot.demo.person import Person
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.engine.budget import Budget
from bot.engine.engine import Engine
from bot.store.ledger import Ledger
from bot.store.seal import Keys
from bot.store.tables import applicants, metadata
from tests.engine.staff import STORY, settled

pytestmark = pytest.mark.faults
NUR, RATNA, DEWI, GROUP = 5301742888, 5301742999, 5301743111, -1005301744222
WORDS = (
    *("Kelincinur", "kelincinama", "Kelincidewi", "Kelinciratna", "Kelincigrup"),
    *(
        "Kelincibiru",
        "Kelincihijau",
        "Kelincijawab",
        "Kelincicatat",
        "Kelincifoto",
        "Kelincisurat",
        "Kelincidata",
    ),
    *("81234567890", "-7.7956", "110.3695", *map(str, (NUR, RATNA, DEWI, abs(GROUP)))),
)
_BUTTON = re.compile(r'callback_data\W+([^"\\]{8,})')
_CODE = re.compile(r"\b[A-Z0-9]{3}-[A-Z0-9]{3}\b")


@dataclass
class Scene:
    """What was said and seen, and where it is kept."""

    telegram: LocalTelegram
    engine: Engine
    nur: Person
    dewi: Person
    group: Group
    folder: Path
    topic: Person | None = None

    @property
    def planted(self) -> frozenset[str]:
        """Words, numbers and ids; codes of the case; callback data; ids of files."""
        found = {*WORDS}
        for call in self.telegram.world.calls:
            text = json.dumps(call.params, default=str)
            found |= {*_CODE.findall(text)} | {*_BUTTON.findall(text)}
        found |= {*self.telegram.world.files}
        return frozenset(found)


@pytest.fixture(scope="module")
def mind() -> Mind:
    return build_mind(None)


@pytest.fixture
async def scene(database: AsyncEngine, mind: Mind, tmp_path: Path) -> AsyncIterator[Scene]:
    keys = Keys.derive(b"m" * 32)
    async with (
        local_telegram(limits=Limits.off()) as telegram,
        connected(telegram.token, telegram.url) as bot,
    ):
        made = ports(bot, await who_am_i(bot), mind, keys, lambda: datetime.now(UTC))
        engine = Engine(database, keys, made, Budget(rates=None), ledger=tmp_path / "erasures.ledger")
        async with working(engine, bot) as engine:
            yield await _met(telegram, engine, tmp_path)


@asynccontextmanager
async def working(engine: Engine, bot: Any) -> AsyncIterator[Engine]:
    async with asyncio.TaskGroup() as group:
        engine.start(group)
        polling = group.create_task(poll(bot, engine.accept_all))
        try:
            yield engine
        finally:
            polling.cancel()
            await engine.stop()


async def _met(telegram: LocalTelegram, engine: Engine, folder: Path) -> Scene:
    nur = await telegram.person("Kelincinur", NUR, "kelincinama")
    ratna = await telegram.person("Kelinciratna", RATNA)
    dewi = await telegram.person("Kelincidewi", DEWI)
    group = await telegram.forum(ratna, "Kelincigrup", [dewi], id=GROUP)
    await engine.seed(admins=[RATNA], workers=[DEWI], group=group.id, is_forum=True)
    return Scene(telegram, engine, nur, dewi, group, folder)


async def talk(scene: Scene) -> None:
    """Story, media, place, number; handoff, claim, relay both ways, an edit, a note, a button or two."""
    nur, dewi = scene.nur, scene.dewi
    await nur.start()
    await nur.sees("mesin (bot)")
    await nur.write(f"{STORY}, panggil saya Kelincibiru")
    await nur.sees("Yang saya tangkap")
    await nur.write("mau bicara sama petugas")
    await nur.sees("sudah sampai ke petugas")
    thread = await scene.group.topic_named("·")
    topic = scene.topic = dewi.within(scene.group, thread)
    await topic.press("Ambil", await topic.sees("phk"))
    await nur.sees("Kelincidewi")
    await _relay(scene, topic)
    await settled(scene.engine.database)


async def _relay(scene: Scene, topic: Person) -> None:
    nur = scene.nur
    sent = await nur.write("alamat saya Kelincidata")
    await topic.sees("Kelincidata")
    await nur.edit(sent, "alamat saya Kelincihijau")
    await topic.sees("Kelincihijau")
    await topic.write("Kelincijawab, saya ke sana")
    await nur.sees("Kelincijawab")
    await nur.send_photo("Kelincifoto")
    await topic.sees("Kelincifoto")
    await nur.send_document("Kelincisurat.pdf")
    await nur.send_location(-7.7956, 110.3695)
    await nur.send_contact("+6281234567890", "Kelincinur")
    await nur.send_voice()
    await topic.write("/catatan Kelincicatat")
    await topic.sees(lambda seen: not seen.mine)


async def erase(scene: Scene) -> None:
    await scene.nur.write("/hapus")
    await scene.nur.sees("tidak bisa kembali")
    await scene.nur.press("1 Ya, hapus semua")
    await scene.nur.sees("Kode bukti")
    await settled(scene.engine.database)


def shapes(planted: Iterable[str]) -> frozenset[bytes]:
    """How a word or number could lie there: as text of two kinds, or as a number of six or eight bytes."""
    found = set()
    for word in planted:
        found |= {word.encode(), word.encode("utf-16-le")}
        if word.isdigit() and int(word) > 2**32:
            found |= {
                int(word).to_bytes(8, "big"),
                int(word).to_bytes(6, "big"),
                int(word).to_bytes(8, "little"),
            }
            found |= {
                (-int(word)).to_bytes(8, "big", signed=True),
                (-int(word)).to_bytes(6, "big", signed=True),
            }
    return frozenset(found)


def found_in(content: bytes, wanted: Iterable[bytes]) -> list[bytes]:
    return [one for one in wanted if one in content]


def raw(folder: Path) -> bytes:
    """Every file there: database, write-ahead log, index of it, free pages, ledger."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


async def rows(database: AsyncEngine) -> list[tuple[str, str, Any]]:
    """(table, column, value) of all that is there."""
    found = []
    async with database.connect() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                found += [
                    (table.name, name, value) for name, value in row._mapping.items() if value is not None
                ]
    return found


def as_bytes(values: Iterable[Any]) -> bytes:
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


async def data_keys(database: AsyncEngine) -> list[bytes]:
    async with database.connect() as connection:
        return [row.data_key for row in await connection.execute(select(applicants.c.data_key))]


def of_postgresql(host: str, database: AsyncEngine) -> bytes:
    """The server's files of this database, as they lie on the disk after a checkpoint."""
    with psycopg.connect(
        f"host={host} user=postgres dbname={database.url.database}", autocommit=True
    ) as server:
        server.execute("CHECKPOINT")
        found = server.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found
    return b"\n".join(path.read_bytes() for path in (Path(host) / "base" / str(found[0])).iterdir())


@pytest.mark.promise("plain-columns")
@pytest.mark.promise("unreadable-without-key")
async def test_that_nothing_readable_lies_there_while_people_talk(
    scene: Scene, database: AsyncEngine, request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    await talk(scene)
    # Else nothing would be found in nothing.
    assert len(scene.planted) > len(WORDS) + 10
    wanted = shapes(scene.planted)
    assert _outside(await rows(database)) == []
    assert found_in(as_bytes(value for _, _, value in await rows(database)), wanted) == []
    files = await asyncio.to_thread(_files, scene, database, request)
    assert (await data_keys(database))[0] in files
    assert found_in(files, wanted) == []
    logged = capfd.readouterr()
    assert found_in((logged.out + logged.err).encode(), wanted) == []


def _files(scene: Scene, database: AsyncEngine, request: pytest.FixtureRequest) -> bytes:
    if database.dialect.name == "sqlite":
        return raw(scene.folder)
    return raw(scene.folder) + of_postgresql(request.getfixturevalue("postgresql"), database)


@pytest.mark.promise("erasure-complete")
async def test_that_after_the_erasure_not_even_the_key_is_there(
    scene: Scene, database: AsyncEngine, request: pytest.FixtureRequest
) -> None:
    await talk(scene)
    keys = await data_keys(database)
    sealed = [
        value for table, _, value in await rows(database) if table in _OF_PERSON and isinstance(value, bytes)
    ]
    assert len(sealed) > 5
    # Somebody stays: their row stands where the other one was.
    await scene.dewi.start()
    await scene.dewi.sees("mesin (bot)")
    await erase(scene)
    await _scrubbed(scene)
    files = await asyncio.to_thread(_files, scene, database, request)
    assert found_in(files, keys) == []
    assert found_in(files, shapes(scene.planted)) == []
    if database.dialect.name == "sqlite":
        # PostgreSQL keeps the sealed rows of other tables until it needs the room: nothing opens them any more.
        assert found_in(files, sealed) == []
    left = {table for table, _, _ in await rows(database)} & _OF_PERSON
    assert left <= {"applicants", "engagements", "messages"}
    assert len(await data_keys(database)) == 1
    assert len(Ledger(scene.folder / "erasures.ledger").erased()) == 1
    assert _outside(await rows(database)) == []


_OF_PERSON = {
    *(
        "applicants",
        "engagements",
        "messages",
        "message_versions",
        "consents",
        "cases",
        "notes",
        "relays",
        "shares",
    ),
}


async def _scrubbed(scene: Scene) -> None:
    """A reader may have stood in the way: the bot tries again until it is done."""
    async with asyncio.timeout(20):
        while scene.engine.store.is_unclean:  # noqa: ASYNC110 (nobody waits for it but this test)
            await asyncio.sleep(0.05)


_KEY = "[0-9a-f]{64}"
_WORD = "[a-z][a-z_]{0,31}"
_CLOSED = {
    ("agencies", "slug"): "[a-z0-9-]+",
    ("applicants", "person_key"): _KEY,
    ("audit", "act"): "[a-z_]+( [a-z0-9_:]+)?",
    ("audit", "actor"): "staff|applicant|system|operator|nobody",
    ("audit", "link"): _KEY,
    ("audit_heads", "kept_link"): f"({_KEY})?",
    ("audit_heads", "link"): _KEY,
    ("case_cards", "chat_key"): _KEY,
    ("case_cards", "title_key"): _KEY,
    ("cases", "agency"): "default",
    ("cases", "code_key"): _KEY,
    ("cases", "outcome"): "|helped|referred|not_reached|other",
    ("cases", "state"): "waiting|claimed|closed|withdrawn",
    ("cases", "urgency"): "ordinary|today|urgent",
    ("chats", "chat_key"): _KEY,
    ("chats", "kind"): "private|group|supergroup|channel",
    ("consents", "purpose"): "store|share|reminders|announcements",
    ("consents", "text_version"): "[0-9a-z.-]{1,16}",
    ("engagements", "agency"): "default",
    ("engagements", "language"): "id|en|jv|su",
    ("engagements", "needs"): "([a-z_]+(,[a-z_]+)*)?",
    ("engagements", "pathway"): "voluntary|involuntary|outreach",
    ("engagements", "regency"): "[0-9]{4}",
    ("engagements", "service"): "[a-z0-9-]+",
    ("engagements", "speaker"): "bot|worker",
    ("engagements", "stage"): _WORD,
    ("engagements", "urgency"): "ordinary|today|urgent",
    ("erasures", "person_key"): _KEY,
    ("erasures", "receipt_key"): _KEY,
    ("inbox", "error"): "[A-Z][A-Za-z]+",
    ("inbox", "lane"): f"{_KEY}|nobody",
    ("inbox", "state"): "open|done|poisoned|cancelled",
    ("inbox", "timer"): f"({_WORD}:)?{_WORD}(:[0-9]+)?",
    ("invitations", "agency"): "default",
    ("invitations", "role"): _WORD,
    ("invitations", "secret_hash"): _KEY,
    ("leases", "duty"): _WORD,
    ("leases", "holder"): "[0-9a-f]{24}:[0-9]+:[0-9a-f]{1,16}",
    ("messages", "author"): "applicant|staff|worker",
    ("messages", "kind"): _WORD,
    ("notes", "kind"): "note|reflection",
    ("outbox", "anchor"): "|topic|topic_only|card|thread|copy|moved|leftover|after:[0-9]+",
    ("outbox", "chat_key"): _KEY,
    ("outbox", "fate"): _WORD,
    ("outbox", "job"): "(erase:[0-9a-f]{32})|(retract:[0-9]+)",
    ("outbox", "method"): "[a-z][A-Za-z]+",
    ("outbox", "queue"): f"{_KEY}(:answers)?|(case|card):[0-9]+|commands:[0-9a-f]{{40}}|"
    "(erase:[0-9a-f]{32}|retract:[0-9]+):[0-9a-f]{16}",
    ("outbox", "replaces"): "[A-Za-z_]+:[0-9]+|reaction:[0-9a-f]{16}:[0-9]+:[0-9a-f]{16}",
    ("outbox", "source_key"): _KEY,
    ("outbox", "state"): _WORD,
    ("relays", "chat_key"): _KEY,
    ("relays", "source_key"): _KEY,
    ("shares", "basis"): "consent|vital_danger",
    ("shares", "purpose"): "share",
    ("staff", "agency"): "default",
    ("staff", "invited"): "([a-z_]+(,[a-z_]+)*)?",
    ("staff", "person_key"): _KEY,
    ("staff", "roles"): "([a-z_]+(,[a-z_]+)*)?",
    ("staff_groups", "agency"): "default",
    ("staff_groups", "chat_key"): _KEY,
}
"""Every plain column of words, and all that may stand in it."""
_OF_AGENCY = {("agencies", "document")}


@pytest.mark.promise("plain-columns")
def test_that_every_plain_column_of_words_has_a_closed_form() -> None:
    plain = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
    }
    assert plain - _OF_AGENCY == {*_CLOSED}


def _outside(values: Iterable[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    return [(table, name, value) for table, name, value in values if not _is_closed(table, name, value)]


def _is_closed(table: str, name: str, value: Any) -> bool:
    column = metadata.tables[table].c[name]
    if isinstance(column.type, String):
        return re.fullmatch(_CLOSED[table, name], value) is not None
    if isinstance(column.type, LargeBinary):
        return len(value) >= _SEALED
    if isinstance(getattr(column.type, "impl", column.type), DateTime):
        return isinstance(value, datetime)
    return isinstance(value, bool | int) and (name == "bot_id" or int(value) < _NO_TELEGRAM_ID)


_SEALED = 12 + 16
"""Nonce and tag, at the least."""
_NO_TELEGRAM_ID = 2**31
"""People and groups of this conversation have larger ones."""


@pytest.mark.promise("unreadable-without-key")
def test_that_the_search_finds_what_lies_there() -> None:
    """It would see a number in SQLite's and PostgreSQL's own forms."""
    for shape in (NUR.to_bytes(6, "big"), NUR.to_bytes(8, "little"), str(NUR).encode(), b"Kelincibiru"):
        assert found_in(b"..." + shape + b"...", shapes(WORDS))
