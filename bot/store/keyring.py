"""The installation's secrets: before the first rotation they rest on the master key itself, later they lie in a table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .seal import Generation, Keys, SealError
from .tables import applicants, erasures, keyring

_SECRETS = "keyring.secrets"
_KEYED = 64


async def read_keys(database: AsyncEngine, masters: Sequence[bytes]) -> Keys:
    """`masters` as the key file has them. Raises SealError where they are not this database's."""
    async with database.connect() as connection:
        try:
            keys = Keys.derive(masters, await generations(connection, masters))
            for row in await connection.execute(select(applicants.c.data_key).limit(1)):
                keys.unwrap(row.data_key)
        except SealError:
            raise SealError(
                "the master key file does not open this database: put its own one in place, with all its lines"
            ) from None
    return keys


async def generations(connection: AsyncConnection, masters: Sequence[bytes]) -> tuple[Generation, ...]:
    """Oldest first; none before the first rotation. Raises SealError."""
    keys = Keys.derive(masters)
    found = await connection.execute(select(keyring.c.secrets).order_by(keyring.c.generation))
    return tuple(_read(keys.unwrapped(row.secrets, _SECRETS)) for row in found)


async def wrapped(connection: AsyncConnection) -> tuple[bytes, ...]:
    """The rows as they lie there, oldest first."""
    found = await connection.execute(select(keyring.c.secrets).order_by(keyring.c.generation))
    return tuple(row.secrets for row in found)


async def write(connection: AsyncConnection, keys: Keys, every: Sequence[Generation], now: datetime) -> None:
    """All of them, wrapped by the newest master key."""
    known = len(await wrapped(connection))
    for number, one in enumerate(every, 1):
        secrets = keys.wrap(_written(one), _SECRETS)
        if number <= known:
            same = keyring.c.generation == number
            await connection.execute(update(keyring).where(same).values(secrets=secrets))
        else:
            row = {"generation": number, "secrets": secrets, "made_at": now}
            await connection.execute(keyring.insert().values(row))


def _written(one: Generation) -> bytes:
    return json.dumps({name: value and value.hex() for name, value in asdict(one).items()}).encode()


def _read(secrets: bytes) -> Generation:
    return Generation(**{name: value and bytes.fromhex(value) for name, value in json.loads(secrets).items()})


async def key_receipts(connection: AsyncConnection, keys: Keys) -> None:
    """Receipts of before they were kept as keyed values."""
    readable = func.length(erasures.c.receipt_key) < _KEYED
    for row in (await connection.execute(select(erasures).where(readable))).all():
        keyed = keys.find("receipt", row.receipt_key)
        await connection.execute(update(erasures).where(erasures.c.id == row.id).values(receipt_key=keyed))
