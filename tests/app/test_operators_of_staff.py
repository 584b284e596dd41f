"""`rangkul audit` and `rangkul staff`, as an operator runs them beside a database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.app.auditing import show, verify
from bot.app.errors import CommandError
from bot.app.heads import Heads, heads_file, read_heads
from bot.app.inviting import invite
from bot.app.roster import list_staff, remove_staff
from bot.app.wiring import open_store
from bot.cli import cli
from bot.settings import Settings
from bot.situation.case import Role
from bot.store import audit, staff
from bot.store.database import WRITES
from bot.store.unit import Store

BOT = 7


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


async def _work(settings: Settings, acts: int = 3) -> None:
    """An agency of two; some acts; the head noted at the end."""
    async with open_store(settings) as (database, keys):
        store = Store(database, keys, BOT)
        async with store.unit() as unit:
            await staff.enrol(unit, 1, (Role.ADMIN,), "default", datetime.now(UTC), "Ratna")
            await staff.enrol(unit, 2, (Role.WORKER,), "default", datetime.now(UTC), "Dewi")
            for _ in range(acts):
                await audit.note_act(unit, datetime.now(UTC), "staff", "all", staff_id=2, case_id=41)
        stop = asyncio.Event()
        stop.set()
        await Heads(store, heads_file(settings)).work(stop)


async def _break(settings: Settings, *statements: str) -> None:
    drops = [f"DROP TRIGGER {name}" for name in ("audit_not_changed", "audit_not_deleted")]
    async with (
        open_store(settings) as (database, _),
        database.execution_options(**{WRITES: True}).begin() as connection,
    ):
        for statement in (*drops, *statements):
            await connection.execute(text(statement))


@pytest.mark.promise("audit-chain")
async def test_that_verify_says_what_is_whole_and_names_the_first_broken_line(settings: Settings) -> None:
    await _work(settings)
    told: list[str] = []
    await verify(settings, told.append, None)
    assert "whole, 4 lines, ends at line 4" in told[0]
    assert "1 noted heads agree" in told[0]
    await _break(settings, "UPDATE audit SET case_id = 42 WHERE seq = 3")
    with pytest.raises(CommandError, match="line 3 was changed"):
        await verify(settings, told.append, None)


@pytest.mark.promise("audit-chain")
async def test_that_an_end_cut_off_is_found_by_the_file_of_heads_or_by_the_logs(
    settings: Settings, tmp_path: Path
) -> None:
    await _work(settings)
    kept = tmp_path / "elsewhere.log"
    kept.write_text(f"2026-11-24 info audit_head {heads_file(settings).read_text()}")
    await _break(
        settings,
        "DELETE FROM audit WHERE seq > 2",
        "UPDATE audit_heads SET count = 2, link = (SELECT link FROM audit WHERE seq = 2)",
    )
    with pytest.raises(CommandError, match="line 4 was there"):
        await verify(settings, print, None)
    heads_file(settings).unlink()
    await verify(settings, lambda _: None, None)
    with pytest.raises(CommandError, match="line 4 was there"):
        await verify(settings, print, kept)
    with pytest.raises(CommandError, match="no such file"):
        await verify(settings, print, tmp_path / "nowhere")
    assert read_heads(tmp_path / "nowhere") == {}


async def test_that_an_unknown_case_is_said_in_one_line(settings: Settings) -> None:
    await _work(settings)
    with pytest.raises(CommandError, match="there is no case K7M-4PX"):
        await show(settings, print, "K7M-4PX")


@pytest.mark.promise("access-ends-at-once")
async def test_that_an_operator_lists_and_removes_staff_but_for_the_last_admin(settings: Settings) -> None:
    await _work(settings)
    told: list[str] = []
    await list_staff(settings, told.append, "default")
    assert told == ["1  Ratna  admin", "2  Dewi  worker"]
    await remove_staff(settings, told.append, 2, "default")
    assert "2 is not staff any more" in told[2]
    for number, why in ((2, "nobody on the list"), (1, "only admin"), (9, "nobody on the list")):
        with pytest.raises(CommandError, match=why):
            await remove_staff(settings, told.append, number, "default")
    await verify(settings, told.append, None)


@pytest.mark.promise("invitations-once")
@pytest.mark.parametrize("role", [Role.APPLICANT, Role.PARTICIPANT])
async def test_that_nobody_is_invited_to_be_an_applicant(settings: Settings, role: Role) -> None:
    with pytest.raises(CommandError, match="nobody is invited to that"):
        await invite(settings, role)


def test_that_the_commands_are_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANGKUL_DATA_DIR", str(settings.data_dir))
    asyncio.run(_work(settings))
    runner = CliRunner()
    assert "whole, 4 lines" in runner.invoke(cli, ["audit", "verify"]).output
    assert "2  Dewi  worker" in runner.invoke(cli, ["staff", "list"]).output
    failed = runner.invoke(cli, ["audit", "show", "--case", "k7m-4px"])
    assert failed.exit_code == 1
    assert "there is no case K7M-4PX" in failed.output
