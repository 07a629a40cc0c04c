"""An officer enters a petition for who came to the office or called, and hands her a slip."""

import json
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select, text

from bot.clock import Clock
from bot.database import Database
from bot.petitions import retention
from bot.petitions.attachments import AttachmentRepository
from bot.petitions.drafts import Draft, DraftRepository
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, Channel, EventKind, Petition
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import attachment, consent, draft
from bot.petitions.verifying import verify
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from knowledge.mapping import Base
from tests.bot.conftest import CITIZEN, FOLDER, SETTINGS, Chat
from tests.bot.petitions import cases_for
from tests.wire.messages import Shown

CLERK, LEADER = 21, 22
NOW = Clock(SETTINGS.today).now()
WORDS = "Đường vào thôn 5 xã Cát Thành hỏng nặng từ tháng 9, nhiều ổ gà, học sinh đi lại rất khó."
WHO = "Nguyễn Văn A, thôn 5 xã Cát Thành, 0912 345 678"
ACCUSES = "Tôi tố cáo ông chủ tịch xã nhận hối lộ 50 triệu đồng để cấp sổ đỏ."

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def appointed(chat: Chat, telegram_id: int = CLERK, role: Role = Role.CLERK, name: str = "Trần Thị Lan") -> int:
    """The number of an officer."""

    def add(connection: Any) -> int:
        officers = OfficerRepository(connection)
        officers.add(telegram_id, role, "", name, NOW, "test")
        officer = officers.of(telegram_id)
        assert officer
        return officer.id

    return chat.database.transact(add)


async def reviewed(chat: Chat, channel: str = "Tại quầy", words: str = WORDS) -> Shown:
    """Everything is entered; the review."""
    await chat.say("nhập giúp", CLERK)
    await chat.press(channel, CLERK)
    await chat.say(words, CLERK)
    await chat.say(WHO, CLERK)
    return await chat.press("Người dân đồng ý", CLERK)


async def entered(chat: Chat, channel: str = "Tại quầy") -> Petition:
    """A whole petition; the newest in the register."""
    await reviewed(chat, channel)
    await chat.press("Vào sổ", CLERK)
    return petitions(chat)[-1]


def petitions(chat: Chat) -> list[Petition]:
    return chat.database.read(lambda connection: PetitionRepository(connection).every())


def the_draft(chat: Chat, chat_id: int = CLERK) -> Draft | None:
    return chat.database.read(lambda connection: cases_for(connection).drafts.of(chat_id))


def slips(chat: Chat, chat_id: int = CLERK) -> list[str]:
    """What stands on the slips that came, line by line."""
    files = [one.file for one in chat.api.shown(chat_id) if one.file]
    return ["\n".join(p.text for p in Document(BytesIO(file.content)).paragraphs) for file in files]


def line(slip: str, label: str) -> str:
    return next(one.removeprefix(f"{label}: ") for one in slip.splitlines() if one.startswith(f"{label}: "))


def everything(database: Database) -> str:
    """Every cell of every table."""
    rows: Sequence[object] = database.read(
        lambda c: [row for table in Base.metadata.sorted_tables for row in c.execute(select(table)).all()]
    )
    return "\n".join(map(str, rows))


async def test_a_petition_is_entered_for_who_came(chat: Chat) -> None:
    officer = appointed(chat)
    assert "trực tiếp hay gọi điện thoại" in (await chat.say("nhập giúp", CLERK)).text
    asked = (await chat.press("Tại quầy", CLERK)).text
    assert "Nhập giúp người dân (trực tiếp tại quầy) – bước 1 trên 4" in asked
    assert "Người dân cho biết việc gì" in asked
    assert "Người dân cho biết họ tên" in (await chat.say(WORDS, CLERK)).text
    assert "Xin đọc cho người dân nghe" in (await chat.say(WHO, CLERK)).text
    review = (await chat.press("Người dân đồng ý", CLERK)).text
    assert "Xin đọc lại cho người dân nghe trước khi vào sổ" in review
    await chat.press("Vào sổ", CLERK)
    (sent,) = petitions(chat)
    assert (sent.chat_id, sent.channel, sent.state) == (None, Channel.COUNTER, State.SUBMITTED)
    assert (sent.words, sent.unit, sent.book_number) == (WORDS, "14056", 1)
    (lodged,) = chat.database.read(lambda c: cases_for(c).register.trail.of(sent.id))
    assert (lodged.kind, lodged.actor) == (EventKind.LODGED, Actor(Party.CLERK, officer))
    given = chat.database.read(lambda c: c.execute(select(consent)).mappings().one())
    assert (given["chat_id"], given["petition_id"], given["notice"]) == (None, sent.id, "2026-11")
    (trace,) = chat.database.read(lambda c: TraceRepository(c).of(f"petition:{sent.id}"))
    assert (trace.officer_id, trace.role, trace.act) == (officer, Role.CLERK, "enter")
    assert the_draft(chat) is None


