"""Whether what is written of petitions can be changed unseen: the database's own guard, the anchors, the verdict."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.database import Database
from bot.petitions import retention
from bot.petitions.anchors import Anchor, AnchorRepository
from bot.petitions.chain import START, anchor_root, link
from bot.petitions.life import CLOSED, State
from bot.petitions.petition import SENDER, EventKind, Petition, Reader
from bot.petitions.publications import PublicationState, erasable_text
from bot.petitions.replay import standing_by
from bot.petitions.replies import Document, Part, ReplyKind
from bot.petitions.repository import PetitionRepository
from bot.petitions.sealing import Keys
from bot.petitions.topics import Topic
from bot.petitions.trail import Trail
from bot.petitions.verifying import Broken, Verdict, What, verify
from bot.review.officers import OfficerRepository, Role
from tests.bot.conftest import SETTINGS
from tests.bot.petitions import APPROVER, CLERK, LODGING, MAI, PATHS, a_petition, cases_for

assert SETTINGS.secret_key
KEYS = Keys.of(SETTINGS.secret_key.get_secret_value())
NOW = Clock().now()
DAY = date(2026, 11, 22)


def verdict(database: Database, keys: Keys = KEYS) -> Verdict:
    return database.read(lambda connection: verify(connection, keys))


def broken(database: Database) -> list[Broken]:
    return list(verdict(database).broken)


def sign(database: Database, day: date = DAY) -> Anchor:
    signed = database.transact(lambda c: AnchorRepository(c, KEYS).sign(day, NOW))
    assert signed
    return signed


def now(database: Database, petition: Petition) -> Petition:
    return database.read(lambda c: PetitionRepository(c).by_id(petition.id))


def tamper(database: Database, *statements: str) -> None:
    """What somebody does who owns the database: neither triggers nor references hold them."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
        return
    direct = sqlite3.connect(str(database.url.database))
    for trigger in ("petition_kept", "petition_event_kept", "petition_event_fixed"):
        direct.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    for statement in statements:
        direct.execute(statement)
    direct.commit()
    direct.close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM petition",
        "DELETE FROM petition_event",
        "UPDATE petition_event SET note = 'khác'",
        "UPDATE petition_event SET note = 'khác' WHERE note IS NULL",
        "UPDATE petition_event SET details = '{}'",
        "UPDATE petition_event SET at = '2026-01-01 00:00:00', note = NULL",
        "UPDATE petition_event SET to_state = 'resolved', note = NULL",
        "UPDATE petition_event SET to_state = NULL, note = NULL",
        "UPDATE petition_event SET officer_id = 1, note = NULL",
    ],
)
def test_the_database_itself_lets_nobody_delete_or_change_what_happened(database: Database, statement: str) -> None:
    petition = a_petition(database, State.NEED_INFO)
    database.transact(lambda c: c.execute(text("UPDATE petition_event SET note = NULL WHERE number = 1")))
    with pytest.raises(DBAPIError, match="never"):
        database.transact(lambda c: c.execute(text(statement)))
    assert now(database, petition).events == 2


def test_everything_that_was_made_as_it_should_is_whole(database: Database) -> None:
    assert verdict(database) == Verdict(0, 0, 0, None, ())
    parent = a_petition(database)
    for state in PATHS:
        a_petition(database, state, parent=parent, trial=state in CLOSED)
    anchor = sign(database)
    found = verdict(database)
    assert found.is_whole
    events = 1 + sum(1 + len(path) for path in PATHS.values())
    assert (found.petitions, found.events, found.anchors, found.last) == (len(PATHS) + 1, events, 1, anchor)


