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


class Erased(Value):
    """An earlier erasure: when, whether deletions in chats still go on, and how many messages Telegram refused."""

    at: datetime
    under_way: bool = False
    left: int = 0


class Surroundings(Value):
    """What the store knows around this turn. `new_code` is a fresh case code, used only if a case is opened."""

    now: datetime
    speaker: Speaker = Speaker.BOT
    case: Case | None = None
    waiting: int = 0
    """Cases of the agency that wait for a worker."""
    new_code: str
    new_receipt: str
    erased: Erased | None = None
    """Where a receipt was shown: what became of that erasure."""
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
    own: bool = False
    """The case is about this very person: staff never act on their own."""
    roster: tuple[Staff, ...] = ()
    """The agency's staff, where the mail asks for them."""


class StaffTurn(Value):
    """The case after the turn. `frame` is the applicant's frame where the turn changed it (claimed, handed back, closed)."""

    case: Case | None
    frame: Frame | None = None
    speaker: Speaker | None = None
    effects: tuple[Effect, ...] = ()
