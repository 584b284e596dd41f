"""Sealed content opens with its key, at its place, unchanged: nothing else does."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.seal import MOST_KEY_BYTES, Key, KeyFileError, Keys, SealError, read_master_key

OLD, NEW = b"o" * 32, b"n" * 32


@given(st.binary(max_size=200), st.text(max_size=30))
def test_that_what_is_sealed_opens_again(plain: bytes, place: str) -> None:
    key = Key(OLD)
    sealed = key.seal(plain, place)
    assert key.open(sealed, place) == plain
    assert sealed != key.seal(plain, place)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_that_changed_content_does_not_open(plain: bytes, data: st.DataObject) -> None:
    sealed = bytearray(Key(OLD).seal(plain, "here"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        Key(OLD).open(bytes(sealed), "here")


@pytest.mark.parametrize(("key", "place"), [(NEW, "here"), (OLD, "elsewhere")])
def test_that_another_key_or_place_does_not_open(key: bytes, place: str) -> None:
    with pytest.raises(SealError):
        Key(key).open(Key(OLD).seal(b"words", "here"), place)


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 12])
def test_that_a_torn_row_is_a_clear_error(sealed: bytes) -> None:
    with pytest.raises(SealError, match=r"messages\.body"):
        Key(OLD).open(sealed, "messages.body/7")


def test_that_a_rotation_opens_the_old_and_wraps_with_the_new() -> None:
    before = Keys.derive(OLD)
    secret, wrapped = before.new_data_key()
    after = Keys.derive((NEW, OLD))
    assert after.unwrap(wrapped) == secret
    again = after.rewrap(wrapped)
    assert Keys.derive((NEW, OLD)).unwrap(again) == secret
    with pytest.raises(SealError, match="not in the key file"):
        before.unwrap(again)


def test_that_look_ups_outlive_a_rotation() -> None:
    before, after = Keys.derive(OLD), Keys.derive((NEW, OLD))
    assert before.find("chat", 7) == after.find("chat", 7)
    assert (
        after.installation.open(before.installation.seal(b"raw", "inbox.payload"), "inbox.payload") == b"raw"
    )


def test_that_look_up_values_tell_nothing_without_the_key() -> None:
    keys = Keys.derive(OLD)
    assert keys.find("chat", 7) != keys.find("code", 7) != Keys.derive(NEW).find("code", 7)


def test_that_no_key_shows_in_a_log() -> None:
    assert "o" * 8 not in repr(Keys.derive(OLD)) + repr(Key(OLD))


def test_that_a_missing_key_file_is_made_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "master.key"
    made = read_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_master_key(path) == made


def test_that_a_key_file_is_read_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes((base64.b64encode(OLD) + b"\n") * (MOST_KEY_BYTES // 45 + 1))
    with pytest.raises(KeyFileError, match=r"larger than 64 KB.*right file") as told:
        read_master_key(path)
    assert "\n" not in str(told.value)
    path.write_bytes((base64.b64encode(OLD) + b"\n") * (MOST_KEY_BYTES // 45))
    assert set(read_master_key(path)) == {OLD}
    with pytest.raises(KeyFileError, match="larger"):
        read_master_key(Path("/dev/zero"))


@pytest.mark.parametrize("content", [b"", b"garbage\n", base64.b64encode(b"short") + b"\n"])
def test_that_a_bad_key_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(KeyFileError, match="restore it from the backup") as told:
        read_master_key(path)
    assert "\n" not in str(told.value)
