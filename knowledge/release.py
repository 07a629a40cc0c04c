"""The shipped catalogue: a folder of CSV files, read and checked whole before anything is loaded."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from knowledge import consistency, records
from knowledge.cells import CODE, Fault, Row, Rule, rows
from knowledge.contacts import ContactPoint
from knowledge.counts import PublishedCount
from knowledge.procedures import Decision, Field, Paper, Procedure, Source, Version, Way
from knowledge.timeline import begins, in_order
from knowledge.units import Unit

SHIPPED = Path(__file__).parent / "data"

Files = Callable[[str], bytes | None]
"""What is in each file of a catalogue, by its name; None where there is no such file."""

Place = tuple[str, date]
"""Which version: its code and the day it begins."""

Value = TypeVar("Value")


class FaultyReleaseError(Exception):
    """The folder cannot be loaded; `faults` says where and why, and nothing was changed."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults in the catalogue")


@dataclass(frozen=True, slots=True)
class Release:
    """A whole catalogue as shipped, without faults; `digest` names its content."""

    digest: str
    sources: tuple[Source, ...]
    fields: tuple[Field, ...]
    decisions: tuple[Decision, ...]
    procedures: tuple[Procedure, ...]
    papers: dict[Place, tuple[Paper, ...]]
    source_refs: dict[Place, str]
    units: tuple[Unit, ...]
    contacts: tuple[ContactPoint, ...]
    counts: tuple[PublishedCount, ...]

    def papers_of(self, version: Version) -> tuple[Paper, ...]:
        """The papers of a version, in their order."""
        return self.papers.get((version.code, begins(version)), ())


def digest_of(folder: Path = SHIPPED) -> str:
    """The name of a folder's content: a sha256 over its files, in hexadecimal."""
    return _digest_of(in_folder(folder), records.COLUMNS)


def _digest_of(files: Files, names: Iterable[str]) -> str:
    hashed = hashlib.sha256()
    for file in names:
        hashed.update(file.encode() + b"\0" + (files(file) or b"") + b"\0")
    return hashed.hexdigest()


def in_folder(folder: Path) -> Files:
    """The files that lie in a folder."""

    def read(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.is_file() else None

    return read


def read_release(folder: Path = SHIPPED) -> Release:
    """The catalogue in a folder. Raises FaultyReleaseError with every fault there is."""
    return read_files(in_folder(folder), records.COLUMNS)


def read_files(files: Files, columns: Mapping[str, Sequence[str]]) -> Release:
    """The catalogue in some files, of which each has these columns. Raises FaultyReleaseError with every fault."""
    reading = _Reading(files, columns)
    release = reading.release()
    if reading.faults:
        raise FaultyReleaseError(reading.faults)
    return release


class _Reading:
    """One pass over the files, in the order in which they name each other."""

    def __init__(self, files: Files, columns: Mapping[str, Sequence[str]]) -> None:
        self.files = files
        self.columns = columns
        self.faults: list[Fault] = []
        self.sources: dict[str, Source] = {}
        self.placed: dict[Place, tuple[Row, Version]] = {}
        self.unreadable: set[str] = set()  # codes of versions that are faulty themselves
        self.of_code: dict[str, list[Version]] = defaultdict(list)

    def release(self) -> Release:
        self.sources = self._keyed("sources.csv", records.source, lambda s: s.key)
        fields = self._keyed("fields.csv", records.field, lambda f: f.name)
        decisions = self._keyed("decisions.csv", records.decision, lambda d: d.key)
        for row in self._rows("procedures.csv"):
            self._place(row, records.version(row, self.sources, fields, decisions))
        self.faults.extend(consistency.faults(list(self.placed.values())))
        ways = self._attached("ways.csv", records.way)
        papers = self._attached("papers.csv", records.paper)
        units = tuple(records.unit(row) for row in self._rows("units.csv"))
        return Release(
            digest=_digest_of(self.files, self.columns),
            sources=tuple(self.sources.values()),
            fields=tuple(fields.values()),
            decisions=tuple(decisions.values()),
            procedures=tuple(self._procedures(ways)),
            papers=papers,
            source_refs={place: row.text("source_ref") for place, (row, _) in self.placed.items()},
            units=units,
            contacts=self._contacts({unit.code for unit in units if unit.lasts}),
            counts=self._counts(),
        )

    def _rows(self, file: str) -> Iterator[Row]:
        columns = self.columns[file]
        for row in rows(self.files(file), file, columns, self.faults):
            if "source" in columns:
                row.known("source", self.sources, "sources.csv", required=True)
            yield row

    def _keyed(self, file: str, read: Callable[[Row], Value], key: Callable[[Value], str]) -> dict[str, Value]:
        kept: dict[str, Value] = {}
        for row in self._rows(file):
            value = read(row)
            if key(value) in kept:
                row.fault(self.columns[file][0], Rule.DUPLICATE)
            kept[key(value)] = value
        return kept

    def _contacts(self, units: set[str]) -> tuple[ContactPoint, ...]:
        """The offices of these units; an office is one of its kind in its unit from a day on."""
        kept: dict[tuple[str, str, date | None], ContactPoint] = {}
        for row in self._rows("offices.csv"):
            contact = records.contact_point(row, self.sources, units)
            if contact is None:
                continue
            place = contact.unit, contact.kind, contact.valid_from
            if place in kept:
                row.fault("kind", Rule.DUPLICATE)
            kept[place] = contact
        return tuple(kept.values())

    def _counts(self) -> tuple[PublishedCount, ...]:
        kept: dict[tuple[date, str, str], PublishedCount] = {}
        for row in self._rows("published_counts.csv"):
            count = records.published_count(row)
            if count is None:
                continue
            if (count.as_of, count.level, count.group) in kept:
                row.fault("group", Rule.DUPLICATE)
            kept[count.as_of, count.level, count.group] = count
        return tuple(kept.values())

    def _place(self, row: Row, version: Version | None) -> None:
        if version is None:
            self.unreadable.add(row.text("code"))
            return
        place = version.code, begins(version)
        if place in self.placed:
            row.fault("code", Rule.DUPLICATE)
        self.placed[place] = row, version
        self.of_code[version.code].append(version)

    def _attached(self, file: str, read: Callable[[Row], Value | None]) -> dict[Place, tuple[Value, ...]]:
        """What belongs to a version, by the version it names."""
        found: dict[Place, list[Value]] = defaultdict(list)
        for row in self._rows(file):
            value, place = read(row), self._named(row)
            if value is not None and place is not None:
                found[place].append(value)
        return {place: tuple(values) for place, values in found.items()}

    def _named(self, row: Row) -> Place | None:
        """The version a row means: by the day it begins, or, with none, the last one whose beginning nobody stated."""
        code, day = row.code("code"), row.day("version_from")
        readable = CODE.fullmatch(code) and bool(day) == bool(row.text("version_from"))
        if not readable or code in self.unreadable:
            return None  # the fault was told already
        versions = reversed(in_order(self.of_code[code]))
        version = next((v for v in versions if (begins(v) == day if day else v.valid_from is None)), None)
        if version is None:
            row.fault("version_from", Rule.NO_VERSION)
            return None
        return code, begins(version)

    def _procedures(self, ways: dict[Place, tuple[Way, ...]]) -> Iterator[Procedure]:
        for code, versions in sorted(self.of_code.items()):
            with_ways = (replace(v, ways=ways.get((code, begins(v)), ())) for v in in_order(versions))
            yield Procedure(code, tuple(with_ways))
