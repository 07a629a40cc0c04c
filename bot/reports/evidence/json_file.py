"""The evidence for programs: the same facts under stable names, and the chain as it was written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.petitions.attachments import Attachment
from bot.petitions.proving import Proof
from bot.petitions.trail import Entry
from bot.reports.evidence.facts import Evidence, Sent

FORMAT, VERSION = "motcua-evidence", 1


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of the petition: where it stands in the archive, empty where it is not there, and what it is known by."""

    file: Attachment
    path: str
    digest: str

    @property
    def is_as_kept(self) -> bool:
        """Whether it is the file that was entered in the petition's history."""
        return bool(self.path) and self.digest == self.file.digest


def json_file(of: Evidence, files: Sequence[Packed]) -> bytes:
    """The facts as JSON; the same evidence gives the same file."""
    facts = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": _iso(of.at),
        "made_by": of.by,
        "agency": of.agency,
        "personal": of.sender is not None,
        "petition": _petition(of),
        "sender": asdict(of.sender) if of.sender else None,
        "replies": [_reply(one) for one in of.replies],
        "files": [_file(one) for one in files],
        "events": [_event(of, entry) for entry in of.proof.entries],
        "chain": _chain(of.proof),
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode(errors="replace")


def _petition(of: Evidence) -> Mapping[str, Any]:
    petition = of.petition
    plain = "code", "trial", "state", "category", "about", "channel", "reopened", "agency", "reason"
    moments = "submitted_at", "due_at", "transfer_due_at", "answered_at", "closed_at", "restricted_at", "anonymised_at"
    return {
        **{name: getattr(petition, name) for name in plain},
        **{name: _iso(getattr(petition, name)) for name in moments},
        "book": {"year": petition.book_year, "number": petition.book_number},
        "unit": {"code": petition.unit, "name": of.unit},
        "commune": {"code": petition.place.commune, "name": of.commune},
        "place": of.place,
        "words": of.words,
        "officer": of.officer,
        "ratings": {"process": petition.process_rating, "result": petition.result_rating},
    }


def _reply(one: Sent) -> Mapping[str, Any]:
    document = one.reply.document
    return {
        "kind": one.reply.kind,
        "words": one.words,
        "author": one.author,
        "submitted_at": _iso(one.reply.submitted_at),
        "approver": one.approver,
        "sent_at": _iso(one.reply.decided_at),
        "document": {
            "number": document.number,
            "day": document.day.isoformat() if document.day else None,
            "file": document.attachment_id,
        },
    }


def _file(one: Packed) -> Mapping[str, Any]:
    file = one.file
    return {
        "number": file.id,
        "path": one.path or None,
        "name": file.name,
        "state": file.state,
        "media_type": file.media_type,
        "size": file.size,
        "from": file.party,
        "covers": file.covers,
        "arrived_at": _iso(file.arrived_at),
        "sha256": one.digest or None,
        "sha256_entered": file.digest or None,
    }


def _event(of: Evidence, entry: Entry) -> Mapping[str, Any]:
    event, link = entry.event, entry.link
    return {
        "number": event.number,
        "at": _iso(event.at),
        "kind": event.kind,
        "by": event.actor.party,
        "officer": of.names.get(event.actor.officer_id or 0),
        "readers": event.reader,
        "from": event.from_state,
        "to": event.to_state,
        "note": of.notes[event.number],
        "link": {
            "facts": dict(link.facts),
            "digests": dict(link.digests),
            "previous": link.previous,
            "digest": link.digest,
        },
    }


def _chain(proof: Proof) -> Mapping[str, Any]:
    return {
        "whole": proof.is_whole,
        "broken_at": proof.broken,
        "public_key": proof.public_key,
        "anchors": [
            {
                "day": one.anchor.day.isoformat(),
                "signed_at": _iso(one.anchor.signed_at),
                "heads": one.anchor.heads,
                "previous": one.anchor.previous,
                "root": one.anchor.root,
                "signed": one.anchor.text,
                "signature": one.anchor.signature,
                "number": one.number,
                "digest": one.digest,
                "holds": one.holds,
            }
            for one in proof.heads
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
