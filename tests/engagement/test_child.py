"""A pupil who writes is spoken to as one: kamu, few questions, a worker early, never their parents."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from bot.engagement.child import says_child
from bot.situation.facts import Slot
from bot.situation.frame import Stage
from bot.situation.speech import HandOver, Text
from bot.texts.catalogue import TEXTS_DIR, Catalogue

from .conftest import Talker

Meet = Callable[[], Talker]
CATALOGUE = Catalogue.load()


@pytest.mark.parametrize(
    ("words", "band"),
    [("aku kelas 8, dibully terus", "secondary"), ("aku masih smp kak", "secondary"), ("saya kelas 5 sd", "primary"),
     ("umurku 13", "secondary"),
     ("aku masih sma", "secondary"), ("gue anak smk", "secondary"), ("aku umur 11 tahun", "primary"),
     ("aku kelas XI", "secondary"), ("i'm 14 and my dad hits me", "secondary"), ("I'm 14 years old", "secondary"),
     ("im 15, help", "secondary"), ("i am in grade 9", "secondary"), ("i'm in 8th grade", "secondary"),
     ("i'm in high school", "secondary"), ("aku 13 tahun", "secondary"),
     ("anak saya kelas 8", None), ("adik aku smp", None), ("saya sma suami berantem", None), ("saya lulusan sma", None),
     ("saya 40 tahun", None), ("saya 10 tahun nganggur", None), ("saya udah 5 tahun menikah", None),
     ("anak saya umur 13 tahun", None), ("i'm 35", None), ("guru saya dulu baik", None)],
)  # fmt: skip
def test_that_only_what_they_say_of_themselves_counts(words: str, band: str | None) -> None:
    assert says_child(words) == band


@pytest.mark.parametrize(
    "words",
    ["aku kelas 8, pengen mati aja", "aku masih smp, ayahku mukulin aku tiap malem",
     "aku smp kelas 2, dibully terus di sekolah, capek"],
)  # fmt: skip
async def test_that_a_pupil_is_never_called_anda(talker: Meet, words: str) -> None:
    talk = talker()
    said = [await talk.write(words)]
    assert talk.frame.child
    said += [
        await talk.write(more) for more in ("iya", "aman kak", "udah", "boleh", "lewati", "lewati", "lewati")
    ]
    said += [
        await talk.write(command) for command in ("/menu", "/petunjuk", "/darurat", "/datasaya", "/status")
    ]
    for one in said:
        assert not re.search(r"\bAnda\b|orang ?tuamu|\bIbu\b|\bBapak\b", one), one
    assert any("amu" in one for one in said)


async def test_that_a_pupil_reaches_a_worker_after_three_questions_at_most(talker: Meet) -> None:
    talk = talker()
    await talk.write("aku kelas 9, mau putus sekolah karena ga ada biaya")
    await talk.write("udah")
    assert "ceritamu akan dibaca" in talk.screen()
    await talk.write("boleh")
    for _ in range(4):
        if talk.frame.stage is Stage.REVIEW:
            break
        await talk.write("lewati")
    assert talk.frame.stage is Stage.REVIEW
    assert len(talk.frame.asked_slots) <= 3
    await talk.write("kirim")
    assert talk.did(HandOver)
    assert Slot.WRITER_AGE_BAND in talk.frame.facts


async def test_that_a_young_voice_is_asked_for_its_age(talker: Meet) -> None:
    talk = talker()
    await talk.write("bokap nyokap aku di phk, di rumah ga ada makanan")
    await talk.write("udah")
    await talk.write("boleh")
    assert talk.frame.asked
    assert talk.frame.asked.slot is Slot.WRITER_AGE_BAND
    await talk.write("smp")
    assert talk.frame.child
    assert "Anda" not in talk.screen()


async def test_that_a_grown_up_stays_anda(talker: Meet) -> None:
    talk = talker()
    await talk.write("anak saya kelas 8 mau putus sekolah")
    assert not talk.frame.child


def texts() -> list[str]:
    entries = (
        entry
        for path in sorted((TEXTS_DIR / "id").glob("*.ftl"))
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body
    )
    return [entry.id.name for entry in entries if isinstance(entry, ftl.Message)]


def test_that_no_text_says_anda_to_a_child() -> None:
    said = {
        id: str(CATALOGUE.to_children["id"].format_pattern(pattern, {})[0])
        for id in texts()
        for message in [CATALOGUE.to_children["id"].get_message(id)]
        for pattern in (message.value, *message.attributes.values())
        if pattern
    }
    assert len(said) > 300
    assert {id for id, words in said.items() if re.search(r"\banda\b", words, re.IGNORECASE)} == set()
    wrong = {id for id, words in said.items() if re.search(r"[a-z,] Kamu\b|(?:^|[.?!] )kamu\b", words)}
    assert wrong == set()


def test_that_the_words_of_a_person_are_not_touched() -> None:
    quoted = Text(id="reflect", arguments={"words": "Anda siapa"}).to_child()
    assert "Anda siapa" in CATALOGUE.plain(quoted, "id")
