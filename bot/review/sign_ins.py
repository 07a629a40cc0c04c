"""Signing in to the desk (bàn xử lý): a link that opens it once, and the session it opens.

Of either only a digest is kept: who reads the database cannot sign in with what stands there.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection, delete, func, insert, select, update

from bot.database import insert_into
from bot.review.tables import desk_entry, desk_session

LINK_LASTS = timedelta(minutes=5)
IDLE = timedelta(minutes=30)
"""How long a session lasts that nobody uses."""
AT_MOST = timedelta(hours=12)
"""How long a session lasts at most: a working day."""
SEEN_AGAIN = timedelta(minutes=1)
"""How much later a session is written down as used again; every page by itself would be a write too many."""
KEPT = timedelta(days=90)
"""How long ended sessions and links are kept."""
OPEN_LINKS = 3
"""How many links of one officer may wait to be used; older ones are void."""


class Way(StrEnum):
    """How somebody signed in."""

    LINK = "link"
    MINI_APP = "mini_app"


class Refusal(StrEnum):
    """Why somebody is not let in."""

    ALTERED = "altered"  # no link of ours
    EXPIRED = "expired"
    USED = "used"
    NOBODY = "nobody"  # who it was made for holds no role any more


class EntryRefusedError(Exception):
    """A link, or what a Mini App brought, opens nothing; `officer_id` is whose it was, as far as it is known."""

    def __init__(self, why: Refusal, officer_id: int | None = None) -> None:
        self.why = why
        self.officer_id = officer_id
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Session:
    """A session at the desk: whose it is, how and when it was opened, when it was used last."""

    id: int
    officer_id: int
    way: Way
    made_at: datetime
    seen_at: datetime


class Signer:
    """Signs the links with a key of this installation; a link that was altered is known without asking the database."""

    def __init__(self, key: str) -> None:
        self._words = URLSafeSerializer(key, salt="motcua desk link")

    def sign(self, word: str, officer_id: int) -> str:
        """What stands in the link."""
        return self._words.dumps([word, officer_id])

    def read(self, signed: str) -> tuple[str, int]:
        """The word and the officer of a link. Raises EntryRefusedError."""
        try:
            word, officer_id = self._words.loads(signed)
        except (BadSignature, ValueError, TypeError):
            raise EntryRefusedError(Refusal.ALTERED) from None
        return word, officer_id


class SignInRepository:
    """Links and sessions over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def invite(self, officer_id: int, at: datetime) -> str:
        """A new word that lets an officer in once within LINK_LASTS; it stands nowhere else."""
        word = secrets.token_urlsafe(32)
        self._void_older(officer_id, at)
        row = {"digest": _digest(word), "officer_id": officer_id, "made_at": at, "ends_at": at + LINK_LASTS}
        self._connection.execute(insert(desk_entry).values(row))
        return word

    def accept(self, word: str, officer_id: int, at: datetime) -> None:
        """Use a word up. Raises EntryRefusedError."""
        row = self._connection.execute(select(E).where(E.c.digest == _digest(word)).with_for_update()).one_or_none()
        if row is None or row.officer_id != officer_id:
            raise EntryRefusedError(Refusal.ALTERED, officer_id)
        if row.used_at is not None:
            raise EntryRefusedError(Refusal.USED, officer_id)
        if row.ends_at <= at:
            raise EntryRefusedError(Refusal.EXPIRED, officer_id)
        self._connection.execute(update(E).where(E.c.id == row.id).values(used_at=at))

    def accept_once(self, signature: str, officer_id: int, at: datetime) -> None:
        """What a Mini App brought is used up, by its signature. Raises EntryRefusedError where it was before."""
        row = {"digest": _digest(signature), "officer_id": officer_id, "made_at": at, "ends_at": at, "used_at": at}
        added = insert_into(self._connection, E).values(row).on_conflict_do_nothing().returning(E.c.id)
        if self._connection.scalar(added) is None:
            raise EntryRefusedError(Refusal.USED, officer_id)

    def open(self, officer_id: int, way: Way, at: datetime) -> str:
        """A new session's word, which the browser keeps."""
        word = secrets.token_urlsafe(32)
        row = {"digest": _digest(word), "officer_id": officer_id, "way": way, "made_at": at, "seen_at": at}
        self._connection.execute(insert(desk_session).values({**row, "ended_by": ""}))
        return word

    def session(self, word: str, at: datetime) -> Session | None:
        """The session of a word; None for one that ended, or was left alone for too long."""
        lasting = S.c.ended_at.is_(None), S.c.seen_at > at - IDLE, S.c.made_at > at - AT_MOST
        found = select(S.c.id, S.c.officer_id, S.c.way, S.c.made_at, S.c.seen_at).where(S.c.digest == _digest(word))
        row = self._connection.execute(found.where(*lasting)).one_or_none()
        return Session(row.id, row.officer_id, Way(row.way), row.made_at, row.seen_at) if row else None

    def touch(self, session: Session, at: datetime) -> None:
        """A session is used now."""
        self._connection.execute(update(S).where(S.c.id == session.id).values(seen_at=at))

    def end(self, session: Session, at: datetime, by: str) -> None:
        """Sign out here; `by` says who or what ended it."""
        here = update(S).where(S.c.id == session.id, S.c.ended_at.is_(None))
        self._connection.execute(here.values(ended_at=at, ended_by=by))

    def end_all(self, officer_id: int, at: datetime, by: str) -> int:
        """Sign an officer out everywhere, and let no link of theirs open anything; gives how many sessions ended."""
        everywhere = update(S).where(S.c.officer_id == officer_id, S.c.ended_at.is_(None))
        self._connection.execute(
            update(E).where(E.c.officer_id == officer_id, E.c.used_at.is_(None)).values(used_at=at)
        )
        return self._connection.execute(everywhere.values(ended_at=at, ended_by=by)).rowcount

    def open_sessions(self, officer_id: int, at: datetime) -> int:
        """How many sessions of an officer last."""
        lasting = S.c.ended_at.is_(None), S.c.seen_at > at - IDLE, S.c.made_at > at - AT_MOST
        return self._connection.scalar(select(func.count()).where(S.c.officer_id == officer_id, *lasting)) or 0

    def forget(self, at: datetime) -> None:
        """Forget links and sessions of long ago; that somebody signed in stays in the trail."""
        self._connection.execute(delete(E).where(E.c.made_at < at - KEPT))
        self._connection.execute(delete(S).where(S.c.made_at < at - KEPT))

    def _void_older(self, officer_id: int, at: datetime) -> None:
        waiting = select(E.c.id).where(E.c.officer_id == officer_id, E.c.used_at.is_(None), E.c.ends_at > at)
        older = list(self._connection.scalars(waiting.order_by(E.c.id.desc()).offset(OPEN_LINKS - 1)))
        if older:
            self._connection.execute(update(E).where(E.c.id.in_(older)).values(ends_at=at))


def _digest(word: str) -> str:
    return sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


E = desk_entry
S = desk_session
