"""The whole program as a process: it answers, it ends when asked, and kill -9 loses and doubles nothing."""

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.groundwork import prepare
from bot.inbox.repository import InboxRepository
from bot.reports.tally import TallyRepository
from tests.bot.conftest import CITIZEN, DAY
from tests.bot.running import PATIENCE, SIGNS, Running
from tests.wire.api import TOKEN, BotApi
from tests.wire.server import Server

MESSAGES = 200
IN_FLIGHT = 100
CHATS = 20
ENDS_WITHIN = 10
"""Seconds that supervisors wait before they kill; the program itself waits for four at the most."""

pytestmark = pytest.mark.bulk


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def server(api: BotApi) -> Iterator[Server]:
    with Server(api) as serving:
        yield serving


@pytest.fixture
def books(loaded: Database) -> Database:
    """The database as the test reads it beside the running process."""
    return loaded


def until(question: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)


def answered(books: Database) -> int:
    return books.read(lambda c: TallyRepository(c).of(DAY)).get("answer", 0)


def waiting(books: Database) -> int:
    return books.read(lambda c: InboxRepository(c).waiting())


def test_a_process_answers_over_http_and_ends_when_asked(
    api: BotApi, server: Server, books: Database, loaded_url: str, tmp_path: Path
) -> None:
    with Running(server.base_url.removesuffix("/bot"), loaded_url, tmp_path) as running:
        api.say(CITIZEN, "/start")
        until(lambda: bool(api.shown(CITIZEN)) and "Kính chào ông/bà" in api.last(CITIZEN).text)
        api.say(CITIZEN, "1.001193")
        until(lambda: "Đăng ký khai sinh" in api.last(CITIZEN).text)
        assert running.end(signal.SIGTERM) == 0
        assert not [sign for sign in SIGNS if sign in running.log]
        assert TOKEN not in running.log
    assert waiting(books) == 0


def test_a_kill_with_100_messages_in_flight_loses_nothing_and_doubles_no_effect(
    api: BotApi, server: Server, books: Database, loaded_url: str, tmp_path: Path
) -> None:
    citizens = range(100, 100 + CHATS)
    numbers = dict.fromkeys(citizens, 0)
    with Running(server.base_url.removesuffix("/bot"), loaded_url, tmp_path) as running:
        api.say(CITIZEN, "/start")
        until(lambda: bool(api.shown(CITIZEN)))
        for n in range(MESSAGES):
            api.say(citizens[n % CHATS], "1.001193")
            numbers[citizens[n % CHATS]] += 1
        until(lambda: answered(books) >= CHATS)
        assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert MESSAGES - answered(books) >= IN_FLIGHT, "the kill came too late to prove anything"
    with Running(server.base_url.removesuffix("/bot"), loaded_url, tmp_path):
        until(lambda: not api.pending() and answered(books) >= MESSAGES and waiting(books) == 0)
    assert answered(books) == MESSAGES
    for citizen in citizens:
        assert len(api.shown(citizen)) >= numbers[citizen], "every message was answered at least once"


def test_asked_to_end_amid_50_messages_it_finishes_what_was_begun_within_ten_seconds(
    api: BotApi, server: Server, books: Database, loaded_url: str, tmp_path: Path
) -> None:
    citizens = range(100, 150)
    with Running(server.base_url.removesuffix("/bot"), loaded_url, tmp_path) as running:
        api.say(CITIZEN, "/start")
        until(lambda: bool(api.shown(CITIZEN)))
        for citizen in citizens:
            api.say(citizen, "1.001193")
        until(lambda: answered(books) > 0)
        begun = time.monotonic()
        assert running.end(signal.SIGTERM) == 0
        assert time.monotonic() - begun < ENDS_WITHIN
        assert not [sign for sign in SIGNS if sign in running.log]
    # Whatever was begun was finished: who was answered in the books was answered in the chat, once.
    assert sum(len(api.shown(citizen)) for citizen in citizens) == answered(books)
    with Running(server.base_url.removesuffix("/bot"), loaded_url, tmp_path):
        until(lambda: not api.pending() and answered(books) == len(citizens) and waiting(books) == 0)
    assert {len(api.shown(citizen)) for citizen in citizens} == {1}


def test_a_second_process_on_the_same_sqlite_file_is_refused(api: BotApi, server: Server, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'one.sqlite'}"
    database = Database(url)
    prepare(database, Clock())
    database.close()
    second_folder = tmp_path / "second"
    second_folder.mkdir()
    with Running(server.base_url.removesuffix("/bot"), url, tmp_path):
        api.say(CITIZEN, "/start")
        until(lambda: bool(api.shown(CITIZEN)))
        with Running(server.base_url.removesuffix("/bot"), url, second_folder) as second:
            assert second.wait() == 1
            assert "another motcua already serves" in second.log
