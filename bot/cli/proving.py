"""`motcua petitions evidence`: one petition with its files and what proves them, as an archive for an officer."""

import argparse

from sqlalchemy import Connection

from bot.cli.acts import RefusalError, cases_in, over_the_tables, private_file
from bot.cli.common import MISUSED, complain
from bot.cli.exporting import communes_of, officer_of
from bot.clock import Clock
from bot.database import Database
from bot.petitions.asides import RestrictedError
from bot.petitions.cases import Cases
from bot.petitions.codes import read_code
from bot.petitions.identity import Identity
from bot.petitions.petition import Petition, actor_of, is_own
from bot.reports.evidence.archive import write_archive
from bot.reports.evidence.facts import Asked, evidence_of
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.review.traces import TraceRepository
from bot.settings import read_settings

ACT = "evidence"


def take(typed: argparse.Namespace) -> int:
    """The evidence of a petition; her contact only with a reason, and written down."""
    if typed.contacts and not typed.reason:
        complain("--contacts needs --reason TEXT: who looks, and why, is written down.")
        return MISUSED
    return over_the_tables(_take, typed)


def _take(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    settings, communes = read_settings(), communes_of(database)
    officer, number, sender = database.transact(lambda connection: _noted(typed, connection, clock))
    asked = Asked(officer, clock.now(), settings.agency, communes)

    def made(connection: Connection) -> int:
        cases = cases_in(connection, clock)
        evidence = evidence_of(connection, cases, cases.register.petitions.by_id(number), asked, sender)
        with private_file(typed.file) as file:
            return write_archive(evidence, cases.keys, settings.data / "files", file)

    print(f"{typed.file}: {typed.code}, {database.read(made)} files of the petition")


def _noted(typed: argparse.Namespace, connection: Connection, clock: Clock) -> tuple[Officer, int, Identity | None]:
    """Who takes it, of which petition, with whose contact: all of it is in the trail before the archive is made."""
    cases, traces, at = cases_in(connection, clock), TraceRepository(connection), clock.now()
    officer, code = officer_of(typed, connection), read_code(typed.code)
    petition = cases.register.petitions.by_code(code) if code else None
    matter = cases.concerned.matter(petition) if petition else None
    role = role_for(officer, Power.SEE, matter) if petition and not is_own(officer, petition) else None
    if petition is None or role is None:
        raise RefusalError(f"no petition that {typed.officer} may see has the code {typed.code!r}.")
    sender = _contact(typed, cases, traces, officer, petition, clock) if typed.contacts else None
    traces.leave(at, officer.id, role, ACT, f"petition:{petition.id}", typed.reason or "")
    return officer, petition.id, sender


def _contact(
    typed: argparse.Namespace, cases: Cases, traces: TraceRepository, officer: Officer, petition: Petition, clock: Clock
) -> Identity:
    role, at = role_for(officer, Power.SEE_CONTACT, cases.concerned.matter(petition)), clock.now()
    if role is None:
        raise RefusalError(f"{typed.officer} may not see who sent {petition.code}.")
    traces.leave(at, officer.id, role, Power.SEE_CONTACT, f"petition:{petition.id}", typed.reason)
    try:
        return cases.register.contact(petition, actor_of(officer, role), typed.reason, at)
    except RestrictedError:
        raise RefusalError(f"the sender of {petition.code} asked that her data be deleted.") from None
