"""The inbox: petitions by filter, unit, field or words, a bounded page at a time; and filters that officers keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qsl, urlencode

from bot.conversations.mailbox import SPOKEN
from bot.petitions.categories import categories
from bot.petitions.life import OPEN
from bot.petitions.mailbox import NOBODY, Box
from bot.petitions.petition import Petition
from bot.petitions.wording import clean
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.review.saved_filters import LONGEST, TooManyError
from bot.texts import say
from bot.views.board import days_left, state_of
from bot.views.mailbox import VALUED, field_names, nowhere
from bot.views.petition import day_of
from bot.web.desk.filters import STATES, Filter, asked_in
from bot.web.desk.pages.turning import ON_A_PAGE, before, of_page
from bot.web.desk.replies import Page, Redirect
from bot.web.desk.seat import Seat
from bot.web.desk.typed import id_in
from knowledge.text.normalise import bare

INBOX, EXPORTS = "/banlamviec/hop-thu", "/banlamviec/xuat-du-lieu"


@dataclass(frozen=True, slots=True)
class Row:
    """A petition in the list, how far its due day is off, and who answers for it."""

    petition: Petition
    left: int | None
    overdue: bool
    ended: str  # that nothing is owed any more, and since when
    officer: str


def show(seat: Seat) -> Page:
    """A page of a filter, or of what some words are found in."""
    return _page(seat, _filter_of(seat, seat.asked.query))


def keep(seat: Seat) -> Page | Redirect:
    """The filter that is shown is kept under a name, and stands beside the others from now on."""
    asked, name = _filter_of(seat, asked_in(seat.asked.said("bo-loc"))), clean(seat.asked.said("ten"))
    if not any(letter.isalnum() for letter in name) or len(name) > LONGEST:
        return _page(seat, asked, told="inbox.name_unfit", name=name)
    try:
        seat.office.saved_filters.keep(seat.officer.id, name, asked.address, seat.office.at)
    except TooManyError:
        return _page(seat, asked, told="inbox.too_many_filters", name=name)
    return Redirect(_address(asked))


def remove(seat: Seat) -> Redirect:
    """One of the officer's own filters is kept no more."""
    seat.office.saved_filters.remove(seat.officer.id, id_in(seat.asked.said("so")))
    return Redirect(address(seat, asked_in(seat.asked.said("bo-loc"))))


def _page(seat: Seat, asked: Filter, *, told: str = "", name: str = "") -> Page:
    counted = [one for one in offered(seat) if one not in VALUED]
    values = {
        "found": of_page(rows(seat, _found(seat, asked)), seat.asked),
        "filter": asked,
        "boxes": offered(seat),
        "address": partial(_changed, asked),
        "saved": seat.office.saved_filters.of(seat.officer.id),
        "counts": seat.office.cases.mailbox.counts(seat.officer, seat.office.at, counted),
        "values": _values(seat, asked.box) if asked.box in VALUED else (),
        "states": STATES,
        "units": nowhere() | communes(seat),
        "fields": field_names(categories()),
        "officers": {NOBODY: "", **{one.id: one.name for one in handlers(seat)}},
        "state": state_of,
        "days_left": days_left,
        "told": told,
        "name": name,
        "may_assign": seat.may(Power.ASSIGN),
        "take_along": f"{EXPORTS}?{_with_box(asked)}" if seat.may(Power.EXPORT) else "",
    }
    return Page("inbox.html", values)


def _filter_of(seat: Seat, asked: Mapping[str, str]) -> Filter:
    return Filter.of(asked, list(offered(seat)), communes(seat))


def address(seat: Seat, asked: Mapping[str, str]) -> str:
    """The way back to the list that somebody came from."""
    return _address(_filter_of(seat, asked))


def _address(of: Filter) -> str:
    return f"{INBOX}?{of.address}" if of.address else INBOX


def _with_box(of: Filter) -> str:
    """A filter with its box in any case: taking petitions along begins with all of them."""
    return urlencode(dict(parse_qsl(of.address)) | {"loc": of.box})


def _changed(of: Filter, page: int = 1, **changes: object) -> str:
    """The address of a page of a filter, or of another one that differs a little."""
    address = _address(replace(of, **changes)) if changes else _address(of)  # type: ignore[arg-type]
    return f"{address}{'&' if '?' in address else '?'}trang={page}" if page > 1 else address


def offered(seat: Seat) -> Sequence[Box]:
    """The filters that an officer has."""
    of_all = dict.fromkeys((Box.TODO, *SPOKEN.values()))
    approves = role_for(seat.officer, Power.APPROVE) is not None
    named = any(holding.scope.restricted for holding in seat.officer.holdings)
    not_theirs = {*(() if approves else (Box.APPROVAL,)), *(() if named else (Box.RESTRICTED,))}
    return [*(box for box in of_all if box not in {*not_theirs, *VALUED}), *VALUED]


def handlers(seat: Seat) -> list[Officer]:
    """Everybody who may answer for petitions, by name."""
    able = [one for one in seat.office.officers.current() if role_for(one, Power.TAKE)]
    return sorted(able, key=lambda one: bare(one.name).split()[::-1])


def _found(seat: Seat, asked: Filter) -> list[int]:
    """The numbers of a page, and one more where there are more."""
    mailbox, skip = seat.office.cases.mailbox, before(seat.asked)
    if asked.words:
        return mailbox.search(seat.officer, asked.words, communes(seat), skip=skip, most=ON_A_PAGE + 1)
    shown = {"skip": skip, "most": ON_A_PAGE + 1}
    return mailbox.found(seat.officer, seat.office.at, asked.box, asked.value, wanted=asked.wanted, **shown)


def rows(seat: Seat, numbers: Sequence[int]) -> list[Row]:
    """Petitions by their numbers, with what a list says of each."""
    cases, at, officers = seat.office.cases, seat.office.at, seat.office.officers
    found = cases.register.petitions.by_ids(numbers)
    names = officers.names_of({one.officer_id for one in found if one.officer_id})
    return [
        Row(
            one,
            cases.clocking.days_to(one.due_at, at) if one.due_at else None,
            one.due_at is not None and one.due_at <= at,
            ended_of(one),
            names.get(one.officer_id or 0, ""),
        )
        for one in found
    ]


def ended_of(petition: Petition) -> str:
    """Why the day of an answer says nothing any more; empty as long as one is owed."""
    if petition.state in OPEN:
        return ""
    if petition.answered_at:
        return say("petition_page.answered_on", day=day_of(petition.answered_at))
    return say("petition_page.closed")


def _values(seat: Seat, box: Box) -> list[tuple[str, str, int]]:
    """The units or fields that have open petitions: what stands in the address, the name, how many."""
    counts = seat.office.cases.mailbox.by_value(seat.officer, box)
    names = field_names(counts) if box is Box.FIELD else nowhere() | communes(seat)
    return [(value, names.get(value, value), number) for value, number in counts.items()]


def communes(seat: Seat) -> dict[str, str]:
    """The communes of today by their codes."""
    return {one.code: f"{one.kind} {one.name}" for one in seat.office.catalogue.communes.of_today()}
