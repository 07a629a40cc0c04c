"""Taking data along as a file: which table, of which filter, as CSV or a workbook; each time stands in the trail.

Who sent petitions goes along only for who may see it and says why; then every look is in the petition's own trail too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from http import HTTPStatus
from typing import BinaryIO

from sqlalchemy import Connection

from bot.database import Database
from bot.office import Office
from bot.petitions.book import Span
from bot.petitions.categories import categories
from bot.petitions.gathering import Sought
from bot.petitions.happened import HappenedRepository
from bot.petitions.mailbox import NOBODY
from bot.petitions.sent_replies import SentReplyRepository
from bot.petitions.wording import clean
from bot.reports.exports.answers import answers
from bot.reports.exports.audit import Sources, audit
from bot.reports.exports.catalogue import Told, changes, procedures
from bot.reports.exports.petitions import Reader, petitions
from bot.reports.exports.table import Table, What
from bot.reports.exports.writing import MEDIA_TYPES, Format, write
from bot.reports.register_book import Row, with_contacts
from bot.review.officers import Role
from bot.review.powers import Power, role_for
from bot.texts import say, words
from bot.views import facts
from bot.views.days import month, quarter
from bot.views.mailbox import field_names, nowhere
from bot.views.message import plain
from bot.web.desk.filters import STATES, Filter
from bot.web.desk.pages.inbox import communes, handlers, offered
from bot.web.desk.replies import Made, Page, Reply
from bot.web.desk.seat import Seat
from bot.web.desk.typed import DAYS, day_in, is_no_day
from knowledge.listing import Wanted
from knowledge.timeline import Standing

LONGEST_REASON = 300

MOST_WITH_PERSONS = 5_000
"""Petitions that come with who sent them at once; more of them need an administrator, on the command line."""

WITH_PERSONS = frozenset({What.PETITIONS, What.ANSWERS, What.AUDIT})
"""Tables in which something may tell who a person is."""

POWERS: Mapping[What, Sequence[Power]] = {
    What.PETITIONS: (Power.EXPORT,),
    What.ANSWERS: (Power.EXPORT,),
    What.AUDIT: (Power.EXPORT, Power.APPOINT),
}
"""What a table is for whoever may do; what stands in the catalogue is for every officer."""

NAMES: Mapping[What, str] = {
    What.PETITIONS: "phan-anh",
    What.ANSWERS: "tra-loi",
    What.PROCEDURES: "danh-muc",
    What.CHANGES: "thay-doi-danh-muc",
    What.AUDIT: "nhat-ky",
}
"""What the files are called."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: which table of what, in which form; a reason where it is to tell who people are."""

    what: What
    format: Format
    reader: Reader
    sought: Sought
    span: Span
    day: date
    reason: str = ""


def show(seat: Seat) -> Page:
    """What can be taken along, with the filter that somebody comes with."""
    return _page(seat, seat.asked.query)


def file(seat: Seat) -> Reply:
    """A table as a file; that it was asked for is in the trail before it is made."""
    form = {name: seat.asked.said(name) for name in seat.asked.form}
    what, format_ = form.get("du-lieu", ""), form.get("dang", "")
    if what not in set(What) or format_ not in set(Format):
        return _page(seat, form, status=HTTPStatus.BAD_REQUEST)
    role = role_in(seat, What(what))
    if role is None:
        seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", f"page:exports:{what}")
        return Page("refused.html", status=HTTPStatus.FORBIDDEN)
    if told := _fault(form):
        return _page(seat, form, told=told, status=HTTPStatus.BAD_REQUEST)
    order = _order(seat, form)
    if told := _too_many(seat, order):
        return _page(seat, form, told=told, status=HTTPStatus.BAD_REQUEST)
    seat.office.traces.leave(seat.office.at, seat.officer.id, role, Power.EXPORT, _about(seat, order), order.reason)
    name = f"{NAMES[order.what]}-{seat.office.day.isoformat()}.{order.format}"
    return Made(name, MEDIA_TYPES[order.format], partial(_make, order))


def role_in(seat: Seat, what: What) -> Role | None:
    """The role in which an officer may take a table along; None for who may not."""
    if what not in POWERS:
        return seat.role
    return next(filter(None, (role_for(seat.officer, power) for power in POWERS[what])), None)


def _fault(form: Mapping[str, str]) -> str:
    """What is wrong with a form."""
    if any(is_no_day(form.get(name, "")) for name in DAYS):
        return say("reference.fault_day")
    is_why_said = any(letter.isalpha() for letter in form.get("ly-do", ""))
    return say("exports_page.why") if _tells_persons(form) and not is_why_said else ""


def _too_many(seat: Seat, order: Order) -> str:
    """That nobody needs to know who so many people are; each look is written down, which takes its time."""
    if order.what is not What.PETITIONS or not order.reason:
        return ""
    number = seat.office.cases.gathering.number(seat.officer, seat.office.at, order.sought)
    told = say("exports_page.too_many", number=words.number(number), most=words.number(MOST_WITH_PERSONS))
    return told if number > MOST_WITH_PERSONS else ""


