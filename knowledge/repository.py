"""Questions to the tables of the catalogue, each by its name; callers pass facts and receive values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, inspect, select, update
from sqlalchemy.engine import RowMapping

from knowledge import tables
from knowledge.cells import SEPARATOR
from knowledge.contacts import ContactPoint
from knowledge.counts import PublishedCount
from knowledge.procedures import (
    Change,
    Channel,
    DayBasis,
    Decision,
    Field,
    Level,
    Paper,
    Procedure,
    Reception,
    Source,
    Version,
    Way,
)
from knowledge.timeline import begins, in_order
from knowledge.units import Unit

JOIN = f"{SEPARATOR} "


class CatalogueRepository:
    """The catalogue's tables over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_loaded(self) -> bool:
        """Whether any change set was ever loaded; false also before the first migration."""
        if not inspect(self._connection).has_table(tables.change_set.name):
            return False
        return self._connection.scalar(select(tables.change_set.c.id).limit(1)) is not None

    def has(self, digest: str) -> bool:
        """Whether this content was loaded before."""
        return self._connection.scalar(select(tables.change_set.c.id).filter_by(digest=digest)) is not None

    def add_change_set(self, digest: str, origin: str, made_at: datetime) -> int:
        """A new change set's number."""
        values = {"digest": digest, "origin": origin, "made_at": made_at}
        added = insert(tables.change_set).values(values).returning(tables.change_set.c.id)
        number: int = self._connection.execute(added).scalar_one()
        return number

    def current_digests(self) -> dict[tuple[str, date], tuple[str, str]]:
        """Of each version as said today: the digest of what is said, and who said it (release or office)."""
        v, c = tables.version.c, tables.change_set.c
        found = select(v.code, v.begins_on, v.digest, c.origin).join_from(tables.version, tables.change_set)
        return {
            (row.code, row.begins_on): (row.digest, row.origin)
            for row in self._connection.execute(found.where(v.recorded_to.is_(None)))
        }

    def close(self, places: Iterable[tuple[str, date]], at: datetime) -> None:
        """End the records of these versions: what we said until then stays knowable."""
        v = tables.version.c
        for code, begins_on in places:
            ended = update(tables.version).where(v.code == code, v.begins_on == begins_on, v.recorded_to.is_(None))
            self._connection.execute(ended.values(recorded_to=at))

    def add_versions(
        self, records: Iterable[dict[str, Any]], papers: Mapping[tuple[str, date], Iterable[Paper]]
    ) -> None:
        """New records of versions with their ways and papers."""
        rows = list(records)
        if not rows:
            return
        of_version = [(row["code"], row["begins_on"], row.pop("ways")) for row in rows]
        added = insert(tables.version).returning(tables.version.c.id, sort_by_parameter_order=True)
        keys = self._connection.scalars(added, rows).all()
        placed = list(zip(keys, of_version, strict=True))
        self._insert(tables.way, [{"version_id": key, **asdict(w)} for key, (*_, ways) in placed for w in ways])
        listed = [(key, p) for key, (code, begins_on, _) in placed for p in papers.get((code, begins_on), ())]
        self._insert(tables.paper, [{"version_id": key, **asdict(p)} for key, p in listed])

    def put_sources(self, sources: Iterable[Source]) -> None:
        """Sources, new and mended."""
        self._put(tables.source, "key", [asdict(s) for s in sources])

    def put_fields(self, known: Iterable[Field]) -> None:
        """Fields, new and mended."""
        self._put(tables.field, "name", [asdict(f) for f in known])

    def put_decisions(self, decisions: Iterable[Decision]) -> None:
        """Decisions, new and mended."""
        self._put(tables.decision, "key", [asdict(d) for d in decisions])

    def set_units(self, units: Iterable[Unit]) -> None:
        """The units, all of them."""
        self._connection.execute(delete(tables.unit))
        self._insert(tables.unit, [asdict(u) for u in units])

    def set_contact_points(self, contacts: Iterable[ContactPoint]) -> None:
        """The contact points, all of them."""
        self._connection.execute(delete(tables.office))
        self._insert(tables.office, [{**asdict(c), "source": c.source.key} for c in contacts])

    def set_published_counts(self, counts: Iterable[PublishedCount]) -> None:
        """The published counts, all of them."""
        self._connection.execute(delete(tables.published_count))
        self._insert(tables.published_count, [asdict(c) for c in counts])

    def sources(self) -> dict[str, Source]:
        """Sources by key."""
        return {row["key"]: Source(**row) for row in self._all(tables.source)}

    def fields(self) -> dict[str, Field]:
        """Fields by name."""
        return {row["name"]: Field(**row) for row in self._all(tables.field)}

    def decisions(self) -> dict[str, Decision]:
        """Decisions by key."""
        return {row["key"]: Decision(**row) for row in self._all(tables.decision)}

    def units(self) -> list[Unit]:
        """Every unit over its time."""
        rows = self._connection.execute(select(tables.unit).order_by(tables.unit.c.id)).mappings()
        return [Unit(**{f.name: row[f.name] for f in fields(Unit)}) for row in rows]

    def contact_points(self) -> list[ContactPoint]:
        """Contact points in the order of their file; none before the migration that brought their table."""
        if not inspect(self._connection).has_table(tables.office.name):
            return []
        o, sources = tables.office.c, self.sources()
        found = select(o.unit, o.kind, o.name, o.address, o.hours, o.phone, o.map, o.source).order_by(o.id)
        return [ContactPoint(*row[:-1], sources[row[-1]]) for row in self._connection.execute(found)]

    def published_counts(self) -> list[PublishedCount]:
        """Published counts in the order they were published."""
        c = tables.published_count.c
        rows = self._connection.execute(select(c.as_of, c.level, c.group, c.procedures).order_by(c.id))
        return [PublishedCount(as_of, Level(level), group, procedures) for as_of, level, group, procedures in rows]

    def procedures(self) -> list[Procedure]:
        """Every procedure with its versions as we say them today, by code."""
        sources, decisions, ways = self.sources(), self.decisions(), self._ways()
        current = select(tables.version).where(tables.version.c.recorded_to.is_(None)).order_by(tables.version.c.code)
        versions: dict[str, list[Version]] = defaultdict(list)
        for row in self._connection.execute(current).mappings():
            versions[row["code"]].append(_version(row, sources, decisions, tuple(ways[row["id"]])))
        return [Procedure(code, in_order(of_code)) for code, of_code in versions.items()]

    def papers(self, version: Version) -> list[Paper]:
        """The papers of a version, in their order."""
        v, p = tables.version.c, tables.paper.c
        found = select(p.case, p.name, p.originals, p.copies, p.conditional).join_from(tables.paper, tables.version)
        place = v.code == version.code, v.begins_on == begins(version), v.recorded_to.is_(None)
        return [Paper(*row) for row in self._connection.execute(found.where(*place).order_by(p.id))]

    def _ways(self) -> dict[int, list[Way]]:
        ways: dict[int, list[Way]] = defaultdict(list)
        for row in self._connection.execute(select(tables.way).order_by(tables.way.c.id)):
            _, version_id, channel, *rest = row
            ways[version_id].append(Way(Channel(channel), *rest))
        return ways

    def _all(self, table: Table) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(select(table)).mappings()]

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _put(self, table: Table, key: str, rows: list[dict[str, Any]]) -> None:
        known = {row[key]: row for row in self._all(table)}
        self._insert(table, [row for row in rows if row[key] not in known])
        for row in rows:
            if known.get(row[key], row) != row:
                self._connection.execute(update(table).where(table.c[key] == row[key]).values(row))


