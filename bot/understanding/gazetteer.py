"""The official list of places, indexed by how people write names."""

import csv
import gzip
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, Self

from bot.situation.reading import Level, Place

DATA: Final = Path(__file__).parent / "data"
_PREFIX = re.compile(
    r"^(?:Kabupaten Administrasi|Kota Administrasi|Kabupaten|Kota|Daerah Khusus Ibukota|Daerah Istimewa) "
)
_LEVELS: Final[tuple[Level, ...]] = ("province", "regency", "district")
_SHORT_NAME = 6  # letters: a district's name up to here is too easily something else


class Cue(IntEnum):
    """How plainly a text must say that a place follows, before a name counts as one."""

    NONE = 0
    NEAR = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Entry:
    place: Place
    words: int


def key_of(name: str) -> str:
    """Letters and digits only, lower case: "Ra'as" and "raas" are one, so are "Tebing Tinggi" and "tebingtinggi"."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def bare_name(name: str) -> str:
    return _PREFIX.sub("", name)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by key.

    ``spellings`` are the keys that a misspelling is compared with, by first letter; ``regencies`` the keys that mean
    more than a district; ``lookalikes`` the ordinary words that are never taken for a misspelling.
    """

    entries: Mapping[str, tuple[Entry, ...]]
    cues: Mapping[str, Cue]
    spellings: Mapping[str, tuple[str, ...]]
    by_code: Mapping[str, Place]
    regencies: frozenset[str]
    lookalikes: frozenset[str]

    @classmethod
    def load(cls, folder: Path = DATA) -> Self:
        """Read the four files of the folder.

        Raises ValueError naming the alias that means no official place.
        """
        rows = _rows(gzip.decompress((folder / "places.csv.gz").read_bytes()).decode())
        places = tuple(_places(rows))
        aliases = _aliases((folder / "place_aliases.tsv").read_text("utf-8"), places)
        ordinary = _ordinary((folder / "ordinary_words.txt").read_text("utf-8"))
        lookalikes = _words((folder / "lookalike_words.txt").read_text("utf-8"))
        return cls.build(places, aliases, ordinary, lookalikes)

    @classmethod
    def build(
        cls,
        places: Iterable[Place],
        aliases: Mapping[str, tuple[Place, ...]],
        ordinary: Mapping[str, Cue],
        lookalikes: frozenset[str] = frozenset(),
    ) -> Self:
        entries: dict[str, list[Entry]] = defaultdict(list)
        known = tuple(places)
        for place in known:
            name = bare_name(place.name)
            entries[key_of(name)].append(Entry(place, len(name.split())))
        for alias, meant in aliases.items():
            held = {entry.place.code for entry in entries[key_of(alias)]}
            fresh = (Entry(place, len(alias.split())) for place in meant if place.code not in held)
            entries[key_of(alias)].extend(fresh)
        frozen = {key: tuple(found) for key, found in entries.items()}
        cues = {key: ordinary.get(key, _cue(key, found)) for key, found in frozen.items()}
        return cls(
            entries=frozen,
            cues=cues,
            spellings=_spellings(frozen),
            by_code={place.code: place for place in known},
            regencies=frozenset(key for key, found in frozen.items() if _is_higher(found)),
            lookalikes=lookalikes,
        )

    def find(self, code_or_name: str) -> Place | None:
        """A place by its code, or by its full official name."""
        if place := self.by_code.get(code_or_name):
            return place
        wanted = code_or_name.casefold()
        return next((place for place in self.by_code.values() if place.name.casefold() == wanted), None)


def _rows(text: str) -> list[tuple[str, str]]:
    return [(row["code"], row["name"]) for row in csv.DictReader(io.StringIO(text))]


def _places(rows: list[tuple[str, str]]) -> Iterable[Place]:
    names = dict(rows)
    for code, name in rows:
        parts = code.split(".")
        above = (".".join(parts[:depth]) for depth in range(len(parts) - 1, 0, -1))
        within = tuple(names[parent] for parent in above)
        yield Place(code=code, name=name, level=_LEVELS[len(parts) - 1], within=within)


def _aliases(text: str, places: tuple[Place, ...]) -> dict[str, tuple[Place, ...]]:
    official = {place.name: place for place in places if place.level != "district"}
    meanings: dict[str, tuple[Place, ...]] = {}
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        alias, _, names = line.partition("\t")
        try:
            meanings[alias] = tuple(official[name] for name in names.split("|"))
        except KeyError as missing:
            raise ValueError(f"place_aliases.tsv: {alias}: no official place named {missing}") from None
    return meanings


def _ordinary(text: str) -> dict[str, Cue]:
    cues: dict[str, Cue] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        cue = Cue.NEAR if line.startswith("~") else Cue.STRONG
        cues.update(dict.fromkeys(line.removeprefix("~").split(), cue))
    return cues


def _cue(key: str, found: tuple[Entry, ...]) -> Cue:
    if len(key) <= 3:
        return Cue.NEAR
    plain = len(key) > _SHORT_NAME or (
        len(key) > 4 and key.startswith("ci")
    )  # Ciawi, Ciomas: Sundanese names only
    return Cue.NONE if _is_higher(found) or plain else Cue.NEAR


def _is_higher(found: tuple[Entry, ...]) -> bool:
    return any(entry.place.level != "district" for entry in found)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _spellings(entries: Mapping[str, tuple[Entry, ...]]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = defaultdict(list)
    for key in entries:
        if len(key) >= 5:
            grouped[key[0]].append(key)
    return {letter: tuple(keys) for letter, keys in grouped.items()}
