"""Consent: after the story was heard and before a worker may read it."""

from __future__ import annotations

from bot.engagement.consent_texts import ASKED_FOR_PERSON, SHARING, Version
from bot.engagement.move import Act
from bot.engagement.talk import AFTER_HANDOFF, Talk, button
from bot.situation.consent import Purpose
from bot.situation.frame import Stage
from bot.situation.speech import CancelWake, HandOver, RecordConsent, Text

from . import intake, welcome

BUTTONS = (
    button("button-yes-share", Act.CONSENT, "yes"),
    button("button-later", Act.CONSENT, "later"),
    button("button-no", Act.CONSENT, "no"),
    button("button-what-kept", Act.CONSENT, "what"),
)
CHILD_BUTTONS = (
    button("button-yes-share", Act.CONSENT, "yes"),
    button("button-not-yet", Act.CONSENT, "later"),
    button("button-child-question", Act.CONSENT, "what"),
)


def ask(talk: Talk, before: Text | None) -> None:
    """What was heard, the limits of secrecy and the question: a bubble each."""
    talk.go(Stage.CONSENT)
    talk.do(CancelWake(name="listening_pause"))
    talk.set(asked=None)
    name = welcome.agency_name(talk)
    if before:
        talk.say(before)
    if talk.frame.child:
        talk.say(talk.text("consent-child"), buttons=CHILD_BUTTONS)
        return
    talk.say(talk.text("consent-limits"))
    talk.say(talk.text("consent-question", agency=name), buttons=BUTTONS)


def ask_short(talk: Talk) -> None:
    buttons = CHILD_BUTTONS if talk.frame.child else BUTTONS
    talk.say(talk.text("consent-short", agency=welcome.agency_name(talk)), buttons=buttons)


def record(talk: Talk, purpose: Purpose, version: Version, *, given: bool, words: str = "") -> None:
    """One answer, on record with the words of both sides."""
    answer = {"purpose": purpose.value, "given": given, "version": version.name, "words": words or talk.words}
    talk.do(RecordConsent.model_validate(answer))
    talk.set(consents={**talk.frame.consents, purpose.value: given})


def given(talk: Talk, words: str) -> None:
    """Recorded in the applicant's own words where they typed them."""
    for purpose in (Purpose.STORE, Purpose.SHARE):
        record(talk, purpose, SHARING, given=True, words=words)
    talk.set(shared_from_now=False)


def asked_for_person(talk: Talk) -> None:
    """Asking for one is the consent to it: to all of it, or, where being read was refused, to what comes from now on."""
    refused = Purpose.SHARE in talk.frame.consents
    words = talk.words or "button: talk_to_human"
    for purpose in (Purpose.STORE, Purpose.SHARE):
        record(talk, purpose, ASKED_FOR_PERSON, given=True, words=words)
    talk.set(shared_from_now=refused)


def _refused(talk: Talk, *, later: bool) -> None:
    if not later:
        for purpose in (Purpose.STORE, Purpose.SHARE):
            record(talk, purpose, SHARING, given=False)
    talk.go(Stage.LISTENING)
    talk.say(talk.text("consent-later" if later else "consent-refused"), buttons=welcome.THREE_QUESTIONS)


def answer(talk: Talk, choice: str) -> None:
    if choice == "yes" and talk.frame.stage in AFTER_HANDOFF:
        given(talk, talk.words)
        # Not only the card: what no machine has heard or looked at goes along.
        talk.do(HandOver(alarm=False, confidential=talk.frame.confidential))
        talk.say(talk.text("consent-after"))
    elif choice in ("later", "no") and talk.frame.stage in AFTER_HANDOFF:
        # A worker was called because of a danger: that stays, and the story stays here.
        talk.say(talk.text("consent-later"))
    elif choice == "yes":
        given(talk, talk.words)
        talk.say(talk.text("consent-given", agency=welcome.agency_name(talk)))
        intake.begin(talk)
    elif choice in ("later", "no"):
        _refused(talk, later=choice == "later")
    elif choice == "what":
        talk.say(talk.text("consent-what"))
        ask_short(talk)
    elif talk.learned:
        talk.say(talk.text("noted"))
        ask_short(talk)
    elif talk.frame.variants.get("consent-short", 0) >= 2:
        _refused(talk, later=True)
    else:
        ask_short(talk)


def cancel(talk: Talk) -> None:
    """Withdrawing consent: sharing stops in this turn, also what an earlier danger had allowed."""
    record(talk, Purpose.SHARE, SHARING, given=False)
    talk.set(shared_from_now=False, danger=None, hint=None)
