"""One browser and one office for all tests of a worker, and the loop that both live in."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.review.officers import Role
from tests.browser.office import WholeOffice
from tests.browser.window import LOOKS, NO_CHROMIUM, Window, launched, opened


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await launched(playwright)
        if chromium is None:
            pytest.skip(NO_CHROMIUM)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WholeOffice]:
    """After the browser: where there is none, nothing else is made."""
    one = WholeOffice(tmp_path_factory.mktemp("office"))
    await one.start()
    yield one
    await one.stop()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def signed_in(office: WholeOffice, browser: Browser) -> AsyncIterator[dict[Role, Window]]:
    """A window of each role, signed in."""
    windows = {role: await opened(office, browser, LOOKS[0]) for role in Role}
    for role, window in windows.items():
        await window.sign_in(role)
    yield windows
    for window in windows.values():
        await window.page.context.close()
