"""A new master key, and everything brought under it. A crash at any moment loses nothing: the same call goes on.

The steps: the new key goes into the key file, first and beside the old one; in one transaction the installation gets
new secrets and each look-up value is brought forward; then what is sealed is sealed again, some rows at a time. At each
of these moments the key file opens all that is there.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .database import WRITES
from .keyring import generations, read_keys, wrapped, write
from .seal import Generation, Key, Keys, SealError, lifted
from .tables import metadata

AT_ONCE = 200
SEALED_BY_INSTALLATION = (
    ("inbox", "payload"),
    ("outbox", "payload"),
    ("staff", "profile"),
    ("chats", "chat"),
    ("staff_groups", "chat"),
)
KEYED_VALUES = (
    ("applicants", "person_key"),
    ("chats", "chat_key"),
    ("relays", "chat_key"),
    ("relays", "source_key"),
    ("cases", "code_key"),
    ("case_cards", "chat_key"),
    ("case_cards", "title_key"),
    ("staff", "person_key"),
    ("staff_groups", "chat_key"),
    ("erasures", "person_key"),
    ("erasures", "receipt_key"),
    ("inbox", "lane"),
    ("outbox", "queue"),
    ("outbox", "chat_key"),
    ("outbox", "source_key"),
    ("outbox", "replaces"),
    ("outbox", "job"),
)
_VALUE = re.compile(r"[0-9a-f]{16,64}")
"""Names of queues and the like have the beginning of one in them."""


@dataclass(frozen=True)
class Rests:
    """How much still needs an older master key, or secrets from before the newest one."""

    data_keys: int = 0
    sealed: int = 0
    secrets: int = 0

    def __bool__(self) -> bool:
        return any((self.data_keys, self.sealed, self.secrets))

    def __str__(self) -> str:
        return f"{self.data_keys} data keys, {self.sealed} sealed rows, {self.secrets} secrets"


async def bring_forward(
    database: AsyncEngine, masters: Sequence[bytes], look_ups: Sequence[bytes], now: datetime
) -> Keys:
    """A database of before a rotation gets the look-ups of after it.

    Raises SealError where they do not go on from its own.
    """
    keys = await read_keys(database, masters)
    known = len(keys.look_ups)
    if tuple(look_ups[:known]) != keys.look_ups:
        raise SealError("keyring: the ledger of erasures goes on from other keys than this database")
    async with _writing(database) as connection:
        for look_up in look_ups[known:]:
            await _go_on(connection, masters, Generation.new(look_up), now)
    return await read_keys(database, masters)


async def make_secrets(database: AsyncEngine, masters: Sequence[bytes], now: datetime) -> None:
    """Once per rotation: new secrets, and every look-up value after them. All of it or nothing."""
    keys = Keys.derive(masters)
    async with _writing(database) as connection:
        there = await wrapped(connection)
        if not there or not all(keys.is_newest(one) for one in there):
            await _go_on(connection, masters, Generation.new(), now)


async def _go_on(
    connection: AsyncConnection, masters: Sequence[bytes], new: Generation, now: datetime
) -> None:
    every = await generations(connection, masters) or (Generation.of(masters[-1]),)
    await write(connection, Keys.derive(masters), (*every, new), now)
    for table, column in KEYED_VALUES:
        await _lift(connection, metadata.tables[table], column, new.look_up)


async def _lift(connection: AsyncConnection, table: Table, name: str, look_up: bytes) -> None:
    column, key = table.c[name], _key_of(table)
    change = update(table).where(key == bindparam("this")).values({name: bindparam("after")})
    async for rows in _batches(connection, table, column):
        changed = [
            {"this": one, "after": after}
            for one, value in rows
            if (after := _VALUE.sub(lambda found: _lifted(found[0], look_up), value)) != value
        ]
        if changed:
            await connection.execute(change, changed)


def _lifted(value: str, look_up: bytes) -> str:
    return lifted(value, (look_up,))[: len(value)]


async def seal_again(database: AsyncEngine, keys: Keys, *, at_once: int = AT_ONCE) -> None:
    """Everything under the newest keys; may be broken off and begun again."""
    await _change(database, "applicants", "data_key", at_once, lambda value: _rewrapped(keys, value))
    for table, column in SEALED_BY_INSTALLATION:
        place = f"{table}.{column}"
        await _change(
            database, table, column, at_once, lambda value, place=place: _resealed(keys, value, place)
        )


async def _change(database: AsyncEngine, name: str, column: str, at_once: int, anew: Any) -> None:
    """`anew` gives None for what may stay. A transaction per batch."""
    table = metadata.tables[name]
    key, after = _key_of(table), 0
    while True:
        async with _writing(database) as connection:
            some = select(key, table.c[column]).where(key > after).order_by(key).limit(at_once)
            rows = (await connection.execute(some)).all()
            for one, value in rows:
                if value is not None and (new := anew(value)) is not None:
                    await connection.execute(update(table).where(key == one).values({column: new}))
        if not rows:
            return
        after = rows[-1][0]


def _rewrapped(keys: Keys, value: bytes) -> bytes | None:
    return None if keys.is_newest(value) else keys.rewrap(value)


def _resealed(keys: Keys, value: bytes, place: str) -> bytes | None:
    """None also for what no key opens: it rests on none."""
    if _opens(keys.installation.keys[0], value, place):
        return None
    try:
        return keys.installation.seal(keys.installation.open(value, place), place)
    except SealError:
        return None


def _opens(key: Key, value: bytes, place: str) -> bool:
    try:
        key.open(value, place)
    except SealError:
        return False
    return True


async def drop_older(database: AsyncEngine, masters: Sequence[bytes], now: datetime) -> None:
    """Nothing is sealed with older secrets of the installation any more: they go."""
    async with _writing(database) as connection:
        *older, newest = await generations(connection, masters)
        every = (*(replace(one, installation=None) for one in older), newest)
        await write(connection, Keys.derive(masters), every, now)


async def rests(database: AsyncEngine, masters: Sequence[bytes]) -> Rests:
    """Counted over all rows."""
    keys = await read_keys(database, masters)
    async with database.connect() as connection:
        every = await generations(connection, masters)
        there = await wrapped(connection)
        secrets = sum(not keys.is_newest(one) for one in there) if there else 1
        older = sum(one.installation is not None for one in every[:-1])
        applicants = metadata.tables["applicants"]
        data_keys = 0
        async for rows in _batches(connection, applicants, applicants.c.data_key):
            data_keys += sum(not keys.is_newest(value) for _, value in rows)
        return Rests(data_keys, await _sealed_by_older(connection, keys), secrets + older)


async def _sealed_by_older(connection: AsyncConnection, keys: Keys) -> int:
    found = 0
    for name, column in SEALED_BY_INSTALLATION:
        table, place = metadata.tables[name], f"{name}.{column}"
        async for rows in _batches(connection, table, table.c[column]):
            found += sum(_resealed(keys, value, place) is not None for _, value in rows)
    return found


async def _batches(
    connection: AsyncConnection, table: Table, column: Column[Any]
) -> AsyncIterator[list[tuple[int, Any]]]:
    """(id, value), without empty values, some rows at a time."""
    key, after = _key_of(table), 0
    while True:
        some = select(key, column).where(key > after, column.is_not(None)).order_by(key).limit(AT_ONCE)
        rows = [(row[0], row[1]) for row in await connection.execute(some)]
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def _key_of(table: Table) -> Column[Any]:
    (key,) = table.primary_key.columns
    return key


def _writing(database: AsyncEngine) -> Any:
    return database.execution_options(**{WRITES: True}).begin()


def sealed_columns() -> frozenset[tuple[str, str]]:
    """All of the schema."""
    return frozenset(
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    )
