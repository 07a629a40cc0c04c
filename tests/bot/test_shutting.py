"""The channel switched off: citizens are told why and where to go, rights stay, and what is written is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.database import Database
from bot.petitions.drafts import KEPT, Draft
from bot.petitions.tables import draft
from bot.review.channel import ChannelRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import channel_shown
from bot.texts import say
from bot.views.message import LONGEST, plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, PATIENCE, SETTINGS, Chat
from tests.bot.test_lodging import ACCUSES, WHO, WORDS, lodged, petitions, reviewed
from tests.bot.test_petition_jobs import MONDAY, House

# What differs between databases is tested in test_channel.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

CHIEF, ROOM = 77, -500
WHY = "máy chủ được thay <trong> ngày 23/11/2026"


def by_chief(chat: Chat, act: Callable[[ChannelRepository, int], object]) -> None:
    """An administrator does something to the channel."""
    clock = chat.app.clock

    chat.database.transact(lambda c: act(ChannelRepository(c), a_chief(c, clock.now())))


def a_chief(connection: Connection, at: datetime) -> int:
    """The administrator's number."""
    officers = OfficerRepository(connection)
    known = officers.number_of(CHIEF)
    return known or officers.add(CHIEF, Role.ADMINISTRATOR, "", "Người quản trị", at, "test")


def switch_off(chat: Chat) -> None:
    by_chief(chat, lambda channel, chief: channel.switch_off(WHY, chief, chat.app.clock.now()))


def switch_on(chat: Chat) -> None:
    by_chief(chat, lambda channel, chief: channel.switch_on("xong việc", chief, chat.app.clock.now()))


def announce(chat: Chat, words: str, begins: int = -1, lasts: int = 2, **more: int) -> None:
    """A notice that began some hours ago, or will begin."""
    now = chat.app.clock.now()
    begin = now + timedelta(hours=begins)
    times = begin, begin + timedelta(hours=lasts)
    by_chief(chat, lambda channel, chief: channel.announce(words, times, chief, now, **more))


def is_shut(text: str) -> bool:
    return plain(say("shut.off", reason=WHY)) in text


# What is shut


@pytest.mark.parametrize(
    "words", ["khai sinh cho con", "1.001193", "/tracuu khai sinh", "/linhvuc", "menu", "/khongco"]
)
async def test_who_asks_is_told_why_and_where_to_go(chat: Chat, words: str) -> None:
    switch_off(chat)
    text = (await chat.say(words)).text
    assert is_shut(text)
    assert "Cổng Dịch vụ công quốc gia" in text
    assert "113" in text
    assert len(text) <= LONGEST


async def test_it_is_shut_and_open_again_at_once_and_by_words_buttons_and_start_alike(chat: Chat) -> None:
    await chat.say("1.001193")
    switch_off(chat)
    assert is_shut((await chat.press("Giấy tờ cần nộp")).text)
    assert is_shut((await chat.say("giấy tờ cần nộp")).text)
    assert is_shut((await chat.say("/start tt_1001193")).text)
    switch_on(chat)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text


async def test_officers_go_on_as_always(chat: Chat) -> None:
    switch_off(chat)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193", CHIEF)).text
    assert is_shut((await chat.say("1.001193")).text)


async def test_nothing_is_counted_as_answered(chat: Chat) -> None:
    switch_off(chat)
    await chat.say("khai sinh cho con")
    assert chat.app.meters.registry.get_sample_value("motcua_answers_total", {"kind": "answer"}) == 0


async def test_no_card_is_laid_into_another_chat(chat: Chat) -> None:
    switch_off(chat)
    query = chat.api.type_inline(CITIZEN, "khai sinh")
    await chat.wire.until(lambda: query.results is not None, seconds=PATIENCE)
    assert query.results == []
    assert query.button
    assert query.button["text"] == plain(say("inline.shut"))
    assert len(query.button["text"]) <= 64


# What stays open


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("cháy nhà rồi cứu với", "guide.emergency"),
        (ACCUSES, "guide.accusation"),
        ("có người gọi bảo đọc mã OTP", "guide.scam"),
    ],
)
async def test_who_is_in_danger_deceived_or_accuses_is_shown_the_door(chat: Chat, words: str, told: str) -> None:
    switch_off(chat)
    text = (await chat.say(words)).text
    assert plain(say(told)) in text
    assert not is_shut(text)


