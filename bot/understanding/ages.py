"""Ages: "umur 72", "yg kecil 1 thn", "12 9 sama 4 tahun", "bayi 8 bln"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .numbers import COUNT, read_count

_UNIT = (
    r"(?:tahunan|tahun|taun|thun|thn|th|years? old|years?|yo|bulan|bulanan|bln|bl|months?|hari|hr|minggu|mgg)"
)
_ONE = rf"(?:{COUNT}|\d{{1,2}}[,.]5|setengah|se(?=tahun|taun|bulan))"
_JOINED = r"\s*(?:,|&|/|\bsama\b|\bdan\b|\band\b|\bn\b|\bterus\b)\s*|\s+(?=\d)"
_AGES = re.compile(
    rf"(?<![\d.,])(?P<list>{_ONE}(?:(?:{_JOINED}){_ONE}){{0,7}})\s*(?P<unit>{_UNIT})\b", re.IGNORECASE
)
_BARE = re.compile(
    r"\b(?:umur|umurnya|usia|usianya|umr|aged?)\s*:?\s*(?:udah\s+|udh\s+|sudah\s+|baru\s+|msh\s+|masih\s+)?(?P<list>\d{1,3})\b(?!\s*(?:rb|ribu|jt))",
    re.IGNORECASE,
)
_NUMBER = re.compile(_ONE, re.IGNORECASE)

_PERSON = (
    r"umur\w*|usia\w*|umr|berumur|berusia|kecil|terkecil|bungsu|sulung|besar|gede|tertua|termuda|bayi\w*|balita|anak\w*"
    r"|adik\w*|adek\w*|kakak\w*|ibu\w*|bapak\w*|ayah\w*|emak|mama\w*|nenek\w*|kakek\w*|mbah\w*|simbah|opa|oma|mertua\w*"
    r"|cucu\w*|keponakan\w*|ponakan\w*|lansia|tante|paman|suami\w*|istri\w*|perempuan|laki|cowok|cewek|baby|son|daughter"
    r"|mother|father|lahir|baru|janda|duda|saya|sy|aku"
)
_BEFORE = re.compile(
    rf"\b(?P<who>{_PERSON})[\s,:(]*"
    r"(?:(?:saya|sy|ku|aku|kami|nya|laki|perempuan|cewek|cowok|pertama|kedua|terakhir|udah|udh|sudah|sdh|baru|msh|masih"
    r"|yg|yang|kecil|besar|umur|usia|satu|dua|tiga|empat|\d|is|my|old|paling|tua|sekitar|kira2|kurang|lebih|laki2|laki-laki"
    r"|ke|ada|punya|seorang|tiga|lima|enam)[\s,:(-]*){0,4}$",
    re.IGNORECASE,
)
_SELF = re.compile(r"(?:saya|sy|aku)[\s,]*$", re.IGNORECASE)
_DURATION_BEFORE = re.compile(
    r"\b(?:sejak|dari|selama|hamil|lewat|tiap|setiap|per|setelah|kurang|nunggak|kontrak|bayar|cicilan|gaji|sewa|utang"
    r"|lalu|sampai|dalam|since|for)\s*(?:udah|udh|sudah|sdh|sekitar)?\s*$",
    re.IGNORECASE,
)
_DURATION_AFTER = re.compile(
    r"\s*(?:(?:yang|yg)?\s*(?:lalu|silam|kemarin|kmrn|terakhir|ini|lagi|kemudian|depan|ago)\b"
    r"|(?:ga|gak|nggak|gk|tidak|tdk|blm|belum|nganggur|kerja|bekerja|nunggak|menunggak|menikah|nikah|cerai|dirawat|jadi)\b)",
    re.IGNORECASE,
)

_CHILD = re.compile(
    r"anak|bayi|balita|kecil|terkecil|bungsu|sulung|besar|cucu|baby|son$|daughter", re.IGNORECASE
)
_CHILDREN = re.compile(r"\banak(?:nya|ku|2)?\s*(?:saya|sy|aku|kami|ku)?[\s:]*$", re.IGNORECASE)
_OLDEST = 120 * 12
_OLD_YEARS = 60
_SELF_YEARS = 10  # "saya 2 tahun nganggur" is a duration, "aku 14 tahun" an age


@dataclass(frozen=True, slots=True)
class AgeSpan:
    """Ages that share one unit, in months; ``child`` when the words say it is a child's."""

    start: int
    end: int
    months: int
    child: bool


