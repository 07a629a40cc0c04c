"""A private number is neither stored nor logged, and its writer is warned."""

import json

import pytest

from bot.inbox.discretion import discreet
from bot.inbox.tables import update_row
from bot.texts import say
from bot.views.message import plain
from knowledge.kinds.masking import masked, was_masked
from tests.bot.conftest import CITIZEN, Chat

PRIVATE = (
    "căn cước của tôi là 036123456789",
    "cccd 036 123 456 789 làm lại thế nào",
    "mã otp là 482913",
    "số tài khoản 0123456789012 vietcombank",
    "thẻ 4111 1111 1111 1111",
)


@pytest.mark.parametrize("words", PRIVATE)
def test_every_digit_of_a_message_with_a_private_number_goes(words: str) -> None:
    assert not any(letter.isdecimal() for letter in masked(words))
    assert was_masked(masked(words))
    assert len(masked(words)) == len(words)


@pytest.mark.parametrize("words", ["khai sinh cho con", "1.001193", "gọi 0912345678", "ngày 22/11/2026", "phí 10.000đ"])
def test_other_numbers_stay(words: str) -> None:
    assert masked(words) == words
    assert not was_masked(words)


def test_captions_and_quoted_messages_are_masked_too() -> None:
    quoted = {"message_id": 1, "text": PRIVATE[0]}
    update = {
        "update_id": 7,
        "message": {"caption": PRIVATE[1], "reply_to_message": quoted, "photo": [{"file_id": "9"}]},
    }
    kept = json.dumps(discreet(update), ensure_ascii=False)
    assert "036" not in kept
    assert '"update_id": 7' in kept
    assert '"file_id": "9"' in kept


async def test_it_is_masked_in_the_inbox_and_its_writer_is_warned(chat: Chat) -> None:
    await chat.app.workers.stop()
    chat.api.say(CITIZEN, PRIVATE[0])
    await chat.wire.until(lambda: not chat.api.pending())
    kept = chat.database.read(lambda c: c.execute(update_row.select()).mappings().one())
    assert "036123456789" not in kept["payload"]
    assert "•" in json.loads(kept["payload"])["message"]["text"]


async def test_who_typed_it_is_asked_to_remove_it(chat: Chat, caplog: pytest.LogCaptureFixture) -> None:
    shown = await chat.say(PRIVATE[0])
    assert plain(say("guide.private")) in shown.text
    assert "036123456789" not in caplog.text
