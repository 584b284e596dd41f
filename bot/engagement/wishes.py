"""Short answers that must not be misread: to a question about danger, and the wish for a person."""

from __future__ import annotations

import re

from bot.situation.frame import Frame
from bot.situation.reading import Reading

from .move import Act, Move

_NOT = r"(?:tidak|tdk|ga|gak|gk|g|nggak|ngga|engga|enggak|belum|blm)"
_REFUSES = re.compile(
    rf"\b(jangan|jgn|takut|{_NOT} (?:mau|usah|perlu|ingin|pengen)|don'?t|do not|afraid)\b", re.IGNORECASE
)
_NO = re.compile(rf"^(?:{_NOT}(?: ada)?|bukan|no|nope|aman)(?: (?:kok|kak|bu|pak|min|sih|ya))*$")
_OTHER = re.compile(
    r"\b(orang lain|bukan saya|adik|kakak|teman|tetangga|ibu saya|bapak saya|anak saya|someone else)\b"
)


_PERSON = re.compile(
    r"\b(petugas\w*|orang(?:nya)?|manusia|admin|cs|operator|staf+|pendamping|konselor|relawan|peksos|bicara|ngobrol|ngomong|"
    r"curhat|worker|human|person|someone|somebody|agent)\b",
    re.IGNORECASE,
)
_OTHER_TONGUE = re.compile(r"\b(english|inggris|bahasa)\b", re.IGNORECASE)


def wants_person(reading: Reading, *, answering: bool = False) -> bool:
    """They want to talk to a worker, and do not say the opposite ("jangan kasih tahu petugas").

    `answering`: a question is open. "Boleh telepon" answers it then; only words that name a person are the wish.
    """
    intents = {reading.intent if reading.sure else None, *(clause.intent for clause in reading.clauses)}
    if "talk_to_human" not in intents or _REFUSES.search(reading.text) or _OTHER_TONGUE.search(reading.text):
        return False
    return not answering or _PERSON.search(reading.text) is not None


def answer_to_hint(frame: Frame, reading: Reading) -> Move | None:
    """The open question about danger is answered by a clear no only; yes and unclear words count as a yes.

    Words that are plainly about something else (a need, a question) leave it open.
    """
    said = " ".join(reading.text.casefold().strip(" .!?").split())
    if said.isdigit() and int(said) <= len(frame.offered):
        return None  # a digit is the button's, whichever it is
    if _NO.match(said):
        return Move(Act.CHECKED, "no")
    if _OTHER.search(said):
        return Move(Act.CHECKED, "other")
    return (
        None
        if reading.sure and (reading.intent or "").startswith(_SOMETHING_ELSE)
        else Move(Act.CHECKED, "me")
    )


_SOMETHING_ELSE = ("need_", "ask_", "talk_", "withdraw", "provide_", "bot_challenge", "report_")
