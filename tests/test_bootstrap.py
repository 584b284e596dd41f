"""What a fresh clone relies on before any of its libraries is installed."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from bot.bootstrap.launcher import write_launcher
from bot.bootstrap.layout import Environment
from bot.bootstrap.progress import Runner, SetupError
from bot.bootstrap.stamp import is_known, is_ready, remove_stamp, write_stamp
from bot.bootstrap.start import needs_nlu
from bot.bootstrap.turnstile import turnstile

ROOT = Path(__file__).resolve().parents[1]
BASE_PYTHON = str(getattr(sys, "_base_executable", sys.executable))
BEFORE_ANY_LIBRARY = [
    ROOT / "bot" / "__main__.py",
    ROOT / "bot" / "testing.py",
    *ROOT.glob("bot/bootstrap/*.py"),
]


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    directory = tmp_path / "with space" / "bot"
    (directory / "bin").mkdir(parents=True)
    (directory / "bin" / "python").touch()
    runtime, tests = tmp_path / "bot.txt", tmp_path / "test.txt"
    runtime.write_text("one==1\n")
    tests.write_text("one==1\ntwo==2\n")
    return Environment(directory, "3.11", tests, (runtime, tests))


def runtime_only(environment: Environment) -> Environment:
    runtime = environment.covers[0]
    return Environment(environment.directory, environment.version, runtime, (runtime,))


def test_that_an_environment_is_ready_only_with_its_stamp(environment: Environment) -> None:
    assert not is_ready(environment)
    write_stamp(environment)
    assert is_ready(environment)
    remove_stamp(environment)
    assert not is_ready(environment)


def test_that_the_packages_of_the_tests_also_serve_the_bot(environment: Environment) -> None:
    write_stamp(environment)
    assert is_ready(runtime_only(environment))


def test_that_the_packages_of_the_bot_do_not_serve_the_tests(environment: Environment) -> None:
    write_stamp(runtime_only(environment))
    assert not is_ready(environment)


def test_that_a_changed_lock_is_installed_into_the_environment_that_is_there(
    environment: Environment,
) -> None:
    write_stamp(environment)
    environment.lock.write_text("one==1\ntwo==3\n")
    assert is_known(environment)
    assert not is_ready(environment)


def test_that_another_python_makes_the_environment_anew(environment: Environment) -> None:
    write_stamp(environment)
    newer = Environment(environment.directory, "3.13", environment.lock, environment.covers)
    assert not is_known(newer)


def test_that_a_moved_environment_is_made_anew(environment: Environment, tmp_path: Path) -> None:
    write_stamp(environment)
    moved = environment.directory.rename(tmp_path / "elsewhere")
    assert not is_known(Environment(moved, "3.11", environment.lock, environment.covers))


def test_that_an_environment_without_its_interpreter_is_made_anew(environment: Environment) -> None:
    write_stamp(environment)
    environment.python.unlink()
    assert not is_known(environment)


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("demo", True),
        ("run", True),
        ("chat", True),
        ("train", True),
        ("nlu serve", True),
        ("understand halo", True),
        ("test", True),
        ("test --help", True),
        ("run --help", False),
        ("version", False),
        ("link bansos", False),
        ("", False),
    ],
)
def test_which_commands_wait_for_the_model_server(command: str, needed: bool) -> None:
    assert needs_nlu(command.split(), {}) is needed


def test_that_nothing_is_installed_for_a_model_server_elsewhere() -> None:
    elsewhere = {"RANGKUL_NLU_URL": "http://nlu.example:5005"}
    assert not needs_nlu(["run"], elsewhere)
    assert needs_nlu(["train"], elsewhere)


HOLD = "import sys; from pathlib import Path; from bot.bootstrap.turnstile import turnstile\n"
HOLD_UNTIL_TOLD = HOLD + "with turnstile(Path(sys.argv[1])): print('held', flush=True); sys.stdin.readline()"
LEAVE_A_CHILD = (
    HOLD
    + """import os, subprocess
with turnstile(Path(sys.argv[1])) as fd:
    subprocess.Popen(["cat"], pass_fds=(fd,))
    print("held", flush=True)
    os._exit(0)
