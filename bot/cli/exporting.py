"""`motcua petitions export`: the register as a file, with the senders only for an officer who says why.

The register itself is a workbook as the law has it; `--what` writes a table of any length, as CSV or a workbook.
"""

import argparse
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, by_whom, cases_in, over_the_tables, private_file
from bot.cli.common import MISUSED, complain
from bot.clock import Clock
from bot.database import Database
from bot.petitions.book import Span
from bot.petitions.cases import Cases
from bot.petitions.gathering import Sought
from bot.petitions.happened import HappenedRepository
from bot.petitions.mailbox import Wanted
from bot.petitions.sent_replies import SentReplyRepository
from bot.reports.exports.answers import answers
from bot.reports.exports.audit import Sources, audit
from bot.reports.exports.petitions import Contacts, Reader, petitions
from bot.reports.exports.table import Table, What
from bot.reports.exports.writing import Format, write
from bot.reports.register_book import Book, Row, rows_for, with_contacts, workbook
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.powers import Power, role_for
from bot.review.traces import TraceRepository
from bot.settings import read_settings
from bot.texts import say
from knowledge.repository import CatalogueRepository
from knowledge.units import COMMUNE_KINDS


def export(typed: argparse.Namespace) -> int:
    """The register of some days as a workbook; whoever it is made for sees what is theirs to see."""
    if typed.contacts and not (typed.reason and typed.officer is not None):
        complain("--contacts needs --reason TEXT and --as TELEGRAM_ID: who looks, and why, is written down.")
        return MISUSED
    if typed.what:
        return _export_table(typed)
    if typed.file.suffix.lower() != ".xlsx":
        complain(f"{typed.file} is no name of a workbook; call it {typed.file.stem}.xlsx.")
        return MISUSED
    return over_the_tables(_export, typed)


def _export_table(typed: argparse.Namespace) -> int:
    format_ = typed.format or typed.file.suffix.lower().removeprefix(".")
    if format_ not in set(Format):
        complain(f"{typed.file} does not say its format; name it .csv or .xlsx, or give --format.")
        return MISUSED
    return over_the_tables(partial(_write_table, What(typed.what), Format(format_)), typed)


def _write_table(what: What, format_: Format, typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    """A table, read on one view of everything; that it was made is written down before it is."""
    span, at = _span(typed, clock.today()), clock.now()
    officer = database.transact(lambda connection: _noted(what, typed, connection, span, at))
    reader = Reader(officer, at, communes_of(database))

    def contacts(rows: Sequence[Row]) -> Sequence[Row]:
        def looked(connection: Connection) -> Sequence[Row]:
            cases, traces = cases_in(connection, clock), TraceRepository(connection)
            return with_contacts(rows, cases, traces, officer, typed.reason, at) if officer else rows

        return database.transact(looked)

    def made(connection: Connection) -> int:
        cases, whole = cases_in(connection, clock), contacts if typed.contacts else None
        with private_file(typed.file) as file:
            return write(_table(what, connection, cases, reader, span, whole), format_, file)

    print(f"{typed.file}: {database.read(made)} lines, {span.since} to {span.until}")


def _noted(what: What, typed: argparse.Namespace, connection: Connection, span: Span, at: datetime) -> Officer | None:
    """Whom a table is for, once it is in the trail that they have it; without an officer who typed the command."""
    traces, about = TraceRepository(connection), f"export:{what}:{span.since}:{span.until}"
    if typed.officer is None:
        traces.leave(at, None, Role.ADMINISTRATOR, Power.EXPORT, about, by=by_whom())
        return None
    officer = officer_of(typed, connection)
    role = role_for(officer, Power.EXPORT) or (role_for(officer, Power.APPOINT) if what is What.AUDIT else None)
    if role is None:
        raise RefusalError(f"{typed.officer} may not have {what}: that is for controllers and approvers.")
    traces.leave(at, officer.id, role, Power.EXPORT, about, typed.reason or "")
    return officer


def _table(
    what: What, connection: Connection, cases: Cases, reader: Reader, span: Span, contacts: Contacts | None
) -> Table:
    since, until = span.moments
    wanted, whole = Wanted(since=since, until=until), contacts is not None
    if what is What.PETITIONS:
        return petitions(cases, reader, Sought(wanted=wanted), contacts)
    if what is What.ANSWERS:
        return answers(SentReplyRepository(connection), reader, wanted, whole=whole)
    sources = Sources(HappenedRepository(connection), cases.traces, cases.officers)
    return audit(sources, reader, span, whole=whole)


def _export(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    settings, span = read_settings(), _span(typed, clock.today())

    def read(connection: Connection) -> Sequence[Row]:
        return _rows(typed, connection, clock, span)

    rows = database.transact(read)
    content = workbook(Book(rows, span, settings.agency, clock.now(), communes_of(database)))
    _write(typed.file, content)
    print(f"{typed.file}: {len(rows)} petitions, {span.since} to {span.until}")


def _span(typed: argparse.Namespace, today: date) -> Span:
    """The days that were asked for; the year as far as it is gone without them."""
    until = typed.to_day or today
    since = typed.from_day or until.replace(month=1, day=1)
    if since > until:
        raise RefusalError(f"{since} is later than {until}.")
    return Span(since, until)


def _rows(typed: argparse.Namespace, connection: Connection, clock: Clock, span: Span) -> Sequence[Row]:
    cases, at = cases_in(connection, clock), clock.now()
    entries, traces, about = (
        cases.book.entries(span),
        TraceRepository(connection),
        f"register:{span.since}:{span.until}",
    )
    if typed.officer is None:
        traces.leave(at, None, Role.ADMINISTRATOR, Power.EXPORT, about, by=by_whom())
        return rows_for(entries, None)
    officer, reason = officer_of(typed, connection), typed.reason or ""
    role = role_for(officer, Power.EXPORT)
    if role is None:
        raise RefusalError(f"{typed.officer} may not have the register: that is for controllers and approvers.")
    traces.leave(at, officer.id, role, Power.EXPORT, about, reason)
    rows = rows_for(entries, officer)
    return with_contacts(rows, cases, traces, officer, reason, at) if typed.contacts else rows


def officer_of(typed: argparse.Namespace, connection: Connection) -> Officer:
    """The officer that a command is for. Raises RefusalError for who holds no role."""
    officer = OfficerRepository(connection).of(typed.officer)
    if officer is None:
        raise RefusalError(f"{typed.officer} holds no role; see `motcua staff list`.")
    return officer


def communes_of(database: Database) -> dict[str, str]:
    """The names of the communes of today by their codes."""
    units = database.read(lambda connection: CatalogueRepository(connection).units())
    here = (unit for unit in units if unit.kind in COMMUNE_KINDS and unit.lasts)
    return {unit.code: say("commune.name", kind=unit.kind, name=unit.name).unescape() for unit in here}


def _write(file: Path, content: bytes) -> None:
    with private_file(file) as written:
        written.write(content)
