"""What no single row can show: versions that overlap, replacements that go round or lead nowhere."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from knowledge.cells import Fault, Row, Rule
from knowledge.procedures import Version
from knowledge.timeline import begins

Placed = Sequence[tuple[Row, Version]]


def faults(placed: Placed) -> Iterator[Fault]:
    """Every fault between the rows."""
    yield from _overlaps(placed)
    yield from _lost_replacements(placed)
    yield from _rings(placed)


def _at(row: Row, column: str, value: str, rule: Rule, expected: str = "") -> Fault:
    return Fault(row.file, row.line, column, value, rule, expected)


def _overlaps(placed: Placed) -> Iterator[Fault]:
    """Two versions of one code on one day: the earlier ends after the later's stated beginning."""
    of_code: dict[str, list[tuple[Row, Version]]] = defaultdict(list)
    for row, version in placed:
        of_code[version.code].append((row, version))
    for versions in of_code.values():
        ordered = sorted(versions, key=lambda pair: begins(pair[1]))
        for (_, earlier), (row, later) in pairwise(ordered):
            if earlier.valid_to and later.valid_from and earlier.valid_to > later.valid_from:
                yield _at(row, "valid_from", str(later.valid_from), Rule.OVERLAP, str(earlier.valid_to))


def _lost_replacements(placed: Placed) -> Iterator[Fault]:
    codes = {version.code for _, version in placed}
    for row, version in placed:
        for code in version.replaced_by:
            if code not in codes:
                yield _at(row, "replaced_by", code, Rule.UNKNOWN, "procedures.csv")


def _rings(placed: Placed) -> Iterator[Fault]:
    """A code whose replacements lead back to itself."""
    leads: dict[str, set[str]] = defaultdict(set)
    for _, version in placed:
        leads[version.code].update(version.replaced_by)
    for row, version in placed:
        if version.replaced_by and version.code in _reached(leads, version.code):
            yield _at(row, "replaced_by", "; ".join(version.replaced_by), Rule.RING)


def _reached(leads: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = set(leads.get(start, ()))
    while waiting:
        code = waiting.pop()
        reached.add(code)
        waiting |= leads.get(code, set()) - reached
    return reached
