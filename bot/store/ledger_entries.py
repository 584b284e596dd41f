"""What is entered into the ledger of erasures, and what its lines mean under the present keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from .ledger import Chain, Erased, Ledger, LedgerError, Line, look_ups_of
from .seal import Keys, lifted
from .tables import erasures


async def enter(database: AsyncEngine, keys: Keys, ledger: Path) -> int:
    """Erasures that the ledger lacks are on the disk when this returns; how many. Raises LedgerError and OSError.

    To be called before a database is replaced by a backup, too.
    """
    book = Ledger(ledger)
    lines = book.read()
    known = {line.receipt for line in as_here(lines, keys)}
    async with database.connect() as connection:
        found = (await connection.execute(select(erasures).order_by(erasures.c.id))).all()
    fresh = [
        Erased(row.bot_id, keys.chain, row.person_key, row.receipt_key, row.at.isoformat())
        for row in found
        if row.receipt_key not in known
    ]
    await asyncio.to_thread(book.append, [*chains(lines, keys, fresh), *fresh])
    return len(fresh)


def chains(lines: Sequence[Line], keys: Keys, fresh: Sequence[Erased]) -> tuple[Chain, ...]:
    """A line of a chain comes with its secrets, wrapped by the newest master key."""
    openable = {line.chain for line in lines if isinstance(line, Chain) and keys.is_newest(line.wrapped)}
    needed = bool(fresh) or any(isinstance(line, Erased) for line in lines)
    return (Chain.of(keys),) if needed and keys.chain not in openable else ()


def erased_of(lines: Iterable[Line]) -> tuple[Erased, ...]:
    return tuple(line for line in lines if isinstance(line, Erased))


def as_here(lines: Sequence[Line], keys: Keys) -> tuple[Erased, ...]:
    """The ledger's values as this database has them."""
    known = look_ups_of(lines, keys)
    return tuple(_as_here(line, known, keys) for line in erased_of(lines))


def _as_here(line: Erased, known: dict[str, tuple[bytes, ...]], keys: Keys) -> Erased:
    before = known.get(line.chain, ())
    rest = keys.look_ups[len(before) :]
    if not before or keys.look_ups[: len(before)] != before:
        raise LedgerError(
            "the ledger of erasures was written with another key: put the key file of that time, with all its lines, "
            "in place, so that nobody who was erased comes back"
        )
    return replace(
        line, chain=keys.chain, person=lifted(line.person, rest), receipt=lifted(line.receipt, rest)
    )
