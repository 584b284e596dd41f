"""Settings say what is wrong in one line, and the README names every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import SettingsError, describe, read_settings

README = Path(__file__).parent.parent / "README.md"


def test_that_the_readme_names_every_setting() -> None:
    said = README.read_text(encoding="utf-8")
    for name, meaning in describe():
        assert f"| `{name}` | {meaning} |" in said


@pytest.mark.parametrize(
    ("name", "value", "mend"),
    [
        ("RANGKUL_LISTEN", "8080", "HOST:PORT"),
        ("RANGKUL_BOT_API_URL", "http://example.org", "https://"),
        ("RANGKUL_WEBHOOK_URL", "http://example.org", "https://"),
        ("RANGKUL_LOG_FORMAT", "xml", "console"),
        ("RANGKUL_STAFF_GROUP_ID", "grup", "integer"),
    ],
)
def test_that_a_wrong_setting_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, mend: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as wrong:
        read_settings()
    assert str(wrong.value).startswith(f"{name}: ")
    assert mend in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_that_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANGKUL_BOT_TOKEN", "123456:planted")
    assert "planted" not in repr(read_settings())
