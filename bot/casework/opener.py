"""A first sentence that a worker may send: who writes, that it was read, and nothing promised."""

from __future__ import annotations

from datetime import datetime

from bot.casework.readable import may_read
from bot.casework.wording import shortened
from bot.directory.agency import Agency
from bot.situation.case import Staff
from bot.situation.facts import Provenance, Slot
from bot.situation.frame import Frame
from bot.situation.speech import Text

TITLES = frozenset({"ibu", "bapak", "kak"})


def opener(frame: Frame, agency: Agency, worker: Staff, now: datetime) -> Text:
    """Greets by the agency's clock; the address only where the person chose it themselves."""
    form = "-unread" if not may_read(frame) else "-child" if frame.child else ""
    return Text(
        id=f"staff-opener{form}",
        arguments={
            "greeting": Text(id=f"staff-greeting-{_part_of_day(agency, now)}"),
            "address": _address(frame),
            "worker": shortened(worker.name, 60),
            "agency": agency.organization.name.to(frame.language),
        },
    )


def _address(frame: Frame) -> Text:
    fact = frame.facts.get(Slot.FORM_OF_ADDRESS)
    if fact is None or fact.provenance is Provenance.INFERRED or fact.value == "name":
        return Text(id="staff-address-none")
    said = str(fact.value)
    name = (
        Text(id=f"choice-form_of_address-{said}")
        if said in TITLES
        else Text(id="plain", arguments={"words": shortened(said, 40)})
    )
    return Text(id="staff-address", arguments={"name": name})


def _part_of_day(agency: Agency, now: datetime) -> str:
    hour = now.astimezone(agency.settings.time_zone.tz).hour
    return "morning" if hour < 11 else "noon" if hour < 15 else "afternoon" if hour < 18 else "evening"