def record_of(version: Version) -> dict[str, Any]:
    """A version as its row says it, without its ways."""
    return {
        "code": version.code,
        "begins_on": begins(version),
        "name": version.name,
        "words": JOIN.join(version.words),
        "short_name": version.short_name,
        "field": version.field or None,
        "levels": JOIN.join(level for level in Level if level in version.levels),
        "reception": version.reception,
        "performing": version.performing,
        "authority": version.authority,
        "lists": version.lists,
        "valid_from": version.valid_from,
        "from_basis": version.from_basis,
        "valid_to": version.valid_to,
        "to_basis": version.to_basis,
        "observed_on": version.observed_on,
        "begun": version.begun,
        "ended": version.ended,
        "enacted_by": JOIN.join(d.key for d in version.enacted_by),
        "ended_by": JOIN.join(d.key for d in version.ended_by),
        "ended_elsewhere": version.ended_elsewhere.key if version.ended_elsewhere else None,
        "ended_elsewhere_on": version.ended_elsewhere_on,
        "replaced_by": JOIN.join(version.replaced_by),
        "applicants": version.applicants,
        "results": version.results,
        "papers_complete": version.papers_complete,
        "note": version.note,
        "source": version.source.key,
    }


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(JOIN)) if cell else ()


def _version(
    row: RowMapping, sources: Mapping[str, Source], decisions: Mapping[str, Decision], ways: tuple[Way, ...]
) -> Version:
    return Version(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        field=row["field"] or "",
        levels=frozenset(map(Level, _several(row["levels"]))),
        reception=Reception(row["reception"]),
        performing=row["performing"],
        authority=row["authority"],
        lists=row["lists"],
        valid_from=row["valid_from"],
        from_basis=DayBasis(row["from_basis"]) if row["from_basis"] else None,
        valid_to=row["valid_to"],
        to_basis=DayBasis(row["to_basis"]) if row["to_basis"] else None,
        observed_on=row["observed_on"],
        begun=Change(row["begun"]) if row["begun"] else None,
        ended=Change(row["ended"]) if row["ended"] else None,
        enacted_by=tuple(decisions[key] for key in _several(row["enacted_by"])),
        ended_by=tuple(decisions[key] for key in _several(row["ended_by"])),
        ended_elsewhere=decisions[row["ended_elsewhere"]] if row["ended_elsewhere"] else None,
        ended_elsewhere_on=row["ended_elsewhere_on"],
        replaced_by=_several(row["replaced_by"]),
        applicants=row["applicants"],
        results=row["results"],
        papers_complete=row["papers_complete"],
        note=row["note"],
        source=sources[row["source"]],
        ways=ways,
        words=_several(row["words"]),
    )
