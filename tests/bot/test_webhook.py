"""The way in by webhook: stored before Telegram is told, and nobody but Telegram is listened to."""

import asyncio
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot import schema
from bot.app import App, RefusedError
from bot.clock import Clock
from bot.database import Database
from bot.inbox.repository import InboxRepository
from bot.reports.tally import TallyRepository
from bot.settings import Settings
from bot.web import health, serving, webhook
from bot.web.serving import by_webhook
from bot.web.site import site
from bot.web.webhook import LARGEST, WORD
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY
from tests.bot.running import PATIENCE, SIGNS, Running, free_port
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire
from tests.wire.server import Server

PUBLIC = "https://motcua.example/hook"
SECRET = "geheim_geheim"
MESSAGES, CHATS, HELD_UP = 100, 20, 15
PRIVATE_WORDS = "khai sinh cho con của chị Hoa"

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""What is turned away at the door comes to no database."""


def settings(**others: str) -> Settings:
    """Settings of a bot by webhook."""
    words: dict[str, Any] = {"telegram_api": "http://localhost:9", "bot_token": TOKEN, "webhook_url": PUBLIC}
    return Settings(today=DAY, **{**words, "webhook_secret": SECRET, **others})


def an_update(number: int = 700, **parts: Any) -> dict[str, Any]:
    """A citizen's question as Telegram brings it."""
    person = {"id": CITIZEN, "type": "private", "first_name": "Hoa"}
    sender = {"id": CITIZEN, "is_bot": False, "first_name": "Hoa"}
    message = {"message_id": number, "date": 1, "chat": person, "from": sender, "text": PRIVATE_WORDS}
    return {"update_id": number, "message": message, **parts}


