"""What the law asked us to keep, and for how long: long after a petition was closed, who sent it is forgotten.

The petition stays in its book with its states and days; who sent it, her words and every note are emptied, and what
officers typed as a reason; her files are removed. The chain of its events stays whole: it holds keyed digests of all
that. Who of the office did what with it stays.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.petitions.cases import Cases
from bot.petitions.petition import EventKind, Petition


@dataclass(frozen=True, slots=True)
class Expired:
    """A petition whose time is over: what of it would go."""

    petition: Petition
    files: int


def plan(cases: Cases, at: datetime, days: int) -> list[Expired]:
    """The petitions that were closed more than some days before a moment, in the order they were lodged."""
    return [Expired(petition, _files(cases, petition)) for petition in expired(cases, at, days)]


def expired(cases: Cases, at: datetime, days: int) -> list[Petition]:
    """The same without counting their files."""
    return cases.register.petitions.closed_before(at - timedelta(days=days))


def anonymise(cases: Cases, petition_id: int, at: datetime, days: int) -> list[str] | None:
    """Forget who sent a petition and what she said; gives the stored files, to be removed after this transaction.

    None where that was done before, or the petition was opened again meanwhile.
    """
    register = cases.register
    held = register.petitions.hold(petition_id)
    if held.anonymised_at or held.closed_at is None or held.closed_at >= at - timedelta(days=days):
        return None
    register.note(held, EventKind.ANONYMISED, at, {})
    emptied = dict.fromkeys(("chat_id", "latitude", "longitude"), None) | dict.fromkeys(("words", "place"), "")
    register.petitions.change(held.id, {**emptied, "anonymised_at": at})
    register.petitions.keep_contact(held.id, None)
    register.trail.erase_notes(held.id, tuple(EventKind))
    cases.consents.forget(held.id)
    cases.replies.erase(held.id, at)
    cases.samples.erase(held.id)
    cases.publications.erase(held.id, at)
    cases.topics.erase(held.id)
    cases.traces.erase_reasons(f"petition:{held.id}")
    return cases.attachments.erase(held.id)


def _files(cases: Cases, petition: Petition) -> int:
    return sum(bool(file.stored) for file in cases.attachments.all_of_petition(petition.id))