def test_whatever_a_citizen_and_officers_do_is_whole(database: Database) -> None:
    petition = a_petition(database, State.ANSWERED)

    def act(connection: Connection) -> None:
        register = cases_for(connection).register
        register.rate(petition, NOW, process=4, result=2, note="chậm")
        register.show_name(petition, not petition.shown, NOW)
        register.contact(petition, CLERK, "gọi hỏi thêm", NOW)
        register.reopen(petition, "chưa xong", NOW)
        register.add(petition, "thêm", NOW)
        register.restrict(petition, NOW)

    database.transact(act)
    assert broken(database) == []
    stands = database.read(lambda c: standing_by(Trail(c, KEYS).of(petition.id)))
    assert (stands["process_rating"], stands["shown"], stands["reopened"], stands["answered_at"]) == (4, True, 1, None)


SET = "UPDATE petition_event SET"
ALTERED: dict[str, tuple[str, Broken]] = {
    "a fact": (f"{SET} details = '{{\"agency\": 1}}' WHERE number = 3", Broken("", What.CHAIN, 3)),
    "who acted": (f"{SET} party = 'approver' WHERE number = 2", Broken("", What.CHAIN, 2)),
    "which officer": (f"{SET} officer_id = 7 WHERE number = 2", Broken("", What.CHAIN, 2)),
    "when": (f"{SET} at = '2026-01-01 00:00:00' WHERE number = 2", Broken("", What.CHAIN, 2)),
    "a state": (f"{SET} to_state = 'resolved' WHERE number = 4", Broken("", What.CHAIN, 4)),
    "a state that is none": (f"{SET} to_state = 'lost' WHERE number = 4", Broken("", What.UNREADABLE, 4)),
    "facts that are none": (f"{SET} details = '{{' WHERE number = 1", Broken("", What.UNREADABLE, 1)),
    "digests that are none": (f"{SET} digests = '[' WHERE number = 1", Broken("", What.UNREADABLE, 1)),
    "digests that are a list": (f"{SET} digests = '[1]' WHERE number = 2", Broken("", What.UNREADABLE, 2)),
    "a digest": (f"{SET} digest = 'ab' WHERE number = 5", Broken("", What.CHAIN, 5)),
    "one event gone": ("DELETE FROM petition_event WHERE number = 3", Broken("", What.CHAIN, 3)),
    "the last event gone": ("DELETE FROM petition_event WHERE number = 6", Broken("", What.REGISTER, None, "events")),
    "every event gone": ("DELETE FROM petition_event", Broken("", What.CHAIN, 1)),
    "a reply": (f"{SET} note = 'đã xong' WHERE number = 6", Broken("", What.NOTE, 6)),
    "a reply gone": (f"{SET} note = NULL WHERE number = 6", Broken("", What.ERASED, 6)),
    "her words": ("UPDATE petition SET words = 'khác'", Broken("", What.TEXT, 1, "words")),
    "her place": ("UPDATE petition SET place = ''", Broken("", What.TEXT, 1, "place")),
    "her contact": ("UPDATE petition_contact SET sealed = 'x'", Broken("", What.TEXT, 1, "contact")),
    "her contact gone": ("UPDATE petition_contact SET sealed = NULL", Broken("", What.TEXT, 1, "contact")),
    "the state": ("UPDATE petition SET state = 'resolved'", Broken("", What.REGISTER, None, "state")),
    "a state nobody knows": ("UPDATE petition SET state = 'lost'", Broken("", What.REGISTER, None, "state")),
    "since when": ("UPDATE petition SET answered_at = '2026-01-01'", Broken("", What.REGISTER, None, "answered_at")),
    "the day it was lodged": (
        "UPDATE petition SET submitted_at = '2026-01-01'",
        Broken("", What.REGISTER, None, "submitted_at"),
    ),
    "a rating": ("UPDATE petition SET result_rating = 5", Broken("", What.REGISTER, None, "result_rating")),
    "who answers for it": ("UPDATE petition SET officer_id = 7", Broken("", What.REGISTER, None, "officer_id")),
    "the category": ("UPDATE petition SET category = 'waste'", Broken("", What.REGISTER, None, "category")),
    "the agency": ("UPDATE petition SET agency = 'Sở Y tế'", Broken("", What.REGISTER, None, "agency")),
    "that her name is shown": ("UPDATE petition SET shown = NOT shown", Broken("", What.REGISTER, None, "shown")),
    "the head": ("UPDATE petition SET head = 'ab'", Broken("", What.REGISTER, None, "head")),
    "the code": ("UPDATE petition SET code = 'PA-2611-AAAAAA'", Broken("PA-2611-AAAAAA", What.REGISTER, None, "code")),
    "anonymised by nobody": (
        "UPDATE petition SET anonymised_at = '2026-11-20'",
        Broken("", What.REGISTER, None, "anonymised_at"),
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_named_with_its_link(database: Database, what: str) -> None:
    petition = a_petition(database, State.ANSWERED)
    statement, expected = ALTERED[what]
    tamper(database, statement)
    first = broken(database)[0]
    assert first == Broken(expected.of or petition.code, expected.what, expected.link, expected.part)


def two_officers(connection: Connection) -> list[int]:
    officers = OfficerRepository(connection)
    for who in (70, 80):
        officers.add(who, Role.CONTROLLER, "", f"Cán bộ {who}", NOW, "test")
    return [one.id for one in officers.current()]


def about_officers(database: Database) -> Petition:
    """A petition that speaks of an officer from the first, and of another as was found later."""

    def make(connection: Connection) -> Petition:
        first, second = two_officers(connection)
        cases = cases_for(connection)
        sent, _ = cases.register.lodge(LODGING, trial=False, at=NOW, concerned=(one for one in (first, first)))
        cases.concerned.name(sent.id, second, NOW)
        return cases.register.record(sent, EventKind.CONCERNED, CLERK, NOW, Reader.STAFF, officer=second)

    return database.transact(make)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM petition_concerned WHERE officer_id = 1",
        "DELETE FROM petition_concerned WHERE officer_id = 2",
        "DELETE FROM petition_concerned",
        "INSERT INTO petition_concerned (petition_id, officer_id, named_at) VALUES (2, 1, '2026-11-20')",
    ],
)
def test_of_whom_a_petition_speaks_is_what_its_events_say(database: Database, statement: str) -> None:
    sent, other = about_officers(database), a_petition(database)
    assert (sent.id, other.id) == (1, 2)
    assert broken(database) == []
    tamper(database, statement)
    of = other if "INSERT" in statement else sent
    assert broken(database) == [Broken(of.code, What.REGISTER, None, "concerned")]