@one_database
async def test_whoever_takes_a_call_is_told_to_write_down_truthfully(chat: Chat) -> None:
    appointed(chat)
    review = (await reviewed(chat, "Điện thoại")).text
    assert "Nghị định 20/2008/NĐ-CP, Điều 7" in review
    assert "ghi lại trung thực" in review
    await chat.press("Vào sổ", CLERK)
    assert petitions(chat)[0].channel is Channel.PHONE


@one_database
async def test_the_slip_has_what_she_follows_it_by_and_no_contact(chat: Chat) -> None:
    appointed(chat)
    sent = await entered(chat)
    (slip,) = slips(chat)
    assert slip.startswith("THỬ")
    assert "PHIẾU TIẾP NHẬN PHẢN ÁNH, KIẾN NGHỊ" in slip
    assert line(slip, "Mã phản ánh") == sent.code
    assert line(slip, "Vào sổ") == "số THỬ 1, sổ thử năm 2026"
    assert line(slip, "Tiếp nhận").endswith("ngày 22/11/2026, trực tiếp tại quầy")
    assert line(slip, "Nội dung tóm tắt") == WORDS
    assert "07/12/2026" in line(slip, "Thời hạn")
    assert f"/theodoi {sent.code}" in slip
    assert slip.endswith("Trần Thị Lan")
    assert not [said for said in ("Nguyễn Văn A", "0912", "thôn 5 xã Cát Thành, 0912") if said in slip]
    caption = next(one for one in reversed(chat.api.shown(CLERK)) if not one.file)
    assert sent.code in caption.text
    assert line(slip, "Mã mở") not in caption.text


@one_database
async def test_her_name_stands_on_the_slip_if_she_wants_it_to(chat: Chat) -> None:
    appointed(chat)
    assert "không in họ tên" in (await reviewed(chat)).text
    assert "có in họ tên" in (await chat.press("In họ tên lên phiếu", CLERK)).text
    await chat.press("Không in họ tên lên phiếu", CLERK)
    await chat.press("In họ tên lên phiếu", CLERK)
    await chat.press("Vào sổ", CLERK)
    assert line(slips(chat)[0], "Người gửi") == "Nguyễn Văn A"
    assert "0912" not in slips(chat)[0]


async def test_the_secret_stands_nowhere_once_the_slip_was_sent(chat: Chat) -> None:
    appointed(chat)
    sent = await entered(chat)
    secret = line(slips(chat)[0], "Mã mở")
    kept = everything(chat.database)
    assert secret not in kept
    assert secret.replace("-", "") not in kept
    assert "Phieu-tiep-nhan" not in kept
    assert sent.code in kept


@one_database
async def test_she_follows_it_from_any_chat_by_code_and_secret(chat: Chat) -> None:
    appointed(chat)
    sent = await entered(chat)
    secret = line(slips(chat)[0], "Mã mở")
    assert WORDS in next(
        one.text for one in await follow(chat, f"/theodoi {sent.code} {secret}", CITIZEN) if "Nội dung" in one.text
    )
    public = "\n".join(one.text for one in await follow(chat, f"/theodoi {sent.code}", CITIZEN))
    assert sent.code in public
    assert WORDS not in public


async def follow(chat: Chat, typed: str, who: int) -> list[Shown]:
    before = len(chat.api.shown(who))
    await chat.say(typed, who)
    return chat.api.shown(who)[before:]


