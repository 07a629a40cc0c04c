"""After a transfer: the other agency's answer is written down with its number and day, approved, and passed on."""

from datetime import date, timedelta

import pytest

from bot.database import Database
from bot.petitions import answering, retention
from bot.petitions.cases import Cases
from bot.petitions.life import State
from bot.petitions.petition import Actor, EventKind, Petition, Reader
from bot.petitions.replies import Document, Part, ReplyKind, ReplyRepository, ReplyState
from bot.petitions.reply_faults import DocumentError, DocumentFault, NotOpenError, NotSoError
from bot.petitions.signed import read_document
from bot.petitions.verifying import verify
from bot.review.officers import Role
from bot.texts import say
from bot.views.message import plain
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.petitions import a_petition, cases_for
from tests.bot.test_answering import CHI, DUYET, LAN, ROLES, appoint, everything, now, told, with_button
from tests.bot.test_replies import FIRST, NOW, TEXT, approved, number, officer, standing, within

SAID_THERE = "Đoạn đường này đã có trong kế hoạch sửa chữa quý I năm 2027."
DOCUMENT = "1203/SXD-KCHT 20/11/2026"
AGENCY = "Sở Xây dựng"


@pytest.fixture
def clerk(database: Database) -> Actor:
    return officer(database, 170, Role.CLERK)


@pytest.fixture
def approver(database: Database) -> Actor:
    return officer(database, 180, Role.APPROVER)


def written_down(database: Database, petition: Petition, clerk: Actor, *, document: str = DOCUMENT) -> None:
    """The agency's answer, as a draft."""

    def write(cases: Cases) -> None:
        answering.begin(cases, petition, ReplyKind.RELAY, number(clerk), NOW)
        answering.say_part(cases, petition, number(clerk), Part.RELAYED, SAID_THERE, NOW)
        if document:
            known = Document(*read_document(document, date(2026, 11, 22)))
            answering.put_document(cases, petition, number(clerk), known, NOW)

    within(database, write)


