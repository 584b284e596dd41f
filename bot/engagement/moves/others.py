"""Other questions and wishes: cost, privacy, who are you, wrongs, off topic, doubts about meaning."""

from __future__ import annotations

from bot.engagement.intents import INTENTS
from bot.engagement.move import Act
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.facts import Slot
from bot.situation.incoming import FILES, Kind
from bot.situation.speech import Button, Text

from . import handoff, resume, welcome

CLARIFIED = 3


def cost(talk: Talk) -> None:
    welcome.introduce(talk)
    talk.say(talk.text("cost-free"))
    resume.resume_if_waiting(talk)


def privacy(talk: Talk) -> None:
    welcome.introduce(talk)
    talk.say(talk.text("privacy"))
    talk.say(talk.text("privacy-telegram"), _confirmed(talk))
    resume.resume_if_waiting(talk)


def _confirmed(talk: Talk) -> Text | None:
    """Said only where the agency has confirmed that it is true."""
    confirmed = talk.agency.settings.confirmed
    both = confirmed.names_not_published and confirmed.visits_by_appointment_only
    return talk.text("privacy-confirmed") if both else None


def who(talk: Talk) -> None:
    """A machine, and how to verify whose."""
    settings = talk.agency.settings
    places = (settings.verify_office.to(talk.frame.language), str(settings.website or ""))
    talk.set(greeted=True)
    talk.say(
        talk.text(
            "who",
            agency=welcome.agency_name(talk),
            places=Text(id="list", arguments={"items": tuple(place for place in places if place)}),
        )
    )
    resume.resume_if_waiting(talk)


def misconduct(talk: Talk) -> None:
    """Somebody takes money or abuses a position: where to complain; the one it is about does not read it."""
    welcome.introduce(talk)
    talk.say(
        talk.text("misconduct", receiver=talk.agency.settings.complaint_receiver.to(talk.frame.language)),
        buttons=(button("button-human", Act.HUMAN), button("button-tell", Act.TELL)),
    )


def misconduct_note(talk: Talk) -> None:
    talk.say(
        talk.text("misconduct", receiver=talk.agency.settings.complaint_receiver.to(talk.frame.language))
    )


def off_topic(talk: Talk) -> None:
    if not talk.frame.greeted:
        welcome.welcome(talk)
        return
    talk.say(talk.text("off-topic"), buttons=welcome.THREE_QUESTIONS)


def clarify(talk: Talk) -> None:
    """Not sure: the three likeliest meanings, or none of these."""
    welcome.introduce(talk)
    reading = talk.heard.reading
    ranking = reading.ranking if reading else ()
    likely = [intent for intent, _ in ranking if intent in INTENTS or intent.startswith("need_")][:CLARIFIED]
    talk.say(
        talk.text("clarify"),
        buttons=(*(_meaning(intent) for intent in likely), button("button-none-of-these", Act.TELL)),
    )


def _meaning(intent: str) -> Button:
    if intent.startswith("need_"):
        return Button(
            label=Text(id=f"choice-needs-{intent.removeprefix('need_')}"),
            action=Act.CAN,
            argument=intent.removeprefix("need_"),
        )
    return Button(label=Text(id=f"meaning-{intent}"), action=INTENTS[intent])


def media(talk: Talk) -> None:
    """Never "format not supported": acknowledged for what it may mean, kept for the worker."""
    kind = talk.heard.incoming.kind
    first_contact = not talk.frame.greeted
    talk.set(greeted=True)
    if kind is Kind.STICKER:
        talk.say(talk.text("media-sticker"), buttons=_wordless_buttons())
        return
    if kind in FILES:
        talk.set(unheard=talk.frame.unheard + 1)
    if kind is Kind.LOCATION:
        _location(talk)
    if talk.frame.case_code:
        handoff.add(talk, "")
        return
    known = {
        Kind.VOICE: "media-voice",
        Kind.AUDIO: "media-voice",
        Kind.PHOTO: "media-photo",
        Kind.VIDEO: "media-video",
        Kind.VIDEO_NOTE: "media-video",
        Kind.DOCUMENT: "media-document",
        Kind.LOCATION: "media-location",
        Kind.CONTACT: "media-contact",
    }
    intro = talk.text("welcome-short", agency=welcome.agency_name(talk)) if first_contact else None
    talk.say(intro, talk.text(known.get(kind, "media-other")), buttons=_wordless_buttons())


def passed_on(talk: Talk) -> None:
    """Somebody else's words: kept, marked as such, and asked what they mean for this person."""
    if talk.frame.case_code and talk.frame.stage in AFTER_HANDOFF:
        handoff.add(talk, "")
        return
    welcome.introduce(talk)
    talk.say(talk.text("passed-on"))
    resume.resume_if_waiting(talk)


def revised(talk: Talk) -> None:
    """Seen and kept; what was chosen or answered stays until it is changed on purpose."""
    talk.say(talk.text("revised"))
    resume.resume_if_waiting(talk)


def _location(talk: Talk) -> None:
    media = talk.heard.incoming.media
    if media and media.latitude is not None and Slot.LANDMARK not in talk.frame.facts:
        talk.learn(Slot.LANDMARK, f"{media.latitude:.5f}, {media.longitude:.5f}")


def _wordless_buttons() -> tuple[Button, ...]:
    return (
        button("button-someone-in-danger", Act.EMERGENCY),
        button("button-nobody-in-danger", Act.TELL),
        button("button-human", Act.HUMAN),
    )
