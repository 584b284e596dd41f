"""Of several needs the person taps the heaviest one, over HTTP."""

from __future__ import annotations

import pytest

from .conftest import Running
from .staff import STORY


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_the_heaviest_need_is_chosen_by_a_tap(running: Running) -> None:
    nur = await running.telegram.person("Nur")
    await nur.start()
    await nur.write(STORY + ". beras habis dari kemarin, sy di cibinong")
    await nur.press("1 Sudah", await nur.sees("Yang saya tangkap"))
    await nur.press("1 Boleh", await nur.sees("Boleh cerita ini"))
    await nur.press("makanan", await nur.sees("paling berat"))
    assert (await nur.sees("→ makanan")).edited
    await nur.sees(lambda shown: bool(shown.buttons))
