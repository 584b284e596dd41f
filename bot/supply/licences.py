"""Which licences the installed packages of a lock have, and whether a free program may be given on with them."""

from __future__ import annotations

import re
from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata

from .locks import Locked

_FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla Public|LGPL|Lesser General Public|Unlicense"
    r"|Zlib|HPND|CC0|Public Domain|BlueOak|PostgreSQL)", re.IGNORECASE,
)  # fmt: skip
_SPREADS = re.compile(
    r"(?<!L)(?<!Lesser )\b(A?GPL|(Affero )?General Public|SSPL|BUSL|Commons Clause|NonCommercial|CC-BY-NC)"
)


def licence_of(name: str) -> str:
    """As the package itself says; empty where it says nothing. Raises PackageNotFoundError."""
    told: Message = metadata(name)  # type: ignore[assignment]
    by_class = [
        one.rpartition("::")[2].strip()
        for one in told.get_all("Classifier") or ()
        if one.startswith("License ::")
    ]
    said = (told.get("License-Expression"), "; ".join(by_class), told.get("License"))
    return next((one.strip().splitlines()[0][:200] for one in said if one and one.strip()), "")


def refused(packages: tuple[Locked, ...]) -> list[str]:
    """A line for each installed package whose licence is missing, unknown here, or would spread to this program."""
    lines = []
    for package in packages:
        try:
            licence = licence_of(package.name)
        except PackageNotFoundError:
            continue  # of another platform
        if not may_be_used(licence):
            lines.append(f"{package.name} {package.version}: {licence or 'no licence'}")
    return lines


def may_be_used(licence: str) -> bool:
    """A package under several licences may be taken under the one that suits ("MIT OR GPL")."""
    choices = re.split(r"\bOR\b", licence)
    return any(_FREE.search(one) and not _SPREADS.search(one) for one in choices)
