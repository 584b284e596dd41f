"""In a real browser: words with markup are read, not run."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Demo, chromium

pytestmark = [pytest.mark.browser, pytest.mark.promise("markup-is-escaped")]
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script><b>tebal</b>&lt;i&gt; \u202eterbalik'


async def test_that_markup_in_words_is_shown_as_it_was_typed(demo: Demo, tmp_path: Path) -> None:
    async with chromium(tmp_path, viewport={"width": 1400, "height": 860}) as browser:
        page = browser.pages[0]
        await page.goto(demo.url)
        title = await page.title()
        phone = page.locator("[data-phone=applicant]")
        await phone.get_by_role("button", name="Mulai").click()
        box = phone.get_by_role("textbox")
        await box.fill(HOSTILE)
        await box.press("Enter")
        await expect(phone.get_by_text('onerror="document.title=1"').first).to_be_visible()
        assert await page.title() == title
        assert await phone.locator("img[onerror], script, [onerror]").count() == 0
