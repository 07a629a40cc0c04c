"""What the office writes to a sender before it leaves: one reply of a petition stands at a time.

draft ──Trình duyệt──▶ submitted ──Duyệt và gửi──▶ sent
  │ ▲                      │
  │ └───Trả lại để sửa, ───┤
  │     Rút lại bản trình──┘
  └──Bỏ bản thảo, or she withdrew──▶ dropped
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from bot.database import insert_into
from bot.petitions.tables import reply


class ReplyKind(StrEnum):
    """What a reply does with its petition."""

    ANSWER = "answer"
    REFUSAL = "refusal"
    TRANSFER = "transfer"
    EXTENSION = "extension"
    RELAY = "relay"  # what the agency answered that a petition was transferred to


class ReplyState(StrEnum):
    """How far a reply came."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SENT = "sent"
    DROPPED = "dropped"


class Part(StrEnum):
    """What a reply is made of; each kind of reply needs its own."""

    CHECKED = "checked"
    DONE = "done"
    BASIS = "basis"  # the legal basis
    PROOF = "proof"  # or why there is none
    REASON = "reason"  # a code of the closed list
    AGENCY = "agency"  # who is competent, and receives it
    UNTIL = "until"  # the new due day
    EXPLANATION = "explanation"
    RELAYED = "relayed"  # what that agency wrote


