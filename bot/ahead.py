"""What is read ahead of some chats at once, and repositories that answer from it and keep what is to be written.

Only of chats of which there is little to know: nobody's who is an officer, sent a petition or follows something. What
an act asks for beyond that ends it with BeyondError: nothing of it was kept, and it is done anew over a connection.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NoReturn
from typing import cast as seen_as

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from bot.delivery.outbox import OutboxRepository
from bot.delivery.tables import unreachable
from bot.inbox.citizens import Citizen, CitizenRepository
from bot.inbox.haste import BACKLOG
from bot.inbox.repository import WAITS
from bot.inbox.states import Kept, StateRepository, written
from bot.inbox.subscriptions import Followed, SubscriptionRepository
from bot.inbox.tables import chat_state, citizen, subscription, update_row
from bot.petitions.cases import Cases
from bot.petitions.drafts import DraftRepository
from bot.petitions.petition import Petition
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import draft, petition
from bot.reports.tally import TallyRepository
from bot.review.channel import ChannelRepository, Notice
from bot.review.misses import MissRepository, anonymous
from bot.review.officers import Officer, OfficerRepository
from bot.review.tables import officer
from knowledge.mapping import Moment


class BeyondError(Exception):
    """An act asks for more than was read ahead."""


class _Beyond:
    """In the place of a connection: whatever is asked of it was not read ahead."""

    def __getattr__(self, name: str) -> NoReturn:
        raise BeyondError(name)


BEYOND = seen_as(Connection, _Beyond())

_CHATS: BindParameter[list[int]] = bindparam("chats", expanding=True)
_MORE, _STATE, _CITIZEN = "more", "state", "citizen"


def _rows(what: str, chat: Column[Any], *facts: ColumnElement[Any]) -> Select[Any]:
    """Rows of one table for the reading of all: what they are, whose, two texts and a moment."""
    text, other, moment = facts or (cast(null(), Text), cast(null(), Text), cast(null(), Moment()))
    told = literal(what).label("what"), chat.label("chat_id"), text.label("text"), other.label("other")
    return select(*told, moment.label("moment")).where(chat.in_(_CHATS))


_OF_WHOM_MORE_IS_KNOWN = (
    officer.c.telegram_id,
    petition.c.chat_id,
    draft.c.chat_id,
    subscription.c.chat_id,
    unreachable.c.chat_id,
)
_READING = union_all(
    _rows(_STATE, chat_state.c.chat_id, chat_state.c.state, cast(null(), Text), chat_state.c.changed_at),
    _rows(_CITIZEN, citizen.c.chat_id, citizen.c.commune, citizen.c.former, citizen.c.asked_at),
    *(_rows(_MORE, chat) for chat in _OF_WHOM_MORE_IS_KNOWN),
    _rows(_MORE, update_row.c.chat_id).where(WAITS).group_by(update_row.c.chat_id).having(func.count() >= BACKLOG),
)
"""Everything in one way to the database and back."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is known of some chats; of those that are missing in `plain` more than this."""

    plain: Collection[int]
    states: Mapping[int, Kept]
    citizens: Mapping[int, Citizen]

    def must_know(self, chat_id: int) -> None:
        """Nothing is answered of a chat that was not read. Raises BeyondError."""
        if chat_id not in self.plain:
            raise BeyondError(chat_id)


def read_ahead(connection: Connection, chats: Collection[int], channel: ChannelRepository, at: datetime) -> Ahead:
    """What is known of some chats, within their acts' transaction."""
    more = channel.to_be_told(chats, at)
    states: dict[int, Kept] = {}
    citizens: dict[int, Citizen] = {}
    for what, chat_id, text, other, moment in connection.execute(_READING, {"chats": list(chats)}):
        if what == _STATE:
            states[chat_id] = text, moment
        elif what == _CITIZEN:
            citizens[chat_id] = Citizen(text, other, moment is not None)
        else:
            more.add(chat_id)
    return Ahead(frozenset(chats) - more, states, citizens)


@dataclass(slots=True)
class Left:
    """What acts leave to be written."""

    states: dict[int, Kept] = field(default_factory=dict)
    citizens: dict[int, Citizen] = field(default_factory=dict)
    counts: Counter[tuple[date, str]] = field(default_factory=Counter)
    misses: list[tuple[str, date]] = field(default_factory=list)

    @contextmanager
    def by_one(self) -> Iterator[None]:
        """While one act goes on: of one that falls nothing is left."""
        before = self.states.copy(), self.citizens.copy(), self.counts.copy(), self.misses.copy()
        try:
            yield
        except BaseException:
            self.states, self.citizens, self.counts, self.misses = before
            raise

    def write(self, connection: Connection, at: datetime) -> None:
        """All of it, in the transaction in which was read ahead, and reading nothing more (`only_writes`)."""
        StateRepository(connection).keep_all(self.states)
        CitizenRepository(connection).keep_all(self.citizens, at)
        TallyRepository(connection).add_all(self.counts)
        MissRepository(connection).add_all(self.misses)