def test_it_is_an_event_that_everybody_may_know_of_and_the_petition_stays_where_it_is(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    petition = a_petition(database, State.TRANSFERRED, at=FIRST)
    written_down(database, petition, clerk)
    up = within(database, lambda c: answering.submit(c, petition, clerk, NOW, takes=True))
    assert now_of(database, petition) == petition
    left = approved(database, petition, approver, up.edition)
    assert (left.state, left.state_at, left.closed_at) == (State.TRANSFERRED, petition.state_at, petition.closed_at)
    *_, last = within(database, lambda c: c.register.trail.of(petition.id))
    assert (last.kind, last.actor, last.reader, last.note) == (EventKind.RELAYED, approver, Reader.EVERYONE, TEXT)
    assert (last.details["document"], last.details["document_on"]) == ("1203/SXD-KCHT", "2026-11-20")
    assert last.to_state is None
    assert standing(database, petition) is None
    assert database.read(lambda c: verify(c, cases_for(c).keys)).is_whole


def now_of(database: Database, petition: Petition) -> Petition:
    return within(database, lambda c: c.register.petitions.by_id(petition.id))


def test_without_its_number_and_day_it_is_not_handed_up(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.TRANSFERRED, at=FIRST)
    written_down(database, petition, clerk, document="")
    with pytest.raises(DocumentError) as lacking:
        within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    assert lacking.value.fault is DocumentFault.MISSING
    (draft,) = within(database, lambda c: c.replies.of(petition.id))
    assert (draft.state, draft.parts) == (ReplyState.DRAFT, {Part.RELAYED: SAID_THERE})


@pytest.mark.parametrize("state", sorted(set(State) - {State.DRAFT, State.TRANSFERRED, State.DUPLICATE}))
def test_there_is_none_of_what_is_at_no_other_agency(database: Database, clerk: Actor, state: State) -> None:
    petition = a_petition(database, state, at=FIRST)
    with pytest.raises(NotOpenError):
        within(database, lambda c: answering.begin(c, petition, ReplyKind.RELAY, number(clerk), NOW))


@pytest.mark.parametrize("kind_of", sorted(set(ReplyKind) - {ReplyKind.RELAY}))
def test_nothing_else_is_replied_to_what_is_at_another_agency(
    database: Database, clerk: Actor, kind_of: ReplyKind
) -> None:
    petition = a_petition(database, State.TRANSFERRED, at=FIRST)
    with pytest.raises(NotOpenError):
        within(database, lambda c: answering.begin(c, petition, kind_of, number(clerk), NOW))


def test_what_is_sent_back_is_mended_and_what_was_read_before_leaves_no_more(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    petition = a_petition(database, State.TRANSFERRED, at=FIRST)
    written_down(database, petition, clerk)
    up = within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    within(database, lambda c: answering.send_back(c, petition, approver, up.edition, "ghi rõ ngày", NOW))
    assert now_of(database, petition) == petition
    within(database, lambda c: answering.say_part(c, petition, number(clerk), Part.RELAYED, "Sửa trong tháng 1.", NOW))
    again = within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    with pytest.raises(NotSoError):
        approved(database, petition, approver, up.edition)
    assert approved(database, petition, approver, again.edition).state is State.TRANSFERRED


def test_what_was_anonymised_meanwhile_gets_no_answer_that_would_stay(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    petition = a_petition(database, State.TRANSFERRED, at=FIRST)
    written_down(database, petition, clerk)
    up = within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    left = approved(database, petition, approver, up.edition)
    written_down(database, left, clerk)
    up = within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    later = NOW + timedelta(days=400)
    within(database, lambda c: retention.anonymise(c, petition.id, later, 365))
    for act in (
        lambda: approved(database, petition, approver, up.edition),
        lambda: within(database, lambda c: answering.begin(c, petition, ReplyKind.RELAY, number(clerk), later)),
    ):
        with pytest.raises((NotSoError, NotOpenError)):
            act()
    relayed = [one for one in within(database, lambda c: c.register.trail.of(petition.id)) if one.note]
    assert relayed == []
    assert database.read(lambda c: verify(c, cases_for(c).keys)).is_whole


@pytest.fixture
async def office(chat: Chat) -> Chat:
    for who, role in ROLES.items():
        appoint(chat.database, who, role)
    for who in (CITIZEN, *ROLES):
        chat.api.meet(who)
    return chat


ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@ON_SQLITE
async def test_the_citizen_reads_what_was_approved_and_the_office_whether_it_arrived(office: Chat) -> None:
    petition = a_petition(office.database, State.TRANSFERRED)
    board = await office.say(petition.code, LAN)
    assert told("button.relay") in board.labels
    asked = await office.press(told("button.relay"), LAN)
    assert told("reply.part_relayed") in asked.text
    asked = await office.say("12", LAN)  # says nothing: asked for again
    assert told("reply.part_relayed") in asked.text
    asked = await office.say(SAID_THERE, LAN)
    assert told("reply.document_of_agency", code=petition.code) in asked.text
    unready = await office.press(told("reply.show"), LAN)
    assert told("button.endorse") not in unready.labels
    assert told("reply.the_document") in unready.text
    await office.press(told("button.document"), LAN)
    await office.say(DOCUMENT, LAN)
    draft = await office.press(told("reply.show"), LAN)
    assert told("reply.templates") not in draft.labels
    await office.press(told("button.endorse"), LAN)
    await office.settled(DUYET)
    listed = await office.say("/traloi", CHI)
    assert petition.code in listed.text
    for_approver = with_button(office, told("button.approve"), DUYET)
    assert everything(office, CITIZEN) == ""
    await office.press(told("button.approve"), DUYET)
    news = await office.settled()
    *_, body = for_approver.text.partition(told("reply.preview"))
    assert news.text == body.strip()
    assert told("news.relayed", agency=AGENCY) in news.text
    assert SAID_THERE in news.text
    assert told("reply.document", number="1203/SXD-KCHT", day="20/11/2026") in news.text
    assert now(office, petition).state is State.TRANSFERRED
    assert plain(say("staff_news.fate_sent", hour="", day=""))[:6] in everything(office, LAN)
    shown = await office.say(f"/theodoi {petition.code}")
    assert told("follow.event_relayed") in shown.text
    board = await office.say(petition.code, DUYET)
    assert told("happened.relayed") in board.text
    assert told("button.drafted") not in board.labels


@ON_SQLITE
async def test_it_is_typed_behind_the_code_too_and_can_be_answered_again(office: Chat) -> None:
    petition = a_petition(office.database, State.TRANSFERRED)
    for times in (1, 2):
        asked = await office.say(f"/traloi {petition.code} {SAID_THERE}", LAN)
        assert told("reply.document_of_agency", code=petition.code) in asked.text
        await office.say(DOCUMENT, LAN)
        await office.press(told("reply.show"), LAN)
        await office.press(told("button.endorse"), LAN)
        await office.settled(DUYET)
        waits = await office.say(petition.code, DUYET)
        assert told("button.drafted") in waits.labels
        await office.press(told("button.drafted"), DUYET)
        await office.press(told("button.approve"), DUYET)
        await office.settled()
        assert everything(office, CITIZEN).count(SAID_THERE) == times
    kept = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert [(one.kind, one.state) for one in kept] == [(ReplyKind.RELAY, ReplyState.SENT)] * 2
