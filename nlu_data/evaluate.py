"""`python -m nlu_data.evaluate`: how well the sentences of another hand are understood.

Default: the development set, on which the threshold is fitted (`--write-threshold` keeps it in thresholds.yml). The test
set (`--set test`) is for reports only. `--folds N` adds cross-validation inside the training data.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from nlu_data.closeness import nearest
from nlu_data.components.normalise import normalise, read_lexicon
from nlu_data.contract import ROOT
from nlu_data.models import CONFIG
from nlu_data.noise import make_noisy, slang_of
from nlu_data.quiet import silence
from nlu_data.scores import (
    Reading,
    accuracy,
    at_threshold,
    by_entity,
    by_intent,
    fit_threshold,
    in_first,
    macro_f1,
)
from nlu_data.sentences import DATA, EVALUATION, Sentence, read_folder
from nlu_data.train import ensure_model, train_into
from nlu_data.validate import overlaps

THRESHOLDS = ROOT / "thresholds.yml"
_PRECISION = 0.93
_SEED = 20
_FAR = 0.25
_BATCH = 64


def read_with(model_file: Path, sentences: Sequence[Sentence]) -> list[Reading]:
    silence()
    from nlu_data.server.graph import load_model

    model = load_model(model_file)
    batches = [sentences[at : at + _BATCH] for at in range(0, len(sentences), _BATCH)]
    answers = [answer for batch in batches for answer in model.parse([s.text for s in batch])]
    return [_reading(sentence, answer) for sentence, answer in zip(sentences, answers, strict=True)]


def _reading(sentence: Sentence, answer: dict) -> Reading:
    ranking = [(row["name"], row["confidence"]) for row in answer.get("intent_ranking", [])]
    spans = frozenset((e["entity"], e["start"], e["end"]) for e in answer["entities"])
    return Reading(sentence, tuple(row for row in ranking if row[0] != "nlu_fallback"), spans)


def lines_about(title: str, readings: Sequence[Reading], threshold: float) -> Iterator[str]:
    if not readings:
        yield f"{title}: no sentences"
        return
    acted, right = at_threshold(readings, threshold)
    yield (
        f"{title}: {len(readings)} sentences, accuracy {accuracy(readings):.3f}, "
        f"macro-F1 {macro_f1(by_intent(readings)):.3f}, "
        f"top-3 {in_first(readings, 3):.3f}, at {threshold:.2f} acts on {acted:.3f} with {right:.3f} right"
    )


def intent_lines(readings: Sequence[Reading]) -> Iterator[str]:
    yield f"{'intent':22} sentences  precision  recall  F1"
    for name, score in by_intent(readings).items():
        yield f"{name:22} {score.wanted:9} {score.precision:10.2f} {score.recall:7.2f} {score.f1:5.2f}"


def entity_lines(readings: Sequence[Reading]) -> Iterator[str]:
    yield f"{'entity (exact span)':22} marked  precision  recall  F1"
    for name, score in by_entity(readings).items():
        yield f"{name:22} {score.wanted:6} {score.precision:10.2f} {score.recall:7.2f} {score.f1:5.2f}"


def confusion_lines(readings: Sequence[Reading], most: int = 60) -> Iterator[str]:
    wrong = sorted((r for r in readings if not r.right), key=lambda r: -r.confidence)
    yield f"{len(wrong)} confusions, the surest first:"
    for r in wrong[:most]:
        yield f"  {r.sentence.intent} read as {r.intent} ({r.confidence:.2f}): {r.sentence.text}"


def draw_confusions(readings: Sequence[Reading], path: Path) -> None:
    """A picture of the right intents (rows) and what they were read as (columns)."""
    from matplotlib.figure import Figure

    names = sorted({r.sentence.intent for r in readings} | {r.intent or "none" for r in readings})
    counts = Counter((r.sentence.intent, r.intent or "none") for r in readings)
    totals = Counter(r.sentence.intent for r in readings)
    rows = [[counts[row, column] / (totals[row] or 1) for column in names] for row in names]
    figure = Figure(figsize=(14, 13), layout="constrained")
    axes = figure.subplots()
    axes.imshow(rows, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("read as")
    axes.set_ylabel("is")
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, dpi=90)


def cross_validate(config: Path, training: Sequence[Sentence], folds: int) -> list[Reading]:
    """Each sentence read by a model that was trained on the other folds."""
    readings = []
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            write_sentences(data, [s for at, s in enumerate(training) if at % folds != fold])
            model = train_into(Path(folder), config, data)
            readings += read_with(model, [s for at, s in enumerate(training) if at % folds == fold])
    return readings


def write_sentences(folder: Path, sentences: Sequence[Sentence]) -> None:
    folder.mkdir(parents=True)
    for intent in sorted({s.intent for s in sentences}):
        examples = "".join(f"- {_marked(s)}\n" for s in sentences if s.intent == intent)
        content = {"version": "3.1", "nlu": [{"intent": intent, "examples": examples}]}
        path = folder / f"{intent}.yml"
        path.write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), encoding="utf-8")


def _marked(sentence: Sentence) -> str:
    text = sentence.text
    for mark in sorted(sentence.marks, key=lambda m: -m.start):
        text = f"{text[: mark.start]}[{text[mark.start : mark.end]}]({mark.entity}){text[mark.end :]}"
    return text


def read_threshold(path: Path = THRESHOLDS) -> float:
    return float(yaml.safe_load(path.read_text(encoding="utf-8"))["act"]) if path.exists() else 0.25


def write_threshold(threshold: float, readings: Sequence[Reading], path: Path = THRESHOLDS) -> None:
    acted, right = at_threshold(readings, threshold)
    path.write_text(
        "# Written by `python -m nlu_data.evaluate --write-threshold` from the development set.\n"
        "# Above `act` the bot acts on the first intent, below it offers the first three as buttons.\n"
        f"act: {threshold:.2f}  # acts on {acted:.1%} of {len(readings)} sentences, {right:.1%} of those right\n",
        encoding="utf-8",
    )


def evaluate(arguments: argparse.Namespace) -> int:
    sentences = read_folder(EVALUATION / arguments.set)
    if not sentences:
        sys.stderr.write(f"there are no sentences in {EVALUATION / arguments.set}: nothing is evaluated\n")
        return 1
    model = ensure_model(arguments.config)
    if model is None:
        return 1
    words = read_lexicon(ROOT / "lexicon")
    training = read_folder(DATA)
    shared = set(overlaps(training, sentences, words))
    clean = [s for s in sentences if s not in shared]
    readings = read_with(model, clean)
    own = [r for r in readings if r.sentence.language == "id"]
    threshold = fit_threshold(own, _PRECISION) if arguments.set == "development" else read_threshold()
    noisy = make_noisy([r.sentence for r in own], slang_of(words.words), _SEED)
    _say([f"set {arguments.set}, model {model.name}; {len(shared)} sentences left out: also trained on"])
    _say(lines_about("Indonesian", own, threshold))
    near = nearest([r.sentence for r in own], training, lambda text: normalise(text, words))
    far = [reading for reading, likeness in zip(own, near, strict=True) if likeness < _FAR]
    _say(lines_about("of these far from every training sentence", far, threshold))
    _say(lines_about("noisy copy", read_with(model, noisy), threshold))
    _say(lines_about("English", [r for r in readings if r.sentence.language == "en"], threshold))
    _say(entity_lines(readings))
    _say(intent_lines(readings))
    _say(confusion_lines(readings))
    picture = ROOT / "models" / f"confusions-{arguments.config.stem}-{arguments.set}.png"
    draw_confusions(readings, picture)
    _say([f"picture: {picture}"])
    if arguments.write_threshold and arguments.set == "development":
        write_threshold(threshold, own)
    if arguments.folds:
        inside = cross_validate(arguments.config, training, arguments.folds)
        _say(
            lines_about(f"cross-validation in the training data, {arguments.folds} folds", inside, threshold)
        )
    return 0


def _say(lines: Sequence[str] | Iterator[str]) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines) + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu_data.evaluate", description=__doc__)
    parser.add_argument("--set", choices=["development", "test"], default="development")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument(
        "--folds", type=int, default=0, help="cross-validation in the training data beside it"
    )
    parser.add_argument("--write-threshold", action="store_true")
    return evaluate(parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
