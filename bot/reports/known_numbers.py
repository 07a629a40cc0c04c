"""What is told of a number without telling it: between which values it lies, and what subtraction leaves of that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

FEWEST = 5
"""Fewer petitions than these are not told, unless there are none."""

OPEN = FEWEST - 1
"""How many values a covered number of petitions may have at least, for whoever subtracts."""

AJAR = OPEN - 1
"""The same of those on time and late, which are told within bounds."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is told of a number: from where to where it lies, without an end where `high` is None."""

    low: int
    high: int | None

    @property
    def is_exact(self) -> bool:
        """Whether it is the number itself."""
        return self.low == self.high

    def __add__(self, other: "Known") -> "Known":
        """What is then known of both together."""
        return Known(self.low + other.low, None if self.high is None or other.high is None else self.high + other.high)


NOTHING = Known(0, None)
FEW = Known(1, FEWEST - 1)


def exactly(number: int) -> Known:
    """The number itself."""
    return Known(number, number)


NONE = exactly(0)


def is_few(number: int) -> bool:
    """Whether a number may not be told."""
    return 0 < number < FEWEST


class Bounds(NamedTuple):
    """Between which values a number lies, for who knows how it is covered."""

    low: int
    high: int

    def within(self, other: "Bounds") -> "Bounds":
        """What both leave."""
        return Bounds(max(self.low, other.low), min(self.high, other.high))

    @property
    def values(self) -> int:
        """How many values there are."""
        return self.high - self.low + 1


def sum_of(bounds: Iterable[Bounds]) -> Bounds:
    """Between which values all of them together lie."""
    every = [*bounds]
    return Bounds(sum(one.low for one in every), sum(one.high for one in every))


def stay_open(first: Sequence[Bounds], more: Sequence[Bounds], together: Bounds, fewest: int) -> bool:
    """Whether each of the first numbers may have so many values, when all of them together are known so well."""
    every = sum_of([*first, *more])
    left = (
        one.within(Bounds(together.low - (every.high - one.high), together.high - (every.low - one.low)))
        for one in first
    )
    return all(one.values >= fewest for one in left)
