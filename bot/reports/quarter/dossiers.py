"""Results of dossiers (hồ sơ) as an office enters them for a quarter, and what is wrong with what was entered."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.reports.quarter.periods import Quarter
from knowledge.procedures import Level
from knowledge.timeline import TWO_TIERS

LEVELS = (Level.DISTRICT, Level.COMMUNE)
"""Levels whose results are reported; the districts' end with them."""

ALWAYS = ("received", "resolved", "pending", "returned")
"""The numbers without which there are no results."""

WHERE_KNOWN = ("online", "counter", "carried", "early", "on_time", "late", "pending_late")
"""The numbers that the forms have too."""

NUMBERS = (*ALWAYS, *WHERE_KNOWN)

MOST = 10_000_000
"""What no office comes to in a quarter."""


class Trouble(StrEnum):
    """What is wrong with results, or with a file of them; each has its sentence in the texts."""

    KIND = "kind"  # of the file: what it is cannot be told, or is not read
    HEADINGS = "headings"
    EMPTY = "empty"  # a head without a line
    REQUIRED = "required"
    NUMBER = "number"
    FORMULA = "formula"
    PERIOD = "period"
    NOT_BEGUN = "not_begun"
    LEVEL = "level"
    LEVEL_ENDED = "level_ended"
    UNIT = "unit"
    UNIT_OF_DISTRICT = "unit_of_district"
    TWICE = "twice"
    SUM = "sum"
    PARTS_RECEIVED = "parts_received"
    PARTS_RESOLVED = "parts_resolved"
    PENDING_LATE = "pending_late"


@dataclass(frozen=True, slots=True)
class DossierFault:
    """One thing wrong: the row and the column where it stands, what stands there, and what would be right."""

    trouble: Trouble
    column: str = ""
    value: str = ""
    expected: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class DossierResults:
    """What became of the dossiers of a level, or of one unit of it, in a quarter; None: nobody states it."""

    quarter: Quarter
    level: Level
    unit: str  # the code of a commune; empty: the whole level
    received: int
    resolved: int
    pending: int
    returned: int  # given back or taken back
    online: int | None = None
    counter: int | None = None  # brought in person or sent by post
    carried: int | None = None  # received before the quarter
    early: int | None = None
    on_time: int | None = None
    late: int | None = None
    pending_late: int | None = None
    source: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        """What there is one of: a quarter's results of a level and unit."""
        return self.quarter.key, self.level, self.unit


def faults(results: DossierResults, today: date, units: Collection[str]) -> Iterator[DossierFault]:
    """What does not add up or cannot be; `units` are the codes of the communes at the end of the quarter."""
    yield from _place_faults(results, today, units)
    r = results
    if r.received != r.resolved + r.pending + r.returned:
        yield _unlike(Trouble.SUM, "received", r.received, r.resolved + r.pending + r.returned)
    yield from _part_faults(Trouble.PARTS_RECEIVED, "received", r.received, (r.online, r.counter, r.carried))
    yield from _part_faults(Trouble.PARTS_RESOLVED, "resolved", r.resolved, (r.early, r.on_time, r.late))
    if r.pending_late is not None and r.pending_late > r.pending:
        yield _unlike(Trouble.PENDING_LATE, "pending_late", r.pending_late, r.pending)


def _place_faults(of: DossierResults, today: date, units: Collection[str]) -> Iterator[DossierFault]:
    if of.quarter.first > today:
        yield DossierFault(Trouble.NOT_BEGUN, "period", of.quarter.key)
    if of.level is Level.DISTRICT and of.quarter.first >= TWO_TIERS:
        yield DossierFault(Trouble.LEVEL_ENDED, "level", of.level)
    if of.level is Level.DISTRICT and of.unit:
        yield DossierFault(Trouble.UNIT_OF_DISTRICT, "unit", of.unit)
    elif of.unit and of.unit not in units:
        yield DossierFault(Trouble.UNIT, "unit", of.unit)


def _part_faults(trouble: Trouble, column: str, whole: int, parts: tuple[int | None, ...]) -> Iterator[DossierFault]:
    """Parts that are all known make the whole; those that are known never more."""
    known = [part for part in parts if part is not None]
    if sum(known) > whole or (len(known) == len(parts) and sum(known) != whole):
        yield _unlike(trouble, column, whole, sum(known))


def _unlike(trouble: Trouble, column: str, value: int, expected: int) -> DossierFault:
    return DossierFault(trouble, column, str(value), str(expected))


def total(of: Collection[DossierResults]) -> DossierResults | None:
    """The results of several units together; a number that one of them does not state is not stated."""
    if not of:
        return None
    first, *_ = of
    numbers: dict[str, Any] = {name: _summed([getattr(one, name) for one in of]) for name in NUMBERS}
    sources = "; ".join(dict.fromkeys(one.source for one in of if one.source))
    return DossierResults(quarter=first.quarter, level=first.level, unit="", source=sources, **numbers)


def _summed(numbers: Collection[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if len(known) == len(numbers) else None
