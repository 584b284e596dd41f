"""Numbers to call, from the registry: always two of different operators, those not checked lately said to be so."""

from __future__ import annotations

from bot.directory.hotlines import OPERATORS_NEEDED, Crisis, CrisisContact, Standing, crisis_contacts
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
    found = _surest(crisis_contacts(talk.agency.hotlines, CRISIS_OF.get(kind, Crisis.VIOLENCE), today))
    first, second, *more = (_number(talk, contact) for contact in found)
    otherwise = Text(id="number-else", arguments={"number": second})
    return Text(id="numbers", arguments={"lines": (first, otherwise, *more)})


def _surest(found: tuple[CrisisContact, ...]) -> tuple[CrisisContact, ...]:
    """Numbers that were dialled again in time are enough where two of different operators are among them.

    Else those whose check has expired are said too, as such: in a crisis an old number is better than none.
    """
    sure = tuple(one for one in found if one.standing is Standing.VERIFIED)
    return sure if len({one.hotline.operator for one in sure}) >= OPERATORS_NEEDED else found


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
