"""The demo page as people use it: on a wide screen, on a phone's width, by keyboard alone."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Demo, chromium

pytestmark = pytest.mark.browser
WIDE = {"width": 1400, "height": 860}
NARROW = {"width": 360, "height": 740}


def phone(page: Page, whose: str) -> Locator:
    return page.locator(f"[data-phone={whose}]")


async def _open(page: Page, demo: Demo) -> list[str]:
    """Opens the page; what goes wrong inside it is collected."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda line: errors.append(line.text) if line.type == "error" and "404" not in line.text else None,
    )
    await page.goto(demo.url)
    return errors


async def _tell(page: Page, words: str) -> None:
    box = phone(page, "applicant").get_by_role("textbox")
    await box.fill(words)
    await box.press("Enter")


async def test_a_story_from_hello_to_the_staff(demo: Demo, tmp_path: Path) -> None:
    async with chromium(tmp_path / "profile", viewport=WIDE) as browser:
        page = browser.pages[0]
        errors = await _open(page, demo)
        applicant, staff = phone(page, "applicant"), phone(page, "staff")
        await expect(applicant.locator(".hello")).to_contain_text("Yang membaca petugas")
        await page.screenshot(path=tmp_path / "begin.png")
        await applicant.get_by_role("button", name="Mulai").click()
        await expect(applicant.locator(".theirs strong")).to_have_text("mesin")
        await _tell(page, "mba sy butuh bantuan, suami di PHK, anak dua. di cibinong")
        await expect(applicant.locator(".quoted")).to_contain_text("mba sy butuh")
        await applicant.get_by_role("button", name="Sedikit").click()
        await expect(applicant.locator(".toast")).to_have_text("Dicatat")
        await expect(applicant.locator(".theirs").last).to_contain_text("→ Sedikit")
        await expect(applicant.locator(".theirs").last).to_contain_text("diedit")
        await staff.get_by_role("button", name="RK-7F3").click()
        await expect(staff.locator(".event")).to_contain_text("Topik dibuat")
        await expect(staff.locator("q")).to_have_text("suami di PHK, anak dua")
        await staff.get_by_role("button", name="Lihat semua").click()
        await expect(page.locator("#alert")).to_contain_text("Belum ada lagi")
        await page.locator("#alert").get_by_role("button").click()
        await staff.get_by_role("button", name="Ambil").click()
        await expect(staff.locator(".theirs").last).to_contain_text("→ take")
        await expect(page.locator("#fact-list li")).to_have_count(2)
        await expect(page.locator("#fact-list")).to_contain_text("anak 2 yg kecil 1 thn")
        await page.screenshot(path=tmp_path / "story.png")
        assert errors == []


async def test_media_typing_and_deletions(demo: Demo, tmp_path: Path) -> None:
    await demo.siti.start()
    async with chromium(tmp_path / "profile", viewport=WIDE) as browser:
        page = browser.pages[0]
        errors = await _open(page, demo)
        applicant = phone(page, "applicant")
        for choice in ("Pesan suara", "Lokasi"):
            await applicant.get_by_role("button", name="Lampirkan").click()
            await applicant.get_by_role("menuitem", name=choice).click()
            await expect(applicant.locator(".theirs").last).to_contain_text("simpan")
        await applicant.get_by_role("button", name="Lampirkan").click()
        await applicant.get_by_role("menuitem", name="Stiker").click()
        await applicant.get_by_role("menuitem", name="😢").click()
        await expect(applicant.locator(".sticker")).to_have_text("😢")
        await expect(applicant.locator(".voice")).to_contain_text("0:07")
        await expect(applicant.locator(".place")).to_contain_text("-6.4817, 106.8540")
        await applicant.locator("input[type=file]").set_input_files(
            {"name": "rumah.png", "mimeType": "image/png", "buffer": picture_of_a_point()}
        )
        await expect(applicant.locator(".picture img")).to_be_visible()
        await demo.siti.send_document("surat rt.pdf")
        await expect(applicant.locator(".card")).to_contain_text("surat rt.pdf")
        gone = await demo.siti.write("salah kirim")
        await expect(applicant.locator(".mine .words", has_text="salah kirim")).to_be_visible()
        await demo.siti.delete(gone)
        await expect(applicant.locator(".mine .words", has_text="salah kirim")).to_have_count(0)
        await expect(applicant.locator(".quoted", has_text="salah kirim")).to_have_count(0)
        await _tell(page, "ketik")
        await expect(applicant.locator(".status")).to_have_text("sedang mengetik…")
        await page.screenshot(path=tmp_path / "media.png")
        assert errors == []


