"""Deep link payloads: how a person came. They carry no authority, so they are not signed.

Form: `KIND-TARGET` or `KIND-TARGET--CAMPAIGN`, at most 64 characters of [A-Za-z0-9_-] (Telegram's limit).
"""

from __future__ import annotations

import re

from bot.situation.frame import CameBy

KINDS = {"s": "service", "r": "referrer", "o": "outreach"}
_PAYLOAD = re.compile(
    r"(?P<kind>[sro])-(?P<target>[a-z][a-z0-9_-]{1,31}?)(?:--(?P<campaign>[A-Za-z0-9_-]{1,28}))?"
)


def read_link(payload: str) -> CameBy | None:
    """None for anything that is not a link of ours (forged, mistyped, empty)."""
    match = _PAYLOAD.fullmatch(payload)
    if not match:
        return None
    return CameBy.model_validate(
        {"kind": KINDS[match["kind"]], "target": match["target"], "campaign": match["campaign"] or ""}
    )


def write_link(kind: str, target: str, campaign: str = "") -> str:
    """The payload of a link. Raises ValueError when it does not fit Telegram's limits."""
    letter = next(letter for letter, name in KINDS.items() if name == kind)
    payload = f"{letter}-{target}" + (f"--{campaign}" if campaign else "")
    if read_link(payload) is None:
        raise ValueError(f"'{payload}' is no link: small letters, digits, - and _ only, campaign at most 28")
    return payload
