"""Links: a service that is gone, a forged payload, rubbish: never a dead end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .conftest import Talker

Meet = Callable[[], Talker]


@pytest.mark.parametrize(
    "payload",
    [
        "r-layanan-lama",
        "s-sudah-ditutup",
        "s-sudah-ditutup--poster",
        "x-y",
        "s-",
        "../../etc",
        "a" * 64,
        "<b>",
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
async def test_that_an_unknown_link_leads_to_the_list_of_services(
    talker: Meet, payload: str, language: str
) -> None:
    talk = talker()
    await talk.write(f"/bahasa {language}")
    said = await talk.write(f"/start {payload}")
    assert payload not in said
    assert {"id": "Tidak apa-apa", "en": "all right"}[language] in said
    services = {one.name.to(language) for one in talk.mind.agency.services}
    assert services & set(talk.labels())
    assert talk.frame.came_by.kind == "alone"


async def test_that_a_forged_link_shows_nothing_of_an_earlier_conversation(talker: Meet) -> None:
    talk = talker()
    await talk.write("suami kena phk, beras abis, di cibinong")
    said = await talk.write("/start r-palsu")
    assert "beras" not in said


async def test_that_start_without_a_payload_stays_the_welcome(talker: Meet) -> None:
    assert "saya Rangkul" in await talker().write("/start")
