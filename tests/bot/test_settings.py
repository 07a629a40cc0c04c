import re
from datetime import date
from pathlib import Path

import pytest

from bot.settings import TELEGRAM, Settings, WrongSettingError, read_settings
from tests.bot.builders import no_settings

TOKEN = "7:the-secret-token"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    no_settings(monkeypatch)


def refused(monkeypatch: pytest.MonkeyPatch, **settings: str) -> str:
    """The sentence with which these settings are refused."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettingError) as wrong:
        read_settings()
    sentence = str(wrong.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_without_any_setting_there_is_a_sensible_one() -> None:
    settings = read_settings()
    assert settings == Settings()
    assert settings.bot_token is None
    assert settings.telegram_api == TELEGRAM == "https://api.telegram.org"
    assert settings.proxy is None
    assert settings.webhook_url == ""
    assert settings.webhook_secret is None
    assert settings.listen_at == ("127.0.0.1", 8080)
    assert settings.data == Path("var")
    assert settings.today is None
    assert not settings.is_official


def test_the_database_is_a_file_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings().database_url == f"sqlite:///{tmp_path / 'var' / 'motcua.sqlite'}"
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "kho"))
    assert read_settings().database_url == f"sqlite:///{tmp_path / 'kho' / 'motcua.sqlite'}"
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://bot@localhost/motcua")
    assert read_settings().database_url == "postgresql+psycopg://bot@localhost/motcua"


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"MOTCUA_{name.upper()}", "")
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "")
    assert read_settings() == Settings()


def test_a_setting_this_version_does_not_know_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_OF_TOMORROW", "1")
    assert read_settings() == Settings()


def test_the_address_of_telegram_may_end_with_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_TELEGRAM_API", "http://localhost:8081/")
    assert read_settings().telegram_api == "http://localhost:8081"


@pytest.mark.parametrize("address", ["nonsense", "ftp://x", "https://", "api.telegram.org"])
def test_an_address_that_is_none_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    sentence = refused(monkeypatch, MOTCUA_TELEGRAM_API=address)
    assert sentence.startswith("MOTCUA_TELEGRAM_API: ")
    assert "https://api.telegram.org" in sentence
    assert repr(address) in sentence


def test_the_name_of_the_bot_is_read_with_or_without_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().bot_name == ""
    monkeypatch.setenv("MOTCUA_BOT_NAME", "@motcua_bot")
    assert read_settings().bot_name == "motcua_bot"
    for wrong in ("motcua bot", "https://t.me/motcua_bot", "bot", "một_cửa"):
        assert "motcua_bot" in refused(monkeypatch, MOTCUA_BOT_NAME=wrong)


def test_a_public_address_is_one_that_anybody_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "https://motcua.example.vn/")
    assert read_settings().public_url == "https://motcua.example.vn"
    for wrong in ("motcua.example.vn", "http://motcua.example.vn", "https://", "https://motcua.example.vn/du-lieu"):
        assert "https://motcua.example.vn" in refused(monkeypatch, MOTCUA_PUBLIC_URL=wrong)


def test_a_database_of_another_kind_is_named_with_what_would_be_right(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, MOTCUA_DATABASE_URL="mysql://user@x")
    assert sentence.startswith("MOTCUA_DATABASE_URL: ")
    assert "sqlite:///" in sentence
    assert "postgresql+psycopg://" in sentence


def test_a_wrong_database_address_does_not_give_its_password_away(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "geheim" not in refused(monkeypatch, MOTCUA_DATABASE_URL="mysql://user:geheim@x")


def test_a_database_address_nobody_can_read_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, MOTCUA_DATABASE_URL="postgresql+psycopg://u:geheim@host:port/x")
    assert sentence.startswith("MOTCUA_DATABASE_URL: ")
    assert "geheim" not in sentence


def test_a_proxy_that_is_no_address_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, MOTCUA_PROXY="user:geheim@proxy:3128")
    assert sentence.startswith("MOTCUA_PROXY: ")
    assert "geheim" not in sentence


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://motcua.example/hook", "https://motcua.example/hook"),
        ("https://motcua.example:8443/a/b-c_d.e~f/", "https://motcua.example:8443/a/b-c_d.e~f/"),
        ("https://motcua.example", "https://motcua.example/telegram"),
        ("https://motcua.example/", "https://motcua.example/telegram"),
        ("http://localhost/hook", "http://localhost/hook"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/telegram"),
    ],
)
def test_a_webhook_has_a_path_its_own_or_ours(monkeypatch: pytest.MonkeyPatch, given: str, used: str) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_WEBHOOK_URL", given)
    assert read_settings().webhook_url == used


@pytest.mark.parametrize(
    "address",
    [
        "http://motcua.example/hook",
        "http://localhost.motcua.example/hook",
        "ftp://localhost/hook",
        "https://",
        "https:///hook",
        "motcua.example/hook",
        "https://user:word@motcua.example/hook",
        "https://motcua.example/hook?a=1",
        "https://motcua.example/hook#a",
        "https://motcua.example/{a}",
        "https://motcua.example/a b",
        "https://motcua.example/hook\n",
        "https://một-cửa.example/hook",
        "https://[::1/hook",
    ],
)
def test_a_webhook_telegram_could_not_call_is_refused_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    sentence = refused(monkeypatch, MOTCUA_WEBHOOK_URL=address, MOTCUA_BOT_TOKEN=TOKEN)
    assert sentence.startswith("MOTCUA_WEBHOOK_URL: ")
    assert "https://bot.example.vn/telegram" in sentence


def test_a_webhook_without_a_bot_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, MOTCUA_WEBHOOK_URL="https://motcua.example/hook")
    assert sentence.startswith("MOTCUA_WEBHOOK_URL needs MOTCUA_BOT_TOKEN")


@pytest.mark.parametrize("word", ["geheim geheim", "geheim!", "geheimđ", "geheim\n", "geheim" * 43])
def test_a_webhook_secret_telegram_would_not_take_is_refused_without_telling_it(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    sentence = refused(monkeypatch, MOTCUA_WEBHOOK_SECRET=word)
    assert sentence.startswith("MOTCUA_WEBHOOK_SECRET: ")
    assert "geheim" not in sentence


@pytest.mark.parametrize("word", ["a", "A-z_0" * 51])
def test_a_webhook_secret_that_is_set_is_the_word(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("MOTCUA_WEBHOOK_SECRET", word)
    assert read_settings().webhook_word == word


def test_without_a_webhook_secret_copies_of_one_bot_agree_on_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    one, copy = read_settings().webhook_word, read_settings().webhook_word
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", f"{TOKEN}x")
    another = read_settings().webhook_word
    assert one == copy != another
    assert re.fullmatch(r"[0-9a-f]{64}", one)
    assert TOKEN not in one


@pytest.mark.parametrize(
    ("listen", "at"),
    [
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("localhost:65535", ("localhost", 65535)),
        ("[::1]:8080", ("::1", 8080)),
        ("[::]:1", ("::", 1)),
    ],
)
def test_where_to_listen_is_a_host_and_a_port(
    monkeypatch: pytest.MonkeyPatch, listen: str, at: tuple[str, int]
) -> None:
    monkeypatch.setenv("MOTCUA_LISTEN", listen)
    monkeypatch.setenv("MOTCUA_BEHIND_TLS", "yes")
    assert read_settings().listen_at == at


@pytest.mark.parametrize("listen", ["0.0.0.0:80", "[::]:1", "192.168.1.5:8080", "motcua.example.vn:443"])
def test_where_other_machines_listen_in_nothing_starts_without_tls(
    monkeypatch: pytest.MonkeyPatch, listen: str
) -> None:
    sentence = refused(monkeypatch, MOTCUA_LISTEN=listen)
    assert sentence.startswith("MOTCUA_LISTEN ")
    assert "MOTCUA_BEHIND_TLS=yes" in sentence


@pytest.mark.parametrize(
    "listen",
    ["8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:8080", "h:8o", "h h:1"],
)
def test_where_nobody_can_listen_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, listen: str
) -> None:
    sentence = refused(monkeypatch, MOTCUA_LISTEN=listen)
    assert sentence.startswith("MOTCUA_LISTEN: ")
    assert "127.0.0.1:8080" in sentence
    assert "[::1]:8080" in sentence


@pytest.mark.parametrize("day", ["yesterday", "22/11/2026", "2026-13-01", "86400"])
def test_a_day_that_is_none_is_named_with_how_to_write_it(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    sentence = refused(monkeypatch, MOTCUA_TODAY=day)
    assert sentence.startswith("MOTCUA_TODAY: ")
    assert re.search(r"\d{4}-\d{2}-\d{2}", sentence.replace(repr(day), ""))


def test_a_fixed_day_is_refused_where_citizens_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, MOTCUA_TODAY="2026-11-22", MOTCUA_BOT_TOKEN=TOKEN)
    assert "MOTCUA_TODAY" in sentence
    assert TOKEN not in sentence
    assert "refused together with Telegram's own address" in sentence


def test_telegrams_own_address_is_known_with_a_slash_too(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(
        monkeypatch, MOTCUA_TODAY="2026-11-22", MOTCUA_BOT_TOKEN=TOKEN, MOTCUA_TELEGRAM_API=f"{TELEGRAM}/"
    )
    assert "MOTCUA_TODAY" in sentence


@pytest.mark.parametrize("others", [{}, {"MOTCUA_BOT_TOKEN": TOKEN, "MOTCUA_TELEGRAM_API": "http://localhost:8081"}])
def test_a_fixed_day_is_for_drills_and_tests(monkeypatch: pytest.MonkeyPatch, others: dict[str, str]) -> None:
    for name, value in {"MOTCUA_TODAY": "2024-03-06", **others}.items():
        monkeypatch.setenv(name, value)
    assert read_settings().today == date(2024, 3, 6)


def test_a_variable_without_our_prefix_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE", "sqlite:////somebody/elses.sqlite")
    assert read_settings().database is None


def test_secrets_are_hidden_wherever_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("MOTCUA_PROXY", "http://user:geheim@proxy:3128")
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://u:geheim@h/x")
    monkeypatch.setenv("MOTCUA_WEBHOOK_SECRET", "geheim")
    printed = f"{read_settings()!r} {read_settings()}"
    assert TOKEN not in printed
    assert "geheim" not in printed


@pytest.mark.parametrize("missing", ["MOTCUA_AGENCY", "MOTCUA_CHANNEL_DECISION", "MOTCUA_DATA_CONTACT"])
def test_a_channel_is_official_only_with_its_agency_its_decision_and_its_contact(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in ("MOTCUA_AGENCY", "MOTCUA_CHANNEL_DECISION", "MOTCUA_DATA_CONTACT"):
        monkeypatch.setenv(name, "một điều")
    assert read_settings().is_official
    monkeypatch.delenv(missing)
    assert not read_settings().is_official


def test_broadcasts_are_paced_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().send_rate == 30
    monkeypatch.setenv("MOTCUA_SEND_RATE", "0")
    assert read_settings().send_rate == 0


@pytest.mark.parametrize("rate", ["-1", "fast", "1.5"])
def test_a_pace_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    sentence = refused(monkeypatch, MOTCUA_SEND_RATE=rate)
    assert sentence.startswith("MOTCUA_SEND_RATE: ")
    assert repr(rate) in sentence
