"""`motcua run` and `motcua chat`: the terminal without a token, Telegram with one, a sentence where neither goes."""

import gc
import io
import os
import signal
import socket
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from bot import groundwork
from bot.cli import main
from bot.clock import Clock
from bot.database import Database
from bot.texts import say
from bot.views.message import plain
from bot.views.notice import not_found
from bot.web.webhook import WORD
from knowledge.catalogue import Catalogue
from tests.bot.builders import DAY, change_cell, loaded_copy, motcua, no_settings, small_catalogue
from tests.bot.running import PATIENCE, free_port
from tests.conftest import Servers
from tests.wire.api import TOKEN, BotApi
from tests.wire.server import Server

CITIZEN = 5
HOW_TO_GET_A_TOKEN = plain(say("terminal.token"))
QUESTIONS = ("1.001193", "3", "/khongcolenhnay", "tập thể lao động tiên tiến", "2", "xyzzy qwerty")


@pytest.fixture
def loaded(servers: Servers, tmp_path: Path) -> str:
    """A SQLite database with the whole catalogue, in the data folder of this test."""
    return loaded_copy(servers, tmp_path)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, catalogue: Catalogue, loaded: str) -> str:
    """This process as a place where motcua runs; the catalogue is the shipped one, read once for all tests."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setattr("bot.cli.running.catalogue_of", lambda _: catalogue)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    return loaded


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def telegram(api: BotApi, here: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A Telegram at an address, and a token that it knows."""
    assert here
    with Server(api) as server:
        monkeypatch.setenv("MOTCUA_TELEGRAM_API", server.address)
        monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
        yield server.address


@pytest.mark.bulk
def test_run_without_token_and_input_tells_how_to_get_a_token(tmp_path: Path, loaded: str) -> None:
    ended = motcua("run", folder=tmp_path, MOTCUA_DATABASE_URL=loaded)
    assert (ended.code, ended.out) == (0, f"{HOW_TO_GET_A_TOKEN}\n")
    assert ended.err.endswith("a backup without it cannot be read\n")
    assert ended.err.count("\n") == 1
    assert "@BotFather" in ended.out
    assert "MOTCUA_BOT_TOKEN" in ended.out


@pytest.mark.bulk
def test_a_pipe_of_lines_is_answered_in_order_whatever_the_locale(tmp_path: Path, loaded: str) -> None:
    ended = motcua("chat", folder=tmp_path, typed="\n".join(QUESTIONS), MOTCUA_DATABASE_URL=loaded)
    assert ended.code == 0
    assert ended.err.endswith("a backup without it cannot be read\n")
    wanted = [
        "Đăng ký khai sinh\n",
        plain(say("line.code", value="1.001193")),
        plain(say("chat.unknown_command")),
        plain(say("ask.same_name")),
        "Tặng danh hiệu “Tập thể lao động tiên tiến”\n",
        not_found().text,
    ]
    places = [ended.out.rindex(part) for part in wanted]
    assert places == sorted(places)
    assert HOW_TO_GET_A_TOKEN not in ended.out


@pytest.mark.usefixtures("here")
def test_run_without_a_token_is_the_terminal_chat(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("1.001193\n"))
    assert main(["run"]) == 0
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first == HOW_TO_GET_A_TOKEN
    assert rest.startswith("Đăng ký khai sinh\n")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("command", ["run", "chat"])
