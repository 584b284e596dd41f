"""Entities that have a form: numbers, ages, dates, money, telephone numbers. Patterns over plain words; no Rasa in here."""

import re
from collections.abc import Iterator

_WORDS = (
    "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas siji loro telu papat limo "
    "hiji tilu opat tigo kalih"
    "one two three four five six seven eight nine ten"
)
NUMBER = rf"(?:(?:dua|tiga|empat|lima) (?:belas|puluh)|\d+(?:[.,]\d+)?|{'|'.join(_WORDS.split())})"
_UNIT = r"(?:tahun|bulan|minggu|hari|wulan|years?(?: old)?|months?(?: old)?|weeks?)"
_DAY = r"(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = (
    r"(?:januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|january|february|march|june|july|august|october|december)"
)
_PART = r"(?:pagi|siang|sore|malam|subuh)"
_ONE = r"(?:sehari|seminggu|sebulan|setahun|sejam)"
_CHILD = r"(?:anak|bayi|cucu|balita|kids?|child(?:ren)?|adik|kakak|ibu|bapak|nenek|kakek|mbah|saya|kecil|bungsu|sulung)"
_AGO = r"(?:(?: yang)? lalu| ago)"
_EVENT = r"(?:lebaran|natal|puasa|ramadan|idul fitri|idul adha|tahun baru|pandemi|covid)"

# Group `v` is the span. The first pattern that fits a place wins over later ones of the list.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "money",
        rf"(?P<v>(?:rupiah )?{NUMBER} (?:setengah )?(?:ribu|juta|miliar|rupiah|million|thousand)(?: rupiah)?)",
    ),
    ("money", r"(?P<v>rupiah \d[\d.,]*|\b\d{1,3}(?:\.\d{3})+)\b"),
    (
        "date",
        rf"(?P<v>(?:{NUMBER} (?:hari|minggu|bulan|tahun|jam|days?|weeks?|months?|years?)|{_ONE}){_AGO})",
    ),
    (
        "age",
        rf"\b(?:umur|usia|berumur|berusia|aged?) (?:sudah |baru |masih |saya )*(?P<v>{NUMBER}(?: {_UNIT})?)",
    ),
    ("age", rf"(?P<v>{NUMBER} (?:years?|months?) old)"),
    (
        "age",
        rf"\b{_CHILD}(?: \w+)?,? (?P<v>(?:{NUMBER}) (?:tahun|bulan|wulan))\b(?! (?:yang"
        rf" lalu|lalu|belum|tidak|menunggak|nunggak|kerja))",
    ),
    (
        "date",
        rf"\b(?P<v>(?:tanggal )\d{{1,2}}(?: {_MONTH})?(?: \d{{4}})?|\d{{1,2}} {_MONTH}(?: \d{{4}})?|tahun"
        rf" (?:19|20)\d\d)",
    ),
    ("date", r"\b(?P<v>\d{1,2}[/-]\d{1,2}[/-]\d{2,4})\b"),
    ("date", rf"\b(?P<v>(?:habis|setelah|sebelum) {_EVENT}|{_EVENT} (?:lalu|kemarin))"),
    (
        "date",
        rf"\b(?P<v>(?:tadi|nanti|kemarin|besok) {_PART}|{_PART} (?:ini|tadi|nanti)|(?:hari )?{_DAY}(?:"
        rf" {_PART}| depan| lalu)?|hari minggu)\b",
    ),
    ("date", r"\b(?P<v>(?:minggu|bulan|tahun) (?:lalu|depan|ini|kemarin)|hari ini|malam minggu)\b"),
    ("date", r"\b(?P<v>(?:last|next|this) (?:week|month|year|night)|yesterday|today|tomorrow|tonight)\b"),
    ("date", rf"\b(?P<v>jam \d{{1,2}}(?:[.:]\d\d)?(?: {_PART})?(?: nanti)?)\b"),
    ("date", rf"\b(?P<v>besok|lusa|kemarin|semalam|subuh|{_ONE}|{_MONTH}|lebaran)\b"),
    (
        "date",
        rf"\b(?:sudah|selama|sejak|dari|for|menunggak|nunggak|sejak) (?:mau |hampir |sekitar )?(?P<v>{NUMBER}"
        rf" (?:hari|minggu|bulan|tahun|days|weeks|months|years))",
    ),
    ("child_count", rf"(?P<v>{NUMBER})(?: orang)? (?:anak|kids|children|cucu)\b"),
    (
        "child_count",
        rf"\b(?:anak|kids)(?: saya| kami| masih| kecil| ada| punya| cuma| total)* (?P<v>{NUMBER})\b(?!"
        rf" (?:{_UNIT}|ribu|juta|kali|hari))",
    ),
    (
        "household_size",
        rf"\b(?:family of|total|isi|jumlah|anggota)(?: \w+)? (?P<v>{NUMBER})\b(?! (?:{_UNIT}|ribu|juta))",
    ),
    ("household_size", rf"(?P<v>{NUMBER}) (?:jiwa|kepala|anggota|of us)\b"),
    (
        "household_size",
        rf"\b(?:keluarga|rumah|tinggal|serumah|kami|isi|bersama|seisi)\b(?: \w+){{0,3}} (?P<v>{NUMBER})(?:"
        rf" (?:orang|people))",
    ),
    (
        "household_size",
        rf"(?P<v>{NUMBER}) (?:orang|people)(?: \w+)? (?:serumah|di rumah|satu rumah|dalam|tinggal|living|in)\b",
    ),
)
_COMPILED = tuple((entity, re.compile(pattern)) for entity, pattern in _PATTERNS)
_PHONE = re.compile(
    r"(?<!\d)(?:\+?62[\s.-]?|0)8\d(?:[\s.-]?\d){6,10}(?!\d)|(?<!\d)\(?0\d{2,3}\)?[\s-]\d{5,8}(?!\d)"
)

Span = tuple[str, int, int]


def find_forms(plain: str) -> Iterator[Span]:
    """Places in the plain text, the strongest pattern first."""
    for entity, pattern in _COMPILED:
        yield from ((entity, *match.span("v")) for match in pattern.finditer(plain))


def find_phones(text: str) -> Iterator[Span]:
    """Places in the text as written: the plain one has parted the groups of digits."""
    yield from (("phone", *match.span()) for match in _PHONE.finditer(text))
