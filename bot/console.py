"""A Telegram that is the terminal: the same application, handlers and inbox, without a network."""

import asyncio
import json
import sys
from datetime import timedelta
from itertools import count
from typing import Any, TextIO

from telegram.request import BaseRequest, RequestData

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import Arrived, InboxRepository
from bot.settings import Settings
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue

TOKEN = "1:terminal"  # noqa: S105 - the library wants the form of a token; nothing checks it here
NUMBER = 1
CHAT = {"id": NUMBER, "type": "private", "first_name": "Terminal"}
BOT = {"id": 1, "is_bot": True, "first_name": "motcua", "username": "motcua_bot"}

OWN = timedelta(hours=1)
"""How long no worker of another process may take what was typed here."""


class Terminal(BaseRequest):
    """The Bot API as far as a terminal needs it: it prints what is sent, and remembers the buttons."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._numbers = count(1)
        self.buttons: dict[str, str] = {}  # what to type, and what the button carries
        self.gone = False  # nobody reads what is printed any more

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
        called = url.rsplit("/", 1)[-1]
        parameters = request_data.parameters if request_data else {}
        result: object = True
        if called == "getMe":
            result = BOT
        elif called == "sendMessage":
            result = self._print(parameters)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _print(self, parameters: dict[str, Any]) -> dict[str, Any]:
        lines = [plain(parameters["text"])]
        self.buttons = {}
        for button in (b for row in parameters.get("reply_markup", {}).get("inline_keyboard", ()) for b in row):
            number = button["text"] if button["text"].isdecimal() else self._free_number()
            self.buttons[number] = button["callback_data"]
            if number != button["text"]:
                lines.append(say("terminal.button", number=number, label=button["text"]))
        try:
            self._output.write("\n".join(lines) + "\n\n")
            self._output.flush()
        except OSError:
            self.gone = True
        return {"message_id": next(self._numbers), "date": 0, "chat": CHAT, "text": lines[0]}

    def _free_number(self) -> str:
        """The number of a button with words on it: 0 closes a choice, else the next one."""
        return "0" if self.buttons else "1"


class Session:
    """One conversation at the terminal."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, catalogue: Catalogue) -> None:
        self._clock = clock
        self._database = database
        self._terminal = Terminal(sys.stdout)
        self._app = App(settings, clock, database, catalogue, token=TOKEN, request=self._terminal)
        # Numbers far above Telegram's own, and rising from one session to the next.
        self._updates = count(int(clock.now().timestamp() * 1_000_000))

    async def talk(self, lines: TextIO) -> None:
        """Answer each line until there is none; a person at a keyboard is greeted and prompted, a pipe is not."""
        keyboard = lines.isatty()
        await self._app.start()
        try:
            if keyboard:
                await self.say("/start")
            while not self._terminal.gone and (line := await self._next(lines, keyboard)):
                if line.strip():
                    await self.say(line.strip())
        finally:
            await self._app.stop()

    async def _next(self, lines: TextIO, keyboard: bool) -> str:
        if not keyboard:
            return await asyncio.to_thread(lines.readline)
        sys.stdout.write(say("terminal.prompt"))
        sys.stdout.flush()
        # Reading in a thread would hold Ctrl-C up until Enter is pressed once more.
        await _readable(lines.fileno())
        return lines.readline()

    async def say(self, words: str) -> None:
        """Type a line: the number of a button presses it."""
        update = self._update(words)
        arrived = Arrived(update["update_id"], NUMBER, json.dumps(update))
        now = self._clock.now()
        await self._database.run(lambda c: InboxRepository(c).store([arrived], now, claimed_until=now + OWN))
        await self._app.handle(arrived)

    def _update(self, words: str) -> dict[str, Any]:
        number, at = next(self._updates), int(self._clock.now().timestamp())
        person = {**CHAT, "is_bot": False}
        message = {"message_id": number % 2**31, "date": at, "chat": CHAT, "from": person, "text": words}
        if (data := self._terminal.buttons.get(words)) is not None:
            pressed = {"id": str(number), "from": person, "chat_instance": "1", "data": data}
            return {"update_id": number, "callback_query": {**pressed, "message": {**message, "from": BOT}}}
        if words.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
        return {"update_id": number, "message": message}


async def _readable(file: int) -> None:
    """Wait until there is something to read."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(file, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(file)


def chat(settings: Settings, clock: Clock, database: Database, catalogue: Catalogue) -> None:
    """Talk at the terminal until its input ends."""
    asyncio.run(Session(settings, clock, database, catalogue).talk(sys.stdin))
