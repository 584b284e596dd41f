"""What comes next: one pure decision from the frame and what was heard."""

from __future__ import annotations

from bot.situation.case import Speaker
from bot.situation.facts import Slot
from bot.situation.frame import Frame, Stage
from bot.situation.incoming import MEDIA, Incoming, Kind
from bot.situation.reading import Reading
from bot.situation.turn import Heard, Surroundings

from .move import Act, Move
from .typed import names_a_choice, typed_choice
from .wishes import answer_to_hint, wants_person

COMMANDS = {
    "start": Act.ARRIVE,
    "menu": Act.MENU,
    "petunjuk": Act.HELP,
    "help": Act.HELP,
    "layanan": Act.SERVICES,
    "services": Act.SERVICES,
    "ringkasan": Act.SUMMARY,
    "summary": Act.SUMMARY,
    "bahasa": Act.LANGUAGE,
    "language": Act.LANGUAGE,
    "berhenti": Act.STOP,
    "stop": Act.STOP,
    "darurat": Act.EMERGENCY,
    "emergency": Act.EMERGENCY,
    "datasaya": Act.DATA,
    "mydata": Act.DATA,
    "hapus": Act.ERASE,
    "delete": Act.ERASE,
    "ubah": Act.CHANGE_LIST,
    "kembali": Act.BACK,
    "back": Act.BACK,
    "ulang": Act.RESTART,
    "restart": Act.RESTART,
    "petugas": Act.HUMAN,
    "status": Act.STATUS,
    "cabutizin": Act.CANCEL_SHARING,
    "tutup": Act.EXIT,
    "batal": Act.CANCEL_SHARING,
    "cancel": Act.CANCEL_SHARING,
}
MOST_CHECKS = 2
"""How often one kind of hint is asked about in a conversation."""
OPENERS = frozenset({"p", "min", "admin", "tes", "kak", "permisi", "punten", "misi"})
"""Words that want a human answer and say nothing yet."""
ALWAYS = frozenset(
    {
        Act.EXIT,
        Act.EMERGENCY,
        Act.MEDICAL,
        Act.HUMAN,
        Act.SAFE,
        Act.CONTACT_TIME,
        Act.MENU,
        Act.WELCOME,
        Act.CAN,
        Act.FIT,
        Act.HOW,
        Act.SERVICES,
        Act.SERVICE,
        Act.TELL,
        Act.OWN_VIEW,
        Act.REPORTED,
        Act.DUTY_ONLY,
        Act.STATUS,
        Act.SUMMARY,
        Act.CHECKED,
    }
)
"""Buttons that are honoured however old the message is that carries them."""
DESPITE_WORKER = frozenset(
    {Act.CAN, Act.FIT, Act.HOW, Act.STATUS, Act.SUMMARY, Act.ERASE_YES, Act.STOP_YES, Act.RESUME}
)
"""Buttons of what a person may ask for and decide also while a worker speaks with them."""
TAKE_BACK_WORDS = frozenset({"batal", "cancel"})
"""What the texts tell people to write when they change their mind about sharing."""
DONE_WORDS = frozenset({"sudah", "udah", "done"})
EXIT_WORDS = frozenset({"x", "tutup", "close"})
INTENTS = {
    "ask_can_i_get_help": Act.CAN,
    "ask_does_it_fit": Act.FIT,
    "ask_how_to_apply": Act.HOW,
    "ask_cost": Act.COST,
    "ask_privacy": Act.PRIVACY,
    "ask_status": Act.STATUS,
    "ask_repeat": Act.REPEAT,
    "bot_challenge": Act.WHO,
    "report_misconduct": Act.MISCONDUCT,
    "talk_to_human": Act.HUMAN,
    "withdraw": Act.STOP,
    "go_back": Act.CHANGE_LIST,
    "reluctance": Act.RELUCTANT,
}
SOCIAL = {"greet": Act.GREET, "thanks": Act.THANKS, "goodbye": Act.THANKS}
STORY_INTENTS = frozenset(
    {
        "provide_location",
        "provide_household",
        "provide_urgency",
        "referred_by",
        "for_other",
        "crisis_violence",
    }
)
TELLING = frozenset({Stage.WELCOME, Stage.LISTENING, Stage.RELUCTANCE})
AFTER_HANDOFF = frozenset({Stage.HANDED_OFF, Stage.IN_CONVERSATION, Stage.AGREED})
ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN})
QUIET = frozenset({Kind.BLOCKED, Kind.UNBLOCKED, Kind.SERVICE, Kind.JOINED, Kind.LEFT, Kind.MIGRATED})


