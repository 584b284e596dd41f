"""Colloquial Indonesian into plain words, with every word's place in the original kept.

The algorithm is described step by step in `nlu_data/lexicon/README.md`; the bot carries the same one, and
`nlu_data/lexicon/parity.tsv` holds both to it. Standard library only.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TEXT_CAP = 1000

_TOKEN = re.compile(
    r"(?P<url>https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+)"
    r"|(?P<mention>@\w{3,})"
    r"|(?P<number>\d+(?:[.,:/-]\d+)*(?![.,]?[^\W_]))"
    r"|(?P<word>[^\W_]+(?:['\-@$][^\W_]+|(?<=\d)[.,]\d+[^\W_]*)*)"
    r"|(?P<question>\?+)"
    r"|(?P<sign>[^\w\s])"
)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLE = re.compile(r"([^\W\d_])\1+")
_FINAL_DOUBLE = re.compile(r"([a-z])\1+$")
_REDUPLICATION = re.compile(r"([a-z]{2,})2(nya|ny|an|ku|mu)?$")
_DIGITS_THEN_LETTERS = re.compile(r"(\d[\d.,]*)([a-z]+)$")
_LETTERS_THEN_DIGITS = re.compile(r"([a-z]+)(\d[\d.,]*)$")
_LEET = str.maketrans("013456789@$", "oieasgtbgas")
_TWO_DIGITS = re.compile(r"\d{2}")
_PREFIXES = frozenset(["di", "ke", "se", "me", "mem", "men", "meng", "ber", "ter", "pe", "per", "nge"])
_COUNTED = frozenset(
    [
        "rt",
        "rw",
        "sd",
        "smp",
        "sma",
        "smk",
        "km",
        "no",
        "blok",
        "gg",
        "jl",
        "kelas",
        "kls",
        "jam",
        "umur",
        "usia",
        "tgl",
        "lantai",
        "lt",
    ]
)
_UNITS = frozenset(
    [
        "rb",
        "ribu",
        "k",
        "jt",
        "juta",
        "m",
        "mlyr",
        "milyar",
        "thn",
        "th",
        "tahun",
        "bln",
        "bl",
        "bulan",
        "mgg",
        "minggu",
        "hr",
        "hari",
        "jam",
        "jm",
        "menit",
        "mnt",
        "org",
        "orang",
        "anak",
        "anggota",
        "jiwa",
        "kk",
        "kg",
        "kilo",
        "liter",
        "km",
        "meter",
        "x",
        "kali",
        "an",
    ]
)
_CLITICS = (
    ("nya", ""),
    ("lah", ""),
    ("kah", ""),
    ("pun", ""),
    ("ny", ""),
    ("x", ""),
    ("ku", " saya"),
    ("mu", " kamu"),
)


@dataclass(frozen=True)
class Lexicon:
    """words: colloquial -> standard (identity protects a word); known: every word that is a key or a target."""

    words: Mapping[str, str]
    known: frozenset[str]
    lookalikes: Mapping[str, str]
    emoji: Mapping[str, str]


@dataclass(frozen=True)
class Word:
    """Half-open place in code points of the original text, and the plain word (or words) it stands for."""

    start: int
    end: int
    lemma: str


def read_table(path: Path) -> dict[str, str]:
    """Two columns parted by a tab; empty lines and lines that start with `#` are left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {row[0]: row[1].strip() for row in rows}


def read_lexicon(folder: Path) -> Lexicon:
    words = read_table(folder / "colloquial.tsv")
    known = frozenset(words) | frozenset(part for target in words.values() for part in target.split())
    return Lexicon(words, known, read_table(folder / "lookalikes.tsv"), read_table(folder / "emoji.tsv"))


