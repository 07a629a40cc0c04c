"""The register as a workbook: the law's columns, nobody's name unasked, and never a formula."""

import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection, insert

from bot.cli import main
from bot.clock import VIET_NAM
from bot.conversations.spans import read_span
from bot.database import Database
from bot.petitions import retention
from bot.petitions.book import BookRepository, Span
from bot.petitions.identity import Identity
from bot.petitions.life import State
from bot.petitions.petition import Actor, Channel, EventKind, Petition, Place
from bot.petitions.replies import ReplyKind, ReplyState
from bot.petitions.tables import reply
from bot.reports.register_book import COLUMNS, Book, rows_for, with_contacts, workbook
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.texts import say
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.petitions import APPROVER, CLERK, MAI, REPLY, WORDS, a_petition, cases_for

NOW = datetime(2026, 11, 22, 8, tzinfo=VIET_NAM)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
CAT_THANH, CO_LE = "14056", "14026"
CONTROLLER, LEADER, NOBODY = 31, 32, 39

HEADER = 6
"""The line of the table's head."""

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@dataclass
class Sheet:
    """A sheet as a spreadsheet program shows it: a line for each petition, by the names of its columns."""

    sheet: Worksheet

    def __len__(self) -> int:
        return self.sheet.max_row - HEADER

    def __call__(self, column: str, line: int = 1) -> object:
        """What a cell says; a day is a day."""
        value = self.sheet.cell(HEADER + line, list(COLUMNS).index(column) + 1).value
        return value.date() if isinstance(value, datetime) else value

    @property
    def text(self) -> str:
        """Everything that stands on it."""
        return " ".join(str(cell) for row in self.sheet.iter_rows(values_only=True) for cell in row if cell)


def sheets_of(content: bytes) -> dict[str, Sheet]:
    return {sheet.title: Sheet(sheet) for sheet in load_workbook(BytesIO(content)).worksheets}


def made(database: Database, officer: Officer | None = None, reason: str = "", agency: str = "UBND xã") -> bytes:
    """The book of the year as an officer gets it, with the senders where there is a reason."""

    def within(connection: Connection) -> bytes:
        cases, traces = cases_for(connection), TraceRepository(connection)
        rows: Sequence[object] = rows_for(cases.book.entries(YEAR), officer)
        if reason and officer:
            rows = with_contacts(rows, cases, traces, officer, reason, NOW)  # type: ignore[arg-type]
        return workbook(Book(rows, YEAR, agency, NOW, {CAT_THANH: "xã Cát Thành"}))  # type: ignore[arg-type]

    return database.transact(within)


def book(database: Database, officer: Officer | None = None, reason: str = "") -> Sheet:
    """The one sheet of a book that holds no trial."""
    (sheet,) = sheets_of(made(database, officer, reason)).values()
    return sheet


def an_officer(
    database: Database, telegram_id: int = CONTROLLER, role: Role = Role.CONTROLLER, unit: str = "", **scope: object
) -> Officer:
    def added(connection: Connection) -> Officer:
        officers = OfficerRepository(connection)
        officers.add(telegram_id, role, unit, f"Cán bộ {telegram_id}", NOW, "test", **scope)  # type: ignore[arg-type]
        officer = officers.of(telegram_id)
        assert officer
        return officer

    return database.transact(added)


def test_a_row_holds_what_the_law_wants_to_know(database: Database) -> None:
    officer = an_officer(database)
    sent = a_petition(database, State.ANSWERED, at=NOW - timedelta(days=10))

    def completed(connection: Connection) -> None:
        register = cases_for(connection).register
        register.hand(sent, Actor(CLERK.party, officer.id), officer.id, NOW)
        register.rate(sent, NOW, process=5, result=4, note="")
        values = {
            "petition_id": sent.id,
            "kind": ReplyKind.ANSWER,
            "state": ReplyState.SENT,
            "author_id": officer.id,
            "document_number": "15/UBND-VP",
            "document_on": date(2026, 11, 12),
            "changed_at": NOW,
            "decided_at": NOW,
            **dict.fromkeys(("reason", "agency", "file_id"), ""),
        }
        connection.execute(insert(reply).values(values))

    database.transact(completed)
    sheet = book(database)
    assert {name: sheet(name) for name in COLUMNS} == {
        "number": 1,
        "year": 2026,
        "received": date(2026, 11, 12),
        "channel": "qua trợ lý",
        "code": sent.code,
        "name": "xem theo thẩm quyền",
        "address": "xem theo thẩm quyền",
        "contact": "xem theo thẩm quyền",
        "summary": WORDS,
        "category": "Đường, cầu, giao thông",
        "class": "việc ở nơi sinh sống",
        "unit": "xã Cát Thành",
        "officer": "Cán bộ 31",
        "due": date(2026, 11, 27),
        "state": "Đã trả lời, chờ ý kiến",
        "replied": date(2026, 11, 12),
        "document": "15/UBND-VP",
        "document_on": date(2026, 11, 12),
        "agency": None,
        "result": REPLY,
        "in_time": "đúng hạn",
        "reopened": 0,
        "ratings": "cách xử lý 5/5; kết quả 4/5",
        "notes": None,
    }


