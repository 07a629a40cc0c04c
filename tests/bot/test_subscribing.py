"""Following a procedure or a field: by buttons and by words, listed, ended; seen and deleted with all that is hers."""

import json

import pytest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.conversations import pressing
from bot.conversations.visit import Visit
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.inbox.subscriptions import MOST, Followed, SubscriptionRepository, TooManyFollowedError
from bot.office import Offices
from bot.texts import say
from bot.views import subscribing as views
from bot.views.message import Message, plain
from knowledge.browsing import key_of
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY, SETTINGS, Chat

BIRTH = "1.001193"
STRANGER = 6
NOW = Clock(DAY).now()

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def followed(chat: Chat, who: int = CITIZEN) -> list[tuple[str, str]]:
    return chat.database.read(lambda c: [(one.kind, one.key) for one in SubscriptionRepository(c).of(who)])


# On the wire


@one_database
async def test_a_procedure_is_followed_from_its_details_and_left_again(chat: Chat) -> None:
    answer = await chat.say("khai sinh cho con")
    assert "Theo dõi thủ tục này" not in answer.labels
    await chat.say(BIRTH)
    details = await chat.press("Chi tiết")
    assert "Theo dõi thủ tục này" in details.labels
    shown = await chat.press("Theo dõi thủ tục này")
    assert "ông/bà theo dõi thủ tục Đăng ký khai sinh (mã 1.001193)" in shown.text
    assert followed(chat) == [("procedure", BIRTH)]
    assert "Đăng ký khai sinh" in (await chat.press("Các mục đang theo dõi")).text
    assert "Thôi theo dõi thủ tục này" in (await chat.say("quay lại")).labels
    assert "Đã thôi theo dõi thủ tục Đăng ký khai sinh" in (await chat.press("Thôi theo dõi thủ tục này")).text
    assert followed(chat) == []
    await chat.press("Các mục đang theo dõi")
    chat.api.forge(CITIZEN, f"v1:unwatch:procedure:{BIRTH}")
    assert (await chat.settled()).text == told("subscribing.not_followed")


@one_database
async def test_a_field_is_followed_from_its_list(chat: Chat) -> None:
    await chat.say("/linhvuc")
    field = await chat.say("1")
    name = field.text.split(":")[0]
    shown = await chat.press("Theo dõi lĩnh vực này")
    assert f"ông/bà theo dõi lĩnh vực {name}" in shown.text
    assert followed(chat) == [("field", key_of(name))]
    mine = await chat.say("/theodoithutuc")
    assert f"1. Lĩnh vực: {name}" in mine.text
    assert (await chat.press("Xem mục 1")).text == field.text
    await chat.say("/theodoithutuc")
    await chat.press("Thôi theo dõi mục 1")
    assert followed(chat) == []


@one_database
async def test_words_do_what_the_buttons_do(chat: Chat) -> None:
    none = await chat.say("/theodoithutuc")
    assert none.text.startswith(told("subscribing.none"))
    assert told("subscribing.no_procedure") in await both(chat, "theo dõi thủ tục này")
    assert "ông/bà theo dõi thủ tục" in (await chat.say(f"/theodoithutuc {BIRTH}")).text
    assert (
        "đã theo dõi thủ tục Đăng ký khai sinh (mã 1.001193) từ trước"
        in (await chat.say(f"/theodoithutuc {BIRTH}")).text
    )
    assert told("subscribing.no_procedure") in await both(chat, "/theodoithutuc quả quýt quàng quạc")
    await chat.say("1.000894")
    assert "ông/bà theo dõi thủ tục" in (await chat.say("theo dõi thủ tục này")).text
    assert [key for _, key in followed(chat)] == [BIRTH, "1.000894"]
    assert "2. Thủ tục:" in (await chat.say("theo dõi thủ tục")).text
    assert "Chúng tôi đã nhận" not in (await chat.say("theo dõi")).text


async def both(chat: Chat, words: str) -> str:
    """All that the bot answers to some words."""
    before = len(chat.api.shown(CITIZEN))
    await chat.say(words)
    return "\n".join(one.text for one in chat.api.shown(CITIZEN)[before:])


@one_database
async def test_old_and_altered_buttons_follow_nothing(chat: Chat) -> None:
    await chat.say("/start")
    for data in ("watch:procedure:9.999999", "watch:field:nothing", "watch:office:1", "unwatch:office:1", "watch:x"):
        chat.api.forge(CITIZEN, f"v1:{data}")
        assert (await chat.settled()).text
    chat.api.forge(CITIZEN, "v1:watched:99")
    assert (await chat.settled()).text.startswith(told("subscribing.none"))
    assert followed(chat) == []


