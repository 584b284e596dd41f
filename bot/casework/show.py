"""The card of a case as it stands now: words for whoever may read them, a teaser where the group may not."""

from __future__ import annotations

from datetime import datetime

from bot.casework.actions import card_buttons, private_buttons
from bot.casework.card import card, teaser, title
from bot.casework.readable import is_confidential
from bot.casework.summarise import summarise
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState
from bot.situation.frame import Frame
from bot.situation.speech import EditCard, PostCard, Say, Text, To, Urgent


def group_card(frame: Frame, case: Case, agency: Agency, now: datetime) -> tuple[Text, ...]:
    summary = summarise(frame, case, agency, now, case.worker)
    if is_confidential(frame, case) and case.state is not CaseState.WITHDRAWN:
        return teaser(summary, case, now)
    return card(summary, case, agency, now)


def post(frame: Frame, case: Case, agency: Agency, now: datetime, urgent: Urgent) -> PostCard:
    return PostCard(
        title=title(case),
        parts=group_card(frame, case, agency, now),
        buttons=card_buttons(case, teaser=is_confidential(frame, case)),
        urgent=urgent,
    )


def edit(frame: Frame, case: Case, agency: Agency, now: datetime) -> EditCard:
    return EditCard(
        title=title(case),
        parts=group_card(frame, case, agency, now),
        buttons=card_buttons(case, teaser=is_confidential(frame, case)),
        closed=case.state in (CaseState.CLOSED, CaseState.WITHDRAWN),
    )


def private_card(frame: Frame, case: Case, agency: Agency, now: datetime) -> Say:
    """The words of a confidential case, in the private chat of the worker who claimed it."""
    summary = summarise(frame, case, agency, now, case.worker)
    return Say(to=To.WORKER, parts=card(summary, case, agency, now), buttons=private_buttons(case))
