"""Questions to the records of change sets: what each said, what it ended, and what another put over it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, insert, select, union, update

from knowledge import tables
from knowledge.procedures import Decision, Field, Source
from knowledge.release import Place
from knowledge.tables import OFFICE
from knowledge.version_rows import several

C, V = tables.change_set.c, tables.version.c

UNDONE = select(C.undoes).where(C.undoes.is_not(None))
"""The change sets that another one took back."""

BROUGHT: Mapping[type[Source | Field | Decision], tuple[Table, str]] = {
    Source: (tables.source, "key"),
    Field: (tables.field, "name"),
    Decision: (tables.decision, "key"),
}
"""What a change set may bring beside versions: the table of each kind, and its key."""


@dataclass(frozen=True, slots=True)
class Applied:
    """A change set as it was applied; `undone_by` is the one that took it back, `announced_at` empty until told."""

    number: int
    origin: str
    title: str
    decision: str | None  # its key
    made_at: datetime
    undoes: int | None
    undone_by: int | None
    announced_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """That a version was said from one moment to another, by what, and what ended that; None while it is said.

    `begins_on` tells which version of its code it is.
    """

    begins_on: date
    recorded_from: datetime
    by: Applied
    recorded_to: datetime | None
    closed_by: Applied | None


class LedgerRepository:
    """The records of change sets over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def applied(self, number: int) -> Applied | None:
        """The change set of a number."""
        return next(iter(self._applied(C.id == number)), None)

    def unannounced(self) -> list[Applied]:
        """What officers changed or took back and nobody was told of yet, in its order."""
        return self._applied(C.announced_at.is_(None))

    def announced(self, number: int, at: datetime) -> bool:
        """Those who follow are told of a change set; false where they were told before."""
        told = update(tables.change_set).where(C.id == number, C.announced_at.is_(None)).values(announced_at=at)
        return self._connection.execute(told).rowcount > 0

    def codes(self, number: int) -> tuple[str, ...]:
        """The codes under which a change set, or an undoing, said or ended something."""
        by = (V.change_set_id == number) | (V.closed_by == number) | (V.restored_by == number)
        return tuple(self._connection.scalars(select(V.code).where(by).distinct().order_by(V.code)))

    def records(self, code: str, limit: int) -> list[Record]:
        """When what was said under a code, and when it was said no more, the latest first."""
        facts = V.begins_on, V.recorded_from, V.recorded_to, V.change_set_id, V.closed_by, V.restored_by
        found = select(*facts).where(V.code == code).order_by(V.recorded_from.desc(), V.id.desc()).limit(limit)
        rows = self._connection.execute(found).all()
        named = {number for row in rows for number in (row.change_set_id, row.closed_by, row.restored_by) if number}
        sets = {one.number: one for one in self._applied(C.id.in_(named))}
        return [
            Record(
                row.begins_on,
                row.recorded_from,
                sets[row.restored_by or row.change_set_id],
                row.recorded_to,
                sets.get(row.closed_by),
            )
            for row in rows
        ]

    def standing(self, codes: Collection[str], after: int = 0) -> dict[str, Applied]:
        """Of each of these codes, the change of an officer that stands and touched it last, after another one."""
        theirs = C.origin == OFFICE, C.id > after, C.id.not_in(UNDONE)
        said = select(V.code, C.id).join(tables.change_set, V.change_set_id == C.id).where(V.code.in_(codes), *theirs)
        ended = select(V.code, C.id).join(tables.change_set, V.closed_by == C.id).where(V.code.in_(codes), *theirs)
        return self._by_code(self._connection.execute(said.union(ended)))

    def last(self, codes: Collection[str]) -> dict[str, Applied]:
        """Of each of these codes, the change set that touched it last, whatever it was."""
        touching = V.change_set_id, V.closed_by, V.restored_by
        touched = [select(V.code, by).where(V.code.in_(codes), by.is_not(None)) for by in touching]
        return self._by_code(self._connection.execute(union(*touched)))

    def leads(self) -> dict[str, set[str]]:
        """Every code of today with those that replace it, as any of its versions says."""
        found: dict[str, set[str]] = {}
        for code, heirs in self._connection.execute(select(V.code, V.replaced_by).where(V.recorded_to.is_(None))):
            found.setdefault(code, set()).update(several(heirs))
        return found

    def words(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """The names under these codes with their words, as they were found when they were said first."""
        found = select(V.name, V.words).where(V.code.in_(codes)).distinct()
        return {name: several(words) for name, words in self._connection.execute(found)}

    def said_by(self, number: int) -> list[Place]:
        """The versions of today that a change set said."""
        said = select(V.code, V.begins_on).where(V.change_set_id == number, V.recorded_to.is_(None))
        return [(code, begins_on) for code, begins_on in self._connection.execute(said)]

    def restore(self, ended_by: int, undoing: int, at: datetime) -> None:
        """Put copies of all that a change set ended back, each still the word of who said it first."""
        rows = self._rows(tables.version, V.closed_by == ended_by)
        if not rows:
            return
        back = {"recorded_from": at, "recorded_to": None, "closed_by": None, "restored_by": undoing}
        added = insert(tables.version).returning(V.id, sort_by_parameter_order=True)
        copies = self._connection.scalars(added, [_without_id(row) | back for row in rows]).all()
        copied = {row["id"]: copy for row, copy in zip(rows, copies, strict=True)}
        for table in (tables.way, tables.paper):
            parts = self._rows(table, table.c.version_id.in_(copied))
            self._insert(table, [_without_id(part) | {"version_id": copied[part["version_id"]]} for part in parts])

    def bring(self, values: Iterable[Source | Field | Decision], number: int) -> None:
        """What a change set names and nobody said before it, or somebody took back."""
        for value in values:
            table, key = BROUGHT[type(value)]
            row = asdict(value) | {"brought_by": number, "withdrawn_by": None}
            is_it = table.c[key] == row[key]
            known = self._connection.execute(select(table.c.withdrawn_by).where(is_it)).first()
            if known is None:
                self._insert(table, [row])
            elif known.withdrawn_by is not None:
                self._connection.execute(update(table).where(is_it).values(row))

    def withdraw(self, brought_by: int, undoing: int) -> None:
        """What a change set brought is shown no more, but for what others rest on by now: it is theirs then."""
        for table, key in BROUGHT.values():
            heirs = self._resting_on(table)
            for name in self._connection.scalars(select(table.c[key]).where(table.c.brought_by == brought_by)).all():
                becomes = {"brought_by": heirs[name]} if name in heirs else {"withdrawn_by": undoing}
                self._connection.execute(update(table).where(table.c[key] == name).values(becomes))

    def _resting_on(self, table: Table) -> dict[str, int | None]:
        """What is named today, each with the change set that names it; None for what an office's notice names."""
        current = V.recorded_to.is_(None)
        if table is tables.field:
            named = select(V.field, V.change_set_id).where(current)
            return dict(self._connection.execute(named).all())
        if table is tables.source:
            offices = select(tables.office.c.source).where(tables.office.c.recorded_to.is_(None))
            named = select(V.source, V.change_set_id).where(current)
            theirs = dict.fromkeys(self._connection.scalars(offices))
            return theirs | dict(self._connection.execute(named).all())
        followed = select(C.decision, C.id).where(C.decision.is_not(None), C.origin == OFFICE, C.id.not_in(UNDONE))
        found: dict[str, int | None] = dict(self._connection.execute(followed).all())
        named = select(V.change_set_id, V.enacted_by, V.ended_by, V.ended_elsewhere).where(current)
        for row in self._connection.execute(named):
            keys = (*several(row.enacted_by), *several(row.ended_by), row.ended_elsewhere)
            found |= dict.fromkeys(filter(None, keys), row.change_set_id)
        return found

    def _by_code(self, touched: Iterable[Row[str, int]]) -> dict[str, Applied]:
        """The last change set of each code."""
        found: dict[str, int] = {}
        for code, number in touched:
            found[code] = max(number, found.get(code, 0))
        by_number = {applied.number: applied for applied in self._applied(C.id.in_(set(found.values())))}
        return {code: by_number[number] for code, number in found.items()}

    def _applied(self, which: ColumnElement[bool]) -> list[Applied]:
        undoing = tables.change_set.alias("undoing")
        facts = C.id, C.origin, C.title, C.decision, C.made_at, C.undoes, undoing.c.id, C.announced_at
        found = select(*facts).outerjoin(undoing, undoing.c.undoes == C.id).where(which).order_by(C.id)
        return [Applied(*row) for row in self._connection.execute(found)]

    def _rows(self, table: Table, which: ColumnElement[bool]) -> list[dict[str, Any]]:
        found: Select[Any] = select(table).where(which).order_by(table.c.id)
        return [dict(row) for row in self._connection.execute(found).mappings()]

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in row.items() if name != "id"}
