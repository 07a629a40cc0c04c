"""Bringing a release into the database: one change set, once per content, and never over what an office changed."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from knowledge.contact_points import ContactPointRepository
from knowledge.procedures import Paper, Version
from knowledge.release import Place, Release
from knowledge.repository import CatalogueRepository
from knowledge.tables import RELEASE
from knowledge.text.tokenise import words
from knowledge.timeline import begins
from knowledge.version_rows import digest_of, record_of


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
    catalogue.raise_revision()  # of two that load at once the second sees what the first did
    if is_loaded(catalogue, release.digest):
        return None
    difference = compare(catalogue, release)
    catalogue.put_sources(release.sources)
    catalogue.put_fields(release.fields)
    catalogue.put_decisions(release.decisions)
    catalogue.set_units(release.units)
    catalogue.set_published_counts(release.counts)
    ContactPointRepository(connection).ship(release.contacts, at)
    name = _name(release.digest, catalogue.last_undoing())
    change_set = catalogue.add_change_set(name, RELEASE, at, announced_at=at)
    catalogue.close((*difference.changed, *difference.gone), at, change_set)
    wanted = {*difference.added, *difference.changed}
    catalogue.add_versions(_records(release, wanted, change_set, at), release.papers)
    return difference


def is_loaded(catalogue: CatalogueRepository, digest: str) -> bool:
    """Whether this content was loaded before, and nothing was taken back since that it may say otherwise by now."""
    return catalogue.has(_name(digest, catalogue.last_undoing()))


def _name(digest: str, undoing: int | None) -> str:
    """What a content is called among the change sets: once more after an undoing, which puts an older word back."""
    return hashlib.sha256(f"{digest} {undoing}".encode()).hexdigest() if undoing else digest


def compare(catalogue: CatalogueRepository, release: Release) -> Difference:
    """What a release would change."""
    said, theirs = catalogue.current_digests(), catalogue.of_office()
    shipped = {place: digest_of(v, papers, release.source_refs[place]) for place, v, papers in _versions(release)}
    differs = {place for place in {*said, *shipped} if said.get(place) != shipped.get(place)}
    by_office = {place for place in differs if place[0] in theirs}
    ours = differs - by_office
    return Difference(
        added=tuple(sorted(ours - said.keys())),
        changed=tuple(sorted(ours & said.keys() & shipped.keys())),
        gone=tuple(sorted(ours - shipped.keys())),
        kept=tuple(sorted(by_office)),
    )


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
