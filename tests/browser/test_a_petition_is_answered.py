"""The way of a petition through the desk, by hand and eye: signed in, looked through, answered, approved, arrived."""

import pytest
from playwright.async_api import Browser

from bot.petitions.life import State
from bot.review.officers import Role
from tests.browser.office import CAT_THANH, SENDER, WholeOffice
from tests.browser.window import LOOKS, Look, opened

pytestmark = [pytest.mark.bulk, pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]

ANSWER = {
    "checked": "Ngày 25/11/2026 công chức địa chính xã đã đến xem: ba ổ gà sâu chừng 15 cm.",
    "done": "Đã đổ đá cấp phối ngày 25/11/2026; trải nhựa trước ngày 05/12/2026.",
    "basis": "Luật Đường bộ 35/2024/QH15, Điều 8.",
    "proof": "Ảnh chụp trước và sau khi sửa, lưu tại Ủy ban nhân dân xã.",
}


@pytest.mark.parametrize("look", LOOKS, ids=str)
async def test_a_petition_is_answered_and_approved(browser: Browser, office: WholeOffice, look: Look) -> None:
    words = f"Đường trước nhà văn hóa thôn 5 có ổ gà sâu, người xem bằng {look} thấy rõ."
    code = office.lodged(1, State.SUBMITTED, "road", CAT_THANH, "thôn 5", words)
    clerk = await opened(office, browser, look)
    await clerk.sign_in(Role.CLERK)
    await clerk.press("Phản ánh, kiến nghị")
    await clerk.page.get_by_role("searchbox").fill(code.lower())
    await clerk.press("Tìm")
    await clerk.holds()
    await clerk.press(code)
    assert words in await clerk.text()
    await clerk.press("Nhận xử lý")
    await clerk.holds()
    await clerk.press("Trả lời")
    await clerk.holds()
    await clerk.write(ANSWER)
    await clerk.press("Lưu và xem trước")
    assert "Người dân sẽ đọc đúng như sau" in await clerk.text()
    await clerk.holds()
    await clerk.press("Trình duyệt")
    assert "đang chờ lãnh đạo duyệt" in await clerk.text()
    await clerk.holds()

    approver = await opened(office, browser, look)
    await approver.sign_in(Role.APPROVER)
    await approver.open(f"/banlamviec/phan-anh/{code}")
    await approver.press("Xem bản trình duyệt")
    assert ANSWER["checked"] in await approver.text()
    await approver.holds()
    await approver.press("Duyệt và gửi")
    await approver.holds()
    assert f"Đã duyệt và gửi câu trả lời cho {code}." in await approver.text()

    arrived = (await office.settled(SENDER)).text
    assert code in arrived
    assert all(part in arrived for part in ANSWER.values())
    await approver.press("Đăng xuất")
    assert "Đăng nhập" in await approver.text()
    for window in (clerk, approver):
        await window.page.context.close()
