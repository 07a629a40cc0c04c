"""`motcua staff`: roles are given, listed and ended on the command line, and a refusal is one sentence."""

import json
import os
import pwd
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import groundwork
from bot.cli import main
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.review.officers import OfficerRepository, Post, Role
from tests.bot.builders import DAY, no_settings, small_catalogue

LAN = "123456789"
CO_LE = "14026"
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ME = f"command line: {pwd.getpwuid(os.getuid()).pw_name}"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())


@pytest.fixture
def books(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the commands, with a small catalogue and every unit in it."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    opened = Database(url)
    groundwork.prepare(opened, Clock(), small_catalogue(tmp_path / "small"))
    yield opened
    opened.close()


def posts(books: Database) -> list[Post]:
    return books.read(lambda c: OfficerRepository(c).posts())


def add(*arguments: str, who: str = LAN, role: str = "clerk", name: str = "Trần Thị Lan") -> int:
    return main(["staff", "add", who, "--role", role, "--name", name, *arguments])


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence with which a command is refused."""
    capsys.readouterr()
    assert main(["staff", *arguments]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("motcua: ")
    assert printed.err.count("\n") == 1
    assert printed.err.endswith(".\n")
    return printed.err


def test_a_role_is_given_listed_and_ended(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert add("--unit", CO_LE) == 0
    assert add(role="approver") == 0
    assert capsys.readouterr() == (
        f"Trần Thị Lan ({LAN}) is clerk for xã Cổ Lễ\nTrần Thị Lan ({LAN}) is approver for every commune\n",
        "",
    )
    first, second = posts(books)
    assert (first.role, first.unit, first.given_by) == (Role.CLERK, CO_LE, ME)
    assert (second.role, second.unit) == (Role.APPROVER, "")

    assert main(["staff", "list"]) == 0
    since = f"since {first.given_at.astimezone(VIET_NAM).date()}, by {ME}"
    assert capsys.readouterr().out.splitlines() == [
        f"{LAN}  Trần Thị Lan: clerk for xã Cổ Lễ, {since}",
        f"{LAN}  Trần Thị Lan: approver for every commune, {since}",
    ]

    assert main(["staff", "remove", LAN, "--role", "approver"]) == 0
    assert capsys.readouterr().out == f"{LAN}: 1 role ended\n"
    assert add(role="controller") == 0
    capsys.readouterr()
    assert main(["staff", "remove", LAN]) == 0
    assert capsys.readouterr().out == f"{LAN}: 2 roles ended\n"
    assert posts(books) == []


def test_the_list_as_json(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add("--unit", CO_LE)
    add(role="administrator", name="Lan")
    given = [post.given_at.isoformat() for post in posts(books)]
    capsys.readouterr()
    assert main(["staff", "list", "--json"]) == 0
    of_both = {"telegram_id": int(LAN), "name": "Lan", "given_by": ME}
    assert json.loads(capsys.readouterr().out) == {
        "staff": [
            {**of_both, "role": "clerk", "unit": CO_LE, "given_at": given[0]},
            {**of_both, "role": "administrator", "unit": None, "given_at": given[1]},
        ]
    }


@pytest.mark.usefixtures("books")
def test_an_empty_list_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "list"]) == 0
    assert "motcua staff add" in capsys.readouterr().out
    assert main(["staff", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"staff": []}


def test_a_commune_that_is_not_known_any_more_is_listed_by_its_code(
    books: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    books.transact(lambda c: OfficerRepository(c).add(5, Role.CLERK, "99999", "Lan", NOW, "test"))
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out == "5  Lan: clerk for 99999, since 2026-11-22, by test\n"


@pytest.mark.parametrize("typed", [CO_LE, "Cổ Lễ", "co le", "xã Cổ Lễ", "XA CO LE"])
def test_a_commune_is_known_by_its_code_or_its_name(books: Database, typed: str) -> None:
    assert add("--unit", typed) == 0
    assert [post.unit for post in posts(books)] == [CO_LE]


@pytest.mark.parametrize("typed", ["Trực Chính", "14029", "37", "363", "Ninh Bình", "thị trấn Cổ Lễ", "?"])
def test_what_is_no_commune_of_today_is_refused_with_the_seven(
    books: Database, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sentence = refused(capsys, "add", LAN, "--role", "clerk", "--name", "Lan", "--unit", typed)
    assert repr(typed) in sentence
    assert sentence.count("(14") == 7
    assert "Cổ Lễ (14026), Ninh Giang (14038)" in sentence
    assert posts(books) == []


def test_before_a_catalogue_is_loaded_no_commune_is_known(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    sentence = refused(capsys, "add", LAN, "--role", "clerk", "--name", "Lan", "--unit", CO_LE)
    assert "not loaded yet" in sentence


def test_a_name_is_kept_on_one_line_and_mended_by_giving_the_role_again(books: Database) -> None:
    add(name="Lna")
    add(name=" Trần \n Thị\u200b Lan ")
    assert [post.name for post in posts(books)] == ["Trần Thị Lan"]


def test_a_user_without_a_name_stands_by_the_number(books: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    add()
    assert [post.given_by for post in posts(books)] == [f"command line: {os.getuid()}"]


def test_the_last_administrator_is_not_removed(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add(role="administrator")
    sentence = refused(capsys, "remove", LAN)
    assert f"Trần Thị Lan ({LAN}) is the last administrator" in sentence
    assert len(posts(books)) == 1
    add(role="administrator", who="987654321", name="Minh")
    assert main(["staff", "remove", LAN]) == 0
    assert [post.name for post in posts(books)] == ["Minh"]


def test_who_holds_no_role_cannot_lose_one(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add()
    assert refused(capsys, "remove", "5").startswith("motcua: 5 holds no role; ")
    assert refused(capsys, "remove", LAN, "--role", "approver").startswith(f"motcua: {LAN} holds no role approver; ")
    assert len(posts(books)) == 1


def test_a_person_of_the_terminal_can_be_removed(books: Database) -> None:
    books.transact(lambda c: OfficerRepository(c).add(-2, Role.CLERK, "", "Lan", NOW, "terminal"))
    assert main(["staff", "remove", "-2"]) == 0
    assert posts(books) == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["add", LAN, "--role", "clerk"],
        ["add", LAN, "--name", "Lan"],
        ["add", LAN, "--name", "Lan", "--role", "chairman"],
        ["add", LAN, "--role", "clerk", "--name", " "],
        ["add", "0", "--role", "clerk", "--name", "Lan"],
        ["add", "-5", "--role", "clerk", "--name", "Lan"],
        ["add", "@lan", "--role", "clerk", "--name", "Lan"],
        ["add", str(2**52), "--role", "clerk", "--name", "Lan"],
        ["remove", "Lan"],
        ["remove", LAN, "--role", "chairman"],
    ],
)
def test_what_is_typed_wrongly_is_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["staff", *arguments])
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments", [["list"], ["remove", LAN], ["add", LAN, "--role", "clerk", "--name", "Lan"]], ids=" ".join
)
def test_a_database_of_an_older_shape_is_one_sentence(
    empty_url: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_url)
    assert "`motcua database upgrade`" in refused(capsys, *arguments)
