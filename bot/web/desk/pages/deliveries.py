"""What did not reach its citizen: of which petition, when, and why; nothing of what was written."""

from dataclasses import dataclass
from datetime import timedelta

from bot.delivery.outbox import Told
from bot.petitions.petition import Petition
from bot.web.desk.pages.turning import Turned, turned
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

LOOKED_BACK = timedelta(days=30)

MOST = 2000
"""How many failures are looked through, the newest first."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A message about a petition that did not arrive."""

    petition: Petition
    told: Told


def show(seat: Seat) -> Page:
    """A page of what did not arrive in the last days, the newest first."""
    found = _found(seat)
    page = turned(found, seat.asked)
    petitions = seat.office.cases.register.petitions.by_ids([number for number, _ in page.rows])
    failed = [Failure(one, told) for one, (_, told) in zip(petitions, page.rows, strict=True)]
    return Page("deliveries.html", {"found": Turned(failed, page.page, page.more), "days": LOOKED_BACK.days})


def failures(seat: Seat) -> int:
    """How many messages did not arrive in the last days, as far as they are looked through."""
    return len(_found(seat))


def _found(seat: Seat) -> list[tuple[int, Told]]:
    """What did not arrive, with the numbers of its petitions, which are the officer's to see."""
    told = seat.office.outbox.undelivered(seat.office.at - LOOKED_BACK, MOST)
    of = [(number, one) for one in told if (number := _petition_of(one))]
    seen = seat.office.cases.mailbox.seen(seat.officer, {number for number, _ in of})
    return [(number, one) for number, one in of if number in seen]


def _petition_of(told: Told) -> int:
    """The number of the petition that something is about; 0 for none."""
    number = told.about.split(":")[1]
    return int(number) if number.isdecimal() else 0
