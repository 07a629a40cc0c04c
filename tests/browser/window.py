"""A window of a browser at the desk: what an officer does in it, and what must hold of whatever it shows."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Playwright, Response, ViewportSize

from bot.review.officers import Role
from tests.browser.office import WholeOffice

NO_CHROMIUM = "the desk was not looked at in a browser: there is no Chromium; apt-get install chromium"

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}

PATIENCE = 120_000
"""Milliseconds a busy machine may take for a page."""

MOST_BYTES = 100_000

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
FAULTS = """async () => (await axe.run({resultTypes: ['violations']})).violations.map(
  fault => `${fault.impact} ${fault.id}: ${fault.nodes.map(node => node.html).join(' | ').slice(0, 400)}`)"""

WIDER = """() => [...document.querySelectorAll('body *')].filter(
  one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, nav') && one.checkVisibility()
    && getComputedStyle(one).position != 'absolute').map(one => one.outerHTML.slice(0, 120))"""
"""What stands out to the right of the window; a wide table may be moved inside its own frame."""


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks at the desk."""

    name: str
    size: ViewportSize
    dark: bool = False
    scripts: bool = True

    def __str__(self) -> str:
        return self.name


LOOKS = (
    Look("desktop", DESKTOP),
    Look("desktop in the dark", DESKTOP, dark=True),
    Look("phone without scripts", PHONE, scripts=False),
    Look("phone in the dark", PHONE, dark=True),
)


async def launched(playwright: Playwright) -> Browser | None:
    """A Chromium of this machine or of Playwright; None where there is neither."""
    named = ("chromium", "chromium-browser", playwright.chromium.executable_path)
    found = next(filter(None, map(shutil.which, named)), None)
    # Its sandbox refuses to work for root, which machines that test often are.
    return await playwright.chromium.launch(executable_path=found, args=["--no-sandbox"]) if found else None


class Window:
    """One window; nothing that its browser complains of is let pass."""

    def __init__(self, office: WholeOffice, page: Page, look: Look) -> None:
        self.office = office
        self.page = page
        self.look = look
        self.role: Role | None = None
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    async def sign_in(self, role: Role) -> None:
        """By the link that the bot gives."""
        self.role = role
        await self.page.goto(await self.office.link(role))
        await self.holds()
        await self.press("Vào bàn làm việc")

    async def open(self, path: str) -> Response:
        """A page by its address."""
        response = await self.page.goto(self.office.address + path)
        assert response
        assert response.status == 200, path
        return response

    async def press(self, label: str) -> None:
        """A button of this label, or a link."""
        # A button that no key reaches stands there for Enter alone.
        button = self.page.get_by_role("button", name=label, exact=True).and_(self.page.locator(":not([tabindex])"))
        await (button if await button.count() else self.page.get_by_role("link", name=label)).first.click()
        await self.page.wait_for_load_state()

    async def write(self, parts: Mapping[str, str]) -> None:
        """Words into the fields of these names."""
        for name, words in parts.items():
            await self.page.locator(f"[name={name}]").fill(words)

    async def text(self) -> str:
        """What stands on the page."""
        return await self.page.locator("body").inner_text()

    def main(self) -> Locator:
        """What a page is about."""
        return self.page.locator("main")

    async def holds(self) -> None:
        """The page works for everybody: nobody complains of it, and nothing stands out of a narrow window."""
        wrong = [*self.complaints, *await self.page.evaluate(WIDER)]
        if self.look.scripts:
            await self.page.evaluate(AXE)
            wrong += await self.page.evaluate(FAULTS)
        assert not wrong, f"{self.page.url}: {wrong}"


async def opened(office: WholeOffice, browser: Browser, look: Look) -> Window:
    """A window of its own: nobody is signed in."""
    context = await browser.new_context(
        viewport=look.size,
        color_scheme="dark" if look.dark else "light",
        java_script_enabled=look.scripts,
        locale="vi-VN",
    )
    context.set_default_timeout(PATIENCE)
    return Window(office, await context.new_page(), look)
