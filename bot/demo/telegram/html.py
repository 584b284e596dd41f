"""The Bot API's HTML: which tags it takes, and the errors (with byte offsets) it gives for the rest."""

import html as standard
import re
from dataclasses import dataclass, field

from bot.demo.telegram.entities import Entity, Formatted, ordered, units
from bot.demo.telegram.errors import Refusal, bad_request

_STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote", "a": "text_link",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot);|&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});")
_NAME_END = re.compile(r"[\s>]")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)\s*(?:=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.\-]+))?""")


@dataclass
class _Open:
    tag: str
    start: int
    attributes: dict[str, str]


@dataclass
class _Reading:
    source: str
    at: int = 0
    out: list[str] = field(default_factory=list)
    size: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.out.append(text)
        self.size += units(text)


def parse_html(source: str) -> Formatted:
    """Raises `Bad Request: can't parse entities: ...` exactly where the real parser would."""
    reading = _Reading(source)
    while reading.at < len(source):
        _step(reading)
    if reading.stack:
        raise _error(f'Can\'t find end tag corresponding to start tag "{reading.stack[-1].tag}"')
    return Formatted("".join(reading.out), ordered(reading.entities))


def _step(reading: _Reading) -> None:
    if reading.source.startswith("</", reading.at):
        _end_tag(reading)
    elif reading.source[reading.at] == "<":
        _start_tag(reading)
    else:
        _characters(reading)


def _characters(reading: _Reading) -> None:
    reference = _REFERENCE.match(reading.source, reading.at)
    if reference:
        reading.put(standard.unescape(reference.group()))
        reading.at = reference.end()
        return
    stop = _next_special(reading.source, reading.at + 1)
    reading.put(reading.source[reading.at : stop])
    reading.at = stop


def _next_special(source: str, start: int) -> int:
    found = [place for place in (source.find("<", start), source.find("&", start)) if place >= 0]
    return min(found, default=len(source))


def _start_tag(reading: _Reading) -> None:
    begin, where = reading.at, _bytes_before(reading)
    name_end = _NAME_END.search(reading.source, begin)
    if name_end is None:
        raise _error(f"Unclosed start tag at byte offset {where}")
    tag = reading.source[begin + 1 : name_end.start()].lower()
    if tag not in _STYLES:
        raise _error(f'Unsupported start tag "{tag}" at byte offset {where}')
    attributes, reading.at = _attributes(reading.source, name_end.start(), tag, where)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _error(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    reading.stack.append(_Open(tag, reading.size, attributes))


def _attributes(source: str, at: int, tag: str, where: int) -> tuple[dict[str, str], int]:
    """The attributes of a start tag and the position after its `>`."""
    found: dict[str, str] = {}
    while True:
        rest = source[at:].lstrip()
        at = len(source) - len(rest)
        if not rest:
            raise _error(f"Unclosed start tag at byte offset {where}")
        if rest[0] == ">":
            return found, at + 1
        name, value, at = _attribute(source, at, tag, where)
        found[name] = value


def _attribute(source: str, at: int, tag: str, where: int) -> tuple[str, str, int]:
    match = _ATTRIBUTE.match(source, at)
    if match is None:
        raise _error(f'Empty attribute name in the tag "{tag}" at byte offset {where}')
    if match.group(2) is None and source[match.end() : match.end() + 1] == "=":
        raise _error(f"Unclosed start tag at byte offset {where}")
    if match.group(2) is None and match.group(1) != "expandable":
        words = (
            f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {where}'
        )
        raise _error(words)
    return match.group(1).lower(), standard.unescape((match.group(2) or "").strip("\"'")), match.end()


def _end_tag(reading: _Reading) -> None:
    where = _bytes_before(reading)
    if not reading.stack:
        raise _error(f"Unexpected end tag at byte offset {where}")
    close = reading.source.find(">", reading.at)
    name = reading.source[reading.at + 2 : close if close >= 0 else None]
    if close < 0 or (" " in name.strip()):
        raise _error(f"Unclosed end tag at byte offset {where}")
    opened = reading.stack.pop()
    if name.strip() and name.strip().lower() != opened.tag:
        words = f'expected "</{opened.tag}>", found "</{name.strip().lower()}>"'
        raise _error(f"Unmatched end tag at byte offset {where}, {words}")
    reading.at = close + 1
    _close(reading, opened)


def _close(reading: _Reading, opened: _Open) -> None:
    length = reading.size - opened.start
    if length == 0:
        return
    entity: Entity = {"type": _STYLES[opened.tag], "offset": opened.start, "length": length}
    extra = _extra(reading, opened)
    if extra is not None:
        reading.entities.append(entity | extra)


def _extra(reading: _Reading, opened: _Open) -> Entity | None:
    """What the attributes add; None when the tag marks nothing (a link without an address)."""
    if opened.tag == "a":
        address = opened.attributes.get("href") or _tail(reading, opened.start)
        return _link(address)
    if opened.tag == "blockquote" and "expandable" in opened.attributes:
        return {"type": "expandable_blockquote"}
    if opened.tag == "tg-emoji":
        return {"custom_emoji_id": opened.attributes.get("emoji-id", "")}
    language = opened.attributes.get("class", "")
    if opened.tag == "pre" and language.startswith("language-"):
        return {"language": language.removeprefix("language-")}
    return {}


def _link(address: str) -> Entity | None:
    if re.match(r"^(https?|tg|mailto|tel):", address):
        return {"url": address}
    if re.match(r"^[\w-]+(\.[\w-]+)+", address):
        return {"url": f"http://{address}"}
    return None


def _tail(reading: _Reading, start: int) -> str:
    raw = "".join(reading.out).encode("utf-16-le")
    return raw[start * 2 :].decode("utf-16-le", "ignore")


def _bytes_before(reading: _Reading) -> int:
    return len(reading.source[: reading.at].encode("utf-8", "surrogatepass"))


def _error(words: str) -> Refusal:
    return bad_request(f"can't parse entities: {words}")
