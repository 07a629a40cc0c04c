"""The pretended Telegram forgets, fails and is reached as the real one."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.wire.api import TOKEN, BotApi
from tests.wire.errors import LostError, MisuseError
from tests.wire.request import Wire
from tests.wire.server import Server

AN = 101
PATIENCE = 60


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    api.meet(AN, first_name="An")
    return api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    wire = Wire(api)
    async with Bot(TOKEN, request=wire, get_updates_request=wire) as bot:
        yield bot


# Updates


async def test_an_update_is_given_again_until_an_offset_confirms_it(api: BotApi, bot: Bot) -> None:
    first, second = api.say(AN, "một"), api.say(AN, "hai")
    assert [update.update_id for update in await bot.get_updates()] == [first, second]
    assert [update.update_id for update in await bot.get_updates(limit=1)] == [first]
    assert [update.update_id for update in await bot.get_updates(offset=second)] == [second]
    assert [update.update_id for update in await bot.get_updates(offset=first)] == [second]
    assert await bot.get_updates(offset=second + 1) == ()
    assert api.pending() == []


async def test_a_negative_offset_counts_from_the_end(api: BotApi, bot: Bot) -> None:
    for words in "abc":
        api.say(AN, words)
    assert [update.message.text for update in await bot.get_updates(offset=-2) if update.message] == ["b", "c"]
    assert len(api.pending()) == 2


async def test_a_duplicate_comes_even_after_it_was_confirmed(api: BotApi, bot: Bot) -> None:
    number = api.say(AN, "một")
    assert await bot.get_updates(offset=number + 1) == ()
    assert api.duplicate(number) == number
    assert [update.update_id for update in await bot.get_updates(offset=number + 1)] == [number]
    assert await bot.get_updates(offset=number + 1) == ()


async def test_kinds_once_named_stay_named(api: BotApi, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["edited_message"])
    assert api.say(AN, "một") == 0
    assert api.edit(AN, "hai")
    await bot.get_updates(allowed_updates=[])
    assert api.say(AN, "ba")


async def test_a_waiting_poll_wakes_when_somebody_speaks(api: BotApi, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=10 * PATIENCE, read_timeout=20 * PATIENCE))
    await asyncio.sleep(0.02)
    api.say(AN, "chào /start")
    message = (await asyncio.wait_for(waiting, PATIENCE))[0].message
    assert message is not None
    assert [(entity.type, entity.offset) for entity in message.entities] == [("bot_command", 5)]
    began = time.monotonic()
    assert await asyncio.wait_for(bot.get_updates(offset=2**40, timeout=1), PATIENCE) == ()
    assert time.monotonic() - began > 0.9


async def test_of_two_polls_the_older_loses_and_a_webhook_ends_both(api: BotApi, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=10))
    await asyncio.sleep(0.02)
    assert await bot.get_updates(timeout=0) == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await older
    await bot.set_webhook("https://x.vn/hook", secret_token="s" * 256)
    number = api.say(AN, "x")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    api.delivered(number)
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_all_that_citizens_do_arrives(api: BotApi, bot: Bot) -> None:
    api.send_voice(AN)
    api.send_sticker(AN)
    api.send_contact(AN, "0912345678")
    api.send_location(AN, 20.13, 106.21)
    api.send_document(AN, "đơn.pdf", caption="Đơn của tôi")
    api.forward(AN, "tin đồn")
    api.say(AN, "/tra khai sinh", reply_to=1)
    api.edit(AN, "/tra khai tử")
    api.block(AN)
    updates = await bot.get_updates()
    kinds = ["voice", "sticker", "contact", "location", "document", "forward_origin", "reply_to_message"]
    for kind, update in zip(kinds, updates, strict=False):
        assert getattr(update.message, kind), kind
    assert updates[7].edited_message is not None
    assert updates[7].edited_message.text == "/tra khai tử"
    assert updates[8].my_chat_member is not None
    assert updates[8].my_chat_member.new_chat_member.status == "kicked"


# Faults


async def test_faults_come_as_they_were_ordered(api: BotApi, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without this the library itself warns of a change to come whenever it is told to wait.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    api.fail_next("sendMessage", retry_after=3)
    with pytest.raises(RetryAfter, match="Retry in 0:00:03"):
        await bot.send_message(AN, "x")
    api.fail_next("*", error_code=502, description="Bad Gateway")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.get_me()
    api.drop_next("sendMessage", before=True)
    with pytest.raises(NetworkError, match="ClientConnectorError"):
        await bot.send_message(AN, "x")
    assert api.shown(AN) == []
    api.drop_next("sendMessage", before=False)
    with pytest.raises(NetworkError, match="ServerDisconnectedError"):
        await bot.send_message(AN, "x")
    api.time_out_next("sendMessage")
    with pytest.raises(TimedOut):
        await bot.send_message(AN, "x")
    assert len(api.shown(AN)) == 2
    assert [call.ok for call in api.calls("sendMessage")] == [False, False, True, True]


def test_a_share_of_calls_fails_alike_for_the_same_seed(api: BotApi) -> None:
    def fates(seed: int) -> list[str]:
        api.fail_share(0.2, seed=seed)
        return [fate(api) for _ in range(200)]

    assert fates(1) == fates(1) != fates(2)
    assert 20 < 200 - fates(1).count("ok") < 60
    api.fail_share(0)
    assert {fate(api) for _ in range(100)} == {"ok"}


def fate(api: BotApi) -> str:
    try:
        return "ok" if api.call("getMe")["ok"] else "refused"
    except LostError as lost:
        return str(lost)


# The ways to the server


async def test_a_wrong_token_and_an_unknown_method_are_refused(api: BotApi, bot: Bot) -> None:
    assert api.call("sendMassage")["error_code"] == 404
    with pytest.raises(InvalidToken, match="Unauthorized"):
        await Bot("1:wrong", request=Wire(api)).get_me()
    with pytest.raises(MisuseError, match="teach it"):
        await bot.pin_chat_message(AN, 1)
    with pytest.raises(MisuseError, match="has no parameter"):
        await bot.send_message(AN, "x", api_kwargs={"textt": "y"})
    with pytest.raises(MisuseError):
        await Wire(api).shutdown()
    await Wire(api).shutdown()


async def test_a_whole_application_talks_over_the_wire(api: BotApi) -> None:
    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_text(f"{update.message.text}?", do_quote=True)

    async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query is not None
        await update.callback_query.edit_message_text("xong")

    wire = Wire(api, latency=0.001)
    application = Application.builder().token(TOKEN).request(wire).get_updates_request(wire).build()
    application.add_handlers([MessageHandler(filters.TEXT, echo), CallbackQueryHandler(pressed)])
    async with application:
        assert application.updater is not None
        await application.updater.start_polling()
        await application.start()
        markup = InlineKeyboardMarkup([[InlineKeyboardButton("Rồi", callback_data="done")]])
        await application.bot.send_message(AN, "Xong chưa?", reply_markup=markup)
        api.press(AN, "Rồi")
        api.say(AN, "thật")
        await wire.until(lambda: [shown.text for shown in api.shown(AN)] == ["xong", "thật?"])
        await application.updater.stop()
        await application.stop()
    assert api.pending() == []


@pytest.fixture
def server(api: BotApi) -> Iterator[Server]:
    with Server(api) as server:
        yield server


async def test_a_real_bot_talks_over_http(api: BotApi, server: Server) -> None:
    async with Bot(TOKEN, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
        sent = await bot.send_document(AN, b"a\r\n--\r\n\r\nb", filename="đơn.txt", caption="Đơn")
        assert sent.document is not None
        assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == b"a\r\n--\r\n\r\nb"
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(999, "x")
        api.drop_next("sendMessage", before=False)
        with pytest.raises(NetworkError, match="RemoteProtocolError"):
            await bot.send_message(AN, "đã gửi")
        api.time_out_next("sendMessage", before=True)
        with pytest.raises(TimedOut):
            await bot.send_message(AN, "chưa gửi", read_timeout=0.1)
        waiting = asyncio.create_task(bot.get_updates(timeout=10 * PATIENCE, read_timeout=20 * PATIENCE))
        await asyncio.sleep(0.05)
        api.say(AN, "chào")
        assert len(await asyncio.wait_for(waiting, PATIENCE)) == 1
    assert [shown.text for shown in api.shown(AN)] == ["Đơn", "đã gửi"]


@pytest.mark.bulk
async def test_a_call_over_http_waits_for_nothing_and_is_little_work(api: BotApi, server: Server) -> None:
    async with Bot(TOKEN, base_url=server.base_url) as bot:
        began, taken = time.process_time(), []
        for number in range(100):
            begun = time.monotonic()
            await bot.send_message(AN, str(number))
            taken.append(time.monotonic() - begun)
    assert time.process_time() - began < 1
    # A packet held back until another was acknowledged would hold up every call; a busy machine leaves some alone.
    assert min(taken) < 0.02
    assert len(api.shown(AN)) == 100


def test_parameters_may_come_as_json(api: BotApi, server: Server) -> None:
    markup = {"inline_keyboard": [[{"text": "Có", "callback_data": "yes"}]]}
    body = json.dumps({"chat_id": AN, "text": "chào", "protect_content": True, "reply_markup": markup}).encode()
    address, head = f"{server.base_url}{TOKEN}/sendmessage", {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(address, body, head)) as answer:
        assert json.load(answer)["result"]["has_protected_content"]
    assert api.last(AN).data == ["yes"]


POLLER = """
import http.client, sys
connection = http.client.HTTPConnection(sys.argv[1])
def poll(query):
    connection.request("GET", "/bot" + sys.argv[2] + "/getUpdates?" + query)
    return connection.getresponse().read().decode()
