"""Petitions at the desk: what waits, one of them, every lawful move, and nothing of what is not theirs."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.database import Database
from bot.petitions.categories import CONDUCT
from bot.petitions.life import State
from bot.petitions.petition import EventKind
from bot.reports.tally import TallyRepository
from bot.review.officers import Role
from bot.texts import say
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.bot.petitions import MAI, WORDS, a_petition

INBOX = "/banlamviec/hop-thu"


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue):
        yield one


@pytest.fixture
async def clerk(desk: OpenDesk) -> AsyncIterator[Browser]:
    browser = Browser(desk)
    await browser.sign_in(desk.people[Role.CLERK])
    yield browser
    await browser.client.aclose()


def lodged(desk: OpenDesk, state: State = State.SUBMITTED, days: int = 1, **facts: Any) -> str:
    """The code of a petition that somebody sent some days ago."""
    at = desk.clock.now() - timedelta(days=days)
    return a_petition(desk.database, state, at=at, settings=OURS, trial=True, **facts).code


def path_of(code: str) -> str:
    return f"/banlamviec/phan-anh/{code}"


# What waits


async def test_the_overview_counts_what_waits_and_every_number_opens_it(clerk: Browser, desk: OpenDesk) -> None:
    late, new = lodged(desk, days=40), lodged(desk)
    lodged(desk, State.RESOLVED, days=60)
    page = await clerk.open()
    assert f'{INBOX}?loc=overdue"><b>1</b>' in page
    assert f'{INBOX}?loc=open"><b>2</b>' in page
    assert late in await clerk.open(f"{INBOX}?loc=overdue")
    assert new not in await clerk.open(f"{INBOX}?loc=overdue")
    assert f"{INBOX}?loc=unit&amp;gia-tri=14056" in page
    assert late in await clerk.open(f"{INBOX}?loc=unit&gia-tri=14056")
    assert "Tiếp nhận 3 phản ánh" in page


async def test_the_inbox_is_searched_without_marks(clerk: Browser, desk: OpenDesk) -> None:
    road, light = lodged(desk), lodged(desk, words="Đèn đường đầu xóm không sáng đã hai tuần nay, xin xem giúp.")
    page = await clerk.open(f"{INBOX}?tim=den%20duong")
    assert light in page
    assert road not in page
    assert road in await clerk.open(f"{INBOX}?tim={road.lower()}")


async def test_a_long_list_is_turned_page_by_page(clerk: Browser, desk: OpenDesk) -> None:
    codes = [lodged(desk) for _ in range(27)]
    first, second = await clerk.open(f"{INBOX}?loc=open"), await clerk.open(f"{INBOX}?loc=open&trang=2")
    assert sum(code in first for code in codes) == 25
    assert sum(code in second for code in codes) == 2
    assert "trang=2" in first
    assert "trang=3" not in second


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "query", ["loc=none", "trang=-1", "trang=99999999999", "loc=unit&gia-tri=' OR 1", "tim=%25%5f"]
)
async def test_an_altered_address_shows_a_page(clerk: Browser, desk: OpenDesk, query: str) -> None:
    code = lodged(desk)
    page = await clerk.open(f"{INBOX}?{query}")
    assert "<h1>Phản ánh, kiến nghị</h1>" in page
    assert ("Trang 1" in page, code in page) == (False, query in {"loc=none", "trang=-1", "trang=99999999999"})


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_was_answered_is_not_overdue_any_more(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, State.ANSWERED, days=90)
    for page in (await clerk.open(f"/banlamviec/phan-anh/{code}"), await clerk.open(f"{INBOX}?trang-thai=answered")):
        assert code in page
        assert "đã trả lời ngày" in page
        assert not re.search(r"quá \d+ ngày làm việc", page)


# One of them


async def test_a_petition_is_taken_and_worked_on(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    page = await clerk.open(path_of(code))
    assert WORDS in page
    assert MAI.name not in page
    taken = await clerk.post(path_of(code), press=f"v1:take:{code}")
    assert (taken.status_code, "Ông/bà phụ trách phản ánh" in taken.text) == (200, True)
    assert "Người clerk" in taken.text
    asked = await clerk.post(path_of(code), press=f"v1:inquire:{code}")
    assert 'name="words"' in asked.text
    assert f"<button>{say('petition_page.send')}</button>" in asked.text
    question = "Xin cho biết đoạn đường nào, gần nhà ai?"
    preview = await clerk.post(path_of(code), words=question)
    assert question in preview.text
    sent = re.search(rf'value="(v1:inquire:{code}:\w+)"', preview.text)
    assert sent
    assert f'<button name="press" value="{sent[1]}">' in preview.text
    assert f'<button class="quiet">{say("petition_page.send")}</button>' in preview.text
    await clerk.post(path_of(code), press=sent[1])
    page = await clerk.open(path_of(code))
    assert question in page
    assert "Chờ ông/bà bổ sung" in page or "bổ sung thông tin" in page


async def test_words_typed_for_one_petition_never_reach_another(desk: OpenDesk, clerk: Browser) -> None:
    """Two pages are open: what was begun on the first was let go when something was begun on the second."""
    first, second = lodged(desk), lodged(desk)
    for code in (first, second):
        await clerk.open(path_of(code))
        await clerk.post(path_of(code), press=f"v1:take:{code}")
    await clerk.post(path_of(first), press=f"v1:inquire:{first}")
    awaits, question = clerk.awaits, "Xin cho biết <b>đoạn đường</b> nào?"
    await clerk.post(path_of(second), press=f"v1:inquire:{second}")
    late = await clerk.post(path_of(first), words=question, awaits=awaits)
    assert (late.status_code, "đoạn đường&lt;/b&gt; nào?" in late.text, f":{second}" in late.text) == (200, True, False)
    assert 'name="words"' not in late.text
    goes_on = await clerk.post(path_of(second), press=f"v1:inquire:{second}")
    assert question not in goes_on.text
    preview = await clerk.post(path_of(second), words="Xin cho biết nhà ở đâu?")
    assert re.search(rf'value="v1:inquire:{second}:\w+"', preview.text)


async def test_words_that_nobody_asked_for_are_no_question_of_a_citizen(desk: OpenDesk, clerk: Browser) -> None:
    await clerk.open("/banlamviec/hoi-dap")
    said = await clerk.post("/banlamviec/hoi-dap", words="Tôi muốn đăng ký khai sinh cho con")
    assert "Tôi muốn đăng ký khai sinh cho con" in said.text
    assert desk.database.read(lambda c: TallyRepository(c).of(desk.clock.today())) == {}


async def test_what_the_staff_notes_stands_apart(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    await clerk.open(path_of(code))
    await clerk.post(path_of(code), press=f"v1:take:{code}")
    page = await clerk.open(path_of(code))
    public, internal = page.split("Ghi chú nội bộ")
    assert "Đã tiếp nhận" in public
    assert "Đã tiếp nhận" not in internal


async def test_who_sent_it_is_seen_for_a_reason_that_is_written_down(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    await clerk.open(path_of(code))
    refused = await clerk.post(f"{path_of(code)}/nguoi-gui", reason=" 1 ")
    assert (MAI.name in refused.text, "Xin ghi lý do" in refused.text) == (False, True)
    seen = await clerk.post(f"{path_of(code)}/nguoi-gui", reason="gọi hỏi đoạn đường")
    assert MAI.name in seen.text
    assert "see_contact" in desk.acts()

    def events(connection: object) -> list[EventKind]:
        register = desk.office(connection).cases.register
        found = register.petitions.by_code(code)
        assert found
        return [event.kind for event in register.trail.of(found.id)]

    assert EventKind.CONTACT_SEEN in desk.database.read(events)
    assert MAI.name not in await clerk.open(path_of(code))


# What is not theirs


async def test_nobody_learns_of_a_petition_that_is_not_theirs(clerk: Browser, desk: OpenDesk) -> None:
    conduct = lodged(desk, category=CONDUCT)
    assert conduct not in await clerk.open(f"{INBOX}?loc=open")
    for path in (path_of(conduct), path_of("PA-2611-XXXXXX"), path_of("x")):
        refused = await clerk.get(path)
        assert (refused.status_code, WORDS in refused.text) == (403, False)
    await clerk.open()
    for action in (path_of(conduct), f"{path_of(conduct)}/nguoi-gui"):
        refused = await clerk.post(action, press=f"v1:take:{conduct}", reason="vì sao")
        assert refused.status_code == 403
    assert desk.acts().count("refused") == 5


async def test_a_button_for_another_petition_is_the_conversations_to_refuse(clerk: Browser, desk: OpenDesk) -> None:
    mine, conduct = lodged(desk), lodged(desk, category=CONDUCT)
    await clerk.open(path_of(mine))
    response = await clerk.post(path_of(mine), press=f"v1:take:{conduct}")
    assert conduct not in response.text
    assert WORDS in response.text


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_words_are_shown_as_words(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk, words='<script>alert(1)</script> đường hỏng "><img src=x onerror=alert(1)> xin sửa giúp')
    for path in (path_of(code), INBOX):
        page = await clerk.open(path)
        assert "<script>alert" not in page
        assert "<img" not in page


# Who did what


async def test_the_trail_tells_who_did_what_and_why_page_by_page(clerk: Browser, desk: OpenDesk) -> None:
    code = lodged(desk)
    for _ in range(51):
        await clerk.open(path_of(code))
    await clerk.open()
    await clerk.post(f"{path_of(code)}/nguoi-gui", reason="gọi hỏi đoạn đường")
    chief = Browser(desk)
    await chief.sign_in(desk.people[Role.ADMINISTRATOR])
    page = await chief.open("/banlamviec/nhat-ky")
    for told in ("gọi hỏi đoạn đường", "bằng đường dẫn", "xem phản ánh", code, "Người clerk", "Cũ hơn"):
        assert told in page
    assert page.count("<tr>") == 51
    only = await chief.open("/banlamviec/nhat-ky?viec=see_contact&can-bo=1")
    assert only.count("<tr>") == 2
    last = re.search(r"truoc=\d+", page)
    assert last
    assert "Người clerk" in await chief.open(f"/banlamviec/nhat-ky?{last[0]}")
    assert (await clerk.get("/banlamviec/nhat-ky")).status_code == 403


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_what_the_chat_asks_and_answers_stands_on_a_page(clerk: Browser, desk: OpenDesk) -> None:
    page = await clerk.open("/banlamviec/hoi-dap")
    assert "Câu hỏi chưa trả lời" in page
    asked = await clerk.post("/banlamviec/hoi-dap", words="hộp thư")
    assert asked.status_code == 200
    chief = Browser(desk)
    await chief.sign_in(desk.people[Role.ADMINISTRATOR])
    assert "Người clerk" in await chief.open("/banlamviec/can-bo")
    shown = await chief.post("/banlamviec/can-bo", press="v1:staff:1")
    assert (shown.status_code, "Người clerk" in shown.text) == (200, True)
