"""Bringing a release into the database: one change set, once per content, and never over what an office changed."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from knowledge.procedures import Paper, Version
from knowledge.release import Place, Release
from knowledge.repository import CatalogueRepository, record_of
from knowledge.text.tokenise import words
from knowledge.timeline import begins

RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Difference:
    """A release held against what the database says today, version by version."""

    added: tuple[Place, ...]
    changed: tuple[Place, ...]
    gone: tuple[Place, ...]
    kept: tuple[Place, ...]  # the office says otherwise, and its word stands


def load(connection: Connection, release: Release, at: datetime) -> Difference | None:
    """Load a release in the caller's transaction; None when this content was loaded before and nothing was done."""
    catalogue = CatalogueRepository(connection)
    if catalogue.has(release.digest):
        return None
    difference = compare(catalogue, release)
    catalogue.put_sources(release.sources)
    catalogue.put_fields(release.fields)
    catalogue.put_decisions(release.decisions)
    catalogue.set_units(release.units)
    catalogue.set_contact_points(release.contacts)
    catalogue.set_published_counts(release.counts)
    change_set = catalogue.add_change_set(release.digest, RELEASE, at)
    catalogue.close((*difference.changed, *difference.gone), at)
    wanted = {*difference.added, *difference.changed}
    catalogue.add_versions(_records(release, wanted, change_set, at), release.papers)
    return difference


def compare(catalogue: CatalogueRepository, release: Release) -> Difference:
    """What a release would change."""
    said = catalogue.current_digests()
    shipped = {place: digest_of(v, papers, release.source_refs[place]) for place, v, papers in _versions(release)}
    by_office = {place for place, (_, origin) in said.items() if origin != RELEASE}
    differs = {place for place, digest in shipped.items() if place in said and said[place][0] != digest}
    return Difference(
        added=tuple(sorted(set(shipped) - set(said))),
        changed=tuple(sorted(differs - by_office)),
        gone=tuple(sorted(set(said) - set(shipped) - by_office)),
        kept=tuple(sorted((differs & by_office) | (by_office - set(shipped)))),
    )


def digest_of(version: Version, papers: Iterable[Paper], source_ref: str) -> str:
    """The name of what is said about a version: the same words give the same digest on every machine."""
    said = (record_of(replace(version, words=())), version.ways, tuple(papers), source_ref)
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _versions(release: Release) -> Iterator[tuple[Place, Version, tuple[Paper, ...]]]:
    for procedure in release.procedures:
        for version in procedure.versions:
            place = version.code, begins(version)
            yield place, version, release.papers.get(place, ())


def _records(release: Release, wanted: set[Place], change_set: int, at: datetime) -> Iterator[dict[str, Any]]:
    for place, version, papers in _versions(release):
        if place in wanted:
            yield {
                **record_of(replace(version, words=words(version.name))),
                "ways": version.ways,
                "change_set_id": change_set,
                "recorded_from": at,
                "digest": digest_of(version, papers, release.source_refs[place]),
                "source_ref": release.source_refs[place],
            }


def place_name(place: tuple[str, date]) -> str:
    """A version in words for an administrator: its code, and the day it begins where one is known."""
    code, begins_on = place
    return code if begins_on == date.min else f"{code} from {begins_on}"
