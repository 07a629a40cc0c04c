"""What the office's change sets brought, and what a day brings, until those who follow it were told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from knowledge import tables
from knowledge.changes import ENDS
from knowledge.ledger_repository import Applied, LedgerRepository
from knowledge.procedures import Change, Procedure, Version
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins, in_order


class Turn(StrEnum):
    """What happened to a procedure."""

    NEW = "new"
    AMENDED = "amended"
    ABOLISHED = "abolished"
    REPLACED = "replaced"
    CORRECTED = "corrected"  # said otherwise, and no decision changed it
    REMOVED = "removed"  # said no more


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to a procedure: each turn with the version it is told of; `procedure` as it is said now."""

    code: str
    name: str
    fields: frozenset[str]
    turns: tuple[tuple[Turn, Version | None], ...]
    procedure: Procedure | None


class AnnouncementRepository:
    """What is to be told, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def untold(self) -> list[Applied]:
        """What officers changed or took back and nobody was told of, in order."""
        return LedgerRepository(self._connection).unannounced()

    def tell(self, number: int, at: datetime) -> bool:
        """A change set is told now; gives false where it was told before, by whichever copy."""
        return LedgerRepository(self._connection).announced(number, at)

    def happened(self, number: int) -> list[Happening]:
        """What a change set did to each procedure, by code."""
        of_code: dict[str, list[Any]] = defaultdict(list)
        for row in self._connection.execute(_touched(number)):
            of_code[row.code].append(row)
        known = self._procedures(of_code)
        return [_happening(rows, known.get(code)) for code, rows in sorted(of_code.items())]

    def of_day(self, day: date, began: datetime) -> list[Happening]:
        """What begins or ends on a day and was said before that day began, by code."""
        changes = or_(
            and_(V.valid_from == day, V.begun.is_not(None)),
            and_(V.valid_to == day, V.ended.in_(ENDS)),
        )
        found = select(V.code).where(V.recorded_to.is_(None), V.recorded_from < began, changes).distinct()
        known = self._procedures(self._connection.scalars(found.order_by(V.code)).all())
        return [_on(day, procedure) for _, procedure in sorted(known.items())]

    def _procedures(self, codes: Iterable[str]) -> dict[str, Procedure]:
        said = CatalogueRepository(self._connection).recorded([*codes])
        return {code: Procedure(code, in_order([one.version for one in of])) for code, of in said.items()}


V = tables.version.c


def _touched(number: int) -> Select[Any]:
    """Every record that a change set made or ended."""
    made = or_(V.change_set_id == number, V.restored_by == number)
    columns = V.code, V.name, V.short_name, V.begins_on, V.field, V.begun, V.ended, V.valid_to, made.label("made")
    return select(*columns).where(or_(made, V.closed_by == number)).order_by(V.id)


def _happening(rows: Sequence[Any], procedure: Procedure | None) -> Happening:
    before = {row.begins_on: row for row in rows if not row.made}
    after = {row.begins_on: row for row in rows if row.made}
    versions = {begins(version): version for version in procedure.versions} if procedure else {}
    found = [(_turn(row, before.get(at)), versions.get(at)) for at, row in after.items()]
    if any(turn is not Turn.CORRECTED for turn, _ in found):
        # The version before one that begins is said otherwise too: it ends there.
        found = [one for one in found if one[0] is not Turn.CORRECTED]
    last = rows[-1]
    name = procedure.latest.display_name if procedure else last.short_name or last.name
    fields = frozenset(row.field or "" for row in rows)
    return Happening(last.code, name, fields, tuple(found) or ((Turn.REMOVED, None),), procedure)


def _turn(row: Any, before: Any) -> Turn:
    """What a record that was made says anew, beside the one it stands for."""
    if before is None and row.begun:
        return Turn.AMENDED if row.begun == Change.AMENDED else Turn.NEW
    was = (before.ended, before.valid_to) if before else (None, None)
    if row.ended in ENDS and (row.ended, row.valid_to) != was:
        return Turn(row.ended)
    return Turn.CORRECTED


def _on(day: date, procedure: Procedure) -> Happening:
    """What begins or ends with a procedure on a day."""
    turns: list[tuple[Turn, Version | None]] = []
    for version in procedure.versions:
        if version.valid_from == day and version.begun:
            turns.append((Turn.AMENDED if version.begun is Change.AMENDED else Turn.NEW, version))
        if version.valid_to == day and version.ended in ENDS:
            turns.append((Turn(version.ended), version))
    fields = frozenset(version.field for version in procedure.versions)
    return Happening(procedure.code, procedure.latest.display_name, fields, tuple(turns), procedure)
