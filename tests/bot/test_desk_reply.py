"""Replies at the desk: a template, a form, the preview to the letter, an approver; nobody's words are lost."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.attachments import Attachment, FileState
from bot.petitions.categories import CONDUCT
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.replies import Part, Reply, ReplyKind, ReplyState
from bot.review.officers import Role
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN
from tests.bot.desk import OURS, Browser, OpenDesk, opened, signed_in
from tests.bot.files import a_pdf
from tests.bot.petitions import a_petition

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

SAID = {
    "checked": "Ngày 20/11/2026 tổ giao thông đã đến thôn 5.",
    "done": "Đã vá <b>mặt đường</b>.\nSẽ thảm nhựa.",
    "basis": "Luật Tiếp công dân 42/2013, Điều 28.",
    "proof": "Ảnh chụp ngày 20/11/2026.",
}
EDITION = re.compile(r'name="ban" value="(\w+)"')


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue, tmp_path: Any) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


@pytest.fixture
async def clerk(desk: OpenDesk) -> Browser:
    return await signed_in(desk, Role.CLERK)


def lodged(desk: OpenDesk, state: State = State.IN_PROGRESS, **facts: Any) -> str:
    at = desk.clock.now() - timedelta(days=1)
    return a_petition(desk.database, state, at=at, settings=OURS, trial=True, **facts).code


def path_of(code: str) -> str:
    return f"/banlamviec/phan-anh/{code}/tra-loi"


def petition(desk: OpenDesk, code: str) -> Petition:
    found = desk.database.read(lambda c: desk.office(c).cases.register.petitions.by_code(code))
    assert found
    return found


def standing(desk: OpenDesk, code: str) -> Reply | None:
    number = petition(desk, code).id
    return desk.database.read(lambda c: desk.office(c).cases.replies.standing(number))


def draft_of(desk: OpenDesk, code: str) -> Reply:
    reply = standing(desk, code)
    assert reply
    return reply


async def press(browser: Browser, code: str, page: str, what: str, **fields: str) -> httpx.Response:
    """A button of the page that was shown."""
    edition = EDITION.search(page)
    assert edition
    return await browser.post(path_of(code), ban=edition[1], viec=what, **fields)


async def begun(browser: Browser, code: str, kind: str = "answer") -> str:
    await browser.open(path_of(code))
    begun = await browser.post(path_of(code), loai=kind)
    assert (begun.status_code, begun.headers["location"]) == (303, path_of(code))
    return await browser.open(path_of(code))


async def saved(browser: Browser, code: str, page: str, **fields: str) -> str:
    kept = await press(browser, code, page, "luu", **fields)
    assert kept.status_code == 303, kept.text
    return await browser.open(path_of(code))


async def handed_up(browser: Browser, code: str) -> None:
    page = await saved(browser, code, await begun(browser, code), **SAID)
    up = await press(browser, code, page, "trinh", **SAID)
    assert "Đã trình duyệt trả lời" in up.text


async def test_a_reply_is_written_previewed_handed_up_and_approved(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await saved(clerk, code, await begun(clerk, code), **SAID)
    preview = page.split("Người dân sẽ đọc đúng như sau")[-1].split("<form")[0]
    assert "Đã làm: Đã vá &lt;b&gt;mặt đường&lt;/b&gt;.<br>Sẽ thảm nhựa." in preview
    assert "(tên lãnh đạo duyệt)" in preview
    up = await press(clerk, code, page, "trinh", **SAID)
    assert "Đã trình duyệt trả lời" in up.text
    assert petition(desk, code).state is State.AWAITING_APPROVAL
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(path_of(code))
    shown = page.split("Người dân sẽ đọc đúng như sau")[-1]
    assert "Người duyệt: Người approver" in shown
    left = await press(chief, code, page, "duyet")
    assert "Đã duyệt và gửi" in left.text
    assert petition(desk, code).state is State.ANSWERED
    assert standing(desk, code) is None
    assert [act for act in desk.acts() if act in {"endorse", "approve"}] == ["endorse", "approve"]


async def test_a_template_fills_the_form_and_what_stood_there_is_shown(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await saved(clerk, code, await begun(clerk, code), done="Đã vá xong.")
    used = await press(clerk, code, page, "mau", mau="road_mended", done="Đã vá xong.", basis="Luật 42.")
    assert "[ngày kiểm tra…]" in used.text
    assert "Những lời dưới đây không còn trong bản thảo" in used.text
    gone = used.text.split("Những lời dưới đây")[-1].split("</section>")[0]
    assert ("Đã vá xong." in gone, "Luật 42." in gone) == (True, True)
    assert "Còn chỗ phải điền" in used.text
    up = await press(clerk, code, used.text, "trinh", **dict(draft_of(desk, code).parts))
    assert "Còn thiếu" in up.text
    assert draft_of(desk, code).state is ReplyState.DRAFT
    none = await press(clerk, code, up.text, "mau", mau="none")
    assert "Chưa chọn mẫu nào" in none.text


async def test_what_is_no_part_comes_back_as_it_was_typed_and_the_rest_is_kept(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await begun(clerk, code)
    refused = await press(clerk, code, page, "luu", **{**SAID, "proof": "không", "so": "chưa có"})
    assert refused.status_code == 200
    assert "Nếu không có minh chứng, xin ghi vì sao không có." in refused.text
    assert ">không</textarea>" in refused.text
    assert 'value="chưa có"' in refused.text
    assert "Chưa đọc được số và ngày văn bản" in refused.text
    assert set(draft_of(desk, code).parts) == {Part.CHECKED, Part.DONE, Part.BASIS}
    page = await saved(clerk, code, refused.text, **{**SAID, "basis": ""})
    assert set(draft_of(desk, code).parts) == {Part.CHECKED, Part.DONE, Part.PROOF}


@pytest.mark.parametrize(
    ("wanted", "fields", "shown"),
    [
        ("refusal", {"reason": "outside", "explanation": "Việc này của cơ quan khác."}, "Không tiếp nhận"),
        ("transfer", {"agency": "Sở Xây dựng tỉnh Ninh Bình"}, "Sở Xây dựng tỉnh Ninh Bình"),
        ("extension", {"explanation": "Còn chờ đo đạc.", "until": "2026-12-15"}, "15/12/2026"),
    ],
)
async def test_each_kind_has_its_own_form(
    clerk: Browser, desk: OpenDesk, wanted: str, fields: dict[str, str], shown: str
) -> None:
    code = lodged(desk)
    page = await saved(clerk, code, await begun(clerk, code, wanted), **fields)
    assert shown in page.split("Người dân sẽ đọc đúng như sau")[-1].split("<form")[0]
    assert draft_of(desk, code).kind == ReplyKind(wanted)


async def test_two_at_once_are_told_and_lose_no_word(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await begun(clerk, code)
    other = await signed_in(desk, Role.CONTROLLER)
    shown = await other.open(path_of(code))
    assert "người soạn: Người clerk" in shown
    assert "Soạn tiếp thay" in shown
    taken = await other.post(path_of(code), loai="answer", cach="take")
    assert taken.status_code == 303
    lost = await press(clerk, code, page, "luu", done="Đã vá xong.")
    assert "có người đã sửa, trình, duyệt hoặc bỏ" in lost.text
    assert "Đã vá xong." in lost.text
    assert draft_of(desk, code).parts == {}


async def test_what_was_mended_elsewhere_is_not_overwritten(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await begun(clerk, code)
    await saved(clerk, code, page, done="Đã vá xong.")
    late = await press(clerk, code, page, "luu", done="Đã vá một nửa.")
    assert "vừa được sửa ở nơi khác" in late.text
    assert ">Đã vá một nửa.</textarea>" in late.text
    assert draft_of(desk, code).parts == {Part.DONE: "Đã vá xong."}
    await saved(clerk, code, late.text, done="Đã vá một nửa.")
    assert draft_of(desk, code).parts == {Part.DONE: "Đã vá một nửa."}


async def test_nobody_hands_up_what_they_did_not_preview(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await saved(clerk, code, await begun(clerk, code), **SAID)
    again = await press(clerk, code, page, "trinh", **{**SAID, "done": "Đã vá hết."})
    assert "Xin đọc lại bản xem trước" in again.text
    assert petition(desk, code).state is State.IN_PROGRESS
    await press(clerk, code, again.text, "trinh", **{**SAID, "done": "Đã vá hết."})
    assert petition(desk, code).state is State.AWAITING_APPROVAL


async def test_it_comes_back_with_a_remark_that_says_something(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    await handed_up(clerk, code)
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(path_of(code))
    refused = await press(chief, code, page, "tra", sua="1.")
    assert "Xin gõ điều cần sửa bằng lời" in refused.text
    assert ">1.</textarea>" in refused.text
    back = await press(chief, code, page, "tra", sua="Ghi rõ ngày làm xong.")
    assert "Đã trả lại bản thảo" in back.text
    page = await clerk.open(path_of(code))
    assert "Ghi rõ ngày làm xong." in page
    late = await chief.post(path_of(code), ban="0" * 12, viec="duyet")
    assert "Bản thảo không còn như ông/bà đã thấy" in late.text
    assert petition(desk, code).state is State.IN_PROGRESS


async def test_it_is_taken_back_and_given_up(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    await handed_up(clerk, code)
    page = await clerk.open(path_of(code))
    back = await press(clerk, code, page, "rut")
    assert "Đã rút lại bản trình" in back.text
    other_kind = await clerk.post(path_of(code), loai="refusal")
    assert "Bỏ và soạn thông báo không tiếp nhận" in other_kind.text
    gone = await press(clerk, code, back.text, "bo")
    assert "Đã bỏ bản thảo" in gone.text
    assert standing(desk, code) is None


async def test_the_signed_document_is_brought_checked_and_goes_along(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await begun(clerk, code)

    async def sent(page: str, name: str, content: bytes) -> httpx.Response:
        edition = EDITION.search(page)
        assert edition
        data = {"csrf": clerk.word, "ban": edition[1], "viec": "luu", "so": "12/UBND-VP", "ngay": "2026-11-20", **SAID}
        return await clerk.client.post(path_of(code), data=data, files={"tep": (name, content, "application/pdf")})

    assert "chỉ nhận tệp PDF" in (await sent(page, "vb.docx", b"PK")).text
    page = await clerk.open(path_of(code))
    assert "chỉ nhận tệp PDF" in (await sent(page, "vb.pdf", b"GIF89a")).text
    page = await clerk.open(path_of(code))
    assert (await sent(page, "vb 12.pdf", a_pdf())).status_code == 303
    page = await clerk.open(path_of(code))
    assert "vb 12.pdf" in page
    assert "đang kiểm tra" in page
    waits = await press(clerk, code, page, "trinh", so="12/UBND-VP", ngay="2026-11-20", **SAID)
    assert "Tệp văn bản đang được kiểm tra" in waits.text
    await desk.app.fetching.drain()

    def file(connection: object) -> Attachment:
        number = draft_of(desk, code).document.attachment_id
        found = desk.office(connection).cases.attachments.by_id(number or 0)
        assert found
        return found

    kept = desk.database.read(file)
    assert (kept.state, kept.media_type) == (FileState.KEPT, "application/pdf")
    page = await clerk.open(path_of(code))
    await press(clerk, code, page, "trinh", so="12/UBND-VP", ngay="2026-11-20", **SAID)
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(path_of(code))
    assert "Văn bản số 12/UBND-VP ngày 20/11/2026." in page
    document = await chief.get(f"/banlamviec/phan-anh/{code}/tep/{kept.id}")
    assert document.content == a_pdf()
    assert document.headers["content-disposition"].startswith("attachment; filename*=UTF-8''vb%2012.pdf")
    await press(chief, code, page, "duyet")

    waiting = desk.database.read(lambda c: desk.office(c).outbox.waiting_for(CITIZEN))
    assert any(kept.stored in str(one.body) for one in waiting)


async def test_a_document_that_is_lost_before_it_was_checked_is_refused(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    edition = EDITION.search(await begun(clerk, code))
    assert edition
    data = {"csrf": clerk.word, "ban": edition[1], "viec": "luu"}
    await clerk.client.post(path_of(code), data=data, files={"tep": ("vb.pdf", a_pdf(), "application/pdf")})
    for path in desk.app.offices.folder.glob("??/??/*"):
        path.unlink()
    await desk.app.fetching.drain()
    page = await clerk.open(path_of(code))
    assert "không nhận: không lấy được tệp" in page
    await saved(clerk, code, page, **{"bo-tep": "1"})
    assert draft_of(desk, code).document.attachment_id is None


async def test_what_the_other_agency_answered_is_passed_on(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.TRANSFERRED)
    page = await begun(clerk, code, "relay")
    document = {"so": "45/SXD", "ngay": "2026-11-20"}
    page = await saved(clerk, code, page, relayed="Sở đã giao đơn vị sửa đường.")
    assert "số và ngày văn bản của cơ quan nhận" in page
    page = await saved(clerk, code, page, relayed="Sở đã giao đơn vị sửa đường.", **document)
    await press(clerk, code, page, "trinh", relayed="Sở đã giao đơn vị sửa đường.", **document)
    chief = await signed_in(desk, Role.APPROVER)
    left = await press(chief, code, await chief.open(path_of(code)), "duyet")
    assert "Đã duyệt và gửi trả lời của cơ quan nhận" in left.text


async def test_who_may_not_write_or_approve_changes_nothing(clerk: Browser, desk: OpenDesk) -> None:
    code, conduct = lodged(desk), lodged(desk, category=CONDUCT)
    await clerk.open()
    for form in ({"loai": "answer"}, {"viec": "luu", "done": "Đã xong."}, {"viec": "duyet"}):
        assert (await clerk.post(path_of(conduct), **form)).status_code == 403
    assert (await clerk.get(path_of(conduct))).status_code == 403
    assert standing(desk, conduct) is None
    chief = await signed_in(desk, Role.APPROVER)
    await chief.open(path_of(code))
    begun = await chief.post(path_of(code), loai="answer")
    assert "không thuộc phần việc" in begun.text
    assert (await chief.post(path_of(code), viec="luu", done="Đã xong.")).status_code == 403
    assert standing(desk, code) is None
    await handed_up(clerk, code)
    page = await clerk.open(path_of(code))
    assert "không thuộc phần việc" in (await press(clerk, code, page, "duyet")).text
    assert (await clerk.post(path_of(code), csrf="0" * 64, viec="rut")).status_code == 403
    assert draft_of(desk, code).state is ReplyState.SUBMITTED


async def test_a_role_that_ends_in_between_ends_the_writing(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await begun(clerk, code)
    number = desk.people[Role.CLERK]
    desk.database.transact(lambda c: desk.office(c).officers.end(number, None, Clock().now(), "test"))
    assert (await press(clerk, code, page, "luu", done="Đã vá.")).headers["location"] == "/banlamviec/vao"
    assert draft_of(desk, code).parts == {}


async def test_the_petitions_page_leads_to_its_reply(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.RECEIVED)
    page = await clerk.open(f"/banlamviec/phan-anh/{code}")
    assert page.index("Bước tiếp theo") < page.index("Nhận xử lý") < page.index("Trả lời người gửi")
    assert f'formaction="{path_of(code)}" name="loai" value="answer"' in page
    for _ in range(2):  # pressed twice, it is kept once
        noted = await clerk.post(f"/banlamviec/phan-anh/{code}/ghi-chu", note="Đã gọi trưởng thôn <b>hai</b> lần.")
    assert noted.status_code == 303
    page = await clerk.open(f"/banlamviec/phan-anh/{code}")
    public, internal = page.split("Ghi chú nội bộ")
    assert ("Đã gọi trưởng thôn &lt;b&gt;hai" in internal, "trưởng thôn" in public) == (True, False)
    empty = await clerk.post(f"/banlamviec/phan-anh/{code}/ghi-chu", note="…")
    assert ">…</textarea>" in empty.text
    kinds = desk.database.read(lambda c: desk.office(c).cases.register.trail.of(petition(desk, code).id))
    assert [event.kind for event in kinds].count(EventKind.NOTED) == 1
    assert desk.acts().count("note") == 1
