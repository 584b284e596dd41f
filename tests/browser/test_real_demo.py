"""`rangkul demo` itself in a browser: the real bot and its real page, from hello to a worker who has taken the case."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import chromium
from tests.browser.test_page import NARROW, WIDE, phone, picture_of_a_point

pytestmark = pytest.mark.browser
STORY = "mba sy butuh bantuan, suami di phk 3 bln lalu, anak 2 yg kecil msh 1 thn. sy di cibinong"
NO_MODEL = {"RANGKUL_NLU_URL": "http://127.0.0.1:9", "RANGKUL_LOG_FORMAT": "json"}
"""A port where nobody listens: the bot goes by its rules, as it does until its model is up."""
PATIENCE = 15_000


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[str]:
    """The page's address, as the command prints it."""
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0",
        env=os.environ | NO_MODEL | {"RANGKUL_DATA_DIR": str(folder / "data")},  # noqa: TID251
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert program.stdout
    said: list[str] = []
    try:
        while not (found := re.search(r"http://\S+", said[-1] if said else "")):
            line = await program.stdout.readline()
            assert line, said
            said.append(line.decode())
        draining = asyncio.ensure_future(_drain(program.stdout, said))
        yield found.group()
        program.terminate()
        assert await program.wait() == 0, said
        await draining
        assert not [line for line in said if '"level": "error"' in line]
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()


async def _drain(stream: asyncio.StreamReader, said: list[str]) -> None:
    while line := await stream.readline():
        said.append(line.decode())


async def _opened(page: Page, url: str) -> list[str]:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(url)
    return errors


async def _tell(whose: Locator, words: str) -> None:
    box = whose.get_by_role("textbox")
    await box.fill(words)
    await box.press("Enter")


async def _asked(whose: Locator, words: str) -> Locator:
    """The bot's newest message, once it says this."""
    last = whose.locator(".theirs").last
    await expect(last).to_contain_text(words, timeout=PATIENCE)
    return last


async def _answer_until(whose: Locator, words: str) -> int:
    """Skips the questions one by one until the words come; how many there were."""
    for count in range(12):
        last = whose.locator(".theirs").last
        await expect(last.locator(".inline").first).to_be_visible(timeout=PATIENCE)
        asked = await last.locator(".words").inner_text()
        if words in asked:
            return count
        await last.get_by_role("button", name="Lewati").click()
        await expect(whose.locator(".theirs .words").last).not_to_contain_text(asked, timeout=PATIENCE)
    raise AssertionError(f"no {words!r} after twelve questions")


async def _is_at_the_end(whose: Locator) -> bool:
    """The newest message is in view, whole."""
    return bool(
        await whose.locator(".log").evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight < 3")
    )


async def test_from_hello_to_a_worker_who_has_the_case(tmp_path: Path) -> None:
    async with running_demo(tmp_path) as url, chromium(tmp_path / "profile", viewport=WIDE) as browser:
        page = browser.pages[0]
        errors = await _opened(page, url)
        applicant, staff, facts = phone(page, "applicant"), phone(page, "staff"), page.locator("#fact-list")
        await applicant.get_by_role("button", name="Mulai").click()
        await _asked(applicant, "mesin (bot)")
        await _tell(applicant, STORY)
        heard = await _asked(applicant, "Yang saya tangkap")
        await expect(facts.locator("li", has_text="anak 2 yg kecil")).not_to_have_count(0)
        await expect(facts).to_contain_text("ditulis sendiri")
        await heard.get_by_role("button", name="Sudah").click()
        await (await _asked(applicant, "Boleh cerita ini")).get_by_role("button", name="Boleh").click()
        await _asked(applicant, "tinggal")
        await page.screenshot(path=tmp_path / "questions.png")
        assert await _answer_until(applicant, "Ini yang akan dibaca petugas") >= 2
        assert await _is_at_the_end(applicant)
        await page.screenshot(path=tmp_path / "review.png")
        await applicant.locator(".theirs").last.get_by_role("button", name="Kirim", exact=False).first.click()
        await _asked(applicant, "sudah sampai ke petugas")
        await _worker_takes_it(page, applicant, staff, tmp_path)
        assert errors == []


async def _worker_takes_it(page: Page, applicant: Locator, staff: Locator, folder: Path) -> None:
    await staff.locator(".list button", has_text="·").click(timeout=PATIENCE)
    card = staff.locator(".theirs", has_text="suami di phk")
    await expect(card).to_be_visible()
    await page.screenshot(path=folder / "card.png")
    await card.get_by_role("button", name="Ambil").click()
    await expect(applicant.locator(".theirs", has_text="Ratna").first).to_be_visible(timeout=PATIENCE)
    await _tell(staff, "Selamat siang, saya Ratna. Bagaimana anaknya?")
    await _asked(applicant, "Bagaimana anaknya?")
    await _tell(applicant, "masih demam bu")
    await expect(staff.locator(".theirs", has_text="masih demam bu").first).to_be_visible(timeout=PATIENCE)
    picture: Any = {"name": "obat.png", "mimeType": "image/png", "buffer": picture_of_a_point()}
    await applicant.locator("input[type=file]").set_input_files(picture)
    await expect(staff.locator(".theirs .picture img")).to_be_visible(timeout=PATIENCE)
    assert await _is_at_the_end(staff)
    await page.screenshot(path=folder / "talk.png")


async def test_a_person_is_asked_for_by_keyboard_alone_on_a_narrow_screen(tmp_path: Path) -> None:
    options: dict[str, Any] = {"viewport": NARROW, "color_scheme": "dark", "reduced_motion": "reduce"}
    async with running_demo(tmp_path) as url, chromium(tmp_path / "profile", **options) as browser:
        page = browser.pages[0]
        errors = await _opened(page, url)
        applicant, keys = phone(page, "applicant"), page.keyboard
        start = applicant.get_by_role("button", name="Mulai")
        await expect(start).to_be_visible()
        await _tab_to(page, start)
        await keys.press("Enter")
        await _asked(applicant, "mesin (bot)")
        await page.screenshot(path=tmp_path / "narrow-hello.png")
        await _tab_to(page, applicant.get_by_role("button", name="Bicara dengan petugas"), back=True)
        await keys.press("Enter")
        await _asked(applicant, "sudah sampai ke petugas")
        await _tab_to(page, page.get_by_role("tab", selected=True), back=True)
        await keys.press("ArrowRight")
        row = phone(page, "staff").locator(".list button", has_text="·")
        await expect(row).to_be_visible(timeout=PATIENCE)
        await page.screenshot(path=tmp_path / "narrow-topics.png")
        await _tab_to(page, row)
        await keys.press("Enter")
        take = phone(page, "staff").get_by_role("button", name="Ambil")
        await expect(take).to_be_visible()
        await _tab_to(page, take)
        await page.screenshot(path=tmp_path / "narrow-card.png")
        await keys.press("Enter")
        await _tab_to(page, phone(page, "staff").get_by_role("textbox"))
        await keys.type("Halo, saya Ratna")
        await keys.press("Enter")
        await _tab_to(page, page.get_by_role("tab", selected=True), back=True)
        await keys.press("ArrowLeft")
        await _asked(applicant, "Halo, saya Ratna")
        await page.screenshot(path=tmp_path / "narrow-talk.png")
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert errors == []


async def _tab_to(page: Page, wanted: Locator, *, back: bool = False) -> None:
    """By the Tab key alone, as somebody without a mouse gets there."""
    for _ in range(60):
        if await wanted.evaluate("one => one === document.activeElement"):
            return
        await page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError("the Tab key does not get there")
