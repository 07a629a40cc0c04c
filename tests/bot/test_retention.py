"""Who sent a petition is forgotten when it was kept long enough; its place in the book and its chain stay."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.database import Database
from bot.petitions import retention
from bot.petitions.attachments import FileState, Parcel
from bot.petitions.life import State
from bot.petitions.petition import SENDER, SYSTEM, EventKind, Petition, Place
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import attachment, consent, contact, event, petition
from bot.petitions.verifying import verify
from bot.review.officers import Role
from bot.review.powers import Power
from bot.review.traces import TraceRepository
from tests.bot.conftest import CITIZEN
from tests.bot.petitions import APPROVER, CLERK, MAI, QUESTION, REPLY, WORDS, a_petition, cases_for

SHE = 777000111
DAYS = 100
LODGED_AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
NOW = LODGED_AT + timedelta(days=DAYS, hours=8)


def now(database: Database, number: int) -> Petition:
    return database.read(lambda c: PetitionRepository(c).by_id(number))


def expired(database: Database, at: datetime = NOW) -> list[tuple[str, int]]:
    return database.read(lambda c: [(o.petition.code, o.files) for o in retention.plan(cases_for(c), at, DAYS)])


def anonymise(database: Database, number: int, at: datetime = NOW) -> list[str] | None:
    return database.transact(lambda c: retention.anonymise(cases_for(c), number, at, DAYS))


@pytest.fixture
def full(database: Database) -> Petition:
    """A closed petition with everything that can be known of its sender: files, notes, ratings, a point on the map."""
    begun = a_petition(
        database, State.NEED_INFO, at=LODGED_AT, chat_id=SHE, place=Place("14056", "thôn 5", 20.2, 106.3)
    )

    def live(connection: Connection) -> Petition:
        cases = cases_for(connection)
        register, moment = cases.register, LODGED_AT + timedelta(hours=1)
        moved = register.supply(begun, "gần nhà bà Mai", moment)
        register.add(moved, "thêm ảnh", moment)
        number = cases.attachments.add(CITIZEN, Parcel("f", "Mai.jpg", "image/jpeg", 9), moment, moved.id)
        cases.attachments.kept(number, "x1.jpg", "image/jpeg", 9, "ab")
        cases.attachments.add(CITIZEN, Parcel("g", "Mai2.jpg", "image/jpeg", 9), moment, moved.id)
        register.contact(moved, CLERK, "gọi bà Mai", moment)
        moved = register.move_to(moved, State.AWAITING_APPROVAL, CLERK, moment)
        moved = register.move_to(moved, State.ANSWERED, APPROVER, moment, REPLY)
        moved = register.reopen(moved, "chưa sửa nhà bà Mai", moment)
        moved = register.move_to(moved, State.AWAITING_APPROVAL, CLERK, moment)
        moved = register.move_to(moved, State.ANSWERED, APPROVER, moment, REPLY)
        moved = register.move_to(moved, State.RESOLVED, SENDER, moment)
        return register.rate(moved, moment, process=4, result=5, note="bà Mai cảm ơn")

    return database.transact(live)


def test_who_sent_it_and_what_was_said_goes_and_its_place_in_the_book_stays(database: Database, full: Petition) -> None:
    assert anonymise(database, full.id) == ["x1.jpg"]
    after = now(database, full.id)
    assert (after.chat_id, after.words, after.place, after.anonymised_at) == (None, "", Place("14056"), NOW)
    for name in ("code", "book_number", "category", "state", "submitted_at", "closed_at", "due_at", "result_rating"):
        assert getattr(after, name) == getattr(full, name)
    assert database.read(lambda c: cases_for(c).register.contact(after, SENDER, "", NOW)).name == ""
    kept, late = database.read(lambda c: cases_for(c).attachments.of_petition(full.id))
    assert (kept.stored, kept.name, kept.digest) == (late.stored, late.name, late.digest) == ("", "", "")
    assert (kept.state, late.state) == (FileState.KEPT, FileState.REFUSED)  # nobody waits for it any more


def test_nothing_that_was_said_stands_anywhere_in_the_tables_of_petitions(database: Database, full: Petition) -> None:
    def everything(connection: Connection) -> str:
        tables = (petition, event, contact, attachment, consent)
        return "\n".join(str(tuple(row)) for table in tables for row in connection.execute(select(table)))

    said = (str(SHE), WORDS, "Mai", "thôn 5", QUESTION, REPLY, "20.2", MAI.phone)
    before = database.read(everything)
    assert all(one in before for one in said[:-1])  # her contact is sealed
    anonymise(database, full.id)
    after = database.read(everything)
    assert [one for one in said if one in after] == []


def test_why_officers_looked_goes_and_that_they_did_stays(database: Database, full: Petition) -> None:
    other = a_petition(database, at=LODGED_AT)

    def leave(connection: Connection) -> None:
        traces, by = TraceRepository(connection), "command line: root"
        for of in (full, other):
            traces.leave(NOW, None, Role.CLERK, Power.SEE_CONTACT, f"petition:{of.id}", "gọi bà Mai", by=by)

    database.transact(leave)
    anonymise(database, full.id)
    left = database.read(lambda c: [(one.act, one.name, one.reason) for one in TraceRepository(c).every()])
    act = (Power.SEE_CONTACT.value, "command line: root")
    assert left == [(*act, ""), (*act, "gọi bà Mai")]


def test_its_chain_stays_whole_and_says_that_it_was_done(database: Database, full: Petition) -> None:
    anonymise(database, full.id)

    def look(connection: Connection) -> None:
        cases = cases_for(connection)
        assert verify(connection, cases.keys).broken == ()
        *before, last = cases.register.trail.of(full.id)
        assert (last.kind, last.actor, last.at) == (EventKind.ANONYMISED, SYSTEM, NOW)
        assert len(before) == full.events
        assert {one.note for one in (*before, last)} == {None}

    database.read(look)


def test_what_was_done_once_is_not_done_again(database: Database, full: Petition) -> None:
    assert expired(database) == [(full.code, 1)]
    anonymise(database, full.id)
    done = now(database, full.id)
    assert expired(database) == []
    assert anonymise(database, full.id, NOW + timedelta(days=1)) is None
    assert now(database, full.id) == done


def test_only_what_was_closed_long_enough_ago_goes(database: Database) -> None:
    still_open = a_petition(database, State.IN_PROGRESS, at=LODGED_AT)
    answered = a_petition(database, State.ANSWERED, at=LODGED_AT)
    closed = a_petition(database, State.WITHDRAWN, at=LODGED_AT)
    assert closed.closed_at
    exactly = closed.closed_at + timedelta(days=DAYS)
    assert expired(database, exactly) == []
    assert anonymise(database, closed.id, exactly) is None
    assert expired(database, exactly + timedelta(seconds=1)) == [(closed.code, 0)]
    for one in (still_open, answered):
        assert anonymise(database, one.id, NOW + timedelta(days=999)) is None
        assert now(database, one.id) == one


def test_what_was_opened_again_since_the_plan_is_kept(database: Database) -> None:
    closed = a_petition(database, State.CLOSED_UNCONFIRMED, at=LODGED_AT)
    assert expired(database) == [(closed.code, 0)]
    database.transact(lambda c: cases_for(c).register.reopen(closed, "", LODGED_AT + timedelta(days=1)))
    assert anonymise(database, closed.id) is None
    assert now(database, closed.id).words == WORDS


def test_consents_stay_without_who_gave_them(database: Database, full: Petition) -> None:
    other = a_petition(database, at=LODGED_AT)
    anonymise(database, full.id)
    rows = database.read(
        lambda c: c.execute(select(consent.c.petition_id, consent.c.chat_id).order_by(consent.c.id)).all()
    )
    assert [tuple(row) for row in rows] == [(full.id, None), (other.id, CITIZEN)]


def test_a_transaction_that_fails_forgets_nothing(database: Database, full: Petition) -> None:
    def fail(connection: Connection) -> None:
        retention.anonymise(cases_for(connection), full.id, NOW, DAYS)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk"):
        database.transact(fail)
    assert now(database, full.id) == full
