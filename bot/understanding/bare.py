"""Short answers, read against the question that was asked: "3", "bandung", "iya", "gak tau", "blm"."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz, process

from bot.situation.reading import AnswerKind, BareAnswer, ExpectedAnswer, Polarity

from .dates import read_date
from .gazetteer import Gazetteer
from .household import find_children, find_size
from .numbers import COUNT, read_count
from .phones import find_phones
from .places import find_places, value_of
from .tokens import words

_FILLERS: Final = words(
    "ya yaa kak kakak min mas mba mbak bu pak bang sih dong deh kok lah loh lho aja saja nih tuh kayaknya kyknya "
    "sepertinya "
    "kira2 kira-kira sekitar sktr cuma cuman ada orang org jiwa no nomor nomer yang yg pilih pilihan opsi please tolong "
    "makasih mksh terima kasih itu ini banget bgt kayanya kayak dlm dalam sy saya di"
)
_POLARITIES: Final[Mapping[Polarity, frozenset[str]]] = {
    "yes": words(
        "iya iyaa iy y ya yaa yoi yup yes yess ok oke okee okey okay baik boleh blh bolehh mau betul bener benar setuju sip "
        "siap sudah udah udh sdh dah ada masih msh bisa bs cocok sama tentu nggih inggih enggih muhun sumuhun leres lanjut "
        "aman sae uda wis sampun"
    ),
    "no": words(
        "tidak tdk gak ga g gk nggak ngga enggak engga kagak no nope jangan jgn belum blm blum belom ora mboten henteu teu "
        "bukan bkn tra trada sonde seng nyanda tidaklah emoh moh durung dereng"
    ),
}
_PHRASES: Final[tuple[tuple[Polarity, re.Pattern[str]], ...]] = (
    (
        "skip",
        re.compile(r"^(?:di)?(?:lewati|lewat|lewatin|skip|next|lanjut aja|nanti aja|nanti dulu|ntar aja)\b"),
    ),
    (
        "unknown",
        re.compile(
            r"\b(?:(?:gak|ga|gk|nggak|ngga|tidak|tdk|g|kurang|blm|belum|ra|ora|teu)\s*(?:tau|tahu|thu|taw|ngerti|paham|yakin|pasti|inget"
            r"|ingat|"
            r"ruh|weruh|terang)|gatau|gtw|gtau|entah|ntah|embuh|mboh|lupa|bingung|duka|don'?t know|dunno|not sure)\b"
        ),
    ),
    (
        "no",
        re.compile(
            r"^(?:(?:gak|ga|gk|nggak|ngga|tidak|tdk|g|blm|belum|bukan)\s+(?:ada|mau|bisa|boleh|usah|perlu|punya|pernah|aman|sama)\b)"
        ),
    ),
)
_LONGEST: Final = 60  # characters; longer answers are stories
_NAME_WORDS: Final = 3
_LIKE_LABEL: Final = 85  # of 100
_LIKE_LAST: Final = 80
_NUMBER: Final = re.compile(rf"^\W*(?:{COUNT})\W*$", re.IGNORECASE)


def read_bare(text: str, expected: ExpectedAnswer, when: datetime, gazetteer: Gazetteer) -> BareAnswer | None:
    """The answer, or None when the message is no short answer to this question. ``when`` carries its zone."""
    plain = _plain(text)
    if not plain or len(plain) > _LONGEST or expected.kind == "free":
        return None
    answer = _READERS[expected.kind](_Asked(text, plain, expected, when, gazetteer))
    return answer or _told(plain, expected.kind, ("unknown", "skip"))


@dataclass(frozen=True, slots=True)
class _Asked:
    """An answer as written and in plain small letters, with what it answers."""

    text: str
    plain: str
    expected: ExpectedAnswer
    when: datetime
    places: Gazetteer


Reader = Callable[[_Asked], BareAnswer | None]


def _yes_no(asked: _Asked) -> BareAnswer | None:
    return _choice(asked) or _told(asked.plain, "yes_no", ("yes", "no"))


def _choice(asked: _Asked) -> BareAnswer | None:
    """By digit, by number word, or by a label nearly as written; what stands in the label goes before its digit."""
    labels = [_plain(label) for label in asked.expected.choices]
    if not labels:
        return None
    written = _as_written(asked, labels)
    index = written if written is not None else _by_number(asked.plain, len(labels))
    if index is None:
        index = _like_label(asked.plain, labels)
    return (
        None
        if index is None
        else BareAnswer(
            kind=asked.expected.kind,
            choice=index,
            exact=written is not None,
            polarity=_polarity(labels[index]),
        )
    )


def _as_written(asked: _Asked, labels: list[str]) -> int | None:
    """The choice whose label, or one of whose further words, this is."""
    if asked.plain in labels:
        return labels.index(asked.plain)
    also = (index for index, meant in enumerate(asked.expected.also) if asked.plain in map(_plain, meant))
    return next(also, None)


def _number(asked: _Asked) -> BareAnswer | None:
    """A count typed is the number itself, not a button's place; a label as written is its button."""
    labels = [_plain(label) for label in asked.expected.choices]
    if asked.plain in labels:
        return BareAnswer(kind="number", choice=labels.index(asked.plain), value=read_count(asked.plain))
    value = _count(asked.text, asked.plain)
    return None if value is None else BareAnswer(kind="number", value=value)


