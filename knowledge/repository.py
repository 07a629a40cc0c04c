"""Questions to the tables of the catalogue, each by its name; callers pass facts and receive values."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, update
from sqlalchemy.engine import RowMapping

from knowledge import tables
from knowledge.change_sets import Recorded
from knowledge.contact_points import ContactPointRepository
from knowledge.contacts import ContactPoint
from knowledge.counts import PublishedCount
from knowledge.procedures import Channel, Decision, Field, Level, Paper, Procedure, Source, Version, Way
from knowledge.ringing import ring
from knowledge.tables import OFFICE
from knowledge.timeline import begins, in_order
from knowledge.units import Unit
from knowledge.verifications import VerificationRepository
from knowledge.version_rows import version_of


class CatalogueRepository:
    """The catalogue's tables over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_loaded(self) -> bool:
        """Whether any change set was ever loaded; false also before the migrations that the questions here need."""
        if not inspect(self._connection).has_table(tables.catalogue_revision.name):
            return False
        return self._connection.scalar(select(tables.change_set.c.id).limit(1)) is not None

    def has(self, digest: str) -> bool:
        """Whether this content was loaded before."""
        return self._connection.scalar(select(tables.change_set.c.id).filter_by(digest=digest)) is not None

    def revision(self) -> int:
        """How often the catalogue changed: another number is another catalogue."""
        return self._connection.scalar(select(tables.catalogue_revision.c.number)) or 0

    def raise_revision(self) -> int:
        """The catalogue changes in this transaction; whoever else is to change it waits until this one ends.

        Every copy of the bot hears of it then.

        To be called before anything is read that the change rests on.
        """
        r = tables.catalogue_revision.c
        raised = update(tables.catalogue_revision).values(number=r.number + 1).returning(r.number)
        number: int = self._connection.execute(raised).scalar_one()
        ring(self._connection)
        return number

    def add_change_set(self, digest: str, origin: str, made_at: datetime, **facts: Any) -> int:
        """A new change set's number; `facts` are its further columns."""
        values = {"digest": digest, "origin": origin, "made_at": made_at, **facts}
        added = insert(tables.change_set).values(values).returning(tables.change_set.c.id)
        number: int = self._connection.execute(added).scalar_one()
        return number

    def last_undoing(self) -> int | None:
        """The number of the change set that took another one back last."""
        c = tables.change_set.c
        number: int | None = self._connection.scalar(select(func.max(c.id)).where(c.undoes.is_not(None)))
        return number

    def current_digests(self) -> dict[tuple[str, date], str]:
        """Of each version as said today: the digest of what is said."""
        v = tables.version.c
        found = select(v.code, v.begins_on, v.digest).where(v.recorded_to.is_(None))
        return {(code, begins_on): digest for code, begins_on, digest in self._connection.execute(found)}

    def of_office(self) -> set[str]:
        """The codes of which an officer's change that stands said or ended something."""
        v, c = tables.version.c, tables.change_set.c
        undone = select(c.undoes).where(c.undoes.is_not(None))
        theirs = select(c.id).where(c.origin == OFFICE, c.id.not_in(undone))
        said, ended = (select(v.code).where(by.in_(theirs)) for by in (v.change_set_id, v.closed_by))
        return set(self._connection.scalars(said.union(ended)))

    def close(self, places: Iterable[tuple[str, date]], at: datetime, change_set: int) -> None:
        """End the records of these versions: what we said until then stays knowable."""
        v = tables.version.c
        for code, begins_on in places:
            ended = update(tables.version).where(v.code == code, v.begins_on == begins_on, v.recorded_to.is_(None))
            self._connection.execute(ended.values(recorded_to=at, closed_by=change_set))

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
        """A release's sources, new and mended."""
        self._put(tables.source, "key", [asdict(s) for s in sources])

    def put_fields(self, known: Iterable[Field]) -> None:
        """A release's fields, new and mended."""
        self._put(tables.field, "name", [asdict(f) for f in known])

    def put_decisions(self, decisions: Iterable[Decision]) -> None:
        """A release's decisions, new and mended."""
        self._put(tables.decision, "key", [asdict(d) for d in decisions])

    def set_units(self, units: Iterable[Unit]) -> None:
        """The units, all of them."""
        self._connection.execute(delete(tables.unit))
        self._insert(tables.unit, [asdict(u) for u in units])

    def set_published_counts(self, counts: Iterable[PublishedCount]) -> None:
        """The published counts, all of them."""
        self._connection.execute(delete(tables.published_count))
        self._insert(tables.published_count, [asdict(c) for c in counts])

    def sources(self) -> dict[str, Source]:
        """Sources by key."""
        return {row["key"]: Source(**row) for row in self._shown(tables.source, Source)}

    def fields(self) -> dict[str, Field]:
        """Fields by name."""
        return {row["name"]: Field(**row) for row in self._shown(tables.field, Field)}

    def decisions(self) -> dict[str, Decision]:
        """Decisions by key."""
        return {row["key"]: Decision(**row) for row in self._shown(tables.decision, Decision)}

    def units(self) -> list[Unit]:
        """Every unit over its time."""
        rows = self._connection.execute(select(tables.unit).order_by(tables.unit.c.id)).mappings()
        return [Unit(**{f.name: row[f.name] for f in fields(Unit)}) for row in rows]

    def contact_points(self) -> list[ContactPoint]:
        """Contact points over their time, as they are said today."""
        return ContactPointRepository(self._connection).current()

    def published_counts(self) -> list[PublishedCount]:
        """Published counts in the order they were published."""
        c = tables.published_count.c
        rows = self._connection.execute(select(c.as_of, c.level, c.group, c.procedures).order_by(c.id))
        return [PublishedCount(as_of, Level(level), group, procedures) for as_of, level, group, procedures in rows]

    def procedures(self) -> list[Procedure]:
        """Every procedure with its versions as we say them today, and who confirmed them, by code."""
        sources, decisions, ways = self.sources(), self.decisions(), self._ways()
        confirmed = VerificationRepository(self._connection).standing()
        versions: dict[str, list[Version]] = defaultdict(list)
        for row in self._rows():
            verified = confirmed.get((row["code"], row["begins_on"], row["digest"]))
            version = version_of(row, sources, decisions, tuple(ways[row["id"]]))
            versions[row["code"]].append(replace(version, verified=verified) if verified else version)
        return [Procedure(code, in_order(of_code)) for code, of_code in versions.items()]

    def recorded(self, codes: Collection[str] | None = None) -> dict[str, tuple[Recorded, ...]]:
        """All that is said today under these codes, or under every code, by code and oldest first."""
        sources, decisions, rows = self.sources(), self.decisions(), self._rows(codes)
        ids = None if codes is None else [row["id"] for row in rows]
        ways, papers = self._ways(ids), self._papers(ids)
        found: dict[str, list[Recorded]] = defaultdict(list)
        for row in rows:
            version = version_of(row, sources, decisions, tuple(ways[row["id"]]))
            found[version.code].append(Recorded(version, tuple(papers[row["id"]]), row["source_ref"]))
        return {code: tuple(said) for code, said in found.items()}

    def digests(self, codes: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Of what is said today under these codes: the digests of the versions, oldest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self._rows(codes):
            found[row["code"]].append(row["digest"])
        return {code: tuple(of_code) for code, of_code in found.items()}

    def papers(self, version: Version) -> list[Paper]:
        """The papers of a version, in their order."""
        v, p = tables.version.c, tables.paper.c
        found = select(p.case, p.name, p.originals, p.copies, p.conditional).join_from(tables.paper, tables.version)
        place = v.code == version.code, v.begins_on == begins(version), v.recorded_to.is_(None)
        return [Paper(*row) for row in self._connection.execute(found.where(*place).order_by(p.id))]

    def _rows(self, codes: Collection[str] | None = None) -> Sequence[RowMapping]:
        """The records of versions that we say today, by code and oldest first."""
        v = tables.version.c
        current = select(tables.version).where(v.recorded_to.is_(None)).order_by(v.code, v.begins_on)
        if codes is not None:
            current = current.where(v.code.in_(codes))
        return self._connection.execute(current).mappings().all()

    def _ways(self, versions: Collection[int] | None = None) -> dict[int, list[Way]]:
        w = tables.way.c
        found = select(
            w.version_id, w.channel, w.time, w.time_without_unit, w.fee, w.fee_note, w.valid_from, w.valid_to
        )
        if versions is not None:
            found = found.where(w.version_id.in_(versions))
        ways: dict[int, list[Way]] = defaultdict(list)
        for version_id, channel, *rest in self._connection.execute(found.order_by(w.id)):
            ways[version_id].append(Way(Channel(channel), *rest))
        return ways

    def _papers(self, versions: Collection[int] | None = None) -> dict[int, list[Paper]]:
        p = tables.paper.c
        found = select(p.version_id, p.case, p.name, p.originals, p.copies, p.conditional)
        if versions is not None:
            found = found.where(p.version_id.in_(versions))
        papers: dict[int, list[Paper]] = defaultdict(list)
        for version_id, *rest in self._connection.execute(found.order_by(p.id)):
            papers[version_id].append(Paper(*rest))
        return papers

    def _shown(self, table: Table, kind: type[Any]) -> list[dict[str, Any]]:
        """The rows of a table that nothing took back, as their value says them."""
        columns = [table.c[field.name] for field in fields(kind)]
        shown = select(*columns).where(table.c.withdrawn_by.is_(None))
        return [dict(row) for row in self._connection.execute(shown).mappings()]

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _put(self, table: Table, key: str, rows: list[dict[str, Any]]) -> None:
        """New rows and mended ones; what a release says is the release's, whoever brought it first."""
        known = {row[key]: dict(row) for row in self._connection.execute(select(table)).mappings()}
        wanted = [row | {"brought_by": None, "withdrawn_by": None} for row in rows]
        self._insert(table, [row for row in wanted if row[key] not in known])
        for row in wanted:
            if known.get(row[key], row) != row:
                self._connection.execute(update(table).where(table.c[key] == row[key]).values(row))
