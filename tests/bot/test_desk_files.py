"""Files and publishing at the desk: who sees a picture, and how texts and pictures are made fit for others."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from bot.clock import Clock
from bot.database import Database
from bot.petitions.attachments import Attachment, FileState, Parcel
from bot.petitions.categories import CONDUCT
from bot.petitions.contents import Refusal, path_of, random_name, store
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.publications import Publication, PublicationState
from bot.review.officers import Role
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened, signed_in
from tests.bot.files import a_pdf, a_picture
from tests.bot.petitions import a_petition

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

WORDS = "Tôi là Nguyễn Thị Mai, 0912 345 678. Đường liên thôn hỏng nặng, mưa xuống không đi được, mong sớm sửa."
EDITION = re.compile(r'name="ban" value="(\w+)"')
SIZE = (800, 600)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue, tmp_path: Any) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, OURS.model_copy(update={"data": tmp_path})):
        yield one


@pytest.fixture
async def clerk(desk: OpenDesk) -> Browser:
    return await signed_in(desk, Role.CLERK)


def lodged(desk: OpenDesk, state: State = State.ANSWERED, **facts: Any) -> str:
    at = desk.clock.now() - timedelta(days=1)
    return a_petition(desk.database, state, at=at, settings=OURS, trial=True, **{"words": WORDS, **facts}).code


def petition(desk: OpenDesk, code: str) -> Petition:
    found = desk.database.read(lambda c: desk.office(c).cases.register.petitions.by_code(code))
    assert found
    return found


def with_file(desk: OpenDesk, code: str, content: bytes, name: str = "anh.jpg", kind: str = "image/jpeg") -> int:
    """A file that was fetched, checked and stored; gives its number."""
    stored = random_name(kind.rpartition("/")[2].replace("jpeg", "jpg"))
    folder = desk.app.offices.folder
    store(folder, stored, content)

    def keep(connection: object) -> int:
        office = desk.office(connection)
        files = office.cases.attachments
        number = files.add(0, Parcel("x", name, kind, len(content)), office.at, petition(desk, code).id)
        files.kept(number, stored, kind, len(content), sha256(content).hexdigest())
        return number

    return desk.database.transact(keep)


def all_files(desk: OpenDesk, code: str) -> list[Attachment]:
    number = petition(desk, code).id
    return desk.database.read(lambda c: desk.office(c).cases.attachments.all_of_petition(number))


def publication(desk: OpenDesk, code: str) -> Publication | None:
    number = petition(desk, code).id
    return desk.database.read(lambda c: desk.office(c).cases.publications.of(number))


def state_of(desk: OpenDesk, code: str) -> PublicationState:
    made = publication(desk, code)
    assert made
    return made.state


def page_of(code: str) -> str:
    return f"/banlamviec/phan-anh/{code}/cong-khai"


def file_of(code: str, number: int) -> str:
    return f"/banlamviec/phan-anh/{code}/tep/{number}"


async def press(browser: Browser, code: str, page: str, what: str, **fields: str | list[str]) -> httpx.Response:
    """A button of the page that was shown."""
    edition = EDITION.search(page)
    assert edition
    data = {"csrf": browser.word, "ban": edition[1], "viec": what, **fields}
    return await browser.client.post(page_of(code), data=data)


# Files


async def test_a_picture_is_shown_and_any_other_file_is_kept_by_the_browser(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.SUBMITTED)
    picture = with_file(desk, code, a_picture(size=SIZE))
    paper = with_file(desk, code, a_pdf(), "đơn <b>.pdf", "application/pdf")
    page = await clerk.open(f"/banlamviec/phan-anh/{code}")
    assert f'<img src="{file_of(code, picture)}" loading="lazy" alt="Ảnh 1 của phản ánh {code}">' in page
    assert "đơn &lt;b&gt;.pdf" in page
    shown = await clerk.get(file_of(code, picture))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["content-disposition"].startswith("inline")
    assert shown.headers["cache-control"] == "no-store"
    assert Image.open(BytesIO(shown.content)).size == SIZE
    kept = await clerk.get(file_of(code, paper))
    assert kept.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in kept.headers["content-security-policy"]
    assert desk.acts()[-2:] == ["see", "see"]
    looked = desk.database.read(lambda c: desk.office(c).traces.every())[-1]
    assert (looked.about, looked.reason) == (f"petition:{petition(desk, code).id}", "files")


async def test_how_far_each_file_came_is_told(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.SUBMITTED)
    gone = with_file(desk, code, a_picture())
    for path in desk.app.offices.folder.glob("??/??/*"):
        path.unlink()

    def add(connection: object) -> int:
        office = desk.office(connection)
        files, number = office.cases.attachments, petition(desk, code).id
        files.add(0, Parcel("y", "cho.docx", "", 10), office.at, number)
        refused = files.add(0, Parcel("z", "phim.avi", "", 10), office.at, number)
        files.refused(refused, Refusal.KIND_NOT_TAKEN)
        return refused

    refused = desk.database.transact(add)
    page = await clerk.open(f"/banlamviec/phan-anh/{code}")
    assert "đang kiểm tra" in page
    assert "không nhận: thuộc loại không nhận" in page
    assert "<img" not in page
    for number in (gone, refused):
        nothing = await clerk.get(file_of(code, number))
        assert (nothing.status_code, "Tệp này hiện không có" in nothing.text) == (404, True)


async def test_a_file_is_for_who_sees_its_petition(clerk: Browser, desk: OpenDesk) -> None:
    mine, conduct = lodged(desk, State.SUBMITTED), lodged(desk, State.SUBMITTED, category=CONDUCT)
    number = with_file(desk, conduct, a_picture())
    assert (await clerk.get(file_of(conduct, number))).status_code == 403
    assert desk.acts()[-1] == "refused"
    for other in (str(number), "0", "99999", "..%2f..%2fsecret", "x"):
        assert (await clerk.get(f"/banlamviec/phan-anh/{mine}/tep/{other}")).status_code in {403, 404}
    outside = Browser(desk)
    assert (await outside.get(file_of(conduct, number))).headers["location"] == "/banlamviec/vao"


# What others may read


async def test_a_result_is_mended_previewed_handed_up_published_and_hidden(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await clerk.open(page_of(code))
    hidden = page.split("chỗ được đề nghị che")[1].split("</details>")[0]
    assert "<mark>Nguyễn Thị Mai</mark>" in hidden
    preview = page.split("Mọi người sẽ đọc đúng như sau")[-1]
    assert ("[họ tên]" in preview, "Mai" in preview) == (True, False)
    mended = await press(clerk, code, page, "luu", words="Bà Nguyễn Thị Mai báo <b>đường hỏng</b>.", answer="Đã sửa.")
    assert "phần làm lộ người gửi trong đoạn vừa gõ đã được che" in mended.text
    preview = mended.text.split("Mọi người sẽ đọc đúng như sau")[-1]
    assert "Bà [họ tên] báo &lt;b&gt;đường hỏng&lt;/b&gt;." in preview
    up = await press(clerk, code, mended.text, "trinh")
    assert "Đã trình công khai" in up.text
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(page_of(code))
    assert "báo &lt;b&gt;đường hỏng" in page
    assert state_of(desk, code) is PublicationState.SUBMITTED
    assert "Đã công khai kết quả" in (await press(chief, code, page, "cong-khai")).text
    assert state_of(desk, code) is PublicationState.STANDING
    page = await chief.open(page_of(code))
    refused = await press(chief, code, page, "thoi", **{"ly-do": "…"})
    assert ("Xin gõ bằng lời" in refused.text, ">…</textarea>" in refused.text) == (True, True)
    assert "Đã thôi công khai" in (await press(chief, code, page, "thoi", **{"ly-do": "Có người khiếu nại."})).text
    assert state_of(desk, code) is PublicationState.HIDDEN


async def test_it_comes_back_with_a_reason(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    await press(clerk, code, await clerk.open(page_of(code)), "trinh")
    chief = await signed_in(desk, Role.APPROVER)
    page = await chief.open(page_of(code))
    back = await press(chief, code, page, "tra", **{"ly-do": "Che thêm tên thôn."})
    assert "Đã trả lại bản công khai" in back.text
    assert "Lãnh đạo trả lại để sửa." in await clerk.open(page_of(code))
    await press(chief, code, page, "cong-khai")
    assert state_of(desk, code) is PublicationState.SENT_BACK


async def test_what_was_typed_stays_where_it_is_not_kept(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await clerk.open(page_of(code))
    unfit = await press(clerk, code, page, "luu", words="Đường hỏng, mong sửa.", answer="…")
    assert "Xin gõ bằng lời" in unfit.text
    assert ">…</textarea>" in unfit.text
    made = publication(desk, code)
    assert made
    assert made.words == "Đường hỏng, mong sửa."
    late = await press(clerk, code, page, "luu", words="Lời gõ ở cửa sổ cũ.")
    assert "vừa được sửa ở nơi khác" in late.text
    assert ">Lời gõ ở cửa sổ cũ.</textarea>" in late.text
    assert publication(desk, code) == made
    anew = await press(clerk, code, late.text, "che-lai")
    assert "[họ tên]" in anew.text


async def test_cells_of_a_picture_are_ticked_and_black_in_the_copy_that_goes_along(
    clerk: Browser, desk: OpenDesk
) -> None:
    code = lodged(desk)
    number = str(with_file(desk, code, a_picture(size=SIZE)))
    page = await clerk.open(page_of(code))
    assert 'name="o" value="H6"' in page
    assert 'value="A7"' not in page
    for fields in ({}, {"o": ["A1"], "nguyen": "1"}, {"o": ["Z9"]}):
        refused = await press(clerk, code, page, "anh", anh=number, **fields)
        assert "Chưa có gì thay đổi" in refused.text
    assert len(all_files(desk, code)) == 1
    chosen = await press(clerk, code, page, "anh", anh=number, o=["A1", "B2"])
    assert "Ảnh đang được che" in chosen.text
    assert re.search(r'value="A1" checked', chosen.text)
    assert "Ảnh đang được che; xin trình lại" in (await press(clerk, code, chosen.text, "trinh")).text
    await desk.app.fetching.drain()
    copy = all_files(desk, code)[1]
    assert (copy.state, copy.covers, copy.cells) == (FileState.KEPT, int(number), "A1 B2")
    seen = Image.open(BytesIO((await clerk.get(file_of(code, copy.id))).content)).convert("RGB")
    assert seen.getpixel((50, 50)) == (0, 0, 0)
    assert seen.getpixel((150, 50)) != (0, 0, 0)
    page = await clerk.open(page_of(code))
    assert f'<img src="{file_of(code, copy.id)}" alt="Ảnh 2 của phản ánh {code}, bản đã che">' in page
    out = await press(clerk, code, page, "bo-anh", anh=number)
    assert "đang đi kèm" not in out.text
    whole = await press(clerk, code, out.text, "anh", anh=number, nguyen="1")
    assert "đang đi kèm" in whole.text
    assert path_of(desk.app.offices.folder, copy.stored).is_file()


async def test_who_may_not_redact_or_publish_changes_nothing(clerk: Browser, desk: OpenDesk) -> None:
    code, conduct = lodged(desk), lodged(desk, category=CONDUCT)
    await clerk.open()
    assert (await clerk.get(page_of(conduct))).status_code == 403
    assert (await clerk.post(page_of(conduct), viec="luu", words="Lộ.")).status_code == 403
    chief = await signed_in(desk, Role.APPROVER)
    assert "Chưa có bản nào" in await chief.open(page_of(code))
    assert publication(desk, code) is None
    page = await clerk.open(page_of(code))
    made = publication(desk, code)
    read = await chief.open(page_of(code))
    assert "<textarea" not in read
    assert made
    await chief.post(page_of(code), ban=made.edition, viec="luu", words="Lời của lãnh đạo.")
    assert publication(desk, code) == made
    await press(clerk, code, page, "trinh")
    await press(clerk, code, page, "cong-khai")
    assert (await clerk.post(page_of(code), csrf="0" * 64, viec="trinh")).status_code == 403
    assert state_of(desk, code) is PublicationState.SUBMITTED
    number = desk.people[Role.APPROVER]
    desk.database.transact(lambda c: desk.office(c).officers.end(number, None, Clock().now(), "test"))
    gone = await chief.post(page_of(code), ban=made.edition, viec="cong-khai")
    assert gone.headers["location"] == "/banlamviec/vao"
    assert state_of(desk, code) is PublicationState.SUBMITTED


async def test_what_has_no_result_is_not_made_public(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.IN_PROGRESS)
    assert "không công khai, không chuyển nội dung ra ngoài được" in await clerk.open(page_of(code))
    assert publication(desk, code) is None
    passed = lodged(desk, State.TRANSFERRED)
    page = await clerk.open(page_of(passed))
    assert "đi kèm phiếu chuyển" in page
    assert 'value="trinh"' not in page
