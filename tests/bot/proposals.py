"""Builders of officers, annexes in files, and proposals."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO

from sqlalchemy import Connection

from bot.clock import Clock
from bot.database import Database
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.proposals import Proposal, ProposalRepository
from bot.review.sheets import Sheet
from knowledge.annexes.values import Annex
from knowledge.procedures import Procedure
from knowledge.repository import CatalogueRepository
from tests.annex_files import BASIS, DAYS, DECISION, PLACE
from tests.annex_making import HEADINGS
from tests.bot.conftest import DAY, SETTINGS

LAN, HOA, CHI, QUAN = 70, 71, 80, 90
NAMES = {LAN: "Trần Thị Lan", HOA: "Trần Thị Hoa", CHI: "Lê Thị Chi", QUAN: "Đỗ Văn Quân"}
ROLES: Mapping[int, Role] = {
    LAN: Role.CLERK,
    HOA: Role.CONTROLLER,
    CHI: Role.APPROVER,
    QUAN: Role.ADMINISTRATOR,
}


def now() -> datetime:
    return Clock(SETTINGS.today).now()


def seat(database: Database, *accounts: int) -> dict[int, Officer]:
    """Officers in their roles; all of them, if none is named."""
    wanted = accounts or tuple(ROLES)
    for account in wanted:
        role = ROLES[account]
        database.transact(
            lambda c, a=account, r=role: OfficerRepository(c).add(a, r, "", NAMES[a], now(), "test")  # type: ignore[misc]
        )
    return {account: officer(database, account) for account in wanted}


def officer(database: Database, account: int) -> Officer:
    found = database.read(lambda c: OfficerRepository(c).of(account))
    assert found
    return found


def propose(
    database: Database, annex: Annex, by: Officer, comment: str = "", answers: Mapping[str, str] | None = None
) -> Proposal:
    """An annex as it is proposed at once."""

    def within(connection: Connection) -> Proposal:
        kept = ProposalRepository(connection)
        sheet = Sheet(annex=annex, answers=answers or {})
        return kept.propose(kept.begin(sheet, by, now()), kept.draw(sheet, DAY), by, now(), comment)

    return database.transact(within)


def approve(database: Database, number: int, by: Officer, comment: str = "") -> Proposal:
    return database.transact(lambda c: ProposalRepository(c).approve(number, by, now(), comment))


def proposal(database: Database, number: int) -> Proposal:
    found = database.read(lambda c: ProposalRepository(c).by_id(number))
    assert found
    return found


def procedures(database: Database) -> dict[str, Procedure]:
    """What the catalogue says now, by code."""
    return {one.code: one for one in database.read(lambda c: CatalogueRepository(c).procedures())}


EFFECTIVE = "Quyết định này có hiệu lực thi hành kể từ ngày 01/12/2026."
TITLE = "DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH CẤP XÃ"


def a_row(number: int = 1, name: str = "Cấp thẻ đọc sách thư viện xã", code: str = "") -> list[str]:
    return [str(number), code or f"9.00010{number}", name, DAYS, PLACE, "Không thu phí", BASIS]


def text_table(rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file of these rows."""
    written = StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue().encode("utf-8-sig")


def an_annex_file(*rows: Sequence[str], heads: Sequence[str] = (TITLE, DECISION, EFFECTIVE)) -> bytes:
    """A CSV file of new procedures; it states everything of its decision unless told otherwise."""
    empty = [""] * (len(HEADINGS) - 1)
    return text_table([*([head, *empty] for head in heads), list(HEADINGS), *(rows or (a_row(),))])
