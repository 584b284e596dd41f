"""What surrounds a danger word: denial, the past, and whose danger it is. Works on one reading of a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.understanding.safety_pattern import STOP, Groups, Words

# Whose danger an entry is about: of who wishes it, of whom it is done to, or of who is afraid of doing it.
Role: TypeAlias = Literal["wisher", "sufferer", "doer"]
_FAR = 12
_NEAR = 5


@dataclass(frozen=True, slots=True)
class ContextWords:
    """Single words that the context is read from; `called`: also ways to address the reader;
    `about`: words that make the next person an object; `suffering`: what a victim does or is."""

    me: frozenset[str]
    negation: frozenset[str]
    link: frozenset[str]
    denial_after: frozenset[str]
    past: frozenset[str]
    still: frozenset[str]
    person: frozenset[str]
    called: frozenset[str]
    about: frozenset[str]
    suffering: frozenset[str]
    why: frozenset[str]

    @classmethod
    def of(cls, groups: Groups) -> "ContextWords":
        """Read the groups named `context_...`; raises KeyError when one is missing."""
        names = cls.__dataclass_fields__
        return cls(**{name: _single_words(groups, f"context_{name}") for name in names})


def _single_words(groups: Groups, name: str) -> frozenset[str]:
    node = groups[name]
    if isinstance(node, Words):
        return node.words
    raise KeyError(f"group {name} must hold single words only")


@dataclass(frozen=True, slots=True)
class Circumstances:
    denied: bool
    past: bool
    third_person: bool


def circumstances(
    words: Sequence[str], start: int, end: int, known: ContextWords, role: Role
) -> Circumstances:
    """Of the hit at words[start:end]."""
    return Circumstances(
        _is_denied(words, start, end, known),
        _is_past(words, start, end, known),
        _is_anothers(words, start, end, known, role),
    )


def _is_anothers(words: Sequence[str], start: int, end: int, known: ContextWords, role: Role) -> bool:
    if role == "sufferer":
        return _is_done_to_another(words, start, end, known)
    return _is_about_another(words, start, end if role == "wisher" else start, known)


def _is_denied(words: Sequence[str], start: int, end: int, known: ContextWords) -> bool:
    at = start - 1
    while at >= 0 and words[at] in known.link:
        at -= 1
    if at >= 0 and words[at] in known.negation:
        return known.why.isdisjoint(words[max(0, at - 2) : at])
    after = [word for word in words[end : end + 3] if word not in known.denial_after]
    return bool(after) and len(after) < 3 and words[end] in known.denial_after and after[0] in known.negation


def _is_past(words: Sequence[str], start: int, end: int, known: ContextWords) -> bool:
    around = [*_back(words, start, _NEAR), *words[start:end], *_forth(words, end, _NEAR)]
    return not known.past.isdisjoint(around) and known.still.isdisjoint(words)


def _back(words: Sequence[str], start: int, far: int) -> list[str]:
    """The words before `start` in the same sentence, nearest first."""
    before = list(reversed(words[max(0, start - far) : start]))
    return before[: before.index(STOP)] if STOP in before else before


def _forth(words: Sequence[str], end: int, far: int) -> list[str]:
    after = list(words[end : end + far])
    return after[: after.index(STOP)] if STOP in after else after


def _is_about_another(words: Sequence[str], start: int, end: int, known: ContextWords) -> bool:
    """The nearest person named before the end of the hit decides; nobody named: the writer."""
    before = [*reversed(words[start:end]), *_back(words, start, _FAR)]
    for at, word in enumerate(before):
        previous = before[at + 1] if at + 1 < len(before) else ""
        if previous in known.about or _is_passive(previous, known):
            continue
        if word in known.me and previous not in known.person:
            return False
        if word in known.person and _is_named(before, at, known):
            return True
    return False


def _is_done_to_another(words: Sequence[str], start: int, end: int, known: ContextWords) -> bool:
    """Passive verbs: whoever stands before them; active ones: whoever follows; else the writer."""
    verb = next((at for at in range(start, end) if _is_passive(words[at], known)), None)
    if verb is not None:
        return _is_about_another(words, verb, verb, known)
    if end - start < 2 or words[end - 1] in known.me or words[end - 2] in known.about:
        return False
    return not known.person.isdisjoint(words[end - 1 : end + 1])


def _is_passive(word: str, known: ContextWords) -> bool:
    return word in known.suffering or (word.startswith("di") and len(word) > 4 and word not in known.me)


def _is_named(before: Sequence[str], at: int, known: ContextWords) -> bool:
    """ "Kak" and "Bu" address the reader, unless it is said whose they are."""
    following = before[at - 1] if at else ""
    return before[at] not in known.called or following in known.me
