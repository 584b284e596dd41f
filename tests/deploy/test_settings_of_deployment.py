"""What the files of a deployment call settings are settings, and the example names each of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Settings, describe, read_settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
EXAMPLE = DEPLOY / "rangkul.env.example"
NAMES = {name for name, _ in describe()}
FILES = [
    *sorted(DEPLOY.glob("*Containerfile")),
    *sorted(DEPLOY.glob("systemd/*")),
    DEPLOY / "compose.yaml",
    EXAMPLE,
]


def example_lines() -> dict[str, str]:
    found = re.findall(r"^#?(RANGKUL_\w+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_that_a_file_names_only_settings_that_exist(file: Path) -> None:
    assert set(re.findall(r"\bRANGKUL_[A-Z_]+\b", file.read_text(encoding="utf-8"))) <= NAMES


def test_that_the_example_names_every_setting() -> None:
    assert set(example_lines()) == NAMES


def test_that_the_example_is_a_file_of_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it is, it changes nothing: systemd, containers and the bot itself read it alike."""
    _forget_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rangkul.env").write_bytes(EXAMPLE.read_bytes())
    assert read_settings() == Settings(_env_file=None)


def test_that_every_value_of_the_example_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _forget_settings(monkeypatch)
    monkeypatch.chdir(tmp_path)
    lines = [f"{name}={value}" for name, value in example_lines().items()]
    (tmp_path / "rangkul.env").write_text("\n".join(lines), encoding="utf-8")
    settings = read_settings()
    assert settings.model_fields_set == set(Settings.model_fields)
    assert settings.worker_ids == (222222222, 333333333)


def test_that_every_setting_of_the_example_is_explained() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.startswith("#RANGKUL_"):
            assert lines[number - 1].startswith(("# ", "#RANGKUL_")), line


def test_that_quotes_and_comments_after_values_are_kept_out() -> None:
    """The three readers of the file disagree about them."""
    for name, value in example_lines().items():
        assert value == value.strip(), name
        assert not set(value) & set("\"'# $"), name


def _forget_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
