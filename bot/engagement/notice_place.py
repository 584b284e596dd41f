"""Where somebody lives, and where their papers are from."""

from __future__ import annotations

import re

from bot.situation.facts import Slot
from bot.situation.reading import Entity, PlaceValue, Reading

from .talk import Talk


def places(talk: Talk, reading: Reading) -> None:
    for entity in reading.entities_of("location"):
        if not isinstance(entity.value, PlaceValue):
            continue
        if _of_papers(reading, entity):
            _learn_registered(talk, entity.value, entity.text)
            continue
        if entity.value.level in ("landmark", "village") and entity.value.code is None:
            talk.learn(Slot.LANDMARK, beside_pin(talk, entity.text), words=entity.text)
        elif entity.value.code or entity.value.candidates:
            learn_place(talk, entity.value, entity.text)


_PIN = re.compile(r"-?\d+\.\d{5}, -?\d+\.\d{5}")


def beside_pin(talk: Talk, words: str) -> str:
    """Words for a place do not replace a location that the phone has sent."""
    pin = _PIN.search(str(talk.frame.value(Slot.LANDMARK)))
    return f"{words} ({pin[0]})" if pin else words


_PAPERS = re.compile(r"\b(ktp|kk|kartu keluarga|identitas)\b", re.IGNORECASE)


def _of_papers(reading: Reading, entity: Entity) -> bool:
    """ "KTP saya Garut": where the papers are from, not where they live."""
    holder = next((one for one in reading.clauses if one.start <= entity.start < one.end), None)
    return bool(_PAPERS.search(holder.text if holder else reading.text))


def _learn_registered(talk: Talk, value: PlaceValue, words: str) -> None:
    here = talk.frame.value(Slot.LOCATION_NOW)
    home = str(here.get("code") or "") if isinstance(here, dict) else ""
    if home and value.code:
        regency = value.code[:5]
        talk.learn(Slot.REGISTERED_AREA, "same" if home.startswith(regency) else "other", words=words)


def learn_place(talk: Talk, value: PlaceValue, words: str) -> None:
    """Keep the place; a vaguer mention of the same region does not replace a nearer one."""
    known = talk.frame.value(Slot.LOCATION_NOW)
    if isinstance(known, dict) and value.code and str(known.get("code") or "").startswith(value.code):
        return
    talk.learn(
        Slot.LOCATION_NOW,
        {
            "code": value.code,
            "name": value.name,
            "level": value.level,
            "candidates": [
                {"code": place.code, "name": ", ".join((place.name, *place.within[:1])), "level": place.level}
                for place in value.candidates[:6]
            ],
        },
        words=words,
        confidence=1.0 if value.code else 0.5,
    )
