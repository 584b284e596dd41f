"""What an image or a wheel of the bot holds is all that the bot needs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.deploy.containerfiles import DEPLOY, ROOT, copied

THINK = "import bot, bot.app; bot.app.build_mind(None); print(bot.__file__)"


def of_the_bot() -> set[str]:
    return {path for path in copied(DEPLOY / "Containerfile") if not path.startswith("deploy/")}


def test_that_the_bot_thinks_with_what_its_image_holds(tmp_path: Path) -> None:
    for path in of_the_bot():
        source, place = ROOT / path, tmp_path / path
        place.parent.mkdir(exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, place)
    done = subprocess.run(
        [sys.executable, "-c", THINK], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)


def test_that_a_wheel_holds_the_same() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    taken = wheel["targets"]["wheel"]
    assert {*taken["packages"], *taken["force-include"].values()} == of_the_bot()
