"""The first screen, in the order of what can go wrong in the next five minutes. Bounded: at most 3,500 characters.

Every string of a person is capped where it enters, so that no input makes the card longer than Telegram takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.casework.wording import Argument, age, clock, day_and_clock, shortened, worded
from bot.directory.agency import Agency, Zone
from bot.situation.case import Case, CaseState
from bot.situation.facts import Slot
from bot.situation.frame import Quote
from bot.situation.speech import Text
from bot.situation.summary import AskFirst, Known, Offer, Summary

QUOTE = 180
LINE = 110
SHORT = 60
QUOTES_SHOWN = 2
DIFFERENCES_SHOWN = 3
PROTECTED = frozenset({"violence", "self_harm"})


def title(case: Case) -> Text:
    """Of the topic: code and status, since names of topics are seen by everyone in the group."""
    return Text(id="card-title", arguments={"code": case.code, "status": Text(id=f"card-state-{case.state}")})


def card(summary: Summary, case: Case, agency: Agency, now: datetime) -> tuple[Text, ...]:
    zone = agency.settings.time_zone
    if case.state is CaseState.WITHDRAWN:
        return (title(case), Text(id="card-withdrawn"))
    body = _first_screen(summary, now, zone) if summary.open else _locked(summary)
    found = (*body, _state(case, now))
    return (Text(id="lines", arguments={"lines": tuple(found)}),)


def teaser(summary: Summary, case: Case, now: datetime) -> tuple[Text, ...]:
    """Of a confidential case the group sees no words: how urgent, where about, what kind, how long it waits."""
    parts: list[Text] = [Text(id=f"card-level-{case.urgency}")]
    place = _region(summary)
    if place:
        parts.append(_plain(place, SHORT))
    parts += [_kind(need) for need in summary.situation.needs[:1]]
    wish = summary.known(Slot.PREFER_WORKER)
    if wish and wish.fact.value == "woman":
        parts.append(Text(id="card-wants-woman"))
    parts.append(_state(case, now))
    return (Text(id="card-teaser", arguments={"code": case.code, "items": _dotted(parts)}),)


def _first_screen(summary: Summary, now: datetime, zone: Zone) -> Iterator[Text]:
    yield _urgency(summary, now, zone)
    yield from _differences(summary)
    yield _line("contact", *_values(summary, LINE, Slot.CONTACT_WINDOW, Slot.PHONE), *_secret(summary))
    yield _line("who", *_who(summary))
    quotes = [_quoted(quote, QUOTE) for quote in _telling(summary.quotes)]
    if quotes:
        yield _line("words", *quotes)
    if not summary.situation.needs:
        yield Text(id="card-no-need")
    else:
        yield _line("needs", *_values(summary, LINE, Slot.NEEDS, Slot.FIRST_CONCERN))
    yield from _some("hope", _values(summary, LINE, Slot.EXPECTATION))
    yield from _some("worry", _values(summary, LINE, Slot.WORRY))
    yield from _some("where", [*_values(summary, SHORT, Slot.LOCATION_NOW, Slot.LANDMARK), *_papers(summary)])
    yield _line("came", *_came(summary))
    yield from _some("promised", _promised(summary, now, zone))
    if summary.unheard:
        yield Text(id="card-unheard", arguments={"count": summary.unheard})
    yield _fit(summary)
    yield from _some("ask", [asked(one) for one in summary.worker_questions.how.ask_first])
    yield from _some("careful", [Text(id=f"card-careful-{key}") for key in _gravest(summary)])


def asked(one: AskFirst) -> Text:
    return Text(id=f"card-ask-{one.what}", arguments={"detail": shortened(one.detail, SHORT)})


def _locked(summary: Summary) -> Iterator[Text]:
    """They want to talk to a person, and have allowed nobody to read: that, and how to call them."""
    yield Text(id="card-locked")
    if summary.head.address:
        yield _line("who", worded(summary.head.address, SHORT))


def _urgency(summary: Summary, now: datetime, zone: Zone) -> Text:
    level: dict[str, Argument] = {"level": Text(id=f"card-level-{summary.head.urgency}")}
    if not summary.head.urgency_at:
        return Text(id="card-urgency-bare", arguments=level)
    at = summary.head.urgency_at
    level |= {"clock": clock(at, zone), "age": age(at, now)}
    words = summary.head.urgency_words
    if not words or words.partition("=")[0] in set(Slot):
        return Text(id="card-urgency-timed", arguments=level)
    return Text(id="card-urgency", arguments=level | {"words": shortened(words, QUOTE)})


def _differences(summary: Summary) -> Iterator[Text]:
    for one in summary.differences[-DIFFERENCES_SHOWN:]:
        yield difference(
            one.slot, Known(slot=one.slot, fact=one.before, guess=False), _known_now(summary, one.slot)
        )


def difference(slot: Slot, before: Known, now: Known | None) -> Text:
    """ "Tinggal di: Cibinong (sebelumnya: Citeureup)"."""
    after = worded(now, SHORT) if now else Text(id="card-taken-back")
    return Text(
        id="card-difference",
        arguments={"label": Text(id=f"slot-{slot}"), "now": after, "before": worded(before, SHORT)},
    )


def _known_now(summary: Summary, slot: Slot) -> Known | None:
    fact = next((one.now for one in summary.differences if one.slot is slot), None)
    return summary.known(slot) or (Known(slot=slot, fact=fact, guess=False) if fact else None)


def _secret(summary: Summary) -> Iterator[Text]:
    secret = summary.known(Slot.WHO_MUST_NOT_KNOW)
    if secret:
        yield Text(id="card-must-not-know", arguments={"who": worded(secret, LINE)})


def _who(summary: Summary) -> Iterator[Text]:
    address = summary.head.address
    yield worded(address, SHORT) if address else Text(id="card-nameless")
    yield from _values(
        summary,
        SHORT,
        Slot.FOR_WHOM,
        Slot.RELATION,
        Slot.THEY_KNOW,
        Slot.CHILD_COUNT,
        Slot.AGES,
        Slot.VULNERABLE,
        Slot.WRITER_AGE_BAND,
        labelled=frozenset({Slot.FOR_WHOM, Slot.THEY_KNOW, Slot.CHILD_COUNT, Slot.AGES, Slot.VULNERABLE}),
    )
    spoken = Text(id=f"language-{summary.head.language}", arguments={"fallback": summary.head.language})
    yield Text(id="card-language", arguments={"language": spoken})


def _papers(summary: Summary) -> Iterator[Text]:
    papers = summary.known(Slot.REGISTERED_AREA)
    if papers:
        yield _labelled(papers, SHORT)


def _came(summary: Summary) -> Iterator[Text]:
    pathway = summary.head.pathway
    yield Text(id=f"choice-pathway-{pathway}") if pathway else Text(id="card-came-unknown")
    yield from _values(summary, SHORT, Slot.REFERRER, Slot.PRESSURE)
    came_by = summary.brought.came_by
    for told in (came_by.target, came_by.occasion, came_by.campaign):
        if told:
            yield _plain(told, SHORT)


def _promised(summary: Summary, now: datetime, zone: Zone) -> Iterator[Text]:
    if summary.promised:
        yield Text(id="card-read-by", arguments={"when": day_and_clock(summary.promised, now, zone)})
    if summary.numbers_given:
        yield Text(id="card-numbers-given")


def _fit(summary: Summary) -> Text:
    offers = [_offered(offer) for offer in summary.resources.offers[:3]]
    deciding = summary.worker_questions.deciding_unknown
    if not offers:
        return Text(id="card-nothing-fits")
    unknown = [Text(id="card-deciding", arguments={"what": asked(deciding)})] if deciding else []
    return _line("fit", *offers, *unknown)


def _offered(offer: Offer) -> Text:
    capacity = "" if offer.capacity == "open" else f"-{offer.capacity}"
    return Text(id=f"card-offer-{offer.verdict}{capacity}", arguments={"name": shortened(offer.name, SHORT)})


def _gravest(summary: Summary) -> tuple[str, ...]:
    return summary.worker_questions.how.careful[:5]


def _state(case: Case, now: datetime) -> Text:
    if case.state is CaseState.CLAIMED and case.worker:
        return Text(
            id="card-held", arguments={"code": case.code, "worker": shortened(case.worker.name, SHORT)}
        )
    if case.state is CaseState.CLOSED:
        outcome = Text(id=f"staff-outcome-{case.outcome or 'other'}")
        return Text(id="card-closed", arguments={"code": case.code, "outcome": outcome})
    return Text(id="card-waits", arguments={"code": case.code, "age": age(case.opened_at, now)})


def _kind(need: str) -> Text:
    return Text(id="card-protection") if need in PROTECTED else Text(id=f"choice-needs-{need}")


def _region(summary: Summary) -> str:
    """Regency or province only: a district can be enough to be recognised."""
    place = summary.known(Slot.LOCATION_NOW)
    value = place.fact.value if place else None
    if isinstance(value, dict) and value.get("level") in ("regency", "province"):
        return str(value.get("name") or "")
    return ""


def _values(summary: Summary, most: int, *slots: Slot, labelled: frozenset[Slot] = frozenset()) -> list[Text]:
    found = [one for slot in slots if (one := summary.known(slot))]
    return [_labelled(one, most) if one.slot in labelled else worded(one, most) for one in found]


def _labelled(one: Known, most: int) -> Text:
    return Text(id="line", arguments={"label": Text(id=f"slot-{one.slot}"), "value": worded(one, most)})


def _some(name: str, parts: Iterator[Text] | list[Text]) -> Iterator[Text]:
    found = tuple(parts)
    if found:
        yield _line(name, *found)


def _line(name: str, *parts: Text) -> Text:
    said = parts or (Text(id="card-not-known"),)
    return Text(id=f"card-{name}", arguments={"items": _dotted(list(said))})


def _dotted(parts: list[Text]) -> Text:
    """a · b · c, nested, since a list in the catalogue is joined by commas."""
    if len(parts) == 1:
        return parts[0]
    return Text(id="card-dot", arguments={"first": parts[0], "rest": _dotted(parts[1:])})


def _telling(quotes: tuple[Quote, ...]) -> list[Quote]:
    """The longest, in the order in which they were written: a story says more than "udah dikit"."""
    longest = sorted(quotes, key=lambda quote: len(quote.words), reverse=True)[:QUOTES_SHOWN]
    return [quote for quote in quotes if quote in longest]


def _quoted(quote: Quote, most: int) -> Text:
    id = "card-quote-passed-on" if quote.passed_on else "card-quote"
    return Text(id=id, arguments={"words": shortened(quote.words, most)})


def _plain(words: str, most: int) -> Text:
    return Text(id="plain", arguments={"words": shortened(words, most)})