class Hook:
    """The site of an application, and Telegram at its door."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.site = site(app)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.site), base_url="https://motcua.example", headers={WORD: SECRET}
        )

    async def bring(self, body: Any, path: str = "/hook", **headers: str) -> httpx.Response:
        """What is said to a body: JSON unless it is bytes, or parts of them."""
        content = body if isinstance(body, bytes) or hasattr(body, "__aiter__") else json.dumps(body).encode()
        return await self.client.post(path, content=content, headers=headers)

    def waiting(self) -> int:
        return self.app.database.read(lambda c: InboxRepository(c).waiting())


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def app(api: BotApi, database: Database, catalogue: Catalogue) -> App:
    return App(settings(), Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api))


@pytest.fixture
async def hook(app: App) -> AsyncIterator[Hook]:
    opened = Hook(app)
    yield opened
    await opened.client.aclose()
    await app.stop()


# What Telegram brings


async def test_an_update_is_stored_before_telegram_is_told(hook: Hook) -> None:
    said = await hook.bring(an_update())
    assert (said.status_code, said.content) == (200, b"")
    assert hook.waiting() == 1


async def test_an_update_that_came_before_is_taken_again_and_changes_nothing(hook: Hook) -> None:
    assert (await hook.bring(an_update())).status_code == 200
    assert (await hook.bring(an_update())).status_code == 200
    assert hook.waiting() == 1


async def test_an_update_wakes_the_workers_and_is_answered(hook: Hook, api: BotApi) -> None:
    api.meet(CITIZEN)
    await hook.app.start()
    hook.app.workers.start()
    update = an_update()
    update["message"]["text"] = "1.001193"
    await hook.bring(update)
    await asyncio.to_thread(api.wait_until, lambda: hook.waiting() == 0, PATIENCE)
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")


async def test_the_address_has_the_path_of_its_url_and_no_other(hook: Hook) -> None:
    for path in ("/", "/telegram", "/hook/", "/Hook", "/hook/more"):
        said = await hook.bring(an_update(), path)
        assert said.status_code == 404, path
    assert hook.waiting() == 0


async def test_without_a_path_the_address_is_ours(database: Database, catalogue: Catalogue, api: BotApi) -> None:
    bare = settings(webhook_url="https://motcua.example")
    hook = Hook(App(bare, Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api)))
    assert (await hook.bring(an_update(), "/telegram")).status_code == 200
    await hook.client.aclose()
    await hook.app.stop()


# What nobody else may


@pytest.mark.parametrize("said", ["", "geheim", f"{SECRET}x", SECRET.upper(), "geheim_gehe\xefm", TOKEN])
@one_database
async def test_who_does_not_know_the_word_is_turned_away_without_a_hint(hook: Hook, said: str) -> None:
    response = await hook.client.post("/hook", content=b"{}", headers=[(WORD.encode(), said.encode("latin-1"))])
    assert (response.status_code, response.content) == (403, b"")
    assert hook.waiting() == 0


@one_database
async def test_who_says_no_word_is_turned_away_before_the_body_is_read(hook: Hook) -> None:
    del hook.client.headers[WORD]
    assert (await hook.bring(_never_read())).status_code == 403


async def _never_read() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@one_database
async def test_a_wrong_method_is_refused(hook: Hook, method: str) -> None:
    assert (await hook.client.request(method, "/hook")).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff\xfe{",
        b"[]",
        b'"update_id"',
        b"null",
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": 1.0}',
        b'{"update_id": true}',
        b'{"update_id": null}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": 1' + b"0" * 5000 + b"}",
        b'{"update_id": 1',
        b"[" * 200_000,
        b'{"update_id": 1, "message": ' + b"[" * 200_000,
    ],
    ids=range(17),
)
@one_database
async def test_what_is_no_update_is_refused(hook: Hook, body: bytes) -> None:
    response = await hook.bring(body)
    assert (response.status_code, response.content) == (400, b"")
    assert hook.waiting() == 0


async def test_an_update_nobody_can_read_is_stored_all_the_same(hook: Hook) -> None:
    """Telegram would bring it again for a day; here it is passed over once, and logged."""
    odd_ones: list[dict[str, Any]] = [{"message": 5}, {"message": {"text": "\ud800\x00"}}, {"of_tomorrow": [1]}, {}]
    for number, odd in enumerate(odd_ones):
        assert (await hook.bring({"update_id": number, **odd})).status_code == 200
    assert hook.waiting() == 4


async def test_the_longest_body_is_taken_and_a_longer_one_is_not(hook: Hook) -> None:
    longest = json.dumps(an_update()).encode().ljust(LARGEST)
    assert (await hook.bring(longest)).status_code == 200
    assert (await hook.bring(longest + b" ")).status_code == 413
    assert hook.waiting() == 1


@pytest.mark.parametrize("announced", [True, False])
@one_database
async def test_a_body_too_long_is_not_read_to_its_end(hook: Hook, announced: bool) -> None:
    read = 0

    async def parts() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 2**16
            yield b" " * 2**16

    length = {"Content-Length": str(1000 * 2**16)} if announced else {}
    assert (await hook.bring(parts(), **length)).status_code == 413
    assert read == 0 if announced else LARGEST < read < 2 * LARGEST


@one_database
async def test_a_body_that_never_ends_is_not_waited_for(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "WITHIN", 0.05)

    async def parts() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(PATIENCE)

    assert (await hook.bring(parts())).status_code == 503


@one_database
async def test_who_hangs_up_in_the_middle_is_no_event(hook: Hook, caplog: pytest.LogCaptureFixture) -> None:
    said: list[Any] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hook",
        "query_string": b"",
        "headers": [(WORD.lower().encode(), SECRET.encode())],
    }
    parts = iter([{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(parts)

    async def send(message: Any) -> None:
        said.append(message)

    await hook.site(scope, receive, send)
    assert said[0]["status"] == 503
    assert caplog.text == ""


# The database


async def test_while_the_database_fails_telegram_is_asked_to_come_again(
    hook: Hook, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.transact(lambda c: c.execute(text("ALTER TABLE inbox_update RENAME TO away")))
    assert (await hook.bring(an_update())).status_code == 503
    assert "an update is not stored: " in caplog.text
    database.transact(lambda c: c.execute(text("ALTER TABLE away RENAME TO inbox_update")))
    assert (await hook.bring(an_update())).status_code == 200


@contextmanager
def held(database: Database) -> Iterator[None]:
    """A database in which nobody else gets on."""
    begun, over = threading.Event(), threading.Event()

    def hold(connection: Any) -> None:
        if not database.is_sqlite:  # there the one writer's thread is enough
            connection.execute(text("LOCK TABLE inbox_update, alembic_version IN ACCESS EXCLUSIVE MODE"))
        begun.set()
        over.wait(PATIENCE)

    holding = threading.Thread(target=partial(database.transact, hold))
    holding.start()
    begun.wait(PATIENCE)
    yield
    over.set()
    holding.join()


async def test_a_database_that_does_not_answer_is_not_waited_for(
    hook: Hook, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WITHIN", 0.05)
    with held(database):
        assert (await hook.bring(an_update())).status_code == 503


async def test_nothing_a_citizen_wrote_and_no_secret_is_logged(
    hook: Hook, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await hook.bring(an_update())
    await hook.bring(json.dumps(an_update()).encode()[:-1])
    database.transact(lambda c: c.execute(text("ALTER TABLE inbox_update RENAME TO away")))
    await hook.bring(an_update(701))
    assert caplog.text
    assert not [part for part in (SECRET, TOKEN, "Hoa", "khai sinh") if part in caplog.text]


# Health


async def health_of(app: App) -> tuple[int, str]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site(app)), base_url="http://x") as client:
        said = await client.get("/health")
    return said.status_code, said.json()["status"]


async def test_a_bot_with_a_database_of_the_newest_shape_is_well(hook: Hook) -> None:
    assert await health_of(hook.app) == (200, "ok")
    assert (await hook.client.post("/health")).status_code == 405


async def test_a_bot_with_a_database_of_an_older_shape_is_not_well(hook: Hook, database: Database) -> None:
    schema.downgrade(database, "0001")
    assert await health_of(hook.app) == (503, "unavailable")


async def test_a_bot_whose_database_is_away_is_not_well(catalogue: Catalogue, api: BotApi) -> None:
    away = Database("postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    app = App(settings(), Clock(DAY), away, catalogue, token=TOKEN, request=Wire(api))
    assert await health_of(app) == (503, "unavailable")
    await app.stop()
    away.close()


async def test_a_bot_whose_database_does_not_answer_is_not_well(
    hook: Hook, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WITHIN", 0.05)
    with held(database):
        assert await health_of(hook.app) == (503, "unavailable")


# A real server


class Visitor:
    """Somebody who speaks HTTP by hand."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((host, port), timeout=PATIENCE)

    def begin(self, body: bytes, of: int) -> None:
        """A request of which `body` is sent and `of` bytes are announced."""
        head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{WORD}: {SECRET}\r\nContent-Length: {of}\r\n\r\n"
        self.socket.sendall(head.encode() + body)

    def status(self) -> int:
        """What is answered; 0 when the connection is closed without an answer."""
        first = self.socket.makefile("rb").readline()
        self.socket.close()
        return int(first.split()[1]) if first else 0


