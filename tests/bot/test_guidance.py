"""What is no question about a procedure gets the right door, in words that were agreed on, and none of it is kept."""

import pytest

from tests.bot.conftest import Chat

# Nothing here touches that in which databases differ; each walk goes on PostgreSQL too.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

DOORS = {
    "cán bộ địa chính đòi 5 triệu mới làm sổ đỏ": ("Việc ông/bà nêu là tố cáo", "Ban Tiếp công dân tỉnh Ninh Bình"),
    "tôi khiếu nại quyết định thu hồi đất": ("Việc ông/bà nêu là khiếu nại", "90 ngày", "chữ ký hoặc điểm chỉ"),
    "cứu với nhà tôi đang cháy": ("113", "114", "115", "111"),
    "có người gọi điện bảo tôi đọc mã OTP": ("Xin tắt máy và báo Công an xã",),
    "đường làng hỏng mấy năm không ai sửa": ("phản ánh, kiến nghị", "Cổng Dịch vụ công quốc gia"),
    "hồ sơ của tôi đến đâu rồi": ("mã số hồ sơ",),
    "phản ánh tôi gửi hôm trước giải quyết chưa": ("Phản ánh đã gửi qua Cổng Dịch vụ công quốc gia",),
    "cảm ơn nhé": ("Cảm ơn ông/bà",),
    "chào buổi sáng": ("Kính chào ông/bà",),
    "giá vàng hôm nay bao nhiêu": ("không phải thủ tục hành chính",),
    "có thủ tục gì mới không": ("danh mục không ghi thủ tục nào mới ban hành",),
    "bot này của ai": ("Bản chạy thử, chưa phải kênh chính thức",),
    "số điện thoại ủy ban xã": ("Ông/bà muốn gặp cán bộ xã nào",),
}


@pytest.mark.parametrize(("words", "said"), DOORS.items(), ids=list(DOORS))
async def test_each_kind_of_message_is_shown_its_door(chat: Chat, words: str, said: tuple[str, ...]) -> None:
    shown = await chat.say(words)
    assert [one for one in said if one not in shown.text] == []


async def test_a_life_event_brings_its_procedures_in_order(chat: Chat) -> None:
    shown = await chat.say("vợ tôi mới sinh cần làm những gì")
    assert shown.text.startswith("Gia đình mới có thêm con")
    assert "khai sinh" in shown.text
    assert "Đăng ký thường trú" in (await chat.say("quay lại")).text or shown.labels


async def test_two_things_in_one_message_are_both_told_in_order(chat: Chat) -> None:
    shown = await chat.say("đăng ký kết hôn và làm hộ chiếu")
    assert shown.text.startswith("Ông/bà hỏi 2 việc")
    assert (await chat.say("2")).text.count("hộ chiếu")


async def test_what_was_asked_is_answered_first(chat: Chat) -> None:
    shown = await chat.say("đăng ký kết hôn mất bao lâu")
    name, first = shown.text.split("\n\n")[:2]
    assert name == "Đăng ký kết hôn"
    assert first.startswith("Thời hạn giải quyết là: ")
    after = await chat.say("thế còn lệ phí?")
    assert after.text.split("\n\n")[1].startswith("Phí, lệ phí là: ")


async def test_a_facet_of_nothing_asks_back(chat: Chat) -> None:
    assert (await chat.say("lệ phí bao nhiêu")).text.startswith("Ông/bà hỏi về thủ tục nào")
