"""The catalogue at the desk: counts of a day, the lists behind them, what decisions changed, one procedure in time."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.database import Database
from bot.review.officers import Role
from bot.texts import say
from bot.web.desk.lifelines import LEFT, WIDTH, picture
from knowledge import ledger
from knowledge.catalogue import Catalogue
from knowledge.ledger_repository import LedgerRepository
from knowledge.procedures import Procedure
from knowledge.release import Release
from knowledge.repository import CatalogueRepository
from tests.bot.desk import Browser, OpenDesk, opened
from tests.bot.proposals import approve, officer, propose
from tests.bot.test_proposals import NEW, an_amendment
from tests.knowledge.annexes import an_annex
from tests.knowledge.versions import a_version

CATALOGUE = "/banlamviec/danh-muc"
LIST, CHANGES = f"{CATALOGUE}/danh-sach", f"{CATALOGUE}/thay-doi"
EVER = "tu=2000-01-01&den=2027-12-31"
MOST_BYTES = 100_000

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


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


def numbers(page: str) -> list[tuple[int, str]]:
    """Every number of a page that opens a list, with the address."""
    found = re.findall(rf'href="({LIST}\?[^"]+)">(?:<b>)?([\d.]+)<', page)
    return [(int(number.replace(".", "")), unescape(to)) for to, number in found]


def listed(page: str) -> int:
    """How many procedures a list says it has."""
    found = re.search(r"([\d.]+) thủ tục\.", page)
    assert found
    return int(found[1].replace(".", ""))


# The counts of a day.


@on_sqlite
@pytest.mark.parametrize("day", ["2026-11-22", "2024-03-31"])
async def test_every_number_of_a_day_opens_as_many_rows(clerk: Browser, day: str) -> None:
    page = await clerk.open(f"{CATALOGUE}?ngay={day}")
    found = numbers(page)
    assert len(found) > 7
    for number, to in found:
        assert listed(await clerk.open(to)) == number


@on_sqlite
async def test_published_stands_beside_loaded_with_the_difference(clerk: Browser, catalogue: Catalogue) -> None:
    page = await clerk.open(f"{CATALOGUE}?ngay=2024-03-31")
    cells = re.findall(r"<td[^>]*>(?:<a [^>]*>)?([^<]*)(?:</a>)?</td>", page)
    rows = [tuple(cells[at : at + 5]) for at in range(0, len(cells) - 4, 5)]
    told = [row for row in catalogue.counts(date(2024, 3, 31)) if row.published is not None]
    assert len(told) > 10
    for row in told:
        assert (say(f"level.{row.level}"), row.group, str(row.published), str(row.loaded), str(row.difference)) in rows
    today = await clerk.open(CATALOGUE)
    assert "Ngày này không có số công bố" in today
    assert f'{CATALOGUE}?ngay=2024-03-31">31/3/2024' in today


@on_sqlite
async def test_fields_are_turned_page_by_page(clerk: Browser, catalogue: Catalogue) -> None:
    pages = [await clerk.open(f"{CATALOGUE}?trang={number}") for number in (1, 2, 8)]
    assert [page.count('<th scope="row">') for page in pages[:2]] == [25, 25]
    assert "trang=9" not in pages[2]
    assert max(len(page.encode()) for page in pages) < MOST_BYTES


# The list.


@on_sqlite
@pytest.mark.parametrize(
    "words", ["khai sinh", "dang ky khai sinh", "1001193", "1.001193.000.00.00.H42", "ĐĂNG KÝ KHAI SINH"]
)
async def test_a_procedure_is_found_without_marks_and_by_its_code_in_any_form(clerk: Browser, words: str) -> None:
    page = (await clerk.client.get(LIST, params={"tim": words})).text
    assert f'{CATALOGUE}/1.001193?ngay=2026-11-22">1.001193' in page


@on_sqlite
async def test_what_is_found_is_narrowed_too(clerk: Browser) -> None:
    assert "1.001193" in await clerk.open(f"{LIST}?tim=khai+sinh&cap=commune&hieu-luc=holding")
    assert "1.001193<" not in await clerk.open(f"{LIST}?tim=khai+sinh&cap=ministry")
    assert "1.001193<" not in await clerk.open(f"{LIST}?tim=khai+sinh&hieu-luc=abolished")


@on_sqlite
async def test_a_list_is_turned_page_by_page_and_stays_small(clerk: Browser) -> None:
    first, second = await clerk.open(LIST), await clerk.open(f"{LIST}?trang=2")
    codes = [set(re.findall(rf"{CATALOGUE}/([\dTN][^?]+)\?", page)) for page in (first, second)]
    assert (len(codes[0]), len(codes[1]), codes[0] & codes[1]) == (25, 25, set())
    assert max(len(first.encode()), len(second.encode())) < MOST_BYTES


@on_sqlite
@pytest.mark.parametrize(
    "query",
    [
        "ngay=hom-qua",
        "ngay=99999-01-01",
        "cap=x&hieu-luc=y&nhom=z&linh-vuc=0",
        "trang=-1",
        "trang=99999999999",
        "tim=%25%5f%00",
        "tim=" + "a" * 2000,
        "ngay=0001-01-01",
        "ngay=9999-12-31",
        "tu=x&den=y",
        "tu=2027-01-01&den=2000-01-01&qd=x",
    ],
)
@pytest.mark.parametrize("path", [CATALOGUE, LIST, CHANGES, f"{CATALOGUE}/1.001193"])
async def test_an_altered_address_shows_a_page(clerk: Browser, path: str, query: str) -> None:
    assert "<h1>" in await clerk.open(f"{path}?{query}")


# What decisions changed.


@on_sqlite
async def test_decisions_say_what_they_changed_and_every_number_opens_the_rows(
    clerk: Browser, catalogue: Catalogue
) -> None:
    page = await clerk.open(f"{CHANGES}?{EVER}")
    decided = catalogue.changes(date(2000, 1, 1), date(2027, 12, 31))
    assert all(one.decisions[0].number in page for one in decided)
    told = re.findall(rf'href="({CHANGES}\?[^"]+qd=[^"]+)">([^<]+): (\d+)<', page)
    assert {what for _, what, _ in told} >= {"mới ban hành", "bãi bỏ", "Nội vụ"}
    for to, _, number in told:
        assert listed(await clerk.open(unescape(to))) == int(number)
    none = await clerk.open(f"{CHANGES}?tu=1990-01-01&den=1990-02-01")
    assert "Không có quyết định nào" in none


@on_sqlite
async def test_the_changes_are_handed_over_as_a_workbook(clerk: Browser, catalogue: Catalogue) -> None:
    page = await clerk.open(f"{CHANGES}?{EVER}")
    to = re.search(r'href="([^"]+/tep\?[^"]+)"', page)
    assert to
    file = await clerk.get(unescape(to[1]))
    assert file.headers["Content-Disposition"].endswith("thay-doi-2000-01-01-2027-12-31.xlsx")
    sheet = load_workbook(BytesIO(file.content)).worksheets[0]
    changes = sum(len(one.changes) for one in catalogue.changes(date(2000, 1, 1), date(2027, 12, 31)))
    assert sheet.max_row > changes > 0


# One procedure.


@on_sqlite
async def test_a_procedure_says_who_decides_and_where_to_hand_in_and_what_nobody_states(clerk: Browser) -> None:
    page = await clerk.open(f"{CATALOGUE}/1.001193")
    assert "<dt>Cơ quan giải quyết</dt><dd>Ủy ban nhân dân cấp xã</dd>" in page
    assert "<dt>Nơi nộp hồ sơ</dt><dd>Trung tâm Phục vụ hành chính công xã" in page
    assert "Chưa đối chiếu với danh mục của tỉnh Ninh Bình." in page
    assert "thấy ngày 31/7/2026" in page
    bare = await clerk.open(f"{CATALOGUE}/TN-T25-06")
    assert "<dt>Lĩnh vực</dt><dd>danh mục không ghi</dd>" in bare
    assert "Danh mục không ghi." in bare


@on_sqlite
async def test_a_code_in_another_form_leads_to_the_procedure_and_an_unknown_one_nowhere(clerk: Browser) -> None:
    for typed in ("1001193", "1.001193.000.00.00.H42"):
        led = await clerk.get(f"{CATALOGUE}/{typed}?ngay=2024-03-31")
        assert (led.status_code, led.headers["location"]) == (303, f"{CATALOGUE}/1.001193?ngay=2024-03-31")
    for typed in ("9.999999", "%3Cscript%3Ealert(1)", "%00"):
        gone = await clerk.get(f"{CATALOGUE}/{typed}")
        assert gone.status_code == 404
        assert "<script" not in gone.text


@on_sqlite
async def test_versions_stand_in_order_with_what_is_otherwise(clerk: Browser, catalogue: Catalogue) -> None:
    page = await clerk.open(f"{CATALOGUE}/1.001193")
    versions = page[page.index('<ol class="history">') : page.index("</ol>")]
    assert [versions.index(day) for day in ("31/8/2021", "31/7/2026")] == sorted(
        versions.index(day) for day in ("31/8/2021", "31/7/2026")
    )
    assert versions.count('<li class="panel">') == 2
    assert "Ngay trong ngày tiếp nhận yêu cầu" in versions
    assert 'role="img" aria-label="Hình vẽ 2 phiên bản' in page
    heir, former = next(
        (one.code, old[0].code) for one in catalogue.procedures() if (old := catalogue.former(one.code))
    )
    assert f'Mã trước đây: <a href="{CATALOGUE}/{former}?' in await clerk.open(f"{CATALOGUE}/{heir}")
    assert f'Được thay thế bằng: <a href="{CATALOGUE}/{heir}?' in await clerk.open(f"{CATALOGUE}/{former}")


@on_sqlite
async def test_what_a_name_holds_is_only_words(database: Database) -> None:
    evil = a_version(code="1.000001", name="Cấp <script>alert(1)</script> \"&'", field="<b>x</b>")
    made = Catalogue([Procedure("1.000001", (evil,))], {}, (), ())
    async for desk in opened(database, made):
        browser = Browser(desk)
        await browser.sign_in(desk.people[Role.CLERK])
        for path in (CATALOGUE, LIST, f"{CATALOGUE}/1.000001", f"{CATALOGUE}?ngay=2026-01-01"):
            page = await browser.open(path)
            assert "<script>alert" not in page
            assert "<b>x</b>" not in page
        await browser.client.aclose()


async def test_it_is_said_when_a_version_was_recorded_and_by_which_change(desk: OpenDesk, clerk: Browser) -> None:
    who = {role: officer(desk.database, desk.people[role]) for role in (Role.CLERK, Role.CONTROLLER)}
    first = propose(desk.database, an_annex(NEW), who[Role.CLERK])
    approve(desk.database, first.id, who[Role.CONTROLLER])
    second = propose(desk.database, an_amendment(fee="5.000 đồng"), who[Role.CLERK])
    done = approve(desk.database, second.id, who[Role.CONTROLLER])
    assert done.change_set_id
    at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    desk.database.transact(lambda c: ledger.undo(c, done.change_set_id or 0, at))
    records = desk.database.read(lambda c: LedgerRepository(c).records("1.000009", 40))
    told = [(one.by.origin, one.closed_by.origin if one.closed_by else "") for one in records]
    # The first version was said, ended by the second decision, and put back by the undoing.
    assert told[0] == ("undo", "")
    assert sorted(told[1:]) == [("office", "office"), ("office", "undo"), ("office", "undo")]
    assert desk.database.read(lambda c: LedgerRepository(c).records("1.000009", 1)) == records[:1]
    versions = desk.database.read(lambda c: CatalogueRepository(c).procedures())
    desk.app.offices.learn(Catalogue(versions, {}, (), ()))
    page = await clerk.open(f"{CATALOGUE}/1.000009")
    assert "đề xuất đã duyệt: Quyết định số 1234/QĐ-UBND" in page
    assert "thu hồi: Quyết định số 2/QĐ-UBND" in page
    assert "đang ghi" in page


# The picture.


def test_a_version_that_nobody_dates_is_drawn_as_unsure_until_it_was_seen() -> None:
    seen = a_version(observed_on=date(2024, 1, 1))
    later = replace(seen, observed_on=date(2025, 1, 1), name="Tên mới")
    drawn = picture([seen, later], date(2026, 1, 1))
    of_first = [bar for bar in drawn.bars if bar.version is seen]
    assert [bar.sure for bar in of_first] == [False, True]
    assert of_first[0].x == LEFT
    until = of_first[1].x + of_first[1].width
    (known,) = [bar for bar in drawn.bars if bar.version is later and bar.sure]
    assert known.x == pytest.approx(until, abs=0.2)
    assert until < drawn.today < LEFT + WIDTH
    assert [year for year, _ in drawn.years] == [2024, 2025, 2026]


def test_every_shipped_procedure_has_a_picture_within_its_frame(shipped: Release) -> None:
    for procedure in shipped.procedures:
        drawn = picture(procedure.versions, date(2026, 11, 22))
        assert all(bar.x >= LEFT and bar.x + bar.width <= LEFT + WIDTH + 0.1 for bar in drawn.bars)
        assert len(drawn.years) <= 10
