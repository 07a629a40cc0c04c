"""Results of dossiers: out of a file, checked whole, kept with who entered them, corrected and never overwritten."""

import json
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Connection

from bot import groundwork
from bot.cli import main
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.reports.quarter.dossier_files import Read, heading, read_results
from bot.reports.quarter.dossier_repository import By, DossierRepository, Entered, shipped_results
from bot.reports.quarter.dossiers import DossierFault, DossierResults, Trouble, faults
from bot.reports.quarter.figures import Wanted, read_figures
from bot.reports.quarter.periods import CutOff, Quarter, period_of
from bot.reports.quarter.units import Units
from bot.reports.quarter.workbook import Sheets, quarter_xlsx
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from knowledge.procedures import Level
from knowledge.release import FaultyReleaseError, Release
from tests.bot.builders import DAY, no_settings
from tests.bot.petitions import a_petition
from tests.bot.test_quarter import paragraphs

NOW = datetime(2026, 11, 22, 8, tzinfo=VIET_NAM)
FIRST, LAST = Quarter(2024, 1), Quarter(2026, 4)
CO_LE, CAT_THANH = "14026", "14056"
CLERK, APPROVER, NOBODY = 31, 32, 39
NEEDED = ("period", "level", "unit", "received", "resolved", "pending", "returned")

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def a_result(unit: str = CO_LE, **facts: Any) -> DossierResults:
    """Ten dossiers of the last quarter, unless told otherwise."""
    numbers = {"received": 10, "resolved": 8, "pending": 1, "returned": 1}
    said: dict[str, Any] = {"quarter": LAST, "level": Level.COMMUNE, "unit": unit} | numbers | facts
    return DossierResults(**said)


def of(database: Database, quarter: Quarter) -> list[Entered]:
    return database.read(lambda connection: DossierRepository(connection).of(quarter))


# What adds up.


@pytest.mark.parametrize(
    ("facts", "trouble"),
    [
        ({}, None),
        ({"received": 11}, Trouble.SUM),
        ({"online": 5, "counter": 3, "carried": 2}, None),
        ({"online": 5, "counter": 3, "carried": 1}, Trouble.PARTS_RECEIVED),
        ({"online": 5}, None),
        ({"online": 11}, Trouble.PARTS_RECEIVED),
        ({"early": 3, "on_time": 4, "late": 1}, None),
        ({"early": 3, "on_time": 4, "late": 0}, Trouble.PARTS_RESOLVED),
        ({"late": 9}, Trouble.PARTS_RESOLVED),
        ({"pending_late": 1}, None),
        ({"pending_late": 2}, Trouble.PENDING_LATE),
        ({"quarter": Quarter(2027, 1)}, Trouble.NOT_BEGUN),
        ({"level": Level.DISTRICT, "unit": ""}, Trouble.LEVEL_ENDED),
        ({"level": Level.DISTRICT, "quarter": FIRST}, Trouble.UNIT_OF_DISTRICT),
        ({"level": Level.DISTRICT, "quarter": FIRST, "unit": ""}, None),
        ({"unit": "99999"}, Trouble.UNIT),
    ],
)
def test_what_does_not_add_up_is_a_fault(facts: dict[str, Any], trouble: Trouble | None) -> None:
    found = [fault.trouble for fault in faults(a_result(**facts), DAY, {CO_LE})]
    assert found == ([trouble] if trouble else [])


# What is kept.


def test_what_is_shipped_is_there_and_loaded_once(loaded: Database) -> None:
    (district, commune) = of(loaded, FIRST)
    assert (district.results.received, district.results.resolved) == (1288, 1272)
    assert (commune.results.pending, commune.results.returned, commune.results.late) == (10, 7, 0)
    assert (district.origin, district.by.name) == ("release", "")
    assert loaded.transact(lambda connection: DossierRepository(connection).ship(shipped_results(), NOW)) == 0


def test_a_correction_closes_what_stood_before(loaded: Database) -> None:
    by = By(NOW, "Bà Hoa")
    for results in (a_result(), a_result(), a_result(received=11, resolved=9)):
        assert loaded.transact(lambda connection, r=results: DossierRepository(connection).enter([r], by, DAY)) == []  # type: ignore[misc]
    (standing,) = of(loaded, LAST)
    assert standing.results.received == 11
    history = loaded.read(lambda connection: DossierRepository(connection).history(a_result()))
    assert [(one.results.received, one.recorded_to) for one in history] == [(10, NOW), (11, None)]