async def test_what_was_sent_is_followed_and_taken_back(chat: Chat) -> None:
    sent = await lodged(chat)
    switch_off(chat)
    assert sent.code in (await chat.say("/phananhcuatoi")).text
    assert sent.code in (await chat.say(f"/theodoi {sent.code}")).text
    await chat.press("Rút phản ánh")
    await chat.press("Đồng ý rút")
    assert petitions(chat)[0].state == "withdrawn"


async def test_something_is_added_to_what_was_sent(chat: Chat) -> None:
    sent = await lodged(chat)
    switch_off(chat)
    await chat.say(f"/theodoi {sent.code}")
    await chat.press("Bổ sung")
    assert not is_shut((await chat.say("Hôm nay đã có người ngã ở đó.")).text)


async def test_own_data_is_seen_and_deleted_and_what_is_under_way_is_left(chat: Chat) -> None:
    switch_off(chat)
    assert not is_shut((await chat.say("/dulieucuatoi")).text)
    assert not is_shut((await chat.press("Xóa dữ liệu")).text)
    assert not is_shut((await chat.say("/huy")).text)
    assert not is_shut((await chat.say("gặp cán bộ")).text)


# What is being written


async def test_a_draft_stays_is_not_sent_and_is_gone_on_with(chat: Chat) -> None:
    await reviewed(chat)
    switch_off(chat)
    for said in (await chat.press("Gửi"), await chat.say("gửi"), await chat.say("/phananh")):
        assert is_shut(said.text)
        assert plain(say("shut.draft")) in said.text
    assert petitions(chat) == []
    switch_on(chat)
    assert WORDS in (await chat.say("/phananh")).text
    await chat.press("Gửi")
    assert [sent.words for sent in petitions(chat)] == [WORDS]


async def test_what_is_typed_and_sent_at_a_step_is_kept(chat: Chat) -> None:
    await chat.say("/phananh")
    switch_off(chat)
    assert is_shut((await chat.say(WORDS)).text)
    assert is_shut((await chat.say(WHO)).text)
    chat.api.send_photo(CITIZEN)
    assert is_shut((await chat.settled()).text)
    switch_on(chat)
    await chat.say("/phananh")
    review = (await chat.press("Đồng ý")).text
    assert WORDS in review
    assert "Nguyễn Văn A" in review
    assert "1 tệp" in review or "1 ảnh" in review


async def test_nothing_new_is_begun(chat: Chat) -> None:
    switch_off(chat)
    for words in ("/phananh", "phản ánh", WORDS):
        text = (await chat.say(words)).text
        assert is_shut(text)
        assert plain(say("shut.draft")) not in text
    chat.api.send_photo(CITIZEN)
    assert is_shut((await chat.settled()).text)
    chat.api.send_location(CITIZEN, 20.3, 106.2)
    assert is_shut((await chat.settled()).text)
    chat.api.send_sticker(CITIZEN)
    assert is_shut((await chat.settled()).text)
    assert chat.database.read(lambda c: c.execute(select(draft)).all()) == []


