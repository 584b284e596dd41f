"""From a reading to facts: what was said, in whose words, and nothing more than was said."""

from __future__ import annotations

import re

from bot.situation.facts import Provenance, Slot
from bot.situation.frame import CameBy, Pathway, Quote
from bot.situation.needs import INTENT_PREFIX, Need, need_of_intent
from bot.situation.reading import Clause, Entity, PlaceValue, Reading
from bot.situation.urgency import urgency

from .talk import Talk

MOST_QUOTES = 40
MOST_PROBLEM_CHARACTERS = 1_000
PRESSING_REFERRERS = frozenset(
    {
        "court",
        "police",
        "probation",
        "prison",
        "school",
        "employer",
        "military",
        "spouse",
        "parents",
        "village_office",
    }
)


def notice(talk: Talk) -> None:
    """Take everything from this message that is a fact, and keep its words."""
    reading = talk.heard.reading
    if reading is None or not reading.text.strip():
        return
    _keep_words(talk, reading)
    _needs(talk, reading)
    _places(talk, reading)
    _household(talk, reading)
    _for_whom(talk, reading)
    _pathway(talk, reading)
    _others(talk, reading)
    weigh(talk)


def weigh(talk: Talk) -> None:
    """Renew the urgency after facts have changed."""
    level, words = urgency(talk.frame)
    talk.set(urgency=level, urgency_words=words)


def _keep_words(talk: Talk, reading: Reading) -> None:
    quote = Quote(
        words=reading.text,
        at=talk.heard.incoming.at,
        message=talk.heard.message,
        understood=reading.parsed and reading.sure,
    )
    talk.set(quotes=(*talk.frame.quotes, quote)[-MOST_QUOTES:])


def tell_problem(talk: Talk) -> None:
    """The story so far is their problem in their own words."""
    said = " / ".join(dict.fromkeys(quote.words.strip() for quote in talk.frame.quotes))
    if said:
        talk.learn(Slot.PROBLEM, said[:MOST_PROBLEM_CHARACTERS], words=said[:MOST_PROBLEM_CHARACTERS])


def _needs(talk: Talk, reading: Reading) -> None:
    clauses = reading.clauses or (
        Clause(
            text=reading.text,
            start=0,
            end=len(reading.text),
            intent=reading.intent if reading.sure else None,
            confidence=reading.confidence,
        ),
    )
    whole = _need(reading.intent) if reading.sure else None
    heard = [(need, clause) for clause in clauses if (need := _need(clause.intent))]
    found = [need for need, _ in heard] or ([whole] if whole else [])
    if not found:
        return
    known = talk.frame.value(Slot.NEEDS)
    before = [Need(need) for need in known] if isinstance(known, list) else []
    needs = list(dict.fromkeys([*before, *found]))
    words = "; ".join(clause.text for _, clause in heard) or reading.text
    if needs != before:
        earlier = talk.frame.facts.get(Slot.NEEDS)
        joined = f"{earlier.words}; {words}" if earlier and earlier.words else words
        talk.learn(
            Slot.NEEDS,
            [need.value for need in needs],
            words=joined,
            provenance=Provenance.INFERRED if not before or earlier is None else earlier.provenance,
            confidence=reading.confidence,
        )


def _need(intent: str | None) -> Need | None:
    """Danger is no need that is noted in passing: the safety net decides about it."""
    return need_of_intent(intent) if intent and intent.startswith(INTENT_PREFIX) else None


def _places(talk: Talk, reading: Reading) -> None:
    for entity in reading.entities_of("location"):
        if not isinstance(entity.value, PlaceValue):
            continue
        if _of_papers(reading, entity):
            _learn_registered(talk, entity.value, entity.text)
            continue
        if entity.value.level in ("landmark", "village") and entity.value.code is None:
            talk.learn(Slot.LANDMARK, entity.text, words=entity.text)
        elif entity.value.code or entity.value.candidates:
            learn_place(talk, entity.value, entity.text)


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


