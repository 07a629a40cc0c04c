"""The start: greeting Telegram, waiting while it is away, and working until asked to end."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import text

from bot.app import App, RefusedError
from bot.clock import Clock
from bot.database import Database
from bot.handlers.arrivals import AT_ONCE, BIGGEST, KINDS
from bot.inbox.repository import InboxRepository
from bot.inbox.workers import LEASE
from bot.settings import Settings, WrongSettingError, read_settings
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

PATIENCE = 30

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""What is agreed with Telegram at the start is the same over either database."""


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
async def app(
    api: BotApi, database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[App]:
    """An application that does not wait long."""
    monkeypatch.setattr("bot.app.PAUSE", 0.02)
    monkeypatch.setattr("bot.handlers.arrivals.PAUSE", 0.02)
    made = an_app(api, database, catalogue)
    yield made
    await made.stop()


def an_app(api: BotApi, database: Database, catalogue: Catalogue, **settings: str) -> App:
    """An application over the double; with settings it is a bot by webhook."""
    words: dict[str, Any] = {"telegram_api": "http://localhost:9", "bot_token": TOKEN, **settings}
    return App(Settings(today=DAY, **words), Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api))


async def started(app: App) -> None:
    async with asyncio.timeout(PATIENCE):
        await app.start()
    assert app.application.running


