"""The supervisor of the model server, with the real one and with small stand-ins."""

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.understanding.nlu_process import NluProcess, NluProject, NluState

STAND_IN = """#!/bin/sh
case "$*" in
  *nlu_data.train*) {train} ;;
  *) echo '{{"url": "http://127.0.0.1:9", "model": "m"}}'; {answer} ;;
esac
"""


def stand_in(folder: Path, train: str = "echo model.tar.gz", answer: str = "exec sleep 100") -> NluProject:
    python = folder / "python"
    python.write_text(STAND_IN.format(train=train, answer=answer))
    python.chmod(0o755)
    return NluProject(folder, python)


async def test_without_an_environment_the_bot_goes_on_without_it(tmp_path: Path) -> None:
    async with NluProcess(NluProject(tmp_path, tmp_path / "none")) as nlu:
        async with asyncio.timeout(5):
            await nlu.wait_until(NluState.MISSING, NluState.STOPPED)
        assert nlu.url is None


async def test_the_address_is_there_when_the_server_is(tmp_path: Path) -> None:
    async with NluProcess(stand_in(tmp_path)) as nlu:
        assert nlu.url is None
        async with asyncio.timeout(5):
            await nlu.wait_until(NluState.READY)
        assert nlu.url == "http://127.0.0.1:9"
    assert (nlu.url, nlu.state) == (None, NluState.STOPPED)


async def pauses_of(project: NluProject, count: int, told: list[NluState]) -> list[float]:
    """The first pauses between attempts, without waiting for them."""
    pauses: list[float] = []
    enough = asyncio.Event()

    async def note(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == count:
            enough.set()
            await asyncio.Event().wait()

    async with NluProcess(project, lambda state, _: told.append(state), note) as nlu, asyncio.timeout(10):
        await enough.wait()
        assert (nlu.url, nlu.state) == (None, NluState.WAITING)
    return pauses


async def test_a_server_that_dies_is_started_again(tmp_path: Path) -> None:
    told: list[NluState] = []
    assert await pauses_of(stand_in(tmp_path, answer="exit 0"), 3, told) == [1, 1, 1]
    assert told.count(NluState.READY) == 3


async def test_pauses_grow_while_training_fails(tmp_path: Path) -> None:
    told: list[NluState] = []
    assert await pauses_of(stand_in(tmp_path, "exit 1"), 8, told) == [1, 2, 4, 8, 16, 32, 60, 60]
    assert NluState.READY not in told


async def test_an_error_of_the_bot_comes_out_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        async with NluProcess(stand_in(tmp_path)):
            raise LookupError


@pytest.mark.rasa
@pytest.mark.xdist_group("rasa")
@pytest.mark.usefixtures("model")
async def test_the_real_server_is_trained_started_and_asked(project: NluProject) -> None:
    async with NluProcess(project) as nlu:
        async with asyncio.timeout(120):
            await nlu.wait_until(NluState.READY)
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(f"{nlu.url}/model/parse", json={"text": "halo kak"})
        assert answer.json()["intent"]["name"] == "greet"
