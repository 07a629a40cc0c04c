"""One person's flood is answered kindly and keeps nobody else waiting; who waits for answers is never slowed."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.inbox.haste import CHATS, Haste
from tests.bot.conftest import CITIZEN, Chat

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_more_than_so_many_within_a_minute_is_too_many() -> None:
    haste = Haste(3)
    assert [haste.is_over(1, AT) for _ in range(4)] == [False, False, False, True]
    assert not haste.is_over(2, AT)
    assert not haste.is_over(1, AT + timedelta(minutes=2))


def test_chats_that_fell_silent_are_forgotten() -> None:
    haste = Haste(1)
    for chat in range(CHATS + 1):
        haste.is_over(chat, AT)
    assert not haste.is_over(0, AT)
    assert haste.is_over(CHATS, AT)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_flood_is_told_so_and_every_message_of_it_is_answered(chat: Chat) -> None:
    for _ in range(120):
        chat.api.say(CITIZEN, "cảm ơn")
    await chat.settled()
    told = [shown.text for shown in chat.api.shown(CITIZEN)]
    assert len(told) == 120
    assert 20 < sum("gửi nhiều tin liền nhau" in text for text in told) < 60


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_who_waits_for_answers_is_never_slowed(chat: Chat) -> None:
    for _ in range(70):
        assert "gửi nhiều tin liền nhau" not in (await chat.say("cảm ơn")).text
