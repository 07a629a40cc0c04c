"""What is wrong with a change set before it is applied: within a version, among those of a code, and with the rest."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge import consistency
from knowledge.cells import CODE, Fault, Rule
from knowledge.change_sets import ChangeSet, Edit
from knowledge.procedures import OUR_PLACES, Version
from knowledge.timeline import begins


@dataclass(frozen=True, slots=True)
class Known:
    """What stands beside a change set: sources, fields and decisions by key, and what replaces each code."""

    sources: Collection[str]
    fields: Collection[str]
    decisions: Collection[str]
    leads: Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class _Under:
    """A code, where a fault's file would stand."""

    file: str
    line: int = 0


def faults_of(change_set: ChangeSet, known: Known, others: Mapping[str, Sequence[Version]]) -> Iterator[Fault]:
    """Every fault of what would stand; each names a code in place of a file.

    `others` are the versions of codes that the change set leaves alone and that lead to one it empties.
    """
    number = Counter(edit.code for edit in change_set.edits)
    for edit in change_set.edits:
        if number[edit.code] > 1:
            yield Fault(edit.code, 0, "", edit.code, Rule.DUPLICATE)
        yield from _within(edit, _with_brought(known, change_set))
    after = {edit.code: [recorded.version for recorded in edit.after] for edit in change_set.edits}
    yield from together({**others, **after}, {code: on for code, on in known.leads.items() if code not in after})


def together(versions: Mapping[str, Sequence[Version]], beside: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """What these codes break with each other and with what stands beside them."""
    placed = [(_Under(code), version) for code, of_code in versions.items() for version in of_code]
    for fault in consistency.faults(placed, {code: on for code, on in beside.items() if code not in versions}):
        yield replace(fault, column="")


def _with_brought(known: Known, change_set: ChangeSet) -> Known:
    decisions = [*change_set.decisions, *([change_set.decision] if change_set.decision else [])]
    return replace(
        known,
        sources={*known.sources, *(source.key for source in change_set.sources)},
        fields={*known.fields, *(field.name for field in change_set.fields)},
        decisions={*known.decisions, *(decision.key for decision in decisions)},
    )


def _within(edit: Edit, known: Known) -> Iterator[Fault]:
    """What the versions of one code break by themselves."""
    if not CODE.fullmatch(edit.code):
        yield Fault(edit.code, 0, "", edit.code, Rule.CODE)
    days = Counter(begins(recorded.version) for recorded in edit.after)
    for version in (recorded.version for recorded in edit.after):
        if days[begins(version)] > 1:
            yield Fault(edit.code, 0, "", begins(version).isoformat(), Rule.DUPLICATE)
        for value, rule, expected in _of_version(version, edit.code, known):
            yield Fault(edit.code, 0, "", value, rule, expected)


Broken = Iterator[tuple[str, Rule, str]]
"""What a version breaks: the value, the rule, and what would be right."""


def _of_version(version: Version, code: str, known: Known) -> Broken:
    if version.code != code:
        yield version.code, Rule.CODE, code
    if not version.name:
        yield "", Rule.REQUIRED, ""
    yield from _in_time(version)
    yield from _named(version, known)


def _in_time(version: Version) -> Broken:
    """A day needs its basis and the other way round, an interval has a day in it, and what ended has an end."""
    if bool(version.valid_from) != bool(version.from_basis):
        yield "", Rule.NEEDS, "valid_from"
    if bool(version.valid_to) != bool(version.to_basis):
        yield "", Rule.NEEDS, "valid_to"
    if version.valid_to and (version.valid_from == version.valid_to or begins(version) > version.valid_to):
        yield version.valid_to.isoformat(), Rule.EMPTY_INTERVAL, begins(version).isoformat()
    if (version.ended or version.end_reason) and not (version.valid_to or version.replaced_by):
        yield version.ended or version.end_reason or "", Rule.NEEDS, "valid_to"


def _named(version: Version, known: Known) -> Broken:
    """What it names is known, and what moves it holds here."""
    if version.source.key not in known.sources:
        yield version.source.key, Rule.UNKNOWN, "sources.csv"
    if version.field and version.field not in known.fields:
        yield version.field, Rule.UNKNOWN, "fields.csv"
    ours = (*version.enacted_by, *version.ended_by)
    for decision in (*ours, *([version.ended_elsewhere] if version.ended_elsewhere else [])):
        if decision.key not in known.decisions:
            yield decision.key, Rule.UNKNOWN, "decisions.csv"
    yield from ((one.number, Rule.NOT_OURS, one.place) for one in ours if one.place not in OUR_PLACES)
