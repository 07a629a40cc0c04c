"""The outbox: kept by the transaction that brings it about, sent after it, in order per chat, each once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, insert, select, text
from telegram import Bot

from bot import schema
from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import (
    BLOCKED_KEPT,
    FIRST_WAIT,
    KEPT,
    LONGEST_WAIT,
    MOST_FAILURES,
    Fate,
    Kind,
    OutboxRepository,
    Posted,
    Told,
)
from bot.delivery.pacing import LONGEST, gap
from bot.delivery.tables import outbox
from bot.handlers.delivering import LEASE, Delivery
from bot.office import Office, Offices
from bot.review.tables import officer
from bot.views.message import Button, File, Message
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.conftest import Servers
from tests.wire.api import TOKEN, BotApi
from tests.wire.request import Wire

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOA, MAI, LAN = 5, 6, 7
SECOND = timedelta(seconds=1)
BLOCKED = "Forbidden: bot was blocked by the user"
Gives = TypeVar("Gives")


class Box:
    """The outbox, a transaction for each step."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def __call__(self, act: Callable[[OutboxRepository], Gives]) -> Gives:
        return self.database.transact(lambda connection: act(OutboxRepository(connection)))

    def put(self, chat: int = HOA, *words: str, at: datetime = NOW, **facts: Any) -> int:
        bodies = [Message((said,)).to_json() for said in words or ("Đã nhận.",)]
        return self(lambda box: box.put(chat, bodies, at, **facts))

    def claim(self, at: datetime = NOW, limit: int = 10, **facts: Any) -> list[int]:
        return [posted.id for posted in self.posted(at, limit, **facts)]

    def posted(self, at: datetime = NOW, limit: int = 10, **facts: Any) -> list[Posted]:
        return self(lambda box: box.claim(limit, at, LEASE, **facts))

    def sent(self, number: int, at: datetime = NOW) -> None:
        self(lambda box: box.sent(number, at))

    def again(self, number: int, at: datetime = NOW) -> datetime | None:
        return self(lambda box: box.again(number, at))

    def row(self, number: int) -> dict[str, Any]:
        found = select(outbox).where(outbox.c.id == number)
        return dict(self.database.read(lambda connection: connection.execute(found).mappings().one()))

    def fates(self) -> list[str]:
        found = select(outbox.c.state).order_by(outbox.c.id)
        return list(self.database.read(lambda connection: connection.scalars(found).all()))

    def fate(self, about: str) -> list[Fate]:
        return [told.fate for told in self(lambda box: box.states(about))]


@pytest.fixture
def box(database: Database) -> Box:
    return Box(database)


# What is kept, and who may take it


def test_a_chat_keeps_its_order_while_others_go_on(box: Box) -> None:
    first, second = box.put(HOA), box.put(HOA)
    other = box.put(MAI)
    assert box.claim() == [first, other]
    assert box.claim() == []
    box.sent(other)
    assert box.claim() == []
    box.sent(first)
    assert box.claim() == [second]


def test_what_is_taken_is_what_was_put(box: Box) -> None:
    first = box.put(HOA, "một", "hai\x00 \ud800", "ba")
    said: list[str] = []
    for number in range(first, first + 3):
        (posted,) = box.posted()
        assert (posted.id, posted.chat_id) == (number, HOA)
        said += Message.from_json(posted.body).paragraphs
        box.sent(number)
    assert said == ["một", "hai\x00 \ud800", "ba"]
    assert box.claim() == []


