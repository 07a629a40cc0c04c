"""The figures for everybody in a real browser: without fault to axe, whole on a phone, without any script of ours."""

import socket

import pytest
from playwright.async_api import Browser

from bot.database import Database
from bot.web.serving import open_at
from knowledge.catalogue import Catalogue
from tests.bot.desk import OpenDesk
from tests.bot.test_public_statistics import fill
from tests.browser.window import AXE, DESKTOP, FAULTS, PATIENCE, PHONE, WIDER

pytestmark = [pytest.mark.bulk, pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_the_figures_have_no_fault_on_any_screen(
    browser: Browser, database: Database, catalogue: Catalogue
) -> None:
    fill(database)
    desk, listener = OpenDesk(database, catalogue), socket.create_server(("127.0.0.1", 0))
    host, port, *_ = listener.getsockname()
    context = await browser.new_context(locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    page, complaints = await context.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    async with open_at(listener, desk.app):
        for path, size, scheme in (
            ("/thong-ke", DESKTOP, "light"),
            ("/thong-ke?ky=2026", PHONE, "dark"),
        ):
            await page.set_viewport_size(size)
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its two words
            await page.goto(f"http://{host}:{port}{path}")
            assert await page.locator("h1").count() == 1
            assert await page.locator("svg.weeks rect").count() > 0
            assert await page.evaluate(WIDER) == []
            await page.evaluate(AXE)
            assert await page.evaluate(FAULTS) == []
    assert complaints == []
    assert await context.cookies() == []
    await context.close()
    await desk.app.stop()
