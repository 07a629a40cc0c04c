"""The whole catalogue out of the database, as tables of texts in a stable order."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from knowledge.change_sets import Recorded
from knowledge.contact_points import ContactPointRepository
from knowledge.open_data.columns import EXPORTED, OFFICE, OFFICES, PROCEDURES, RELEASE, SAID_BY, VERIFICATIONS
from knowledge.procedures import Level, Verification, Version
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins, in_order
from knowledge.version_rows import JOIN, record_of

Tables = dict[str, list[tuple[str, ...]]]
"""The rows of each file, cell by cell in the order of its columns."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def tables_of(connection: Connection) -> Tables:
    """Everything that is said today, in one consistent view of the caller's."""
    catalogue = CatalogueRepository(connection)
    said = [one for _, of_code in sorted(catalogue.recorded().items()) for one in of_code]
    by_office = catalogue.of_office()
    confirmed = [v for p in sorted(catalogue.procedures(), key=lambda p: p.code) for v in p.versions if v.verified]
    places = _Places(said)
    facts: dict[str, Iterable[dict[str, Any]]] = {
        "sources.csv": (_of(source) for _, source in sorted(catalogue.sources().items())),
        "fields.csv": (_of(field) for _, field in sorted(catalogue.fields().items())),
        "decisions.csv": (_of(decision) for _, decision in sorted(catalogue.decisions().items())),
        PROCEDURES: (_version(one, one.version.code in by_office) for one in said),
        "ways.csv": ({**places.of(one.version), **_of(way)} for one in said for way in one.version.ways),
        "papers.csv": ({**places.of(one.version), **_of(paper)} for one in said for paper in one.papers),
        "units.csv": map(_of, catalogue.units()),
        OFFICES: _offices(connection),
        "published_counts.csv": map(_of, catalogue.published_counts()),
        VERIFICATIONS: ({**places.of(v), **_confirmed(v.verified)} for v in confirmed if v.verified),
    }
    return {
        file: [tuple(_cell(row.get(column)) for column in columns) for row in facts[file]]
        for file, columns in EXPORTED.items()
    }


def _version(one: Recorded, of_office: bool) -> dict[str, Any]:
    said_by = OFFICE if of_office else RELEASE
    return {**record_of(one.version), "source_ref": one.source_ref, SAID_BY: said_by}


def _offices(connection: Connection) -> Iterator[dict[str, Any]]:
    contact_points = ContactPointRepository(connection)
    theirs = contact_points.of_office()
    for contact in contact_points.current():
        by_office = (contact.unit, contact.kind) in theirs
        yield {**_of(contact), "source": contact.source.key, SAID_BY: OFFICE if by_office else RELEASE}


def _confirmed(of: Verification) -> dict[str, Any]:
    return {"document": of.document, "confirmed_on": of.on, "confirmed_by": of.by}


class _Places:
    """How a row names the version it belongs to: by the day it begins, or by none where that is clear."""

    def __init__(self, said: Iterable[Recorded]) -> None:
        self._versions: dict[str, list[Version]] = {}
        for one in said:
            self._versions.setdefault(one.version.code, []).append(one.version)

    def of(self, version: Version) -> dict[str, Any]:
        """The cells that name a version."""
        unstated = [v for v in in_order(self._versions[version.code]) if v.valid_from is None]
        is_clear = bool(unstated) and begins(unstated[-1]) == begins(version)
        return {"code": version.code, "version_from": None if is_clear else begins(version)}


def _of(value: object) -> dict[str, Any]:
    """The facts of a value by their names."""
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


def _cell(fact: object) -> str:
    """A fact as a text of one cell: what cannot be printed is left out, and letters are composed."""
    if fact is None:
        return ""
    if isinstance(fact, bool):
        return "yes" if fact else "no"
    if isinstance(fact, date):
        return fact.isoformat()
    if isinstance(fact, frozenset | tuple):
        return JOIN.join(level for level in Level if level in fact)
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", str(fact).replace("\r\n", "\n"))).strip()
