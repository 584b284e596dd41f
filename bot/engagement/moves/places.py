"""A place as an answer: chosen among several of one name, typed, or sent by the phone."""

from __future__ import annotations

from bot.engagement.notice_place import beside_pin, learn_place
from bot.engagement.talk import Talk
from bot.situation.facts import Provenance, Slot
from bot.situation.incoming import Kind
from bot.situation.reading import BareAnswer, PlaceValue, Reading
from bot.situation.speech import ShowChoice, Text


def choose_place(talk: Talk, code: str) -> bool:
    chosen = next((place for place in open_candidates(talk) if place["code"] == code), None)
    if chosen is None:
        return False
    words = talk.frame.facts[Slot.LOCATION_NOW].words
    talk.learn(
        Slot.LOCATION_NOW,
        {"code": code, "name": chosen["name"], "level": chosen["level"], "candidates": []},
        words=words,
        confirmed=True,
    )
    if talk.heard.incoming.kind is Kind.BUTTON:
        talk.do(ShowChoice(label=Text(id="plain", arguments={"words": str(chosen["name"])})))
    return True


def said_place(talk: Talk) -> dict[str, object]:
    value = talk.frame.value(Slot.LOCATION_NOW)
    return value if isinstance(value, dict) else {}


def open_candidates(talk: Talk) -> list[dict[str, str]]:
    """Places among which the person has not chosen yet."""
    place = said_place(talk)
    found = place.get("candidates")
    return list(found) if isinstance(found, list) and not place.get("code") else []


def typed_place(talk: Talk, reading: Reading, bare: BareAnswer | None) -> bool:
    if Slot.LOCATION_NOW in talk.learned:
        return True
    if bare and isinstance(bare.value, PlaceValue):
        learn_place(talk, bare.value, reading.text)
        return True
    asked = talk.frame.asked
    if asked and asked.times > 1:
        # Words that no list knows are still a place to the people who live there: kept for the worker.
        said = reading.text.strip()[:300]
        talk.learn(Slot.LANDMARK, beside_pin(talk, said), words=said)
        return leave_open(talk, Slot.LOCATION_NOW)
    return False


def shared_location(talk: Talk) -> bool:
    """A pin is for the worker. Which services are near is known by the name of the place only: once it is asked for."""
    media = talk.heard.incoming.media
    if media is None or media.latitude is None or media.longitude is None:
        return False
    talk.learn(
        Slot.LANDMARK, f"{media.latitude:.5f}, {media.longitude:.5f}", words="", provenance=Provenance.BUTTON
    )
    asked = talk.frame.asked
    if asked and asked.times > 1:
        return leave_open(talk, Slot.LOCATION_NOW)
    return True


def only_a_pin(talk: Talk) -> bool:
    """They sent where they are, and the name of the place is not known yet."""
    return Slot.LANDMARK in talk.learned and not talk.frame.knows(Slot.LOCATION_NOW)


def leave_open(talk: Talk, slot: Slot) -> bool:
    talk.set(skipped=tuple(dict.fromkeys((*talk.frame.skipped, slot))))
    return True
