"""Case codes: easy to say on the telephone, without look-alike letters, with a check letter against slips."""

from __future__ import annotations

from random import Random

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Without B/8, I/1, O/0, S/5 and Z/2."""
_LENGTH = 5


def new_code(random: Random) -> str:
    """Like K7M-4PX: five letters by chance and a check letter."""
    body = "".join(random.choice(ALPHABET) for _ in range(_LENGTH))
    return _spaced(body + _check(body))


def is_code(said: str) -> bool:
    """Whether it can be a code of ours; small letters and missing or extra dashes and spaces are forgiven."""
    plain = said.upper().replace("-", "").replace(" ", "")
    return len(plain) == _LENGTH + 1 and set(plain) <= set(ALPHABET) and _check(plain[:-1]) == plain[-1]


def _check(body: str) -> str:
    """Luhn's rule over this alphabet: one wrong letter, or two neighbours swapped, is noticed (nearly always)."""
    total = 0
    for position, letter in enumerate(reversed(body)):
        value = ALPHABET.index(letter) * (2 if position % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]


def _spaced(code: str) -> str:
    return f"{code[:3]}-{code[3:]}"