def next_move(frame: Frame, heard: Heard, around: Surroundings) -> Move:
    """Danger first, then what the person steers, then who speaks, then the stage."""
    incoming, reading = heard.incoming, heard.reading
    if incoming.kind in QUIET:
        return Move(Act.NOTHING)
    if incoming.kind is Kind.TIMER:
        return Move(Act.TIMER, incoming.timer)
    if incoming.kind is Kind.BUTTON:
        return _pressed(frame, incoming, around)
    if incoming.text.strip().casefold() in EXIT_WORDS:
        return Move(Act.EXIT)
    if danger := _danger(frame, reading):
        return danger
    if frame.quiet:
        # Whoever holds the phone now learns nothing before somebody says that it is theirs.
        return Move(Act.WELCOME, "again")
    if frame.hint and reading and reading.text.strip() and (answer := answer_to_hint(frame, reading)):
        return answer
    if incoming.kind is Kind.COMMAND:
        return _command(incoming)
    if around.speaker is Speaker.WORKER:
        return Move(Act.RELAY)
    if incoming.kind in MEDIA and not (reading and reading.text.strip()):
        return _media(frame, incoming)
    if reading is None or not reading.text.strip():
        return Move(Act.NOTHING if incoming.kind is Kind.REACTION else Act.MEDIA)
    return _words(frame, reading)


def _pressed(frame: Frame, incoming: Incoming, around: Surroundings) -> Move:
    press = incoming.press
    if press is None or press.action not in set(Act):
        return Move(Act.PRESENT)
    act = Act(press.action)
    if act in ALWAYS:
        return Move(act, press.argument)
    if around.speaker is Speaker.WORKER and act not in DESPITE_WORKER:
        return Move(Act.PRESENT)
    return Move(act, press.argument) if press.turn == frame.turn else Move(Act.PRESENT)


def _command(incoming: Incoming) -> Move:
    return Move(COMMANDS.get(incoming.command, Act.MENU), incoming.argument)


def _danger(frame: Frame, reading: Reading | None) -> Move | None:
    """Signals of danger come before everything. A hint is asked about; another hint in place of an answer is a yes."""
    if reading is None:
        return None
    kind = reading.safety_kind or "violence"
    if reading.medical:
        return Move(Act.MEDICAL, kind if reading.safety == "danger" else "")
    if reading.safety == "danger":
        return Move(Act.EMERGENCY, kind)
    if reading.safety != "check" or (frame.danger and frame.danger.kind == kind):
        return None
    if frame.hint:
        return Move(Act.CHECKED, "other" if reading.third_person else "me")
    return Move(Act.CHECK, kind) if frame.hints_asked.count(kind) < MOST_CHECKS else None


def _media(frame: Frame, incoming: Incoming) -> Move:
    if incoming.kind is Kind.LOCATION and frame.asked and frame.asked.slot is Slot.LOCATION_NOW:
        return Move(Act.ANSWER, Slot.LOCATION_NOW.value)
    return Move(Act.MEDIA)


def _words(frame: Frame, reading: Reading) -> Move:
    said = reading.text.strip(" .!").casefold()
    if said in TAKE_BACK_WORDS and frame.consents.get("share"):
        return Move(Act.CANCEL_SHARING)
    if said in DONE_WORDS and frame.stage is Stage.LISTENING and not frame.asked:
        return Move(Act.DONE)
    if said in OPENERS:
        return Move(Act.GREET) if frame.stage in TELLING else _by_stage(frame, reading)
    if wants_person(reading) and not names_a_choice(frame, said):
        return Move(Act.HUMAN)
    if chosen := typed_choice(frame, reading):
        return chosen
    if frame.asked and _answers(frame, reading):
        return Move(Act.ANSWER, frame.asked.slot.value)
    if steering := _steering(frame, reading):
        return steering
    return _by_stage(frame, reading)