def _count(text: str, plain: str) -> int | None:
    if _NUMBER.match(plain):
        return read_count(plain.strip())
    value = read_count(_core(plain))
    if value is not None:
        return value
    spans = [*find_size(text), *find_children(text)]
    return spans[0].value if len(spans) == 1 else None


def _place(asked: _Asked) -> BareAnswer | None:
    """The narrowest place that was named; a name alone counts even where it is also an ordinary word.

    No place is called by a number alone: that is a button's.
    """
    button = _by_number(asked.plain, len(asked.expected.choices))
    if button is not None:
        return BareAnswer(kind="place", choice=button)
    mentions = find_places(asked.text, asked.places)
    if not mentions and len(asked.plain.split()) <= _NAME_WORDS:
        announced = find_places(f"tinggal di {asked.plain}", asked.places)
        mentions = tuple(mention for mention in announced if mention.candidates)
    if not mentions:
        return None
    depth = {"landmark": 0, "village": 0, "province": 1, "regency": 2, "district": 3}
    best = max(mentions, key=lambda mention: depth[mention.level])
    return BareAnswer(kind="place", value=value_of(best))


def _date(asked: _Asked) -> BareAnswer | None:
    value = read_date(asked.text, asked.when)
    return BareAnswer(kind="date", value=value) if value else None


def _phone(asked: _Asked) -> BareAnswer | None:
    found = next(find_phones(asked.text), None)
    return BareAnswer(kind="phone", value=found.value) if found else None


_READERS: Final[Mapping[AnswerKind, Reader]] = {
    "yes_no": _yes_no,
    "choice": _choice,
    "number": _number,
    "place": _place,
    "date": _date,
    "phone": _phone,
}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s'+/-]", " ", text.lower()).split())


def _core(plain: str) -> str:
    return " ".join(word for word in plain.split() if word not in _FILLERS)


def _by_number(plain: str, count: int) -> int | None:
    typed = re.sub(r"^(?:(?:nomor|nomer|no|opsi|pilihan|pilih|yang|yg|ke)\s*-?\s*)+", "", plain)
    number = read_count(typed)
    return number - 1 if number is not None and 1 <= number <= count else None


def _like_label(plain: str, labels: list[str]) -> int | None:
    """The one label that the answer resembles; two that fit equally well are none."""
    wanted = _core(plain) or plain
    cores = [_core(label) or label for label in labels]
    hits = process.extract(wanted, cores, scorer=fuzz.ratio, score_cutoff=_LIKE_LABEL, limit=2)
    if not hits and (last := _last_word(wanted, labels)) is not None:
        return last
    if not hits and len(wanted) >= 3:
        inside = [
            index for index, label in enumerate(labels) if re.search(rf"\b{re.escape(wanted)}\b", label)
        ]
        return inside[0] if len(inside) == 1 else _within_label(wanted, labels, plain)
    if not hits:
        return _by_polarity(plain, labels)
    return None if len(hits) == 2 and hits[0][1] == hits[1][1] else int(hits[0][2])


def _within_label(wanted: str, labels: list[str], plain: str) -> int | None:
    """ "dikit" for [Tinggal sedikit]: one word that is nearly a word of exactly one label; else by yes and no."""
    like = [
        index
        for index, label in enumerate(labels)
        if len(wanted) >= 4
        and process.extractOne(wanted, label.split(), scorer=fuzz.ratio, score_cutoff=_LIKE_LAST)
    ]
    return like[0] if len(like) == 1 else _by_polarity(plain, labels)


def _last_word(wanted: str, labels: list[str]) -> int | None:
    """ "udah dikit" for [Sedikit]: of several words the last says the most."""
    *before, last = wanted.split()
    if not before or len(before) > 2 or len(last) < 4:
        return None
    hit = process.extractOne(last, labels, scorer=fuzz.ratio, score_cutoff=_LIKE_LAST)
    return int(hit[2]) if hit else None


def _by_polarity(plain: str, labels: list[str]) -> int | None:
    """ "udah" for [Sudah], "gak ada" for [Tidak] beside [Belum tentu]: the one label that says just this yes or no."""
    said = _polarity(plain)
    same = [index for index, label in enumerate(labels) if said and _polarity(label) == said]
    plainest = [index for index in same if len(labels[index].split()) == 1] if len(same) > 1 else same
    return plainest[0] if len(plainest) == 1 else None


def _told(plain: str, kind: AnswerKind, allowed: tuple[Polarity, ...]) -> BareAnswer | None:
    said = _polarity(plain)
    return BareAnswer(kind=kind, polarity=said) if said in allowed else None


def _polarity(plain: str) -> Polarity | None:
    for polarity, pattern in _PHRASES:
        if pattern.search(plain):
            return polarity
    held = plain.split()
    if not held or len(held) > 5:
        return None
    first = next((word for word in held if word not in _FILLERS or word in ("ya", "yaa", "ada")), held[0])
    return next((polarity for polarity, words_of in _POLARITIES.items() if first in words_of), None)