@one_database
def test_what_an_office_entered_outlives_what_is_shipped(loaded: Database) -> None:
    corrected = DossierResults(FIRST, Level.DISTRICT, "", 1289, 1273, 15, 1, source="Công văn 12")

    def act(connection: Connection) -> int:
        DossierRepository(connection).enter([corrected], By(NOW, "Bà Hoa"), DAY)
        return DossierRepository(connection).ship(shipped_results(), NOW + timedelta(days=1))

    assert loaded.transact(act) == 0
    assert of(loaded, FIRST)[0].results == corrected


@one_database
def test_all_are_entered_or_none(loaded: Database) -> None:
    by, results = By(NOW, "Bà Hoa"), [a_result(), a_result(CAT_THANH, received=99)]
    wrong = loaded.transact(lambda connection: DossierRepository(connection).enter(results, by, DAY))
    assert wrong == [DossierFault(Trouble.SUM, "received", "99", "10")]
    twice = loaded.transact(lambda connection: DossierRepository(connection).enter([a_result(), a_result()], by, DAY))
    assert [fault.trouble for fault in twice] == [Trouble.TWICE]
    assert of(loaded, LAST) == []


def test_faulty_results_are_not_shipped(tmp_path: Path, database: Database) -> None:
    (tmp_path / "dossier_results.csv").write_text(
        "period,level,unit,received,resolved,pending,returned,online,counter,carried,early,on_time,late,pending_late,"
        "source\n2024,district,,1,1,0,0,,,,,,,,x\n2024-Q1,,,1,-1,0,,,,,,,,,x\n",
        "utf-8",
    )
    with pytest.raises(FaultyReleaseError) as wrong:
        shipped_results(tmp_path)
    columns = [(fault.line, fault.column) for fault in wrong.value.faults]
    assert columns == [(2, "period"), (3, "level"), (3, "resolved"), (3, "returned")]
    with pytest.raises(FaultyReleaseError):
        groundwork.prepare(database, Clock(), tmp_path)
    assert shipped_results(tmp_path / "nothing") == []


# Files.


def a_csv(*lines: str, head: str = ";".join(NEEDED)) -> bytes:
    return "\n".join((head, *lines)).encode()


def a_workbook(*lines: list[Any], head: list[str] | None = None) -> bytes:
    """A workbook of an office: titles above the head, which has the columns' names in Vietnamese."""
    book, file = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kết quả giải quyết hồ sơ"])
    sheet.append([])
    sheet.append(head or [heading(name) for name in NEEDED])
    for line in lines:
        sheet.append(line)
    book.save(file)
    return file.getvalue()


def read(content: bytes, shipped: Release) -> Read:
    return read_results(content, Units(shipped.units), DAY)


@pytest.mark.parametrize(
    "content",
    [
        a_csv("2026-Q4;commune;14026;1288;1272;15;1"),
        a_csv(
            "Quý IV/2026,Cấp xã,xã cổ lễ,1288,1272,15,1",
            head="Kỳ,Cấp,Đơn vị,Đã tiếp nhận,Đã giải quyết,Đang giải quyết,Trả lại/rút lại",
        ).replace(b"/r", b" r"),
        a_csv("4/2026;xã;Co Le;1.288;1.272;15;01").replace(b"period", "\ufeffKỳ".encode()),
        a_workbook(["2026-Q4", "Cấp xã", "Cổ Lễ", 1288, 1272.0, "15", 1]),
    ],
)
def test_a_file_is_read_as_offices_write_it(content: bytes, shipped: Release) -> None:
    found = read(content, shipped)
    assert found.faults == []
    ((_, one),) = found.results
    assert (one.quarter, one.level, one.unit) == (LAST, Level.COMMUNE, CO_LE)
    assert (one.received, one.resolved, one.pending, one.returned, one.late) == (1288, 1272, 15, 1, None)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (a_csv("2026-Q5;commune;;1;1;0;0"), [(Trouble.PERIOD, "period", 2)]),
        (a_csv("2027-Q1;commune;;1;1;0;0"), [(Trouble.NOT_BEGUN, "period", 2)]),
        (a_csv("2026-Q4;tỉnh;;1;1;0;0"), [(Trouble.LEVEL, "level", 2)]),
        (a_csv("2026-Q4;commune;Nam Định;1;1;0;0"), [(Trouble.UNIT, "unit", 2)]),
        (
            a_csv("2026-Q4;commune;;1,5;-1;a;"),
            [*((Trouble.NUMBER, name, 2) for name in NEEDED[3:6]), (Trouble.REQUIRED, "returned", 2)],
        ),
        (a_csv("2026-Q4;commune;;99999999999;1;0;0"), [(Trouble.NUMBER, "received", 2)]),
        (
            a_csv("2026-Q4;;;5;1;0;0", ";commune;;5;5;0;0"),
            [(Trouble.REQUIRED, "level", 2), (Trouble.REQUIRED, "period", 3)],
        ),
        (a_csv("2026-Q4;commune;;5;1;0;0"), [(Trouble.SUM, "received", 2)]),
        (a_csv(*["2026-Q4;commune;;5;5;0;0"] * 2), [(Trouble.TWICE, "period", 3)]),
        (a_workbook(["2026-Q4", "xã", "", "=B1+1", 1, 0, 0]), [(Trouble.FORMULA, "received", 4)]),
        (a_workbook(["2026-Q4", "xã", "", 1.5, 1, 0, 0]), [(Trouble.NUMBER, "received", 4)]),
        (a_csv(head="period;level;unit"), [(Trouble.HEADINGS, "", 0)]),
        (a_csv(), [(Trouble.EMPTY, "", 0)]),
        (b"", [(Trouble.HEADINGS, "", 0)]),
        (b"%PDF-1.7 something", [(Trouble.KIND, "", 0)]),
        (a_workbook()[:500], [(Trouble.KIND, "", 0)]),
    ],
)
def test_every_fault_of_a_file_is_found(
    content: bytes, wrong: list[tuple[Trouble, str, int]], shipped: Release
) -> None:
    found = read(content, shipped)
    assert [(fault.trouble, fault.column, fault.row) for fault in found.faults] == wrong


