"""From a reading to facts: what was said, in whose words, and nothing more than was said."""

from __future__ import annotations

from bot.situation.facts import Provenance, Slot
from bot.situation.frame import Quote
from bot.situation.needs import INTENT_PREFIX, Need, need_of_intent
from bot.situation.reading import Clause, Entity, PlaceValue, Reading
from bot.situation.taken_back import BETWEEN
from bot.situation.urgency import urgency

from .child import says_child
from .notice_people import for_whom, household, pathway
from .notice_place import places
from .talk import Talk

MOST_QUOTES = 40
MOST_PROBLEM_CHARACTERS = 1_000


def notice(talk: Talk, *, keep_words: bool = True) -> None:
    """Take everything from this message that is a fact, and keep its words where they are part of the story."""
    reading = talk.heard.reading
    if reading is None or not reading.text.strip():
        return
    if keep_words:
        _keep_words(talk, reading)
    _needs(talk, reading)
    places(talk, reading)
    household(talk, reading)
    for_whom(talk, reading)
    _child(talk, reading)
    pathway(talk, reading)
    _others(talk, reading)
    weigh(talk)


def notice_passed_on(talk: Talk, *, keep_words: bool) -> None:
    """Somebody else's words are kept as such; no fact about this person is taken from them."""
    reading = talk.heard.reading
    if keep_words and reading and reading.text.strip():
        _keep_words(talk, reading)


def _child(talk: Talk, reading: Reading) -> None:
    band = says_child(reading.text)
    if band and Slot.WRITER_AGE_BAND not in talk.frame.facts:
        talk.learn(Slot.WRITER_AGE_BAND, band, words=reading.text, confidence=0.9)
        talk.set(child=True)


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
        passed_on=talk.heard.incoming.forwarded,
    )
    talk.set(quotes=(*talk.frame.quotes, quote)[-MOST_QUOTES:])


def tell_problem(talk: Talk) -> None:
    """The story so far is their problem in their own words."""
    own = (quote for quote in talk.frame.quotes if not quote.passed_on)
    said = BETWEEN.join(dict.fromkeys(quote.words.strip() for quote in own))
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
