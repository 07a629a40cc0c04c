"""What decisions changed and what has ended: for officers by decision, as a file too; for citizens in plain words."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.clock import Clock
from bot.database import Database
from bot.petitions.book import Span
from bot.reports.changes_book import COLUMNS, COUNTED, workbook
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views import changing as views
from bot.views.branches import recent
from bot.views.card import Card
from bot.views.days import called
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from knowledge.changes import DecisionChanges
from knowledge.procedures import Change, DayBasis, Decision, EndReason, Procedure, Version
from knowledge.timeline import Standing
from tests.bot.builders import a_decision, a_version
from tests.bot.conftest import Chat

APPROVER = 32
DAY, EVE = date(2026, 11, 22), date(2026, 11, 1)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
QUARTER = Span(date(2024, 1, 1), date(2024, 3, 31))
HEADER = 5
"""The line of the table's head."""

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
OURS = a_decision("12/QĐ-UBND", signed_on=EVE, issuer="Chủ tịch UBND tỉnh Ninh Bình", place="Ninh Bình")


def an_officer(database: Database, role: Role = Role.APPROVER) -> None:
    database.transact(lambda c: OfficerRepository(c).add(APPROVER, role, "", "Lan", Clock().now(), "test"))


def catalogue_of(*versions: Version, decisions: Iterable[Decision] = (OURS,)) -> Catalogue:
    made = [Procedure(v.code, (v,)) for v in versions]
    return Catalogue(made, {}, list(decisions), [])


def heirs_in(catalogue: Catalogue) -> Callable[[str], Sequence[Standing]]:
    return lambda code: catalogue.successors(code, DAY)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


# /thaydoi


@one_database
async def test_an_officer_sees_the_decisions_of_a_quarter_with_what_they_changed_in_numbers(chat: Chat) -> None:
    an_officer(chat.database)
    for typed in (
        "/thaydoi Quý I/2024",
        "/thaydoi 2024-Q1",
        "/thaydoi quý 1 năm 2024",
        "/thaydoi 01/01/2024 31/3/2024",
    ):
        shown = await chat.say(typed, APPROVER)
        assert shown.text.startswith("Quý I/2024: 5 quyết định, 18 lượt thủ tục thay đổi (trang 1/1)."), typed
    assert (
        "5. 453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định\nmới ban hành 7, bãi bỏ 8. "
        "Theo cấp: cấp huyện (đến hết ngày 30/6/2025) 15. Theo lĩnh vực: Nội vụ 15." in shown.text
    )
    assert told("changing.nothing") in shown.text
    assert shown.labels[-3:] == ["Tải tệp bảng tính", "Quý IV/2023", "Quý II/2024"]
    assert len(shown.text) <= 2000


@one_database
async def test_a_decision_is_opened_by_its_number_and_its_procedures_by_theirs(chat: Chat) -> None:
    an_officer(chat.database)
    await chat.say("/thaydoi quý I/2024", APPROVER)
    one = await chat.say("5", APPROVER)
    assert one.text.startswith("453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định (trang 1/3)")
    assert (
        "(mã TN-NV-11): mới ban hành; nguồn không ghi ngày áp dụng; cấp huyện"
        in one.text + (await chat.press("Trang sau", APPROVER)).text + (await chat.press("Trang sau", APPROVER)).text
    )
    await chat.press("Về danh sách quyết định", APPROVER)
    again = await chat.say("quay lại", APPROVER)
    assert "453/QĐ-UBND" in again.text
    await chat.say("/thaydoi quý I/2024", APPROVER)
    await chat.say("3", APPROVER)
    assert "TN-VH-01" in (await chat.say("1", APPROVER)).text + chat.api.shown(APPROVER)[-2].text


