"""`rangkul backup`, `restore` and `db`: the database as a whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.settings import Settings
from bot.store.backup import back_up, restore
from bot.store.backup_file import BackupError
from bot.store.database import open_database, sqlite_url
from bot.store.ledger import Ledger
from bot.store.migrate import SchemaError, check_known, downgrade, history, knows, upgrade
from bot.store.presence import alone, working
from bot.store.replaying import replay
from bot.store.seal import read_master_key

from .errors import CommandError
from .wiring import key_file, ledger_file

Tell = Callable[[str], None]
_NOTHING = "base"
_LOST = {
    "0002": "when letters were queued",
    "0003": "which consent each sharing rests on, and the guard that nothing is shared without one",
    "0004": "the chain of the audit log (its lines stay; whether one was removed cannot be told any more)",
    "0005": "receipts of erasures (they cannot be looked up any more), and the keys' generations",
}
"""What going below a schema takes away."""


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """As it is: nothing is made or upgraded."""
    database = open_database(settings.database_url or sqlite_url(settings.data_dir))
    try:
        yield database
    finally:
        await database.dispose()


def _masters(settings: Settings) -> tuple[bytes, ...]:
    """Never a new one: it would open nothing. Raises KeyFileError and CommandError."""
    path = key_file(settings)
    if not path.exists():
        raise CommandError(f"{path}: there is no master key; put the one of this installation there first")
    return read_master_key(path)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise CommandError(str(error)) from None


async def make_backup(settings: Settings, path: Path, tell: Tell) -> None:
    """While the bot runs, too. Raises CommandError, and like `open_store`."""
    masters = _masters(settings)
    async with _opened(settings) as database, working(database):
        with _plainly():
            schema = await back_up(database, masters, path, datetime.now(UTC))
    tell(f"{path}: everything of this moment, schema {schema}; it opens with the master key only")


async def restore_backup(settings: Settings, path: Path, tell: Tell) -> None:
    """Into an empty database; whoever the ledger names is erased again. Raises CommandError, and like `open_store`."""
    masters, ledger = _masters(settings), ledger_file(settings)
    # Read first: one that cannot be used restores nobody.
    named = Ledger(ledger).read()
    async with _opened(settings) as database, alone(database):
        with _plainly():
            header = await restore(database, masters, path)
        again = await replay(database, masters, ledger)
    tell(f"{path}: restored as of {header.made_at}; erased again since then: {again.erased}")
    if not named:
        tell(
            f"{ledger} names nobody: put the copy that was kept there, and the next start erases whom it names"
        )


async def upgrade_schema(settings: Settings, revision: str, tell: Tell) -> None:
    """Raises SchemaError and CommandError."""
    _must_know(revision, "head")
    async with _opened(settings) as database, alone(database):
        if revision < (present := await _present(database) or ""):
            raise CommandError(
                f"the database has schema {present}, which is newer: `db downgrade {revision}`"
            )
        await upgrade(database, revision)
        tell(f"the database has schema {await _present(database)}")


async def downgrade_schema(settings: Settings, revision: str, tell: Tell, *, sure: bool) -> None:
    """Raises SchemaError and CommandError; without `sure` always, saying what would be lost."""
    _must_know(revision, _NOTHING)
    async with _opened(settings) as database, alone(database):
        present = await _present(database)
        if revision > (present or "") and revision != _NOTHING:
            raise CommandError(
                f"the database has schema {present or 'none'}, which is older: `db upgrade {revision}`"
            )
        lost = _lost(present, revision)
        if not sure:
            raise CommandError(
                f"going to schema {revision} loses {lost}: make a backup, then say it again with --yes"
            )
        await downgrade(database, revision)
        tell(f"the database has schema {revision}; lost: {lost}")


def _must_know(revision: str, word: str) -> None:
    if revision != word and not knows(revision):
        every = ", ".join(name for name, _ in reversed(history()))
        raise CommandError(f"there is no schema {revision}; there are {every} and {word}")


def _lost(present: str | None, wanted: str) -> str:
    if wanted == _NOTHING:
        return "everything: all tables and all that is in them"
    gone = [lost for name, lost in _LOST.items() if wanted < name <= (present or "")]
    return "; ".join(gone) or "nothing"


async def _present(database: AsyncEngine) -> str | None:
    async with database.connect() as connection:
        return await connection.run_sync(check_known)


async def show_schema(settings: Settings, tell: Tell) -> None:
    """Raises SchemaError."""
    async with _opened(settings) as database:
        tell(await _present(database) or "none: the database is empty")


async def show_history(settings: Settings, tell: Tell) -> None:
    """Raises nothing for a database of another version: that is said."""
    async with _opened(settings) as database:
        try:
            here = await _present(database)
        except SchemaError as error:
            here = None
            tell(str(error))
    for name, what in history():
        tell(f"{'*' if name == here else ' '} {name}  {what}")
