"""A version as a row of the database says it, and the name of all that is said about it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.engine import RowMapping

from knowledge.cells import SEPARATOR
from knowledge.procedures import (
    Change,
    DayBasis,
    Decision,
    EndReason,
    Level,
    Paper,
    Reception,
    Source,
    Version,
    Way,
)
from knowledge.timeline import begins

JOIN = f"{SEPARATOR} "


def digest_of(version: Version, papers: Iterable[Paper], source_ref: str) -> str:
    """The name of what is said about a version: the same words give the same digest on every machine."""
    facts = record_of(replace(version, words=()))  # words are found, not said
    # What nobody stated is left out: what was said before there was such a reason keeps its name.
    stated = {name: fact for name, fact in facts.items() if name != "end_reason" or fact}
    said = (stated, version.ways, tuple(papers), source_ref)
    return hashlib.sha256(repr(said).encode()).hexdigest()


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
        "end_reason": version.end_reason,
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


def several(cell: str) -> tuple[str, ...]:
    """What stands in a cell of several."""
    return tuple(cell.split(JOIN)) if cell else ()


def version_of(
    row: RowMapping, sources: Mapping[str, Source], decisions: Mapping[str, Decision], ways: tuple[Way, ...]
) -> Version:
    """The version that a row says, with its ways."""
    return Version(
        code=row["code"],
        name=row["name"],
        short_name=row["short_name"],
        field=row["field"] or "",
        levels=frozenset(map(Level, several(row["levels"]))),
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
        enacted_by=tuple(decisions[key] for key in several(row["enacted_by"])),
        ended_by=tuple(decisions[key] for key in several(row["ended_by"])),
        ended_elsewhere=decisions[row["ended_elsewhere"]] if row["ended_elsewhere"] else None,
        ended_elsewhere_on=row["ended_elsewhere_on"],
        replaced_by=several(row["replaced_by"]),
        applicants=row["applicants"],
        results=row["results"],
        papers_complete=row["papers_complete"],
        note=row["note"],
        source=sources[row["source"]],
        ways=ways,
        words=several(row["words"]),
        end_reason=EndReason(row["end_reason"]) if row["end_reason"] else None,
    )
