"""How the replies that were drawn by lot were judged, month by month."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, and_, select

from bot.petitions.samples import Criterion, Mark, Marks, marks_of
from bot.petitions.tables import petition, reply, reply_review, reply_sample
from bot.reports.quality.months import Months
from bot.reports.quality.petition_figures import Whose, percent


@dataclass(frozen=True, slots=True)
class Judged:
    """How many replies are as a criterion asks, and how many it applies to."""

    good: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        """The good ones in a hundred; None where it applies to none."""
        return percent(self.good, self.of)


@dataclass(frozen=True, slots=True)
class SampleMonth:
    """How many replies of a month were drawn and judged, and how each criterion came out."""

    drawn: int = 0
    judged: int = 0
    by: Mapping[Criterion, Judged] = field(default_factory=dict)

    @property
    def whole(self) -> Judged:
        """All criteria together."""
        return Judged(sum(one.good for one in self.by.values()), sum(one.of for one in self.by.values()))


def month_of_marks(marks: Iterable[Marks | None]) -> SampleMonth:
    """The figures of some replies by their marks; None for one that nobody judged yet."""
    every = list(marks)
    given = [(criterion, mark) for one in every if one for criterion, mark in one.items()]
    counts = Counter(given)
    by = {
        criterion: Judged(counts[criterion, Mark.YES], counts[criterion, Mark.YES] + counts[criterion, Mark.NO])
        for criterion in Criterion
    }
    return SampleMonth(len(every), sum(one is not None for one in every), by)


class SampleQualityRepository:
    """The figures over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def months(self, whose: Whose, months: Months) -> dict[date, SampleMonth]:
        """The figures of each month, of the replies to petitions that somebody may see."""
        s, w = reply_sample.c, reply_review.c
        stands = and_(w.sample_id == s.id, w.standing.is_(True))
        found = select(s.month, w.marks).join_from(reply_sample, reply).outerjoin(reply_review, stands)
        of = found.join(petition, petition.c.id == reply.c.petition_id)
        rows = self._connection.execute(of.where(s.month.between(months.first, months.last), *whose.which)).all()
        return {
            month: month_of_marks(marks_of(row.marks) if row.marks else None for row in rows if row.month == month)
            for month in months.each
        }
