"""A change set (tập thay đổi): what stands under some codes once it is applied, and what it was drawn up over."""

from dataclasses import dataclass

from knowledge.procedures import Decision, Field, Paper, Source, Version


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version with everything that is said of it."""

    version: Version
    papers: tuple[Paper, ...] = ()
    source_ref: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """The versions of one code afterwards, oldest first, and the digests of those that stood when it was drawn up."""

    code: str
    before: tuple[str, ...]
    after: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """What is applied in one go; sources, fields and decisions are those the edits name that are not known yet."""

    title: str
    edits: tuple[Edit, ...]
    decision: Decision | None = None
    sources: tuple[Source, ...] = ()
    fields: tuple[Field, ...] = ()
    decisions: tuple[Decision, ...] = ()