class StatesAhead(StateRepository):
    """Where chats stand."""

    def __init__(self, ahead: Ahead, left: Left) -> None:
        super().__init__(BEYOND)
        self._ahead = ahead
        self._left = left

    def of(self, chat_id: int, since: datetime) -> dict[str, Any]:
        """What a chat is about; empty when nothing is under way, or nothing since a moment."""
        self._ahead.must_know(chat_id)
        state, at = self._ahead.states.get(chat_id, ("", since))
        known: dict[str, Any] = json.loads(state) if state and at >= since else {}
        return known

    def keep(self, chat_id: int, state: dict[str, Any], at: datetime) -> None:
        """What a chat is about from now on."""
        self._left.states[chat_id] = written(state), at


class CitizensAhead(CitizenRepository):
    """Who writes."""

    def __init__(self, ahead: Ahead, left: Left) -> None:
        super().__init__(BEYOND)
        self._ahead = ahead
        self._left = left

    def of(self, chat_id: int) -> Citizen:
        """What is remembered of a person; nothing of one who never told anything."""
        self._ahead.must_know(chat_id)
        return self._ahead.citizens.get(chat_id, Citizen())

    def remember(self, chat_id: int, commune: str, former: str, at: datetime) -> None:
        """The commune she lives in; an empty one is forgotten."""
        self._left.citizens[chat_id] = Citizen(commune, former, asked=True)

    def asked(self, chat_id: int, at: datetime) -> None:
        """She was asked for her commune; nobody is asked twice."""
        known = self._left.citizens.get(chat_id, self.of(chat_id))
        self._left.citizens[chat_id] = Citizen(known.commune, known.former, asked=True)


class TallyAhead(TallyRepository):
    """The tally, to which is added at the end."""

    def __init__(self, left: Left) -> None:
        super().__init__(BEYOND)
        self._left = left

    def add_all(self, counts: Mapping[tuple[date, str], int]) -> None:
        """So many more of each kind on each day."""
        self._left.counts.update(counts)


class MissesAhead(MissRepository):
    """What is not found is written at the end."""

    def __init__(self, left: Left) -> None:
        super().__init__(BEYOND)
        self._left = left

    def add(self, words: str, day: date) -> bool:
        """Somebody's words found nothing on a day; gives false where nothing is left of them to keep."""
        text = anonymous(words)
        if text:
            self._left.misses.append((text, day))
        return bool(text)


class OfficersAhead(OfficerRepository):
    """Nobody who writes is an officer or ever was."""

    def __init__(self, ahead: Ahead) -> None:
        super().__init__(BEYOND)
        self._ahead = ahead

    def of(self, telegram_id: int) -> Officer | None:
        """Nobody."""
        self._ahead.must_know(telegram_id)
        return None


class OutboxAhead(OutboxRepository):
    """Whoever writes was in reach."""

    def __init__(self, ahead: Ahead) -> None:
        super().__init__(BEYOND)
        self._ahead = ahead

    def back(self, chat_id: int, at: datetime) -> int:
        """Nothing was blocked."""
        self._ahead.must_know(chat_id)
        return 0


class SubscriptionsAhead(SubscriptionRepository):
    """Whoever writes follows nothing."""

    def __init__(self, ahead: Ahead) -> None:
        super().__init__(BEYOND)
        self._ahead = ahead

    def follows(self, chat_id: int, kind: Followed, key: str) -> bool:
        """Not yet."""
        self._ahead.must_know(chat_id)
        return False


class ChannelAhead(ChannelRepository):
    """Whoever writes was told every notice that stands."""

    def to_show(self, chat_id: int, at: datetime, *, again: bool = False) -> tuple[Notice, ...]:
        """None that is new."""
        return tuple(self.now.standing(at)) if again else ()


class _PetitionsOfNobody(PetitionRepository):
    def of_chat(self, chat_id: int, limit: int = 100) -> list[Petition]:
        return []


class _DraftsOfNobody(DraftRepository):
    def waits(self, chat_id: int) -> bool:
        return False


class CasesAhead(Cases):
    """Whoever writes sent nothing and began nothing."""

    @classmethod
    def instead_of(cls, cases: Cases) -> "CasesAhead":
        """The same services without a connection."""
        return cls(BEYOND, cases._rules, cases._told)

    @cached_property
    def petitions(self) -> PetitionRepository:
        """None."""
        return _PetitionsOfNobody(BEYOND)

    @cached_property
    def drafts(self) -> DraftRepository:
        """None."""
        return _DraftsOfNobody(BEYOND, self.keys)