def test_the_numbers_have_no_gap_and_trials_a_book_of_their_own(database: Database) -> None:
    real = [a_petition(database), a_petition(database, State.WITHDRAWN)]
    tried = a_petition(database, trial=True)
    sheets = sheets_of(made(database))
    assert list(sheets) == ["Sổ tiếp nhận", "Sổ THỬ"]
    first, trial = sheets.values()
    assert [(first("number", line), first("code", line)) for line in (1, 2)] == [(1, real[0].code), (2, real[1].code)]
    assert (len(first), len(trial), trial("number"), trial("code")) == (2, 1, 1, tried.code)
    assert "THỬ" not in first.text
    assert "không phải sổ của cơ quan nhà nước" in trial.text
    assert "UBND xã" in first.text
    assert "UBND xã" not in trial.text


@one_database
def test_an_empty_book_is_a_book(database: Database) -> None:
    sheet = book(database)
    assert len(sheet) == 0
    assert "01/01/2026 đến hết ngày 31/12/2026" in sheet.text


@one_database
def test_it_can_be_read_and_printed(database: Database) -> None:
    a_petition(database)
    sheet = book(database).sheet
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C7", "$6:$6")
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", sheet.PAPERSIZE_A4)
    assert sheet.sheet_properties.pageSetUpPr
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # Two pages across, each with the numbers, the one beside the other: on a single page nobody could read it.
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.pageOrder) == (2, "overThenDown")
    assert sheet.print_title_cols == "$A:$B"
    received = sheet.cell(HEADER + 1, list(COLUMNS).index("received") + 1)
    assert (received.number_format, received.data_type) == ("dd/mm/yyyy", "d")
    widths = [sheet.column_dimensions[get_column_letter(place)].width for place in range(1, len(COLUMNS) + 1)]
    assert widths == [width for width, _ in COLUMNS.values()]


@one_database
def test_a_line_is_as_high_as_its_longest_words_are(database: Database) -> None:
    for words in (WORDS, f"{WORDS} " * 8):
        a_petition(database, words=words)
    sheet = book(database).sheet
    short, long = (sheet.row_dimensions[HEADER + line].height for line in (1, 2))
    assert long > 3 * short
    # No program has to work it out: what is folded into the width of the column has room.
    width, text = COLUMNS["summary"][0], str(sheet.cell(HEADER + 2, list(COLUMNS).index("summary") + 1).value)
    assert long >= len(text) / (1.3 * width) * 12


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
@one_database
def test_what_begins_like_a_formula_is_a_text(database: Database, start: str) -> None:
    words = f'{start}HYPERLINK("http://x","bấm vào đây")'
    a_petition(database, words=words, identity=Identity(f"{start}cmd|A1", "thôn 5 xã Cát Thành", "+84912345678", ""))
    sheet = book(database, an_officer(database), "lập báo cáo")
    for column in ("summary", "name", "contact"):
        cell = sheet.sheet.cell(HEADER + 1, list(COLUMNS).index(column) + 1)
        assert cell.data_type == "s", column
    assert str(sheet("summary")).startswith(start.strip())
    assert sheet.sheet.cell(HEADER + 1, list(COLUMNS).index("summary") + 1).quotePrefix


@one_database
def test_letters_that_no_file_takes_are_left_out(database: Database) -> None:
    a_petition(database, words="Đường hỏng \x07nặng, mưa xuống không đi được.")
    assert book(database)("summary") == "Đường hỏng nặng, mưa xuống không đi được."


