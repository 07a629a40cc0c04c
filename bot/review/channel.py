"""The channel itself: switched off with a reason, the decision that publishes it, notices with a start and an end.

Whatever an administrator does to it is a row that is never changed; how the channel stands follows from the rows. All
copies of the bot read it in each transaction, so they follow at once.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, delete, func, insert, select

from bot.database import insert_into
from bot.review.tables import channel_act, channel_shown, officer
from knowledge.ringing import ring

MOST_NOTICES = 3
"""How many notices may stand at the same moment: more than a few nobody reads."""

LONGEST_NOTICE, LONGEST_REASON, LONGEST_DECISION = 500, 300, 200


class Deed(StrEnum):
    """What was done to the channel."""

    OFF = "off"
    ON = "on"
    DECISION = "decision"  # which publishes it; empty words take it back
    NOTICE = "notice"
    ENDED = "ended"  # a notice, before its time


class TooManyNoticesError(Exception):
    """As many notices as may stand at some moment of the wanted time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What everybody is told from one moment to another."""

    id: int
    words: str
    starts_at: datetime
    ends_at: datetime

    def stands(self, at: datetime) -> bool:
        """Whether it is told at a moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class ChannelNow:
    """How the channel stands; `reason` is what citizens are told while it is switched off."""

    off_since: datetime | None = None
    on_since: datetime | None = None  # None: it was never off
    reason: str = ""
    decision: str = ""
    notices: tuple[Notice, ...] = ()  # those that nobody ended, whatever their time

    @property
    def is_off(self) -> bool:
        """Whether it is switched off."""
        return self.off_since is not None

    def has_been_on(self, at: datetime, how_long: timedelta) -> bool:
        """Whether it was on all of some time until a moment."""
        return not self.is_off and (self.on_since is None or at - self.on_since >= how_long)

    def standing(self, at: datetime) -> list[Notice]:
        """The notices of a moment."""
        return [notice for notice in self.notices if notice.stands(at)][:MOST_NOTICES]

    def to_come(self, at: datetime) -> list[Notice]:
        """The notices that stand or will."""
        return [notice for notice in self.notices if at < notice.ends_at]


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done to the channel, when and by whom."""

    id: int
    deed: Deed
    words: str
    reason: str
    made_at: datetime
    name: str


class ChannelRepository:
    """The channel over one connection, inside its caller's transaction.

    `now` is how it stood when the transaction began; `by_setting` the decision that the settings name, which is
    stronger than one that was entered.
    """

    def __init__(self, connection: Connection, now: ChannelNow | None = None, by_setting: str = "") -> None:
        self._connection = connection
        self.now = now or read_channel(connection)
        self.by_setting = by_setting

    def switch_off(self, told: str, officer_id: int, at: datetime) -> None:
        """Citizens are told why, and nothing is answered, until it is switched on again."""
        self._add(Deed.OFF, told, "", officer_id, at)

    def switch_on(self, reason: str, officer_id: int, at: datetime) -> None:
        """Everything is answered again."""
        self._add(Deed.ON, "", reason, officer_id, at)

    def publish(self, decision: str, reason: str, officer_id: int, at: datetime) -> None:
        """A decision publishes the channel from now on; with an empty one it is on trial."""
        self._add(Deed.DECISION, decision, reason, officer_id, at)

    def announce(
        self,
        words: str,
        times: tuple[datetime, datetime],
        officer_id: int,
        at: datetime,
        *,
        instead_of: int | None = None,
    ) -> int:
        """A notice, perhaps in the place of another one; gives its number. Raises TooManyNoticesError."""
        starts_at, ends_at = times
        others = [one for one in self.now.to_come(at) if one.id != instead_of]
        # The most stand together at a moment when one of them begins.
        moments = [starts_at, *(one.starts_at for one in others if starts_at <= one.starts_at < ends_at)]
        if any(sum(one.stands(moment) for one in others) >= MOST_NOTICES for moment in moments):
            raise TooManyNoticesError
        return self._add(Deed.NOTICE, words, "", officer_id, at, starts_at=starts_at, ends_at=ends_at, about=instead_of)

    def end_notice(self, number: int, officer_id: int, at: datetime) -> bool:
        """A notice is told no more; gives false for one that ended before."""
        if number not in {notice.id for notice in self.now.to_come(at)}:
            return False
        self._add(Deed.ENDED, "", "", officer_id, at, about=number)
        return True

    def to_show(self, chat_id: int, at: datetime, *, again: bool = False) -> Sequence[Notice]:
        """The notices that a chat was not shown yet, or all that stand; from now on it was."""
        standing = self.now.standing(at)
        if not standing:
            return ()
        rows = [{"notice_id": notice.id, "chat_id": chat_id} for notice in standing]
        shown = insert_into(self._connection, channel_shown).values(rows).on_conflict_do_nothing()
        new = set(self._connection.scalars(shown.returning(channel_shown.c.notice_id)))
        return [notice for notice in standing if again or notice.id in new]

    def to_be_told(self, chat_ids: Collection[int], at: datetime) -> set[int]:
        """Of some chats, those that were not shown every notice that stands."""
        standing = [notice.id for notice in self.now.standing(at)]
        if not standing:
            return set()
        s = channel_shown.c
        shown = select(s.chat_id).where(s.notice_id.in_(standing), s.chat_id.in_(chat_ids)).group_by(s.chat_id)
        return set(chat_ids) - set(self._connection.scalars(shown.having(func.count() == len(standing))))

    def not_shown(self, chat_id: int, notices: Iterable[int]) -> None:
        """A chat was not shown these notices after all."""
        shown = (channel_shown.c.chat_id == chat_id, channel_shown.c.notice_id.in_(list(notices)))
        self._connection.execute(delete(channel_shown).where(*shown))

    def history(self, most: int) -> list[Done]:
        """What was done last, the newest first."""
        found = select(C.id, C.kind, C.words, C.reason, C.made_at, officer.c.name)
        joined = found.join_from(channel_act, officer, C.made_by == officer.c.id).order_by(C.id.desc()).limit(most)
        return [Done(one.id, Deed(one.kind), *one[2:]) for one in self._connection.execute(joined)]

    def forget(self, at: datetime) -> int:
        """Who was shown a notice is forgotten once it ended; gives how many rows went."""
        lasting = [notice.id for notice in self.now.to_come(at)]
        ended = delete(channel_shown).where(channel_shown.c.notice_id.not_in(lasting))
        return self._connection.execute(ended).rowcount

    def forget_chat(self, chat_id: int) -> None:
        """What a chat was shown is forgotten."""
        self._connection.execute(delete(channel_shown).where(channel_shown.c.chat_id == chat_id))

    def _add(self, deed: Deed, words: str, reason: str, officer_id: int, at: datetime, **more: object) -> int:
        row = {"kind": deed, "words": words, "reason": reason, "made_at": at, "made_by": officer_id, **more}
        number: int = self._connection.execute(insert(channel_act).values(row).returning(C.id)).scalar_one()
        ring(self._connection)
        return number


class LiveChannel:
    """The channel as a process last read it; read anew when something was done to it, by whomever and wherever."""

    def __init__(self) -> None:
        self._read: tuple[object, ChannelNow] = (None, ChannelNow())

    def now(self, connection: Connection, mark: Sequence[object]) -> ChannelNow:
        """How the channel stands, when this is what `MARK` says; it is read only where that changed."""
        before, channel = self._read
        if mark != before:
            channel = read_channel(connection)
            self._read = mark, channel  # one assignment, so that threads see the two together
        return channel


def read_channel(connection: Connection) -> ChannelNow:
    """How the channel stands, out of everything that was done to it."""
    return _stands(connection.execute(select(channel_act).order_by(C.id)).all())


def _stands(rows: Iterable[Row[tuple[object, ...]]]) -> ChannelNow:
    off_since, on_since, reason = None, None, ""
    decision, notices = "", dict[int, Notice]()
    for row in rows:
        match Deed(row.kind):
            case Deed.OFF:
                off_since, reason = row.made_at, row.words
            case Deed.ON:
                off_since, on_since, reason = None, row.made_at, ""
            case Deed.DECISION:
                decision = row.words
            case Deed.NOTICE:
                notices.pop(row.about, None)
                notices[row.id] = Notice(row.id, row.words, row.starts_at, row.ends_at)
            case Deed.ENDED:
                notices.pop(row.about, None)
    return ChannelNow(off_since, on_since, reason, decision, tuple(notices.values()))


C = channel_act.c
# A count beside the highest number: of two transactions the one that began first may be kept last. The moment beside
# both: a number that was undone is given again.
MARK = select(func.count(C.id), func.max(C.id), func.max(C.made_at))
"""Changes with everything that is done to the channel."""
