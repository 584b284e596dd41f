"""YAML whose values remember the line they stand on, so that an error can point there.

Every value is read as text: YAML would otherwise make 32.10 the number 32.1 and 10:00 the number 600. The
models turn text into what they need.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.directory.frozen import Path as Place

NOTHING = {"", "~", "null"}


class UnreadableYamlError(ValueError):
    """`line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class MarkedYaml:
    value: object
    lines: dict[Place, int] = field(repr=False)

    def line_of(self, place: Place) -> int:
        """The line of this place, or of the nearest part around it that stands in the file."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)

    def holds(self, place: Place) -> bool:
        return place in self.lines


def read_marked_yaml(path: Path) -> MarkedYaml:
    """Raises UnreadableYamlError for broken YAML, OSError when the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableYamlError(line, "is not text in UTF-8; save the file as UTF-8") from error
    return parse_marked_yaml(text)


def parse_marked_yaml(text: str) -> MarkedYaml:
    try:
        _refuse_aliases(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYamlError(mark.line + 1 if mark else 1, f"is not YAML: {error.problem}") from error
    except RecursionError as error:
        raise UnreadableYamlError(1, "is nested too deeply") from error
    except yaml.YAMLError as error:
        raise UnreadableYamlError(1, f"is not YAML: {error}") from error
    if root is None:
        raise UnreadableYamlError(1, "the file is empty")
    lines: dict[Place, int] = {}
    return MarkedYaml(_build(root, (), lines), lines)


def _refuse_aliases(text: str) -> None:
    """A name for a repeated part could be used to build a file that fills the memory."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UnreadableYamlError(line, f"*{event.anchor}: write the words out again")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1 if node.start_mark else 1


def _build(node: yaml.Node, at: Place, lines: dict[Place, int]) -> object:
    lines[at] = _line(node)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*at, index), lines) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, at, lines)
    unquoted = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if unquoted and node.value.lower() in NOTHING else node.value


def _build_mapping(node: yaml.MappingNode, at: Place, lines: dict[Place, int]) -> dict[str, object]:
    built: dict[str, object] = {}
    for key, value in node.value:
        line = _line(key)
        if not isinstance(key, yaml.ScalarNode):
            raise UnreadableYamlError(line, "a name must be one word, not a list")
        if key.value in built:
            raise UnreadableYamlError(line, f"'{key.value}' stands here a second time")
        built[key.value] = _build(value, (*at, key.value), lines)
        lines[(*at, key.value)] = line
    return built
