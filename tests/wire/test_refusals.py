"""The pretended Telegram refuses what the real one refuses, in its words."""

from __future__ import annotations

import html
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.wire.api import TOKEN, BotApi
from tests.wire.errors import Json, MisuseError
from tests.wire.formatting import read
from tests.wire.params import Upload
from tests.wire.request import Wire

AN, BINH, GROUP = 101, 102, -1001000000200
NOWHERE = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}


@pytest.fixture
def api() -> BotApi:
    api = BotApi()
    api.meet(AN, first_name="An")
    return api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    wire = Wire(api)
    async with Bot(TOKEN, request=wire, get_updates_request=wire) as bot:
        yield bot


def refusal(api: BotApi, method: str, **params: Any) -> str:
    """What the server says to a call that it refuses."""
    answer = api.call(method, params)
    assert not answer["ok"], answer
    assert answer["error_code"] == 400
    return str(answer["description"])


def send(api: BotApi, text: str = "chào", **params: Any) -> Json:
    """A message the server takes."""
    answer = api.call("sendMessage", {"chat_id": AN, "text": text, **params})
    assert answer["ok"], answer
    result: Json = answer["result"]
    return result


def row(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


def button(text: str = "Nút", data: str = "d") -> Json:
    return {"text": text, "callback_data": data}


# Texts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("ă" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        ("ă" * 17000, "text is too long"),
    ],
)
def test_a_text_that_is_empty_or_too_long_is_refused(api: BotApi, text: str, words: str) -> None:
    assert refusal(api, "sendMessage", chat_id=AN, text=text) == f"Bad Request: {words}"


def test_length_is_counted_after_the_tags_are_read(api: BotApi) -> None:
    send(api, "<b>" + "&lt;" * 4096 + "</b>", parse_mode="HTML")
    assert api.last(AN).text == "<" * 4096


def test_spaces_around_a_text_are_not_shown(api: BotApi) -> None:
    sent = send(api, "\n <b>chào 😀</b> An \n", parse_mode="HTML")
    assert sent["text"] == "chào 😀 An"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 7}]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("đ<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("đ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a =x>y</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=http://x.vn>y</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x.vn', "Unclosed start tag at byte offset 0"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_html_that_telegram_cannot_read_is_refused_with_its_place(api: BotApi, source: str, words: str) -> None:
    said = refusal(api, "sendMessage", chat_id=AN, text=source, parse_mode="HTML")
    assert said == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<strong>a</strong><em>b</em>", "ab", ["bold", "italic"]),
        ("<ins>a</ins><strike>b</strike><del>c</del>", "abc", ["underline", "strikethrough", "strikethrough"]),
        ("<span class='tg-spoiler'>a</span><tg-spoiler>b</tg-spoiler>", "ab", ["spoiler", "spoiler"]),
        ('<pre><code class="language-py">a</code></pre><code class="language-py">b</code>', "ab", ["pre", "code"]),
        (
            "<blockquote>a</blockquote><blockquote expandable>b</blockquote>",
            "ab",
            ["blockquote", "expandable_blockquote"],
        ),
        (
            '<a href="https://x.vn/?a=1&amp;b=2">a</a><a href="tg://user?id=7">b</a>',
            "ab",
            ["text_link", "text_mention"],
        ),
        ('<tg-emoji emoji-id="5">👍</tg-emoji><B>b</>', "👍b", ["custom_emoji", "bold"]),
        ("&lt;&gt;&amp;&quot;&#x110;&#273;&nbsp; & &apos;", '<>&"Đđ&nbsp; & &apos;', []),
        ("<b></b>trống", "trống", []),
    ],
)
def test_html_is_read_by_telegrams_rules(source: str, text: str, kinds: list[str]) -> None:
    formatted = read(source, "HTML")
    assert (formatted.text, [entity["type"] for entity in formatted.entities]) == (text, kinds)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_is_escaped_is_shown_as_it_was(words: str) -> None:
    assert read(f"<b>{html.escape(words)}</b>", "HTML").text == words.strip(" \t\r\n\0\v")


