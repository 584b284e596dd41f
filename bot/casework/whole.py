"""The whole summary as bubbles: four sections, the worker's three questions, what is unknown, consent, provenance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.casework.card import asked
from bot.casework.wording import capped, day_and_clock, shortened
from bot.directory.agency import Agency, Zone
from bot.situation.facts import Fact
from bot.situation.frame import Quote
from bot.situation.lines import value_text
from bot.situation.speech import Text
from bot.situation.summary import Able, Known, Offer, Summary

LONGEST_VALUE = 600
LONGEST_QUOTE = 300
MOST_LINES = 30
ROOM = 3_000


def whole(summary: Summary, agency: Agency, now: datetime) -> tuple[tuple[Text, ...], ...]:
    """Bubbles, each a tuple of parts and each short enough for one message."""
    zone = agency.settings.time_zone
    if not summary.open:
        return ((Text(id="card-locked"),),)
    sections = (
        ("words", [_quote(quote, now, zone) for quote in summary.quotes]),
        ("situation", _facts(summary.situation.facts)),
        ("brought", _facts(summary.brought.facts)),
        (
            "tasks",
            [*_facts(summary.tasks.facts), *_bullets("staff-out-of-scope", summary.tasks.out_of_scope)],
        ),
        ("resources", [*_facts(summary.resources.facts), *map(_offer, summary.resources.offers)]),
        ("elsewhere", _bullets("plain", summary.resources.elsewhere)),
        ("able", list(_able(summary.worker_questions.able))),
        ("how", [asked(one) for one in summary.worker_questions.how.ask_first]),
        ("careful", [Text(id=f"card-careful-{key}") for key in summary.worker_questions.how.careful]),
        ("unknown", list(_unknown(summary))),
        ("consent", list(_consent(summary, now, zone))),
    )
    return tuple(_bubbles([part for name, lines in sections for part in _section(name, lines)]))


def _section(name: str, lines: list[Text]) -> Iterator[Text]:
    """A long section goes on in a further part under the same title."""
    for group in _groups(lines):
        yield Text(id="section", arguments={"title": Text(id=f"staff-section-{name}"), "lines": tuple(group)})


def _groups(lines: list[Text]) -> Iterator[list[Text]]:
    group: list[Text] = []
    for line in lines:
        if group and (_size(line) + sum(map(_size, group)) > ROOM or len(group) == MOST_LINES):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _bubbles(parts: list[Text]) -> Iterator[tuple[Text, ...]]:
    bubble: list[Text] = []
    for part in parts:
        if bubble and _size(part) + sum(map(_size, bubble)) > ROOM:
            yield tuple(bubble)
            bubble = []
        bubble.append(part)
    if bubble:
        yield tuple(bubble)


def _size(text: Text) -> int:
    """An upper estimate: 40 for the fixed words of every text, and the strings that go into it."""
    return 40 + sum(
        sum(_size(one) if isinstance(one, Text) else 2 * len(one) for one in value)
        if isinstance(value, tuple)
        else (_size(value) if isinstance(value, Text) else len(str(value)))
        for value in text.arguments.values()
    )


def _facts(facts: tuple[Known, ...]) -> list[Text]:
    return [
        Text(
            id="staff-fact",
            arguments={
                "label": Text(id=f"slot-{one.slot}"),
                "value": capped(value_text(one.slot, one.fact), LONGEST_VALUE),
                "source": _source(one.fact),
            },
        )
        for one in facts
    ]


def _source(fact: Fact) -> Text:
    return Text(id=f"staff-source-{'confirmed' if fact.confirmed else fact.provenance.value}")


def _quote(quote: Quote, now: datetime, zone: Zone) -> Text:
    words, when = shortened(quote.words, LONGEST_QUOTE), day_and_clock(quote.at, now, zone)
    id = "staff-quote-passed-on" if quote.passed_on else "staff-quote"
    return Text(id=id, arguments={"words": words, "when": when})


def _offer(offer: Offer) -> Text:
    criteria = tuple(
        Text(
            id=f"staff-criterion-{one.verdict}",
            arguments={
                "what": Text(
                    id=f"staff-about-{one.criterion}", arguments={"detail": shortened(one.detail, 80)}
                )
            },
        )
        for one in offer.criteria
    )
    return Text(
        id="staff-offer",
        arguments={
            "name": shortened(offer.name, 80),
            "capacity": Text(id=f"staff-capacity-{offer.capacity}"),
            "criteria": Text(id="list", arguments={"items": criteria}),
        },
    )


def _able(able: Able) -> Iterator[Text]:
    if able.skills is None:
        yield Text(id="staff-able-unknown")
    else:
        for id, needs in (("staff-able-skills", able.skills), ("staff-able-missing", able.missing)):
            if needs:
                names = tuple(Text(id=f"choice-needs-{need}") for need in needs)
                yield Text(id=id, arguments={"needs": Text(id="list", arguments={"items": names})})
    for name, value in (("language", able.language), ("area", able.area)):
        if value is not None:
            yield Text(id=f"staff-able-{name}-{'yes' if value else 'no'}")
    if able.load is not None:
        yield Text(id="staff-able-load", arguments={"count": able.load})
    if able.better:
        yield Text(
            id="staff-able-better", arguments={"names": Text(id="list", arguments={"items": able.better})}
        )


def _unknown(summary: Summary) -> Iterator[Text]:
    for one in summary.unknown:
        state = "skipped" if one.skipped else "open"
        yield Text(id=f"staff-unknown-{state}", arguments={"label": Text(id=f"slot-{one.slot}")})


def _consent(summary: Summary, now: datetime, zone: Zone) -> Iterator[Text]:
    for one in summary.consent:
        said = Text(
            id=f"consent-{one.purpose}-{'yes' if one.given else 'no'}", arguments={"fallback": one.purpose}
        )
        if one.at is None:
            yield said
        else:
            when = day_and_clock(one.at, now, zone)
            yield Text(
                id="staff-consent-dated",
                arguments={"consent": said, "when": when, "version": one.version or ""},
            )


def _bullets(id: str, words: tuple[str, ...]) -> list[Text]:
    return [Text(id=id, arguments={"words": shortened(one, 300)}) for one in words]
