"""`motcua catalogue export` and the way back, `check` with its findings, from the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from bot.cli import main
from bot.clock import Clock
from bot.database import Database
from knowledge.loading import load
from knowledge.release import read_release
from tests.bot.builders import DAY, change_cell, no_settings, small_catalogue


class Desk:
    """A folder with a small catalogue, and a database that may hold it."""

    def __init__(self, folder: Path, url: str, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.shipped = small_catalogue(folder / "shipped")
        self._url, self._patch, self._capsys = url, patch, capsys
        self.use(url)

    def use(self, url: str) -> None:
        """Let commands work on a database."""
        self._patch.setenv("MOTCUA_DATABASE_URL", url)

    def load(self) -> None:
        """Load the small catalogue."""
        database = Database(self._url)
        database.transact(lambda c: load(c, read_release(self.shipped), Clock().now()))
        database.close()

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code, what is printed and what is complained."""
        code = main(["catalogue", *arguments])
        printed = self._capsys.readouterr()
        return code, printed.out, printed.err

    def export(self, name: str, *arguments: str) -> bytes:
        """What an export that is done wrote."""
        file = self.folder / name
        code, _, err = self.run("export", str(file), *arguments)
        assert (code, err) == (0, "")
        return file.read_bytes()


@pytest.fixture
def desk(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    made = Desk(tmp_path, url, monkeypatch, capsys)
    monkeypatch.setattr("bot.cli.checking.read_release", lambda: read_release(made.shipped))
    return made


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.json"])
def test_an_export_goes_into_an_empty_database_and_comes_out_the_same(desk: Desk, name: str) -> None:
    desk.load()
    first = desk.export(name)
    desk.use(f"sqlite:///{desk.folder / 'new' / 'motcua.sqlite'}")
    code, printed, _ = desk.run("import", str(desk.folder / name), "--load")
    assert code == 0
    assert "versions loaded" in printed
    assert desk.export(f"b{name}") == first
    code, _, complained = desk.run("import", str(desk.folder / name), "--load")
    assert code == 1
    assert "has a catalogue already" in complained
    assert complained.count("\n") == 1


def test_the_procedures_alone_are_a_table_and_linked_data_is_of_a_day(desk: Desk) -> None:
    desk.load()
    rows = list(csv.DictReader(io.StringIO(desk.export("a.csv").decode())))
    assert {row["code"] for row in rows} == {p.code for p in read_release(desk.shipped).procedures}
    whole = json.loads(desk.export("a.data", "--format", "jsonld", "--day", "2024-01-01"))
    services = [node for node in whole["@graph"] if node["@type"] == "cpsv:PublicService"]
    assert {node["dct:identifier"]["@value"] for node in services} == {row["code"] for row in rows}
    assert all(node["@id"].startswith("urn:motcua:") for node in whole["@graph"] if "motcua" in node["@id"])
    with ZipFile(io.BytesIO(desk.export("a.zip"))) as archive:
        assert archive.read("procedures.csv") == desk.export("a.csv")


def test_things_are_named_under_the_public_address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.load()
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "https://motcua.example.vn/")
    names = [node["@id"] for node in json.loads(desk.export("a.jsonld"))["@graph"]]
    assert any(name.startswith("https://motcua.example.vn/thu-tuc/") for name in names)
    assert not any("urn:" in name for name in names)


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["export", "a.doc"], 2, "does not say its format"),
        (["export", "nowhere/a.json"], 1, "cannot be written"),
        (["import", "nowhere.zip", "--load"], 1, "cannot be read"),
        (["import", "empty.zip", "--load"], 1, "is no export of a catalogue"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, why: str
) -> None:
    desk.load()
    monkeypatch.chdir(desk.folder)
    Path("empty.zip").write_bytes(b"")
    refused, _, complained = desk.run(*arguments)
    assert refused == code
    assert why in complained
    assert complained.count("\n") == 1


def test_a_faulty_export_is_refused_with_every_fault_and_nothing_is_loaded(desk: Desk) -> None:
    desk.load()
    whole: dict[str, Any] = json.loads(desk.export("a.json"))
    whole["procedures"][0]["reception"] = "somewhere"
    (desk.folder / "a.json").write_text(json.dumps(whole))
    desk.use(f"sqlite:///{desk.folder / 'new.sqlite'}")
    code, _, complained = desk.run("import", str(desk.folder / "a.json"), "--load")
    assert code == 1
    assert "procedures.csv, dòng 2, cột reception" in complained
    assert desk.run("export", str(desk.folder / "b.json"))[0] == 1


def test_before_the_first_load_there_is_nothing_to_export(desk: Desk) -> None:
    code, _, complained = desk.run("export", str(desk.folder / "a.json"))
    assert code == 1
    assert "motcua database upgrade" in complained


def test_a_check_tells_each_kind_with_what_to_do(desk: Desk) -> None:
    desk.load()
    code, printed, _ = desk.run("check")
    assert code == 0
    assert "name_of_two: 1 to be looked at; look whether they are one procedure" in printed
    assert "and 14 more; --all shows them" in printed
    assert len(desk.run("check", "--all")[1].splitlines()) > len(printed.splitlines())
    facts = json.loads(desk.run("check", "--json")[1])
    assert (facts["loaded"], facts["waiting"]) == (True, 0)
    assert {finding["kind"] for finding in facts["findings"]} == {"name_of_two", "count_differs"}
    assert all(finding["to_do"] and not finding["error"] for finding in facts["findings"])


def test_a_check_ends_with_1_when_something_must_be_mended(desk: Desk) -> None:
    change_cell(desk.shipped, "procedures.csv", 2, "source_ref", "")
    change_cell(desk.shipped, "procedures.csv", 2, "enacted_by", "")
    change_cell(desk.shipped, "procedures.csv", 2, "ended_by", "")
    code, printed, _ = desk.run("check")
    assert code == 1
    assert "without_source: 1 must be mended" in printed
    assert json.loads(desk.run("check", "--json")[1])["loaded"] is False
