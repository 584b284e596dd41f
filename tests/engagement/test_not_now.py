"""What was passed on, and edits of earlier messages: they speak for nobody, and the safety net sees them all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.situation.case import Speaker
from bot.situation.frame import Stage
from bot.situation.incoming import Kind
from bot.situation.speech import Erase, HandOver, LeaveCase, QuickExit, RecordConsent, Relay

from .conftest import Talker

Meet = Callable[[], Talker]
pytestmark = pytest.mark.promise("forged-input-does-nothing")
STORY = "suami di phk, anak 2, butuh beras"
DEEDS = (RecordConsent, HandOver, Erase, LeaveCase, QuickExit)


async def send(talker: Talker, text: str, **more: object) -> str:
    kind = more.pop("kind", Kind.TEXT)
    incoming = talker._incoming(Kind(str(kind)), text=text, **more)
    return talker._take(incoming, await talker.mind.hear(text, incoming.at, talker.frame))


async def at_consent(talker: Talker) -> Talker:
    await talker.write("/start")
    await talker.write(STORY)
    await talker.write("sudah")
    assert talker.frame.stage is Stage.CONSENT
    return talker


NOT_NOW: list[dict[str, object]] = [{"forwarded": True}, {"kind": Kind.EDITED}]
WORDS = [
    "iya boleh",
    "boleh",
    "1",
    "Boleh",
    "ya",
    "tidak",
    "batal",
    "x",
    "tutup",
    "mau bicara sama petugas",
    "/hapus",
    "sudah",
]


@pytest.mark.parametrize("how", NOT_NOW, ids=["forwarded", "edited"])
@pytest.mark.parametrize("words", WORDS)
async def test_that_consent_is_never_given_taken_or_closed(
    talker: Meet, words: str, how: dict[str, object]
) -> None:
    nur = await at_consent(talker())
    assert await send(nur, words, **how)
    assert nur.frame.stage is Stage.CONSENT
    assert nur.frame.consents == {}
    assert not [one for one in nur.effects if isinstance(one, DEEDS)]
    # The question stands, and their own word answers it.
    await nur.write("1")
    assert nur.frame.consents["share"] is True


@pytest.mark.parametrize("how", NOT_NOW, ids=["forwarded", "edited"])
async def test_that_no_question_is_answered(talker: Meet, how: dict[str, object]) -> None:
    nur = await at_consent(talker())
    await nur.write("1")
    asked = nur.frame.asked
    facts = set(nur.frame.facts)
    assert asked
    for words in ("1", "ya", "3"):
        await send(nur, words, **how)
        assert nur.frame.asked
        assert nur.frame.asked.slot is asked.slot
    assert set(nur.frame.facts) == facts


async def test_that_no_fact_about_the_person_comes_from_what_was_passed_on(talker: Meet) -> None:
    nur = talker()
    await nur.write("/start")
    said = await send(
        nur, "anak saya 7, saya di Cibinong, hp 081234567890, umur saya 14 tahun", forwarded=True
    )
    assert "tulisan orang lain" in said
    assert nur.frame.facts == {}
    assert not nur.frame.child
    assert [quote.passed_on for quote in nur.frame.quotes] == [True]


async def test_that_a_threat_that_was_passed_on_is_asked_about(talker: Meet) -> None:
    nur = talker()
    await nur.write("/start")
    await send(nur, "saya mau bunuh diri malam ini", forwarded=True)
    assert nur.frame.hint
    assert nur.frame.danger is None
    assert not nur.did(HandOver)
    # A second one is no answer to that question, and is asked about again.
    await send(nur, "aku mau mati aja", forwarded=True)
    assert nur.frame.danger is None
    said = await send(nur, "saya mau bunuh diri sekarang", forwarded=True)
    assert "119" in said
    assert nur.frame.danger is None
    await nur.write("saya mau bunuh diri")
    assert nur.frame.danger


async def test_that_somebody_elses_fit_brings_the_numbers(talker: Meet) -> None:
    nur = talker()
    await nur.write("/start")
    said = await send(nur, "tolong anaknya kejang dan tidak sadar", forwarded=True)
    assert "119" in said
    assert nur.frame.danger is None


async def test_that_danger_in_an_edit_is_danger(talker: Meet) -> None:
    nur = await at_consent(talker())
    said = await send(nur, "saya mau bunuh diri", kind=Kind.EDITED)
    assert nur.frame.danger
    assert "119" in said


async def test_that_an_edit_in_danger_says_nobody_is_safe(talker: Meet) -> None:
    nur = talker()
    await nur.write("saya mau bunuh diri")
    for how in NOT_NOW:
        await send(nur, "iya aman", **how)
        assert nur.frame.stage is Stage.EMERGENCY


async def test_that_nothing_opens_a_screen_that_was_closed_quickly(talker: Meet) -> None:
    nur = talker()
    await nur.write(STORY)
    await nur.write("x")
    for how in NOT_NOW:
        await send(nur, "1", **how)
        assert nur.frame.quiet


async def test_that_a_worker_gets_them_as_they_are(talker: Meet) -> None:
    nur = talker()
    await nur.write(STORY)
    nur.speaker = Speaker.WORKER
    for how in NOT_NOW:
        assert not await send(nur, "batal", **how)
        assert nur.did(Relay)


def test_that_no_words_at_all_do_a_deed(talker: Meet) -> None:
    asking = asyncio.run(at_consent(talker())).frame

    @given(words=st.text(max_size=60), how=st.sampled_from(NOT_NOW))
    def nothing_happens(words: str, how: dict[str, object]) -> None:
        nur = talker()
        nur.frame = asking
        asyncio.run(send(nur, words, **how))
        assert nur.frame.danger or not [one for one in nur.effects if isinstance(one, DEEDS)]
        assert nur.frame.consents == {}

    nothing_happens()
