"""Where the secret comes from: the setting, else a file that the first start makes, once."""

import logging
import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.groundwork import hold_keys, keys_of
from bot.petitions.keyring import KeyringRepository
from bot.petitions.sealing import Keys
from bot.settings import SECRET, Settings, WrongSettingError, read_settings
from knowledge.catalogue import Catalogue
from tests.bot.builders import no_settings
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

LONG = "x" * 32


def test_the_setting_goes_before_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_SECRET_KEY", LONG)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "kho"))
    assert keys_of(read_settings()).name == Keys.of(LONG).name
    assert not (tmp_path / "kho").exists()


def test_a_short_secret_is_refused_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_SECRET_KEY", "geheim" * 5)
    with pytest.raises(WrongSettingError) as wrong:
        read_settings()
    assert str(wrong.value) == "MOTCUA_SECRET_KEY: must be a text of at least 32 characters."
    assert "MOTCUA_SECRET_KEY" in SECRET


def test_the_first_start_makes_a_secret_that_its_owner_alone_may_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    settings = Settings(data=tmp_path / "kho" / "sâu")
    keys = keys_of(settings)
    file = settings.data / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(file.read_text().strip()) >= 32
    assert list(settings.data.iterdir()) == [file]
    [said] = caplog.messages
    assert str(file) in said
    assert "a backup without it cannot be read" in said
    assert file.read_text().strip() not in said
    assert keys_of(settings).name == keys.name
    assert len(caplog.messages) == 1


def test_the_text_of_the_file_may_become_the_setting(tmp_path: Path) -> None:
    keys = keys_of(Settings(data=tmp_path))
    written = (tmp_path / "secret").read_text().strip()
    assert keys_of(Settings(data=tmp_path / "elsewhere", secret_key=written)).name == keys.name


def _name_of(folder: Path) -> str:
    return keys_of(Settings(data=folder)).name


def test_processes_that_begin_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("fork")) as processes:
        names = set(processes.map(_name_of, [tmp_path / "kho"] * 16))
    assert names == {_name_of(tmp_path / "kho")}
    assert [file.name for file in (tmp_path / "kho").iterdir()] == ["secret"]


def test_who_comes_second_takes_the_first_ones_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(LONG)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert keys_of(Settings(data=tmp_path)).name == Keys.of(LONG).name
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", [b"", b"geheim\n", b" " * 40])
def test_a_file_with_too_short_a_secret_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(WrongSettingError, match=r"^MOTCUA_DATA: .*secret must have at least 32 characters\.$") as wrong:
        keys_of(Settings(data=tmp_path))
    assert "geheim" not in str(wrong.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff" * 40)
    with pytest.raises(WrongSettingError, match=r"^MOTCUA_DATA: .*it is no text\)\.$"):
        keys_of(Settings(data=tmp_path))


def test_a_folder_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongSettingError, match=r"^MOTCUA_DATA: .*Not a directory\)\.$"):
        keys_of(Settings(data=tmp_path / "file" / "kho"))


def start(database: Database, settings: Settings) -> str | None:
    """What a start does with the keys; gives the name that stands afterwards."""
    database.transact(lambda c: hold_keys(c, settings, lambda: keys_of(settings)))
    return database.read(lambda c: KeyringRepository(c).name())


def test_the_first_start_decides_on_the_secret_and_another_is_refused(database: Database, tmp_path: Path) -> None:
    first, second = (Settings(data=tmp_path / name) for name in ("one", "two"))
    name = start(database, first)
    assert name == keys_of(first).name == start(database, first)
    with pytest.raises(WrongSettingError, match=r"^MOTCUA_SECRET_KEY: .* another secret.*two/secret\.$"):
        start(database, second)
    assert not second.data.exists()  # none is made that would open nothing
    with pytest.raises(WrongSettingError, match="MOTCUA_SECRET_KEY"):
        start(database, Settings(data=first.data, secret_key=LONG))
    (first.data / "secret").unlink()
    with pytest.raises(WrongSettingError, match="MOTCUA_SECRET_KEY"):
        start(database, first)
    assert not (first.data / "secret").exists()


def test_of_two_copies_that_start_for_the_first_time_one_is_refused(database: Database, tmp_path: Path) -> None:
    copies = [Settings(data=tmp_path / str(number)) for number in range(4)]
    with ThreadPoolExecutor(4) as threads:
        ends = [threads.submit(start, database, settings) for settings in copies]
    refused = [end for end in ends if isinstance(end.exception(), WrongSettingError)]
    assert len(refused) == 3
    assert {end.result() for end in ends if end not in refused} == {
        database.read(lambda c: KeyringRepository(c).name())
    }


async def test_the_bot_does_not_start_with_another_secret(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    database.transact(lambda c: KeyringRepository(c).keep("00000000"))
    api = BotApi()
    app = App(Settings(data=tmp_path), Clock(), database, catalogue, token=TOKEN, request=Wire(api))
    with pytest.raises(WrongSettingError, match="MOTCUA_SECRET_KEY"):
        await app.start()
    await app.stop()
    assert api.calls("getMe") == []
    assert not (tmp_path / "secret").exists()
