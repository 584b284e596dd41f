"""Numbers to call, from the registry: always two of different operators, unverified ones said to be so."""

from __future__ import annotations

from bot.directory.hotlines import Crisis, CrisisContact, Standing, crisis_contacts
from bot.situation.speech import Text

from .talk import Talk

CRISIS_OF = {
    "self_harm": Crisis.SELF_HARM,
    "violence": Crisis.VIOLENCE,
    "sexual_violence": Crisis.VIOLENCE,
    "child_danger": Crisis.CHILD_IN_DANGER,
    "medical": Crisis.MEDICAL,
    "disaster": Crisis.DISASTER,
}


def numbers(talk: Talk, kind: str) -> Text:
    today = talk.around.now.astimezone(talk.agency.settings.time_zone.tz).date()
    found = crisis_contacts(talk.agency.hotlines, CRISIS_OF.get(kind, Crisis.VIOLENCE), today)
    return Text(id="numbers", arguments={"lines": tuple(_number(talk, contact) for contact in found)})


def _number(talk: Talk, contact: CrisisContact) -> Text:
    line = contact.hotline
    arguments: dict[str, str | int | float | Text | tuple[Text | str, ...]] = {
        "name": line.name.to(talk.frame.language),
        "number": line.number or "",
        "press": line.then_press or "",
        "whatsapp": line.whatsapp or "",
    }
    verified = contact.standing is Standing.VERIFIED
    form = "number-press" if line.then_press else ("number-whatsapp" if line.whatsapp else "number")
    return Text(id=form if verified else f"{form}-unverified", arguments=arguments)
