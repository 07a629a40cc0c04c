"""Petitions of some days as the report counts them, by category, counted by the database; trials count nowhere.

    received before, not handled by then   carried   ─┐        ┌─ handled in time
    lodged within the days                 received  ─┴──▶ ────┼─ handled late
                                                               ├─ left aside: repeated, withdrawn, diverted
                                                               └─ still being handled at the end, in time or overdue

What is handled is handled by how it stands now: one that was re-opened since is being handled again.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select
from sqlalchemy.sql.functions import coalesce
from sqlalchemy.sql.functions import sum as total

from bot.petitions.book import Span
from bot.petitions.categories import CONDUCT, Family, categories
from bot.petitions.life import State
from bot.petitions.publications import PublicationState
from bot.petitions.tables import petition, publication

ASIDE = frozenset({State.DUPLICATE, State.WITHDRAWN, State.DIVERTED})
"""Ends that are no answer of the office: neither in time nor late."""

P = petition.c


@dataclass(frozen=True, slots=True)
class PetitionFigures:
    """How many petitions of some kind came, were handled, and are being handled."""

    received: int = 0
    carried: int = 0
    on_time: int = 0
    late: int = 0
    aside: int = 0
    pending: int = 0  # still in time
    overdue: int = 0  # being handled, and late by the end of the days
    refused: int = 0  # of those handled: không tiếp nhận
    transferred: int = 0  # of those handled: to another agency
    published: int = 0

    @property
    def handled(self) -> int:
        """Those that the office answered, refused or passed on."""
        return self.on_time + self.late

    @property
    def being_handled(self) -> int:
        """Those that are open at the end of the days."""
        return self.pending + self.overdue

    def __add__(self, other: "PetitionFigures") -> "PetitionFigures":
        """The figures of both kinds together."""
        return PetitionFigures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


ByCategory = Mapping[str, PetitionFigures]


def together(of: Iterable[PetitionFigures]) -> PetitionFigures:
    """The figures of several kinds."""
    return sum(of, PetitionFigures())


def of_family(figures: ByCategory, family: Family) -> PetitionFigures:
    """Those of a family: of the law's forms, or of the neighbourhood."""
    return together(one for key, one in figures.items() if categories()[key].family is family)


def about_conduct(figures: ByCategory) -> PetitionFigures:
    """Those about what an agency or official does (NĐ 20/2008/NĐ-CP, Điều 5.1)."""
    return figures.get(CONDUCT, PetitionFigures())


def about_rules(figures: ByCategory) -> PetitionFigures:
    """Those of the law's forms that are about rules and procedures, and what people propose about them."""
    return together(one for key, one in figures.items() if key != CONDUCT and categories()[key].family is Family.RULES)


class QuarterRepository:
    """The petitions of a report over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def petitions(self, span: Span, at: datetime, unit: str = "") -> dict[str, PetitionFigures]:
        """The figures of some days by category; of one unit alone, if one is named. `at` is now."""
        since, after = span.moments
        end = min(after, at)
        ours = P.trial.is_(False), P.submitted_at < after, *([P.unit == unit] if unit else [])
        found = select(P.category, *(total(case((its, 1), else_=0)) for its in _kinds(since, after, end).values()))
        done_at = _done_at()
        # Most of what is there was done long before: its row is left before anything of it is counted.
        concerns = or_(P.submitted_at >= since, done_at.is_(None), done_at >= since)
        rows = self._connection.execute(found.where(concerns, *ours).group_by(P.category))
        counted = {row[0]: PetitionFigures(*row[1:]) for row in rows}
        for category, number in self._published(span, ours).items():
            counted[category] = replace(counted.get(category, PetitionFigures()), published=number)
        return counted

    def _published(self, span: Span, ours: Collection[ColumnElement[bool]]) -> dict[str, int]:
        since, after = span.moments
        q = publication.c
        its = q.state == PublicationState.STANDING, q.decided_at >= since, q.decided_at < after
        found = select(P.category, func.count()).join_from(publication, petition).where(*its, *ours)
        return {category: number for category, number in self._connection.execute(found.group_by(P.category))}  # noqa: C416 - rows are not pairs to the type checker


def _done_at() -> ColumnElement[datetime]:
    """When the office gave its answer, or a petition ended without one."""
    return coalesce(P.answered_at, P.closed_at)


def _kinds(since: datetime, after: datetime, end: datetime) -> dict[str, ColumnElement[bool]]:
    """What each number counts, in the order of the figures."""
    done_at = _done_at()
    limit = case((P.state == State.TRANSFERRED, P.transfer_due_at), else_=P.due_at)
    ended = and_(done_at >= since, done_at < after)
    aside = and_(P.state.in_(ASIDE), P.answered_at.is_(None))
    answered = and_(ended, ~aside)
    is_open = or_(done_at.is_(None), done_at >= after)
    late = done_at > limit
    overdue = and_(P.due_at.is_not(None), P.due_at < end)
    return {
        "received": P.submitted_at >= since,
        "carried": and_(P.submitted_at < since, or_(done_at.is_(None), done_at >= since)),
        "on_time": and_(answered, or_(limit.is_(None), ~late)),
        "late": and_(answered, limit.is_not(None), late),
        "aside": and_(ended, aside),
        "pending": and_(is_open, ~overdue),
        "overdue": and_(is_open, overdue),
        "refused": and_(answered, P.state == State.REJECTED),
        "transferred": and_(answered, P.state == State.TRANSFERRED),
    }
