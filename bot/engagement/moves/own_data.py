"""See, correct, delete, stop: always there, never asked why."""

from __future__ import annotations

from bot.engagement.move import Act
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.frame import Frame, Stage
from bot.situation.speech import CancelWake, Erase, LeaveCase, SendFile, Text, To

from . import consent, resume, review, welcome


def summary(talk: Talk) -> None:
    shown = review.sections(talk)
    if not shown:
        talk.say(talk.text("summary-empty"), despite_worker=True)
        return
    change = (button("button-change", Act.CHANGE_LIST),)
    talk.say(talk.text("summary-head"), *shown, buttons=change, despite_worker=True)


def data(talk: Talk) -> None:
    """Everything that is kept, in words and as a file."""
    consents = tuple(
        Text(id=f"consent-{purpose}-{'yes' if given else 'no'}")
        for purpose, given in sorted(talk.frame.consents.items())
    )
    talk.say(
        talk.text("data-head", messages=len(talk.frame.quotes)),
        *review.sections(talk),
        Text(id="lines", arguments={"lines": consents}) if consents else None,
        talk.text("data-end"),
        despite_worker=True,
    )
    talk.do(SendFile(to=To.APPLICANT, what="own_data"))


def erase(talk: Talk) -> None:
    talk.say(
        talk.text("erase-ask"),
        buttons=(button("button-erase", Act.ERASE_YES), button("button-keep", Act.RESUME)),
        despite_worker=True,
    )


def erase_yes(talk: Talk) -> None:
    """All of it, at once; the receipt is the proof."""
    receipt = talk.around.new_receipt
    said = talk.text("erased", receipt=receipt)
    if talk.frame.case_code:
        talk.do(LeaveCase())
    talk.do(CancelWake())
    talk.do(Erase(receipt=receipt))
    talk.frame = Frame(language=talk.frame.language, turn=talk.frame.turn)
    talk.say(said, despite_worker=True)


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
    if talk.frame.case_code:
        talk.do(LeaveCase())
    if talk.frame.consents.get("share"):
        consent.cancel(talk)
    talk.do(CancelWake())
    talk.set(asked=None, changing=None)
    talk.go(Stage.WITHDRAWN)
    talk.say(talk.text("stopped"), despite_worker=True)


def cancel_sharing(talk: Talk) -> None:
    """/cabutizin, BATAL: nothing more goes to a worker from this turn on."""
    if talk.frame.case_code:
        talk.do(LeaveCase())
    consent.cancel(talk)
    talk.go(Stage.LISTENING)
    talk.set(case_code="")
    talk.say(talk.text("sharing-cancelled"), buttons=welcome.THREE_QUESTIONS, despite_worker=True)


def resume_or_stay(talk: Talk, argument: str) -> None:
    """[Lanjut], [Jangan dihapus], [Tetap menunggu]."""
    if talk.frame.stage in (Stage.CLOSED, Stage.WITHDRAWN) or talk.frame.quiet:
        welcome.go_on(talk)
    elif argument == "stay" or talk.frame.stage in AFTER_HANDOFF:
        talk.say(talk.text("kept"), despite_worker=True)
    else:
        talk.say(talk.text("kept"))
        resume.resume(talk)
