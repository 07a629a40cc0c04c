"""Turns that are taken together come out as if each had been taken by itself; what cannot be is taken by itself."""

import asyncio
import itertools
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from bot import sitting
from bot.ahead import BEYOND, Ahead, BeyondError, OfficersAhead, read_ahead
from bot.clock import Clock
from bot.conversations.hearing import hear
from bot.conversations.visit import turn
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.delivery.tables import unreachable
from bot.inbox.citizens import CitizenRepository
from bot.inbox.haste import BACKLOG
from bot.inbox.repository import Arrived, InboxRepository, UpdateState
from bot.inbox.subscriptions import Followed, SubscriptionRepository
from bot.inbox.tables import chat_state, citizen, update_row
from bot.office import Act, Office, Offices
from bot.petitions.tables import draft
from bot.reports.tally import question_tally
from bot.review.channel import ChannelRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import miss
from bot.sitting import Sittings
from bot.views.message import Message
from bot.views.notice import told
from knowledge.catalogue import Catalogue
from tests.bot.conftest import SETTINGS
from tests.questions import questions

DAY = date(2026, 11, 22)
SAID = (
    "xin chào",
    "giấy tờ cần những gì",
    "xã Cổ Lễ",
    "ba chấm bốn phẩy",
    "đèn đường thôn tôi hỏng cả tháng nay",
    "tố cáo cán bộ nhận tiền",
    "có thủ tục gì mới không",
    "1",
    "quay lại",
    "sdt cua phuong",
    "zzzz qqqq wwww",
    "dữ liệu của tôi",
)
"""What people say beside questions."""


