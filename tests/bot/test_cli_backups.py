"""`motcua backup` and `motcua restore`, as an administrator types them; a damaged file, and how the start meets it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.database import Database
from bot.groundwork import DamagedError, refuse_damage
from tests.bot.backups import everything, settings_in, use
from tests.bot.builders import no_settings
from tests.bot.conftest import DAY, SECRET
from tests.conftest import Servers

KEY = "a key that seals backups, and nothing else\n"


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_SECRET_KEY", SECRET.get_secret_value())


@pytest.fixture
def used(database: Database, monkeypatch: pytest.MonkeyPatch, url: str, tmp_path: Path) -> Database:
    use(database, settings_in(tmp_path / "data"))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    return database


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a command is refused."""
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    return printed.err


def test_a_database_moves_to_the_other_kind_and_back(
    used: Database,
    servers: Servers,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    (tmp_path / "key").write_text(KEY)
    before = used.read(everything)
    assert main(["backup", str(tmp_path / "1"), "--key-file", str(tmp_path / "key")]) == 0
    assert "1 files, " in capsys.readouterr().out
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[kind]
    monkeypatch.setenv("MOTCUA_DATABASE_URL", servers.empty(other))
    assert main(["restore", str(tmp_path / "1"), "--key-file", str(tmp_path / "key")]) == 0
    assert "every count and digest is as it was written" in capsys.readouterr().out
    assert main(["petitions", "verify"]) == 0
    monkeypatch.setenv("MOTCUA_BACKUP_KEY", KEY.strip())
    assert main(["backup", str(tmp_path / "2")]) == 0
    home = servers.empty(kind)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", home)
    assert main(["restore", str(tmp_path / "2")]) == 0
    back = Database(home)
    assert back.read(everything) == before
    back.close()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_doctor_tells_of_the_last_one(used: Database, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["doctor", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["backup"].values()) == {None}
    assert main(["backup", str(tmp_path / "b.zip")]) == 0
    printed = capsys.readouterr().out
    assert "not sealed: whoever has it can read it" in printed
    assert "the secret is not in it" in printed
    assert main(["doctor", "--json"]) == 0
    last = json.loads(capsys.readouterr().out)["backup"]
    assert last["file"] == "b.zip"
    assert last["bytes"] == (tmp_path / "b.zip").stat().st_size
    assert last["by"].startswith("command line: ")
    assert last["last"].startswith(DAY.isoformat()[:7])
    assert last["fault"] is None


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.usefixtures("used")
def test_what_cannot_be_done_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, key = tmp_path / "b.zip", tmp_path / "key"
    assert main(["backup", str(file)]) == 0
    capsys.readouterr()
    assert "is there already" in refused(["backup", str(file)], capsys)
    assert "cannot be written" in refused(["backup", str(tmp_path / "nowhere" / "b.zip")], capsys)
    assert "cannot be read (No such file" in refused(["backup", str(tmp_path / "c"), "--key-file", str(key)], capsys)
    key.write_text("short")
    assert "at least 32 characters" in refused(["backup", str(tmp_path / "c"), "--key-file", str(key)], capsys)
    key.write_bytes(b"\xff" * 40)
    assert "it is no text" in refused(["backup", str(tmp_path / "c"), "--key-file", str(key)], capsys)
    assert "is not there" in refused(["restore", str(tmp_path / "c")], capsys)
    assert "the database is not empty" in refused(["restore", str(file)], capsys)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "data", "key"]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_key_that_is_missing_or_another_is_one_sentence(
    used: Database,
    servers: Servers,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert used
    file, key = tmp_path / "b.sealed", tmp_path / "key"
    key.write_text(KEY)
    assert main(["backup", str(file), "--key-file", str(key)]) == 0
    capsys.readouterr()
    monkeypatch.setenv("MOTCUA_DATABASE_URL", servers.empty("sqlite"))
    assert "give its key by --key-file or MOTCUA_BACKUP_KEY" in refused(["restore", str(file)], capsys)
    key.write_text("x" * 32)
    assert "sealed with another key" in refused(["restore", str(file), "--key-file", str(key)], capsys)
    monkeypatch.setenv("MOTCUA_BACKUP_KEY", "geheim")
    sentence = refused(["restore", str(file)], capsys)
    assert "MOTCUA_BACKUP_KEY: must be a text of at least 32 characters" in sentence
    assert "geheim" not in sentence


def test_where_there_is_nothing_there_is_nothing_to_back_up(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_url: str, kind: str
) -> None:
    assert kind
    assert "there is no database yet" in refused(["backup", str(tmp_path / "b")], capsys)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_url)
    sentence = refused(["backup", str(tmp_path / "b")], capsys)
    assert "there is nothing to back up" in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.bulk  # what measures coverage would write files too
def test_a_full_disk_leaves_no_half_file(loaded_url: str, tmp_path: Path) -> None:
    """The system lets this process write no file that is longer than 100 kB."""
    folder = tmp_path / "backups"
    folder.mkdir()
    limited = f"ulimit -f 100; exec {sys.executable} -m bot backup {folder}/b.zip"
    own = {"MOTCUA_DATABASE_URL": loaded_url, "MOTCUA_DATA": str(tmp_path)}
    done = subprocess.run(["bash", "-c", limited], env=os.environ | own, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "b.zip cannot be written: File too large; nothing of it was left behind." in done.stderr
    assert list(folder.iterdir()) == []


@pytest.fixture
def damaged(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A SQLite file of which some bytes in the middle were lost."""
    url = servers.loaded("sqlite")
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    file = Path(url.removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\x0d" + b"\xff" * 4095
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("command", [["run"], ["chat"], ["database", "upgrade"]], ids=" ".join)
def test_a_damaged_file_is_not_served_and_says_how_to_restore(
    damaged: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command) == 1
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1
    assert f"{damaged} is damaged" in printed.err
    assert "`motcua restore FILE`" in printed.err


def test_a_whole_file_and_one_that_is_not_there_are_no_damage(servers: Servers, tmp_path: Path) -> None:
    for url in (servers.prepared("sqlite"), f"sqlite:///{tmp_path / 'none.sqlite'}"):
        database = Database(url)
        refuse_damage(database)
        database.close()
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_a_database_is_damage(tmp_path: Path) -> None:
    (tmp_path / "motcua.sqlite").write_text("this was never a database\n" * 100)
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    with pytest.raises(DamagedError, match="file is not a database"):
        refuse_damage(database)
    database.close()
