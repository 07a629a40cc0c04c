"""The main job over the Bot API: a citizen's words to an answer, a choice or an honest miss."""

from bot.reports.tally import TallyRepository
from bot.views.answer import SCREEN
from tests.bot.conftest import CITIZEN, DAY, Chat


async def test_start_greets_and_says_it_is_a_trial(chat: Chat) -> None:
    shown = await chat.say("/start")
    assert "Kính chào ông/bà" in shown.text
    assert "Bản chạy thử, chưa phải kênh chính thức" in shown.text
    assert "khai sinh cho con" in shown.text
    assert "Chúng tôi không bao giờ hỏi mã OTP" in shown.text


async def test_a_code_typed_whole_gets_the_answer_screen(chat: Chat) -> None:
    shown = await chat.say("1.001193")
    assert shown.text.startswith("Đăng ký khai sinh\n")
    for line in ("Lĩnh vực: Hộ tịch", "Cấp thực hiện: cấp xã", "Hiệu lực: còn hiệu lực", "Thời hạn giải quyết: "):
        assert line in shown.text
    assert "Nguồn: Cổng Dịch vụ công quốc gia, tháng 7/2026" in shown.text
    assert "Chưa đối chiếu với danh mục của tỉnh Ninh Bình." in shown.text
    assert len(shown.text) <= SCREEN
    assert shown.labels == [
        *("Giấy tờ cần nộp", "Cách nộp", "Chi tiết", "Các lần thay đổi", "Gặp cán bộ", "Thông tin chưa đúng"),
        *("Phản ánh, kiến nghị", "Chọn xã của tôi"),
    ]


async def test_a_question_without_marks_finds_the_procedure(chat: Chat) -> None:
    shown = await chat.say("dang ky khai tu cho nguoi nha")
    assert "Đăng ký khai tử" in shown.text


async def test_a_chat_code_with_its_local_tail_or_without_its_point_is_understood(chat: Chat) -> None:
    for typed in ("1001193", "1.001193.000.00.00.H42", "mã 1193"):
        assert "Đăng ký khai sinh" in (await chat.say(typed)).text


async def test_the_button_shows_what_stands_behind(chat: Chat) -> None:
    await chat.say("1.001193")
    shown = await chat.press("Chi tiết")
    assert "Mã thủ tục: 1.001193" in shown.text
    assert "Cơ quan giải quyết: " in shown.text
    assert "Quyết định công bố: " in shown.text


async def test_a_choice_is_taken_by_button_by_number_or_not_at_all(chat: Chat) -> None:
    shown = await chat.say("tập thể lao động tiên tiến")
    assert shown.text.startswith("Có nhiều thủ tục cùng tên.")
    assert "1. " in shown.text
    assert shown.labels[0] == "1"
    assert shown.labels[-1] == "Không có mục tôi cần"
    by_number = await chat.say("2")
    assert by_number.text.startswith("Tặng danh hiệu “Tập thể lao động tiên tiến”")
    by_button = await chat.press("1")
    assert by_button.text.startswith("Tặng danh hiệu “Tập thể lao động tiên tiến”")
    assert by_button.text != by_number.text
    assert (await chat.press("Không có mục tôi cần")).text.startswith("Chưa tìm thấy")


async def test_zero_says_that_no_choice_fits(chat: Chat) -> None:
    await chat.say("tập thể lao động tiên tiến")
    assert (await chat.say("0")).text.startswith("Chưa tìm thấy")


async def test_a_miss_is_honest(chat: Chat) -> None:
    shown = await chat.say("xyzzy qwerty")
    assert shown.text.startswith("Chưa tìm thấy thủ tục này trong danh mục.")


async def test_the_same_name_is_told_apart_by_day_and_decision(chat: Chat) -> None:
    shown = await chat.say("tập thể lao động tiên tiến")
    assert "đã bãi bỏ theo quyết định ký ngày 06/3/2024; ngày áp dụng: báo cáo không ghi" in shown.text
    assert "453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định" in shown.text


async def test_customs_is_found_by_name_and_said_not_to_be_here(chat: Chat) -> None:
    shown = await chat.say("1.000005")
    assert "Hải quan; các xã ở địa bàn không có cơ quan này" in shown.text


async def test_a_search_by_command_answers_too(chat: Chat) -> None:
    assert "Đăng ký khai sinh" in (await chat.say("/tracuu 1.001193")).text
    assert "/tracuu khai sinh cho con" in (await chat.say("/tracuu")).text


async def test_what_is_not_understood_gets_a_sensible_reply(chat: Chat) -> None:
    assert "Chưa có lệnh này" in (await chat.say("/khongcolenhnay")).text
    chat.api.send_sticker(CITIZEN)
    assert "Chúng tôi chỉ đọc được chữ" in (await chat.settled()).text
    chat.api.forge(CITIZEN, "v0:old:thing")
    assert "Nút này đã cũ" in (await chat.settled()).text
    chat.api.forge(CITIZEN, "v1:pick:9.999999")
    assert "Danh mục không có thủ tục mã 9.999999" in (await chat.settled()).text
    chat.api.forge(CITIZEN, "v1:more:9.999999")
    assert "Nút này đã cũ" in (await chat.settled()).text


async def test_html_in_a_question_is_only_text(chat: Chat) -> None:
    assert (await chat.say("<b>khai sinh</b> & <script>")).text
    assert chat.api.misuses == []


async def test_a_text_of_4096_characters_is_answered(chat: Chat) -> None:
    assert (await chat.say("khai sinh " * 409)).text


async def test_questions_are_tallied_by_kind_and_day(chat: Chat) -> None:
    await chat.say("1.001193")
    await chat.say("1.001193")
    await chat.say("xyzzy qwerty")
    assert chat.database.read(lambda c: TallyRepository(c).of(DAY)) == {"answer": 2, "not_found": 1}
