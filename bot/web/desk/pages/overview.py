"""The overview: what waits, what is late and where, how the year went. Every number opens the rows behind it."""

from bot.petitions.categories import categories
from bot.petitions.mailbox import NOWHERE, Box
from bot.reports.overview import Behind, Span, Standing, monday_before, tallest
from bot.review.officers import CLERKS
from bot.review.powers import Power
from bot.views.board import state_of
from bot.views.mailbox import field_names, nowhere
from bot.web.desk.pages.deliveries import failures
from bot.web.desk.pages.inbox import communes, rows
from bot.web.desk.pages.turning import ON_A_PAGE, before, of_page
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat
from bot.web.desk.typed import day_in

HEIGHT = 100
"""Units of the tallest bar in the picture of the weeks."""

COUNTED = (Box.TODO, Box.MINE, Box.NEW, Box.SOON, Box.OVERDUE, Box.CITIZEN, Box.OPEN)

BEHIND = {
    "tiep-nhan": Behind.RECEIVED,
    "tra-loi": Behind.ANSWERED,
    "dung-han": Behind.ON_TIME,
    "qua-han": Behind.LATE,
}
"""The numbers of the overview that have a page of their own, by the last word of its address."""


def show(seat: Seat) -> Page:
    """The overview; who handles no petitions sees the rest of the desk in the menu."""
    if not seat.may(Power.SEE):
        return Page("overview.html", {"sees": False, "questions": _questions(seat)})
    office, officer = seat.office, seat.officer
    trial = not office.settings.is_official
    weeks = office.overview.weeks(officer, office.day, trial=trial)
    standing = office.overview.standing(officer, office.at, office.day, trial=trial)
    return Page(
        "overview.html",
        {
            "sees": True,
            "counts": office.cases.mailbox.counts(officer, office.at, COUNTED),
            "questions": _questions(seat),
            "failures": failures(seat),
            "standing": standing,
            "today": office.day,
            "tables": _tables(seat, standing),
            "weeks": weeks,
            "scale": HEIGHT / tallest(weeks),
            "received": sum(week.received for week in weeks),
            "on_time": sum(week.on_time for week in weeks),
            "late": sum(week.late for week in weeks),
        },
    )


def behind(seat: Seat) -> Page:
    """The petitions behind a number of the overview, a bounded page at a time; an altered address asks for the year."""
    office, query = seat.office, seat.asked.query
    what = BEHIND.get(seat.asked.parts["so"], Behind.RECEIVED)
    unit, field = query.get("don-vi", ""), query.get("linh-vuc", "")
    units = nowhere() | communes(seat)
    since = day_in(query.get("tu", "")) or monday_before(office.day, 53)
    of = Span(
        since,
        day_in(query.get("den", "")) or office.day,
        unit if unit in units else "",
        field if field in categories() else "",
    )
    found = office.overview.behind(
        seat.officer,
        what,
        of,
        trial=not office.settings.is_official,
        skip=before(seat.asked),
        most=ON_A_PAGE + 1,
    )
    values = {
        "what": what,
        "of": of,
        "unit": units.get(of.unit, ""),
        "field": field_names([of.field])[of.field] if of.field else "",
        "found": of_page(rows(seat, found), seat.asked),
        "state": state_of,
    }
    return Page("behind.html", values)


def _questions(seat: Seat) -> int | None:
    """How many questions wait for an answer: those put to the office, and what was asked and not found."""
    return seat.office.asked.number() + seat.office.misses.number() if seat.officer.may(*CLERKS) else None


def _tables(seat: Seat, standing: Standing) -> list[dict[str, object]]:
    """How it stands by unit and by field: the words, how rows are called, and how the addresses name them."""
    fields = field_names([one.value for one in standing.fields])
    return [
        {
            "by": "unit",
            "word": "don-vi",
            "none": NOWHERE,
            "shares": standing.units,
            "names": nowhere() | communes(seat),
        },
        {"by": "field", "word": "linh-vuc", "none": "", "shares": standing.fields, "names": fields},
    ]
