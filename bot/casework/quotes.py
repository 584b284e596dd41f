"""Which of the applicant's words a worker reads first: those that facts rest on."""

from __future__ import annotations

from bot.situation.facts import Fact, Slot
from bot.situation.frame import Frame, Quote

MOST = 5
FEWEST = 2


def choose_quotes(frame: Frame) -> tuple[Quote, ...]:
    """Two to five (fewer where fewer were written), verbatim, in the order in which they were written.

    Words that only a corrected fact rests on stay out while there are others.
    """
    ranked = sorted(
        range(len(frame.quotes)), key=lambda index: (-_weight(frame, frame.quotes[index]), -index)
    )
    resting = [index for index in ranked if _weight(frame, frame.quotes[index])]
    others = [index for index in ranked if index not in resting]
    others.sort(key=lambda index: _replaced(frame, frame.quotes[index]))
    chosen = (resting + others[: max(0, FEWEST - len(resting))])[:MOST]
    return tuple(frame.quotes[index] for index in sorted(chosen))


def quote_of(frame: Frame, words: str) -> Quote | None:
    """The newest message with these words in it."""
    return next((quote for quote in reversed(frame.quotes) if words and words in quote.words), None)


def _weight(frame: Frame, quote: Quote) -> int:
    resting = sum(_rests_on(fact, quote) for slot, fact in frame.facts.items() if slot is not Slot.PROBLEM)
    urgent = bool(frame.urgency_words) and frame.urgency_words in quote.words
    return resting + 100 * urgent


def _rests_on(fact: Fact, quote: Quote) -> bool:
    if fact.message is not None and fact.message == quote.message:
        return True
    return bool(fact.words) and fact.words in quote.words


def _replaced(frame: Frame, quote: Quote) -> bool:
    return any(_rests_on(change.before, quote) for change in frame.changes if not change.after_handoff)
