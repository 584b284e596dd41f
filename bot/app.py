"""The composition root: the only file that knows every concrete part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from telegram.error import TelegramError

from bot.bootstrap.layout import here
from bot.casework.code import new_code
from bot.casework.open_case import open_case, withdraw_case
from bot.casework.staff_turn import take_staff_turn
from bot.channel.callback import Callbacks
from bot.channel.client import Client, RefusedError, connected
from bot.channel.publish import publish
from bot.channel.read import ReadUpdate
from bot.channel.receive import ChannelError, poll
from bot.channel.render import TelegramRender
from bot.channel.send import Send
from bot.channel.staff_render import TelegramStaffRender
from bot.demo.page.serve import serve_demo
from bot.demo.telegram.local import LocalTelegram, local_telegram
from bot.directory.agency import Agency
from bot.engagement.turn import take_turn
from bot.engagement.typed import expected_answer
from bot.engine.engine import Engine
from bot.engine.person_turn import INVITATION
from bot.engine.ports import Ports
from bot.publishing.agency_file import EXAMPLE_AGENCY, load_agency
from bot.settings import Settings
from bot.situation.case import Case, Role
from bot.situation.frame import Frame
from bot.situation.lines import value_text
from bot.situation.reading import Reading
from bot.situation.speech import Text
from bot.situation.turn import Heard, StaffHeard, StaffTurn, Surroundings, Turn
from bot.store import people, staff
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.seal import Keys, read_master_key
from bot.store.unit import Store
from bot.texts.catalogue import Catalogue
from bot.understanding.feelings import Feelings
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.keyword_rules import KeywordRules
from bot.understanding.language import Languages
from bot.understanding.medical import MedicalNet
from bot.understanding.nlu_process import NluProcess, NluProject, NluState
from bot.understanding.normalise import Normaliser
from bot.understanding.rasa import RasaClient
from bot.understanding.safety import SafetyNet
from bot.understanding.understand import Model, Thresholds, Understanding


def root() -> Path:
    """The checkout that this program runs from."""
    return here().root


CLEAR_WORDS = 3
"""Small words of a language in one message; below it the conversation's language stays."""


@dataclass(frozen=True)
class Mind:
    """Everything that a conversation needs besides storage and a channel."""

    understanding: Understanding
    agency: Agency
    catalogue: Catalogue
    languages: Languages

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        """Read words against the frame's open question. Never raises for any text."""
        expected = expected_answer(frame, lambda label: self.catalogue.plain(label, frame.language))
        reading = await self.understanding.read(text, at, expected)
        clear = max(self.languages.count(text).values(), default=0.0) >= CLEAR_WORDS
        return reading if clear else reading.model_copy(update={"language": frame.language})

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        return take_turn(frame, heard, around, self.agency)


@dataclass(frozen=True)
class Casework:
    """The staff's side, with the agency it works for."""

    agency: Agency

    def take_staff_turn(self, heard: StaffHeard, now: datetime, queue: tuple[Case, ...]) -> StaffTurn:
        return take_staff_turn(heard, now, self.agency, queue)

    def withdraw_case(self, frame: Frame, case: Case, now: datetime) -> StaffTurn:
        return withdraw_case(frame, case, self.agency, now)

    def open_case(
        self,
        frame: Frame,
        case: Case,
        now: datetime,
        *,
        alarm: bool,
        refresh: bool,
    ) -> StaffTurn:
        return open_case(frame, case, self.agency, now, alarm, refresh)


def build_understanding(model: Model | None) -> Understanding:
    """The parsers, nets and rules, with the model server where there is one."""
    lexicon = root() / "nlu_data" / "lexicon"
    normaliser = Normaliser.load(lexicon)
    medical, feelings = MedicalNet.load(lexicon), Feelings.load(lexicon)

    def feeling(text: str) -> str | None:
        found = feelings.feeling(text)
        return found.name if found else None

    return Understanding(
        gazetteer=Gazetteer.load(),
        rules=KeywordRules.load(lexicon / "keywords.yml", lambda text: normaliser.normalise(text).text),
        safety=SafetyNet.load(lexicon).assess,
        is_medical=lambda text: medical.assess(text) is not None,
        language=Languages.load(lexicon).detect,
        feeling=feeling,
        model=model,
        thresholds=Thresholds(sure=_fitted_threshold()),
    )


