"""The page of figures that anybody may read: what it counts, what it covers, how it is kept."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import httpx
import pytest
from sqlalchemy import Connection

from bot.database import Database
from bot.petitions.life import State
from bot.petitions.petition import Place
from bot.reports.known_numbers import FEW, NOTHING, Known, exactly
from bot.reports.public_figures import ELSEWHERE, By, PublicFiguresRepository, together
from bot.reports.quarter.periods import Quarter
from bot.review.officers import Role
from bot.texts import say
from bot.web.public.figures_shown import choices_of, in_words
from bot.web.public.open_to_all import A_MINUTE
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY, SETTINGS, Chat
from tests.bot.desk import ADDRESS, OURS, OpenDesk, opened, signed_in
from tests.bot.petitions import a_petition, cases_for

CAT_THANH, CO_LE = Place("14056", "thôn 5"), Place("14026", "xóm 1")
UNITS = (CAT_THANH.commune, CO_LE.commune)
SUMMER = Quarter(2026, 3)

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def at(month: int, day: int = 6, year: int = 2026) -> datetime:
    return datetime(year, month, day, 2, tzinfo=UTC)


def fill(database: Database) -> None:
    """A summer: ten on roads and three on waste in one commune, six on lights in another; and what counts not."""
    states = [State.REJECTED, *[State.RESOLVED] * 6, *[State.IN_PROGRESS] * 3]
    for number, state in enumerate(states):
        a_petition(database, state, at=at(7 + number % 2), place=CAT_THANH)
    for _ in range(3):
        a_petition(database, State.ANSWERED, at=at(8), category="waste", place=CAT_THANH)
    lights = [a_petition(database, State.ANSWERED, at=at(9), category="lighting", place=CO_LE) for _ in range(6)]
    a_petition(database, State.ANSWERED, at=at(9), trial=True)
    a_petition(database, State.ANSWERED, at=at(9), category="conduct")
    a_petition(database, State.DIVERTED, at=at(9))
    hers = a_petition(database, State.ANSWERED, at=at(9))

    def act(connection: Connection) -> None:
        register = cases_for(connection).register
        register.restrict(hers, at(10))
        for number, one in enumerate(lights):
            register.rate(one, at(9, 8), process=5, result=4 if number else None, note="")

    database.transact(act)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    fill(database)
    official = {"agency": "UBND xã Cổ Lễ", "channel_decision": "QĐ 12", "data_contact": "Văn phòng"}
    async for one in opened(database, catalogue, OURS.model_copy(update=official)):
        yield one


def browser(desk: OpenDesk) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(desk.site), base_url=ADDRESS)


def test_a_quarter_is_counted_by_field_unit_and_month(database: Database) -> None:
    """On each database: months are those of Việt Nam, and what is handled is counted where it was handled."""
    fill(database)
    # The last evening of the quarter in Greenwich is the first morning of the next one here.
    a_petition(database, State.SUBMITTED, at=datetime(2026, 9, 30, 18, tzinfo=UTC), place=CO_LE)

    def look(connection: Connection) -> None:
        repository = PublicFiguresRepository(connection, UNITS)
        assert repository.quarters(DAY) == [SUMMER]
        assert repository.quarters(date(2026, 9, 30)) == []
        figures = together([repository.of(SUMMER)])
        assert (figures.total.received, figures.total.handled) == (exactly(19), exactly(16))
        fields = figures.tables[By.FIELD]
        # The three would come out of the others, so another number is covered with them.
        assert (fields["waste"].received, fields["road"].received) == (FEW, NOTHING)
        assert (fields["lighting"].received, fields["noise"].received) == (exactly(6), exactly(0))
        assert "conduct" not in fields
        units = figures.tables[By.UNIT]
        assert [units[key].received for key in (*UNITS, ELSEWHERE)] == [exactly(13), exactly(6), exactly(0)]
        assert (units[CO_LE.commune].on_time, units[CO_LE.commune].late) == (exactly(6), exactly(0))
        months = figures.tables[By.MONTH]
        assert [row.received for row in months.values()] == [exactly(5), exactly(8), exactly(6)]
        assert figures.medians["", ""] == 0
        assert ("field", "waste") not in figures.medians
        assert (figures.process.number, figures.process.mean) == (exactly(6), 5)
        assert (figures.result.number, figures.result.mean) == (exactly(5), 4)
        so_far = repository.so_far(DAY)
        assert so_far
        assert (so_far.until, so_far.received, so_far.handled) == (date(2026, 11, 21), Known(0, 4), Known(0, 4))
        assert repository.so_far(date(2026, 10, 1)) is None

    database.read(look)


@on_sqlite
def test_a_year_adds_up_what_its_quarters_tell(database: Database) -> None:
    fill(database)
    for number in range(7):
        a_petition(database, State.SUBMITTED, at=at(4), category="road" if number < 5 else "waste", place=CO_LE)

    def look(connection: Connection) -> None:
        repository = PublicFiguresRepository(connection, UNITS)
        quarters = repository.quarters(DAY)
        assert [one.key for one in quarters] == ["2026-Q3", "2026-Q2"]
        year = together(repository.of(one) for one in quarters)
        assert year.total.received == exactly(26)
        # Each quarter covers the roads for the sake of the rubbish; so does the year.
        assert (year.tables[By.FIELD]["waste"].received, year.tables[By.FIELD]["road"].received) == (
            NOTHING + FEW,
            NOTHING,
        )
        assert list(year.tables[By.MONTH]) == [f"2026-0{month}" for month in range(4, 10)]
        assert year.span.since == date(2026, 4, 1)

    database.read(look)


def test_periods_and_numbers_are_called_as_people_call_them() -> None:
    quarters = [Quarter(2026, 1), *(Quarter(2025, number) for number in (4, 3, 2, 1))]
    assert [str(one.name) for one in choices_of(quarters)] == [
        *("Quý I/2026", "Quý IV/2025", "Quý III/2025", "Quý II/2025", "Quý I/2025"),
        *("Năm 2026, đến hết quý I", "Năm 2025"),
    ]
    told = [exactly(1234), FEW, NOTHING, Known(7, None), Known(2, 8)]
    assert [str(in_words(one)) for one in told] == ["1.234", "dưới 5", "không nêu", "từ 7 trở lên", "từ 2 đến 8"]


@on_sqlite
async def test_the_page_tells_what_is_counted_and_covers_what_is_few(desk: OpenDesk) -> None:
    async with browser(desk) as client:
        page = await client.get("/thong-ke")
        same = await client.get("/thong-ke?ky=2026-Q3")
        year = await client.get("/thong-ke?ky=2026")
    assert (page.status_code, page.text) == (200, same.text)
    assert "UBND xã Cổ Lễ" in page.text
    assert "từ ngày 01/7/2026 đến hết ngày 30/9/2026" in page.text
    assert "<b>19</b> Tiếp nhận" in page.text
    assert "<b>5,0</b> Điểm hài lòng về cách xử lý, trên 5 (6 người chấm)" in page.text
    assert "Quý IV/2026 đến hết ngày 21/11/2026: tiếp nhận dưới 5" in page.text
    assert "Năm 2026, đến hết quý III" in page.text
    assert str(say("statistics.few")) in page.text
    assert "noindex" not in page.text
    assert "<script" not in page.text
    assert year.status_code == 200
    assert 'href="/thong-ke.csv?ky=2026"' in year.text


@on_sqlite
async def test_the_files_say_the_same_as_the_page(desk: OpenDesk) -> None:
    async with browser(desk) as client:
        sheet = await client.get("/thong-ke.csv")
        said = (await client.get("/thong-ke.json")).json()
    assert sheet.headers["content-disposition"] == 'attachment; filename="thong-ke-2026-Q3.csv"'
    rows = list(csv.DictReader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    waste = next(row for row in rows if row["Mục"].startswith("Rác"))
    assert (waste["Bảng"], waste["Tiếp nhận"]) == ("Theo lĩnh vực", "dưới 5")
    assert rows[0]["Tiếp nhận"] == "19"
    assert (said["period"], said["periods"]) == ("2026-Q3", ["2026-Q3", "2026"])
    assert said["total"]["received"] == {"at_least": 19, "at_most": 19}
    fields = {row["key"]: row["received"] for row in said["fields"]}
    assert fields["waste"] == {"at_least": 1, "at_most": 4}
    assert [row["key"] for row in said["months"]] == ["2026-07", "2026-08", "2026-09"]


@on_sqlite
async def test_a_period_without_figures_is_not_found(desk: OpenDesk) -> None:
    async with browser(desk) as client:
        for key in ("2026-Q4", "2025", "x", "2026-Q3' or 1=1"):
            assert (await client.get("/thong-ke", params={"ky": key})).status_code == 404
        page = await client.get("/thong-ke?ky=2025-Q1")
        said = await client.get("/thong-ke.json?ky=2025-Q1")
    assert str(say("statistics.no_period")) in page.text
    assert (said.status_code, said.json()["period"], said.json()["fields"]) == (404, None, [])


@on_sqlite
async def test_the_page_is_kept_for_a_while_and_asks_nobody_in(desk: OpenDesk) -> None:
    async with browser(desk) as client:
        page = await client.get("/thong-ke")
        assert page.headers["cache-control"] == "public, max-age=300"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "set-cookie" not in page.headers
        again = await client.get("/thong-ke", headers={"If-None-Match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        head = await client.head("/thong-ke")
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", page.headers["etag"])
        assert (await client.post("/thong-ke")).status_code == 405
        # What was read is answered for some minutes without the database.
        a_petition(desk.database, State.ANSWERED, at=at(9))
        assert (await client.get("/thong-ke")).text == page.text
        for _ in range(A_MINUTE):
            last = await client.get("/thong-ke.json")
    assert (last.status_code, last.headers["retry-after"]) == (429, "60")


@on_sqlite
async def test_an_office_without_figures_says_so(database: Database, catalogue: Catalogue) -> None:
    async for desk in opened(database, catalogue):
        async with browser(desk) as client:
            page = await client.get("/thong-ke")
            said = (await client.get("/thong-ke.json")).json()
            sheet = await client.get("/thong-ke.csv")
        assert str(say("statistics.none_yet")) in page.text
        assert str(say("statistics.trial")) in page.text
        assert (said["total"], said["months"], said["periods"]) == (None, [], [])
        assert len(sheet.content.decode("utf-8-sig").splitlines()) == 1


@on_sqlite
async def test_the_page_is_named_where_it_can_be_reached(database: Database, catalogue: Catalogue) -> None:
    chat = Chat(database, catalogue, SETTINGS.model_copy(update={"public_url": ADDRESS}))
    await chat.start()
    assert f"{ADDRESS}/thong-ke" in (await chat.say("/gioithieu")).text
    await chat.stop()
    async for desk in opened(database, catalogue):
        clerk = await signed_in(desk, Role.CLERK)
        assert 'href="/thong-ke"' in await clerk.open()
