"""The demo's page shows people's words as words: no script of it writes markup, and the browser would run none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.demo.page import routes

pytestmark = pytest.mark.promise("markup-is-escaped")
ASSETS = Path(routes.__file__).parent / "assets"
WRITES_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|\beval\(|new Function"
    r"|setHTML|javascript:|setAttribute\(\s*[\"']on"
)


@pytest.mark.parametrize("script", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_that_no_script_writes_markup(script: Path) -> None:
    assert WRITES_MARKUP.findall(script.read_text()) == []


def test_that_the_page_itself_runs_nothing_written_in_it() -> None:
    policy = routes._POLICY
    assert "unsafe" not in policy
    assert re.search(r"default-src '(none|self)'", policy)
    page = (ASSETS / "index.html").read_text()
    assert not re.search(r"\son\w+\s*=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
