"""After the end: whoever writes again is heard, in the same case or in a new conversation."""

from __future__ import annotations

from bot.engagement.anew import anew, is_same_case
from bot.engagement.move import Act
from bot.engagement.notice import notice
from bot.engagement.promise import promised
from bot.engagement.talk import Talk, button
from bot.situation.frame import Stage, Urgency
from bot.situation.incoming import FILES, Kind
from bot.situation.speech import HandOver, Relay, Say, Text, To

from . import handoff, listening, others


def come_back(talk: Talk) -> None:
    """Their words are never lost: a worker gets them at once, or they begin a new story."""
    if is_same_case(talk):
        reopen(talk)
        return
    talk.frame, talk.learned = anew(talk.frame), []
    if talk.heard.reading and talk.words.strip():
        notice(talk)
        listening.listen(talk)
    else:
        others.media(talk)


def reopen(talk: Talk) -> None:
    """The same case waits again, with the new words in it; who else may hold this phone can say so."""
    until = promised(talk.agency, talk.around.now)
    talk.set(promised=until, ended=None, asked=None)
    talk.go(Stage.HANDED_OFF)
    if until:
        talk.wake("late", until + handoff.LATE_AFTER)
    if talk.heard.incoming.kind in FILES:
        talk.set(unheard=talk.frame.unheard + 1)
    urgent = talk.frame.urgency is Urgency.URGENT
    talk.do(HandOver(alarm=urgent, confidential=talk.frame.confidential))
    came_back = Text(id="staff-came-back", arguments={"code": talk.frame.case_code})
    talk.do(Say(to=To.CASE, parts=(came_back,)))
    if talk.heard.incoming.kind is not Kind.BUTTON:
        talk.do(Relay(to=To.CASE))
    not_me = button("button-not-me", Act.RESTART, "not_me")
    handoff.waiting(talk, "reopened", buttons=(*handoff.WAITING_BUTTONS, not_me))
