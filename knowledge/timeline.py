"""What held on a day: the version of a procedure and its standing (hiệu lực).

Every question has a day. A version begins on `valid_from`; where that is not known, a later version of the same code
begins for us on the day it was first observed, and the first version of a code reaches back into the unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from knowledge.procedures import Change, DayBasis, Procedure, Version, Way

RECENT = timedelta(days=90)
"""How long a change is called new or amended, counted from the day it takes effect."""


TWO_TIERS = date(2025, 7, 1)
"""Since this day there are provinces and communes and no districts (Luật 72/2025/QH15)."""


class Status(StrEnum):
    """Hiệu lực on a day."""

    NEW = "new"
    AMENDED = "amended"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    ABOLISHED = "abolished"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


HOLDING = frozenset({Status.NEW, Status.AMENDED, Status.IN_FORCE})
"""The standings under which a citizen can hand a file in."""


class Doubt(StrEnum):
    """Why a standing is unknown."""

    NOT_YET_SEEN = "not_yet_seen"  # the day lies before the first observation, and no source says since when
    ENDED_ELSEWHERE = "ended_elsewhere"  # another province published its end
    NOT_SEEN_SINCE = "not_seen_since"  # last seen before the reform of 2025-07-01, in no list since
    LEVEL_ENDED = "level_ended"  # its level of government ended, and no source says what became of it


@dataclass(frozen=True, slots=True)
class Standing:
    """A procedure on a day: its status, the version to speak of, and why when it is unknown."""

    status: Status
    version: Version
    doubt: Doubt | None = None


def begins(version: Version) -> date:
    """The first day of a version as far as we know it: stated, else first observed, else the beginning of time."""
    return version.valid_from or version.observed_on or date.min


def in_order(versions: Sequence[Version]) -> tuple[Version, ...]:
    """The versions of one code, oldest first."""
    return tuple(sorted(versions, key=begins))


def version_on(versions: Sequence[Version], day: date) -> Version | None:
    """The version known to hold on a day; the last day belongs to the next version."""
    ordered = in_order(versions)
    for place, version in enumerate(ordered):
        starts = version.valid_from or (begins(version) if place else date.min)
        ends = [end for end in (version.valid_to, *map(begins, ordered[place + 1 : place + 2])) if end]
        if starts <= day and all(day < end for end in ends):
            return version
    return None


def ways_on(version: Version, day: date) -> list[Way]:
    """The ways to apply on a day, as a version states them."""
    return [w for w in version.ways if (w.valid_from or date.min) <= day < (w.valid_to or date.max)]


def standing_on(procedure: Procedure, day: date) -> Standing:
    """The standing of a procedure on a day."""
    holding = version_on(procedure.versions, day)
    if holding is None:
        return _while_none_holds(procedure, day)
    if _ended_elsewhere(holding, day):
        return Standing(Status.UNKNOWN, holding, Doubt.ENDED_ELSEWHERE)
    if holding is in_order(procedure.versions)[-1] and _last_seen_before_the_reform(holding, day):
        return Standing(Status.UNKNOWN, holding, Doubt.NOT_SEEN_SINCE)
    return _while_holding(holding, day)


def _while_holding(version: Version, day: date) -> Standing:
    if version.valid_from is None and not _seen_by(version, day):
        return Standing(Status.UNKNOWN, version, Doubt.NOT_YET_SEEN)
    if version.replaced_by and version.valid_to is None:
        return Standing(Status.REPLACED, version)
    if version.valid_from and day - version.valid_from < RECENT:
        recent = {Change.NEW: Status.NEW, Change.REPLACED: Status.NEW, Change.AMENDED: Status.AMENDED}
        return Standing(recent.get(version.begun, Status.IN_FORCE) if version.begun else Status.IN_FORCE, version)
    return Standing(Status.IN_FORCE, version)


def _ended_elsewhere(version: Version, day: date) -> bool:
    return version.ended_elsewhere is not None and (version.ended_elsewhere_on or date.min) <= day


def _seen_by(version: Version, day: date) -> bool:
    """A version is known from its first observation, and on the eve of an end whose day a decision gives."""
    if version.observed_on and version.observed_on <= day:
        return True
    decided = bool(version.ended_by) and version.to_basis is not DayBasis.OBSERVED
    return decided and version.valid_to is not None and version.valid_to - day == timedelta(days=1)


def _last_seen_before_the_reform(version: Version, day: date) -> bool:
    """Whether all we know of a code's last version is older than the reform that the day lies after."""
    seen = version.source.observed_on
    return version.valid_from is None and seen is not None and seen < TWO_TIERS <= day


def _while_none_holds(procedure: Procedure, day: date) -> Standing:
    ordered = in_order(procedure.versions)
    past = [v for v in ordered if v.valid_to and v.valid_to <= day]
    coming = [v for v in ordered if begins(v) > day and v not in past]
    if coming and not past:
        return Standing(Status.NOT_YET, coming[0])
    if coming and coming[0].valid_from is None:
        return Standing(Status.UNKNOWN, coming[0], Doubt.NOT_YET_SEEN)
    last = past[-1]
    if last.replaced_by or last.ended is Change.REPLACED:
        return Standing(Status.REPLACED, last)
    if last.ended is Change.ABOLISHED:
        return Standing(Status.ABOLISHED, last)
    return Standing(Status.UNKNOWN, last, Doubt.LEVEL_ENDED)
