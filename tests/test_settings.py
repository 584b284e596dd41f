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
        ("RANGKUL_BOT_API_URL", "http://127.0.0.1.example.org", "https://"),
        ("RANGKUL_BOT_TOKEN", "planted", "@BotFather"),
        ("RANGKUL_WEBHOOK_SECRET", "with space", "A-Z"),
        ("RANGKUL_ADMIN_IDS", "123;x", "commas"),
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


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:plant@h/x", "postgres://u:plant@h/x", "plant::/@/x",
        "postgresql+psycopg://u:abc@plant:plant@h/x", "postgresql+psycopg://u:plant@h:port/x",
    ],
)  # fmt: skip
def test_that_an_address_of_a_database_that_cannot_be_read_is_not_quoted(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """The password stands in it, and the driver's own errors would quote it."""
    monkeypatch.setenv("RANGKUL_DATABASE_URL", url)
    with pytest.raises(SettingsError, match=r"^RANGKUL_DATABASE_URL: write postgresql\+psycopg://") as wrong:
        read_settings()
    assert "plant" not in str(wrong.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://u:p%40w@db.example:5432/x?sslmode=require", "postgresql+psycopg://u@[::1]:5432/x",
        "postgresql+psycopg://postgres@/x?host=/tmp/socket", "sqlite+aiosqlite:////srv/rangkul.sqlite", "",
    ],
)  # fmt: skip
def test_that_addresses_of_databases_are_taken_as_they_are(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("RANGKUL_DATABASE_URL", url)
    assert read_settings().database_url == url
    assert not url or url not in repr(read_settings())


def test_that_the_token_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANGKUL_BOT_TOKEN", "123456:planted")
    assert "planted" not in repr(read_settings())


@pytest.mark.parametrize("written", ["123,456", "123 456", "123, 456,"])
def test_that_ids_are_separated_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("RANGKUL_WORKER_IDS", written)
    assert read_settings().worker_ids == (123, 456)


def test_that_one_id_and_none_are_lists_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANGKUL_ADMIN_IDS", "123")
    monkeypatch.setenv("RANGKUL_WORKER_IDS", "")
    assert (read_settings().admin_ids, read_settings().worker_ids) == ((123,), ())


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8081", "http://[::1]:8081", "http://localhost", "https://x.org"]
)
def test_that_plain_http_is_for_this_machine(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("RANGKUL_WEBHOOK_URL", url)
    assert read_settings().webhook_url == url


def test_that_secrets_come_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "RANGKUL_BOT_TOKEN").write_text("7:from-a-file\n", encoding="utf-8")
    token = read_settings(tmp_path).bot_token
    assert token
    assert token.get_secret_value() == "7:from-a-file"
