"""Bursts and budgets, for any input."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.budget import Asked, Budget, Rate, Rates
from bot.engine.burst import MOST_CHARACTERS, MOST_TOGETHER, together
from bot.situation.incoming import Incoming, Kind
from bot.store.mail import Mail

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KINDS = st.sampled_from([Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.BUTTON, Kind.COMMAND, Kind.VOICE])
TEXTS = st.sampled_from(["x", "ya", "suami di phk", "anak dua orang", "a b " * 900, ""])
INCOMING = st.none() | st.builds(
    Incoming,
    kind=KINDS,
    chat=st.just(1),
    sender=st.integers(1, 2),
    at=st.just(NOW),
    message=st.integers(1, 99),
    text=TEXTS,
    reply_to=st.none() | st.just(5),
)


@given(st.lists(st.tuples(st.integers(0, 2), INCOMING), min_size=1, max_size=20))
def test_that_a_heap_is_the_beginning_of_what_waits(found: list[tuple[int, Incoming | None]]) -> None:
    waiting = [
        (Mail(number, "lane", "", {}, NOW, failures), incoming)
        for number, (failures, incoming) in enumerate(found)
    ]
    heap = together(waiting)
    taken = len(heap.mails)
    assert heap.mails == tuple(mail for mail, _ in waiting[:taken])
    assert 1 <= taken <= MOST_TOGETHER
    if heap.incoming is None:
        assert taken == 1
        return
    assert [incoming for _, incoming in heap.said] == [incoming for _, incoming in waiting[:taken]]
    if taken > 1:
        assert heap.incoming.text == "\n".join(one.text for _, one in heap.said)
        assert len(heap.incoming.text) <= MOST_CHARACTERS
        assert all(one.kind is Kind.TEXT and len(one.text.split()) > 1 for _, one in heap.said)
        assert len({one.sender for _, one in heap.said}) == 1
        assert not any(mail.failures for mail in heap.mails)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 2)), max_size=60))
def test_that_no_window_ever_holds_more_than_its_rate(wishes: list[tuple[str, float]]) -> None:
    rates = Rates(private=Rate(3, 5.0), group=Rate(3, 5.0), bot=Rate(4, 2.0))
    budget, now, sent = Budget(rates), NOW, []
    for chat, pause in wishes:
        now = max(now + timedelta(seconds=pause), budget.ready_at(Asked(chat, False, "sendMessage"), now))
        budget.spend(Asked(chat, False, "sendMessage"), now)
        sent.append((chat, now))
    for key, rate in (("a", rates.private), ("b", rates.private), ("", rates.bot)):
        times = [at for chat, at in sent if key in ("", chat)]
        for first, beyond in zip(times, times[rate.most :], strict=False):
            assert (beyond - first).total_seconds() >= rate.seconds


def test_that_callback_answers_and_deletions_are_free() -> None:
    budget = Budget(Rates(private=Rate(1, 60.0)))
    budget.spend(Asked("a", False, "sendMessage"), NOW)
    assert budget.ready_at(Asked("a", False, "sendMessage"), NOW) > NOW
    for method in ("answerCallbackQuery", "deleteMessages"):
        assert budget.ready_at(Asked("a", False, method), NOW) == NOW
