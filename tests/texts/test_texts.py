"""Every text that the code names exists in every language, says the same things, and is kind and short."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.serializer import serialize_pattern

from bot.channel.publish import APPLICANT_COMMANDS, STAFF_COMMANDS
from bot.publishing.plain_words import load_forbidden
from bot.texts.catalogue import TEXTS_DIR

BOT = Path(__file__).parents[2] / "bot"
LANGUAGES = ("id", "en")
MOST_TEXT = 300
MOST_LABEL = 32
LISTS = frozenset({"help-commands"})
"""One line a command: a list to look things up in, no message to read through."""


def messages(language: str) -> dict[str, ftl.Message]:
    entries: list[ftl.Message] = []
    for path in sorted((TEXTS_DIR / language).glob("*.ftl")):
        body = FluentParser().parse(path.read_text(encoding="utf-8")).body
        entries += [entry for entry in body if isinstance(entry, ftl.Message)]
    return {entry.id.name: entry for entry in entries}


TEXTS = {language: messages(language) for language in LANGUAGES}


def wordings(message: ftl.Message) -> list[ftl.Pattern]:
    return [pattern for pattern in (message.value, *(one.value for one in message.attributes)) if pattern]


def words(pattern: ftl.Pattern) -> str:
    return re.sub(r"<[^>]+>", "", serialize_pattern(pattern)).strip()


def variables(pattern: ftl.Pattern) -> set[str]:
    return set(re.findall(r"\$(\w+)", serialize_pattern(pattern)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_both_languages_have_the_same_texts(language: str) -> None:
    assert TEXTS["id"].keys() - TEXTS[language].keys() == set()
    assert TEXTS[language].keys() - TEXTS["id"].keys() == set()


def test_that_both_languages_say_the_same_things() -> None:
    told = {
        language: {id: frozenset[str]().union(*map(variables, wordings(one))) for id, one in texts.items()}
        for language, texts in TEXTS.items()
    }
    differing = {id for id in told["id"] if told["id"][id] != told["en"].get(id)}
    assert differing == set()


def code() -> Iterator[Path]:
    """Where people are spoken to; elsewhere `text` is something else."""
    for folder in ("situation", "engagement", "casework", "engine", "channel"):
        yield from (BOT / folder).rglob("*.py")


def named_in_code() -> Iterator[str]:
    """Ids as regular expressions: `{...}` of an f-string may be anything."""
    for path in code():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (given := _id_of(node)) is not None:
                yield from _patterns(given)


def _id_of(call: ast.Call) -> ast.expr | None:
    named = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if named == "Text":
        return next((keyword.value for keyword in call.keywords if keyword.arg == "id"), None)
    return call.args[0] if named in ("text", "button") and call.args else None


def _patterns(given: ast.expr) -> Iterator[str]:
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield re.escape(given.value)
    elif isinstance(given, ast.JoinedStr):
        parts = (re.escape(str(one.value)) if isinstance(one, ast.Constant) else ".+" for one in given.values)
        yield "".join(parts)
    elif isinstance(given, ast.IfExp):
        yield from _patterns(given.body)
        yield from _patterns(given.orelse)


def literals() -> set[str]:
    """Every string of the code: ids also travel through variables and tables."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in BOT.rglob("*.py"))
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {
        str(node.value) for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_that_every_text_of_the_code_exists() -> None:
    unknown = {named for named in named_in_code() if not any(re.fullmatch(named, id) for id in TEXTS["id"])}
    assert unknown == set()


def test_that_no_text_is_left_over() -> None:
    named, known = sorted(set(named_in_code())), literals()
    commands = {f"command-{name}" for name in (*APPLICANT_COMMANDS, *STAFF_COMMANDS)}
    left = {
        id
        for id in TEXTS["id"]
        if id.removesuffix("-child") not in TEXTS["id"].keys() - {id}
        and id not in commands
        and id not in known
        and not any(re.fullmatch(one, id) for one in named)
    }
    assert left == set()


FORBIDDEN = load_forbidden()


def test_that_the_words_are_kind() -> None:
    found = [
        (id, word.id)
        for id, message in TEXTS["id"].items()
        for pattern in wordings(message)
        for word in FORBIDDEN.found_in(
            words(pattern),
            about_violence="violence" in id or "self_harm" in id,
            button=id.startswith("button-"),
        )
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_texts_are_short(language: str) -> None:
    long = {
        id: length
        for id, message in TEXTS[language].items()
        if id not in LISTS and not id.startswith(("heard-", "staff-", "card-"))
        for length in [max(len(words(pattern)) for pattern in wordings(message))]
        if length > (MOST_LABEL if id.startswith("button-") else MOST_TEXT)
    }
    assert long == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_telegram_takes_descriptions_and_commands(language: str) -> None:
    said = {id: max(map(len, map(words, wordings(message)))) for id, message in TEXTS[language].items()}
    assert said["bot-description"] <= 512
    assert said["bot-short-description"] <= 120
    assert all(3 <= length <= 256 for id, length in said.items() if id.startswith("command-"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_markup_is_telegrams_and_closed(language: str) -> None:
    for message in TEXTS[language].values():
        for pattern in wordings(message):
            tags = re.findall(r"<(/?)([a-z]+)[^>]*>", serialize_pattern(pattern))
            assert {name for _, name in tags} <= {"b", "i", "u", "code"}
            assert sum(bool(closing) for closing, _ in tags) * 2 == len(tags)
