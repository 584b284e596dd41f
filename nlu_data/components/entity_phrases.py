"""Entities that are things, offices and people: known phrases, some only behind a word that says what they are.

No Rasa in here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_LONGEST = 5
_NEAR = 4
_FREE = ("program", "document")
_CUES: Mapping[str, frozenset[str]] = {
    "need": frozenset(
        [
            "butuh",
            "minta",
            "ingin",
            "mau",
            "bantu",
            "bantuan",
            "beli",
            "kehabisan",
            "cari",
            "mencari",
            "kekurangan",
            "pinjam",
            "sumbangan",
            "bayar",
            "need",
            "needs",
            "want",
            "get",
            "buy",
            "some",
        ]
    ),
    "referrer": frozenset(
        [
            "disuruh",
            "suruh",
            "dikirim",
            "dirujuk",
            "rujukan",
            "diminta",
            "diarahkan",
            "arahkan",
            "disaranin",
            "disarankan",
            "dari",
            "kata",
            "sama",
            "dengan",
            "oleh",
            "direkomendasi",
            "rekomendasi",
            "kasih",
            "dikasih",
            "dapat",
            "ditunjuk",
            "perintah",
            "dianjurkan",
            "diwajibkan",
            "by",
            "from",
            "via",
            "lewat",
        ]
    ),
    "relation": frozenset(
        [
            "untuk",
            "buat",
            "bantu",
            "membantu",
            "tentang",
            "soal",
            "kasihan",
            "lihat",
            "bukan",
            "atas",
            "wakil",
            "mewakili",
            "nama",
            "punya",
            "cerita",
            "my",
            "our",
            "his",
            "her",
            "for",
        ]
    ),
}
_GONE = frozenset(["habis", "kosong", "kurang", "basi"])
_MINE = frozenset(["saya", "kami", "my", "our"])


@dataclass(frozen=True)
class Piece:
    """Half-open place in the original text, text as written, plain word or words."""

    start: int
    end: int
    text: str
    lemma: str


# Entity -> first word -> phrases that begin with it: most words begin none.
Phrases = Mapping[str, Mapping[str, frozenset[tuple[str, ...]]]]
Found = tuple[str, int, int]


def find_phrases(pieces: Sequence[Piece], phrases: Phrases) -> Iterator[Found]:
    """(entity, first piece, piece after the last); at each place and kind the longest phrase only."""
    for entity, known in phrases.items():
        at = 0
        while at < len(pieces):
            begun = known.get(pieces[at].lemma.partition(" ")[0])
            length = _longest(pieces, at, begun) if begun else 0
            if length and _is_meant(entity, pieces, at, at + length):
                yield entity, at, at + length
            at += length or 1


def by_first_word(phrases: Iterable[tuple[str, ...]]) -> dict[str, frozenset[tuple[str, ...]]]:
    begun = defaultdict(set)
    for phrase in phrases:
        if phrase:
            begun[phrase[0]].add(phrase)
    return {word: frozenset(found) for word, found in begun.items()}


def _longest(pieces: Sequence[Piece], at: int, known: frozenset[tuple[str, ...]]) -> int:
    for length in range(min(_LONGEST, len(pieces) - at), 0, -1):
        if key(pieces[at : at + length]) in known:
            return length
    return 0


def key(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """The plain words of a phrase, without a possessive at its end."""
    words = [word for piece in pieces for word in piece.lemma.split()]
    if len(words) > 1 and words[-1] in ("saya", "kamu") and len(pieces[-1].lemma.split()) > 1:
        words = words[:-1]
    return tuple(words)


def _is_meant(entity: str, pieces: Sequence[Piece], start: int, end: int) -> bool:
    if entity in _FREE or entity == "location":
        return True
    before = {word for piece in pieces[max(0, start - _NEAR) : start] for word in piece.lemma.split()}
    after = {word for piece in pieces[end : end + 2] for word in piece.lemma.split()}
    if entity == "relation":
        return _is_relation(pieces, start, end)
    return bool(before & _CUES[entity]) or (entity == "need" and bool(after & _GONE))


def _is_relation(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """`anak saya`, `anakku`, `untuk ibu`; but not the `Bu` that speaks to somebody."""
    last = pieces[end - 1].lemma.split()
    follows = pieces[end].lemma.split()[0] if end < len(pieces) else ""
    before = pieces[start - 1].lemma.split()[-1] if start else ""
    return (len(last) > 1 and last[-1] == "saya") or follows in _MINE or before in _CUES["relation"]
