"""Which words somebody agreed to. A version is the content of its texts: other words are another version.

A test holds a digest of the texts of every version in every language: whoever changes one of these texts gives it a
new version here, and consents that were given before keep naming the old one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """`name` (at most 16 characters) is what is recorded with each consent; `texts` are ids of the catalogue."""

    name: str
    texts: tuple[str, ...]


SHARING = Version(
    "2026-11", ("consent-limits", "consent-question", "consent-short", "consent-child", "consent-what")
)
"""To keep the story and to pass it on: asked together, recorded apart."""
ASKED_FOR_PERSON = Version("person-2026-11", ("human", "human-from-now"))
"""Whoever asks for a person agrees that one reads; what this means is said back at once."""
REMINDERS = Version("remind-2026-11", ("permit-reminders",))
ANNOUNCEMENTS = Version("news-2026-11", ("permit-announcements",))
VERSIONS = (SHARING, ASKED_FOR_PERSON, REMINDERS, ANNOUNCEMENTS)
