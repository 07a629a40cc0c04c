"""The inbox: petitions by filter, unit, field or words, a bounded page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations.mailbox import SPOKEN
from bot.petitions.mailbox import Box
from bot.petitions.petition import Petition
from bot.review.powers import Power, role_for
from bot.views.board import days_left, state_of
from bot.views.mailbox import VALUED, field_names, nowhere
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

ON_A_PAGE = 25
MOST_PAGES = 200
"""Pages that are turned at most; whoever looks further back searches."""


@dataclass(frozen=True, slots=True)
class Row:
    """A petition in the list, how far its due day is off, and who answers for it."""

    petition: Petition
    left: int | None
    overdue: bool
    officer: str


def show(seat: Seat) -> Page:
    """A page of a filter, or of what some words are found in."""
    query = seat.asked.query
    box = Box(query["loc"]) if query.get("loc") in offered(seat) else Box.TODO
    page = _number(query.get("trang", ""))
    words, value = query.get("tim", "").strip()[:200], query.get("gia-tri", "")
    numbers = _found(seat, box, value, words, page)
    shown = numbers[:ON_A_PAGE]
    counted = [one for one in offered(seat) if one not in VALUED]
    values = {
        "rows": rows(seat, shown),
        "box": box,
        "boxes": offered(seat),
        "counts": seat.office.cases.mailbox.counts(seat.officer, seat.office.at, counted),
        "values": _values(seat, box) if box in VALUED else (),
        "value": value,
        "words": words,
        "page": page,
        "state": state_of,
        "days_left": days_left,
        "more": len(numbers) > ON_A_PAGE and page < MOST_PAGES,
    }
    return Page("inbox.html", values)


def offered(seat: Seat) -> Sequence[Box]:
    """The filters that an officer has."""
    of_all = dict.fromkeys((Box.TODO, *SPOKEN.values()))
    approves = role_for(seat.officer, Power.APPROVE) is not None
    named = any(holding.scope.restricted for holding in seat.officer.holdings)
    not_theirs = {*(() if approves else (Box.APPROVAL,)), *(() if named else (Box.RESTRICTED,))}
    return [*(box for box in of_all if box not in {*not_theirs, *VALUED}), *VALUED]


def _found(seat: Seat, box: Box, value: str, words: str, page: int) -> list[int]:
    """The numbers of a page, and one more where there are more."""
    mailbox, skip = seat.office.cases.mailbox, (page - 1) * ON_A_PAGE
    if words:
        return mailbox.search(seat.officer, words, communes(seat))[skip : skip + ON_A_PAGE + 1]
    return mailbox.found(seat.officer, seat.office.at, box, value, skip=skip, most=ON_A_PAGE + 1)


def rows(seat: Seat, numbers: Sequence[int]) -> list[Row]:
    """Petitions by their numbers, with what a list says of each."""
    cases, at, officers = seat.office.cases, seat.office.at, seat.office.officers
    found = [cases.register.petitions.by_id(number) for number in numbers]
    names = {number: officers.name_of(number) for number in {one.officer_id for one in found if one.officer_id}}
    return [
        Row(
            one,
            cases.clocking.days_to(one.due_at, at) if one.due_at else None,
            one.due_at is not None and one.due_at <= at,
            names.get(one.officer_id or 0, ""),
        )
        for one in found
    ]


def _values(seat: Seat, box: Box) -> list[tuple[str, str, int]]:
    """The units or fields that have open petitions: what stands in the address, the name, how many."""
    counts = seat.office.cases.mailbox.by_value(seat.officer, box)
    names = field_names(counts) if box is Box.FIELD else nowhere() | communes(seat)
    return [(value, names.get(value, value), number) for value, number in counts.items()]


def communes(seat: Seat) -> dict[str, str]:
    """The communes of today by their codes."""
    return {one.code: f"{one.kind} {one.name}" for one in seat.office.catalogue.communes.of_today()}


def _number(typed: str) -> int:
    return min(max(int(typed), 1), MOST_PAGES) if typed.isdecimal() and len(typed) < 6 else 1