def test_contacts_are_read_one_by_one_and_each_look_is_in_its_trail(database: Database) -> None:
    officer, sent = an_officer(database), a_petition(database)
    sheet = book(database, officer, "đối chiếu sổ giấy")
    assert (sheet("name"), sheet("address")) == (MAI.name, MAI.address)
    assert sheet("contact") == "0912 345 678"
    events = database.read(lambda c: cases_for(c).register.trail.of(sent.id))
    (seen,) = [event for event in events if event.kind is EventKind.CONTACT_SEEN]
    assert (seen.note, seen.actor.officer_id) == ("đối chiếu sổ giấy", officer.id)
    (trace,) = database.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))
    assert (trace.act, trace.reason, trace.role) == ("see_contact", "đối chiếu sổ giấy", Role.CONTROLLER)


@one_database
def test_without_the_contacts_the_words_tell_nobody_apart(database: Database) -> None:
    a_petition(database, words="Tôi là Nguyễn Thị Mai, 0912 345 678, đường thôn hỏng nặng, xin sửa giúp.")
    plain, whole = book(database), book(database, an_officer(database), "đối chiếu")
    assert "0912" not in plain.text
    assert "Nguyễn Thị Mai" not in plain.text
    assert "đường thôn hỏng nặng" in str(plain("summary"))
    assert "0912 345 678" in str(whole("summary"))


@one_database
def test_whose_data_is_to_be_deleted_stands_there_without_it(database: Database) -> None:
    officer, kept = an_officer(database), a_petition(database)
    gone = a_petition(database, State.RESOLVED, at=NOW - timedelta(days=2000))

    def forget(connection: Connection) -> None:
        cases = cases_for(connection)
        cases.register.restrict(kept, NOW)
        assert retention.anonymise(cases, gone.id, NOW, 1825) is not None

    database.transact(forget)
    span = Span(date(2020, 1, 1), date(2026, 12, 31))

    def rows(connection: Connection) -> bytes:
        cases = cases_for(connection)
        seen = with_contacts(
            rows_for(cases.book.entries(span), officer), cases, TraceRepository(connection), officer, "xem", NOW
        )
        return workbook(Book(seen, span, "", NOW))

    (sheet,) = sheets_of(database.transact(rows)).values()
    assert (sheet("year", 1), sheet("year", 2)) == (2021, 2026)
    assert sheet("name", 1) == sheet("summary", 1) == "đã xóa khi hết thời hạn lưu trữ"
    assert "hạn chế" in str(sheet("name", 2))
    assert "hạn chế" in str(sheet("summary", 2))
    assert not [said for said in (MAI.name, "0912", WORDS) if said in sheet.text]
    assert not database.read(lambda c: TraceRepository(c).of(f"petition:{kept.id}"))


@one_database
def test_of_what_is_confidential_the_number_alone_stands_there(database: Database) -> None:
    late = "Cán bộ một cửa hẹn ba lần không trả hồ sơ cho dân."
    secret = a_petition(database, State.RECEIVED, category="conduct", words=late)
    a_petition(database)
    for sheet in (book(database), book(database, an_officer(database), "đối chiếu")):
        assert [sheet("number", line) for line in (1, 2)] == [1, 2]
        assert sheet("summary") == "hạn chế"
        assert not [sheet(name) for name in COLUMNS if name not in {"number", "year", "summary"} and sheet(name)]
        assert secret.code not in sheet.text
    named = book(database, an_officer(database, LEADER, Role.APPROVER, restricted=True))
    assert (named("code"), named("class"), named("notes")) == (secret.code, "về hành vi", "hạn chế người xem")


@one_database
def test_whom_a_petition_speaks_of_sees_its_number_alone(database: Database) -> None:
    officer, sent = an_officer(database), a_petition(database)
    database.transact(lambda c: cases_for(c).concerned.name(sent.id, officer.id, NOW))
    sheet = book(database, officer, "xem ai gửi")
    assert (sheet("number"), sheet("summary"), sheet("name")) == (1, "hạn chế", None)


@one_database
def test_an_officer_gets_the_rows_of_the_own_scope(database: Database) -> None:
    a_petition(database)
    there = a_petition(database, place=Place(CO_LE))
    a_petition(database, place=Place(CO_LE), category="waste")
    sheet = book(database, an_officer(database, LEADER, Role.APPROVER, CO_LE, field="road"))
    assert (len(sheet), sheet("number"), sheet("code")) == (1, 2, there.code)


