"""The quarter's report: its figures on a page, and the same as Word and Excel; results of dossiers stand beside it."""

from collections.abc import Mapping

from bot.petitions.categories import Family
from bot.reports.quarter.document import WrongTemplateError, own_template, quarter_docx
from bot.reports.quarter.figures import Figures, Wanted
from bot.reports.quarter.periods import CutOff, Quarter, WrongPeriodError, period_of, quarter_of, read_quarter
from bot.reports.quarter.petition_figures import of_family, together
from bot.reports.quarter.plans import plans_for
from bot.reports.quarter.wording import level_title
from bot.reports.quarter.workbook import Sheets, quarter_xlsx
from bot.reports.register_book import Book, rows_for
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views.message import plain
from bot.web.desk.pages.inbox import communes
from bot.web.desk.replies import Download, Left, Page
from bot.web.desk.seat import Seat

QUARTERS = 12
"""How many quarters are offered, this one with them; others stand in the address."""

MOST_IN_BOOK = 5_000
"""How many petitions the register in a workbook has at most: whoever asks for it waits."""

COLUMNS = ("received", "carried", "on_time", "late", "aside", "pending", "overdue")
RESULTS = ("received", "resolved", "pending", "returned", "late")
"""The figures of petitions and of dossiers that the page shows."""

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(seat: Seat) -> Page:
    """The figures of a quarter, and the forms they go out in."""
    wanted, told = _wanted(seat)
    return _page(seat, wanted, told)


def file(seat: Seat) -> Download | Page:
    """The report as a file; that it was made is written down."""
    wanted, told = _wanted(seat)
    if told:
        return _page(seat, wanted, told)
    figures = seat.office.quarter(wanted)
    is_word = seat.asked.query.get("loai") != "excel"
    try:
        content = _word(seat, figures) if is_word else _excel(seat, figures)
    except WrongTemplateError as wrong:
        return _page(seat, wanted, wrong.sentence)
    name = f"bao-cao-{wanted.period.quarter.key}.{'docx' if is_word else 'xlsx'}"
    role = role_for(seat.officer, Power.REPORT) or seat.role
    left = Left(role, Power.EXPORT, f"report:{wanted.period.quarter.key}:{wanted.unit.code if wanted.unit else ''}")
    return Download(name, WORD if is_word else EXCEL, content, left=left)


def _wanted(seat: Seat) -> tuple[Wanted, str]:
    """The report that is asked for; what is wrong with the address, and then this quarter's."""
    office, query = seat.office, seat.asked.query
    place = office.catalogue.communes.place(query.get("don-vi", ""), "")
    cut_off, told = CutOff(office.settings.quarter), ""
    period = period_of(quarter_of(office.day), office.day, cut_off)
    try:
        if query.get("quy"):
            period = period_of(read_quarter(query["quy"]), office.day, cut_off)
    except WrongPeriodError as wrong:
        told = plain(say(f"quarter_period.{wrong.why}", typed=wrong.typed))
    return Wanted(period, office.at, place.commune if place else None, office.settings.agency), told


def _page(seat: Seat, wanted: Wanted, told: str) -> Page:
    figures = seat.office.quarter(wanted)
    values = {
        "wanted": wanted,
        "figures": figures,
        "families": {family: of_family(figures.petitions, family) for family in Family},
        "level_title": level_title,
        "columns": COLUMNS,
        "results": RESULTS,
        "quarters": _quarters(quarter_of(seat.office.day), wanted.period.quarter),
        "units": communes(seat),
        "told": told,
        "may_enter": seat.may(Power.REPORT),
    }
    return Page("quarterly.html", values)


def _quarters(latest: Quarter, asked: Quarter) -> list[Quarter]:
    """The last quarters, the newest first, and the one that is asked for."""
    found = [latest]
    while len(found) < QUARTERS:
        found.append(found[-1].before)
    return found if asked in found else [*found, asked]


def _word(seat: Seat, figures: Figures) -> bytes:
    return quarter_docx(figures, own_template(seat.office.settings.data), plans_for(figures.wanted))


def _excel(seat: Seat, figures: Figures) -> bytes:
    return quarter_xlsx(figures, Sheets(_book(seat, figures), seat.office.settings.returned_apart))


def _book(seat: Seat, figures: Figures) -> Book | None:
    """The register of the days, as far as the officer may have it; None where it is too long, or not theirs."""
    office, wanted = seat.office, figures.wanted
    if not seat.may(Power.EXPORT) or together(figures.petitions.values()).received > MOST_IN_BOOK:
        return None
    entries = [one for one in office.cases.book.entries(wanted.counted) if not one.petition.trial]
    ours = [one for one in entries if wanted.unit is None or one.petition.unit == wanted.unit.code]
    names: Mapping[str, str] = communes(seat)
    return Book(rows_for(ours, seat.officer), wanted.counted, wanted.agency, wanted.at, names)
