"""What words mean that are neither a choice nor a wish: it depends on how far the conversation is."""

from __future__ import annotations

from bot.situation.consent import may_read_all
from bot.situation.frame import Frame, Stage
from bot.situation.reading import Reading

from .consenting import consented
from .intents import INTENTS, SOCIAL
from .move import Act, Move

TELLING = frozenset({Stage.WELCOME, Stage.LISTENING, Stage.RELUCTANCE})

AFTER_HANDOFF = frozenset({Stage.HANDED_OFF, Stage.IN_CONVERSATION, Stage.AGREED})

ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN})

_CONSENT = {True: "yes", False: "no", None: "unclear"}


def by_stage(frame: Frame, reading: Reading) -> Move:
    intent = reading.intent if reading.sure else None
    if frame.stage in ENDED:
        return _after_the_end(intent)
    if frame.stage is Stage.EMERGENCY:
        return Move(Act.SAFE, {"affirm": "yes", "deny": "no"}.get(intent or "", "stay"))
    if frame.stage in AFTER_HANDOFF and not may_read_all(frame) and _allows(reading, intent):
        return Move(Act.CONSENT, "yes")
    if frame.stage in AFTER_HANDOFF:
        return Move(SOCIAL[intent]) if intent in SOCIAL else Move(Act.ADD)
    if intent in SOCIAL:
        return Move(SOCIAL[intent]) if frame.stage is not Stage.LISTENING else Move(Act.MORE)
    if frame.stage is Stage.CONSENT:
        return Move(Act.CONSENT, _CONSENT[consented(reading.text)])
    if frame.stage is Stage.REVIEW:
        return Move(Act.SEND) if intent == "affirm" else Move(Act.REVIEW, "changed")
    if frame.stage is Stage.INTAKE:
        return Move(Act.ASK_AGAIN)
    return _telling(frame, reading, intent)


def _after_the_end(intent: str | None) -> Move:
    """Thanks are answered, a greeting is asked what it means; everything else is heard at once."""
    if intent in ("thanks", "goodbye", "affirm"):
        return Move(Act.THANKS)
    if intent == "deny":
        return Move(Act.MORE, "later")
    return Move(Act.WELCOME, "again") if intent == "greet" else Move(Act.COME_BACK)


def _allows(reading: Reading, intent: str | None) -> bool:
    """Somebody who had refused says that it may be read after all."""
    plainly = consented(reading.text) is True and (intent == "affirm" or says_yes_first(reading))
    return plainly or "izin" in reading.text.casefold()


def says_yes_first(reading: Reading) -> bool:
    """ "Boleh, tapi ...": the first clause is the answer, whatever follows."""
    return bool(reading.clauses) and reading.clauses[0].intent == "affirm"


def _telling(frame: Frame, reading: Reading, intent: str | None) -> Move:
    if frame.stage is Stage.RELUCTANCE and (asked := _asks_about_duty(reading)):
        return asked
    if intent == "out_of_scope":
        return Move(Act.OFF_TOPIC)
    if frame.stage is Stage.LISTENING and intent in ("affirm", "deny"):
        refused = frame.consents.get("share") is False
        return Move(Act.MORE, "later") if refused and intent == "deny" else Move(Act.DONE)
    if not reading.sure and _may_be_question(reading) and frame.stage is Stage.WELCOME:
        return Move(Act.CLARIFY)
    return Move(Act.LISTEN)


def _asks_about_duty(reading: Reading) -> Move | None:
    """Typed in place of the buttons [Apa yang diminta?] and [Apa yang disampaikan?]."""
    said = reading.text.casefold()
    if any(word in said for word in ("wajib", "harus", "diminta", "have to", "must")):
        return Move(Act.DUTY_ONLY)
    if any(word in said for word in ("disampaikan", "dilapor", "laporan", "report", "told")):
        return Move(Act.REPORTED)
    return None


def _may_be_question(reading: Reading) -> bool:
    """Short and unclear: offer meanings. A long unclear message is a story and is listened to."""
    likely = [intent for intent, _ in reading.ranking[:3]]
    short = len(reading.text.split()) <= 12
    return short and any(intent in INTENTS for intent in likely)
