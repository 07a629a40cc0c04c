"""What officers say of the catalogue without a decision: that a version is right here, and where an office is."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from knowledge import ledger
from knowledge.contact_points import SaidContact
from knowledge.contacts import ContactPoint
from knowledge.ledger_repository import LedgerRepository, Record
from knowledge.release import Place
from knowledge.verifications import VerificationRepository


class CatalogueDesk:
    """The catalogue as officers write in it, over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection, at: datetime) -> None:
        self._connection = connection
        self._at = at

    def digest(self, place: Place) -> str:
        """What names exactly what a version says now; empty without such a version."""
        return VerificationRepository(self._connection).digest(*place) or ""

    def confirm(self, place: Place, document: str, on: date, by: str, seen: str) -> None:
        """An officer confirms what a version says; `seen` names what was shown. Raises SaysOtherwiseError."""
        ledger.confirm(self._connection, place, document, on, by, self._at, seen=seen)

    def withdraw(self, place: Place, by: str) -> bool:
        """What was confirmed is so no more; false where nothing was."""
        return ledger.withdraw(self._connection, place, by, self._at)

    def records(self, code: str, limit: int) -> list[Record]:
        """When what was said under a code, and by which change, the latest first."""
        return LedgerRepository(self._connection).records(code, limit)

    def offices(self, unit: str, kind: str) -> list[SaidContact]:
        """All that was ever said of an office, in the order in which it was said."""
        return ledger.history_of_contact_points(self._connection, unit, kind)

    def put(self, contact: ContactPoint, part: str, value: str, day: date, by: str) -> None:
        """A part of an office is otherwise from a day on, also in what was said of later days and had it as before."""
        was = getattr(contact, part)
        said = [one.contact for one in self.offices(contact.unit, contact.kind) if one.recorded_to is None]
        later = [one for one in said if one.valid_from and one.valid_from > day and getattr(one, part) == was]
        for one in (replace(contact, valid_from=day), *later):
            changed: dict[str, Any] = {part: value, "source": contact.source}
            mended = replace(one, **changed)
            ledger.put_contact_point(self._connection, mended, one.valid_from, by, self._at)
