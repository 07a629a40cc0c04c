"""The figures of a quarter's report, read from the database in one view of it; words and layout come later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.clock import VIET_NAM
from bot.petitions.book import Span
from bot.reports.quarter.dossier_repository import DossierRepository, Entered
from bot.reports.quarter.dossiers import DossierResults, total
from bot.reports.quarter.periods import Period
from bot.reports.quarter.petition_figures import ByCategory, QuarterRepository
from bot.reports.quarter.units import Units
from knowledge.changes import DecisionChanges, Effect, changes_between
from knowledge.counts import CountRow, counts_on
from knowledge.procedures import OUR_PLACES, Decision, Level, Procedure, Reception
from knowledge.repository import CatalogueRepository
from knowledge.timeline import TWO_TIERS, standing_on
from knowledge.units import Unit

OF_DISTRICT, OF_COMMUNE = (Level.DISTRICT, Level.COMMUNE), (Level.COMMUNE,)
"""Whose figures a report holds: the district's and its communes', or the communes' alone."""

NameByField = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report is wanted: of which period and unit, by which office, and when it is made."""

    period: Period
    at: datetime
    unit: Unit | None = None
    agency: str = ""

    @property
    def today(self) -> date:
        """The day it is made."""
        return self.at.astimezone(VIET_NAM).date()

    @property
    def counted(self) -> Span:
        """The days of it that can be counted by now."""
        return Span(self.period.span.since, self.period.counted_until(self.today))

    @property
    def of_district(self) -> bool:
        """Whether it is a report of the time in which there were districts."""
        return self.period.span.until < TWO_TIERS

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels it tells of."""
        return OF_DISTRICT if self.of_district and self.unit is None else OF_COMMUNE


@dataclass(frozen=True, slots=True)
class Totals:
    """How many procedures a level has on a day, group by group; published, or as they are loaded by name."""

    day: date
    is_published: bool
    groups: Mapping[str, int]
    loaded: int

    @property
    def number(self) -> int:
        """All of them."""
        return sum(self.groups.values())

    @property
    def differs(self) -> bool:
        """Whether another number is loaded than was published."""
        return self.is_published and self.number != self.loaded


@dataclass(frozen=True, slots=True)
class OfLevel:
    """What the report tells of a level: what decisions did, how much there is, what became of dossiers."""

    level: Level
    changes: Mapping[Effect, NameByField]
    totals: Totals
    dossiers: DossierResults | None
    entered: Sequence[Entered]  # the rows behind the results
    by_units: DossierResults | None  # what the units' results come to, where the level's own are entered too
    without: Sequence[str]  # codes of units that entered nothing, where the results are of units

    def changed(self, effect: Effect) -> int:
        """How many procedures a decision did this to."""
        return sum(len(names) for names in self.changes.get(effect, {}).values())


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a quarter's report is made of."""

    wanted: Wanted
    decisions: Sequence[Decision]
    changes: Sequence[DecisionChanges]
    levels: Sequence[OfLevel]
    petitions: ByCategory
    units: Mapping[str, Unit]  # the communes at the end of the period, by their codes
    sources: Mapping[str, str]  # what the keys of sources mean


def read_figures(connection: Connection, wanted: Wanted) -> Figures:
    """The figures of a report, on the one view of its caller."""
    catalogue, counted = CatalogueRepository(connection), wanted.counted
    procedures, decisions = catalogue.procedures(), catalogue.decisions().values()
    changes = changes_between(counted.since, counted.until, decisions, procedures)
    units = Units(catalogue.units()).on(counted.until)
    entered = DossierRepository(connection).of(wanted.period.quarter)
    totals = _Counting(catalogue, procedures, wanted)
    unit = wanted.unit.code if wanted.unit else ""
    return Figures(
        wanted=wanted,
        decisions=_signed(counted, decisions),
        changes=changes,
        levels=[
            _of_level(
                level, changes, totals.of(level), [one for one in entered if one.results.level is level], unit, units
            )
            for level in wanted.levels
        ],
        petitions=QuarterRepository(connection).petitions(wanted.period.span, wanted.at, unit),
        units=units,
        sources={key: source.label for key, source in catalogue.sources().items()},
    )


def _signed(span: Span, decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions of our places that were signed within some days, in the order of their days."""
    ours = [one for one in decisions if one.place in OUR_PLACES and one.signed_on]
    within = [one for one in ours if one.signed_on and span.since <= one.signed_on <= span.until]
    return sorted(within, key=lambda one: (one.signed_on or date.max, one.number))


def _of_level(
    level: Level,
    changes: Sequence[DecisionChanges],
    totals: Totals,
    entered: Sequence[Entered],
    unit: str,
    units: Mapping[str, Unit],
) -> OfLevel:
    own = [one for one in entered if one.results.unit == unit]
    of_units = [] if unit else [one for one in entered if one.results.unit]
    summed = total([one.results for one in of_units])
    behind = own or of_units
    return OfLevel(
        level=level,
        changes=_by_effect(changes, level),
        totals=totals,
        dossiers=own[0].results if own else summed,
        entered=behind,
        by_units=summed if own else None,
        without=[] if own or not of_units else sorted(units.keys() - {one.results.unit for one in of_units}),
    )


def _by_effect(changes: Iterable[DecisionChanges], level: Level) -> dict[Effect, dict[str, list[str]]]:
    """The names of what was done to procedures of a level, by what was done and by field."""
    found: dict[Effect, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for changed in (one for decided in changes for one in decided.changes if level in one.version.levels):
        found[changed.effect][changed.version.field].append(changed.version.name)
    return {effect: dict(of_field) for effect, of_field in found.items()}


class _Counting:
    """Totals by level: what was published within the quarter, else what is loaded by name on the last day."""

    def __init__(self, catalogue: CatalogueRepository, procedures: Sequence[Procedure], wanted: Wanted) -> None:
        quarter, published = wanted.period.quarter, catalogue.published_counts()
        told = [one.as_of for one in published if quarter.first <= one.as_of <= quarter.last]
        self._day = max(told, default=wanted.counted.until)
        # What is not handed in at the one-stop centre is not the commune's, though the portal says so of customs posts.
        ours = [one for one in procedures if standing_on(one, self._day).version.reception is Reception.ONE_STOP]
        self._rows = counts_on(self._day, procedures if told else ours, catalogue.fields(), published)

    def of(self, level: Level) -> Totals:
        rows = [row for row in self._rows if row.level is level]
        told = [row for row in rows if row.published is not None]
        groups = {row.group: row.published for row in told if row.published is not None} or _sorted(rows)
        return Totals(self._day, bool(told), groups, loaded=sum(row.loaded for row in told or rows))


def _sorted(rows: Iterable[CountRow]) -> dict[str, int]:
    """The loaded counts, the most first; those of no known group last."""
    return {row.group: row.loaded for row in sorted(rows, key=lambda row: (not row.group, -row.loaded, row.group))}
