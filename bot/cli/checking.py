"""`motcua catalogue check`: whether the shipped files and what the database says are sound, and what to do."""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from bot.cli.common import DONE, REFUSED, opened, print_faults, print_json
from knowledge.catalogue import Catalogue
from knowledge.checking import Finding, Kind, findings, stale_confirmations
from knowledge.loading import Difference, compare, place_name
from knowledge.release import FaultyReleaseError, Place, Release, read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins
from knowledge.verifications import VerificationRepository

FEW = 5
"""Findings of one kind that are shown without --all."""

TO_DO: Mapping[Kind, str] = {
    Kind.OVERLAP: "let the earlier version end on the day the later one begins",
    Kind.LEVELS: "say which level carries it out",
    Kind.SOURCE: "name the source, and where in it or the decision",
    Kind.DEAD: "say what takes its place now, or that it ended without a replacement",
    Kind.GAP: "enter what held in between, or correct the day",
    Kind.NAME: "look whether they are one procedure; if so, let one replace the other",
    Kind.TWIN: "both are offered to citizens: end one of them, or give each a short name that tells them apart",
    Kind.COUNT: "enter the missing procedures by name from the published list; a gap is never filled",
    Kind.LOCAL_CODE: "let the national code replace the local one",
    Kind.STALE: "hold the new words against the document and confirm them again",
    Kind.KEPT: "nothing, if the office is right; else undo its change",
}
"""What an administrator does about each kind."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the database says, held against the shipped files."""

    difference: Difference
    found: Sequence[Finding] = field(default_factory=tuple)

    @property
    def waiting(self) -> int:
        """How many versions the next upgrade changes."""
        return len(self.difference.added) + len(self.difference.changed) + len(self.difference.gone)


def check(typed: argparse.Namespace) -> int:
    """What is wrong or doubtful; 1 when something must be mended."""
    try:
        release = read_release()
    except FaultyReleaseError as faulty:
        print_faults(faulty.faults)
        return REFUSED
    with opened() as (database, clock):
        day = typed.day or clock.today()
        is_loaded = not database.is_missing and database.read(lambda c: CatalogueRepository(c).is_loaded())
        seen = database.read(lambda c: _look(c, release, day)) if is_loaded else None
    found = seen.found if seen else _of_release(release, day)
    if typed.json:
        print_json(_facts(release, seen, found))
    else:
        _print(release, seen, found, whole=typed.all)
    return REFUSED if any(one.is_error for one in found) else DONE


def _of_release(release: Release, day: date) -> list[Finding]:
    counted = [count.as_of for count in release.counts]
    return findings(Catalogue.of_release(release), day, counted=counted, source_refs=release.source_refs)


def _look(connection: Connection, release: Release, day: date) -> _Seen:
    said = CatalogueRepository(connection)
    difference, digests = compare(said, release), said.current_digests()
    refs: dict[Place, str] = {
        (code, begins(one.version)): one.source_ref for code, of_code in said.recorded().items() for one in of_code
    }
    found = findings(
        Catalogue.of_database(connection),
        day,
        counted=[count.as_of for count in said.published_counts()],
        source_refs=refs,
        stale=stale_confirmations(VerificationRepository(connection).standing(), digests),
        kept=difference.kept,
    )
    return _Seen(difference, found)


def _facts(release: Release, seen: _Seen | None, found: Iterable[Finding]) -> dict[str, Any]:
    listed = [
        {"kind": f.kind, "error": f.is_error, "codes": list(f.codes), "facts": f.facts, "to_do": TO_DO[f.kind]}
        for f in found
    ]
    waiting = None if seen is None else seen.waiting
    return {"procedures": len(release.procedures), "loaded": seen is not None, "waiting": waiting, "findings": listed}


def _print(release: Release, seen: _Seen | None, found: Sequence[Finding], *, whole: bool) -> None:
    versions = sum(len(p.versions) for p in release.procedures)
    print(f"shipped: {len(release.procedures)} procedures, {versions} versions, no fault")
    if seen is None:
        print("database: nothing loaded yet; `motcua database upgrade` loads the shipped catalogue")
    else:
        own = len(seen.difference.kept)
        print(f"database: {seen.waiting} versions wait for `motcua database upgrade`; {own} are the office's own")
        for place in seen.difference.kept:
            print(f"  kept as the office says: {place_name(place)}")
    numbers = Counter(one.kind for one in found)
    for kind, of_kind in groupby(found, key=lambda one: one.kind):
        if kind is not Kind.KEPT:
            _print_kind(kind, list(of_kind), numbers[kind], whole=whole)


def _print_kind(kind: Kind, found: Sequence[Finding], number: int, *, whole: bool) -> None:
    weight = "must be mended" if found[0].is_error else "to be looked at"
    print(f"{kind}: {number} {weight}; {TO_DO[kind]}")
    for one in found if whole else found[:FEW]:
        print(f"  {' '.join((*one.codes, one.facts))}")
    if not whole and number > FEW:
        print(f"  and {number - FEW} more; --all shows them")
