"""`motcua staff`: roles are given, listed and ended on the command line, and a refusal is one sentence."""

import json
import os
import pwd
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import groundwork
from bot.cli import main
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, Petition
from bot.petitions.repository import PetitionRepository
from bot.review.officers import OfficerRepository, Post, Role, Scope
from bot.texts import say
from bot.views.appointing import held
from bot.views.message import Message, plain
from tests.bot.builders import DAY, no_settings, small_catalogue
from tests.bot.conftest import SETTINGS
from tests.bot.petitions import a_petition, cases_for
from tests.conftest import Servers

LAN = "123456789"
CO_LE = "14026"
HERE = {CO_LE: "xã Cổ Lễ"}
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
ME = f"command line: {pwd.getpwuid(os.getuid()).pw_name}"

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""What is typed is read before any database is asked."""


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_catalogue(tmp_path_factory.mktemp("few"))


@pytest.fixture
def books(servers: Servers, kind: str, few: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the commands, with a small catalogue and every unit in it."""
    url = servers.copy(kind, "few", lambda database: groundwork.prepare(database, Clock(), few))
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    opened = Database(url)
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


def heard(books: Database, who: str = LAN) -> list[str]:
    """What waits to be told to somebody."""
    waiting = books.read(lambda c: OutboxRepository(c).waiting_for(int(who)))
    return [Message.from_json(one.body).text for one in waiting]


def test_a_role_is_given_listed_and_ended(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert add("--unit", CO_LE) == 0
    assert add(role="approver") == 0
    assert capsys.readouterr() == (
        f"Trần Thị Lan ({LAN}) is clerk for xã Cổ Lễ\nTrần Thị Lan ({LAN}) is approver for every commune\n",
        "",
    )
    first, second = posts(books)
    assert (first.role, first.scope.unit, first.given_by) == (Role.CLERK, CO_LE, ME)
    assert (second.role, second.scope.unit) == (Role.APPROVER, "")

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
    internal = Message(("về một phản ánh",)).to_json()
    books.transact(lambda c: OutboxRepository(c).put(int(LAN), [internal], NOW, about="staff:petition:1:event:1"))
    assert main(["staff", "remove", LAN]) == 0
    assert capsys.readouterr().out == f"{LAN}: 2 roles ended\n"
    assert posts(books) == []
    ended = held(Role.CLERK, Scope(CO_LE), HERE), held(Role.CONTROLLER, Scope(), HERE)
    assert heard(books) == [plain(say("appoint.taken", post=one)) for one in ended]


def test_whoever_gets_a_role_is_told_once_and_the_menu_of_their_chat_with_it(books: Database) -> None:
    assert add("--unit", CO_LE) == 0
    assert add("--unit", CO_LE, name="Trần Lan") == 0  # the name is mended
    given = held(Role.CLERK, Scope(CO_LE), HERE)
    assert heard(books) == [plain(say("appoint.given", post=given))]
    (waiting,) = books.read(lambda c: OutboxRepository(c).waiting_for(int(LAN)))
    assert waiting.body["menu"]
    assert waiting.about.startswith("officer:")


def test_what_is_refused_is_told_to_nobody(books: Database) -> None:
    assert add(role="administrator") == 0
    before = heard(books)
    assert main(["staff", "remove", LAN]) == 1
    assert heard(books) == before
    assert add("--unit", CO_LE, role="administrator") == 1
    assert heard(books) == before


def test_the_list_as_json(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    add("--unit", CO_LE)
    add(role="administrator", name="Lan")
    given = [post.given_at.isoformat() for post in posts(books)]
    capsys.readouterr()
    assert main(["staff", "list", "--json"]) == 0
    of_both = {"telegram_id": int(LAN), "name": "Lan", "given_by": ME, "field": None, "restricted": False}
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
@one_database
def test_a_commune_is_known_by_its_code_or_its_name(books: Database, typed: str) -> None:
    assert add("--unit", typed) == 0
    assert [post.scope.unit for post in posts(books)] == [CO_LE]


@pytest.mark.parametrize("typed", ["Trực Chính", "14029", "37", "363", "Ninh Bình", "thị trấn Cổ Lễ", "?"])
@one_database
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
        ["hand-over", LAN],
        ["hand-over", LAN, "5", "--reason", " "],
    ],
)
def test_what_is_typed_wrongly_is_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["staff", *arguments])
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["remove", LAN], ["add", LAN, "--role", "clerk", "--name", "Lan"], ["hand-over", LAN, "5"], ["trail"]],
    ids=" ".join,
)
def test_a_database_of_an_older_shape_is_one_sentence(
    empty_url: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_url)
    assert "`motcua database upgrade`" in refused(capsys, *arguments)


