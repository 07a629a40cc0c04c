"""The book of changes: a change set is applied whole or not at all, and taken back by another one.

apply   closes the records of what becomes otherwise and says what stands from now on
undo    closes what that change set said and puts copies back of what it had ended

Nothing is deleted: what was said at any moment stays knowable. Each call is part of its caller's transaction, and of
two at once the second waits for the first and sees what it did.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from knowledge.cells import Fault
from knowledge.change_faults import Known, faults_of, together
from knowledge.change_sets import ChangeSet, Edit, Recorded
from knowledge.consistency import reached
from knowledge.contact_points import ContactPointRepository, SaidContact
from knowledge.contacts import ContactPoint
from knowledge.ledger_repository import Applied, LedgerRepository
from knowledge.procedures import Verification, Version
from knowledge.release import Place
from knowledge.repository import CatalogueRepository
from knowledge.serialising import to_json
from knowledge.tables import OFFICE, UNDO
from knowledge.text.tokenise import words
from knowledge.timeline import begins
from knowledge.verifications import VerificationRepository
from knowledge.version_rows import digest_of, record_of


class ChangedMeanwhileError(Exception):
    """What the change set was drawn up over is said no more; `by_code` tells what changed each code last.

    None stands for a code of which nothing was ever said.
    """

    def __init__(self, by_code: Mapping[str, Applied | None]) -> None:
        self.by_code = dict(by_code)
        super().__init__(f"changed meanwhile: {', '.join(self.by_code)}")


class FaultyChangeError(Exception):
    """What would result does not hold together; each fault names a code where a file's fault names the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults in the change")


class WhyNot(StrEnum):
    """Why a change set is not undone."""

    UNKNOWN = "unknown"  # there is none of this number
    RELEASE = "release"  # it is shipped; a newer release mends it
    UNDOING = "undoing"  # it took another one back; propose that one again
    UNDONE = "undone"  # somebody undid it before
    STOOD_ON = "stood_on"  # later changes rest on it: those first


class NotUndoneError(Exception):
    """A change set stays as it is, and why; `others` did it before, or stand on it."""

    def __init__(self, why: WhyNot, others: Sequence[Applied] = ()) -> None:
        self.why = why
        self.others = tuple(others)
        super().__init__(why)


class SaysOtherwiseError(Exception):
    """A version does not say, or no longer, what the officer saw."""


def revision(connection: Connection) -> int:
    """How often the catalogue changed: another number is another catalogue."""
    return CatalogueRepository(connection).revision()


def apply(connection: Connection, change_set: ChangeSet, at: datetime, *, origin: str = OFFICE) -> int:
    """Apply a change set, and give its number. Raises ChangedMeanwhileError and FaultyChangeError: nothing changed."""
    with connection.begin_nested():
        return _applied(connection, change_set, at, origin)


def undo(connection: Connection, number: int, at: datetime) -> int:
    """Take a change set back, and give the number of the undoing. Raises NotUndoneError: nothing changed."""
    with connection.begin_nested():
        return _undone(connection, number, at)


def _applied(connection: Connection, change_set: ChangeSet, at: datetime, origin: str) -> int:
    catalogue, ledger = CatalogueRepository(connection), LedgerRepository(connection)
    turn = catalogue.raise_revision()  # before anything is read
    _expect_unchanged(catalogue, ledger, change_set.edits)
    _expect_no_fault(catalogue, ledger, change_set)
    name = _name(f"{turn} {to_json(change_set)}")
    decision = change_set.decision
    facts = {"title": change_set.title, "decision": decision.key if decision else None}
    number = catalogue.add_change_set(name, origin, at, **facts)
    decisions = [*([decision] if decision else []), *change_set.decisions]
    ledger.bring([*change_set.sources, *change_set.fields, *decisions], number)
    _write(catalogue, ledger, change_set.edits, number, at)
    return number


def _write(
    catalogue: CatalogueRepository, ledger: LedgerRepository, edits: Sequence[Edit], number: int, at: datetime
) -> None:
    """End the records of what becomes otherwise, and record what stands from now on."""
    codes = {edit.code for edit in edits}
    said = {place: digest for place, digest in catalogue.current_digests().items() if place[0] in codes}
    wanted = {(edit.code, begins(one.version)): one for edit in edits for one in edit.after}
    digests = {place: digest_of(one.version, one.papers, one.source_ref) for place, one in wanted.items()}
    catalogue.close([place for place, digest in said.items() if digests.get(place) != digest], at, number)
    new = {place: recorded for place, recorded in wanted.items() if said.get(place) != digests[place]}
    named = ledger.words(codes)
    rows = [
        record_of(
            replace(one.version, words=named.get(one.version.name) or one.version.words or words(one.version.name))
        )
        | {"ways": one.version.ways, "source_ref": one.source_ref, "digest": digests[place]}
        | {"change_set_id": number, "recorded_from": at}
        for place, one in new.items()
    ]
    catalogue.add_versions(rows, {place: recorded.papers for place, recorded in new.items()})


