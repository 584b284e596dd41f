"""MarkdownV2, the simple part: one level of styles, links, code, escapes; what must be escaped is refused."""

import re

from bot.demo.telegram.entities import Entity, Formatted, units
from bot.demo.telegram.errors import bad_request

_TOKEN = re.compile(
    r"\\(?P<escaped>[\x01-\x7e])"
    r"|\*(?P<bold>(?:\\.|[^*\\])+)\*"
    r"|__(?P<underline>(?:\\.|[^_\\])+)__"
    r"|_(?P<italic>(?:\\.|[^_\\])+)_"
    r"|~(?P<strikethrough>(?:\\.|[^~\\])+)~"
    r"|\|\|(?P<spoiler>(?:\\.|[^|\\])+)\|\|"
    r"|`(?P<code>(?:\\.|[^`\\])+)`"
    r"|\[(?P<link>(?:\\.|[^\]\\])+)\]\((?P<url>[^)]+)\)"
)
_RESERVED = "_*[]()~`>#+-=|{}.!"
_PAIRED = "_*~`|["


def parse_markdown(source: str) -> Formatted:
    """Raises `can't parse entities: ...` on reserved characters that are not escaped."""
    out, entities, at = "", list[Entity](), 0
    while at < len(source):
        token = _TOKEN.match(source, at)
        if token is None:
            out += _plain(source, at)
            at += 1
            continue
        words, entity = _read(token, units(out))
        out, at = out + words, token.end()
        entities += [entity] if entity else []
    return Formatted(out, tuple(entities))


def _plain(source: str, at: int) -> str:
    where = len(source[:at].encode())
    if source[at] in _PAIRED:
        raise bad_request(
            f"can't parse entities: Can't find end of the entity starting at byte offset {where}"
        )
    if source[at] in _RESERVED:
        words = f"Character '{source[at]}' is reserved and must be escaped with the preceding '\\'"
        raise bad_request(f"can't parse entities: {words}")
    return source[at]


def _read(token: re.Match[str], offset: int) -> tuple[str, Entity | None]:
    if token["escaped"] is not None:
        return token["escaped"], None
    if token["link"] is not None:
        words = _unescaped(token["link"])
        return words, {"type": "text_link", "offset": offset, "length": units(words), "url": token["url"]}
    kind = token.lastgroup or ""
    words = _unescaped(token[kind])
    return words, {"type": kind, "offset": offset, "length": units(words)}


def _unescaped(words: str) -> str:
    return re.sub(r"\\(.)", r"\1", words)
