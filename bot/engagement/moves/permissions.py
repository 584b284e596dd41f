"""What somebody agreed to, purpose by purpose, each given and taken back by itself."""

from __future__ import annotations

from bot.engagement.consent_texts import ANNOUNCEMENTS, REMINDERS
from bot.engagement.move import Act
from bot.engagement.talk import Talk, button
from bot.situation.consent import Purpose, may
from bot.situation.speech import Button, Text

from . import consent, welcome

_ASKED = {Purpose.REMINDERS: REMINDERS, Purpose.ANNOUNCEMENTS: ANNOUNCEMENTS}


def show(talk: Talk) -> None:
    """/izin: all four, with what can be changed."""
    talk.say(
        talk.text("permissions-head"),
        lines(talk),
        buttons=tuple(_change(talk, purpose) for purpose in Purpose if _can_change(talk, purpose)),
        despite_worker=True,
    )


def lines(talk: Talk) -> Text:
    said = tuple(Text(id=f"consent-{one}-{'yes' if may(talk.frame, one) else 'no'}") for one in Purpose)
    return Text(id="lines", arguments={"lines": said})


def _can_change(talk: Talk, purpose: Purpose) -> bool:
    """Reading is allowed by asking for a person; keeping ends with deleting."""
    return purpose is not Purpose.SHARE or may(talk.frame, purpose)


def _change(talk: Talk, purpose: Purpose) -> Button:
    if purpose is Purpose.SHARE:
        return button("button-withdraw", Act.CANCEL_SHARING)
    if purpose is Purpose.STORE:
        return button("button-erase-mine", Act.ERASE)
    given = may(talk.frame, purpose)
    wish = "no" if given else "ask"
    return button(f"button-{purpose}-{'no' if given else 'yes'}", Act.PERMIT, f"{purpose}:{wish}")


def permit(talk: Talk, argument: str) -> None:
    """`reminders:ask`, `reminders:yes`, `reminders:no`; likewise announcements."""
    name, _, wish = argument.partition(":")
    purpose = next((one for one in _ASKED if one == name), None)
    if purpose is None or wish not in ("ask", "yes", "no"):
        show(talk)
    elif wish == "ask":
        _ask(talk, purpose)
    else:
        consent.record(talk, purpose, _ASKED[purpose], given=wish == "yes")
        talk.say(talk.text(f"permit-{purpose}-{wish}"), despite_worker=True)


def _ask(talk: Talk, purpose: Purpose) -> None:
    talk.say(
        talk.text(f"permit-{purpose}", agency=welcome.agency_name(talk)),
        buttons=(
            button("button-yes-share", Act.PERMIT, f"{purpose}:yes"),
            button("button-no", Act.PERMIT, f"{purpose}:no"),
        ),
        despite_worker=True,
    )
