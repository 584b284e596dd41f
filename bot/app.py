"""The composition root: the only file that knows every concrete part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom

from sqlalchemy.ext.asyncio import AsyncEngine
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.bootstrap.layout import here
from bot.casework.code import new_code
from bot.channel.callback import Callbacks
from bot.channel.read import ReadUpdate
from bot.channel.receive import ReceiveError, poll
from bot.channel.render import Render
from bot.channel.send import open_bot, send
from bot.directory.agency import Agency
from bot.engagement.turn import take_turn
from bot.engagement.typed import expected_answer
from bot.engine.engine import Engine
from bot.engine.ports import Call, Outcome, Ports
from bot.publishing.agency_file import EXAMPLE_AGENCY, load_agency
from bot.settings import Settings
from bot.situation.frame import Frame
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings, Turn
from bot.store.database import create_tables, open_database, sqlite_url
from bot.store.seal import Keys, read_master_key
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
from bot.understanding.understand import Model, Understanding


def root() -> Path:
    """The checkout that this program runs from."""
    return here().root


@dataclass(frozen=True)
class Mind:
    """Everything that a conversation needs besides storage and a channel."""

    understanding: Understanding
    agency: Agency
    catalogue: Catalogue

    async def hear(self, text: str, at: datetime, frame: Frame) -> Reading:
        """Read words against the frame's open question. Never raises for any text."""
        expected = expected_answer(frame, lambda label: self.catalogue.plain(label, frame.language))
        return await self.understanding.read(text, at, expected)

    def take_turn(self, frame: Frame, heard: Heard, around: Surroundings) -> Turn:
        return take_turn(frame, heard, around, self.agency)


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
    )


def build_mind(model: Model | None, agency_file: Path = EXAMPLE_AGENCY) -> Mind:
    return Mind(build_understanding(model), load_agency(agency_file), Catalogue.load())


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


def ports(bot: Bot, mind: Mind, keys: Keys, clock: Callable[[], datetime]) -> Ports:
    """`bot` is initialized: its id and name are known."""
    callbacks = Callbacks(keys.buttons)

    async def transport(call: Call) -> Outcome:
        return await send(bot, call)

    return Ports(
        read=ReadUpdate(bot.username, callbacks, clock),
        mind=mind,
        render=Render(mind.catalogue, callbacks),
        transport=transport,
        clock=clock,
        new_code=lambda: new_code(SystemRandom()),
        bot_id=bot.id,
    )


async def serve(settings: Settings, ready: Callable[[str], None], stop: asyncio.Event) -> None:
    """Serve Telegram by long polling until `stop` is set; what was accepted by then is kept.

    Raises StartError, KeyFileError and AgencyFileError with one clear line each.
    """
    if settings.bot_token is None:
        raise StartError(
            "RANGKUL_BOT_TOKEN is not set: ask @BotFather for a token, or try `python3 -m bot chat`"
        )
    try:
        bot = open_bot(settings.bot_token.get_secret_value(), settings.bot_api_url)
        await bot.initialize()
    except InvalidToken:
        raise StartError("RANGKUL_BOT_TOKEN: Telegram does not know this token; ask @BotFather") from None
    except TelegramError as error:
        raise StartError(f"RANGKUL_BOT_API_URL: {settings.bot_api_url} does not answer: {error}") from None
    async with (
        open_store(settings) as (database, keys),
        model_client(settings.nlu_url, wait=False) as client,
        bot,
    ):
        mind = build_mind(client, settings.agency_file or EXAMPLE_AGENCY)
        engine = Engine(database, keys, ports(bot, mind, keys, lambda: datetime.now(UTC)))
        async with asyncio.TaskGroup() as group:
            engine.start(group)
            polling = group.create_task(_until_it_cannot(poll(bot, engine.accept), stop))
            ready(f"ready: @{bot.username} by long polling at {settings.bot_api_url}")
            await stop.wait()
            polling.cancel()
            await engine.stop()
        if not polling.cancelled() and (why := polling.result()):
            raise StartError(why)


async def _until_it_cannot(polling: Coroutine[None, None, None], stop: asyncio.Event) -> str:
    """Why polling ended for good; the rest then stops cleanly too."""
    try:
        await polling
    except ReceiveError as error:
        stop.set()
        return str(error)
    return ""
