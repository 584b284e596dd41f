"""An agency's own file: read, checked as a whole, and refused with file, line and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.directory.agency import Agency
from bot.directory.checks import IsArea, check
from bot.directory.frozen import Frozen, PlacedError, texts_within
from bot.directory.frozen import Path as Place
from bot.directory.hotlines import HotlineRegistry, Standing
from bot.directory.matching import Age, data_age
from bot.publishing.marked_yaml import MarkedYaml, UnreadableYamlError, read_marked_yaml
from bot.publishing.plain_words import ForbiddenWords, load_forbidden, long_sentences

EXAMPLE_AGENCY = Path(__file__).parent / "example_agency" / "agency.yml"
HOTLINES_FIELD = "hotlines_file"
HINT = "an area code like 32.01.05, or an id of small letters, digits, - and _"
PATTERN_HINTS = {
    "id": "an id has 2 to 32 small letters, digits, - and _",
    "then_press": "one or two digits",
    "code": "a language has two or three small letters, like id or su",
}

Record = TypeVar("Record", bound=Frozen)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """`where` names the field as one would say it: services[2].criteria.areas."""

    file: str
    line: int
    where: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.file} line {self.line}: {where}{self.reason}"


class AgencyFileError(ValueError):
    """The file cannot be used; one line for each problem."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))


def load_agency(
    path: Path = EXAMPLE_AGENCY, is_area: IsArea | None = None, forbidden: ForbiddenWords | None = None
) -> Agency:
    """The agency of this file and of the hotline file it names. Raises AgencyFileError naming every problem.

    `is_area` knows the official area codes; without it only their form is checked.
    """
    source = _read(path)
    lines_path, registry = _load_hotlines(path, source)
    content = {**_mapping(path, source), "hotlines": registry}
    content.pop(HOTLINES_FIELD, None)
    agency = _validated(Agency, content, path, source)
    words = forbidden or load_forbidden()
    found = list(check(agency, is_area, words.sentences_about))
    problems = [_problem(path, source, at, reason) for at, reason in found if at[0] != "hotlines"]
    if any(at[0] == "hotlines" for at, _ in found):
        lines = _read(lines_path)
        problems += [
            _problem(lines_path, lines, at[1:], reason) for at, reason in found if at[0] == "hotlines"
        ]
    if problems:
        raise AgencyFileError(problems)
    return agency


def check_agency(path: Path, is_area: IsArea | None = None) -> list[str]:
    """What is wrong, a line each; an empty list when the file can be used."""
    try:
        load_agency(path, is_area)
    except AgencyFileError as error:
        return [str(problem) for problem in error.problems]
    return []


def advice(agency: Agency, today: date) -> Iterator[str]:
    """What works but should be looked at: long sentences, old services, hotlines not confirmed lately."""
    for at, text in texts_within(agency):
        for sentence in long_sentences(text.id):
            yield f"{_spoken(at)}: a sentence of {len(sentence.split())} words: {sentence}"
    for service in agency.services:
        age = data_age(service, today, agency.settings.freshness)
        if age is not Age.FRESH:
            hidden = " and is no longer shown" if age is Age.HIDDEN else ""
            yield f"service {service.id}: last checked on {service.assured_date}{hidden}"
    for line in agency.hotlines.hotlines:
        if line.standing(today) is not Standing.VERIFIED:
            yield f"hotline {line.id}: {line.standing(today)}; dial it, then set verified_on and expires_on"


def _load_hotlines(path: Path, source: MarkedYaml) -> tuple[Path, HotlineRegistry]:
    named = _mapping(path, source).get(HOTLINES_FIELD)
    if not isinstance(named, str):
        raise AgencyFileError(
            [_problem(path, source, (), f"{HOTLINES_FIELD} is missing: name the hotline file")]
        )
    lines_path = path.parent / named
    if not lines_path.is_file():
        raise AgencyFileError(
            [_problem(path, source, (HOTLINES_FIELD,), f"there is no file {lines_path.name}")]
        )
    lines = _read(lines_path)
    return lines_path, _validated(HotlineRegistry, _mapping(lines_path, lines), lines_path, lines)


def _read(path: Path) -> MarkedYaml:
    try:
        return read_marked_yaml(path)
    except UnreadableYamlError as error:
        raise AgencyFileError([Problem(path.name, error.line, "", error.reason)]) from error
    except OSError as error:
        raise AgencyFileError([Problem(path.name, 1, "", f"cannot be read: {error.strerror}")]) from error


def _mapping(path: Path, source: MarkedYaml) -> dict[str, Any]:
    if not isinstance(source.value, dict):
        raise AgencyFileError([Problem(path.name, 1, "", "must hold fields like 'organization:'")])
    return source.value


def _validated(model: type[Record], content: dict[str, Any], path: Path, source: MarkedYaml) -> Record:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems = [_explain(path, source, one) for one in _causes(error.errors())]
        raise AgencyFileError(problems) from error


def _causes(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """A list whose only item is wrong also counts as empty: that second error would only confuse."""
    for error in errors:
        within = (other for other in errors if other["loc"][: len(error["loc"])] == error["loc"])
        if error["type"] != "too_short" or not any(other is not error for other in within):
            yield error


def _explain(path: Path, source: MarkedYaml, error: ErrorDetails) -> Problem:
    cause = error.get("ctx", {}).get("error")
    at: Place = (*error["loc"], *cause.at) if isinstance(cause, PlacedError) else error["loc"]
    return _problem(path, source, at, _reason(error, at))


def _reason(error: ErrorDetails, at: Place) -> str:
    """Pydantic's words where they are clear, ours where a person at an agency would not understand them."""
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return f"is not a known field{_did_you_mean(str(at[-1]))}"
        case "too_short":
            return "needs at least one item"
        case "tuple_type":
            return "must be a list: one line each, starting with '- '"
        case "model_type":
            return "must hold fields, like 'id:' and 'en:' of a text"
        case "string_pattern_mismatch":
            return f"'{error['input']}' is not written as it must be ({PATTERN_HINTS.get(str(at[-1]), HINT)})"
        case _:
            return error["msg"].removeprefix("Value error, ")


def _did_you_mean(name: str) -> str:
    known = {field for model in Frozen.__subclasses__() for field in model.model_fields}
    close = get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _problem(path: Path, source: MarkedYaml, at: Place, reason: str) -> Problem:
    return Problem(path.name, source.line_of(at), _spoken(at), reason)


def _spoken(at: Place) -> str:
    """("services", 2, "criteria") -> services[2].criteria"""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).removeprefix(".")
