"""How much of the test set our model understands, and how much Rasa's default pipeline, asked in the same run.

    .venv/bot/bin/python tests/bench/bench_accuracy.py --diet-model FILE [--set test]

FILE is a model of nlu_data/config.diet.yml, trained on the same sentences (`rasa train nlu --nlu nlu_data/data`, or
`python -m nlu_data.train --config nlu_data/config.diet.yml` in the model server's environment). Both are asked through
`/model/parse`: ours by our server, the other by stock `rasa run`. Counted as `nlu_data.evaluate` counts: without
sentences that are also trained on, Rasa's own fallback left out. Marked entities count by exact span.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[2]))
from bot.understanding.nlu_process import NluProject
from nlu_data.components.normalise import read_lexicon
from nlu_data.contract import ROOT
from nlu_data.noise import make_noisy, slang_of
from nlu_data.scores import Reading, accuracy, by_entity, by_intent, in_first, macro_f1
from nlu_data.sentences import DATA, EVALUATION, Sentence, read_folder
from nlu_data.validate import overlaps
from tests.bench.bench_understanding import ours, stock, trained
from tests.bench.machine import machine, say

SEED = 20
"""Of the noisy copy; the one of `nlu_data.evaluate`."""
AT_ONCE = 8


@dataclass(frozen=True)
class Sets:
    """The same sentences for every model."""

    indonesian: list[Sentence]
    english: list[Sentence]
    noisy: list[Sentence]
    left_out: int

    @classmethod
    def read(cls, name: str) -> Sets:
        words = read_lexicon(ROOT / "lexicon")
        sentences = read_folder(EVALUATION / name)
        shared = set(overlaps(read_folder(DATA), sentences, words))
        clean = [one for one in sentences if one not in shared]
        own = [one for one in clean if one.language == "id"]
        english = [one for one in clean if one.language == "en"]
        return cls(own, english, make_noisy(own, slang_of(words.words), SEED), len(shared))


def reading(sentence: Sentence, answer: dict[str, Any]) -> Reading:
    ranking = [(row["name"], row["confidence"]) for row in answer["intent_ranking"]]
    spans = frozenset((one["entity"], one["start"], one["end"]) for one in answer["entities"])
    return Reading(sentence, tuple(row for row in ranking if row[0] != "nlu_fallback"), spans)


async def readings(port: int, sentences: Sequence[Sentence]) -> list[Reading]:
    room = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:

        async def one(sentence: Sentence) -> Reading:
            async with room:
                answer = await client.post("/model/parse", json={"text": sentence.text})
                return reading(sentence, answer.raise_for_status().json())

        return list(await asyncio.gather(*map(one, sentences)))


async def show(name: str, port: int, sets: Sets) -> float:
    """The accuracy on Indonesian sentences."""
    say(name)
    own, english = await readings(port, sets.indonesian), await readings(port, sets.english)
    say(f"  Indonesian: {_figures(own)}, {_entities(own)}")
    say(f"  noisy copy: {_figures(await readings(port, sets.noisy))}")
    say(f"  English: {_figures(english)}, {_entities(english)}")
    return accuracy(own)


def _figures(read: Sequence[Reading]) -> str:
    return (
        f"{len(read)} sentences, accuracy {accuracy(read):.3f}, macro-F1 {macro_f1(by_intent(read)):.3f}, "
        f"top-3 {in_first(read, 3):.3f}"
    )


def _entities(read: Sequence[Reading]) -> str:
    return f"entity F1 {by_entity(read)['all'].f1:.3f}"


async def bench(name: str, diet_model: str) -> None:
    project = NluProject.at(ROOT.parent)
    model = await trained(project)
    sets = Sets.read(name)
    say(f"{machine()}; set {name}, {sets.left_out} sentences left out: also trained on")
    async with ours(project, model) as (port, _):
        own = await show(f"our server, our model {Path(model).name}", port, sets)
    async with stock(project, diet_model) as (port, _):
        default = await show("rasa run, Rasa's default pipeline", port, sets)
    say(f"difference on Indonesian: {(own - default) * 100:+.1f} points")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--diet-model", required=True)
    parser.add_argument("--set", choices=["development", "test"], default="test")
    arguments = parser.parse_args()
    asyncio.run(bench(arguments.set, arguments.diet_model))
