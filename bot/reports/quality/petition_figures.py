"""What became of petitions, month by month, as far as somebody may see them: refused, opened again, rated.

An answer is of the month in which it was given; that it was doubted later is told of that month too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, select, true, union

from bot.petitions.asides import RATINGS
from bot.petitions.book import Span
from bot.petitions.life import State
from bot.petitions.petition import Channel, EventKind
from bot.petitions.reaching import within
from bot.petitions.tables import event, petition
from bot.reports.quality.months import Months, month_of, read_month
from bot.review.officers import Officer

SATISFIED = frozenset({4, 5})
"""Ratings of who is content."""

LEVELS = tuple(map(str, RATINGS))
"""Ratings as an address has them."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose petitions are counted: those that an officer may see, or with None all; the real ones, or the trials."""

    officer: Officer | None = None
    trial: bool = False

    @property
    def which(self) -> tuple[ColumnElement[bool], ...]:
        """The same as the database is asked."""
        seen = within(self.officer) if self.officer else true()
        return (P.trial.is_(self.trial), seen)


class Behind(StrEnum):
    """A number that opens its petitions."""

    REJECTED = "rejected"
    ANSWERED = "answered"
    REOPENED = "reopened"
    ASKED = "asked"
    PROCESS = "process"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Rated:
    """How some people rated: how many gave each level."""

    levels: Mapping[int, int] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """How many said something."""
        return sum(self.levels.values())

    @property
    def mean(self) -> float | None:
        """What they say in the mean; None where nobody does."""
        return sum(level * number for level, number in self.levels.items()) / self.number if self.number else None

    @property
    def percent(self) -> int | None:
        """How many in a hundred are content; None where nobody says."""
        return percent(sum(self.levels.get(level, 0) for level in SATISFIED), self.number)

    def __add__(self, other: "Rated") -> "Rated":
        """What both said together."""
        return Rated(Counter(self.levels) + Counter(other.levels))


NOBODY = Rated()


@dataclass(frozen=True, slots=True)
class PetitionMonth:
    """A month's figures: refusals by reason, answers and which of them were doubted, how people rated both parts.

    `asked` is how many could rate: those who were answered in the chat.
    """

    rejected: Mapping[str, int] = field(default_factory=dict)
    answered: int = 0
    reopened: int = 0
    asked: int = 0
    process: Rated = NOBODY
    result: Rated = NOBODY

    @property
    def all_rejected(self) -> int:
        """How many were refused, for whatever reason."""
        return sum(self.rejected.values())

    @property
    def reopened_percent(self) -> int | None:
        """How many in a hundred answers were doubted; None where there are none."""
        return percent(self.reopened, self.answered)

    def __add__(self, other: "PetitionMonth") -> "PetitionMonth":
        """The figures of both months together."""
        return PetitionMonth(
            Counter(self.rejected) + Counter(other.rejected),
            self.answered + other.answered,
            self.reopened + other.reopened,
            self.asked + other.asked,
            self.process + other.process,
            self.result + other.result,
        )


def together(months: Iterable[PetitionMonth]) -> PetitionMonth:
    """The figures of several months."""
    return sum(months, PetitionMonth())


def percent(part: int, of: int) -> int | None:
    """A part in a hundred; all of them are no more than all, and none no less than none. None of nothing."""
    if not of:
        return None
    return min(max(round(100 * part / of), 1 if part else 0), 99 if part < of else 100)


Figures = tuple[date, PetitionMonth]
"""A month, and something of its figures."""


class PetitionQualityRepository:
    """The figures over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def months(self, whose: Whose, months: Months) -> dict[date, PetitionMonth]:
        """The figures of each month, those too in which nothing happened."""
        counted = {month: PetitionMonth() for month in months.each}
        for found in (self._rejected, self._doubted, self._standing):
            for month, figures in found(whose, months.span):
                counted[month] += figures
        return counted

    def behind(self, what: Behind, whose: Whose, span: Span, only: str, *, skip: int, most: int) -> list[int]:
        """The numbers of the petitions behind a number, the newest first: the part after the first `skip` of them.

        `only` is a reason, or a level of a rating; empty: any.
        """
        found = _behind(what, whose, span, only).subquery()
        number = found.c.id
        return list(self._connection.scalars(select(number).order_by(number.desc()).offset(skip).limit(most)))

    def _rejected(self, whose: Whose, span: Span) -> Iterable[Figures]:
        month = month_of(self._connection, P.closed_at)
        found = _refused(whose, span).with_only_columns(month, P.reason, func.count()).group_by(month, P.reason)
        for key, reason, number in self._connection.execute(found):
            yield _month(key), PetitionMonth({reason: number})

    def _doubted(self, whose: Whose, span: Span) -> Iterable[Figures]:
        month = month_of(self._connection, E.at)
        found = _doubted(whose, span).with_only_columns(month, func.count()).group_by(month)
        for key, number in self._connection.execute(found):
            yield _month(key), PetitionMonth(answered=number, reopened=number)

    def _standing(self, whose: Whose, span: Span) -> Iterable[Figures]:
        each = month_of(self._connection, P.answered_at), P.channel, P.process_rating, P.result_rating
        found = _standing(whose, span).with_only_columns(*each, func.count()).group_by(*each)
        for key, channel, process, result, number in self._connection.execute(found):
            asked = number if channel == Channel.CHAT else 0
            rated = (Rated({level: number}) if level else NOBODY for level in (process, result))
            yield _month(key), PetitionMonth({}, number, 0, asked, *rated)


P, E = petition.c, event.c

AGAIN = event.alias()


def _behind(what: Behind, whose: Whose, span: Span, only: str) -> Select[tuple[int]]:
    if what is Behind.ANSWERED:
        answers = union(_standing(whose, span), _doubted(whose, span)).subquery()
        return select(answers.c.id)
    if what is Behind.REOPENED:
        return _doubted(whose, span)
    if what is Behind.REJECTED:
        return _refused(whose, span).where(P.reason == only if only else true())
    asked = _standing(whose, span).where(P.channel == Channel.CHAT)
    if what is Behind.ASKED:
        return asked
    rating = P.process_rating if what is Behind.PROCESS else P.result_rating
    return asked.where(rating == int(only) if only in LEVELS else rating.is_not(None))


def _refused(whose: Whose, span: Span) -> Select[tuple[int]]:
    return select(P.id).where(P.state == State.REJECTED, *_in(P.closed_at, span), *whose.which)


def _standing(whose: Whose, span: Span) -> Select[tuple[int]]:
    """What was answered and stands so."""
    return select(P.id).where(*_in(P.answered_at, span), *whose.which)


def _doubted(whose: Whose, span: Span) -> Select[tuple[int]]:
    """Answers that were doubted: the register has forgotten when they were given, the trail has not."""
    answer = E.kind == EventKind.MOVED, E.to_state == State.ANSWERED, E.number < AGAIN.c.number
    doubted = select(P.id).join(event, E.petition_id == P.id).join(AGAIN, AGAIN.c.petition_id == P.id)
    # As the index of the few that were doubted says it.
    is_again = P.reopened > literal_column("0"), AGAIN.c.kind == EventKind.REOPENED
    return doubted.where(*is_again, *answer, *_in(E.at, span), *whose.which)


def _in(column: ColumnElement[object], span: Span) -> Sequence[ColumnElement[bool]]:
    since, after = span.moments
    return column >= since, column < after


def _month(key: str) -> date:
    month = read_month(key)
    if month is None:
        raise ValueError(key)
    return month
