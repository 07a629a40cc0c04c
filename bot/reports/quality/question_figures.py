"""What people ask: which procedures were shown most, how often nothing was found, and in which words.

Nobody is told apart by any of it: the tally has no person, and what is kept of words lost names and numbers. Neither
has a unit: these figures are the whole office's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from bot.petitions.book import Span
from bot.reports.quality.months import Months
from bot.reports.tally import SHOWN, question_tally
from bot.review.misses import Outcome
from bot.review.tables import miss
from knowledge.kinds.reading import Kind
from knowledge.text.normalise import bare

MOST = 20
"""How many procedures and questions are named."""

QUESTIONS = frozenset({Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL, Kind.NOT_FOUND})
"""Messages that ask for a procedure."""

UNMET = ("", Outcome.OUTSIDE)
"""What nobody can be told yet: it waits for a clerk, or the catalogue does not have it."""


@dataclass(frozen=True, slots=True)
class QuestionMonth:
    """How many questions of a month asked for a procedure, and for how many none was found."""

    asked: int = 0
    not_found: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A procedure, and how often it was shown."""

    code: str
    number: int


@dataclass(frozen=True, slots=True)
class Unmet:
    """Words that found nothing, as most people wrote them: how often, on which days, and whether they still wait."""

    text: str
    number: int
    first_day: date
    last_day: date
    waits: bool


class QuestionQualityRepository:
    """The figures over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def months(self, months: Months) -> dict[date, QuestionMonth]:
        """How much was asked and not found in each month."""
        t, span = question_tally.c, months.span
        found = select(t.day, t.kind, t.number).where(t.day.between(span.since, span.until), t.kind.in_(QUESTIONS))
        asked, lost = Counter[date](), Counter[date]()
        for day, kind, number in self._connection.execute(found):
            month = day.replace(day=1)
            asked[month] += number
            lost[month] += number if kind == Kind.NOT_FOUND else 0
        return {month: QuestionMonth(asked[month], lost[month]) for month in months.each}

    def most_shown(self, span: Span, most: int = MOST) -> list[Shown]:
        """The procedures that were shown most often on some days, the first first."""
        t = question_tally.c
        number = func.sum(t.number)
        its = t.day.between(span.since, span.until), t.kind.startswith(SHOWN, autoescape=True)
        found = select(t.kind, number).where(*its).group_by(t.kind).order_by(number.desc(), t.kind).limit(most)
        return [Shown(kind.removeprefix(SHOWN), int(times)) for kind, times in self._connection.execute(found)]

    def unmet(self, span: Span) -> list[Unmet]:
        """What was asked on some days and not found, the most asked first; it is kept a month and no longer."""
        m = miss.c
        its = m.day.between(span.since, span.until), m.outcome.in_(UNMET)
        rows = self._connection.execute(select(m.text, m.day, m.number, m.outcome).where(*its)).all()
        return grouped([(row.text, row.day, row.number, row.outcome == "") for row in rows])


Missed = tuple[str, date, int, bool]
"""The words of a question, a day, how often they were asked on it, and whether they wait for a clerk."""


def grouped(missed: Iterable[Missed]) -> list[Unmet]:
    """Questions that are the same without their marks become one, in the words that are asked most."""
    alike: dict[str, list[Missed]] = defaultdict(list)
    for one in missed:
        alike[bare(one[0])].append(one)
    return sorted(map(_one_of, alike.values()), key=lambda one: (-one.number, one.first_day, one.text))


def _one_of(missed: Sequence[Missed]) -> Unmet:
    spelt = Counter[str]()
    for text, _, number, _ in missed:
        spelt[text] += number
    text = min(spelt, key=lambda one: (-spelt[one], one))
    days = [day for _, day, _, _ in missed]
    return Unmet(text, spelt.total(), min(days), max(days), any(waits for *_, waits in missed))
