"""See, correct, delete, stop: always there, never asked why."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.consent import Purpose, may
from bot.situation.frame import Frame, Stage
from bot.situation.speech import CancelWake, Erase, LeaveCase, Relay, Retract, SendFile, Text, To

from . import consent, permissions, resume, review, welcome


def summary(talk: Talk) -> None:
    shown = review.sections(talk)
    if not shown:
        talk.say(talk.text("summary-empty"), despite_worker=True)
        return
    change = (button("button-change", Act.CHANGE_LIST),)
    talk.say(talk.text("summary-head"), *shown, buttons=change, despite_worker=True)


def data(talk: Talk) -> None:
    """Everything that is kept: what is known in words here, all of it in two files, one to read and one for programs."""
    talk.say(
        talk.text("data-head"),
        *review.sections(talk),
        permissions.lines(talk),
        talk.text("data-end"),
        buttons=(
            button("button-change", Act.CHANGE_LIST),
            button("button-permissions", Act.PERMISSIONS),
            button("button-erase-mine", Act.ERASE),
        ),
        despite_worker=True,
    )
    talk.do(SendFile(to=To.APPLICANT, what="own_data"))


def erase(talk: Talk, receipt: str = "") -> None:
    """Asked once. With a receipt: what became of an earlier deletion."""
    if receipt.strip():
        _check_receipt(talk)
        return
    talk.say(
        talk.text("erase-ask"),
        talk.text("erase-kept"),
        buttons=(button("button-erase", Act.ERASE_YES), button("button-keep", Act.RESUME)),
        despite_worker=True,
    )


def _check_receipt(talk: Talk) -> None:
    found = talk.around.erased
    if found is None:
        talk.say(talk.text("receipt-unknown"), despite_worker=True)
        return
    day = found.at.astimezone(talk.agency.settings.time_zone.tz)
    month = Text(id=f"month-{day.month}")
    talk.say(
        talk.text("receipt-known", day=day.day, month=month, year=str(day.year)),
        talk.text(
            "receipt-under-way" if found.under_way else "receipt-left" if found.left else "receipt-done"
        ),
        despite_worker=True,
    )


def erase_yes(talk: Talk) -> None:
    """All of it, at once; the receipt is the proof."""
    receipt = talk.around.new_receipt
    said = (talk.text("erased", receipt=receipt), talk.text("erased-kept"))
    if talk.frame.case_code:
        talk.do(LeaveCase())
    talk.do(CancelWake())
    talk.do(Erase(receipt=receipt))
    talk.frame = Frame(language=talk.frame.language, turn=talk.frame.turn)
    talk.say(*said, despite_worker=True)


def stop(talk: Talk) -> None:
    """Stopping is kind, needs no reason, and is final where the person wants it."""
    frame = talk.frame
    if frame.case_code and frame.stage in AFTER_HANDOFF:
        talk.say(
            talk.text("stop-ask"),
            buttons=(
                button("button-stop-yes", Act.STOP_YES),
                button("button-keep-waiting", Act.RESUME, "stay"),
            ),
            despite_worker=True,
        )
        return
    stop_yes(talk)


def stop_yes(talk: Talk) -> None:
    told = bool(talk.frame.case_code)
    if told:
        talk.do(LeaveCase())
    if told or may(talk.frame, Purpose.SHARE):
        consent.cancel(talk)
    talk.do(CancelWake())
    talk.set(asked=None, changing=None)
    talk.go(Stage.WITHDRAWN)
    talk.say(talk.text("stopped"), despite_worker=True)
    if told:
        _offer_to_retract(talk)


def cancel_sharing(talk: Talk, argument: str = "") -> None:
    """/cabutizin, BATAL: nothing more goes to a worker from this turn on."""
    if argument == "ask":
        _ask_whether_meant(talk)
        return
    told = bool(talk.frame.case_code)
    if told:
        talk.do(LeaveCase())
    consent.cancel(talk)
    talk.go(Stage.LISTENING)
    talk.set(case_code="", asked=None)
    talk.say(talk.text("sharing-cancelled"), buttons=welcome.THREE_QUESTIONS, despite_worker=True)
    if told:
        _offer_to_retract(talk)


def _ask_whether_meant(talk: Talk) -> None:
    """ "Batal" in the middle of talking with a worker can mean a date."""
    talk.do(Relay(to=To.CASE))
    talk.say(
        talk.text("withdraw-ask"),
        buttons=(button("button-withdraw", Act.CANCEL_SHARING), button("button-no", Act.RESUME, "stay")),
        despite_worker=True,
    )


def _offer_to_retract(talk: Talk) -> None:
    """What staff could read until now is on their screens yet."""
    talk.say(
        talk.text("retract-ask"),
        buttons=(
            button("button-retract", Act.RETRACT, "yes"),
            button("button-retract-not", Act.RETRACT, "no"),
        ),
        despite_worker=True,
    )


def retract(talk: Talk, wish: str) -> None:
    if wish == "yes":
        talk.do(Retract())
    talk.say(talk.text("retracted" if wish == "yes" else "kept"), despite_worker=True)


def resume_or_stay(talk: Talk, argument: str) -> None:
    """[Lanjut], [Jangan dihapus], [Tetap menunggu]."""
    if talk.frame.stage in (Stage.CLOSED, Stage.WITHDRAWN) or talk.frame.quiet:
        welcome.go_on(talk)
    elif argument == "stay" or talk.frame.stage in AFTER_HANDOFF:
        talk.say(talk.text("kept"), despite_worker=True)
    else:
        talk.say(talk.text("kept"))
        resume.resume(talk)