@one_database
async def test_other_days_are_typed_or_pressed_and_what_is_no_time_is_said_to_be_none(chat: Chat) -> None:
    an_officer(chat.database)
    shown = await chat.say("/thaydoi", APPROVER)
    assert shown.text.startswith("Quý IV/2026: danh mục không ghi quyết định nào")
    assert shown.labels == ["Quý III/2026"]
    assert (await chat.press("Quý III/2026", APPROVER)).labels == ["Quý II/2026", "Quý IV/2026"]
    assert (await chat.say("tháng 3/2024", APPROVER)).text.startswith("Tháng 3/2024: 1 quyết định")
    await chat.say("/thaydoi hôm kia kìa", APPROVER)
    assert told("changing.no_days") in [one.text for one in chat.api.shown(APPROVER)]
    # A question typed there is a question.
    assert "Đăng ký khai sinh" in (await chat.say("khai sinh cho con", APPROVER)).text


@one_database
async def test_the_changes_come_as_a_file(chat: Chat) -> None:
    an_officer(chat.database)
    await chat.say("/thaydoi quý I/2024", APPROVER)
    await chat.press("Tải tệp bảng tính", APPROVER)
    file = chat.api.shown(APPROVER)[-1].file
    assert file
    assert file.name == "thay-doi-2024-01-01-2024-03-31.xlsx"
    assert load_workbook(BytesIO(file.content)).sheetnames == ["Thay đổi", "Tổng hợp"]


@one_database
@pytest.mark.parametrize("command", ["/thaydoi", "/thaydoi quý I/2024", "/baibo"])
async def test_a_citizen_gets_a_kind_sentence_and_what_is_new(chat: Chat, command: str) -> None:
    shown = await chat.say(command)
    assert shown.text == (await chat.say("/thutucmoi")).text
    assert told("changing.for_staff") in [one.text for one in chat.api.shown(5)]
    chat.api.forge(5, "v1:changes:20240101-20240331:1")
    assert (await chat.settled()).text == told("chat.officers_only")


@one_database
async def test_old_and_altered_buttons_are_answered(chat: Chat) -> None:
    an_officer(chat.database)
    await chat.say("/baibo", APPROVER)
    for data in ("changes:x:y", "changed:20240101-20240331:nothing:1", "changes_file:20241301-20241301", "endings:99"):
        chat.api.forge(APPROVER, f"v1:{data}")
        shown = await chat.settled(APPROVER)
        assert shown.text or shown.file


# /baibo


@one_database
async def test_what_has_ended_stands_newest_first_with_its_decision_reason_and_what_replaced_it(chat: Chat) -> None:
    an_officer(chat.database)
    shown = await chat.say("/baibo", APPROVER)
    assert "thủ tục, mới nhất trước (trang 1/" in shown.text
    assert shown.text.index("06/3/2024") >= 0
    assert "Theo 453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định" in shown.text
    assert "Lý do: danh mục không ghi" in shown.text
    chat.api.forge(APPROVER, "v1:endings:99")
    last = await chat.settled(APPROVER)
    assert "đã được thay thế bằng thủ tục mã" in last.text
    assert "Nay áp dụng: " in last.text
    assert (await chat.say("thủ tục đã bãi bỏ", APPROVER)).text == shown.text


def test_an_end_says_why_and_leads_through_several_replacements() -> None:
    ends = {"ended": Change.REPLACED, "ended_by": (OURS,), "to_basis": DayBasis.STATED, "valid_to": EVE}
    catalogue = catalogue_of(
        a_version("Cũ nhất", code="1.000001", end_reason=EndReason.MERGED, replaced_by=("1.000002",), **ends),
        a_version("Cũ", code="1.000002", replaced_by=("1.000003",), **ends),
        a_version("Mới", code="1.000003"),
    )
    [first, *_] = [Card.of(catalogue, one, DAY) for one in catalogue.ended(DAY) if one.version.code == "1.000001"]
    assert plain(views.ended_line(1, first)) == (
        "1. Cũ nhất (mã 1.000001)\n"
        "Hiệu lực: đã được thay thế từ 01/11/2026 bằng thủ tục mã 1.000002\n"
        "Theo 12/QĐ-UBND ngày 01/11/2026 của Chủ tịch UBND tỉnh Ninh Bình\n"
        "Lý do: được gộp với thủ tục khác\n"
        "Nay áp dụng: Mới (mã 1.000003)"
    )


