"""What the network, Telegram and our own faults may do to an answer."""

import pytest

from bot.conversations import asking
from bot.reports.tally import TallyRepository
from tests.bot.conftest import CITIZEN, DAY, Chat


def _answers(chat: Chat) -> int:
    return chat.database.read(lambda c: TallyRepository(c).of(DAY)).get("answer", 0)


async def test_a_connection_lost_before_sending_is_tried_again(chat: Chat) -> None:
    chat.api.drop_next("sendMessage", before=True)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text
    assert len(chat.api.shown(CITIZEN)) == 1


async def test_a_connection_lost_after_sending_repeats_the_answer_and_no_effect(chat: Chat) -> None:
    chat.api.drop_next("sendMessage", before=False)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text
    assert _answers(chat) == 1


async def test_slow_down_is_obeyed(chat: Chat) -> None:
    chat.api.fail_next("sendMessage", error_code=429, description="Too Many Requests: retry after 1", retry_after=1)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text


async def test_a_long_slow_down_puts_the_update_off_and_other_chats_go_on(chat: Chat) -> None:
    chat.api.fail_next("sendMessage", error_code=429, description="Too Many Requests: retry after 600", retry_after=600)
    chat.api.say(CITIZEN, "1.001193")
    await chat.wire.until(lambda: not chat.api.pending() and _answers(chat) == 1)
    chat.api.say(6, "1.001193")
    await chat.wire.until(lambda: len(chat.api.shown(6)) == 1 and chat.waiting() == 1)
    assert chat.api.shown(CITIZEN) == []


async def test_who_blocked_the_bot_is_left_alone(chat: Chat) -> None:
    await chat.say("/start")
    chat.api.fail_next("sendMessage", error_code=403, description="Forbidden: bot was blocked by the user")
    await chat.say("1.001193")
    assert chat.waiting() == 0


async def test_a_refused_message_does_not_hold_up_the_chat(chat: Chat) -> None:
    chat.api.fail_next("sendMessage", error_code=400, description="Bad Request: chat not found")
    chat.api.say(CITIZEN, "1.001193")
    await chat.wire.until(lambda: not chat.api.pending() and _answers(chat) == 1 and chat.waiting() == 0)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text


async def test_a_duplicated_update_changes_nothing(chat: Chat) -> None:
    chat.api.duplicate(chat.api.say(CITIZEN, "1.001193"))
    await chat.settled()
    assert _answers(chat) == 1
    assert len(chat.api.shown(CITIZEN)) == 1


async def test_an_update_nobody_can_read_stops_nobody_else(chat: Chat) -> None:
    await chat.app.arrivals.store([{"update_id": 1, "message": {"chat": {"id": CITIZEN}, "text": "no date"}}])
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text
    assert chat.waiting() == 0


async def test_a_fault_of_ours_is_one_calm_sentence_with_a_reference(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(asking, "show", broken)
    shown = await chat.say("1.001193")
    assert "Xin lỗi ông/bà" in shown.text
    reference = shown.text.split("Mã sự cố: ")[1].rstrip(".")
    assert any(reference in record.getMessage() for record in caplog.records)
    assert "nobody foresaw this" not in shown.text


async def test_telegram_away_at_the_poll_is_waited_out(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.arrivals.PAUSE", 0.05)
    chat.api.fail_next("getUpdates", error_code=502, description="Bad Gateway", times=2)
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text


async def test_a_press_telegram_forgot_is_still_answered(chat: Chat) -> None:
    await chat.say("1.001193")
    chat.api.press(CITIZEN, "Chi tiết")
    chat.api.expire_presses()
    assert "Mã thủ tục: 1.001193" in (await chat.settled()).text


async def test_under_random_faults_every_question_is_answered_and_counted_once(chat: Chat) -> None:
    chat.api.fail_share(0.1, seed=7)
    for citizen in range(10, 40):
        chat.api.say(citizen, "1.001193")
    await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0, seconds=60)
    assert _answers(chat) == 30
    assert all("Đăng ký khai sinh" in chat.api.last(citizen).text for citizen in range(10, 40))
