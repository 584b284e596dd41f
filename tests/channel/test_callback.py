"""A button works only in the chat and message it was made for, for its own bot, and only as it was written."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.callback import MOST_BYTES, NOTHING, Callbacks, Meaning, belongs

pytestmark = pytest.mark.promise("forged-input-does-nothing")
KEY = Callbacks(b"key")
ASCII = string.ascii_letters + string.digits + "_-=:,."
MEANINGS = st.builds(
    Meaning, st.text(ASCII, min_size=1, max_size=20), st.text(ASCII, max_size=20), st.integers(0, 99_999)
)
CHATS = st.integers(-(2**52), 2**52)


@given(MEANINGS, CHATS)
def test_that_what_is_written_is_read_and_fits_telegram(meaning: Meaning, chat: int) -> None:
    data = KEY.write(chat, meaning)
    assert len(data.encode()) <= MOST_BYTES
    assert KEY.read(chat, data) == meaning


@given(MEANINGS, CHATS, st.integers(1, 1000))
def test_that_another_chats_data_means_nothing(meaning: Meaning, chat: int, further: int) -> None:
    assert KEY.read(chat + further, KEY.write(chat, meaning)) == NOTHING


@given(MEANINGS, st.data())
def test_that_changed_data_means_nothing(meaning: Meaning, data: st.DataObject) -> None:
    written = KEY.write(7, meaning)
    place = data.draw(st.integers(0, len(written) - 1))
    letter = data.draw(st.sampled_from(ASCII + "|").filter(lambda other: other != written[place]))
    assert KEY.read(7, written[:place] + letter + written[place + 1 :]) == NOTHING


@given(st.text(max_size=80))
def test_that_anything_may_be_sent(data: str) -> None:
    assert KEY.read(7, data) == NOTHING


def test_that_another_installations_data_means_nothing() -> None:
    assert Callbacks(b"other").read(7, KEY.write(7, Meaning("send"))) == NOTHING


@pytest.mark.parametrize(
    "wrong", [Meaning(""), Meaning("a" * 30, "b" * 30), Meaning("a", "b|c"), Meaning("é" * 30)]
)
def test_that_a_meaning_that_does_not_fit_is_refused(wrong: Meaning) -> None:
    with pytest.raises(ValueError, match="40 bytes"):
        KEY.write(7, wrong)


def test_that_the_key_is_not_shown() -> None:
    assert "key'" not in repr(KEY)


@given(MEANINGS, CHATS, st.integers(1, 2**40), st.integers(1, 2**40))
def test_that_another_bots_data_means_nothing(meaning: Meaning, chat: int, bot: int, further: int) -> None:
    written = Callbacks(b"key", bot).write(chat, meaning)
    assert Callbacks(b"key", bot).read(chat, written) == meaning
    assert Callbacks(b"key", bot + further).read(chat, written) == NOTHING


@given(MEANINGS, st.integers(0, 99_999))
def test_that_another_turns_number_cannot_be_written_in(meaning: Meaning, turn: int) -> None:
    _, rest = KEY.write(7, meaning).split("|", 1)
    assert KEY.read(7, f"{turn}|{rest}") == (meaning if turn == meaning.turn else NOTHING)


@given(MEANINGS, MEANINGS)
def test_that_a_message_answers_for_its_own_buttons_only(own: Meaning, other: Meaning) -> None:
    mine, lifted = KEY.write(7, own), KEY.write(7, other)
    message: dict[str, object] = {
        "reply_markup": {
            "inline_keyboard": [[{"text": "1", "callback_data": mine}], [{"text": "2", "url": "x"}]]
        }
    }
    assert belongs(mine, message)
    assert belongs(lifted, message) is (lifted == mine)


@pytest.mark.parametrize("shape", [None, [], [[]], "x", [["x"], 3, [{"callback_data": 5}]], {"a": 1}])
def test_that_a_message_that_carries_nothing_proves_nothing(shape: object) -> None:
    """Edited between the tap and its arrival, or too old to be shown."""
    assert belongs("any", {"reply_markup": {"inline_keyboard": shape}})
    assert belongs("any", {"reply_markup": shape})
