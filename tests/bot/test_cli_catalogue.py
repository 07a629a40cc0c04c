"""`motcua catalogue`: counts, changes, one procedure through time, and whether the files are sound."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from bot import groundwork
from bot.cli import main
from bot.cli.common import print_faults
from bot.clock import Clock
from bot.database import Database
from bot.texts import say
from bot.views.message import plain
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.cells import Fault, Rule
from knowledge.procedures import Level
from knowledge.release import Release, read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins
from tests.bot.builders import DAY, change_cell, no_settings, small_catalogue

Run = Callable[..., str]
Facts = Callable[..., dict[str, Any]]

REPORT_DAY = "2024-03-31"


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Catalogue, tmp_path: Path
) -> Run:
    """What a command that is done prints; the catalogue is the shipped one, read once for all tests."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setattr("bot.cli.catalogue.catalogue_of", lambda _: catalogue)

    def done(*arguments: str) -> str:
        assert main(["catalogue", *arguments]) == 0
        printed = capsys.readouterr()
        assert printed.err == ""
        return printed.out

    return done


@pytest.fixture
def facts(run: Run) -> Facts:
    def told(*arguments: str) -> dict[str, Any]:
        printed: dict[str, Any] = json.loads(run(*arguments, "--json"))
        return printed

    return told


def test_counts_are_exactly_those_of_the_design(facts: Facts) -> None:
    told = facts("counts", "--day", REPORT_DAY)
    assert list(told) == ["day", "rows"]
    assert told["day"] == REPORT_DAY
    assert all(list(row) == ["level", "group", "published", "loaded", "difference"] for row in told["rows"])
    assert {row["level"] for row in told["rows"]} <= set(Level)
    published = [row for row in told["rows"] if row["published"] is not None]
    assert sum(row["published"] for row in published if row["level"] == "district") > 0
    assert all(row["difference"] == row["published"] - row["loaded"] for row in published)


def test_a_day_nobody_counted_has_loaded_procedures_alone(facts: Facts) -> None:
    rows = facts("counts")["rows"]
    assert rows
    assert all(row["published"] is None and row["difference"] is None for row in rows)


def test_counts_are_printed_as_a_table_with_a_sum(run: Run, facts: Facts) -> None:
    printed = run("counts", "--day", REPORT_DAY).splitlines()
    rows = facts("counts", "--day", REPORT_DAY)["rows"]
    district = [row for row in rows if row["level"] == "district" and row["published"] is not None]
    total = next(line for line in printed if line.startswith("district") and "all published groups" in line).split()
    assert total[-3:] == [
        str(sum(row["published"] for row in district)),
        str(sum(row["loaded"] for row in district)),
        str(sum(row["difference"] for row in district)),
    ]
    assert any(line.split()[-3:-2] == ["-"] for line in printed if line.startswith("commune"))


def test_changes_are_exactly_those_of_the_design(facts: Facts) -> None:
    told = facts("changes", "--from", "2024-01-01", "--to", REPORT_DAY)
    assert list(told) == ["decisions"]
    assert all(list(d) == ["number", "date", "issuer", "changes"] for d in told["decisions"])
    changes = [change for decided in told["decisions"] for change in decided["changes"]]
    assert all(list(change) == ["change", "code", "name", "field", "level"] for change in changes)
    assert {change["change"] for change in changes} <= {"new", "amended", "replaced", "abolished"}
    decided = next(d for d in told["decisions"] if d["number"] == "453/QĐ-UBND")
    assert decided["date"] == "2024-03-06"
    assert decided["issuer"] == "UBND tỉnh Nam Định"
    by_name = {name: {c["change"] for c in decided["changes"] if c["name"] == name} for name in _names(decided)}
    assert {"new", "abolished"} in by_name.values()


def _names(decided: dict[str, Any]) -> set[str]:
    return {change["name"] for change in decided["changes"]}


def test_changes_include_both_days_and_nothing_outside(facts: Facts) -> None:
    def numbers(first: str, last: str) -> list[str]:
        return [d["number"] for d in facts("changes", "--from", first, "--to", last)["decisions"]]

    assert "453/QĐ-UBND" in numbers("2024-03-06", "2024-03-06")
    assert "453/QĐ-UBND" not in numbers("2024-03-07", REPORT_DAY)
    assert "453/QĐ-UBND" not in numbers("2024-01-01", "2024-03-05")
    assert numbers("1990-01-01", "1990-12-31") == []


