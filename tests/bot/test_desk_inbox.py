"""The inbox at the desk: filters together, filters that are kept, several petitions given at once."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.categories import CONDUCT
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, EventKind, Petition
from bot.petitions.verifying import verify
from bot.review.officers import Role
from bot.review.saved_filters import MOST, SavedFilter
from bot.texts import say
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.bot.petitions import a_petition

INBOX = "/banlamviec/hop-thu"

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue):
        yield one


@pytest.fixture
async def chief(desk: OpenDesk) -> AsyncIterator[Browser]:
    """Who may give petitions to others."""
    browser = Browser(desk)
    await browser.sign_in(desk.people[Role.CONTROLLER])
    yield browser
    await browser.client.aclose()


def lodged(desk: OpenDesk, state: State = State.SUBMITTED, days: int = 1, **facts: Any) -> str:
    at = desk.clock.now() - timedelta(days=days)
    return a_petition(desk.database, state, at=at, settings=OURS, trial=True, **facts).code


def petition(desk: OpenDesk, code: str) -> Petition:
    found = desk.database.read(lambda c: desk.office(c).cases.register.petitions.by_code(code))
    assert found
    return found


def number_of(desk: OpenDesk, role: Role) -> int:
    number = desk.database.read(lambda c: desk.office(c).officers.number_of(desk.people[role]))
    assert number
    return number


def filters(desk: OpenDesk, role: Role) -> list[SavedFilter]:
    number = number_of(desk, role)
    return desk.database.read(lambda c: desk.office(c).saved_filters.of(number))


def given_to(desk: OpenDesk, code: str, role: Role | None) -> None:
    """Somebody else is made to answer for it meanwhile."""
    number = number_of(desk, role) if role else None

    def hand(connection: object) -> None:
        office = desk.office(connection)
        office.cases.register.hand(petition(desk, code), Actor(Party.CONTROLLER), number, office.at)

    desk.database.transact(hand)


# Filters together


async def test_filters_hold_together(chief: Browser, desk: OpenDesk) -> None:
    road, waste = lodged(desk), lodged(desk, category="waste")
    old, done = lodged(desk, days=20), lodged(desk, State.RESOLVED, days=9)
    mine = lodged(desk)
    given_to(desk, mine, Role.CLERK)
    today = desk.clock.today()
    clerk = number_of(desk, Role.CLERK)
    since = (today - timedelta(days=3)).isoformat()
    shown = {
        "linh-vuc=road&loc=open": {road, old, mine},
        f"linh-vuc=road&loc=open&tu={since}": {road, mine},
        f"loc=open&den={(today - timedelta(days=15)).isoformat()}": {old},
        "trang-thai=resolved": {done},
        f"trang-thai=resolved&tu={since}": set(),
        f"can-bo={clerk}&loc=open": {mine},
        "can-bo=0&linh-vuc=waste&loc=open": {waste},
        "don-vi=14056&loc=new": {road, waste, old},
        "don-vi=-&loc=open": set(),
        "don-vi=99999&can-bo=x&tu=hom-qua&trang-thai=none&linh-vuc=none&loc=open": {road, waste, old, mine},
    }
    for asked, codes in shown.items():
        page = await chief.open(f"{INBOX}?{asked}")
        assert {code for code in (road, waste, old, done, mine) if code in page} == codes, asked


async def test_the_order_is_what_is_due_first_or_what_came_last(chief: Browser, desk: OpenDesk) -> None:
    old, new = lodged(desk, days=6), lodged(desk, days=1)
    page = await chief.open(f"{INBOX}?loc=open")
    assert page.index(old) < page.index(new)
    page = await chief.open(f"{INBOX}?loc=open&xep=moi")
    assert page.index(new) < page.index(old)


@one_database
async def test_a_filter_that_is_asked_for_stands_in_its_form_and_on_the_next_page(
    chief: Browser, desk: OpenDesk
) -> None:
    for _ in range(26):
        lodged(desk)
    page = await chief.open(f"{INBOX}?loc=open&linh-vuc=road&tu=2020-01-01")
    assert '<option value="road" selected>' in page
    assert 'value="01/01/2020"' in page
    assert "loc=open&amp;linh-vuc=road&amp;tu=2020-01-01&amp;trang=2" in page
    typed = await chief.open(f"{INBOX}?loc=open&linh-vuc=road&tu=01/01/2020")
    assert typed.partition("<main")[2] == page.partition("<main")[2]
    wrong = await chief.open(f"{INBOX}?loc=open&tu=31/02/2026")
    assert str(say("reference.fault_day")) in wrong
    assert str(say("reference.fault_day")) not in typed


# Filters that are kept


async def test_a_filter_is_kept_under_a_name_by_its_officer_alone(chief: Browser, desk: OpenDesk) -> None:
    road, waste = lodged(desk), lodged(desk, category="waste")
    await chief.open(f"{INBOX}?loc=open&linh-vuc=waste")
    kept = await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": "loc=open&linh-vuc=waste&la=1", "ten": "Lọc <b>"})
    assert (kept.status_code, kept.headers["location"]) == (303, f"{INBOX}?loc=open&linh-vuc=waste")
    page = await chief.open(INBOX)
    assert f'href="{INBOX}?loc=open&amp;linh-vuc=waste"' in page
    assert "Lọc &lt;b&gt;" in page
    shown = await chief.open(f"{INBOX}?loc=open&linh-vuc=waste")
    assert (waste in shown, road in shown) == (True, False)
    other = Browser(desk)
    await other.sign_in(desk.people[Role.CLERK])
    assert "Lọc &lt;" not in await other.open(INBOX)
    number = str(filters(desk, Role.CONTROLLER)[0].id)
    await other.post(f"{INBOX}/bo-loc/bo", so=number)
    assert len(filters(desk, Role.CONTROLLER)) == 1
    await chief.open(INBOX)
    await chief.post(f"{INBOX}/bo-loc/bo", so=number)
    assert filters(desk, Role.CONTROLLER) == []


async def test_a_filter_of_the_same_name_goes_and_there_are_not_too_many(chief: Browser, desk: OpenDesk) -> None:
    await chief.open(INBOX)
    for number in range(MOST):
        await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": "loc=open", "ten": f"Lọc {number}"})
    again = await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": "loc=overdue", "ten": "Lọc 0"})
    assert again.status_code == 303
    assert {one.name: one.asked for one in filters(desk, Role.CONTROLLER)}["Lọc 0"] == "loc=overdue"
    refused = await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": "loc=open", "ten": "Thêm một"})
    assert "Đã đủ 20 bộ lọc" in refused.text
    assert 'value="Thêm một"' in refused.text
    assert len(filters(desk, Role.CONTROLLER)) == MOST


@one_database
@pytest.mark.parametrize("name", ["", "  ", "…", "a" * 61])
async def test_a_filter_has_a_name(chief: Browser, desk: OpenDesk, name: str) -> None:
    await chief.open(INBOX)
    refused = await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": "loc=open", "ten": name})
    assert "Tên bộ lọc cần có chữ hoặc số" in refused.text
    assert filters(desk, Role.CONTROLLER) == []


@one_database
async def test_a_kept_filter_that_is_forged_is_read_like_an_address(chief: Browser, desk: OpenDesk) -> None:
    await chief.open(INBOX)
    forged = "loc=none&gia-tri=%3Cscript%3E&tim=%27&can-bo=999999999999&xep=moi&trang=9"
    await chief.post(f"{INBOX}/bo-loc", **{"bo-loc": forged, "ten": "Lạ"})
    assert filters(desk, Role.CONTROLLER)[0].asked == "gia-tri=%3Cscript%3E&tim=%27&xep=moi"
    assert "<script>" not in await chief.open(f"{INBOX}?{forged}")


# Several at once


async def giving(browser: Browser, to: int, codes: list[str], back: str = "") -> httpx.Response:
    """The page that says what would become of each."""
    data = {"csrf": browser.word, "can-bo": str(to), "ma": codes, "bo-loc": back}
    return await browser.client.post(f"{INBOX}/giao", data=data)


async def done(browser: Browser, preview: str, to: int) -> httpx.Response:
    """What the page offered is pressed."""
    looked_at = re.findall(r'name="ma" value="([^"]+)"', preview)
    data = {"csrf": browser.word, "can-bo": str(to), "ma": looked_at}
    return await browser.client.post(f"{INBOX}/giao/lam", data=data)


async def test_several_are_given_by_the_registers_own_moves_and_told_as_from_the_chat(
    chief: Browser, desk: OpenDesk
) -> None:
    clerk = number_of(desk, Role.CLERK)
    new, taken, over = lodged(desk), lodged(desk, State.IN_PROGRESS), lodged(desk, State.RESOLVED, days=9)
    given_to(desk, taken, Role.CONTROLLER)
    await chief.open(f"{INBOX}?loc=open")
    preview = await giving(chief, clerk, [new, taken, over, new], "loc=open")
    assert "Sẽ giao 2 phản ánh cho Người clerk" in preview.text
    assert "không giao: phản ánh đã kết thúc" in preview.text
    assert petition(desk, new).officer_id is None
    told = await done(chief, preview.text, clerk)
    assert "Đã giao 2 trong 2 phản ánh cho Người clerk" in told.text
    now = petition(desk, new)
    assert (now.state, now.officer_id) == (State.ASSIGNED, clerk)
    assert petition(desk, taken).officer_id == clerk
    assert petition(desk, over).officer_id is None

    def after(connection: object) -> tuple[list[EventKind], list[int], bool]:
        office = desk.office(connection)
        kinds = [event.kind for event in office.cases.register.trail.of(now.id)]
        chats = [one.chat_id for one in office.outbox.states(f"petition:{now.id}")]
        return kinds, chats, verify(connection, desk.app.offices.keys).is_whole  # type: ignore[arg-type]

    kinds, chats, whole = desk.database.read(after)
    assert kinds == [EventKind.LODGED, EventKind.MOVED, EventKind.MOVED]
    assert now.chat_id in chats
    assert whole
    assert desk.acts().count("assign") == 2


async def test_one_that_moved_meanwhile_is_told_and_not_forced(chief: Browser, desk: OpenDesk) -> None:
    clerk, chiefs = number_of(desk, Role.CLERK), number_of(desk, Role.CONTROLLER)
    first, second = lodged(desk), lodged(desk)
    await chief.open(INBOX)
    preview = await giving(chief, clerk, [first, second])
    given_to(desk, first, Role.CONTROLLER)
    told = await done(chief, preview.text, clerk)
    assert "Đã giao 1 trong 2" in told.text
    assert "vừa có thay đổi sau khi ông/bà xem" in told.text
    assert petition(desk, first).officer_id == chiefs
    assert petition(desk, second).officer_id == clerk


@one_database
async def test_whoever_may_not_answer_for_it_is_given_nothing(chief: Browser, desk: OpenDesk) -> None:
    def add(connection: object) -> int:
        officers = desk.office(connection).officers
        officers.add(8100, Role.CLERK, "13984", "Cán bộ xã khác", Clock().now(), "test")
        return officers.number_of(8100) or 0

    other, clerk = desk.database.transact(add), number_of(desk, Role.CLERK)
    code, theirs = lodged(desk), lodged(desk)
    given_to(desk, theirs, Role.CLERK)
    await chief.open(INBOX)
    unfit = await giving(chief, other, [code])
    assert "không được giao đơn vị hoặc lĩnh vực" in unfit.text
    assert "Không phản ánh nào" in unfit.text
    assert "đang phụ trách rồi" in (await giving(chief, clerk, [theirs])).text
    # The press is asked anew, whatever was offered.
    forged = await chief.client.post(
        f"{INBOX}/giao/lam", data={"csrf": chief.word, "can-bo": str(other), "ma": [f"{code}:0"]}
    )
    assert "Đã giao 0 trong 1" in forged.text
    assert petition(desk, code).officer_id is None


@one_database
async def test_nobody_gives_what_is_not_theirs(chief: Browser, desk: OpenDesk) -> None:
    clerk, conduct = number_of(desk, Role.CLERK), lodged(desk, category=CONDUCT)
    await chief.open(INBOX)
    codes = [conduct, "PA-2611-XXXXXX", "<script>"]
    for page in (await giving(chief, clerk, codes), await done(chief, f'name="ma" value="{conduct}:0"', clerk)):
        assert "không có phản ánh này, hoặc không thuộc phần việc" in page.text
        assert "<script>" not in page.text
    assert petition(desk, conduct).officer_id is None
    assert desk.acts().count("refused") == 4
    plain = Browser(desk)
    await plain.sign_in(desk.people[Role.CLERK])
    assert 'name="ma"' not in await plain.open(f"{INBOX}?loc=open")
    assert (await giving(plain, clerk, [conduct])).status_code == 403


@one_database
async def test_not_too_many_at_once_and_not_none(chief: Browser, desk: OpenDesk) -> None:
    clerk, code = number_of(desk, Role.CLERK), lodged(desk)
    await chief.open(INBOX)
    assert "nhiều nhất 50" in (await giving(chief, clerk, [f"PA-{n}" for n in range(51)])).text
    assert "Xin chọn ít nhất" in (await giving(chief, clerk, [])).text
    assert "Xin chọn ít nhất" in (await giving(chief, 999, [code])).text
    assert "Xin chọn ít nhất" in (await done(chief, "", clerk)).text
    forged = await chief.client.post(f"{INBOX}/giao/lam", data={"csrf": "0" * 64, "can-bo": str(clerk), "ma": [code]})
    assert forged.status_code == 403
    assert petition(desk, code).officer_id is None


@one_database
async def test_a_role_that_ends_in_between_ends_everything(chief: Browser, desk: OpenDesk) -> None:
    clerk, code = number_of(desk, Role.CLERK), lodged(desk)
    await chief.open(INBOX)
    preview = await giving(chief, clerk, [code])
    number = desk.people[Role.CONTROLLER]
    desk.database.transact(lambda c: desk.office(c).officers.end(number, None, Clock().now(), "test"))
    refused = await done(chief, preview.text, clerk)
    assert (refused.status_code, refused.headers["location"]) == (303, "/banlamviec/vao")
    assert petition(desk, code).officer_id is None
