"""Whole conversations, by rules alone: the language model is away and people still reach the summary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.situation.case import Case, Speaker
from bot.situation.facts import Slot
from bot.situation.frame import Stage, Urgency
from bot.situation.incoming import Kind
from bot.situation.speech import Erase, HandOver, LeaveCase, QuickExit, RecordConsent, Relay, Say

from .conftest import Talker

Meet = Callable[[], Talker]
STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn, udh 2 hari makan mie doang. di cibinong"


async def to_review(talk: Talker) -> None:
    await talk.write("/start")
    await talk.write(STORY)
    await talk.write("udah dikit")
    await talk.write("boleh")
    for _ in range(9):
        if talk.frame.stage is Stage.REVIEW:
            return
        await talk.write("lewati")
    raise AssertionError(f"no review after {talk.frame.asked_slots}")


async def test_that_a_story_is_heard_before_anything_is_asked(talker: Meet) -> None:
    talk = talker()
    welcome = await talk.write("/start")
    assert "mesin (bot)" in welcome
    assert "gratis" in welcome
    said = await talk.write(STORY)
    assert "udh 2 hari makan mie doang" in said
    assert "sudah makan atau minum?" in said
    assert said.count("?") == 1
    facts = talk.frame.facts
    assert facts[Slot.CHILD_COUNT].value == 2
    assert facts[Slot.AGES].value == [12]
    place, needs = facts[Slot.LOCATION_NOW].value, facts[Slot.NEEDS].value
    assert isinstance(place, dict)
    assert place["code"] == "32.01.01"
    assert isinstance(needs, list)
    assert {"food", "work"} <= set(needs)
    assert facts[Slot.LOCATION_NOW].words == "cibinong"
    assert not talk.did(RecordConsent)


async def test_that_consent_with_a_question_is_both(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write(STORY)
    limits = await talk.write("udah dikit")
    assert "Kecuali nyawa terancam" in limits
    await talk.write("boleh, tp bisa dibantu ga ya")
    assert talk.frame.consents == {"store": True, "share": True}


async def test_that_the_intake_reaches_the_review_with_at_most_seven_questions(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    assert len(talk.frame.asked_slots) <= 7
    assert "Jumlah anak: 2" in talk.screen()
    changed = await talk.write("eh salah, anaknya 3")
    assert "Jumlah anak: 3" in changed
    sent = talk.press("Kirim")
    assert talk.did(HandOver)
    assert talk.frame.stage is Stage.HANDED_OFF
    assert "KODE-1" in sent
    assert "jam 12.0" in sent  # two open hours after ten in the morning
    for word in ("segera", "pasti", "diproses"):
        assert word not in sent


async def test_that_what_comes_after_the_handoff_goes_to_the_case(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    talk.press("Kirim")
    await talk.write("tambahan ya bu, kompor saya rusak")
    assert talk.did(Relay)
    talk.speaker = Speaker.WORKER
    assert await talk.write("iya bu ratna, saya di rumah") == ""
    assert talk.did(Relay)


async def test_that_asking_for_a_person_is_honoured_at_once(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    said = talk.press("Bicara dengan petugas")
    assert talk.did(HandOver)
    assert "BATAL" in said
    assert talk.frame.stage is Stage.HANDED_OFF


@pytest.mark.parametrize("words", ["pengen mati aja rasanya, mau bunuh diri", "saya mau bundir"])
async def test_that_danger_to_life_comes_before_everything(talker: Meet, words: str) -> None:
    talk = talker()
    said = await talk.write(words)
    assert "119" in said
    assert "110" in said or "112" in said
    assert said.count("?") == 1
    handed = [effect for effect in talk.effects if isinstance(effect, HandOver)]
    assert handed
    assert handed[0].alarm
    assert talk.frame.urgency is Urgency.URGENT
    assert all(effect.despite_worker for effect in talk.effects if isinstance(effect, Say))


async def test_that_violence_asks_before_it_hands_over(talker: Meet) -> None:
    talk = talker()
    said = await talk.write("suami saya mukulin saya tiap malam, sekarang dia ngamuk")
    assert "129" in said
    assert "110" in said
    assert not talk.did(HandOver)
    assert talk.frame.confidential
    talk.press("Panggil petugas")
    assert talk.did(HandOver)


async def test_that_x_closes_quickly_and_leaves_an_innocent_line(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami saya mukulin saya tiap malam")
    said = await talk.write("x")
    assert talk.did(QuickExit)
    assert said.startswith("Info kantor: buka")


async def test_that_a_limp_baby_is_sent_to_care(talker: Meet) -> None:
    talk = talker()
    said = await talk.write("bayi saya lemes ga mau nyusu dari pagi")
    assert "puskesmas atau IGD" in said
    assert talk.did(HandOver)


async def test_the_three_questions_with_nothing_known_and_then_with_a_need(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    talk.press("Bisa dibantu di sini?")
    possible = talk.press("makanan")
    assert "Cocok: kebutuhan makanan" in possible
    assert "Yang memutuskan" in possible
    asked = await talk.write("bogor")
    assert "beberapa tempat" in asked
    how = await talk.write("gimana caranya")
    assert "1. " in how
    assert "Biaya: " in how


async def test_that_refusal_leaves_the_answers(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write(STORY)
    await talk.write("udah dikit")
    said = talk.press("Tidak")
    assert "tetap boleh bertanya" in said
    assert talk.frame.consents["share"] is False
    assert await talk.write("bisa dibantu ga") != ""
    assert not talk.did(HandOver)


async def test_that_stopping_needs_no_reason_and_coming_back_is_easy(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    talk.press("Kirim")
    talk.press("Batalkan")
    assert "Tidak perlu alasan" in talk.press("Ya, batalkan")
    assert talk.did(LeaveCase)
    assert "Mau dilanjutkan?" in await talk.write("halo")


async def test_that_everything_can_be_deleted_with_a_receipt(talker: Meet) -> None:
    talk = talker()
    await talk.write(STORY)
    await talk.write("/hapus")
    assert "BUKTI-1" in talk.press("Ya, hapus semua")
    assert talk.did(Erase)
    assert not talk.frame.facts
    assert not talk.frame.quotes


async def test_that_an_old_button_shows_the_present(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    said = talk.press_action("send", turn=1)
    assert not talk.did(HandOver)
    assert "sudah lewat" in said


async def test_that_a_missed_promise_is_admitted(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    talk.press("Kirim")
    talk.case = Case(id=1, code="KODE-1", opened_at=talk.now)
    said = talk.wait("late", timedelta(hours=3))
    assert "belum menepatinya" in said


@pytest.mark.parametrize(
    "kind", [Kind.VOICE, Kind.PHOTO, Kind.STICKER, Kind.DOCUMENT, Kind.LOCATION, Kind.CONTACT]
)
def test_that_no_kind_of_message_is_turned_away(talker: Meet, kind: Kind) -> None:
    talk = talker()
    said = talk.send(kind)
    assert "bahaya sekarang?" in said
    assert "tidak didukung" not in said


async def test_that_a_referred_person_is_asked_for_their_own_view(talker: Meet) -> None:
    talk = talker()
    referrer = talk.mind.agency.referrers[0]
    said = await talk.write(f"/start r-{referrer.id}")
    assert referrer.name.to("id") in said
    assert talk.frame.facts[Slot.PATHWAY].value == "involuntary"
    talk.press("Cerita versi saya")
    await talk.write("menurut saya saya cuma telat bayar, tidak ada niat jahat")
    assert str(talk.frame.facts[Slot.OWN_VIEW].value).startswith("menurut saya")


async def test_that_a_service_link_is_how_they_came(talker: Meet) -> None:
    talk = talker()
    service = talk.mind.agency.services[0]
    said = await talk.write(f"/start s-{service.id}--posyandu")
    assert service.name.to("id") in said
    assert talk.frame.came_by.campaign == "posyandu"


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "   ",
        "😭😭😭",
        '/affirm{"location":"x"}',
        "<b>hai</b> & <script>",
        "\u200f\u200b\u202e",
        "a" * 4096,
    ],
)
async def test_that_rubbish_gets_a_kind_answer_or_silence(talker: Meet, rubbish: str) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write(rubbish)
    assert not talk.did(HandOver)
    assert not talk.frame.consents


async def test_that_a_hint_of_another_kind_is_asked_about_after_a_no(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("saya capek hidup begini")
    assert list(talk.frame.hints_asked) == ["self_harm"]
    talk.press("Tidak")
    assert talk.frame.danger is None
    said = await talk.write("dulu pernah dipukul suami")
    assert "disakiti atau diancam" in said
    talk.press("Tidak")
    await talk.write("dulu pernah dipukul suami lagi")
    assert list(talk.frame.hints_asked) == ["self_harm", "violence"]
    assert talk.frame.hint is None


async def test_that_batal_takes_back_what_was_allowed(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    said = await talk.write("BATAL")
    assert "izinnya dicabut" in said
    assert talk.frame.consents["share"] is False
    assert talk.frame.stage is Stage.LISTENING


async def test_that_batal_after_the_handoff_also_ends_the_case(talker: Meet) -> None:
    talk = talker()
    await to_review(talk)
    talk.press("Kirim")
    await talk.write("batal")
    assert talk.did(LeaveCase)
    assert talk.frame.consents["share"] is False
