"""Whoever agreed, agreed to certain words: a consent text that changes is another version, with another name."""

from __future__ import annotations

from hashlib import sha256

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.serializer import serialize_message

from bot.engagement.consent_texts import VERSIONS, Version
from bot.texts.catalogue import TEXTS_DIR

AGREED = {
    "2026-11": "e3a9fde770a22543",
    "person-2026-11": "dd8ea1358d90eb1e",
    "remind-2026-11": "a491189ea3822f34",
    "news-2026-11": "7e2e2726f31eea01",
}
"""Digest of every version that was ever asked, also of those of the past: lines are added here, never changed."""
MOST = 16
"""Characters of a version's name in the database."""


def _entries() -> dict[str, str]:
    found = {}
    for path in sorted(TEXTS_DIR.glob("*/*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            if isinstance(entry, ast.Message):
                found[f"{path.parent.name}/{entry.id.name}"] = serialize_message(entry)
    return found


def digest(version: Version) -> str:
    """Over its texts in every language."""
    entries, known = _entries(), {path.name for path in TEXTS_DIR.iterdir() if any(path.glob("*.ftl"))}
    told = [entries[f"{language}/{id}"] for language in sorted(known) for id in version.texts]
    return sha256("\n".join(told).encode()).hexdigest()[:16]


@pytest.mark.promise("no-share-without-consent")
@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)
def test_that_a_consent_text_that_changed_has_a_new_version(version: Version) -> None:
    now = digest(version)
    assert AGREED.get(version.name) == now, (
        f"the texts of {version.name} have changed: give them a new version in bot/engagement/consent_texts.py"
        f" and add it here with {now}"
    )


def test_that_versions_have_names_of_their_own_that_fit() -> None:
    names = [version.name for version in VERSIONS]
    assert len(set(names)) == len(names)
    assert all(len(name) <= MOST for name in names)
