"""Whatever comes in place of an update, nothing raises and nobody waits behind it; `make fuzz` sends 100,000."""

from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot.database import Database
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, Chat
from tests.feeding import Fed, feed
from tests.fuzz_updates import bodies, updates

NUMBER, BODIES = 2000, 100

pytestmark = [pytest.mark.bulk, pytest.mark.parametrize("kind", ["sqlite"])]


async def test_generated_updates_of_every_type_raise_nothing(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    fed = await feed(database, catalogue, tmp_path, NUMBER, 0)
    assert fed == Fed(taken=NUMBER), "\n".join(fed.faults[:5])


async def test_malformed_bodies_are_refused_and_raise_nothing(
    database: Database, catalogue: Catalogue, tmp_path: Path
) -> None:
    fed = await feed(database, catalogue, tmp_path, 0, BODIES)
    assert set(fed.refused) == {200, 400}
    assert fed.faults == []


@pytest.mark.usefixtures("kind")
def test_every_type_is_among_them_whole_and_spoilt() -> None:
    made = list(updates(NUMBER // 4))
    assert {kind for update in made for kind in update} >= {str(kind) for kind in Update.ALL_TYPES}
    assert made[:20] == list(updates(20))
    assert made[:20] != list(updates(20, seed=1))
    assert len(list(bodies(20))) == 20


def a_message(**parts: Any) -> dict[str, Any]:
    """A message of the citizen's, with other parts than Telegram sends."""
    whole = {"message_id": 1, "date": 1, "chat": {"id": CITIZEN, "type": "private"}, "from": {"id": CITIZEN}}
    return {"message": {**whole, "text": "1.001193", **parts}}


def nested(depth: int) -> Any:
    made: Any = {}
    for _ in range(depth):
        made = {"reply_to_message": made}
    return made


ODD: tuple[dict[str, Any], ...] = (
    a_message(text=5),
    a_message(text=["khai sinh"]),
    a_message(chat={"id": CITIZEN, "type": None}),
    a_message(entities=[{"type": "bot_command", "offset": None, "length": 1}]),
    a_message(reply_to_message=5),
    a_message(reply_to_message=nested(900)),
    a_message(**{"from": {"id": 10**30}}),
    {"my_chat_member": {"chat": {"id": CITIZEN, "type": "private"}, "from": {"id": CITIZEN}, "date": 1}},
    {"callback_query": {"id": "1", "from": {"id": CITIZEN, "is_bot": False, "first_name": "A"}, "data": {}}},
    {"inline_query": {"id": "1", "from": {"id": CITIZEN}, "query": 5, "offset": ""}},
    {"poll_answer": {"user": {"id": {}}}},
)


async def test_what_cannot_be_read_is_passed_over_and_the_next_message_is_answered(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    await chat.app.arrivals.store([{"update_id": number, **odd} for number, odd in enumerate(ODD)])
    assert "Đăng ký khai sinh" in (await chat.say("1.001193")).text
    assert chat.waiting() == 0
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_half_a_letter_is_answered_as_a_letter_nobody_knows(chat: Chat) -> None:
    assert "Đăng ký khai sinh" in (await chat.say("1.001193 \ud800")).text
    assert chat.waiting() == 0
