"""What decisions changed in a time: the question of every quarterly report (TT 01/2020/TT-VPCP)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.procedures import OUR_PLACES, Change, Decision, Procedure, Version


@dataclass(frozen=True, slots=True)
class Changed:
    """One procedure that a decision brought, amended or ended."""

    change: Change
    version: Version


@dataclass(frozen=True, slots=True)
class DecisionChanges:
    """A decision, or several of which one did it and the source does not say which, and what it changed by name."""

    decisions: tuple[Decision, ...]
    changes: tuple[Changed, ...]


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
        if version.ended_by and version.ended:
            yield version.ended_by, Changed(version.ended, version)
