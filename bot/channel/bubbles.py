"""Long texts as several messages: cut between paragraphs, else between lines, else between words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

MOST_UNITS = 4096
_TAG = re.compile(r"</?[a-z][^>]*>")
_BORDERS = ("\n\n", "\n", " ")


def shown(markup: str) -> str:
    """What is read of Telegram's HTML."""
    return html.unescape(_TAG.sub("", markup))


def units(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def bubbles(parts: Iterable[str], most: int = MOST_UNITS) -> tuple[str, ...]:
    """The parts, separated by empty lines, as messages of at most `most` UTF-16 units each. Nothing is left out."""
    whole = "\n\n".join(part.strip() for part in parts if shown(part).strip())
    return tuple(_cut(whole, most, _BORDERS)) if whole else ()


def _cut(markup: str, most: int, borders: tuple[str, ...]) -> Iterator[str]:
    if units(shown(markup)) <= most:
        yield markup
        return
    if not borders:
        yield from _cut_anywhere(shown(markup), most)
        return
    # A tag can be open across a border only inside a piece too long for a message: such a piece loses its markup.
    border, pieces = borders[0], markup.split(borders[0])
    if not all(_closed(piece) for piece in pieces):
        markup = html.escape(shown(markup), quote=False)
        pieces = markup.split(border)
    held = ""
    for piece in pieces:
        joined = f"{held}{border}{piece}" if held else piece
        if units(shown(joined)) <= most:
            held = joined
            continue
        if held.strip():
            yield held
        *full, held = _cut(piece, most, borders[1:])
        yield from full
    if held.strip():
        yield held


def _closed(markup: str) -> bool:
    """Whether as many tags end in it as begin."""
    tags: list[str] = _TAG.findall(markup)
    return sum(tag.startswith("</") for tag in tags) * 2 == len(tags)


def _cut_anywhere(text: str, most: int) -> Iterator[str]:
    """Between characters: half of a character would be refused."""
    held: list[str] = []
    used = 0
    for letter in text:
        size = units(letter)
        if used + size > most:
            yield html.escape("".join(held), quote=False)
            held, used = [], 0
        held.append(letter)
        used += size
    yield html.escape("".join(held), quote=False)
