"""What the page and the files of the figures are made of: a period, its figures, the last months, names of rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.petitions.categories import CONDUCT, categories
from bot.reports.known_numbers import FEW, NOTHING, Known
from bot.reports.public_figures import ELSEWHERE, By, Figures, SoFar
from bot.reports.quarter.periods import ROMAN, Quarter
from bot.reports.small_numbers import Told
from bot.texts import say, words


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that can be chosen, and the quarters of it that are over."""

    key: str
    quarters: Sequence[Quarter]

    @property
    def name(self) -> str:
        """How it is called: Quý III/2026, Năm 2025, Năm 2026, đến hết quý III."""
        newest = self.quarters[0]
        if self.key == newest.key:
            return say("statistics.quarter", roman=newest.roman, year=newest.year)
        whole = newest.number == len(ROMAN)
        return (
            say("statistics.year", year=newest.year)
            if whole
            else say("statistics.year_until", year=newest.year, roman=newest.roman)
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is shown; without figures where no quarter is over, or nobody has the period."""

    agency: str  # of whom it is; empty in a trial
    units: Mapping[str, str]
    choices: Sequence[Choice]
    chosen: Choice
    figures: Figures | None
    year: Figures | None
    so_far: SoFar | None
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row with its name."""

    key: str
    name: str
    told: Told
    median: float | None


def choices_of(quarters: Sequence[Quarter]) -> list[Choice]:
    """The quarters that can be chosen, the newest first, and then the years they make up."""
    years = [(year, [*of]) for year, of in groupby(quarters, key=lambda one: one.year)]
    return [*(Choice(one.key, (one,)) for one in quarters), *(Choice(str(year), of) for year, of in years)]


def lines_of(of: Figures, by: By, shown: Shown) -> Iterator[Line]:
    """The rows of a table, in their order."""
    names = NAMES[by](shown)
    for key, row in of.tables[by].items():
        yield Line(key, names[key], row, of.medians.get((by.value, key)))


def _fields(_: Shown) -> dict[str, str]:
    return {key: say(f"category.{key}") for key in categories() if key != CONDUCT}


def _units(shown: Shown) -> dict[str, str]:
    return {**shown.units, ELSEWHERE: say("statistics.elsewhere")}


def _months(shown: Shown) -> dict[str, str]:
    keys = shown.year.tables[By.MONTH] if shown.year else ()
    return {key: say("statistics.month", year=key[:4], month=int(key[5:])) for key in keys}


NAMES = {By.FIELD: _fields, By.UNIT: _units, By.MONTH: _months}


def in_words(known: Known) -> str:
    """A number as people read it, or what may be said of it."""
    if known.low == known.high:
        return words.number(known.low)
    if known == FEW:
        return say("statistics.few")
    if known == NOTHING:
        return say("statistics.untold")
    low = words.number(known.low)
    if known.high is None:
        return say("statistics.at_least", low=low)
    return say("statistics.between", low=low, high=words.number(known.high))


def in_days(median: float | None) -> str:
    """A median of working days, with a comma as documents write it; nothing where there is none."""
    return "" if median is None else f"{median:g}".replace(".", ",")
