"""The composition root: the only file that knows every concrete part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bootstrap.layout import here
from bot.directory.agency import Agency
from bot.engagement.turn import take_turn
from bot.engagement.typed import expected_answer
from bot.publishing.agency_file import EXAMPLE_AGENCY, load_agency
from bot.situation.frame import Frame
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings, Turn
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
