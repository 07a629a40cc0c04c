"""A petition is written, step by step, and sent: on each database, over the real application."""

from datetime import date

import pytest
from sqlalchemy import func, select

from bot.petitions.attachments import AttachmentRepository
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import consent, contact, draft, event, remark
from tests.bot.conftest import CITIZEN, Chat

WORDS = "Đường vào thôn 5 xã Cát Thành hỏng nặng từ tháng 9, nhiều ổ gà, học sinh đi lại rất khó."
WHO = "Nguyễn Văn A, thôn 5 xã Cát Thành, 0912 345 678"
ACCUSES = "Tôi tố cáo ông chủ tịch xã nhận hối lộ 50 triệu đồng để cấp sổ đỏ."

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""For what touches nothing in which databases differ; each walk goes on PostgreSQL too."""


async def reviewed(chat: Chat, words: str = WORDS, who: str = WHO) -> str:
    """Everything is given; the review."""
    await chat.say("/phananh")
    await chat.say(words)
    await chat.say(who)
    return (await chat.press("Đồng ý")).text


async def lodged(chat: Chat, words: str = WORDS) -> Petition:
    """A whole petition; the newest in the register."""
    await reviewed(chat, words)
    await chat.press("Gửi")
    return petitions(chat)[-1]


def petitions(chat: Chat) -> list[Petition]:
    return chat.database.read(lambda connection: PetitionRepository(connection).every())


def number(chat: Chat, table: object) -> int:
    counted = select(func.count()).select_from(table)  # type: ignore[arg-type]
    return chat.database.read(lambda connection: connection.scalar(counted)) or 0


async def test_three_messages_and_two_taps_lodge_a_petition(chat: Chat) -> None:
    asked = (await chat.say("/phananh")).text
    assert "nội dung" in asked
    assert "bước 1 trên 4" in asked
    assert "quay lại" in asked
    assert "họ tên, địa chỉ, điện thoại" in (await chat.say(WORDS)).text
    assert "đồng ý" in (await chat.say(WHO)).text
    review = (await chat.press("Đồng ý")).text
    for said in ("xem lại", WORDS, "Đường, cầu, giao thông", "Nguyễn Văn A, thôn 5 xã Cát Thành, 0912 345 678"):
        assert said in review
    assert "không cho ai biết, ngoài người được giao xử lý" in review
    receipt = (await chat.press("Gửi")).text
    (sent,) = petitions(chat)
    assert sent.code in receipt
    assert sent.code.startswith("THU-2611-")
    assert "07/12/2026 (10 ngày làm việc)" in receipt
    assert "không đến cơ quan nào" in receipt
    assert (sent.state, sent.category, sent.chat_id, sent.words) == (State.SUBMITTED, "road", CITIZEN, WORDS)
    assert (sent.place.commune, sent.shown, sent.book_number) == ("14056", False, 1)


async def test_who_she_is_stands_nowhere_in_the_clear(chat: Chat) -> None:
    await lodged(chat)
    sealed = chat.database.read(lambda connection: connection.scalar(select(contact.c.sealed)))
    assert sealed
    assert "Nguyễn" not in sealed
    assert number(chat, draft) == 0
    assert number(chat, consent) == 1
    details = chat.database.read(lambda connection: connection.scalar(select(event.c.details)))
    assert "0912" not in str(details)
    assert "Nguyễn" not in str(details)


async def test_a_second_tap_on_send_lodges_nothing_more(chat: Chat) -> None:
    await reviewed(chat)
    sends = next(data for label, data in [b for row in chat.api.last(CITIZEN).buttons for b in row] if label == "Gửi")
    await chat.press("Gửi")
    chat.api.forge(CITIZEN, sends)
    assert "Không có phản ánh nào đang soạn" in (await chat.settled()).text
    assert len(petitions(chat)) == 1


@one_database
async def test_one_part_after_another_is_asked_for_until_the_law_is_content(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    assert "địa chỉ, điện thoại hoặc địa chỉ thư điện tử" in (await chat.say("Trần Thị Bình")).text
    assert "điện thoại" in (await chat.say("xóm 3 xã Minh Thái")).text
    assert "Số điện thoại chưa đúng" in (await chat.say("0912 345")).text
    assert "đồng ý" in (await chat.say("binh@example.vn")).text


@one_database
async def test_every_part_can_be_mended_at_the_review(chat: Chat) -> None:
    await reviewed(chat)
    await chat.press("Sửa nội dung")
    assert "Cống thoát nước" in (await chat.say("Cống thoát nước ở thôn 5 bị tắc, nước ngập ra đường.")).text
    await chat.press("Sửa loại việc")
    assert "Nước sạch, thoát nước, ngập" in (await chat.say("8")).text
    await chat.press("Sửa nơi xảy ra")
    assert "Nơi xảy ra: xóm 7 xã Minh Thái\n" in (await chat.say("xóm 7 xã Minh Thái")).text
    await chat.press("Sửa người gửi")
    assert "Lê Văn Cường, thôn 5 xã Cát Thành" in (await chat.say("tên: Lê Văn Cường")).text
    assert "cho đơn vị bị phản ánh" in (await chat.press("Cho công khai họ tên")).text
    assert "không cho ai biết" in (await chat.press("Không công khai họ tên")).text
    await chat.press("Gửi")
    assert petitions(chat)[0].category == "water"


@one_database
async def test_who_goes_back_finds_what_she_gave(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say(WHO)
    assert "bước 2 trên 4" in (await chat.say("quay lại")).text
    assert "bước 1 trên 4" in (await chat.say("quay lại")).text
    assert "được giữ 7 ngày" in (await chat.say("quay lại")).text
    await chat.say("/phananh")
    assert "bước 2 trên 4" in (await chat.say("quay lại")).text
    assert "bước 1 trên 4" in (await chat.say("quay lại")).text
    assert "đồng ý" in (await chat.say("Cầu qua sông ở thôn 5 xã Cát Thành sắp sập rồi.")).text


@one_database
async def test_a_draft_outlives_huy_and_half_an_hour(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    stopped = await chat.say("/huy")
    assert "được giữ 7 ngày" in stopped.text
    assert "1.001193" in (await chat.say("1.001193")).text or "khai sinh" in chat.api.last(CITIZEN).text
    assert "họ tên" in (await chat.say("/phananh")).text
    await chat.say("/huy")
    assert "Đã xóa" in (await chat.press("Bỏ phản ánh đang soạn")).text
    assert number(chat, draft) == 0


async def test_who_does_not_agree_leaves_nothing_behind(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say(WHO)
    assert "đã xóa" in (await chat.press("Không đồng ý")).text
    assert (number(chat, draft), petitions(chat)) == (0, [])


async def test_without_a_name_it_is_a_remark_and_no_petition(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    assert "không phải phản ánh, kiến nghị theo quy định" in (await chat.press("Không ghi tên")).text
    assert "Đã nhận góp ý" in (await chat.press("Gửi không ghi tên")).text
    kept = chat.database.read(lambda connection: connection.execute(select(remark)).mappings().all())
    assert [(row["words"], row["category"], row["day"]) for row in kept] == [(WORDS, "road", date(2026, 11, 22))]
    assert petitions(chat) == []


@one_database
@pytest.mark.parametrize("words", [ACCUSES, "Tôi khiếu nại quyết định số 15/QĐ-UBND thu hồi đất của gia đình tôi."])
async def test_khieu_nai_and_to_cao_are_shown_their_doors_and_kept_nowhere(chat: Chat, words: str) -> None:
    await chat.say("/phananh")
    told = (await chat.say(words)).text
    assert "không được lưu" in told
    assert petitions(chat) == []
    assert "nội dung" in (await chat.say("/phananh")).text


@one_database
async def test_a_mixed_message_is_split_if_she_agrees(chat: Chat) -> None:
    await chat.say("/phananh")
    told = (await chat.say(f"{WORDS} {ACCUSES}")).text
    assert "hối lộ" not in told
    assert WORDS in told
    assert "họ tên" in (await chat.press("Gửi phần còn lại")).text
    await chat.say(WHO)
    await chat.press("Đồng ý")
    await chat.press("Gửi")
    assert petitions(chat)[0].words == WORDS


@one_database
async def test_words_that_read_like_a_petition_are_offered_to_be_one(chat: Chat) -> None:
    offered = await chat.say("Tôi phản ánh cán bộ một cửa hẹn trả hồ sơ ba lần không trả, thái độ gây khó dễ")
    assert "Phản ánh, kiến nghị" in offered.labels
    asked = (await chat.press("Phản ánh, kiến nghị")).text
    assert "họ tên" in asked


@one_database
async def test_after_an_answer_it_is_about_its_procedure(chat: Chat) -> None:
    await chat.say("1.001193")
    assert "Phản ánh về thủ tục" in (await chat.press("Phản ánh, kiến nghị")).text
    await chat.say("Thủ tục này bắt nộp nhiều giấy tờ rườm rà, không hợp lý, đề nghị cắt giảm bớt.")
    await chat.say(WHO)
    await chat.press("Đồng ý")
    await chat.press("Gửi")
    assert petitions(chat)[0].about == "1.001193"


async def test_a_picture_may_come_first_and_an_album_is_answered_once(chat: Chat) -> None:
    for _ in range(3):
        chat.api.send_photo(CITIZEN, media_group_id="77")
    offered = await chat.settled()
    assert "đã nhận tệp" in offered.text
    assert len(chat.api.shown(CITIZEN)) == 1
    assert "Đã nhận 3 tệp" in (await chat.press("Phản ánh, kiến nghị")).text
    chat.api.send_document(CITIZEN, "don.pdf", b"%PDF-1.7")
    await chat.settled()
    await chat.say(WORDS)
    await chat.say(WHO)
    assert "4 tệp" in (await chat.press("Đồng ý")).text
    await chat.press("Gửi")
    files = chat.database.read(lambda connection: AttachmentRepository(connection).of_petition(petitions(chat)[0].id))
    assert len(files) == 4


async def test_ten_albums_at_once_leave_ten_files_and_one_sentence_each(chat: Chat) -> None:
    await chat.say("/phananh")
    for album in range(10):
        for _ in range(10):
            chat.api.send_photo(CITIZEN, media_group_id=str(album))
    told = [shown.text for shown in chat.api.shown(CITIZEN)] if await chat.settled() else []
    files = chat.database.read(lambda connection: AttachmentRepository(connection).of_draft(CITIZEN))
    assert len(files) == 10
    assert sum("nhiều nhất 10 tệp" in text for text in told) <= 10


@one_database
async def test_a_place_on_the_map_and_a_shared_contact_are_taken(chat: Chat) -> None:
    await chat.say("/phananh")
    chat.api.send_location(CITIZEN, 20.25, 106.25)
    await chat.settled()
    await chat.say("Cột điện ở đầu xóm bị nghiêng, dây điện sà xuống đường rất nguy hiểm.")
    await chat.say("Trần Thị Bình, xóm 3")
    chat.api.send_contact(CITIZEN, "84912345678", own=False)
    assert "không phải danh bạ của ông/bà" in (await chat.settled()).text
    chat.api.send_contact(CITIZEN, "84912345678")
    assert "đồng ý" in (await chat.settled()).text
    assert "vị trí trên bản đồ" in (await chat.press("Đồng ý")).text
    await chat.press("Gửi")
    assert petitions(chat)[0].place.latitude == 20.25


@one_database
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("hỏng", "ngắn quá"),
        ("\x00 \x00", "ngắn quá"),
        ("道路が壊れています、直してください。とても危険です。", "tiếng Việt"),
        ("Дорога разбита, почините пожалуйста, очень опасно", "tiếng Việt"),
    ],
)
async def test_words_that_the_law_does_not_take_are_asked_for_again(chat: Chat, typed: str, told: str) -> None:
    await chat.say("/phananh")
    assert told in (await chat.say(typed)).text
    assert "họ tên" in (await chat.say(WORDS)).text


async def test_markup_formulas_and_nul_are_words_like_others(chat: Chat) -> None:
    words = '=HYPERLINK("http://x","bấm") <b>Đường hỏng</b> & rất\x00 nguy hiểm ở thôn 5'
    assert "<b>Đường hỏng</b> & rất nguy hiểm" in await reviewed(chat, words)
    await chat.press("Gửi")
    assert petitions(chat)[0].words == words.replace("\x00", "")


@one_database
async def test_an_edited_message_changes_nothing_that_was_given(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    chat.api.edit(CITIZEN, "Đường vào thôn 6 hỏng nặng, nhiều ổ gà")
    assert "không đổi khi ông/bà sửa tin nhắn" in (await chat.settled()).text
    assert "đồng ý" in (await chat.say(WHO)).text


async def test_one_person_sends_no_more_than_five_a_day(chat: Chat) -> None:
    for number_of_thorp in range(5):
        await lodged(chat, f"Đường thôn {number_of_thorp} xã Cát Thành hỏng nặng, nhiều ổ gà.")
    assert "nhiều nhất 5 phản ánh một ngày" in (await chat.say("/phananh")).text
    assert [petition.book_number for petition in petitions(chat)] == [1, 2, 3, 4, 5]


async def test_her_own_open_petition_about_the_same_is_shown_before_sending(chat: Chat) -> None:
    first = await lodged(chat)
    assert f"gần giống: {first.code}" in await reviewed(chat, WORDS + " Xin xem xét sớm.")


@one_database
@pytest.mark.parametrize(
    "words",
    [
        "Chủ tịch xã Trần Văn Tham nhận hối lộ rồi đánh tôi gãy tay",
        "Đường hỏng, cống tắc, đề nghị sửa, với lại ông trưởng thôn nhận hối lộ của dân",
    ],
)
async def test_nothing_that_goes_before_it_opens_the_door_to_an_accusation(chat: Chat, words: str) -> None:
    await chat.say("/phananh")
    await chat.say(words)
    shown = " ".join(one.text for one in chat.api.shown(CITIZEN))
    assert "tố cáo" in shown
    assert "người gửi" not in shown


@one_database
async def test_no_step_takes_an_accusation(chat: Chat) -> None:
    accusation = "ông chủ tịch xã Trần Văn Tham nhận hối lộ 50 triệu"
    await reviewed(chat)
    for part in ("Sửa nội dung", "Sửa loại việc", "Sửa nơi xảy ra", "Sửa người gửi"):
        await chat.press(part)
        await chat.say(accusation)
        assert any("tố cáo" in one.text for one in chat.api.shown(CITIZEN)[-3:]), part
        assert "xem lại" in (await chat.say("quay lại")).text, part
    await chat.press("Gửi")
    (sent,) = petitions(chat)
    assert "hối lộ" not in f"{sent.words} {sent.place}"


@one_database
async def test_a_plain_yes_or_no_is_understood_at_consent_and_review(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say(WHO)
    assert "xem lại" in (await chat.say("có")).text
    assert "Mã phản ánh" in (await chat.say("ok gửi")).text
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say(WHO)
    assert "đã xóa" in (await chat.say("không")).text


@one_database
async def test_what_is_no_name_may_be_more_of_the_words(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    asked = await chat.say("Đã 3 tháng nay rồi, mong sớm sửa.")
    assert "chưa thấy họ tên" in asked.text
    await chat.press("Thêm vào nội dung")
    await chat.say(WHO)
    assert "mong sớm sửa" in (await chat.press("Đồng ý")).text


@one_database
async def test_who_has_no_telephone_may_be_reached_by_letter(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    asked = await chat.say("Nguyễn Văn A, thôn 5 xã Cát Thành")
    assert "điện thoại" in asked.text
    assert "đồng ý" in (await chat.press("Không có điện thoại, gửi thư theo địa chỉ")).text


@one_database
async def test_one_wrong_part_leaves_the_others(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    wrong = (await chat.say("Nguyễn Văn An, thôn 5 xã Cát Thành, 0912 345")).text
    assert "Số điện thoại chưa đúng" in wrong
    assert "Nguyễn Văn An, thôn 5 xã Cát Thành" in wrong
    assert "đồng ý" in (await chat.say("0912345678")).text


@one_database
async def test_the_same_line_typed_again_at_the_sender_is_no_riddle(chat: Chat) -> None:
    await reviewed(chat)
    await chat.press("Sửa người gửi")
    assert "xem lại" in (await chat.say(WHO)).text


@one_database
async def test_mended_words_bring_their_own_category_and_place(chat: Chat) -> None:
    await reviewed(chat)
    kept = await chat.press("Sửa nội dung")
    assert WORDS in kept.text
    assert "Giữ nguyên" in kept.labels
    mended = (await chat.say("Rác chất đống ở chợ xã Cổ Lễ, mùi hôi thối.")).text
    assert "Rác, mùi, khói bụi, ô nhiễm" in mended
    assert "xã Cổ Lễ" in mended


@one_database
async def test_where_the_words_name_two_places_the_place_is_asked(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say("Đường nối xã Cát Thành với xã Cổ Lễ hỏng nặng, nhiều ổ gà.")
    assert "nơi xảy ra" in (await chat.say("Nguyễn Văn A, thôn 5 xã Minh Thái, 0912345678")).text


@one_database
async def test_a_question_in_the_middle_is_answered_and_the_petition_waits(chat: Chat) -> None:
    await chat.say("/phananh")
    waits = await chat.say("làm khai sinh cho con cần giấy tờ gì?")
    assert "Viết tiếp phản ánh" in waits.labels
    assert "nội dung" in (await chat.press("Viết tiếp phản ánh")).text


@one_database
async def test_a_picture_with_an_accusation_beside_it_is_not_kept(chat: Chat) -> None:
    await chat.say("/phananh")
    chat.api.send_photo(CITIZEN, "Ông trưởng thôn nhận hối lộ, ăn chặn tiền hỗ trợ")
    await chat.settled()
    assert chat.database.read(lambda connection: AttachmentRepository(connection).of_draft(CITIZEN)) == []


@one_database
async def test_consent_under_an_older_notice_is_asked_for_anew(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say(WHO)
    chat.api.forge(CITIZEN, "v1:consent:2020-01")
    assert "bước 3 trên 4" in (await chat.settled()).text


@one_database
async def test_a_lost_step_is_pointed_out(chat: Chat) -> None:
    await chat.say("/phananh")
    await chat.say(WORDS)
    await chat.say("menu")
    assert "Viết tiếp phản ánh" in (await chat.say("xyzzy qwerty plugh")).labels
