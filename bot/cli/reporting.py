"""`motcua report`: the quarter as Word or Excel, the template to be changed, results of dossiers out of a file.

What is wrong with a period, a template or a file of results is said in Vietnamese: clerks meet it too.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, over_the_tables
from bot.cli.common import DONE, MISUSED, REFUSED, complain, print_json
from bot.clock import Clock
from bot.database import Database
from bot.petitions.book import BookRepository
from bot.reports.quality.figures import Quality, read_quality
from bot.reports.quality.figures import Wanted as QualityWanted
from bot.reports.quality.months import months_between
from bot.reports.quality.petition_figures import Whose
from bot.reports.quality.workbook import quality_xlsx
from bot.reports.quarter.document import OWN_TEMPLATE, Template, WrongTemplateError, own_template, quarter_docx
from bot.reports.quarter.dossier_files import Read, heading, read_file
from bot.reports.quarter.dossier_repository import By, DossierRepository
from bot.reports.quarter.dossiers import DossierFault, DossierResults
from bot.reports.quarter.figures import Figures, Wanted, read_figures
from bot.reports.quarter.periods import CutOff, Period, WrongPeriodError, period_of, read_quarter
from bot.reports.quarter.petition_figures import together
from bot.reports.quarter.plans import plans_for
from bot.reports.quarter.template import shipped_template
from bot.reports.quarter.units import Units
from bot.reports.quarter.wording import in_paragraphs, number, unit_name
from bot.reports.quarter.workbook import Sheets, quarter_xlsx
from bot.reports.register_book import Book, rows_for
from bot.review.officers import OfficerRepository
from bot.review.powers import Power, role_in
from bot.review.traces import TraceRepository
from bot.settings import Settings, read_settings
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from knowledge.repository import CatalogueRepository
from knowledge.units import Unit

MOST_IN_BOOK = 20_000
"""How many petitions the register in a workbook has at most; `motcua petitions export` writes any number."""


def quarter(typed: argparse.Namespace) -> int:
    """A quarter's report as a file."""
    if typed.out.suffix.lower() not in WRITERS:
        complain(f"{typed.out} is no name of a report; call it {typed.out.stem}.docx or {typed.out.stem}.xlsx.")
        return MISUSED
    return over_the_tables(_quarter, typed)


def quality(typed: argparse.Namespace) -> int:
    """How well the office works over some months, as a workbook."""
    if typed.out.suffix.lower() != ".xlsx":
        complain(f"{typed.out} is no name of a workbook; call it {typed.out.stem}.xlsx.")
        return MISUSED
    return over_the_tables(_quality, typed)


def template(typed: argparse.Namespace) -> int:
    """The shipped template, for the office to change."""
    if typed.file.suffix.lower() != ".docx":
        complain(f"{typed.file} is no name of a template; call it {typed.file.stem}.docx.")
        return MISUSED
    try:
        with typed.file.open("xb") as written:
            written.write(shipped_template())
    except OSError as error:
        complain(f"{typed.file} cannot be written: {error.strerror}.")
        return REFUSED
    print(f"{typed.file}: keep every place {{{{ … }}}}; use it with --template, or as {OWN_TEMPLATE} in MOTCUA_DATA")
    return DONE


def dossiers(typed: argparse.Namespace) -> int:
    """Results of dossiers out of a file: a dry run unless they are to be entered."""
    return over_the_tables(_dossiers, typed)


# The report.


