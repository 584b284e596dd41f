"""The copy of everything that is kept, to be read: the same content as the JSON file, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, tzinfo

from bot.situation.frame import Frame
from bot.situation.lines import SECTIONS, line
from bot.situation.own_data import CaseKept, Conversation, Deed, Kept, Message, OwnData, Reader
from bot.situation.speech import Text

PLACES = ("own-place-here", "own-place-telegram", "own-place-staff", "own-place-backup")
KEPT = ("messages", "case", "outbox", "audit", "erasure")
"""What is kept, each with a text that says how long."""


def places() -> tuple[Text, ...]:
    """Where copies lie."""
    return tuple(Text(id=one) for one in PLACES)


def retention() -> tuple[tuple[Text, Text], ...]:
    return tuple((Text(id=f"own-kept-{one}"), Text(id=f"own-kept-{one}-long")) for one in KEPT)


def readable(data: OwnData, zone: tzinfo) -> tuple[Text, ...]:
    """One text a paragraph or line."""
    return tuple(_every(data, zone))


def _every(data: OwnData, zone: tzinfo) -> Iterator[Text]:
    yield Text(id="own-head", arguments={"agency": data.agency, "when": _when(data.made_at, zone)})
    yield Text(id="own-name", arguments={"name": data.name, "since": _when(data.known_since, zone)})
    for story in data.conversations:
        yield from _story(story, zone)
    yield from _titled("own-places", (Text(id="plain", arguments={"words": one}) for one in data.places))
    yield from _titled("own-retention", map(_kept, data.retention))
    waits = sum(one.done_at is None for one in data.arrived)
    counts = {"arrived": len(data.arrived), "waits": waits, "erasures": len(data.erasures)}
    yield Text(id="own-arrived", arguments={**counts})


def _titled(title: str, lines: Iterator[Text]) -> Iterator[Text]:
    every = tuple(lines)
    if every:
        yield Text(id="section", arguments={"title": Text(id=title), "lines": every})


def _story(story: Conversation, zone: tzinfo) -> Iterator[Text]:
    yield Text(id="own-story", arguments={"opened": _when(story.opened_at, zone), "turns": story.turns})
    yield from _titled("own-facts", _facts(story))
    yield from _titled("own-messages", (one for said in story.messages for one in _message(said, zone)))
    yield from _titled("own-consents", _consents(story, zone))
    for case in story.cases:
        yield from _case(case, zone)
    yield from _titled("own-shown", _shown(story))
    yield Text(id="own-sent", arguments={"count": len(story.sent)})


def _facts(story: Conversation) -> Iterator[Text]:
    """Every fact, also guesses; how it is known stands beside it."""
    frame = Frame.model_validate({"facts": story.facts})
    ordered = [slot for slots in SECTIONS.values() for slot in slots if slot in frame.facts]
    for slot in [*ordered, *(other for other in frame.facts if other not in ordered)]:
        fact = frame.facts[slot]
        shown = line(slot, fact)
        source = "confirmed" if fact.confirmed else fact.provenance.value
        known = Text(id=f"own-source-{source}")
        yield Text(id="own-fact", arguments={"label": shown.label, "value": shown.value, "source": known})
    for change in story.changes:
        before = line(change.slot, change.before)
        yield Text(id="own-change", arguments={"label": before.label, "value": before.value})


def _message(said: Message, zone: tzinfo) -> Iterator[Text]:
    who = _named(said.staff) if said.written_by == "staff" else Text(id="own-you")
    words = Text(id="plain", arguments={"words": said.text}) if said.text else Text(id="own-wordless")
    arguments = {"when": _when(said.at, zone), "who": who, "words": words, "kind": said.kind}
    yield Text(id="own-message", arguments={**arguments})
    for one in said.versions:
        older = Text(id="plain", arguments={"words": one.text})
        yield Text(id="own-version", arguments={"words": older, "when": _when(one.replaced_at, zone)})


def _consents(story: Conversation, zone: tzinfo) -> Iterator[Text]:
    for one in story.consents:
        said = Text(id=f"consent-{one.purpose}-{'yes' if one.given else 'no'}")
        when = _when(one.at, zone)
        yield Text(id="own-consent", arguments={"consent": said, "when": when, "version": one.text_version})
    if story.shared_because and story.shared_because.basis != "consent":
        yield Text(id="own-danger", arguments={"when": _when(story.shared_because.since, zone)})


def _case(case: CaseKept, zone: tzinfo) -> Iterator[Text]:
    state = Text(id=f"own-state-{case.state}")
    when = _when(case.opened_at, zone)
    yield Text(id="own-case", arguments={"code": case.code, "state": state, "when": when})
    yield from _titled("own-life", (_deed(one, zone) for one in case.life))
    yield from _titled(
        "own-notes",
        (
            Text(
                id="own-note" if one.words is not None else "own-reflection",
                arguments={
                    "who": _named(one.by),
                    "when": _when(one.at, zone),
                    "words": Text(id="plain", arguments={"words": one.words or ""}),
                },
            )
            for one in case.notes
        ),
    )


def _deed(one: Deed, zone: tzinfo) -> Text:
    who = {"applicant": Text(id="own-you"), "staff": _named(one.staff)}.get(one.actor, Text(id="own-system"))
    name = one.act.partition(" ")[0] if not one.act.startswith("refused") else "refused"
    act = Text(id=f"own-act-{name}", arguments={"fallback": one.act})
    return Text(id="own-deed", arguments={"when": _when(one.at, zone), "who": who, "act": act})


def _shown(story: Conversation) -> Iterator[Text]:
    for where, count in Counter(one.where for one in story.shown).items():
        place = Text(id=f"own-where-{where.replace(' ', '-')}", arguments={"fallback": where})
        yield Text(id="own-copies", arguments={"where": place, "count": count})


def _kept(one: Kept) -> Text:
    return Text(id="plain", arguments={"words": f"{one.what}: {one.how_long}"})


def _named(who: Reader | None) -> Text:
    if who is None:
        return Text(id="own-former-worker")
    return Text(id="plain", arguments={"words": f"{who.name} ({who.role})"})


def _when(at: datetime, zone: tzinfo) -> Text:
    there = at.astimezone(zone)
    return Text(id="plain", arguments={"words": f"{there:%Y-%m-%d %H.%M}"})
