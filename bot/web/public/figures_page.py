"""The figures as a page: cards, a picture of the months and bars beside the names, each with its table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.reports.known_numbers import FEW, Known
from bot.reports.public_figures import By, Rating, SoFar
from bot.reports.small_numbers import Told
from bot.texts import say, words
from bot.web.desk import rendering
from bot.web.public.figures_files import COLUMNS, tables_of
from bot.web.public.figures_shown import Line, Shown, in_days, in_words
from bot.web.public.open_to_all import File

HEIGHT, BASE = 100, 105
"""Units of the tallest column in the picture of the months, and where all of them stand."""

APART, WIDTH = 53, 18
"""How far the months stand apart in the picture, and how wide a column is."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the picture: what it is of, where it stands and how high; an outline where no number is told."""

    kind: str
    x: float
    y: float
    height: float


def page_of(shown: Shown) -> File:
    """The page."""
    text = rendering.page("statistics.html", values_of(shown))
    return File(text.encode(), "text/html; charset=utf-8")


def values_of(shown: Shown) -> Mapping[str, object]:
    """What the page shows."""
    tables, figures = tables_of(shown), shown.figures
    return {
        "shown": shown,
        "figures": figures,
        "cards": [*_cards(shown)],
        "so_far": _so_far(shown.so_far) if shown.so_far else "",
        "months": [*_months(tables[By.MONTH])],
        "tables": {by: [(line, _told(line), _share(line, tables[by])) for line in tables[by]] for by in By},
        "columns": COLUMNS,
        "heads": (*COLUMNS, "median"),
    }


def _cards(shown: Shown) -> Iterator[tuple[str, str]]:
    """The figures of all petitions of the period: a number and its words."""
    if shown.figures is None:
        return
    for name in COLUMNS:
        yield in_words(getattr(shown.figures.total, name)), say(f"statistics.{name}")
    median = in_days(shown.figures.medians.get(("", "")))
    yield median or say("statistics.untold"), say("statistics.median_said")
    for name in ("process", "result"):
        of: Rating = getattr(shown.figures, name)
        about = say(f"statistics.{name}")
        if of.mean is None:
            yield say("statistics.untold"), about
        else:
            mean = f"{of.mean:.1f}".replace(".", ",")
            yield mean, say("statistics.rated", what=about, number=in_words(of.number))


def _so_far(of: SoFar) -> str:
    return say(
        "statistics.so_far",
        roman=of.quarter.roman,
        year=of.quarter.year,
        until=words.day(of.until),
        received=in_words(of.received) if of.received.low else say("statistics.few"),
        handled=in_words(of.handled) if of.handled.low else say("statistics.few"),
        ready=words.day(of.quarter.last + timedelta(days=1)),
    )


def _told(line: Line) -> dict[str, str]:
    return {**{name: in_words(getattr(line.told, name)) for name in COLUMNS}, "median": in_days(line.median)}


def _share(line: Line, lines: list[Line]) -> float:
    """How long the bar of a row is in a hundred, beside the longest: what came at least."""
    longest = max(one.told.received.low for one in lines)
    return 100 * line.told.received.low / longest if longest else 0.0


def _months(lines: list[Line]) -> Iterator[tuple[Line, dict[str, str], float, list[Column]]]:
    """The months with what is told of each, where each stands and its columns."""
    tallest = max((max(_drawn(one.told.received), _drawn(one.told.handled)) for one in lines), default=0)
    scale = HEIGHT / (tallest or 1)
    for number, line in enumerate(lines):
        x = number * APART + 2
        yield line, _told(line), x, [*_columns(line.told, x, scale)]


def _drawn(known: Known) -> int:
    """How high a number stands in the picture: what is not told no higher than a few."""
    return known.low if known.is_exact else known.high or FEW.low


def _columns(told: Told, x: float, scale: float) -> Iterator[Column]:
    yield _column("came" if told.received.is_exact else "covered", x, 0, _drawn(told.received), scale)
    right = x + WIDTH + 2
    if not told.on_time.is_exact:
        yield _column("bar" if told.handled.is_exact else "covered", right, 0, _drawn(told.handled), scale)
        return
    yield _column("bar", right, 0, told.on_time.low, scale)
    yield _column("late", right, told.on_time.low, told.late.low, scale)


def _column(kind: str, x: float, under: int, number: int, scale: float) -> Column:
    return Column(kind, x, round(BASE - (under + number) * scale, 1), round(number * scale, 1))
