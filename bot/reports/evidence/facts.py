"""What goes into the evidence of a petition, as whoever takes it along may see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.petitions.attachments import Attachment
from bot.petitions.cases import Cases
from bot.petitions.identity import Identity
from bot.petitions.petition import Event, Petition
from bot.petitions.proving import Proof, ProofRepository
from bot.petitions.redaction import redacted
from bot.petitions.replies import Reply, ReplyState
from bot.reports.sheets import said
from bot.review.officers import Officer
from bot.texts import say


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that left: the words its sender read, who wrote it, and who let it leave."""

    reply: Reply
    words: str
    author: str
    approver: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A petition with all that is taken along of it; `notes` are what was written with its events, by their numbers.

    `sender` is None where nobody said why it is needed, or may not be seen; then what tells a person apart is covered
    in whatever was written.
    """

    petition: Petition
    agency: str
    at: datetime
    by: str
    words: str
    place: str
    sender: Identity | None
    unit: str
    commune: str
    officer: str
    names: Mapping[int, str]
    notes: Mapping[int, str]
    replies: Sequence[Sent]
    files: Sequence[Attachment]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Asked:
    """Who takes the evidence along, when, and who runs the channel; communes have their names by their codes."""

    officer: Officer
    at: datetime
    agency: str
    communes: Mapping[str, str]


def evidence_of(
    connection: Connection, cases: Cases, petition: Petition, asked: Asked, sender: Identity | None
) -> Evidence:
    """The evidence of a petition that an officer may see. Raises UnreadableEventError."""
    proof = ProofRepository(connection, cases.keys).of(petition.id)
    events = [entry.event for entry in proof.entries]
    shown = _shown(cases, petition, sender)
    sent = [reply for reply in cases.replies.of(petition.id) if reply.state is ReplyState.SENT]
    texts = {event.details["reply"]: event.note for event in events if "reply" in event.details}
    deciders = {number for reply in sent for number in (reply.author_id, reply.decided_by or 0)}
    names = cases.officers.names_of({*deciders, petition.officer_id or 0, *_acting(events)})
    return Evidence(
        petition=petition,
        agency=asked.agency,
        at=asked.at,
        by=asked.officer.name,
        words=shown(petition.words),
        place=shown(petition.place.words),
        sender=sender,
        unit=asked.communes.get(petition.unit, petition.unit),
        commune=asked.communes.get(petition.place.commune, petition.place.commune),
        officer=names.get(petition.officer_id or 0, ""),
        names=names,
        notes={event.number: shown(event.note) for event in events},
        replies=[_sent(reply, shown(texts.get(reply.id, "")), names) for reply in sent],
        files=cases.attachments.all_of_petition(petition.id),
        proof=proof,
    )


def _acting(events: Sequence[Event]) -> set[int]:
    return {event.actor.officer_id for event in events if event.actor.officer_id}


def _sent(reply: Reply, words: str, names: Mapping[int, str]) -> Sent:
    return Sent(reply, words, names.get(reply.author_id, ""), names.get(reply.decided_by or 0, ""))


def _shown(cases: Cases, petition: Petition, sender: Identity | None) -> Callable[[str | None], str]:
    """How what was written is shown: whole, covered, or not at all."""
    known = cases.register.identity_to_cover(petition) if sender is None else Identity()

    def shown(text: str | None) -> str:
        if text is None or petition.anonymised_at:
            return said(say("book.erased"))
        if petition.restricted_at and text:
            return said(say("book.restricted"))
        return text if sender else redacted(text, known).text

    return shown