async def test_a_draft_is_neither_reminded_of_nor_removed_while_nobody_can_go_on(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    house = House(database, catalogue, SETTINGS.model_copy(update={"data": tmp_path}))

    def look_after() -> tuple[bool, int]:
        """Whether the draft waits, and how often its writer was told of it."""
        waits = house.database.read(lambda c: house.cases(c).drafts.waits(CITIZEN))
        return waits, len(house.told("draft"))

    def act(of: Callable[[ChannelRepository, int], object]) -> None:
        database.transact(lambda c: of(ChannelRepository(c), a_chief(c, house.clock.now())))

    noon = MONDAY.replace(hour=12)
    database.transact(lambda c: house.cases(c).drafts.keep(CITIZEN, Draft(words=WORDS), noon))
    house.clock.moment = noon
    act(lambda channel, chief: channel.switch_off(WHY, chief, noon))
    house.clock.moment = on = noon + 2 * KEPT
    await house.upkeep.look_after_drafts()
    assert look_after() == (True, 0)
    act(lambda channel, chief: channel.switch_on("xong", chief, on))
    await house.upkeep.look_after_drafts()
    assert look_after() == (True, 1)
    house.clock.moment = on + KEPT
    await house.upkeep.look_after_drafts()
    assert look_after()[0] is False


# Notices


async def test_a_notice_is_shown_once_before_the_first_reply_and_again_by_start(chat: Chat) -> None:
    announce(chat, "Ngày mai trung tâm nghỉ <cả ngày>.")
    await chat.say("1.001193")
    first, second = chat.api.shown(CITIZEN)
    assert first.text == "Thông báo: Ngày mai trung tâm nghỉ <cả ngày>."
    assert "Đăng ký khai sinh" in second.text
    await chat.say("1.001193")
    assert len(chat.api.shown(CITIZEN)) == 3
    await chat.say("/start")
    assert [one.text.startswith("Thông báo") for one in chat.api.shown(CITIZEN)] == [True, False, False, True, False]
    await chat.say("1.001193", 6)
    assert chat.api.shown(6)[0].text.startswith("Thông báo")


async def test_a_notice_is_told_in_its_time_alone_and_not_after_it_was_ended(chat: Chat) -> None:
    announce(chat, "Còn lâu mới tới.", begins=3)
    announce(chat, "Đã qua rồi.", begins=-3)
    announce(chat, "Bị dừng.")
    now = chat.app.clock.now()
    by_chief(chat, lambda channel, chief: channel.end_notice(3, chief, now))
    await chat.say("1.001193")
    assert len(chat.api.shown(CITIZEN)) == 1


async def test_the_longest_notices_are_one_message_and_a_corrected_one_is_shown_again(chat: Chat) -> None:
    for _ in range(3):
        announce(chat, "&" * 500)
    await chat.say("1.001193")
    assert len(chat.api.shown(CITIZEN)) == 2
    announce(chat, "Đã sửa lại.", instead_of=2)
    await chat.say("1.001193")
    assert [one.text for one in chat.api.shown(CITIZEN)][2] == "Thông báo: Đã sửa lại."


async def test_a_group_is_told_no_notice(chat: Chat) -> None:
    announce(chat, "Ngày mai nghỉ.")
    chat.api.group(ROOM, "Cán bộ")
    chat.api.join(ROOM, CHIEF)
    chat.api.say(ROOM, "/linhvuc", user_id=CHIEF)
    await chat.settled(ROOM)
    assert [one.text for one in chat.api.shown(ROOM)] == [plain(say("chat.only_private"))]


async def test_a_notice_and_the_switch_are_told_together(chat: Chat) -> None:
    announce(chat, "Ngày mai mở lại.")
    switch_off(chat)
    await chat.say("/start")
    notice, shut = chat.api.shown(CITIZEN)
    assert "Ngày mai mở lại" in notice.text
    assert is_shut(shut.text)


@pytest.mark.parametrize("off", [False, True], ids=["on", "off"])
@pytest.mark.parametrize("words", ["cháy nhà, có người mắc kẹt", ACCUSES, f"{ACCUSES} Đường thôn 5 có nhiều ổ gà sâu."])
async def test_who_is_in_danger_or_accuses_reads_no_notice_before_the_reply(chat: Chat, words: str, off: bool) -> None:
    announce(chat, "Ngày mai nghỉ.")
    if off:
        switch_off(chat)
    await chat.say(words)
    assert all(not one.text.startswith("Thông báo") for one in chat.api.shown(CITIZEN))
    assert "113" in chat.api.shown(CITIZEN)[0].text or "tố cáo" in chat.api.shown(CITIZEN)[0].text
    before = len(chat.api.shown(CITIZEN))
    await chat.say("gặp cán bộ")
    assert chat.api.shown(CITIZEN)[before].text == "Thông báo: Ngày mai nghỉ."


async def test_what_a_person_was_shown_goes_with_her_data(chat: Chat) -> None:
    announce(chat, "Ngày mai nghỉ.")
    await chat.say("/dulieucuatoi")
    shown = select(channel_shown.c.chat_id)
    assert chat.database.read(lambda c: list(c.scalars(shown))) == [CITIZEN]
    await chat.press("Xóa dữ liệu")
    await chat.press("Đồng ý xóa")
    assert chat.database.read(lambda c: list(c.scalars(shown))) == []
