"""Replies that were drawn by lot: the ten of a month, and one of them with what it answers, to be judged.

What tells anybody apart is covered. Nobody judges what they wrote or let leave; who judged how stands in the trail, and
what was said before is kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from http import HTTPStatus

from bot.petitions.life import State
from bot.petitions.petition import Event, Petition, is_own
from bot.petitions.redaction import redacted, signed
from bot.petitions.replies import Reply as Written
from bot.petitions.samples import MOST, Criterion, Mark, Marks, Review, Sample, lacking
from bot.petitions.wording import clean
from bot.reports.quality.months import read_month
from bot.review.officers import Role
from bot.review.powers import Power, role_for
from bot.web.desk.pages.inbox import communes
from bot.web.desk.pages.quality import QUALITY
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat
from bot.web.desk.typed import id_in

LONGEST = 1000
"""Characters of a remark."""

MONTHS = 24
"""How many months are offered."""


@dataclass(frozen=True, slots=True)
class Line:
    """A reply of the list; without a petition where the officer may not see it."""

    sample: Sample
    petition: Petition | None
    reviewer: str
    mine: bool  # the officer wrote it or let it leave


@dataclass(frozen=True, slots=True)
class Judging:
    """An officer at a reply that was drawn: in which role, and what it answers."""

    role: Role
    sample: Sample
    petition: Petition
    reply: Written


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a judgement, and what is told of it."""

    marks: Marks
    remark: str
    told: str = ""
    lacking: Sequence[Criterion] = field(default=())


def listed(seat: Seat) -> Page:
    """The replies of a month, and how each is judged."""
    samples, month = seat.office.cases.samples, read_month(seat.asked.parts["month"])
    drawn = samples.draw_of(month) if month else None
    if month is None or drawn is None:
        return Page("sample_gone.html", {"month": month, "months": samples.months(MONTHS)}, HTTPStatus.NOT_FOUND)
    found = samples.of(month)
    values = {
        "month": month,
        "months": samples.months(MONTHS),
        "draw": drawn,
        "drawn": [one.reply_id for one in found],
        "lines": [_line(seat, one) for one in found],
        "most": MOST,
        "communes": communes(seat),
        "kind_of": lambda one: seat.office.cases.replies.by_id(one.reply_id),
    }
    return Page("samples.html", values)


def show(seat: Seat) -> Reply:
    """A reply with what it answers, and the form to judge it."""
    judging = _judging(seat)
    if isinstance(judging, Page):
        return judging
    _trace(seat, judging, Power.SEE)
    return _page(seat, judging, _standing(judging.sample))


def judge(seat: Seat) -> Reply:
    """What was said of a reply is kept; what is not whole, or was said of something older, is told."""
    judging = _judging(seat)
    if isinstance(judging, Page):
        return judging
    cases, typed = seat.office.cases, _typed(seat)
    held = cases.samples.hold(judging.sample)
    if not held.may_be_judged_by(seat.officer.id) or judging.petition.anonymised_at:
        return _page(seat, judging, _standing(held))
    if seat.asked.said("ban") != str(held.edition):
        return _page(seat, judging, Typed(typed.marks, typed.remark, "sample.changed"))
    if left := lacking(typed.marks):
        return _page(seat, judging, Typed(typed.marks, typed.remark, "sample.lacking", left))
    if (held.review.marks, held.review.remark) != (typed.marks, typed.remark) if held.review else True:
        cases.samples.judge(held, typed.marks, typed.remark, seat.officer.id, seat.office.at)
        _trace(seat, judging, Power.REVIEW)
    return Redirect(path_of(held.month))


def path_of(month: date, position: int = 0) -> str:
    """The address of a month's replies, or of one of them."""
    return f"{QUALITY}/mau/{month:%Y-%m}" + (f"/{position}" if position else "")


def _line(seat: Seat, sample: Sample) -> Line:
    petition = seat.office.cases.register.petitions.by_id(sample.petition_id)
    seen = _role(seat, petition) is not None
    reviewer = seat.office.officers.name_of(sample.review.reviewer_id) if sample.review else ""
    return Line(sample, petition if seen else None, reviewer, not sample.may_be_judged_by(seat.officer.id))