def test_where_nothing_ended_that_is_said() -> None:
    assert views.ended([], "1").text == told("changing.ended_none")


# What a decision did


def test_what_replaces_is_told_from_what_is_replaced_and_an_amended_version_counts_once() -> None:
    catalogue = catalogue_of(
        a_version("Cũ", code="1.000001", ended=Change.REPLACED, ended_by=(OURS,), valid_to=DAY),
        a_version("Thay", code="1.000002", begun=Change.REPLACED, enacted_by=(OURS,), valid_from=DAY),
        a_version("Trước", code="1.000003", ended=Change.AMENDED, ended_by=(OURS,), valid_to=DAY),
        a_version("Sau", code="1.000004", begun=Change.AMENDED, enacted_by=(OURS,), valid_from=DAY),
    )
    [decided] = catalogue.changes(EVE, EVE)
    assert decided.by_effect == {"amended": 1, "replacing": 1, "replaced": 1}
    shown = views.decision(decided, YEAR, "1").text
    assert "Cũ (mã 1.000001): được thay thế từ 22/11/2026; cấp xã" in shown
    assert "Thay (mã 1.000002): thay thế thủ tục khác từ 22/11/2026; cấp xã" in shown
    assert "Trước" not in shown


def test_many_long_changes_stay_within_a_message_on_every_page() -> None:
    name = "Thủ tục có tên rất dài " * 20
    many = [
        a_version(name, code=f"1.{n:06}", field=f"Lĩnh vực {'rất dài ' * 9}{n}", begun=Change.NEW, enacted_by=(OURS,))
        for n in range(40)
    ]
    decisions = [a_decision(f"{n}/QĐ-UBND", issuer="Ủy ban nhân dân " * 20, signed_on=EVE) for n in range(30)]
    catalogue = catalogue_of(*many, decisions=[OURS, *decisions])
    found = catalogue.changes(EVE, EVE)
    assert len(found) == 31
    for page in map(str, range(1, 7)):
        assert len(views.decisions(found, YEAR, page, DAY).text) <= 2000
    decided = next(one for one in found if one.changes)
    for page in map(str, range(1, 8)):
        assert len(views.decision(decided, YEAR, page).text) <= 2000
        assert all(
            len(button.data.encode()) <= 64 for row in views.decision(decided, YEAR, page).buttons for button in row
        )


def test_many_long_ends_stay_within_a_message() -> None:
    name, heirs = "Thủ tục có tên rất dài " * 20, ("1.000007", "1.000008", "1.000009")
    ends = {
        "ended": Change.REPLACED,
        "ended_by": (OURS,),
        "valid_to": EVE,
        "to_basis": DayBasis.STATED,
        "end_reason": EndReason.MOVED,
    }
    ended = [a_version(name, code=f"1.00001{n}", replaced_by=heirs, **ends) for n in range(9)]
    catalogue = catalogue_of(*ended, *(a_version(name, code=code) for code in heirs))
    cards = [Card.of(catalogue, one, DAY) for one in catalogue.ended(DAY)]
    assert len(cards) == 9
    ended_pages = [views.ended(cards, str(page)) for page in range(1, 10)]
    new_pages = [recent(catalogue.recent(DAY), DAY, str(page), heirs_in(catalogue)) for page in range(1, 10)]
    for shown in (ended_pages, new_pages):
        assert all(len(one.text) <= 2000 for one in shown)
        opened = {button.data for one in shown for row in one.buttons for button in row}
        assert {f"v1:pick:1.00001{n}" for n in range(9)} <= opened


# What is new, for citizens


