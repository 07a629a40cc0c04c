"""What officers published, as other people's programs ask for it: by code, field, unit, state and day of lodging.

Nothing of a petition is read here but what was published of it and the facts that go with it: no original, no sender.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from bot.petitions.life import CLOSED, State
from bot.petitions.publications import ANSWERED, stands
from bot.petitions.tables import petition, publication

P, B = petition.c, publication.c


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A published petition with the facts of its course."""

    code: str
    category: str
    commune: str
    unit: str
    state: State
    words: str
    answer: str
    requested_at: datetime
    updated_at: datetime
    due_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Whether nothing more is owed; an answer that its sender has not spoken on is open."""
        return self.state in CLOSED


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests are asked for; what is empty asks for all. `until` is counted in."""

    codes: Collection[str] = ()
    categories: Collection[str] = ()
    unit: str = ""
    closed: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class OpenRequestRepository:
    """What is published and real, over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def found(self, wanted: Wanted, *, skip: int, most: int) -> list[OpenRequest]:
        """The requests that were lodged last, the part after the first `skip` of them."""
        facts = (
            *(P.code, P.category, P.commune, P.unit, P.state, P.submitted_at, P.state_at, P.closed_at, P.due_at),
            *(B.words, B.answer, B.decided_at),
        )
        which = select(*facts).join_from(publication, petition).where(P.trial.is_(False), *stands(), *_which(wanted))
        newest = which.order_by(P.submitted_at.desc(), P.id.desc()).offset(skip).limit(most)
        return [
            OpenRequest(
                code=row.code,
                category=row.category,
                commune=row.commune,
                unit=row.unit,
                state=State(row.state),
                words=row.words,
                answer=row.answer or "",
                requested_at=row.submitted_at,
                # The standard: of what is closed, when it was closed.
                updated_at=row.closed_at or max(row.state_at, row.decided_at or row.state_at),
                due_at=row.due_at,
            )
            for row in self._connection.execute(newest)
        ]


def _which(wanted: Wanted) -> list[ColumnElement[bool]]:
    which: list[ColumnElement[bool]] = []
    if wanted.codes:
        which.append(P.code.in_(wanted.codes))
    if wanted.categories:
        which.append(P.category.in_(wanted.categories))
    if wanted.unit:
        which.append(P.unit == wanted.unit)
    if wanted.closed is not None:
        which.append(P.state.in_(ANSWERED & CLOSED if wanted.closed else ANSWERED - CLOSED))
    if wanted.since:
        which.append(P.submitted_at >= wanted.since)
    if wanted.until:
        which.append(P.submitted_at <= wanted.until)
    return which
