from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.reading import ExpectedAnswer
from bot.understanding.gazetteer import Gazetteer
from bot.understanding.keyword_rules import KeywordRules
from bot.understanding.normalise import Normaliser
from bot.understanding.rasa import RasaEntity, RasaIntent, RasaParse
from bot.understanding.safety import Signal
from bot.understanding.understand import Understanding

LEXICON = Path(__file__).parents[2] / "nlu_data" / "lexicon"


@dataclass(frozen=True)
class Told:
    """A model that says the same of every text; the text "mati" it calls self-harm."""

    parse_as: RasaParse

    async def parse(self, texts: Sequence[str]) -> tuple[RasaParse, ...]:
        danger = RasaParse(
            intent=RasaIntent(name="crisis_self_harm", confidence=0.9),
            intent_ranking=(RasaIntent(name="crisis_self_harm", confidence=0.9),),
        )
        return tuple(danger if text == "mati" else self.parse_as for text in texts)


@pytest.fixture(scope="session")
def alone(gazetteer: Gazetteer) -> Understanding:
    normaliser = Normaliser.load(LEXICON)
    rules = KeywordRules.load(LEXICON / "keywords.yml", lambda text: normaliser.normalise(text).text)
    return Understanding(gazetteer, rules, lambda _: Signal())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("apa saya bisa dibantu?", "ask_can_i_get_help"),
        ("apakah bisa dibantu", "ask_can_i_get_help"),
        ("apa syaratnya, cocok ga buat saya", "ask_does_it_fit"),
        ("gimana caranya daftar", "ask_how_to_apply"),
        ("mau bicara dengan petugas", "talk_to_human"),
        ("iya", "affirm"),
        ("gak usah", "deny"),
        ("anak saya lapar, beras abis", "need_food"),
        ("ditagih pinjol terus", "need_debt"),
        ("rumah kena banjir", "need_disaster"),
        ("pkh saya dicoret", "need_social_aid"),
        ("di cibinong", "provide_location"),
        ("kami berempat", "provide_household"),
    ],
)
async def test_that_rules_alone_read_what_is_plain(
    alone: Understanding, when: datetime, text: str, intent: str
) -> None:
    reading = await alone.read(text, when)
    assert reading.intent == intent
    assert not reading.parsed


async def test_that_a_question_with_ga_is_no_refusal(alone: Understanding, when: datetime) -> None:
    assert (await alone.read("bisa ga?", when)).intent != "deny"


async def test_that_a_story_is_read_clause_by_clause(alone: Understanding, when: datetime) -> None:
    reading = await alone.read("suami di phk 3 bln lalu, anak 2 udh 2 hari ga makan, di cibinong", when)
    intents = [clause.intent for clause in reading.clauses]
    assert intents == ["need_work", "need_food", "provide_location"]
    assert [entity.value for entity in reading.entities_of("child_count")] == [2]


async def test_that_the_open_question_is_answered(alone: Understanding, when: datetime) -> None:
    reading = await alone.read("3", when, ExpectedAnswer(kind="number"))
    assert reading.answer is not None
    assert reading.answer.value == 3


async def test_that_the_known_regency_narrows(alone: Understanding, when: datetime) -> None:
    (place,) = (await alone.read("kec. batu ampar", when, known_regency="21.71")).entities_of("location")
    assert "21.71.02" in place.model_dump_json()


async def test_that_the_model_is_believed_and_its_entities_kept(alone: Understanding, when: datetime) -> None:
    food = RasaIntent(name="need_food", confidence=0.7)
    entity = RasaEntity(entity="need", start=0, end=5, value="Beras")
    parse = RasaParse(intent=food, intent_ranking=(food,), entities=(entity,))
    reading = await replace(alone, model=Told(parse)).read("beras habis di cibinong", when)
    assert (reading.intent, reading.confidence, reading.parsed, reading.sure) == (
        "need_food",
        0.7,
        True,
        True,
    )
    assert [(held.entity, held.text) for held in reading.entities] == [
        ("need", "beras"),
        ("location", "cibinong"),
    ]


async def test_that_danger_in_one_clause_asks_and_leaves_the_intent(
    alone: Understanding, when: datetime
) -> None:
    food = RasaIntent(name="need_food", confidence=0.7)
    told = replace(alone, model=Told(RasaParse(intent=food, intent_ranking=(food,))))
    reading = await told.read("saya lapar sekali\nmati", when)
    assert (reading.safety, reading.safety_kind, reading.intent) == ("check", "self_harm", "need_food")


async def test_that_the_model_never_lowers_the_safety_net(alone: Understanding, when: datetime) -> None:
    thanks = RasaIntent(name="thanks", confidence=1.0)
    signal = Signal(level="danger", kind="violence", third_person=True, past=True)
    told = replace(
        alone, safety=lambda _: signal, model=Told(RasaParse(intent=thanks, intent_ranking=(thanks,)))
    )
    reading = await told.read("makasih", when)
    assert (reading.safety, reading.safety_kind, reading.third_person, reading.past) == (
        "danger",
        "violence",
        True,
        True,
    )


GAZETTEER = Gazetteer.load()
RULES = KeywordRules.load(LEXICON / "keywords.yml")
WHEN = datetime.fromisoformat("2026-11-24T09:00:00+07:00")


@given(st.text(max_size=200))
async def test_that_no_text_raises(text: str) -> None:
    reading = await Understanding(GAZETTEER, RULES, lambda _: Signal()).read(text, WHEN)
    assert reading.text == text
    assert all(text[clause.start : clause.end] == clause.text for clause in reading.clauses)


def test_that_the_keywords_name_only_known_intents() -> None:
    import yaml

    contract = yaml.safe_load((LEXICON.parent / "intents.yml").read_text("utf-8"))["intents"]
    known = {intent for group in contract.values() for intent in group}
    assert {intent for intent, _, _ in RULES.patterns} <= known
