"""Numbers that anybody may read: none tells of one to four petitions, and none can be subtracted from others.

    fields of a quarter     told
    road       12           nothing             else 27 - 7 - 5 - 12 would leave the 3
    waste       3           one to four         so few may point at a person
    lighting    7           7
    water       5           5
    together   27           27

First what counts one to four is covered. Then, as long as what is told leaves a covered number too few values that it
may have, the first number of five or more in the same table is covered too, and the next; where none is left, the
whole table is. Tables of the same petitions share their total and nothing else, so it is enough to look at each by
itself; a total that is covered is narrowed by all of them, and they are looked at with what is left of it. On time and
late are two parts of what was handled, so either is covered together with the other. What is told of a year is added
up from what is told of its quarters, and tells nothing beside it.

The tables of a quarter are told when it is over, all at once: whoever keeps yesterday's page has nothing to subtract.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.reports.known_numbers import (
    AJAR,
    FEW,
    FEWEST,
    NONE,
    NOTHING,
    OPEN,
    Bounds,
    Known,
    exactly,
    is_few,
    stay_open,
    sum_of,
)


@dataclass(frozen=True, slots=True)
class Row:
    """How many petitions of some kind came, and how many were handled on time and late."""

    received: int = 0
    on_time: int = 0
    late: int = 0

    @property
    def handled(self) -> int:
        """How many were handled at all."""
        return self.on_time + self.late

    def __add__(self, other: "Row") -> "Row":
        """Both kinds together."""
        return Row(self.received + other.received, self.on_time + other.on_time, self.late + other.late)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a row."""

    received: Known = NONE
    handled: Known = NONE
    on_time: Known = NONE
    late: Known = NONE

    def __add__(self, other: "Told") -> "Told":
        """What is then told of both together."""
        return Told(
            self.received + other.received,
            self.handled + other.handled,
            self.on_time + other.on_time,
            self.late + other.late,
        )


Tables = Mapping[str, Mapping[str, Row]]
"""The same petitions, put apart by one thing after the other: the rows of each table make up the total."""

ToldTables = dict[str, dict[str, Told]]


def told(tables: Tables) -> tuple[Told, ToldTables]:
    """What may be told of petitions: of all of them together, and of the rows of each table."""
    total = sum(next(iter(tables.values())).values(), Row())
    received = {name: _parts([row.received for row in rows.values()]) for name, rows in tables.items()}
    handled = {name: _parts([row.handled for row in rows.values()]) for name, rows in tables.items()}
    punctual, by_table = _punctual(total, {name: [*rows.values()] for name, rows in tables.items()}, handled)
    of_rows = {
        name: {
            key: Told(received[name][at], handled[name][at], *by_table[name][at]) for at, key in enumerate(tables[name])
        }
        for name in tables
    }
    return Told(_alone(total.received), _alone(total.handled), *punctual), of_rows


def _alone(number: int) -> Known:
    return FEW if is_few(number) else exactly(number)


def _parts(numbers: Sequence[int]) -> list[Known]:
    """What is told of the parts of a total that is told beside them."""
    total = sum(numbers)
    if is_few(total):
        return [NOTHING] * len(numbers)
    few = [Bounds(1, FEWEST - 1) for number in numbers if is_few(number)]
    covered = {at for at, number in enumerate(numbers) if is_few(number)}
    larger = [at for at, number in enumerate(numbers) if number >= FEWEST]
    more: list[Bounds] = []
    while few and not stay_open(few, more, Bounds(*[sum(numbers[at] for at in covered)] * 2), OPEN):
        if not larger:
            return [NOTHING] * len(numbers)
        covered.add(larger.pop(0))  # in the order of the table, which says nothing of how large it is
        more.append(Bounds(FEWEST, total))
    return [
        exactly(number) if at not in covered else FEW if is_few(number) else NOTHING
        for at, number in enumerate(numbers)
    ]


Pair = tuple[Known, Known]
"""What is told of those on time, and of those late."""

UNTOLD: Pair = (NOTHING, NOTHING)


