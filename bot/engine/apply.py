"""Each effect has one place where it is done; all of them in the turn's transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from bot.situation import speech
from bot.situation.speech import Effect
from bot.situation.turn import StaffTurn
from bot.store import cases

from . import (
    apply_case,
    apply_consent,
    apply_erase,
    apply_own_data,
    apply_person,
    apply_relay,
    apply_speech,
    apply_staff,
    leaving,
)
from .desk import Desk

_DONE_BY: dict[type[Any], Callable[[Desk, Any], Awaitable[StaffTurn | None]]] = {
    speech.Say: apply_speech.say,
    speech.ShowChoice: apply_speech.show_choice,
    speech.Acknowledge: apply_speech.acknowledge,
    speech.SendFile: apply_own_data.send_file,
    speech.Relay: apply_relay.relay,
    speech.HandOver: apply_case.hand_over,
    speech.RefreshCard: apply_case.refresh_card,
    speech.PostCard: apply_case.post_card,
    speech.EditCard: apply_case.edit_card,
    speech.KeepNote: apply_case.keep_note,
    speech.BindGroup: apply_staff.bind_group,
    speech.SetDuty: apply_staff.set_duty,
    speech.EndMembership: leaving.end_membership,
    speech.NoteRead: apply_staff.note_read,
    speech.Wake: apply_person.wake,
    speech.CancelWake: apply_person.cancel_wake,
    speech.RecordConsent: apply_consent.record_consent,
    speech.LeaveCase: apply_case.leave_case,
    speech.Retract: apply_consent.retract,
    speech.Erase: apply_erase.erase,
    speech.QuickExit: apply_person.quick_exit,
}


async def apply(desk: Desk, effects: Iterable[Effect]) -> None:
    """In order. What the staff's side answers to a handoff is done at its place in this order."""
    for effect in effects:
        answer = await _DONE_BY[type(effect)](desk, effect)
        if isinstance(answer, StaffTurn):
            await enact(desk, answer)
        if isinstance(effect, speech.HandOver):
            await apply_relay.deliver(desk)


async def enact(desk: Desk, turn: StaffTurn) -> None:
    """The case as the staff's side left it, and what they do."""
    if turn.case and desk.case and turn.case != desk.case:
        await cases.change(desk.unit, turn.case)
        desk.set_case(turn.case)
    await apply(desk, turn.effects)
