"""`rangkul check` names what is wrong, and how to mend it."""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
import sys
from collections import namedtuple
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app.checking import Checkup, Line, lacking
from bot.demo.telegram.limits import Limits
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.publishing.agency_file import EXAMPLE_AGENCY
from bot.settings import Settings
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.seal import Keys
from bot.store.tables import applicants
from bot.web.serving import serving

pytestmark = pytest.mark.promise("check-names-what-is-wrong")
MASTER = b"m" * 32
IN_ORDER = datetime(2026, 2, 3, tzinfo=UTC)
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    async with local_telegram(limits=Limits.off()) as telegram:
        yield telegram


@pytest.fixture
async def settings(telegram: LocalTelegram, tmp_path: Path) -> Settings:
    """An installation in order, but for the model."""
    key = tmp_path / "master.key"
    await asyncio.to_thread(key.write_bytes, base64.b64encode(MASTER) + b"\n")
    await asyncio.to_thread(key.chmod, 0o600)
    engine = open_database(sqlite_url(tmp_path))
    await create_tables(engine)
    _, wrapped = Keys.derive(MASTER).new_data_key()
    row = {"bot_id": 1, "person_key": "k", "data_key": wrapped, "profile": b"", "created_at": IN_ORDER}
    async with engine.begin() as connection:
        await connection.execute(applicants.insert().values(row))
    await engine.dispose()
    ratna = await telegram.person("Ratna")
    group = await telegram.forum(ratna, "Petugas")
    return Settings(
        bot_token=SecretStr(telegram.token),
        bot_api_url=telegram.url,
        data_dir=tmp_path,
        nlu_url=NOBODY,
        staff_group_id=group.id,
    )


async def found(settings: Settings, item: str, **changes: Any) -> list[Line]:
    now = changes.pop("now", lambda: datetime.now(UTC))
    lines = await Checkup(settings.model_copy(update=changes), now).lines()
    assert all(line.mend for line in lines if line.state != "ok")
    assert all("\n" not in line.what for line in lines)
    return [line for line in lines if line.item == item]


async def test_that_an_installation_in_order_has_no_failure(settings: Settings) -> None:
    lines = await Checkup(settings).lines()
    assert [line for line in lines if line.state == "fail"] == []
    items = ["settings", "key", "schema", "database", "key and database", "disk", "bot", "webhook"]
    assert [line.item for line in lines][:11] == [*items, "staff group", "clock", "model"]


async def test_that_a_missing_or_refused_token_fails(settings: Settings) -> None:
    [line] = await found(settings, "settings", bot_token=None)
    assert (line.state, "@BotFather" in line.mend) == ("fail", True)
    [line] = await found(settings, "bot", bot_token=SecretStr("1:forged-forged-forged-forged"))
    assert (line.state, "401" in line.what) == ("fail", True)
    [line] = await found(settings, "bot", bot_api_url=NOBODY)
    assert (line.state, line.what) == ("fail", "Telegram does not answer")


async def test_that_a_key_that_others_read_or_that_is_none_fails(settings: Settings) -> None:
    key = settings.data_dir / "master.key"
    await asyncio.to_thread(key.chmod, 0o644)
    [line] = await found(settings, "key")
    assert (line.state, line.mend) == ("fail", f"chmod 600 {key}")
    await asyncio.to_thread(key.write_bytes, b"nonsense")
    [line] = await found(settings, "key")
    assert (line.state, "not a master key" in line.what) == ("fail", True)


async def test_that_another_key_or_none_does_not_open_the_database(settings: Settings) -> None:
    key = settings.data_dir / "master.key"
    await asyncio.to_thread(key.write_bytes, base64.b64encode(b"x" * 32))
    [line] = await found(settings, "key and database")
    assert (line.state, "does not open" in line.what) == ("fail", True)
    await asyncio.to_thread(key.unlink)
    [line] = await found(settings, "key and database")
    assert (line.state, "no key is there" in line.what) == ("fail", True)
    # Looking makes nothing.
    assert not await asyncio.to_thread(key.exists)


async def test_that_an_absent_or_spoilt_database_fails(settings: Settings) -> None:
    away = "postgresql+psycopg://nobody@127.0.0.1:9/none"
    [line] = await found(settings, "database", database_url=away)
    assert (line.state, "RANGKUL_DATABASE_URL" in line.mend) == ("fail", True)
    await asyncio.to_thread((settings.data_dir / "rangkul.sqlite").write_bytes, b"no database" * 999)
    [line] = await found(settings, "database")
    assert line.state == "fail"


