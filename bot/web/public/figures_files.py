"""The figures as files: for a sheet in words, for programs in numbers with their bounds."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence

from bot.petitions.book import Span
from bot.reports.known_numbers import FEWEST, Known
from bot.reports.public_figures import By, Rating
from bot.reports.small_numbers import Told
from bot.texts import say
from bot.web.public.figures_shown import Line, Shown, in_days, in_words, lines_of
from bot.web.public.open_to_all import File

COLUMNS = ("received", "handled", "on_time", "late")

TABLES: Mapping[By, str] = {By.MONTH: "months", By.FIELD: "fields", By.UNIT: "units"}
"""The tables, and what they are called in the file for programs."""


def tables_of(shown: Shown) -> dict[By, list[Line]]:
    """The months of the last quarters, and the fields and units of the period."""
    if shown.figures is None or shown.year is None:
        return {by: [] for by in By}
    return {by: [*lines_of(shown.year if by is By.MONTH else shown.figures, by, shown)] for by in TABLES}


def as_csv(shown: Shown) -> File:
    """One sheet of all tables, which programs of an office open with its letters right."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows(_lines(shown))
    return File(sheet.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"thong-ke-{_period(shown)}.csv")


def _lines(shown: Shown) -> Iterator[Sequence[str]]:
    yield [str(say(f"statistics.{name}")) for name in ("table", "row", *COLUMNS, "median")]
    if shown.figures:
        name, median = shown.chosen.name, shown.figures.medians.get(("", ""))
        yield [say("statistics.whole"), name, *_numbers(shown.figures.total), in_days(median)]
    for by, lines in tables_of(shown).items():
        for line in lines:
            yield [say(f"statistics.by_{by}"), line.name, *_numbers(line.told), in_days(line.median)]


def _numbers(told: Told) -> list[str]:
    return [in_words(getattr(told, name)) for name in COLUMNS]


def _period(shown: Shown) -> str:
    return shown.chosen.key if shown.figures else "0"


def as_json(shown: Shown) -> File:
    """The same for programs."""
    text = json.dumps(as_object(shown), ensure_ascii=False, indent=1)
    return File(text.encode(), "application/json; charset=utf-8")


def as_object(shown: Shown) -> dict[str, object]:
    """What the file for programs says; where no figures are, it says so by its empty parts."""
    figures = shown.figures
    said: dict[str, object] = {
        "agency": shown.agency,
        "period": shown.chosen.key if figures else None,
        **_days(figures.span if figures else None),
        "periods": [choice.key for choice in shown.choices],
        "smallest_number_told": FEWEST,
        "total": _row(figures.total, figures.medians.get(("", ""))) if figures else None,
        "process_rating": _rating(figures.process) if figures else None,
        "result_rating": _rating(figures.result) if figures else None,
    }
    for by, lines in tables_of(shown).items():
        said[TABLES[by]] = [{"key": one.key, "name": one.name, **_row(one.told, one.median)} for one in lines]
    return said


def _days(span: Span | None) -> dict[str, str | None]:
    return {"since": span.since.isoformat() if span else None, "until": span.until.isoformat() if span else None}


def _row(told: Told, median: float | None) -> dict[str, object]:
    return {**{name: bounds(getattr(told, name)) for name in COLUMNS}, "median_working_days": median}


def _rating(of: Rating) -> dict[str, object]:
    return {"number": bounds(of.number), "mean": None if of.mean is None else round(of.mean, 1)}


def bounds(known: Known) -> dict[str, int | None]:
    """A number by its bounds: the same twice where it is told."""
    return {"at_least": known.low, "at_most": known.high}
