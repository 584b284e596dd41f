"""What is asked often reads what is open, however much was said and done before: as SQLite itself tells its plan."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.store import mail, post
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.letter import Letter
from bot.store.seal import Keys
from bot.store.unit import Store, Unit

NOW = datetime(2026, 11, 24, tzinfo=UTC)


async def _edit(unit: Unit) -> None:
    letter = Letter("editMessageText", {"chat_id": -1}, "harmless", "card:1", "g", wordless=True)
    await post.add(unit, [letter, Letter(**{**vars(letter), "replaces": "edit:1"})], NOW)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda unit: post.heads(unit, NOW, ["q"], 64), "ix_outbox_open"),
        (lambda unit: post.is_waiting(unit, NOW, ["q"]), "ix_outbox_open"),
        (lambda unit: post.next_due(unit, NOW), "ix_outbox_open"),
        (post.interrupted, "ix_outbox_open"),
        (_edit, "ix_outbox_open"),
        (lambda unit: mail.waits(unit, NOW), "ix_inbox_open"),
        (lambda unit: mail.overdue_lanes(unit, NOW, 10), "ix_inbox_open"),
        (lambda unit: mail.due(unit, "lane", NOW, 10), "ix_inbox_open"),
        (lambda unit: mail.ahead(unit, "lane", 5, 10), "ix_inbox_open"),
        (lambda unit: mail.accept(unit, 1, "lane", {}, NOW), "ix_inbox_open"),
    ],
)
async def test_that_what_is_open_is_found_by_its_index(
    tmp_path: Path, ask: Callable[[Unit], Awaitable[Any]], index: str
) -> None:
    database = open_database(sqlite_url(tmp_path))
    await create_tables(database)
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    async with Store(database, Keys.derive(b"m" * 32), 7).unit() as unit:
        event.listen(database.sync_engine, "before_cursor_execute", hear)
        await ask(unit)
        event.remove(database.sync_engine, "before_cursor_execute", hear)
        plan = ""
        for statement, values in asked:
            if not statement.startswith("INSERT"):
                told = await unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                plan += " ".join(str(tuple(row)[-1]) for row in told)
    await database.dispose()
    assert f"USING INDEX {index}" in plan or f"USING COVERING INDEX {index}" in plan
    assert "SCAN" not in plan
