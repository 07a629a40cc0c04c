"""`motcua database`, and every command over a database that is there, empty, elsewhere or away."""

import json
import re
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import groundwork
from bot.cli import main
from bot.database import Database
from bot.texts import say
from bot.views.message import plain
from knowledge.repository import CatalogueRepository
from tests.bot.builders import DAY, change_cell, no_settings, small_catalogue

COMMANDS = (["ask", "x"], ["catalogue", "show", "1.001193"], ["database", "upgrade"], ["database", "check"], ["run"])


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that `database upgrade` loads in this test."""
    folder = small_catalogue(tmp_path / "shipped")
    monkeypatch.setattr(groundwork, "prepare", partial(groundwork.prepare, folder=folder))
    return folder


@pytest.mark.bulk
def test_a_database_of_either_kind_is_prepared_and_asked(
    empty_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The whole shipped catalogue, as an administrator brings it up."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_url)
    assert main(["database", "check"]) == 1
    complained = capsys.readouterr()
    assert complained.out == ""
    assert "motcua database upgrade" in complained.err

    assert main(["database", "upgrade"]) == 0
    assert re.match(r"loaded: \d{4} versions added, ", capsys.readouterr().out)
    assert main(["database", "upgrade"]) == 0
    assert "loaded before" in capsys.readouterr().out
    assert main(["database", "check"]) == 0
    assert capsys.readouterr().err == ""

    assert main(["ask", "--json", "1.001193"]) == 0
    assert json.loads(capsys.readouterr().out)["hits"][0]["code"] == "1.001193"
    assert main(["catalogue", "show", "1.001193", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["versions"][-1]["papers"]
    assert main(["doctor", "--json"]) == 0
    database = json.loads(capsys.readouterr().out)["database"]
    assert database == {"reached": True, "current": True, "loaded": True, "updates_waiting": 0}


@pytest.mark.usefixtures("small")
def test_an_upgrade_tells_what_it_loaded(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    assert main(["database", "upgrade"]) == 0
    assert capsys.readouterr().out.endswith("versions added, 0 changed, 0 closed\n")
    change_cell(small, "procedures.csv", 2, "note", "một ghi chú mới")
    assert main(["database", "upgrade"]) == 0
    assert capsys.readouterr().out == "loaded: 0 versions added, 1 changed, 0 closed\n"


def test_a_faulty_catalogue_is_refused_and_the_old_one_stays(capsys: pytest.CaptureFixture[str], small: Path) -> None:
    assert main(["database", "upgrade"]) == 0
    change_cell(small, "ways.csv", 3, "fee", "8.000đ")
    capsys.readouterr()
    assert main(["database", "upgrade"]) == 1
    printed = capsys.readouterr()
    number = plain(say("fault.number", value="8.000đ", expected=""))
    assert printed == ("", f"ways.csv, dòng 3, cột fee: {number}\n")
    database = Database(f"sqlite:///{small.parent / 'motcua.sqlite'}")
    assert len(database.read(lambda c: CatalogueRepository(c).procedures())) == 4
    database.close()


@pytest.mark.usefixtures("small")
def test_a_database_of_another_shape_is_refused_with_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["database", "upgrade"]) == 0
    database = Database(f"sqlite:///{tmp_path / 'motcua.sqlite'}")
    database.transact(lambda connection: connection.execute(text("ALTER TABLE version DROP COLUMN note")))
    database.close()
    capsys.readouterr()
    assert main(["database", "check"]) == 1
    assert "note" in capsys.readouterr().err


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which a command is refused."""
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.err.startswith("motcua: ")
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_database_that_is_away_is_one_sentence_without_its_password(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://u:geheim@127.0.0.1:1/x")
    sentence = refused(arguments, capsys)
    assert "the database cannot be used" in sentence
    assert "geheim" not in sentence


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_file_that_is_no_database_is_one_sentence(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "motcua.sqlite").write_text("this was never a database\n" * 100)
    assert "the database cannot be used" in refused(arguments, capsys)


def test_a_data_folder_that_is_a_file_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "a file"))
    assert "a file" in refused(["ask", "x"], capsys)


@pytest.mark.parametrize("arguments", [["database", "upgrade"], ["run"]], ids=" ".join)
def test_a_data_folder_nobody_can_make_is_one_sentence(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATA", "/proc/nobody/can/make/this")
    assert "/proc/nobody" in refused(arguments, capsys)
