"""Containerfiles and compose file: linted by the tools of the field, and true of this repository."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from bot.settings import describe
from bot.web.health import Health, health_routes
from bot.web.serving import serving
from tests.deploy.containerfiles import CONTAINERFILES, DEPLOY, ROOT, copied, instructions

WELL = Health(
    ready=True, reasons=(), mode="polling", database="reachable", telegram="answering", telegram_answered_seconds_ago=1.0,
    model="ready", oldest_inbox_seconds=None, oldest_outbox_seconds=None,
)  # fmt: skip


def tracked() -> list[str]:
    return subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / command[0]
    return subprocess.run([str(program), *command[1:]], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture
def compose(tmp_path: Path) -> dict[str, Any]:
    """The compose file as the real program understands it, with every profile and the example's settings."""
    for name in ("compose.yaml", "rangkul.env.example"):
        (tmp_path / name.removesuffix(".example")).write_bytes((DEPLOY / name).read_bytes())
    done = run("docker-compose", "--profile", "*", "config", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    understood: dict[str, Any] = json.loads(done.stdout)
    return understood


@pytest.mark.parametrize("containerfile", CONTAINERFILES, ids=lambda path: path.name)
def test_that_the_linter_has_nothing_to_say(containerfile: Path) -> None:
    done = run("hadolint", "--no-color", str(containerfile))
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


@pytest.mark.parametrize("containerfile", CONTAINERFILES, ids=lambda path: path.name)
def test_that_everything_copied_is_in_the_repository(containerfile: Path) -> None:
    assert copied(containerfile)
    files = tracked()
    for source in copied(containerfile):
        assert any(name == source or name.startswith(f"{source.rstrip('/')}/") for name in files), source


@pytest.mark.parametrize("containerfile", CONTAINERFILES, ids=lambda path: path.name)
def test_that_everything_copied_is_let_into_the_build(containerfile: Path) -> None:
    rules = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [rule.removeprefix("!") for rule in rules if rule.startswith("!")]
    for source in copied(containerfile):
        assert any(f"{source}/".startswith(f"{one}/") for one in let_in), source
        assert source not in rules


@pytest.mark.parametrize("containerfile", CONTAINERFILES, ids=lambda path: path.name)
def test_that_nobody_is_root_in_an_image(containerfile: Path) -> None:
    assert re.fullmatch(r"[1-9][0-9]{4}:[1-9][0-9]{4}", instructions(containerfile, "USER")[-1])


def test_that_both_images_are_built_on_the_same_python() -> None:
    bases = {
        base
        for file in CONTAINERFILES
        for line in instructions(file, "FROM")
        if (base := line.split()[0]) != "packages"
    }
    assert len(CONTAINERFILES) == 2
    assert bases == {"docker.io/library/python:3.11-slim-bookworm"}


@pytest.mark.parametrize(("ready", "code"), [(True, 0), (False, 1)])
async def test_that_an_image_is_healthy_when_its_page_says_so(ready: bool, code: int) -> None:
    async def look() -> Health:
        return replace(WELL, ready=ready)

    async with serving(Starlette(routes=health_routes(look))) as port:
        assert await _exit_code(_check("Containerfile", 8080, port)) == code


async def test_that_an_image_is_not_healthy_when_nobody_answers() -> None:
    async with serving(Starlette()) as port:
        pass
    assert await _exit_code(_check("nlu.Containerfile", 5005, port)) == 1


def _check(containerfile: str, served: int, port: int) -> list[str]:
    line = instructions(DEPLOY / containerfile, "HEALTHCHECK")[0]
    command: list[str] = json.loads(line[line.index("[") :].replace(str(served), str(port)))
    return [sys.executable, *command[1:]]


async def _exit_code(command: Sequence[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


def test_that_only_this_machine_reaches_the_bot_and_only_the_bot_the_rest(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"bot", "nlu", "database"}
    assert [port["host_ip"] for port in services["bot"]["ports"]] == ["127.0.0.1"]
    for hidden in ("nlu", "database"):
        assert "ports" not in services[hidden]
        assert all(compose["networks"][name].get("internal") for name in services[hidden]["networks"])


def test_that_every_container_is_held_in_bounds(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["restart"] == "unless-stopped"
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}


def test_that_secrets_are_files_which_settings_read(compose: dict[str, Any]) -> None:
    bot = compose["services"]["bot"]
    targets = {secret["target"] for secret in bot["secrets"]}
    settings = {name.lower() for name, _ in describe()}
    assert bot["environment"]["RANGKUL_MASTER_KEY_FILE"] in targets
    others = targets - {bot["environment"]["RANGKUL_MASTER_KEY_FILE"]}
    assert {Path(target).name for target in others} <= settings
    assert "RANGKUL_BOT_TOKEN" not in bot["environment"]


def test_that_the_model_server_is_where_the_bot_looks_for_it(compose: dict[str, Any]) -> None:
    assert compose["services"]["bot"]["environment"]["RANGKUL_NLU_URL"] == "http://nlu:5005"
    assert "--listen 0.0.0.0:5005" in instructions(DEPLOY / "nlu.Containerfile", "CMD")[-1]
    for service in ("bot", "nlu"):
        build = compose["services"][service]["build"]
        assert (ROOT / build["dockerfile"]).is_file()
