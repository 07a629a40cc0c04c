"""A Telegram that is the terminal: the same application, handlers and inbox, without a network."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, TextIO

from sqlalchemy import Connection
from telegram.request import BaseRequest, RequestData

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.inbox.discretion import discreet
from bot.inbox.repository import Arrived, InboxRepository
from bot.review.officers import OfficerRepository
from bot.settings import Settings
from bot.terminal import CITIZEN, PERSONS, Parameters, Person, Screen, called, persons
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue

TOKEN = "1:terminal"  # noqa: S105 - the library wants the form of a token; nothing checks it here
BOT = {"id": 1, "is_bot": True, "first_name": "motcua", "username": "motcua_bot"}
BY = "terminal"
"""Who gave the persons of the terminal their roles."""

CHANGE = "/vai"
"""Changes the person; it is the terminal's own and never reaches the bot."""

REACHED = frozenset(person.id for person in PERSONS)
"""The chats of the terminal: what waits for real people is left to the bot that reaches them."""

OWN = timedelta(hours=1)
"""How long no worker of another process may take what was typed here."""


class Terminal(BaseRequest):
    """The Bot API as far as a terminal needs it; what is sent goes to the screen."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._numbers = count(1)

    @property
    def read_timeout(self) -> float | None:
        """No answer is waited for."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        """The answer of a Telegram that never fails."""
        given = {**request_data.parameters, **request_data.multipart_data} if request_data else {}
        result = self._call(url.rsplit("/", 1)[-1], given)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _call(self, method: str, given: Parameters) -> object:
        match method:
            case "getMe":
                return BOT
            case "sendMessage":
                return self._show(next(self._numbers), given)
            case "sendDocument":
                return self._hand_over(next(self._numbers), given)
            case "editMessageText":
                return self._show(given["message_id"], given)
            case "answerCallbackQuery" if given.get("text"):
                self._screen.tell(given["text"])
        return True

    def _show(self, number: int, message: Parameters) -> dict[str, Any]:
        self._screen.show(number, message)
        return {**_sent(number, message), "text": message["text"]}

    def _hand_over(self, number: int, message: Parameters) -> dict[str, Any]:
        name, content, _ = message["document"]
        self._screen.show_file(int(message["chat_id"]), name, content)
        return _sent(number, message)


def _sent(number: int, message: Parameters) -> dict[str, Any]:
    return {"message_id": number, "date": 0, "chat": {"id": message["chat_id"], "type": "private"}}


@dataclass(frozen=True, slots=True)
class Beside:
    """What is open beside the chat: the desk, at an address of this machine."""

    address: str
    open: Callable[[App], AbstractAsyncContextManager[None]]


class Session:
    """One sitting at the terminal, of one person or of several in turn."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        database: Database,
        catalogue: Catalogue,
        person: Person = CITIZEN,
        beside: Beside | None = None,
    ) -> None:
        self._clock = clock
        self._database = database
        self._first = person
        self._screen = Screen(sys.stdout)
        self._beside = beside
        self._app = App(
            settings,
            clock,
            database,
            catalogue,
            token=TOKEN,
            request=Terminal(self._screen),
            chats=REACHED,
            desk=beside.address if beside else "",
        )
        # Numbers far above Telegram's own, and rising from one session to the next.
        self._updates = count(int(clock.now().timestamp() * 1_000_000))

    async def talk(self, lines: TextIO) -> None:
        """Answer each line until there is none; a person at a keyboard is greeted and prompted, a pipe is not."""
        keyboard = lines.isatty()
        await self._app.start()
        async with self._beside.open(self._app) if self._beside else nullcontext():
            await self._answer_each(lines, keyboard)

    async def _answer_each(self, lines: TextIO, keyboard: bool) -> None:
        try:
            await self._become(self._first)
            if keyboard:
                await self.say("/start")
            while not self._screen.gone and (line := await self._next(lines, keyboard)):
                if line.strip():
                    await self.say(line.strip())
        finally:
            await self._app.stop()

    async def _next(self, lines: TextIO, keyboard: bool) -> str:
        if not keyboard:
            return await asyncio.to_thread(lines.readline)
        self._screen.write(_prompt(self._screen.person))
        # Reading in a thread would hold Ctrl-C up until Enter is pressed once more.
        await _readable(lines.fileno())
        return lines.readline()

    async def say(self, words: str) -> None:
        """Type a line: the number of a button presses it, /vai changes the person."""
        command, *rest = words.split(maxsplit=1)
        if command.casefold() == CHANGE:
            await self._change(" ".join(rest))
        else:
            await self._arrive(self._update(words))

    async def _change(self, wanted: str) -> None:
        person = called(wanted)
        if person is None:
            unknown = [plain(say("terminal.no_person"))] if wanted else []
            self._screen.tell("\n".join([*unknown, persons()]))
        else:
            await self._become(person)
            self._screen.tell(plain(say("terminal.now", name=person.name)))

    async def _become(self, person: Person) -> None:
        """Type as this person from now on; staff are written among the officers, so that the same checks hold.

        All of them at once: what one hands up waits for another.
        """
        if person.role is not None:
            await self._database.run(self._appoint)
        self._screen.person = person

    def _appoint(self, connection: Connection) -> None:
        officers, now = OfficerRepository(connection), self._clock.now()
        for person in PERSONS:
            if person.role is not None:
                officers.add(person.id, person.role, "", person.name, now, BY)

    async def _arrive(self, update: dict[str, Any]) -> None:
        arrived = Arrived(update["update_id"], self._screen.person.id, json.dumps(discreet(update)))
        now = self._clock.now()
        await self._database.run(lambda c: InboxRepository(c).store([arrived], now, claimed_until=now + OWN))
        await self._app.handle(arrived)
        await self._app.delivery.drain()

    def _update(self, words: str) -> dict[str, Any]:
        number, at = next(self._updates), int(self._clock.now().timestamp())
        person, keyboard = self._screen.person, self._screen.keyboard()
        chat = {"id": person.id, "type": "private", "first_name": person.title}
        sender = {"id": person.id, "is_bot": False, "first_name": person.title}
        message = {"message_id": number % 2**31, "date": at, "chat": chat, "from": sender, "text": words}
        if (data := keyboard.data.get(words)) is not None:
            pressed = {"id": str(number), "from": sender, "chat_instance": "1", "data": data}
            of = {**message, "message_id": keyboard.message_id, "from": BOT}
            return {"update_id": number, "callback_query": {**pressed, "message": of}}
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
        return {"update_id": number, "message": message}


def _prompt(person: Person) -> str:
    if person is CITIZEN:
        return plain(say("terminal.prompt"))
    return plain(say("terminal.prompt_as", name=person.title)) + " "


async def _readable(file: int) -> None:
    """Wait until there is something to read."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(file, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(file)


def chat(
    settings: Settings,
    clock: Clock,
    database: Database,
    catalogue: Catalogue,
    role: str | None = None,
    beside: Beside | None = None,
) -> None:
    """Talk at the terminal until its input ends, first as somebody in a role, or as a citizen."""
    person = called(role or "") or CITIZEN
    asyncio.run(Session(settings, clock, database, catalogue, person, beside).talk(sys.stdin))
