"""What a person agrees to takes effect in this turn: what waits to be sent too, and what has been sent if they wish."""

from __future__ import annotations

from bot.situation.case import CaseState
from bot.situation.consent import Purpose
from bot.situation.speech import RecordConsent, Retract
from bot.situation.turn import StaffTurn
from bot.store import consents

from .apply_case import audit, leave_case
from .clearing import clear_staff
from .desk import Desk


async def record_consent(desk: Desk, effect: RecordConsent) -> StaffTurn | None:
    """A no to sharing also ends the case, whoever forgot to say so: the card tells it, nothing else goes out.

    Also one that is closed: without consent nobody may open it again.
    """
    assert desk.person
    ends = Purpose(effect.purpose) is Purpose.SHARE and not effect.given
    told = await leave_case(desk, None) if ends and not _is_over(desk) else None
    if ends:
        desk.letters[:] = [letter for letter in desk.letters if letter.wordless or letter.case is None]
        await audit(desk, "end_sharing")
    await consents.record(desk.unit, desk.person.engagement, desk.person.key, effect, desk.now)
    return told


def _is_over(desk: Desk) -> bool:
    return desk.case is None or desk.case.state is CaseState.WITHDRAWN


async def retract(desk: Desk, _: Retract) -> None:
    """Words that reached the staff while they were allowed to."""
    if desk.case and desk.case.state is CaseState.WITHDRAWN:
        await audit(desk, "retract")
        await clear_staff(desk, f"retract:{desk.case.id}", only_words=True)
