"""What `rangkul train` and `rangkul nlu serve` do: they hand over to the environment of the model server."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NoReturn

from bot.understanding.nlu_process import NluProject


class NluMissingError(Exception):
    """The environment of the model server is not there; the message names its place."""


def train(root: Path) -> int:
    """Trains when something changed. The exit code; progress goes to standard error, the model's path to standard output."""
    command = _present(NluProject.at(root)).train_command()
    return subprocess.run(command, cwd=root, check=False).returncode  # noqa: S603 - our own command


def serve(root: Path, listen: str) -> NoReturn:
    """Trains when something changed and becomes the model server. listen: HOST:PORT. SystemExit when there is no model."""
    project = _present(NluProject.at(root))
    trained = subprocess.run(  # noqa: S603 - our own command
        project.train_command(), cwd=root, check=False, stdout=subprocess.PIPE, text=True
    )
    if trained.returncode:
        raise SystemExit(trained.returncode)
    model = trained.stdout.splitlines()[-1]
    os.chdir(root)
    command = [
        str(project.python),
        "-W",
        "ignore",
        "-m",
        "nlu_data.server",
        "--model",
        model,
        "--listen",
        listen,
    ]
    os.execv(command[0], command)  # noqa: S606 - becomes the server, so that signals reach it


def _present(project: NluProject) -> NluProject:
    if not project.python.exists():
        raise NluMissingError(
            f"no environment for the model server at {project.python}: run `python3 -m bot` with Python 3.11"
        )
    return project
