"""Ten approved replies a month, drawn by lot, and how reviewers judge them.

What is drawn can be drawn again by anybody: the seed is kept, and the replies that there were to draw from. Petitions
that few may read are never among them.
"""

import json
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, insert, select, update

from bot.database import insert_into
from bot.petitions.replies import ReplyKind, ReplyState
from bot.petitions.tables import petition, reply, reply_draw, reply_review, reply_sample
from bot.petitions.working_days import moment

MOST = 10
"""How many replies of a month are judged."""

A_YEAR = 12
"""Months."""

MISSED = A_YEAR
"""How many months that were missed are drawn late at most."""

KINDS = (ReplyKind.ANSWER, ReplyKind.REFUSAL, ReplyKind.TRANSFER)
"""Replies that close a matter; an extension answers nothing, and another agency's answer is not ours."""


class Criterion(StrEnum):
    """What is asked of a reply."""

    NAMES = "names"  # it says what was asked
    ANSWERS = "answers"  # and answers just that
    CITES = "cites"  # the document that it rests on
    GUIDES = "guides"  # what comes next, or whom to ask
    PLAIN = "plain"  # polite and plain words
    ON_TIME = "on_time"


class Mark(StrEnum):
    """What a reviewer says of it."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


Marks = Mapping[Criterion, Mark]


@dataclass(frozen=True, slots=True)
class Draw:
    """How a month was drawn; with its seed and candidates it can be drawn again."""

    month: date
    trial: bool
    seed: str
    candidates: tuple[int, ...]
    drawn_at: datetime

    @property
    def again(self) -> list[int]:
        """The numbers of the replies that it gives, in their order."""
        return lot(self.seed, self.candidates)


@dataclass(frozen=True, slots=True)
class Review:
    """How somebody judged a reply; the remark is empty once its petition was anonymised."""

    id: int
    marks: Marks
    remark: str
    reviewer_id: int
    reviewed_at: datetime

    @property
    def good(self) -> int:
        """On how many criteria it is as it should be."""
        return sum(mark is Mark.YES for mark in self.marks.values())

    @property
    def asked(self) -> int:
        """How many criteria apply to it."""
        return sum(mark is not Mark.NOT_APPLICABLE for mark in self.marks.values())


@dataclass(frozen=True, slots=True)
class Sample:
    """A reply that was drawn: its place among those of its month, whose it is, and how it is judged now."""

    id: int
    month: date
    position: int
    reply_id: int
    petition_id: int
    author_id: int
    decided_by: int | None
    review: Review | None

    def may_be_judged_by(self, officer_id: int) -> bool:
        """Nobody judges what they wrote or let leave themselves."""
        return officer_id not in {self.author_id, self.decided_by}

    @property
    def edition(self) -> int:
        """Tells the judgement that stands from others: who judges anew has read it."""
        return self.review.id if self.review else 0


def lot(seed: str, candidates: Collection[int], most: int = MOST) -> list[int]:
    """Some of the candidates, each as likely as any other: those whose digest with the seed comes first.

    The digest is SHA-256 of "seed:number", so that anybody can draw again with any tool.
    """
    return sorted(candidates, key=lambda number: sha256(f"{seed}:{number}".encode()).digest())[:most]


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def months_before(month: date, months: int) -> date:
    """The first day of the month so many before one."""
    number = month.year * A_YEAR + month.month - 1 - months
    return date(number // A_YEAR, number % A_YEAR + 1, 1)


class SampleRepository:
    """The samples over one connection, inside its caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def draw_what_ended(self, day: date, at: datetime, *, trial: bool) -> list[date]:
        """Draw the months before that of a day that nobody drew yet; before the first draw, the last one alone.

        Gives the months that were drawn now.
        """
        return [month for month in self._undrawn(day) if self.draw(month, at, trial=trial)]

    def draw(self, month: date, at: datetime, *, trial: bool, seed: str = "") -> bool:
        """Draw a month; gives false where that was done, by whichever copy. Nobody chooses the seed but a test."""
        candidates = self._candidates(month, trial)
        said = {"month": month, "trial": trial, "seed": seed or secrets.token_hex(16), "drawn_at": at}
        row = insert_into(self._connection, reply_draw).values(**said, candidates=json.dumps(candidates))
        first = row.on_conflict_do_nothing(index_elements=[D.month]).returning(D.seed)
        used = self._connection.scalar(first)
        if used is None:
            return False
        for position, number in enumerate(lot(used, candidates), 1):
            drawn = {"month": month, "position": position, "reply_id": number}
            self._connection.execute(insert(reply_sample).values(drawn))
        return True

    def draw_of(self, month: date) -> Draw | None:
        """How a month was drawn; None where it was not."""
        row = self._connection.execute(select(reply_draw).where(D.month == month)).mappings().first()
        return Draw(**{**row, "candidates": tuple(json.loads(row["candidates"]))}) if row else None

    def months(self, most: int) -> list[date]:
        """The months that were drawn, the newest first."""
        return list(self._connection.scalars(select(D.month).order_by(D.month.desc()).limit(most)))

    def of(self, month: date) -> list[Sample]:
        """What was drawn of a month, in its order."""
        return self._samples(S.month == month)

    def at(self, month: date, position: int) -> Sample | None:
        """The reply at a place of a month."""
        return next(iter(self._samples(S.month == month, S.position == position)), None)

    def hold(self, sample: Sample) -> Sample:
        """A sample as it is judged now; nobody else judges it until the transaction ends."""
        self._connection.execute(select(S.id).where(S.id == sample.id).with_for_update())
        return self._samples(S.id == sample.id)[0]

    def judge(self, held: Sample, marks: Marks, remark: str, reviewer_id: int, at: datetime) -> None:
        """Keep how somebody judges it; what stood before is kept too, and stands no more."""
        stood = update(reply_review).where(W.sample_id == held.id, W.standing.is_(True))
        self._connection.execute(stood.values(standing=None))
        said = {"marks": json.dumps(dict(marks), sort_keys=True), "remark": remark}
        who = {"sample_id": held.id, "standing": True, "reviewer_id": reviewer_id, "reviewed_at": at}
        self._connection.execute(insert(reply_review).values(said | who))

    def history(self, sample: Sample) -> list[Review]:
        """Every judgement of it, the oldest first."""
        found = select(reply_review).where(W.sample_id == sample.id).order_by(W.id)
        return [_review(row) for row in self._connection.execute(found).mappings()]

    def erase(self, petition_id: int) -> None:
        """A petition is anonymised: what was remarked on its replies goes."""
        its = select(S.id).join_from(reply_sample, reply).where(R.petition_id == petition_id)
        self._connection.execute(update(reply_review).where(W.sample_id.in_(its)).values(remark=None))

    def _undrawn(self, day: date) -> Iterator[date]:
        this = day.replace(day=1)
        last = next(iter(self.months(1)), None)
        month = month_after(last) if last else months_before(this, 1)
        month = max(month, months_before(this, MISSED))
        while month < this:
            yield month
            month = month_after(month)

    def _candidates(self, month: date, trial: bool) -> list[int]:
        """The numbers of the replies that left in a month, of petitions that every reviewer may read."""
        left = R.state == ReplyState.SENT, R.kind.in_(KINDS)
        then = R.decided_at >= moment(month), R.decided_at < moment(month_after(month))
        open_to_all = (
            P.trial.is_(trial),
            P.confidential.is_(False),
            P.restricted_at.is_(None),
            P.anonymised_at.is_(None),
        )
        found = select(R.id).join_from(reply, petition, R.petition_id == P.id).where(*left, *then, *open_to_all)
        return list(self._connection.scalars(found.order_by(R.id)))

    def _samples(self, *which: ColumnElement[bool]) -> list[Sample]:
        rows = self._connection.execute(_joined().where(*which).order_by(S.month, S.position)).mappings()
        return [_sample(row) for row in rows]


