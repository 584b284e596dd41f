"""Everything that a button does can be typed, in both languages: its digit, its number word, its label."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.engagement.moves.asking import choice_buttons
from bot.engagement.questions import ALL, Question
from bot.situation.facts import Slot
from bot.situation.frame import Asked, Frame, Stage
from bot.situation.speech import HandOver

from .conftest import Talker

Meet = Callable[[], Talker]
CHOOSING = tuple(question for question in ALL.values() if question.choices)
WORDS = {
    "id": ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh"),
    "en": ("one", "two", "three", "four", "five", "six", "seven"),
}


def asked(talk: Talker, question: Question, language: str) -> Talker:
    talk.frame = Frame(
        stage=Stage.INTAKE,
        language=language,
        language_chosen=True,
        greeted=True,
        turn=5,
        consents={"store": True, "share": True},
        asked=Asked(slot=question.slot),
        asked_slots=(question.slot,),
        offered=choice_buttons(question),
    )
    return talk


def chosen(talk: Talker, question: Question) -> object:
    value = talk.frame.value(question.slot)
    return value[-1] if isinstance(value, list) and value else value


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("question", CHOOSING, ids=lambda question: str(question.slot))
async def test_that_every_choice_can_be_typed(talker: Meet, question: Question, language: str) -> None:
    wrong = []
    for number, key in enumerate(question.choices):
        talk = asked(talker(), question, language)
        label = talk.labels()[number]
        ways = {label, label.lower()} | (
            {str(number + 1), WORDS[language][number]} if question.kind == "choice" else set()
        )
        for said in sorted(ways):
            talk = asked(talker(), question, language)
            await talk.write(said)
            wanted = None if key == "other" and question.slot is Slot.NEEDS else key
            got = chosen(talk, question)
            if question.kind == "choice" and got != wanted:
                wrong.append((said, key, got, talk.screen()[:80]))
    assert wrong == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("question", CHOOSING, ids=lambda question: str(question.slot))
@pytest.mark.parametrize("said", ["lewati", "skip", "Skip.", "next"])
async def test_that_every_question_can_be_skipped_in_words(
    talker: Meet, question: Question, language: str, said: str
) -> None:
    talk = asked(talker(), question, language)
    await talk.write(said)
    assert question.slot in talk.frame.skipped
    assert talk.frame.asked is None or talk.frame.asked.slot is not question.slot


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("never", "never"),
        ("never contact me", "never"),
        ("don't contact me", "never"),
        ("you can call", "phone"),
        ("phone", "phone"),
        ("only this chat", "chat"),
        ("chat only", "chat"),
        ("only certain hours", "hours"),
    ],
)
async def test_that_english_answers_about_contact_are_understood(talker: Meet, said: str, key: str) -> None:
    talk = asked(talker(), ALL[Slot.CONTACT_WINDOW], "en")
    await talk.write(said)
    assert talk.frame.value(Slot.CONTACT_WINDOW) == key


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("jangan hubungi", "never"),
        ("jangan", "never"),
        ("chat aja", "chat"),
        ("telepon boleh", "phone"),
        ("telpon aja", "phone"),
        ("jam tertentu", "hours"),
    ],
)
async def test_that_indonesian_answers_about_contact_are_understood(
    talker: Meet, said: str, key: str
) -> None:
    talk = asked(talker(), ALL[Slot.CONTACT_WINDOW], "id")
    await talk.write(said)
    assert talk.frame.value(Slot.CONTACT_WINDOW) == key


async def at_review(talker: Meet, language: str) -> Talker:
    talk = talker()
    await talk.write(f"/bahasa {language}")
    await talk.write(
        "beras abis, suami di phk, di cibinong"
        if language == "id"
        else "we have no food, we live in cibinong"
    )
    await talk.write("sudah" if language == "id" else "done")
    await talk.write("boleh" if language == "id" else "yes")
    for _ in range(9):
        if talk.frame.stage is Stage.REVIEW:
            return talk
        await talk.write("lewati" if language == "id" else "skip")
    raise AssertionError(talk.screen())


@pytest.mark.parametrize(("language", "said"), [("id", "lewati"), ("en", "skip"), ("id", "skip")])
async def test_that_skipping_at_the_review_is_answered_as_what_it_is(
    talker: Meet, language: str, said: str
) -> None:
    talk = await at_review(talker, language)
    answer = await talk.write(said)
    assert "catat" not in answer
    assert "noted" not in answer.lower()
    assert talk.frame.stage is Stage.REVIEW
    assert not talk.did(HandOver)
    assert {"id": "dilewati", "en": "skip"}[language] in answer


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", "sudah pas"),
        ("id", "udah"),
        ("id", "1"),
        ("id", "kirim"),
        ("id", "iya"),
        ("en", "yes"),
        ("en", "send"),
        ("en", "send it"),
        ("en", "one"),
        ("en", "done"),
        ("en", "looks good"),
    ],
)
async def test_that_a_yes_at_the_review_sends(talker: Meet, language: str, said: str) -> None:
    talk = await at_review(talker, language)
    await talk.write(said)
    assert talk.did(HandOver)


@pytest.mark.parametrize(
    ("language", "said"), [("id", "belum"), ("id", "tidak"), ("en", "no"), ("en", "not yet"), ("en", "nope")]
)
async def test_that_a_no_at_the_review_asks_what_is_to_be_changed(
    talker: Meet, language: str, said: str
) -> None:
    talk = await at_review(talker, language)
    answer = await talk.write(said)
    assert not talk.did(HandOver)
    assert {"id": "mau diubah", "en": "change"}[language] in answer


@pytest.mark.parametrize(
    "said",
    [
        "sudah",
        "udah",
        "selesai",
        "cukup",
        "itu aja",
        "done",
        "finished",
        "that's all",
        "skip",
        "lewati",
        "no",
        "1",
        "one",
    ],
)
async def test_that_the_end_of_a_story_can_be_said_in_many_words(talker: Meet, said: str) -> None:
    talk = talker()
    await talk.write("beras abis, suami di phk, di cibinong")
    await talk.write(said)
    assert talk.frame.stage is Stage.CONSENT


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("boleh", True),
        ("iya", True),
        ("yes", True),
        ("ok", True),
        ("sure", True),
        ("1", True),
        ("tidak", False),
        ("no", False),
        ("iya boleh silakan diteruskan aja ke petugas", True),
        ("boleh, tp kira2 bisa dibantu ga", True),
        ("bole", True),
        ("terserah lah, boleh", True),
        ("oke deh, tapi jangan lama", True),
        ("jgn kasih tau siapa2", False),
        ("ya?", None),
        ("masih", None),
        ("terserah", None),
        ("gak", False),
        ("3", False),
        ("bisa dibantu ga tanpa ktp?", None),
        ("ga luka, cuma memar", None),
        ("ga punya bpjs", None),
        ("boleh telepon", None),
        ("yes they know and they agree", None),
        ("kenapa nggak", None),
        ("no thanks", False),
        ("nanti dulu", None),
        ("skip", None),
        ("lewati", None),
        ("later", None),
        ("sudah", None),
        ("done", None),
        ("2", None),
    ],
)
async def test_that_consent_can_be_given_and_refused_in_words(
    talker: Meet, said: str, share: bool | None
) -> None:
    talk = talker()
    await talk.write("beras abis, suami di phk, di cibinong")
    await talk.write("sudah")
    await talk.write(said)
    assert talk.frame.consents.get("share") is share


async def test_that_bare_replies_are_no_part_of_the_story(talker: Meet) -> None:
    talk = await at_review(talker, "id")
    assert "Cerita: beras abis, suami di phk, di cibinong\n" in talk.screen()
    assert [quote.words for quote in talk.frame.quotes] == ["beras abis, suami di phk, di cibinong"]


async def test_that_staff_are_called_when_that_is_what_yes_answers(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami mukulin saya semalam")
    talk.press("Aman")
    assert "Mau saya panggilkan?" in talk.screen()
    await talk.write("boleh")
    assert talk.did(HandOver)
