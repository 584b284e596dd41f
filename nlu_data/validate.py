"""`python -m nlu_data.validate`: the sentences against the contract, before anything is trained.

Errors (unknown names, no sentences) stop training. Notes (too few sentences, the same plain words under two intents, an
evaluation sentence that is also trained on) stop only `--strict`.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from nlu_data.components.normalise import Lexicon, normalise, read_lexicon
from nlu_data.contract import ROOT, Contract, read_contract
from nlu_data.sentences import DATA, EVALUATION, BrokenFileError, Sentence, read_folder


def find_errors(contract: Contract, training: Sequence[Sentence]) -> Iterator[str]:
    if not training:
        yield f"{DATA}: no sentences to train with"
    yield from unknown_names(contract, training)


def unknown_names(contract: Contract, sentences: Iterable[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        if sentence.intent not in contract.intents:
            yield f"{sentence.path}: intent {sentence.intent} is not in intents.yml"
        for mark in sentence.marks:
            if mark.entity not in contract.entities:
                yield f"{sentence.path}: entity {mark.entity} is not in intents.yml ({sentence.text})"


def contradictions(sentences: Sequence[Sentence], same: Callable[[str], str]) -> Iterator[str]:
    """One text under two intents; `same` gives equal results for texts that count as one."""
    intents: dict[str, dict[str, Sentence]] = defaultdict(dict)
    for sentence in sentences:
        intents[same(sentence.text)].setdefault(sentence.intent, sentence)
    for found in intents.values():
        if len(found) > 1:
            yield "under two intents: " + ", ".join(
                f"{intent} ({s.text})" for intent, s in sorted(found.items())
            )


def overlaps(
    training: Sequence[Sentence], evaluation: Sequence[Sentence], lexicon: Lexicon
) -> list[Sentence]:
    """Sentences of an evaluation set that are, in plain words, also trained on."""
    trained = {normalise(sentence.text, lexicon) for sentence in training}
    return [sentence for sentence in evaluation if normalise(sentence.text, lexicon) in trained]


def find_shortages(contract: Contract, training: Sequence[Sentence]) -> Iterator[str]:
    counts = Counter((sentence.language, sentence.intent) for sentence in training)
    for language in contract.minimum:
        for intent in sorted(contract.intents):
            have, needed = counts[language, intent], contract.needed(intent, language)
            if have < needed:
                yield f"{language}/{intent}: {have} sentences, {needed} are needed"


def report(strict: bool) -> int:
    contract, lexicon = read_contract(), read_lexicon(ROOT / "lexicon")
    try:
        training, evaluation = (
            read_folder(DATA),
            [s for part in sorted(EVALUATION.glob("*/")) for s in read_folder(part)],
        )
    except BrokenFileError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    shared = overlaps(training, evaluation, lexicon)
    errors = [*find_errors(contract, training), *unknown_names(contract, evaluation)]
    notes = [
        *find_shortages(contract, training),
        *contradictions(training, lambda text: normalise(text, lexicon)),
        *(f"{s.path}: also trained on: {s.text}" for s in shared),
    ]
    for line in errors:
        sys.stderr.write(f"error: {line}\n")
    for line in notes:
        sys.stderr.write(f"note: {line}\n")
    sys.stderr.write(f"nlu data: {len(training)} sentences, {len(errors)} errors, {len(notes)} notes\n")
    return 1 if errors or (strict and notes) else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu_data.validate", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="too few sentences are errors too")
    return report(parser.parse_args().strict)


if __name__ == "__main__":
    sys.exit(main())
