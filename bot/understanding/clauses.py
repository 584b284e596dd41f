"""Run-on chat cut into clauses, each with its place in the line. Lists of things stay whole."""

import re
from collections.abc import Iterator
from typing import Final

from bot.situation.reading import Clause

from .tokens import words

LONGEST: Final = 300  # characters; longer pieces cost time and read badly
MOST: Final = 12

_HARD = re.compile(r"\n+|(?<=[a-zA-Z)\"'])[.!?]+(?=\s|$)|\.{2,}|…|;|(?<=\d)[.!?](?=\s+\D|$)|[!?]+")
_ABBREVIATIONS = re.compile(
    r"\b(?:kab|kec|kel|prov|no|jl|gg|rt|rw|ds|kp|dr|bpk|sdr|dll|dsb|yg|th|jln)\.$", re.IGNORECASE
)
_CONNECTOR = re.compile(
    r"\b(?:trus|terus|trs|tapi|tp|tetapi|cuman|padahal|soalnya|soale|karena|karna|krn|gara2|gara-gara|makanya|jadinya|jadi|jd"
    r"|udah gitu|abis itu|habis itu|sedangkan|sementara|apalagi|but|because|so|then|sama|dan|and)\b|,|&",
    re.IGNORECASE,
)
_WEAK = re.compile(r",|&|sama|dan|and", re.IGNORECASE)
_TELLS: Final = words(
    # words that make a piece say something by itself
    "saya sy aku ak gw gua kami kita suami istri anak anaknya ibu bapak dia adik kakak mertua nenek kakek mbah bayi "
    "ada gak ga nggak gk tidak tdk blm belum udah udh sudah sdh bisa bs mau mo pengen butuh perlu minta tolong sakit "
    "hilang ilang habis abis kena di apa gimana gmn bagaimana berapa kapan dimana dmn kok kenapa masih msh lagi lg "
    "harus takut bingung i we my is are need can not no"
)
_PLACE_OPENERS: Final = words("di dari deket dekat kec kab kota")
_LEAST_WORDS: Final = 3


def split_clauses(text: str) -> tuple[Clause, ...]:
    """At most `MOST` clauses of at most `LONGEST` characters; the rest of a longer text is left out."""
    found: list[Clause] = []
    for start, end in _sentences(text):
        for piece_start, piece_end in _pieces(text, start, end):
            for begin, stop in _capped(text, piece_start, piece_end):
                found.append(Clause(text=text[begin:stop], start=begin, end=stop))
                if len(found) == MOST:
                    return tuple(found)
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """A question keeps its mark: it is part of what was asked."""
    start = 0
    for mark in _HARD.finditer(text):
        if mark[0] == "." and _ABBREVIATIONS.search(text, start, mark.end()):
            continue
        yield start, mark.end()
        start = mark.end()
    yield start, len(text)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for connector in _CONNECTOR.finditer(text, start, end):
        left, right = text[begin : connector.start()], text[connector.end() : end]
        weak = _WEAK.fullmatch(connector[0]) is not None
        if not left.strip() or not right.strip():
            continue
        if weak and not (_is_clause(left) and _is_clause(_next_piece(right))):
            continue
        yield begin, connector.start()
        begin = connector.end()
    yield begin, end


def _next_piece(right: str) -> str:
    return _CONNECTOR.split(right, maxsplit=1)[0]


def _is_clause(piece: str) -> bool:
    held = re.findall(r"\w+", piece.lower())
    if len(held) == 2 and held[0] in _PLACE_OPENERS:
        return True
    return len(held) >= _LEAST_WORDS and any(word in _TELLS for word in held)


def _capped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Without surrounding spaces; long pieces are cut at a space where there is one."""
    while start < end:
        while start < end and (text[start].isspace() or text[start] in ",;"):
            start += 1
        stop = min(end, start + LONGEST)
        if stop < end and (space := text.rfind(" ", start, stop)) > start:
            stop = space
        trimmed = stop
        while trimmed > start and (text[trimmed - 1].isspace() or text[trimmed - 1] in ",;"):
            trimmed -= 1
        if any(letter.isalnum() for letter in text[start:trimmed]):
            yield start, trimmed
        start = stop
