"""A decision's annex through the chat: sent, read, asked about, proposed, approved by another officer, and undone."""

import re
from collections.abc import Iterable, Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook

from bot.app import App
from bot.clock import Clock
from bot.database import Database
from bot.handlers.importing import TRIES
from bot.review.officers import OfficerRepository
from bot.review.proposals import ProposalRepository, ProposalState
from bot.review.sheets import Sheet
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.annex_files import DECISION
from tests.annex_making import HEADINGS
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.files import a_pdf, an_old_office, an_open_xml, zipped
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
    approve,
    now,
    officer,
    procedures,
    proposal,
    propose,
    seat,
    text_table,
)
from tests.bot.test_proposals import NEW, a_ring, an_amendment
from tests.knowledge.annexes import an_annex
from tests.wire.api import TOKEN
from tests.wire.messages import Shown

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook with one sheet of these rows."""
    book, written = Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(written)
    return written.getvalue()


def told(key: str, **values: object) -> str:
    return plain(say(f"proposal.{key}", **values))


@pytest.fixture
def office(chat: Chat, database: Database) -> Chat:
    """The chat with its officers."""
    seat(database)
    for account in (*NAMES, CITIZEN):
        chat.api.meet(account)
    return chat


async def send(chat: Chat, content: bytes, name: str = "phu-luc.csv", who: int = LAN) -> Shown:
    chat.api.send_document(who, name, content)
    return await chat.settled(who)


async def read(chat: Chat, content: bytes, name: str = "phu-luc.csv", who: int = LAN) -> Shown:
    """A file that is sent, said to be an annex, and read: what its sender is told of it."""
    await send(chat, content, name, who)
    await chat.press(told("is_annex"), who)
    await chat.app.importing.drain()
    return await chat.settled(who)


async def proposed(chat: Chat, content: bytes, who: int = LAN) -> Shown:
    await read(chat, content, who=who)
    await chat.press(told("propose"), who)
    return await chat.press(told("send"), who)


async def test_an_annex_goes_all_its_way_from_one_officer_to_another_and_back(office: Chat) -> None:
    asked = await send(office, an_annex_file(a_row(), a_row(2, "Cho mượn sách tại thư viện thôn")))
    assert asked.labels == [told("is_annex"), "Phản ánh, kiến nghị"]
    assert told("reading", name="phu-luc.csv") == (await office.press(told("is_annex"), LAN)).text
    await office.app.importing.drain()
    dry = await office.settled(LAN)
    assert "9999/QĐ-UBND" in dry.text
    assert told("count_new", number=2) in dry.text
    assert procedures(office.database) == {}
    listed = await office.press(told("see_changes"), LAN)
    assert "9.000102 Cho mượn sách tại thư viện thôn" in listed.text
    await office.press(told("back"), LAN)
    await office.press(told("propose"), LAN)
    await office.say("Theo Nghị định mới của Chính phủ", LAN)
    sent = await office.press(told("send"), LAN)
    assert sent.text == told("sent", number=1, names="Trần Thị Hoa, Lê Thị Chi")
    asked = office.api.last(CHI)
    assert {told("see_changes"), told("approve"), told("refuse")} <= set(asked.labels)
    assert "Theo Nghị định mới của Chính phủ" in asked.text
    await office.press(told("approve"), CHI)
    assert "Đã xem từng dòng" in (await office.say("Đã xem từng dòng", CHI)).text
    assert procedures(office.database) == {}
    approved = await office.press(told("approve_yes"), CHI)
    assert told("approved_now") in approved.text
    assert set(procedures(office.database)) == {"9.000101", "9.000102"}
    outcome = office.api.last(LAN)
    assert NAMES[CHI] in outcome.text
    assert "Đã xem từng dòng" in outcome.text
    await office.press(told("undo"), CHI)
    await office.say("Sai ngày áp dụng", CHI)
    undone = await office.press(told("undo_yes"), CHI)
    assert told("undone_now") in undone.text
    assert procedures(office.database) == {}
    assert "Sai ngày áp dụng" in office.api.last(LAN).text
    assert proposal(office.database, 1).undoer == NAMES[CHI]


async def test_questions_come_one_by_one_and_are_answered_by_typing(office: Chat) -> None:
    rows = [a_row(), ["", "", "", "", "", "", ""], a_row(2, code="")]
    rows[2][1] = ""
    heads = ("DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH",)
    dry = await read(office, an_annex_file(*rows, heads=heads))
    assert told("not_stated") in dry.text
    assert told("ask_number") in (await office.press(told("go_on"), LAN)).text
    assert told("not_a_number") in (await office.say("không biết", LAN)).text
    assert told("ask_signed_on") in (await office.say("Quyết định số 77/QĐ-UBND", LAN)).text
    assert told("not_a_day") in (await office.say("hôm kia", LAN)).text
    assert told("ask_issuer") in (await office.say("20/11/2026", LAN)).text
    assert told("not_an_issuer") in (await office.say("Sở Tư pháp", LAN)).text
    assert told("ask_effective_on") in (await office.say("Chủ tịch UBND tỉnh Ninh Bình", LAN)).text
    assert told("ask_level") in (await office.say("ngày 01 tháng 12 năm 2026", LAN)).text
    asked = await office.say("cấp xã", LAN)
    assert told("doubt_no_code") in asked.text
    assert told("no_choice") in (await office.say("để mai tính", LAN)).text
    done = await office.say("9.000777", LAN)
    assert told("next_ready") in done.text
    assert "77/QĐ-UBND" in done.text
    sheet = office.database.read(lambda c: ProposalRepository(c).sheet(1))
    assert sheet
    assert sheet.facts.issuer == "Chủ tịch UBND tỉnh Ninh Bình"
    assert list(sheet.answers.values()) == ["code:9.000777"]


async def test_what_the_file_states_and_what_was_answered_can_be_said_anew(office: Chat) -> None:
    row = a_row()
    row[1] = ""
    await read(office, an_annex_file(row))
    await office.press(told("go_on"), LAN)
    await office.say("9.000777", LAN)
    await office.press(told("restate"), LAN)
    assert told("ask_effective_on") in (await office.say("4", LAN)).text
    assert told("ask_effective_on") in (await office.say("mai", LAN)).text
    assert "01/01/2027" in (await office.say("01/01/2027", LAN)).text
    await office.press(told("restate"), LAN)
    await office.say("3", LAN)
    await office.say("UBND tỉnh Thanh Hóa", LAN)
    assert told("not_an_issuer") in [shown.text for shown in office.api.shown(LAN)]
    await office.press(told("later"), LAN)
    await office.press(told("restate"), LAN)
    assert told("doubt_no_code") in (await office.press(told("reanswer"), LAN)).text


async def test_a_numbered_answer_can_be_typed_and_an_old_button_answers_no_other_question(office: Chat) -> None:
    rows = [a_row(), a_row(2, "Cho mượn sách tại thư viện thôn"), a_row(3, "Sửa chữa sách cũ của thư viện")]
    for row, field in zip(rows, ("Thư viện cơ sở", "Xuất bản"), strict=False):
        row.append(field)
    content = text_table([[TITLE], [DECISION], [EFFECTIVE], [*HEADINGS, "Lĩnh vực"], *rows])
    await read(office, content)
    first = await office.press(told("go_on"), LAN)
    assert "Thư viện cơ sở" in first.text
    old = first.data[0]
    second = await office.say("1", LAN)
    assert "Xuất bản" in second.text
    office.api.forge(LAN, old)
    assert told("changed_since") in (await office.settled(LAN)).text
    assert told("next_ready") in (await office.say("1", LAN)).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cu.xls", an_old_office("Workbook")),
        ("macro.xlsm", an_open_xml("sheet.macroEnabled.main+xml", parts={"xl/vbaProject.bin": b"macro"})),
        ("la.csv", b"\x00\x01\x02\xff\xfe\xfd" * 100),
        ("khong-bang.csv", b"xin chao\r\nkhong co bang nao\r\n"),
        ("hong.xlsx", b"PK\x03\x04 broken"),
        ("khac.docx", a_pdf()),
        ("bom.xlsx", zipped({"xl/worksheets/sheet1.xml": b"0" * 40_000_000})),
    ],
)
async def test_a_bad_file_is_refused_with_one_sentence_and_nothing_changes(
    office: Chat, name: str, content: bytes
) -> None:
    refused = await read(office, content, name)
    assert re.fullmatch(rf"Không đọc được tệp {name}\. [^.]+(?:\.\w+[^.]*)*\. Danh mục không thay đổi\.", refused.text)
    assert procedures(office.database) == {}
    assert "phu-luc" not in (await office.say("đề xuất danh mục", LAN)).text
    assert office.database.read(lambda c: ProposalRepository(c).drafts_of(officer(office.database, LAN).id)) == []


async def test_a_file_telegram_does_not_give_is_asked_for_again(office: Chat) -> None:
    await send(office, an_annex_file())
    await office.press(told("is_annex"), LAN)
    office.api.fail_next("getFile")
    await office.app.importing.drain()
    assert proposal(office.database, 1).state is ProposalState.FETCHING
    await office.app.importing.drain()  # not before its time
    assert proposal(office.database, 1).state is ProposalState.FETCHING


async def test_a_file_that_was_asked_for_too_often_is_given_up(office: Chat) -> None:
    await send(office, an_annex_file())
    await office.press(told("is_annex"), LAN)
    office.database.transact(
        lambda c: ProposalRepository(c).later(1, Sheet(file_id="file-document-1", tries=TRIES), now())
    )
    await office.app.importing.drain()
    assert (await office.settled(LAN)).text == told("not_fetched", name="phu-luc.csv")


async def test_a_file_no_bot_can_fetch_is_said_to_be_too_big(office: Chat) -> None:
    await send(office, an_annex_file())
    await office.press(told("is_annex"), LAN)
    office.api.fail_next("getFile", error_code=400, description="Bad Request: file is too big")
    await office.app.importing.drain()
    assert (await office.settled(LAN)).text == told("too_big", name="phu-luc.csv")


async def test_it_is_read_at_once_without_waiting_for_the_clock(office: Chat) -> None:
    office.stop_the_clock()
    office.app.importing.start()
    await send(office, an_annex_file())
    await office.press(told("is_annex"), LAN)
    dry = told("next_ready")
    await office.wire.until(lambda: dry in office.api.last(LAN).text, seconds=60)
    drawn = office.database.read(lambda c: ProposalRepository(c).by_id(1))
    assert drawn
    assert drawn.state is ProposalState.DRAFT


async def test_names_are_shown_as_they_are_written_and_are_no_tags(office: Chat) -> None:
    name = "<b>Cấp thẻ</b> & “sách” <a href='x'>ở xã</a>"
    await read(office, an_annex_file(a_row(name=name)))
    listed = await office.press(told("see_changes"), LAN)
    assert name in listed.text
    assert "&lt;b&gt;Cấp thẻ&lt;/b&gt; &amp;" in listed.html


async def test_a_formula_is_a_fault_and_keeps_the_file_from_being_proposed(office: Chat) -> None:
    content = workbook([[TITLE], [DECISION], [EFFECTIVE], list(HEADINGS), [*a_row()[:2], "=1+1", *a_row()[3:]]])
    dry = await read(office, content, "cong-thuc.xlsx")
    assert told("next_faults") in dry.text
    assert "=1+1" in dry.text
    assert told("propose") not in dry.labels
    assert "=1+1" in (await office.press(told("see_columns"), LAN)).text


async def test_a_refusal_says_why_to_the_proposer(office: Chat) -> None:
    await proposed(office, an_annex_file())
    await office.press(told("refuse"), HOA)
    assert told("no_reason") in (await office.say("123", HOA)).text
    assert "Thiếu căn cứ pháp lý" in (await office.say("Thiếu căn cứ pháp lý", HOA)).text
    assert told("refused_now", name=NAMES[LAN]) in (await office.press(told("refuse_yes"), HOA)).text
    assert "Thiếu căn cứ pháp lý" in office.api.last(LAN).text
    late = await office.press(told("approve"), CHI)
    assert told("decided_meanwhile") in late.text
    assert procedures(office.database) == {}


async def test_nobody_approves_the_own_proposal_whatever_is_pressed(office: Chat) -> None:
    await proposed(office, an_annex_file(), HOA)
    for verb in ("decide", "decide_yes", "refuse_proposal"):
        office.api.forge(HOA, f"v1:{verb}:1")
        assert told("own") in (await office.settled(HOA)).text
    assert told("approve") not in office.api.last(HOA).labels
    assert proposal(office.database, 1).state is ProposalState.WAITING


async def test_who_proposed_it_takes_it_back(office: Chat) -> None:
    await proposed(office, an_annex_file())
    await office.press(told("see"), LAN)
    assert told("withdrawn_now") in (await office.press(told("withdraw"), LAN)).text
    assert told("decided_meanwhile") in (await office.press(told("approve"), CHI)).text


async def test_what_does_not_hold_together_is_said_and_not_proposed(office: Chat) -> None:
    who = {account: officer(office.database, account) for account in (LAN, CHI)}
    ring, answers = a_ring(office.database, who[LAN], who[CHI])
    sheet = Sheet(annex=ring, answers=answers)
    number = office.database.transact(lambda c: ProposalRepository(c).begin(sheet, who[LAN], now()))
    await office.say(f"/dexuat {number}", LAN)
    await office.press(told("propose"), LAN)
    refused = await office.press(told("send"), LAN)
    assert told("faulty", number=number) in refused.text
    assert "1.000009: " in refused.text
    assert proposal(office.database, number).state is ProposalState.DRAFT


async def test_an_approval_over_a_changed_catalogue_says_what_changed_and_goes_on_waiting(office: Chat) -> None:
    who = {account: officer(office.database, account) for account in (LAN, CHI)}
    approve(office.database, propose(office.database, an_annex(NEW), who[LAN]).id, who[CHI])
    made = [propose(office.database, an_amendment(f"{n}/QĐ-UBND", time=f"{n} ngày"), who[LAN]) for n in (5, 6)]
    approve(office.database, made[0].id, who[CHI])
    await office.say("/dexuat", CHI)
    await office.say(str(made[1].id), CHI)
    await office.press(told("approve"), CHI)
    refused = await office.press(told("approve_yes"), CHI)
    assert told("changed_meanwhile", number=made[1].id) in refused.text
    assert "1.000009: Quyết định số 5/QĐ-UBND" in refused.text
    assert proposal(office.database, made[1].id).state is ProposalState.WAITING


async def test_what_later_changes_rest_on_is_not_undone_and_they_are_named(office: Chat) -> None:
    who = {account: officer(office.database, account) for account in (LAN, CHI)}
    first = propose(office.database, an_annex(NEW), who[LAN])
    approve(office.database, first.id, who[CHI])
    later = propose(office.database, an_amendment("5/QĐ-UBND", time="5 ngày"), who[LAN])
    approve(office.database, later.id, who[CHI])
    await office.say(f"/dexuat {first.id}", CHI)
    await office.press(told("undo"), CHI)
    await office.say("Nhầm quyết định", CHI)
    refused = await office.press(told("undo_yes"), CHI)
    assert told("not_undone_for", others="Quyết định số 5/QĐ-UBND") in refused.text
    assert proposal(office.database, first.id).state is ProposalState.APPROVED


async def test_without_anybody_else_to_decide_it_is_kept_and_not_sent(chat: Chat, database: Database) -> None:
    seat(database, LAN)
    chat.api.meet(LAN)
    await read(chat, an_annex_file())
    assert told("nobody") in (await chat.press(told("propose"), LAN)).text
    assert proposal(database, 1).state is ProposalState.DRAFT


async def test_a_draft_is_nobody_elses_and_can_be_dropped(office: Chat) -> None:
    await read(office, an_annex_file())
    for data in ("v1:proposal:1", "v1:changes_of:1", "v1:settling:1", "v1:drop_annex:1", "v1:columns_of:1"):
        await office.say("/trogiup", HOA)
        office.api.forge(HOA, data)
        await office.settled(HOA)
        assert "phu-luc" not in office.api.last(HOA).text
    dropped = await office.press(told("drop"), LAN)
    assert dropped.text == told("dropped", name="phu-luc.csv")
    office.api.forge(LAN, "v1:proposal:1")
    await office.settled(LAN)
    assert told("gone") in [shown.text for shown in office.api.shown(LAN)]


async def test_what_was_said_of_a_file_is_still_there_after_a_restart(office: Chat, catalogue: Catalogue) -> None:
    await read(office, an_annex_file())
    await office.stop()
    settings = office.app.settings
    office.app = App(settings, Clock(settings.today), office.database, catalogue, token=TOKEN, request=office.wire)
    await office.start()
    assert "phu-luc.csv" in (await office.say("đề xuất danh mục", LAN)).text
    assert told("next_ready") in (await office.say("1", LAN)).text


async def test_a_citizen_and_an_administrator_are_offered_a_petition_alone(office: Chat) -> None:
    for who in (CITIZEN, QUAN):
        assert told("is_annex") not in (await send(office, an_annex_file(), who=who)).labels


async def test_a_file_for_a_petition_that_is_written_stays_the_petitions(office: Chat) -> None:
    await office.say("/phananh", LAN)
    sent = await send(office, an_annex_file(), "bang.csv")
    assert told("is_annex") not in sent.labels


async def test_a_picture_of_an_officer_is_no_annex(office: Chat) -> None:
    assert told("is_annex") not in (await send(office, a_pdf(), "anh.pdf")).labels


@pytest.mark.parametrize(
    "data",
    [
        "annex:1",
        "propose:1:0",
        "propose_yes:1:0",
        "undo_yes:1",
        "undo_proposal:1",
        "settle_row:1:0:1",
        "withdraw_proposal:1",
    ],
)
async def test_an_old_or_forged_button_changes_nothing(office: Chat, data: str) -> None:
    await read(office, an_annex_file(), who=HOA)
    office.api.forge(HOA, f"v1:{data}")
    await office.settled(HOA)
    assert proposal(office.database, 1).state is ProposalState.DRAFT
    assert procedures(office.database) == {}


async def test_whoever_lost_the_role_in_between_decides_nothing(office: Chat) -> None:
    await proposed(office, an_annex_file())
    await office.press(told("approve"), CHI)
    office.database.transact(lambda c: OfficerRepository(c).end(CHI, None, now(), "test"))
    await office.say("Đồng ý duyệt", CHI)
    office.api.forge(CHI, "v1:decide_yes:1")
    assert plain(say("chat.officers_only")) in (await office.settled(CHI)).text
    assert proposal(office.database, 1).state is ProposalState.WAITING
