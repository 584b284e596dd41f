"""Three values (Kleene): what is said fits, is not known yet, or speaks against it."""

from collections.abc import Iterable
from enum import StrEnum


class Verdict(StrEnum):
    FITS = "fits"
    UNKNOWN = "unknown"
    DOES_NOT_FIT = "does_not_fit"


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """FITS of nothing: no rule, nothing to break."""
    seen = set(verdicts)
    for weakest in (Verdict.DOES_NOT_FIT, Verdict.UNKNOWN):
        if weakest in seen:
            return weakest
    return Verdict.FITS


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    seen = set(verdicts)
    for strongest in (Verdict.FITS, Verdict.UNKNOWN):
        if strongest in seen:
            return strongest
    return Verdict.DOES_NOT_FIT


def among(verdicts: Iterable[Verdict]) -> Verdict:
    """One of several possibilities is true, nobody knows which: certain only where they agree."""
    seen = set(verdicts)
    return seen.pop() if len(seen) == 1 else Verdict.UNKNOWN


def verdict_of(value: bool | None) -> Verdict:
    if value is None:
        return Verdict.UNKNOWN
    return Verdict.FITS if value else Verdict.DOES_NOT_FIT
