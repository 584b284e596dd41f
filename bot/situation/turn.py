"""One turn: what was heard, what surrounds it, and what comes of it."""

from __future__ import annotations

from datetime import datetime

from .case import Case, Speaker, Staff
from .frame import Frame
from .incoming import Incoming
from .reading import Reading
from .speech import Effect, Value


class Heard(Value):
    """One thing an applicant did. `reading` is None where there are no words to read; `message` is the stored message."""

    incoming: Incoming
    reading: Reading | None = None
    message: int | None = None


class Surroundings(Value):
    """What the store knows around this turn. `new_code` is a fresh case code, used only if a case is opened."""

    now: datetime
    speaker: Speaker = Speaker.BOT
    case: Case | None = None
    waiting: int = 0
    """Cases of the agency that wait for a worker."""
    new_code: str
    new_receipt: str
    repeated: bool = False
    """This applicant has written before (their engagement was closed, withdrawn or forgotten)."""


class Turn(Value):
    """The frame after the turn and what is to be done, in order."""

    frame: Frame
    effects: tuple[Effect, ...] = ()


class StaffHeard(Value):
    """One thing that a member of staff did in the staff group or in private, about `case` if any."""

    incoming: Incoming
    staff: Staff
    frame: Frame | None = None
    case: Case | None = None


class StaffTurn(Value):
    """The case after the turn. `frame` is the applicant's frame where the turn changed it (claimed, handed back, closed)."""

    case: Case | None
    frame: Frame | None = None
    speaker: Speaker | None = None
    effects: tuple[Effect, ...] = ()
