"""What of a petition others may read: its words and its answer redacted, and pictures whose cells are covered.

draft ──Trình duyệt──▶ submitted ──Công khai──▶ standing ──Thôi công khai──▶ hidden
  ▲ ▲                      │                                                   │
  │ └─────Trả lại──────────┘ (sent back)                                       │
  └────────────────────────────────────────────────────────────────────────────┘

One publication of a petition at most. It is a draft that never goes up where a petition was transferred: what it says
goes with the slip. Facts in the petition's trail say when it was published and hidden.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from bot.database import insert_into
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition
from bot.petitions.tables import petition, publication

ANSWERED = frozenset({State.ANSWERED, State.RESOLVED, State.CLOSED_UNCONFIRMED})
"""States in which there is a result that may be published."""

REDACTED = ANSWERED | {State.TRANSFERRED}
"""States in which words and pictures are made fit for others to read."""

ENDS = frozenset({EventKind.REOPENED, EventKind.RESTRICTED, EventKind.CONFIDED})
"""What a publication does not outlive: its answer is doubted, or fewer may read of it now."""


TEXT = "publication"
"""What the digest of what is published is named by."""


class PublicationState(StrEnum):
    """How far a publication came."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    STANDING = "standing"
    SENT_BACK = "sent_back"
    HIDDEN = "hidden"


WRITTEN = frozenset({PublicationState.DRAFT, PublicationState.SENT_BACK, PublicationState.HIDDEN})
"""States in which officers may mend it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication as it stands; what was anonymised is empty."""

    id: int
    petition_id: int
    state: PublicationState
    words: str
    answer: str
    pictures: tuple[int, ...]  # numbers of covered copies
    author_id: int
    changed_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None

    @property
    def edition(self) -> str:
        """Tells what is written apart from what it was before: nobody publishes what they did not read."""
        written = self.id, self.author_id, self.words, self.answer, self.pictures
        return sha256(repr(written).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Published:
    """What anybody may read of a petition."""

    code: str
    category: str
    commune: str
    words: str
    answer: str
    pictures: tuple[int, ...]
    trial: bool


def may_be_redacted(of: Petition) -> bool:
    """Whether something of a petition may be made fit for others: not where its sender asked for deletion.

    What is confidential is for the agency alone that it was transferred to.
    """
    its_reader = of.state is State.TRANSFERRED or not of.confidential
    return of.state in REDACTED and its_reader and not of.restricted_at and not of.anonymised_at


def may_be_published(of: Petition) -> bool:
    """Whether the result of a petition may be published at all; what is confidential never is."""
    return of.state in ANSWERED and may_be_redacted(of)


def erasable_text(of: Publication) -> dict[str, str]:
    """What of a publication is in the trail as a keyed digest from the moment it is published."""
    return {TEXT: json.dumps([of.words, of.answer, of.pictures], ensure_ascii=False)}


class PublicationRepository:
    """The publications over one connection, inside its caller's transaction, which holds the petition it changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, petition_id: int) -> Publication | None:
        """The publication of a petition, however far it came."""
        return next(iter(self._all(B.petition_id == petition_id)), None)

    def by_id(self, number: int) -> Publication | None:
        """A publication by its number."""
        return next(iter(self._all(B.id == number)), None)

    def with_picture(self, attachment_id: int) -> Publication | None:
        """The publication that a covered picture belongs to."""
        return next((one for one in self._all(B.pictures != "[]") if attachment_id in one.pictures), None)

    def standing(self, code: str) -> Published | None:
        """What anybody may read of the petition of a code; None where nothing is published."""
        return next(iter(self._published(P.code == code)), None)

    def all_standing(self, *, trial: bool) -> list[Published]:
        """Everything that is published, the newest first; what was a trial apart."""
        return self._published(P.trial == trial)

    def begin(self, petition_id: int, words: str, answer: str, author_id: int, at: datetime) -> Publication:
        """A draft of a petition that has no publication yet; where another was quicker, theirs."""
        values = {
            "petition_id": petition_id,
            "state": PublicationState.DRAFT,
            "words": words,
            "answer": answer,
            "pictures": "[]",
            "author_id": author_id,
            "changed_at": at,
        }
        row = insert_into(self._connection, publication).values(values)
        self._connection.execute(row.on_conflict_do_nothing(index_elements=[B.petition_id]))
        return self._all(B.petition_id == petition_id)[0]

    def keep(self, written: Publication, author_id: int, at: datetime, **changes: Any) -> Publication:
        """Keep what an officer made of it; it is a draft from now on, whatever became of it before."""
        kept = replace(written, **changes, author_id=author_id, changed_at=at, state=PublicationState.DRAFT)
        values = {"words": kept.words, "answer": kept.answer, "pictures": json.dumps(kept.pictures)}
        self._set({**values, "author_id": author_id, "changed_at": at, "state": kept.state}, B.id == kept.id)
        return kept

    def submit(self, written: Publication, author_id: int, at: datetime) -> Publication:
        """It waits for approval from now on."""
        up = replace(written, state=PublicationState.SUBMITTED, author_id=author_id, changed_at=at)
        self._set({"state": up.state, "author_id": author_id, "changed_at": at}, B.id == up.id)
        return up

    def decide(self, written: Publication, state: PublicationState, officer_id: int, at: datetime) -> None:
        """An approver publishes it, sends it back or hides it."""
        self._set({"state": state, "decided_by": officer_id, "decided_at": at}, B.id == written.id)

    def end(self, petition_id: int, at: datetime) -> None:
        """Whatever was published of a petition, or was to be, is not shown."""
        ended = {"state": PublicationState.HIDDEN, "changed_at": at}
        self._set(ended, B.petition_id == petition_id, B.state != PublicationState.HIDDEN)

    def erase(self, petition_id: int, at: datetime) -> None:
        """A petition is anonymised: what was made of its words goes."""
        self.end(petition_id, at)
        self._set({"words": None, "answer": None, "pictures": "[]"}, B.petition_id == petition_id)

    def _published(self, which: ColumnElement[bool]) -> list[Published]:
        """What stands, of petitions of which it still may: the register is asked too, whatever the row says."""
        found = (
            select(P.code, P.category, P.commune, P.trial, B.words, B.answer, B.pictures)
            .join_from(publication, petition)
            .where(which, *stands())
            .order_by(B.decided_at.desc(), B.id.desc())
        )
        rows = self._connection.execute(found).mappings()
        return [Published(**{**row, "pictures": _numbers(row["pictures"])}) for row in rows]

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> None:
        self._connection.execute(update(publication).where(*which).values(values))

    def _all(self, *which: ColumnElement[bool]) -> list[Publication]:
        rows = self._connection.execute(select(publication).where(*which).order_by(B.id)).mappings()
        return [_publication(row) for row in rows]


B = publication.c
P = petition.c


def stands() -> tuple[ColumnElement[bool], ...]:
    """Whether something is published of a petition, and still may be."""
    fit = P.state.in_(ANSWERED), P.confidential.is_(False), P.restricted_at.is_(None), P.anonymised_at.is_(None)
    return (*fit, B.state == PublicationState.STANDING, B.words.is_not(None))


def _numbers(text: str) -> tuple[int, ...]:
    numbers: Sequence[int] = json.loads(text)
    return tuple(numbers)


def _publication(row: RowMapping) -> Publication:
    read = {"words": row["words"] or "", "answer": row["answer"] or "", "pictures": _numbers(row["pictures"])}
    return Publication(**{**row, **read, "state": PublicationState(row["state"])})
