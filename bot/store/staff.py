"""Who works for the agency, and how they are invited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.situation.case import Role, Staff

from .cases import read_staff
from .tables import invitations, staff
from .unit import Unit


@dataclass(frozen=True)
class Member:
    """A row of the roster; `user` is their Telegram id, which is also their private chat with the bot."""

    staff: Staff
    user: int
    agency: str
    on_duty: bool


async def find(unit: Unit, user: int, agency: str) -> Member | None:
    """This agency's; what somebody is elsewhere counts nothing here. Without roles: they were staff once."""
    key = unit.keys.find("chat", user)
    return await _find(unit, (staff.c.person_key == key) & (staff.c.agency == agency))


async def by_id(unit: Unit, staff_id: int) -> Member | None:
    """Who is staff today."""
    member = await ever(unit, staff_id)
    return member if member and member.staff.roles else None


async def ever(unit: Unit, staff_id: int) -> Member | None:
    """Who is or was staff."""
    return await _find(unit, staff.c.id == staff_id)


async def bots(connection: AsyncConnection) -> tuple[int, ...]:
    """Those that have staff."""
    found = await connection.execute(select(staff.c.bot_id).distinct().order_by(staff.c.bot_id))
    return tuple(found.scalars())


async def everybody(unit: Unit, agency: str) -> tuple[Member, ...]:
    """Who is staff of this agency today, in the order in which they came."""
    mine = (staff.c.bot_id == unit.bot_id, staff.c.agency == agency, staff.c.roles != "")
    rows = (await unit.run(select(staff).where(*mine).order_by(staff.c.id))).all()
    return tuple(_member(unit, row) for row in rows)


async def still_has(unit: Unit, member: Member) -> bool:
    """Whether their roles are the same at this moment. Nobody takes them away before this transaction ends."""
    mine = (staff.c.bot_id == unit.bot_id, staff.c.id == member.staff.id)
    locked = select(staff.c.roles).where(*mine).with_for_update(read=True)
    roles = (await unit.run(locked)).scalar()
    return roles is not None and _roles(roles) == member.staff.roles


@dataclass(frozen=True)
class Ended:
    """`member` as they were; None where they were no staff, or are the `last_admin`.

    `named`: the settings name them too, and will make them staff again at the next start.
    """

    member: Member | None = None
    last_admin: bool = False
    named: bool = False


async def end(unit: Unit, staff_id: int, agency: str) -> Ended:
    """All their roles go. Two admins who leave at once are not two last ones: the rows are locked first."""
    mine = (staff.c.bot_id == unit.bot_id, staff.c.agency == agency, staff.c.roles != "")
    rows = (await unit.run(select(staff).where(*mine).order_by(staff.c.id).with_for_update())).all()
    row = next((one for one in rows if one.id == staff_id), None)
    if row is None:
        return Ended()
    admins = [one.id for one in rows if Role.ADMIN in _roles(one.roles)]
    if admins == [staff_id]:
        return Ended(last_admin=True)
    gone = {"roles": "", "invited": "", "on_duty": False}
    await unit.run(update(staff).where(staff.c.id == staff_id).values(gone))
    return Ended(_member(unit, row), named=_roles(row.roles) != _roles(row.invited))


async def _find(unit: Unit, condition: Any) -> Member | None:
    row = (await unit.run(select(staff).where(staff.c.bot_id == unit.bot_id, condition))).first()
    return _member(unit, row) if row else None


def _member(unit: Unit, row: Any) -> Member:
    user = json.loads(unit.keys.installation.open(row.profile, "staff.profile"))["user"]
    return Member(read_staff(unit, row.id, row.profile, row.roles), user, row.agency, row.on_duty)