@one_database
async def test_the_officer_is_not_its_sender(chat: Chat) -> None:
    appointed(chat)
    sent = await entered(chat)
    assert "chưa gửi phản ánh" in (await chat.say("/phananhcuatoi", CLERK)).text
    for verb in ("petition", "withdrawn", "add", "events"):
        chat.api.forge(CLERK, f"v1:{verb}:{sent.code}")
        assert "Nút này đã cũ" in (await chat.settled(CLERK)).text
    shown = (await chat.say("/dulieucuatoi", CLERK)).text
    assert "Phản ánh đã gửi: 0;" in shown
    assert petitions(chat) == [sent]


@one_database
async def test_what_is_being_entered_is_not_the_officers_data(chat: Chat) -> None:
    appointed(chat)
    await reviewed(chat)
    await chat.say("/dulieucuatoi", CLERK)
    await chat.press("Tải dữ liệu", CLERK)
    (file,) = [one.file for one in chat.api.shown(CLERK) if one.file]
    assert json.loads(file.content)["Phản ánh đang soạn"] == ""
    assert "Nguyễn Văn A" not in file.content.decode()


@one_database
async def test_the_bound_a_day_is_hers_and_not_the_officers(chat: Chat) -> None:
    appointed(chat)
    for _ in range(SETTINGS.petitions_a_day + 1):
        await entered(chat)
    assert len(petitions(chat)) == SETTINGS.petitions_a_day + 1
    assert "bước 1 trên 4" in (await chat.say("/phananh", CLERK)).text


