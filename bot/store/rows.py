"""All rows of a database as lines of JSON and back, whatever its kind and whichever schema it has.

Tables and columns are read from the database itself: a schema of another version passes through unchanged.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Table, func, select, text
from sqlalchemy.exc import SQLAlchemyError

AT_ONCE = 500
"""Rows in memory at a time."""
_SCHEMA = "alembic_version"


class RowsError(ValueError):
    """Lines that are not a whole database, or not one of this schema: one line that says so."""


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Those that others refer to first; without the one that holds the schema's revision."""
    found = MetaData()
    found.reflect(connection)
    return tuple(table for table in found.sorted_tables if table.name != _SCHEMA)


def is_empty(connection: Connection) -> bool:
    """No tables, or no rows in any."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in tables_of(connection))


def read_rows(connection: Connection) -> Iterator[str]:
    """A line that names a table, then its rows, table by table; the last line tells how many rows there were."""
    count, tables = 0, tables_of(connection)
    for table in tables:
        yield json.dumps({"table": table.name, "columns": [column.name for column in table.columns]})
        asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
        for row in connection.execute(asked):
            count += 1
            yield json.dumps([_shown(value) for value in row])
    yield json.dumps({"rows": count, "counters": _counters(connection, tables)})


def write_rows(connection: Connection, lines: Iterable[str]) -> int:
    """How many rows were written into the empty tables that are there. Raises RowsError."""
    known = {table.name: table for table in tables_of(connection)}
    writing, count = _Writing(connection), 0
    for line in lines:
        one = json.loads(line)
        if isinstance(one, list):
            count += 1
            writing.add([_value(value) for value in one])
        elif "table" in one:
            writing.begin(known.get(one["table"]), one)
        elif one.get("rows") == count:
            writing.flush()
            _count_on(connection, known.values(), one.get("counters", {}))
            return count
    raise RowsError("not a whole database: rows are missing at its end")


class _Writing:
    """Rows of one table after the other, some hundred at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._table: Table | None = None
        self._columns: list[str] = []
        self._held: list[dict[str, Any]] = []

    def begin(self, table: Table | None, told: dict[str, Any]) -> None:
        self.flush()
        if table is None or not {*told["columns"]} <= {*table.columns.keys()}:
            raise RowsError(f"the table {told['table']} is another one in the schema of these rows")
        self._table, self._columns = table, told["columns"]

    def add(self, values: list[Any]) -> None:
        self._held.append(dict(zip(self._columns, values, strict=True)))
        if len(self._held) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._held and self._table is not None:
            try:
                self._connection.execute(self._table.insert(), self._held)
            except SQLAlchemyError as error:
                raise RowsError(f"rows of {self._table.name} do not fit ({type(error).__name__})") from None
        self._held = []


def _counters(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """The highest id ever given, per table that counts: also ids of rows that are gone are never given again."""
    if connection.dialect.name == "sqlite":
        there = text("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'")
        if connection.execute(there).first() is None:
            return {}
        return {
            row.name: row.seq for row in connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        }
    found = {}
    for table in tables:
        if name := _sequence(connection, table):
            last = connection.execute(text(f"SELECT last_value, is_called FROM {name}")).one()  # noqa: S608 - names of our own, no words
            found[table.name] = last.last_value if last.is_called else 0
    return found


def _count_on(connection: Connection, tables: Iterable[Table], counters: dict[str, int]) -> None:
    """New rows get ids above the highest that was ever given."""
    for table in tables:
        highest = max(counters.get(table.name, 0), _highest(connection, table))
        if connection.dialect.name == "sqlite":
            # Tables that do not count there are not on that list, and nothing happens.
            changed = text("UPDATE sqlite_sequence SET seq = :highest WHERE name = :name")
            done = connection.execute(changed, {"highest": highest, "name": table.name})
            if done.rowcount == 0 and highest and table.dialect_options["sqlite"]["autoincrement"]:
                new = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :highest)")
                connection.execute(new, {"highest": highest, "name": table.name})
        elif highest and (name := _sequence(connection, table)):
            connection.execute(text("SELECT setval(:name, :highest)"), {"name": name, "highest": highest})


def _highest(connection: Connection, table: Table) -> int:
    key = _only_number(table)
    return 0 if key is None else int(connection.execute(select(func.max(key))).scalar() or 0)


def _sequence(connection: Connection, table: Table) -> str | None:
    key = _only_number(table)
    if key is None:
        return None
    asked = text("SELECT pg_get_serial_sequence(:table, :column)")
    name: str | None = connection.execute(asked, {"table": f'"{table.name}"', "column": key.name}).scalar()
    return name


def _only_number(table: Table) -> Column[Any] | None:
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 and isinstance(columns[0].type, Integer) else None


def _shown(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return {"t": aware.astimezone(UTC).isoformat()}
    return value


def _value(shown: Any) -> Any:
    if not isinstance(shown, dict):
        return shown
    return base64.b64decode(shown["b"]) if "b" in shown else datetime.fromisoformat(shown["t"])
