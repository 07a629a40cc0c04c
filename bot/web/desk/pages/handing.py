"""Several petitions are given to one officer: what would become of each is shown first, then one press does it.

Each goes by the register's own lawful moves, as from the chat. One that somebody moved in between is told, not forced.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.conversations import desk, handling
from bot.conversations.desk import Duty
from bot.conversations.visit import Visit
from bot.petitions.ladder import may_answer
from bot.review.officers import Officer
from bot.review.powers import Power
from bot.views.board import WAYS, state_of
from bot.web.desk.filters import asked_in
from bot.web.desk.pages import inbox
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

MOST = 50
"""Petitions that are given at once."""


class Fate(StrEnum):
    """What becomes of a petition."""

    GIVEN = "given"
    NOT_YOURS = "not_yours"  # nobody learns whether there is such a one
    OVER = "over"  # it is given to nobody any more
    THEIRS = "theirs"  # the officer answers for it already
    UNFIT = "unfit"  # the officer may not answer for it
    MOVED = "moved"  # somebody else answers for it than when it was looked at


@dataclass(frozen=True, slots=True)
class Handing:
    """A petition with what becomes of it, and who answers for it as far as it may be known."""

    code: str
    fate: Fate
    duty: Duty | None = None
    officer: str = ""

    @property
    def looked_at(self) -> str:
        """The petition as it was looked at: by its code, and by who answers for it."""
        return f"{self.code}:{self.duty.petition.officer_id or 0}" if self.duty else self.code


def preview(seat: Seat) -> Page:
    """What would become of each petition that was ticked; nothing is done yet."""
    codes, to = list(dict.fromkeys(seat.asked.every("ma"))), _officer(seat)
    if not codes or len(codes) > MOST or to is None:
        return _page(seat, "hand.html", to, [], told="inbox.choose_first" if len(codes) <= MOST else "inbox.too_many")
    return _page(seat, "hand.html", to, [_looked_at(seat, to, code) for code in codes])


def give(seat: Seat) -> Page:
    """Every petition that still may go to the officer goes."""
    looked_at, to = list(dict.fromkeys(seat.asked.every("ma")))[:MOST], _officer(seat)
    if not looked_at or to is None:
        return _page(seat, "hand.html", to, [], told="inbox.choose_first")
    # In the order of their numbers, as everywhere where several are held.
    found = sorted((_looked_at(seat, to, *one.partition(":")[::2]) for one in looked_at), key=_number)
    return _page(seat, "handed.html", to, [_given(seat, to, one) for one in found])


def _officer(seat: Seat) -> Officer | None:
    return next((one for one in inbox.handlers(seat) if str(one.id) == seat.asked.said("can-bo")), None)


def _number(one: Handing) -> int:
    return one.duty.petition.id if one.duty else 0


def _looked_at(seat: Seat, to: Officer, code: str, before: str = "") -> Handing:
    """What would become of a petition now; `before` is who answered for it when it was looked at."""
    duty = desk.duty_of(_visit(seat), code, Power.ASSIGN)
    if duty is None:
        seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", f"page:petition:{code[:20]}")
        return Handing(code[:20], Fate.NOT_YOURS)
    holder = duty.petition.officer_id
    name = seat.office.officers.name_of(holder) if holder else ""
    return Handing(duty.petition.code, _fate(seat, to, duty, before), duty, name)


def _fate(seat: Seat, to: Officer, duty: Duty, before: str) -> Fate:
    petition = duty.petition
    if petition.state not in WAYS["assign"].states:
        return Fate.OVER
    if before not in {"", str(petition.officer_id or 0)}:
        return Fate.MOVED
    if petition.officer_id == to.id:
        return Fate.THEIRS
    fits = may_answer(to, petition, seat.office.cases.concerned.matter(petition))
    return Fate.GIVEN if fits else Fate.UNFIT


def _given(seat: Seat, to: Officer, one: Handing) -> Handing:
    """Give it, by the conversation's own act, which asks anew whether it may be."""
    if one.fate is not Fate.GIVEN or one.duty is None:
        return one
    handling.hand(_visit(seat), one.code, str(to.id), str(one.duty.petition.officer_id or 0))
    now = desk.duty_of(_visit(seat), one.code, Power.ASSIGN)
    is_theirs = now is not None and now.petition.officer_id == to.id
    return Handing(one.code, Fate.GIVEN if is_theirs else Fate.MOVED, now, to.name if is_theirs else "")


def _visit(seat: Seat) -> Visit:
    return Visit(seat.office, seat.officer.telegram_id)


def _page(seat: Seat, template: str, to: Officer | None, handings: Sequence[Handing], *, told: str = "") -> Page:
    values = {
        "to": to,
        "handings": handings,
        "given": sum(one.fate is Fate.GIVEN for one in handings),
        "state": state_of,
        "told": told,
        "back": inbox.address(seat, asked_in(seat.asked.said("bo-loc"))),
    }
    return Page(template, values)