def published(database: Database) -> Petition:
    """An answered petition of which something is published."""
    sent = a_petition(database, State.ANSWERED)

    def publish(connection: Connection) -> Petition:
        author, approver = two_officers(connection)
        cases = cases_for(connection)
        up = cases.publications.begin(sent.id, "nội dung", "trả lời", author, NOW)
        cases.publications.decide(up, PublicationState.STANDING, approver, NOW)
        by, text = (APPROVER, NOW, Reader.SENDER), erasable_text(up)
        return cases.register.record(sent, EventKind.PUBLISHED, *by, erasable=text, publication=up.id)

    return database.transact(publish)


ALTERED_PUBLICATION: dict[str, tuple[str, What, int | None]] = {
    "its words": ("UPDATE petition_publication SET words = 'khác'", What.TEXT, 7),
    "its answer": ("UPDATE petition_publication SET answer = 'khác'", What.TEXT, 7),
    "its pictures": ("UPDATE petition_publication SET pictures = '[3]'", What.TEXT, 7),
    "that it is hidden": ("UPDATE petition_publication SET state = 'hidden'", What.REGISTER, None),
    "all of it": ("DELETE FROM petition_publication", What.REGISTER, None),
}


@pytest.mark.parametrize("what", ALTERED_PUBLICATION)
def test_what_was_altered_of_what_is_published_is_named(database: Database, what: str) -> None:
    sent = published(database)
    assert broken(database) == []
    statement, fault, link = ALTERED_PUBLICATION[what]
    tamper(database, statement)
    assert broken(database) == [Broken(sent.code, fault, link, "publication")]


