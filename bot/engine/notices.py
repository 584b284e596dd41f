"""What people are told about messages that did not arrive, or of which nobody knows."""

from __future__ import annotations

from bot.situation.case import CaseState
from bot.situation.speech import Acknowledge, Button, Say, ShowChoice, Text, To
from bot.store import post

from .apply_speech import acknowledge, say, show_choice
from .desk import Desk

SEND_AGAIN = "send_again"
_AGAIN = Text(id="button-send-again")


async def tell_blocked(desk: Desk) -> None:
    """The worker of an open case learns that the applicant has blocked the bot."""
    if desk.case and desk.case.state in (CaseState.WAITING, CaseState.CLAIMED):
        await say(desk, Say(to=To.CASE, parts=(Text(id="applicant-blocked"),)))


async def ask_again(desk: Desk, row: int, to: To) -> None:
    """The sender of words whose fate is unknown decides whether they go out again."""
    button = Button(label=_AGAIN, action=SEND_AGAIN, argument=str(row))
    said = Say(to=to, parts=(Text(id="send-unknown"),), buttons=(button,), despite_worker=True)
    await say(desk, said)


async def tell_refused(desk: Desk, to: To) -> None:
    """Trying again would change nothing."""
    await say(desk, Say(to=to, parts=(Text(id="send-refused"),), despite_worker=True))


async def send_again(desk: Desk) -> None:
    """The button of `ask_again`; a second tap does nothing."""
    press = desk.incoming.press
    if press is None or desk.person is None:
        return
    known = press.argument.isdigit() and desk.person.engagement
    if known and await post.send_again(desk.unit, int(press.argument), desk.person.engagement, desk.now):
        await show_choice(desk, ShowChoice(label=_AGAIN))
    await acknowledge(desk, Acknowledge())
