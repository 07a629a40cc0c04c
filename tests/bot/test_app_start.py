"""The start: greeting Telegram, waiting while it is away, and working until asked to end."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator

import pytest

from bot.app import COMMANDS, App, RefusedError
from bot.clock import Clock
from bot.database import Database
from bot.settings import Settings, WrongSettingError, read_settings
from bot.texts import say
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

PATIENCE = 30


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
    made = App(Settings(today=DAY), Clock(DAY), database, catalogue, token=TOKEN, request=Wire(api))
    yield made
    await made.stop()


async def started(app: App) -> None:
    async with asyncio.timeout(PATIENCE):
        await app.start()
    assert app.application.running


async def test_telegram_is_greeted_with_the_commands_of_the_menu(app: App, api: BotApi) -> None:
    await started(app)
    menu = api.calls("setMyCommands")[-1].params["commands"]
    assert [(c["command"], c["description"]) for c in menu] == [(name, say(f"menu.{name}")) for name in COMMANDS]


async def test_a_telegram_that_is_away_is_waited_for(app: App, api: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    api.fail_next("getMe", error_code=502, description="Bad Gateway")
    api.drop_next("getMe", before=True)
    api.time_out_next("getMe", before=True)
    await started(app)
    assert len(api.calls("getMe")) == 4
    assert caplog.text.count("Telegram is not reached, trying again") == 3


@pytest.mark.parametrize(("code", "description"), [(400, "Bad Request: BOT_COMMAND_INVALID"), (429, "")])
async def test_a_menu_telegram_refuses_does_not_keep_the_bot_from_working(
    app: App, api: BotApi, code: int, description: str, caplog: pytest.LogCaptureFixture
) -> None:
    retry_after = 3 if code == 429 else 0
    api.fail_next("setMyCommands", error_code=code, description=description, retry_after=retry_after, times=1000)
    await started(app)
    assert len(api.calls("setMyCommands")) == 1
    assert "menu of commands" in caplog.text


async def test_a_telegram_that_says_slow_down_at_the_greeting_is_obeyed(app: App, api: BotApi) -> None:
    api.fail_next("getMe", error_code=429, description="Too Many Requests: retry after 1", retry_after=1)
    await started(app)
    assert len(api.calls("getMe")) == 2


async def test_a_webhook_that_could_not_be_taken_away_at_once_is_taken_away_later(app: App, api: BotApi) -> None:
    api.call("setWebhook", {"url": "https://motcua.example/hook"})
    api.drop_next("deleteWebhook", before=True)
    await started(app)
    assert api.call("getWebhookInfo")["result"]["url"] == ""
    assert api.calls("setMyCommands")


async def test_a_webhook_of_an_earlier_way_of_running_is_taken_away(app: App, api: BotApi) -> None:
    api.call("setWebhook", {"url": "https://motcua.example/hook"})
    await started(app)
    assert api.call("getWebhookInfo")["result"]["url"] == ""


async def test_a_token_telegram_does_not_know_is_refused_without_telling_it(app: App, api: BotApi) -> None:
    api.fail_next("getMe", error_code=401, description="Unauthorized")
    with pytest.raises(RefusedError, match="MOTCUA_BOT_TOKEN") as refused:
        await served(app)
    assert TOKEN not in str(refused.value)
    assert len(api.calls("getMe")) == 1


async def test_a_token_taken_back_while_we_work_is_refused_too(app: App, api: BotApi) -> None:
    api.fail_next("getUpdates", error_code=401, description="Unauthorized", times=1000)
    with pytest.raises(RefusedError, match="MOTCUA_BOT_TOKEN"):
        await served(app)


async def test_a_conflict_that_passes_is_waited_out(app: App, api: BotApi) -> None:
    api.fail_next("getUpdates", error_code=409, description="Conflict: terminated by other getUpdates", times=3)
    api.say(CITIZEN, "1.001193")
    await served_until_asked_to_end(app, api)
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")


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
async def test_the_bot_works_until_it_is_asked_to_end(app: App, api: BotApi, by: signal.Signals) -> None:
    api.say(CITIZEN, "1.001193")
    await served_until_asked_to_end(app, api, by)
    assert not app.application.running
    api.say(CITIZEN, "1.000689")
    assert len(api.pending()) == 1


@pytest.mark.parametrize("scheme", ["http", "https", "socks5"])
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
