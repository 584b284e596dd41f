"""Somebody writes again after the end: they are heard, and never told something that is not so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.casework.case_life import close
from bot.situation.case import Case, CaseState, Staff
from bot.situation.frame import Stage
from bot.situation.incoming import Kind
from bot.situation.speech import HandOver, Relay, Say, To

from .conftest import Talker

Meet = Callable[[], Talker]
WORKER = Staff(id=3, name="Dewi", roles=frozenset())


async def closed(talker: Meet) -> Talker:
    """A story that was sent, claimed, and closed by the worker."""
    talk = talker()
    await talk.write("suami kena phk, beras abis, di cibinong")
    await talk.write("mau ngomong sama petugas")
    case = Case(
        id=1, code="KODE-1", state=CaseState.CLAIMED, opened_at=talk.now, promised=None, worker=WORKER
    )
    turn = close(talk.frame, case, talk.mind.agency, talk.now, "done")
    assert turn.frame
    talk.frame, talk.case = turn.frame, turn.case
    return talk


async def test_that_words_after_the_end_open_the_same_case_again(talker: Meet) -> None:
    talk = await closed(talker)
    said = await talk.write("bu, berasnya abis lagi, anak sakit juga")
    assert talk.did(HandOver)
    assert talk.did(Relay)
    assert talk.frame.stage is Stage.HANDED_OFF
    assert talk.frame.case_code == "KODE-1"
    assert "KODE-1" in said
    assert "dibuka lagi" not in said  # that is the staff's wording
    assert [one.parts[0].id for one in talk.effects if isinstance(one, Say) and one.to is To.CASE] == [
        "staff-came-back"
    ]
    assert "Bukan saya" in talk.labels()


async def test_that_a_photo_after_the_end_also_does(talker: Meet) -> None:
    talk = await closed(talker)
    talk.send(Kind.PHOTO)
    assert talk.did(HandOver)
    assert talk.did(Relay)


@pytest.mark.parametrize("thanks", ["makasih bu", "terima kasih banyak", "thank you so much"])
async def test_that_thanks_open_nothing(talker: Meet, thanks: str) -> None:
    talk = await closed(talker)
    said = await talk.write(thanks)
    assert said
    assert talk.frame.stage is Stage.CLOSED
    assert not talk.did(HandOver)


async def test_that_a_greeting_is_asked_what_it_means_and_the_words_after_it_are_heard(talker: Meet) -> None:
    talk = await closed(talker)
    assert "Mau dilanjutkan?" in await talk.write("halo")
    talk.press("Lanjut")
    await talk.write("listrik di rumah diputus bu")
    assert talk.did(HandOver)
    assert talk.frame.case_code == "KODE-1"


async def test_that_after_a_long_time_a_new_story_begins(talker: Meet) -> None:
    talk = await closed(talker)
    talk.now += timedelta(days=90)
    said = await talk.write("anak saya butuh seragam sekolah")
    assert "seragam" in said
    assert not talk.did(HandOver)
    assert talk.frame.stage is Stage.LISTENING
    assert [quote.words for quote in talk.frame.quotes] == ["anak saya butuh seragam sekolah"]


async def test_that_who_stopped_by_themselves_is_heard_anew_and_asked_anew(talker: Meet) -> None:
    talk = talker()
    await talk.write("beras abis, di cibinong")
    await talk.write("/berhenti")
    said = await talk.write("kontrakan saya mau diusir")
    assert "diusir" in said
    assert talk.frame.stage is Stage.LISTENING
    assert "beras" not in str(talk.frame.facts)
    assert not talk.frame.consents


async def test_that_danger_after_the_end_calls_a_person(talker: Meet) -> None:
    talk = await closed(talker)
    said = await talk.write("saya mau bunuh diri aja")
    assert "119" in said
    assert talk.did(HandOver)


async def test_that_the_code_of_a_waiting_case_stays_in_an_emergency(talker: Meet) -> None:
    talk = talker()
    await talk.write("beras abis, di cibinong")
    await talk.write("mau ngomong sama petugas")
    talk.case = Case(id=1, code="KODE-1", opened_at=talk.now)
    talk.code = "KODE-2"
    await talk.write("saya mau bunuh diri aja")
    assert talk.frame.case_code == "KODE-1"