class Bench:
    """Sittings over a database; `alone` says that nobody's turn may be taken with others'."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self.database = database
        self.offices = Offices(SETTINGS, Clock(SETTINGS.today), database, catalogue)
        self.sittings = Sittings(self.offices, database)
        self._numbers = itertools.count(1)
        self.together: list[int] = []
        """How many plain chats were in each sitting."""

    def arrive(self, chat: int, number: int = 1) -> int:
        """Updates of a chat are stored; gives the number of the last."""
        numbers = [next(self._numbers) for _ in range(number)]
        arrived = [Arrived(one, chat, "{}") for one in numbers]
        self.database.transact(lambda c: InboxRepository(c).store(arrived, self.offices_at()))
        return numbers[-1]

    def offices_at(self) -> datetime:
        """The moment."""
        return Clock(SETTINGS.today).now()

    async def take(self, acts: Sequence[tuple[int, Act]]) -> list[list[Message] | BaseException]:
        """The turns of some chats, all at once."""
        numbered = [(self.arrive(chat), chat, act) for chat, act in acts]
        return await asyncio.gather(*(self.sittings.take(*one) for one in numbered), return_exceptions=True)

    def rows(self, query: Any) -> list[tuple[Any, ...]]:
        """What stands in a table."""
        return self.database.read(lambda c: [tuple(row) for row in c.execute(query)])


@pytest.fixture
def bench(database: Database, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(database, catalogue)
    read = read_ahead

    def noted(connection: Connection, chats: Collection[int], channel: ChannelRepository, at: datetime) -> Ahead:
        ahead = read(connection, chats, channel, at)
        made.together.append(len(ahead.plain))
        return ahead

    monkeypatch.setattr(sitting, "read_ahead", noted)
    return made


def saying(chat: int, words: str) -> tuple[int, Act]:
    """A chat says something."""
    return chat, turn(chat, partial(hear, words=words))


def conversations() -> list[list[str]]:
    """What each of some people says, one after the other: questions, and the rest."""
    asked = [question.words for question in questions()][:: len(questions()) // 24][:24]
    said = [words for pair in zip(asked, itertools.cycle(SAID), strict=False) for words in pair]
    return [said[start : start + 4] for start in range(0, len(said), 4)]


def tally(bench: Bench) -> dict[tuple[date, str], int]:
    """The tally as it stands."""
    return {(day, kind): number for day, kind, number in bench.rows(select(question_tally))}


async def test_turns_taken_together_come_out_as_each_by_itself(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    people = conversations()
    together, alone = range(1, 1 + len(people)), range(101, 101 + len(people))
    rounds = list(zip(*people, strict=True))
    at_once = [
        await bench.take([saying(chat, words) for chat, words in zip(together, one, strict=True)]) for one in rounds
    ]
    assert max(bench.together) > 1
    counted, missed = tally(bench), bench.rows(select(miss.c.text, miss.c.day, miss.c.number).order_by(miss.c.text))
    monkeypatch.setattr(sitting, "read_ahead", lambda *_: Ahead(frozenset(), {}, {}))
    by_themselves = [
        await bench.take([saying(chat, words) for chat, words in zip(alone, one, strict=True)]) for one in rounds
    ]
    assert at_once == by_themselves
    for table, facts in ((chat_state, (chat_state.c.state,)), (citizen, (citizen.c.commune, citizen.c.former))):
        kept = dict(bench.rows(select(table.c.chat_id, facts[0])))
        assert [kept.get(chat) for chat in together] == [kept.get(chat) for chat in alone]
        assert any(kept.values())
    assert counted
    assert tally(bench) == {key: 2 * number for key, number in counted.items()}
    again = bench.rows(select(miss.c.text, miss.c.day, miss.c.number).order_by(miss.c.text))
    assert again == [(text, day, 2 * number) for text, day, number in missed]
    assert missed


async def test_each_update_keeps_its_own_reply_and_is_acted_on_once(bench: Bench) -> None:
    number, other = bench.arrive(1), bench.arrive(2)
    takes = [
        bench.sittings.take(number, *saying(1, "khai sinh")),
        bench.sittings.take(other, *saying(2, "đăng ký kết hôn")),
    ]
    first, second = await asyncio.gather(*takes)
    assert first != second
    before = tally(bench)
    assert await bench.sittings.take(number, *saying(1, "quên lời cũ")) == first
    assert tally(bench) == before
    assert bench.rows(select(update_row.c.state)) == [(UpdateState.DONE,)] * 2
    await asyncio.gather(bench.sittings.answered(number), bench.sittings.answered(other))
    assert bench.rows(select(update_row.c.state, update_row.c.reply)) == [(UpdateState.ANSWERED, None)] * 2


def a_name(chat: int) -> Act:
    """An act that tells what the office says of who writes."""

    def act(office: Office) -> list[Message]:
        officer = office.officers.of(chat)
        return [told("ask.no_number", number=officer.name if officer else "-")]

    return act


async def test_of_whom_more_is_known_the_turn_is_taken_by_itself(bench: Bench) -> None:
    at = bench.offices_at()

    def know(connection: Connection) -> None:
        OfficerRepository(connection).add(1, Role.CLERK, "", "Nguyễn Thị Mai", at, "test")
        SubscriptionRepository(connection).follow(2, Followed.PROCEDURE, "1.001193", at)
        connection.execute(insert(unreachable).values(chat_id=3, since=at))
        connection.execute(insert(draft).values(chat_id=4, sealed="", started_at=at, changed_at=at))

    bench.database.transact(know)
    bench.arrive(5, BACKLOG)
    replies = await bench.take([(chat, a_name(chat)) for chat in (1, 2, 3, 4, 5, 6, -7)])
    assert bench.together == [1], "of six private chats one is nobody's of whom more is known"
    names = [reply[0].text for reply in replies if isinstance(reply, list)]
    assert ["Nguyễn Thị Mai" in name for name in names] == [True, *[False] * 6]


async def test_who_was_not_told_a_notice_yet_is_told_it_by_itself(bench: Bench) -> None:
    at = bench.offices_at()

    def announce(connection: Connection) -> None:
        officer = OfficerRepository(connection).add(1, Role.ADMINISTRATOR, "", "Trần Văn Nam", at, "test")
        span = at.replace(year=at.year - 1), at.replace(year=at.year + 1)
        ChannelRepository(connection).announce("Nghỉ lễ ngày mai", span, officer, at)

    bench.database.transact(announce)
    first = await bench.take([saying(8, "khai sinh"), saying(9, "khai sinh")])
    second = await bench.take([saying(8, "khai sinh"), saying(9, "khai sinh"), saying(10, "khai sinh")])
    heard = ["Nghỉ lễ" in reply[0].text for reply in (*first, *second) if isinstance(reply, list)]
    assert heard == [True, True, False, False, True]
    assert bench.together == [0, 2]


async def test_one_that_falls_and_one_that_asks_for_more_leave_the_others_alone(bench: Bench) -> None:
    def fall(office: Office) -> list[Message]:
        office.tally.count(office.day, "fallen")
        raise LookupError("nobody foresaw this")

    def ask_for_more(office: Office) -> list[Message]:
        office.tally.count(office.day, "more")
        office.outbox.put(2, [told("ask.how").to_json()], office.at)
        return [told("ask.how")]

    replies = await bench.take([(1, fall), (2, ask_for_more), saying(3, "khai sinh")])
    assert isinstance(replies[0], LookupError)
    assert replies[1] == [told("ask.how")]
    assert isinstance(replies[2], list)
    counted = {kind: number for (_, kind), number in tally(bench).items()}
    assert "fallen" not in counted
    assert counted["more"] == 1, "what it did before it asked for more is not kept twice"
    assert bench.database.read(lambda c: OutboxRepository(c).is_unreachable(2)) is False
    states = dict(bench.rows(select(update_row.c.chat_id, update_row.c.state)))
    assert states == {1: UpdateState.NEW, 2: UpdateState.DONE, 3: UpdateState.DONE}


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_what_the_database_does_not_take_undoes_nobody_elses_turn(bench: Bench) -> None:
    def too_long(office: Office) -> list[Message]:
        office.tally.count(office.day, "x" * 99)
        return []

    replies = await bench.take([(1, too_long), saying(2, "khai sinh"), saying(3, "đăng ký kết hôn")])
    assert isinstance(replies[0], DBAPIError)
    assert all(isinstance(reply, list) for reply in replies[1:])
    assert sum(number for (_, kind), number in tally(bench).items() if not kind.startswith("shown:")) == 2


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_commune_that_is_told_is_remembered(bench: Bench) -> None:
    await bench.take([saying(1, "làm khai sinh ở xã Cổ Lễ"), saying(2, "làm khai sinh")])
    assert bench.together == [2]
    known = bench.database.read(lambda c: CitizenRepository(c).of_all([1, 2]))
    assert [bool(known[chat].commune) for chat in (1, 2)] == [True, False]
    assert known[2].asked


def test_whatever_is_asked_of_no_connection_is_beyond() -> None:
    with pytest.raises(BeyondError):
        CitizenRepository(BEYOND).forget(1)


def test_nothing_is_said_of_a_chat_that_was_not_read() -> None:
    known = OfficersAhead(Ahead(frozenset({1}), {}, {}))
    assert known.of(1) is None
    with pytest.raises(BeyondError):
        known.of(2)