def fold(text: str, lookalikes: Mapping[str, str]) -> tuple[str, list[int]]:
    """Plain lower-case letters, and for each of them the index of the character it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in _fold_character(character, lookalikes):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _fold_character(character: str, lookalikes: Mapping[str, str]) -> Iterator[str]:
    if character.isascii():
        yield character.lower() if character.isprintable() else " "
        return
    for part in unicodedata.normalize("NFKD", character).lower():
        category = unicodedata.category(part)
        if category in ("Mn", "Me", "Cf", "Sk"):
            continue
        if category == "Nd":
            yield str(unicodedata.decimal(part))
        else:
            yield from " " if category in ("Cc", "Zl", "Zp") else lookalikes.get(part, part)


def read_words(text: str, lexicon: Lexicon) -> list[Word]:
    """The words of the first `TEXT_CAP` characters. Signs other than `?` and listed emoji are left out."""
    folded, places = fold(text[:TEXT_CAP], lexicon.lookalikes)
    return [
        Word(places[start], places[end - 1] + 1, lemma)
        for match in _TOKEN.finditer(folded)
        for start, end, lemma in _read_match(match, lexicon)
        if lemma
    ]


def normalise(text: str, lexicon: Lexicon) -> str:
    """The plain words of a text, parted by single spaces."""
    return " ".join(word.lemma for word in read_words(text, lexicon))


_Piece = tuple[int, int, str]


def _read_match(match: re.Match[str], lexicon: Lexicon) -> Iterator[_Piece]:
    kind, text, start, end = match.lastgroup, match.group(), match.start(), match.end()
    if kind == "word":
        yield from _read_word(text, start, lexicon)
    elif kind == "sign":
        yield start, end, lexicon.emoji.get(text, "")
    else:
        yield start, end, {"url": "tautan", "mention": "akun", "question": "?"}.get(str(kind), text)


def _read_word(word: str, at: int, lexicon: Lexicon) -> Iterator[_Piece]:
    hit = lexicon.words.get(word.replace("'", ""))
    if hit is not None:
        yield at, at + len(word), hit
    elif "-" in word:
        yield from _read_hyphenated(word, at, lexicon)
    elif any(c.isdigit() or c in "@$" for c in word) and any(c.isalpha() for c in word):
        yield from _read_mixed(word, at, lexicon)
    else:
        yield at, at + len(word), plain(word, lexicon)


def _read_hyphenated(word: str, at: int, lexicon: Lexicon) -> Iterator[_Piece]:
    first, _, second = word.partition("-")
    clitics = dict(_CLITICS)
    if second in clitics:
        yield at, at + len(word), plain(first, lexicon) + clitics[second]
    elif first in _PREFIXES and second.isalpha():
        yield at, at + len(word), plain(first + second, lexicon)
    elif second.startswith(first):
        yield at, at + len(word), plain(second, lexicon)
    elif first.endswith(second):
        yield at, at + len(word), plain(first, lexicon)
    else:
        yield from _read_word(first, at, lexicon)
        yield from _read_word(second, at + len(first) + 1, lexicon)


def _read_mixed(word: str, at: int, lexicon: Lexicon) -> Iterator[_Piece]:
    doubled = _REDUPLICATION.match(word)
    if doubled and doubled[1] not in _COUNTED:
        yield at, at + len(word), plain(doubled[1] + (doubled[2] or ""), lexicon)
    elif cut := _cut(word):
        yield from _read_word(word[:cut], at, lexicon)
        yield from _read_word(word[cut:], at + cut, lexicon)
    else:
        yield at, at + len(word), plain(word.translate(_LEET), lexicon)


def _cut(word: str) -> int:
    """Where a number and a word that were written together part; 0 when the digits stand for letters."""
    if match := _LETTERS_THEN_DIGITS.match(word):
        return len(match[1])
    if match := _DIGITS_THEN_LETTERS.match(word):
        return len(match[1]) if match[2] in _UNITS or len(match[1]) > 1 else 0
    return (match.start() or match.end()) if (match := _TWO_DIGITS.search(word)) else 0


def plain(word: str, lexicon: Lexicon) -> str:
    """One word without digits: its standard form, or itself without repeated letters and clitics."""
    word = word.replace("'", "")
    for form in _forms(word):
        if form in lexicon.words:
            return lexicon.words[form]
        if form in lexicon.known:
            return form
    bare = _FINAL_DOUBLE.sub(r"\1", _RUN.sub(r"\1", word))
    return _without_clitic(bare, lexicon)


def _forms(word: str) -> Iterator[str]:
    yield word
    yield _RUN.sub(r"\1\1", word)
    once = _RUN.sub(r"\1", word)
    yield once
    yield _FINAL_DOUBLE.sub(r"\1", once)
    yield _DOUBLE.sub(r"\1", word)


def _without_clitic(word: str, lexicon: Lexicon) -> str:
    for clitic, added in _CLITICS:
        stem = word.removesuffix(clitic)
        if stem != word and (stem in lexicon.known or (clitic == "nya" and len(stem) >= 3)):
            return lexicon.words.get(stem, stem) + added
    return word
