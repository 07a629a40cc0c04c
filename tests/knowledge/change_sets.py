"""Change sets drawn up over what a database says: what an officer hands in, in a line."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from knowledge.change_sets import ChangeSet, Edit, Recorded
from knowledge.procedures import Change, DayBasis, Decision, EndReason, Field, Source, Version
from knowledge.repository import CatalogueRepository
from tests.knowledge.versions import a_decision, a_version

ISSUED = a_decision("812/QĐ-UBND", date(2026, 11, 20), key="ninh-binh/812", place="Ninh Bình")
NOTICE = Source("ninh-binh/812", "Quyết định 812/QĐ-UBND", date(2026, 11, 20), "11/2026")
FROM = date(2026, 12, 1)


def drawn(connection: Connection, *after: tuple[str, Iterable[Recorded]], **facts: Any) -> ChangeSet:
    """A change set under which this stands, over what is said now."""
    digests = CatalogueRepository(connection).digests([code for code, _ in after])
    edits = tuple(Edit(code, digests.get(code, ()), tuple(stand)) for code, stand in after)
    given: dict[str, Any] = {"title": "Quyết định 812/QĐ-UBND", "decision": ISSUED, "sources": (NOTICE,), **facts}
    return ChangeSet(edits=edits, **given)


def begun(code: str = "1.000050", name: str = "Thủ tục mới", **facts: Any) -> tuple[str, list[Recorded]]:
    """A new code."""
    stated = {"valid_from": FROM, "begun": Change.NEW, "enacted_by": (ISSUED,), "source": NOTICE, **facts}
    return code, [Recorded(a_version(code=code, name=name, **stated), (), "phụ lục, 1")]


def amended(connection: Connection, code: str, on: date = FROM, **facts: Any) -> tuple[str, list[Recorded]]:
    """The last version of a code ends on a day, and another with these facts begins."""
    *earlier, last = CatalogueRepository(connection).recorded([code])[code]
    ended = _ended(last.version, on, ISSUED, Change.AMENDED)
    stated = {"valid_from": on, "from_basis": DayBasis.STATED, "valid_to": None, "to_basis": None, **facts}
    new = replace(last.version, begun=Change.AMENDED, enacted_by=(ISSUED,), source=NOTICE, **stated)
    return code, [*earlier, replace(last, version=ended), replace(last, version=new)]


def ended(
    connection: Connection, code: str, on: date = FROM, replaced_by: tuple[str, ...] = ()
) -> tuple[str, list[Recorded]]:
    """The last version of a code ends on a day, for good or for others."""
    *earlier, last = CatalogueRepository(connection).recorded([code])[code]
    change = Change.REPLACED if replaced_by else Change.ABOLISHED
    reason = EndReason.REPLACED_HERE if replaced_by else EndReason.DROPPED
    version = replace(_ended(last.version, on, ISSUED, change), replaced_by=replaced_by, end_reason=reason)
    return code, [*earlier, replace(last, version=version)]


def _ended(version: Version, on: date, by: Decision, change: Change) -> Version:
    return replace(version, valid_to=on, to_basis=DayBasis.STATED, ended=change, ended_by=(by,))


NEW_FIELD = Field("Lĩnh vực mới", "", "")