CLASSES: list[tuple[str, State, str]] = [
    ("conduct", State.RECEIVED, "về hành vi"),
    ("rule", State.SUBMITTED, "chưa phân loại"),
    ("rule", State.IN_PROGRESS, "về quy định hành chính"),
    ("rule", State.ANSWERED, "về quy định thuộc thẩm quyền"),
    ("proposal", State.TRANSFERRED, "về quy định ngoài thẩm quyền, đã chuyển"),
    ("road", State.TRANSFERRED, "việc ở nơi sinh sống"),
    ("road", State.REJECTED, "không tiếp nhận"),
    ("road", State.DIVERTED, "khiếu nại, tố cáo, đã hướng dẫn"),
]


@pytest.mark.parametrize(("category", "state", "said"), CLASSES)
@one_database
def test_each_is_of_one_class_as_far_as_it_is_known(database: Database, category: str, state: State, said: str) -> None:
    a_petition(database, state, category=category)
    sheet = book(database, an_officer(database, LEADER, Role.APPROVER, restricted=True))
    assert sheet("class") == said


TIMES: list[tuple[State, int, str | None]] = [
    (State.RECEIVED, 1, "trong hạn"),
    (State.RECEIVED, 40, "quá hạn"),
    (State.NEED_INFO, 40, "tạm dừng"),
    (State.TRANSFERRED, 40, "đúng hạn"),
    (State.WITHDRAWN, 40, None),
]


@pytest.mark.parametrize(("state", "days", "said"), TIMES)
@one_database
def test_what_is_late_is_said_to_be(database: Database, state: State, days: int, said: str | None) -> None:
    a_petition(database, state, at=NOW - timedelta(days=days))
    assert book(database)("in_time") == said


@one_database
def test_an_answer_after_its_day_is_late(database: Database) -> None:
    begun = a_petition(database, State.AWAITING_APPROVAL, at=NOW - timedelta(days=40))
    late = {"note": "Đã sửa xong đường."}
    database.transact(lambda c: cases_for(c).register.move_to(begun, State.ANSWERED, APPROVER, NOW, **late))  # type: ignore[arg-type]
    sheet = book(database)
    assert (sheet("in_time"), sheet("replied"), sheet("result")) == ("quá hạn", NOW.date(), "Đã sửa xong đường.")


@one_database
def test_what_was_refused_passed_on_or_repeated_says_how(database: Database) -> None:
    at = datetime(2026, 11, 21, 9, tzinfo=VIET_NAM)
    refused, passed = (a_petition(database, state, at=at) for state in (State.REJECTED, State.TRANSFERRED))
    parent = a_petition(database)
    a_petition(database, State.DUPLICATE, parent=parent)
    sheet = book(database)
    assert sheet("result") == say(f"reason.{refused.reason}").unescape()
    assert (sheet("agency", 2), sheet("replied", 2)) == (passed.agency, date(2026, 11, 21))
    assert sheet("notes", 4) == f"trùng với {parent.code}"


@one_database
def test_how_a_petition_came_is_said(database: Database) -> None:
    for channel in Channel:
        a_petition(database, chat_id=None, channel=channel)
    assert [book(database)("channel", n) for n in (1, 2, 3)] == ["qua trợ lý", "trực tiếp", "điện thoại"]


def test_the_last_moment_of_a_day_is_in_it_and_the_first_of_the_next_is_not(database: Database) -> None:
    a_petition(database, at=datetime(2026, 11, 20, 23, 59, 59, tzinfo=VIET_NAM))
    a_petition(database, at=datetime(2026, 11, 21, 0, 0, 0, tzinfo=VIET_NAM))

    def numbers(day: int) -> list[int]:
        span = Span(date(2026, 11, day), date(2026, 11, day))
        return [e.petition.book_number for e in database.read(lambda c: BookRepository(c).entries(span))]

    assert [numbers(day) for day in (19, 20, 21, 22)] == [[], [1], [2], []]


# On the command line


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "so.xlsx"


Printed = Callable[[], tuple[str, str]]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    def read() -> tuple[str, str]:
        captured = capsys.readouterr()
        return captured.out, captured.err

    return read


