from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.directory.agency import Agency
from bot.publishing.agency_file import load_agency
from bot.situation.case import Case, Role, Staff
from bot.situation.facts import Fact, Provenance, Slot
from bot.situation.frame import Frame, Quote, Stage
from bot.situation.incoming import ChatKind, Incoming, Kind, Press
from bot.situation.turn import StaffHeard
from bot.texts.catalogue import Catalogue

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
STORY = "beras abis dr kemarin, anak dua, yg kecil 8 bulan, di Cibinong"


def fact(value: Any, words: str = "", **more: Any) -> Fact:
    return Fact(value=value, words=words, at=NOW, provenance=more.pop("provenance", Provenance.SAID), **more)


@pytest.fixture(scope="session")
def agency() -> Agency:
    return load_agency()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.load()


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def make_fact() -> Callable[..., Fact]:
    return fact


@pytest.fixture(scope="session")
def frame() -> Frame:
    """A story of hunger in Cibinong that may be shared."""
    return Frame(
        stage=Stage.HANDED_OFF,
        case_code="K7M-4PX",
        consents={"store": True, "share": True},
        quotes=(
            Quote(words="halo min", at=NOW, message=1),
            Quote(words=STORY, at=NOW, message=2),
            Quote(words="sy malu ke RT", at=NOW, message=3),
        ),
        facts={
            Slot.PROBLEM: fact(STORY, STORY),
            Slot.NEEDS: fact(["food"], "beras abis dr kemarin", message=2),
            Slot.LOCATION_NOW: fact(
                {"code": "32.01.01", "name": "Cibinong", "level": "district", "candidates": []}, "di Cibinong"
            ),
            Slot.CHILD_COUNT: fact(2, "anak dua"),
            Slot.VULNERABLE: fact(["baby"], "yg kecil 8 bulan"),
            Slot.FORM_OF_ADDRESS: fact("ibu", provenance=Provenance.BUTTON),
            Slot.CONTACT_WINDOW: fact("chat", provenance=Provenance.INFERRED),
            Slot.WORRY: fact("ketahuan tetangga", "ketahuan tetangga"),
        },
        skipped=(Slot.EXPECTATION,),
    )


@pytest.fixture(scope="session")
def case() -> Case:
    return Case(id=41, code="K7M-4PX", opened_at=NOW)


@pytest.fixture(scope="session")
def ratna() -> Staff:
    return Staff(id=7, name="Ratna", roles=frozenset({Role.WORKER}))


@pytest.fixture(scope="session")
def dedi() -> Staff:
    return Staff(id=8, name="Dedi", roles=frozenset({Role.WORKER}))


@pytest.fixture(scope="session")
def endah() -> Staff:
    return Staff(id=9, name="Endah", roles=frozenset({Role.SUPERVISOR}))


@pytest.fixture(scope="session")
def press() -> Callable[..., StaffHeard]:
    """Staff press a button of a case."""

    def pressed(
        staff: Staff, action: str, frame: Frame | None, case: Case | None, choice: str = ""
    ) -> StaffHeard:
        argument = f"{case.id if case else ''}{':' if choice else ''}{choice}"
        incoming = Incoming(
            kind=Kind.BUTTON,
            chat=-100,
            chat_kind=ChatKind.SUPERGROUP,
            is_forum=True,
            at=NOW,
            press=Press(callback_id="1", action=action, argument=argument),
        )
        return StaffHeard(incoming=incoming, staff=staff, frame=frame, case=case)

    return pressed


@pytest.fixture(scope="session")
def write() -> Callable[..., StaffHeard]:
    """Staff write words, or a command, in the case's topic."""

    def wrote(staff: Staff, text: str, frame: Frame | None, case: Case | None, **more: Any) -> StaffHeard:
        command, _, argument = text.removeprefix("/").partition(" ")
        is_command = text.startswith("/") and not text.startswith("//")
        told: dict[str, Any] = {
            "kind": Kind.COMMAND if is_command else Kind.TEXT,
            "chat": -100,
            "chat_kind": ChatKind.SUPERGROUP,
            "is_forum": True,
            "at": NOW,
            "text": text,
            "command": command if is_command else "",
            "argument": argument if is_command else "",
        }
        return StaffHeard(incoming=Incoming(**(told | more)), staff=staff, frame=frame, case=case)

    return wrote