def _quarter(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    settings = read_settings()
    period = _period(typed, settings, clock)
    own = _template(typed, settings)
    given = _plans(typed)

    def read(connection: Connection) -> tuple[Figures, Book | None]:
        unit = _unit(connection, typed.unit, period) if typed.unit else None
        figures = read_figures(connection, Wanted(period, clock.now(), unit, settings.agency))
        return figures, _book(connection, figures, settings) if typed.out.suffix.lower() == ".xlsx" else None

    figures, book = database.read(read)
    try:
        plans = plans_for(figures.wanted) if given is None else given
        content = WRITERS[typed.out.suffix.lower()](figures, own, plans, Sheets(book, settings.returned_apart))
    except WrongTemplateError as wrong:
        raise RefusalError(wrong.sentence) from None
    _write(typed.out, content)
    print(f"{typed.out}: {period.quarter.key}, {period.span.since} to {period.span.until}")


def _quality(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    months, cut_off = months_between(typed.from_day, typed.to_day, clock.today()), CutOff(read_settings().quarter)

    def read(connection: Connection) -> tuple[Quality, Mapping[str, str]]:
        found = read_quality(connection, QualityWanted(months, Whose(), cut_off))
        catalogue = Catalogue.of_database(connection)
        standing = {one.code: catalogue.standing(one.code, clock.today()) for one in found.shown}
        return found, {code: one.version.display_name for code, one in standing.items() if one}

    found, names = database.read(read)
    _write(typed.out, quality_xlsx(found, names, clock.today()))
    print(f"{typed.out}: {months.span.since} to {months.span.until}")


def _as_word(figures: Figures, own: Template | None, plans: Sequence[str], _: Sheets) -> bytes:
    return quarter_docx(figures, own, plans)


def _as_workbook(figures: Figures, _: Template | None, __: Sequence[str], sheets: Sheets) -> bytes:
    return quarter_xlsx(figures, sheets)


WRITERS: dict[str, Callable[[Figures, Template | None, Sequence[str], Sheets], bytes]] = {
    ".docx": _as_word,
    ".xlsx": _as_workbook,
}
"""What makes a report, by how the name of its file ends."""


def _period(typed: argparse.Namespace, settings: Settings, clock: Clock) -> Period:
    try:
        quarter_ = read_quarter(typed.period)
        return period_of(quarter_, clock.today(), CutOff(settings.quarter), typed.from_day, typed.to_day)
    except WrongPeriodError as wrong:
        raise RefusalError(plain(say(f"quarter_period.{wrong.why}", typed=wrong.typed))) from None


def _unit(connection: Connection, named: str, period: Period) -> Unit:
    """The commune that reports, as it was on the last day of the period."""
    units, day = Units(CatalogueRepository(connection).units()), period.span.until
    found = units.called(named, day)
    if found is None:
        there = ", ".join(one.name for one in units.on(day).values())
        raise RefusalError(f"no commune is called {named!r} on {day}; there are {there}.")
    return found


def _template(typed: argparse.Namespace, settings: Settings) -> Template | None:
    """The template that was named, or the office's own where it stands; None: the shipped one."""
    return Template(typed.template.name, _read(typed.template)) if typed.template else own_template(settings.data)


def _plans(typed: argparse.Namespace) -> list[str] | None:
    if typed.plans is None:
        return None
    try:
        return in_paragraphs(_read(typed.plans).decode("utf-8-sig").splitlines())
    except UnicodeDecodeError:
        raise RefusalError(f"{typed.plans} is no text in UTF-8.") from None


def _book(connection: Connection, figures: Figures, settings: Settings) -> Book | None:
    """The register of the days, without who sent what; None where it is too long for a sheet beside others."""
    wanted = figures.wanted
    if together(figures.petitions.values()).received > MOST_IN_BOOK:
        print(f"the register is left out: more than {MOST_IN_BOOK} petitions; see `motcua petitions export`.")
        return None
    entries = BookRepository(connection).entries(wanted.counted)
    ours = [one for one in entries if not one.petition.trial and _is_of(one.petition.unit, wanted.unit)]
    names = {code: unit_name(code, figures.units) for code in figures.units}
    return Book(rows_for(ours, None), wanted.counted, settings.agency, wanted.at, names)


def _is_of(unit: str, wanted: Unit | None) -> bool:
    return wanted is None or unit == wanted.code


# Results of dossiers.


def _dossiers(typed: argparse.Namespace, database: Database, clock: Clock) -> int:
    units = Units(database.read(lambda connection: CatalogueRepository(connection).units()))
    try:
        read = read_file(typed.file, units, clock.today())
    except OSError as error:
        raise RefusalError(f"{typed.file} cannot be read: {error.strerror}.") from None
    _complain(read.faults, typed.file.name)
    found = [one for _, one in read.results]

    def act(connection: Connection) -> int:
        by = _by(connection, typed, found, units, clock)
        return 0 if read.faults or not typed.apply else _enter(connection, found, by, clock)

    entered = (database.transact if typed.apply else database.read)(act)
    _tell(typed, read, entered)
    return REFUSED if read.faults else DONE


def _by(
    connection: Connection, typed: argparse.Namespace, of: Sequence[DossierResults], units: Units, clock: Clock
) -> By:
    """Who enters the results, if all of them are theirs to enter; that it was done stands in the trail."""
    officer = OfficerRepository(connection).of(typed.officer)
    if officer is None:
        raise RefusalError(f"{typed.officer} holds no role; see `motcua staff list`.")
    roles = {one.unit: role_in(officer, Power.REPORT, one.unit) for one in of}
    for one in of:
        role = roles[one.unit]
        if role is None:
            whose = unit_name(one.unit, units.on(one.quarter.last)) or "a whole level"
            raise RefusalError(f"{typed.officer} may not enter results of {whose}; a clerk or controller of it may.")
        if typed.apply:
            about = ":".join(("dossiers", *one.place))
            TraceRepository(connection).leave(clock.now(), officer.id, role, Power.REPORT, about, typed.file.name)
    return By(clock.now(), officer.name, officer.id)


def _enter(connection: Connection, results: Sequence[DossierResults], by: By, clock: Clock) -> int:
    """Let the results stand; gives how many there are."""
    DossierRepository(connection).enter(results, by, clock.today())
    return len(results)


def _tell(typed: argparse.Namespace, read: Read, entered: int) -> None:
    if typed.json:
        rows = [{"row": row, **_facts(one)} for row, one in read.results]
        print_json({"results": rows, "faults": len(read.faults), "entered": entered})
        return
    for row, one in read.results:
        numbers = "; ".join(f"{heading(name)} {number(getattr(one, name))}" for name in SHOWN)
        print(f"{row}: {one.quarter.key} {one.level} {one.unit or '-'}: {numbers}")
    if not read.faults:
        print(f"{entered} entered" if typed.apply else "a dry run: nothing was entered; --apply enters them")


SHOWN = ("received", "resolved", "pending", "returned")
"""The numbers that are printed of each result."""


def _facts(of: DossierResults) -> dict[str, object]:
    return {"period": of.quarter.key, "level": of.level, "unit": of.unit, **{name: getattr(of, name) for name in SHOWN}}


def _complain(faults: Iterable[DossierFault], file: str) -> None:
    """Each fault in a sentence: the row, the column, and what would be right."""
    for fault in faults:
        what = say(f"dossier.fault_{fault.trouble}", value=fault.value, expected=fault.expected)
        if fault.row:
            sentence = say("dossier.at", file=file, row=fault.row, column=heading(fault.column), what=what)
        else:
            sentence = say("dossier.at_file", file=file, what=what)
        print(plain(sentence), file=sys.stderr)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusalError(f"{path} cannot be read: {error.strerror}.") from None


def _write(path: Path, content: bytes) -> None:
    """A file that its owner alone may read: the register may be in it."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            written.write(content)
    except OSError as error:
        raise RefusalError(f"{path} cannot be written: {error.strerror}.") from None
