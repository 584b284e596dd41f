"""Programmes, documents, relations and referrers: a fixed set of keywords behind many spellings."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class KeywordSpan:
    start: int
    end: int
    value: str


def _compiled(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {
        keyword: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for keyword, pattern in patterns.items()
    }


PROGRAMS: Final = _compiled(
    {
        "pkh": r"pkh|program keluarga harapan",
        "sembako": r"bpnt|(?:program|kartu|bansos|bantuan) sembako|kks",
        "pbi": r"(?:bpjs|kis) pbi|pbi(?:[ -]?jk)?|kis(?:nya|ku)?|bpjs (?:gratis|pemerintah)|kartu indonesia sehat|jamkesda",
        "bpjs": r"bpjs(?:nya|ku)?(?! pbi| gratis| pemerintah)",
        "dtsen": r"dtsen|dtks|desil",
        "bansos": r"bansos(?:nya)?",
        "blt": r"blt(?: (?:desa|dana desa|dd|kesra))?|bst",
        "kip_kuliah": r"kip[ -]?k(?:uliah)?",
        "pip": r"pip|kip(?![ -]?k)|kartu indonesia pintar|program indonesia pintar",
        "rtlh": r"rtlh|rutilahu|bedah rumah|bsps",
    }
)
DOCUMENTS: Final = _compiled(
    {
        "ktp": r"nik|e?-?ktp(?:-?el)?|ktp ?nya|kartu tanda penduduk",
        "kk": r"kartu keluarga|kk ?nya|(?<=bikin )kk|(?<=urus )kk|(?<=buat )kk|(?<=punya )kk|(?<=pecah )kk|(?<=bawa )kk"
        r"|kk(?=\s*(?:baru|lama|hilang|ilang|rusak|asli|saya|sy|ktp|sama ktp|dan ktp|masih|msh|blm|belum|ga |gak |online"
        r"|sementara|,|\.|$))",
        "birth_certificate": r"akta? (?:ke)?lahir(?:an)?|akte(?: (?:ke)?lahir(?:an)?)?|birth certificate",
        "marriage_certificate": r"buku nikah|akta nikah|surat nikah|akte nikah",
        "divorce_certificate": r"akta cerai|akte cerai|surat cerai",
        "death_certificate": r"akta kematian|akte kematian|surat kematian",
        "certificate": r"akta|akte",
        "sktm": r"sktm|surat (?:keterangan )?(?:tidak|ga|gak|tdk) mampu|surat miskin",
        "domicile_letter": r"(?:surat )?(?:keterangan )?domisili(?= ktp)|surat (?:keterangan )?domisili",
        "moving": r"surat pindah|skpwni",
        "rt_letter": r"surat (?:pengantar )?(?:dari )?(?:pak )?r[tw](?:/rw)?|surat pengantar",
        "school_certificate": r"ijazah|ijasah|rapor|raport",
        "passport": r"paspor|passport",
        "police_clearance": r"skck",
    }
)
_KIN: Final = {
    "mother": r"ibu|ibuk|emak|mamak|mama|mamah|umi|bunda|mak|simbok|biyung",
    "father": r"bapak|bapa|bpk|ayah|papa|abah|abi|papi",
    "parents": r"orang tua|orangtua|ortu",
    "child": r"anak(?:-anak|2)?|putra|putri|bayi",
    "husband": r"suami|laki|bojo",
    "wife": r"istri|isteri|bini",
    "younger_sibling": r"adik|adek|ade|adik2|adek2",
    "older_sibling": r"kakak|abang|teteh|mbakyu|kakang",
    "grandmother": r"nenek|oma|mbah putri|eyang putri",
    "grandfather": r"kakek|opa|mbah kakung",
    "grandparent": r"mbah|simbah|eyang",
    "parent_in_law": r"mertua|ibu mertua|bapak mertua",
    "sibling_in_law": r"ipar|adik ipar|kakak ipar",
    "nephew_niece": r"keponakan|ponakan",
    "uncle": r"paman|om|pakde|paklik|pak lik",
    "aunt": r"bibi|tante|bude|bulik|budhe",
    "grandchild": r"cucu",
    "cousin": r"sepupu",
    "child_in_law": r"menantu|mantu",
    "relative": r"saudara|sodara|kerabat|famili",
    "neighbour": r"tetangga|tonggo|warga",
    "friend": r"teman|temen|kawan|sahabat",
    "stepchild": r"anak tiri|anak angkat|anak asuh",
}
_RELATION: Final = _compiled(
    {keyword: rf"(?:{pattern})(?=nya\b|ku\b)|(?:{pattern})(?:nya|ku)?" for keyword, pattern in _KIN.items()}
)
_MINE = re.compile(
    r"(?:nya|ku)?\s+(?:perempuan\s+|laki2\s+|laki-laki\s+|kandung\s+)?(?:saya|sy|aku|ku|kami|gw|gua|sebelah)\b",
    re.IGNORECASE,
)
_CLINGS = re.compile(r".*(?:nya|ku)$", re.IGNORECASE)
_STATE = re.compile(
    r"\s+(?:\S+\s+){0,3}?(?:sakit|stroke|lumpuh|hamil|butuh|perlu|dipukul\w*|digebuk\w*|ditampar|dikurung|dianiaya|kena|kelaparan"
    r"|mau melahirkan|ga makan|gak makan|belum makan|blm makan|terlantar|pikun"
    r"|cacat|difabel|autis|demam|muntah|sesak|pingsan)\b",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"\b(?:buat|untuk|utk|bantu|bantuin|tolong|tolongin|kasihan|kasian|wakil\w*|mewakili|soal)\s+$",
    re.IGNORECASE,
)
_ACTOR = re.compile(
    r"\b(?:sama|oleh|dari|kata|dgn|dengan|ke|disuruh|ikut|minta|pinjam|utang|ada|demi|di\w{4,})\s+(?:pak\s+|bu\s+)?$",
    re.IGNORECASE,
)

_SENDER = (
    r"(?:(?:pak|bu|bapak|ibu|mba|mbak|mas|kak)\s+)?(?:ketua\s+)?(?:rt|rw|lurah|kades|kadus|camat|bidan|mantri|dokter|guru(?:\s+bk)?|hakim|jaksa|polisi"
    r"|polsek|polres|pendeta|pastor|ustadz?|kyai|kader(?:\s+\w+)?|pendamping(?:\s+pkh)?|tksk|babinsa|bhabinkamtibmas|perawat"
    r"|petugas(?:\s+\w+)?|relawan|psikolog|pengacara|satpol pp|wali kelas|kepala sekolah|kepala desa|bos|atasan|majikan|hrd)"
    r"|(?:orang\s+)?(?:puskesmas|posyandu|kelurahan|kantor desa|balai desa|desa|kecamatan|dinsos|dinas sosial"
    r"|pengadilan(?:\s+agama)?|kejaksaan|lapas|bapas|rutan|rumah sakit|rs|rsud|sekolah|gereja|masjid"
    r"|pesantren|p2tp2a|uptd ppa|komnas|kua|bnn|lsm|yayasan|kantor)"
    r"|istri|suami|mertua|ibu|bapak|orang tua|ortu|anak|kakak|adik|tetangga|teman|temen|saudara|sodara"
)
_REFERRED: Final = re.compile(
    r"\b(?:di\s?suruh|disuruh|disuru|dirujuk|di\s?rekomendasi\w*|disarankan|disaranin|diarahkan|diarahin|diminta|dikirim|diwajibkan|dipaksa"
    r"|dikasih\s+(?:tau|tahu|nomor|info|link)|dapat\s+(?:info|nomor|nmr)|tau\s+dari|tahu\s+dari|rujukan|rekomendasi|saran|perintah|surat|putusan)"
    r"(?:\s+(?:oleh|dari|sama|ama|dr|ini|ke\s?sini|datang|kesini))*"
    rf"\s+(?P<who>{_SENDER})\b"
    rf"|\b(?P<first>{_SENDER})\s+(?:(?:saya|kami|aku|td|tadi|sini|anak)\s+)?(?:yang\s+|yg\s+)?(?:nyuruh|suruh|suru|arahkan|ngarahin|daftarin|menyuruh|merujuk|menyarankan|nyaranin"
    r"|ngasih\s+(?:nomor|link|tau)|bilang\s+(?:hubungi|chat|ke\s?sini))"
    rf"|^\W*(?:dari|dr|kata|katanya|saran|info)\s+(?P<short>{_SENDER})(?:\s+\w+)?\W*$",
    re.IGNORECASE,
)


def find_programs(text: str) -> Iterator[KeywordSpan]:
    return _find(text, PROGRAMS)


def find_documents(text: str) -> Iterator[KeywordSpan]:
    """Papers that are named. A bare "kk" in small letters is mostly "kak" and counts only beside other words."""
    yield from _find(text, DOCUMENTS)
    for found in re.finditer(r"\bKK\b", text):
        if not text.isupper():
            yield KeywordSpan(found.start(), found.end(), "kk")


def find_referrers(text: str) -> Iterator[KeywordSpan]:
    """Who sent or recommended, in the person's words without case."""
    for found in _REFERRED.finditer(text):
        group = next(name for name in ("who", "first", "short") if found[name])
        yield KeywordSpan(found.start(group), found.end(group), re.sub(r"\s+", " ", found[group].lower()))


def find_relations(text: str) -> Iterator[KeywordSpan]:
    """Who is helped or hurt: a relative of the writer, or one whose state is told."""
    for keyword, pattern in _RELATION.items():
        for found in pattern.finditer(text):
            if _is_helped(text, found):
                start, end = found.span()
                yield KeywordSpan(start, end, keyword)


def _is_helped(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 25) : found.start()]
    if _ACTOR.search(before):
        return False
    if _FOR.search(before):
        return True
    told = _STATE.match(text, found.end()) is not None
    mine = _MINE.match(text, found.end()) is not None or _CLINGS.match(found[0]) is not None
    return told or mine


def _find(text: str, patterns: Mapping[str, re.Pattern[str]]) -> Iterator[KeywordSpan]:
    for keyword, pattern in patterns.items():
        for found in pattern.finditer(text):
            yield KeywordSpan(found.start(), found.end(), keyword)