@one_database
async def test_her_files_belong_to_the_petition(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    await chat.say(WORDS, CLERK)
    chat.api.send_photo(CLERK)
    chat.api.send_document(CLERK, "la.exe", b"MZ nothing")
    await chat.settled(CLERK)
    await chat.say(WHO, CLERK)
    await chat.press("Người dân đồng ý", CLERK)
    await chat.press("Vào sổ", CLERK)
    (sent,) = petitions(chat)
    files = chat.database.read(lambda c: AttachmentRepository(c).of_petition(sent.id))
    assert len(files) == 2
    assert {file.chat_id for file in files} == {None}
    told = [one for file in files if (one := chat.database.read(lambda c, f=file: cases_for(c).sender_of(f)))]  # type: ignore[misc]
    assert told == [CLERK, CLERK]


@one_database
async def test_the_officers_own_number_is_not_hers(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Điện thoại", CLERK)
    await chat.say(WORDS, CLERK)
    await chat.say("Trần Thị Bình, xóm 3 xã Minh Thái", CLERK)
    chat.api.send_contact(CLERK, "84911111111")
    assert "không phải của người dân" in (await chat.settled(CLERK)).text
    chat.api.send_contact(CLERK, "84912345678", own=False)
    assert "Người dân có đồng ý" in (await chat.settled(CLERK)).text


@one_database
async def test_where_the_officer_lives_says_nothing_of_her(chat: Chat) -> None:
    appointed(chat)
    await chat.say("/xa cổ lễ", CLERK)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    await chat.say("Cột điện ở đầu xóm bị nghiêng, dây điện sà xuống đường rất nguy hiểm.", CLERK)
    written = the_draft(chat)
    assert written
    assert written.place.commune == ""


@one_database
@pytest.mark.parametrize("words", [ACCUSES, "Tôi khiếu nại quyết định số 15/QĐ-UBND thu hồi đất của gia đình tôi."])
async def test_khieu_nai_and_to_cao_have_their_doors_here_too(chat: Chat, words: str) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    shown = [one.text for one in await follow(chat, words, CLERK)]
    assert shown[0] == "Xin hướng dẫn người dân như sau:"
    assert any("không được lưu" in one for one in shown)
    assert petitions(chat) == []
    assert "hối lộ" not in str(the_draft(chat))


@one_database
async def test_who_does_not_agree_leaves_nothing(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Điện thoại", CLERK)
    await chat.say(WORDS, CLERK)
    await chat.say(WHO, CLERK)
    assert "Người dân không đồng ý" in (await chat.press("Người dân không đồng ý", CLERK)).text
    assert (petitions(chat), the_draft(chat)) == ([], None)


# His own, and what is hers


@one_database
async def test_his_own_is_sent_or_given_up_before_hers_is_begun(chat: Chat) -> None:
    appointed(chat)
    first = await chat.say("/phananh", CLERK)
    assert "Nhập giúp người dân" in first.labels
    await chat.say("Đèn đường trước nhà tôi ở thôn 2 xã Cát Thành hỏng cả tháng nay.", CLERK)
    kept = await chat.say("nhập giúp người dân", CLERK)
    assert "soạn dở phản ánh của chính mình" in kept.text
    chat.api.forge(CLERK, "v1:enter:counter")
    assert "soạn dở phản ánh của chính mình" in (await chat.settled(CLERK)).text
    written = the_draft(chat)
    assert written
    assert not written.is_for_another
    await chat.press("Bỏ phản ánh đang soạn", CLERK)
    await chat.say("nhập giúp", CLERK)
    assert "bước 1 trên 4" in (await chat.press("Tại quầy", CLERK)).text


@one_database
async def test_an_empty_screen_of_his_own_turns_into_hers(chat: Chat) -> None:
    appointed(chat)
    await chat.say("/phananh", CLERK)
    await chat.press("Nhập giúp người dân", CLERK)
    assert "Nhập giúp người dân (qua điện thoại)" in (await chat.press("Điện thoại", CLERK)).text


@one_database
async def test_while_hers_is_in_hand_his_own_words_are_not_taken_for_hers(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    await chat.say("/huy", CLERK)
    offered = await chat.say("Tôi phản ánh loa phường nhà tôi kêu to quá, ồn ào suốt đêm không ngủ được", CLERK)
    assert "Phản ánh, kiến nghị" in offered.labels
    resumed = await chat.press("Phản ánh, kiến nghị", CLERK)
    assert "nhập dở phản ánh giúp người dân" in resumed.text
    written = the_draft(chat)
    assert written
    assert (written.words, written.channel) == ("", Channel.COUNTER)
    assert "nhập dở phản ánh giúp người dân" in (await chat.say("/phananh", CLERK)).text


@one_database
async def test_what_he_sent_before_is_not_hers(chat: Chat) -> None:
    appointed(chat)
    chat.api.send_photo(CLERK)
    await chat.settled(CLERK)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    assert chat.database.read(lambda c: AttachmentRepository(c).of_draft(CLERK)) == []


@one_database
async def test_an_old_button_of_his_own_neither_agrees_for_her_nor_sends(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    await chat.say(WORDS, CLERK)
    await chat.say(WHO, CLERK)
    for old in ("v1:consent:2026-11", "v1:consent:2026-11:phone", "v1:submit", "v1:submit:"):
        chat.api.forge(CLERK, old)
        assert "Người dân có đồng ý" in (await chat.settled(CLERK)).text
    await chat.press("Người dân đồng ý", CLERK)
    for old in ("v1:submit", "v1:submit:phone", "v1:submit:chat"):
        chat.api.forge(CLERK, old)
        assert "Xin đọc lại cho người dân nghe" in (await chat.settled(CLERK)).text
    assert petitions(chat) == []
    await chat.say("vào sổ", CLERK)
    assert len(petitions(chat)) == 1


@one_database
async def test_a_second_press_enters_nothing_more_and_brings_no_other_slip(chat: Chat) -> None:
    appointed(chat)
    await entered(chat)
    chat.api.forge(CLERK, "v1:submit:counter")
    assert "Không có phản ánh nào đang soạn" in (await chat.settled(CLERK)).text
    assert (len(petitions(chat)), len(slips(chat))) == (1, 1)


# Who may


@one_database
@pytest.mark.parametrize("role", [None, Role.APPROVER, Role.ADMINISTRATOR])
async def test_whoever_may_not_enter_begins_nothing(chat: Chat, role: Role | None) -> None:
    if role:
        appointed(chat, role=role)
    assert "dành cho cán bộ một cửa" in (await chat.say("nhập giúp", CLERK)).text
    for data in ("enter", "enter:counter", "enter:chat", "slip:1"):
        chat.api.forge(CLERK, f"v1:{data}")
        await chat.settled(CLERK)
    assert the_draft(chat) is None
    assert "Nhập giúp người dân" not in (await chat.say("/phananh", CLERK)).labels


@one_database
@pytest.mark.parametrize("channel", ["chat", "x", "counter'"])
async def test_a_channel_that_is_none_is_asked_for(chat: Chat, channel: str) -> None:
    appointed(chat)
    await chat.say("/start", CLERK)
    chat.api.forge(CLERK, f"v1:enter:{channel}")
    assert (await chat.settled(CLERK)).labels == ["Tại quầy", "Điện thoại"]


@one_database
async def test_a_role_that_ends_in_between_enters_nothing_and_leaves_nothing(chat: Chat) -> None:
    appointed(chat)
    await chat.say("nhập giúp", CLERK)
    await chat.press("Tại quầy", CLERK)
    await chat.say(WORDS, CLERK)
    chat.api.send_photo(CLERK)
    await chat.settled(CLERK)
    await chat.say(WHO, CLERK)
    await chat.press("Người dân đồng ý", CLERK)
    chat.database.transact(lambda c: OfficerRepository(c).end(CLERK, Role.CLERK, NOW, "test"))
    assert "Không có phản ánh nào đang soạn" in (await chat.press("Vào sổ", CLERK)).text
    assert petitions(chat) == []
    assert chat.database.read(lambda c: c.execute(select(draft)).all()) == []
    waiting = chat.database.read(lambda c: c.execute(select(attachment.c.state)).scalars().all())
    assert waiting == ["dropped"]
    assert slips(chat) == []


@one_database
async def test_nobody_enters_a_petition_that_speaks_of_oneself(chat: Chat) -> None:
    appointed(chat)
    await reviewed(chat, words=f"{WORDS} Cán bộ Trần Thị Lan hẹn nhiều lần chưa trả lời.")
    assert "nêu tên chính ông/bà" in (await chat.press("Vào sổ", CLERK)).text
    assert (petitions(chat), the_draft(chat), slips(chat)) == ([], None, [])


@one_database
async def test_another_officer_it_speaks_of_is_written_down(chat: Chat) -> None:
    appointed(chat)
    spoken_of = appointed(chat, LEADER, Role.APPROVER, "Phạm Văn Hùng")
    await reviewed(chat, words=f"{WORDS} Ông Phạm Văn Hùng hứa sửa nhưng chưa thấy sửa.")
    await chat.press("Vào sổ", CLERK)
    (sent,) = petitions(chat)
    assert chat.database.read(lambda c: cases_for(c).concerned.of(sent.id)) == {spoken_of}


# What comes after


@one_database
async def test_it_is_whole_is_handled_and_forgotten_like_others(chat: Chat) -> None:
    officer = appointed(chat)
    sent = await entered(chat)
    before = len(chat.api.shown(CLERK))

    def handled(connection: Any) -> None:
        cases = cases_for(connection)
        by = Actor(Party.CLERK, officer)
        cases.register.move_to(sent, State.NEED_INFO, by, NOW, "Xin cho biết đoạn nào?")
        cases.register.move_to(sent, State.SUBMITTED, by, NOW)
        cases.register.move_to(sent, State.RECEIVED, by, NOW)
        cases.register.move_to(sent, State.DIVERTED, by, NOW)

    chat.database.transact(handled)
    await chat.settled(CLERK)
    assert len(chat.api.shown(CLERK)) == before
    later = NOW + timedelta(days=2000)
    gone = chat.database.transact(lambda c: retention.anonymise(cases_for(c), sent.id, later, 1825))
    assert gone == []
    verdict = chat.database.read(lambda c: verify(c, cases_for(c).keys, FOLDER / "files"))
    assert verdict.is_whole


def test_a_draft_of_an_earlier_version_is_the_writers_own(database: Database) -> None:
    kept = '{"words": "Đường hỏng", "place": {}, "identity": {}}'
    assert Draft.from_text(kept) == Draft(words="Đường hỏng")
    written = Draft(words="Đường hỏng", channel=Channel.PHONE, printed=True)
    database.transact(lambda c: DraftRepository(c, cases_for(c).keys).keep(CLERK, written, NOW))
    assert database.read(lambda c: DraftRepository(c, cases_for(c).keys).of(CLERK)) == written
    column = database.read(lambda c: c.execute(text("SELECT sealed FROM petition_draft")).scalar_one())
    assert "phone" not in column
