"""Puts the project into its environment: two small files in place of an editable installation.

An editable installation would need the build backend in the environment (or a network) on every change of
metadata; a path file and a script need neither and cannot be half done.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from bot.bootstrap.layout import Environment


def write_launcher(root: Path, environment: Environment) -> None:
    packages = environment.directory / "lib" / f"python{environment.version}" / "site-packages"
    (packages / "rangkul.pth").write_text(f"{root}\n", encoding="utf-8")
    # A shell's `exec`, because a path with a space cannot stand in a `#!` line.
    python = shlex.quote(str(environment.python))
    script = environment.directory / "bin" / "rangkul"
    script.write_text(f'#!/bin/sh\nexec {python} -P -m bot "$@"\n', encoding="utf-8")
    script.chmod(0o755)