async def enrol(
    unit: Unit, user: int, roles: Iterable[Role], agency: str, now: datetime, name: str = ""
) -> None:
    """A new member, or more roles for an old one: they keep them."""
    mine = (staff.c.bot_id == unit.bot_id, staff.c.agency == agency)
    key = unit.keys.find("chat", user)
    row = (await unit.run(select(staff).where(*mine, staff.c.person_key == key))).first()
    if row:
        more: dict[str, Any] = {
            column: _written({*_roles(getattr(row, column)), *roles}) for column in ("roles", "invited")
        }
        # Who comes back begins anew: on duty, and called as they are called today.
        if not row.roles:
            more |= {"on_duty": True, "joined_at": now, "profile": _profile(unit, user, name, "")}
        await unit.run(update(staff).where(staff.c.id == row.id).values(more))
    else:
        await _insert(unit, user, agency, now, name, roles=_written(roles), invited=_written(roles))


async def seed(
    unit: Unit, named: Mapping[int, Iterable[Role]], agency: str, now: datetime
) -> tuple[Member, ...]:
    """Those that the settings name have these roles, and nobody else has a role that only the settings gave.

    Gives those who are staff no longer.
    """
    wanted = {unit.keys.find("chat", user): (user, frozenset(roles)) for user, roles in named.items()}
    mine = (staff.c.bot_id == unit.bot_id, staff.c.agency == agency)
    over = []
    for row in (await unit.run(select(staff).where(*mine).order_by(staff.c.id).with_for_update())).all():
        _, roles = wanted.pop(row.person_key, (0, frozenset()))
        kept = _written({*_roles(row.invited), *roles})
        if kept != row.roles:
            await unit.run(update(staff).where(staff.c.id == row.id).values(roles=kept))
        if row.roles and not kept:
            over.append(_member(unit, row))
    for user, roles in wanted.values():
        await _insert(unit, user, agency, now, "", roles=_written(roles), invited="")
    return tuple(over)


def _roles(written: str) -> frozenset[Role]:
    return frozenset(Role(role) for role in written.split(",") if role)


def _written(roles: Iterable[Role]) -> str:
    return ",".join(sorted(frozenset(roles)))


async def _insert(
    unit: Unit, user: int, agency: str, now: datetime, name: str, *, roles: str, invited: str
) -> None:
    row = {
        "bot_id": unit.bot_id,
        "agency": agency,
        "person_key": unit.keys.find("chat", user),
        "profile": _profile(unit, user, name, ""),
        "roles": roles,
        "invited": invited,
        "on_duty": True,
        "joined_at": now,
    }
    await unit.run(staff.insert().values(row))


async def rename(unit: Unit, member: Member, name: str) -> None:
    """Their name as their own profile has it, where the agency has given none."""
    sealed = _profile(unit, member.user, name, member.staff.title)
    await unit.run(update(staff).where(staff.c.id == member.staff.id).values(profile=sealed))


def _profile(unit: Unit, user: int, name: str, title: str) -> bytes:
    known = json.dumps({"user": user, "name": name, "title": title})
    return unit.keys.installation.seal(known.encode(), "staff.profile")


async def set_duty(unit: Unit, staff_id: int, on_duty: bool) -> None:
    await unit.run(update(staff).where(staff.c.id == staff_id).values(on_duty=on_duty))


async def invite(unit: Unit, secret: str, role: Role, agency: str, expires_at: datetime) -> None:
    """Only the secret's hash is kept."""
    row = {"bot_id": unit.bot_id, "agency": agency, "role": role.value, "expires_at": expires_at}
    await unit.run(invitations.insert().values(secret_hash=_hash(secret), **row))


async def redeem(unit: Unit, secret: str, now: datetime) -> tuple[Role, str] | None:
    """Role and agency of an invitation that was unused until now; None for any other secret."""
    mine = (invitations.c.bot_id == unit.bot_id, invitations.c.secret_hash == _hash(secret))
    used = await unit.run(
        update(invitations)
        .where(*mine, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
        .values(used_at=now)
    )
    if used.rowcount != 1:
        return None
    row = (await unit.run(select(invitations).where(*mine))).one()
    return Role(row.role), row.agency


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
