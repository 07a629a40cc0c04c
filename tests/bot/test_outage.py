"""Telegram is away for a day: nothing is lost, nothing comes twice, and what is sent to many keeps its pace."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import Clock
from bot.delivery.outbox import LONGEST_WAIT, Fate, Kind, OutboxRepository
from bot.delivery.tables import outbox
from bot.handlers.arrivals import poll
from bot.petitions.life import State
from bot.texts import say
from bot.views.message import Message, plain
from tests.bot.conftest import CITIZEN, DAY, Chat
from tests.bot.petitions import a_petition, cases_for

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

HOURS, PEOPLE = 24, range(20, 26)


class Hands(Clock):
    """A clock that a test puts forward."""

    def __init__(self) -> None:
        super().__init__(DAY)
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def hands(chat: Chat) -> Hands:
    """The clock of the application, and of all its parts."""
    put = Hands()
    for part in (chat.app, chat.app.offices, chat.app.delivery, chat.app.workers):
        for name in ("clock", "_clock"):
            if hasattr(part, name):
                setattr(part, name, put)
    chat.stop_the_clock()  # jobs are not what is looked at
    return put


async def an_hour_passes(chat: Chat, hands: Hands) -> None:
    """Whoever waits for it looks, and what came of it is written down."""

    def failures() -> int:
        return int(chat.database.read(lambda c: c.scalar(select(func.sum(outbox.c.failures)))) or 0)

    before = failures()
    hands.ahead += timedelta(hours=1)
    chat.app.delivery.wake()
    await chat.wire.until(lambda: failures() > before and not claimed(chat))


def claimed(chat: Chat) -> int:
    """How many messages somebody has in hand."""
    in_hand = select(func.count()).where(outbox.c.claimed_until.is_not(None), outbox.c.state == Fate.QUEUED)
    return int(chat.database.read(lambda c: c.scalar(in_hand)) or 0)


async def test_after_a_day_without_telegram_everything_is_told_once_and_in_order(chat: Chat, hands: Hands) -> None:
    for person in (CITIZEN, *PEOPLE):
        await chat.say("/start", person)
    before = {person: len(chat.api.shown(person)) for person in (CITIZEN, *PEOPLE)}
    petition = a_petition(chat.database, chat_id=CITIZEN)
    chat.api.fail_next("*", error_code=502, description="Bad Gateway", times=100_000)
    box = chat.database

    def queue(chat_id: int, words: str, kind: Kind = Kind.OWN) -> None:
        body = Message((plain(say("error.unexpected", reference=words)),)).to_json()
        box.transact(lambda c: OutboxRepository(c).put(chat_id, [body], hands.now(), about="test", kind=kind))

    for hour in range(HOURS):
        queue(CITIZEN, f"H{hour:02}")
        if hour == 3:
            for person in PEOPLE:
                queue(person, "ALL", Kind.BROADCAST)
        await an_hour_passes(chat, hands)
    assert box.read(lambda c: OutboxRepository(c).waiting()) == HOURS + len(PEOPLE)
    assert {person: len(chat.api.shown(person)) for person in before} == before
    assert box.read(lambda c: OutboxRepository(c).fates())[Fate.FAILED] == 0
    chat.api.faults._planned.clear()  # Telegram is back
    hands.ahead += LONGEST_WAIT  # and within so long everything is on its way
    chat.app.delivery.wake()
    await chat.wire.until(lambda: box.read(lambda c: OutboxRepository(c).waiting()) == 0)
    told = [shown.text for shown in chat.api.shown(CITIZEN)[before[CITIZEN] :]]
    assert told == [plain(say("error.unexpected", reference=f"H{hour:02}")) for hour in range(HOURS)]
    assert [len(chat.api.shown(person)) - before[person] for person in PEOPLE] == [1] * len(PEOPLE)
    assert petition.state is State.SUBMITTED


async def test_the_states_a_petition_went_through_meanwhile_arrive_in_order_and_the_last_is_last(
    chat: Chat, hands: Hands
) -> None:
    await chat.say("/start")
    before = len(chat.api.shown(CITIZEN))
    chat.api.fail_next("sendMessage", error_code=502, description="Bad Gateway", times=100_000)
    about = a_petition(chat.database, State.ANSWERED, chat_id=CITIZEN)

    def told(state: State) -> None:
        def within(connection: object) -> None:
            office = chat.app.offices.open(connection)  # type: ignore[arg-type]
            office.tell(CITIZEN, Message((f"{about.code} {state}",)), f"petition:{about.id}:event:{state}")

        chat.database.transact(within)

    for state in (State.SUBMITTED, State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.ANSWERED):
        told(state)
        await an_hour_passes(chat, hands)
    chat.api.faults._planned.clear()
    hands.ahead += LONGEST_WAIT
    chat.app.delivery.wake()
    await chat.wire.until(lambda: chat.database.read(lambda c: OutboxRepository(c).waiting()) == 0)
    words = [shown.text for shown in chat.api.shown(CITIZEN)[before:]]
    assert len(words) == len(set(words)) == 5
    assert words[-1] == f"{about.code} {State.ANSWERED}"
    assert chat.database.read(lambda c: cases_for(c).register.petitions.by_id(about.id)) is not None


async def test_what_waited_at_telegram_is_answered_afterwards_in_order_and_old_presses_politely(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.arrivals.PAUSE", 0.01)
    await chat.say("1.001193")
    chat.api.fail_next("getUpdates", error_code=502, description="Bad Gateway", times=20)
    codes = ("1.001193", "1.000656", "1.001193", "1.000656")
    for code in codes:
        chat.api.say(CITIZEN, code)
    chat.api.press(CITIZEN, "Chi tiết")
    chat.api.expire_presses()  # so long ago that Telegram takes no answer to it
    before = len(chat.api.shown(CITIZEN))
    shown = await chat.settled()
    answers = [one.text.splitlines()[0] for one in chat.api.shown(CITIZEN)[before:]]
    assert len(answers) == len(codes) + 1
    assert answers[0] == answers[2] != answers[1] == answers[3]
    assert "Mã thủ tục" in shown.text
    assert chat.waiting() == 0


async def test_polling_goes_on_when_telegram_is_back(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.arrivals.PAUSE", 0.01)
    chat.api.drop_next("getUpdates", before=True, times=10)
    polling = asyncio.create_task(poll(chat.app.application.bot, chat.app.arrivals))
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text
    polling.cancel()