async def test_that_a_newer_and_an_older_schema_are_told(settings: Settings) -> None:
    def set_schema(name: str) -> None:
        with sqlite3.connect(settings.data_dir / "rangkul.sqlite") as file:
            file.execute("UPDATE alembic_version SET version_num = ?", (name,))
        file.close()

    await asyncio.to_thread(set_schema, "9999")
    [line] = await found(settings, "schema")
    assert (line.state, "does not know" in line.what) == ("fail", True)
    await asyncio.to_thread(set_schema, "0001")
    [line] = await found(settings, "schema")
    assert (line.state, "back up first" in line.mend) == ("warn", True)


async def test_that_little_room_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    for free, state in ((1 << 20, "fail"), (100 << 20, "warn"), (1 << 40, "ok")):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: usage(0, 0, free))
        [line] = await found(settings, "disk")
        assert line.state == state


async def test_that_another_webhook_is_told(settings: Settings, telegram: LocalTelegram) -> None:
    await telegram.client.post(f"/bot{telegram.token}/setWebhook", json={"url": "http://127.0.0.1:9/other"})
    [line] = await found(settings, "webhook")
    assert line.state == "warn"


async def test_that_missing_rights_in_the_group_fail(settings: Settings, telegram: LocalTelegram) -> None:
    [line] = await found(settings, "staff group", staff_group_id=-100123)
    assert (line.state, line.what) == ("fail", "the bot is not in it")
    dewi = await telegram.person("Dewi")
    plain = await telegram.group(dewi, "Petugas", forum=True, supergroup=True, bot_admin=False)
    [line] = await found(settings, "staff group", staff_group_id=plain.id)
    assert (line.state, line.what) == ("fail", "the bot may not act as an admin")
    await plain.promote_bot(["can_delete_messages"])
    [line] = await found(settings, "staff group", staff_group_id=plain.id)
    assert (line.state, line.what) == ("fail", "the bot may not manage topics")
    [line] = await found(settings, "staff group", staff_group_id=None)
    assert line.state == "warn"


def test_that_an_owner_lacks_nothing_and_a_plain_group_needs_no_topics() -> None:
    assert lacking({"status": "creator"}, is_forum=True) == []
    assert lacking({"status": "administrator", "can_delete_messages": True}, is_forum=False) == []


async def test_that_a_wrong_clock_is_told(settings: Settings) -> None:
    [line] = await found(settings, "clock")
    assert line.state == "ok"
    [line] = await found(settings, "clock", now=lambda: datetime.now(UTC) + timedelta(minutes=2))
    assert line.state == "warn"
    assert int(line.what.split()[0]) in range(118, 130)


async def test_that_the_model_is_asked(settings: Settings) -> None:
    [line] = await found(settings, "model")
    assert (line.state, "by rules" in line.mend) == ("warn", True)
    server = Starlette(routes=[Route("/", lambda _: PlainTextResponse("here"))])
    async with serving(server) as port:
        [line] = await found(settings, "model", nlu_url=f"http://127.0.0.1:{port}")
    assert line.state == "ok"


async def test_that_the_agency_and_its_hotlines_are_looked_at(settings: Settings, tmp_path: Path) -> None:
    late = await found(settings, "agency", now=lambda: datetime(2040, 1, 1, tzinfo=UTC))
    assert any("hotline" in line.what and line.state == "warn" for line in late)
    assert any("made-up example" in line.what for line in late)
    text = await asyncio.to_thread(EXAMPLE_AGENCY.read_text, encoding="utf-8")
    bad = tmp_path / "agency.yml"
    await asyncio.to_thread(bad.write_text, text.replace("name:", "nmae:", 1), encoding="utf-8")
    wrong = await found(settings, "agency", agency_file=bad)
    assert {line.state for line in wrong} == {"fail"}
    assert "agency.yml" in wrong[0].what


async def _run(settings: Settings, *arguments: str, **more: str) -> tuple[int, str]:
    token = settings.bot_token
    assert token
    environment = {
        "PATH": "/usr/bin:/bin",
        "RANGKUL_DATA_DIR": str(settings.data_dir),
        "RANGKUL_BOT_API_URL": settings.bot_api_url,
        "RANGKUL_BOT_TOKEN": token.get_secret_value(),
        "RANGKUL_NLU_URL": NOBODY,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_that_the_command_ends_with_one_where_something_fails(settings: Settings) -> None:
    code, said = await _run(settings, "--json")
    lines = json.loads(said)
    assert code == 0
    assert {line["state"] for line in lines} == {"ok", "warn"}
    await asyncio.to_thread((settings.data_dir / "master.key").chmod, 0o644)
    code, said = await _run(settings)
    assert code == 1
    assert "fail  key: " in said
    assert "chmod 600" in said
    code, said = await _run(settings, RANGKUL_LISTEN="nowhere")
    assert code == 1
    assert said.startswith("error: RANGKUL_LISTEN: ")