print(poll("timeout=5"), flush=True)
poll("timeout=50" + sys.argv[3])
"""


@pytest.mark.parametrize(("offset", "left"), [("", 1), (f"&offset={2**40}", 0)])
def test_a_bot_killed_while_it_polls_loses_only_what_it_confirmed(
    api: BotApi, server: Server, capfd: pytest.CaptureFixture[str], offset: str, left: int
) -> None:
    arguments = [server.address.removeprefix("http://"), TOKEN, offset]
    with subprocess.Popen([sys.executable, "-c", POLLER, *arguments], stdout=subprocess.PIPE, text=True) as bot:
        api.say(AN, "chào")
        assert bot.stdout is not None
        assert '"ch\\u00e0o"' in bot.stdout.readline()
        api.wait_until(lambda: api.poll_turn == 2)
        bot.kill()
    assert len(api.pending()) == left
    api.say(AN, "còn đó không?")
    assert len(api.call("getUpdates")["result"]) == left + 1
    assert capfd.readouterr().err == ""


def test_mistakes_made_over_http_are_raised_when_the_server_ends(api: BotApi) -> None:
    with pytest.raises(MisuseError, match="texts"):
        misspell_over_http(api)


def misspell_over_http(api: BotApi) -> None:
    with Server(api) as server, pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{server.base_url}{TOKEN}/sendMessage?chat_id={AN}&texts=x")
