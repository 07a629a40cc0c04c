"""The desk over a register of years: what it asks the database and sends is bounded, however much there is."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot import schema
from bot.database import Database
from bot.petitions import tables
from bot.petitions.life import State
from bot.petitions.mailbox import Box
from bot.petitions.repository import PetitionRepository
from bot.petitions.retention import anonymise
from bot.reports.overview import Behind, Pace, Span, middle
from bot.review.officers import Officer, Role
from knowledge.catalogue import Catalogue
from tests.benchmarks.desk import filled
from tests.bot.desk import OURS, Browser, OpenDesk, opened
from tests.bot.petitions import a_petition, cases_for

PETITIONS, EVENTS = 2_000, 10_000
MOST_STATEMENTS = 30
on_postgresql = pytest.mark.parametrize("kind", ["postgresql"], indirect=True)

INBOX = "/banlamviec/hop-thu"
PAGES = (
    "/banlamviec",
    "/banlamviec/so-lieu/tiep-nhan",
    "/banlamviec/so-lieu/qua-han?trang=3&linh-vuc=road",
    "/banlamviec/gui-loi",
    "/banlamviec/chat-luong",
    *(
        f"/banlamviec/chat-luong/so-lieu/{what}?trang=2"
        for what in ("khong-tiep-nhan", "tra-loi", "xem-lai", "qua-trinh")
    ),
    *(f"{INBOX}?loc={box}" for box in Box),
    f"{INBOX}?loc=open&trang=200",
    f"{INBOX}?trang-thai=resolved&xep=moi",
    *(f"{INBOX}?tim={words}" for words in ("duong", "giếng+khoan", "xyzzy", "%27%5C%22+đường:*")),
)


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue):
        yield one


@contextmanager
def written_down(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is executed meanwhile."""
    statements: list[tuple[str, Any]] = []

    def note(_: Connection, __: object, statement: str, parameters: Any, ___: object, ____: bool) -> None:
        statements.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def plan_of(database: Database, statement: str, parameters: Any) -> str:
    """How PostgreSQL would find what is asked for, were a table read from end to end the last thing it did."""

    def explained(connection: Connection) -> str:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
        return "\n".join(row[0] for row in rows)

    return database.read(explained)


@on_postgresql
async def test_no_page_reads_a_register_from_end_to_end_or_asks_without_end(desk: OpenDesk) -> None:
    accounts, looked_at = filled(desk.database, PETITIONS, EVENTS), set[str]()
    for name in ("clerk", "approver", "controller of a unit"):
        browser = Browser(desk)
        await browser.sign_in(accounts[name])
        for address in PAGES:
            with written_down(desk.database) as statements:
                page = await browser.get(address)
            assert page.status_code == 200, address
            assert len(page.content) < 100_000, address
            assert page.text.count("/banlamviec/phan-anh/") <= 25, address
            assert len(statements) <= MOST_STATEMENTS, address
            for statement, parameters in statements:
                if statement.startswith("SELECT") and statement not in looked_at:
                    looked_at.add(statement)
                    plan = plan_of(desk.database, statement, parameters)
                    whole = re.findall(r"Seq Scan on (petition|petition_event|petition_reply|trace|outbox)\b", plan)
                    assert not whole, (address, plan)


@on_postgresql
async def test_what_is_counted_of_years_is_what_stands_behind_it(desk: OpenDesk) -> None:
    accounts = filled(desk.database, PETITIONS, EVENTS)

    def compare(connection: Connection) -> None:
        office = desk.office(connection)
        for account in accounts.values():
            officer = office.officers.of(account)
            assert officer
            weeks = office.overview.weeks(officer, office.day, trial=True)
            of = Span(weeks[0].since, office.day)
            for what, number in (
                (Behind.RECEIVED, sum(week.received for week in weeks)),
                (Behind.ON_TIME, sum(week.on_time for week in weeks)),
                (Behind.LATE, sum(week.late for week in weeks)),
            ):
                found = office.overview.behind(officer, what, of, trial=True, skip=0, most=10**6)
                assert len(found) == number
                assert set(found) == office.cases.mailbox.seen(officer, found)
            for box, number in office.cases.mailbox.counts(officer, office.at, list(Box)).items():
                if box not in {Box.UNIT, Box.FIELD}:
                    assert number == len(office.cases.mailbox.found(officer, office.at, box))

    desk.database.read(compare)


