"""How many petitions came for each 1,000 dossiers, so that large communes and small ones can be held side by side.

Dossiers are known by whole quarters, as offices enter them: petitions are counted on the days of those quarters, and
where nobody entered dossiers there is no rate.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, func, select

from bot.petitions.book import Span
from bot.petitions.tables import petition
from bot.reports.quality.petition_figures import Whose
from bot.reports.quarter.dossier_repository import DossierRepository
from bot.reports.quarter.periods import CutOff, Quarter, quarter_of
from bot.review.officers import Officer
from bot.review.powers import ROLES, Power
from knowledge.procedures import Level

A_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Rate:
    """A unit's petitions beside its dossiers, of the quarters whose dossiers are known; none: nobody entered any."""

    unit: str  # code of a commune; empty: all communes, where they are entered together
    name: str
    quarters: Sequence[Quarter] = ()
    dossiers: int = 0
    petitions: int = 0
    days: Span | None = None  # those its petitions came on, where the quarters follow one another

    @property
    def per_thousand(self) -> float | None:
        """Petitions for each 1,000 dossiers; None where no dossiers are known."""
        return A_THOUSAND * self.petitions / self.dossiers if self.dossiers else None


def quarters_within(span: Span, cut_off: CutOff) -> list[Quarter]:
    """The quarters that lie wholly in some days, the oldest first."""
    found, one = [], quarter_of(span.until)
    while one.days(cut_off).since >= span.since:
        if one.days(cut_off).until <= span.until:
            found.append(one)
        one = one.before
    return found[::-1]


def units_seen(officer: Officer | None) -> set[str] | None:
    """The units whose petitions somebody sees; None: every unit's."""
    if officer is None:
        return None
    scopes = [holding.scope for holding in officer.holdings if holding.role in ROLES[Power.SEE]]
    units = {scope.unit for scope in scopes}
    return None if "" in units else units


class RateRepository:
    """The rates over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rates(self, whose: Whose, span: Span, cut_off: CutOff) -> list[Rate]:
        """The rate of each commune that somebody sees, and of all of them where dossiers were entered together."""
        quarters, dossiers = quarters_within(span, cut_off), DossierRepository(self._connection)
        entered: dict[str, dict[Quarter, int]] = defaultdict(dict)
        for quarter in quarters:
            for one in dossiers.of(quarter):
                if one.results.level is Level.COMMUNE:
                    entered[one.results.unit][quarter] = one.results.received
        came = {quarter: self._came(whose, quarter.days(cut_off)) for quarter in quarters}
        units = dossiers.units()
        names = {one.code: f"{one.kind} {one.name}" for one in units.known}
        wanted = _wanted(units.on(span.until), entered, units_seen(whose.officer))
        return [_rate(unit, names.get(unit, unit), entered.get(unit, {}), came, cut_off) for unit in wanted]

    def _came(self, whose: Whose, span: Span) -> Counter[str]:
        """How many petitions came on some days, by unit; all of them under the empty one."""
        p, (since, after) = petition.c, span.moments
        its = p.submitted_at >= since, p.submitted_at < after, *whose.which
        rows = self._connection.execute(select(p.unit, func.count()).where(*its).group_by(p.unit)).all()
        by_unit = Counter({unit: number for unit, number in rows if unit})
        by_unit[""] = sum(number for _, number in rows)
        return by_unit


def _wanted(there: Collection[str], entered: Collection[str], seen: set[str] | None) -> list[str]:
    """The units that are shown: the communes there are, and whatever else dossiers were entered of."""
    units = sorted({*there, *entered} - {""})
    whole = [""] if "" in entered and seen is None else []
    return [*(unit for unit in units if seen is None or unit in seen), *whole]


def _rate(
    unit: str, name: str, entered: Mapping[Quarter, int], came: Mapping[Quarter, Counter[str]], cut_off: CutOff
) -> Rate:
    quarters = sorted(entered)
    petitions = sum(came[quarter][unit] for quarter in quarters)
    return Rate(unit, name, quarters, sum(entered.values()), petitions, _days(quarters, cut_off))


def _days(quarters: Sequence[Quarter], cut_off: CutOff) -> Span | None:
    """The days of quarters that follow one another."""
    in_a_row = all(one == after.before for one, after in pairwise(quarters))
    if not quarters or not in_a_row:
        return None
    return Span(quarters[0].days(cut_off).since, quarters[-1].days(cut_off).until)
