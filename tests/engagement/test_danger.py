"""What frightened people write when they are asked about danger, and what must then not go wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.situation.case import Case, CaseState, Speaker, Staff
from bot.situation.consent import may_read_all
from bot.situation.facts import Slot
from bot.situation.frame import Stage
from bot.situation.incoming import Kind, Media
from bot.situation.speech import HandOver, LeaveCase, QuickExit, RecordConsent, Relay, Say

from .conftest import Talker

Meet = Callable[[], Talker]
WORKER = Staff(id=3, name="Dewi", roles=frozenset())


def with_case(talk: Talker, *, worker: bool) -> None:
    """The engine's side of a handoff: the case is there, perhaps claimed."""
    state = CaseState.CLAIMED if worker else CaseState.WAITING
    talk.case = Case(
        id=1, code=talk.frame.case_code, state=state, opened_at=talk.now, worker=WORKER if worker else None
    )
    talk.speaker = Speaker.WORKER if worker else Speaker.BOT


@pytest.mark.parametrize(
    "answer", ["iya", "iya kak", "iya aku", "hmm", "udah ga kuat", "pgn ilang aja", "mungkin"]
)
async def test_that_a_yes_or_an_unclear_answer_to_a_hint_calls_a_person(talker: Meet, answer: str) -> None:
    talk = talker()
    asked = await talk.write("aku pgn ilang aja, cape")
    assert "mengakhiri hidup" in asked
    said = await talk.write(answer)
    assert "119" in said
    assert talk.did(HandOver)


@pytest.mark.parametrize("answer", ["tidak", "engga kok", "ga", "3", "bukan"])
async def test_that_only_a_clear_no_ends_the_check(talker: Meet, answer: str) -> None:
    talk = talker()
    await talk.write("aku pgn ilang aja, cape")
    await talk.write(answer)
    assert not talk.did(HandOver)
    assert talk.frame.danger is None


async def test_that_a_second_hint_after_a_check_is_heard(talker: Meet) -> None:
    talk = talker()
    asked = await talk.write("dulu pernah dipukul suami")
    assert "disakiti atau diancam" in asked
    said = await talk.write("kadang2 dipukul")
    assert "129" in said


async def test_that_a_later_oke_is_no_answer_to_an_old_check(talker: Meet) -> None:
    talk = talker()
    await talk.write("aku cape hidup begini")
    await talk.write("beras juga habis, anak 3 di cibinong")
    assert talk.frame.hint is None
    await talk.write("oke")
    assert not talk.did(HandOver)


