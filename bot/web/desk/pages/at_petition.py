"""What the pages of one petition have in common: who may be there, what is told of a refusal, what was just said."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from markupsafe import Markup

from bot.conversations import desk
from bot.conversations.desk import Duty
from bot.conversations.visit import Visit
from bot.review.powers import Power
from bot.views.message import Message
from bot.web.desk import talking
from bot.web.desk.replies import Page, Reply
from bot.web.desk.seat import Act, Seat
from bot.web.desk.talking import Talk

OnDuty = Callable[[Seat, Duty], Reply]


def at_petition(*powers: Power) -> Callable[[OnDuty], Act]:
    """A page of the petition whose code stands in the address, for who has one of some powers over it."""

    def guard(act: OnDuty) -> Act:
        def guarded(seat: Seat) -> Reply:
            duty = duty_of(seat, *powers)
            return act(seat, duty) if duty else not_theirs(seat)

        return guarded

    return guard


def duty_of(seat: Seat, *powers: Power) -> Duty | None:
    """The officer at the petition of the address, in the role of the first of some powers that they have over it."""
    visit = Visit(seat.office, seat.officer.telegram_id)
    found = (desk.duty_of(visit, seat.asked.parts["code"], power) for power in powers)
    return next(filter(None, found), None)


def not_theirs(seat: Seat) -> Page:
    """Of a petition that is not theirs nobody learns whether it exists; that it was tried is written down."""
    about = f"page:petition:{seat.asked.parts['code'][:20]}"
    seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", about)
    return Page("refused.html", status=HTTPStatus.FORBIDDEN)


def path_of(duty: Duty, page: str = "") -> str:
    """The address of a petition, or of one of its pages."""
    return f"/banlamviec/phan-anh/{duty.petition.code}{page}"


def trace(seat: Seat, duty: Duty, act: str, reason: str = "") -> None:
    """Write down what was done with a petition, or looked at."""
    about = f"petition:{duty.petition.id}"
    seat.office.traces.leave(seat.office.at, duty.officer.id, duty.role, act, about, reason)


def notice(talk: Talk) -> Sequence[Markup]:
    """What was told first: a message without buttons, or what stands above the board of one that moved on."""
    first = next(iter(talk.messages), None)
    if first is None:
        return ()
    return first.paragraphs[:1] if first.buttons else first.paragraphs


def on_page(*paragraphs: str) -> Sequence[Markup]:
    """Paragraphs of the chat as a page shows them."""
    return talking.shown(Message(paragraphs)).paragraphs
