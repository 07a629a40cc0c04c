"""The words under news that came to an officer unasked: understood when typed next, and for no petition but the one."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.clock import Clock
from bot.conversations.hearing import hear
from bot.conversations.visit import Visit
from bot.delivery.tables import outbox
from bot.office import Office
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.replies import ReplyRepository, ReplyState
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.bot.test_answering import DUYET, LAN, REMARK, ROLES, appoint, handed_up, now, taken, told
from tests.bot.test_topics import BOSS, HUNG, House

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture
async def office(chat: Chat) -> Chat:
    """The chat with everybody in it."""
    for number, role in ROLES.items():
        appoint(chat.database, number, role)
    for number in (CITIZEN, *ROLES):
        chat.api.meet(number)
    return chat


async def test_what_waits_for_approval_leaves_by_the_words_of_its_button(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    said = await office.say("Duyệt và gửi", DUYET)
    assert told("reply.left", kind=told("reply.kind_answer"), code=petition.code) in said.text
    assert now(office, petition).state is State.ANSWERED


async def test_what_waits_for_approval_goes_back_by_the_words_of_its_button_and_its_author_sees_the_draft(
    office: Chat,
) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    asked = await office.say("tra lai de sua", DUYET)
    assert petition.code in asked.text
    await office.say(REMARK, DUYET)
    assert now(office, petition).state is State.IN_PROGRESS
    await office.settled(LAN)
    draft = await office.say("xem bản thảo", LAN)
    assert REMARK in draft.text
    assert told("button.endorse") in draft.labels


async def test_of_several_that_wait_the_one_of_the_number_leaves_and_no_other(office: Chat) -> None:
    first, second = taken(office), taken(office, words="Cống trước chợ tắc, nước tràn ra đường.", category="waste")
    await handed_up(office, first)
    await handed_up(office, second)
    asked = await office.say("duyệt và gửi", DUYET)
    assert asked.labels == ["1", "2"]
    assert asked.text.index(second.code) < asked.text.index(first.code)
    assert {now(office, one).state for one in (first, second)} == {State.AWAITING_APPROVAL}
    await office.say("2", DUYET)
    assert now(office, first).state is State.ANSWERED
    assert now(office, second).state is State.AWAITING_APPROVAL


async def test_news_beside_a_screen_with_the_same_words_are_asked_about(office: Chat) -> None:
    first, second = taken(office), taken(office, category="waste")
    await handed_up(office, first)
    await office.say(f"/traloi {first.code}", DUYET)
    await handed_up(office, second)
    asked = await office.say("duyệt và gửi", DUYET)
    assert asked.labels == ["1", "2"]
    await office.say("1", DUYET)
    assert now(office, first).state is State.ANSWERED
    assert now(office, second).state is State.AWAITING_APPROVAL


async def test_after_another_screen_the_words_under_the_news_mean_nothing(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    await office.say("/gioithieu", DUYET)
    await office.say("duyệt và gửi", DUYET)
    assert now(office, petition).state is State.AWAITING_APPROVAL


async def test_words_at_a_step_are_what_the_step_asked_for(office: Chat) -> None:
    """Lan writes one answer while another of hers is sent back: what she types belongs to what she writes."""
    petition, other = taken(office), taken(office, category="waste")
    await handed_up(office, other)
    await office.press("Trả lại để sửa", DUYET)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    await office.say(REMARK, DUYET)
    await office.settled(LAN)
    await office.say("Xem phản ánh này", LAN)
    (draft,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert draft.parts == {"checked": "Xem phản ánh này"}


async def test_news_of_long_ago_are_shown_before_anything_is_done(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    long_ago = Clock(SETTINGS.today).now() - timedelta(hours=2)
    office.database.transact(lambda c: c.execute(update(outbox).values(settled_at=long_ago)))
    shown = await office.say("duyệt và gửi", DUYET)
    assert told("reply.preview") in shown.text
    assert now(office, petition).state is State.AWAITING_APPROVAL
    await office.say("duyệt và gửi", DUYET)
    assert now(office, petition).state is State.ANSWERED


async def test_another_edition_than_the_one_that_came_is_read_first(office: Chat, catalogue: Catalogue) -> None:
    """It was taken back, mended and handed up again, and the mended one is still on its way."""
    petition = taken(office)
    await handed_up(office, petition)
    (up,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    house = House(office, catalogue)

    def typed(desk: Office) -> str:
        desk.outbox.put(DUYET, [{"paragraphs": ["bản mới"], "buttons": []}], desk.at, about=f"reply:{up.id}")
        said = hear(Visit(desk, DUYET), "duyệt và gửi")
        desk.outbox.drop(DUYET, f"reply:{up.id}")
        return "\n".join(message.text for message in said)

    assert told("reply.preview") in str(house.act(typed))
    assert now(office, petition).state is State.AWAITING_APPROVAL


async def test_who_lost_the_role_does_nothing_by_the_words(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    at = petition.state_at
    office.database.transact(lambda c: OfficerRepository(c).end(DUYET, Role.APPROVER, at, "test"))
    await office.say("duyệt và gửi", DUYET)
    assert now(office, petition).state is State.AWAITING_APPROVAL
    (reply,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert reply.state is ReplyState.SUBMITTED


async def test_a_petition_that_came_is_received_by_the_words_under_its_news(chat: Chat, catalogue: Catalogue) -> None:
    house = House(chat, catalogue)
    house.officer(HUNG, Role.CLERK)
    house.officer(BOSS, Role.APPROVER)
    petition = await house.lodge()
    said = await chat.say("tiếp nhận", HUNG)
    assert plain(say("desk.received", code=petition.code)) in said.text
    assert state(house, petition) is State.RECEIVED
    # An approver hears nothing of it, and the words are no approver's.
    await chat.say("nhận xử lý", BOSS)
    assert state(house, petition) is State.RECEIVED


def state(house: House, petition: Petition) -> State:
    found = house.act(lambda desk: desk.cases.register.petitions.by_id(petition.id))
    return found.state  # type: ignore[attr-defined, no-any-return]


async def test_an_answer_to_an_old_message_is_for_that_message(office: Chat) -> None:
    first, second = taken(office), taken(office, category="waste")
    await handed_up(office, first)
    await handed_up(office, second)
    above = next(shown for shown in office.api.shown(DUYET) if first.code in shown.text)
    office.api.say(DUYET, "duyệt và gửi", reply_to=above.message_id)
    await office.settled(DUYET)
    assert now(office, first).state is State.ANSWERED
    assert now(office, second).state is State.AWAITING_APPROVAL