async def test_that_nobody_is_said_to_be_told_unless_somebody_is(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap hari")
    said = talk.press("Aman")
    assert "Belum ada petugas yang saya beri tahu" in said
    talk.press("Panggil petugas")
    assert talk.did(HandOver)


async def test_that_not_safe_calls_a_person_before_it_asks_when_to_greet(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap hari")
    said = talk.press("Tidak aman")
    handed = [effect for effect in talk.effects if isinstance(effect, HandOver)]
    assert handed[0].alarm
    assert handed[0].confidential
    assert "Kapan kami boleh menyapa?" in said


@pytest.mark.parametrize("worker", [True, False])
async def test_that_words_of_danger_reach_the_worker_of_an_open_case(talker: Meet, worker: bool) -> None:
    talk = talker()
    await talk.write("/start")
    talk.press("Bicara dengan petugas")
    with_case(talk, worker=worker)
    await talk.write("dia barusan mukul saya, bawa pisau sekarang tolong")
    assert talk.did(Relay)
    assert talk.did(HandOver)
    await talk.write("saya di kamar mandi kelurahan sukamaju")
    assert talk.did(Relay)


@pytest.mark.parametrize("words", ["sy udah minum racun tikus barusan", "td aku udah minum baygon"])
async def test_that_swallowed_poison_is_a_matter_for_the_body_first(talker: Meet, words: str) -> None:
    talk = talker()
    said = await talk.write(words)
    assert said.index("puskesmas atau IGD") < said.index("Terima kasih sudah berani")
    assert "rumah sakit tidak boleh menolak" in said
    assert talk.frame.confidential


async def test_that_after_a_quick_exit_the_phone_tells_nobody_anything(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap hari")
    await talk.write("x")
    assert talk.did(QuickExit)
    assert talk.frame.quiet
    for test in ("halo", "/ringkasan", "/start", "/status"):
        said = await talk.write(test)
        assert said == "Halo. Ada percakapan sebelumnya di sini. Mau dilanjutkan?", test
    talk.press("Lanjut")
    assert not talk.frame.quiet
    assert talk.frame.stage is not Stage.EMERGENCY


async def test_that_the_clearing_after_not_safe_is_a_quick_exit_too(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap hari")
    talk.press("Tidak aman")
    talk.press("Pagi")
    assert talk.did(QuickExit)
    assert "Mau dilanjutkan?" in await talk.write("halo")


@pytest.mark.parametrize(
    "words", ["jangan kasih tau petugas dulu ya", "takut sama petugas, nanti anak sy diambil", "min"]
)
async def test_that_who_does_not_want_a_worker_gets_none(talker: Meet, words: str) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write(words)
    assert not talk.did(HandOver)
    assert not talk.did(RecordConsent)


async def test_that_a_wish_for_a_person_wins_over_the_open_buttons(talker: Meet) -> None:
    talk = talker()
    talk.send(Kind.VOICE, Media(file_id="1"))
    await talk.write("mau bicara petugas")
    assert talk.did(HandOver)


async def test_that_a_refusal_is_kept_and_can_be_taken_back(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("beras habis, anak dua di cibinong")
    await talk.write("sudah")
    talk.press("Tidak")
    said = await talk.write("mau bicara dengan petugas aja")
    assert "Yang sebelumnya tidak ikut" in said
    assert talk.frame.shared_from_now
    assert not may_read_all(talk.frame)
    with_case(talk, worker=False)
    said = await talk.write("boleh deh dibaca")
    assert "sekarang petugas boleh membacanya" in said
    assert may_read_all(talk.frame)
    assert talk.did(HandOver)


@pytest.mark.parametrize("state", [CaseState.CLOSED, CaseState.WITHDRAWN])
async def test_that_status_of_an_ended_case_says_so(talker: Meet, state: CaseState) -> None:
    talk = talker()
    await talk.write("/start")
    talk.press("Bicara dengan petugas")
    talk.case = Case(id=1, code="KODE-1", state=state, opened_at=talk.now, worker=WORKER)
    assert "sudah ditutup" in await talk.write("/status")


async def test_that_papers_from_elsewhere_do_not_move_the_home(talker: Meet) -> None:
    talk = talker()
    await talk.write("beras habis, sy di cibinong")
    await talk.write("eh tp ktp sy alamat garut")
    place = talk.frame.facts[Slot.LOCATION_NOW].value
    assert isinstance(place, dict)
    assert place["name"] == "Cibinong"
    assert talk.frame.facts[Slot.REGISTERED_AREA].value == "other"


async def test_that_the_duty_can_be_asked_for_in_words(talker: Meet) -> None:
    talk = talker()
    referrer = next(one for one in talk.mind.agency.referrers if one.duty)
    assert referrer.duty
    await talk.write(f"/start r-{referrer.id}")
    assert referrer.duty.to("id") in await talk.write("apa yg wajib sih")


async def test_that_batal_as_a_command_does_the_same(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    talk.press("Bicara dengan petugas")
    await talk.write("/batal")
    assert talk.did(LeaveCase)


async def test_that_english_stays_english_after_three_words(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("hello, my husband lost his job and we have no food for the children at home")
    assert talk.frame.language == "en"
    await talk.write("done")
    await talk.write("yes you may")
    assert talk.frame.language == "en"


def test_that_a_photo_with_words_still_waits_to_be_seen(talker: Meet) -> None:
    talk = talker()
    incoming = talk._incoming(Kind.PHOTO, text="ini rumah saya", media=Media(file_id="1"))
    talk._take(incoming)
    assert talk.frame.unheard == 1


async def test_that_nothing_is_said_while_waiting_hours_after_an_exit(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    talk.press("Bicara dengan petugas")
    with_case(talk, worker=False)
    await talk.write("x")
    talk.wait("late", timedelta(hours=4))
    assert not any(isinstance(effect, Say) for effect in talk.effects)


@pytest.mark.parametrize(
    ("words", "themselves"),
    [("kak aku pgn mati aja", True), ("pak saya mau bunuh diri", True), ("kakak saya mau bunuh diri", False),
     ("bapak saya mau bunuh diri", False), ("adik saya mau bunuh diri", False)],
)  # fmt: skip
async def test_that_whoever_is_called_upon_is_not_the_one_in_danger(
    talker: Meet, words: str, themselves: bool
) -> None:
    said = await talker().write(words)
    assert ("menghadapinya sendirian" in said) == themselves
    assert ("Temani dia" in said) != themselves


async def test_that_a_button_above_a_later_line_can_still_be_typed(talker: Meet) -> None:
    talk = talker()
    talk.now += timedelta(hours=12)  # nobody is on duty, and a line says so below the buttons
    said = await talk.write("saya mau bunuh diri")
    assert "buka lagi" in said
    assert "jauhkan" not in await talk.write("aman")


async def test_that_going_on_after_a_quick_exit_can_be_typed(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap malam")
    await talk.write("x")
    assert "Mau dilanjutkan?" in await talk.write("halo")
    assert "Mau dilanjutkan?" not in await talk.write("lanjut")
    assert not talk.frame.quiet


@pytest.mark.promise("danger-exception-audited")
async def test_that_a_danger_that_is_over_allows_no_other_story(talker: Meet) -> None:
    """While it lasts everything reaches the worker; afterwards it is asked, and a no leaves the worker called."""
    talk = talker()
    await talk.write("/start")
    await talk.write("beras habis, anak dua di cibinong")
    await talk.write("sudah")
    talk.press("Tidak")
    await talk.write("saya mau bunuh diri malam ini")
    with_case(talk, worker=False)
    await talk.write("saya sendirian di rumah")
    assert talk.did(Relay)
    talk.press_action("safe", "yes")
    said = await talk.write("oiya soal utang pinjol saya bingung")
    assert not talk.did(Relay)
    assert "Boleh cerita ini saya teruskan" in said
    talk.send(Kind.PHOTO)
    assert not talk.did(Relay)
    said = talk.press("Nanti dulu")
    assert "tidak saya teruskan dulu" in said
    assert not talk.did(RecordConsent)
    assert not talk.did(LeaveCase)
    await talk.write("utangnya tiga juta")
    assert not talk.did(Relay)
    talk.press("Boleh")
    assert talk.did(HandOver)
    assert may_read_all(talk.frame)
    await talk.write("penagihnya datang tiap hari")
    assert talk.did(Relay)