def _household(talk: Talk, reading: Reading) -> None:
    home = reading.household
    if home is None or not home.says_something:
        return
    words = _around(reading, ("household_size", "child_count", "age", "relation"))
    if home.size is not None:
        talk.learn(Slot.HOUSEHOLD_SIZE, home.size, words=words)
    if home.child_count is not None:
        talk.learn(Slot.CHILD_COUNT, home.child_count, words=words)
    if home.child_ages_months:
        talk.learn(Slot.AGES, list(home.child_ages_months), words=words)
    found = [
        key
        for key, there in (
            ("baby", any(age < 12 for age in home.child_ages_months)),
            ("small_child", any(12 <= age < 60 for age in home.child_ages_months)),
            ("pregnant", home.pregnant),
            ("elderly", home.elderly),
            ("disability", home.disabled),
        )
        if there
    ]
    if found:
        known = talk.frame.value(Slot.VULNERABLE)
        before = [str(key) for key in known if key != "none"] if isinstance(known, list) else []
        talk.learn(Slot.VULNERABLE, list(dict.fromkeys([*before, *found])), words=words)


def _around(reading: Reading, kinds: tuple[str, ...]) -> str:
    """The clauses that carry entities of these kinds, verbatim."""
    carriers = [entity for entity in reading.entities if entity.entity in kinds]
    clauses = [
        clause.text
        for clause in reading.clauses
        if any(clause.start <= entity.start < clause.end for entity in carriers)
    ]
    return ", ".join(dict.fromkeys(clauses)) or reading.text


def _for_whom(talk: Talk, reading: Reading) -> None:
    if reading.intent == "for_other" and reading.sure:
        talk.learn(Slot.FOR_WHOM, "other", words=reading.text, provenance=Provenance.INFERRED)
        for entity in reading.entities_of("relation")[:1]:
            talk.learn(Slot.RELATION, str(entity.value or entity.text), words=entity.text)


def _pathway(talk: Talk, reading: Reading) -> None:
    for entity in reading.entities_of("referrer")[:1]:
        talk.learn(Slot.REFERRER, str(entity.value or entity.text), words=entity.text)
    sent = reading.intent in ("referred_by", "reluctance") and reading.sure
    referrer = talk.frame.value(Slot.REFERRER)
    if talk.frame.came_by.kind == "referrer" or (sent and referrer in PRESSING_REFERRERS):
        talk.learn(
            Slot.PATHWAY,
            Pathway.INVOLUNTARY.value,
            words=reading.text if sent else "",
            provenance=Provenance.INFERRED,
        )
    elif Slot.PATHWAY not in talk.frame.facts:
        outreach = talk.frame.came_by.kind == "outreach"
        talk.learn(
            Slot.PATHWAY,
            (Pathway.OUTREACH if outreach else Pathway.VOLUNTARY).value,
            provenance=Provenance.INFERRED,
        )


def _first(talk: Talk, reading: Reading, kind: str, slot: Slot) -> None:
    for entity in reading.entities_of(kind)[:1]:
        if entity.value is not None and not isinstance(entity.value, PlaceValue):
            talk.learn(slot, entity.value, words=entity.text)


def _others(talk: Talk, reading: Reading) -> None:
    if Slot.SINCE_WHEN not in talk.frame.facts:
        _first(talk, _past_only(reading, talk), "date", Slot.SINCE_WHEN)
    _first(talk, reading, "program", Slot.PROGRAM)
    _first(talk, reading, "phone", Slot.PHONE)
    papers = [entity for entity in reading.entities_of("document") if entity.value]
    if papers and _says_document_need(reading):
        talk.learn(Slot.DOCUMENTS, str(papers[0].value), words=papers[0].text)
    if reading.feeling:
        talk.learn(
            Slot.FEELING, reading.feeling, words=reading.text, provenance=Provenance.INFERRED, confidence=0.5
        )


def _says_document_need(reading: Reading) -> bool:
    intents = {clause.intent for clause in reading.clauses} | {reading.intent}
    return "need_documents" in intents


def _past_only(reading: Reading, talk: Talk) -> Reading:
    today = talk.heard.incoming.at.date().isoformat()

    def past(entity: Entity) -> bool:
        return entity.entity != "date" or str(entity.value or "9").split("/")[0] <= today

    return reading.model_copy(update={"entities": tuple(e for e in reading.entities if past(e))})


def came_by_link(talk: Talk, came_by: CameBy) -> None:
    """A deep link is a fact of its own: how the person came."""
    talk.set(came_by=came_by)
    pathway = {"referrer": Pathway.INVOLUNTARY, "outreach": Pathway.OUTREACH}.get(
        came_by.kind, Pathway.VOLUNTARY
    )
    talk.learn(Slot.PATHWAY, pathway.value, provenance=Provenance.INFERRED)
    if came_by.kind == "referrer":
        talk.learn(Slot.REFERRER, came_by.target, provenance=Provenance.INFERRED)
