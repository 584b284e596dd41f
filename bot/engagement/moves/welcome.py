"""Arriving: by oneself, sent by somebody, reached by a worker, or back again."""

from __future__ import annotations

from datetime import timedelta

from bot.directory.agency import Referrer
from bot.engagement.anew import anew, is_same_case
from bot.engagement.links import read_link
from bot.engagement.move import Act
from bot.engagement.notice_people import came_by_link
from bot.engagement.talk import Talk, button
from bot.situation.frame import CameBy, Stage
from bot.situation.speech import Button, Text

from . import resume, services

ANSWERED_GREETINGS = 2
QUICK = timedelta(minutes=1)
"""Greetings come in bursts ("p", "halo", "min"): more than two within such a time say nothing new."""
THREE_QUESTIONS: tuple[Button, ...] = (
    button("button-can", Act.CAN),
    button("button-fit", Act.FIT),
    button("button-how", Act.HOW),
    button("button-human", Act.HUMAN),
)


def arrive(talk: Talk, payload: str) -> None:
    """/start: a link says how the person came; somebody who was here before is asked whether to go on."""
    link = read_link(payload)
    if link and link.kind == "service" and services.known(talk, link.target):
        came_by_link(talk, link)
        talk.set(greeted=True)
        talk.say(talk.text("welcome-short", agency=agency_name(talk)))
        services.show(talk, link.target)
        return
    if link and link.kind == "referrer" and (referrer := referrer_called(talk, link.target)):
        came_by_link(talk, link)
        _welcome_sent(talk, referrer)
        return
    if payload.strip() and (link is None or link.kind != "outreach"):
        _link_is_gone(talk)
        return
    if talk.frame.greeted and talk.frame.quotes:
        again(talk)
        return
    if link:
        came_by_link(talk, link)
    welcome(talk)


def _link_is_gone(talk: Talk) -> None:
    """A service that is no more, or a forged link: no dead end, the list of what there is."""
    introduce(talk)
    talk.say(talk.text("link-unknown"))
    services.overview(talk)


def welcome(talk: Talk) -> None:
    talk.set(greeted=True, came_by=talk.frame.came_by or CameBy())
    talk.say(talk.text("welcome", agency=agency_name(talk)), buttons=THREE_QUESTIONS)


def _welcome_sent(talk: Talk, referrer: Referrer) -> None:
    talk.set(greeted=True)
    talk.go(Stage.RELUCTANCE)
    talk.say(
        talk.text("welcome-sent", agency=agency_name(talk), referrer=tell(talk, referrer.name)),
        buttons=(
            button("button-duty", Act.DUTY_ONLY),
            button("button-reported", Act.REPORTED),
            button("button-own-view", Act.OWN_VIEW),
            button("button-not-now", Act.MORE, "later"),
        ),
    )


def again(talk: Talk) -> None:
    """The phone may be shared: nothing of the earlier conversation is shown before somebody says that it is theirs."""
    talk.say(
        talk.text("welcome-again"),
        buttons=(
            button("button-go-on", Act.RESUME),
            button("button-new", Act.RESTART),
            button("button-not-me", Act.RESTART, "not_me"),
        ),
    )


def go_on(talk: Talk) -> None:
    """Resume where it was; what a worker closed is opened again by the next words, anything else ended by listening."""
    talk.set(quiet=False)
    if is_same_case(talk):
        talk.say(talk.text("welcome-back"), talk.text("tell-anything"))
        return
    if talk.frame.stage in (Stage.CLOSED, Stage.WITHDRAWN):
        talk.go(Stage.LISTENING)
        talk.set(case_code="")
    talk.say(talk.text("welcome-back"))
    resume.resume(talk)


def restart(talk: Talk, why: str) -> None:
    """A fresh frame; an open case stays with the worker."""
    frame = talk.frame
    talk.frame = anew(frame).model_copy(update={"case_code": frame.case_code if why != "not_me" else ""})
    if why == "not_me":
        # Whose phone it is nobody knows: words for the other person do not appear here.
        talk.set(quiet=True, consents={})
        talk.say(talk.text("not-now"))
        return
    welcome(talk)


def greet(talk: Talk) -> None:
    """A greeting is mirrored, never started; the first one is answered with the welcome, quick further ones not at all."""
    talk.set(greetings=talk.frame.greetings + 1)
    if not talk.frame.greeted:
        talk.say(_mirrored(talk))
        welcome(talk)
        return
    quick = talk.pause is not None and talk.pause <= QUICK
    if talk.frame.greetings <= ANSWERED_GREETINGS or not quick:
        first = talk.frame.greetings == 1
        talk.say(_mirrored(talk) if first else None, talk.text("greet-open"), gives_way="greeting")


def _mirrored(talk: Talk) -> Text:
    return talk.text(_mirror(talk.words))


def thanks(talk: Talk) -> None:
    talk.say(talk.text("thanks"))
    resume.resume_if_waiting(talk)


def introduce(talk: Talk) -> None:
    """Whoever starts with their story is told in one line what this is."""
    if not talk.frame.greeted:
        talk.set(greeted=True)
        talk.say(talk.text("welcome-short", agency=agency_name(talk)))


def agency_name(talk: Talk) -> str:
    return talk.agency.organization.name.to(talk.frame.language)


def tell(talk: Talk, text: object) -> str:
    """A text of the agency's own data in the person's language."""
    return str(text.to(talk.frame.language)) if hasattr(text, "to") else str(text)


def _mirror(words: str) -> str:
    said = words.casefold()
    if "assalam" in said or "asalam" in said or said.startswith("ass"):
        return "greet-assalamualaikum"
    if "shalom" in said or "syalom" in said:
        return "greet-shalom"
    return "greet-swastiastu" if "swasti" in said else "greet-hello"


def referrer_called(talk: Talk, target: str) -> Referrer | None:
    """The agency's entry of who sent this person, if it has one."""
    return next((one for one in talk.agency.referrers if one.id == target), None)
