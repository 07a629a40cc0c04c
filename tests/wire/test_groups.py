"""Groups, forums and their topics are as strict as the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TimedOut

from tests.wire.api import TOKEN, BotApi
from tests.wire.errors import LostError, MisuseError
from tests.wire.request import Wire

LAN, MINH, CITIZEN = 201, 202, 5
SMALL, GROUP, FORUM = -4100200300, -1001500600700, -1001500600800
BUTTON = InlineKeyboardMarkup([[InlineKeyboardButton("Nhận việc", callback_data="v1:take:1")]])


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    api.meet(LAN, first_name="Lan")
    return api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    wire = Wire(api)
    async with Bot(TOKEN, request=wire, get_updates_request=wire) as bot:
        yield bot


@pytest.fixture
def forum(api: BotApi) -> int:
    api.group(FORUM, "Tổ một cửa", forum=True, admin=True, by=LAN)
    return FORUM


async def heard(bot: Bot) -> list[Update]:
    """What has come since the last time."""
    updates = list(await bot.get_updates())
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def message(bot: Bot) -> Message:
    """The last message that came."""
    came = (await heard(bot))[-1].message
    assert came is not None
    return came


# The bot's place in a group


async def test_the_bot_hears_of_its_coming_its_rights_and_its_going(api: BotApi, bot: Bot) -> None:
    api.group(SMALL, "Tổ", by=LAN)
    api.grant(SMALL, by=LAN)
    api.block(SMALL)
    updates = await heard(bot)
    places = [update.my_chat_member for update in updates if update.my_chat_member]
    steps = [(place.old_chat_member.status, place.new_chat_member.status) for place in places]
    assert steps == [("left", "member"), ("member", "administrator"), ("administrator", "kicked")]
    assert places[0].from_user.id == LAN
    came, went = (update.message for update in updates if update.message)
    assert came.new_chat_members[0].id == bot.id
    assert went.left_chat_member
    assert went.left_chat_member.id == bot.id


async def test_what_everybody_is_and_may_do_can_be_asked(api: BotApi, bot: Bot, forum: int) -> None:
    api.group(SMALL, "Tổ", admin=True, can_delete_messages=False)
    api.join(forum, MINH, "administrator")
    assert (await bot.get_chat(forum)).is_forum
    assert not (await bot.get_chat(SMALL)).is_forum
    own = await bot.get_chat_member(forum, bot.id)
    assert (own.status, own.to_dict()["can_manage_topics"]) == ("administrator", True)
    small = await bot.get_chat_member(SMALL, bot.id)
    assert not small.to_dict().get("can_manage_topics")
    assert not small.to_dict()["can_delete_messages"]
    assert (await bot.get_chat_member(forum, CITIZEN)).status == "left"
    assert {admin.user.id for admin in await bot.get_chat_administrators(forum)} == {LAN, MINH, bot.id}
    api.leave(forum, MINH)
    assert (await bot.get_chat_member(forum, MINH)).status == "left"
    with pytest.raises(AssertionError, match="no longer in the group"):
        api.say(forum, "tôi còn đây", user_id=MINH)
    with pytest.raises(BadRequest, match="Invalid user_id"):
        await bot.get_chat_member(forum, 0)
    with pytest.raises(BadRequest, match="There are no administrators"):
        await bot.get_chat_administrators(LAN)


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [(SMALL, "bot was kicked from the group chat"), (GROUP, "bot was kicked from the supergroup chat")],
)
async def test_thrown_out_the_bot_writes_and_hears_nothing(api: BotApi, bot: Bot, chat_id: int, words: str) -> None:
    api.group(chat_id, "Tổ", admin=True)
    api.block(chat_id)
    await heard(bot)
    with pytest.raises(Forbidden, match=words):
        await bot.send_message(chat_id, "x")
    assert not api.say(chat_id, "/start", user_id=LAN)
    api.unblock(chat_id)
    await bot.send_message(chat_id, "x")
    await bot.leave_chat(chat_id)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.send_message(chat_id, "x")


@pytest.mark.parametrize(
    ("chat_id", "words"),
    [(SMALL, "the group chat was deleted"), (GROUP, "bot was kicked from the supergroup chat")],
)
async def test_a_group_that_is_gone_is_noticed_when_written_to(api: BotApi, bot: Bot, chat_id: int, words: str) -> None:
    api.group(chat_id, "Tổ")
    await heard(bot)
    api.disband(chat_id)
    assert await heard(bot) == []
    with pytest.raises(Forbidden, match=words):
        await bot.send_message(chat_id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(chat_id - 1, "x")


async def test_a_group_that_grows_says_so_in_both_places(api: BotApi, bot: Bot) -> None:
    api.group(SMALL, "Tổ", admin=True, by=LAN)
    await heard(bot)
    api.migrate(SMALL, FORUM, forum=True, by=LAN)
    old, new = (update.message for update in await heard(bot))
    assert old
    assert new
    assert (old.chat.id, old.migrate_to_chat_id) == (SMALL, FORUM)
    assert (new.chat.id, new.migrate_from_chat_id, new.chat.is_forum) == (FORUM, SMALL, True)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(SMALL, "x")
    assert moved.value.new_chat_id == FORUM
    with pytest.raises(AssertionError, match="has moved"):
        api.say(SMALL, "x", user_id=LAN)
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await bot.create_forum_topic(FORUM, "PA-1")
    api.grant(FORUM)
    assert await bot.create_forum_topic(FORUM, "PA-1")


def test_a_number_that_no_such_group_has_fails_the_test(api: BotApi) -> None:
    for mistake in ({"chat_id": 5}, {"chat_id": SMALL, "forum": True}, {"chat_id": -100200, "username": "to"}):
        arguments: dict[str, Any] = {"title": "Tổ", **mistake}
        with pytest.raises(AssertionError, match="group"):
            api.group(**arguments)


# Talk in a group


async def test_officers_speak_reply_send_and_press_in_a_group(api: BotApi, bot: Bot) -> None:
    api.group(GROUP, "Tổ", admin=True)
    asked = await bot.send_message(GROUP, "Ai nhận?", reply_markup=BUTTON)
    api.press(GROUP, "Nhận việc", user_id=MINH)
    query = (await heard(bot))[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.chat.id, query.message.message_id) == (MINH, GROUP, asked.message_id)
    assert await query.answer("Đã nhận")
    assert api.toasts(GROUP) == ["Đã nhận"]
    api.say(GROUP, "/nhan@mot_cua_bot 12", user_id=LAN)
    command = await message(bot)
    assert (command.text, command.entities[0].length, command.message_thread_id) == ("/nhan@mot_cua_bot 12", 17, None)
    api.send_photo(GROUP, "hiện trường", user_id=LAN, reply_to=asked.message_id)
    reply = await message(bot)
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == asked.message_id
    with pytest.raises(AssertionError, match="name user_id"):
        api.press(GROUP, "Nhận việc")


async def test_without_rights_the_bot_hears_commands_replies_and_what_the_group_announces(
    api: BotApi, bot: Bot
) -> None:
    api.group(GROUP, "Tổ", by=LAN)
    asked = await bot.send_message(GROUP, "Ai nhận?")
    await heard(bot)
    assert not api.say(GROUP, "chuyện riêng", user_id=LAN)
    assert not api.edit(GROUP, "chuyện riêng của tôi")
    assert api.say(GROUP, "tôi", user_id=LAN, reply_to=asked.message_id)
    assert api.edit(GROUP, "tôi nhận")
    api.join(GROUP, MINH)
    api.rename_group(GROUP, "Tổ tiếp nhận", by=LAN)
    joined, renamed = (update.message for update in (await heard(bot))[-2:])
    assert joined
    assert [user.id for user in joined.new_chat_members] == [MINH]
    assert renamed
    assert (renamed.new_chat_title, renamed.chat.title) == ("Tổ tiếp nhận", "Tổ tiếp nhận")


async def test_replies_in_a_supergroup_make_a_thread_that_is_no_topic(api: BotApi, bot: Bot, forum: int) -> None:
    asked = await bot.send_message(forum, "Ai nhận?")
    api.say(forum, "tôi", user_id=LAN, reply_to=asked.message_id)
    reply = await message(bot)
    assert (reply.message_thread_id, reply.is_topic_message) == (asked.message_id, None)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "x", message_thread_id=reply.message_thread_id)
    again = await bot.send_message(forum, "x", reply_to_message_id=reply.message_id)
    assert (again.message_thread_id, again.is_topic_message) == (asked.message_id, None)
    assert [shown.text for shown in api.shown(forum, thread=0)] == ["Ai nhận?", "x"]


async def test_a_small_group_knows_no_threads(api: BotApi, bot: Bot) -> None:
    api.group(SMALL, "Tổ")
    asked = await bot.send_message(SMALL, "Ai nhận?")
    assert api.say(SMALL, "tôi", user_id=LAN, reply_to=asked.message_id)
    assert (await message(bot)).message_thread_id is None
    for call in (bot.send_message(SMALL, "x", message_thread_id=1), bot.send_message(SMALL, "x", message_thread_id=99)):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await call


async def test_an_administrator_takes_away_what_others_said(api: BotApi, bot: Bot) -> None:
    api.group(GROUP, "Tổ", admin=True, can_delete_messages=False)
    api.say(GROUP, "nhầm", user_id=LAN)
    said = api.messages(GROUP)[-1]["message_id"]
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(GROUP, said)
    api.grant(GROUP)
    assert await bot.delete_message(GROUP, said)


# Topics


async def test_a_topic_is_opened_and_what_is_said_in_it_stays_in_it(api: BotApi, bot: Bot, forum: int) -> None:
    topic = await bot.create_forum_topic(forum, "PA-12  Đường hỏng", icon_color=0xFF93B2)
    assert (topic.name, topic.icon_color) == ("PA-12 Đường hỏng", 0xFF93B2)
    opening = await message(bot)
    assert opening.forum_topic_created
    assert (opening.message_id, opening.message_thread_id) == (topic.message_thread_id, topic.message_thread_id)
    assert opening.from_user
    assert opening.from_user.id == bot.id
    card = await bot.send_message(forum, "Thẻ", message_thread_id=topic.message_thread_id, reply_markup=BUTTON)
    assert card.is_topic_message
    assert card.reply_to_message
    assert card.reply_to_message.forum_topic_created
    await bot.send_message(forum, "Ngoài chủ đề")
    api.press(forum, "Nhận việc", user_id=LAN, thread=topic.message_thread_id)
    query = (await heard(bot))[-1].callback_query
    assert query
    assert isinstance(query.message, Message)
    assert (query.message.message_thread_id, query.message.is_topic_message) == (topic.message_thread_id, True)
    api.say(forum, "tôi đi xem", user_id=LAN, thread=topic.message_thread_id)
    talk = await message(bot)
    assert talk.reply_to_message
    assert talk.reply_to_message.forum_topic_created
    api.say(forum, "đã xong", user_id=LAN, reply_to=card.message_id)
    reply = await message(bot)
    assert (reply.message_thread_id, reply.is_topic_message) == (topic.message_thread_id, True)
    assert reply.reply_to_message
    assert reply.reply_to_message.message_id == card.message_id
    await query.edit_message_text("Thẻ đã nhận")
    assert api.last(forum, thread=topic.message_thread_id).text == "Thẻ đã nhận"
    assert api.last(forum).thread == 0
    texts = [said.get("text", "") for said in api.messages(forum, thread=topic.message_thread_id)]
    assert texts == ["", "Thẻ đã nhận", "tôi đi xem", "đã xong"]


async def test_a_topic_is_renamed_closed_opened_and_deleted(api: BotApi, bot: Bot, forum: int) -> None:
    thread = (await bot.create_forum_topic(forum, "PA-12")).message_thread_id
    assert await bot.edit_forum_topic(forum, thread, name="PA-12 xong")
    assert await bot.close_forum_topic(forum, thread)
    assert {number: (topic.name, topic.closed) for number, topic in api.topics(forum).items()} == {
        thread: ("PA-12 xong", True)
    }
    assert (await bot.send_message(forum, "kết quả", message_thread_id=thread)).is_topic_message
    assert await bot.reopen_forum_topic(forum, thread)
    announced = [update.message for update in (await heard(bot))[-3:]]
    assert all(told and told.reply_to_message and told.message_thread_id == thread for told in announced)
    edited, closed, opened = announced
    assert edited
    assert edited.forum_topic_edited
    assert edited.forum_topic_edited.name == "PA-12 xong"
    assert closed
    assert closed.forum_topic_closed is not None
    assert opened
    assert opened.forum_topic_reopened is not None
    assert await bot.delete_forum_topic(forum, thread)
    assert (api.topics(forum), api.messages(forum, thread), await heard(bot)) == ({}, [], [])


async def test_what_cannot_be_done_to_a_topic_is_refused(api: BotApi, bot: Bot, forum: int) -> None:
    thread = (await bot.create_forum_topic(forum, "PA-12")).message_thread_id
    refused: dict[str, list[Awaitable[object]]] = {
        "Topic_not_modified": [bot.edit_forum_topic(forum, thread, "PA-12"), bot.reopen_forum_topic(forum, thread)],
        "Topic_id_invalid": [
            bot.edit_forum_topic(forum, 999, "x"),
            bot.close_forum_topic(forum, 999),
            bot.delete_forum_topic(forum, 999),
        ],
        "Invalid message thread identifier specified": [bot.close_forum_topic(forum, 0)],
        "Title must be non-empty": [bot.create_forum_topic(forum, " ")],
        "Message can't be deleted": [bot.delete_message(forum, thread)],
        "Message to edit not found": [bot.edit_message_text("x", forum, 999)],
    }
    for words, calls in refused.items():
        for call in calls:
            with pytest.raises(BadRequest, match=words):
                await call


@pytest.mark.parametrize("mistake", [{"name": "ă" * 129}, {"name": "PA-12", "icon_color": 1}])
def test_a_topic_telegram_would_make_otherwise_than_asked_is_a_mistake(
    api: BotApi, forum: int, mistake: dict[str, Any]
) -> None:
    with pytest.raises(MisuseError):
        api.call("createForumTopic", {"chat_id": forum, **mistake})
    assert api.topics(forum) == {}
    assert api.call("createForumTopic", {"chat_id": forum, "name": "ă" * 128})["ok"]


async def test_topics_need_a_forum_and_rights(api: BotApi, bot: Bot, forum: int) -> None:
    api.group(GROUP, "Tổ", admin=True)
    for chat_id in (GROUP, LAN):
        with pytest.raises(BadRequest, match="The chat is not a forum"):
            await bot.create_forum_topic(chat_id, "x")
    own = (await bot.create_forum_topic(forum, "của bot")).message_thread_id
    other = api.create_topic(forum, "của Lan", user_id=LAN)
    for without in ({"can_manage_topics": False, "can_delete_messages": False}, {"admin": False}):
        api.grant(forum, **without)
        with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
            await bot.create_forum_topic(forum, "x")
        with pytest.raises(BadRequest, match="Not enough rights to edit the topic"):
            await bot.close_forum_topic(forum, other)
        with pytest.raises(BadRequest, match="Not enough rights to delete the topic"):
            await bot.delete_forum_topic(forum, own)
    assert await bot.close_forum_topic(forum, own)
    api.close_topic(forum, other, user_id=LAN)
    await bot.send_message(forum, "x", message_thread_id=own)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum, "x", message_thread_id=other)


async def test_people_work_on_topics_too(api: BotApi, bot: Bot, forum: int) -> None:
    thread = api.create_topic(forum, "Họp", user_id=LAN)
    api.rename_topic(forum, thread, "Họp giao ban", user_id=LAN)
    api.close_topic(forum, thread, user_id=LAN)
    with pytest.raises(AssertionError, match="only administrators"):
        api.say(forum, "x", user_id=MINH, thread=thread)
    assert api.say(forum, "x", user_id=LAN, thread=thread)
    api.reopen_topic(forum, thread, user_id=LAN)
    assert api.say(forum, "x", user_id=MINH, thread=thread)
    senders = {
        update.message.from_user.id for update in await heard(bot) if update.message and update.message.from_user
    }
    assert senders == {LAN, MINH}
    with pytest.raises(AssertionError, match="has no topic 999"):
        api.say(forum, "x", user_id=LAN, thread=999)


async def test_a_topic_somebody_deleted_is_noticed_when_written_to(api: BotApi, bot: Bot, forum: int) -> None:
    thread = (await bot.create_forum_topic(forum, "PA-12")).message_thread_id
    card = await bot.send_message(forum, "Thẻ", message_thread_id=thread)
    await heard(bot)
    api.delete_topic(forum, thread)
    assert await heard(bot) == []
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "x", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await card.edit_text("x")
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.close_forum_topic(forum, thread)
    # A reply that may do without its message leaves the topic too, and lands where everybody reads it.
    stray = await bot.send_message(forum, "x", reply_to_message_id=card.message_id, allow_sending_without_reply=True)
    assert stray.message_thread_id is None
    api.set_forum(forum, on=False)
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(forum, "PA-12")


async def test_what_a_citizen_sent_goes_on_into_a_topic(api: BotApi, bot: Bot, forum: int) -> None:
    thread = (await bot.create_forum_topic(forum, "PA-12")).message_thread_id
    api.send_photo(CITIZEN, "ổ gà", b"\xff\xd8 a hole")
    photo = (await message(bot)).photo[-1].file_id
    api.send_document(CITIZEN, "đơn.pdf", b"%PDF a letter")
    letter = (await message(bot)).document
    assert letter
    await bot.send_photo(forum, photo, caption="1 <b>ảnh</b>", parse_mode="HTML", message_thread_id=thread)
    await bot.send_document(forum, letter.file_id, message_thread_id=thread)
    sent = await bot.send_photo(forum, b"\xff\xd8 drawn", message_thread_id=thread)
    await bot.send_photo(CITIZEN, sent.photo[-1].file_id)
    await bot.copy_message(forum, CITIZEN, api.messages(CITIZEN)[0]["message_id"], message_thread_id=thread)
    files = [shown.file for shown in api.shown(forum, thread=thread)]
    assert [file.content if file else None for file in files[:3]] == [
        b"\xff\xd8 a hole",
        b"%PDF a letter",
        b"\xff\xd8 drawn",
    ]
    assert api.messages(forum, thread)[2]["document"]["file_name"] == "đơn.pdf"
    assert api.messages(forum, thread)[-1]["photo"]
    with pytest.raises(BadRequest, match="Can't use file of type photo as document"):
        await bot.send_document(forum, photo, message_thread_id=thread)


# Faults


async def test_faults_strike_topics_as_they_strike_messages(api: BotApi, bot: Bot, forum: int) -> None:
    api.drop_next("createForumTopic", before=True)
    with pytest.raises(NetworkError):
        await bot.create_forum_topic(forum, "PA-12")
    assert api.topics(forum) == {}
    api.time_out_next("createForumTopic")
    with pytest.raises(TimedOut):
        await bot.create_forum_topic(forum, "PA-12")
    (thread,) = api.topics(forum)
    api.fail_next("closeForumTopic", error_code=400, description="Bad Request: CHAT_ADMIN_REQUIRED")
    with pytest.raises(BadRequest, match="Chat_admin_required"):
        await bot.close_forum_topic(forum, thread)
    assert not api.topics(forum)[thread].closed


def test_a_share_of_the_calls_about_topics_fails(api: BotApi, forum: int) -> None:
    api.fail_share(0.5, seed=3)
    opened = [opens(api, forum, number) for number in range(40)]
    assert 10 < opened.count(True) < 30
    assert len(api.topics(forum)) > opened.count(True)


def opens(api: BotApi, forum: int, number: int) -> bool:
    """Whether the bot learns that its topic was opened."""
    try:
        return bool(api.call("createForumTopic", {"chat_id": forum, "name": f"PA-{number}"})["ok"])
    except LostError:
        return False