@dataclass(frozen=True, slots=True)
class Document:
    """The signed document that a reply goes with: its number, its day, and its file, if it was sent."""

    number: str = ""
    day: date | None = None
    attachment_id: int | None = None
    file_id: str = ""  # where the channel has the file

    def __bool__(self) -> bool:
        return bool(self.number or self.attachment_id)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it stands. `parts` are words; what was anonymised is empty."""

    id: int
    petition_id: int
    kind: ReplyKind
    state: ReplyState
    author_id: int
    parts: Mapping[Part, str] = field(default_factory=dict)
    reason: str = ""
    agency: str = ""
    until: date | None = None
    document: Document = field(default_factory=Document)
    remark: str = ""  # why an approver sent it back last; no citizen reads it
    changed_at: datetime | None = None
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: int | None = None

    @property
    def edition(self) -> str:
        """Tells what is written apart from what it was before: nobody approves what they did not read."""
        document = self.document.number, self.document.day, self.document.attachment_id
        written = self.id, self.author_id, sorted(self.parts.items()), self.reason, self.agency, self.until, document
        return sha256(repr(written).encode()).hexdigest()[:12]


class ReplyRepository:
    """The replies over one connection, inside its caller's transaction, which holds the petition of what it changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, petition_id: int, kind: ReplyKind, author_id: int, at: datetime) -> Reply | None:
        """Begin a reply; None where another one stands."""
        values = {
            "petition_id": petition_id,
            "kind": kind,
            "state": ReplyState.DRAFT,
            "standing": True,
            "author_id": author_id,
            **_columns(Reply(0, petition_id, kind, ReplyState.DRAFT, author_id)),
            "changed_at": at,
        }
        row = insert_into(self._connection, reply).values(values)
        begun = row.on_conflict_do_nothing(index_elements=[R.petition_id, R.standing]).returning(R.id)
        number = self._connection.scalar(begun)
        return None if number is None else self.by_id(number)

    def by_id(self, number: int) -> Reply | None:
        """A reply by its number."""
        return next(iter(self._all(R.id == number)), None)

    def standing(self, petition_id: int) -> Reply | None:
        """The reply of a petition that is being written or waits for approval."""
        return next(iter(self._all(R.petition_id == petition_id, IS_STANDING)), None)

    def of(self, petition_id: int) -> list[Reply]:
        """Every reply of a petition, in the order they were begun."""
        return self._all(R.petition_id == petition_id)

    def written_by(self, officer_id: int) -> list[Reply]:
        """What an officer has under way."""
        return self._all(R.author_id == officer_id, IS_STANDING)

    def submitted(self) -> list[Reply]:
        """What waits for approval, the longest waiting first."""
        return sorted(self._all(R.state == ReplyState.SUBMITTED), key=lambda one: (one.submitted_at, one.id))

    def with_file(self, attachment_id: int) -> Reply | None:
        """The reply that a file of the office's belongs to."""
        return next(iter(self._all(R.attachment_id == attachment_id)), None)

    def keep(self, written: Reply, at: datetime) -> Reply:
        """Keep what is written now, and by whom."""
        values = {**_columns(written), "author_id": written.author_id, "changed_at": at}
        self._set(values, R.id == written.id)
        return replace(written, changed_at=at)

    def submit(self, written: Reply, at: datetime) -> None:
        """It waits for approval from now on."""
        self._set({"state": ReplyState.SUBMITTED, "submitted_at": at}, R.id == written.id)

    def send_back(self, written: Reply, officer_id: int, remark: str, at: datetime) -> None:
        """It is a draft again, with a remark for who writes it."""
        decided = {"decided_at": at, "decided_by": officer_id}
        self._set({"state": ReplyState.DRAFT, "remark": remark, **decided}, R.id == written.id)

    def sent(self, written: Reply, officer_id: int | None, at: datetime) -> None:
        """It left."""
        decided = {"decided_at": at, "decided_by": officer_id}
        self._set({"state": ReplyState.SENT, "standing": None, **decided}, R.id == written.id)

    def drop(self, petition_id: int, at: datetime) -> bool:
        """Nothing stands of a petition any more; gives whether something did."""
        dropped = {"state": ReplyState.DROPPED, "standing": None, "changed_at": at}
        return self._set(dropped, R.petition_id == petition_id, IS_STANDING) > 0

    def back_to_draft(self, petition_id: int) -> None:
        """A petition waits for approval no more, and its reply with it: it is a draft, whatever becomes of it."""
        waited = R.petition_id == petition_id, R.state == ReplyState.SUBMITTED
        self._set({"state": ReplyState.DRAFT}, *waited)

    def erase(self, petition_id: int, at: datetime) -> None:
        """A petition is anonymised: what was written to its sender goes."""
        self.drop(petition_id, at)
        self._set({"parts": None, "remark": None, "agency": "", "file_id": ""}, R.petition_id == petition_id)

    def _set(self, values: Mapping[str, Any], *which: ColumnElement[bool]) -> int:
        return self._connection.execute(update(reply).where(*which).values(values)).rowcount

    def _all(self, *which: ColumnElement[bool]) -> list[Reply]:
        rows = self._connection.execute(select(reply).where(*which).order_by(R.id)).mappings()
        return [_reply(row) for row in rows]


R = reply.c
IS_STANDING = R.standing.is_(True)


def _columns(written: Reply) -> dict[str, Any]:
    """What is written, as its columns hold it."""
    return {
        "parts": json.dumps(dict(written.parts), ensure_ascii=False, sort_keys=True),
        "reason": written.reason,
        "agency": written.agency,
        "until": written.until,
        "document_number": written.document.number,
        "document_on": written.document.day,
        "attachment_id": written.document.attachment_id,
        "file_id": written.document.file_id,
    }


PLAIN = (
    "id", "petition_id", "author_id", "reason", "agency", "until", "changed_at", "submitted_at", "decided_at",
    "decided_by",
)  # fmt: skip
"""Columns that a reply has as they are."""


def _reply(row: RowMapping) -> Reply:
    parts: dict[str, str] = json.loads(row["parts"] or "{}")
    return Reply(
        **{name: row[name] for name in PLAIN},
        kind=ReplyKind(row["kind"]),
        state=ReplyState(row["state"]),
        parts={Part(name): text for name, text in parts.items()},
        document=Document(row["document_number"], row["document_on"], row["attachment_id"], row["file_id"]),
        remark=row["remark"] or "",
    )
