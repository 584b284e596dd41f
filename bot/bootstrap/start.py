"""From any interpreter to the command inside its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.bootstrap.environments import find_nlu_python, install_bot, install_nlu, install_uv, tools_are_ready
from bot.bootstrap.layout import NLU_PYTHON, Environment, Layout, here
from bot.bootstrap.progress import Runner, SetupError, say
from bot.bootstrap.stamp import is_ready
from bot.bootstrap.turnstile import turnstile

_TALK_TO_A_MODEL = {"demo", "run", "understand", "chat"}
_NEED_TESTS = {"test", "sbom", "vulnerabilities"}
_NEED_OUR_MODEL = {"train", "nlu", "test"}


def start(arguments: Sequence[str]) -> int:
    """Exit code of the command; does not return when another interpreter takes over."""
    layout = here()
    if not layout.is_checkout:
        return _run_here(layout, arguments)
    try:
        changed = set_up(layout, arguments)
    except SetupError as failure:
        say(str(failure))
        return 1
    except OSError as failure:
        say(f"cannot set up {layout.venv}: {failure}")
        return 1
    except KeyboardInterrupt:
        say("stopped; the next start goes on from here")
        return 130
    if changed or Path(sys.prefix).resolve() != (layout.venv / "bot").resolve():
        python = str(layout.bot(False).python)
        os.execv(python, [python, "-m", "bot", *arguments])  # noqa: S606 - the same command, inside
    if needs_nlu(arguments, os.environ) and not is_ready(layout.nlu()):
        say(f"no Python {NLU_PYTHON} for Rasa: without it the bot understands by rules alone (degraded)")
    return _run_here(layout, arguments)


def needs_nlu(arguments: Sequence[str], environ: Mapping[str, str]) -> bool:
    """Whether the command speaks to a model server of our own."""
    command = next(iter(arguments), "")
    if command == "test":
        return True
    if "--help" in arguments:
        return False
    elsewhere = bool(environ.get("RANGKUL_NLU_URL"))
    return command in _NEED_OUR_MODEL or (command in _TALK_TO_A_MODEL and not elsewhere)


def set_up(layout: Layout, arguments: Sequence[str]) -> bool:
    """Whether the bot's environment changed. Raises SetupError."""
    command = next(iter(arguments), "")
    bot, nlu = layout.bot(with_tests=command in _NEED_TESTS), layout.nlu()
    wants_nlu = needs_nlu(arguments, os.environ)
    if is_ready(bot) and (is_ready(nlu) or not wants_nlu):
        return False
    with turnstile(layout.venv / ".setup.lock") as lock_fd:
        return _install_missing(layout, bot, nlu if wants_nlu else None, Runner(layout.log, lock_fd))


def _install_missing(layout: Layout, bot: Environment, nlu: Environment | None, runner: Runner) -> bool:
    if not tools_are_ready(layout):
        install_uv(layout, runner)
    changed = not is_ready(bot)
    if changed:
        install_bot(layout, bot, runner)
    if nlu and not is_ready(nlu) and (interpreter := find_nlu_python(layout)):
        install_nlu(layout, nlu, interpreter, runner)
    return changed


def _run_here(layout: Layout, arguments: Sequence[str]) -> int:
    command = next(iter(arguments), "")
    if command == "test":
        from bot.testing import run_tests

        return run_tests(layout.root, arguments[1:])
    if command == "lock":
        from bot.bootstrap.relock import make_locks

        return make_locks(layout, arguments[1:])
    from bot.cli import main

    main()
    return 0
