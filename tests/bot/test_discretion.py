"""A private number is neither stored nor logged, and its writer is warned."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.inbox.discretion import discreet
from bot.inbox.tables import update_row
from bot.petitions.life import State
from bot.petitions.replies import Part
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from knowledge.kinds.masking import masked, was_masked
from knowledge.kinds.private import private_numbers
from tests.bot.conftest import CITIZEN, DAY, Chat
from tests.bot.petitions import a_petition, cases_for

LAN = 201

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


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (
            "PA-2611-M0F1ZK Đã kiểm tra: gặp ông Nam, CCCD 036080001234. Đã làm: vá 2 ổ gà ngày 20/11/2026.",
            "PA-2611-M0F1ZK Đã kiểm tra: gặp ông Nam, CCCD ••••••••••••. Đã làm: vá 2 ổ gà ngày 20/11/2026.",
        ),
        (
            "Quyết định 12/QĐ-UBND, Nghị định 20/2008/NĐ-CP, Luật 42/2013/QH13, số 1234/UBND-VP; cccd 036080001234",
            "Quyết định 12/QĐ-UBND, Nghị định 20/2008/NĐ-CP, Luật 42/2013/QH13, số 1234/UBND-VP; cccd ••••••••••••",
        ),
        (
            "Thủ tục 1.001193, hồ sơ H42-261122-0001, lệ phí 1.500.000 đồng hoặc 2.000.000, số CMND 163456789",
            "Thủ tục 1.001193, hồ sơ H42-261122-0001, lệ phí 1.500.000 đồng hoặc 2.000.000, số CMND •••••••••",
        ),
        ("năm 2024-2025, thôn 5, 12 hộ; otp 482913", "năm 2024-2025, thôn 5, 12 hộ; otp ••••••"),
        ("otp 4829 gửi 3 lần", "otp •••• gửi 3 lần"),
        ("pa 2611 m0f1zk cmnd 163.456.789 lúc 15:30", "pa 2611 m0f1zk cmnd •••.•••.••• lúc 15:30"),
        ("Điều 5, cccd 036 080 001 234, khoản 2", "Điều 5, cccd ••• ••• ••• •••, khoản 2"),
        # What is nothing that we know goes with it, in doubt.
        ("cccd 036080001234, gọi 0912 345 678", "cccd ••••••••••••, gọi •••• ••• •••"),
        ("cccd 036080001234 và 036/080/009/999", "cccd •••••••••••• và •••/•••/•••/•••"),
        ("cccd 036080001234, của vợ 001.180.0056.78", "cccd ••••••••••••, của vợ •••.•••.••••.••"),
        ("stk 0011001234567 mã 048291 đồng ý", "stk ••••••••••••• mã •••••• đồng ý"),
        ("số thẻ 4111-1111-1111-1111 hết hạn 12/2027", "số thẻ ••••-••••-••••-•••• hết hạn 12/2027"),
        ("Cô\u0301 CCCD ０３６０８０００１２３４ ở thôn ５", "Cô\u0301 CCCD •••••••••••• ở thôn ５"),
    ],
)
def test_beside_a_private_number_what_is_known_and_not_private_stays(words: str, kept: str) -> None:
    assert masked(words) == kept
    assert was_masked(kept)
    assert masked(kept) == kept


@given(st.text(st.sampled_from("0123456789 .-/,:ocmndtpstka;\n"), max_size=60))
def test_nothing_private_is_left_whatever_is_typed(words: str) -> None:
    assert not private_numbers(masked(words))
    assert len(masked(words)) == len(words)


@given(
    st.integers(0, 99_999_999),
    st.sampled_from(["{}", "{} 5", "PA-2611-M0F1ZK {} 20/11/2026", "12/QĐ-UBND: {}.", "x{}\n3"]),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_a_citizens_number_never_stays_wherever_it_stands(rest: int, around: str, parted: str) -> None:
    digits = f"0362{rest:08}"
    typed = parted.join(digits[place : place + 3] for place in range(0, 12, 3))
    assert not any(letter in masked(around.format(typed)) for letter in [typed, digits])
    assert was_masked(masked(around.format(typed)))


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


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_an_officers_command_does_its_work_without_the_number(chat: Chat) -> None:
    at = Clock(DAY).now()
    chat.database.transact(lambda c: OfficerRepository(c).add(LAN, Role.CLERK, "", "Trần Thị Lan", at, "test"))
    sent = a_petition(chat.database, State.IN_PROGRESS)
    typed = "Đã kiểm tra: gặp ông Nam, CCCD 036080001234, ngày 20/11/2026. Đã làm: vá 2 ổ gà. Căn cứ: 20/2008/NĐ-CP."
    await chat.say(f"/traloi {sent.code} {typed}", LAN)
    reply = chat.database.read(lambda c: cases_for(c).replies.standing(sent.id))
    assert reply
    assert reply.parts[Part.CHECKED] == "gặp ông Nam, CCCD ••••••••••••, ngày 20/11/2026."
    assert reply.parts[Part.DONE] == "vá 2 ổ gà."
    assert reply.parts[Part.BASIS] == "20/2008/NĐ-CP."
