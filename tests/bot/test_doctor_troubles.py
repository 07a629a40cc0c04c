"""`motcua doctor` finds what usually goes wrong, and says of each what to do."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import schema
from bot.cli import main, troubles
from bot.cli.doctor_telegram import of_telegram
from bot.clock import Clock
from bot.database import Database
from bot.groundwork import hold_keys, keys_of
from bot.settings import Settings, read_settings
from knowledge.release import Release
from tests.bot.builders import no_settings
from tests.wire.api import TOKEN, BotApi
from tests.wire.server import Server

HOOK = "https://motcua.example/hook"


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def telegram(api: BotApi, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    assert place
    with Server(api) as server:
        monkeypatch.setenv("MOTCUA_TELEGRAM_API", server.address)
        monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
        yield server


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shipped: Release) -> Path:
    """A data folder with nothing in it, and no other setting."""
    no_settings(monkeypatch)
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setattr("bot.cli.doctor.read_release", lambda: shipped)
    monkeypatch.setattr(troubles, "NEARLY_FULL", 0)
    return tmp_path


Told = list[tuple[bool, str, str]]


@pytest.fixture
def examined(capsys: pytest.CaptureFixture[str], place: Path) -> Any:
    """What is found, each with whether it stops the bot and what to do; the exit code is 1 where something stops it."""

    def examine() -> Told:
        assert place
        code = main(["doctor", "--json"])
        printed = capsys.readouterr()
        found = [(one["stops"], one["what"], one["to_do"]) for one in json.loads(printed.out)["troubles"]]
        assert code == int(any(stops for stops, _, _ in found))
        assert all(to_do for _, _, to_do in found)
        assert TOKEN not in printed.out + printed.err
        return found

    return examine


def upgraded(place: Path) -> Database:
    database = Database(f"sqlite:///{place / 'motcua.sqlite'}")
    schema.upgrade(database)
    return database


@pytest.mark.usefixtures("telegram")
def test_where_all_is_well_nothing_is_found(examined: Any, place: Path) -> None:
    upgraded(place).close()
    assert examined() == []


@pytest.mark.usefixtures("telegram")
def test_a_wrong_token(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", "7:another-secret")
    ((stops, what, to_do),) = examined()
    assert (stops, "does not know this token" in what, "@BotFather" in to_do) == (True, True, True)
    assert "another-secret" not in what


def test_a_telegram_that_is_not_reached(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", "http://127.0.0.1:9")
    ((stops, what, to_do),) = examined()
    assert (stops, "is not reached" in what, "MOTCUA_PROXY" in to_do) == (True, True, True)


@pytest.mark.usefixtures("telegram")
def test_a_telegram_with_a_fault_of_its_own(examined: Any, api: BotApi) -> None:
    api.fail_next("getMe", error_code=502, description="Bad Gateway")
    ((stops, what, _),) = examined()
    assert (stops, "502" in what) == (True, True)


@pytest.mark.usefixtures("telegram")
def test_a_webhook_elsewhere(examined: Any, api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    api.call("setWebhook", {"url": "https://other.example/a-path-that-is-nobodys-business"})
    for ours in ("", HOOK):
        monkeypatch.setenv("MOTCUA_WEBHOOK_URL", ours)
        ((stops, what, _),) = examined()
        assert (stops, "other.example, not here" in what, "business" in what) == (True, True, False)


@pytest.mark.usefixtures("telegram")
def test_a_webhook_that_is_not_set_yet_is_no_fault(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_WEBHOOK_URL", HOOK)
    ((stops, what, to_do),) = examined()
    assert (stops, "no webhook" in what, "start motcua" in to_do) == (False, True, True)


@pytest.mark.parametrize(("hours", "told"), [(1, 1), (30, 0)])
@pytest.mark.usefixtures("telegram")
def test_updates_that_could_not_be_brought(
    examined: Any, api: BotApi, monkeypatch: pytest.MonkeyPatch, hours: int, told: int
) -> None:
    monkeypatch.setenv("MOTCUA_WEBHOOK_URL", HOOK)
    fault = {"last_error_message": "Connection refused", "last_error_date": int(time.time()) - hours * 3600}
    api._methods["getWebhookInfo"] = lambda _: {"url": HOOK, "pending_update_count": 3, **fault}
    found = examined()
    assert len(found) == told
    assert [what for _, what, _ in found if "Connection refused" not in what] == []


@pytest.mark.parametrize(("hours", "way"), [(1, "fast"), (-1, "slow")])
@pytest.mark.usefixtures("telegram")
def test_a_clock_that_goes_wrong(examined: Any, monkeypatch: pytest.MonkeyPatch, hours: int, way: str) -> None:
    class Wrong(Clock):
        def now(self) -> Any:
            return super().now() + timedelta(hours=hours)

    monkeypatch.setattr("bot.cli.doctor_telegram.Clock", Wrong)
    ((stops, what, to_do),) = examined()
    assert (stops, f" {way}." in what, "NTP" in to_do) == (True, True, True)


def test_a_database_of_an_older_shape(examined: Any, place: Path) -> None:
    database = upgraded(place)
    schema.downgrade(database, "0001")
    database.close()
    ((stops, what, to_do),) = examined()
    assert (stops, "older shape" in what, "motcua database upgrade" in to_do) == (False, True, True)


def test_a_database_that_is_away(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    ((stops, what, to_do),) = examined()
    assert (stops, "cannot be used" in what, "MOTCUA_DATABASE_URL" in to_do) == (True, True, True)
    assert "geheim" not in what


def sealed(place: Path) -> Path:
    """A database that belongs to the secret in its folder."""
    database, settings = upgraded(place), read_settings()
    database.transact(lambda c: hold_keys(c, settings, partial(keys_of, settings)))
    database.close()
    return place / "secret"


def test_a_secret_that_is_that_of_the_database_is_no_trouble(examined: Any, place: Path) -> None:
    assert sealed(place).exists()
    assert examined() == []


@pytest.mark.parametrize("now", [None, b"another secret, as long as it is to be at the least", b"\xff\xfe", b"short"])
def test_a_secret_that_is_missing_unreadable_or_another(examined: Any, place: Path, now: bytes | None) -> None:
    secret = sealed(place)
    secret.unlink()
    if now is not None:
        secret.write_bytes(now)
    ((stops, what, to_do),) = examined()
    assert (stops, "secret" in what, "bring the secret back" in to_do) == (True, True, True)
    assert secret.exists() == (now is not None)  # none is made


def test_a_folder_in_which_nothing_can_be_written(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_DATA", "/proc/self")  # not even root can
    found = [one for one in examined() if "nothing can be written" in one[1]]
    assert [(stops, "give the folder" in to_do) for stops, _, to_do in found] == [(True, True)]


@pytest.mark.parametrize(("full", "stops"), [(2**60, True), (0, False)])
def test_a_disk_that_is_nearly_full(examined: Any, monkeypatch: pytest.MonkeyPatch, full: int, stops: bool) -> None:
    monkeypatch.setattr(troubles, "NEARLY_FULL", 2**60)
    monkeypatch.setattr(troubles, "FULL", full)
    ((stops_it, what, to_do),) = examined()
    assert (stops_it, " MB left" in what, "make room" in to_do) == (stops, True, True)


def test_a_zone_nobody_knows(examined: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Else")
    ((stops, what, _),) = examined()
    assert (stops, "Nowhere/Else" in what) == (False, True)
    monkeypatch.setenv("TZ", "UTC")
    assert examined() == []


def test_what_no_bot_api_answers_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch, api: BotApi) -> None:
    """Something else listens there: whatever it says is told and raises nothing."""
    with Server(api) as server:
        settings = Settings(telegram_api=server.address)
        api._methods["getWebhookInfo"] = lambda _: ["no", "object"]
        assert list(of_telegram(settings, TOKEN)) == []


def test_troubles_are_printed_with_what_to_do(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place
    assert main(["doctor"]) == 0
    assert "\ntroubles: none\n" in capsys.readouterr().out
    monkeypatch.setenv("TZ", "Nowhere/Else")
    main(["doctor"])
    printed = capsys.readouterr().out
    assert "\ntroubles: 1\n  to be looked at: TZ: " in printed
    assert "\n    -> take TZ away" in printed
