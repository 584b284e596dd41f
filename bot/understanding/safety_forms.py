"""The forms an Indonesian verb takes, written out, so that the lexicon names verbs and not each of their forms.

Standard (me-, di-; -i, -kan), Minang and Banjar ma-, colloquial (ng-, nge-, -in), Javanese -i and Sundanese -an
endings, the endings -ku, -mu, -nya, doubling with and without hyphen. Forms that nobody uses do no harm.
"""

_PASSIVE_ENDINGS = ("", "i", "in", "kan", "an", "nya", "inya", "ku", "e", "ake", "keun")
_ACTIVE_ENDINGS = ("", "i", "in", "kan", "an", "ku", "nya", "mu", "iku", "inya", "imu", "kanku", "q")
_NASAL = {"p": ("mem", "m"), "t": ("men", "n"), "k": ("meng", "ng"), "s": ("meny", "ny")}
_KEPT = {"b": ("mem", "m", "nge"), "f": ("mem",), "g": ("meng", "ng", "nge", "n"), "h": ("meng", "nge", "ng"),
         "d": ("men", "n", "nge"), "j": ("men", "n", "nge"), "z": ("men",),
         "l": ("me", "nge"), "r": ("me", "nge"), "w": ("me", "nge"), "m": ("me",), "n": ("me",)}  # fmt: skip


def passive(stem: str) -> frozenset[str]:
    """dipukul, dipukuli, dipukulin, terpukul, napukulka (Makassar), dipukul-pukul, ..."""
    once = {f"di{stem}{ending}" for ending in _PASSIVE_ENDINGS}
    doubled = {f"di{stem}-{stem}{ending}" for ending in ("", "i", "in")}
    return frozenset(once | doubled | {f"na{stem}ka", f"na{stem}ki", f"di{stem}{stem}i"})


def active(stem: str) -> frozenset[str]:
    """memukul, mukul, mukulin, memukuliku, pukulin, mukul-mukul, ... without the bare stem."""
    bases = _nasal(stem)
    once = {base + ending for base in bases for ending in _ACTIVE_ENDINGS}
    doubled = {f"{base}-{second}{ending}" for base in bases for second in bases for ending in ("", "i", "in")}
    return frozenset(once | doubled | {stem + ending for ending in ("i", "in", "iku", "inku", "ku")})


def _nasal(stem: str) -> frozenset[str]:
    forms = _standard_nasal(stem)
    return forms | {f"ma{form[2:]}" for form in forms if form.startswith("me")}


def _standard_nasal(stem: str) -> frozenset[str]:
    first = stem[0]
    if first in _NASAL:
        return frozenset(prefix + stem[1:] for prefix in _NASAL[first])
    if first == "c":
        return frozenset((f"men{stem}", f"ny{stem[1:]}", f"nge{stem}", f"n{stem}"))
    if first in "aiueo":
        return frozenset((f"meng{stem}", f"ng{stem}"))
    return frozenset(prefix + stem for prefix in _KEPT.get(first, ("me",)))
