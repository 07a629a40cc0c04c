"""`motcua catalogue import`, `approve`, `refuse`, `undo` and `proposals`: the exit codes, the facts, the refusals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.review.proposals import ProposalRepository, ProposalState
from tests.annex_files import DECISION
from tests.annex_making import HEADINGS
from tests.bot.builders import DAY, no_settings
from tests.bot.proposals import (
    CHI,
    EFFECTIVE,
    HOA,
    LAN,
    NAMES,
    QUAN,
    TITLE,
    a_row,
    an_annex_file,
    procedures,
    proposal,
    seat,
    text_table,
)

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Typed:
    """`motcua catalogue …` over an empty catalogue with its officers: the exit code, what it printed and complained."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    seat(database)

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["catalogue", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def a_file(folder: Path, *rows: list[str], name: str = "phu-luc.csv", **facts: Any) -> Path:
    path = folder / name
    path.write_bytes(an_annex_file(*rows, **facts))
    return path


def waiting(database: Database) -> list[int]:
    return [one.id for one in database.read(lambda c: ProposalRepository(c).waiting())]


def test_a_dry_run_shows_the_diff_and_changes_nothing(typed: Typed, database: Database, tmp_path: Path) -> None:
    code, out, err = typed("import", a_file(tmp_path))
    assert (code, err) == (0, "")
    assert "#1 new 9.000101 Cấp thẻ đọc sách thư viện xã from 2026-12-01" in out
    assert "new 1, changed 0, ended 0, untouched 0" in out
    assert "Mã số TTHC” → mã thủ tục" in out
    assert waiting(database) == []
    assert procedures(database) == {}


def test_what_is_missing_is_said_with_the_option_that_gives_it(typed: Typed, tmp_path: Path) -> None:
    path = a_file(tmp_path, heads=("DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH",))
    code, out, _ = typed("import", path)
    assert code == 1
    assert "missing of the decision: --number, --date, --issuer, --effective, --level" in out
    facts = ("--number", "1/QĐ-UBND", "--date", "2026-11-20", "--issuer", "UBND tỉnh Ninh Bình")
    code, out, _ = typed("import", path, *facts, "--effective", "2026-12-01", "--level", "commune")
    assert (code, "--propose --as OFFICER" in out) == (0, True)


def test_a_row_is_settled_by_the_number_or_the_name_of_a_choice(
    typed: Typed, database: Database, tmp_path: Path
) -> None:
    rows = [a_row(1), a_row(2, "Cho mượn sách ở thôn")]
    rows[0][1] = rows[1][1] = ""
    path = a_file(tmp_path, *rows)
    code, out, _ = typed("import", path)
    assert (code, "#2 (dòng 6) no_code" in out) == (1, True)
    assert typed("import", path, "--settle", "1=9.000777", "--settle", "2=1")[0] == 0
    assert typed("import", path, "--settle", "1=leave", "--settle", "2=sell")[0] == 1
    code, out, _ = typed("import", path, "--settle", "1=leave", "--settle", "2=code:9.000778", "--json")
    facts = json.loads(out)
    assert (code, [line["kind"] for line in facts["lines"]]) == (0, ["left", "new"])
    assert facts["ready"]


@pytest.mark.parametrize("choice", ["sell", "9"])
def test_a_choice_that_is_not_offered_is_refused(typed: Typed, tmp_path: Path, choice: str) -> None:
    path = tmp_path / "linh-vuc.csv"
    heads = [TITLE], [DECISION], [EFFECTIVE], [*HEADINGS, "Lĩnh vực"]
    path.write_bytes(text_table([*heads, [*a_row(), "Thư viện"]]))
    code, _, err = typed("import", path, "--settle", f"1={choice}")
    assert (code, "the choices are" in err) == (1, True)


def test_an_annex_is_proposed_approved_and_undone_by_two_persons(
    typed: Typed, database: Database, tmp_path: Path
) -> None:
    path = a_file(tmp_path)
    code, out, _ = typed("import", path, "--propose", "--as", LAN, "--comment", "Theo Nghị định mới")
    assert (code, "proposed as 1" in out) == (0, True)
    asked = database.read(lambda c: OutboxRepository(c).states("officer:proposal:1:asked"))
    assert {one.chat_id for one in asked} == {HOA, CHI}
    code, _, err = typed("approve", 1, "--as", LAN)
    assert (code, err.count("\n")) == (1, 1)
    code, out, _ = typed("approve", 1, "--as", CHI, "--comment", "Đã xem")
    assert (code, f"approved by {NAMES[CHI]}" in out) == (0, True)
    assert "9.000101" in procedures(database)
    assert typed("import", path)[1].endswith("it would change nothing\n")
    code, out, _ = typed("undo", 1, "--as", HOA, "--comment", "Sai")
    assert (code, procedures(database)) == (0, {})
    code, out, _ = typed("proposals", "--json")
    (told,) = json.loads(out)["proposals"]
    assert (told["state"], told["proposed_by"], told["decided_by"], told["undone_by"]) == (
        "undone",
        NAMES[LAN],
        NAMES[CHI],
        NAMES[HOA],
    )
    assert NAMES[HOA] in typed("proposals")[1]


def test_a_refusal_needs_its_reason_and_is_told(typed: Typed, database: Database, tmp_path: Path) -> None:
    typed("import", a_file(tmp_path), "--propose", "--as", LAN)
    with pytest.raises(SystemExit):
        typed("refuse", 1, "--as", CHI)
    assert typed("refuse", 1, "--as", CHI, "--comment", "Thiếu căn cứ")[0] == 0
    assert proposal(database, 1).state is ProposalState.REFUSED
    assert typed("approve", 1, "--as", CHI)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("approve", 7, "--as", CHI),
        ("approve", 7, "--as", 999),
        ("undo", 7, "--as", CHI, "--comment", "Sai"),
        ("refuse", 7, "--as", QUAN, "--comment", "Sai"),
        ("import", "khong-co.csv"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(typed: Typed, arguments: tuple[object, ...]) -> None:
    code, out, err = typed(*arguments)
    assert (code, out, err.count("\n")) == (1, "", 1)


def test_who_may_not_propose_is_refused_and_nobody_is_asked(typed: Typed, database: Database, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    for arguments in ((), ("--as", QUAN), ("--as", 999)):
        code, _, err = typed("import", path, "--propose", *arguments)
        assert (code, err.count("\n")) == (1, 1)
    assert waiting(database) == []
    assert database.read(lambda c: OutboxRepository(c).waiting()) == 0


def test_a_file_that_cannot_be_read_is_refused_in_vietnamese(typed: Typed, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "hong.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    code, out, err = typed("import", path, "--propose", "--as", LAN)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "hong.xlsx: Tệp" in err
    assert waiting(database) == []


def test_a_file_that_needs_a_person_is_not_proposed(typed: Typed, database: Database, tmp_path: Path) -> None:
    row = a_row()
    row[1] = ""
    code, _, err = typed("import", a_file(tmp_path, row), "--propose", "--as", LAN)
    assert code == 1
    assert "Dòng 5" in err  # the row without a code
    assert waiting(database) == []


def test_a_decision_of_another_province_is_not_proposed(typed: Typed, database: Database, tmp_path: Path) -> None:
    code, out, _ = typed("import", a_file(tmp_path), "--issuer", "UBND tỉnh Thanh Hóa", "--propose", "--as", LAN)
    assert (code, "a decision of Thanh Hóa does not hold here" in out) == (1, True)
    assert waiting(database) == []


def test_ends_without_a_reason_take_one_for_all(typed: Typed, database: Database, tmp_path: Path) -> None:
    typed("import", a_file(tmp_path, a_row(1), a_row(2, "Cho mượn sách ở thôn")), "--propose", "--as", LAN)
    typed("approve", 1, "--as", CHI)
    later = EFFECTIVE.replace("01/12/2026", "01/01/2027")
    heads = (TITLE.replace("MỚI BAN HÀNH", "BỊ BÃI BỎ"), DECISION.replace("9999", "9998"), later)
    path = a_file(tmp_path, a_row(1), a_row(2, "Cho mượn sách ở thôn"), name="bai-bo.csv", heads=heads)
    assert typed("import", path)[0] == 1
    code, out, _ = typed("import", path, "--reason", "without_replacement")
    assert (code, out.count("(without_replacement)")) == (0, 2)