def _judging(seat: Seat) -> Judging | Page:
    """The reply of the address; of one that is not theirs nobody learns what it is, and that it was tried is kept."""
    cases, month = seat.office.cases, read_month(seat.asked.parts["month"])
    sample = cases.samples.at(month, id_in(seat.asked.parts["position"])) if month else None
    reply = cases.replies.by_id(sample.reply_id) if sample else None
    if sample is None or reply is None:
        return Page("sample_gone.html", {"month": month, "months": cases.samples.months(MONTHS)}, HTTPStatus.NOT_FOUND)
    petition = cases.register.petitions.by_id(sample.petition_id)
    role = _role(seat, petition)
    if role is None:
        about = f"page:sample:{month:%Y-%m}:{sample.position}"
        seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", about)
        return Page("refused.html", status=HTTPStatus.FORBIDDEN)
    return Judging(role, sample, petition, reply)


def _role(seat: Seat, petition: Petition) -> Role | None:
    """The role in which the officer may judge what was replied to a petition."""
    matter = seat.office.cases.concerned.matter(petition)
    return None if is_own(seat.officer, petition) else role_for(seat.officer, Power.REVIEW, matter)


def _trace(seat: Seat, judging: Judging, act: Power) -> None:
    """Write down that the officer read it, or judged it; how, stands with the judgement."""
    about = f"petition:{judging.petition.id}"
    seat.office.traces.leave(seat.office.at, seat.officer.id, judging.role, act, about)


def _typed(seat: Seat) -> Typed:
    said = {criterion: seat.asked.said(criterion) for criterion in Criterion}
    marks = {criterion: Mark(mark) for criterion, mark in said.items() if mark in set(Mark)}
    return Typed(marks, clean(seat.asked.said("nhan-xet"))[:LONGEST])


def _standing(sample: Sample) -> Typed:
    return Typed(sample.review.marks, sample.review.remark) if sample.review else Typed({}, "")


def _page(seat: Seat, judging: Judging, typed: Typed) -> Page:
    cases, petition = seat.office.cases, judging.petition
    left = _left(seat, judging)
    identity = cases.register.identity_to_cover(petition)
    body, line = signed(left.note or "" if left else "")
    history = cases.samples.history(judging.sample)
    values = {
        "sample": cases.samples.at(judging.sample.month, judging.sample.position),
        "petition": petition,
        "kind": judging.reply.kind,
        "words": redacted(petition.words, identity).text,
        "reply_text": redacted(body, identity).text + line,
        "left_at": judging.reply.decided_at,
        "due": _due(petition, judging.reply, left),
        "history": history[::-1],
        "name_of": _names(seat, history),
        "may_judge": judging.sample.may_be_judged_by(seat.officer.id) and not petition.anonymised_at,
        "criteria": list(Criterion),
        "choices": list(Mark),
        "typed": typed,
        "longest": LONGEST,
        "back": path_of(judging.sample.month),
        "action": path_of(judging.sample.month, judging.sample.position),
    }
    return Page("sample.html", values, HTTPStatus.BAD_REQUEST if typed.told else HTTPStatus.OK)


def _left(seat: Seat, judging: Judging) -> Event | None:
    """The event with which a reply left, and whose note is what its sender read."""
    events = seat.office.cases.register.trail.of(judging.petition.id)
    return next((event for event in events if event.details.get("reply") == judging.reply.id), None)


def _due(petition: Petition, reply: Written, left: Event | None) -> datetime | None:
    """When it was due: an answer has kept its day, which counts anew once it is doubted."""
    if left is None or left.to_state is State.TRANSFERRED:
        return petition.transfer_due_at
    kept: str | None = left.details.get("due")
    return datetime.fromisoformat(kept) if kept else petition.due_at


def _names(seat: Seat, history: Sequence[Review]) -> Callable[[int], str]:
    names: Mapping[int, str] = seat.office.officers.names_of({one.reviewer_id for one in history})
    return lambda number: names.get(number, "")