# The command.


@pytest.fixture
def run(loaded_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Callable[..., Any]:
    """A command over the loaded catalogue: its exit code, what it prints, and what it complains of."""
    no_settings(monkeypatch)
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path))
    monkeypatch.setenv("MOTCUA_TODAY", DAY.isoformat())
    monkeypatch.setenv("MOTCUA_DATABASE_URL", loaded_url)
    database = Database(loaded_url)
    for who, role, unit in ((CLERK, Role.CLERK, CO_LE), (APPROVER, Role.APPROVER, "")):
        add = (who, role, unit, f"Cán bộ {who}", NOW, "test")
        database.transact(lambda connection, a=add: OfficerRepository(connection).add(*a))  # type: ignore[misc]
    database.close()

    def typed(*arguments: object) -> tuple[int, str, str]:
        code = main(["report", *map(str, arguments)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return typed


def written(folder: Path, content: bytes) -> Path:
    file = folder / "hồ sơ.csv"
    file.write_bytes(content)
    return file


def test_a_file_is_tried_and_then_entered(run: Any, tmp_path: Path, loaded_url: str) -> None:
    file = written(tmp_path, a_csv("2026-Q4;commune;Cổ Lễ;1.288;1.272;15;1"))
    code, out, err = run("dossiers", file, "--as", CLERK)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "2: 2026-Q4 commune 14026: Đã tiếp nhận 1.288; Đã giải quyết 1.272; Đang giải quyết 15; Trả lại, rút lại 01",
        "a dry run: nothing was entered; --apply enters them",
    ]
    database = Database(loaded_url)
    assert of(database, LAST) == []
    code, out, _ = run("dossiers", file, "--as", CLERK, "--apply", "--json")
    assert (code, json.loads(out)["entered"]) == (0, 1)
    (standing,) = of(database, LAST)
    assert (standing.results.received, standing.by.name, standing.origin) == (1288, f"Cán bộ {CLERK}", "office")
    (trace,) = database.read(lambda connection: TraceRepository(connection).every())
    assert (trace.act, trace.about, trace.reason) == ("report", f"dossiers:2026-Q4:commune:{CO_LE}", file.name)
    database.close()


@one_database
def test_faults_are_told_in_sentences_and_nothing_is_entered(run: Any, tmp_path: Path, loaded_url: str) -> None:
    file = written(tmp_path, a_csv("2026-Q4;commune;Cổ Lễ;12;8;1;1", "2026-Q4;commune;Cát Thành;x;8;1;1"))
    code, _, err = run("dossiers", file, "--as", CLERK, "--apply")
    assert code == 1
    assert err.splitlines() == [
        "hồ sơ.csv, dòng 2, cột Đã tiếp nhận: đã tiếp nhận 12 nhưng đã giải quyết, đang giải quyết, trả lại và rút lại"
        " cộng lại là 10; hai số phải bằng nhau.",
        "hồ sơ.csv, dòng 3, cột Đã tiếp nhận: “x” không phải số hồ sơ; xin ghi số nguyên, ví dụ 1288 hoặc 1.288.",
    ]
    database = Database(loaded_url)
    assert of(database, LAST) == []
    database.close()


@one_database
@pytest.mark.parametrize(
    ("who", "unit", "why"),
    [
        (NOBODY, "Cổ Lễ", "39 holds no role"),
        (APPROVER, "Cổ Lễ", "32 may not enter results of xã Cổ Lễ"),
        (CLERK, "Cát Thành", "31 may not enter results of xã Cát Thành"),
        (CLERK, "", "31 may not enter results of a whole level"),
    ],
)
def test_only_a_clerk_or_controller_of_the_unit_enters(run: Any, tmp_path: Path, who: int, unit: str, why: str) -> None:
    file = written(tmp_path, a_csv(f"2026-Q4;commune;{unit};10;8;1;1"))
    code, out, err = run("dossiers", file, "--as", who, "--apply")
    assert (code, out) == (1, "")
    assert why in err


@one_database
def test_the_report_is_a_file(run: Any, tmp_path: Path) -> None:
    for name, sheets in (("quý.docx", []), ("quý.xlsx", ["II.06a", "II.05a (tham khảo)", "Theo loại việc"])):
        code, out, err = run("quarter", "2024-Q1", "--out", tmp_path / name)
        assert (code, err) == (0, "")
        assert out == f"{tmp_path / name}: 2024-Q1, 2024-01-01 to 2024-03-31\n"
        if sheets:
            assert load_workbook(tmp_path / name).sheetnames[:3] == sheets


@one_database
def test_the_register_of_the_days_is_in_the_workbook_unless_it_is_too_long(
    run: Any, tmp_path: Path, loaded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, file = Database(loaded_url), tmp_path / "x.xlsx"
    for trial in (False, True):
        a_petition(database, at=NOW - timedelta(days=2), trial=trial)
    database.close()
    assert run("quarter", "2026-Q4", "--out", file)[0] == 0
    book = load_workbook(file)
    assert book.sheetnames[-1] == "Sổ tiếp nhận"
    assert [row[0] for row in book["Sổ tiếp nhận"].iter_rows(min_row=7, values_only=True)] == [1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run("quarter", "2026-Q4", "--unit", "Cổ Lễ", "--out", file)[0] == 0
    assert load_workbook(file)["Sổ tiếp nhận"].max_row == 6
    monkeypatch.setattr("bot.cli.reporting.MOST_IN_BOOK", 0)
    assert "the register is left out" in run("quarter", "2026-Q4", "--out", file)[1]
    assert "Sổ tiếp nhận" not in load_workbook(file).sheetnames


@one_database
@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["2024-Q5"], 1, "“2024-Q5” không phải kỳ báo cáo; xin gõ năm và quý, ví dụ 2024-Q1 hoặc Quý I/2024."),
        (["2027-Q1"], 1, "Kỳ 2027-Q1 chưa bắt đầu nên chưa có số liệu."),
        (["2024-Q1", "--from", "2024-05-01"], 1, "Ngày đầu của kỳ sau ngày cuối"),
        (["2024-Q1", "--unit", "Hà Nội"], 1, "no commune is called 'Hà Nội' on 2024-03-31; there are "),
        (["2024-Q1", "--template", "absent.docx"], 1, "absent.docx cannot be read: No such file or directory."),
        (["2024-Q1", "--plans", "absent.txt"], 1, "absent.txt cannot be read"),
        (["2024-Q1", "--out", "x.pdf"], 2, "x.pdf is no name of a report; call it x.docx or x.xlsx."),
        (["2024-Q1", "--out", "absent/x.docx"], 1, "absent/x.docx cannot be written"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence_and_no_file(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = run("quarter", "--out", "x.docx", *arguments)
    assert refused[:2] == (code, "")
    assert why in refused[2]
    assert refused[2].count("\n") == 1
    assert list(tmp_path.glob("x.*")) == []


@one_database
def test_an_office_takes_the_template_and_its_own_is_used(run: Any, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "quarter.docx"
    own.parent.mkdir()
    assert run("template", own)[0] == 0
    assert run("template", own)[0] == 1  # what an office changed is never overwritten
    assert run("template", "own.txt")[0] == 2
    assert run("quarter", "2024-Q1", "--out", tmp_path / "x.docx")[0] == 0
    own.write_bytes(b"no Word file")
    code, _, err = run("quarter", "2024-Q1", "--out", tmp_path / "y.docx")
    assert (code, err) == (1, "motcua: Mẫu quarter.docx không phải tệp Word (.docx) đọc được. Chưa ghi tệp nào.\n")
    assert not (tmp_path / "y.docx").exists()


@one_database
def test_an_office_may_count_from_the_15th_to_the_14th(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_QUARTER", "fifteenth")
    file = tmp_path / "x.docx"
    assert run("quarter", "2024-Q1", "--out", file)[1] == f"{file}: 2024-Q1, 2023-12-15 to 2024-03-14\n"
    told = paragraphs(file.read_bytes())
    assert "(Số liệu từ ngày 15/12/2023 đến hết ngày 14/3/2024)" in told
    assert any("bãi bỏ 10 TTHC" in paragraph for paragraph in told)
    monkeypatch.setenv("MOTCUA_QUARTER", "monthly")
    code, _, err = run("quarter", "2024-Q1", "--out", file)
    assert (code, err.startswith("motcua: MOTCUA_QUARTER: ")) == (1, True)


@one_database
def test_an_office_tells_its_plans_in_a_file(run: Any, tmp_path: Path) -> None:
    plans, file = tmp_path / "kế hoạch.txt", tmp_path / "x.docx"
    plans.write_text("Thực hiện   Kế hoạch số 1.\n\nKế hoạch số 2.\n", "utf-8")
    assert run("quarter", "2026-Q4", "--unit", "co le", "--plans", plans, "--out", file)[0] == 0
    told = paragraphs(file.read_bytes())
    assert told[told.index("a) Về Kế hoạch cải cách thủ tục hành chính") + 1 :][:2] == [
        "Thực hiện Kế hoạch số 1.",
        "Kế hoạch số 2.",
    ]
    plans.write_bytes(b"\xff\xfe\x00k")
    assert run("quarter", "2026-Q4", "--plans", plans, "--out", file)[0] == 1


# The workbook.


def cells(content: bytes, sheet: str) -> list[list[Any]]:
    return [list(row) for row in load_workbook(BytesIO(content))[sheet].iter_rows(values_only=True)]


def figures(database: Database, quarter: Quarter) -> Any:
    period = period_of(quarter, DAY, CutOff.CALENDAR)
    return database.read(lambda connection: read_figures(connection, Wanted(period, NOW)))


@one_database
def test_the_form_of_dossiers_adds_up(loaded: Database) -> None:
    rows = cells(quarter_xlsx(figures(loaded, FIRST)), "II.06a")
    named = {row[1]: row[2:13] for row in rows if row[0] in {1, 2} or row[1] == "Tổng cộng"}
    assert named["Cấp huyện"] == [1288, None, None, None, 1273, None, None, 0, 15, 15, 0]
    assert named["Tổng cộng"] == [10610, None, None, None, 10585, None, None, 0, 25, 25, 0]
    for row in named.values():
        assert row[0] == row[4] + row[8]
    assert [row[1] for row in rows if str(row[1]).startswith("Cột 7")] == [
        "Cột 7 và cột 9 gồm cả 8 hồ sơ trả lại, rút lại."
    ]
    apart = cells(quarter_xlsx(figures(loaded, FIRST), Sheets(returned_apart=True)), "II.06a")
    assert next(row for row in apart if row[1] == "Cấp xã")[6:14] == [9305, None, None, 0, 10, 10, 0, 7]


@one_database
def test_the_form_of_petitions_is_marked_as_not_verified(loaded: Database) -> None:
    rows = cells(quarter_xlsx(figures(loaded, LAST)), "II.05a (tham khảo)")
    assert any("MẪU THAM KHẢO, CHƯA ĐỐI CHIẾU" in str(row[1]) for row in rows)
    assert [row[1] for row in rows if row[0] in {1, 2, 3}][-1] == "Sáng kiến, giải pháp sửa thủ tục, quy định"


@one_database
def test_units_stand_in_the_form_by_themselves(loaded: Database) -> None:
    results = [a_result(CO_LE, early=3, on_time=5, late=0), a_result(CAT_THANH)]
    loaded.transact(lambda connection: DossierRepository(connection).enter(results, By(NOW, "Bà Hoa"), DAY))
    rows = cells(quarter_xlsx(figures(loaded, LAST)), "II.06a")
    assert next(row for row in rows if row[1] == "xã Cổ Lễ")[6:10] == [9, 3, 6, 0]
    assert next(row for row in rows if row[1] == "Tổng cộng")[2] == 20
    empty = cells(quarter_xlsx(figures(loaded, Quarter(2026, 3))), "II.06a")
    assert next(row for row in empty if row[1] == "Cấp xã")[2:13] == [None] * 11
