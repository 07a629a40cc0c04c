"""What people send that is no question: a sensible reply or a deliberate silence, and nobody is left stuck."""

import pytest

from bot.inbox.citizens import Citizen, CitizenRepository
from bot.review.corrections import CorrectionRepository
from bot.texts import say
from bot.views.message import plain
from tests.bot.conftest import CITIZEN, Chat

# Nothing here touches that in which databases differ; each walk goes on PostgreSQL too.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

BIRTH = "Đăng ký khai sinh"


def told(key: str) -> str:
    return plain(say(key))


async def silent(chat: Chat, room: int) -> bool:
    """Whether nothing was written in a chat once everything is handled."""
    await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0)
    return not chat.api.shown(room)


async def test_what_nobody_can_use_is_said_to_be_unreadable_and_doors_stand_open(chat: Chat) -> None:
    chat.api.send_sticker(CITIZEN)
    shown = await chat.settled()
    assert shown.text == told("chat.words_only")
    assert plain(say("button.fields")) in shown.labels
    chat.api.send_contact(CITIZEN, "0912000111")
    assert (await chat.settled()).text == told("chat.words_only")


@pytest.mark.parametrize("send", ["send_voice", "send_photo"])
async def test_a_file_may_begin_a_petition(chat: Chat, send: str) -> None:
    getattr(chat.api, send)(CITIZEN)
    shown = await chat.settled()
    assert shown.text == told("lodge.file_offer")
    assert shown.labels == [plain(say("button.lodge"))]


async def test_so_may_a_place(chat: Chat) -> None:
    chat.api.send_location(CITIZEN, 20.3, 106.2)
    shown = await chat.settled()
    assert shown.text == told("lodge.location_offer")
    assert shown.labels == [plain(say("button.lodge"))]


async def test_words_beside_a_picture_are_answered_and_the_picture_is_said_not_to_be_seen(chat: Chat) -> None:
    chat.api.send_photo(CITIZEN, "1.001193")
    await chat.settled()
    first, second = chat.api.shown(CITIZEN)
    assert first.text == told("chat.caption_only")
    assert second.text.startswith(BIRTH)


async def test_a_question_mended_by_editing_is_answered_anew(chat: Chat) -> None:
    await chat.say("xyzzy qwerty")
    chat.api.edit(CITIZEN, "1.001193")
    assert (await chat.settled()).text.startswith(BIRTH)


async def test_an_edited_command_is_passed_over(chat: Chat) -> None:
    await chat.say("/start")
    chat.api.edit(CITIZEN, "/trogiup")
    await chat.settled()
    assert len(chat.api.shown(CITIZEN)) == 1


async def test_a_forwarded_question_is_a_question(chat: Chat) -> None:
    chat.api.forward(CITIZEN, "1.001193")
    assert (await chat.settled()).text.startswith(BIRTH)


async def test_a_number_in_reply_to_an_old_choice_means_that_choice(chat: Chat) -> None:
    choice = await chat.say("tập thể lao động tiên tiến")
    await chat.say("1.001193")
    chat.api.say(CITIZEN, "2", reply_to=choice.message_id)
    assert "Tập thể lao động tiên tiến" in (await chat.settled()).text


async def test_words_in_reply_to_a_message_without_buttons_are_a_question(chat: Chat) -> None:
    plain_one = await chat.say("/tracuu")
    chat.api.say(CITIZEN, "1.001193", reply_to=plain_one.message_id)
    assert (await chat.settled()).text.startswith(BIRTH)


@pytest.mark.parametrize("empty", ["\u200b", "???", "…", "\u202e\u200f"])
async def test_a_text_of_nothing_gets_an_example(chat: Chat, empty: str) -> None:
    assert (await chat.say(empty)).text == told("guide.what")


async def test_two_messages_a_second_apart_are_answered_in_order(chat: Chat) -> None:
    chat.api.say(CITIZEN, "1.001193")
    chat.api.say(CITIZEN, "1.000656")
    await chat.settled()
    first, second = chat.api.shown(CITIZEN)
    assert first.text.startswith(BIRTH)
    assert "khai tử" in second.text


async def test_a_command_in_a_group_is_told_to_come_alone_and_talk_there_is_passed_over(chat: Chat) -> None:
    chat.api.group(-200, "Xóm 5", admin=True)
    chat.api.say(-200, "khai sinh", user_id=CITIZEN)
    assert await silent(chat, -200)
    chat.api.say(-200, "/start", user_id=CITIZEN)
    await chat.wire.until(lambda: bool(chat.api.shown(-200)))
    assert chat.api.last(-200).text == told("chat.only_private")
    assert chat.api.last(-200).buttons == ()


async def test_a_command_for_another_bot_in_a_group_is_not_ours(chat: Chat) -> None:
    chat.api.group(-201, "Xóm 6", admin=True)
    chat.api.say(-201, "/start@bot_khac_bot", user_id=CITIZEN)
    assert await silent(chat, -201)