def test_what_telegram_would_lose_in_silence_is_a_mistake_of_the_bot(api: BotApi) -> None:
    nine = {"reply_markup": row(*[button()] * 9)}
    nameless = {"reply_markup": row(button(text=" "))}
    torn = {"reply_markup": row({**button(), "url": "https://x.vn"})}
    phone = {"text": "<a href='tel:0228'>gọi</a>", "parse_mode": "HTML"}
    for params in (nine, nameless, torn, phone, {"texts": "x"}, {"reply_to_message_id": 5}, {"parse_mode": "Markdown"}):
        with pytest.raises(MisuseError):
            api.call("sendMessage", {"chat_id": AN, "text": "x", **params})
    assert len(api.misuses) == 7
    assert api.shown(AN) == []


def test_a_lenient_server_overlooks_a_misspelt_parameter() -> None:
    api = BotApi(strict=False)
    assert api.call("sendMessage", {"chat_id": 1, "text": "x", "texts": "y"}) == NOWHERE


# Buttons


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (row(button(data="ă" * 33)), "BUTTON_DATA_INVALID"),
        (row(button(data="")), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (row({"text": "x"}), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (row({"callback_data": "x"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (row({"text": "x", "url": "localhost"}), "inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"),
        ({"inline_keyboard": [[button()] * 8] * 13}, "reply markup is too long"),
        ({"inline_keyboard": [[button("x" * 200)]] * 60}, "reply markup is too long"),
        (
            {"inline_keyboard": [button()]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        ("{", "can't parse reply keyboard markup JSON object"),
        ("[]", "object expected as reply markup"),
    ],
)
def test_a_keyboard_that_telegram_does_not_take_is_refused(api: BotApi, markup: Any, words: str) -> None:
    assert refusal(api, "sendMessage", chat_id=AN, text="x", reply_markup=markup) == f"Bad Request: {words}"


def test_sixty_four_bytes_of_data_and_a_hundred_buttons_are_taken(api: BotApi) -> None:
    send(api, reply_markup={"inline_keyboard": [[button(data="ă" * 32)] * 8] * 12 + [[button()] * 4]})
    assert len(api.last(AN).labels) == 100


def test_a_group_takes_no_key_that_asks_for_a_telephone_number(api: BotApi) -> None:
    api.group(GROUP, "Tổ một cửa")
    keys = {"keyboard": [[{"text": "Gửi số", "request_contact": True}]]}
    send(api, reply_markup=keys)
    assert "private chats only" in refusal(api, "sendMessage", chat_id=GROUP, text="x", reply_markup=keys)


async def test_a_press_reaches_the_bot_and_the_answer_the_citizen(api: BotApi, bot: Bot) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Đồng ý", callback_data="yes")]])
    await bot.send_message(AN, "Anh có đồng ý không?", reply_markup=keyboard)
    assert api.last(AN).buttons == ((("Đồng ý", "yes"),),)
    api.press(AN, "Đồng ý")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "yes"
    assert await query.answer("Cảm ơn")
    assert await query.answer("Cảm ơn lần nữa")
    assert (api.toasts(AN), api.unanswered(AN)) == (["Cảm ơn lần nữa"], 0)
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("x" * 201)
    api.expire_presses()
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()


def test_a_press_of_what_is_not_there_fails_the_test(api: BotApi) -> None:
    send(api, reply_markup=row(button("Có"), {"text": "Trang", "url": "https://x.vn"}))
    with pytest.raises(AssertionError, match=r"no button 'Không', only \['Có', 'Trang'\]"):
        api.press(AN, "Không")
    with pytest.raises(AssertionError, match="tells the bot nothing"):
        api.press(AN, "Trang")
    api.forge(AN, "gone")
    assert api.pending()[-1]["callback_query"]["data"] == "gone"


async def test_a_key_types_its_label(api: BotApi, bot: Bot) -> None:
    await bot.send_message(AN, "Chọn", reply_markup=ReplyKeyboardMarkup([["Tra cứu"], ["Phản ánh"]]))
    api.press(AN, "Phản ánh")
    assert api.pending()[-1]["message"]["text"] == "Phản ánh"
    send(api, "Thôi", reply_markup={"remove_keyboard": True})
    assert api.keys(AN) == []


# Edits, replies, chats


def test_an_edit_changes_what_is_shown_and_takes_the_buttons_it_does_not_name(api: BotApi) -> None:
    number = send(api, "một", reply_markup=row(button()))["message_id"]
    api.call("editMessageText", {"chat_id": AN, "message_id": number, "text": "<i>hai</i>", "parse_mode": "HTML"})
    shown = api.last(AN)
    assert (shown.text, shown.html, shown.buttons) == ("hai", "<i>hai</i>", ())


def test_an_edit_that_cannot_be_made_is_refused(api: BotApi) -> None:
    api.meet(BINH)
    number = send(api, "một", reply_markup=row(button()))["message_id"]
    keyed = send(api, "hai", reply_markup={"keyboard": [["x"]]})["message_id"]
    api.say(AN, "của tôi")
    own = api.pending()[-1]["message"]["message_id"]

    def said(**params: Any) -> str:
        return refusal(api, "editMessageText", **{"chat_id": AN, "message_id": number, "text": "ba"} | params)

    unchanged = said(text="một", reply_markup=row(button()))
    assert unchanged.startswith("Bad Request: message is not modified: specified new message content and reply markup")
    assert said(message_id=999) == "Bad Request: message to edit not found"
    assert said(chat_id=BINH) == "Bad Request: message to edit not found"
    assert said(message_id=own) == said(message_id=keyed) == "Bad Request: message can't be edited"
    assert said(text="x" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert said(reply_markup={"keyboard": [["x"]]}) == "Bad Request: inline keyboard expected"
    same = refusal(api, "editMessageReplyMarkup", chat_id=AN, message_id=number, reply_markup=row(button()))
    assert same == unchanged


def test_a_reply_needs_its_message_and_a_deleted_one_is_gone(api: BotApi) -> None:
    number = send(api)["message_id"]
    assert send(api, reply_parameters={"message_id": number})["reply_to_message"]["text"] == "chào"
    assert api.call("deleteMessage", {"chat_id": AN, "message_id": number})["ok"]
    said = refusal(api, "sendMessage", chat_id=AN, text="x", reply_parameters={"message_id": number})
    assert said == "Bad Request: message to be replied not found"
    send(api, reply_parameters={"message_id": number, "allow_sending_without_reply": True})
    again = refusal(api, "deleteMessage", chat_id=AN, message_id=number)
    assert again == "Bad Request: message to delete not found"
    assert len(api.shown(AN)) == 2


def test_after_two_days_a_message_cannot_be_deleted() -> None:
    now = [1_700_000_000.0]
    api = BotApi(clock=lambda: now[0])
    api.meet(AN)
    number = send(api)["message_id"]
    now[0] += 48 * 3600 + 1
    assert "can't be deleted for everyone" in refusal(api, "deleteMessage", chat_id=AN, message_id=number)


async def test_chats_close_for_different_reasons(api: BotApi, bot: Bot) -> None:
    api.group(GROUP, "Tổ một cửa", admin=True)
    api.say(GROUP, "chào", user_id=BINH)
    for chat_id, words in ((999, "Chat not found"), ("@nobody", "Chat not found"), ("", "Chat_id is empty")):
        with pytest.raises(BadRequest, match=words):
            await bot.send_message(chat_id, "x")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(BINH, "x")
    api.block(AN)
    with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(AN, "x")
    api.unblock(AN)
    await bot.send_message(AN, "x")
    api.block(GROUP)
    with pytest.raises(Forbidden, match="Forbidden: bot was kicked from the supergroup chat"):
        await bot.send_chat_action(GROUP, "typing")
    api.deactivate(AN)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(AN, "x")


async def test_a_group_that_grew_has_another_number(api: BotApi, bot: Bot) -> None:
    api.group(-5, "Tổ")
    api.migrate(-5, GROUP)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-5, "x")
    assert moved.value.new_chat_id == GROUP
    assert await bot.leave_chat(GROUP)


def test_in_a_group_the_bot_hears_commands_and_replies_alone(api: BotApi) -> None:
    api.group(GROUP, "Tổ")
    number = api.call("sendMessage", {"chat_id": GROUP, "text": "x"})["result"]["message_id"]
    assert not api.say(GROUP, "chuyện riêng", user_id=AN)
    assert not api.say(GROUP, "/tra@other_bot", user_id=AN)
    assert api.say(GROUP, "/tra@mot_cua_bot x", user_id=AN)
    assert api.say(GROUP, "vâng", user_id=AN, reply_to=number)


# The profile


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("setMyCommands", {"commands": [{"command": "tra", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [{"command": "TraCuu", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "tra-cứu", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "t" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
        ("setMyCommands", {"commands": [{"command": "t", "description": ""}]}, "command description must be non-empty"),
        (
            "setMyCommands",
            {"commands": [{"command": "t", "description": "x" * 257}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ("setMyCommands", {"commands": [], "language_code": "vie"}, "invalid language code specified"),
        ("setMyDescription", {"description": "x" * 513}, "DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "ABOUT_TOO_LONG"),
        ("sendChatAction", {"chat_id": AN, "action": "dreaming"}, "wrong parameter action in request"),
        ("sendPhoto", {"chat_id": AN}, "there is no photo in the request"),
        ("sendPhoto", {"chat_id": AN, "photo": "x"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"chat_id": AN, "document": Upload("x", b"")}, "file must be non-empty"),
        ("sendDocument", {"chat_id": AN, "document": "x", "caption": "x" * 1025}, "message caption is too long"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
        ("setWebhook", {"url": "http://x.vn"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        ("forwardMessage", {"chat_id": AN, "from_chat_id": AN, "message_id": 9}, "message to forward not found"),
    ],
)
def test_other_refusals_in_telegrams_words(api: BotApi, method: str, params: Json, words: str) -> None:
    assert refusal(api, method, **params) == f"Bad Request: {words}"


async def test_the_profile_is_kept(api: BotApi, bot: Bot) -> None:
    assert await bot.set_my_commands([BotCommand("tra", "Tra cứu")])
    assert await bot.get_my_commands() == (BotCommand("tra", "Tra cứu"),)
    assert await bot.delete_my_commands()
    assert await bot.set_my_description("Chào")
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat(AN)).first_name == "An"
    assert (await bot.get_my_commands(), (await bot.get_my_description()).description) == ((), "Chào")


async def test_what_citizens_send_can_be_fetched_and_sent_on(api: BotApi, bot: Bot) -> None:
    api.send_photo(AN, "đường hỏng", b"\xff\xd8 a hole")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.caption == "đường hỏng"
    file = await message.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8 a hole"
    copy = await bot.copy_message(AN, AN, message.message_id)
    forwarded = await bot.forward_message(AN, AN, message.message_id)
    assert (copy.message_id, forwarded.caption) == (api.shown(AN)[0].message_id, "đường hỏng")
    await bot.send_document(AN, b"a;b", filename="báo cáo.csv", caption="<b>Xong</b>", parse_mode="HTML")
    report = api.last(AN)
    assert report.file is not None
    assert (report.text, report.file.name, report.file.content) == ("Xong", "báo cáo.csv", b"a;b")
