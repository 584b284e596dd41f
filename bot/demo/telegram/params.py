"""A method's parameters, whatever way they came: query, form, multipart or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.demo.telegram.errors import bad_request


@dataclass(frozen=True)
class Upload:
    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Params:
    """Values are strings from forms and anything from JSON; readers convert or refuse like the real server."""

    values: Mapping[str, Any]
    uploads: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """What is no number counts as 0, as in the real server's `to_integer`."""
        try:
            return int(self.values.get(name) or default)
        except (TypeError, ValueError):
            return 0

    def number(self, name: str) -> float | None:
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError):
            return None

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or str(value).lower() in ("true", "1", "yes")

    def json(self, name: str) -> Any:
        """A structure, or None when it is absent or empty; 400 when it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            what = _JSON_NAMES.get(name, name)
            raise bad_request(f"can't parse {what} JSON object") from None

    def integers(self, name: str) -> list[int]:
        found = self.json(name)
        if not isinstance(found, list):
            raise bad_request(f"can't parse {name} JSON object")
        return [int(one) for one in found]


_JSON_NAMES = {
    "reply_markup": "reply keyboard markup",
    "entities": "entities",
    "reply_parameters": "reply parameters",
}
