"""A group is one chat of many cases: nobody's flood of words takes the place of another case's card and words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.store.letter import Letter, Row

from .ports import Fate

_BEFORE_WORDS = frozenset({Fate.EMERGENCY, Fate.CARD, Fate.TOPIC, Fate.GONE})


def talker(letter: Letter) -> str:
    """Whose share of the group's budget it takes: its case's, or its queue's. Empty: it comes before all words."""
    if letter.fate in _BEFORE_WORDS:
        return ""
    of_case = letter.case and letter.queue != letter.chat_key
    return f"case:{letter.case}" if of_case else letter.queue


def in_turn(rows: Iterable[Row], had: Callable[[str, str], int]) -> list[Row]:
    """Emergencies, then cards, then whoever `had(chat, talker)` the fewest messages of late; else as they came."""

    def place(row: Row) -> tuple[bool, bool, int]:
        who = talker(row.letter)
        return row.letter.fate != Fate.EMERGENCY, bool(who), had(row.letter.chat_key, who) if who else 0

    return sorted(rows, key=place)
