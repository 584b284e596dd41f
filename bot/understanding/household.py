"""Who lives together: how many people, how many children. "kita" and "anak2" count nobody."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.situation.reading import Household

from .ages import AgeSpan
from .numbers import COUNT, TOGETHER, Span, read_count, read_together

_OWN = r"(?:saya|sy|aku|ak|kami|ku|nya|gw|gua|abdi|beta|sa)"
_UNIT_OF_TIME = r"(?!\s*(?:thn|th|tahun|taun|bln|bl|bulan|hari|hr|minggu|rb|ribu|jt|juta|kali|x)\b)"
_CHILDREN: Final = re.compile(
    rf"\b(?:anak(?:nya|ku|u)?|cucu(?:nya|ku)?|balita)(?:\s+{_OWN})?\s*(?:ada|cuma|masih|msh|:)?\s+(?P<after>{COUNT}){_UNIT_OF_TIME}"
    rf"(?!\s*(?:orang\s+)?(?:tetangga|sd|smp|sma))"
    rf"|(?P<before>{COUNT})\s+(?:orang\s+|org\s+|ekor\s+)?(?:anak|anaknya|anakku|cucu|balita|bocah|children|kids)\b"
    rf"|\b(?P<twins>anak\s+kembar)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\banak\s+(?:ke|yang|yg|nomor|no|no\.)\s*-?\s*$", re.IGNORECASE)
_PEOPLE: Final = re.compile(
    rf"(?P<n>{COUNT})\s*(?:orang|org|jiwa|anggota(?:\s+keluarga)?|kepala|nyawa|people|persons)\b"
    r"(?!\s*(?:anak|tetangga|dokter|guru|polisi|preman|dc|teman|temen|saudara|sodara))",
    re.IGNORECASE,
)
_HOME: Final = re.compile(
    r"\b(?:keluarga\w*|sekeluarga|serumah|rumah|rmh|kami|kita|dirumah|isinya|penghuni|makan|tinggal|tanggungan|total"
    r"|semua\w*|jumlah\w*|kk|household|family|we|us)\b",
    re.IGNORECASE,
)
_STRANGERS: Final = re.compile(
    r"\b(?:utang|hutang|dipukul\w*|dikeroyok|ditagih|dc|penagih|meninggal|korban|posko|pengungsi\w*|panti|per|tiap|setiap)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"\b(?:tinggal|hidup)\s+(?P<n>sendiri|sendirian|seorang\s+diri|sebatang\s+kara)\b", re.IGNORECASE
)
_WITH = re.compile(r"\s*(?:sama|dgn|dengan)\s+(?:teman|temen|tetangga)", re.IGNORECASE)
_PREGNANT = re.compile(
    r"(?<!ga )(?<!gak )(?<!tidak )(?<!nggak )(?<!blm )\b(?:hamil|bunting|pregnant|meteng)\b", re.IGNORECASE
)
_ELDERLY = re.compile(
    r"\b(?:lansia|jompo|sepuh|elderly)\b|\b(?:nenek|kakek|mbah|opa|oma)\s+(?:saya|sy|aku|kami)\b",
    re.IGNORECASE,
)
_DISABLED = re.compile(
    r"\b(?:lumpuh|difabel|disabilitas|cacat|tuli|tunarungu|tunanetra|buta|kursi roda|autis\w*|down ?syndrome"
    r"|cerebral palsy|tunagrahita|tunadaksa|bisu|diamputasi|disabled|wheelchair)\b",
    re.IGNORECASE,
)
_OLD: Final = 60 * 12  # months
_MOST_PEOPLE: Final = 60
_MOST_CHILDREN: Final = 15  # "anak saya 19" is an age


def find_children(text: str) -> Iterator[Span]:
    """The number of children, the number alone."""
    for found in _CHILDREN.finditer(text):
        group = "after" if found["after"] else "before" if found["before"] else "twins"
        if _ORDINAL.search(text[: found.start(group)]):
            continue
        value = 2 if group == "twins" else read_count(found[group])
        if value is not None and 0 < value <= _MOST_CHILDREN:
            yield Span(found.start(group), found.end(group), value)


def find_size(text: str) -> Iterator[Span]:
    """How many people live together, the number alone."""
    yield from _together(text)
    for found in _PEOPLE.finditer(text):
        around = text[max(0, found.start() - 40) : found.end() + 25]
        value = read_count(found["n"])
        if value and value <= _MOST_PEOPLE and _HOME.search(around) and not _STRANGERS.search(around):
            yield Span(found.start("n"), found.end("n"), value)
    for found in _ALONE.finditer(text):
        yield Span(found.start("n"), found.end("n"), 1)


def _together(text: str) -> Iterator[Span]:
    for found in TOGETHER.finditer(text):
        if not _WITH.match(text, found.end()):
            yield Span(found.start(), found.end(), read_together(found["n"]))


def read_household(
    text: str, sizes: Sequence[Span], children: Sequence[Span], ages: Sequence[AgeSpan]
) -> Household | None:
    """What the message says about the household as a whole; None when it says nothing."""
    home = Household(
        size=sizes[0].value if sizes else None,
        child_count=children[0].value if children else None,
        child_ages_months=tuple(age.months for age in ages if age.child),
        pregnant=_PREGNANT.search(text) is not None,
        elderly=any(age.months >= _OLD for age in ages) or _ELDERLY.search(text) is not None,
        disabled=_DISABLED.search(text) is not None,
    )
    return home if home.says_something else None
