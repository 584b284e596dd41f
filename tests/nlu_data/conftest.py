"""The model server's own environment, a model of the present sentences, and a running server."""

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.understanding.nlu_process import NluProject, run

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    http: httpx.AsyncClient
    announced: dict[str, str]

    async def parse(self, body: object) -> httpx.Response:
        return await self.http.post("/model/parse", content=json.dumps(body))


@pytest.fixture(scope="session")
def project() -> NluProject:
    return NluProject.at(ROOT)


@pytest.fixture(scope="session")
def model(project: NluProject) -> Path:
    code, output = asyncio.run(run(project.train_command(), project.root))
    assert code == 0
    return Path(output.splitlines()[-1])


@pytest.fixture(scope="session")
def announced(project: NluProject, model: Path) -> Iterator[dict[str, str]]:
    """What one server for all tests said when it started."""
    command = project.serve_command(str(model))
    with subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
        process.terminate()


@pytest.fixture
async def server(announced: dict[str, str]) -> AsyncIterator[Server]:
    async with httpx.AsyncClient(base_url=announced["url"], trust_env=False, timeout=30) as http:
        yield Server(http, announced)
