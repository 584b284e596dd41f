"""The model server's own environment, a model of the present sentences, and a running server."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.understanding.nlu_process import NluProject, run, started

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    http: httpx.AsyncClient
    announced: dict[str, str]
    pid: int

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


@pytest.fixture
async def server(project: NluProject, model: Path) -> AsyncIterator[Server]:
    async with started(project.serve_command(str(model)), project.root) as process:
        assert process.stdout is not None
        announced = json.loads(await process.stdout.readline())
        async with httpx.AsyncClient(base_url=announced["url"], trust_env=False, timeout=30) as http:
            yield Server(http, announced, process.pid)
