"""No number that anybody may read tells of one to four petitions, however the others are subtracted from it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reports.known_numbers import FEW, NOTHING, Known, exactly, is_few
from bot.reports.small_numbers import Row, Told, added, told

NUMBERS = ("received", "handled", "on_time", "late")


def a_table(rows: Iterable[Row]) -> dict[str, Row]:
    return {str(at): row for at, row in enumerate(rows)}


def cells(of: dict[str, dict[str, Told]]) -> Iterator[tuple[tuple[str, str, str], Known]]:
    """Everything that is told of the rows of some tables."""
    for name, rows in of.items():
        for key, row in rows.items():
            for what in NUMBERS:
                yield (name, key, what), getattr(row, what)


def test_what_is_few_is_covered_and_so_is_what_would_betray_it() -> None:
    rows = [Row(12), Row(3), Row(7), Row(5)]
    total, tables = told({"field": a_table(rows)})
    assert total.received == exactly(27)
    assert [row.received for row in tables["field"].values()] == [NOTHING, FEW, exactly(7), exactly(5)]


def test_a_table_without_anything_to_cover_beside_is_not_told() -> None:
    _, tables = told({"field": a_table([Row(4), Row(4), Row(0)])})
    assert [row.received for row in tables["field"].values()] == [NOTHING] * 3
    total, tables = told({"field": a_table([Row(4), Row(0)])})
    assert (total.received, tables["field"]["1"].received) == (FEW, NOTHING)


def test_what_is_late_is_covered_together_with_what_is_on_time() -> None:
    total, tables = told({"field": a_table([Row(0, 40, 2), Row(0, 9, 0), Row(0, 3, 12)])})
    rows = [*tables["field"].values()]
    assert (total.on_time, total.late) == (exactly(52), exactly(14))
    assert (rows[0].handled, rows[0].on_time, rows[0].late) == (exactly(42), Known(38, 41), FEW)
    assert (rows[1].on_time, rows[1].late) == (exactly(9), exactly(0))
    assert (rows[2].handled, rows[2].on_time, rows[2].late) == (exactly(15), FEW, Known(11, 14))


def test_several_quarters_tell_nothing_beside_each() -> None:
    quarters = [{"a": Told(exactly(10))}, {"a": Told(FEW)}, {"a": Told(exactly(12)), "b": Told(NOTHING)}]
    sums = added(quarters)
    assert (sums["a"].received, sums["b"].received) == (Known(23, 26), NOTHING)


ROWS = st.lists(st.builds(Row, st.integers(0, 30), st.integers(0, 30), st.integers(0, 12)), min_size=1, max_size=9).map(
    a_table
)


@settings(max_examples=150)
@given(ROWS, st.randoms(use_true_random=False))
def test_what_is_told_is_true_and_never_few(fields: dict[str, Row], lot: object) -> None:
    """In every table of the same petitions; whatever is told exactly is none or at least five."""
    rows = [*fields.values()]
    halves = a_table([sum(rows[: len(rows) // 2], Row()), sum(rows[len(rows) // 2 :], Row())])
    tables = {"field": fields, "half": halves}
    total, of_rows = told(tables)
    said = [(getattr(tables[name][key], what), known) for (name, key, what), known in cells(of_rows)]
    said += [(getattr(sum(rows, Row()), what), getattr(total, what)) for what in NUMBERS]
    for number, known in said:
        assert known.low <= number
        assert known.high is None or number <= known.high
        assert not (known.is_exact and is_few(number))


def sums(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many numbers make up a total."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in sums(total - first, parts - 1))


def received(most: int, rows: int) -> Iterator[list[Row]]:
    for total in range(most + 1):
        yield from ([*map(Row, numbers)] for numbers in sums(total, rows))


@pytest.mark.parametrize(("most", "rows"), [(21, 3), (15, 4)])
def test_whoever_knows_how_numbers_are_covered_finds_none_either(most: int, rows: int) -> None:
    """Of all offices that tell the same, no two have the same where one to four are covered."""
    alike = defaultdict(list)
    for office in received(most, rows):
        total, tables = told({"a": a_table(office)})
        alike[total, tuple(cells(tables))].append(office)
    for (_, said), offices in alike.items():
        for at, known in enumerate(known for (_, _, what), known in said if what == "received"):
            assert known.is_exact or not are_few({office[at].received for office in offices}), offices


def are_few(values: set[int]) -> bool:
    """Whether there is one value that a number may have, and it may not be told."""
    return len(values) == 1 and is_few(*values)


SPLIT = st.lists(st.builds(Row, st.just(0), st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=3)


def regrouped(rows: list[Row]) -> list[Row]:
    """The same petitions in other rows: all but half of those late of the first go to the last."""
    moved = Row(0, rows[0].on_time, rows[0].late // 2)
    rest = Row(0, 0, rows[0].late - moved.late)
    return [rest, *rows[1:-1], rows[-1] + moved] if len(rows) > 1 else [moved, rest]


@settings(max_examples=80)
@given(SPLIT)
def test_whoever_subtracts_those_late_finds_none(rows: list[Row]) -> None:
    """Every way to split the handled petitions that all that is told allows, of either of two tables."""
    tables = {"a": a_table(rows), "b": a_table(regrouped(rows))}
    total, of_rows = told(tables)
    # What one table tells of the total, the other cannot hide: so much of the total everybody knows.
    known = [whole for name in tables if (whole := together(of_rows[name].values())).high is not None]
    low = max([total.late.low, *(one.low for one in known)])
    high = min([total.late.high or 99, *(one.high or 0 for one in known)])
    for name, rows_of in tables.items():
        assert not found([*rows_of.values()], [*of_rows[name].values()], total, Known(low, high))


def together(rows: Iterable[Told]) -> Known:
    return sum((row.late for row in rows), exactly(0))


def found(rows: list[Row], said: list[Told], total: Told, late_known: Known) -> list[Row]:
    """The rows of which a number that may not be told is found by taking away what is told."""
    if not all(row.handled.is_exact for row in said):
        return []  # who does not know how many were handled does not know this either
    possible = [
        late
        for late in product(*(range(row.handled + 1) for row in rows))
        if holds(late_known, sum(late))
        and holds(total.on_time, sum(row.handled for row in rows) - sum(late))
        and all(
            holds(one.late, number) and holds(one.on_time, row.handled - number)
            for row, one, number in zip(rows, said, late, strict=True)
        )
    ]
    return [
        row
        for at, row in enumerate(rows)
        if (not said[at].late.is_exact and are_few({late[at] for late in possible}))
        or (not said[at].on_time.is_exact and are_few({row.handled - late[at] for late in possible}))
    ]


def holds(known: Known, number: int) -> bool:
    return known.low <= number and (known.high is None or number <= known.high)
