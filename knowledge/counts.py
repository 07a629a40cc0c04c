"""How many procedures a level and an office group have on a day, published and loaded by name; no gap is filled."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.procedures import Field, Level, Procedure
from knowledge.timeline import HOLDING, standing_on


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """A count somebody published: procedures of a level and an office group on a day."""

    as_of: date
    level: Level
    group: str
    procedures: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """Published and loaded side by side; `published` is None where no count was published for the day."""

    level: Level
    group: str  # empty: the field's office group is not known
    published: int | None
    loaded: int

    @property
    def difference(self) -> int | None:
        """How many published procedures are not loaded by name; negative when more are loaded than published."""
        return None if self.published is None else self.published - self.loaded


def counts_on(
    day: date, procedures: Iterable[Procedure], fields: Mapping[str, Field], published: Sequence[PublishedCount]
) -> list[CountRow]:
    """A row per level and group: those published for the day first, in their order, then what is only loaded."""
    loaded = Counter(
        (level, group_of(fields.get(standing.version.field), level))
        for standing in (standing_on(p, day) for p in procedures)
        if standing.status in HOLDING
        for level in standing.version.levels
    )
    told = {(c.level, c.group): c.procedures for c in published if c.as_of == day}
    only_loaded = sorted(set(loaded) - set(told), key=lambda key: (list(Level).index(key[0]), key[1]))
    return [
        CountRow(level, group, told.get((level, group)), loaded[level, group]) for level, group in (*told, *only_loaded)
    ]


def group_of(field: Field | None, level: Level) -> str:
    """The office group that counts a field at a level; empty where it is not known."""
    if field is None:
        return ""
    return {Level.DISTRICT: field.district_group, Level.COMMUNE: field.commune_group}.get(level, "")