def test_a_publication_that_cannot_be_read_is_named(database: Database) -> None:
    sent = published(database)
    tamper(database, "UPDATE petition_publication SET state = 'lost'")
    assert broken(database) == [Broken(sent.code, What.REGISTER, None, "reply or publication")]


@pytest.mark.parametrize("by", [EventKind.HIDDEN, EventKind.REOPENED, EventKind.RESTRICTED, EventKind.CONFIDED])
def test_what_is_not_published_any_more_and_stands_all_the_same_is_named(database: Database, by: EventKind) -> None:
    sent = published(database)

    def end(connection: Connection) -> None:
        cases = cases_for(connection)
        acts = {
            EventKind.HIDDEN: lambda: cases.register.record(sent, by, APPROVER, NOW, Reader.SENDER),
            EventKind.REOPENED: lambda: cases.register.reopen(sent, "", sent.state_at),
            EventKind.RESTRICTED: lambda: cases.register.restrict(sent, NOW),
            EventKind.CONFIDED: lambda: cases.register.confide(sent, CLERK, NOW),
        }
        acts[by]()
        cases.publications.end(sent.id, NOW)

    database.transact(end)
    assert broken(database) == []
    tamper(database, "UPDATE petition_publication SET state = 'standing'")
    assert broken(database) == [Broken(sent.code, What.REGISTER, None, "publication")]


def test_only_the_petition_that_was_altered_is_named(database: Database) -> None:
    first, second, third = (a_petition(database, State.NEED_INFO) for _ in range(3))
    tamper(database, f"UPDATE petition_event SET note = 'khác' WHERE petition_id = {second.id} AND number = 2")
    assert broken(database) == [Broken(second.code, What.NOTE, 2)]
    assert {first.code, third.code}.isdisjoint({one.of for one in broken(database)})


def test_what_is_left_of_an_anonymised_petition_is_named(database: Database) -> None:
    petition = a_petition(database)
    tamper(database, f"UPDATE petition SET anonymised_at = submitted_at, place = '' WHERE id = {petition.id}")
    left = [one.part for one in broken(database) if one.what is What.LEFT]
    assert left == ["chat", "words", "contact"]


LEFT = {
    "replies": "UPDATE petition_reply SET {}",
    "publication": "UPDATE petition_publication SET {}",
    "topics": "UPDATE petition_topic SET {}",
}


@pytest.mark.parametrize(
    ("left", "written"),
    [
        ("replies", """parts = '{"done": "đã vá"}'"""),
        ("replies", "remark = 'hỏi bà Mai'"),
        ("replies", "agency = 'bà Mai'"),
        ("replies", "file_id = 'BQAC'"),
        ("publication", "words = 'đường hỏng'"),
        ("publication", "answer = 'đã vá'"),
        ("publication", "pictures = '[3]'"),
        ("topics", "title = 'bà Mai'"),
    ],
)
def test_whatever_the_office_wrote_of_an_anonymised_petition_goes_too(
    database: Database, left: str, written: str
) -> None:
    sent = a_petition(database, State.WITHDRAWN)

    def forget(connection: Connection) -> None:
        cases, (author, _) = cases_for(connection), two_officers(connection)
        draft = cases.replies.begin(sent.id, ReplyKind.TRANSFER, author, NOW)
        assert draft
        document = Document("12/UBND", DAY, None, "BQAC")
        wrote = replace(draft, parts={Part.EXPLANATION: "vì bà Mai"}, agency="Sở Xây dựng", document=document)
        cases.replies.send_back(cases.replies.keep(wrote, NOW), author, "hỏi bà Mai", NOW)
        up = cases.publications.begin(sent.id, "đường hỏng", "đã vá", author, NOW)
        cases.publications.keep(up, author, NOW, pictures=(3,))
        cases.topics.keep(Topic(sent.id, -100, 7, f"{sent.code} · Đường"))
        assert retention.anonymise(cases, sent.id, NOW + timedelta(days=9), 1) is not None

    database.transact(forget)
    assert broken(database) == []
    tamper(database, LEFT[left].format(written))
    assert broken(database) == [Broken(sent.code, What.LEFT, None, left)]


