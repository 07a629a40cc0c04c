"""`make pictures`: pictures of the real desk and out of real conversations, for the guides and the README."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from PIL import Image
from playwright.async_api import Browser, async_playwright

from bot.petitions.life import State
from bot.review.officers import Role
from tests.browser.office import CAT_THANH, MARKET, SENDER, WholeOffice
from tests.browser.test_a_petition_is_answered import ANSWER
from tests.browser.window import NO_CHROMIUM, PHONE, Look, Window, launched, opened

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

WIDTH, HEIGHT, COLOURS = 1100, 780, 64
WIDE = Look("wide", {"width": WIDTH, "height": HEIGHT})
IN_THE_DARK = Look("phone in the dark", PHONE, dark=True)

WORDS = "Đường trước nhà văn hóa thôn 5 có ổ gà sâu, trời mưa xe máy hay ngã. Mong xã cho vá lại sớm."


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said in a chat, and the buttons under it."""

    text: str
    by_person: bool = False
    buttons: Sequence[Sequence[str]] = ()


@dataclass
class Talk:
    """A conversation with the bot, as it goes."""

    office: WholeOffice
    account: int
    turns: list[Turn] = field(default_factory=list)
    seen: int = 0

    async def say(self, words: str) -> None:
        """Something is typed, and answered."""
        self.office.api.say(self.account, words)
        await self.answered(words)

    async def press(self, label: str) -> None:
        """A button is pressed, and answered."""
        self.office.api.press(self.account, label)
        await self.answered(f"[{label}]")

    @classmethod
    def from_now(cls, office: WholeOffice, account: int) -> "Talk":
        """One that leaves out what was said before."""
        return cls(office, account, seen=len(office.api.shown(account)))

    async def answered(self, words: str = "") -> None:
        """What the bot says now, after words of theirs if there were any."""
        await self.office.settled(self.account)
        shown = self.office.api.shown(self.account)
        if words:
            self.turns.append(Turn(words, by_person=True))
        for one in shown[self.seen :]:
            labels = [[label for label, _ in row] for row in one.buttons]
            self.turns.append(Turn(Markup(one.html), buttons=labels))
        self.seen = len(shown)


class Camera:
    """Takes pictures, small enough to be kept beside the code."""

    def __init__(self, browser: Browser, office: WholeOffice) -> None:
        self.browser = browser
        self.office = office

    async def desk(self, name: str, window: Window, *, high: int = HEIGHT) -> None:
        """What stands at the top of a page."""
        size = window.page.viewport_size
        assert size
        await window.page.mouse.move(0, 0)
        whole = await window.page.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(high, whole)}
        keep(name, await window.page.screenshot(full_page=True, clip=clip))  # type: ignore[arg-type] # a FloatRect

    async def chat(self, name: str, turns: Sequence[Turn]) -> None:
        """Turns of a conversation, as bubbles."""
        drawn = Environment(autoescape=True, undefined=StrictUndefined).from_string(
            Path(__file__).with_name("chat.html").read_text("utf-8")
        )
        page = await self.browser.new_page(device_scale_factor=1.5)
        await page.set_content(drawn.render(turns=turns))
        keep(name, await page.locator("main").screenshot())
        await page.close()


def keep(name: str, png: bytes) -> None:
    """A picture in few colours: pages have few."""
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{name}.png", optimize=True)


async def citizens(camera: Camera) -> None:
    """A question, and a petition up to its receipt."""
    talk = Talk(camera.office, 21)
    await talk.say("/start")
    talk.turns.clear()
    await talk.say("khai sinh cho con")
    await camera.chat("hoi-thu-tuc", talk.turns)
    for words in ("/phananh", MARKET, "Hoàng Thị Thử, thôn 3 xã Cổ Lễ, 0912 345 679"):
        await talk.say(words)
    talk.turns.clear()
    await talk.press("Đồng ý")
    await talk.press("Gửi")
    await camera.chat("gui-phan-anh", talk.turns[1:])


async def officers(camera: Camera) -> None:
    """The way of a petition over the desk."""
    office = camera.office
    code = office.lodged(1, State.SUBMITTED, "road", CAT_THANH, "thôn 5, trước nhà văn hóa", WORDS)
    clerk = await opened(office, camera.browser, WIDE)
    await clerk.page.goto(await office.link(Role.CLERK))
    await clerk.press("Vào bàn làm việc")
    await camera.desk("tong-quan", clerk, high=1060)
    await clerk.press("Phản ánh, kiến nghị")
    await camera.desk("hop-thu", clerk)
    await clerk.open(f"/banlamviec/phan-anh/{code}")
    await camera.desk("phan-anh", clerk, high=1000)
    await clerk.press("Nhận xử lý")
    await clerk.press("Trả lời")
    await clerk.write(ANSWER)
    await camera.desk("soan-tra-loi", clerk, high=1400)
    await clerk.press("Lưu và xem trước")
    await clerk.press("Trình duyệt")
    await clerk.press("Câu hỏi chưa trả lời")
    await camera.desk("cau-hoi", clerk)
    approver = await opened(office, camera.browser, WIDE)
    await approver.sign_in(Role.APPROVER)
    await approver.open(f"/banlamviec/phan-anh/{code}")
    await approver.press("Xem bản trình duyệt")
    await camera.desk("duyet", approver)
    hers = Talk.from_now(office, SENDER)
    await approver.press("Duyệt và gửi")
    await hers.answered()
    await camera.chat("tra-loi", hers.turns)
    controller = await opened(office, camera.browser, WIDE)
    await controller.sign_in(Role.CONTROLLER)
    await controller.open("/banlamviec/de-xuat/1")
    await camera.desk("de-xuat", controller, high=1000)
    phone = await opened(office, camera.browser, IN_THE_DARK)
    await phone.sign_in(Role.CLERK)
    await phone.open("/banlamviec/hop-thu")
    await camera.desk("dien-thoai", phone, high=844)


async def administrators(camera: Camera) -> None:
    """What keeps the office in order."""
    window = await opened(camera.office, camera.browser, WIDE)
    await window.sign_in(Role.ADMINISTRATOR)
    for path in ("can-bo", "he-thong", "nhat-ky", "bang"):
        await window.open(f"/banlamviec/{path}")
        await camera.desk(path, window)


SCENES: Sequence[Callable[[Camera], Awaitable[None]]] = (citizens, officers, administrators)


async def take() -> None:
    """All of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        async with async_playwright() as playwright:
            browser = await launched(playwright)
            if browser is None:
                raise SystemExit(NO_CHROMIUM)
            office = WholeOffice(Path(folder))
            await office.start()
            camera = Camera(browser, office)
            for scene in SCENES:
                await scene(camera)
            await office.stop()
            await browser.close()


if __name__ == "__main__":
    asyncio.run(take())
