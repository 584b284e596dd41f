"""A bubble of our own words has at most 300 characters, whatever is put together in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.situation.frame import Stage
from bot.situation.speech import Say, To

from .conftest import Talker

Meet = Callable[[], Talker]
MOST = 300
AGENCYS = frozenset({"fit", "how", "papers", "place", "service", "next-door", "can-possible"})
"""From the services' own data: as long as the agency wrote them."""
THEIRS = frozenset({"section", "reflect", "help-commands", "lines"})
"""Their own words and notes to check, and the list of commands."""
NUMBERS = frozenset({"numbers"})
"""Two or three lines to dial: in a crisis they stand under the words, in the same bubble."""
WALKS = {
    "id": (
        "/start",
        "/petunjuk",
        "suami saya di phk, beras abis, anak dua yg kecil 1 thn, di cibinong",
        "udah dikit",
        "ini rahasia kan?",
        "boleh",
        "lewati",
        "lewati",
        "lewati",
        "lewati",
        "lewati",
        "kirim",
        "/status",
        "/darurat",
        "/datasaya",
        "/cabutizin",
        "ini resmi?",
        "bayar ga?",
        "petugasnya minta uang rokok",
        "/berhenti",
    ),
    "en": (
        "/start",
        "/help",
        "my husband lost his job, we have no food, we live in cibinong",
        "done",
        "is this private?",
        "yes",
        "skip",
        "skip",
        "skip",
        "skip",
        "skip",
        "send",
        "/status",
        "/emergency",
        "/mydata",
        "/withdraw",
        "who are you?",
        "does it cost money?",
        "/stop",
    ),
}
DANGER = {
    "id": (
        "mau bunuh diri",
        "suami saya mukulin saya tiap malam",
        "bayi saya lemes ga mau nyusu",
        "anak tetangga dipukuli bapaknya",
        "saya diperkosa",
    ),
    "en": (
        "i want to kill myself",
        "my husband beats me every night",
        "my baby is limp and does not drink",
        "i was raped",
    ),
}


def too_long(talk: Talker) -> list[tuple[int, list[str]]]:
    found = []
    for one in talk.effects:
        if not isinstance(one, Say) or one.to is not To.APPLICANT:
            continue
        ids = {part.id for part in one.parts}
        own = [part for part in one.parts if part.id not in NUMBERS]
        said = "\n\n".join(talk.mind.catalogue.plain(part, talk.frame.language) for part in own)
        if len(said) > MOST and not ids & (AGENCYS | THEIRS):
            found.append((len(said), sorted(ids)))
    return found


@pytest.mark.parametrize("language", ["id", "en"])
async def test_that_every_bubble_of_a_conversation_is_short(talker: Meet, language: str) -> None:
    talk = talker()
    await talk.write(f"/bahasa {language}")
    long = []
    for said in WALKS[language]:
        await talk.write(said)
        long += too_long(talk)
    assert long == []
    assert talk.frame.stage is Stage.WITHDRAWN


@pytest.mark.parametrize("language", ["id", "en"])
async def test_that_every_bubble_in_danger_is_short(talker: Meet, language: str) -> None:
    long = []
    for said in DANGER[language]:
        talk = talker()
        await talk.write(f"/bahasa {language}")
        for words in (
            said,
            "iya" if language == "id" else "yes",
            "tidak aman" if language == "id" else "not safe",
        ):
            await talk.write(words)
            long += too_long(talk)
    assert long == []
