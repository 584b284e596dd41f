"""Whether a bubble holds anything that a person wrote or that is known of them. What is not known to be bare, is not."""

from __future__ import annotations

from collections.abc import Iterable

from .speech import Say, Text, To

_NOTICES = (
    "staff-",
    "send-",
    "applicant-",
    "group-",
    "button-",
    "when-",
    "age",
    "lasting",
    "duration",
    "outcome-",
)
"""Beginnings of the names of texts that staff read about a case and that say nothing of the person."""
_BARE = frozenset({"list", "lines", "card-title", "card-withdrawn", "card-locked"})
_BARE_STARTS = ("card-state-", "card-level-", "card-age")
_TELLING = (
    "staff-fact", "staff-quote", "staff-offer", "staff-about-", "staff-criterion-", "staff-opener", "staff-able",
    "staff-unknown-", "staff-consent-", "staff-out-of-scope", "staff-section-", "staff-source-",
)  # fmt: skip
_NAMES = frozenset({"code", "worker", "before", "zone", "clock", "names", "hour", "minute"})
"""Arguments that are ours or a worker's, never the person's."""
_ECHOES = ("reflect", "section", "line", "plain", "own-copy", "retract-words")
"""Texts for the person themselves in which their own words come back."""


def is_wordless(said: Say) -> bool:
    if said.to is To.APPLICANT:
        return not any(_starts(one.id, _ECHOES) for one in _every(said.parts))
    return all(map(_is_bare, _every(said.parts)))


def is_bare(*texts: Text) -> bool:
    """For staff: nothing but codes, names of workers and times."""
    return all(map(_is_bare, _every(texts)))


def _is_bare(text: Text) -> bool:
    known = text.id in _BARE or _starts(text.id, _BARE_STARTS)
    known = known or (_starts(text.id, _NOTICES) and not _starts(text.id, _TELLING))
    strings = {
        name
        for name, value in text.arguments.items()
        if isinstance(value, str) or (isinstance(value, tuple) and any(isinstance(one, str) for one in value))
    }
    return known and strings <= _NAMES


def _starts(id: str, beginnings: tuple[str, ...]) -> bool:
    return id.startswith(beginnings)


def _every(texts: Iterable[Text]) -> Iterable[Text]:
    for text in texts:
        yield text
        for value in text.arguments.values():
            inner = value if isinstance(value, tuple) else (value,)
            yield from _every(one for one in inner if isinstance(one, Text))
