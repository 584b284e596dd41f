"""Messages per second of our model server beside stock `rasa run`, in one run on one machine.

    .venv/bot/bin/python tests/bench/bench_understanding.py [--diet | --diet-model FILE] [--seconds N]

Stock server A: `rasa run` with our own model; B, with --diet: `rasa run` with Rasa's default pipeline, trained on the same
sentences first (hours on two processors; --diet-model takes one that is there: how often it saw the sentences
changes what it answers, not how fast). One text per request, connections kept alive, clients in this process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.understanding.nlu_process import NluProject, run, started
from tests.bench.machine import machine, resident, say

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Figures:
    """rate: messages per second; p50, p99: milliseconds."""

    rate: float
    p50: float
    p99: float


def texts() -> list[str]:
    """Sentences of the training data without marks of entities; all kinds, in a fixed order."""
    found = []
    for path in sorted((ROOT / "nlu_data" / "data" / "id").glob("*.yml")):
        block = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"][0]
        lines = [line[2:] for line in block["examples"].splitlines() if "[" not in line]
        found += lines[:10]
    return found


async def client(host: str, port: int, bodies: Sequence[bytes], until: float, took: list[float]) -> None:
    """Raw HTTP/1.1, so that the client costs little beside the server."""
    reader, writer = await asyncio.open_connection(host, port)
    at = 0
    while (began := time.perf_counter()) < until:
        body = bodies[at % len(bodies)]
        at += 1
        head = f"POST /model/parse HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        length = next(
            int(line[15:]) for line in answer.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        took.append((time.perf_counter() - began) * 1000)
    writer.close()


async def measure(port: int, clients: int, seconds: float) -> Figures:
    bodies = [json.dumps({"text": text}).encode() for text in texts()]
    took: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(client("127.0.0.1", port, bodies[n:] + bodies[:n], until, took) for n in range(clients))
    )
    ordered = sorted(took)
    return Figures(len(took) / seconds, ordered[len(took) // 2], ordered[int(len(took) * 0.99)])


@contextlib.asynccontextmanager
async def ours(project: NluProject, model: str) -> AsyncIterator[tuple[int, int]]:
    async with started(project.serve_command(model), ROOT) as process:
        assert process.stdout is not None
        url = json.loads(await process.stdout.readline())["url"]
        yield int(url.rpartition(":")[2]), process.pid


@contextlib.asynccontextmanager
async def stock(project: NluProject, model: str) -> AsyncIterator[tuple[int, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--enable-api", "-i", "127.0.0.1", "-p", str(port), "-m", model]
    environment = ["env", f"PYTHONPATH={ROOT}", "RASA_TELEMETRY_ENABLED=false", "CUDA_VISIBLE_DEVICES=-1"]
    command = [*environment, str(project.python), "-W", "ignore", "-m", "rasa", "run", *options]
    async with started(["sh", "-c", 'exec "$@" >/dev/null 2>&1', "sh", *command], ROOT) as process:
        while not await _open(port):  # noqa: ASYNC110 - another process's port
            await asyncio.sleep(0.2)
        yield port, process.pid


async def _open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def show(
    name: str, server: contextlib.AbstractAsyncContextManager[tuple[int, int]], seconds: float
) -> float:
    """The rate with eight clients."""
    began = time.perf_counter()
    async with server as (port, pid):
        loaded = time.perf_counter() - began
        await measure(port, 1, 1)
        one, eight = await measure(port, 1, seconds), await measure(port, 8, seconds)
        say(f"{name}: starts in {loaded:.1f} s, {resident(pid)} MB")
        for clients, f in ((1, one), (8, eight)):
            say(f"  {clients} clients: {f.rate:.0f} messages/s, p50 {f.p50:.2f} ms, p99 {f.p99:.2f} ms")
        return eight.rate


async def trained(project: NluProject, *options: str) -> str:
    code, output = await run([*project.train_command(), *options], ROOT)
    if code:
        raise SystemExit(code)
    return output.splitlines()[-1]


async def bench(diet: bool, diet_model: str | None, seconds: float) -> None:
    project = NluProject.at(ROOT)
    model = await trained(project)
    say(f"{machine()}; model file {megabytes(model):.1f} MB")
    own = await show("our server, our model", ours(project, model), seconds)
    same = await show("rasa run, our model", stock(project, model), seconds)
    say(f"ratio: {own / same:.1f} x")
    if diet or diet_model:
        model = diet_model or await trained(project, "--config", "nlu_data/config.diet.yml")
        default = await show("rasa run, Rasa's default pipeline", stock(project, model), seconds)
        say(f"ratio: {own / default:.1f} x")


def megabytes(path: str) -> float:
    return Path(path).stat().st_size / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--diet", action="store_true")
    parser.add_argument("--diet-model")
    parser.add_argument("--seconds", type=float, default=5.0)
    arguments = parser.parse_args()
    asyncio.run(bench(arguments.diet, arguments.diet_model, arguments.seconds))
