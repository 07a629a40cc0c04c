"""`motcua petitions` and `motcua calendar`: what administrators see, and what they may not."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.cli import main
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.petitions.anchors import AnchorRepository
from bot.petitions.attachments import Parcel
from bot.petitions.contents import random_name, store
from bot.petitions.days import DayRepository
from bot.petitions.keyring import KeyringRepository
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.repository import PetitionRepository
from bot.petitions.verifying import What
from bot.review.officers import OfficerRepository, Role
from tests.bot.builders import DAY, no_settings
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import MAI, QUESTION, WORDS, a_petition, cases_for
from tests.bot.test_petition_chain import tamper

NOW = Clock().now()
MONDAY = datetime(2026, 11, 16, 9, tzinfo=VIET_NAM)
PLACE = "14056"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    no_settings(monkeypatch)
    assert SETTINGS.secret_key
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_SECRET_KEY", SETTINGS.secret_key.get_secret_value())


@pytest.fixture
def books(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the commands."""
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(capsys)


class Run:
    """Runs `motcua` in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """What a command prints; nothing goes where errors go."""
        assert main(arguments) == code
        printed = self._capsys.readouterr()
        assert printed.err == ""
        return printed.out

    def json(self, *arguments: str, code: int = 0) -> Any:
        """The facts it prints."""
        return json.loads(self(*arguments, "--json", code=code))

    def refused(self, *arguments: str, code: int = 1) -> str:
        """The one sentence with which a command is refused."""
        assert main(arguments) == code
        printed = self._capsys.readouterr()
        assert printed.out == ""
        assert printed.err.startswith("motcua: ")
        assert printed.err.count("\n") == 1
        return printed.err


def test_the_list_says_where_each_stands_and_nothing_of_who_or_what(books: Database, run: Run) -> None:
    first = a_petition(books, State.IN_PROGRESS, at=MONDAY)
    second = a_petition(books, State.WITHDRAWN, at=MONDAY, trial=True)
    lines = run("petitions", "list").splitlines()
    assert lines == [
        f"{first.code:<16}in_progress         no. 1/2026, lodged 2026-11-16, due 2026-12-01, road, {PLACE}",
        f"{second.code:<16}withdrawn           no. 1/2026, lodged 2026-11-16, closed 2026-11-16, road, {PLACE}",
        "2 petitions",
    ]
    assert run("petitions", "list", "--open").splitlines() == [lines[0], "1 petition"]
    assert run("petitions", "list", "--state", "withdrawn").splitlines() == [lines[1], "1 petition"]
    assert run("petitions", "list", "--state", "withdrawn", "--open") == "0 petitions\n"
    printed = run("petitions", "list", "--json")
    assert not [said for said in (WORDS, *vars_of_mai()) if said in printed]
    facts, _ = json.loads(printed)["petitions"]
    assert (facts["code"], facts["state"], facts["book"]) == (first.code, "in_progress", {"year": 2026, "number": 1})
    assert facts["due_at"] == "2026-12-01T10:00:00+00:00"


def vars_of_mai() -> list[str]:
    return [part for part in (MAI.name, MAI.address, MAI.phone) if part]


def test_an_empty_register_is_listed_and_whole(books: Database, run: Run) -> None:
    assert books.read(lambda c: PetitionRepository(c).number()) == 0
    assert run.json("petitions", "list") == {"petitions": []}
    assert run("petitions", "verify") == "petitions 0, events 0, anchors 0: whole\n"


def test_one_petition_is_shown_with_its_events_and_without_its_words(books: Database, run: Run) -> None:
    petition = a_petition(books, State.NEED_INFO, at=MONDAY)
    printed = run("petitions", "show", petition.code.lower().replace("-", " "))
    assert "state: need_info\n" in printed
    assert "due_at: -\n" in printed
    assert "book: 1/2026\n" in printed
    assert "   2  2026-11-16T02:10:00+00:00  moved submitted -> need_info by clerk\n" in printed
    assert not [said for said in (WORDS, QUESTION, *vars_of_mai()) if said in printed]
    worded = run("petitions", "show", petition.code, "--words")
    assert f"words: {WORDS}\n" in worded
    assert f"by clerk: {QUESTION}\n" in worded
    assert not [said for said in vars_of_mai() if said in worded]
    facts = run.json("petitions", "show", petition.code)
    assert [event["kind"] for event in facts["events"]] == ["lodged", "moved"]
    assert "words" not in facts
    assert "note" not in facts["events"][1]
    assert run.json("petitions", "show", petition.code, "--words")["events"][1]["note"] == QUESTION


@pytest.mark.parametrize("typed", ["PA-2611-AAAAAA", "x"])
@pytest.mark.usefixtures("books")
def test_a_code_that_is_none_is_refused(typed: str, run: Run) -> None:
    assert f"no petition has the code {typed!r}" in run.refused("petitions", "show", typed)


LAN = 123456789


def look(run: Run, petition: Petition, *more: str) -> list[str]:
    return ["petitions", "show", petition.code, "--contact", "--reason", "gọi hỏi thêm", "--as", str(LAN), *more]


@pytest.mark.parametrize("role", [Role.CLERK, Role.CONTROLLER, Role.APPROVER])
def test_an_officer_sees_the_contact_and_that_is_written_down(books: Database, run: Run, role: Role) -> None:
    petition = a_petition(books)
    books.transact(lambda c: OfficerRepository(c).add(LAN, role, PLACE, "Trần Thị Lan", NOW, "test"))
    facts = run.json(*look(run, petition))
    assert facts["contact"] == asdict(MAI)
    seen = facts["events"][-1]
    assert (seen["kind"], seen["by"], seen["officer"]) == ("contact_seen", role, "Trần Thị Lan")
    assert f"contact name: {MAI.name}\ncontact address: {MAI.address}\n" in run(*look(run, petition))
    events = books.read(lambda c: cases_for(c).register.trail.of(petition.id))
    assert [event.note for event in events if event.kind is EventKind.CONTACT_SEEN] == ["gọi hỏi thêm"] * 2


@pytest.mark.parametrize(
    ("role", "unit"),
    [(None, ""), (Role.ADMINISTRATOR, ""), (Role.CLERK, "14026")],
    ids=["nobody", "admin", "elsewhere"],
)
def test_who_may_not_see_the_contact_is_refused_and_nothing_is_written(
    books: Database, run: Run, role: Role | None, unit: str
) -> None:
    petition = a_petition(books)
    if role:
        books.transact(lambda c: OfficerRepository(c).add(LAN, role, unit, "Lan", NOW, "test"))
    assert f"{LAN} may not see who sent {petition.code}" in run.refused(*look(run, petition))
    assert books.read(lambda c: PetitionRepository(c).by_id(petition.id)) == petition


@pytest.mark.parametrize("lacking", ["--reason", "--as"])
def test_who_looks_and_why_cannot_be_left_out(books: Database, run: Run, lacking: str) -> None:
    arguments = look(run, a_petition(books))
    place = arguments.index(lacking)
    assert "--contact needs" in run.refused(*arguments[:place], *arguments[place + 2 :], code=2)


def test_a_whole_register_is_said_to_be_whole_with_what_was_signed_last(books: Database, run: Run) -> None:
    a_petition(books, State.ANSWERED)
    keys = books.read(lambda c: cases_for(c).keys)
    anchor = books.transact(lambda c: AnchorRepository(c, keys).sign(DAY, NOW))
    assert anchor
    first, last = run("petitions", "verify").splitlines()
    assert first == "petitions 1, events 6, anchors 1: whole"
    assert last == f"last anchor: 2026-11-22, root {anchor.root}, public key {keys.public_key}"
    facts = run.json("petitions", "verify")
    assert (facts["whole"], facts["broken"], facts["last_anchor"]["root"]) == (True, [], anchor.root)


def test_the_first_broken_link_is_named_and_refused(books: Database, run: Run) -> None:
    petition = a_petition(books, State.ANSWERED)
    tamper(books, "UPDATE petition_event SET party = 'approver' WHERE number = 3")
    first, last = run("petitions", "verify", code=1).splitlines()
    assert first == f"{petition.code}: link 3: altered, missing or out of its place"
    assert last == "petitions 1, events 6, anchors 0: 1 broken"
    (broken,) = run.json("petitions", "verify", code=1)["broken"]
    assert broken == {"of": petition.code, "link": 3, "what": "chain", "part": None, "sentence": first}


def test_who_asked_to_be_forgotten_is_shown_only_despite_that(books: Database, run: Run) -> None:
    petition = a_petition(books)
    books.transact(lambda c: cases_for(c).register.restrict(petition, NOW))
    books.transact(lambda c: OfficerRepository(c).add(LAN, Role.CLERK, PLACE, "Trần Thị Lan", NOW, "test"))
    assert "--despite-restriction" in run.refused(*look(run, petition))
    assert run.json(*look(run, petition), "--despite-restriction")["contact"] == asdict(MAI)


def test_whatever_can_be_broken_has_its_sentence() -> None:
    from bot.cli.petitions import SENTENCES

    assert set(SENTENCES) == set(What)


def test_without_the_secret_of_the_petitions_nothing_is_judged_or_made(
    books: Database, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_petition(books)
    books.transact(lambda c: KeyringRepository(c).keep(cases_for(c).keys.name))
    monkeypatch.delenv("MOTCUA_SECRET_KEY")
    for command in (["petitions", "verify"], ["petitions", "retain", "--apply"], ["calendar", "unset", "2026-11-19"]):
        if command[0] == "calendar":
            books.transact(lambda c: DayRepository(c).put(date(2026, 11, 19), False, "x", NOW, "test"))
        assert f"sealed with another secret; give that one here, or as the file {tmp_path}/secret." in run.refused(
            *command
        )
    assert not (tmp_path / "secret").exists()


def test_what_was_kept_long_enough_is_listed_and_only_with_apply_anonymised(
    books: Database, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_RETENTION_DAYS", "365")
    old = a_petition(books, State.RESOLVED, at=NOW - timedelta(days=400))
    a_petition(books, State.RESOLVED)
    photo = store(tmp_path / "files", random_name("jpg"), b"x")
    books.transact(lambda c: keep_file(c, old, photo.name))
    assert old.closed_at
    closed = old.closed_at.astimezone(VIET_NAM).date()
    going = f"{old.code}  closed {closed}: contact, words, place, notes, files: 1\n"
    total = "closed more than 365 days ago: "
    assert run("petitions", "retain") == f"{going}{total}1 would be anonymised; `--apply` does it\n"
    assert photo.exists()
    (going_facts,) = run.json("petitions", "retain")["petitions"]
    assert going_facts == {"code": old.code, "closed_at": old.closed_at.isoformat(), "files": 1}
    assert run("petitions", "retain", "--apply") == f"{going}{total}1 anonymised\n"
    assert not photo.exists()
    assert run.json("petitions", "retain", "--apply") == {
        "days": 365,
        "applied": True,
        "anonymised": 0,
        "petitions": [],
    }
    assert run("petitions", "verify").endswith("whole\n")
    assert run.json("petitions", "show", old.code, "--words")["words"] == ""


def keep_file(connection: Connection, petition: Petition, stored: str) -> None:
    files = cases_for(connection).attachments
    number = files.add(CITIZEN, Parcel("f", "a.jpg", "image/jpeg", 1), NOW, petition.id)
    files.kept(number, stored, "image/jpeg", 1, "")


def test_a_day_is_set_listed_and_unset_and_whose_due_day_moves_is_told(books: Database, run: Run) -> None:
    petition = a_petition(books, at=MONDAY)
    other = a_petition(books, State.RESOLVED, at=MONDAY)
    said = run("calendar", "set", "2026-11-19", "--free", "--note", " mất điện\n cả ngày ")
    assert said == "2026-11-19 is free; 1 due day moved, and its sender is told\n"
    moved = books.read(lambda c: PetitionRepository(c).by_id(petition.id))
    assert petition.due_at
    assert moved.due_at == petition.due_at + timedelta(days=1)
    (told,) = books.read(lambda c: OutboxRepository(c).states(f"petition:{petition.id}"))
    assert told.chat_id == CITIZEN
    (line,) = run("calendar", "list").splitlines()
    assert line.startswith("2026-11-19  free: mất điện cả ngày (set on ")
    assert "by command line: " in line
    (facts,) = run.json("calendar", "list", "--year", "2026")["days"]
    assert (facts["day"], facts["working"], facts["note"]) == ("2026-11-19", False, "mất điện cả ngày")
    assert run.json("calendar", "list", "--year", "2027") == {"days": []}
    assert run.json("calendar", "set", "2026-11-21", "--working", "--note", "làm bù") == {
        "day": "2026-11-21",
        "kind": "working",
        "moved": 1,
    }
    again = a_petition(books, at=MONDAY)
    assert again.due_at == petition.due_at
    assert run("calendar", "unset", "2026-11-21").endswith("2 due days moved, and their senders are told\n")
    assert run("calendar", "set", "2026-11-19", "--free", "--note", "x").endswith("is free; 0 due days moved\n")
    run("calendar", "unset", "2026-11-19")
    assert run("calendar", "list") == "no day is set; the public calendar holds\n"
    assert books.read(lambda c: PetitionRepository(c).by_id(other.id)) == other
    assert run("petitions", "verify").endswith("whole\n")


@pytest.mark.usefixtures("books")
def test_a_day_that_is_not_set_cannot_be_unset(run: Run) -> None:
    assert "2026-11-19 is not set" in run.refused("calendar", "unset", "2026-11-19")


@pytest.mark.parametrize(
    "arguments",
    [
        ["petitions"],
        ["petitions", "list", "--state", "draft"],
        ["petitions", "show"],
        ["petitions", "show", "x", "--contact", "--as", "Lan"],
        ["petitions", "show", "x", "--contact", "--reason", " "],
        ["calendar", "set", "19/11/2026", "--free", "--note", "x"],
        ["calendar", "set", "2026-11-19", "--note", "x"],
        ["calendar", "set", "2026-11-19", "--free", "--working", "--note", "x"],
        ["calendar", "set", "2026-11-19", "--free"],
        ["calendar", "set", "2026-11-19", "--free", "--note", "\u200b"],
        ["calendar", "list", "--year", "x"],
    ],
    ids=" ".join,
)
def test_what_is_typed_wrongly_is_misuse(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments", [["petitions", "list"], ["petitions", "verify"], ["calendar", "list"]], ids=" ".join
)
def test_a_database_of_an_older_shape_is_one_sentence(
    empty_url: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", empty_url)
    assert "`motcua database upgrade`" in run.refused(*arguments)
