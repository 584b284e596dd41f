"""What every record of the directory shares: it never changes, and unknown fields are refused."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Path = tuple[str | int, ...]
"""Where something stands inside an agency file, e.g. ("services", 2, "criteria", "areas", 0)."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{1,31}$")]
"""An id that also fits into a deep link: small letters, digits, - and _, 2 to 32 characters."""

AreaCode = Annotated[str, StringConstraints(pattern=r"^\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?$")]
"""Official code of a province (32), regency or city (32.01), district (32.01.01), village (32.01.01.2001)."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class PlacedError(ValueError):
    """A rule between parts is broken; `at` is the part to look at, seen from the record that checks."""

    def __init__(self, at: Path, reason: str) -> None:
        super().__init__(reason)
        self.at = at


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Frozen):
    """Words a person reads. Indonesian is always there; other languages fall back to it."""

    id: Words
    en: Words | None = None

    def to(self, language: str) -> str:
        return (self.en or self.id) if language == "en" else self.id


def texts_within(part: object, at: Path = ()) -> Iterator[tuple[Path, Text]]:
    """Every text inside a record, with the place where it stands."""
    if isinstance(part, Text):
        yield at, part
    elif isinstance(part, Frozen):
        for name in type(part).model_fields:
            yield from texts_within(getattr(part, name), (*at, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from texts_within(item, (*at, index))