def test_what_is_new_names_the_decision_and_what_replaced_what_ended_and_what_is_to_end() -> None:
    since = {"enacted_by": (OURS,), "valid_from": EVE, "from_basis": DayBasis.STATED}
    until = {"ended_by": (OURS,), "to_basis": DayBasis.STATED}
    catalogue = catalogue_of(
        a_version("Mới ra", code="1.000001", begun=Change.NEW, **since),
        a_version("Thôi", code="1.000002", ended=Change.REPLACED, valid_to=EVE, replaced_by=("1.000003",), **until),
        a_version("Thay", code="1.000003"),
        a_version("Sắp thôi", code="1.000004", ended=Change.ABOLISHED, valid_to=date(2027, 3, 1), **until),
    )
    shown = recent(catalogue.recent(DAY), DAY, "1", heirs_in(catalogue)).text
    by = "Theo 12/QĐ-UBND ngày 01/11/2026 của Chủ tịch UBND tỉnh Ninh Bình"
    assert f"1. Mới ra (mới ban hành, áp dụng từ 01/11/2026)\n{by}" in shown
    assert f"bằng thủ tục mã 1.000003)\n{by}\nNay áp dụng: Thay (mã 1.000003)" in shown
    assert f"3. Sắp thôi (còn hiệu lực; bãi bỏ từ 01/3/2027)\n{by}" in shown


# The file


def sheet_of(found: list[DecisionChanges], number: int = 0) -> Worksheet:
    return load_workbook(BytesIO(workbook(found, YEAR, DAY))).worksheets[number]


def lines(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEADER)]


def test_the_file_has_a_row_for_each_change_and_counts_them(catalogue: Catalogue) -> None:
    found = catalogue.changes(QUARTER.since, QUARTER.until)
    head, *rows = lines(sheet_of(found))
    assert len(head) == len(COLUMNS)
    assert len(rows) == 18
    assert {row[4] for row in rows} == {"mới ban hành", "bãi bỏ"}
    head, *rows = lines(sheet_of(found, 1))
    assert len(head) == len(COUNTED)
    assert sum(int(str(row[-1])) for row in rows) == 18
    assert ["453/QĐ-UBND", "bãi bỏ", "cấp huyện (đến hết ngày 30/6/2025)", "Nội vụ", 8] in rows


def test_a_row_says_since_when_why_and_what_took_over() -> None:
    version = a_version(
        "Cũ", code="1.000001", field="Hộ tịch", ended=Change.ABOLISHED, ended_by=(OURS,), valid_to=DAY,
        to_basis=DayBasis.STATED, end_reason=EndReason.IN_ERROR, replaced_by=("1.000002", "1.000003"),
    )  # fmt: skip
    [_, row] = lines(sheet_of(catalogue_of(version).changes(EVE, EVE)))
    assert row[1] == "12/QĐ-UBND"
    assert [str(day)[:10] for day in (row[2], row[9])] == ["2026-11-01", "2026-11-22"]
    assert row[10:13] == ["ngày áp dụng", "đã công bố nhầm", "1.000002, 1.000003"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", '=HYPERLINK("https://a.vn")'])
def test_a_name_that_begins_like_a_formula_is_a_text(start: str) -> None:
    version = a_version(start, code="1.000001", field=start, begun=Change.NEW, enacted_by=(OURS,))
    for number, columns in enumerate((COLUMNS, COUNTED)):
        sheet = sheet_of(catalogue_of(version).changes(EVE, EVE), number)
        for column in ("name", "field"):
            if column in columns:
                cell = sheet.cell(HEADER + 1, list(columns).index(column) + 1)
                assert (cell.data_type, cell.quotePrefix) == ("s", True)
                assert cell.value == start


# What a time is called


@pytest.mark.parametrize(
    ("span", "name"),
    [
        (QUARTER, "Quý I/2024"),
        (Span(date(2026, 10, 1), date(2026, 12, 31)), "Quý IV/2026"),
        (Span(date(2024, 2, 1), date(2024, 2, 29)), "Tháng 2/2024"),
        (YEAR, "Năm 2026"),
        (Span(DAY, DAY), "Ngày 22/11/2026"),
        (Span(EVE, DAY), "Từ 01/11/2026 đến 22/11/2026"),
    ],
)
def test_a_time_is_called_as_people_say_it(span: Span, name: str) -> None:
    assert called(span) == name
