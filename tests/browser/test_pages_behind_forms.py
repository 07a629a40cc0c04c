"""What only a form leads to: previews, questions whether one is sure, steps of a conversation; without fault to axe."""

import pytest

from bot.petitions.life import State
from bot.review.officers import Role
from bot.texts import say
from bot.views.message import plain
from tests.browser.office import CAT_THANH, WholeOffice
from tests.browser.window import DESKTOP, PHONE, Window

pytestmark = [pytest.mark.bulk, pytest.mark.browser, pytest.mark.asyncio(loop_scope="package")]


async def holds_on_every_screen(window: Window) -> None:
    """The page as it was answered to a form, on both sizes."""
    for size, scheme in ((DESKTOP, "light"), (PHONE, "dark")):
        await window.page.set_viewport_size(size)
        await window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of its two words
        await window.holds()


def a_petition(office: WholeOffice) -> str:
    """The way to a petition that somebody has in hand."""
    code = office.lodged(1, State.IN_PROGRESS, "road", CAT_THANH, "thôn 5", "Đường hỏng, mong sửa giúp.")
    return f"/banlamviec/phan-anh/{code}"


async def test_a_step_of_a_conversation_and_its_question_whether_to_send(
    office: WholeOffice, signed_in: dict[Role, Window]
) -> None:
    window = signed_in[Role.CLERK]
    await window.open(a_petition(office))
    await window.press("Hỏi thêm người gửi")
    await holds_on_every_screen(window)
    await window.write({"words": "Xin cho biết đoạn nào, gần nhà ai?"})
    await window.press(str(say("petition_page.send")))
    await holds_on_every_screen(window)
    assert "Xin cho biết đoạn nào" in await window.text()


async def test_the_preview_of_work_that_is_handed_out(office: WholeOffice, signed_in: dict[Role, Window]) -> None:
    a_petition(office)
    window = signed_in[Role.CONTROLLER]
    await window.open("/banlamviec/hop-thu?loc=open")
    await window.page.locator("[name=ma]").first.check()
    await window.page.select_option("#giao-cho", index=2)
    await window.press(str(say("inbox.hand_preview")))
    await holds_on_every_screen(window)
    assert str(say("hand.heading")) in await window.text()


async def test_whether_the_channel_is_to_be_switched_off(signed_in: dict[Role, Window]) -> None:
    window = signed_in[Role.ADMINISTRATOR]
    await window.open("/banlamviec/he-thong")
    await window.page.locator("#tam-ngung").fill("Thay máy chủ trong sáng nay.")
    await window.press(str(say("system.off_do")))
    await holds_on_every_screen(window)
    assert plain(say("system.sure_off")) in await window.text()


async def test_what_is_wrong_with_a_day_and_how_it_will_read(signed_in: dict[Role, Window]) -> None:
    window = signed_in[Role.CONTROLLER]
    await window.open("/banlamviec/bang/ngay")
    await window.press(str(say("reference.new_day")))
    for day in ("31/02/2026", "30/12/2026"):
        await window.write({"day": day, "note": "Nghỉ bù theo thông báo của tỉnh"})
        await window.page.select_option("[name=kind]", label=str(say("reference.day_free")))
        await window.press(str(say("reference.check")))
        await holds_on_every_screen(window)
    assert str(say("reference.not_kept_yet")) in await window.text()


async def test_whether_a_proposal_is_to_be_approved(signed_in: dict[Role, Window]) -> None:
    window = signed_in[Role.CONTROLLER]
    await window.open("/banlamviec/de-xuat/1")
    await window.press(str(say("proposal.approve")))
    await holds_on_every_screen(window)
    assert plain(say("proposal.approve_yes")) in await window.text()
