"""Words, choices and toasts."""

from __future__ import annotations

from bot.situation.case import Speaker
from bot.situation.incoming import ChatKind, Incoming
from bot.situation.speech import Acknowledge, Say, ShowChoice, To, Urgent
from bot.situation.wordless import is_bare, is_wordless

from .desk import Desk, Destination, destination, sender
from .ports import Call

ABOUT_CASE = frozenset({To.CASE, To.WORKER})


async def say(desk: Desk, said: Say) -> None:
    """To an applicant nothing is said at a time they do not want, and what must not be said while a worker speaks."""
    to = await destination(desk, said.to)
    if to is None or (_is_applicant(desk, to) and not _may_say(desk, said)):
        return
    in_place = said.in_place and to.chat == desk.incoming.chat
    calls = desk.ports.render.say(
        said.model_copy(update={"in_place": in_place}), to.chat, to.language, to.turn, desk.incoming
    )
    anchor = "topic" if said.to is To.CASE and to.case else ""
    waits_as = f"{said.gives_way}:{desk.person.engagement}" if said.gives_way and desk.person else ""
    if said.to is To.SENDER:
        calls = tuple(_answering(call, desk.incoming) for call in calls)
    bare = is_wordless(said.model_copy(update={"to": To.APPLICANT if _is_applicant(desk, to) else To.CASE}))
    in_topic = tuple(_in_topic(call, to.topic) for call in calls)
    desk.post(in_topic, to, anchor=anchor, replaces=waits_as, wordless=bare, queue=_queue(said, to))


def _queue(said: Say, to: Destination) -> str:
    """An alarm about a case does not wait behind all that its applicant has written."""
    alarm = said.to is To.CASE and to.case and said.urgent is Urgent.EMERGENCY
    return f"{to.queue}:alarm" if alarm else to.queue


def _is_applicant(desk: Desk, to: Destination) -> bool:
    return desk.person is not None and to.chat == desk.person.chat


def _may_say(desk: Desk, said: Say) -> bool:
    return desk.may_reach and (said.despite_worker or not _silent(desk))


def _silent(desk: Desk) -> bool:
    """A worker spoke before this turn and speaks after it."""
    after = desk.person.speaker if desk.person else Speaker.BOT
    return desk.before is Speaker.WORKER and after is Speaker.WORKER


def _in_topic(call: Call, topic: int | None) -> Call:
    if topic is None or not call.method.startswith("send"):
        return call
    return Call(call.method, {**call.params, "message_thread_id": topic}, call.fate)


def _answering(call: Call, incoming: Incoming) -> Call:
    """In a group many people speak of many cases: an answer shows what it answers."""
    if incoming.chat_kind is ChatKind.PRIVATE or not incoming.message or call.method != "sendMessage":
        return call
    reply = {"message_id": incoming.message, "allow_sending_without_reply": True}
    return Call(call.method, {**call.params, "reply_parameters": reply}, call.fate)


async def show_choice(desk: Desk, shown: ShowChoice) -> None:
    to = sender(desk)
    if to:
        calls = desk.ports.render.show_choice(shown, to.chat, to.language, desk.incoming)
        desk.post(calls, to, wordless=is_bare(shown.label))


async def acknowledge(desk: Desk, said: Acknowledge) -> None:
    """In a queue of its own: it has some seconds only, and does not wait behind messages."""
    to = sender(desk)
    if to is None:
        return
    calls = desk.ports.render.acknowledge(desk.incoming, said, to.language)
    desk.post(calls, to, queue=f"{to.key}:answers", wordless=said.text is None or is_bare(said.text))
