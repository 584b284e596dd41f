"""Not here, but there: never a bare no."""

from __future__ import annotations

from bot.directory.agency import NextDoor
from bot.directory.matching import Matches
from bot.engagement.move import Act
from bot.engagement.questions import needs_of
from bot.engagement.talk import Talk, button
from bot.situation.needs import Need
from bot.situation.speech import Text

from . import resume


def not_here(talk: Talk, found: Matches) -> None:
    """Never a bare no: what is full, who else, and a person."""
    need = found.unmet[0] if found.unmet else (needs_of(talk.frame) or (Need.FOOD,))[0]
    waiting = waitlist(talk, found)
    if waiting:
        talk.say(waiting)
    doors(talk, found, need)
    if talk.frame.stage in resume.WAITING:
        resume.resume(talk)
        return
    talk.say(
        talk.text("next-door-more"),
        buttons=(
            button("button-human", Act.HUMAN),
            button("button-other-services", Act.SERVICES),
            button("button-tell", Act.TELL),
        ),
    )


def waitlist(talk: Talk, found: Matches) -> Text | None:
    if not found.waitlist:
        return None
    names = tuple(one.service.name.to(talk.frame.language) for one in found.waitlist)
    return Text(id="can-waitlist", arguments={"names": Text(id="list", arguments={"items": names})})


def doors(talk: Talk, found: Matches, need: Need) -> None:
    doors = [door for door in found.next_doors if need in door.needs] or list(found.next_doors)
    talk.say(
        talk.text("not-here", need=Text(id=f"choice-needs-{need}")),
        *(_door(talk, door) for door in doors[:2]),
    )


def _door(talk: Talk, door: NextDoor) -> Text:
    language = talk.frame.language
    return Text(
        id="next-door",
        arguments={
            "name": door.name.to(language),
            "description": door.description.to(language),
            "address": door.address.to(language),
            "hours": door.hours.to(language),
            "bring": door.bring.to(language),
        },
    )