async def test_who_blocks_us_and_comes_back_is_served_again(chat: Chat) -> None:
    await chat.say("/start")
    chat.api.block(CITIZEN)
    await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0)
    chat.api.unblock(CITIZEN)
    assert (await chat.say("1.001193")).text.startswith(BIRTH)
    assert len(chat.api.shown(CITIZEN)) == 2


async def test_an_altered_button_is_answered_never_an_error(chat: Chat) -> None:
    await chat.say("/start")
    for data in (
        "",
        "v1",
        "v1:",
        "v1:pick",
        "v1:pick:",
        "v1:papers:1.001193:x:y:z",
        "v1:field:%%:1",
        "v2:pick:1.001193",
    ):
        chat.api.forge(CITIZEN, data or "\u200b")
        shown = await chat.settled()
        assert "Mã sự cố" not in shown.text, data
        assert shown.buttons, data


async def test_a_page_beyond_the_last_is_the_last(chat: Chat) -> None:
    await chat.say("/start")
    chat.api.forge(CITIZEN, "v1:fields:9999")
    last = await chat.settled()
    assert plain(say("button.after")) not in last.labels
    chat.api.forge(CITIZEN, "v1:fields:-3")
    assert plain(say("button.before")) not in (await chat.settled()).labels


async def test_a_button_pressed_twice_shows_its_screen_twice(chat: Chat) -> None:
    await chat.say("1.001193")
    first = await chat.press("Chi tiết")
    second = await chat.press("Chi tiết")
    assert first.text == second.text


async def test_the_commune_is_asked_once_and_remembered(chat: Chat) -> None:
    asks = told("answer.which_commune")
    assert asks in (await chat.say("1.001193")).text
    assert asks not in (await chat.say("1.001193")).text
    assert "xã Minh Thái (xã Trực Đại cũ)" in (await chat.say("trực đại")).text
    kept = chat.database.read(lambda c: CitizenRepository(c).of(CITIZEN))
    assert kept == Citizen(commune="14071", former="14071", asked=True)
    assert "xã Minh Thái" in (await chat.say("1.001193")).text


async def test_a_correction_is_kept_without_who_said_it(chat: Chat) -> None:
    await chat.say("1.001193")
    await chat.press("Thông tin chưa đúng")
    await chat.say("Lệ phí ở xã tôi thu khác, gọi 0912345678")
    (waiting,) = chat.database.read(lambda c: CorrectionRepository(c).waiting())
    assert waiting.code == "1.001193"
    assert waiting.sentences == ("Lệ phí ở xã tôi thu khác, gọi …",)


async def test_a_question_after_the_tap_is_no_correction(chat: Chat) -> None:
    await chat.say("1.001193")
    await chat.press("Thông tin chưa đúng")
    assert (await chat.say("1.000656")).text.count("khai tử")
    (waiting,) = chat.database.read(lambda c: CorrectionRepository(c).waiting())
    assert waiting.sentences == ()


async def test_nobody_but_a_clerk_sees_or_settles_what_was_reported(chat: Chat) -> None:
    await chat.say("1.001193")
    await chat.press("Thông tin chưa đúng")
    only = told("chat.officers_only")
    assert (await chat.say("/chuatraloi", 6)).text == only
    chat.api.forge(6, "v1:settle:1.001193:99")
    assert (await chat.settled(6)).text == only
    assert len(chat.database.read(lambda c: CorrectionRepository(c).waiting())) == 1


async def test_a_number_out_of_range_leaves_what_was_offered(chat: Chat) -> None:
    await chat.say("tập thể lao động tiên tiến")
    assert (await chat.say("9")).text == plain(say("ask.no_number", number=9))
    assert "Tập thể lao động tiên tiến" in (await chat.say("2")).text


async def test_a_code_nobody_published_is_said_to_be_unknown(chat: Chat) -> None:
    assert (await chat.say("9.999999")).text == plain(say("ask.unknown_code", code="9.999999"))


async def test_for_a_place_of_elsewhere_no_office_of_ours_is_named(chat: Chat) -> None:
    await chat.say("xã Cát Thành")
    assert "xã Cát Thành" not in (await chat.say("làm khai sinh ở xã Hải Hậu")).text
    assert "xã Cát Thành" in (await chat.say("1.001193")).text


async def test_a_name_in_a_correction_is_not_kept(chat: Chat) -> None:
    await chat.say("1.001193")
    await chat.press("Thông tin chưa đúng")
    await chat.say("tên tôi là Nguyễn Văn An, phí sai rồi")
    (waiting,) = chat.database.read(lambda c: CorrectionRepository(c).waiting())
    assert waiting.sentences == ("tên tôi là …, phí sai rồi",)
