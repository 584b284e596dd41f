"""Permissions one by one, and what a withdrawal says and does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.situation.consent import Purpose, may
from bot.situation.frame import Frame, Stage
from bot.situation.speech import LeaveCase, RecordConsent, Retract

from .conftest import Talker

Meet = Callable[[], Talker]


def recorded(talk: Talker) -> list[tuple[str, bool, str]]:
    return [(one.purpose, one.given, one.version) for one in talk.effects if isinstance(one, RecordConsent)]


def test_that_silence_is_no_consent() -> None:
    assert not any(may(Frame(), purpose) for purpose in Purpose)


@pytest.mark.parametrize(
    ("purpose", "give", "version"),
    [
        (Purpose.REMINDERS, "Boleh ingatkan saya", "remind-2026-11"),
        (Purpose.ANNOUNCEMENTS, "Boleh kabari bantuan baru", "news-2026-11"),
    ],
)
async def test_that_each_purpose_is_given_and_taken_back_by_itself(
    talker: Meet, purpose: Purpose, give: str, version: str
) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("/izin")
    assert "/izin" in talk.press(give)
    assert not may(talk.frame, purpose)
    talk.press("Boleh")
    assert recorded(talk) == [(purpose, True, version)]
    assert [one for one in Purpose if may(talk.frame, one)] == [purpose]
    await talk.write("/izin")
    talk.press(give.replace("Boleh ingatkan", "Jangan ingatkan").replace("Boleh kabari", "Jangan kabari"))
    assert recorded(talk) == [(purpose, False, version)]
    assert not may(talk.frame, purpose)


async def test_that_reading_can_be_withdrawn_from_the_list(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("beras habis, anak dua di cibinong")
    await talk.write("/izin")
    assert "Cabut izin dibaca" not in talk.labels()
    await talk.write("/petugas")
    assert recorded(talk)[-1] == ("share", True, "person-2026-11")
    await talk.write("/izin")
    talk.press("Cabut izin dibaca")
    assert talk.did(LeaveCase)
    assert recorded(talk) == [("share", False, "2026-11")]
    assert not may(talk.frame, Purpose.SHARE)
    talk.press("Hapus dari layar petugas")
    assert talk.did(Retract)


async def test_that_a_withdrawal_also_ends_what_a_danger_had_allowed(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    said = await talk.write("saya mau bunuh diri")
    assert "Cerita lainnya tidak ikut" in said
    assert talk.frame.danger
    await talk.write("/cabutizin")
    assert talk.did(LeaveCase)
    assert talk.frame.danger is None


async def test_that_stopping_withdraws_too_and_offers_to_delete(talker: Meet) -> None:
    talk = talker()
    await talk.write("/start")
    await talk.write("/petugas")
    await talk.write("/berhenti")
    talk.press_action("stop_yes")
    assert talk.frame.stage is Stage.WITHDRAWN
    assert not may(talk.frame, Purpose.SHARE)
    assert "Hapus dari layar petugas" in talk.labels()
