"""Places: what follows `di`, `dekat`, `kecamatan` ... and is no ordinary word. No Rasa in here."""

from collections.abc import Iterator, Sequence

from nlu_data.components.entity_phrases import Found, Piece

_CUES = frozenset(
    [
        "di",
        "dari",
        "dekat",
        "deket",
        "daerah",
        "asal",
        "tinggal",
        "wilayah",
        "domisili",
        "posisi",
        "alamat",
        "sekitar",
        "pindah",
        "ke",
        "in",
        "from",
        "near",
        "at",
    ]
)
_TYPES = frozenset(
    [
        "desa",
        "kelurahan",
        "kecamatan",
        "kabupaten",
        "kota",
        "kampung",
        "dusun",
        "dukuh",
        "distrik",
        "provinsi",
        "perumahan",
        "perum",
        "komplek",
        "kompleks",
        "blok",
        "gang",
        "jalan",
        "pasar",
        "terminal",
        "stasiun",
        "pelabuhan",
        "pulau",
        "kapanewon",
        "kemantren",
        "nagari",
        "jorong",
        "banjar",
        "rusunawa",
        "rusun",
        "rt",
        "rw",
        "belakang",
        "samping",
        "depan",
        "seberang",
        "pertigaan",
        "perempatan",
    ]
)
_LONGEST = 5


def find_places(pieces: Sequence[Piece], ordinary: frozenset[str]) -> Iterator[Found]:
    at = 0
    while at < len(pieces):
        end = _place_end(pieces, at, ordinary)
        if end > at:
            yield "location", at, end
        at = max(end, at + 1)


def _place_end(pieces: Sequence[Piece], at: int, ordinary: frozenset[str]) -> int:
    """Where the place that starts here ends; `at` itself when none does."""
    before = pieces[at - 1].lemma.split()[-1] if at else ""
    starts_with_type = _is_type(pieces[at])
    if not (before in _CUES or starts_with_type) or _is_type_alone(pieces, at):
        return at
    end = at
    names = 0
    while end < len(pieces) and end - at < _LONGEST:
        piece = pieces[end]
        if _is_name(piece, ordinary):
            names += 1
        elif not (_is_type(piece) or (piece.lemma.isdigit() and end > at and _is_type(pieces[end - 1]))):
            break
        end += 1
    while end > at and _is_type(pieces[end - 1]):
        end -= 1
    return end if names else at


def _is_type(piece: Piece) -> bool:
    return piece.lemma in _TYPES


def _is_type_alone(pieces: Sequence[Piece], at: int) -> bool:
    return _is_type(pieces[at]) and at + 1 == len(pieces)


def _is_name(piece: Piece, ordinary: frozenset[str]) -> bool:
    """A word that the training sentences use only in places or never; letters only."""
    return piece.lemma.isalpha() and len(piece.lemma) > 2 and piece.lemma not in ordinary
