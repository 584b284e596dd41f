"""The ledger of erasures and the database are brought together: at every start, and after a backup was restored.

Whoever the ledger names and the database does not, was erased after the state of this database: they are erased again.
What the database knows and the ledger does not (a crash came between) is entered into the ledger. With PostgreSQL and
several replicas each one keeps a ledger of its own, and each enters what the others erased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from .forgetting import forget
from .keyring import key_receipts, read_keys
from .ledger import Erased, Ledger, Line, look_ups_of
from .ledger_entries import as_here, enter, erased_of
from .rotation import bring_forward
from .seal import Keys
from .tables import erasures
from .unit import Store

KEPT = timedelta(days=5 * 365)
"""Longer than any backup may be kept: older lines are not replayed, and are removed."""


@dataclass(frozen=True)
class Replayed:
    """The keys that fit the database now, and how many people were erased again."""

    keys: Keys
    erased: int


async def replay(
    database: AsyncEngine, masters: Sequence[bytes], ledger: Path, now: datetime | None = None
) -> Replayed:
    """After the tables have this version's schema, and before anybody works with the database.

    `ledger`: the file, which may not be there yet. Raises LedgerError and SealError, each in one line.
    """
    now = now or datetime.now(UTC)
    book = Ledger(ledger)
    lines = book.read()
    keys = await read_keys(database, masters)
    newer = _newest(lines, keys)
    if newer != keys.look_ups:
        keys = await bring_forward(database, masters, newer, now)
    async with Store(database, keys, 0).unit() as unit:
        await key_receipts(unit.connection, keys)
    missing = await _missing(database, keys, lines, now)
    erased = [await _again(Store(database, keys, line.bot), line) for line in missing]
    await enter(database, keys, ledger)
    if missing or await _just_now(database, now):
        await Store(database, keys, 0).scrub()
    return Replayed(keys, sum(erased))


def _newest(lines: Sequence[Line], keys: Keys) -> tuple[bytes, ...]:
    """The look-ups that the ledger goes on from, where the database is older than a rotation."""
    known = look_ups_of(lines, keys)
    return max(
        (known[line.chain] for line in erased_of(lines) if line.chain in known), key=len, default=()
    ) or (keys.look_ups)


async def _missing(
    database: AsyncEngine, keys: Keys, lines: Sequence[Line], now: datetime
) -> tuple[Erased, ...]:
    async with database.connect() as connection:
        done = {row.receipt_key for row in await connection.execute(select(erasures.c.receipt_key))}
    oldest = (now - KEPT).astimezone(UTC).isoformat()
    every = {line.receipt: line for line in as_here(lines, keys) if line.at >= oldest}
    return tuple(line for receipt, line in every.items() if receipt not in done)


async def _just_now(database: AsyncEngine, now: datetime) -> bool:
    """A crash may have come between an erasure and what follows it."""
    recent = select(erasures.c.id).where(erasures.c.at >= now - timedelta(days=1)).limit(1)
    async with database.connect() as connection:
        return (await connection.execute(recent)).first() is not None


async def _again(store: Store, line: Erased) -> bool:
    """True where they were there."""
    async with store.unit() as unit:
        found = await forget(unit, line.person, datetime.fromisoformat(line.at))
        row = {"bot_id": line.bot, "receipt_key": line.receipt, "person_key": line.person}
        await unit.run(unit.insert_new(erasures).values(**row, at=datetime.fromisoformat(line.at)))
    return found