def test_what_was_put_by_a_transaction_that_failed_was_never_put(box: Box) -> None:
    def fail(connection: Connection) -> None:
        OutboxRepository(connection).put(HOA, [{}], NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        box.database.transact(fail)
    assert box(lambda b: b.waiting()) == 0


def test_whoever_wakes_the_senders_learns_whether_something_is_new(box: Box) -> None:
    assert not box(lambda b: b.has_new)
    assert box(lambda b: (b.put(HOA, [{}], NOW), b.has_new))[1]
    box(lambda b: b.blocked(HOA, NOW))
    assert not box(lambda b: (b.put(HOA, [{}], NOW), b.has_new))[1]
    assert box(lambda b: (b.back(HOA, NOW), b.has_new)) == (2, True)


def test_what_one_took_no_other_takes_until_the_lease_is_over(box: Box) -> None:
    number = box.put()
    assert box.claim() == [number]
    assert box.claim(NOW + LEASE - SECOND) == []
    assert box.claim(NOW + LEASE) == [number]  # the one who took it was killed


def test_the_owner_of_a_database_forgets_the_claims_of_a_dead_process(box: Box) -> None:
    number = box.put()
    box.claim()
    box(lambda b: b.free_all())
    assert box.claim() == [number]


def test_of_many_senders_each_takes_other_messages(box: Box) -> None:
    numbers = {box.put(chat) for chat in range(1, 13)}
    with ThreadPoolExecutor(6) as pool:
        taken = [number for batch in pool.map(lambda _: box.claim(limit=3), range(8)) for number in batch]
    assert len(taken) == len(set(taken))
    assert set(taken) | set(box.claim(limit=20)) == numbers


def test_somebodys_own_message_and_what_stands_before_it_do_not_wait_behind_broadcasts(box: Box) -> None:
    reminder, of_others = box.put(HOA, kind=Kind.BROADCAST), box.put(MAI, kind=Kind.BROADCAST)
    receipt = box.put(HOA)
    assert box.claim(kind=Kind.OWN) == [reminder]
    box.sent(reminder)
    assert box.claim(kind=Kind.OWN) == [receipt]
    assert box.claim(kind=Kind.BROADCAST) == [of_others]


def test_some_chats_alone_may_be_asked_for(box: Box) -> None:
    box.put(HOA)
    of_mai = box.put(MAI)
    assert box.claim(chats=[MAI, LAN]) == [of_mai]
    assert box.claim(chats=[]) == []


# What became of it


def test_of_what_arrived_stays_that_it_did_and_not_what_it_said(box: Box) -> None:
    number = box.put(about="petition:17:event:3")
    box.claim()
    box.sent(number, NOW + SECOND)
    row = box.row(number)
    assert (row["state"], row["body"], row["settled_at"]) == (Fate.SENT, None, NOW + SECOND)
    assert row["claimed_until"] is row["not_before"] is None
    assert box(lambda b: b.states("petition:17")) == [Told("petition:17:event:3", HOA, Fate.SENT, NOW + SECOND)]


def test_what_is_kept_for_its_sending_alone_leaves_nothing(box: Box) -> None:
    arrived, refused = (box.put(chat, keep_until=NOW + KEPT, about="asked:1") for chat in (HOA, MAI))
    box.sent(arrived)
    box(lambda b: b.failed(refused, NOW))
    assert box(lambda b: b.states("asked:1")) == []


def test_a_failure_is_tried_again_later_and_later_for_about_three_days(box: Box) -> None:
    number, at, waits = box.put(), NOW, []
    while moment := box.again(number, at):
        assert box.claim(moment - SECOND) == []
        assert box.claim(moment) == [number]
        waits.append(moment - at)
        at = moment
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    assert len(waits) == MOST_FAILURES - 1
    assert timedelta(days=2.5) < at - NOW < timedelta(days=3.5)
    assert box.row(number)["state"] == Fate.FAILED
    assert box.row(number)["body"] is None


def test_after_a_message_that_failed_the_next_goes(box: Box) -> None:
    failed, following = box.put(), box.put()
    box.again(failed)
    assert box.claim() == []
    box(lambda b: b.failed(failed, NOW))
    assert box.claim() == [following]


def test_waiting_at_the_channels_word_is_no_failure(box: Box) -> None:
    number = box.put()
    box.claim()
    box(lambda b: b.later(number, NOW + timedelta(minutes=10)))
    assert box.claim(NOW + timedelta(minutes=9)) == []
    assert box.row(number)["failures"] == 0
    assert box.claim(NOW + timedelta(minutes=10)) == [number]


def test_who_blocked_the_bot_is_asked_once(box: Box) -> None:
    box.put(HOA)
    box.put(HOA)
    of_mai = box.put(MAI)
    box.claim()
    box(lambda b: b.blocked(HOA, NOW))
    box(lambda b: b.blocked(HOA, NOW))
    box.put(HOA)
    assert box.fates() == [Fate.BLOCKED, Fate.BLOCKED, Fate.QUEUED, Fate.BLOCKED]
    assert box.claim(NOW + LEASE) == [of_mai]
    assert box(lambda b: (b.is_unreachable(HOA), b.is_unreachable(MAI))) == (True, False)


def test_who_writes_again_gets_what_was_blocked_lately_in_order(box: Box) -> None:
    long_ago = box.put(HOA, at=NOW - BLOCKED_KEPT)
    box(lambda b: b.blocked(HOA, NOW - BLOCKED_KEPT))
    numbers = [box.put(HOA, at=NOW - timedelta(days=day)) for day in (29, 1)]
    assert box(lambda b: b.back(MAI, NOW)) == 0
    assert box(lambda b: b.back(HOA, NOW)) == 2
    assert box(lambda b: b.back(HOA, NOW)) == 0
    assert not box(lambda b: b.is_unreachable(HOA))
    assert box.row(long_ago)["state"] == Fate.BLOCKED
    numbers.append(box.put(HOA))
    for number in numbers:
        assert box.claim() == [number]
        box.sent(number)
    assert box.claim() == []


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_what_is_put_while_the_person_comes_back_is_sent_all_the_same(box: Box) -> None:
    box(lambda one: one.blocked(HOA, NOW))
    with box.database.engine.connect() as putting, putting.begin():
        OutboxRepository(putting).put(HOA, [Message(("Đã tiếp nhận.",)).to_json()], NOW)
        box(lambda one: one.back(HOA, NOW))
    assert box.claim() == []
    assert box(lambda one: one.in_reach(NOW)) == 1
    assert len(box.claim()) == 1


def test_who_is_still_away_is_not_tried_again(box: Box) -> None:
    box.put(HOA)
    box(lambda one: one.blocked(HOA, NOW))
    box.put(HOA, "Đã trả lời.")
    assert box(lambda one: one.in_reach(NOW + SECOND)) == 0
    assert box.claim() == []


def test_what_was_taken_back_is_not_sent(box: Box) -> None:
    box.put(HOA, about="asked:1")
    kept, of_mai = box.put(HOA, about="asked:12"), box.put(MAI, about="asked:1")
    assert box(lambda b: b.drop(HOA, "asked:1")) == 1
    assert box(lambda b: b.drop(HOA, "asked:1")) == 0
    assert box.claim() == [kept, of_mai]
    box(lambda b: b.blocked(MAI, NOW))
    assert box(lambda b: b.drop(MAI, "asked:1")) == 1


def test_whatever_concerns_some_things_is_taken_back_with_their_parts(box: Box) -> None:
    abouts = ("staff:petition:1", "staff:petition:1:event:2", "reply:7", "register", "officer:3:petition")
    for about in abouts:
        box.put(HOA, about=about)
    for about in ("staff:petition:12:event:1", "petition:1:event:1", "asked:1"):
        box.put(HOA, about=about)
    of_mai = box.put(MAI, about="staff:petition:1:event:2")
    box(lambda b: b.blocked(HOA, NOW))
    assert box(lambda b: b.drop_beginning(HOA)) == 0
    assert box(lambda b: b.drop_beginning(HOA, "staff:petition:1:", "reply:7")) == 3
    assert box(lambda b: b.drop_beginning(HOA, "staff:petition:1")) == 0
    assert box(lambda b: b.drop_official(HOA)) == 3  # of another petition, the register, and what has no petition
    assert [one.about for one in box(lambda b: b.waiting_for(HOA))] == ["petition:1:event:1", "asked:1"]
    assert box.claim() == [of_mai]


def test_what_arrived_cannot_be_taken_back(box: Box) -> None:
    number = box.put(HOA, about="asked:1")
    box.sent(number)
    assert box(lambda b: b.drop(HOA, "asked:1")) == 0


def test_a_late_word_about_what_is_over_changes_nothing(box: Box) -> None:
    number = box.put()
    box.sent(number)
    before = box.row(number)
    assert box.again(number) is None
    box(lambda b: b.later(number, NOW + KEPT))
    box(lambda b: b.failed(number, NOW + KEPT))
    box(lambda b: b.blocked(HOA, NOW))
    assert box.row(number) == before
    assert box.again(999) is None


def test_it_can_be_asked_what_became_of_everything_about_a_thing(box: Box) -> None:
    receipt, moved, _ = (box.put(HOA, about=f"petition:{of}") for of in ("1:event:1", "1:event:2", "12:event:1"))
    box.put(MAI, about="petition:1")
    box.sent(receipt)
    box(lambda b: b.failed(moved, NOW))
    assert box.fate("petition:1") == [Fate.SENT, Fate.FAILED, Fate.QUEUED]
    assert box.fate("petition:1:event:2") == [Fate.FAILED]
    assert box.fate("petition:%") == []


def test_it_can_be_asked_what_reached_a_chat_since_a_moment(box: Box) -> None:
    first, second, other = box.put(about="reply:1"), box.put(about="reply:2"), box.put(MAI, about="reply:3")
    box.put(about="reply:4")  # still on its way
    for step, number in enumerate((first, second, other)):
        box(lambda o, n=number, s=step: o.sent(n, NOW + s * SECOND))  # type: ignore[misc]
    sent = [Told("reply:2", HOA, Fate.SENT, NOW + SECOND), Told("reply:1", HOA, Fate.SENT, NOW)]
    assert box(lambda o: o.reached(HOA, NOW - SECOND, 9)) == sent
    assert box(lambda o: o.reached(HOA, NOW - SECOND, 1)) == sent[:1]
    assert box(lambda o: o.reached(HOA, NOW, 9)) == sent[:1]


def test_words_and_rows_are_forgotten_in_time(box: Box) -> None:
    blocked, arrived, waits = box.put(HOA), box.put(MAI), box.put(LAN)
    until = box.put(LAN, keep_until=NOW + timedelta(days=14))
    box(lambda b: b.blocked(HOA, NOW))
    box.sent(arrived)
    assert box(lambda b: b.forget(NOW + timedelta(days=14) - SECOND)) == 0
    assert box(lambda b: b.forget(NOW + timedelta(days=14))) == 1
    assert box.row(blocked)["body"]
    box(lambda b: b.forget(NOW + BLOCKED_KEPT))
    assert box.row(blocked)["body"] is None
    assert box(lambda b: b.is_unreachable(HOA))
    assert box(lambda b: b.forget(NOW + KEPT)) == 2
    assert not box(lambda b: b.is_unreachable(HOA))
    assert box.claim(NOW + KEPT) == [waits] != [until]


def test_what_may_wait_no_longer_is_not_sent_and_holds_up_nothing(box: Box) -> None:
    short, long = box.put(HOA, keep_until=NOW + LEASE), box.put(HOA)
    of_mai = box.put(MAI, keep_until=NOW + LEASE)
    assert box.claim(NOW + LEASE - SECOND) == [short, of_mai]
    assert box.claim(NOW + 2 * LEASE) == [long]
    box.sent(long)
    assert box.claim(NOW + 3 * LEASE) == []
    box(lambda b: b.blocked(MAI, NOW))
    assert box(lambda b: b.back(MAI, NOW + LEASE)) == 0
    assert box(lambda b: b.expire(NOW + LEASE - SECOND)) == 0
    assert box(lambda b: b.expire(NOW + LEASE)) == 2
    assert box.fates() == [Fate.SENT]


# On its way


class Hands(Clock):
    """A clock whose hands a test sets."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def now(self) -> datetime:
        return self.at


class Post:
    """Senders over the strict wire."""

    def __init__(self, box: Box, catalogue: Catalogue) -> None:
        self.box = box
        self.catalogue = catalogue
        self.api = BotApi()
        self.wire = Wire(self.api)
        self.bot = Bot(TOKEN, request=self.wire, get_updates_request=self.wire)
        self.clock = Hands()
        self.deliveries: list[Delivery] = []
        for person in range(1, 40):
            self.api.world.chats.person(person).started = True

    def delivery(self, rate: int = 0, chats: Sequence[int] | None = None) -> Delivery:
        made = self.over(self.box.database, rate=rate, chats=chats)
        self.deliveries.append(made)
        return made

    def over(self, database: Database, rate: int = 0, chats: Sequence[int] | None = None) -> Delivery:
        offices = Offices(SETTINGS, self.clock, database, self.catalogue)
        return Delivery(self.bot, database, self.clock, offices, rate=rate, chats=chats)

    async def settle(self) -> None:
        """Wait until nothing waits any more."""
        await self.wire.until(lambda: self.box(lambda b: b.waiting()) == 0)

    def got(self, chat: int) -> list[str]:
        return [shown.text for shown in self.api.shown(chat)]


@pytest.fixture
async def post(box: Box, catalogue: Catalogue) -> AsyncIterator[Post]:
    made = Post(box, catalogue)
    await made.bot.initialize()
    yield made
    for delivery in made.deliveries:
        await delivery.stop()
    await made.bot.shutdown()


async def test_everything_that_waits_is_sent_in_order_to_each_chat(post: Post) -> None:
    for number in range(10):
        for person in (HOA, MAI, LAN):
            post.box.put(person, str(number))
    post.delivery().start()
    await post.settle()
    assert all(post.got(person) == [str(n) for n in range(10)] for person in (HOA, MAI, LAN))


async def test_what_is_queued_later_is_sent_when_the_senders_are_woken(post: Post) -> None:
    delivery = post.delivery()
    delivery.start()
    for words in ("một", "hai"):
        post.box.put(HOA, words)
        delivery.wake()
        await post.settle()
    assert post.got(HOA) == ["một", "hai"]


async def test_two_drainers_at_once_send_each_message_once(servers: Servers, catalogue: Catalogue) -> None:
    url = servers.prepared("postgresql")
    first, second = Database(url), Database(url)
    post = Post(Box(first), catalogue)
    await post.bot.initialize()
    for number in range(6):
        for person in range(1, 21):
            post.box.put(person, str(number))
    drainers = [post.over(database) for database in (first, second)]
    for drainer in drainers:
        drainer.start()
    await post.settle()
    for drainer in drainers:
        await drainer.stop(5)
    await post.bot.shutdown()
    for database in (first, second):
        database.close()
    assert all(post.got(person) == [str(n) for n in range(6)] for person in range(1, 21))
    assert len(post.api.calls("sendMessage")) == 120


async def test_one_chat_that_is_told_to_slow_down_holds_up_no_other(post: Post) -> None:
    first = post.box.put(HOA, "một")
    post.box.put(HOA, "hai")
    post.api.fail_next("sendMessage", error_code=429, description="Too Many Requests: retry after 600", retry_after=600)
    delivery = post.delivery()
    await delivery.drain()
    post.box.put(MAI, "cho Mai")
    await delivery.drain()
    assert (post.got(HOA), post.got(MAI)) == ([], ["cho Mai"])
    row = post.box.row(first)
    assert (row["not_before"], row["failures"]) == (NOW + timedelta(seconds=600), 0)
    post.clock.at = NOW + timedelta(seconds=600)
    await delivery.drain()
    assert post.got(HOA) == ["một", "hai"]


async def test_a_403_happens_once_and_what_waited_arrives_when_the_person_is_back(post: Post) -> None:
    for words in ("một", "hai"):
        post.box.put(HOA, words)
    post.api.block(HOA)
    delivery = post.delivery()
    await delivery.drain()
    post.box.put(HOA, "ba")
    await delivery.drain()
    assert len(post.api.calls("sendMessage")) == 1
    post.api.unblock(HOA)
    post.box(lambda b: b.back(HOA, NOW))
    await delivery.drain()
    assert post.got(HOA) == ["một", "hai", "ba"]


async def test_a_message_that_is_refused_for_ever_has_failed_and_its_words_are_in_no_log(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.box.put(HOA, "chuyện riêng", about="x")
    post.box.put(HOA, "hai")
    post.api.fail_next("sendMessage", error_code=400, description="Bad Request: message is too long")
    await post.delivery().drain()
    assert post.box.fate("x") == [Fate.FAILED]
    assert post.got(HOA) == ["hai"]
    assert "Message is too long" in caplog.text
    assert "chuyện riêng" not in caplog.text


async def test_a_chat_that_does_not_know_the_bot_yet_gets_its_messages_when_it_does(post: Post) -> None:
    post.box.put(77, about="x")
    await post.delivery().drain()
    assert post.box.fate("x") == [Fate.BLOCKED]
    post.api.world.chats.person(77).started = True
    post.box(lambda b: b.back(77, NOW))
    await post.delivery().drain()
    assert post.box.fate("x") == [Fate.SENT]


async def test_a_group_that_became_another_is_followed(post: Post) -> None:
    group, supergroup = -77, -1000000000077
    post.api.group(group, "Cán bộ")
    post.box.put(group, "một", about="x")
    post.box.put(group, "hai")
    post.api.migrate(group, supergroup)
    await post.delivery().drain()
    assert post.box.fate("x") == [Fate.SENT]
    assert post.got(supergroup) == ["một", "hai"]


@pytest.mark.parametrize("code", [500, 502, 401, 409])
async def test_a_telegram_that_is_away_is_tried_again(post: Post, code: int) -> None:
    number = post.box.put()
    post.api.fail_next("sendMessage", error_code=code, description="Not now")
    delivery = post.delivery()
    await delivery.drain()
    assert post.box.row(number)["not_before"] == NOW + FIRST_WAIT
    post.clock.at = NOW + FIRST_WAIT
    await delivery.drain()
    assert post.got(HOA) == ["Đã nhận."]


async def test_a_kill_between_sending_and_marking_repeats_the_message_once(post: Post) -> None:
    post.box.put(HOA, "một")
    post.box.put(HOA, "hai")
    (taken,) = post.box.posted()
    await post.bot.send_message(taken.chat_id, "một")  # and here the process is killed
    delivery = post.delivery()
    await delivery.drain()
    assert post.got(HOA) == ["một"]
    post.clock.at = NOW + LEASE
    await delivery.drain()
    post.clock.at = NOW + 3 * LEASE
    await delivery.drain()
    assert post.got(HOA) == ["một", "một", "hai"]


async def test_a_mark_that_is_lost_repeats_the_message_once_too(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise ConnectionError("the database went away")

    post.box.put(HOA, "một")
    delivery = post.delivery()
    monkeypatch.setattr("bot.handlers.delivering.MARK_AGAIN", (0.01,))
    with monkeypatch.context() as broken:
        broken.setattr(OutboxRepository, "sent", away)
        await delivery.drain()
    post.clock.at = NOW + LEASE
    await delivery.drain()
    assert post.got(HOA) == ["một", "một"]


async def test_a_mark_is_made_again_when_the_database_is_back(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, tries = OutboxRepository.sent, []

    def away_at_first(box: OutboxRepository, number: int, at: datetime) -> None:
        tries.append(number)
        if len(tries) == 1:
            raise ConnectionError("the database went away")
        sent(box, number, at)

    monkeypatch.setattr("bot.handlers.delivering.MARK_AGAIN", (0.01,))
    monkeypatch.setattr(OutboxRepository, "sent", away_at_first)
    number = post.box.put(HOA, "một")
    await post.delivery().drain()
    assert (tries, post.got(HOA), post.box.fates()) == ([number, number], ["một"], [Fate.SENT])


async def test_senders_outlive_a_database_that_is_away(
    post: Post, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away(*_: object, **__: object) -> None:
        raise ConnectionError("the database went away")

    post.box.put(HOA, "một")
    delivery = post.delivery()
    with monkeypatch.context() as broken:
        broken.setattr(OutboxRepository, "claim", away)
        delivery.start()
        await post.wire.until(lambda: "the database went away" in caplog.text)
    delivery.wake()
    await post.settle()
    assert post.got(HOA) == ["một"]


async def test_what_nobody_foresaw_is_tried_again_and_holds_up_no_other_chat(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    odd = post.box(lambda b: b.put(HOA, [{"of": "another version"}], NOW))
    post.box.put(MAI, "cho Mai")
    await post.delivery().drain()
    assert post.box.row(odd)["failures"] == 1
    assert f"message {odd} was not sent" in caplog.text
    assert post.got(MAI) == ["cho Mai"]


async def test_under_random_faults_everything_arrives_in_order_and_is_marked(post: Post) -> None:
    persons, words = range(1, 13), [str(number) for number in range(5)]
    for said in words:
        for person in persons:
            post.box.put(person, said)
    post.api.fail_share(0.2, seed=7, kinds=("drop_before", "drop_after", "time_out", "bad_gateway", "too_many"))
    delivery = post.delivery()
    while post.box(lambda b: b.waiting()):
        await delivery.drain()
        post.clock.at += LONGEST_WAIT
    assert len(post.api.calls("sendMessage")) > len(words) * len(persons), "there were faults"
    assert set(post.box.fates()) == {Fate.SENT}
    for person in persons:
        assert [said for said, _ in groupby(post.got(person))] == words


async def test_a_sending_that_takes_too_long_counts_as_failed(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.delivering.SENDING", 0.01)
    number = post.box.put()
    post.wire._latency = 5
    await post.delivery().drain()
    assert post.box.row(number)["failures"] == 1


async def test_broadcasts_keep_their_pace_and_own_messages_do_not_wait_for_it(post: Post) -> None:
    loop = asyncio.get_running_loop()
    for person in range(1, 7):
        post.box.put(person, "nhắc việc", kind=Kind.BROADCAST)
    begun, delivery = loop.time(), post.delivery(rate=2)
    delivery.start()
    await post.wire.until(lambda: post.got(1))
    post.box.put(39, "biên nhận")
    delivery.wake()
    await post.settle()
    assert loop.time() - begun >= 2.4
    sent_to = [call.params["chat_id"] for call in post.api.calls("sendMessage")]
    assert len(sent_to) == 7
    assert sent_to.index("39") < 6, "the receipt went before the last reminder"


async def test_a_pace_of_zero_is_none(post: Post) -> None:
    for person in range(1, 31):
        post.box.put(person, kind=Kind.BROADCAST)
    post.delivery(rate=0).start()
    await post.settle()
    assert len(post.api.calls("sendMessage")) == 30


async def test_copies_keep_the_pace_of_broadcasts_together(post: Post) -> None:
    post.clock = Clock()  # type: ignore[assignment]
    loop = asyncio.get_running_loop()
    for person in range(1, 10):
        post.box.put(person, "nhắc việc", at=post.clock.now(), kind=Kind.BROADCAST)
    begun = loop.time()
    for _ in range(3):
        post.delivery(rate=4).start()
    await post.settle()
    assert loop.time() - begun >= 0.99 * 8 / 4
    assert len(post.api.calls("sendMessage")) == 9


async def test_telegrams_word_to_one_copy_slows_the_broadcasts_of_all(post: Post) -> None:
    post.clock = Clock()  # type: ignore[assignment]
    loop = asyncio.get_running_loop()
    for person in range(1, 4):
        post.box.put(person, "nhắc việc", at=post.clock.now(), kind=Kind.BROADCAST)
    post.api.fail_next("sendMessage", retry_after=2)
    begun, first = loop.time(), post.delivery(rate=1)
    first.start()
    await post.wire.until(lambda: post.api.calls("sendMessage"))
    await first.stop(10)
    post.delivery(rate=30).start()
    await post.wire.until(lambda: len(post.api.calls("sendMessage")) > 1)
    assert loop.time() - begun >= 1.9


def test_turns_are_never_saved_up_and_never_far_off(box: Box) -> None:
    def next_at(at: datetime) -> datetime:
        return box(lambda b: b.pace.next(at))

    assert next_at(NOW) == NOW
    box(lambda b: b.pace.go_on(NOW + 8 * gap(4)))
    assert next_at(NOW) == NOW + 2 * SECOND
    assert next_at(NOW + 60 * SECOND) == NOW + 60 * SECOND
    box(lambda b: b.pace.pause(NOW, 30 * SECOND))
    assert next_at(NOW) == NOW + 30 * SECOND
    box(lambda b: b.pace.pause(NOW, 10_000 * SECOND))
    assert next_at(NOW) == NOW + LONGEST
    assert next_at(NOW - SECOND) == NOW - SECOND, "a clock that was wrong holds nobody up"
    assert gap(0) == timedelta()


async def test_a_stop_lets_what_is_under_way_arrive_and_begins_nothing_new(post: Post) -> None:
    post.wire._latency = 0.5
    number = post.box.put(HOA, "một")
    post.box.put(HOA, "hai")
    delivery = post.delivery()
    delivery.start()
    await post.wire.until(lambda: post.box.row(number)["claimed_until"])
    await delivery.stop(10)
    assert post.got(HOA) == ["một"]
    assert post.box.fates() == [Fate.SENT, Fate.QUEUED]


async def test_a_stop_without_patience_leaves_what_is_under_way_for_the_next_start(post: Post) -> None:
    post.wire._latency = 30
    number = post.box.put(HOA)
    delivery = post.delivery()
    delivery.start()
    await post.wire.until(lambda: post.box.row(number)["claimed_until"])
    await delivery.stop()
    post.wire._latency = 0
    post.clock.at = NOW + LEASE
    await post.delivery().drain()
    assert post.got(HOA) == ["Đã nhận."]


async def test_a_file_follows_its_words_as_a_document(post: Post) -> None:
    buttons = ((Button("Xem", "v1:show:1"),),)
    message = Message(("Dữ liệu của ông/bà",), buttons, (File("dữ liệu.json", b"{}"), File("anh.jpg", b"\xff\xd8")))
    post.box(lambda b: b.put(HOA, [part.to_json() for part in message.parts()], NOW))
    await post.delivery().drain()
    words, first, second = post.api.shown(HOA)
    assert (words.text, words.labels, words.file) == ("Dữ liệu của ông/bà", ["Xem"], None)
    assert first.file
    assert second.file
    assert (first.file.name, first.file.content) == ("dữ liệu.json", b"{}")
    assert (second.file.name, second.file.content) == ("anh.jpg", b"\xff\xd8")


async def test_a_file_that_fails_is_tried_again_without_its_words(post: Post) -> None:
    message = Message(("Dữ liệu",), (), (File("a.json", b"{}"),))
    post.box(lambda b: b.put(HOA, [part.to_json() for part in message.parts()], NOW))
    post.api.fail_next("sendDocument", error_code=502, description="Bad Gateway")
    delivery = post.delivery()
    await delivery.drain()
    post.clock.at = NOW + FIRST_WAIT
    await delivery.drain()
    assert (len(post.api.calls("sendMessage")), len(post.api.calls("sendDocument"))) == (1, 2)
    assert len(post.api.shown(HOA)) == 2


async def test_a_transport_that_reaches_some_chats_leaves_the_others_to_another(post: Post) -> None:
    post.box.put(HOA)
    post.box.put(MAI)
    await post.delivery(chats=[MAI]).drain()
    assert (post.got(HOA), post.got(MAI)) == ([], ["Đã nhận."])
    assert post.box(lambda b: b.waiting()) == 1


# In the whole bot


def leave(monkeypatch: pytest.MonkeyPatch, *told: tuple[int, Message]) -> None:
    """Let every /start leave messages for chats beside its reply."""

    def act(office: Office) -> Sequence[Message]:
        for chat, message in told:
            office.tell(chat, message, "test")
        return [Message(("Vâng.",))]

    monkeypatch.setattr("bot.handlers.chatting.turn", lambda *_: act)


def texts(chat: Chat, of: int) -> list[str]:
    return [shown.text for shown in chat.api.shown(of)]


async def test_what_a_turn_left_is_sent_right_after_it(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    chat.stop_the_clock()
    chat.api.world.chats.person(MAI).started = True
    leave(monkeypatch, (CITIZEN, Message(("Biên nhận",))), (MAI, Message(("Có việc mới",))))
    chat.api.say(CITIZEN, "/start")
    await chat.wire.until(lambda: texts(chat, CITIZEN) == ["Vâng.", "Biên nhận"])
    await chat.wire.until(lambda: texts(chat, MAI))
    assert (texts(chat, CITIZEN), texts(chat, MAI)) == (["Vâng.", "Biên nhận"], ["Có việc mới"])


async def test_who_is_found_gone_while_replying_is_flagged_and_who_is_back_gets_what_waited(chat: Chat) -> None:
    chat.stop_the_clock()
    box = Box(chat.database)
    chat.api.fail_next("sendMessage", error_code=403, description=BLOCKED)
    chat.api.say(CITIZEN, "/start")
    await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0)
    assert box(lambda b: b.is_unreachable(CITIZEN))
    box.put(CITIZEN, "Đã trả lời")
    assert box.fates() == [Fate.BLOCKED]
    chat.api.say(CITIZEN, "/start")
    await chat.wire.until(lambda: "Đã trả lời" in texts(chat, CITIZEN))
    assert not box(lambda b: b.is_unreachable(CITIZEN))


async def test_of_a_reply_to_who_blocked_the_bot_one_message_is_tried(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat.api.say(CITIZEN, "/start")
    await chat.settled()
    before = len(chat.api.calls("sendMessage"))
    replies = [Message(("một",)), Message(("hai",))]
    monkeypatch.setattr("bot.handlers.chatting.turn", lambda *_: lambda _: replies)
    chat.api.fail_next("sendMessage", error_code=403, description=BLOCKED)
    chat.api.say(CITIZEN, "1.001193")
    await chat.wire.until(lambda: not chat.api.pending() and chat.waiting() == 0)
    assert len(chat.api.calls("sendMessage")) == before + 1


async def test_a_reply_may_hand_over_a_file(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    reply = Message(("Dữ liệu",), (), (File("a.json", b"{}"),))
    monkeypatch.setattr("bot.handlers.chatting.turn", lambda *_: lambda _: [reply])
    chat.api.fail_next("sendDocument", error_code=502, description="Bad Gateway")
    shown = await chat.say("/start")
    assert shown.file
    assert (shown.file.name, shown.file.content) == ("a.json", b"{}")
    assert texts(chat, CITIZEN) == ["Dữ liệu", ""]


# Answers that were under way before there was an outbox


def test_an_answer_under_way_goes_over_to_the_outbox_with_the_migration(empty_url: str) -> None:
    database = Database(empty_url)
    schema.upgrade(database, "0003")
    person = {"telegram_id": 7, "name": "Lan", "added_at": NOW}
    long = "quả " * 60
    facts = "id, asked_on, chat_id, slot, words, consented_at, answer, answered_by, answered_on, failures, not_before"
    day, at = "'2026-11-22'", "'2026-11-22 08:00:00'"
    rows = (
        f"1, {day}, 5, 0, 'còn mở', {at}, NULL, NULL, NULL, 0, NULL",
        f"2, {day}, 6, NULL, 'nuôi <ong>', {at}, 'a & b', 1, {day}, 3, {at}",
        f"3, {day}, 7, NULL, '{long}', {at}, 'Không.', 1, {day}, 0, {at}",
        f"4, {day}, NULL, NULL, NULL, NULL, NULL, 1, {day}, 0, NULL",
    )

    def fill(connection: Connection) -> None:
        connection.execute(insert(officer).values(id=1, **person))
        for row in rows:
            connection.execute(text(f"INSERT INTO asked ({facts}) VALUES ({row})"))

    database.transact(fill)
    schema.upgrade(database, "0004")
    box = Box(database)
    first, second = box.posted()
    assert [first.chat_id, second.chat_id] == [6, 7]
    assert Message.from_json(first.body).text == "Cán bộ trả lời câu hỏi của ông/bà: “nuôi <ong>”\n\na & b"
    assert Message.from_json(second.body).paragraphs[0].endswith("quả…”")
    assert box.fate("asked:2") == [Fate.QUEUED]
    assert box.row(first.id)["keep_until"] == NOW + timedelta(days=14)
    left = database.read(
        lambda c: c.execute(text("SELECT id, chat_id, words, answered_by FROM asked ORDER BY id")).all()
    )
    assert [tuple(row) for row in left] == [
        (1, 5, "còn mở", None),
        (2, None, None, 1),
        (3, None, None, 1),
        (4, None, None, 1),
    ]
    schema.downgrade(database, "0003")
    assert database.read(lambda c: c.scalar(text("SELECT failures FROM asked WHERE id = 1"))) == 0
    database.close()
