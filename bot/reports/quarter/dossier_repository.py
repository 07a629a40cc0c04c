"""Where results of dossiers are kept: corrected by a new row, the former one closed; what is shipped is loaded once."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    RowMapping,
    String,
    Table,
    Text,
    insert,
    select,
    text,
    update,
)

from bot.reports.quarter.dossiers import ALWAYS, NUMBERS, DossierFault, DossierResults, Trouble, faults
from bot.reports.quarter.periods import Quarter, WrongPeriodError, read_quarter
from bot.reports.quarter.units import Units
from knowledge.cells import Fault, Row, Rule, rows
from knowledge.mapping import Base, Moment
from knowledge.procedures import Level
from knowledge.release import SHIPPED, FaultyReleaseError
from knowledge.repository import CatalogueRepository
from knowledge.tables import OFFICE, RELEASE

dossier_result = Table(
    "dossier_result",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("period", String(8), nullable=False),
    Column("level", String(16), nullable=False),
    Column("unit", Text, nullable=False),  # code of a commune; empty: the whole level
    Column("received", Integer, nullable=False),
    Column("online", Integer),
    Column("counter", Integer),
    Column("carried", Integer),
    Column("resolved", Integer, nullable=False),
    Column("early", Integer),
    Column("on_time", Integer),
    Column("late", Integer),
    Column("pending", Integer, nullable=False),
    Column("pending_late", Integer),
    Column("returned", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("recorded_from", Moment(), nullable=False),
    Column("recorded_by", Text, nullable=False),  # the officer's name at the time
    Column("officer_id", ForeignKey("officer.id")),
    Column("recorded_to", Moment()),
    Index(
        "ix_dossier_result_current",
        "period",
        "level",
        "unit",
        unique=True,
        sqlite_where=text("recorded_to IS NULL"),
        postgresql_where=text("recorded_to IS NULL"),
    ),
)

FILE = "dossier_results.csv"
COLUMNS = ("period", "level", "unit", *NUMBERS, "source")

T = dossier_result.c


@dataclass(frozen=True, slots=True)
class By:
    """Who enters results, and when."""

    at: datetime
    name: str = ""
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Results with who entered them, and until when they stood; nobody's are those that are shipped."""

    results: DossierResults
    by: By
    origin: str
    recorded_to: datetime | None


class DossierRepository:
    """The results over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, quarter: Quarter) -> list[Entered]:
        """What stands of a quarter, the district first, then the level as a whole, then its units."""
        found = select(dossier_result).where(T.period == quarter.key, T.recorded_to.is_(None))
        ordered = found.order_by(T.level.desc(), T.unit)
        return [_entered(row) for row in self._connection.execute(ordered).mappings()]

    def units(self) -> Units:
        """The communes there are and were."""
        return Units(CatalogueRepository(self._connection).units())

    def history(self, results: DossierResults) -> list[Entered]:
        """Everything that was entered of a quarter, level and unit, the oldest first."""
        period, level, unit = results.place
        found = select(dossier_result).where(T.period == period, T.level == level, T.unit == unit)
        return [_entered(row) for row in self._connection.execute(found.order_by(T.id)).mappings()]

    def enter(self, results: Sequence[DossierResults], by: By, today: date) -> list[DossierFault]:
        """Let results of several levels or units stand, all of them or none; gives what is wrong, then none stands."""
        wrong = [*self.faults(results, today)]
        if not wrong:
            for one in results:
                self._put(one, by, OFFICE)
        return wrong

    def faults(self, results: Sequence[DossierResults], today: date) -> Iterator[DossierFault]:
        """What does not add up or cannot be, and what is told twice."""
        units = self.units()
        for one in results:
            yield from faults(one, today, units.on(one.quarter.last))
        for place, number in Counter(one.place for one in results).items():
            if number > 1:
                yield DossierFault(Trouble.TWICE, "period", place[0])

    def ship(self, shipped: Collection[DossierResults], at: datetime) -> int:
        """Load what is shipped; never over what an office entered. Gives how many rows were new."""
        return sum(self._put(one, By(at), RELEASE) for one in shipped if not self._is_by_office(one))

    def _is_by_office(self, results: DossierResults) -> bool:
        return any(one.origin == OFFICE for one in self.history(results))

    def _put(self, results: DossierResults, by: By, origin: str) -> bool:
        standing = next((one for one in self.history(results) if one.recorded_to is None), None)
        if standing and standing.results == results:
            return False
        period, level, unit = results.place
        same = T.period == period, T.level == level, T.unit == unit, T.recorded_to.is_(None)
        self._connection.execute(update(dossier_result).where(*same).values(recorded_to=by.at))
        numbers = {name: getattr(results, name) for name in (*NUMBERS, "source")}
        place = {"period": period, "level": level, "unit": unit, "origin": origin}
        who = {"recorded_from": by.at, "recorded_by": by.name, "officer_id": by.officer_id}
        self._connection.execute(insert(dossier_result).values(**place, **numbers, **who))
        return True


def shipped_results(folder: Path = SHIPPED) -> list[DossierResults]:
    """The results that are shipped; a folder may ship none. Raises FaultyReleaseError."""
    wrong: list[Fault] = []
    file = folder / FILE
    content = file.read_bytes() if file.is_file() else ",".join(COLUMNS).encode()
    found = [_shipped(row) for row in rows(content, FILE, COLUMNS, wrong)]
    if wrong:
        raise FaultyReleaseError(wrong)
    return [one for one in found if one]


def _shipped(row: Row) -> DossierResults | None:
    level = row.choice("level", Level, required=True)
    numbers: dict[str, Any] = {name: row.number(name, required=name in ALWAYS) for name in NUMBERS}
    source = row.text("source", required=True)
    try:
        quarter = read_quarter(row.text("period", required=True))
    except WrongPeriodError:
        row.fault("period", Rule.CHOICE, "2024-Q1")
        return None
    if level is None or any(numbers[name] is None for name in ALWAYS):
        return None
    return DossierResults(quarter=quarter, level=level, unit=row.text("unit"), source=source, **numbers)


def _entered(row: RowMapping) -> Entered:
    numbers = {name: row[name] for name in (*NUMBERS, "unit", "source")}
    results = DossierResults(quarter=read_quarter(row["period"]), level=Level(row["level"]), **numbers)
    by = By(row["recorded_from"], row["recorded_by"], row["officer_id"])
    return Entered(results, by, row["origin"], row["recorded_to"])
