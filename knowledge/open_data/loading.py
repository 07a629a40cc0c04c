"""An export into an empty database: the whole catalogue as it stood, with who said what and what was confirmed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from knowledge.cells import Fault, Row, Rule, rows
from knowledge.contact_points import ContactPointRepository
from knowledge.open_data.columns import EXPORTED, OFFICE, OFFICES, PROCEDURES, RELEASE, SAID_BY, VERIFICATIONS
from knowledge.open_data.formats import plain_files
from knowledge.open_data.tables import Tables
from knowledge.procedures import Verification, Version
from knowledge.release import FaultyReleaseError, Files, Place, Release, read_files
from knowledge.repository import CatalogueRepository
from knowledge.text.tokenise import words
from knowledge.timeline import begins, in_order
from knowledge.verifications import VerificationRepository
from knowledge.version_rows import digest_of, record_of


class AlreadyLoadedError(Exception):
    """The database has a catalogue: a whole one is loaded into an empty database alone."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole catalogue as it stood in a database."""

    release: Release
    by_office: frozenset[str]  # codes of which an officer's change stands
    contacts_by_office: frozenset[tuple[str, str]]
    verifications: tuple[tuple[Version, Verification], ...]


def whole_of(tables: Tables) -> Whole:
    """The catalogue that an export says. Raises FaultyReleaseError with every fault there is."""
    files, faults = plain_files(tables), list[Fault]()
    release = read_files(files, {file: columns for file, columns in EXPORTED.items() if file != VERIFICATIONS})
    theirs = frozenset(r.text("code") for r in _rows(files, PROCEDURES, faults) if _is_office(r))
    contacts = frozenset((r.text("unit"), r.text("kind")) for r in _rows(files, OFFICES, faults) if _is_office(r))
    verifications = tuple(_verifications(release, _rows(files, VERIFICATIONS, faults)))
    if faults:
        raise FaultyReleaseError(faults)
    return Whole(release, theirs, contacts, verifications)


def load_whole(connection: Connection, whole: Whole, at: datetime) -> int:
    """Load it in the caller's transaction; gives how many versions there are. Raises AlreadyLoadedError."""
    catalogue = CatalogueRepository(connection)
    catalogue.raise_revision()
    if catalogue.is_loaded():
        raise AlreadyLoadedError
    release = whole.release
    catalogue.put_sources(release.sources)
    catalogue.put_fields(release.fields)
    catalogue.put_decisions(release.decisions)
    catalogue.set_units(release.units)
    catalogue.set_published_counts(release.counts)
    origins = {False: RELEASE, True: OFFICE}
    ContactPointRepository(connection).bring(
        ((c, origins[(c.unit, c.kind) in whole.contacts_by_office]) for c in release.contacts), at
    )
    number = 0
    for of_office, origin in origins.items():
        said = [v for p in release.procedures for v in p.versions if (v.code in whole.by_office) is of_office]
        if said or not of_office:
            name = hashlib.sha256(f"{release.digest} {origin}".encode()).hexdigest()
            change_set = catalogue.add_change_set(name, origin, at, announced_at=at)
            catalogue.add_versions([_record(v, release, change_set, at) for v in said], release.papers)
        number += len(said)
    confirmed = VerificationRepository(connection)
    for version, verification in whole.verifications:
        confirmed.add((version.code, begins(version), _digest(version, release)), verification, at)
    return number


def _record(version: Version, release: Release, change_set: int, at: datetime) -> dict[str, object]:
    return {
        **record_of(replace(version, words=words(version.name))),
        "ways": version.ways,
        "change_set_id": change_set,
        "recorded_from": at,
        "digest": _digest(version, release),
        "source_ref": release.source_refs[_place(version)],
    }


def _digest(version: Version, release: Release) -> str:
    return digest_of(version, release.papers_of(version), release.source_refs[_place(version)])


def _place(version: Version) -> Place:
    return version.code, begins(version)


def _rows(files: Files, file: str, faults: list[Fault]) -> Iterable[Row]:
    return rows(files(file), file, EXPORTED[file], faults)


def _is_office(row: Row) -> bool:
    said_by = row.text(SAID_BY)
    if said_by not in {OFFICE, RELEASE}:
        row.fault(SAID_BY, Rule.CHOICE, f"{OFFICE}, {RELEASE}")
    return said_by == OFFICE


def _verifications(release: Release, found: Iterable[Row]) -> Iterable[tuple[Version, Verification]]:
    of_code = {procedure.code: procedure.versions for procedure in release.procedures}
    for row in found:
        day, on = row.day("version_from"), row.day("confirmed_on", required=True)
        document, by = row.text("document", required=True), row.text("confirmed_by", required=True)
        version = _named(of_code.get(row.text("code"), ()), day)
        if version is None:
            row.fault("version_from", Rule.NO_VERSION)
        elif on:
            yield version, Verification(document, on, by)


def _named(versions: Iterable[Version], day: date | None) -> Version | None:
    """The version that begins on a day; without one the last whose beginning nobody stated."""
    backwards = reversed(in_order(tuple(versions)))
    return next((v for v in backwards if (begins(v) == day if day else v.valid_from is None)), None)