async def test_markup_stays_text(demo: Demo, tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)> <b>tebal</b>"
    intruder = await demo.telegram.person("<script>alert(2)</script>")
    async with chromium(tmp_path / "profile", viewport=WIDE) as browser:
        page = browser.pages[0]
        errors = await _open(page, demo)
        await page.locator("#applicant-person").select_option(str(intruder.id))
        await intruder.start()
        await _tell(page, evil)
        await expect(phone(page, "applicant").locator(".mine .words").last).to_have_text(evil)
        assert await phone(page, "applicant").locator(".words img, .words b").count() == 0
        assert errors == []


async def test_a_new_person_by_keyboard_on_a_narrow_screen(demo: Demo, tmp_path: Path) -> None:
    options: dict[str, Any] = {"viewport": NARROW, "color_scheme": "dark", "reduced_motion": "reduce"}
    async with chromium(tmp_path / "profile", **options) as browser:
        page = browser.pages[0]
        errors = await _open(page, demo)
        await page.locator("#new-person").focus()
        await page.keyboard.press("Enter")
        await page.get_by_label("Nama").fill("Pak Darto")
        await page.get_by_label("Kode tautan").fill("svc-pangan")
        await page.keyboard.press("Enter")
        await expect(phone(page, "applicant").get_by_role("button", name="Mulai")).to_be_visible()
        await expect(page.locator("#applicant-person option:checked")).to_have_text("Pak Darto")
        await phone(page, "applicant").get_by_role("button", name="Mulai").press("Enter")
        await expect(phone(page, "applicant").locator(".mine")).to_contain_text("/start svc-pangan")
        await expect(phone(page, "applicant").locator(".theirs")).to_contain_text("Gratis")
        await page.screenshot(path=tmp_path / "narrow.png")
        await phone(page, "applicant").get_by_role("button", name="Perintah bot").press("Enter")
        await expect(phone(page, "applicant").get_by_role("menuitem", name="/menu")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(phone(page, "applicant").get_by_role("menuitem", name="/darurat")).to_be_focused()
        await page.screenshot(path=tmp_path / "narrow-menu.png")
        await page.keyboard.press("Escape")
        await page.get_by_role("tab", name="Pemohon").focus()
        for name in ("Petugas", "Yang dipahami"):
            await page.keyboard.press("ArrowRight")
            await expect(page.get_by_role("tab", name=name)).to_be_focused()
            await page.screenshot(path=tmp_path / f"narrow-{name[:2]}.png")
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert errors == []


async def test_the_language_switches(demo: Demo, tmp_path: Path) -> None:
    async with chromium(tmp_path / "profile", viewport=WIDE) as browser:
        page = browser.pages[0]
        await _open(page, demo)
        await page.get_by_role("button", name="English").click()
        await expect(page.locator("#facts-title")).to_have_text("What is understood")
        await expect(phone(page, "applicant").get_by_role("button", name="Start")).to_be_visible()
        assert await page.locator("html").get_attribute("lang") == "en"


def picture_of_a_point() -> bytes:
    """A picture of one green point."""

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", header)
        + part(b"IDAT", zlib.compress(b"\x00\x10\x80\x60"))
        + part(b"IEND", b"")
    )