def test_a_decision_that_names_nothing_is_printed_and_said_to(run: Run, facts: Facts) -> None:
    printed = run("changes", "--from", "2024-01-01", "--to", REPORT_DAY)
    told = facts("changes", "--from", "2024-01-01", "--to", REPORT_DAY)["decisions"]
    assert "453/QĐ-UBND 2024-03-06 UBND tỉnh Nam Định\n" in printed
    assert printed.count("names no procedure in the sources") == sum(not d["changes"] for d in told)
    assert printed.count("\n  ") == sum(max(1, len(d["changes"])) for d in told)


def test_changes_come_as_a_workbook(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, days = tmp_path / "changes.xlsx", ("--from", "2024-01-01", "--to", REPORT_DAY)
    assert run("changes", *days, "--xlsx", str(file)) == f"{file}: 18 changes by 5 decisions\n"
    book = load_workbook(file)
    assert book.sheetnames == ["Thay đổi", "Tổng hợp"]
    assert book["Thay đổi"].max_row == 5 + 18
    assert main(["catalogue", "changes", *days, "--xlsx", "changes.csv"]) == 2
    assert main(["catalogue", "changes", *days, "--xlsx", str(tmp_path / "no" / "a.xlsx")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("changes",), ("changes", "--from", "2024-01-01"), ("counts", "--day", "soon")])
def test_changes_without_their_days_and_wrong_days_are_misused(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as misused:
        main(["catalogue", *arguments])
    assert misused.value.code == 2
    assert "usage: motcua" in capsys.readouterr().err


def test_who_confirmed_a_version_is_shown_with_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Database, tmp_path: Path
) -> None:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", database.url.render_as_string(hide_password=False))
    groundwork.prepare(database, Clock(), small_catalogue(tmp_path / "shipped"))
    *_, birth = database.read(lambda c: CatalogueRepository(c).recorded(["1.001193"]))["1.001193"]
    place, at = ("1.001193", begins(birth.version)), datetime(2026, 11, 23, 8, tzinfo=UTC)
    database.transact(lambda c: ledger.confirm(c, place, "Quyết định 5/QĐ-UBND", DAY, "Lan", at))
    assert main(["catalogue", "show", "1.001193", "--json"]) == 0
    *others, version = json.loads(capsys.readouterr().out)["versions"]
    assert {other["verified"] for other in others} <= {None}
    assert version["verified"] == {"document": "Quyết định 5/QĐ-UBND", "on": DAY.isoformat(), "by": "Lan"}


def test_a_procedure_is_shown_with_its_whole_timeline(facts: Facts) -> None:
    told = facts("show", "1.001193")
    assert list(told) == ["code", "day", "status", "versions"]
    assert told["code"] == "1.001193"
    assert told["day"] == "2026-11-22"
    assert told["status"] == "in_force"
    version = told["versions"][-1]
    assert version["name"] == "Thủ tục đăng ký khai sinh"
    assert version["levels"] == ["commune"]
    assert version["verified"] is None
    assert version["papers"]
    assert all(list(paper) == ["case", "name", "originals", "copies"] for paper in version["papers"])
    ways = ["channel", "time", "time_without_unit", "fee", "fee_note", "valid_from", "valid_to"]
    assert all(list(way) == ways for way in version["ways"])
    assert {way["channel"] for way in version["ways"]} == {"counter", "online", "post"}
    assert all(way[key] != "" for way in version["ways"] for key in ways)


def test_the_status_shown_is_that_of_the_day(facts: Facts) -> None:
    assert facts("show", "TN-NV-04", "--day", "2024-03-05")["status"] == "in_force"
    assert facts("show", "TN-NV-04", "--day", "2024-03-06")["status"] == "abolished"
    version = facts("show", "TN-NV-04")["versions"][0]
    assert version["valid_to"] == "2024-03-06"
    assert version["to_basis"] == "signed"
    assert version["ended_by"] == ["453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định"]


def test_an_end_in_another_province_is_shown_as_such(facts: Facts) -> None:
    elsewhere = facts("show", "1.000691")
    assert elsewhere["status"] == "unknown"
    assert "Hải Phòng" in elsewhere["versions"][0]["ended_elsewhere"]


def test_a_timeline_is_printed_with_what_is_stated(run: Run) -> None:
    printed = run("show", "1.001193")
    assert printed.startswith("1.001193 on 2026-11-22: in_force (")
    for part in (
        "name: Thủ tục đăng ký khai sinh",
        "field: Hộ tịch",
        "counter: ",
        "; fee 0",
        "papers: ",
        "source: Cổng",
    ):
        assert part in printed
    assert "note: " in run("show", "1.000145")


def test_an_incomplete_list_of_papers_is_printed_as_such(run: Run, shipped: Release) -> None:
    codes = {p.code for p in shipped.procedures if p.latest.papers_complete is False}
    assert codes
    assert "the list lacks its main paper" in run("show", min(codes))


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("code", ["9.999999", "khai sinh", ""])
def test_a_code_nobody_knows_is_refused_with_a_sentence(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["--json"]):
        assert main(["catalogue", "show", code, *arguments]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert code in told.err
        assert "1.001193" in told.err
        assert told.err.count("\n") == 1


class Office:
    """A database with a small catalogue, and the folder it was loaded from."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.shipped = small_catalogue(folder / "shipped")
        self.url = f"sqlite:///{folder / 'motcua.sqlite'}"
        self._capsys = capsys
        no_settings(monkeypatch)
        monkeypatch.setenv("MOTCUA_DATABASE_URL", self.url)
        monkeypatch.setattr("bot.cli.checking.read_release", lambda: read_release(self.shipped))

    def load(self) -> None:
        """Load the folder as it is."""
        database = Database(self.url)
        groundwork.prepare(database, Clock(), self.shipped)
        database.close()

    def execute(self, *statements: str) -> None:
        """Change the database by hand."""
        database = Database(self.url)
        for statement in statements:
            database.transact(lambda connection, said=statement: connection.execute(text(said)))  # type: ignore[misc]
        database.close()

    def check(self) -> tuple[int, list[str], list[str]]:
        """What `catalogue check` gives: the exit code, and the lines it prints and complains."""
        code = main(["catalogue", "check"])
        printed = self._capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, monkeypatch, capsys)


def test_a_check_before_the_first_load_says_what_would_load(office: Office) -> None:
    code, printed, complained = office.check()
    assert (code, complained) == (0, [])
    assert printed[0].startswith("shipped: 4 procedures, ")
    assert "nothing loaded yet" in printed[1]
    assert "motcua database upgrade" in printed[1]


def test_a_check_after_the_load_finds_nothing_that_waits(office: Office) -> None:
    office.load()
    code, printed, complained = office.check()
    versions = sum(len(p.versions) for p in read_release(office.shipped).procedures)
    assert (code, complained) == (0, [])
    assert printed[:2] == [
        f"shipped: 4 procedures, {versions} versions, no fault",
        "database: 0 versions wait for `motcua database upgrade`; 0 are the office's own",
    ]


def test_a_check_counts_what_a_new_release_would_change(office: Office) -> None:
    office.load()
    change_cell(office.shipped, "procedures.csv", 2, "note", "một ghi chú mới")
    assert "database: 1 versions wait" in office.check()[1][1]


def test_a_check_lists_what_the_office_says_otherwise(office: Office) -> None:
    office.load()
    office.execute(
        "INSERT INTO change_set (id, digest, origin, made_at) VALUES (2, 'd', 'office', '2026-11-22 00:00:00')",
        "UPDATE version SET change_set_id = 2, digest = 'the office' WHERE code = 'TN-NV-13'",
    )
    _, printed, _ = office.check()
    assert printed[1].startswith("database: 0 versions wait")
    assert printed[1].endswith("1 are the office's own")
    assert printed[2] == "  kept as the office says: TN-NV-13 from 2024-03-06"


def test_a_faulty_folder_is_refused_with_every_fault_in_vietnamese(office: Office) -> None:
    change_cell(office.shipped, "ways.csv", 3, "fee", "8.000đ")
    change_cell(office.shipped, "procedures.csv", 2, "valid_from", "06/3/2024")
    (office.shipped / "units.csv").unlink()
    code, printed, complained = office.check()
    assert (code, printed) == (1, [])
    number = plain(say("fault.number", value="8.000đ", expected=""))
    day = plain(say("fault.day", value="06/3/2024", expected=""))
    assert f"ways.csv, dòng 3, cột fee: {number}" in complained
    assert f"procedures.csv, dòng 2, cột valid_from: {day}" in complained
    assert f"units.csv: {plain(say('fault.file_missing', value='', expected=''))}" in complained


@pytest.mark.parametrize("rule", sorted(Rule))
def test_each_rule_has_its_sentence_with_file_line_and_column(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    print_faults([Fault("ways.csv", 14, "fee", "<8.000đ>", rule, "valid_to")])
    complained = capsys.readouterr().err
    assert complained.startswith("ways.csv, dòng 14, cột fee: ")
    assert complained.count("\n") == 1
    assert len(complained) > len("ways.csv, dòng 14, cột fee: \n") + 10
    assert "{" not in complained
    assert "&lt;" not in complained
