"""`rangkul breach`: the list that a notification of a breach needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from bot.settings import Settings
from bot.store.audit import note_act
from bot.store.breach import Affected, Found, Scope, affected, knows_staff
from bot.store.retention import bots_of
from bot.store.unit import Store
from bot.texts.csv_cells import csv_text

from .errors import CommandError
from .wiring import open_store

HEAD = ("bot", "person", "seen", "contact", "held_from", "held_until", "kinds", "fields", "specific")


def moment(written: str, zone: str = "UTC") -> datetime:
    """A day or a time, ISO 8601, in UTC where it names no zone. Raises CommandError."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise CommandError(
            f"'{written}' is no time: write 2026-11-02 or 2026-11-02T14:30+07:00 ({zone} where no zone is named)"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def scope_of(since: str, until: str, *, staff: int | None, case: str | None, everybody: bool) -> Scope:
    """Raises CommandError."""
    if sum((staff is not None, case is not None, everybody)) != 1:
        raise CommandError("say whose data: one of --staff ID, --case CODE, --all")
    scope = Scope(moment(since), moment(until), staff, case.strip().upper() if case else None)
    if scope.since >= scope.until:
        raise CommandError("--since must be before --until")
    return scope


async def list_affected(
    settings: Settings, scope: Scope, tell: Callable[[str], None], csv: Path | None = None
) -> None:
    """As text, and into a file for a spreadsheet; that it was asked goes into the audit log. Raises CommandError."""
    rows: list[tuple[str, ...]] = []
    known = scope.staff is None
    async with open_store(settings) as (database, keys):
        for bot in await bots_of(database):
            async with Store(database, keys, bot).unit() as unit:
                known = known or await knows_staff(unit, scope.staff or 0)
                found = await affected(unit, scope)
                await note_act(unit, datetime.now(UTC), "operator", f"breach_list {len(found.people)}")
            for line in told(found, bot):
                tell(line)
            rows += [cells(bot, one) for one in found.people]
    if not known:
        raise CommandError(f"--staff {scope.staff}: there is no such member of the staff, and never was")
    if csv:
        _write(csv, csv_text(HEAD, rows))
        tell(f"{csv}: {len(rows)} lines")


def told(found: Found, bot: int) -> Iterable[str]:
    yield f"bot {bot}: {len(found.people)} people affected"
    for one in found.people:
        held = ", ".join((*one.kinds, *one.fields))
        specific = f"; specific: {', '.join(one.specific)}" if one.specific else ""
        yield f"  {one.person}  {one.seen}  {one.contact}  held {_span(one)}: {held}{specific}"
    if found.erased_since:
        yield f"  and {found.erased_since} who were erased since: nobody can say who they were"


def _span(one: Affected) -> str:
    return f"{one.first:%Y-%m-%d} to {one.last:%Y-%m-%d}"


def cells(bot: int, one: Affected) -> tuple[str, ...]:
    kinds, fields, specific = (" ".join(names) for names in (one.kinds, one.fields, one.specific))
    first, last = one.first.isoformat(), one.last.isoformat()
    return (str(bot), one.person, one.seen, one.contact, first, last, kinds, fields, specific)


def _write(path: Path, text: str) -> None:
    try:
        path.touch(mode=0o600, exist_ok=False)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise CommandError(f"{path}: cannot be written ({error.strerror}); name a new file") from None
