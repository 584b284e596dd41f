"""Makes uv and the environments that are not there yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

from bot.bootstrap.launcher import write_launcher
from bot.bootstrap.layout import NLU_PYTHON, Environment, Layout
from bot.bootstrap.progress import Runner, SetupError
from bot.bootstrap.stamp import digest, is_known, remove_stamp, write_stamp

# A person's own pip settings for installing into an interpreter contradict `--target`.
_PIP_ENVIRON = {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def find_nlu_python(layout: Layout) -> str | None:
    """The interpreter that Rasa's lock is for; None when this machine has none."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" == NLU_PYTHON:
        return _base_interpreter()
    options = ["--system", "--no-project", "--no-python-downloads"]
    query = [str(layout.uv), "python", "find", NLU_PYTHON, *options]
    found = subprocess.run(query, capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def tools_are_ready(layout: Layout) -> bool:
    """The stamp's name is the digest of what is installed."""
    return layout.uv.exists() and (layout.tools / digest(layout.tools_lock)).exists()


def install_uv(layout: Layout, runner: Runner) -> None:
    """With pip's `--target`, which needs neither ensurepip nor a writable interpreter."""
    if find_spec("pip") is None:
        raise SetupError(f"{sys.executable} has no pip: install it (Debian: apt-get install python3-pip)")
    unfinished = layout.venv / "tools.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    options = ["--target", str(unfinished), "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "install", *options, "-r", str(layout.tools_lock)]
    runner.run("fetching the installer (uv)", command, os.environ | _PIP_ENVIRON)
    (unfinished / digest(layout.tools_lock)).touch()
    shutil.rmtree(layout.tools, ignore_errors=True)
    unfinished.rename(layout.tools)


def install_bot(layout: Layout, environment: Environment, runner: Runner) -> None:
    _install(layout, environment, _base_interpreter(), runner)
    write_launcher(layout.root, environment)
    write_stamp(environment)


def install_nlu(layout: Layout, environment: Environment, interpreter: str, runner: Runner) -> None:
    _install(layout, environment, interpreter, runner)
    write_stamp(environment)


def _install(layout: Layout, environment: Environment, interpreter: str, runner: Runner) -> None:
    uv, name, environ = str(layout.uv), environment.directory.name, _uv_environ()
    whole = is_known(environment)
    remove_stamp(environment)
    if not whole:
        make = [uv, "venv", "--clear", "--no-project", "--python", interpreter, str(environment.directory)]
        runner.run(f"making the environment .venv/{name}", make, environ)
    # `sync`: what the lock no longer names goes, so that nothing works here and is missing elsewhere.
    options = ["--python", str(environment.python), "--system-certs", "--require-hashes"]
    install = [uv, "pip", "sync", *options, str(environment.lock)]
    runner.run(f"installing the packages of .venv/{name}", install, environ)


def _uv_environ() -> dict[str, str]:
    """A mirror that is set for pip is used by uv too; slow networks get patience.

    multidict, which Rasa pins to a version without wheels, is built without its C part: no compiler needed.
    """
    defaults = {"UV_HTTP_TIMEOUT": "120", "MULTIDICT_NO_EXTENSIONS": "1"}
    if index := os.environ.get("PIP_INDEX_URL"):
        defaults["UV_DEFAULT_INDEX"] = index
    return defaults | os.environ


def _base_interpreter() -> str:
    return str(getattr(sys, "_base_executable", None) or sys.executable)
