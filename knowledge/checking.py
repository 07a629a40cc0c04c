"""What a person is to look at in the catalogue: each finding says where, what, and whether it must be mended.

An error contradicts itself or leads nowhere. A remark may be right, as published, and only a person can tell.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from knowledge.catalogue import Catalogue
from knowledge.procedures import Procedure, Version
from knowledge.release import Place
from knowledge.text.normalise import bare, marked
from knowledge.timeline import HOLDING, Status, begins, in_order, standing_on

LOCAL = "TN-"
"""How a code of our own begins, given where no national one is known."""


class Kind(StrEnum):
    """What is found."""

    OVERLAP = "overlap"  # two versions of a code on one day
    LEVELS = "missing_levels"  # nobody carries it out
    SOURCE = "without_source"  # what is said names no source, or not where in it
    DEAD = "dead_replacement"  # what replaced it ended too, and nothing in force stands behind
    GAP = "gap"  # days between two versions on which nothing holds
    NAME = "name_of_two"  # one name under several codes, at whatever time
    TWIN = "twins"  # one name in one field under several codes that are in force together
    COUNT = "count_differs"  # more or fewer are loaded by name than somebody published
    LOCAL_CODE = "local_code"  # a code of our own, and the national one is known by now
    STALE = "stale_confirmation"  # what was confirmed is said otherwise by now
    KEPT = "kept_for_the_office"  # the shipped files say otherwise, and the office's word stands


ERRORS = frozenset({Kind.OVERLAP, Kind.LEVELS, Kind.SOURCE})
"""Kinds that must be mended; all others may be right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: the codes concerned, and the facts in a few words."""

    kind: Kind
    codes: tuple[str, ...]
    facts: str

    @property
    def is_error(self) -> bool:
        """Whether it must be mended."""
        return self.kind in ERRORS


def findings(
    catalogue: Catalogue,
    day: date,
    *,
    counted: Iterable[date] = (),
    source_refs: Mapping[Place, str] | None = None,
    stale: Iterable[Place] = (),
    kept: Iterable[Place] = (),
) -> list[Finding]:
    """Everything there is to look at on a day, by kind and code.

    `counted`: the days of published counts. `source_refs`: where in its source each version stands. `stale`: versions
    that say otherwise than what was confirmed. `kept`: where the shipped files differ from the office.
    """
    known = catalogue.procedures()
    in_force = [p for p in known if standing_on(p, day).status in HOLDING]
    found = [
        *_of_versions(known, source_refs),
        *_dead_replacements(catalogue, known, day),
        *_names(known),
        *_twins(in_force, day),
        *_local_codes(known, in_force, day),
        *_counts(catalogue, counted),
        *(Finding(Kind.STALE, (code,), _from(begins_on)) for code, begins_on in stale),
        *(Finding(Kind.KEPT, (code,), _from(begins_on)) for code, begins_on in kept),
    ]
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.codes, one.facts))


def _of_versions(known: Sequence[Procedure], source_refs: Mapping[Place, str] | None) -> Iterator[Finding]:
    for procedure in known:
        for earlier, later in pairwise(in_order(procedure.versions)):
            yield from _between(earlier, later)
        for version in procedure.versions:
            if not version.levels:
                yield Finding(Kind.LEVELS, (version.code,), version.name)
            if not _is_sourced(version, source_refs):
                yield Finding(Kind.SOURCE, (version.code,), version.name)


def _is_sourced(version: Version, source_refs: Mapping[Place, str] | None) -> bool:
    """Whether somebody can look it up: a source, and in it a place or a decision."""
    decided = version.enacted_by or version.ended_by
    placed = source_refs is None or source_refs.get((version.code, begins(version)))
    return bool(version.source.label and (decided or placed))


def _between(earlier: Version, later: Version) -> Iterator[Finding]:
    """Two versions that follow each other, of which the later one has a day somebody stated."""
    ends, starts = earlier.valid_to, later.valid_from
    if ends and starts and ends > starts:
        yield Finding(Kind.OVERLAP, (later.code,), f"one until {ends}, the next from {starts}")
    if ends and starts and ends < starts:
        yield Finding(Kind.GAP, (later.code,), f"nothing from {ends} until {starts}")


def _dead_replacements(catalogue: Catalogue, known: Sequence[Procedure], day: date) -> Iterator[Finding]:
    for procedure in known:
        standing = standing_on(procedure, day)
        if standing.status is not Status.REPLACED or not standing.version.replaced_by:
            continue
        heirs = catalogue.successors(procedure.code, day)
        if not any(heir.status in HOLDING or heir.status is Status.NOT_YET for heir in heirs):
            ends = ", ".join(f"{heir.version.code} {heir.status}" for heir in heirs)
            yield Finding(Kind.DEAD, (procedure.code, *standing.version.replaced_by), ends or "a ring")


def _names(known: Sequence[Procedure]) -> Iterator[Finding]:
    """Names under several codes of which neither replaces the other."""
    named: dict[str, dict[str, str]] = defaultdict(dict)
    for procedure in known:
        for version in procedure.versions:
            named[marked(version.name)][procedure.code] = version.name
    heirs = {p.code: {code for v in p.versions for code in v.replaced_by} for p in known}
    for codes in named.values():
        apart = [code for code in codes if not any(code in heirs[other] for other in codes)]
        if len(apart) > 1:
            yield Finding(Kind.NAME, tuple(sorted(apart)), codes[apart[0]])


def _twins(in_force: Sequence[Procedure], day: date) -> Iterator[Finding]:
    alike: dict[tuple[str, str], list[Version]] = defaultdict(list)
    for procedure in in_force:
        version = standing_on(procedure, day).version
        alike[bare(version.name), version.field].append(version)
    for versions in alike.values():
        if len(versions) > 1:
            codes = tuple(sorted(version.code for version in versions))
            yield Finding(Kind.TWIN, codes, f"{versions[0].name} [{versions[0].field or '-'}]")


def _local_codes(known: Sequence[Procedure], in_force: Sequence[Procedure], day: date) -> Iterator[Finding]:
    """Codes of our own for which a national one stands: of the same name, or named as the replacement."""
    national: dict[str, set[str]] = defaultdict(set)
    for procedure in in_force:
        if not procedure.code.startswith(LOCAL):
            national[bare(standing_on(procedure, day).version.name)].add(procedure.code)
    in_use = {procedure.code for procedure in in_force}
    for procedure in known:
        if procedure.code.startswith(LOCAL) and procedure.code in in_use:
            version = standing_on(procedure, day).version
            same = national.get(bare(version.name), set())
            if same:
                yield Finding(Kind.LOCAL_CODE, (procedure.code, *sorted(same)), version.name)


def _counts(catalogue: Catalogue, counted: Iterable[date]) -> Iterator[Finding]:
    for day in sorted(set(counted)):
        for row in catalogue.counts(day):
            if row.difference:
                facts = f"{day} {row.level} {row.group}: published {row.published}, loaded {row.loaded}"
                yield Finding(Kind.COUNT, (), facts)


def stale_confirmations(confirmed: Collection[tuple[str, date, str]], digests: Mapping[Place, str]) -> list[Place]:
    """Versions of which something was confirmed that they do not say any more."""
    holds = {(code, begins_on) for code, begins_on, digest in confirmed if digests.get((code, begins_on)) == digest}
    return sorted({(code, begins_on) for code, begins_on, _ in confirmed} - holds)


def _from(begins_on: date) -> str:
    return "the first version" if begins_on == date.min else f"the version from {begins_on}"