def _answers(frame: Frame, reading: Reading) -> bool:
    """A bare answer that fits the open question, or anything at all where free words were asked for."""
    assert frame.asked
    if reading.answer is not None:
        return True
    act = INTENTS.get(reading.intent or "") if reading.sure else None
    # Somebody who was asked to tell, tells: only a short question or a plain wish is something else.
    steers = act in (Act.HUMAN, Act.STOP) or (act is not None and len(reading.text.split()) <= SHORT)
    return frame.asked.slot in FREE_SLOTS and not steers


SHORT = 6
"""Words of a message that is a question and nothing more."""
FREE_SLOTS = frozenset(
    {
        Slot.PUPIL,
        Slot.SKILLS,
        Slot.EXPECTATION,
        Slot.WORRY,
        Slot.OWN_VIEW,
        Slot.TRIED_BEFORE,
        Slot.RESOURCES,
        Slot.WHO_MUST_NOT_KNOW,
        Slot.PREFER_WORKER,
        Slot.PROBLEM,
        Slot.FORM_OF_ADDRESS,
    }
)


def _steering(frame: Frame, reading: Reading) -> Move | None:
    """A question or a wish, wherever in the message it stands; the rest of the message is noticed anyway."""
    intents = [reading.intent] if reading.sure else []
    intents += [clause.intent for clause in reading.clauses if clause.intent in INTENTS]
    for intent in intents:
        act = INTENTS.get(intent or "")
        if act is None or (act is Act.RELUCTANT and frame.stage not in TELLING):
            continue
        if act is Act.HUMAN and not wants_person(reading):
            continue
        if act is Act.COST and _tells_a_need(reading):
            continue
        return Move(act)
    return None


def _tells_a_need(reading: Reading) -> bool:
    """ "Putus sekolah karena tidak ada biaya" tells of a need; it does not ask what we cost."""
    told = {reading.intent, *(clause.intent for clause in reading.clauses)}
    return any((intent or "").startswith("need_") for intent in told) or len(reading.text.split()) > SHORT


def _by_stage(frame: Frame, reading: Reading) -> Move:
    intent = reading.intent if reading.sure else None
    if frame.stage in ENDED:
        return Move(Act.WELCOME, "again")
    if frame.stage is Stage.EMERGENCY:
        return Move(Act.SAFE, {"affirm": "yes", "deny": "no"}.get(intent or "", "stay"))
    if frame.stage in AFTER_HANDOFF and frame.consents.get("share") is not True and _allows(reading, intent):
        return Move(Act.CONSENT, "yes")
    if frame.stage in AFTER_HANDOFF:
        return Move(SOCIAL[intent]) if intent in SOCIAL else Move(Act.ADD)
    if intent in SOCIAL:
        return Move(SOCIAL[intent]) if frame.stage is not Stage.LISTENING else Move(Act.MORE)
    if frame.stage is Stage.CONSENT:
        yes = intent == "affirm" or says_yes_first(reading)
        return Move(Act.CONSENT, "yes" if yes else ("no" if intent == "deny" else "unclear"))
    if frame.stage is Stage.REVIEW:
        return Move(Act.SEND) if intent == "affirm" else Move(Act.REVIEW, "changed")
    if frame.stage is Stage.INTAKE:
        return Move(Act.ASK_AGAIN)
    return _telling(frame, reading, intent)


def _allows(reading: Reading, intent: str | None) -> bool:
    """Somebody who had refused says that it may be read after all."""
    return intent == "affirm" or says_yes_first(reading) or "izin" in reading.text.casefold()


def says_yes_first(reading: Reading) -> bool:
    """ "Boleh, tapi ...": the first clause is the answer, whatever follows."""
    return bool(reading.clauses) and reading.clauses[0].intent == "affirm"


def _telling(frame: Frame, reading: Reading, intent: str | None) -> Move:
    if frame.stage is Stage.RELUCTANCE and (asked := _asks_about_duty(reading)):
        return asked
    if intent == "out_of_scope":
        return Move(Act.OFF_TOPIC)
    if frame.stage is Stage.LISTENING and intent in ("affirm", "deny"):
        return Move(Act.DONE)
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
