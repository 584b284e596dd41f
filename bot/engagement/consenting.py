"""Whether words give or refuse leave to be read. Only what is plainly about that counts; all else is asked again."""

from __future__ import annotations

import re

from bot.situation.reading import Reading


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLAUSE_ENDS = re.compile(r"[,.;:!\n]|\b(?:tp|tapi|tpi|but)\b")
_YES = _words(
    "iya iyaa iy y ya yaa yoi yes yess yup ok oke okee okey okay baik boleh blh bolehh mau setuju sip siap bisa silakan "
    "silahkan monggo mangga sumangga nggih inggih enggih muhun lanjut agree sure gpp gapapa allowed"
)
_NO = _words(
    "tidak tdk gak ga g gk nggak ngga enggak engga kagak no nope jangan jgn belum blm belom ora mboten henteu teu emoh "
    "moh durung not don't dont"
)
_BESIDE = _words(
    "kak kakak min mas mba mbak bu pak bang sih dong deh aja saja kok lah tolong please cerita ceritanya saya sy aku ini "
    "itu diteruskan teruskan terusin diterusin disimpan simpan dikirim kirim kirimkan sampaikan disampaikan dibaca baca "
    "ke petugas petugasnya usah perlu dulu sekarang banget i you may can do want to pass it on the a go ahead my story "
    "worker that is"
)
_HESITATION = _words("terserah yaudah yasudah yaudh hmm hm oh nah duh aduh well lah deh ya sih")
_OH_WELL = re.compile(r"\bya (?:udah|sudah|udh|sdh|dah)\b")
_OF_OTHER_THINGS = _words("ada masih cocok sama aman benar bener betul sudah udah udh sdh dah done tentu")
"""A yes, but not to being read."""
_ORDINALS = _words("satu dua tiga empat one two three four")
_NEVER = re.compile(r"^\W*(?:jangan|jgn|don'?t|do not)\b")


def consented(text: str) -> bool | None:
    """True or False when the first clause says so and nothing else; None when it is about something else."""
    said = _OH_WELL.sub("yaudah", text.casefold().replace("’", "'").strip())
    if _NEVER.match(said):
        return False
    clauses = (set(re.findall(r"[\w'?]+", clause)) for clause in _CLAUSE_ENDS.split(said))
    words = next((clause for clause in clauses if clause and not clause <= _HESITATION - _YES), set())
    if not words or not words <= _YES | _NO | _BESIDE | _HESITATION:
        return None
    if _NO & words:
        return False
    return True if _YES & words else None


def names_the_button(reading: Reading) -> bool:
    """As it is written on the button, or by its place."""
    said = reading.text.strip(" .!").casefold()
    return said.isdigit() or said in _ORDINALS or bool(reading.answer and reading.answer.exact)


def settles(reading: Reading, given: bool) -> bool:
    """Whether a choice that was read from the words may count: one word for it ("bole"), or plain words about it."""
    said = reading.text.strip(" .!?").casefold()
    one_word = len(said.split()) == 1 and said not in _OF_OTHER_THINGS and "?" not in reading.text
    return names_the_button(reading) or one_word or consented(reading.text) is given
