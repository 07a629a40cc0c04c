"""Data taken along as files: pinned columns, nobody's data unasked, never a formula, however many rows."""

import csv
import re
import stat
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from sqlalchemy import Connection, insert, select

from bot.cli import main
from bot.clock import VIET_NAM
from bot.database import Database
from bot.petitions import gathering, retention
from bot.petitions.book import Span
from bot.petitions.gathering import AT_ONCE, Sought
from bot.petitions.happened import HappenedRepository
from bot.petitions.life import State
from bot.petitions.mailbox import ANYTHING, Box, Wanted
from bot.petitions.petition import Actor, EventKind, Petition
from bot.petitions.petition import Reader as Reads
from bot.petitions.replies import ReplyKind, ReplyState
from bot.petitions.sent_replies import SentReplyRepository
from bot.petitions.tables import petition, reply
from bot.reports.exports.answers import answers
from bot.reports.exports.audit import Sources, audit
from bot.reports.exports.petitions import Reader, petitions
from bot.reports.exports.table import Table, What
from bot.reports.exports.writing import Format, write
from bot.reports.sheets import Value
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.web.desk.pages import exports
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened, signed_in
from tests.bot.petitions import APPROVER, CLERK, MAI, REPLY, a_petition, cases_for

NOW = datetime(2026, 11, 22, 8, tzinfo=VIET_NAM)
AT_NINE = datetime.combine(NOW.date(), time(9, 5))
"""As a spreadsheet knows it."""
FILE = "/banlamviec/xuat-du-lieu/tep"
CAT_THANH, CO_LE = "14056", "14026"
TOLD = "=HYPERLINK(0) Tôi là Nguyễn Thị Mai, 0912 345 678: đường hỏng"

PINNED = {
    What.PETITIONS: (
        "Số vào sổ|Sổ năm|Ngày tiếp nhận|Hình thức|Mã phản ánh|Họ tên|Địa chỉ|Số liên lạc|Tóm tắt nội dung|Loại việc"
        "|Phân loại (Nghị định 20/2008/NĐ-CP, Điều 9)|Đơn vị xử lý|Người xử lý|Ngày đến hạn|Tình trạng|Ngày trả lời"
        "|Số văn bản trả lời|Ngày văn bản trả lời|Cơ quan được chuyển đến|Đúng hạn, quá hạn|Số lần mở lại|Đánh giá"
        "|Ghi chú|Nơi xảy ra|Lý do không tiếp nhận|Ngày kết thúc"
    ),
    What.ANSWERS: (
        "Gửi lúc|Mã phản ánh|Số vào sổ|Sổ năm|Loại trả lời|Loại việc|Đơn vị xử lý|Nội dung đã gửi|Lý do không tiếp nhận"
        "|Cơ quan được chuyển đến|Gia hạn đến ngày|Số văn bản|Ngày văn bản|Người soạn|Phản ánh gửi lúc|Trình duyệt lúc"
        "|Người duyệt"
    ),
    What.PROCEDURES: (
        "Mã thủ tục|Tên thủ tục|Lĩnh vực|Cấp thực hiện|Hiệu lực|Áp dụng từ ngày|Hết hiệu lực từ ngày"
        "|Cơ quan giải quyết|Nơi nộp hồ sơ|Thời hạn giải quyết|Phí, lệ phí|Quyết định công bố"
        "|Quyết định làm hết hiệu lực|Thủ tục thay thế|Ngày đối chiếu|Văn bản đối chiếu|Nguồn|Ngày nguồn ghi nhận"
    ),
    What.CHANGES: (
        "STT|Quyết định|Ngày ký|Cơ quan ban hành|Thay đổi|Mã thủ tục|Tên thủ tục|Lĩnh vực|Cấp thực hiện|Từ ngày"
        "|Ngày này là|Lý do hết hiệu lực|Thay bằng|Nguồn"
    ),
    What.AUDIT: (
        "Lúc|Loại dòng|Việc|Về|Ai|Vai trò khi ấy|Tình trạng trước|Tình trạng sau|Lời kèm theo, lý do|Ai được đọc"
        "|Số thứ tự trong chuỗi|Mã băm của sự kiện (SHA-256)|Ký hiệu trong hệ thống"
    ),
}
"""The columns by which others read the files: one that moves breaks what they made of them."""

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

