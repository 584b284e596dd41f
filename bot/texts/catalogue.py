"""Texts by id and language, rendered to Telegram's HTML.

A message's attributes `.v1`, `.v2`, ... are further wordings of it. Strings among the arguments are words of people
or of the agency: they are cleaned and escaped here, at the only place where they meet markup.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Message, Pattern
from fluent.syntax import ast

from bot.situation.speech import Text

from .clean import clean

TEXTS_DIR = Path(__file__).parent
FALLBACK_LANGUAGE = "id"
Argument = str | int | float | Text | tuple[Text | str, ...]

_YOU = re.compile(r"((?<=[.?!] )|(?<== )|(?<=“)|(?<=\n    ))?\bAnda\b")
_TAG = re.compile(r"</?[a-z][^>]*>")
_FURTHER = re.compile(r"v[0-9]+")
_HELD_BACK = re.compile("\ue000([0-9]+)\ue001")
# Fluent refuses placeables of more than 2,500 characters; people write up to 4,096.
_LONGEST_FOR_FLUENT = 1_000


class CatalogueError(ValueError):
    """A catalogue file that cannot be used: which file and line, and why."""


@dataclass(frozen=True)
class Catalogue:
    """The texts of every language."""

    bundles: Mapping[str, FluentBundle]
    to_children: Mapping[str, FluentBundle]

    @classmethod
    def load(cls, directory: Path = TEXTS_DIR) -> Catalogue:
        """One folder per language, any number of `.ftl` files in it. Raises CatalogueError."""
        folders = sorted(path for path in directory.iterdir() if any(path.glob("*.ftl")))
        if FALLBACK_LANGUAGE not in {folder.name for folder in folders}:
            raise CatalogueError(
                f"{directory}: there are no texts in '{FALLBACK_LANGUAGE}', which the others fall back to"
            )
        loaded = {folder.name: _load_language(folder) for folder in folders}
        return cls(
            {name: bundle for name, (bundle, _) in loaded.items()},
            {name: bundle for name, (_, bundle) in loaded.items()},
        )

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.bundles)

    def has(self, id: str, language: str) -> bool:
        """Whether the language itself has the text."""
        return language in self.bundles and self.bundles[language].has_message(id)

    def render(self, text: Text, language: str) -> str:
        """Telegram's HTML. Raises KeyError for an unknown id without `fallback`, and for a missing argument."""
        if text.id == "plain":
            return self._argument(text.arguments.get("words", ""), language, text.id)
        spoken = self._language_of(text.id, language)
        if spoken is None:
            return self._fallback(text, language)
        return self._format(self._for_child(text, spoken) if text.child else text, spoken)

    def plain(self, text: Text, language: str) -> str:
        """The same without markup, for labels and toasts."""
        return html.unescape(_TAG.sub("", self.render(text, language)))

    def _for_child(self, text: Text, language: str) -> Text:
        """A text of its own for children, where there is one."""
        own = f"{text.id}-child"
        return text.model_copy(update={"id": own}) if self.has(own, language) else text

    def _language_of(self, id: str, language: str) -> str | None:
        return next((one for one in (language, FALLBACK_LANGUAGE) if self.has(id, one)), None)

    def _fallback(self, text: Text, language: str) -> str:
        if "fallback" not in text.arguments:
            raise KeyError(
                f"no text '{text.id}' in '{language}' or '{FALLBACK_LANGUAGE}': add it to the catalogue"
            )
        return self._argument(text.arguments["fallback"], language, text.id)

    def _format(self, text: Text, language: str) -> str:
        bundle = (self.to_children if text.child else self.bundles)[language]
        given: dict[str, str | int | float] = {}
        held: list[str] = []
        for name, value in text.arguments.items():
            given[name] = (
                value if isinstance(value, int | float) else self._argument(value, language, text.id)
            )
            if len(str(given[name])) > _LONGEST_FOR_FLUENT:
                held.append(str(given[name]))
                given[name] = f"\ue000{len(held) - 1}\ue001"
        said, errors = bundle.format_pattern(_wording(bundle.get_message(text.id), text.variant), given)
        if errors:
            raise KeyError(f"text '{text.id}' in '{language}': {errors[0]}")
        return _HELD_BACK.sub(lambda mark: held[int(mark[1])], str(said))

    def _argument(self, value: Argument, language: str, owner: str) -> str:
        if isinstance(value, Text):
            return self.render(value, language)
        if isinstance(value, tuple):
            return _join([self._argument(one, language, owner) for one in value], language, owner)
        return html.escape(clean(str(value)), quote=False)


def _join(items: list[str], language: str, owner: str) -> str:
    return format_list(items, locale=language) if owner == "list" else "\n".join(items)


def _wording(message: Message, variant: int) -> Pattern:
    said = (message.value, *(message.attributes[name] for name in message.attributes if name[:1] == "v"))
    wordings = [one for one in said if one is not None]
    return wordings[variant % len(wordings)]


def _to_child(source: str) -> str:
    """Indonesian has a word for "you" that keeps a distance, and one for children."""
    return _YOU.sub(lambda found: "Kamu" if found[1] is not None else "kamu", source)


def _load_language(folder: Path) -> tuple[FluentBundle, FluentBundle]:
    """As said to grown-ups, and as said to children."""
    grown, children = (FluentBundle([folder.name], use_isolating=False) for _ in range(2))
    for path in sorted(folder.glob("*.ftl")):
        source = path.read_text(encoding="utf-8")
        resource = FluentResource(source)
        for complaint in _complaints(resource, grown):
            raise CatalogueError(f"{path}: {complaint}")
        grown.add_resource(resource)
        children.add_resource(resource)
        # Only what differs is read twice: reading is a good part of the bot's start.
        children.add_resource(FluentResource(_for_children(source, resource)), allow_overrides=True)
    return grown, children


def _for_children(source: str, resource: ast.Resource) -> str:
    spans = (entry.span for entry in resource.body if entry.span)
    texts = (source[span.start : span.end] for span in spans)
    return "\n".join(_to_child(text) for text in texts if _YOU.search(text))


def _complaints(resource: ast.Resource, known: FluentBundle) -> Iterator[str]:
    seen: set[str] = set()
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            wrong = (entry.content or "").strip().splitlines()[0]
            yield f"not Fluent: {wrong!r}: write it as 'id = text'"
        if isinstance(entry, ast.Message):
            if entry.id.name in seen or known.has_message(entry.id.name):
                yield f"'{entry.id.name}' is defined twice: remove one"
            if entry.value is None:
                yield f"'{entry.id.name}' has no text of its own"
            seen.add(entry.id.name)
