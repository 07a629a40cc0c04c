"""A petition: what was sent, what happened, what the staff noted apart from it, and every lawful move.

Moves are the conversation's own, with its guards and its steps; who sent it is shown behind a reason that is written
down.
"""

from functools import partial
from http import HTTPStatus

from markupsafe import Markup

from bot.conversations import desk, handling
from bot.conversations.desk import Duty
from bot.conversations.visit import Visit
from bot.petitions.asides import RestrictedError
from bot.petitions.identity import Identity
from bot.petitions.petition import Reader
from bot.petitions.wording import clean
from bot.review.powers import Power
from bot.views import board as views
from bot.views.board import Board
from bot.views.message import Button
from bot.web.desk import talking
from bot.web.desk.pages.inbox import communes
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

LONGEST_REASON = 300

MOVES = views.WAYS.keys() - {"contact"}
"""What the page offers of the board's buttons; who sent it has a place of its own."""


def show(seat: Seat) -> Page:
    """A petition as it stands, with what can be done."""
    code = seat.asked.parts["code"]
    talk = talking.turn(seat, lambda visit: handling.board(visit, code))
    return _page(seat, code, talk)


def act(seat: Seat) -> Page:
    """A button was pressed, or words were typed, for a petition."""
    code = seat.asked.parts["code"]
    if _duty(seat, code, Power.SEE) is None:
        return _not_theirs(seat, code)
    talk = talking.said(seat) or talking.turn(seat, lambda visit: handling.board(visit, code))
    return _page(seat, code, talk, done=True)


def contact(seat: Seat) -> Page:
    """Who sent it, once it was said why; that somebody looked stands in the trail and in her own data."""
    code, reason = seat.asked.parts["code"], clean(seat.asked.said("reason"))[:LONGEST_REASON]
    duty = _duty(seat, code, Power.SEE_CONTACT)
    if duty is None:
        return _not_theirs(seat, code)
    talk = talking.turn(seat, lambda visit: handling.board(visit, code))
    if not any(letter.isalpha() for letter in reason):
        return _page(seat, code, talk, contact_told="page.contact_why")
    try:
        identity = seat.office.cases.register.contact(duty.petition, duty.actor, reason, seat.office.at)
    except RestrictedError:
        return _page(seat, code, talk, contact_told="page.contact_restricted")
    seat.office.traces.leave(
        seat.office.at, duty.officer.id, duty.role, Power.SEE_CONTACT, f"petition:{duty.petition.id}", reason
    )
    return _page(seat, code, talk, identity=identity)


def _page(
    seat: Seat,
    code: str,
    talk: talking.Talk,
    *,
    done: bool = False,
    identity: Identity | None = None,
    contact_told: str = "",
) -> Page:
    duty = _duty(seat, code, Power.SEE)
    if duty is None:
        return Page("told.html", {"talk": talk}) if done else _not_theirs(seat, code)
    board = desk.board_of(Visit(seat.office, seat.officer.telegram_id), duty)
    moves = [button for button in talk.buttons if _verb(button) in MOVES]
    values = {
        "code": code,
        "board": board,
        "petition": duty.petition,
        "state": views.state_of(duty.petition, board.parent),
        "days_left": views.days_left,
        "public": [event for event in board.events if event.reader is not Reader.STAFF],
        "internal": [event for event in board.events if event.reader is Reader.STAFF],
        "lines_of": partial(views.at_length, board),
        "communes": communes(seat),
        "talk": talk,
        "moves": moves,
        "done": _news(talk, board) if moves and not talk.awaits else (),
        "asks": done and (talk.awaits or not moves),
        "may_see_contact": _duty(seat, code, Power.SEE_CONTACT) is not None,
        "identity": identity,
        "contact_told": contact_told,
    }
    return Page("petition.html", values)


def _news(talk: talking.Talk, board: Board) -> list[Markup]:
    """What was said before the board, which the page shows in its own way."""
    plain = {paragraph for page in ("1", "2") for paragraph in views.board(board, page).paragraphs}
    return [
        one
        for message in talk.messages
        for one, said in zip(message.paragraphs, message.said, strict=True)
        if said not in plain
    ]


def _verb(button: Button) -> str:
    return button.data.split(":")[1] if button.data else ""


def _duty(seat: Seat, code: str, power: Power) -> Duty | None:
    return desk.duty_of(Visit(seat.office, seat.officer.telegram_id), code, power)


def _not_theirs(seat: Seat, code: str) -> Page:
    """Of a petition that is not theirs nobody learns whether it exists; that it was tried is written down."""
    seat.office.traces.leave(seat.office.at, seat.officer.id, seat.role, "refused", f"page:petition:{code[:20]}")
    return Page("refused.html", status=HTTPStatus.FORBIDDEN)
