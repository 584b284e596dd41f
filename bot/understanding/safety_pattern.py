"""The small pattern language of the safety lexicon, matched on words instead of letters.

A pattern is a row of elements separated by blanks:

==============  ============================================================================
``mau|ingin``   one of these words
``di_jalan``    these words one after the other, as one of the alternatives
``hidup*``      the word, also with an ending such as -ku, -nya, -lah, -in
``<want>``      one of the phrases of the named group
``..``          up to three words in between, ``..5`` up to five; never across a full stop
``[saja]``      may be there or not (a word, alternatives or a group)
==============  ============================================================================

Matching is a plain walk over the words: no regular expressions, so no text can make it run away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

STOP = "."
COMMA = ","
_ENDINGS = ("ku", "mu", "nya", "lah", "kah", "pun", "in", "i", "kan", "an", "e", "ne", "na", "kuh", "q")
_DEFAULT_GAP = 3


@dataclass(frozen=True, slots=True)
class Words:
    """One word out of a set."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words of any kind, inside one sentence."""

    most: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several rows of elements; an empty row makes the choice optional."""

    options: tuple["Pattern", ...]


Node: TypeAlias = Words | Gap | Choice
Pattern: TypeAlias = tuple[Node, ...]
Groups: TypeAlias = Mapping[str, Node]


class PatternError(ValueError):
    """A pattern of the lexicon cannot be read; the message names the pattern and the reason."""


def parse(text: str, groups: Groups) -> Pattern:
    """Read one pattern. Raises PatternError for unknown groups and for patterns without a fixed word."""
    nodes = tuple(_node(element, groups, text) for element in text.split())
    if not any(isinstance(node, Words) or _is_fixed(node) for node in nodes):
        raise PatternError(f"pattern {text!r}: needs at least one word that must be there")
    return nodes


def _is_fixed(node: Node) -> bool:
    return isinstance(node, Choice) and all(option for option in node.options)


def _node(element: str, groups: Groups, pattern: str) -> Node:
    if element.startswith(".."):
        return Gap(int(element[2:] or _DEFAULT_GAP))
    if element.startswith("[") and element.endswith("]"):
        inner = _node(element[1:-1], groups, pattern)
        return Choice(((inner,), ()))
    return _merge([_alternative(part, groups, pattern) for part in element.split("|")])


def _alternative(part: str, groups: Groups, pattern: str) -> Node:
    if part.startswith("<") and part.endswith(">"):
        name = part[1:-1]
        if name not in groups:
            raise PatternError(f"pattern {pattern!r}: there is no group {name!r}")
        return groups[name]
    if "_" in part:
        return Choice((parse(part.replace("_", " "), groups),))
    if part.endswith("*"):
        return Words(frozenset((part[:-1], *(part[:-1] + ending for ending in _ENDINGS))))
    return Words(frozenset((part,)))


def parse_group(phrases: str, groups: Groups) -> Node:
    """Read the phrases of a group, divided by "/"; it may use the groups that are already known."""
    rows = [parse(phrase, groups) for phrase in re.split(r"\s/\s", phrases.strip())]
    return _merge([row[0] if len(row) == 1 else Choice((row,)) for row in rows])


def word_group(words: Iterable[str]) -> Node:
    """A group of single words."""
    return Words(frozenset(words))


def vocabulary(pattern: Pattern) -> frozenset[str]:
    """Every word that occurs in a pattern."""
    words: set[str] = set()
    for node in pattern:
        if isinstance(node, Words):
            words |= node.words
        elif isinstance(node, Choice):
            words.update(*(vocabulary(option) for option in node.options))
    return frozenset(words)


def _merge(nodes: Sequence[Node]) -> Node:
    """Fold alternatives into one set of words as far as possible: sets are looked up, rows are walked."""
    if len(nodes) == 1:
        # A group by itself is the group, not a copy: there are thousands of them, some with hundreds of words.
        return nodes[0]
    words: set[str] = set()
    rows: list[Pattern] = []
    for node in nodes:
        if isinstance(node, Words):
            words |= node.words
        elif isinstance(node, Choice):
            words.update(*(row[0].words for row in node.options if _is_word(row)))  # type: ignore[union-attr]
            rows.extend(row for row in node.options if not _is_word(row))
    if not rows:
        return Words(frozenset(words))
    return Choice(((Words(frozenset(words)),), *rows)) if words else Choice(tuple(rows))


def _is_word(row: Pattern) -> bool:
    return len(row) == 1 and isinstance(row[0], Words)


def anchor(pattern: Pattern, common: frozenset[str]) -> frozenset[str]:
    """The words of which one must be in a text for the pattern to match; the rarest such set."""
    sets = [found for node in pattern if (found := _anchor_of(node, common))]
    return min(sets, key=lambda words: (len(words & common), len(words)))


def _anchor_of(node: Node, common: frozenset[str]) -> frozenset[str]:
    if isinstance(node, Words):
        return node.words
    if isinstance(node, Choice) and all(node.options):
        return frozenset().union(*(anchor(option, common) for option in node.options))
    return frozenset()


def ends(pattern: Pattern, words: Sequence[str], at: int) -> Iterator[int]:
    """Every place where `pattern`, begun at word `at`, can end (the index behind its last word)."""
    if not pattern:
        yield at
        return
    head, rest = pattern[0], pattern[1:]
    for place in _steps(head, words, at):
        yield from ends(rest, words, place)


def _steps(node: Node, words: Sequence[str], at: int) -> Iterator[int]:
    if isinstance(node, Words):
        if at < len(words) and words[at] in node.words:
            yield at + 1
    elif isinstance(node, Gap):
        yield from _gap(node, words, at)
    else:
        for option in node.options:
            yield from ends(option, words, at)


def _gap(gap: Gap, words: Sequence[str], at: int) -> Iterator[int]:
    yield at
    seen = 0
    while at < len(words) and words[at] != STOP and seen < gap.most:
        seen += words[at] != COMMA
        at += 1
        yield at


def find(pattern: Pattern, words: Sequence[str], longest: bool = False) -> Iterator[tuple[int, int]]:
    """The places (first word, behind the last word) where the pattern matches, one end for each start."""
    choose = max if longest else min
    for start in range(len(words)):
        end = choose(ends(pattern, words, start), default=None)
        if end is not None:
            yield start, end
