"""Honest misses that teach: a citizen asks the office, a clerk answers or teaches; once, and with a trace."""

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.review.aliases import AliasRepository
from bot.review.asked import AskedRepository
from bot.review.misses import MissRepository
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from tests.bot.conftest import CITIZEN, Chat

CLERK, SECOND = 70, 71
UNKNOWN = "làm phép bay lượn cho diều sáo khổng lồ"
NEVER = "quả quýt quàng quạc"

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""For what touches nothing in which databases differ; each walk goes on PostgreSQL too."""


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
def clerks(database: Database) -> None:
    for number in (CLERK, SECOND):
        database.transact(
            lambda c, n=number: OfficerRepository(c).add(n, Role.CLERK, "", f"Cán bộ {n}", Clock().now(), "test")  # type: ignore[misc]
        )


async def ask_office(chat: Chat, words: str = NEVER) -> None:
    await chat.say(words)
    await chat.press("Hỏi cán bộ")
    assert (await chat.press("Đồng ý gửi")).text == told("consult.sent")


async def test_a_question_goes_to_the_office_and_its_answer_comes_back_once(chat: Chat, clerks: None) -> None:
    await ask_office(chat)
    await chat.say("/chuatraloi", CLERK)
    await chat.press(told("queue.asked", number=1), CLERK)
    assert NEVER in chat.api.last(CLERK).text
    await chat.press(told("queue.reply", number=1), CLERK)
    shown = await chat.say("Việc này xin đến gặp cán bộ <văn hoá> của xã.", CLERK)
    assert told("queue.preview") in shown.text
    before = len(chat.api.shown(CITIZEN))
    await chat.press("Gửi", CLERK)
    await chat.wire.until(lambda: len(chat.api.shown(CITIZEN)) == before + 1)
    got = chat.api.last(CITIZEN).text
    assert told("consult.answered", sentence=NEVER) in got
    assert "Việc này xin đến gặp cán bộ <văn hoá> của xã." in got
    assert chat.database.read(lambda c: AskedRepository(c).waiting(9)) == []


async def test_without_consent_nothing_is_kept(chat: Chat) -> None:
    await chat.say(NEVER)
    consent = await chat.say("hoi can bo")
    assert NEVER in consent.text
    assert told("consult.kept") in consent.text
    assert (await chat.press("Không gửi")).text == told("consult.not_sent")
    chat.api.forge(CITIZEN, "v1:agree:")
    assert (await chat.settled()).text == told("consult.nothing")
    assert chat.database.read(lambda c: AskedRepository(c).waiting(9)) == []


async def test_of_two_clerks_the_first_one_answers(chat: Chat, clerks: None) -> None:
    await ask_office(chat)
    for clerk in (CLERK, SECOND):
        await chat.say("/chuatraloi", clerk)
        await chat.press(told("queue.asked", number=1), clerk)
        await chat.press(told("queue.reply", number=1), clerk)
        await chat.say(f"Trả lời của {clerk}", clerk)
    await chat.press("Gửi", CLERK)
    await chat.press("Gửi", SECOND)
    assert any(told("queue.gone") in shown.text for shown in chat.api.shown(SECOND))
    await chat.wire.until(lambda: any("Trả lời của 70" in shown.text for shown in chat.api.shown(CITIZEN)))
    assert not any("Trả lời của 71" in shown.text for shown in chat.api.shown(CITIZEN))


async def test_a_clerk_teaches_words_and_they_are_live_at_once_and_can_be_undone(chat: Chat, clerks: None) -> None:
    await chat.say(NEVER)
    await chat.say("/chuatraloi", CLERK)
    assert NEVER in (await chat.press(told("queue.missed", number=1), CLERK)).text
    await chat.press(told("queue.teach", number=1), CLERK)
    await chat.say("1.001193", CLERK)
    shown = await chat.press("1", CLERK)
    assert shown.text.startswith("Từ bây giờ")
    assert (await chat.say(NEVER)).text.startswith("Đăng ký khai sinh")
    (kept,) = chat.database.read(lambda c: AliasRepository(c).history(9))
    assert (kept.added_by, kept.code, kept.undone_at) == ("Cán bộ 70", "1.001193", None)
    await chat.press("Bỏ điều vừa dạy", CLERK)
    assert (await chat.say(NEVER)).text.startswith("Chưa tìm thấy")
    (undone,) = chat.database.read(lambda c: AliasRepository(c).history(9))
    assert undone.undone_by == "Cán bộ 70"


async def test_words_outside_of_the_catalogue_stay_an_honest_miss_and_wait_no_more(chat: Chat, clerks: None) -> None:
    await chat.say(NEVER)
    await chat.say("/chuatraloi", CLERK)
    await chat.press(told("queue.missed", number=1), CLERK)
    await chat.press(told("queue.outside", number=1), CLERK)
    assert (await chat.say(NEVER)).text.startswith("Chưa tìm thấy")
    assert chat.database.read(lambda c: MissRepository(c).waiting(9)) == []


async def test_a_change_that_breaks_a_known_answer_is_shown_and_asks_first(chat: Chat, clerks: None) -> None:
    chat.database.transact(
        lambda c: MissRepository(c).add("đăng ký khai tử", chat.app.settings.today or Clock().today())
    )
    (miss,) = chat.database.read(lambda c: MissRepository(c).waiting(9))
    await chat.say("/chuatraloi", CLERK)
    chat.api.forge(CLERK, f"v1:means:{miss.id}:1.001193")
    shown = await chat.settled(CLERK)
    assert "đăng ký khai tử" in shown.text.lower()
    assert chat.database.read(lambda c: AliasRepository(c).current()) == []
    await chat.press("Vẫn nhớ như vậy", CLERK)
    assert [alias.code for alias in chat.database.read(lambda c: AliasRepository(c).current())] == ["1.001193"]


async def test_what_is_no_question_is_set_aside(chat: Chat, clerks: None) -> None:
    await chat.say(NEVER)
    await chat.say("/chuatraloi", CLERK)
    await chat.press(told("queue.missed", number=1), CLERK)
    await chat.press(told("queue.aside", number=1), CLERK)
    assert chat.database.read(lambda c: MissRepository(c).waiting(9)) == []


@one_database
@pytest.mark.parametrize(
    "verb",
    [
        "queue:",
        "asked:",
        "reply:1",
        "send:1",
        "missed:",
        "teach:1",
        "means:1:1.001193",
        "outside:1",
        "aside:1",
        "taught:",
        "unteach:1",
    ],
)
async def test_no_citizen_does_what_clerks_do(chat: Chat, verb: str) -> None:
    await chat.say(NEVER)
    chat.api.forge(CITIZEN, f"v1:{verb}")
    assert (await chat.settled()).text == told("chat.officers_only")
    assert chat.database.read(lambda c: AliasRepository(c).current()) == []
    assert len(chat.database.read(lambda c: MissRepository(c).waiting(9))) == 1


@one_database
@pytest.mark.parametrize("verb", ["reply:99", "send:99", "teach:99", "means:99:1.001193", "outside:x", "unteach:99"])
async def test_what_is_gone_is_said_to_be_gone(chat: Chat, clerks: None, verb: str) -> None:
    await chat.say("/chuatraloi", CLERK)
    chat.api.forge(CLERK, f"v1:{verb}")
    await chat.settled(CLERK)
    assert any(told("queue.gone") in shown.text for shown in chat.api.shown(CLERK))


@one_database
@pytest.mark.parametrize(
    "words",
    ["tôi muốn tố cáo trưởng thôn ăn chặn tiền", "đường làng hỏng mấy năm không ai sửa", "cứu với nhà tôi đang cháy"],
)
async def test_words_of_a_denunciation_a_petition_or_an_emergency_wait_for_nobody(chat: Chat, words: str) -> None:
    await chat.say(words)
    assert chat.database.read(lambda c: MissRepository(c).waiting(9)) == []


async def test_nobody_asks_the_office_without_end(chat: Chat) -> None:
    for number in range(3):
        await ask_office(chat, f"{NEVER} {'quà' * (number + 1)}")
    await chat.say(NEVER)
    await chat.press("Hỏi cán bộ")
    assert (await chat.press("Đồng ý gửi")).text == told("consult.too_many", most=3)
