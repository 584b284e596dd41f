"""Cases: opened by a handoff, shown as a card, left by the applicant."""

from __future__ import annotations

from bot.situation.case import Case, CaseState, Note
from bot.situation.consent import may_read_all
from bot.situation.speech import EditCard, HandOver, KeepNote, LeaveCase, PostCard, RefreshCard
from bot.situation.turn import StaffTurn
from bot.situation.wordless import is_bare
from bot.store import cards, cases, consents, mail, messages
from bot.store.audit import note_act
from bot.store.cards import Card

from .desk import Desk, Destination
from .ports import Call

OVER = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN})
_OF_TOPIC = frozenset({"editForumTopic", "closeForumTopic", "reopenForumTopic"})
_AGAIN: dict[str, object] = {
    "state": CaseState.WAITING,
    "worker": None,
    "claimed_at": None,
    "outcome": "",
    "read_by_worker": False,
    "told_others": False,
}
_SAME = {"closeForumTopic": "open", "reopenForumTopic": "open"}


async def hand_over(desk: Desk, effect: HandOver) -> StaffTurn:
    """The case is opened, or an open one is refreshed or alarmed again; what the staff's side makes of it."""
    assert desk.person
    await _may_be_shared(desk, effect)
    if may_read_all(desk.person.frame):
        await messages.mark_media_for_case(desk.unit, desk.person.engagement)
    known = desk.person.case
    if known is None or (known.state in OVER and known.code != desk.person.frame.case_code):
        await _open(desk, effect)
        return show(desk, alarm=effect.alarm, refresh=False)
    again = _AGAIN if known.state in OVER else {}
    secret = known.confidential or effect.confidential
    await _change(desk, known, {**again, "confidential": secret})
    return show(desk, alarm=effect.alarm, refresh=True)


async def _may_be_shared(desk: Desk, effect: HandOver) -> None:
    """Without consent only where a life is in danger, and then it is noted why. Else the database refuses the case."""
    assert desk.person
    engagement = desk.person.engagement
    if effect.danger and await consents.share_of(desk.unit, engagement) is None:
        await consents.rest_on_danger(desk.unit, engagement, effect.danger, desk.now)


async def _open(desk: Desk, effect: HandOver) -> None:
    assert desk.person
    frame = desk.person.frame
    case = Case(
        id=0,
        code=frame.case_code or desk.ports.new_code(),
        urgency=frame.urgency,
        confidential=effect.confidential,
        opened_at=desk.now,
        promised=frame.promised,
    )
    desk.set_case(
        await cases.add(desk.unit, desk.person.engagement, desk.person.key, case, desk.ports.agency)
    )
    await audit(desk, "hand_over")


async def _change(desk: Desk, case: Case, changes: dict[str, object]) -> None:
    assert desk.person
    frame = desk.person.frame
    changed = case.model_copy(update={"promised": frame.promised or case.promised, **changes})
    if changed != case:
        await cases.change(desk.unit, changed)
        desk.set_case(changed)


async def refresh_card(desk: Desk, _: RefreshCard) -> StaffTurn:
    if desk.case is None:
        return StaffTurn(case=None)
    await _change(desk, desk.case, {})
    return show(desk, refresh=True)


async def leave_case(desk: Desk, _: LeaveCase | None) -> StaffTurn:
    """The applicant ends it: the card says so, alarms end."""
    if desk.case is None or desk.case.state is CaseState.WITHDRAWN:
        return StaffTurn(case=desk.case)
    assert desk.person
    changed = desk.case.model_copy(update={"state": CaseState.WITHDRAWN})
    await cases.change(desk.unit, changed)
    desk.set_case(changed)
    await mail.cancel_like(desk.unit, desk.person.lane, "case:", desk.now)
    await audit(desk, "leave_case")
    if desk.ports.casework is None:
        return StaffTurn(case=changed)
    return desk.ports.casework.withdraw_case(desk.person.frame, changed, desk.now)


def show(desk: Desk, *, alarm: bool = False, refresh: bool) -> StaffTurn:
    """What the staff's side makes of the case as it is now."""
    if desk.ports.casework is None or desk.person is None or desk.case is None:
        return StaffTurn(case=desk.case)
    return desk.ports.casework.open_case(desk.person.frame, desk.case, desk.now, alarm=alarm, refresh=refresh)


async def post_card(desk: Desk, card: PostCard) -> None:
    """Without a staff group the card waits until one is bound."""
    group = await desk.group()
    if group is None or desk.case is None or desk.ports.staff_render is None:
        return
    await cards.begin(desk.unit, desk.case.id, group.key)
    language = desk.ports.staff_language
    to = Destination(group.chat, group.key, f"card:{desk.case.id}", language, case=desk.case.id)
    for call in desk.ports.staff_render.post_card(card, group.chat, language, forum=group.is_forum):
        if call.method == "createForumTopic":
            title = desk.unit.keys.find("title", call.params["name"])
            await cards.know(desk.unit, desk.case.id, title_key=title)
        desk.post((call,), to, anchor="" if call.method == "createForumTopic" else "topic_only")


async def edit_card(desk: Desk, card: EditCard) -> None:
    """A later edit replaces one that still waits. Ids that are known already are written in at once."""
    group = await desk.group()
    if group is None or desk.case is None or desk.ports.staff_render is None:
        return
    posted = (await cards.cards(desk.unit, (desk.case.id,))).get(desk.case.id)
    if posted is None or posted.key != group.key:
        return
    language = desk.ports.staff_language
    to = Destination(group.chat, group.key, f"card:{desk.case.id}", language, case=desk.case.id)
    for call in desk.ports.staff_render.edit_card(card, group.chat, language, forum=group.is_forum):
        if await _is_so_already(desk, call, posted):
            continue
        anchor = "thread" if call.method in _OF_TOPIC else "card"
        known = filled(call, anchor, posted)
        name = f"{_SAME.get(call.method, call.method)}:{desk.case.id}"
        # Without the engagement: it outlives an erasure, whose news it carries.
        more: dict[str, object] = {"anchor": "" if known else anchor, "replaces": name, "engagement": None}
        if anchor == "card":
            more["wordless"] = is_bare(*card.parts)
        desk.post((known or call,), to, **more)


async def _is_so_already(desk: Desk, call: Call, posted: Card) -> bool:
    """Titles and closed topics cost as much of the group's budget as messages: only changes are sent."""
    if call.method == "editForumTopic":
        title = desk.unit.keys.find("title", call.params["name"])
        await cards.know(desk.unit, posted.case, title_key=title)
        return title == posted.title
    if call.method in _SAME:
        closed = call.method == "closeForumTopic"
        await cards.know(desk.unit, posted.case, closed=closed)
        return closed == posted.closed
    return False


def filled(call: Call, anchor: str, card: Card) -> Call | None:
    """The call with the card's message or its topic; None while that is unknown."""
    name, value = ("message_thread_id", card.topic) if anchor == "thread" else ("message_id", card.message)
    return Call(call.method, {**call.params, name: value}, call.fate) if value else None


async def keep_note(desk: Desk, note: KeepNote) -> None:
    if desk.person is None or desk.case is None or desk.member is None:
        return
    kept = Note(kind=note.kind, author=desk.member.staff.id, words=note.words, at=desk.now)
    await cases.keep_note(desk.unit, desk.case.id, desk.person.key, kept)


async def audit(desk: Desk, act: str) -> None:
    actor = "staff" if desk.member else "applicant"
    member = desk.member.staff.id if desk.member else None
    case = desk.case.id if desk.case else None
    await note_act(desk.unit, desk.now, actor, act, staff_id=member, case_id=case)
