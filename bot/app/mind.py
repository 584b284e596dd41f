"""What a conversation needs besides storage and a channel, put together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.bootstrap.layout import here
from bot.casework.open_case import open_case, withdraw_case
from bot.casework.staff_turn import take_staff_turn
from bot.directory.agency import Agency
from bot.engagement.policy import EXIT_WORDS
from bot.engagement.turn import take_turn
from bot.engagement.typed import expected_answer
from bot.publishing.agency_file import EXAMPLE_AGENCY, load_agency
from bot.situation.case import Case
from bot.situation.frame import Frame
from bot.situation.reading import Reading
from bot.situation.turn import Heard, StaffHeard, StaffTurn, Surroundings, Turn
from bot.texts.catalogue import Catalogue
from bot.understanding.feelings import Feelings
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.keyword_rules import KeywordRules
from bot.understanding.language import Languages
from bot.understanding.medical import MedicalNet
from bot.understanding.normalise import Normaliser
from bot.understanding.read_yaml import read_yaml
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

    def alarming(self, text: str) -> bool:
        """Whether the safety nets hear danger: of the same words that a turn would."""
        return self.understanding.safety(text).level == "danger" or self.understanding.is_medical(text)

    def closes(self, text: str) -> bool:
        """The quick exit, typed."""
        return text.strip().casefold() in EXIT_WORDS

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
    fitted = read_yaml(root() / "nlu_data" / "thresholds.yml")
    return float(fitted["act"])


def build_mind(model: Model | None, agency_file: Path = EXAMPLE_AGENCY) -> Mind:
    languages = Languages.load(root() / "nlu_data" / "lexicon")
    return Mind(build_understanding(model), load_agency(agency_file), Catalogue.load(), languages)