def _tells_persons(form: Mapping[str, str]) -> bool:
    return bool(form.get("nguoi-gui")) and form.get("du-lieu") in WITH_PERSONS


def _order(seat: Seat, form: Mapping[str, str]) -> Order:
    asked, usual = _filter(seat, form), _usual(seat, form)
    names = communes(seat)
    box = asked.box if form.get("loc") in offered(seat) else None
    since, until = sorted((asked.since or usual.since, asked.until or usual.until))
    return Order(
        What(form["du-lieu"]),
        Format(form["dang"]),
        Reader(seat.officer, seat.office.at, names),
        Sought(box, asked.value, asked.wanted, asked.words, names),
        Span(since, until),
        day_in(form.get("ngay", "")) or seat.office.day,
        clean(form.get("ly-do", ""))[:LONGEST_REASON] if _tells_persons(form) else "",
    )


def _filter(seat: Seat, asked: Mapping[str, str]) -> Filter:
    return Filter.of(asked, list(offered(seat)), communes(seat))


def _usual(seat: Seat, asked: Mapping[str, str]) -> Span:
    """The days of a table that has none asked for: the quarter of today, of what decisions changed; else the month."""
    return (quarter if asked.get("du-lieu") == What.CHANGES else month)(seat.office.day)


def _about(seat: Seat, order: Order) -> str:
    """What stands in the trail: the table, and of which filter; words that were looked for may be somebody's name."""
    form = {name: seat.asked.said(name) for name in seat.asked.form}
    filtered = replace(_filter(seat, form), words="").address
    return ":".join(filter(None, ("export", order.what, order.format, filtered)))


def _make(order: Order, database: Database, open_office: Callable[[Connection], Office], file_: BinaryIO) -> None:
    """The table, read on one view of everything; whoever writes goes on."""

    def contacts(rows: Sequence[Row]) -> Sequence[Row]:
        def looked(connection: Connection) -> Sequence[Row]:
            office, officer = open_office(connection), order.reader.officer
            if officer is None:
                return rows
            return with_contacts(rows, office.cases, office.traces, officer, order.reason, order.reader.at)

        return database.transact(looked)

    def made(connection: Connection) -> None:
        office = open_office(connection)
        write(_table(order, connection, office, contacts if order.reason else None), order.format, file_)

    database.read(made)


def _table(
    order: Order, connection: Connection, office: Office, contacts: Callable[[Sequence[Row]], Sequence[Row]] | None
) -> Table:
    whole = bool(order.reason)
    if order.what is What.PETITIONS:
        return petitions(office.cases, order.reader, order.sought, contacts)
    if order.what is What.ANSWERS:
        return answers(SentReplyRepository(connection), order.reader, order.sought.wanted, whole=whole)
    if order.what is What.PROCEDURES:
        return procedures(office.catalogue.listed(order.day, Wanted()), _told(order.day))
    if order.what is What.CHANGES:
        return changes(office.catalogue.changes(order.span.since, order.span.until))
    sources = Sources(HappenedRepository(connection), office.traces, office.officers)
    return audit(sources, order.reader, order.span, whole=whole)


def _told(day: date) -> Told:
    """What the catalogue's cards say at length, on a day."""
    said: Mapping[str, Callable[[Standing], str]] = {
        "reception": lambda one: facts.reception(one.version, day),
        "time": lambda one: facts.time(one.version, day),
        "fee": lambda one: facts.fee(one.version, day),
    }
    return {name: partial(_plainly, tell) for name, tell in said.items()}


def _plainly(tell: Callable[[Standing], str], one: Standing) -> str:
    return plain(tell(one))


def _page(seat: Seat, asked: Mapping[str, str], *, told: str = "", status: HTTPStatus = HTTPStatus.OK) -> Page:
    usual = _usual(seat, {"du-lieu": What.AUDIT}), _usual(seat, {"du-lieu": What.CHANGES})
    offers = [one for one in What if role_in(seat, one)]
    chosen = asked.get("du-lieu", "")
    values = {
        "offers": offers,
        "chosen": chosen if chosen in offers else offers[0],
        "filter": _filter(seat, asked),
        "box": asked.get("loc", "") if asked.get("loc") in offered(seat) else "",
        "boxes": offered(seat),
        "states": STATES,
        "units": nowhere() | communes(seat),
        "fields": field_names(categories()),
        "officers": {NOBODY: "", **{one.id: one.name for one in handlers(seat)}},
        "formats": (Format.XLSX, Format.CSV),
        "days": {name: asked.get(name, "") for name in DAYS},
        "usual": {What.AUDIT: usual[0], What.CHANGES: usual[1]},
        "with_persons": WITH_PERSONS,
        "personal": bool(asked.get("nguoi-gui")),
        "reason": asked.get("ly-do", "")[:LONGEST_REASON],
        "told": told,
    }
    return Page("exports.html", values, status)