def find_ages(text: str) -> Iterator[AgeSpan]:
    """Numbers with a unit of time that somebody's age stands behind, not a duration."""
    before_end, before_who = 0, None
    for found in _AGES.finditer(text):
        chained = before_who and re.fullmatch(_JOINED, text[before_end : found.start()], re.IGNORECASE)
        who = before_who if chained else _whose(text, found)
        before_end, before_who = found.end(), who
        if who is not None:
            yield from _listed(text, found, who)
    for found in _BARE.finditer(text):
        if not _AGES.match(text, found.start("list")):
            yield AgeSpan(found.start("list"), found.end("list"), min(int(found["list"]), 120) * 12, False)


def _whose(text: str, found: re.Match[str]) -> str | None:
    before = text[max(0, found.start() - 60) : found.start()]
    if _DURATION_BEFORE.search(before) or _DURATION_AFTER.match(text, found.end()):
        return None
    listed = len(_NUMBER.findall(found["list"])) > 1
    person = _BEFORE.search(before)
    if person is None and _is_old(found):
        return "lansia"
    if person is None:
        return "anak" if listed and re.search(r"\banak", before, re.IGNORECASE) else None
    if _SELF.search(before) and not re.search(r"(?:umur|usia)", before[-20:], re.IGNORECASE):
        years = found["unit"].lower().startswith(("t", "y"))
        if years and not listed and (read_count(found["list"]) or 0) > _SELF_YEARS:
            return "saya"
        relation = re.search(rf"\b(?:{_PERSON})\s*(?:saya|sy|aku)[\s,]*$", before, re.IGNORECASE)
        return person["who"].lower() if relation and years else None
    return person["who"].lower()


def _is_old(found: re.Match[str]) -> bool:
    """ "Ibu Sumi 78 th": nothing else lasts that long."""
    return found["unit"].lower().startswith("t") and (read_count(found["list"]) or 0) >= _OLD_YEARS


def _listed(text: str, found: re.Match[str], who: str) -> Iterator[AgeSpan]:
    unit = found["unit"].lower()
    numbers = list(_NUMBER.finditer(found["list"]))
    counts = len(numbers) > 1 and _first_is_count(text, found, numbers)
    for number in numbers[1:] if counts else numbers:
        months = _months(number[0], unit)
        if months is not None and months <= _OLDEST:
            start = found.start("list") + number.start()
            last = number is numbers[-1]
            end = found.end() if last else found.start("list") + number.end()
            yield AgeSpan(start, end, months, _CHILD.match(who) is not None)


def _first_is_count(text: str, found: re.Match[str], numbers: list[re.Match[str]]) -> bool:
    """ "anak tiga, 12 9 sama 4 tahun": the first number says how many, the others how old."""
    if _CHILDREN.search(text[max(0, found.start() - 30) : found.start()]) is None:
        return False
    fits = read_count(numbers[0][0]) == len(numbers) - 1
    return fits or "," in found["list"][numbers[0].end() : numbers[1].start()]


def _months(number: str, unit: str) -> int | None:
    lowered = number.lower()
    halves = {"setengah": 0.5, "se": 1.0}
    if "," in lowered or "." in lowered:
        value: float | None = float(lowered.replace(",", "."))
    else:
        value = halves.get(lowered) or read_count(lowered)
    if value is None:
        return None
    if unit.startswith(("t", "y")):
        return round(value * 12)
    if unit.startswith(("b", "mo")):
        return round(value)
    return round(value * 7 / 30) if unit.startswith("m") else 0
