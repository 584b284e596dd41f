"""The systemd units: sound, hardened, and starting what the command line has."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import typer

from bot.cli import cli

ROOT = Path(__file__).resolve().parents[2]
SYSTEMD = ROOT / "deploy" / "systemd"
UNITS = sorted(SYSTEMD.glob("*.service"))
PROGRAM = "/opt/rangkul/.venv/bot/bin/rangkul"
WORST_EXPOSURE = 15
"""Of 100, as `systemd-analyze security` counts; a service with nothing set has 96."""


def read_unit(unit: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#", ";"))
    read.optionxform = str  # type: ignore[method-assign, assignment] # the documented way to keep the case of names
    read.read_string(unit.read_text(encoding="utf-8"))
    return read


def analyze(*arguments: str) -> subprocess.CompletedProcess[str] | None:
    """None where there is no systemd; continuous integration has it."""
    program = shutil.which("systemd-analyze")
    if program is None:
        assert "CI" not in os.environ, "install systemd"  # noqa: TID251 - not a setting
        return None
    return subprocess.run([program, *arguments], capture_output=True, text=True, check=False)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A root directory with the units and the program that they start."""
    units, targets = tmp_path / "etc/systemd/system", tmp_path / "usr/lib/systemd/system"
    program = tmp_path / PROGRAM.lstrip("/")
    for folder in (units, targets, program.parent):
        folder.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    for unit in UNITS:
        shutil.copy(unit, units)
    for kind in ("*.target", "*.slice"):
        for system_unit in Path("/usr/lib/systemd/system").glob(kind):
            shutil.copy(system_unit, targets)
    return tmp_path


def test_that_there_are_a_bot_and_a_model_server() -> None:
    assert [unit.name for unit in UNITS] == ["rangkul-nlu.service", "rangkul.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_that_a_unit_has_the_sections_of_a_service(unit: Path) -> None:
    read = read_unit(unit)
    assert read.sections() == ["Unit", "Service", "Install"]
    assert read["Install"]["WantedBy"] == "multi-user.target"
    assert read["Service"]["Restart"] == "on-failure"
    assert {"NoNewPrivileges", "ProtectSystem", "PrivateTmp", "SystemCallFilter"} <= set(read["Service"])


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_that_systemd_understands_every_line(unit: Path, installed: Path) -> None:
    verified = analyze("verify", "--man=no", f"--root={installed}", unit.name)
    assert verified is None or (verified.returncode, verified.stderr) == (0, ""), verified.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_that_a_unit_may_do_little(unit: Path) -> None:
    judged = analyze("security", "--offline=true", f"--threshold={WORST_EXPOSURE}", str(unit))
    assert judged is None or judged.returncode == 0, judged.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_that_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    program, *arguments = shlex.split(read_unit(unit)["Service"]["ExecStart"])
    assert program == PROGRAM
    assert_known(arguments)


def test_that_commands_for_people_have_the_secrets_of_the_service() -> None:
    script = (SYSTEMD / "rangkul-command").read_text(encoding="utf-8")
    unit = (SYSTEMD / "rangkul.service").read_text(encoding="utf-8")
    given = set(re.findall(r"^(LoadCredential=.*|EnvironmentFile=.*|User=.*)$", unit, re.MULTILINE))
    assert given == set(re.findall(r"--property=(LoadCredential=\S+|EnvironmentFile=\S+|User=\S+)", script))
    assert os.access(SYSTEMD / "rangkul-command", os.X_OK)
    assert_known(re.findall(r"rangkul-command (invite .*)$", script, re.MULTILINE)[0].split())


def test_that_the_images_run_a_command_that_exists() -> None:
    containerfile = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"^ENTRYPOINT (.*)$", containerfile, re.MULTILINE) == ['["python", "-m", "bot"]']
    assert re.findall(r"^CMD (.*)$", containerfile, re.MULTILINE) == ['["run"]']
    assert_known(["run"])


def assert_known(arguments: list[str]) -> None:
    """Parsed by the command line itself; nothing is run."""
    command = typer.main.get_command(cli)
    with command.make_context("rangkul", arguments) as context:
        while nested := getattr(command, "commands", None):
            name, *arguments = arguments
            command = nested[name]
            context = command.make_context(name, arguments, parent=context)