Lines = list[dict[str, str]]


def lines_of(content: bytes) -> Lines:
    """A CSV file as a program reads it, the cells by their heads."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def made(table: Table, format_: Format = Format.CSV) -> bytes:
    file = BytesIO()
    write(table, format_, file)
    return file.getvalue()


def a_table(*lines: Sequence[Value]) -> Table:
    return Table(What.ANSWERS, [("Một", 10), ("Hai", 12)], iter(lines))


# Files


def test_a_text_file_is_what_the_standard_says() -> None:
    told = a_table(['nói "có", rồi\nxuống dòng', 7], [date(2026, 3, 6), AT_NINE], [None, "a\x00\ud800"])
    said = '\ufeffMột,Hai\r\n"nói ""có"", rồi\nxuống dòng",7\r\n06/03/2026,22/11/2026 09:05:00\r\n,a?\r\n'
    assert made(told).decode() == said


FORMULAS = ["=1+1", "+84912345678", "-2", "@SUM(A1)", " =1", "\t=1", "\tx", "\r=1", "＝1", "＋1", "－1", "＠a"]


@pytest.mark.parametrize("text", FORMULAS)
def test_nothing_that_was_typed_is_computed(text: str) -> None:
    (line,) = lines_of(made(a_table([text, 1])))
    assert line["Một"] == f"'{text}"
    cell = load_workbook(BytesIO(made(a_table([text, 1]), Format.XLSX))).worksheets[0]["A2"]
    assert isinstance(cell, Cell)
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_workbook_holds_days_moments_numbers_and_texts_as_such() -> None:
    told = a_table(["<b> & 'x'\x0b", 7], [date(2026, 3, 6), AT_NINE], [None, "#N/A"], ["x" * 40_000, ""])
    (sheet,) = load_workbook(BytesIO(made(told, Format.XLSX))).worksheets
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    day = datetime.combine(date(2026, 3, 6), time())
    assert cells == [["Một", "Hai"], ["<b> & 'x'", 7], [day, AT_NINE], [None, "#N/A"], ["x" * 32_767, None]]
    assert (sheet["A3"].number_format, sheet["B3"].number_format) == ("dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss")
    assert (sheet.title, sheet.freeze_panes, sheet["A1"].font.bold) == ("Trả lời đã duyệt", "B2", True)
    assert sheet.column_dimensions["B"].width == 12


@pytest.mark.parametrize("format_", list(Format))
def test_a_long_table_takes_no_more_memory_than_a_short_one(format_: Format, tmp_path: Path) -> None:
    def peak(number: int) -> int:
        lines: Iterator[Sequence[Value]] = ([f"dòng {place}", place] for place in range(number))
        tracemalloc.start()
        with (tmp_path / f"{number}").open("w+b") as file:
            assert write(Table(What.ANSWERS, [("Một", 10), ("Hai", 12)], lines), format_, file) == number
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)  # what is read once stays read
    assert peak(10_000) < peak(1_000) + 100_000


# Out of the database


def an_officer(database: Database, telegram_id: int, role: Role, unit: str = "", **scope: object) -> Officer:
    def added(connection: Connection) -> Officer:
        officers = OfficerRepository(connection)
        officers.add(telegram_id, role, unit, f"Cán bộ {telegram_id}", NOW, "test", **scope)  # type: ignore[arg-type]
        officer = officers.of(telegram_id)
        assert officer
        return officer

    return database.transact(added)


BEHIND = 1_000
"""Numbers that are left free for what is lodged afterwards."""


def many(database: Database, number: int) -> None:
    """So many petitions as one that was lodged, without its history."""
    first = a_petition(database, words="")

    def copied(connection: Connection) -> None:
        row = dict(connection.execute(select(petition).where(petition.c.id == first.id)).mappings().one())
        rows = [
            {**row, "id": first.id + BEHIND + n, "code": f"PA-2611-{n:06}", "book_number": BEHIND + n}
            for n in range(1, number)
        ]
        connection.execute(insert(petition), rows)

    database.transact(copied)


def codes(database: Database, officer: Officer | None, sought: Sought | None = None) -> list[str]:
    def read(connection: Connection) -> list[str]:
        table = petitions(cases_for(connection), Reader(officer, NOW), sought or Sought())
        return [line["Mã phản ánh"] for line in lines_of(made(table))]

    return database.read(read)


def test_more_than_is_read_at_once_is_there_once_each_while_others_write(database: Database) -> None:
    many(database, AT_ONCE + 20)

    def read(connection: Connection) -> list[str]:
        lines = iter(petitions(cases_for(connection), Reader(None, NOW), Sought()).lines)
        found = [str(next(lines)[4])]
        a_petition(database)  # another one is lodged meanwhile, and whoever lodges it does not wait for us
        return found + [str(line[4]) for line in lines]

    found = database.read(read)
    assert (len(found), len(set(found))) == (AT_ONCE + 20, AT_ONCE + 20)


@one_database
def test_a_long_register_takes_no_more_memory_than_a_short_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = 50
    monkeypatch.setattr(gathering, "AT_ONCE", few)
    many(database, 8 * few)

    def peak(most: int) -> int:
        def read(connection: Connection) -> None:
            table = petitions(cases_for(connection), Reader(None, NOW), Sought())
            for _ in islice(table.lines, most):
                pass

        tracemalloc.start()
        database.read(read)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(few)  # what is read once stays read
    a_row = 2_000  # bytes that a petition takes with what is read beside it
    assert peak(8 * few) - peak(3 * few) < 5 * few * a_row / 2


def test_nobody_takes_along_what_is_not_theirs(database: Database) -> None:
    here, there = a_petition(database), a_petition(database)
    database.transact(lambda c: cases_for(c).register.reroute(there, CLERK, CO_LE, NOW))
    secret = a_petition(database, category="conduct")
    named = a_petition(database)
    whole = an_officer(database, 31, Role.CONTROLLER)
    database.transact(lambda c: cases_for(c).concerned.name(named.id, whole.id, NOW))
    mine = a_petition(database, chat_id=31)
    seen = codes(database, whole)
    assert {here.code, there.code} <= set(seen)
    assert not {secret.code, named.code, mine.code} & set(seen)
    assert secret.code in codes(database, an_officer(database, 32, Role.APPROVER, restricted=True))
    assert codes(database, an_officer(database, 33, Role.APPROVER, CO_LE)) == [there.code]
    assert codes(database, an_officer(database, 34, Role.CLERK)) == []
    assert secret.code not in codes(database, None)


def test_a_filter_of_the_inbox_finds_the_same_here(database: Database) -> None:
    old = a_petition(database, State.RESOLVED, words="Cầu gãy lan can")
    new, refused = a_petition(database, words="Rác ở chợ"), a_petition(database, State.REJECTED)
    officer = an_officer(database, 31, Role.CONTROLLER)
    assert codes(database, officer) == [old.code, new.code, refused.code]
    assert codes(database, officer, Sought(Box.OPEN)) == [new.code]
    assert codes(database, officer, Sought(Box.APPROVAL)) == []
    assert codes(database, officer, Sought(words="rac cho")) == [new.code]
    assert codes(database, officer, Sought(words=old.code.lower())) == [old.code]
    assert codes(database, officer, Sought(words="…")) == []
    assert codes(database, officer, Sought(wanted=Wanted(state=State.REJECTED))) == [refused.code]
    assert codes(database, officer, Sought(wanted=Wanted(until=NOW - timedelta(days=9)))) == []


def answered(database: Database, words: str = REPLY) -> tuple[Petition, Officer, Officer]:
    """A petition with the reply that left, who wrote it and who let it leave."""
    sent = a_petition(database, State.AWAITING_APPROVAL)
    author, approver = an_officer(database, 41, Role.CLERK), an_officer(database, 42, Role.APPROVER)

    def leave(connection: Connection) -> None:
        values = {
            "petition_id": sent.id, "kind": ReplyKind.ANSWER, "state": ReplyState.SENT, "author_id": author.id,
            "document_number": "15/UBND-VP", "document_on": date(2026, 11, 20), "changed_at": NOW, "submitted_at": NOW,
            "decided_at": NOW + timedelta(hours=2), "decided_by": approver.id,
            **dict.fromkeys(("reason", "agency", "file_id"), ""),
        }  # fmt: skip
        number = connection.scalar(insert(reply).values(values).returning(reply.c.id))
        register = cases_for(connection).register
        actor = Actor(APPROVER.party, approver.id)
        register.move_to(sent, State.ANSWERED, actor, NOW + timedelta(hours=2), words, reply=number)

    database.transact(leave)
    return sent, author, approver


def test_an_answer_says_who_wrote_it_who_approved_it_and_when(database: Database) -> None:
    sent, author, approver = answered(database, "Kính gửi bà Nguyễn Thị Mai, 0912 345 678: xã đã sửa đường.")
    officer = an_officer(database, 31, Role.CONTROLLER)

    def read(wanted: Wanted, whole: bool = False) -> Lines:
        reader = Reader(officer, NOW, {CAT_THANH: "xã Cát Thành"})
        return database.read(lambda c: lines_of(made(answers(SentReplyRepository(c), reader, wanted, whole=whole))))

    (line,) = read(ANYTHING)
    assert (line["Mã phản ánh"], line["Người soạn"], line["Người duyệt"]) == (sent.code, author.name, approver.name)
    assert (line["Trình duyệt lúc"], line["Gửi lúc"]) == ("22/11/2026 08:00:00", "22/11/2026 10:00:00")
    assert (line["Loại trả lời"], line["Số văn bản"], line["Ngày văn bản"]) == (
        "câu trả lời",
        "15/UBND-VP",
        "20/11/2026",
    )
    assert line["Nội dung đã gửi"] == "Kính gửi bà [họ tên], [số điện thoại]: xã đã sửa đường."
    assert "Nguyễn Thị Mai, 0912" in read(ANYTHING, whole=True)[0]["Nội dung đã gửi"]
    assert read(Wanted(since=NOW, until=NOW + timedelta(days=1), unit=CAT_THANH))[0]["Đơn vị xử lý"] == "xã Cát Thành"
    assert read(Wanted(until=NOW)) == read(Wanted(since=NOW + timedelta(days=1))) == read(Wanted(unit=CO_LE)) == []
    an_officer(database, 31, Role.CONTROLLER)
    database.transact(lambda c: cases_for(c).register.restrict(sent, NOW))
    assert read(ANYTHING, whole=True)[0]["Nội dung đã gửi"] == "hạn chế: người gửi yêu cầu xóa dữ liệu"


def test_an_audit_tells_what_happened_in_order_to_whom_it_is_for(database: Database) -> None:
    sent, author, approver = answered(database)
    secret = a_petition(database, category="conduct")
    controller, admin = an_officer(database, 31, Role.CONTROLLER), an_officer(database, 35, Role.ADMINISTRATOR)

    def noted(connection: Connection) -> None:
        cases, traces = cases_for(connection), TraceRepository(connection)
        note = "Gọi cho ông Trần Văn Bình, 0987 654 321"
        cases.register.record(sent, EventKind.NOTED, Actor(CLERK.party, author.id), NOW, Reads.STAFF, note)
        traces.leave(NOW + timedelta(hours=1), author.id, Role.CLERK, "see", f"petition:{sent.id}", "files")
        traces.leave(
            NOW + timedelta(hours=3), admin.id, Role.ADMINISTRATOR, "appoint", f"officer:{author.id}", "đổi việc"
        )

    database.transact(noted)

    def read(officer: Officer | None, *, whole: bool = False, days: int = 3) -> Lines:
        span = Span(NOW.date() - timedelta(days=days), NOW.date())

        def within(connection: Connection) -> Lines:
            sources = Sources(
                HappenedRepository(connection), TraceRepository(connection), OfficerRepository(connection)
            )
            return lines_of(made(audit(sources, Reader(officer, NOW), span, whole=whole)))

        return database.read(within)

    everything = read(None)
    assert [line["Lúc"] for line in everything] == sorted(line["Lúc"] for line in everything)
    events = [line for line in everything if line["Về"] == sent.code and line["Số thứ tự trong chuỗi"]]
    assert [line["Việc"] for line in events] == [
        "vào sổ", *["chuyển tình trạng"] * 4, "ghi chú nội bộ", "chuyển tình trạng",
    ]  # fmt: skip
    last = events[-1]
    assert (last["Ai"], last["Tình trạng trước"], last["Tình trạng sau"]) == (
        approver.name, "Chờ lãnh đạo duyệt", "Đã trả lời, chờ ý kiến",
    )  # fmt: skip
    chain = database.read(lambda c: cases_for(c).register.trail.entries(sent.id))
    assert {line["Mã băm của sự kiện (SHA-256)"] for line in events} == {entry.link.digest for entry in chain}
    assert events[-2]["Lời kèm theo, lý do"] == "Gọi cho ông [họ tên], [số điện thoại]"
    assert "0987 654 321" in str(read(controller, whole=True))
    assert not any(secret.code in line.values() for line in everything)
    assert {line["Loại dòng"] for line in read(controller)} == {"diễn biến phản ánh"}
    theirs = read(admin)
    assert [(line["Việc"], line["Về"], line["Ai"], line["Lời kèm theo, lý do"]) for line in theirs] == [
        ("xem phản ánh", sent.code, author.name, "các tệp gửi kèm"),
        ("giao việc cho cán bộ khác", author.name, admin.name, "đổi việc"),
    ]
    assert read(author) == []
    assert read(None, days=-1) == []


# At the desk


@pytest.fixture
async def desk(loaded: Database, catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(loaded, catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


async def take(browser: Browser, what: What, *, as_: Format = Format.CSV, **asked: str) -> bytes:
    form = {"du-lieu": what, "dang": as_, **{name.replace("_", "-"): word for name, word in asked.items()}}
    answer = await browser.post(FILE, **form)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert re.search(
        rf"attachment; filename\*=UTF-8''[a-z-]+-2026-11-22\.{as_}$", answer.headers["Content-Disposition"]
    )
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    return answer.content


@one_database
async def test_every_table_comes_with_its_own_columns_in_both_forms(desk: OpenDesk) -> None:
    browser = await signed_in(desk, Role.CONTROLLER)
    await browser.open("/banlamviec/xuat-du-lieu")
    days: dict[What, dict[str, Any]] = {
        What.CHANGES: {"tu": "01/01/2024", "den": "31/3/2024"},
        What.PROCEDURES: {"ngay": "22/11/2026"},
    }
    for what, names in PINNED.items():
        content = await take(browser, what, **days.get(what, {}))
        assert content.decode("utf-8-sig").split("\r\n")[0].replace('"', "") == names.replace("|", ",")
        (sheet,) = load_workbook(BytesIO(await take(browser, what, as_=Format.XLSX, **days.get(what, {})))).worksheets
        assert "|".join(str(cell.value) for cell in sheet[1]) == names
        if what in days:
            assert sheet.max_row == len(lines_of(content)) + 1 > 10
    abouts = [
        trace.about for trace in desk.database.read(lambda c: TraceRepository(c).every()) if trace.act == "export"
    ]
    assert len(abouts) == 2 * len(PINNED)
    assert "export:changes:csv:tu=2024-01-01&den=2024-03-31" in abouts


@one_database
async def test_who_sent_it_comes_with_a_reason_alone_and_each_finds_the_look(desk: OpenDesk) -> None:
    sent = a_petition(desk.database, settings=OURS, words=TOLD)
    shut = a_petition(desk.database, settings=OURS, words=TOLD)
    gone = a_petition(desk.database, State.WITHDRAWN, settings=OURS, words=TOLD, at=NOW - timedelta(days=9))
    desk.database.transact(lambda c: desk.office(c).cases.register.restrict(shut, NOW))
    desk.database.transact(lambda c: retention.anonymise(desk.office(c).cases, gone.id, NOW + timedelta(days=9), 1))
    browser = await signed_in(desk, Role.CONTROLLER)
    await browser.open("/banlamviec/xuat-du-lieu")
    plain = await take(browser, What.PETITIONS)
    assert [word for word in ("Nguyễn Thị Mai", "thôn 5", "0912") if word.encode() in plain] == []
    of = {line["Mã phản ánh"]: line for line in lines_of(plain)}
    assert of[sent.code]["Tóm tắt nội dung"] == "'=HYPERLINK(0) Tôi là [họ tên], [số điện thoại]: đường hỏng"
    assert of[sent.code]["Họ tên"] == "xem theo thẩm quyền"
    without = await browser.post(FILE, **{"du-lieu": "petitions", "dang": "csv", "nguoi-gui": "co", "ly-do": " - "})
    assert (without.status_code, "Xin ghi lý do cần thông tin cá nhân" in without.text) == (400, True)
    whole = await take(browser, What.PETITIONS, nguoi_gui="co", ly_do="Thanh tra huyện yêu cầu")
    of = {line["Mã phản ánh"]: line for line in lines_of(whole)}
    assert (of[sent.code]["Họ tên"], of[sent.code]["Số liên lạc"]) == (MAI.name, "0912 345 678")
    assert of[sent.code]["Tóm tắt nội dung"] == f"'{TOLD}"
    assert of[shut.code]["Họ tên"] == of[shut.code]["Tóm tắt nội dung"] == "hạn chế: người gửi yêu cầu xóa dữ liệu"
    assert of[gone.code]["Họ tên"] == of[gone.code]["Tóm tắt nội dung"] == "đã xóa khi hết thời hạn lưu trữ"

    def looked(connection: Connection) -> list[str]:
        events = desk.office(connection).cases.register.trail.of(sent.id)
        return [event.note or "" for event in events if event.kind is EventKind.CONTACT_SEEN]

    assert desk.database.read(looked) == ["Thanh tra huyện yêu cầu"]
    traces = desk.database.read(lambda c: TraceRepository(c).every())
    assert [(one.act, one.reason) for one in traces if one.act in {"export", "see_contact"}] == [
        ("export", ""), ("export", "Thanh tra huyện yêu cầu"), ("see_contact", "Thanh tra huyện yêu cầu"),
    ]  # fmt: skip


@one_database
async def test_nobody_learns_at_once_who_very_many_are(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        a_petition(desk.database, settings=OURS)
    monkeypatch.setattr(exports, "MOST_WITH_PERSONS", 2)
    browser = await signed_in(desk, Role.CONTROLLER)
    await browser.open("/banlamviec/xuat-du-lieu")
    persons = {"nguoi-gui": "co", "ly-do": "thanh tra", "dang": "csv"}
    answer = await browser.post(FILE, **{"du-lieu": "petitions"}, **persons)
    assert (answer.status_code, "Có 3 phản ánh; kèm thông tin người gửi" in answer.text) == (400, True)
    assert not {"export", "see_contact"} & set(desk.acts())
    assert (await browser.post(FILE, **{"du-lieu": "audit"}, **persons)).status_code == 200


@one_database
async def test_a_table_is_for_whom_it_is(desk: OpenDesk) -> None:
    a_petition(desk.database, settings=OURS)
    theirs = {
        Role.CLERK: {What.PROCEDURES, What.CHANGES},
        Role.ADMINISTRATOR: {What.PROCEDURES, What.CHANGES, What.AUDIT},
        Role.APPROVER: set(What),
    }
    for role, tables in theirs.items():
        browser = await signed_in(desk, role)
        page = await browser.open("/banlamviec/xuat-du-lieu")
        assert set(re.findall(r'name="du-lieu" value="(\w+)"', page)) == tables
        for what in set(What) - tables:
            before = desk.acts().count("refused")
            answer = await browser.post(FILE, **{"du-lieu": what, "dang": "csv"})
            assert (answer.status_code, desk.acts().count("refused") - before) == (403, 1)
    trail = lines_of(await take(browser, What.AUDIT))
    assert {line["Loại dòng"] for line in trail} == {"diễn biến phản ánh"}


@one_database
async def test_the_inbox_hands_its_filter_on(desk: OpenDesk) -> None:
    open_, closed = a_petition(desk.database, settings=OURS), a_petition(desk.database, State.REJECTED, settings=OURS)
    browser = await signed_in(desk, Role.CONTROLLER)
    links = {
        "": "loc=todo",
        "?loc=overdue&don-vi=14056": "loc=overdue&amp;don-vi=14056",
        "?trang-thai=rejected&tu=2026-11-01": "trang-thai=rejected&amp;tu=2026-11-01&amp;loc=todo",
    }
    for asked, link in links.items():
        assert f'href="/banlamviec/xuat-du-lieu?{link}"' in await browser.open(f"/banlamviec/hop-thu{asked}")
    page = await browser.open("/banlamviec/xuat-du-lieu?trang-thai=rejected&tu=2026-11-01")
    assert '<option value="rejected" selected>' in page
    assert 'value="01/11/2026"' in page
    (line,) = lines_of(await take(browser, What.PETITIONS, trang_thai="rejected"))
    assert line["Mã phản ánh"] == closed.code
    (line,) = lines_of(await take(browser, What.PETITIONS, loc="open"))
    assert line["Mã phản ánh"] == open_.code
    assert lines_of(await take(browser, What.PETITIONS, tim="Nguyễn Thị Mai")) == []
    about = desk.database.read(lambda c: TraceRepository(c).every())[-1].about
    assert about == "export:petitions:csv"  # whom somebody looked for is nobody's business
    clerk = await signed_in(desk, Role.CLERK)
    assert "xuat-du-lieu" not in await clerk.open("/banlamviec/hop-thu")


@one_database
@pytest.mark.parametrize(
    "form",
    [{}, {"du-lieu": "petitions"}, {"du-lieu": "x", "dang": "csv"}, {"du-lieu": "audit", "dang": "csv", "tu": "x"}],
)
async def test_what_is_no_order_is_the_page_again(desk: OpenDesk, form: dict[str, str]) -> None:
    browser = await signed_in(desk, Role.CONTROLLER)
    await browser.open("/banlamviec/xuat-du-lieu")
    answer = await browser.post(FILE, **form)
    assert (answer.status_code, "<h1>Xuất dữ liệu</h1>" in answer.text) == (400, True)
    assert "export" not in desk.acts()


# On the command line


@pytest.mark.parametrize("what", ["petitions", "answers", "audit"])
def test_the_command_writes_every_table(books: Database, tmp_path: Path, what: str) -> None:
    sent, _, _ = answered(books)
    file = tmp_path / f"{what}.csv"
    assert main(["petitions", "export", str(file), "--what", what]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sent.code.encode() in file.read_bytes()
    (trace,) = books.read(lambda c: TraceRepository(c).every())
    assert (trace.act, trace.about, trace.officer_id) == ("export", f"export:{what}:2026-01-01:2026-11-22", None)
    assert trace.name.startswith("command line: ")


def test_the_command_gives_senders_to_an_officer_with_a_reason(
    books: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = a_petition(books)
    an_officer(books, 31, Role.CONTROLLER)
    an_officer(books, 34, Role.CLERK)
    file, table = tmp_path / "so.xlsx", ["--what", "petitions"]
    why = ["--contacts", "--reason", "đối chiếu", "--as"]
    assert main(["petitions", "export", str(file), *table, *why, "31"]) == 0
    assert capsys.readouterr().out == f"{file}: 1 lines, 2026-01-01 to 2026-11-22\n"
    (sheet,) = load_workbook(file).worksheets
    assert (sheet["F2"].value, sheet["H2"].value) == (MAI.name, "0912 345 678")
    assert len(books.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))) == 1
    refusals: dict[Callable[[], int], str] = {
        lambda: main(["petitions", "export", str(file), *table, *why, "34"]): "34 may not have petitions",
        lambda: main(["petitions", "export", str(file), *table, "--contacts"]): "--contacts needs",
        lambda: main(["petitions", "export", str(tmp_path / "so"), *table]): "does not say its format",
        lambda: main(["petitions", "export", str(tmp_path / "no" / "so.csv"), *table]): "cannot be written",
    }
    for command, said in refusals.items():
        assert command() in {1, 2}
        assert said in capsys.readouterr().err
