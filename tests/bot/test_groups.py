"""Officers in a chat of the staff: commands and buttons, plain talk, and what a group is for."""

import pytest

from bot import texts
from bot.petitions.life import State
from bot.petitions.petition import Place
from bot.petitions.replies import ReplyRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.staff_chats import Purpose, StaffChatRepository
from bot.review.traces import TraceRepository
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, Chat
from tests.bot.test_topics import ADMIN, BOSS, CAT_THANH, CO_LE, FORUM, HUNG, LAN, OTHER, PLAIN, House

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

STRANGER = 31


@pytest.fixture
def house(chat: Chat, catalogue: Catalogue) -> House:
    made = House(chat, catalogue)
    made.officer(LAN, Role.CLERK)
    made.officer(BOSS, Role.APPROVER)
    made.officer(ADMIN, Role.ADMINISTRATOR)
    made.api.group(FORUM, "Cán bộ", forum=True, admin=True)
    for person in (LAN, HUNG, BOSS, ADMIN, STRANGER, CITIZEN):
        made.api.join(FORUM, person)
    made.staff_chat(FORUM)
    return made


def state(house: House, code: str) -> State:
    found = house.act(lambda office: office.cases.register.petitions.by_code(code))
    return found.state  # type: ignore[attr-defined, no-any-return]


async def say(house: House, who: int, text: str, *, chat: int = FORUM, thread: int | None = None) -> None:
    house.api.say(chat, text, user_id=who, thread=thread)
    await house.settle()


async def press(house: House, who: int, label: str, *, chat: int = FORUM, thread: int | None = None) -> None:
    house.api.press(chat, label, user_id=who, thread=thread)
    await house.settle()


