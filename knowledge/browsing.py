"""Looking through the catalogue without a question: by field (lĩnh vực), and what changed lately.

Only what can reach a citizen of the seven communes is browsed: customs, border, bank and sea are found by name alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from knowledge.procedures import NOT_HERE, Change, DayBasis, Level, Procedure, Reception
from knowledge.remembering import remembered
from knowledge.text.normalise import bare
from knowledge.timeline import HOLDING, RECENT, Standing, Status, standing_on

DAYS_REMEMBERED = 8
KEY_LENGTH = 12
IN_EACH_COMMUNE = frozenset({Reception.ONE_STOP, Reception.POLICE, Reception.MILITARY, Reception.SCHOOL})
"""Kinds of reception that each commune has; a tax office carries out at the commune's level and stands elsewhere."""
DECIDED = frozenset({DayBasis.STATED, DayBasis.SIGNED})
"""A change of such a day is one; a change that was only observed may be any number of days old."""
ENDED = frozenset({Status.REPLACED, Status.ABOLISHED})
"""Ends that somebody published: when a level of government ended, nobody abolished its procedures by that."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A field on a day: how many of its procedures a citizen can use, and how many of those within her commune.

    `key` is short and stable, for a button; `name` is as published, and empty for procedures whose field nobody stated.
    """

    key: str
    name: str
    commune: int
    total: int


@dataclass(frozen=True, slots=True)
class Recent:
    """What changed in the days up to a day, latest first, and what is to begin and to end, soonest first."""

    new: tuple[Standing, ...]
    amended: tuple[Standing, ...]
    ended: tuple[Standing, ...]
    coming: tuple[Standing, ...]
    ending: tuple[Standing, ...] = ()


Grown = tuple[Branch, tuple[Standing, ...]]
"""A branch with what is in use of it."""


class Browser:
    """Procedures laid out for looking through; what depends on the day is worked out once a day."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._procedures = tuple(procedures)
        self._here = remembered(self._here_on, DAYS_REMEMBERED)
        self._grown = remembered(self._grown_on, DAYS_REMEMBERED)
        self._changed = remembered(self._changed_until, DAYS_REMEMBERED)

    def branches(self, day: date) -> tuple[Branch, ...]:
        """The fields in use on a day: those with most within the commune come first, the nameless one last."""
        return tuple(branch for branch, _ in self._grown(day).values())

    def branch(self, key: str, day: date) -> Grown | None:
        """A field with what is in use of it: the commune's own first, then the most widely listed, then by name."""
        return self._grown(day).get(key)

    def recent(self, day: date, days: int = RECENT.days) -> Recent:
        """What changed on a stated or signed day among the last so many, the day itself included; what is to come."""
        return self._changed(day, days)

    def ended(self, day: date) -> tuple[Standing, ...]:
        """What is abolished or replaced on a day, by what somebody published: latest first, without a day last."""
        return _latest_first(s for _, s in self._here(day) if s.status in ENDED)

    def _here_on(self, day: date) -> tuple[tuple[Procedure, Standing], ...]:
        standings = ((procedure, standing_on(procedure, day)) for procedure in self._procedures)
        return tuple(pair for pair in standings if pair[1].version.reception not in NOT_HERE)

    def _grown_on(self, day: date) -> dict[str, Grown]:
        """The branches of a day by key, in their order."""
        of_field: dict[str, list[Standing]] = defaultdict(list)
        for _, standing in self._here(day):
            if standing.status in HOLDING:
                of_field[standing.version.field].append(standing)
        grown = sorted((_branch(name, standings) for name, standings in of_field.items()), key=_branch_order)
        return {branch.key: (branch, standings) for branch, standings in grown}

    def _changed_until(self, day: date, days: int) -> Recent:
        since = day - timedelta(days=days - 1)
        begun = [s for _, s in self._here(day) if s.status in HOLDING and _begins_within(s, since, day)]
        ended = [s for _, s in self._here(day) if s.status in ENDED and _ends_within(s, since, day)]
        coming = [later for procedure, standing in self._here(day) for later in _coming(procedure, standing, day)]
        ending = [s for _, s in self._here(day) if s.status in HOLDING and _is_to_end(s, day)]
        return Recent(
            new=_latest_first(s for s in begun if s.version.begun is not Change.AMENDED),
            amended=_latest_first(s for s in begun if s.version.begun is Change.AMENDED),
            ended=_latest_first(ended),
            coming=tuple(sorted(coming, key=lambda s: (s.version.valid_from or date.max, _named(s)))),
            ending=tuple(sorted(ending, key=lambda s: (s.version.valid_to or date.max, _named(s)))),
        )


def key_of(field: str) -> str:
    """The key of a field: a digest of its name, so that it is the same on every machine and fits a button."""
    return sha256(field.encode()).hexdigest()[:KEY_LENGTH]


def _branch(name: str, standings: Sequence[Standing]) -> Grown:
    ordered = sorted(standings, key=lambda s: (not _of_commune(s), -s.version.lists, _named(s)))
    return Branch(key_of(name), name, sum(map(_of_commune, standings)), len(standings)), tuple(ordered)


def _branch_order(grown: Grown) -> tuple[bool, int, str]:
    branch, _ = grown
    return not branch.name, -branch.commune, bare(branch.name)


def _of_commune(standing: Standing) -> bool:
    version = standing.version
    return Level.COMMUNE in version.levels and version.reception in IN_EACH_COMMUNE


def _named(standing: Standing) -> tuple[str, str]:
    """A place among names, and among namesakes by code."""
    return bare(standing.version.display_name), standing.version.code


def _begins_within(standing: Standing, since: date, day: date) -> bool:
    version = standing.version
    decided = version.begun is not None and version.from_basis in DECIDED
    return decided and version.valid_from is not None and since <= version.valid_from <= day


def _ends_within(standing: Standing, since: date, day: date) -> bool:
    version = standing.version
    return version.to_basis in DECIDED and version.valid_to is not None and since <= version.valid_to <= day


def _coming(procedure: Procedure, standing: Standing, day: date) -> Iterator[Standing]:
    """The version a procedure will begin with, or the next of one in use that somebody calls new or amended."""
    for version in procedure.versions:
        later = version.valid_from is not None and version.valid_from > day and version.from_basis in DECIDED
        if later and (version.begun or standing.status is Status.NOT_YET) and version.reception not in NOT_HERE:
            yield Standing(Status.NOT_YET, version)


def _is_to_end(standing: Standing, day: date) -> bool:
    """Whether somebody decided that a procedure ends; the end of one version that is amended is none."""
    version = standing.version
    decided = version.to_basis in DECIDED and version.ended in {Change.ABOLISHED, Change.REPLACED}
    return decided and version.valid_to is not None and day < version.valid_to


def _latest_first(standings: Iterable[Standing]) -> tuple[Standing, ...]:
    """By the day of the change, latest first, then by name."""
    by_name = sorted(standings, key=_named)
    return tuple(sorted(by_name, key=_changed_on, reverse=True))


def _changed_on(standing: Standing) -> date:
    version = standing.version
    return (version.valid_to if standing.status in ENDED else version.valid_from) or date.min