async def test_answers_are_counted_by_unit_and_field_with_their_days(desk: OpenDesk) -> None:
    at = desk.clock.now() - timedelta(days=9)
    for days in (0, 1, 3):
        a_petition(desk.database, State.RESOLVED, at=at - timedelta(days=days), settings=OURS, trial=True)
    a_petition(desk.database, State.RESOLVED, at=at, settings=OURS, trial=True, category="noise")
    a_petition(desk.database, State.SUBMITTED, at=at - timedelta(days=40), settings=OURS, trial=True, category="noise")
    a_petition(desk.database, State.RESOLVED, at=at, settings=OURS)

    def look(connection: Connection) -> None:
        office = desk.office(connection)
        clerk = office.officers.of(desk.people[Role.CLERK])
        assert clerk
        standing = office.overview.standing(clerk, office.at, office.day, trial=True)
        assert (standing.pace.on_time, standing.pace.late, standing.pace.share) == (4, 0, 1.0)
        (unit,) = standing.units
        assert (unit.value, unit.open, unit.overdue, unit.pace.answered) == ("14056", 1, 1, 4)
        noise, road = standing.fields
        assert (noise.value, noise.open, noise.overdue, noise.pace.on_time) == ("noise", 1, 1, 1)
        assert (road.value, road.open, road.pace.on_time) == ("road", 0, 3)
        answered = office.overview.behind(
            clerk, Behind.ANSWERED, Span(standing.since, office.day), trial=True, skip=0, most=9
        )
        days = [
            office.cases.clocking.days_used(p, p.answered_at) for p in map(by_id(connection), answered) if p.answered_at
        ]
        assert standing.pace.median_days == sorted(days)[1] == sorted(days)[2]

    desk.database.read(look)


def by_id(connection: Connection) -> Any:
    return PetitionRepository(connection).by_id


@pytest.mark.parametrize(
    ("numbers", "median"),
    [({}, None), ({3: 1}, 3), ({1: 1, 4: 1}, 2.5), ({1: 3, 9: 2}, 1), ({2: 2, 5: 2}, 3.5), ({0: 0, 7: 4}, 7)],
)
def test_the_middle_is_that_of_all_numbers_in_order(numbers: dict[int, int], median: float | None) -> None:
    assert middle(numbers) == median


async def test_what_did_not_arrive_is_listed_for_who_may_see_its_petition(desk: OpenDesk) -> None:
    sent = [
        a_petition(desk.database, settings=OURS, trial=True, category=category)
        for category in ("road", "noise", "conduct")
    ]

    def lose(connection: Connection) -> None:
        outbox, at = desk.office(connection).outbox, desk.clock.now()
        for petition in sent:
            number = outbox.put(5, [{"text": "Lời riêng của bà Mai"}], at, about=f"petition:{petition.id}:event:1")
            outbox.failed(number, at)
        outbox.failed(outbox.put(5, [{"text": "x"}], at, about="staff:petition:1:event:1"), at)
        outbox.put(6, [{"text": "đang chờ"}], at, about=f"petition:{sent[0].id}:event:2")
        outbox.blocked(6, at)

    desk.database.transact(lose)
    clerk = Browser(desk)
    await clerk.sign_in(desk.people[Role.CLERK])
    page = await clerk.open("/banlamviec/gui-loi")
    assert (page.count(sent[0].code), page.count(sent[1].code), sent[2].code in page) == (4, 2, False)
    assert "đã chặn" in page
    assert "Lời riêng" not in page
    assert 'gui-loi"><b>3</b>' in await clerk.open()
    chief = Browser(desk)
    await chief.sign_in(desk.people[Role.ADMINISTRATOR])
    assert (await chief.get("/banlamviec/gui-loi")).status_code == 403