D, S, W, R, P = reply_draw.c, reply_sample.c, reply_review.c, reply.c, petition.c


def _joined() -> Select[Any]:
    stands = and_(W.sample_id == S.id, W.standing.is_(True))
    judged = W.id.label("review_id"), W.marks, W.remark, W.reviewer_id, W.reviewed_at
    found = select(S.id, S.month, S.position, S.reply_id, R.petition_id, R.author_id, R.decided_by, *judged)
    return found.join_from(reply_sample, reply).outerjoin(reply_review, stands)


OF_SAMPLE = ("id", "month", "position", "reply_id", "petition_id", "author_id", "decided_by")
"""Columns that a sample has as they are."""


def _sample(row: RowMapping) -> Sample:
    review = _review({**row, "id": row["review_id"]}) if row["review_id"] else None
    return Sample(**{name: row[name] for name in OF_SAMPLE}, review=review)


def _review(row: Mapping[str, Any] | RowMapping) -> Review:
    return Review(row["id"], marks_of(row["marks"]), row["remark"] or "", row["reviewer_id"], row["reviewed_at"])


def marks_of(text: str) -> Marks:
    """The marks out of their column."""
    said: dict[str, str] = json.loads(text)
    return {Criterion(name): Mark(mark) for name, mark in said.items()}


def lacking(marks: Marks) -> Sequence[Criterion]:
    """The criteria of which nothing is said yet."""
    return [criterion for criterion in Criterion if criterion not in marks]
