"""What `rangkul run` keeps in memory."""

from __future__ import annotations

import subprocess
import sys

IMPORTED = "import sys, bot.cli; sys.stdout.write(' '.join(sys.modules))"


def test_that_serving_does_not_bring_the_demos_telegram_along() -> None:
    """It lives for months, on small machines: what only the demo or another command uses is imported there."""
    told = subprocess.run([sys.executable, "-c", IMPORTED], capture_output=True, text=True, check=True)
    modules = told.stdout.split()
    assert "bot.app.serving" in modules
    assert not [name for name in modules if name.startswith(("bot.demo.page", "bot.demo.telegram"))]