async def test_a_button_in_the_topic_moves_the_petition_and_everybody_there_hears_who_did_it(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await press(house, LAN, "Tiếp nhận", thread=thread)
    assert state(house, petition.code) is State.RECEIVED
    assert any("Cán bộ 21" in text for text in house.texts(FORUM, thread))


async def test_nobody_else_in_the_group_moves_anything(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    for who in (STRANGER, CITIZEN, BOSS, ADMIN, HUNG):
        await press(house, who, "Tiếp nhận", thread=thread)
        assert state(house, petition.code) is State.SUBMITTED


async def test_plain_talk_in_a_topic_is_the_officers_own(house: House) -> None:
    await house.lodge()
    (thread,) = house.api.topics(FORUM)
    before, citizen = house.texts(FORUM, thread), house.texts(CITIZEN)
    await say(house, LAN, "ông này năm nào cũng kêu, để đấy đã", thread=thread)
    assert house.texts(FORUM, thread) == before
    assert house.texts(CITIZEN) == citizen


async def test_a_reply_is_drafted_in_the_topic_and_what_is_lacking_is_asked_in_private(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await press(house, LAN, "Tiếp nhận", thread=thread)
    citizen = len(house.texts(CITIZEN))
    await say(house, LAN, "/traloi Đã kiểm tra: đã ra xem đoạn đường hỏng.", thread=thread)
    assert "cuộc trò chuyện riêng" in house.texts(FORUM, thread)[-1]
    assert petition.code in "\n".join(house.texts(LAN))
    assert len(house.texts(CITIZEN)) == citizen


async def test_a_petition_that_a_reply_speaks_of_is_not_the_one_that_is_replied_to(house: House) -> None:
    other = await house.lodge()
    petition = await house.lodge()
    thread = max(house.api.topics(FORUM))
    for words in (f"Cùng việc với {other.code}, đã nạo vét.", f"Xem {other.code}: đã nạo vét cả hai."):
        await say(house, LAN, f"/traloi {words}", thread=thread)
        (draft,) = house.database.read(lambda c: ReplyRepository(c).of(petition.id))
        assert draft.parts["done"] == words  # type: ignore[index]
        assert house.database.read(lambda c: ReplyRepository(c).of(other.id)) == []
    await say(house, LAN, f"/traloi mã {other.code.lower()}: đã nạo vét cống.", thread=thread)
    (named,) = house.database.read(lambda c: ReplyRepository(c).of(other.id))
    assert "đã nạo vét cống." in named.parts["done"]  # type: ignore[index]


async def test_a_reply_to_a_message_of_the_bot_is_for_the_petition_of_that_message(house: House) -> None:
    house.api.group(OTHER, "Cát Thành")
    house.api.join(OTHER, LAN)
    house.staff_chat(OTHER, CAT_THANH, forum=False)
    other, petition = await house.lodge(), await house.lodge()
    above = next(shown for shown in house.api.shown(OTHER) if petition.code in shown.text)
    words = f"Cùng việc với {other.code}, đã nạo vét."
    house.api.say(OTHER, f"/traloi {words}", user_id=LAN, reply_to=above.message_id)
    await house.settle()
    (draft,) = house.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert draft.parts["done"] == words  # type: ignore[index]
    assert house.database.read(lambda c: ReplyRepository(c).of(other.id)) == []


async def test_a_whole_reply_is_previewed_in_the_topic_and_leaves_by_the_approver_alone(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await press(house, LAN, "Tiếp nhận", thread=thread)
    whole = (
        "/traloi Đã kiểm tra: đã ra xem đoạn đường.\nĐã làm: đã đổ đá, lu phẳng.\n"
        "Căn cứ: Kế hoạch bảo trì đường xã năm 2026.\nMinh chứng: ảnh chụp ngày 20/11/2026."
    )
    await say(house, LAN, whole, thread=thread)
    await press(house, LAN, "Trình duyệt", thread=thread)
    assert state(house, petition.code) is State.AWAITING_APPROVAL
    assert not any("đổ đá" in text for text in house.texts(CITIZEN))
    await press(house, BOSS, "Duyệt và gửi", chat=BOSS)
    assert state(house, petition.code) is State.ANSWERED
    assert "đổ đá" in house.texts(CITIZEN)[-1]


async def test_traloi_outside_a_topic_asks_which(house: House) -> None:
    await house.lodge()
    await say(house, LAN, "/traloi Đã làm xong.")
    assert "Chưa rõ phản ánh nào" in house.texts(FORUM, 0)[-1]


async def test_what_is_for_fewer_eyes_is_shown_in_private(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await press(house, LAN, "Xem phản ánh này", thread=thread)
    board = house.texts(FORUM, thread)[-1]
    assert petition.code in board
    await press(house, LAN, "Xem người gửi", thread=thread)
    assert "cuộc trò chuyện riêng" in house.texts(FORUM, thread)[-1]
    assert not any("Nguyễn Thị Mai" in text for text in house.texts(FORUM))


async def test_a_petition_of_another_unit_is_not_shown_in_this_group(house: House) -> None:
    house.api.group(OTHER, "Cổ Lễ", forum=True, admin=True)
    house.api.join(OTHER, LAN)
    house.staff_chat(OTHER, CO_LE)
    petition = await house.lodge()
    await say(house, LAN, f"/traloi {petition.code} Đã kiểm tra: đường hỏng", chat=OTHER)
    assert not any("đường hỏng" in text for text in house.texts(OTHER))


async def test_the_mailbox_opens_in_private(house: House) -> None:
    await house.lodge()
    before = len(house.texts(LAN))
    await say(house, LAN, "/hopthu")
    assert len(house.texts(LAN)) > before


async def test_a_stranger_with_a_command_of_officers_learns_nothing(house: House) -> None:
    await house.lodge()
    await say(house, STRANGER, "/hopthu")
    await say(house, STRANGER, "/ketnoi")
    assert house.texts(STRANGER) == []
    assert house.database.read(lambda c: StaffChatRepository(c).of(FORUM)) != []


async def test_an_administrator_says_what_a_group_is_for(house: House) -> None:
    house.api.group(PLAIN, "Cát Thành")
    for who in (LAN, ADMIN):
        house.api.join(PLAIN, who)
    await say(house, LAN, "/ketnoi", chat=PLAIN)
    assert "Chỉ người quản trị" in house.texts(PLAIN)[-1]
    await say(house, ADMIN, "/ketnoi", chat=PLAIN)
    await press(house, LAN, "xã Cát Thành", chat=PLAIN)
    assert house.database.read(lambda c: StaffChatRepository(c).of(PLAIN)) == []
    await press(house, ADMIN, "xã Cát Thành", chat=PLAIN)
    (serves,) = house.database.read(lambda c: StaffChatRepository(c).of(PLAIN))
    assert (serves.purpose, serves.unit, serves.forum) == (Purpose.STAFF, CAT_THANH, False)
    petition = await house.lodge(place=Place(CAT_THANH, ""))
    assert any(petition.code in text for text in house.texts(PLAIN))
    await say(house, ADMIN, "/ngatketnoi", chat=PLAIN)
    assert house.database.read(lambda c: StaffChatRepository(c).of(PLAIN)) == []
    traces = house.database.read(lambda c: TraceRepository(c).of(f"chat:{PLAIN}"))
    assert [(trace.act, trace.role) for trace in traces] == [
        ("connect", Role.ADMINISTRATOR),
        ("disconnect", Role.ADMINISTRATOR),
    ]


async def test_the_bot_put_out_of_a_group_says_so_to_administrators(house: House) -> None:
    house.api.block(FORUM)
    await house.settle()
    assert "không còn nhận tin" in house.texts(ADMIN)[-1]


async def test_a_role_that_ended_ends_in_the_group_too(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    house.database.transact(lambda c: OfficerRepository(c).end(LAN, None, petition.submitted_at, "test"))
    await press(house, LAN, "Tiếp nhận", thread=thread)
    assert state(house, petition.code) is State.SUBMITTED


async def connect(house: House, what: str = "Mọi đơn vị chưa có nhóm riêng") -> str:
    """What an administrator is told who connects the forum."""
    await say(house, ADMIN, "/ketnoi")
    await press(house, ADMIN, what)
    return next(text for text in reversed(house.texts(FORUM)) if text.startswith("Từ nay nhóm này"))


async def test_a_forum_that_serves_again_has_a_topic_for_each_open_petition_and_none_twice(house: House) -> None:
    before = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await say(house, ADMIN, "/ngatketnoi")
    meanwhile = await house.lodge(words="Cống trước chợ tắc, nước tràn ra đường.", category="waste")
    closed, conduct = await house.lodge(), await house.lodge(category="conduct")
    await house.move(closed, State.RECEIVED, LAN, Role.CLERK)
    await house.move(closed, State.DUPLICATE, LAN, Role.CLERK, parent=before.id)
    assert len(house.api.topics(FORUM)) == 1
    said = await connect(house)
    assert plain(texts.say("group.topics_begin", number=1)) in said
    await house.settle()
    topics = house.api.topics(FORUM)
    assert [topic.name.split()[0] for topic in topics.values()] == [before.code, meanwhile.code]
    assert len(house.texts(FORUM, thread)) == 1
    (head,) = house.texts(FORUM, max(topics))
    assert meanwhile.words in head
    assert conduct.code not in "".join(house.texts(FORUM))
    # Connected once more there is nothing to begin.
    assert "chủ đề trong nhóm này" not in await connect(house)
    assert len(house.api.topics(FORUM)) == 2


async def test_a_topic_that_was_left_behind_is_told_where_its_petition_stands(house: House) -> None:
    petition = await house.lodge()
    (thread,) = house.api.topics(FORUM)
    await say(house, ADMIN, "/ngatketnoi")
    await house.move(petition, State.RECEIVED, LAN, Role.CLERK)
    await house.move(petition, State.NEED_INFO, LAN, Role.CLERK, note="Đoạn nào, gần nhà ai?")
    await connect(house)
    await house.settle()
    (topic,) = house.api.topics(FORUM).values()
    assert topic.name.endswith("chờ người dân")
    assert "Chờ người dân" in house.texts(FORUM, thread)[-1]


async def test_where_no_topics_may_be_made_the_open_petitions_are_not_told_one_after_the_other(house: House) -> None:
    house.api.group(OTHER, "Cát Thành", forum=True, admin=False)
    house.api.join(OTHER, ADMIN)
    for _ in range(4):
        await house.lodge(place=Place(CAT_THANH, ""))
    await say(house, ADMIN, "/ketnoi", chat=OTHER)
    await press(house, ADMIN, "xã Cát Thành", chat=OTHER)
    await house.settle()
    assert house.api.topics(OTHER) == {}
    told = [text for text in house.texts(OTHER) if text.startswith("PA-")]
    assert len(told) == 1
    (serves,) = house.database.read(lambda c: StaffChatRepository(c).of(OTHER))
    assert not serves.forum