def _expect_unchanged(catalogue: CatalogueRepository, ledger: LedgerRepository, edits: Sequence[Edit]) -> None:
    """What the edits were drawn up over is what is said now. Raises ChangedMeanwhileError."""
    said = catalogue.digests([edit.code for edit in edits])
    changed = [edit.code for edit in edits if said.get(edit.code, ()) != edit.before]
    if changed:
        last = ledger.last(changed)
        raise ChangedMeanwhileError({code: last.get(code) for code in changed})


def _expect_no_fault(catalogue: CatalogueRepository, ledger: LedgerRepository, change_set: ChangeSet) -> None:
    """What would result holds together. Raises FaultyChangeError."""
    known = Known(catalogue.sources(), catalogue.fields(), catalogue.decisions(), ledger.leads())
    emptied = {edit.code for edit in change_set.edits if not edit.after}
    others = catalogue.recorded(_leading_to(emptied, known.leads) - {edit.code for edit in change_set.edits})
    faults = tuple(faults_of(change_set, known, {code: _versions(said) for code, said in others.items()}))
    if faults:
        raise FaultyChangeError(faults)


def _undone(connection: Connection, number: int, at: datetime) -> int:
    catalogue, ledger = CatalogueRepository(connection), LedgerRepository(connection)
    turn = catalogue.raise_revision()  # before anything is read
    undone = _undoable(ledger, number)
    codes = ledger.codes(number)
    _expect_nothing_on_it(ledger, codes, number)
    facts = {"title": undone.title, "decision": undone.decision, "undoes": number}
    undoing = catalogue.add_change_set(_name(f"{turn} undo {number}"), UNDO, at, **facts)
    catalogue.close(ledger.said_by(number), at, undoing)
    ledger.restore(number, undoing, at)
    _expect_nothing_lost(catalogue, ledger, codes, number)
    ledger.withdraw(number, undoing)
    return undoing


def _undoable(ledger: LedgerRepository, number: int) -> Applied:
    """The change set, if it may be undone at all. Raises NotUndoneError."""
    applied = ledger.applied(number)
    if applied is None:
        raise NotUndoneError(WhyNot.UNKNOWN)
    if applied.origin != OFFICE:
        raise NotUndoneError(WhyNot.UNDOING if applied.origin == UNDO else WhyNot.RELEASE)
    if applied.undone_by is not None:
        by = ledger.applied(applied.undone_by)
        raise NotUndoneError(WhyNot.UNDONE, [by] if by else [])
    return applied


def _expect_nothing_on_it(ledger: LedgerRepository, codes: Collection[str], number: int) -> None:
    """No later change touched these codes. Raises NotUndoneError."""
    later = ledger.standing(codes, after=number)
    if later:
        raise NotUndoneError(WhyNot.STOOD_ON, _in_order(later))


def _expect_nothing_lost(
    catalogue: CatalogueRepository, ledger: LedgerRepository, codes: Collection[str], number: int
) -> None:
    """What stands again holds together with what later changes say of other codes. Raises NotUndoneError."""
    leads = ledger.leads()
    gone = {code for code in codes if code not in leads}
    said = catalogue.recorded({*codes, *_leading_to(gone, leads)})
    faults = list(together({code: _versions(of_code) for code, of_code in said.items()}, leads))
    if faults:
        concerned = reached({fault.file for fault in faults}, leads)
        raise NotUndoneError(WhyNot.STOOD_ON, _in_order(ledger.standing(concerned, after=number)))


def _leading_to(codes: Collection[str], leads: Mapping[str, Collection[str]]) -> set[str]:
    """The codes of which one of these is a replacement."""
    return {code for code, heirs in leads.items() if not set(codes).isdisjoint(heirs)}


def _versions(said: Sequence[Recorded]) -> list[Version]:
    return [recorded.version for recorded in said]


def _in_order(found: Mapping[str, Applied]) -> list[Applied]:
    return sorted({applied.number: applied for applied in found.values()}.values(), key=lambda one: one.number)


def _name(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


# What changes the catalogue without a change set.


def confirm(
    connection: Connection, place: Place, document: str, on: date, by: str, at: datetime, *, seen: str = ""
) -> None:
    """An officer confirms, from a document, what a version says; `seen` is the digest of what was shown to them.

    Raises SaysOtherwiseError where there is no such version, or it says something else by now.
    """
    CatalogueRepository(connection).raise_revision()
    verifications = VerificationRepository(connection)
    digest = verifications.digest(*place)
    if digest is None or (seen and seen != digest):
        raise SaysOtherwiseError
    verifications.withdraw(*place, by, at)
    verifications.add((*place, digest), Verification(document, on, by), at)


def withdraw(connection: Connection, place: Place, by: str, at: datetime) -> bool:
    """What was confirmed of a version is so no more; false where nothing was."""
    CatalogueRepository(connection).raise_revision()
    return VerificationRepository(connection).withdraw(*place, by, at)


def put_contact_point(
    connection: Connection, contact: ContactPoint, valid_from: date | None, by: str, at: datetime
) -> None:
    """An officer says what is so of an office from a day on, or as long as anybody knows; no release changes it."""
    CatalogueRepository(connection).raise_revision()
    ContactPointRepository(connection).put(replace(contact, valid_from=valid_from), by, at)


def history_of_contact_points(connection: Connection, unit: str, kind: str) -> list[SaidContact]:
    """All that was ever said of an office, in the order in which it was said."""
    return ContactPointRepository(connection).history(unit, kind)