@dataclass(frozen=True, slots=True)
class _Split:
    """A row whose number of handled petitions is told: how it is split into those on time and late.

    A few of either are told as one to four; where `least` is none, as none to four, which is less.
    """

    row: Row
    least: int = 1

    @property
    def is_small(self) -> bool:
        """Whether one of the two may not be told."""
        return any(self.least <= number < FEWEST for number in (self.row.on_time, self.row.late))

    @property
    def may_be_covered(self) -> bool:
        """Whether it can be covered for the sake of others."""
        return min(self.row.on_time, self.row.late) >= FEWEST

    @property
    def told(self) -> Pair:
        """What is told of it by itself."""
        if not self.is_small:
            return exactly(self.row.on_time), exactly(self.row.late)
        most = self.row.handled - self.least
        if self.row.handled < 2 * FEWEST - 1:
            # Which of the two is few would tell more than that one is.
            return Known(self.least, most), Known(self.least, most)
        few, rest = Known(self.least, FEWEST - 1), Known(self.row.handled - FEWEST + 1, most)
        return (rest, few) if self.row.late < FEWEST else (few, rest)

    @property
    def bounds(self) -> Bounds:
        """Between which values the number of those late lies, once it is covered."""
        if not self.is_small:
            return Bounds(FEWEST, self.row.handled - FEWEST)
        late = self.told[1]
        return Bounds(late.low, self.row.handled if late.high is None else late.high)


class _Table:
    """How the handled petitions of a table are split, row by row."""

    def __init__(self, rows: Sequence[Row], handled: Sequence[Known]) -> None:
        self.rows = rows
        self.splits = {at: _Split(row) for at, row in enumerate(rows) if handled[at].is_exact and row.handled}
        self._none = {at for at, known in enumerate(handled) if known == NONE}
        untold = [row for at, row in enumerate(rows) if not handled[at].is_exact]
        self._rest = [Bounds(0, sum(row.handled for row in untold))] if untold else []
        self._covered: set[int] = set()
        self.is_untold = False

    @property
    def _small(self) -> list[Bounds]:
        return [one.bounds for one in self.splits.values() if one.is_small]

    @property
    def _more(self) -> list[Bounds]:
        return [*self._rest, *(self.splits[at].bounds for at in self._covered)]

    @property
    def _plain(self) -> int:
        """How many are late in the rows that are told in full."""
        return sum(one.row.late for at, one in self.splits.items() if not one.is_small and at not in self._covered)

    @property
    def late(self) -> Bounds:
        """Between which values the number of all that are late lies, as far as this table tells."""
        rest = sum_of([*self._small, *self._more])
        return Bounds(self._plain + rest.low, self._plain + rest.high)

    def stays_open(self, total: Bounds) -> bool:
        """Whether what is covered stays so for who knows that much of the total."""
        left = Bounds(total.low - self._plain, total.high - self._plain)
        return self.is_untold or stay_open(self._small, self._more, left, AJAR)

    def cover(self, total: Bounds) -> None:
        """Cover until it stays covered: as little as will do."""
        for least in (1, 0):
            self.splits = {at: _Split(one.row, least) for at, one in self.splits.items()}
            self._covered.clear()
            larger = [at for at, one in self.splits.items() if one.may_be_covered]
            while larger and not self.stays_open(total):
                self._covered.add(larger.pop(0))
            if self.stays_open(total):
                return
        self.is_untold = True

    def told(self) -> list[Pair]:
        """What is told of each row."""
        return [self._told_of(at, row) for at, row in enumerate(self.rows)]

    def _told_of(self, at: int, row: Row) -> Pair:
        if at in self._none:
            return NONE, NONE
        return UNTOLD if self.is_untold or at in self._covered or at not in self.splits else self.splits[at].told


def _punctual(
    total: Row, tables: Mapping[str, Sequence[Row]], handled: Mapping[str, Sequence[Known]]
) -> tuple[Pair, dict[str, list[Pair]]]:
    """What is told of those on time and late: of all together, and of the rows of each table."""
    if is_few(total.handled):
        return UNTOLD, {name: [UNTOLD] * len(rows) for name, rows in tables.items()}
    whole = _Split(total)
    late = whole.bounds if whole.is_small else Bounds(total.late, total.late)
    split = {name: _Table(rows, handled[name]) for name, rows in tables.items()}
    known = late
    for table in split.values():
        table.cover(known)
        if not table.is_untold:
            known = known.within(table.late)
    for table in split.values():
        table.is_untold = table.is_untold or not table.stays_open(known)
    return whole.told, {name: table.told() for name, table in split.items()}


def added(several: Iterable[Mapping[str, Told]]) -> dict[str, Told]:
    """What is told of several quarters together, row by row."""
    sums: dict[str, Told] = {}
    for rows in several:
        for key, row in rows.items():
            sums[key] = sums.get(key, Told()) + row
    return sums
