"""The overview: what waits, what is late and where, how the year went. Every number opens the rows behind it."""

from bot.petitions.mailbox import Box
from bot.reports.overview import tallest
from bot.review.powers import Power
from bot.views.mailbox import field_names, nowhere
from bot.web.desk.pages.inbox import communes
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

HEIGHT = 100
"""Units of the tallest bar in the picture of the weeks."""

COUNTED = (Box.TODO, Box.MINE, Box.NEW, Box.SOON, Box.OVERDUE, Box.CITIZEN, Box.OPEN)


def show(seat: Seat) -> Page:
    """The overview; who handles no petitions sees the rest of the desk in the menu."""
    if not seat.may(Power.SEE):
        return Page("overview.html", {"sees": False})
    office, officer = seat.office, seat.officer
    trial = not office.settings.is_official
    weeks = office.overview.weeks(officer, office.day, trial=trial)
    units, fields = (of(officer, office.at, trial=trial) for of in (office.overview.by_unit, office.overview.by_field))
    return Page(
        "overview.html",
        {
            "sees": True,
            "counts": office.cases.mailbox.counts(officer, office.at, COUNTED),
            "units": units,
            "unit_names": nowhere() | communes(seat),
            "fields": fields,
            "field_names": field_names([one.value for one in fields]),
            "weeks": weeks,
            "scale": HEIGHT / tallest(weeks),
            "received": sum(week.received for week in weeks),
            "on_time": sum(week.on_time for week in weeks),
            "late": sum(week.late for week in weeks),
        },
    )