"""
)


@pytest.mark.parametrize(
    "script", [HOLD_UNTIL_TOLD, LEAVE_A_CHILD], ids=["its owner lives", "only its child lives"]
)
def test_that_a_second_setup_waits_for_the_first_and_says_so(script: str, tmp_path: Path) -> None:
    lock = tmp_path / ".venv" / "lock"
    command = [sys.executable, "-c", script, str(lock)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, cwd=ROOT, text=True) as first:
        assert first.stdin is not None
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        waiting = [sys.executable, "-c", HOLD + "with turnstile(Path(sys.argv[1])): print('mine')", str(lock)]
        with subprocess.Popen(waiting, stdout=-1, stderr=-1, cwd=ROOT, text=True) as second:
            assert second.stderr is not None
            assert "waiting for another setup" in second.stderr.readline()
            assert second.poll() is None
            first.stdin.close()
            assert second.communicate()[0] == "mine\n"


def test_that_a_free_turnstile_is_silent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with turnstile(tmp_path / "new" / "lock"):
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("error sending request for url", "cannot be reached"),
        ("Hash mismatch for `one`", "not the one that was locked"),
        ("No space left on device", "disk is full"),
        ("something\nthe last line", "exit code 3: the last line"),
    ],
)
def test_that_a_failed_step_is_told_in_one_line(output: str, said: str, tmp_path: Path) -> None:
    script = f"import sys; print({output!r}, flush=True); sys.exit(3)"
    with turnstile(tmp_path / "lock") as fd, pytest.raises(SetupError, match=said) as failure:
        Runner(tmp_path / "log", fd).run("installing", [sys.executable, "-c", script], {})
    assert "\n" not in str(failure.value)


def test_that_a_step_holds_the_turnstile_even_if_the_setup_is_killed(tmp_path: Path) -> None:
    script = "import os, sys; os.fstat(int(sys.argv[1]))"
    with turnstile(tmp_path / "lock") as fd:
        Runner(tmp_path / "log", fd).run("a step", [sys.executable, "-c", script, str(fd)], {})


def test_that_an_earlier_failure_in_the_log_is_not_taken_for_this_one(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("connection refused\n")
    with turnstile(tmp_path / "lock") as fd, pytest.raises(SetupError, match="exit code 1: no output"):
        Runner(tmp_path / "log", fd).run("x", [sys.executable, "-c", "raise SystemExit(1)"], {})


def test_that_a_clone_without_a_network_says_so_in_one_line(tmp_path: Path) -> None:
    for part in ("bot", "deploy/locks", "nlu_data/locks"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__", "data"))
    nowhere = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    environ = {"PATH": os.defpath, "HOME": str(tmp_path)} | nowhere
    command = [BASE_PYTHON, "-m", "bot", "version"]
    done = subprocess.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "the package index cannot be reached" in done.stderr.splitlines()[-1]
    assert len(done.stderr.splitlines()) == 2


def test_that_the_command_runs_from_anywhere_in_paths_with_spaces(tmp_path: Path) -> None:
    root = tmp_path / "my clone"
    (root / "bot").mkdir(parents=True)
    (root / "bot" / "__main__.py").write_text("import sys; print(sys.argv[1:])")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    environment = Environment(root / ".venv" / "bot", version, root, ())
    venv.create(environment.directory, symlinks=True)
    write_launcher(root, environment)
    decoy = tmp_path / "bot"
    decoy.mkdir()
    (decoy / "__main__.py").write_text("print('the wrong one')")
    command = [str(environment.directory / "bin" / "rangkul"), "link", "a b"]
    assert subprocess.check_output(command, cwd=tmp_path, env={}, text=True) == "['link', 'a b']\n"


@pytest.mark.parametrize("name", ["__main__.py", "__init__.py"])
def test_that_an_old_python_can_read_the_line_meant_for_it(name: str) -> None:
    ast.parse((ROOT / "bot" / name).read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("path", BEFORE_ANY_LIBRARY, ids=lambda path: path.name)
def test_that_the_setup_imports_the_standard_library_only(path: Path) -> None:
    allowed = {*sys.stdlib_module_names, "bot"}
    assert {name.partition(".")[0] for name in _imported(path)} <= allowed


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_that_with_arguments_only_pytest_runs(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text("def test_one():\n    assert False\n")
    script = "import sys; from pathlib import Path; from bot.testing import run_tests\n"
    script += "sys.exit(run_tests(Path(sys.argv[1]), ['test_one.py']))"
    command = [sys.executable, "-c", script, str(tmp_path)]
    environ = {"PYTHONPATH": str(ROOT), "PATH": os.defpath}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "1 failed" in done.stdout
    assert "pytest: FAILED" in done.stderr
    assert "ruff" not in done.stderr
