"""`python -m nlu_data.train`: checks the sentences and trains, unless a model of exactly these files is there.

Prints the path of the model, and nothing else, on standard output.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nlu_data.models import CONFIG, MODELS, current_name
from nlu_data.quiet import silence
from nlu_data.sentences import DATA


def ensure_model(
    config: Path = CONFIG, force: bool = False, validate: Callable[[bool], int] | None = None
) -> Path | None:
    """The model of the present files, trained if need be; None when the sentences are refused."""
    target = MODELS / current_name(config).file
    if target.is_file() and not force:
        return target
    if validate and validate(False):
        return None
    MODELS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MODELS, prefix=".training-") as folder:
        trained = train_into(Path(folder), config, DATA)
        if MODELS / current_name(config).file != target:
            sys.stderr.write("the sentences changed while the model was trained: train again\n")
            return None
        trained.replace(target)
    return target


def train_into(folder: Path, config: Path, data: Path) -> Path:
    """The trained archive. Rasa's cache lives and dies with the folder: it does not see every change of code."""
    silence()
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    with contextlib.redirect_stdout(sys.stderr):
        from rasa.model_training import train_nlu

        path = train_nlu(config=str(config), nlu_data=str(data), output=str(folder), fixed_model_name="model")
    if path is None:
        raise SystemExit("training failed: Rasa made no model")
    return Path(path)


def main() -> int:
    from nlu_data.validate import report

    parser = argparse.ArgumentParser(prog="python -m nlu_data.train", description=__doc__)
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    arguments = parser.parse_args()
    began = time.monotonic()
    path = ensure_model(arguments.config, arguments.force, report)
    if path is None:
        return 1
    sys.stderr.write(f"model ready in {time.monotonic() - began:.1f} s\n")
    sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