def _fitted_threshold() -> float:
    """Of the evaluation: the one place where it stands."""
    fitted = yaml.safe_load((root() / "nlu_data" / "thresholds.yml").read_text(encoding="utf-8"))
    return float(fitted["act"])


def build_mind(model: Model | None, agency_file: Path = EXAMPLE_AGENCY) -> Mind:
    languages = Languages.load(root() / "nlu_data" / "lexicon")
    return Mind(build_understanding(model), load_agency(agency_file), Catalogue.load(), languages)


@asynccontextmanager
async def model_client(nlu_url: str | None, *, wait: bool) -> AsyncIterator[RasaClient | None]:
    """A client of the server at `nlu_url`, else of our own server, started here.

    With `wait`, yields None where no model can be had; without, answers come by rules until it is there.
    """
    if nlu_url:
        async with _closing(RasaClient.open(lambda: nlu_url)) as client:
            yield client
        return
    async with (
        NluProcess(NluProject.at(root())) as process,
        _closing(RasaClient.open(lambda: process.url)) as client,
    ):
        if (
            wait
            and await process.wait_until(NluState.READY, NluState.MISSING, NluState.WAITING)
            is not NluState.READY
        ):
            yield None
        else:
            yield client


@asynccontextmanager
async def _closing(client: RasaClient) -> AsyncIterator[RasaClient]:
    try:
        yield client
    finally:
        await client.close()


class StartError(Exception):
    """The bot cannot start: one line that says what, where and how to mend it."""


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, Keys]]:
    """The database with its tables, and the keys. Raises KeyFileError."""
    key_file = settings.master_key_file or settings.data_dir / "master.key"
    keys = Keys.derive(read_master_key(key_file))
    database = open_database(settings.database_url or sqlite_url(settings.data_dir))
    try:
        await create_tables(database)
        yield database, keys
    finally:
        await database.dispose()


def ports(telegram: Client, me: Me, mind: Mind, keys: Keys, clock: Callable[[], datetime]) -> Ports:
    """What the engine of the bot `me` needs of the others."""
    callbacks = Callbacks(keys.buttons)
    return Ports(
        read=ReadUpdate(me.username, callbacks, clock),
        mind=mind,
        render=TelegramRender(mind.catalogue, callbacks),
        transport=Send(telegram),
        clock=clock,
        new_code=lambda: new_code(SystemRandom()),
        bot_id=me.id,
        casework=Casework(mind.agency),
        zone=mind.agency.settings.time_zone.tz,
        staff_render=TelegramStaffRender(mind.catalogue, callbacks),
    )


