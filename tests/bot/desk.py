"""A desk to test: the real site of a real application over each database, and a browser that only keeps cookies."""

import re
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
from pydantic import SecretStr

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.office import Office
from bot.review.officers import Role
from bot.settings import Settings
from bot.web.site import site
from knowledge.catalogue import Catalogue
from tests.bot.conftest import SETTINGS
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

ADDRESS = "https://motcua.example"
OURS = SETTINGS.model_copy(update={"bot_token": SecretStr(TOKEN), "telegram_api": "http://localhost:9"})
"""What the desk runs with: the token is what a Mini App's word is held against."""
FORM = re.compile(r'name="csrf" value="([0-9a-f]{64})"')

AWAITS = re.compile(r'name="awaits" value="(\w+)"')


class Browser:
    """One browser at the desk."""

    def __init__(self, desk: "OpenDesk") -> None:
        self.desk = desk
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(desk.site), base_url=ADDRESS)
        self.awaits = ""

    def _saw(self, response: httpx.Response) -> httpx.Response:
        """The page that is seen now asks for something, or for nothing."""
        found = AWAITS.search(response.text)
        self.awaits = found[1] if found else ""
        return response

    async def get(self, path: str) -> httpx.Response:
        return self._saw(await self.client.get(path))

    async def post(self, path: str, /, csrf: str | None = None, **fields: str) -> httpx.Response:
        """Send a form of the page that was opened last; with another word if one is given."""
        word = self.word if csrf is None else csrf
        return self._saw(await self.client.post(path, data={"csrf": word, "awaits": self.awaits, **fields}))

    @property
    def word(self) -> str:
        return self._word

    async def open(self, path: str = "/banlamviec") -> str:
        """A page that is shown; its forms can be sent."""
        response = await self.get(path)
        assert response.status_code == 200, (response.status_code, response.headers.get("location"))
        found = FORM.search(response.text)
        self._word = found[1] if found else ""
        return response.text

    async def sign_in(self, telegram_id: int) -> httpx.Response:
        """Ask for a link in the chat, and use it."""
        return await self.client.post(self.desk.link(telegram_id))


class OpenDesk:
    """The desk of an application with officers of every role."""

    def __init__(self, database: Database, catalogue: Catalogue, settings: Settings = OURS) -> None:
        self.clock = Clock(settings.today)
        self.app = App(settings, self.clock, database, catalogue, token=TOKEN, request=Wire(BotApi()), desk=ADDRESS)
        self.site = site(self.app)
        self.database = database
        self.people = {role: 8000 + number for number, role in enumerate(Role)}
        database.transact(self._appoint)

    def _appoint(self, connection: object) -> None:
        office = self.office(connection)
        for role, telegram_id in self.people.items():
            office.officers.add(telegram_id, role, "", f"Người {role}", office.at, "test")

    def office(self, connection: object) -> Office:
        return self.app.offices.open(connection)  # type: ignore[arg-type]

    def link(self, telegram_id: int, at: datetime | None = None) -> str:
        """The path of a new link, as the chat gives it."""

        def invite(connection: object) -> str:
            office = self.office(connection)
            officer_id = office.officers.number_of(telegram_id)
            assert officer_id
            word = office.sign_ins.invite(officer_id, at or office.at)
            return f"/banlamviec/vao/{office.sign(word, officer_id)}"

        return self.database.transact(invite)

    def acts(self) -> list[str]:
        """What stands in the trail, in order."""
        return [trace.act for trace in self.database.read(lambda c: self.office(c).traces.every())]


async def opened(database: Database, catalogue: Catalogue, settings: Settings = OURS) -> AsyncIterator[OpenDesk]:
    desk = OpenDesk(database, catalogue, settings)
    yield desk
    await desk.app.stop()


async def signed_in(desk: OpenDesk, role: Role) -> Browser:
    """A browser in which somebody with a role is signed in."""
    browser = Browser(desk)
    await browser.sign_in(desk.people[role])
    return browser