def test_the_command_writes_a_file_that_its_owner_alone_reads(books: Database, file: Path, printed: Printed) -> None:
    sent = a_petition(books)
    assert main(["petitions", "export", str(file)]) == 0
    assert printed() == (f"{file}: 1 petitions, 2026-01-01 to 2026-11-22\n", "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (sheet,) = sheets_of(file.read_bytes()).values()
    assert (sheet("code"), sheet("name")) == (sent.code, "xem theo thẩm quyền")
    assert main(["petitions", "export", str(file), "--from", "2026-11-22", "--to", "2026-11-22"]) == 0
    assert "0 petitions, 2026-11-22 to 2026-11-22" in printed()[0]


def test_the_command_gives_contacts_to_an_officer_with_a_reason(books: Database, file: Path) -> None:
    officer, sent = an_officer(books), a_petition(books)
    why = ["--contacts", "--officer", str(CONTROLLER), "--reason", "đối chiếu sổ giấy"]
    assert main(["petitions", "export", str(file), *why]) == 0
    (sheet,) = sheets_of(file.read_bytes()).values()
    assert sheet("name") == MAI.name
    (made_it,) = books.read(lambda c: TraceRepository(c).of("register:2026-01-01:2026-11-22"))
    assert (made_it.officer_id, made_it.act, made_it.reason) == (officer.id, "export", "đối chiếu sổ giấy")
    assert len(books.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--contacts"], 2, "--contacts needs"),
        (["--contacts", "--reason", "xem"], 2, "--contacts needs"),
        (["--contacts", "--as", "31"], 2, "--contacts needs"),
        (["--as", "39"], 1, "39 holds no role"),
        (["--as", "33"], 1, "33 may not have the register"),
        (["--from", "2026-12-01", "--to", "2026-11-01"], 1, "2026-12-01 is later than 2026-11-01"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
@one_database
def test_the_command_refuses_in_a_sentence(
    books: Database, file: Path, printed: Printed, arguments: list[str], code: int, said: str
) -> None:
    sent = a_petition(books)
    an_officer(books, 33, Role.CLERK)
    assert main(["petitions", "export", str(file), *arguments]) == code
    out, err = printed()
    assert (out, err.count("\n"), said in err) == ("", 1, True)
    assert not file.exists()
    assert [event.kind for event in books.read(lambda c: cases_for(c).register.trail.of(sent.id))] == [EventKind.LODGED]


@one_database
@pytest.mark.usefixtures("books")
def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path, printed: Printed) -> None:
    assert main(["petitions", "export", str(tmp_path / "none" / "so.xlsx")]) == 1
    assert "cannot be written" in printed()[1]
    assert main(["petitions", "export", str(tmp_path / "so.csv")]) == 2
    assert "call it so.xlsx" in printed()[1]


# In the chat


def sent_books(chat: Chat, telegram_id: int = CONTROLLER) -> list[bytes]:
    return [one.file.content for one in chat.api.shown(telegram_id) if one.file]


@one_database
async def test_the_book_comes_to_the_officers_own_chat(chat: Chat) -> None:
    sent, officer = a_petition(chat.database), an_officer(chat.database)
    assert "thời gian nào" in (await chat.say("/sotiepnhan", CONTROLLER)).text
    asked = (await chat.press("Tháng 11/2026", CONTROLLER)).text
    assert "01/11/2026 đến hết ngày 30/11/2026 có 1 phản ánh" in asked
    await chat.press("Không kèm người gửi", CONTROLLER)
    (content,) = sent_books(chat)
    (sheet,) = sheets_of(content).values()
    assert (sheet("code"), sheet("name"), sheet("unit")) == (sent.code, "xem theo thẩm quyền", "xã Cát Thành")
    (trace,) = chat.database.read(lambda c: TraceRepository(c).of("register:2026-11-01:2026-11-30"))
    assert (trace.officer_id, trace.act, trace.reason) == (officer.id, "export", "")
    assert chat.api.shown(CITIZEN) == []


@one_database
async def test_with_the_senders_it_needs_a_reason_that_each_finds_in_her_trail(chat: Chat) -> None:
    sent, _ = a_petition(chat.database), an_officer(chat.database)
    await chat.say("xuất sổ", CONTROLLER)
    await chat.say("01/11/2026 đến 30/11/2026", CONTROLLER)
    assert "lý do" in (await chat.press("Kèm người gửi", CONTROLLER)).text
    assert "lý do" in (await chat.say("2026", CONTROLLER)).text
    assert sent_books(chat) == []
    await chat.say("Đối chiếu với sổ giấy quý IV", CONTROLLER)
    (sheet,) = sheets_of(sent_books(chat)[0]).values()
    assert sheet("name") == MAI.name
    events = chat.database.read(lambda c: cases_for(c).register.trail.of(sent.id))
    assert [e.note for e in events if e.kind is EventKind.CONTACT_SEEN] == ["Đối chiếu với sổ giấy quý IV"]


@pytest.mark.parametrize("role", [None, Role.CLERK, Role.ADMINISTRATOR])
@one_database
async def test_whoever_may_not_have_it_gets_nothing_even_by_a_forged_button(chat: Chat, role: Role | None) -> None:
    sent: Petition = a_petition(chat.database)
    if role:
        an_officer(chat.database, NOBODY, role)
    assert "dành cho đầu mối" in (await chat.say("/sotiepnhan 2026", NOBODY)).text
    for data in ("20261101-20261130", "20261101-20261130:0", "20261101-20261130:1", "20261301-x:0", "2026:1"):
        chat.api.forge(NOBODY, f"v1:register_file:{data}")
        await chat.settled(NOBODY)
        await chat.say("tôi cần xem người gửi", NOBODY)
    assert sent_books(chat, NOBODY) == []
    assert not chat.database.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))


