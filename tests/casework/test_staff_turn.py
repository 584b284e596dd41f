"""Who may do what, who speaks, and what everybody is told."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.actions import BUTTONS, GENERAL, OUTCOMES, Action
from bot.casework.staff_turn import take_staff_turn
from bot.directory.agency import Agency
from bot.situation.case import Case, CaseState, Role, Speaker, Staff
from bot.situation.facts import Fact, Slot
from bot.situation.frame import Frame, Stage, Urgency
from bot.situation.incoming import ChatKind, Incoming, Kind, Press
from bot.situation.speech import (
    Acknowledge,
    BindGroup,
    EditCard,
    Effect,
    KeepNote,
    Relay,
    Say,
    SetDuty,
    Text,
    To,
    Urgent,
    Wake,
)
from bot.situation.turn import StaffHeard, StaffTurn
from bot.texts.catalogue import Catalogue

Heard = Callable[..., StaffHeard]


def held_by(staff: Staff, case: Case) -> Case:
    return case.model_copy(update={"state": CaseState.CLAIMED, "worker": staff})


def ids(effects: Iterable[Effect], to: To | None = None) -> list[str]:
    """Of the texts that are said (to somebody)."""
    return [part.id for one in effects if isinstance(one, Say) and to in (None, one.to) for part in one.parts]


def toast(turn: StaffTurn) -> str:
    return next(one.text.id for one in turn.effects if isinstance(one, Acknowledge) and one.text)


def texts(value: object) -> list[Text]:
    if isinstance(value, Text):
        return [value, *(text for one in value.arguments.values() for text in texts(one))]
    if isinstance(value, tuple):
        return [text for one in value for text in texts(one)]
    return []


def all_texts(turn: StaffTurn) -> list[Text]:
    return [
        text
        for effect in turn.effects
        for name in type(effect).model_fields
        for text in texts(getattr(effect, name))
    ] + [button.label for effect in turn.effects for button in getattr(effect, "buttons", ())]


def test_a_claim_gives_the_voice_to_the_worker(
    press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    turn = take_staff_turn(press(ratna, "claim", frame, case), now, agency)
    assert turn.case
    assert turn.frame
    assert (turn.case.state, turn.case.worker, turn.case.claimed_at) == (CaseState.CLAIMED, ratna, now)
    assert (turn.frame.stage, turn.frame.came_from[-1]) == (Stage.IN_CONVERSATION, Stage.HANDED_OFF)
    assert turn.speaker is Speaker.WORKER
    assert ids(turn.effects, To.APPLICANT) == ["worker-joined", "worker-can"]
    assert ids(turn.effects, To.WORKER) == ["staff-reflection"]
    assert any(isinstance(effect, EditCard) for effect in turn.effects)


def test_the_second_to_claim_is_told_who_was_first(
    press: Heard, ratna: Staff, dedi: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    taken = held_by(ratna, case)
    turn = take_staff_turn(press(dedi, "claim", frame, taken), now, agency)
    assert turn.effects == (
        Acknowledge(text=Text(id="staff-taken", arguments={"worker": "Ratna"}), alert=True),
    )
    assert (turn.case, turn.frame, turn.speaker) == (taken, None, None)


@pytest.mark.promise("forged-input-does-nothing")
@pytest.mark.parametrize("action", ["claim", "all", "opener", "emergency", "close", "closed_as"])
def test_a_button_of_another_case_does_nothing(
    press: Heard, endah: Staff, frame: Frame, case: Case, now: datetime, agency: Agency, action: str
) -> None:
    lifted = press(endah, action, frame, case.model_copy(update={"id": case.id + 1}), "helped")
    turn = take_staff_turn(lifted.model_copy(update={"case": case}), now, agency)
    assert turn.effects == (Acknowledge(text=Text(id="staff-old-button")),)
    assert (turn.case, turn.frame, turn.speaker) == (case, None, None)


ALLOWED = {
    ("worker", "waiting"): {"claim", "all", "opener", "note", "emergency"},
    ("worker", "mine"): {"all", "opener", "note", "hand_back", "close", "closed_as", "emergency"},
    ("worker", "others"): {"emergency"},
    ("worker", "closed"): {"reopen"},
    ("worker", "withdrawn"): set(),
    ("supervisor", "waiting"): {"claim", "all", "opener", "note", "close", "closed_as", "emergency"},
    ("supervisor", "others"): {"all", "note", "hand_back", "close", "closed_as", "take_over", "emergency"},
    ("supervisor", "closed"): {"all", "note", "reopen"},
    ("supervisor", "withdrawn"): set(),
    ("publisher", "waiting"): set(),
    ("publisher", "mine"): set(),
    ("publisher", "others"): set(),
    ("publisher", "closed"): set(),
    ("complaint_receiver", "others"): set(),
}
ON_CASES = sorted(BUTTONS - GENERAL)


@pytest.mark.parametrize(
    ("role", "state", "action"), [(*key, action) for key, action in product(ALLOWED, ON_CASES)]
)
def test_permissions(
    role: str,
    state: str,
    action: str,
    press: Heard,
    dedi: Staff,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
) -> None:
    staff = Staff(id=70, name="Tini", roles=frozenset({Role(role)}))
    stands = {
        "waiting": case,
        "mine": held_by(staff, case),
        "others": held_by(dedi, case),
        "closed": case.model_copy(update={"state": CaseState.CLOSED, "outcome": "helped"}),
        "withdrawn": case.model_copy(update={"state": CaseState.WITHDRAWN}),
    }[state]
    choice = "helped" if action == "closed_as" else ""
    turn = take_staff_turn(press(staff, action, frame, stands, choice), now, agency)
    refused = turn.case == stands and all(isinstance(one, Acknowledge) and one.alert for one in turn.effects)
    assert refused is (action not in ALLOWED[(role, state)])
    assert sum(isinstance(one, Acknowledge) for one in turn.effects) == 1


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.VOICE, Kind.PHOTO, Kind.DOCUMENT, Kind.LOCATION])
def test_words_and_media_of_the_claiming_worker_reach_the_applicant(
    kind: Kind, write: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    heard = write(ratna, "Selamat pagi", frame, held_by(ratna, case), kind=kind)
    assert take_staff_turn(heard, now, agency).effects == (Relay(to=To.APPLICANT),)


@pytest.mark.parametrize("words", ["// hati-hati, mertua ikut baca", "/catatan hati-hati, mertua ikut baca"])
def test_a_note_is_never_sent(
    words: str, write: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    turn = take_staff_turn(write(ratna, words, frame, held_by(ratna, case)), now, agency)
    assert turn.effects[0] == KeepNote(kind="note", words="hati-hati, mertua ikut baca")
    assert ids(turn.effects, To.APPLICANT) == []
    assert not any(isinstance(effect, Relay) for effect in turn.effects)


def test_colleagues_in_the_topic_are_not_relayed_and_told_so_once(
    write: Heard,
    ratna: Staff,
    dedi: Staff,
    endah: Staff,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
) -> None:
    first = take_staff_turn(write(dedi, "sudah makan?", frame, held_by(ratna, case)), now, agency)
    assert ids(first.effects) == ["staff-not-sent-others"]
    second = take_staff_turn(write(dedi, "halo", frame, first.case), now, agency)
    assert second.effects == ()
    lead = take_staff_turn(write(endah, "halo", frame, held_by(ratna, case)), now, agency)
    offered = [button.action for one in lead.effects if isinstance(one, Say) for button in one.buttons]
    assert offered == ["take_over"]


def test_only_a_supervisor_takes_over(
    press: Heard, ratna: Staff, endah: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    turn = take_staff_turn(press(endah, "take_over", frame, held_by(ratna, case)), now, agency)
    assert turn.case
    assert turn.case.worker == endah
    assert turn.speaker is Speaker.WORKER
    assert "staff-took-over" in ids(turn.effects, To.CASE)
    assert "worker-joined-bare" in ids(turn.effects, To.APPLICANT)


def test_handing_back_returns_the_voice_and_makes_a_new_promise(
    write: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    spoken = frame.model_copy(update={"stage": Stage.IN_CONVERSATION})
    turn = take_staff_turn(
        write(ratna, "/kembalikan perlu petugas kesehatan", spoken, held_by(ratna, case)), now, agency
    )
    assert turn.case
    assert turn.frame
    assert (turn.case.state, turn.case.worker, turn.case.times_handed_back) == (CaseState.WAITING, None, 1)
    assert (turn.speaker, turn.frame.stage) == (Speaker.BOT, Stage.HANDED_OFF)
    assert KeepNote(kind="note", words="perlu petugas kesehatan") in turn.effects
    assert ids(turn.effects, To.APPLICANT) == ["worker-handed-back"]
    assert turn.case.promised
    assert turn.case.promised == turn.frame.promised
    assert Wake(name="case:late", at=turn.case.promised, argument="41") in turn.effects


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_closing_asks_how_it_ended_and_says_the_way_back(
    outcome: str, press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    asked = take_staff_turn(press(ratna, "close", frame, held_by(ratna, case)), now, agency)
    buttons = [button for one in asked.effects if isinstance(one, Say) for button in one.buttons]
    assert f"41:{outcome}" in [button.argument for button in buttons]
    assert asked.case
    assert asked.case.state is CaseState.CLAIMED
    turn = take_staff_turn(press(ratna, "closed_as", frame, asked.case, outcome), now, agency)
    assert turn.case
    assert turn.frame
    assert (turn.case.state, turn.case.outcome, turn.frame.stage) == (CaseState.CLOSED, outcome, Stage.CLOSED)
    assert turn.speaker is Speaker.BOT
    assert ids(turn.effects, To.APPLICANT) == [f"worker-closed-{outcome}", "worker-come-back"]
    assert [effect.closed for effect in turn.effects if isinstance(effect, EditCard)] == [True]


def test_a_made_up_outcome_closes_nothing(
    press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    mine = held_by(ratna, case)
    turn = take_staff_turn(press(ratna, "closed_as", frame, mine, "kaya"), now, agency)
    assert turn.case == mine
    assert toast(turn) == "staff-old-button"


def test_a_reopened_case_waits_for_whoever_claims_it(
    press: Heard, dedi: Staff, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    closed = held_by(ratna, case).model_copy(update={"state": CaseState.CLOSED, "outcome": "other"})
    turn = take_staff_turn(press(dedi, "reopen", frame, closed), now, agency)
    assert turn.case
    assert (turn.case.state, turn.case.worker, turn.case.outcome) == (CaseState.WAITING, None, "")
    assert ids(turn.effects, To.APPLICANT) == ["worker-reopened"]


def test_the_applicant_is_told_once_that_their_worker_has_read(
    press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    first = take_staff_turn(press(ratna, "all", frame, held_by(ratna, case)), now, agency)
    assert ids(first.effects, To.APPLICANT) == ["worker-has-read"]
    second = take_staff_turn(press(ratna, "all", frame, first.case), now, agency)
    assert ids(second.effects, To.APPLICANT) == []
    looking = take_staff_turn(press(ratna, "all", frame, case), now, agency)
    assert ids(looking.effects, To.APPLICANT) == []


def test_words_of_a_confidential_case_go_to_its_worker_in_private(
    press: Heard,
    ratna: Staff,
    dedi: Staff,
    endah: Staff,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
) -> None:
    secret = frame.model_copy(update={"confidential": True})
    waiting = case.model_copy(update={"confidential": True})
    assert (
        toast(take_staff_turn(press(dedi, "all", secret, waiting), now, agency))
        == "staff-refused-confidential"
    )
    turn = take_staff_turn(press(ratna, "claim", secret, waiting), now, agency)
    assert ids(turn.effects, To.CASE) == ["staff-open-privately"]
    assert "lines" in ids(turn.effects, To.WORKER)
    assert turn.case
    whole = take_staff_turn(press(ratna, "all", secret, turn.case), now, agency)
    assert {one.to for one in whole.effects if isinstance(one, Say)} == {To.WORKER, To.APPLICANT}
    assert (
        toast(take_staff_turn(press(endah, "all", secret, turn.case), now, agency))
        == "staff-refused-confidential"
    )


def test_the_opening_words_greet_and_claim_nothing_unread(
    press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency, catalogue: Catalogue
) -> None:
    def opening(said: Frame) -> str:
        turn = take_staff_turn(press(ratna, "opener", said, held_by(ratna, case)), now, agency)
        [say] = [one for one in turn.effects if isinstance(one, Say)]
        return catalogue.plain(say.parts[1], "id")

    assert opening(frame).startswith("Selamat pagi Ibu, saya Ratna dari Rumah Rangkul")
    assert "sudah saya baca" in opening(frame)
    assert "baca" not in opening(frame.model_copy(update={"consents": {}}))


def test_who_asked_not_to_be_written_to_is_told_nothing(
    press: Heard,
    ratna: Staff,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
    make_fact: Callable[..., Fact],
) -> None:
    facts = {**frame.facts, Slot.CONTACT_WINDOW: make_fact("never")}
    quiet = frame.model_copy(update={"facts": facts})
    turn = take_staff_turn(press(ratna, "claim", quiet, case), now, agency)
    assert ids(turn.effects, To.APPLICANT) == []
    assert ids(turn.effects, To.CASE) == ["staff-applicant-not-told"]


def timer(name: str, frame: Frame, case: Case) -> StaffHeard:
    incoming = Incoming(kind=Kind.TIMER, chat=0, at=case.opened_at, timer=name)
    return StaffHeard(
        incoming=incoming, staff=Staff(id=0, name="", roles=frozenset()), frame=frame, case=case
    )


def test_an_unclaimed_alarm_grows_until_somebody_comes(
    frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    urgent = case.model_copy(update={"urgency": Urgency.URGENT, "alarms": 1})
    at, rung = now, []
    for _ in range(4):
        at += timedelta(minutes=3)
        turn = take_staff_turn(timer("case:alarm", frame, urgent), at, agency)
        assert turn.case
        urgent = turn.case
        rung.append(ids(turn.effects))
        assert [one.at > at for one in turn.effects if isinstance(one, Wake)] == [True]
    again, lead, contact = "staff-alarm-again", "staff-alarm-supervisors", "worker-nobody-yet"
    assert rung == [[again], [again, lead], [again, lead, contact], [again, lead]]


def test_the_emergency_contact_is_said_whoever_speaks(
    frame: Frame, case: Case, now: datetime, agency: Agency, catalogue: Catalogue
) -> None:
    third = case.model_copy(update={"urgency": Urgency.URGENT, "alarms": 3})
    turn = take_staff_turn(timer("case:alarm", frame, third), now, agency)
    [said] = [one for one in turn.effects if isinstance(one, Say) and one.to is To.APPLICANT]
    assert said.despite_worker
    assert said.urgent is Urgent.EMERGENCY
    assert "110" in catalogue.plain(said.parts[0], "id")


@pytest.mark.parametrize("name", ["case:alarm", "case:late", "late", "case:unknown"])
def test_timers_of_a_claimed_case_mean_nothing(
    name: str, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    assert take_staff_turn(timer(name, frame, held_by(ratna, case)), now, agency).effects == ()


def test_a_missed_promise_reaches_the_supervisors(
    frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    turn = take_staff_turn(timer("case:late", frame, case), now, agency)
    assert ids(turn.effects, To.STAFF_GROUP) == ["staff-late"]
    assert ids(turn.effects, To.APPLICANT) == []


def test_marking_urgent_rings(
    press: Heard, ratna: Staff, frame: Frame, case: Case, now: datetime, agency: Agency
) -> None:
    turn = take_staff_turn(press(ratna, "emergency", frame, case), now, agency)
    assert turn.case
    assert turn.case.urgency is Urgency.URGENT
    assert [one.urgent for one in turn.effects if isinstance(one, Say)] == [Urgent.EMERGENCY]
    assert [one.name for one in turn.effects if isinstance(one, Wake)] == ["case:alarm"]


@pytest.mark.parametrize(
    ("command", "effect"), [("/jaga", SetDuty(on_duty=True)), ("/selesai_jaga", SetDuty(on_duty=False))]
)
def test_duty(
    command: str, effect: Effect, write: Heard, ratna: Staff, now: datetime, agency: Agency
) -> None:
    assert take_staff_turn(write(ratna, command, None, None), now, agency).effects[0] == effect


@pytest.mark.parametrize(
    ("role", "chat", "bound"),
    [
        ("admin", ChatKind.SUPERGROUP, True),
        ("supervisor", ChatKind.GROUP, True),
        ("worker", ChatKind.SUPERGROUP, False),
        ("admin", ChatKind.PRIVATE, False),
    ],
)
def test_a_group_is_bound_by_those_who_may(
    role: str, chat: ChatKind, bound: bool, write: Heard, now: datetime, agency: Agency
) -> None:
    staff = Staff(id=1, name="A", roles=frozenset({Role(role)}))
    turn = take_staff_turn(write(staff, "/hubungkan", None, None, chat_kind=chat), now, agency)
    assert (BindGroup() in turn.effects) is bound
    assert ids(turn.effects, To.SENDER)


def test_the_queue_names_codes_and_no_words(
    write: Heard, ratna: Staff, case: Case, now: datetime, agency: Agency, catalogue: Catalogue
) -> None:
    heard = write(ratna, "/antrean", None, None)
    turn = take_staff_turn(heard, now + timedelta(hours=3), agency, queue=(case,))
    [said] = [one for one in turn.effects if isinstance(one, Say)]
    shown = [catalogue.plain(part, "id") for part in said.parts]
    assert shown == ["Menunggu: 1", "K7M-4PX · BIASA · masuk 3 jam lalu"]
    assert ids(take_staff_turn(heard, now, agency).effects) == ["staff-queue-empty"]


def test_talk_in_the_group_that_is_about_no_case_is_left_alone(
    write: Heard, ratna: Staff, now: datetime, agency: Agency
) -> None:
    assert take_staff_turn(write(ratna, "makan siang yuk", None, None), now, agency).effects == ()
    private = write(ratna, "halo", None, None, chat_kind=ChatKind.PRIVATE)
    assert ids(take_staff_turn(private, now, agency).effects) == ["staff-refused-no_case"]


ACTS = [
    *Action,
    "",
    "erase_yes",
    "/ambil",
    "/kembalikan alasan",
    "//catatan",
    "halo",
    "/selesai",
    "/ambilalih",
]


@given(acts=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ACTS)), max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_staff_do_one_voice_speaks_and_every_text_exists(
    acts: list[tuple[int, str]],
    press: Heard,
    write: Heard,
    ratna: Staff,
    dedi: Staff,
    endah: Staff,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
    catalogue: Catalogue,
) -> None:
    nobody = Staff(id=99, name="Tamu", roles=frozenset())
    people = (ratna, dedi, endah, nobody)
    speaker, current, spoken = Speaker.BOT, case, frame
    for who, act in acts:
        choice = "helped" if act == "closed_as" else ""
        words = act.startswith(("/", "halo"))
        heard = (
            write(people[who], act, spoken, current)
            if words
            else press(people[who], act, spoken, current, choice)
        )
        before = current.worker
        turn = take_staff_turn(heard, now, agency)
        assert turn.case
        current, spoken, speaker = turn.case, turn.frame or spoken, turn.speaker or speaker
        assert (current.state is CaseState.CLAIMED) is (speaker is Speaker.WORKER)
        assert (spoken.stage is Stage.IN_CONVERSATION) is (speaker is Speaker.WORKER)
        if before and current.worker and current.worker != before:
            assert Role.SUPERVISOR in current.worker.roles
        assert current.worker != nobody
        relayed = any(isinstance(effect, Relay) for effect in turn.effects)
        assert not relayed or people[who] == current.worker
        for text in all_texts(turn):
            catalogue.plain(text, "id")
            catalogue.plain(text, "en")


@given(
    press_data=st.builds(
        Press, callback_id=st.just("1"), action=st.text(max_size=9), argument=st.text(max_size=9)
    )
)
@settings(max_examples=40, deadline=None)
def test_forged_buttons_do_nothing(
    press_data: Press,
    frame: Frame,
    case: Case,
    now: datetime,
    agency: Agency,
    write: Heard,
    dedi: Staff,
    ratna: Staff,
) -> None:
    mine: Any = held_by(ratna, case)
    turn = take_staff_turn(write(dedi, "", frame, mine, kind=Kind.BUTTON, press=press_data), now, agency)
    assert turn.case == mine
    assert turn.frame is None
