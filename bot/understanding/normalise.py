"""Colloquial Indonesian into plain words, with the place of every word in the text as it was written.

The algorithm and its tables are described in `nlu_data/lexicon/README.md`; the model server's tokenizer carries the
same one, and `nlu_data/lexicon/parity.tsv` holds both to it.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TEXT_CAP = 1000

_PIECES = re.compile(
    r"(?P<url>https?://\S+|www\.\S+|[^\s@]+@[^\s@]+\.[^\s@]+)"
    r"|(?P<mention>@\w{3,})"
    r"|(?P<number>\d+(?:[.,:/-]\d+)*(?![.,]?[^\W_]))"
    r"|(?P<word>[^\W_]+(?:['\-@$][^\W_]+|(?<=\d)[.,]\d+[^\W_]*)*)"
    r"|(?P<question>\?+)"
    r"|(?P<sign>[^\w\s])"
)
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLE = re.compile(r"([^\W\d_])\1+")
_LAST_DOUBLE = re.compile(r"([a-z])\1+$")
_DOUBLED_WORD = re.compile(r"([a-z]{2,})2(nya|ny|an|ku|mu)?$")
_DIGITS_THEN_LETTERS = re.compile(r"(\d[\d.,]*)([a-z]+)$")
_LETTERS_THEN_DIGITS = re.compile(r"([a-z]+)(\d[\d.,]*)$")
_TWO_DIGITS = re.compile(r"\d{2}")
_LEET = str.maketrans("013456789@$", "oieasgtbgas")
_PREFIXES_TEXT = "di ke se me mem men meng ber ter pe per nge"
_PREFIXES = frozenset(_PREFIXES_TEXT.split())
_COUNTED_TEXT = "rt rw sd smp sma smk km no blok gg jl kelas kls jam umur usia tgl lantai lt"
_COUNTED = frozenset(_COUNTED_TEXT.split())
_UNITS_TEXT = (
    "rb ribu k jt juta m mlyr milyar thn th tahun bln bl bulan mgg minggu hr hari jam jm menit "
    "mnt org orang anak anggota jiwa kk kg kilo liter km meter x kali an"
)
_UNITS = frozenset(_UNITS_TEXT.split())
_CLITICS = {"nya": "", "lah": "", "kah": "", "pun": "", "ny": "", "x": "", "ku": " saya", "mu": " kamu"}
_FIXED_LEMMAS = {"url": "tautan", "mention": "akun", "question": "?"}
_IGNORED = ("Mn", "Me", "Cf", "Sk")
_SPACES = ("Cc", "Zl", "Zp")
_Piece = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Token:
    """Half-open place in code points of the raw text, and the plain word (or words) written there."""

    start: int
    end: int
    plain: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text`: the plain words parted by single spaces; `tokens`: the same with their places."""

    text: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Normaliser:
    """words: colloquial -> plain (itself: protected); known: all keys and all words of targets."""

    words: Mapping[str, str]
    known: frozenset[str]
    lookalikes: Mapping[str, str]
    emoji: Mapping[str, str]

    @classmethod
    def load(cls, lexicon_dir: Path) -> "Normaliser":
        """Read `colloquial.tsv`, `lookalikes.tsv` and `emoji.tsv`. Raises OSError when one is missing."""
        words = _read_table(lexicon_dir / "colloquial.tsv")
        known = frozenset(words).union(*(target.split() for target in words.values()))
        lookalikes = _read_table(lexicon_dir / "lookalikes.tsv")
        return cls(words, known, lookalikes, _read_table(lexicon_dir / "emoji.tsv"))

    def normalise(self, text: str, cap: int | None = TEXT_CAP) -> Normalised:
        """Plain words of the first `cap` characters (None: of all). Never raises."""
        folded, places = self.fold(text[:cap])
        tokens = tuple(
            Token(places[start], places[end - 1] + 1, plain)
            for match in _PIECES.finditer(folded)
            for start, end, plain in self._pieces(match)
            if plain
        )
        return Normalised(" ".join(token.plain for token in tokens), tokens)

    def fold(self, text: str) -> tuple[str, list[int]]:
        """Lower-case Latin letters, and for each of them the index of the character it came from."""
        folded = [(letter, at) for at, c in enumerate(text) for letter in self._fold_character(c)]
        return "".join(letter for letter, _ in folded), [at for _, at in folded]

    def _fold_character(self, character: str) -> Iterator[str]:
        if character.isascii():
            yield character.lower() if character.isprintable() else " "
            return
        for part in unicodedata.normalize("NFKD", character).lower():
            category = unicodedata.category(part)
            if category in _IGNORED:
                continue
            if category == "Nd":
                yield str(unicodedata.decimal(part))
            else:
                yield from " " if category in _SPACES else self.lookalikes.get(part, part)

    def _pieces(self, match: re.Match[str]) -> Iterator[_Piece]:
        kind, text, start, end = str(match.lastgroup), match.group(), match.start(), match.end()
        if kind == "word":
            yield from self._read_word(text, start)
        elif kind == "sign":
            yield start, end, self.emoji.get(text, "")
        else:
            yield start, end, _FIXED_LEMMAS.get(kind, text)

    def _read_word(self, word: str, at: int) -> Iterator[_Piece]:
        hit = self.words.get(word.replace("'", ""))
        if hit is not None:
            yield at, at + len(word), hit
        elif "-" in word:
            yield from self._read_hyphenated(word, at)
        elif any(c.isdigit() or c in "@$" for c in word) and any(c.isalpha() for c in word):
            yield from self._read_mixed(word, at)
        else:
            yield at, at + len(word), self.plain(word)

    def _read_hyphenated(self, word: str, at: int) -> Iterator[_Piece]:
        first, _, second = word.partition("-")
        if second in _CLITICS:
            yield at, at + len(word), self.plain(first) + _CLITICS[second]
        elif first in _PREFIXES and second.isalpha():
            yield at, at + len(word), self.plain(first + second)
        elif second.startswith(first):
            yield at, at + len(word), self.plain(second)
        elif first.endswith(second):
            yield at, at + len(word), self.plain(first)
        else:
            yield from self._read_word(first, at)
            yield from self._read_word(second, at + len(first) + 1)

    def _read_mixed(self, word: str, at: int) -> Iterator[_Piece]:
        doubled = _DOUBLED_WORD.match(word)
        if doubled and doubled[1] not in _COUNTED:
            yield at, at + len(word), self.plain(doubled[1] + (doubled[2] or ""))
        elif cut := _cut(word):
            yield from self._read_word(word[:cut], at)
            yield from self._read_word(word[cut:], at + cut)
        else:
            yield at, at + len(word), self.plain(word.translate(_LEET))

    def plain(self, word: str) -> str:
        """The plain form of one word without digits, or the word without repeated letters and clitics."""
        word = word.replace("'", "")
        for form in _forms(word):
            if form in self.words:
                return self.words[form]
            if form in self.known:
                return form
        return self._without_clitic(_LAST_DOUBLE.sub(r"\1", _RUN.sub(r"\1", word)))

    def _without_clitic(self, word: str) -> str:
        for clitic, added in _CLITICS.items():
            stem = word.removesuffix(clitic)
            if stem != word and (stem in self.known or (clitic == "nya" and len(stem) > 2)):
                return self.words.get(stem, stem) + added
        return word


def _forms(word: str) -> Iterator[str]:
    yield word
    yield _RUN.sub(r"\1\1", word)
    once = _RUN.sub(r"\1", word)
    yield once
    yield _LAST_DOUBLE.sub(r"\1", once)
    yield _DOUBLE.sub(r"\1", word)


def _cut(word: str) -> int:
    """Where a number and a word that were written together part; 0 when the digits stand for letters."""
    if match := _LETTERS_THEN_DIGITS.match(word):
        return len(match[1])
    if match := _DIGITS_THEN_LETTERS.match(word):
        return len(match[1]) if match[2] in _UNITS or len(match[1]) > 1 else 0
    match = _TWO_DIGITS.search(word)
    return (match.start() or match.end()) if match else 0


def _read_table(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return {row[0]: row[1].strip() for row in rows}
