"""Updates from Telegram into the inbox, and from the inbox to their handlers.

An update is stored as it came and read only when its turn comes, so that one which nobody can read stops nobody else's.
"""

import asyncio
import json
import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.exc import DBAPIError
from telegram import Bot, Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import Application

from bot.database import is_passing
from bot.handlers.soundness import is_sound, whole
from bot.inbox.discretion import discreet
from bot.inbox.repository import Arrived
from bot.inbox.workers import Workers
from bot.together import Together

log = logging.getLogger(__name__)

# The library would rather parse the batch itself; then one update it cannot parse holds up every other for ever.
warnings.filterwarnings("ignore", message=r"Please use 'Bot\.getUpdates'")

INLINE = "inline_query"

KINDS = ["message", "edited_message", "callback_query", "my_chat_member", INLINE]
"""The kinds of update we ask Telegram for; others have nothing to be answered."""

READ = frozenset({*KINDS, "update_id"})
"""What is read of an update: a kind we did not ask for may have any shape."""

BIGGEST = 2**63 - 1
"""The greatest number a database keeps; Telegram's are far smaller."""

AT_ONCE = 40
"""How many updates Telegram may bring to a webhook at the same time, and are stored at once."""

LONG_POLL = 30
"""Seconds Telegram holds a request open until something arrives."""

PAUSE = 3.0
"""Seconds before asking again after Telegram was not reached."""

CONFLICTS = 20
"""How often in a row Telegram may say that somebody else fetches before we believe it."""

AnyApplication = Application[Any, Any, Any, Any, Any, Any]


class Arrivals:
    """The way in: stored in one transaction before Telegram is told that they arrived."""

    def __init__(self, workers: Workers, at_once: Callable[[Mapping[str, Any]], None]) -> None:
        """Take who takes updates in, and what to do with those that are answered at once or never."""
        self._workers = workers
        self._at_once = at_once
        self._storing = Together(self._store_all, AT_ONCE)

    async def store(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Store updates, without private numbers; one that came before changes nothing. Inline queries are no mail."""
        # Escaped to ASCII: half a letter, which JSON may carry, is no text to a database.
        known = [_discreet(update) for update in updates]
        arrived = [Arrived(u["update_id"], _chat(u), json.dumps(u)) for u in known if INLINE not in u]
        for query in known:
            if INLINE in query and is_sound(query):
                self._at_once(query)
        if arrived and (refused := await self._storing.of(arrived)):
            raise refused

    async def _store_all(self, brought: Sequence[Sequence[Arrived]]) -> list[Exception | None]:
        """Store what several requests brought, in one transaction; what of it the database refuses, each by itself."""
        try:
            await self._workers.take_in([one for arrived in brought for one in arrived])
        except Exception as refused:
            if len(brought) == 1 or (isinstance(refused, DBAPIError) and is_passing(refused)):
                raise
            each = await asyncio.gather(*map(self._workers.take_in, brought), return_exceptions=True)
            return [fault if isinstance(fault, Exception) else None for fault in each]
        return [None] * len(brought)


async def poll(bot: Bot, arrivals: Arrivals) -> None:
    """Fetch updates for ever. Asking for the next batch is what confirms this one, so it is stored by then.

    Raises InvalidToken, and Conflict when somebody else keeps fetching; a request of our own that a kill left open ends
    after a while.
    """
    asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": KINDS}
    conflicts = 0
    while True:
        try:
            updates = await bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=LONG_POLL + PAUSE)
            conflicts = 0
        except (InvalidToken, EndPointNotFound):
            # The library takes the 401 of a token that was taken back for a missing end point.
            raise InvalidToken from None
        except Conflict:
            conflicts += 1
            if conflicts > CONFLICTS:
                raise
            log.warning("another program fetches this bot's updates too; trying again")
            await asyncio.sleep(PAUSE)
            continue
        except TelegramError as error:
            log.warning("Telegram is not reached: %s", error)
            await asyncio.sleep(PAUSE)
            continue
        if updates and await _are_stored(arrivals, updates):
            asked["offset"] = updates[-1]["update_id"] + 1


async def _are_stored(arrivals: Arrivals, updates: Sequence[Mapping[str, Any]]) -> bool:
    """Whether updates are in the inbox now; Telegram gives them again when the database was away."""
    try:
        await arrivals.store(updates)
    except DBAPIError as away:
        log.warning("%s updates are not stored, asking for them again: %s", len(updates), type(away.orig).__name__)
        await asyncio.sleep(PAUSE)
        return False
    return True


async def handle(application: AnyApplication, arrived: Arrived) -> None:
    """Hand a stored update to the first route that takes it; one that cannot be read is passed over, and logged."""
    await application.process_update(_read(application, arrived))


def _read(application: AnyApplication, arrived: Arrived) -> Update:
    """The update; one of nothing that we know where it cannot be read."""
    try:
        told = whole(json.loads(arrived.payload))
        if not is_sound(told):
            raise TypeError  # noqa: TRY301 - as the library does over what it looks at
        return Update.de_json({name: told[name] for name in told if name in READ}, application.bot)
    except Exception as odd:  # noqa: BLE001 - whatever the library stumbles over, the chat behind it goes on
        log.warning("update %s cannot be read: %s", arrived.update_id, type(odd).__name__)
        return Update(arrived.update_id)


def _discreet(update: Mapping[str, Any]) -> Mapping[str, Any]:
    """The update without private numbers; of one that is nested without end its number alone."""
    try:
        return discreet(update)
    except RecursionError:
        return {"update_id": update["update_id"]}


def _chat(update: Mapping[str, Any]) -> int:
    """The chat whose order an update of one of `KINDS` keeps; one of no chat we can read keeps its own."""
    happened = next((update[kind] for kind in KINDS if kind in update), None)
    message = _part(happened, "message") or happened
    # A press on a message sent through an inline query has no chat: it keeps its presser's order.
    number = _part(_part(message, "chat") or _part(happened, "from"), "id")
    return number if type(number) is int and abs(number) <= BIGGEST else -int(update["update_id"])


def _part(whole: object, name: str) -> object:
    return whole.get(name) if isinstance(whole, Mapping) else None
