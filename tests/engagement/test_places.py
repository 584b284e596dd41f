"""Where somebody lives: a pin is kept for the worker, and the name of the place is asked for once."""

from __future__ import annotations

from collections.abc import Callable

from bot.situation.facts import Slot
from bot.situation.frame import Stage
from bot.situation.incoming import Kind, Media
from bot.situation.speech import Say, Text

from .conftest import Talker

Meet = Callable[[], Talker]
PIN = Media(latitude=-6.4817, longitude=106.854)


async def asked_where(talker: Meet) -> Talker:
    talk = talker()
    for words in ("beras abis, suami di phk", "sudah", "boleh"):
        await talk.write(words)
    for _ in range(6):
        if talk.frame.asked and talk.frame.asked.slot is Slot.LOCATION_NOW:
            return talk
        await talk.write("lewati")
    raise AssertionError(talk.screen())


async def test_that_the_question_where_tells_how_to_send_a_location(talker: Meet) -> None:
    talk = await asked_where(talker)
    assert any(one.ask_location for one in talk.effects if isinstance(one, Say))
    assert "Lokasi" in talk.mind.catalogue.plain(Text(id="location-hint"), "id")


async def test_that_a_pin_is_kept_and_the_name_is_asked_for(talker: Meet) -> None:
    talk = await asked_where(talker)
    said = talk.send(Kind.LOCATION, PIN)
    assert "kecamatan" in said
    assert said.count("?") == 1
    assert not any(one.ask_location for one in talk.effects if isinstance(one, Say))
    assert talk.frame.value(Slot.LANDMARK) == "-6.48170, 106.85400"
    await talk.write("cibinong")
    place = talk.frame.value(Slot.LOCATION_NOW)
    assert isinstance(place, dict)
    assert place["code"] == "32.01.01"
    assert talk.frame.value(Slot.LANDMARK) == "-6.48170, 106.85400"


async def test_that_a_name_nobody_knows_is_kept_beside_the_pin(talker: Meet) -> None:
    talk = await asked_where(talker)
    talk.send(Kind.LOCATION, PIN)
    await talk.write("kampung zxqv belakang musala")
    assert str(talk.frame.value(Slot.LANDMARK)) == "belakang musala (-6.48170, 106.85400)"
    assert "kampung zxqv" in talk.frame.quotes[-1].words
    assert talk.frame.asked is None or talk.frame.asked.slot is not Slot.LOCATION_NOW


async def test_that_two_pins_are_enough(talker: Meet) -> None:
    talk = await asked_where(talker)
    talk.send(Kind.LOCATION, PIN)
    talk.send(Kind.LOCATION, PIN)
    assert talk.frame.stage in (Stage.INTAKE, Stage.REVIEW)
    assert talk.frame.asked is None or talk.frame.asked.slot is not Slot.LOCATION_NOW
