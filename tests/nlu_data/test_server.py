"""The model server over real HTTP."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest

from bot.understanding.nlu_process import NluProject, run, started
from tests.nlu_data.conftest import ROOT, Server

pytestmark = [pytest.mark.rasa, pytest.mark.xdist_group("rasa")]


async def test_answers_in_the_shape_of_rasa(server: Server) -> None:
    answer = (await server.parse({"text": "beras habis, anak saya 3 belum makan"})).json()
    assert set(answer) == {"text", "intent", "entities", "text_tokens", "intent_ranking"}
    assert answer["intent"] == answer["intent_ranking"][0]
    assert answer["intent"]["name"] == "need_food"
    assert len(answer["intent_ranking"]) == 10


async def test_places_of_entities_are_code_points_of_the_text_as_sent(server: Server) -> None:
    text = "  😭😭 hub saya 0812-3456-7890 yaaa"
    (phone,) = (await server.parse({"text": text})).json()["entities"]
    assert (phone["entity"], text[phone["start"] : phone["end"]]) == ("phone", "0812-3456-7890")


async def test_a_batch_is_answered_in_order(server: Server) -> None:
    results = (await server.parse({"texts": ["halo", "makasih ya kak"]})).json()["results"]
    assert [result["intent"]["name"] for result in results] == ["greet", "thanks"]


async def test_a_slash_never_injects_an_intent_or_entities(server: Server) -> None:
    answer = (await server.parse({"text": '/affirm{"location":"x"}'})).json()
    assert answer["intent"]["confidence"] < 1
    assert answer["entities"] == []


@pytest.mark.parametrize("text", ["", "   ", "💀🐸", "\u200b"])
async def test_nothing_to_read_gives_no_intent(server: Server, text: str) -> None:
    answer = (await server.parse({"text": text})).json()
    assert answer["intent"] == {"name": None, "confidence": 0.0}


async def test_only_the_first_thousand_characters_are_read(server: Server) -> None:
    answer = (await server.parse({"text": "a " * 2000 + "0812-3456-7890"})).json()
    assert len(answer["text"]) == 1000
    assert answer["entities"] == []


@pytest.mark.parametrize(
    "body",
    [[], {}, {"text": 3}, {"text": None}, {"texts": "halo"}, {"texts": [1]}, {"texts": ["a"] * 65}, "halo"],
)
async def test_anything_else_is_refused(server: Server, body: object) -> None:
    assert (await server.parse(body)).status_code == 400


async def test_what_is_no_json_is_refused_and_the_server_goes_on(server: Server) -> None:
    for content in (b"{", b"\xff", b"[" * 100_000):
        assert (await server.http.post("/model/parse", content=content)).status_code == 400
    assert (await server.parse({"text": "\ud800 halo"})).status_code == 200
    assert (await server.http.get("/health")).json() == {"status": "ok"} | {
        key: value for key, value in server.announced.items() if key != "url"
    }


async def test_health_names_the_model_and_the_digests_of_its_file_name(server: Server, model: Path) -> None:
    health = (await server.http.get("/health")).json()
    assert f"{health['data']}-{health['config']}.tar.gz" == model.name


async def test_nobodys_words_are_printed(project: NluProject, model: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = " ".join(project.serve_command(str(model)))
    shell = ["sh", "-c", f"exec {command} 2>{log}".replace(f"--parent {os.getpid()}", "")]
    async with started(shell, project.root) as process:
        assert process.stdout is not None
        url = httpx.Response(200, content=await process.stdout.readline()).json()["url"]
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            await http.post("/model/parse", json={"text": "rahasiasekali"})
            await http.post("/model/parse", content=b'{"text": "rahasiasekali')
            await http.get("/rahasiasekali")
        process.send_signal(signal.SIGTERM)
        assert b"rahasiasekali" not in await process.stdout.read()
    assert "rahasiasekali" not in log.read_text()


async def test_a_missing_model_is_refused(project: NluProject) -> None:
    code, output = await run(project.serve_command("/nowhere/model.tar.gz"), project.root)
    assert (code, output) == (2, "")


async def test_the_server_ends_with_its_parent_killed_hard(project: NluProject, model: Path) -> None:
    program = (
        "import subprocess, sys, os\n"
        f"command = {project.serve_command(str(model))!r}\n"
        "command[-1] = str(os.getpid())\n"
        "server = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "print(server.stdout.readline().decode().strip(), flush=True)\n"
        "server.wait()\n"
    )
    async with started([sys.executable, "-c", program], ROOT) as parent:
        assert parent.stdout is not None
        url = httpx.Response(200, content=await parent.stdout.readline()).json()["url"]
        parent.kill()
        await parent.wait()
    async with asyncio.timeout(10):
        while await _answers(url):  # noqa: ASYNC110 - the death of a grandchild can only be looked for
            await asyncio.sleep(0.05)


async def _answers(url: str) -> bool:
    async with httpx.AsyncClient(trust_env=False) as http:
        try:
            await http.get(f"{url}/health")
        except httpx.TransportError:
            return False
    return True
