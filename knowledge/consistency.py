"""What no single row can show: versions that overlap, replacements that go round or lead nowhere."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from knowledge.cells import Fault, Rule
from knowledge.procedures import Version
from knowledge.timeline import begins


class Where(Protocol):
    """Where a version is said: a row of a file, or whatever a person is to look at."""

    @property
    def file(self) -> str:
        """The file, or what stands for one."""

    @property
    def line(self) -> int:
        """The line in it; 0 where there are none."""


Placed = Sequence[tuple[Where, Version]]

NOTHING: Mapping[str, Collection[str]] = {}


def faults(placed: Placed, beside: Mapping[str, Collection[str]] = NOTHING) -> Iterator[Fault]:
    """Every fault between the rows; `beside` are other codes that stand, each with those that replace it."""
    yield from _overlaps(placed)
    yield from _lost_replacements(placed, beside)
    yield from _rings(placed, beside)


def _at(row: Where, column: str, value: str, rule: Rule, expected: str = "") -> Fault:
    return Fault(row.file, row.line, column, value, rule, expected)


def _overlaps(placed: Placed) -> Iterator[Fault]:
    """Two versions of one code on one day: the earlier ends after the later's stated beginning."""
    of_code: dict[str, list[tuple[Where, Version]]] = defaultdict(list)
    for row, version in placed:
        of_code[version.code].append((row, version))
    for versions in of_code.values():
        ordered = sorted(versions, key=lambda pair: begins(pair[1]))
        for (_, earlier), (row, later) in pairwise(ordered):
            if earlier.valid_to and later.valid_from and earlier.valid_to > later.valid_from:
                yield _at(row, "valid_from", str(later.valid_from), Rule.OVERLAP, str(earlier.valid_to))


def _lost_replacements(placed: Placed, beside: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    codes = {version.code for _, version in placed} | beside.keys()
    for row, version in placed:
        for code in version.replaced_by:
            if code not in codes:
                yield _at(row, "replaced_by", code, Rule.UNKNOWN, "procedures.csv")


def _rings(placed: Placed, beside: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """A code whose replacements lead back to itself."""
    leads: dict[str, set[str]] = defaultdict(set, {code: set(heirs) for code, heirs in beside.items()})
    for _, version in placed:
        leads[version.code].update(version.replaced_by)
    for row, version in placed:
        if version.replaced_by and version.code in _reached(leads, version.code):
            yield _at(row, "replaced_by", "; ".join(version.replaced_by), Rule.RING)


def reached(start: Collection[str], leads: Mapping[str, Collection[str]]) -> set[str]:
    """These codes and all that their replacements lead to."""
    return {*start, *(code for one in start for code in _reached(leads, one))}


def _reached(leads: Mapping[str, Collection[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = set(leads.get(start, ()))
    while waiting:
        code = waiting.pop()
        found.add(code)
        waiting |= set(leads.get(code, ())) - found
    return found