@one_database
async def test_what_is_followed_is_seen_taken_along_and_deleted_with_all_else(chat: Chat) -> None:
    await chat.say(f"/theodoithutuc {BIRTH}")
    await chat.say(f"/theodoithutuc {BIRTH}", STRANGER)
    assert told("mine.followed", number=1) in (await chat.say("/dulieucuatoi")).text
    await chat.press("Tải dữ liệu")
    file = chat.api.last(CITIZEN).file
    assert file
    given = json.loads(file.content)
    assert given["Đang theo dõi"][0]["Theo dõi"] == "thủ tục Đăng ký khai sinh (mã 1.001193)"
    await chat.say("/dulieucuatoi")
    assert "thủ tục và lĩnh vực đang theo dõi" in (await chat.press("Xóa dữ liệu")).text
    await chat.press("Đồng ý xóa")
    assert followed(chat) == []
    assert followed(chat, STRANGER) == [("procedure", BIRTH)]
    assert told("mine.followed_none") in (await chat.say("/dulieucuatoi")).text


@one_database
def test_with_what_is_followed_go_the_news_of_it_that_wait(database: Database, catalogue: Catalogue) -> None:
    body = Message(("Tin",)).to_json()
    offices = Offices(SETTINGS, Clock(DAY), database, catalogue)

    def erase(connection: Connection) -> list[str]:
        outbox = OutboxRepository(connection)
        for about in ("news:set:3", "news:day:2026-12-01", "petition:1:event:1"):
            outbox.put(CITIZEN, [body], NOW, about=about)
        pressing.press(Visit(offices.open(connection), CITIZEN), "v1:erased")
        return [one.about for one in outbox.waiting_for(CITIZEN)]

    assert database.transact(erase) == ["petition:1:event:1"]


# What is kept


def test_a_chat_follows_a_thing_once_and_only_its_own(database: Database) -> None:
    def follow(who: int, kind: Followed, key: str) -> bool:
        return database.transact(lambda c: SubscriptionRepository(c).follow(who, kind, key, NOW))

    assert follow(1, Followed.PROCEDURE, BIRTH)
    assert not follow(1, Followed.PROCEDURE, BIRTH)
    assert follow(1, Followed.FIELD, BIRTH)
    assert follow(2, Followed.PROCEDURE, BIRTH)
    assert database.transact(lambda c: SubscriptionRepository(c).leave(1, Followed.PROCEDURE, BIRTH))
    assert not database.transact(lambda c: SubscriptionRepository(c).leave(1, Followed.PROCEDURE, BIRTH))
    assert database.read(lambda c: SubscriptionRepository(c).follows(2, Followed.PROCEDURE, BIRTH))
    assert database.transact(lambda c: SubscriptionRepository(c).forget(1)) == 1
    assert database.read(lambda c: SubscriptionRepository(c).of(1)) == []


def test_followers_get_what_they_follow_in_order_and_each_once(database: Database) -> None:
    def fill(connection: Connection) -> None:
        of = SubscriptionRepository(connection)
        of.follow(1, Followed.FIELD, "a", NOW)
        of.follow(1, Followed.PROCEDURE, "1.000002", NOW)
        of.follow(2, Followed.PROCEDURE, "1.000001", NOW)
        of.follow(3, Followed.PROCEDURE, "a", NOW)

    database.transact(fill)
    fields = {"1.000001": ["b"], "1.000002": ["a", "b"], "1.000003": ["a"]}
    found = database.read(lambda c: SubscriptionRepository(c).followers(fields))
    assert found == {1: ["1.000002", "1.000003"], 2: ["1.000001"]}
    assert database.read(lambda c: SubscriptionRepository(c).followers({})) == {}


@one_database
def test_one_may_follow_so_much_and_no_more(database: Database) -> None:
    def follow(number: int) -> bool:
        key = f"1.{number:06}"
        return database.transact(lambda c: SubscriptionRepository(c).follow(1, Followed.PROCEDURE, key, NOW))

    assert all(follow(number) for number in range(MOST))
    assert not follow(1)
    with pytest.raises(TooManyFollowedError):
        follow(MOST)


@one_database
async def test_who_follows_as_much_as_one_may_is_told_so(chat: Chat) -> None:
    def fill(connection: Connection) -> None:
        for number in range(MOST):
            of = SubscriptionRepository(connection)
            of.follow(CITIZEN, Followed.PROCEDURE, f"9.{number:06}", NOW)

    chat.database.transact(fill)
    assert told("subscribing.too_many", most=MOST) in await both(chat, f"/theodoithutuc {BIRTH}")
    assert len(followed(chat)) == MOST


def test_a_long_list_has_pages_within_a_message() -> None:
    name = "Tên rất dài " * 30
    of = [(Followed.PROCEDURE, f"1.{n:06}", name) for n in range(20)] + [(Followed.PROCEDURE, "9.000001", "")]
    shown = [views.mine(of, str(page)) for page in range(1, 5)]
    assert all(len(one.text) <= 2000 for one in shown)
    assert "Thủ tục mã 9.000001" in shown[-1].text
    data = [button.data for one in shown for row in one.buttons for button in row]
    assert {f"v1:unwatch:procedure:{key}" for _, key, _ in of} <= set(data)
    assert "v1:pick:9.000001" not in data