async def test_an_altered_address_of_a_number_shows_a_page(desk: OpenDesk) -> None:
    clerk = Browser(desk)
    await clerk.sign_in(desk.people[Role.CLERK])
    for address in ("khac", "dung-han?tu=0001-01-01&den=9999-12-31", "qua-han?tu=x&don-vi='&linh-vuc=*&trang=-4"):
        assert "mới nhất ở trên" in await clerk.open(f"/banlamviec/so-lieu/{address}")


async def test_a_page_that_reads_waits_for_no_writer_and_its_session_stays_awake(
    desk: OpenDesk, database: Database
) -> None:
    clerk = Browser(desk)
    await clerk.sign_in(desk.people[Role.CLERK])
    idle = desk.clock.now() - timedelta(minutes=29)
    set_back = tables.petition.metadata.tables["desk_session"].update().values(seen_at=idle)
    database.transact(lambda c: c.execute(set_back))
    with written_down(database) as statements:
        await clerk.open()
    written = [statement for statement, _ in statements if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [statement.split()[1] for statement in written] == ["desk_session"]
    with written_down(database) as statements:
        await clerk.open(INBOX)
    assert not [statement for statement, _ in statements if "BEGIN IMMEDIATE" in statement or "UPDATE" in statement]


async def test_what_was_emptied_is_found_by_none_of_its_words(desk: OpenDesk) -> None:
    at = desk.clock.now() - timedelta(days=400)
    done = a_petition(desk.database, State.WITHDRAWN, at=at, words="Giếng khoan cạnh miếu cổ bị lấp mất.")

    def folded(connection: Connection) -> str:
        found = connection.exec_driver_sql("SELECT CAST(folded AS text) FROM petition")
        return str(found.scalar())

    assert "gieng" in desk.database.read(folded)
    desk.database.transact(lambda c: anonymise(cases_for(c), done.id, desk.clock.now(), 100))
    assert desk.database.read(folded) == ""


async def test_a_whole_code_finds_what_is_closed_and_nothing_that_is_not_theirs(desk: OpenDesk) -> None:
    closed = a_petition(desk.database, State.WITHDRAWN, settings=OURS, trial=True)
    conduct = a_petition(desk.database, State.WITHDRAWN, settings=OURS, trial=True, category="conduct")

    def search(connection: Connection) -> list[list[int]]:
        office = desk.office(connection)
        clerk: Officer | None = office.officers.of(desk.people[Role.CLERK])
        assert clerk
        return [office.cases.mailbox.search(clerk, code, {}) for code in (closed.code.lower(), conduct.code, "đường")]

    assert desk.database.read(search) == [[closed.id], [], []]


def test_petitions_of_before_are_found_by_the_same_words_and_have_their_days(database: Database) -> None:
    words = "ĐƯỜNG hoà bình hỏng; phí 10.000đ, mã 1.001193.H42 – xã_Cát  Thành. Ｋｈａｉ sinh\u200b Ðông ﬁ."
    a_petition(database, State.RESOLVED, words=words)
    a_petition(database, State.SUBMITTED)
    erased = a_petition(database, State.WITHDRAWN)
    erase = {"words": "", "place": "", "anonymised_at": erased.submitted_at}
    database.transact(lambda c: PetitionRepository(c).change(erased.id, erase))

    def kept(connection: Connection) -> list[tuple[object, ...]]:
        found = "SELECT id, CAST(folded AS text), answer_days FROM petition ORDER BY id"
        return [tuple(row) for row in connection.exec_driver_sql(found)]

    before = database.read(kept)
    assert (before[0][2], before[1][2], before[2][1]) == (0, None, "")
    schema.downgrade(database, "0008")
    schema.upgrade(database)
    assert database.read(kept) == before


@pytest.mark.parametrize(
    ("on_time", "late", "percent"), [(0, 0, None), (2, 1, 67), (999, 1, 99), (1, 999, 1), (3, 0, 100), (0, 3, 0)]
)
def test_one_late_answer_is_never_a_hundred_in_a_hundred(on_time: int, late: int, percent: int | None) -> None:
    assert Pace(on_time, late).percent == percent
