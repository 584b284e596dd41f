"""The README promises what tests show, and nothing else."""

from __future__ import annotations

from .promised import PROMISED
from .table import README, ROOT, shown_by, with_table


def test_that_every_promise_is_shown_and_every_marker_is_a_promise() -> None:
    assert set(shown_by(ROOT / "tests")) == set(PROMISED)


def test_that_the_readme_has_the_table_of_today() -> None:
    readme = README.read_text("utf-8")
    assert readme == with_table(readme, shown_by(ROOT / "tests"))
