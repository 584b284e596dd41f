"""Which of several places of one name is meant: what else the message names, and what is known already."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.situation.reading import Place

from .place_mention import PlaceMention

_DEPTH: Final = {"province": 0, "regency": 1, "district": 2}


def related(one: PlaceMention, other: PlaceMention) -> bool:
    """Some candidate of the one lies in some candidate of the other."""
    return bool(_inside(one.candidates, other.candidates) or _inside(other.candidates, one.candidates))


def choose(mentions: Sequence[PlaceMention], home: Place | None) -> tuple[PlaceMention, ...]:
    """Narrow each mention by the others, then by the known regency; else a regency outweighs a district's homonym."""
    narrowed = list(mentions)
    for index, mention in enumerate(narrowed):
        for other in (*narrowed[:index], *narrowed[index + 1 :]):
            kept = _inside(mention.candidates, other.candidates) or _around(
                mention.candidates, other.candidates
            )
            if kept:
                mention = replace(mention, candidates=kept, level=kept[0].level)
        narrowed[index] = mention
    seen = [_by_home(mention, home) for mention in narrowed]
    return tuple(_weightiest(mention, mentions, index) for index, mention in enumerate(seen))


def _inside(inner: tuple[Place, ...], outer: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(
        place for place in inner if any(place.code.startswith(f"{around.code}.") for around in outer)
    )


def _around(outer: tuple[Place, ...], inner: tuple[Place, ...]) -> tuple[Place, ...]:
    return tuple(place for place in outer if any(held.code.startswith(f"{place.code}.") for held in inner))


def _by_home(mention: PlaceMention, home: Place | None) -> PlaceMention:
    if home is None or len(mention.candidates) < 2:
        return mention
    same = tuple(place for place in mention.candidates if place == home)
    kept = same or _inside(mention.candidates, (home,))
    return replace(mention, candidates=kept, level=kept[0].level) if kept else mention


def _weightiest(mention: PlaceMention, original: Sequence[PlaceMention], index: int) -> PlaceMention:
    untouched = mention.candidates == original[index].candidates
    higher = tuple(place for place in mention.candidates if place.level != "district")
    if not untouched or not higher:
        return mention
    return replace(mention, candidates=higher, level=min((p.level for p in higher), key=_DEPTH.__getitem__))
