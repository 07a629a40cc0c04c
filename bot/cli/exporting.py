"""`motcua petitions export`: the register as a file, with the senders only for an officer who says why."""

import argparse
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, cases_in, over_the_tables
from bot.cli.common import MISUSED, complain
from bot.clock import Clock
from bot.database import Database
from bot.petitions.book import Span
from bot.reports.register_book import Book, Row, rows_for, with_contacts, workbook
from bot.review.officers import Officer, OfficerRepository
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
    if typed.file.suffix.lower() != ".xlsx":
        complain(f"{typed.file} is no name of a workbook; call it {typed.file.stem}.xlsx.")
        return MISUSED
    return over_the_tables(_export, typed)


def _export(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    settings, span = read_settings(), _span(typed, clock.today())

    def read(connection: Connection) -> Sequence[Row]:
        return _rows(typed, connection, clock, span)

    rows = database.read(read) if typed.officer is None else database.transact(read)
    content = workbook(Book(rows, span, settings.agency, clock.now(), _units(database)))
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
    entries = cases.book.entries(span)
    if typed.officer is None:
        return rows_for(entries, None)
    officer, traces, reason = _officer(typed, connection), TraceRepository(connection), typed.reason or ""
    role = role_for(officer, Power.EXPORT)
    if role is None:
        raise RefusalError(f"{typed.officer} may not have the register: that is for controllers and approvers.")
    traces.leave(at, officer.id, role, Power.EXPORT, f"register:{span.since}:{span.until}", reason)
    rows = rows_for(entries, officer)
    return with_contacts(rows, cases, traces, officer, reason, at) if typed.contacts else rows


def _officer(typed: argparse.Namespace, connection: Connection) -> Officer:
    officer = OfficerRepository(connection).of(typed.officer)
    if officer is None:
        raise RefusalError(f"{typed.officer} holds no role; see `motcua staff list`.")
    return officer


def _units(database: Database) -> dict[str, str]:
    """The names of the communes of today by their codes."""
    units = database.read(lambda connection: CatalogueRepository(connection).units())
    here = (unit for unit in units if unit.kind in COMMUNE_KINDS and unit.lasts)
    return {unit.code: say("commune.name", kind=unit.kind, name=unit.name).unescape() for unit in here}


def _write(file: Path, content: bytes) -> None:
    """A file that its owner alone may read: it may hold names and addresses."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            written.write(content)
    except OSError as error:
        raise RefusalError(f"{file} cannot be written: {error.strerror}.") from None
