"""The token reaches the bot as a file, the way systemd and container engines hand secrets over."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, read_settings


def test_that_systemds_credentials_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("RANGKUL_BOT_TOKEN", raising=False)
    (tmp_path / "rangkul_bot_token").write_text("7:of-systemd\n", encoding="utf-8")
    token = read_settings().bot_token
    assert token
    assert token.get_secret_value() == "7:of-systemd"


def test_that_the_environment_goes_before_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("RANGKUL_BOT_TOKEN", "7:of-the-environment")
    (tmp_path / "rangkul_bot_token").write_text("7:of-systemd\n", encoding="utf-8")
    token = read_settings().bot_token
    assert token
    assert token.get_secret_value() == "7:of-the-environment"


def test_that_an_unusable_secret_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("RANGKUL_BOT_TOKEN", raising=False)
    (tmp_path / "rangkul_bot_token").write_text("planted\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^RANGKUL_BOT_TOKEN: ") as wrong:
        read_settings()
    assert "planted" not in str(wrong.value)


def test_that_a_secret_that_cannot_be_read_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not by its permissions: who runs the tests as root may read everything.
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.delenv("RANGKUL_BOT_TOKEN", raising=False)
    (tmp_path / "rangkul_bot_token").write_bytes(b"7:\xff\n")
    with pytest.raises(SettingsError, match="give the file to the bot's account") as wrong:
        read_settings()
    assert "\n" not in str(wrong.value)
