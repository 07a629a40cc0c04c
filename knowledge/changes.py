"""What decisions changed in a time: the question of every quarterly report (TT 01/2020/TT-VPCP)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from knowledge.procedures import OUR_PLACES, Change, DayBasis, Decision, Level, Procedure, Version

ENDS = frozenset({Change.REPLACED, Change.ABOLISHED})
"""What ends a procedure; a version that was amended ends too, and the next one tells of it."""


class Effect(StrEnum):
    """What a decision did to one procedure; of two that replace one another each has its own."""

    NEW = "new"
    AMENDED = "amended"
    REPLACING = "replacing"
    REPLACED = "replaced"
    ABOLISHED = "abolished"


@dataclass(frozen=True, slots=True)
class Changed:
    """One procedure that a decision brought, amended or ended."""

    change: Change
    version: Version

    @property
    def ends(self) -> bool:
        """Whether it is the end of the version, and not its beginning."""
        return self.change in ENDS and self.version.ended is self.change

    @property
    def effect(self) -> Effect:
        """What was done."""
        return Effect.REPLACING if self.change is Change.REPLACED and not self.ends else Effect(self.change)

    @property
    def day(self) -> date | None:
        """Since when; None where no source says it."""
        return self.version.valid_to if self.ends else self.version.valid_from

    @property
    def basis(self) -> DayBasis | None:
        """What that day is: of the change itself, or of the signing."""
        return self.version.to_basis if self.ends else self.version.from_basis


@dataclass(frozen=True, slots=True)
class DecisionChanges:
    """A decision, or several of which one did it and the source does not say which, and what it changed by name."""

    decisions: tuple[Decision, ...]
    changes: tuple[Changed, ...]

    @property
    def by_effect(self) -> dict[Effect, int]:
        """How many procedures it brought, amended, replaced and abolished; what it did not do is left out."""
        return _counted(Effect, (changed.effect for changed in self.changes))

    @property
    def by_level(self) -> dict[Level, int]:
        """How many procedures of each level it changed; one of several levels counts at each."""
        return _counted(Level, (level for changed in self.changes for level in changed.version.levels))

    @property
    def by_field(self) -> dict[str, int]:
        """How many procedures of each field it changed, most first; the name is empty where no field is stated."""
        found = Counter(changed.version.field for changed in self.changes)
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


Key = TypeVar("Key")


def _counted(order: Iterable[Key], found: Iterable[Key]) -> dict[Key, int]:
    number = Counter(found)
    return {key: number[key] for key in order if number[key]}


def changes_between(
    first: date, last: date, decisions: Iterable[Decision], procedures: Iterable[Procedure]
) -> list[DecisionChanges]:
    """Every decision signed from `first` to `last`, both included, by date; one that names nothing stands with none."""
    found: dict[tuple[Decision, ...], list[Changed]] = defaultdict(list)
    for procedure in procedures:
        for decided, changed in _of(procedure):
            found[decided].append(changed)
    signed = {d for d in decisions if d.place in OUR_PLACES}
    named = {(d,) for d in signed} | set(found)
    within = [key for key in named if any(d.signed_on and first <= d.signed_on <= last for d in key)]
    within.sort(key=lambda key: ([d.signed_on or date.max for d in key], len(key), key[0].number))
    return [DecisionChanges(key, tuple(found.get(key, ()))) for key in within]


def _of(procedure: Procedure) -> Iterator[tuple[tuple[Decision, ...], Changed]]:
    for version in procedure.versions:
        if version.enacted_by and version.begun:
            yield version.enacted_by, Changed(version.begun, version)
        if version.ended_by and version.ended in ENDS:
            yield version.ended_by, Changed(version.ended, version)
