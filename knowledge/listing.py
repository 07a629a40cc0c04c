"""Procedures laid out in a list on a day: of a level, an office group, a field, a standing. Every count opens one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.counts import group_of
from knowledge.procedures import Field, Level, Procedure
from knowledge.text.normalise import bare
from knowledge.timeline import Standing, Status, standing_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which procedures are listed; None leaves a thing open."""

    level: Level | None = None
    group: str | None = None  # of the level; empty: the field's office group is not known
    field: str | None = None  # its name; empty: none is stated
    statuses: frozenset[Status] = frozenset(Status)


def listed_on(
    day: date, procedures: Iterable[Procedure], fields: Mapping[str, Field], wanted: Wanted
) -> list[Standing]:
    """What is wanted as it stands on a day, in the order of the procedures."""
    return [s for s in (standing_on(p, day) for p in procedures) if is_wanted(s, fields, wanted)]


def by_name(procedures: Iterable[Procedure]) -> list[Procedure]:
    """Procedures by the name they have today, without marks, and then by code."""
    return sorted(procedures, key=lambda p: (bare(p.latest.display_name), p.code))


def is_wanted(standing: Standing, fields: Mapping[str, Field], wanted: Wanted) -> bool:
    """Whether a procedure belongs on the list."""
    version = standing.version
    return (
        standing.status in wanted.statuses
        and wanted.level in {None, *version.levels}
        and wanted.field in {None, version.field}
        and (wanted.level is None or wanted.group in {None, group_of(fields.get(version.field), wanted.level)})
    )