@one_database
async def test_a_telegram_that_is_away_is_waited_for(app: App, api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.fail_next("getMe", error_code=502, description="Bad Gateway")
    api.drop_next("getMe", before=True)
    api.time_out_next("getMe", before=True)
    await started(app)
    assert len(api.calls("getMe")) == 4
    assert caplog.text.count("Telegram is not reached, trying again") == 3


@pytest.mark.parametrize("retry_after", [0, 3], ids=["away", "slow"])
@one_database
async def test_a_menu_telegram_does_not_take_does_not_keep_the_bot_from_working(
    app: App, api: BotApi, retry_after: int, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail_next("deleteMyCommands", retry_after=retry_after, times=1000)
    await started(app)
    assert "the menus of commands are not all set" in caplog.text


@one_database
async def test_a_telegram_that_says_slow_down_at_the_greeting_is_obeyed(app: App, api: BotApi) -> None:
    api.fail_next("getMe", error_code=429, description="Too Many Requests: retry after 1", retry_after=1)
    await started(app)
    assert len(api.calls("getMe")) == 2


@one_database
async def test_a_webhook_that_could_not_be_taken_away_at_once_is_taken_away_later(app: App, api: BotApi) -> None:
    api.call("setWebhook", {"url": "https://motcua.example/hook"})
    api.drop_next("deleteWebhook", before=True)
    await started(app)
    assert api.call("getWebhookInfo")["result"]["url"] == ""
    assert api.calls("setMyCommands")


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
@pytest.mark.parametrize(("code", "words"), [(400, "Bad Request: no"), (403, "Forbidden: no")])
@one_database
async def test_a_start_telegram_refuses_is_not_tried_for_ever(
    app: App, api: BotApi, method: str, code: int, words: str
) -> None:
    api.fail_next(method, error_code=code, description=words, times=1000)
    with pytest.raises(RefusedError, match=r"(?i)^Telegram refuses the start of this bot: .*no\.$"):
        await served(app)
    assert len(api.calls(method)) == 1


@one_database
async def test_a_method_telegram_does_not_know_at_the_greeting_is_a_wrong_token(app: App, api: BotApi) -> None:
    """Telegram says 404 for a malformed token too, and the library tells the two apart only later."""
    api.fail_next("deleteWebhook", error_code=404, description="Not Found")
    with pytest.raises(RefusedError, match="MOTCUA_BOT_TOKEN"):
        await served(app)


@one_database
async def test_a_webhook_is_told_to_telegram_with_all_it_needs(
    api: BotApi, database: Database, catalogue: Catalogue
) -> None:
    api.say(CITIZEN, "1.001193")
    app = an_app(api, database, catalogue, webhook_url="https://motcua.example/hook", webhook_secret="a-word")
    await started(app)
    told = api.calls("setWebhook")[-1].params
    assert told.pop("drop_pending_updates", False) is False
    assert told == {
        "url": "https://motcua.example/hook",
        "secret_token": "a-word",
        "allowed_updates": KINDS,
        "max_connections": AT_ONCE,
    }
    assert len(api.pending()) == 1
    assert api.calls("deleteWebhook") == []
    await app.stop()


@one_database
async def test_a_webhook_telegram_does_not_take_is_refused_with_its_reason(
    api: BotApi, database: Database, catalogue: Catalogue
) -> None:
    app = an_app(api, database, catalogue, webhook_url="http://localhost/hook")
    with pytest.raises(RefusedError, match=r"(?i)An HTTPS URL must be provided for webhook"):
        await served(app)


@one_database
async def test_the_bot_asks_for_every_kind_of_update_it_deals_with(app: App, api: BotApi) -> None:
    api.say(CITIZEN, "1.001193")
    await served_until_asked_to_end(app, api)
    assert api.calls("getUpdates")[0].params["allowed_updates"] == KINDS


@one_database
async def test_a_webhook_of_an_earlier_way_of_running_is_taken_away(app: App, api: BotApi) -> None:
    api.call("setWebhook", {"url": "https://motcua.example/hook"})
    await started(app)
    assert api.call("getWebhookInfo")["result"]["url"] == ""


@one_database
async def test_a_token_telegram_does_not_know_is_refused_without_telling_it(app: App, api: BotApi) -> None:
    api.fail_next("getMe", error_code=401, description="Unauthorized")
    with pytest.raises(RefusedError, match="MOTCUA_BOT_TOKEN") as refused:
        await served(app)
    assert TOKEN not in str(refused.value)
    assert len(api.calls("getMe")) == 1


@one_database
async def test_a_token_taken_back_while_we_work_is_refused_too(app: App, api: BotApi) -> None:
    api.fail_next("getUpdates", error_code=401, description="Unauthorized", times=1000)
    with pytest.raises(RefusedError, match="MOTCUA_BOT_TOKEN"):
        await served(app)


@one_database
async def test_a_conflict_that_passes_is_waited_out(app: App, api: BotApi) -> None:
    api.fail_next("getUpdates", error_code=409, description="Conflict: terminated by other getUpdates", times=3)
    api.say(CITIZEN, "1.001193")
    await served_until_asked_to_end(app, api)
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")


@one_database
async def test_a_conflict_that_stays_is_refused_with_what_to_do(app: App, api: BotApi) -> None:
    api.fail_next("getUpdates", error_code=409, description="Conflict: terminated by other getUpdates", times=1000)
    with pytest.raises(RefusedError, match="another program fetches this bot's updates"):
        await served(app)


async def served(app: App) -> None:
    """Serve, but not for ever."""
    async with asyncio.timeout(PATIENCE):
        await app.serve()


async def served_until_asked_to_end(app: App, api: BotApi, by: signal.Signals = signal.SIGTERM) -> None:
    """Serve until the citizen was answered, then ask for the end as a supervisor does."""
    serving = asyncio.create_task(served(app))
    try:
        await asyncio.to_thread(api.wait_until, lambda: bool(api.shown(CITIZEN)) and not api.pending(), PATIENCE)
        os.kill(os.getpid(), by)
    except AssertionError:
        serving.cancel()
        raise
    finally:
        await serving


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
@one_database
async def test_the_bot_works_until_it_is_asked_to_end(app: App, api: BotApi, by: signal.Signals) -> None:
    api.say(CITIZEN, "1.001193")
    await served_until_asked_to_end(app, api, by)
    assert not app.application.running
    api.say(CITIZEN, "1.000689")
    assert len(api.pending()) == 1


@one_database
async def test_an_answer_that_is_under_way_is_sent_before_the_end(app: App, api: BotApi) -> None:
    api.fail_next("sendMessage", retry_after=1)
    api.say(CITIZEN, "1.001193")
    serving = asyncio.create_task(served(app))
    await asyncio.to_thread(api.wait_until, lambda: bool(api.calls("sendMessage")), PATIENCE)
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")


@one_database
async def test_an_answer_telegram_keeps_waiting_for_does_not_hold_up_the_end(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.TO_FINISH", 0.1)
    monkeypatch.setattr("bot.handlers.showing.LONGEST_WAIT", 20 * PATIENCE)
    api.fail_next("sendMessage", retry_after=10 * PATIENCE)
    api.say(CITIZEN, "1.001193")
    serving = asyncio.create_task(served(app))
    await asyncio.to_thread(api.wait_until, lambda: bool(api.calls("sendMessage")), PATIENCE)
    os.kill(os.getpid(), signal.SIGTERM)
    async with asyncio.timeout(PATIENCE):
        await serving
    assert api.shown(CITIZEN) == []


@one_database
async def test_a_bot_that_is_still_waiting_for_telegram_ends_when_asked(
    app: App, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.PAUSE", 1000)
    api.fail_next("getMe", error_code=502, times=1000)
    serving = asyncio.create_task(served(app))
    await asyncio.to_thread(api.wait_until, lambda: bool(api.calls("getMe")), PATIENCE)
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    assert not app.application.running


async def test_a_database_that_is_away_at_the_poll_is_waited_out(
    app: App, api: BotApi, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def rename(old: str, new: str) -> None:
        database.transact(lambda c: c.execute(text(f"ALTER TABLE {old} RENAME TO {new}")))

    rename("inbox_update", "away")
    api.say(CITIZEN, "câu hỏi rất riêng")
    serving = asyncio.create_task(served_until_asked_to_end(app, api))
    await asyncio.to_thread(api.wait_until, lambda: caplog.text.count("are not stored, asking for them again") > 1)
    assert len(api.pending()) == 1
    rename("away", "inbox_update")
    await serving
    assert "rất riêng" not in caplog.text


@pytest.mark.parametrize(
    ("name", "happened", "chat"),
    [
        ("message", {"chat": {"id": -100}, "from": {"id": 5}}, -100),
        ("edited_message", {"chat": {"id": 6}, "from": {"id": 5}}, 6),
        ("callback_query", {"from": {"id": 5}, "message": {"chat": {"id": 7}, "from": {"id": 1}}}, 7),
        ("callback_query", {"from": {"id": 5}, "inline_message_id": "x"}, 5),
        ("my_chat_member", {"chat": {"id": -8}, "from": {"id": 5}}, -8),
        ("message", {"chat": {"id": "5"}}, -3),
        ("message", {"chat": {"id": True}}, -3),
        ("message", {"chat": {"id": 2**63}}, -3),
        ("message", {"chat": 5}, -3),
        ("message", [5], -3),
        ("callback_query", None, -3),
        ("poll", {"id": 5}, -3),
    ],
)
async def test_an_update_keeps_the_order_of_its_chat(
    app: App, database: Database, name: str, happened: object, chat: int
) -> None:
    await app.arrivals.store([{"update_id": 3, name: happened}])
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT update_id, chat_id FROM inbox_update")).all() == [(3, chat)]


async def test_what_several_requests_bring_is_stored_at_once_and_what_is_refused_alone(
    app: App, database: Database
) -> None:
    numbers = [1, 2, BIGGEST + 1, 3]
    stored = [app.arrivals.store([{"update_id": number, "message": {"chat": {"id": 7}}}]) for number in numbers]
    told = await asyncio.gather(*stored, return_exceptions=True)
    assert [fault is None for fault in told] == [True, True, False, True]
    assert database.read(lambda c: InboxRepository(c).waiting()) == 3


async def test_half_a_letter_is_stored_like_any_other(app: App, database: Database) -> None:
    """JSON may carry one of two surrogates; stored as a letter it would hold up every update after it."""
    await app.arrivals.store([{"update_id": 3, "message": {"chat": {"id": 5}, "text": "\ud800 ă"}}])
    (arrived,) = database.transact(lambda c: InboxRepository(c).claim(Clock(DAY).now(), LEASE, 1))
    assert json.loads(arrived.payload)["message"]["text"] == "\ud800 ă"


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
@one_database
def test_every_kind_of_proxy_that_is_accepted_can_be_used(
    scheme: str, database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_PROXY", f"{scheme}://127.0.0.1:9")
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", "http://127.0.0.1:8")
    try:
        settings = read_settings()
    except WrongSettingError:
        assert scheme == "socks5"
        return
    bot = App(settings, Clock(DAY), database, catalogue, token=TOKEN).application.bot
    assert bot.base_url == f"http://127.0.0.1:8/bot{TOKEN}"
    assert bot.base_file_url == f"http://127.0.0.1:8/file/bot{TOKEN}"
