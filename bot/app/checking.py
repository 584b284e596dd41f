"""`rangkul check`: each part of an installation, in a line that says how to mend it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.error import TelegramError

from bot.channel.client import Client, RefusedError, connected
from bot.publishing.agency_file import EXAMPLE_AGENCY, advice, check_agency, load_agency
from bot.settings import Settings
from bot.store.database import WRITES, open_database, sqlite_url
from bot.store.keyring import read_keys
from bot.store.migrate import SchemaError, check_known, history
from bot.store.seal import KeyFileError, Keys, SealError, read_master_key
from bot.store.tables import applicants, staff_groups
from bot.understanding.nlu_process import NluProject

from .mind import root
from .wiring import key_file

State = Literal["ok", "warn", "fail"]
LITTLE, TOO_LITTLE = 500 << 20, 32 << 20
"""Bytes on the disk of the data."""
LATE_SECONDS = 30
ANSWER_SECONDS = 10.0


@dataclass(frozen=True)
class Line:
    """`mend`: what to do, where something is to be done."""

    item: str
    state: State
    what: str
    mend: str = ""


@dataclass
class Checkup:
    """`now` gives the time by this machine's clock."""

    settings: Settings
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    group: int | None = None
    """The staff group, where one is bound."""

    async def lines(self) -> list[Line]:
        """In order; nothing is made, sent or changed. Raises nothing."""
        found = [self._token(), self._key(), *await self._database(), self._disk()]
        found += await self._telegram()
        return [*found, await self._model(), *self._agency()]

    def _token(self) -> Line:
        if self.settings.bot_token is None:
            return Line("settings", "fail", "RANGKUL_BOT_TOKEN is not set", "ask @BotFather for a token")
        return Line("settings", "ok", "all can be read")

    def _key(self) -> Line:
        path = key_file(self.settings)
        if not path.exists():
            return Line(
                "key", "warn", f"{path} is not there", "a new installation makes it; an old one needs its own"
            )
        try:
            read_master_key(path)
        except KeyFileError as error:
            return Line("key", "fail", str(error), "bring the key of this installation back")
        if path.stat().st_mode & 0o077:
            return Line("key", "fail", f"{path} can be read by others", f"chmod 600 {path}")
        return Line("key", "ok", f"{path}: readable by its owner only")

    async def _database(self) -> list[Line]:
        settings = self.settings
        if not settings.database_url and not (settings.data_dir / "rangkul.sqlite").exists():
            return [Line("database", "ok", "not there yet: the first start makes it")]
        database = open_database(settings.database_url or sqlite_url(settings.data_dir))
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return [
                    await self._schema(database),
                    await self._writable(database),
                    await self._fits(database),
                ]
        except (DBAPIError, OSError, TimeoutError) as error:
            why = type(getattr(error, "orig", error)).__name__
            mend = "start it, or correct RANGKUL_DATABASE_URL; if another program holds it, end that"
            return [Line("database", "fail", f"cannot be reached, read or written ({why})", mend)]
        finally:
            await database.dispose()

    async def _schema(self, database: AsyncEngine) -> Line:
        try:
            async with database.connect() as connection:
                has = await connection.run_sync(check_known)
        except SchemaError as error:
            return Line("schema", "fail", str(error), "install the version that made it, or a newer one")
        newest = history()[0][0]
        if has is None or has == newest:
            return Line("schema", "ok", f"schema {has}" if has else "empty: the first start makes the tables")
        return Line(
            "schema",
            "warn",
            f"schema {has}, {newest} is the newest",
            "the next start upgrades; back up first",
        )

    async def _writable(self, database: AsyncEngine) -> Line:
        """A table is made and taken back."""
        async with database.execution_options(**{WRITES: True}).connect() as connection:
            await connection.execute(text("CREATE TABLE rangkul_check (id INTEGER)"))
            await connection.rollback()
        return Line("database", "ok", "reachable and writable")

    async def _fits(self, database: AsyncEngine) -> Line:
        """The key opens what is there."""
        try:
            masters = read_master_key(key_file(self.settings)) if key_file(self.settings).exists() else ()
            if not masters:
                return await self._without_key(database)
            await self._open(database, masters)
        except (KeyFileError, SealError):
            return Line(
                "key and database", "fail", "this key does not open this database", "bring back its own key"
            )
        except DBAPIError:
            # Tables of an older schema, or none.
            return Line("key and database", "ok", "nothing to compare yet")
        return Line("key and database", "ok", "the key opens the database")

    async def _without_key(self, database: AsyncEngine) -> Line:
        async with database.connect() as connection:
            if (await connection.execute(select(applicants.c.id).limit(1))).first() is None:
                return Line("key and database", "ok", "nobody is in it yet")
        return Line(
            "key and database", "fail", "people are in it, and no key is there", "bring back its own key"
        )

    async def _open(self, database: AsyncEngine, masters: tuple[bytes, ...]) -> None:
        keys = await read_keys(database, masters)

        def look(connection: Connection) -> None:
            data_key = connection.execute(select(applicants.c.data_key).limit(1)).scalar()
            if data_key:
                keys.unwrap(data_key)
            self.group = self.group or _bound(connection, keys)

        async with database.connect() as connection:
            await connection.run_sync(look)

    def _disk(self) -> Line:
        wanted = self.settings.data_dir.absolute()
        folder = next(one for one in (wanted, *wanted.parents) if one.exists())
        free = shutil.disk_usage(folder).free
        what = f"{free >> 20} MB free for {folder}"
        if free < TOO_LITTLE:
            return Line("disk", "fail", what, "make room: nothing can be accepted any more")
        return Line("disk", "warn" if free < LITTLE else "ok", what, "make room" if free < LITTLE else "")

    async def _telegram(self) -> list[Line]:
        token = self.settings.bot_token
        if token is None:
            return []
        async with connected(token.get_secret_value(), self.settings.bot_api_url) as telegram:
            try:
                me = await telegram.ask("getMe")
                found = [
                    Line("bot", "ok", f"Telegram knows it as @{me['username']}"),
                    await self._webhook(telegram),
                ]
                return [*found, await self._group(telegram, me["id"]), await self._clock()]
            except RefusedError as refusal:
                mend = "copy the token from @BotFather again"
                return [Line("bot", "fail", f"Telegram refuses the token ({refusal.status})", mend)]
            except TelegramError:
                mend = "is the network up, and RANGKUL_BOT_API_URL right?"
                return [Line("bot", "fail", "Telegram does not answer", mend)]

    async def _webhook(self, telegram: Client) -> Line:
        told = await telegram.ask("getWebhookInfo")
        wanted, there = self.settings.webhook_url or "", told.get("url", "")
        if there and told.get("last_error_message"):
            return Line(
                "webhook",
                "warn",
                "Telegram could not bring its last update",
                "can the address be reached from outside?",
            )
        if there == wanted:
            return Line("webhook", "ok", "as the settings say" if wanted else "none, as for long polling")
        mend = "the next start sets it right; is another installation using the same token?"
        return Line("webhook", "warn", "Telegram has another webhook than the settings", mend)

    async def _group(self, telegram: Client, me: int) -> Line:
        group = self.settings.staff_group_id or self.group
        if group is None:
            return Line(
                "staff group",
                "warn",
                "none is bound",
                "add the bot to a group as admin, write /hubungkan there",
            )
        try:
            chat = await telegram.ask("getChat", {"chat_id": group})
            member = await telegram.ask("getChatMember", {"chat_id": group, "user_id": me})
        except RefusedError:
            return Line(
                "staff group", "fail", "the bot is not in it", "add it again as admin, write /hubungkan there"
            )
        missing = lacking(member, is_forum=bool(chat.get("is_forum")))
        if missing:
            return Line(
                "staff group",
                "fail",
                f"the bot may not {' nor '.join(missing)}",
                "make it an admin with these rights",
            )
        return Line("staff group", "ok", "the bot is an admin with the rights that it needs")

    async def _clock(self) -> Line:
        async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as http:
            try:
                answer = await http.get(self.settings.bot_api_url)
                there = parsedate_to_datetime(answer.headers["Date"])
            except (httpx.HTTPError, KeyError, ValueError):
                return Line(
                    "clock", "warn", "Telegram tells no time to compare with", "compare it with another clock"
                )
        apart = abs((self.now() - there).total_seconds())
        if apart > LATE_SECONDS:
            return Line(
                "clock",
                "warn",
                f"{apart:.0f} s from Telegram's",
                "let the system keep the time (systemd-timesyncd)",
            )
        return Line("clock", "ok", f"less than {LATE_SECONDS} s from Telegram's")

    async def _model(self) -> Line:
        rules = "until then people are understood by rules alone"
        if url := self.settings.nlu_url:
            async with httpx.AsyncClient(timeout=ANSWER_SECONDS, trust_env=False) as http:
                try:
                    (await http.get(f"{url.rstrip('/')}/")).raise_for_status()
                except (httpx.HTTPError, httpx.InvalidURL):
                    return Line("model", "warn", "nobody answers at RANGKUL_NLU_URL", f"start it; {rules}")
            return Line("model", "ok", "the model server answers")
        if not NluProject.at(root()).python.exists():
            return Line(
                "model", "warn", "the model server is not installed", f"`python3 -m bot train`; {rules}"
            )
        if not list((root() / "nlu_data" / "models").glob("*.tar.gz")):
            return Line(
                "model",
                "warn",
                "no model is there",
                f"`python3 -m bot train`, or wait at the first start; {rules}",
            )
        return Line("model", "ok", "one is there; the bot starts it")

    def _agency(self) -> list[Line]:
        path = self.settings.agency_file or EXAMPLE_AGENCY
        if problems := check_agency(path):
            return [Line("agency", "fail", problem, "correct that line") for problem in problems]
        mend = "correct it in the agency's files, then say when it was looked at"
        found = [Line("agency", "warn", one, mend) for one in advice(load_agency(path), self.now().date())]
        if path == EXAMPLE_AGENCY:
            found.append(Line("agency", "warn", "it is the made-up example", "set RANGKUL_AGENCY_FILE"))
        return found or [Line("agency", "ok", "in order")]


def _bound(connection: Connection, keys: Keys) -> int | None:
    chat = connection.execute(select(staff_groups.c.chat).limit(1)).scalar()
    return int(keys.installation.open(chat, "staff_groups.chat")) if chat else None


def lacking(member: dict[str, Any], *, is_forum: bool) -> list[str]:
    """What the bot may not do in the group and should."""
    if member.get("status") == "creator":
        return []
    if member.get("status") != "administrator":
        return ["act as an admin"]
    needed = {"can_delete_messages": "delete messages"}
    if is_forum:
        needed["can_manage_topics"] = "manage topics"
    return [words for right, words in needed.items() if not member.get(right)]
