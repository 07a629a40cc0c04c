"""The evidence of one petition as an archive: for who may see it, with its sender for who also says why."""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from sqlalchemy import Connection

from bot.conversations.desk import Duty
from bot.database import Database
from bot.office import Office
from bot.petitions.asides import RestrictedError
from bot.petitions.identity import Identity
from bot.petitions.wording import clean
from bot.reports.evidence.archive import MEDIA_TYPE, NAME, write_archive
from bot.reports.evidence.facts import Asked, evidence_of
from bot.review.powers import Power
from bot.web.desk.pages import petition as page
from bot.web.desk.pages.at_petition import at_petition, duty_of, trace
from bot.web.desk.pages.inbox import communes
from bot.web.desk.replies import Made, Reply
from bot.web.desk.seat import Seat

ACT = "evidence"
"""What stands in the trail beside the powers."""


@at_petition(Power.SEE)
def take(seat: Seat, duty: Duty) -> Reply:
    """The archive; that it was taken, and by whom, is in the trail before it is made."""
    reason = clean(seat.asked.said("ly-do"))[: page.LONGEST_REASON]
    sender: Identity | None = None
    if seat.asked.said("nguoi-gui"):
        looks = duty_of(seat, Power.SEE_CONTACT)
        if looks is None:
            return page.told_of_contact(seat, duty, "petition_page.sender_not_yours")
        if not any(letter.isalpha() for letter in reason):
            return page.told_of_contact(seat, duty, "page.contact_why")
        try:
            sender = seat.office.cases.register.contact(duty.petition, looks.actor, reason, seat.office.at)
        except RestrictedError:
            return page.told_of_contact(seat, duty, "page.contact_restricted")
        trace(seat, looks, Power.SEE_CONTACT, reason)
    trace(seat, duty, ACT, reason)
    asked = Asked(seat.officer, seat.office.at, seat.office.settings.agency, communes(seat))
    return Made(NAME.format(code=duty.petition.code), MEDIA_TYPE, partial(_make, duty.petition.id, asked, sender))


def _make(
    number: int,
    asked: Asked,
    sender: Identity | None,
    database: Database,
    open_office: Callable[[Connection], Office],
    file: BinaryIO,
) -> None:
    def made(connection: Connection) -> None:
        office = open_office(connection)
        petition = office.cases.register.petitions.by_id(number)
        evidence = evidence_of(connection, office.cases, petition, asked, sender)
        write_archive(evidence, office.cases.keys, office.settings.data / "files", file)

    database.read(made)