@dataclass(frozen=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


async def who_am_i(telegram: Client) -> Me:
    """Raises StartError with the way to mend it."""
    try:
        account = await telegram.ask("getMe")
    except RefusedError as refusal:
        raise StartError(
            f"RANGKUL_BOT_TOKEN: Telegram refuses it ({refusal}); ask @BotFather for one"
        ) from None
    except TelegramError:
        raise StartError(
            "RANGKUL_BOT_API_URL: nobody answers there; is the address right and the network up?"
        ) from None
    return Me(int(account["id"]), str(account["username"]))


async def serve(settings: Settings, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Serve Telegram by long polling until `stop` is set; what was accepted by then is kept.

    Raises StartError, KeyFileError, SchemaError and AgencyFileError with one clear line each.
    """
    if settings.webhook_url:
        raise StartError(
            "RANGKUL_WEBHOOK_URL: webhooks are not built yet; leave it unset, the bot then asks Telegram itself"
        )
    if settings.bot_token is None:
        raise StartError(
            "RANGKUL_BOT_TOKEN is not set: ask @BotFather for a token, or try `python3 -m bot demo`"
        )
    async with (
        connected(settings.bot_token.get_secret_value(), settings.bot_api_url) as telegram,
        open_store(settings) as (database, keys),
        model_client(settings.nlu_url, wait=False) as client,
    ):
        me = await who_am_i(telegram)
        mind = build_mind(client, settings.agency_file or EXAMPLE_AGENCY)
        engine = Engine(database, keys, ports(telegram, me, mind, keys, lambda: datetime.now(UTC)))
        await engine.seed(
            admins=settings.admin_ids, workers=settings.worker_ids, group=settings.staff_group_id
        )
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(_until_it_cannot(poll(telegram, engine.accept_all), stop))
            group.create_task(_publish(telegram, mind.catalogue))
            ready(f"ready: @{me.username} by long polling at {settings.bot_api_url}")
            await stop.wait()
            polling.cancel()
            await engine.stop()
        if not polling.cancelled() and (why := polling.result()):
            raise StartError(why)


INVITED_FOR = timedelta(days=3)


async def invite(settings: Settings, role: Role, agency: str = "default") -> str:
    """A one-time link that makes whoever opens it first staff of the agency. Raises like `serve`."""
    if settings.bot_token is None:
        raise StartError("RANGKUL_BOT_TOKEN is not set: the link leads to the bot that it belongs to")
    async with (
        connected(settings.bot_token.get_secret_value(), settings.bot_api_url) as telegram,
        open_store(settings) as (database, keys),
    ):
        me = await who_am_i(telegram)
        secret = token_urlsafe(24)
        async with Store(database, keys, me.id).unit() as unit:
            await staff.invite(unit, secret, role, agency, datetime.now(UTC) + INVITED_FOR)
    return f"https://t.me/{me.username}?start={INVITATION}{secret}"


async def _publish(telegram: Client, catalogue: Catalogue) -> None:
    """Commands and descriptions; a bot without them still serves."""
    with suppress(TelegramError):
        await publish(telegram, catalogue)


async def _until_it_cannot(polling: Coroutine[None, None, None], stop: asyncio.Event) -> str:
    """Why polling ended for good; the rest then stops cleanly too."""
    try:
        await polling
    except ChannelError as error:
        stop.set()
        return str(error)
    return ""


async def demo(settings: Settings, show: Callable[[str], None], stop: asyncio.Event, port: int) -> None:
    """The real bot, model and SQLite file with a local Telegram and a page with two phones; gone when it stops."""
    with TemporaryDirectory(prefix="rangkul-demo-") as folder:
        async with local_telegram() as telegram:
            here_only = settings.model_copy(
                update={
                    "bot_token": SecretStr(telegram.token),
                    "bot_api_url": telegram.url,
                    "data_dir": Path(folder),
                    "database_url": None,
                    "master_key_file": None,
                }
            )
            here_only = here_only.model_copy(update=await _furnish(telegram))
            keys = Keys.derive(read_master_key(Path(folder) / "master.key"))
            database = open_database(sqlite_url(Path(folder)))

            catalogue = Catalogue.load()

            async def inspect(user: int) -> dict[str, Any]:
                return await understood(database, keys, catalogue, int(telegram.token.split(":")[0]), user)

            async with serve_demo(telegram, inspect, port=port) as address:
                show(f"demo: open {address} in a browser; Ctrl-C ends it and forgets everything")
                await serve(here_only, show, stop)
            await database.dispose()


async def _furnish(telegram: LocalTelegram) -> dict[str, Any]:
    """One applicant's phone and a staff group's; the settings that tell who is who."""
    await telegram.person("Nur")
    worker = await telegram.person("Ratna")
    group = await telegram.forum(worker, "Petugas")
    return {"admin_ids": (worker.id,), "staff_group_id": group.id}


async def understood(
    database: AsyncEngine, keys: Keys, catalogue: Catalogue, bot_id: int, user: int
) -> dict[str, Any]:
    """What the demo's panel shows of a person: stage and facts in words, with where they come from."""
    try:
        async with Store(database, keys, bot_id).look() as unit:
            person = await people.find(unit, keys.find("chat", user))
    except DBAPIError:
        # The bot has not made its tables yet.
        person = None
    if person is None:
        return {"stage": "", "facts": []}
    facts = [
        {
            **fact.model_dump(mode="json", include={"words", "provenance", "confidence", "confirmed"}),
            "slot": catalogue.plain(Text(id=f"slot-{slot}"), person.frame.language),
            "value": catalogue.plain(value_text(slot, fact), person.frame.language),
        }
        for slot, fact in person.frame.facts.items()
    ]
    return {"stage": person.frame.stage.value, "facts": facts}