def written_anew(database: Database, petition: Petition, note: str) -> None:
    """What somebody writes who knows how chains are made: another reply, every digest after it made anew."""

    def forge(connection: Connection) -> list[str]:
        statements, previous = [], START
        for entry in Trail(connection, KEYS).entries(petition.id):
            one, digests = entry.link, dict(entry.link.digests)
            if one.number == 2:
                digests["note"] = KEYS.digest("note", note)  # as if the secret were theirs too
                packed = f'{{"note": "{digests["note"]}"}}'
                statements.append(f"UPDATE petition_event SET note = '{note}', digests = '{packed}' WHERE number = 2")
            digest = link(previous, one.number, one.facts, digests)
            changed = f"previous = '{previous}', digest = '{digest}'"
            statements.append(f"UPDATE petition_event SET {changed} WHERE number = {one.number}")
            previous = digest
        return [*statements, f"UPDATE petition SET head = '{previous}'"]

    tamper(database, *database.read(forge))


def test_a_whole_chain_that_was_written_anew_is_told_by_what_was_signed(database: Database) -> None:
    petition = a_petition(database, State.NEED_INFO)
    sign(database)
    written_anew(database, petition, "câu khác")
    assert broken(database) == [Broken(petition.code, What.SIGNED, 2, DAY.isoformat())]


def test_an_end_that_was_cut_off_is_told_by_what_was_signed(database: Database) -> None:
    petition = a_petition(database, State.NEED_INFO)
    head = database.read(lambda c: Trail(c, KEYS).entries(petition.id)[0].link.digest)
    sign(database)
    tamper(
        database,
        "DELETE FROM petition_event WHERE number = 2",
        f"UPDATE petition SET events = 1, head = '{head}', state = 'submitted', resumes = NULL, pauses = '[]'",
        "UPDATE petition SET state_at = submitted_at",
    )
    assert broken(database) == [Broken(petition.code, What.SIGNED, 2, DAY.isoformat())]


def test_a_petition_that_is_gone_is_missed_by_its_book_and_by_its_anchor(database: Database) -> None:
    _, second, _ = (a_petition(database) for _ in range(3))
    a_petition(database, trial=True)
    sign(database)
    gone = [f"DELETE FROM {table} WHERE petition_id = {second.id}" for table in ("petition_event", "petition_contact")]
    tamper(database, *gone, f"DELETE FROM petition WHERE id = {second.id}")
    year = second.book_year
    assert broken(database) == [
        Broken(f"book {year}", What.MISSING, None, "number 2"),
        Broken(f"anchor {DAY}", What.MISSING, None, f"petition {second.id}"),
    ]


def test_a_book_that_knows_less_than_was_given_is_named(database: Database) -> None:
    petition = a_petition(database, trial=True)
    tamper(database, "UPDATE petition_book SET last = 0")
    assert broken(database) == [Broken(f"trial book {petition.book_year}", What.BOOK)]
    tamper(database, "DELETE FROM petition_book")
    assert broken(database) == [Broken(f"trial book {petition.book_year}", What.BOOK)]
    tamper(database, f"INSERT INTO petition_book (year, trial, last) VALUES ({petition.book_year}, true, 3)")
    assert [one.part for one in broken(database)] == ["number 2", "number 3"]