def test_a_role_for_a_category_and_for_what_is_confidential(
    books: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add("--unit", CO_LE, "--field", "road", "--restricted", role="controller") == 0
    held = "controller for xã Cổ Lễ, category road, and what is confidential"
    assert capsys.readouterr().out == f"Trần Thị Lan ({LAN}) is {held}\n"
    assert [post.scope for post in posts(books)] == [Scope(CO_LE, "road", restricted=True)]
    main(["staff", "list"])
    assert f": {held}, since" in capsys.readouterr().out
    main(["staff", "list", "--json"])
    [told] = json.loads(capsys.readouterr().out)["staff"]
    assert (told["unit"], told["field"], told["restricted"]) == (CO_LE, "road", True)


@pytest.mark.parametrize("typed", ["road", "ROAD", "Đường, cầu, giao thông", "duong cau giao thong"])
@one_database
def test_a_category_is_known_by_its_key_or_its_name(books: Database, typed: str) -> None:
    assert add("--field", typed) == 0
    assert [post.scope.field for post in posts(books)] == ["road"]


def test_what_is_no_category_is_refused_with_all_of_them(books: Database, capsys: pytest.CaptureFixture[str]) -> None:
    sentence = refused(capsys, "add", LAN, "--role", "clerk", "--name", "Lan", "--field", "gold")
    assert "'gold'" in sentence
    assert all(key in sentence for key in ("road", "conduct", "other"))
    assert posts(books) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--role", "clerk", "--restricted"),
        ("--role", "administrator", "--restricted"),
        ("--role", "administrator", "--unit", CO_LE),
        ("--role", "administrator", "--field", "road"),
    ],
)
@one_database
def test_a_role_that_is_never_held_for_this_is_refused(
    books: Database, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    refused(capsys, "add", LAN, "--name", "Lan", *arguments)
    assert posts(books) == []


@pytest.fixture
def settled(books: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """The books, with the secret that petitions of the tests are sealed with."""
    assert SETTINGS.secret_key is not None
    monkeypatch.setenv("MOTCUA_SECRET_KEY", SETTINGS.secret_key.get_secret_value())
    return books


MINH = "987654321"


def work_of(books: Database, who: str) -> list[str]:
    def read(connection: Connection) -> list[str]:
        number = OfficerRepository(connection).number_of(int(who))
        return [one.code for one in PetitionRepository(connection).open_of(number or 0)]

    return books.read(read)


def given_to(books: Database, who: str, **facts: Any) -> Petition:
    """A petition that an officer answers for."""
    made = a_petition(books, State.IN_PROGRESS, **facts)

    def hand(connection: Connection) -> Petition:
        number = OfficerRepository(connection).number_of(int(who))
        return cases_for(connection).register.hand(made, Actor(Party.CLERK), number, NOW)

    return books.transact(hand)


def test_open_work_goes_to_another_and_the_trail_says_who_did_it_and_why(
    settled: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    add()
    add(who=MINH, name="Phạm Văn Minh")
    mine = [given_to(settled, LAN), given_to(settled, LAN)]
    main(["staff", "remove", LAN])
    capsys.readouterr()
    assert main(["staff", "hand-over", LAN, MINH, "--reason", "nghỉ hưu"]) == 0
    assert capsys.readouterr().out == f"2 open petitions of Trần Thị Lan went to Phạm Văn Minh ({MINH})\n"
    assert work_of(settled, MINH) == [one.code for one in mine]
    assert work_of(settled, LAN) == []
    assert heard(settled, MINH)[-1] == plain(say("appoint.handed_to_you", number=2, name="Trần Thị Lan"))
    assert len(heard(settled, LAN)) == 1  # that the role ended; whoever holds none hears nothing of the work

    assert main(["staff", "trail", mine[0].code]) == 0
    [line, number] = capsys.readouterr().out.splitlines()
    assert line.endswith(f"{ME} (administrator): hand_over {mine[0].code}: nghỉ hưu")
    assert number == "1 trace"
    assert main(["staff", "trail", LAN, "--json"]) == 0
    traces = json.loads(capsys.readouterr().out)["traces"]
    assert [(one["act"], one["about"], one["reason"]) for one in traces] == [
        ("appoint", "Trần Thị Lan", "clerk"),
        ("dismiss", "Trần Thị Lan", "clerk"),
    ]
    assert main(["staff", "trail"]) == 0
    assert capsys.readouterr().out.endswith("5 traces\n")


def test_who_keeps_a_role_hears_who_answers_for_their_work_now(settled: Database) -> None:
    add()
    add(who=MINH, name="Phạm Văn Minh")
    given_to(settled, LAN)
    assert main(["staff", "hand-over", LAN, MINH]) == 0
    told = heard(settled)
    assert told[-1] == plain(say("appoint.handed_from_you", number=1, name="Phạm Văn Minh"))
    assert main(["staff", "hand-over", LAN, MINH]) == 0
    assert heard(settled) == told  # there was nothing to hand over


def test_nothing_goes_to_who_may_not_answer_for_some_of_it(
    settled: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    add()
    add("--field", "road", who=MINH, name="Phạm Văn Minh")
    mine = given_to(settled, LAN)
    other = given_to(settled, LAN, category="waste")
    sentence = refused(capsys, "hand-over", LAN, MINH)
    assert "may not answer for 1 of them" in sentence
    assert not any(one.code in sentence for one in (mine, other))
    assert work_of(settled, LAN) == [mine.code, other.code]


def test_work_goes_from_one_who_is_known_to_another_who_holds_a_role(
    settled: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    add()
    assert "5 never held a role" in refused(capsys, "hand-over", "5", LAN)
    assert "5 holds no role" in refused(capsys, "hand-over", LAN, "5")
    assert "from one officer to another" in refused(capsys, "hand-over", LAN, LAN)


@pytest.mark.parametrize("typed", ["5", "Lan", "PA-2611-000000"])
@one_database
def test_the_trail_of_what_nobody_knows_is_refused(
    settled: Database, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repr(typed) in refused(capsys, "trail", typed)
