"""Every page of the desk in a real browser: without fault to axe, whole on a phone, worked by keys, light to load."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.review.officers import Role
from bot.web.desk.routes import ROUTES, DeskRoute
from tests.browser.office import DAY_OFF, DRAWN, WholeOffice
from tests.browser.window import DESKTOP, LOOKS, MOST_BYTES, PHONE, Window, opened

pytestmark = [pytest.mark.bulk, pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

FILES = ("file", "catalogue_file", "quarterly_file")
SHOWN = [route for route in ROUTES if route.method == "GET" and route.name not in FILES]
"""The pages; what else is fetched is a file."""

ALIKE = 1
"""How many addresses are followed that differ in their values alone."""

MOST_LINKS = 80
"""How many links one officer follows: a session is answered so often a minute."""

FIELDS_OF_A_DAY = 4
"""How often the key is pressed to come through a day: it has three numbers and a calendar."""

IN_FOCUS = """() => { const one = document.activeElement;
  return one && one != document.body ? [...document.querySelectorAll('*')].indexOf(one) : -1 }"""
OUTLINED = """() => document.activeElement.type?.startsWith('date') // the browser marks which number it is
  || getComputedStyle(document.activeElement).outlineStyle != 'none'"""
TO_REACH = """() => [...document.querySelectorAll('*')].flatMap((one, at) =>
  one.matches('a[href], button, summary, select, textarea, input:not([type=hidden])') && one.checkVisibility()
    && !one.disabled && !(one.type == 'radio' && !one.checked) ? [at] : [])"""


@dataclass(frozen=True, slots=True)
class Stop:
    """A page that an officer came to by a link."""

    window: Window
    path: str


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def reached(signed_in: dict[Role, Window]) -> dict[str, Stop]:
    """Every page that links lead officers to, by its name; each link answered."""
    found = dict[str, Stop]()
    for window in signed_in.values():
        async for path in followed(window):
            for route in SHOWN:
                if pattern_of(route).fullmatch(urlsplit(path).path):
                    found.setdefault(route.name, Stop(window, path))
                    break
    return found


async def followed(window: Window) -> AsyncIterator[str]:
    """The links of pages, from the overview on: the first of those that differ in their values alone."""
    asking, address = window.page.context.request, window.office.address
    waiting = ["/banlamviec", *beginnings(window)]
    seen, alike = set(waiting), Counter[object]()
    while waiting:
        path = waiting.pop(0)
        answer = await asking.get(address + path, max_redirects=0)
        assert answer.status == 200, path
        yield path
        if "html" not in answer.headers["content-type"]:
            continue
        text = await answer.text()
        assert len(text.encode()) < MOST_BYTES, path
        for link in sorted(set(links(text)) - seen):
            parts = urlsplit(link)
            kind = (re.sub(r"(?<=/)[^/]*\d[^/]*", "…", parts.path), *sorted(parse_qs(parts.query)))
            alike[kind] += 1
            if alike[kind] <= ALIKE and len(seen) < MOST_LINKS:
                seen.add(link)
                waiting.append(link)


def beginnings(window: Window) -> list[str]:
    """What stands so far down in lists that following their first links does not lead there."""
    if window.role is Role.ADMINISTRATOR:
        return []
    answered = f"/banlamviec/phan-anh/{window.office.answered}"
    judged = [f"/banlamviec/chat-luong/mau/{DRAWN:%Y-%m}/1"] if window.role is not Role.CLERK else []
    return [answered, f"{answered}/tra-loi", f"/banlamviec/bang/ngay/{DAY_OFF}", *judged]


def links(text: str) -> list[str]:
    """Where a page leads within the desk."""
    return [unescape(link) for link in re.findall(r'href="(/banlamviec[^"#]*)', text) if "/tep/" not in link]


def pattern_of(route: DeskRoute) -> re.Pattern[str]:
    """The paths of a page."""
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route.path)))


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.name)
async def test_a_page_has_no_fault_on_any_screen(route: DeskRoute, reached: dict[str, Stop]) -> None:
    window, path = reached[route.name].window, reached[route.name].path
    await window.open(path)
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        await window.page.set_viewport_size(size)
        await window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its two words
        await window.holds()
        assert await window.page.locator("h1").count() == 1


@pytest.mark.parametrize(
    "path", ["/banlamviec/vao", "/banlamviec/vao/x", "/banlamviec/ung-dung", "/banlamviec/khong-co", "/thong-ke"]
)
async def test_a_page_before_the_door_has_no_fault(browser: Browser, office: WholeOffice, path: str) -> None:
    window = await opened(office, browser, LOOKS[-1])
    await window.page.goto(office.address + path)
    if path.endswith("khong-co"):  # the browser says that there is no such page, and so does ours
        window.complaints.clear()
    await window.holds()
    assert await window.page.locator("h1").count() == 1
    await window.page.context.close()


@pytest.mark.parametrize("page", ['<img src="data:,">', "<main><h1>A</h1><hr width=2000></main>"])
async def test_whoever_looks_for_faults_finds_them(browser: Browser, office: WholeOffice, page: str) -> None:
    window = await opened(office, browser, LOOKS[0])
    await window.page.set_content(f'<html lang="vi"><title>A</title>{page}')
    with pytest.raises(AssertionError, match=r"image-alt|<hr"):
        await window.holds()
    await window.page.context.close()


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.name)
async def test_a_page_is_worked_without_a_mouse(route: DeskRoute, reached: dict[str, Stop]) -> None:
    window, page = reached[route.name].window, reached[route.name].window.page
    await window.open(reached[route.name].path)
    to_reach = set(await page.evaluate(TO_REACH))
    came = set[int]()
    for _ in range(FIELDS_OF_A_DAY * len(to_reach)):
        await page.keyboard.press("Tab")
        at = await page.evaluate(IN_FOCUS)
        if at == -1:
            break
        came.add(at)
        assert await page.evaluate(OUTLINED)
    assert to_reach <= came


async def test_the_first_key_leads_past_the_menu(signed_in: dict[Role, Window]) -> None:
    page = signed_in[Role.CLERK].page
    await signed_in[Role.CLERK].open("/banlamviec")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.innerText") == "Tới nội dung chính"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "chinh"
