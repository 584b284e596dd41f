"""Each move has one performer."""

from __future__ import annotations

from collections.abc import Callable

from .anew import is_same_case
from .move import Act, Move
from .moves import (
    after_danger,
    consent,
    danger,
    ended,
    handoff,
    hint,
    intake,
    leaving,
    listening,
    others,
    own_data,
    permissions,
    review,
    services,
    steering,
    three,
    welcome,
)
from .talk import Talk

Performer = Callable[[Talk, str], None]


def _plain(performer: Callable[[Talk], None]) -> Performer:
    return lambda talk, _: performer(talk)


def _answer(talk: Talk, argument: str) -> None:
    if argument.startswith("paper:"):
        three.paper(talk, argument.removeprefix("paper:"))
    elif argument.startswith("needs=") and talk.frame.last_answer and not talk.frame.quotes:
        intake.learn_need(talk, argument.removeprefix("needs="))
        three.answer_again(talk)
    else:
        intake.answer(talk, argument)


def _welcome(talk: Talk, argument: str) -> None:
    if argument == "again":
        welcome.again(talk)
    else:
        welcome.welcome(talk)


def _timer(talk: Talk, name: str) -> None:
    if name == "listening_pause" and talk.frame.stage.value == "listening" and not talk.frame.asked:
        listening.done(talk)
    elif name == "late":
        handoff.late(talk)


def _human(talk: Talk, argument: str) -> None:
    if is_same_case(talk):
        ended.reopen(talk)
    else:
        handoff.human(talk, prefer=argument)


PERFORMERS: dict[Act, Performer] = {
    Act.NOTHING: lambda _talk, _argument: None,
    Act.PRESENT: _plain(steering.present),
    Act.WELCOME: _welcome,
    Act.ARRIVE: welcome.arrive,
    Act.MENU: _plain(steering.menu),
    Act.HELP: _plain(steering.petunjuk),
    Act.LANGUAGE: steering.language,
    Act.BACK: _plain(steering.back),
    Act.RESTART: welcome.restart,
    Act.REPEAT: _plain(steering.repeat),
    Act.STOP: _plain(own_data.stop),
    Act.STOP_YES: _plain(own_data.stop_yes),
    Act.RESUME: own_data.resume_or_stay,
    Act.CLARIFY: _plain(others.clarify),
    Act.OFF_TOPIC: _plain(others.off_topic),
    Act.GREET: _plain(welcome.greet),
    Act.THANKS: _plain(welcome.thanks),
    Act.TELL: _plain(listening.tell),
    Act.LISTEN: _plain(listening.listen),
    Act.MORE: listening.more,
    Act.DONE: _plain(listening.done),
    Act.RELUCTANT: _plain(listening.reluctant),
    Act.OWN_VIEW: _plain(listening.own_view),
    Act.REPORTED: _plain(listening.reported),
    Act.DUTY_ONLY: _plain(listening.duty),
    Act.MEDIA: _plain(others.media),
    Act.PASSED_ON: _plain(others.passed_on),
    Act.REVISED: _plain(others.revised),
    Act.CONSENT: consent.answer,
    Act.ANSWER: _answer,
    Act.SKIP: _plain(intake.skip),
    Act.ASK: _plain(intake.ask_next),
    Act.ASK_AGAIN: _plain(intake.again),
    Act.REVIEW: review.said_at_review,
    Act.CHANGE: review.change,
    Act.CHANGE_LIST: review.change_list,
    Act.SEND: _plain(handoff.send),
    Act.CAN: three.can,
    Act.FIT: three.fit,
    Act.HOW: three.how,
    Act.SERVICES: services.overview,
    Act.SERVICE: services.show,
    Act.COST: _plain(others.cost),
    Act.PRIVACY: _plain(others.privacy),
    Act.STATUS: _plain(handoff.status),
    Act.WHO: _plain(others.who),
    Act.MISCONDUCT: _plain(others.misconduct),
    Act.HUMAN: _human,
    Act.RELAY: _plain(handoff.relay),
    Act.ADD: handoff.add,
    Act.COME_BACK: _plain(ended.come_back),
    Act.CANCEL_SHARING: own_data.cancel_sharing,
    Act.EXIT: _plain(leaving.leave),
    Act.EMERGENCY: danger.emergency,
    Act.CHECK: hint.check,
    Act.CHECKED: hint.checked,
    Act.SAFE: after_danger.safe,
    Act.MEDICAL: danger.medical,
    Act.CONTACT_TIME: after_danger.contact_time,
    Act.SUMMARY: _plain(own_data.summary),
    Act.DATA: _plain(own_data.data),
    Act.ERASE: own_data.erase,
    Act.ERASE_YES: _plain(own_data.erase_yes),
    Act.PERMISSIONS: _plain(permissions.show),
    Act.PERMIT: permissions.permit,
    Act.RETRACT: own_data.retract,
    Act.TIMER: _timer,
}


def perform(talk: Talk, move: Move) -> None:
    PERFORMERS[move.act](talk, move.argument)