class Served:
    """An application at a free port, until it is asked to end."""

    def __init__(self, api: BotApi, database: Database, catalogue: Catalogue, host: str = "127.0.0.1") -> None:
        self.host, self.port = host, free_port(host)
        self.at = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.settings = settings(listen=self.at)
        self.app = App(self.settings, Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api))

    async def __aenter__(self) -> "Served":
        self._serving = asyncio.create_task(self._serve())
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            while True:
                try:
                    assert (await client.get(f"http://{self.at}/health")).status_code == 200
                except httpx.ConnectError:
                    assert not self._serving.done(), self._serving.exception()
                    await asyncio.sleep(0.01)
                else:
                    return self

    async def _serve(self) -> None:
        with by_webhook(self.settings) as way_in:
            await self.app.serve(way_in)

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def end(self, by: signal.Signals = signal.SIGTERM) -> None:
        """Ask for the end and wait for it, as long as anybody is patient."""
        if not self._serving.done():
            os.kill(os.getpid(), by)
        async with asyncio.timeout(PATIENCE):
            await self._serving

    async def visit(self, body: bytes, of: int) -> Visitor:
        """A request under way, of which the server has read what was sent."""
        visitor = await asyncio.to_thread(Visitor, self.port, self.host)
        visitor.begin(body, of)
        await asyncio.sleep(0.2)
        return visitor


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
@one_database
async def test_a_bot_listens_where_it_is_told(host: str, api: BotApi, database: Database, catalogue: Catalogue) -> None:
    async with Served(api, database, catalogue, host) as served:
        body = json.dumps(an_update()).encode()
        assert await asyncio.to_thread((await served.visit(body, len(body))).status) == 200
    with pytest.raises(OSError, match="refused"):
        Visitor(served.port, "127.0.0.1" if host == "localhost" else host)


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_a_bot_that_is_asked_to_end_finishes_the_requests_under_way(
    by: signal.Signals, api: BotApi, database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TO_FINISH", 10 * PATIENCE)
    async with Served(api, database, catalogue) as served:
        body = json.dumps(an_update()).encode()
        visitor = await served.visit(body[:9], len(body))
        ending = asyncio.create_task(served.end(by))
        await asyncio.sleep(0.2)
        visitor.socket.sendall(body[9:])
        assert await asyncio.to_thread(visitor.status) == 200
        await ending
        assert not served.app.application.running


@one_database
async def test_a_request_that_does_not_end_does_not_hold_up_the_end(
    api: BotApi, database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TO_FINISH", 0.1)
    async with Served(api, database, catalogue) as served:
        visitor = await served.visit(b"{", 1000)
        await served.end()
        assert not served.app.application.running
        visitor.socket.close()


@one_database
async def test_who_asks_twice_does_not_wait_for_requests_under_way(
    api: BotApi, database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "TO_FINISH", 10 * PATIENCE)
    async with Served(api, database, catalogue) as served:
        visitor = await served.visit(b"{", 1000)
        ending = asyncio.create_task(served.end())
        await asyncio.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)
        await ending
        assert not served.app.application.running
        visitor.socket.close()


@one_database
async def test_a_body_announced_too_long_is_refused_before_it_is_sent(
    api: BotApi, database: Database, catalogue: Catalogue
) -> None:
    async with Served(api, database, catalogue) as served:
        assert await asyncio.to_thread((await served.visit(b"", 10**12)).status) == 413


def test_a_place_where_nothing_can_listen_is_refused_with_a_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        at = f"127.0.0.1:{taken.getsockname()[1]}"
        with (
            pytest.raises(RefusedError, match=f"MOTCUA_LISTEN: nothing can listen at {at}"),
            by_webhook(settings(listen=at)),
        ):
            pass
    with (
        pytest.raises(RefusedError, match="MOTCUA_LISTEN"),
        by_webhook(settings(listen="no.such.host.invalid:1", behind_tls="yes")),
    ):
        pass


# A real process


class Courier:
    """Telegram at the door of a process: it brings a number of updates, some at the same time, and counts the 200."""

    def __init__(self, port: int, word: str) -> None:
        self._port, self._word = port, word
        self._updates = iter(range(700, 700 + MESSAGES))
        self._lock = threading.Lock()
        self.taken: dict[int, int] = {}  # number of the update, and its chat

    def bring_all(self) -> None:
        bringing = [threading.Thread(target=self._bring) for _ in range(4)]
        for one in bringing:
            one.start()
        for one in bringing:
            one.join()

    def _bring(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        while (number := self._next()) is not None:
            chat = 100 + number % CHATS
            update = an_update(number)
            update["message"] |= {"text": "1.001193", "chat": {"id": chat, "type": "private", "first_name": "Hoa"}}
            connection.request("POST", "/hook", json.dumps(update), {WORD: self._word})
            response = connection.getresponse()
            response.read()
            if response.status == 200:
                self.taken[number] = chat
        connection.close()

    def _next(self) -> int | None:
        with self._lock:
            return next(self._updates, None)


def until(question: Any) -> None:
    end = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


@pytest.mark.bulk
def test_a_kill_after_telegram_was_told_loses_nothing_and_doubles_no_effect(
    loaded: Database, loaded_url: str, tmp_path: Path
) -> None:
    api, port = BotApi(), free_port()
    for chat in range(100, 100 + CHATS):
        api.meet(chat)
    api.fail_next("sendMessage", retry_after=15, times=HELD_UP)  # so many chats are in the middle of something
    hooked = {"MOTCUA_WEBHOOK_URL": PUBLIC, "MOTCUA_LISTEN": f"127.0.0.1:{port}"}
    with Server(api) as telegram:
        with Running(telegram.address, loaded_url, tmp_path, **hooked) as running:
            until(lambda: api.world.updates.webhook)
            courier = Courier(port, api.world.updates.webhook["secret_token"])
            courier.bring_all()
            assert running.end(signal.SIGKILL) == -signal.SIGKILL
        assert len(courier.taken) == MESSAGES
        left = loaded.read(lambda c: InboxRepository(c).waiting())
        assert left > MESSAGES / 2, "the kill came too late to prove anything"
        with Running(telegram.address, loaded_url, tmp_path, **hooked) as running:
            until(lambda: loaded.read(lambda c: InboxRepository(c).waiting()) == 0)
            assert running.end(signal.SIGTERM) == 0
            assert not [part for part in (*SIGNS, TOKEN, courier._word, "Hoa") if part in running.log]
    assert loaded.read(lambda c: TallyRepository(c).of(DAY))["answer"] == MESSAGES
    for chat in range(100, 100 + CHATS):
        assert len(api.shown(chat)) >= MESSAGES // CHATS, "every message was answered at least once"
