"""What the staff hear of petitions: in the topics of a forum, in a plain group, or in private chats."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import Markup

from bot.clock import Clock
from bot.database import Database
from bot.office import Office, Offices
from bot.petitions.life import State
from bot.petitions.petition import SENDER, SYSTEM, Petition, Place, actor_of
from bot.petitions.topics import TopicRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.staff_chats import Purpose, StaffChatRepository
from bot.views.message import Message
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, PATIENCE, SETTINGS, Chat
from tests.bot.petitions import LODGING, MAI, QUESTION, REPLY, WORDS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

FORUM, OTHER, PLAIN = -1000000000042, -1000000000043, -77
LAN, HUNG, BOSS, ADMIN, NAMED = 21, 22, 23, 24, 25
CO_LE, CAT_THANH = "14026", "14056"


class House:
    """The staff around a chat with the bot."""

    def __init__(self, chat: Chat, catalogue: Catalogue) -> None:
        self.chat = chat
        self.api = chat.api
        self.database: Database = chat.database
        self.offices = Offices(SETTINGS, Clock(SETTINGS.today), chat.database, catalogue)
        for number in (CITIZEN, LAN, HUNG, BOSS, ADMIN, NAMED):
            self.api.world.chats.person(number).started = True

    def act(self, of: object) -> object:
        return self.database.transact(lambda c: of(self.offices.open(c)))  # type: ignore[operator]

    def officer(self, number: int, role: Role, unit: str = "", **facts: Any) -> None:
        at, name = Clock(SETTINGS.today).now(), f"Cán bộ {number}"
        self.database.transact(lambda c: OfficerRepository(c).add(number, role, unit, name, at, "test", **facts))

    def staff_chat(self, number: int, unit: str = "", *, forum: bool = True, purpose: Purpose = Purpose.STAFF) -> None:
        at = Clock(SETTINGS.today).now()
        self.database.transact(lambda c: StaffChatRepository(c).set(purpose, unit, number, forum, at, "test"))

    async def lodge(self, **facts: object) -> Petition:
        def lodge(office: Office) -> Petition:
            lodging = replace(LODGING, **facts)  # type: ignore[arg-type]
            return office.cases.register.lodge(lodging, trial=False, at=office.at)[0]

        petition: Petition = self.act(lodge)  # type: ignore[assignment]
        await self.settle()
        return petition

    async def move(self, petition: Petition, wanted: State, by: int, role: Role, **facts: object) -> None:
        def move(office: Office) -> None:
            officer = office.officers.of(by)
            assert officer is not None
            office.cases.register.move_to(petition, wanted, actor_of(officer, role), office.at, **facts)  # type: ignore[arg-type]

        self.act(move)
        await self.settle()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        self.chat.app.delivery.wake()
        await self.chat.wire.until(lambda: not self.api.pending() and self.chat.waiting() == 0, seconds=PATIENCE)

    def texts(self, chat: int, thread: int | None = None) -> list[str]:
        return [shown.text for shown in self.api.shown(chat, thread)]


@pytest.fixture
def house(chat: Chat, catalogue: Catalogue) -> House:
    return House(chat, catalogue)


@pytest.fixture
def forum(house: House) -> House:
    house.officer(LAN, Role.CLERK)
    house.officer(BOSS, Role.APPROVER)
    house.api.group(FORUM, "Cán bộ", forum=True, admin=True)
    house.staff_chat(FORUM)
    return house


async def test_a_petition_has_its_topic_with_its_words_and_without_its_sender(forum: House) -> None:
    petition = await forum.lodge()
    ((thread, topic),) = forum.api.topics(FORUM).items()
    assert topic.name == f"{petition.code} · Đường, cầu, giao thông · hạn 07/12/2026"
    (head,) = forum.texts(FORUM, thread)
    assert WORDS in head
    assert "thôn 5" in head
    everything = head + topic.name
    assert not any(private in everything for private in (MAI.name, "Cát Thành, ", "912345678", MAI.phone))
    assert not forum.texts(LAN)


async def test_what_happens_is_told_in_the_topic_with_who_did_it(forum: House) -> None:
    petition = await forum.lodge()
    await forum.move(petition, State.RECEIVED, LAN, Role.CLERK)
    (thread,) = forum.api.topics(FORUM)
    last = forum.texts(FORUM, thread)[-1]
    assert "Đã tiếp nhận" in last
    assert "Cán bộ 21 (Cán bộ một cửa)" in last
    assert len(forum.api.topics(FORUM)) == 1


async def test_a_topic_that_was_deleted_is_made_anew_with_what_the_petition_says(forum: House) -> None:
    petition = await forum.lodge()
    (old,) = forum.api.topics(FORUM)
    forum.api.delete_topic(FORUM, old)
    await forum.move(petition, State.RECEIVED, LAN, Role.CLERK)
    (new,) = forum.api.topics(FORUM)
    assert new != old
    head, news = forum.texts(FORUM, new)
    assert WORDS in head
    assert "Đã tiếp nhận" in news


@pytest.mark.bulk
async def test_a_topic_that_is_deleted_before_it_says_anything_is_made_once_more(
    forum: House, caplog: pytest.LogCaptureFixture
) -> None:
    forum.api.fail_next("sendMessage", error_code=400, description="Bad Request: message thread not found")
    await forum.lodge()
    first, second = forum.api.topics(FORUM)
    assert (forum.texts(FORUM, first), WORDS in forum.texts(FORUM, second)[0]) == ([], True)
    assert "was not sent" not in caplog.text


async def test_the_title_follows_the_due_day_and_says_when_it_is_over(forum: House) -> None:
    petition = await forum.lodge()
    (thread,) = forum.api.topics(FORUM)
    await forum.move(petition, State.NEED_INFO, LAN, Role.CLERK, note=QUESTION)
    assert forum.api.topics(FORUM)[thread].name.endswith("chờ người dân")
    forum.act(lambda office: office.cases.register.move_to(petition, State.WITHDRAWN, SENDER, office.at))
    await forum.settle()
    assert forum.api.topics(FORUM)[thread].name.endswith("đã kết thúc")


async def test_under_what_was_sent_stands_whether_it_arrived(forum: House) -> None:
    petition = await forum.lodge()
    (thread,) = forum.api.topics(FORUM)
    await forum.move(petition, State.NEED_INFO, LAN, Role.CLERK, note=QUESTION)
    asked, fate = forum.texts(FORUM, thread)[-2:]
    assert QUESTION in asked
    assert "Đã gửi (" in fate


async def test_a_sending_that_fails_is_said_and_again_when_it_arrives(
    forum: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.outbox.FIRST_WAIT", timedelta(0))
    petition = await forum.lodge()
    (thread,) = forum.api.topics(FORUM)
    forum.api.fail_next("sendMessage", error_code=502, description="Bad Gateway")
    await forum.move(petition, State.NEED_INFO, LAN, Role.CLERK, note=QUESTION)
    fates = [text for text in forum.texts(FORUM, thread) if "tin gửi người dân" in text]
    assert ["Chưa gửi được" in fates[0], "Đã gửi (" in fates[-1], len(fates)] == [True, True, 2]


async def test_a_citizen_who_blocked_the_bot_is_said_to_have(forum: House) -> None:
    petition = await forum.lodge()
    (thread,) = forum.api.topics(FORUM)
    forum.api.block(CITIZEN)
    await forum.move(petition, State.NEED_INFO, LAN, Role.CLERK, note=QUESTION)
    assert "Người dân đã chặn trợ lý" in forum.texts(FORUM, thread)[-1]
    assert len([text for text in forum.texts(FORUM, thread) if "đã chặn" in text]) == 1


async def test_each_unit_may_have_a_chat_of_its_own(forum: House) -> None:
    forum.api.group(OTHER, "Cổ Lễ", forum=True, admin=True)
    forum.staff_chat(OTHER, CO_LE)
    theirs, ours = await forum.lodge(place=Place(CO_LE, "")), await forum.lodge()
    assert [topic.name[:14] for topic in forum.api.topics(OTHER).values()] == [theirs.code]
    assert [topic.name[:14] for topic in forum.api.topics(FORUM).values()] == [ours.code]


async def test_a_plain_group_hears_it_all_in_one_line_with_the_code(house: House) -> None:
    house.officer(LAN, Role.CLERK)
    house.api.group(PLAIN, "Cán bộ")
    house.staff_chat(PLAIN, forum=False)
    petition = await house.lodge()
    await house.move(petition, State.RECEIVED, LAN, Role.CLERK)
    head, news = house.texts(PLAIN)
    assert head.startswith(petition.code)
    assert news.startswith(petition.code)


async def test_without_the_right_to_make_topics_a_forum_is_a_plain_group(house: House) -> None:
    house.officer(LAN, Role.CLERK)
    house.api.group(FORUM, "Cán bộ", forum=True, admin=False)
    house.staff_chat(FORUM)
    petition = await house.lodge()
    assert house.api.topics(FORUM) == {}
    assert house.texts(FORUM)[0].startswith(petition.code)


async def test_without_a_group_those_who_may_see_it_hear_of_it_in_private(house: House) -> None:
    house.officer(LAN, Role.CLERK, CAT_THANH)
    house.officer(HUNG, Role.CLERK, CO_LE)
    house.officer(BOSS, Role.APPROVER)
    petition = await house.lodge()
    assert [bool(house.texts(one)) for one in (LAN, HUNG, BOSS)] == [True, False, False]
    await house.move(petition, State.RECEIVED, LAN, Role.CLERK)
    assert len(house.texts(LAN)) == 1  # who did it knows


async def test_conduct_gets_no_topic_and_goes_to_named_reviewers_less_who_it_speaks_of(forum: House) -> None:
    forum.officer(NAMED, Role.CONTROLLER, restricted=True)
    forum.officer(HUNG, Role.CONTROLLER, restricted=True)
    hung = forum.act(lambda office: office.officers.of(HUNG).id)

    def lodge(office: Office) -> object:
        lodging = replace(LODGING, category="conduct")
        return office.cases.register.lodge(lodging, trial=False, at=office.at, concerned=[hung])  # type: ignore[list-item]

    forum.act(lodge)
    await forum.settle()
    assert forum.api.topics(FORUM) == {}
    assert [len(forum.texts(one)) for one in (NAMED, HUNG, LAN, BOSS, FORUM)] == [1, 0, 0, 0, 0]


async def test_the_topic_of_what_becomes_confidential_goes(forum: House) -> None:
    forum.officer(NAMED, Role.CONTROLLER, restricted=True)
    petition = await forum.lodge()
    assert len(forum.api.topics(FORUM)) == 1
    await forum.move(petition, State.DIVERTED, NAMED, Role.CONTROLLER)
    assert forum.api.topics(FORUM) == {}
    assert forum.database.read(lambda c: TopicRepository(c).of_petition(petition.id)) == []


async def test_a_staff_chat_that_disappears_loses_nothing_and_administrators_hear_of_it(forum: House) -> None:
    forum.officer(ADMIN, Role.ADMINISTRATOR)
    forum.api.block(FORUM)
    petition = await forum.lodge()
    assert any(petition.code in text for text in forum.texts(LAN))
    assert "không còn nhận tin" in forum.texts(ADMIN)[-1]
    assert forum.database.read(lambda c: StaffChatRepository(c).all()) == []
    await forum.lodge()
    assert len(forum.texts(LAN)) == 2


async def test_a_group_that_becomes_a_supergroup_is_followed(house: House) -> None:
    house.officer(LAN, Role.CLERK)
    house.api.group(PLAIN, "Cán bộ")
    house.staff_chat(PLAIN, forum=False)
    house.api.migrate(PLAIN, FORUM)
    petition = await house.lodge()
    assert any(petition.code in text for text in house.texts(FORUM))
    assert house.texts(LAN) == []


async def test_who_came_to_the_counter_is_told_by_the_office(forum: House) -> None:
    petition = await forum.lodge(chat_id=None)
    (thread,) = forum.api.topics(FORUM)
    await forum.move(petition, State.RECEIVED, LAN, Role.CLERK)
    await forum.move(petition, State.AWAITING_APPROVAL, LAN, Role.CLERK)
    await forum.move(petition, State.ANSWERED, BOSS, Role.APPROVER, note=REPLY)
    assert "không dùng trợ lý" in forum.texts(FORUM, thread)[-1]


async def test_who_is_spoken_of_hears_nothing_though_the_matter_is_no_conduct(forum: House) -> None:
    lan = forum.act(lambda office: office.officers.of(LAN).id)
    forum.officer(HUNG, Role.CLERK)

    def lodge(office: Office) -> object:
        return office.cases.register.lodge(LODGING, trial=False, at=office.at, concerned=[lan])  # type: ignore[list-item]

    forum.act(lodge)
    await forum.settle()
    assert forum.api.topics(FORUM) == {}
    assert [len(forum.texts(one)) for one in (LAN, HUNG, FORUM)] == [0, 1, 0]


async def test_her_name_and_telephone_are_covered_in_the_topic_and_the_place_is_not(forum: House) -> None:
    words = "Tôi là Nguyễn Thị Mai, số 0912 345 678. Đường thôn 5 hỏng, ông Tuấn ở đầu ngõ cũng thấy."
    petition = await forum.lodge(words=words)
    (thread,) = forum.api.topics(FORUM)
    forum.act(lambda office: office.cases.register.add(petition, "Gọi cho Mai theo số 0912345678", office.at))
    await forum.settle()
    said = "\n".join(forum.texts(FORUM, thread))
    assert "Nguyễn Thị Mai" not in said
    assert "345 678" not in said
    assert "0912345678" not in said
    assert "thôn 5" in said
    assert "ông Tuấn" in said


async def test_what_became_confidential_while_it_waited_gets_no_topic(forum: House) -> None:
    forum.officer(NAMED, Role.CONTROLLER, restricted=True)
    forum.api.fail_next("createForumTopic", retry_after=30)
    petition = forum.act(lambda office: office.cases.register.lodge(LODGING, trial=False, at=office.at)[0])
    forum.chat.app.delivery.wake()
    await forum.chat.wire.until(lambda: len(forum.api.calls("createForumTopic")) == 1)
    forum.act(lambda office: office.cases.register.confide(petition, SYSTEM, office.at))
    await forum.settle()
    assert forum.api.topics(FORUM) == {}
    assert forum.texts(FORUM) == []
    assert len(forum.texts(NAMED)) == 1


async def test_what_waits_for_who_may_see_it_still_is_sent_though_it_became_confidential(forum: House) -> None:
    """A reminder of it, say; and whether something arrived, though a group was to hear that."""
    forum.officer(NAMED, Role.CONTROLLER, restricted=True)
    petition = await forum.lodge()
    about = f"staff:petition:{petition.id}"

    def remind_and_confide(office: Office) -> None:
        for chat in (NAMED, LAN, FORUM):
            office.tell(chat, Message((Markup("Nhắc việc"),)), f"{about}:reminder:2")
        office.tell(FORUM, Message((Markup("Đã gửi"),)), f"{about}:sent:3")
        office.cases.register.confide(petition, SYSTEM, office.at)

    forum.act(remind_and_confide)
    await forum.settle()
    heard = {one: forum.texts(one) for one in (NAMED, LAN, FORUM)}
    assert ["Nhắc việc" in texts for texts in heard.values()] == [True, False, False]
    assert ["Đã gửi" in texts for texts in heard.values()] == [True, False, False]


async def test_a_topic_that_cannot_be_removed_is_said_to_stay(house: House) -> None:
    house.officer(NAMED, Role.CONTROLLER, restricted=True)
    house.officer(ADMIN, Role.ADMINISTRATOR)
    house.api.group(FORUM, "Cán bộ", forum=True, admin=True, can_delete_messages=False)
    house.staff_chat(FORUM)
    petition = await house.lodge()
    await house.move(petition, State.DIVERTED, NAMED, Role.CONTROLLER)
    assert petition.code in house.texts(ADMIN)[-1]
    assert "Xin xóa chủ đề" in house.texts(ADMIN)[-1]
    assert len(house.database.read(lambda c: TopicRepository(c).of_petition(petition.id))) == 1


async def test_the_topic_of_what_she_asks_to_be_deleted_goes(forum: House) -> None:
    petition = await forum.lodge()
    forum.act(lambda office: office.cases.register.restrict(petition, office.at))
    await forum.settle()
    assert forum.api.topics(FORUM) == {}


async def test_an_officer_who_sent_it_hears_of_it_as_its_sender_alone(house: House) -> None:
    for number in (LAN, HUNG):
        house.officer(number, Role.CLERK)
    await house.lodge(chat_id=LAN)
    assert [len(house.texts(one)) for one in (LAN, HUNG)] == [0, 1]


@pytest.mark.bulk
async def test_the_head_comes_first_though_telegram_said_slow_down(forum: House) -> None:
    petition = await forum.lodge()
    (old,) = forum.api.topics(FORUM)
    forum.api.delete_topic(FORUM, old)
    forum.api.fail_next("sendMessage", error_code=400, description="Bad Request: message thread not found")
    forum.api.fail_next("sendMessage", retry_after=1)
    await forum.move(petition, State.RECEIVED, LAN, Role.CLERK)
    (new,) = forum.api.topics(FORUM)
    head, news = forum.texts(FORUM, new)
    assert WORDS in head
    assert "Đã tiếp nhận" in news


async def test_all_that_a_block_holds_up_is_said_under_each(forum: House) -> None:
    first, second = await forum.lodge(), await forum.lodge()
    threads = {topic.name[:14]: thread for thread, topic in forum.api.topics(FORUM).items()}
    forum.api.block(CITIZEN)

    def ask(office: Office) -> None:
        officer = office.officers.of(LAN)
        assert officer is not None
        for petition in (first, second):
            actor = actor_of(officer, Role.CLERK)
            office.cases.register.move_to(petition, State.NEED_INFO, actor, office.at, note=QUESTION)

    forum.act(ask)
    await forum.settle()
    for petition in (first, second):
        told = [text for text in forum.texts(FORUM, threads[petition.code]) if "đã chặn" in text]
        assert len(told) == 1


async def test_a_unit_that_gives_it_away_hears_so_and_its_topic_goes(forum: House) -> None:
    forum.api.group(OTHER, "Cổ Lễ", forum=True, admin=True)
    forum.staff_chat(OTHER, CO_LE)
    petition = await forum.lodge()
    forum.act(lambda office: office.cases.register.reroute(petition, SYSTEM, CO_LE, office.at))
    await forum.settle()
    assert forum.api.topics(FORUM) == {}
    assert "giao cho đơn vị khác" in forum.texts(FORUM)[-1]
    (topic,) = forum.api.topics(OTHER).values()
    assert topic.name.startswith(petition.code)


async def test_a_chat_of_the_settings_that_is_gone_is_not_set_again_by_a_start(
    chat: Chat, catalogue: Catalogue
) -> None:
    settings = SETTINGS.model_copy(update={"staff_chat": FORUM, "leaders_chat": PLAIN})
    offices = Offices(settings, Clock(settings.today), chat.database, catalogue)
    await offices.seat_staff()
    await offices.seat_staff()
    served = chat.database.read(lambda c: StaffChatRepository(c).all())
    assert [(one.purpose, one.chat_id) for one in served] == [(Purpose.STAFF, FORUM), (Purpose.LEADERS, PLAIN)]
    chat.database.transact(lambda c: StaffChatRepository(c).end(FORUM, Clock().now(), "gone"))
    await offices.seat_staff()
    assert [one.chat_id for one in chat.database.read(lambda c: StaffChatRepository(c).all())] == [PLAIN]
    other = Offices(settings.model_copy(update={"leaders_chat": OTHER}), Clock(), chat.database, catalogue)
    await other.seat_staff()
    assert [one.chat_id for one in chat.database.read(lambda c: StaffChatRepository(c).all())] == [OTHER]
