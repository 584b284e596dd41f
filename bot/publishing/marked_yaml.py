"""YAML whose values remember the line they stand on, so that an error can point there.

Every value is read as text: YAML would otherwise make 32.10 the number 32.1 and 10:00 the number 600. The
models turn text into what they need.
"""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.directory.frozen import Path as Place

NOTHING = {"", "~", "null"}
MOST_BYTES = 4 << 20
"""A hundred services with all their texts are some hundred kilobytes."""
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one written in C reads a file of an agency ten times as fast; not every installation has it."""


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
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableYamlError(1, f"is larger than {MOST_BYTES >> 20} MB; is it the right file?")
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableYamlError(line, "is not text in UTF-8; save the file as UTF-8") from error
    return parse_marked_yaml(text)


def parse_marked_yaml(text: str) -> MarkedYaml:
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableYamlError(mark.line + 1 if mark else 1, f"is not YAML: {error.problem}") from error
    except RecursionError as error:
        raise UnreadableYamlError(1, "is nested too deeply") from error
    except yaml.YAMLError as error:
        raise UnreadableYamlError(1, f"is not YAML: {error}") from error
    if root is None:
        raise UnreadableYamlError(1, "the file is empty")
    return _Builder().build(root)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1 if node.start_mark else 1


class _Builder:
    """Walks the parts once. A part met twice was repeated by an alias, which could make a small file huge."""

    def __init__(self) -> None:
        self._lines: dict[Place, int] = {}
        self._met: set[yaml.Node] = set()

    def build(self, root: yaml.Node) -> MarkedYaml:
        return MarkedYaml(self._part(root, ()), self._lines)

    def _part(self, node: yaml.Node, at: Place) -> object:
        if node in self._met:
            raise UnreadableYamlError(_line(node), "a part is repeated with *; write the words out again")
        self._met.add(node)
        self._lines.setdefault(at, _line(node))
        if isinstance(node, yaml.SequenceNode):
            return [self._part(item, (*at, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        unquoted = isinstance(node, yaml.ScalarNode) and not node.style
        return None if unquoted and node.value.lower() in NOTHING else node.value

    def _mapping(self, node: yaml.MappingNode, at: Place) -> dict[str, object]:
        built: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise UnreadableYamlError(_line(key), "a name must be one word, not a list")
            if key.value in built:
                raise UnreadableYamlError(_line(key), f"'{key.value}' stands here a second time")
            self._lines[(*at, key.value)] = _line(key)
            built[key.value] = self._part(value, (*at, key.value))
        return built
