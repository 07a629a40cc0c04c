"""One person's flood is answered kindly and keeps nobody else waiting; who waits for answers is never slowed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count, islice

import pytest
from sqlalchemy import Connection

from bot.database import Database
from bot.inbox.haste import BACKLOG, MINUTE, hurries
from bot.inbox.repository import Arrived, InboxRepository
from tests.bot.conftest import CITIZEN, Chat

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def arrive(database: Database) -> Callable[..., None]:
    """So many updates of a chat arrive, and some of them are handled."""
    numbers = count(1)

    def arrive(number: int, at: datetime, *, handled: bool, chat: int = CITIZEN) -> None:
        def act(connection: Connection) -> None:
            inbox, of = InboxRepository(connection), list(islice(numbers, number))
            inbox.store([Arrived(one, chat, "{}") for one in of], at)
            for one in of if handled else ():
                inbox.answered(one)

        database.transact(act)

    return arrive


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_more_than_so_many_within_a_minute_is_too_many_while_others_wait(
    database: Database, arrive: Callable[..., None]
) -> None:
    def is_hurrying(chat: int = CITIZEN, at: datetime = AT) -> bool:
        return database.read(lambda connection: hurries(InboxRepository(connection), chat, at, 3))

    arrive(2, AT - SECOND, handled=True)
    arrive(BACKLOG, AT - SECOND, handled=False)
    assert not is_hurrying()
    arrive(1, AT - SECOND, handled=True)
    assert is_hurrying()
    assert not is_hurrying(CITIZEN + 1)
    assert not is_hurrying(at=AT + MINUTE)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_who_has_no_backlog_does_not_hurry(database: Database, arrive: Callable[..., None]) -> None:
    arrive(100, AT, handled=True)
    arrive(BACKLOG - 1, AT, handled=False)
    assert not database.read(lambda connection: hurries(InboxRepository(connection), CITIZEN, AT + SECOND, 3))


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