def test_a_person_who_presses_ctrl_c_is_done(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.console.chat", pressed)
    assert main([command]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("here")
def test_a_faulty_catalogue_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = small_catalogue(tmp_path / "faulty")
    change_cell(folder, "ways.csv", 3, "fee", "8.000đ")
    monkeypatch.setattr(groundwork, "prepare", partial(groundwork.prepare, folder=folder))
    assert main(["chat"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("ways.csv, dòng 3, cột fee: ")


def test_a_citizen_is_answered_until_the_bot_is_asked_to_end(
    api: BotApi, telegram: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert telegram
    api.say(CITIZEN, "1.001193")

    def end() -> None:
        api.wait_until(lambda: bool(api.shown(CITIZEN)) and not api.pending(), seconds=PATIENCE)
        os.kill(os.getpid(), signal.SIGTERM)

    ending = threading.Thread(target=end)
    ending.start()
    assert main(["run"]) == 0
    ending.join()
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("telegram")
def test_a_token_telegram_does_not_know_is_one_sentence_without_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", "7:another-secret")
    assert main(["run"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("motcua: MOTCUA_BOT_TOKEN: ")
    assert printed.err.count("\n") == 1
    assert "another-secret" not in printed.err
    assert "another-secret" not in caplog.text
    gc.collect()  # a connection left open would be noticed now, and not in some other test


@pytest.mark.bulk
def test_a_wrong_token_gives_nothing_away_in_a_process_either(tmp_path: Path, loaded: str) -> None:
    with Server(BotApi()) as server:
        ended = motcua(
            "run",
            folder=tmp_path,
            MOTCUA_DATABASE_URL=loaded,
            MOTCUA_TELEGRAM_API=server.address,
            MOTCUA_BOT_TOKEN="7:another-secret",
        )
    assert ended.code == 1
    assert ended.out == ""
    assert ended.err.splitlines()[-1].startswith("motcua: MOTCUA_BOT_TOKEN: ")
    assert "another-secret" not in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("telegram")
def test_another_program_that_keeps_fetching_ends_the_bot_with_a_sentence(
    api: BotApi, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.handlers.arrivals.PAUSE", 0.01)
    conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    api.fail_next("getUpdates", error_code=409, description=conflict, times=1000)
    assert main(["run"]) == 1
    complained = capsys.readouterr().err
    assert complained.startswith("motcua: another program fetches this bot's updates")
    assert complained.count("\n") == 1


@pytest.fixture
def hooked(telegram: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A webhook, and where it is listened to."""
    assert telegram
    listen = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("MOTCUA_WEBHOOK_URL", "https://motcua.example/hook")
    monkeypatch.setenv("MOTCUA_LISTEN", listen)
    return listen


@pytest.mark.parametrize("command", ["run", "serve"])
def test_with_a_webhook_telegram_brings_the_updates_until_the_bot_is_asked_to_end(
    command: str, api: BotApi, hooked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    api.say(CITIZEN, "1.001193")

    def bring() -> None:
        api.wait_until(lambda: api.world.updates.webhook, seconds=PATIENCE)
        word = api.world.updates.webhook["secret_token"]
        said = httpx.post(f"http://{hooked}/hook", json=api.pending()[0], headers={WORD: word}, timeout=PATIENCE)
        assert said.status_code == 200
        api.wait_until(lambda: bool(api.shown(CITIZEN)), seconds=PATIENCE)

    def bring_and_end() -> None:
        try:
            bring()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    bringing = threading.Thread(target=bring_and_end)
    bringing.start()
    assert main([command]) == 0
    bringing.join()
    assert api.last(CITIZEN).text.startswith("Đăng ký khai sinh\n")
    assert api.calls("getUpdates") == api.calls("deleteWebhook") == []
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_place_that_is_taken_is_one_sentence_before_telegram_hears_of_us(
    command: str, api: BotApi, hooked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    host, port = hooked.split(":")
    with socket.create_server((host, int(port))):
        assert main([command]) == 1
    complained = capsys.readouterr().err
    assert complained.startswith(f"motcua: MOTCUA_LISTEN: nothing can listen at {hooked} (")
    assert complained.count("\n") == 1
    assert api.log == []


def test_serving_without_a_webhook_is_refused_with_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    assert main(["serve"]) == 1
    complained = capsys.readouterr().err
    assert complained.startswith("motcua: `motcua serve` needs MOTCUA_WEBHOOK_URL")
    assert complained.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("telegram")
def test_a_second_bot_on_the_same_file_is_refused_with_a_sentence(
    here: str, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Database(here)
    groundwork.prepare(first, Clock())
    held = groundwork.own(first)
    assert held is not None
    assert main(["run"]) == 1
    assert capsys.readouterr().err.startswith("motcua: another motcua already serves ")
    held.close()
    first.close()
