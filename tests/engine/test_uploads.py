"""Uploads are passed on and never opened: nobody here asks Telegram for a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import Running
from .staff import claimed, hand_off, open_office
from .test_media import KINDS

BOT = Path(__file__).resolve().parents[2] / "bot"
FETCHES = re.compile(r"get_?file|download|file_path|base_file_url\s*\+|/file/bot", re.IGNORECASE)
ALLOWED = {
    # The client must be told where files would be; the demo's Telegram has them, and its page shows them.
    "channel/client.py": 1,
}
pytestmark = pytest.mark.promise("uploads-never-opened")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_that_no_file_of_a_whole_conversation_is_asked_for(running: Running) -> None:
    office = await open_office(running)
    await hand_off(office)
    # To the machine, before anybody has claimed the case; then to the worker, and from the worker back.
    for sent in KINDS.values():
        await sent.send(office.nur)
    topic = await claimed(office)
    for writer in (office.nur, topic):
        for sent in KINDS.values():
            await sent.send(writer)
    await office.nur.send_document("virus.exe", caption="<b>terakhir</b>")
    await topic.sees("terakhir", 20)
    called = {call.method.lower() for call in running.telegram.world.calls}
    assert "copymessage" in called
    assert not {"getfile", "getuserprofilephotos", "getstickerset"} & called


def test_that_no_code_asks_for_a_file() -> None:
    """Outside the demo's own Telegram and the set-up of environments."""
    for path in sorted(BOT.rglob("*.py")):
        name = str(path.relative_to(BOT))
        if name.startswith(("demo/", "bootstrap/")):
            continue
        found = FETCHES.findall(path.read_text())
        assert len(found) <= ALLOWED.get(name, 0), f"{name}: {found}"
