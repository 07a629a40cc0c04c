"""Proposals and questions at the desk: a file brought in, read, and decided on by another; words that are taught."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest

from bot.database import Database
from bot.review.officers import Role
from bot.review.proposals import ProposalState
from bot.review.sheets import Sheet
from bot.texts import say
from bot.views.message import plain
from knowledge.annexes.values import AnnexFault, ColumnMatch, Meaning, Trouble
from knowledge.catalogue import Catalogue
from knowledge.procedures import Change
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.bot.proposals import a_row as a_line
from tests.bot.proposals import an_annex_file, approve, officer, procedures, proposal, propose
from tests.bot.test_proposals import NEW
from tests.knowledge.annexes import STATED, an_annex

LIST, QUESTIONS = "/banlamviec/de-xuat", "/banlamviec/hoi-dap"
MOST_BYTES = 100_000

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue, tmp_path: Path) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


async def at_desk(desk: OpenDesk, role: Role) -> AsyncIterator[Browser]:
    browser = Browser(desk)
    await browser.sign_in(desk.people[role])
    yield browser
    await browser.client.aclose()


@pytest.fixture
async def clerk(desk: OpenDesk) -> AsyncIterator[Browser]:
    async for one in at_desk(desk, Role.CLERK):
        yield one


@pytest.fixture
async def controller(desk: OpenDesk) -> AsyncIterator[Browser]:
    async for one in at_desk(desk, Role.CONTROLLER):
        yield one


@pytest.fixture
async def approver(desk: OpenDesk) -> AsyncIterator[Browser]:
    async for one in at_desk(desk, Role.APPROVER):
        yield one


def told(key: str, **values: object) -> str:
    return plain(say(f"proposal.{key}", **values))


async def upload(browser: Browser, content: bytes, name: str = "phu-luc.csv") -> httpx.Response:
    """A file that is sent with the form of the list."""
    await browser.open(LIST)
    return await browser.client.post(LIST, data={"csrf": browser.word}, files={"tep": (name, content)})


def kept(desk: OpenDesk) -> list[Path]:
    """The files that wait to be read."""
    return list((desk.app.settings.data / "files").rglob("*.xlsx"))


async def press(browser: Browser, number: int, label: str) -> httpx.Response:
    """The button of a proposal with these words on it, as it stands on the page that is shown."""
    page = await browser.open(f"{LIST}/{number}")
    return await pressed(browser, number, page, label)


async def pressed(browser: Browser, number: int, page: str, label: str) -> httpx.Response:
    found = re.search(rf'value="([^"]+)">{re.escape(label)}</button>', unescape(page))
    assert found, label
    return await browser.post(f"{LIST}/{number}", press=found[1])


def waiting(desk: OpenDesk, *rows: object, role: Role = Role.CLERK, **facts: object) -> int:
    """The number of a proposal that waits."""
    annex = an_annex(*(rows or (NEW,)), **facts)  # type: ignore[arg-type]
    return propose(desk.database, annex, officer(desk.database, desk.people[role]), "Theo Nghị định mới").id


# A file is brought in.


async def test_a_file_is_read_outside_and_goes_all_its_way(desk: OpenDesk, clerk: Browser, approver: Browser) -> None:
    led = await upload(clerk, an_annex_file(a_line(), a_line(2, "Cho mượn sách tại thư viện thôn")))
    assert (led.status_code, led.headers["location"]) == (303, f"{LIST}/1")
    page = await clerk.open(f"{LIST}/1")
    assert "xin mở lại trang này sau ít giây" in page
    assert kept(desk) != []
    await desk.app.importing.drain()
    assert kept(desk) == []
    page = await clerk.open(f"{LIST}/1")
    assert "9999/QĐ-UBND" in page
    assert "Cho mượn sách tại thư viện thôn" in page
    assert "Mới: 2" in page
    asked = await press(clerk, 1, told("propose"))
    assert 'name="words"' in asked.text
    await clerk.post(f"{LIST}/1", words="Theo Nghị định mới")
    sent = await pressed(clerk, 1, asked.text, told("send"))
    assert "Chờ duyệt." in sent.text
    assert procedures(desk.database) == {}
    assert re.search(r'<button name="press" value="v1:decide:1">', await approver.open(f"{LIST}/1"))
    sure = await press(approver, 1, told("approve"))
    assert "Cho mượn sách tại thư viện thôn" in sure.text
    again = await approver.post(f"{LIST}/1", words="Đã xem <b>từng dòng</b>")
    done = await pressed(approver, 1, again.text, told("approve_yes"))
    assert told("approved_now") in unescape(done.text)
    assert "Đã xem &lt;b&gt;từng dòng" in done.text
    assert set(procedures(desk.database)) == {"9.000101", "9.000102"}
    await press(approver, 1, told("undo"))
    why = await approver.post(f"{LIST}/1", words="Sai ngày áp dụng")
    undone = await pressed(approver, 1, why.text, told("undo_yes"))
    assert "Sai ngày áp dụng" in undone.text
    assert procedures(desk.database) == {}
    assert {"propose", "decide", "undo_proposal"} <= set(desk.acts())


@on_sqlite
async def test_a_file_that_cannot_be_read_leaves_nothing_and_says_so(desk: OpenDesk, clerk: Browser) -> None:
    assert (await upload(clerk, b"%PDF-1.7 nothing of a table", "danh-muc.xlsx")).status_code == 303
    await desk.app.importing.drain()
    gone = await clerk.get(f"{LIST}/1")
    assert (gone.status_code, "không đọc được tệp" in gone.text) == (404, True)
    assert kept(desk) == []


@on_sqlite
@pytest.mark.parametrize(("name", "content"), [("danh-muc.pdf", b"%PDF"), ("danh-muc.xlsx", b""), ("", b"x")])
async def test_what_is_no_annex_is_not_taken(desk: OpenDesk, clerk: Browser, name: str, content: bytes) -> None:
    refused = await upload(clerk, content, name)
    assert (refused.status_code, 'role="alert"' in refused.text) == (400, True)
    assert await clerk.open(f"{LIST}?loc=drafts")
    assert desk.database.read(lambda c: desk.office(c).proposals.by_id(1)) is None


@on_sqlite
async def test_a_file_that_is_gone_before_it_was_read_is_given_up(desk: OpenDesk, clerk: Browser) -> None:
    await upload(clerk, an_annex_file())
    for path in kept(desk):
        path.unlink()
    await desk.app.importing.drain()
    assert (await clerk.get(f"{LIST}/1")).status_code == 404


@on_sqlite
async def test_the_name_of_a_file_is_only_words(desk: OpenDesk, clerk: Browser) -> None:
    await upload(clerk, an_annex_file(), "../../<script>alert(1)</script>.csv")
    page = await clerk.open(f"{LIST}/1")
    assert "<script>alert" not in page
    assert "script&gt;.csv" in page
    await desk.app.importing.drain()
    assert "<script>alert" not in await clerk.open(f"{LIST}/1")


@on_sqlite
async def test_what_a_person_must_say_is_asked_on_a_page_of_its_own(desk: OpenDesk, clerk: Browser) -> None:
    line = a_line()
    line[1] = ""
    await upload(clerk, an_annex_file(line))
    await desk.app.importing.drain()
    page = await clerk.open(f"{LIST}/1?loc=open")
    assert "Cần cán bộ nói rõ: 1" in page
    assert 'class="note"' in page
    asked = await press(clerk, 1, told("go_on"))
    assert "Xem lại toàn bộ đề xuất" in asked.text
    assert 'name="words"' in asked.text
    settled = await clerk.post(f"{LIST}/1", words="9.000777")
    assert "9.000777" in settled.text


@on_sqlite
async def test_a_draft_is_nobody_elses_to_see(desk: OpenDesk, clerk: Browser, controller: Browser) -> None:
    await upload(clerk, an_annex_file())
    await desk.app.importing.drain()
    assert (await controller.get(f"{LIST}/1")).status_code == 404
    await controller.open(LIST)
    await controller.post(f"{LIST}/1", press="v1:drop_annex:1")
    assert proposal(desk.database, 1).state is ProposalState.DRAFT


# The lists.


@on_sqlite
async def test_lists_are_turned_page_by_page(desk: OpenDesk, clerk: Browser, controller: Browser) -> None:
    for number in range(27):
        decision = replace(STATED, number=f"{number}/QĐ-UBND")
        waiting(desk, replace(NEW, code=f"1.{number:06}", name=f"Cấp thẻ số {number}"), decision=decision)
    first, second = await clerk.open(LIST), await clerk.open(f"{LIST}?trang=2")
    assert [len(set(re.findall(rf'{LIST}/(\d+)"', page))) for page in (first, second)] == [25, 2]
    who = officer(desk.database, desk.people[Role.CONTROLLER])
    for number in range(1, 28):
        approve(desk.database, number, who)
    first, second = await clerk.open(f"{LIST}?loc=decided"), await clerk.open(f"{LIST}?loc=decided&trang=2")
    assert [len(set(re.findall(rf'{LIST}/(\d+)"', page))) for page in (first, second)] == [25, 2]
    assert max(len(first.encode()), len(second.encode())) < MOST_BYTES
    assert "Không có đề xuất nào" in await clerk.open(LIST)


@on_sqlite
@pytest.mark.parametrize("path", ["0", "999999999999", "x", "%3Cb%3E", "1%20OR%201"])
async def test_an_altered_number_shows_that_there_is_none(clerk: Browser, path: str) -> None:
    gone = await clerk.get(f"{LIST}/{path}")
    assert (gone.status_code, "Không có đề xuất này" in gone.text) == (404, True)
    await clerk.open(LIST)
    assert (await clerk.post(f"{LIST}/{path}", press="v1:decide_yes:1")).status_code == 200


@on_sqlite
async def test_roles_open_what_is_theirs(desk: OpenDesk, approver: Browser) -> None:
    assert 'type="file"' not in await approver.open(LIST)
    assert (await upload(approver, an_annex_file())).status_code == 403
    async for chief in at_desk(desk, Role.ADMINISTRATOR):
        assert (await chief.get(LIST)).status_code == 403
        assert (await chief.get(f"{LIST}/1")).status_code == 403
        assert (await chief.get(QUESTIONS)).status_code == 403
        assert (await chief.get("/banlamviec/danh-muc")).status_code == 200
    assert "refused" in desk.acts()


# What it changes.


@on_sqlite
async def test_lines_stand_by_kind_field_by_field_and_page_by_page(desk: OpenDesk, clerk: Browser) -> None:
    who = {role: officer(desk.database, desk.people[role]) for role in (Role.CLERK, Role.CONTROLLER)}
    rows = [replace(NEW, code=f"1.{number:06}", name=f"Cấp thẻ số {number}", row=number) for number in range(30)]
    approve(desk.database, propose(desk.database, an_annex(*rows), who[Role.CLERK]).id, who[Role.CONTROLLER])
    columns = (ColumnMatch("PL1", "A", "Mã số <b>TTHC</b>", Meaning.CODE), ColumnMatch("PL1", "B", "STT", None))
    changed = [replace(row, change=Change.AMENDED, time=f"{row.row + 4} ngày làm việc") for row in rows]
    later = replace(STATED, number="2/QĐ-UBND", effective_on=date(2027, 1, 1))
    annex = replace(an_annex(*changed, decision=later), columns=columns)
    number = propose(desk.database, annex, who[Role.CLERK], "Theo <i>Nghị định</i> mới").id
    first, second = await clerk.open(f"{LIST}/{number}"), await clerk.open(f"{LIST}/{number}?trang=2")
    assert "Thay đổi: 30" in first
    assert (first.count("panel change"), second.count("panel change")) == (25, 5)
    assert re.search(r'data-label="Đang ghi">3 ngày làm việc</td>\s*<td data-label="Sẽ ghi">4 ngày làm việc', first)
    assert "Theo &lt;i&gt;Nghị định&lt;/i&gt; mới" in first
    assert "Mã số &lt;b&gt;TTHC" in first
    assert max(len(first.encode()), len(second.encode())) < MOST_BYTES
    assert "Thay đổi: 30" in await clerk.open(f"{LIST}/{number}?loc=nothing&trang=-4")


@on_sqlite
async def test_every_fault_of_a_file_is_told_a_page_at_a_time(desk: OpenDesk, clerk: Browser) -> None:
    faults = tuple(AnnexFault(Trouble.CODE, "PL1", row, "B (Mã số)", "1,2", "1.001193") for row in range(1, 31))
    clerk_ = officer(desk.database, desk.people[Role.CLERK])

    def begin(connection: object) -> int:
        office = desk.office(connection)
        return office.proposals.begin(Sheet(annex=an_annex(NEW, faults=faults)), clerk_, office.at)

    number = desk.database.transact(begin)
    first, second = [await clerk.open(f"{LIST}/{number}?loc=faults&trang={page}") for page in (1, 2)]
    assert "Lỗi trong tệp: 30" in first
    assert (first.count("<li>Trang tính"), second.count("<li>Trang tính")) == (25, 5)
    assert f">{told('propose')}</button>" not in unescape(first)


# Two persons.


async def test_who_proposed_it_decides_nothing_whatever_is_forged(desk: OpenDesk, controller: Browser) -> None:
    number = waiting(desk, role=Role.CONTROLLER)
    page = unescape(await controller.open(f"{LIST}/{number}"))
    assert told("approve") not in page
    assert told("withdraw") in page
    for forged in (f"v1:decide:{number}", f"v1:decide_yes:{number}", f"v1:refuse_yes:{number}"):
        await controller.post(f"{LIST}/{number}", press=forged)
    assert procedures(desk.database) == {}
    assert proposal(desk.database, number).state is ProposalState.WAITING


@on_sqlite
async def test_a_clerk_decides_nothing_whatever_is_forged(desk: OpenDesk, clerk: Browser) -> None:
    number = waiting(desk, role=Role.CONTROLLER)
    await clerk.open(f"{LIST}/{number}")
    answer = await clerk.post(f"{LIST}/{number}", press=f"v1:decide_yes:{number}")
    assert told("not_yours") in unescape(answer.text)
    assert procedures(desk.database) == {}


async def test_of_two_overlapping_proposals_the_second_approval_is_refused_and_says_why(
    desk: OpenDesk, controller: Browser, approver: Browser
) -> None:
    first, second = (waiting(desk, decision=replace(STATED, number=f"{n}/QĐ-UBND")) for n in (1, 2))
    for browser, number in ((controller, first), (approver, second)):
        await press(browser, number, told("approve"))
    assert told("approved_now") in unescape(
        (await controller.post(f"{LIST}/{first}", press=f"v1:decide_yes:{first}")).text
    )
    refused = await approver.post(f"{LIST}/{second}", press=f"v1:decide_yes:{second}")
    assert told("changed_meanwhile", number=second) in unescape(refused.text)
    assert "1.000009" in refused.text
    assert proposal(desk.database, second).state is ProposalState.WAITING
    assert procedures(desk.database)["1.000009"].latest.enacted_by[0].number == "1/QĐ-UBND"


async def test_of_two_who_approve_the_same_the_second_is_told(
    desk: OpenDesk, controller: Browser, approver: Browser
) -> None:
    number = waiting(desk)
    for browser in (controller, approver):
        await press(browser, number, told("approve"))
    await controller.post(f"{LIST}/{number}", press=f"v1:decide_yes:{number}")
    late = await approver.post(f"{LIST}/{number}", press=f"v1:decide_yes:{number}")
    assert told("decided_meanwhile") in unescape(late.text)
    assert proposal(desk.database, number).decider == "Người controller"


@on_sqlite
async def test_refusing_needs_a_reason(desk: OpenDesk, approver: Browser) -> None:
    number = waiting(desk)
    asked = await press(approver, number, told("refuse"))
    assert 'name="words"' in asked.text
    assert told("no_reason") in unescape((await approver.post(f"{LIST}/{number}", words="123")).text)
    sure = await approver.post(f"{LIST}/{number}", words="Sai mã <thủ tục>")
    await pressed(approver, number, sure.text, told("refuse_yes"))
    page = await approver.open(f"{LIST}/{number}")
    assert "Sai mã &lt;thủ tục&gt;" in page
    async for chief in at_desk(desk, Role.ADMINISTRATOR):
        trail = await chief.open("/banlamviec/nhat-ky?viec=refuse_proposal")
        assert ("Đề xuất số 1" in trail, "không duyệt thay đổi danh mục" in trail) == (True, True)
    assert proposal(desk.database, number).state is ProposalState.REFUSED


# Questions that were not answered.


def missed(desk: OpenDesk, words: str, times: int = 1) -> None:
    for _ in range(times):
        desk.database.transact(lambda c: desk.office(c).misses.add(words, desk.office(c).day))


@on_sqlite
async def test_what_was_not_found_is_taught_on_the_page_and_taken_back(desk: OpenDesk, clerk: Browser) -> None:
    missed(desk, "làm giấy cho cháu bé mới đẻ <b>nhé</b>", 3)
    missed(desk, "xin giấy xanh")
    page = await clerk.open(f"{QUESTIONS}?loc=missed")
    assert "Câu chưa tìm được (2)" in page
    assert page.index("mới đẻ") < page.index("xin giấy xanh")
    assert re.search(r'data-label="Số lần">3</td><td data-label="Lần đầu">22/11/2026', page)
    assert "<b>nhé" not in page
    teach = re.search(r'value="(v1:teach:\d+)"', page)
    assert teach
    asked = await clerk.post(f"{QUESTIONS}?loc=missed", press=teach[1])
    assert 'name="words"' in asked.text
    offered = await clerk.post(f"{QUESTIONS}?loc=missed", words="1.001193")
    means = re.search(r'value="(v1:means:\d+:1\.001193)"', offered.text)
    assert means
    learned = await clerk.post(f"{QUESTIONS}?loc=missed", press=means[1])
    if anyway := re.search(r'value="(v1:means:[^"]+anyway)"', learned.text):
        learned = await clerk.post(f"{QUESTIONS}?loc=missed", press=anyway[1])
    assert 'class="told"' in learned.text
    taught = await clerk.open(f"{QUESTIONS}?loc=taught")
    assert "Người clerk" in taught
    assert "/banlamviec/danh-muc/1.001193" in taught
    undo = re.search(r'value="(v1:unteach:\d+)"', taught)
    assert undo
    undone = await clerk.post(f"{QUESTIONS}?loc=taught", press=undo[1])
    assert "v1:unteach" not in undone.text
    assert undone.text.count("Người clerk") > taught.count("Người clerk")


@on_sqlite
async def test_words_outside_the_catalogue_and_no_questions_go(desk: OpenDesk, clerk: Browser) -> None:
    missed(desk, "giá vàng hôm nay")
    missed(desk, "trời đẹp ghê")
    page = await clerk.open(f"{QUESTIONS}?loc=missed")
    for verb in ("outside", "aside"):
        found = re.search(rf'value="(v1:{verb}:\d+)"', page)
        assert found
        page = (await clerk.post(f"{QUESTIONS}?loc=missed", press=found[1])).text
    assert "Không có gì đang chờ" in page
    assert "không thuộc danh mục" in await clerk.open(f"{QUESTIONS}?loc=taught")


@on_sqlite
async def test_a_question_to_the_office_is_answered_after_a_preview(desk: OpenDesk, clerk: Browser) -> None:
    desk.database.transact(lambda c: desk.office(c).asked.ask(5, "Trung tâm có làm thứ bảy không?", desk.office(c).at))
    page = await clerk.open(QUESTIONS)
    assert "Trung tâm có làm thứ bảy không?" in page
    reply = re.search(r'value="(v1:reply:\d+)"', page)
    assert reply
    await clerk.post(QUESTIONS, press=reply[1])
    preview = await clerk.post(QUESTIONS, words="Sáng thứ bảy có.")
    send = re.search(r'value="(v1:send:\d+)"', preview.text)
    assert send
    sent = await clerk.post(QUESTIONS, press=send[1])
    assert "Đã gửi câu trả lời." in sent.text
    assert "Không có gì đang chờ" in sent.text


@on_sqlite
async def test_what_is_reported_waits_until_somebody_saw_to_it(desk: OpenDesk, clerk: Browser) -> None:
    def report(connection: object) -> None:
        office = desk.office(connection)
        number = office.corrections.add("1.001193", office.day, office.at)
        office.corrections.explain(number, "Lệ phí <sai> rồi")

    desk.database.transact(report)
    page = await clerk.open(f"{QUESTIONS}?loc=reported")
    assert "Lệ phí &lt;sai&gt; rồi" in page
    assert "Đăng ký khai sinh" in page
    settle = re.search(r'value="(v1:settle:[^"]+)"', page)
    assert settle
    assert "Không có gì đang chờ" in (await clerk.post(f"{QUESTIONS}?loc=reported", press=settle[1])).text


@on_sqlite
async def test_many_questions_are_turned_page_by_page(desk: OpenDesk, clerk: Browser) -> None:
    words = ["một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"]

    def add(connection: object) -> None:
        office = desk.office(connection)
        for one in words:
            for two in words[:6]:
                office.misses.add(f"hỏi chuyện {one} với {two}", office.day)

    desk.database.transact(add)
    first, third = [await clerk.open(f"{QUESTIONS}?loc=missed&trang={page}") for page in (1, 3)]
    assert first.count("v1:teach:") == 25
    assert "trang=4" not in third
    assert len(first.encode()) < MOST_BYTES