def test_an_anchor_holds_what_changed_since_the_one_before_and_a_day_has_one(database: Database) -> None:
    assert database.transact(lambda c: AnchorRepository(c, KEYS).sign(DAY, NOW)) is None
    first, second = a_petition(database), a_petition(database)
    anchor = sign(database)
    assert anchor.root == anchor_root([(p.code, p.events, p.head) for p in (first, second)], START)
    assert KEYS.verify(anchor.text, anchor.signature)
    a_petition(database)
    assert database.transact(lambda c: AnchorRepository(c, KEYS).sign(DAY, NOW)) is None
    moved = database.transact(lambda c: cases_for(c).register.move_to(second, State.WITHDRAWN, SENDER, NOW))
    later = sign(database, DAY + timedelta(days=1))
    assert (later.previous, later.heads) == (anchor.root, 2)
    heads = database.read(lambda c: AnchorRepository(c, KEYS).heads())
    assert [(head.anchor_id, head.number) for head in heads if head.petition_id == second.id] == [
        (anchor.id, 1),
        (later.id, moved.events),
    ]
    assert database.transact(lambda c: AnchorRepository(c, KEYS).sign(DAY + timedelta(days=2), NOW)) is None
    assert database.read(lambda c: AnchorRepository(c, KEYS).last()) == later
    assert verdict(database).is_whole


ANCHORS: dict[str, tuple[str, list[Broken]]] = {
    "the signature": ("UPDATE anchor SET signature = 'ab' WHERE id = 1", [Broken(f"anchor {DAY}", What.ANCHOR)]),
    "the day": (
        "UPDATE anchor SET day = '2026-11-01' WHERE id = 1",
        [Broken("anchor 2026-11-01", What.ANCHOR)],
    ),
    "the root": (
        "UPDATE anchor SET root = 'ab' WHERE id = 1",
        [Broken(f"anchor {DAY}", What.ANCHOR), Broken("anchor 2026-11-23", What.ANCHOR)],
    ),
    "an anchor gone": (
        "DELETE FROM anchor WHERE id = 1",
        [Broken("anchor 2026-11-23", What.ANCHOR), Broken("anchor 1", What.MISSING, None, "the anchor")],
    ),
    "a head gone": (
        "DELETE FROM anchored_head WHERE anchor_id = 1 AND petition_id = 1",
        [Broken(f"anchor {DAY}", What.HEADS)],
    ),
    "a head more": (
        "INSERT INTO anchored_head (anchor_id, petition_id, number, digest) VALUES (1, 3, 0, '')",
        [Broken(f"anchor {DAY}", What.HEADS)],
    ),
    "a head altered": (
        "UPDATE anchored_head SET digest = 'ab' WHERE anchor_id = 1 AND petition_id = 1",
        [Broken("{first}", What.SIGNED, 1, DAY.isoformat()), Broken(f"anchor {DAY}", What.HEADS)],
    ),
}


@pytest.mark.parametrize("what", ANCHORS)
def test_what_was_altered_of_an_anchor_is_named(database: Database, what: str) -> None:
    first = a_petition(database)
    a_petition(database)
    sign(database)
    a_petition(database)
    sign(database, DAY + timedelta(days=1))
    statement, expected = ANCHORS[what]
    tamper(database, statement)
    assert broken(database) == [Broken(e.of.format(first=first.code), e.what, e.link, e.part) for e in expected]


def test_another_secret_is_said_once_and_not_of_every_petition(database: Database) -> None:
    for _ in range(3):
        a_petition(database)
    found = verdict(database, Keys.of("another secret of more than 32 letters")).broken
    assert [one for one in found if one.what is What.SECRET] == [Broken("secret", What.SECRET)]
    assert {one.what for one in found} == {What.SECRET}


def test_what_is_read_together_is_of_one_state_of_the_database(database: Database) -> None:
    petition = a_petition(database)

    def look(connection: Connection) -> tuple[Any, Any]:
        before = PetitionRepository(connection).by_id(petition.id)
        database.transact(lambda c: cases_for(c).register.add(petition, "thêm", NOW))
        return before, PetitionRepository(connection).by_id(petition.id)

    before, after = database.read(look)
    assert before == after
    assert now(database, petition).events == 2


def test_a_contact_that_was_sealed_is_that_of_its_event(database: Database) -> None:
    petition = a_petition(database)
    assert database.read(lambda c: cases_for(c).register.contact(petition, SENDER, "", NOW)) == MAI