@one_database
async def test_a_role_that_ended_in_between_gets_nothing(chat: Chat) -> None:
    a_petition(chat.database)
    an_officer(chat.database)
    await chat.say("/sotiepnhan 11/2026", CONTROLLER)
    await chat.press("Kèm người gửi", CONTROLLER)
    chat.database.transact(lambda c: OfficerRepository(c).end(CONTROLLER, Role.CONTROLLER, NOW, "test"))
    await chat.say("Đối chiếu với sổ giấy", CONTROLLER)
    assert sent_books(chat) == []


@one_database
async def test_days_without_any_and_old_buttons_are_answered(chat: Chat) -> None:
    an_officer(chat.database)
    assert "không có phản ánh" in (await chat.say("/sotiepnhan năm 2025", CONTROLLER)).text
    for data in ("20261301-20261399:0", "x", ""):
        chat.api.forge(CONTROLLER, f"v1:register_file:{data}")
        assert "thời gian nào" in (await chat.settled(CONTROLLER)).text
    chat.api.forge(CONTROLLER, "v1:register_file:20250101-20251231:0")
    assert "không có phản ánh" in (await chat.settled(CONTROLLER)).text


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("01/10/2026 đến 31/10/2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("từ 31.10.2026 tới 1-10-2026", date(2026, 10, 1), date(2026, 10, 31)),
        ("tháng 2/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("tháng 12/2026", date(2026, 12, 1), date(2026, 12, 31)),
        ("năm 2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("5/11/2026", date(2026, 11, 5), date(2026, 11, 5)),
        ("thang nay", date(2026, 11, 1), date(2026, 11, 30)),
        ("Tháng trước", date(2026, 10, 1), date(2026, 10, 31)),
        ("tháng 9", date(2026, 9, 1), date(2026, 9, 30)),
        ("quy nay", date(2026, 10, 1), date(2026, 12, 31)),
        ("quý trước", date(2026, 7, 1), date(2026, 9, 30)),
        ("quý 1/2027", date(2027, 1, 1), date(2027, 3, 31)),
        ("Quý I/2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("quý IV", date(2026, 10, 1), date(2026, 12, 31)),
        ("quý 2 năm 2025", date(2025, 4, 1), date(2025, 6, 30)),
        ("2024-Q3", date(2024, 7, 1), date(2024, 9, 30)),
        ("nam nay", date(2026, 1, 1), date(2026, 12, 31)),
        ("năm ngoái", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_days_are_read_as_they_are_typed(typed: str, since: date, until: date) -> None:
    assert read_span(typed, date(2026, 11, 23)) == Span(since, until)


@pytest.mark.parametrize("typed", ["", "tháng tới", "31/6/2026", "13/2026", "tháng 0/2026", "0912345678"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_span(typed, date(2026, 11, 23)) is None
