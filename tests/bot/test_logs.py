"""The log tells what happened to which update or request, and nothing of anybody."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import logs
from bot.cli.running import _hidden
from bot.conversations import asking
from bot.handlers import turns
from bot.settings import Settings
from bot.web.numbered import HEADER
from bot.web.site import site
from tests.bot.conftest import CITIZEN, Chat
from tests.wire.api import TOKEN

SECRETS: dict[str, Any] = {
    "bot_token": TOKEN,
    "proxy": "http://user:gehe%40im-proxy@proxy:3128",
    "webhook_secret": "geheim_webhook",
    "secret_key": "the key that opens what is sealed here",
    "backup_key": "the key that opens every backup of it",
    "MOTCUA_DATABASE_URL": "postgresql+psycopg://motcua:geheim-database@127.0.0.1/motcua",
}
BARE = (TOKEN, "gehe%40im-proxy", "gehe@im-proxy", "geheim_webhook", "geheim-database", *list(SECRETS.values())[3:5])

one_database = pytest.mark.parametrize("kind", ["sqlite"])


class Written:
    """What a handler of ours wrote."""

    def __init__(self, lines: logs.Lines, hidden: list[str]) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(logs.formatter(lines, hidden))

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def written(lines: logs.Lines = "json", hidden: tuple[str, ...] = ()) -> Iterator[Written]:
    """What all of the program logs, as it stands on standard error."""
    told, root = Written(lines, logs.secrets_of(hidden)), logging.getLogger()
    level = root.level
    root.addHandler(told.handler)
    root.setLevel(logging.INFO)
    for chatty in logs.CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    yield told
    root.setLevel(level)
    root.removeHandler(told.handler)


log = logging.getLogger("test")


def test_a_line_tells_what_when_where_and_how_grave() -> None:
    with written() as told, logs.about(update_id=700000001):
        log.warning("Telegram is not reached: %s", "TimedOut")
    (event,) = told.events
    assert event.pop("at").startswith("20")
    assert event == {
        "event": "Telegram is not reached: TimedOut",
        "level": "warning",
        "logger": "test",
        "update_id": 700000001,
    }


def test_a_person_at_a_terminal_reads_a_line() -> None:
    with written("text") as told, logs.about(request="a1b2c3d4"):
        log.info("listening at %s port %s", "127.0.0.1", 8080)
    assert told.text.endswith(" INFO test: listening at 127.0.0.1 port 8080 request=a1b2c3d4\n")


def test_what_is_said_beside_a_line_goes_unless_it_is_a_number_of_ours() -> None:
    with written() as told:
        log.warning("a fault", extra={"update_id": 7, "words": "khai sinh cho con"})
    assert "khai sinh" not in told.text
    assert told.events[0]["update_id"] == 7


@pytest.mark.parametrize("lines", ["json", "text"])
@pytest.mark.parametrize("sign", ["\n", "\r", "\r\n", "\x1b[2K\x1b[1A", "\x00", "\x85", "\u2028", "\u202e", "\x9b31m"])
def test_nobody_writes_a_line_of_his_own(lines: logs.Lines, sign: str) -> None:
    with written(lines) as told:
        log.warning("no page %s", f"/{sign}2026-11-22 INFO bot.app: all is well")
    assert told.text.count("\n") == 1
    assert told.text.splitlines() == [told.text[:-1]]
    assert told.text[:-1].isprintable()
    assert "all is well" in told.text


@pytest.mark.parametrize("lines", ["json", "text"])
def test_no_secret_stands_in_a_line(lines: logs.Lines) -> None:
    with written(lines, hidden=tuple(_hidden(Settings(telegram_api="http://localhost:9", **SECRETS)))) as told:
        for secret in BARE:
            log.info("HTTP Request: POST https://api.telegram.org/bot%s/getMe %s", secret, 200)
            log.error("it failed: %s", ValueError(f"the word {secret} was rejected"))
    assert told.text.count("…" if lines == "text" else "\\u2026") >= 2 * len(BARE)
    assert [secret for secret in BARE if secret in told.text] == []


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("POST https://api.telegram.org/bot7654321:AAH_9-abcdefghijklmnopqrstuvwxyz012/getMe", "/getMe"),
        ("proxy socks5://an:geheim@10.0.0.1:1080 is away", "10.0.0.1:1080 is away"),
        ("mail to le.thi-hoa@gmail.com.vn was refused", " was refused"),
        ("no topics can be made in staff chat -1001234567890: not enough rights", "not enough rights"),
        ("the menu of chat 5123456789 is not set", "is not set"),
        ("call 0912 345 678 or +84 (91) 234-5678 now", " now"),
        ('Bad Request: can\'t parse entities: unsupported start tag "Hoa" at byte offset 12', "at byte offset 12"),
        ("future: <Task name='Task-1' coro=<x()> exception=ValueError('chị Hoa')>", "exception=ValueError("),
    ],
)
def test_what_is_somebodys_is_taken_out(said: str, kept: str) -> None:
    with written("text") as told:
        log.warning(said)
    line = told.text.partition(" WARNING test: ")[2]
    assert kept in line
    private = ("AAH_9", "geheim", "hoa", "Hoa", "1234567890", "5123456789", "345", "5678")
    assert [part for part in private if part in line] == []


@pytest.mark.parametrize(
    "said",
    [
        "the catalogue was read anew: revision 42, 1234 procedures",
        "update 17 cannot be read",
        "another program fetches this bot's updates too; trying again",
        "listening at 127.0.0.1 port 8080",
        "timers: petition 12345678 was passed over",
    ],
)
def test_what_is_ours_stays(said: str) -> None:
    with written("text") as told:
        log.warning(said)
    assert said in told.text


def _fail() -> None:
    try:
        int("chị Hoa, 0912 345 678")
    except ValueError as error:
        raise RuntimeError("she wrote: khai sinh cho con") from error


@pytest.mark.parametrize("lines", ["json", "text"])
def test_an_error_tells_where_it_came_to_pass_and_why_but_quotes_nothing(lines: logs.Lines) -> None:
    with written(lines) as told:
        try:
            _fail()
        except RuntimeError:
            log.exception("update %s failed", 7)
    assert [part for part in ("Hoa", "0912", "she wrote", "khai sinh") if part in told.text] == []
    assert told.text.index("ValueError") < told.text.index("RuntimeError")
    assert "tests/bot/test_logs.py:" in told.text
    assert " _fail" in told.text


def _caught(act: Callable[[], object]) -> BaseException:
    try:
        act()
    except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
        return error
    raise AssertionError("nothing was raised")


def test_an_error_of_the_system_tells_what_it_was_and_not_of_whose_file() -> None:
    trace = logs.trace_of(_caught(Path("/nowhere/cccd-le-thi-hoa.jpg").read_bytes))
    assert trace[-1] == "FileNotFoundError No such file or directory"


def test_errors_that_come_together_are_told_each() -> None:
    both = ExceptionGroup("two of chị Hoa", [ValueError("chị Hoa"), KeyError("chị Hoa")])
    assert logs.trace_of(both) == ["ExceptionGroup", "ValueError", "KeyError"]


def test_errors_that_name_each_other_come_to_an_end() -> None:
    first, second = ValueError(), KeyError()
    first.__context__, second.__context__ = second, first
    assert logs.trace_of(first) == ["KeyError", "ValueError"]


def test_a_trace_without_end_is_told_by_its_end() -> None:
    def deeper() -> None:
        deeper()

    trace = logs.trace_of(_caught(deeper))
    assert len(trace) == logs.MOST_FRAMES + 1
    assert trace[-1] == "RecursionError"


def test_what_ends_the_program_quotes_nothing_either(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    logs.set_up("json", (), logging.INFO)
    error = _caught(_fail)
    with written() as told:
        sys.excepthook(type(error), error, error.__traceback__)
    assert told.events[0]["level"] == "critical"
    assert "khai sinh" not in told.text + capsys.readouterr().err


# In the running application


@one_database
async def test_whatever_is_logged_while_an_update_is_handled_bears_its_number(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        log.warning("in the thread of the database")
        raise RuntimeError("chị Hoa")

    await chat.say("/start")
    monkeypatch.setattr(asking, "show", broken)
    with written() as told:
        update_id = chat.api.say(CITIZEN, "1.001193")
        await chat.settled()
    ours = [event for event in told.events if event["level"] in {"warning", "error"}]
    assert {event["update_id"] for event in ours} == {update_id}
    assert [event["logger"] for event in ours] == ["test", "bot.errors"]
    assert "Hoa" not in told.text


@one_database
async def test_a_request_has_a_number_of_ours_that_stands_in_its_answer_and_in_the_log(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("chị Hoa")

    monkeypatch.setattr("bot.web.desk.door.Door._how", broken)
    over = httpx.ASGITransport(site(chat.app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=over, base_url="http://x") as client:
        with written() as told:
            failed = await client.get("/banlamviec/vao", headers={HEADER: "forged\x0bid"})
        well = await client.get("/health/live", headers={HEADER: "forged"})
    assert failed.status_code == 500
    number = failed.headers[HEADER]
    assert number in failed.text  # who reads the page can say it
    (event,) = [event for event in told.events if event["level"] == "error"]
    assert (event["request"], number in event["event"]) == (number, True)
    assert "Hoa" not in told.text
    assert well.headers[HEADER] not in {number, "forged"}


MARK = "Zyxwq"
"""A word that nobody else says."""
NUMBER = "0987654321"


@one_database
async def test_a_day_with_everything_a_person_may_tell_leaves_nothing_of_it_in_the_log(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She asks, lodges, is misunderstood by us and by Telegram; whoever logs tells nothing of her."""
    with written() as told:
        await chat.say(f"khai sinh cho cháu {MARK} {NUMBER}")
        await chat.say("/phananh")
        await chat.say(f"Đèn đường trước nhà bà {MARK} ở xóm 5 hỏng, gọi {NUMBER} hoặc {MARK}@example.vn")
        await chat.say(f"/{MARK} {NUMBER}")
        chat.api.fail_next(
            "sendMessage", error_code=400, description=f'Bad Request: can\'t parse entities: tag "{MARK}" at 7'
        )
        chat.api.say(CITIZEN, f"thẻ căn cước {MARK}")
        await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0)

        def broken(*_: object, **__: object) -> None:
            raise ValueError(f"{MARK}, {NUMBER}")

        monkeypatch.setattr(turns, "show", broken)
        chat.api.say(CITIZEN, f"đất của {MARK}")
        await chat.wire.until(lambda: any("logging exception" in event["event"] for event in told.events))
        await chat.app.arrivals.store([{"update_id": 1, "message": {"chat": {"id": 6}, "text": MARK}}])
        await chat.wire.until(lambda: any(event.get("update_id") == 1 for event in told.events))
        over = httpx.ASGITransport(site(chat.app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=over, base_url="http://x") as client:
            await client.get(f"/banlamviec/vao/{MARK}{NUMBER}")
            await client.post(f"/banlamviec/vao/{MARK}", data={"csrf": MARK})
            await client.get(f"/banlamviec/phieu/{MARK}?q={NUMBER}")
    assert len([event for event in told.events if event["level"] == "error"]) >= 2
    assert [line for line in told.text.splitlines() if MARK in line or NUMBER in line] == []
