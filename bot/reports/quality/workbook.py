"""The figures of quality as a workbook, a sheet for each section."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from bot.petitions.reasons import Reason
from bot.petitions.samples import Criterion
from bot.reports.quality.figures import Quality
from bot.reports.quality.petition_figures import Rated
from bot.reports.quality.question_figures import MOST, Unmet
from bot.reports.quality.rates import Rate
from bot.reports.quality.wording import NONE, called, decimal
from bot.reports.sheets import Value, fill, new_workbook, said, set_up
from bot.texts import say, words

FIRST, NUMBER, WORDS = 18, 14, 70
"""Characters of the column that names a line, of those with numbers, and of those with words."""

SECTIONS = ("rejected", "reopened", "rated", "shown", "asked", "unmet", "samples", "rates")
"""What the sheets are of, in their order."""

Head = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A section: the key of its title, its columns with their widths, and its lines."""

    title: str
    head: Head
    lines: Iterable[Sequence[Value]]


def quality_xlsx(of: Quality, names: Mapping[str, str], made_on: date) -> bytes:
    """The figures as a file of a spreadsheet program; `names` are those of procedures, by their codes."""
    made = new_workbook()
    span = of.wanted.months.span
    days = said(say("quality_book.days", since=words.day(span.since), until=words.day(span.until)))
    for section in _sections(of, names):
        sheet = made.create_sheet(said(say(f"quality_book.sheet_{section.title}")))
        titles = said(say(f"quality.{section.title}")), days, said(say("quality_book.made", day=words.day(made_on)))
        set_up(sheet, fill(sheet, titles, section.head, section.lines), frozen=1)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _sections(of: Quality, names: Mapping[str, str]) -> Iterable[Sheet]:
    yield from (_rejected(of), _reopened(of), _rated(of))
    yield from (_shown(of, names), _asked(of), _unmet(of))
    yield from (_samples(of), _rates(of))


def _rejected(of: Quality) -> Sheet:
    reasons = [(_called(f"reason.{reason}"), FIRST) for reason in Reason]
    head = [*_head("month"), *reasons, *_head("petitions")]

    def line(month: date) -> list[Value]:
        one = of.petitions[month]
        return [*(one.rejected.get(reason, 0) for reason in Reason), one.all_rejected]

    return Sheet("rejected", head, _by_month(of, line))


def _reopened(of: Quality) -> Sheet:
    def line(month: date) -> list[Value]:
        one = of.petitions[month]
        return [one.answered, one.reopened, _percent(one.reopened_percent)]

    return Sheet("reopened", _head("month", "answered", "reopened", "share"), _by_month(of, line))


def _rated(of: Quality) -> Sheet:
    def line(month: date) -> list[Value]:
        one = of.petitions[month]
        return [one.asked, *_of_rated(one.process), *_of_rated(one.result)]

    given = (f"{part}_{what}" for part in ("process", "result") for what in ("given", "mean", "content"))
    return Sheet("rated", _head("month", "asked", *given), _by_month(of, line))


def _of_rated(of: Rated) -> list[Value]:
    return [of.number, decimal(of.mean), _percent(of.percent)]


def _shown(of: Quality, names: Mapping[str, str]) -> Sheet:
    lines: list[list[Value]] = [[one.code, names.get(one.code, ""), one.number] for one in of.shown]
    head = [(_called("quality_book.code"), FIRST), (_called("quality.col_procedure"), WORDS), *_head("times")]
    return Sheet("shown", head, lines)


def _asked(of: Quality) -> Sheet:
    lines = _by_month(of, lambda month: [of.questions[month].asked, of.questions[month].not_found])
    return Sheet("asked", _head("month", "questions", "lost"), lines)


def _unmet(of: Quality) -> Sheet:
    def line(one: Unmet) -> list[Value]:
        stands = _called("quality.waits" if one.waits else "quality.outside")
        return [one.text, one.number, one.first_day, one.last_day, stands]

    head = [(_called("quality.col_words"), WORDS), *_head("times", "first", "last", "stands")]
    return Sheet("unmet", head, map(line, of.unmet[:MOST]))


def _samples(of: Quality) -> Sheet:
    def line(month: date) -> list[Value]:
        one = of.samples[month]
        shares = [_percent(one.by[criterion].percent) for criterion in Criterion]
        return [one.drawn, one.judged, *shares, _percent(one.whole.percent)]

    return Sheet("samples", _head("month", "drawn", "judged", *Criterion, "all_good"), _by_month(of, line))


def _rates(of: Quality) -> Sheet:
    def line(one: Rate) -> list[Value]:
        name = one.name if one.unit else _called("quality.every_commune")
        if one.per_thousand is None:
            return [name, _called("quality.not_known"), None, None, None]
        quarters = (_quarter(quarter.roman, quarter.year) for quarter in one.quarters)
        return [name, ", ".join(quarters), one.dossiers, one.petitions, decimal(one.per_thousand)]

    head = [(_called("quality.col_unit"), 30), (_called("quality.col_quarters"), 40)]
    return Sheet("rates", [*head, *_head("dossiers", "petitions", "rate")], map(line, of.rates))


def _by_month(of: Quality, line: Callable[[date], Sequence[Value]]) -> list[Sequence[Value]]:
    """A line for each month, the oldest first."""
    return [[said(called(month)), *line(month)] for month in of.wanted.months.each]


def _head(*names: str) -> Head:
    return [(_called(f"quality.col_{name}"), FIRST if name == "month" else NUMBER) for name in names]


def _called(key: str) -> str:
    return said(say(key))


def _quarter(roman: str, year: int) -> str:
    return said(say("reckoning.quarter", roman=roman, year=year))


def _percent(value: int | None) -> str:
    return NONE if value is None else said(say("overview.share", share=value))
