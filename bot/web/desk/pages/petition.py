"""A petition: what was sent, what happened, what the staff noted apart from it, and every lawful move.

Moves are the conversation's own, with its guards and its steps; what is written to the sender, and what is published,
have pages of their own. Who sent it is shown behind a reason that is written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from bot.conversations import desk, handling
from bot.conversations.desk import Duty
from bot.conversations.doing import LONGEST, unfit
from bot.conversations.visit import Visit
from bot.petitions.asides import RestrictedError
from bot.petitions.petition import EventKind, Reader
from bot.petitions.wording import clean
from bot.review.powers import Power
from bot.texts import say
from bot.views import board as views
from bot.views.board import Board
from bot.views.drafting import VERBS
from bot.views.message import Button
from bot.web.desk import talking
from bot.web.desk.pages.at_petition import at_petition, duty_of, on_page, path_of, trace
from bot.web.desk.pages.files import listed
from bot.web.desk.pages.inbox import communes, ended_of
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat

LONGEST_REASON = 300

NOTE = "note"
"""What stands in the trail beside the powers."""

REPLYING: Mapping[str, str] = {verb: kind for kind, verb in VERBS.items()}
"""The kinds of replies by the verbs that begin them: they are written on a page of their own."""

PUBLISHING = frozenset({"redact", "publishing", "hide"})
"""What is done on the page of what is published."""

GROUPS: Mapping[str, Sequence[str]] = {
    "handling": ("receive", "take", "assign", "unit"),
    "asking": ("inquire", "supply_for", "resume", "set_aside"),
    "replying": ("drafted", *REPLYING, "passing_slip"),
    "publishing": ("redact", "publishing", "hide"),
    "special": ("merge", "divert", "concerned", "confide"),
}
"""What the page offers of the board's buttons, by matter; files and who sent it have places of their own."""

NEXT = ("drafted", "publishing", "resume", "take", "relay", "answer", "redact")
"""Of what is offered, the first of these is what is usually done next."""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that can be done with a petition: pressed here, or begun on another page."""

    verb: str
    label: str
    data: str
    to: str = ""  # the page that it is done on
    kind: str = ""  # of the reply that it begins


@at_petition(Power.SEE)
def show(seat: Seat, duty: Duty) -> Page:
    """A petition as it stands, with what can be done."""
    return _page(seat, duty, _board_talk(seat, duty))


@at_petition(Power.SEE)
def act(seat: Seat, duty: Duty) -> Reply:
    """A button was pressed, or words were typed, for a petition."""
    talk = talking.said(seat) or _board_talk(seat, duty)
    now = duty_of(seat, Power.SEE)
    return _page(seat, now, talk, done=True) if now else Page("told.html", {"talk": talk})


@at_petition(Power.SEE_CONTACT)
def contact(seat: Seat, duty: Duty) -> Page:
    """Who sent it, once it was said why; that somebody looked stands in the trail and in her own data."""
    reason, talk = clean(seat.asked.said("reason"))[:LONGEST_REASON], _board_talk(seat, duty)
    if not any(letter.isalpha() for letter in reason):
        return _page(seat, duty, talk, contact_told="page.contact_why")
    try:
        identity = seat.office.cases.register.contact(duty.petition, duty.actor, reason, seat.office.at)
    except RestrictedError:
        return _page(seat, duty, talk, contact_told="page.contact_restricted")
    trace(seat, duty, Power.SEE_CONTACT, reason)
    return _page(seat, duty, talk, identity=identity)


def told_of_contact(seat: Seat, duty: Duty, told: str) -> Page:
    """The page, with why nothing of the sender is handed out."""
    return _page(seat, duty, _board_talk(seat, duty), contact_told=told)


@at_petition(Power.SEE)
def note(seat: Seat, duty: Duty) -> Page | Redirect:
    """A word for the staff alone is kept with the petition."""
    text = clean(seat.asked.said("note"))
    if wrong := unfit(text):
        told = on_page(*wrong.paragraphs)
        return _page(seat, duty, _board_talk(seat, duty), note_told=told, note=seat.asked.said("note")[: 2 * LONGEST])
    register, kind = seat.office.cases.register, EventKind.NOTED
    last = register.trail.of(duty.petition.id)[-1]
    if (last.kind, last.actor.officer_id, last.note) == (kind, duty.officer.id, text):
        return Redirect(f"{path_of(duty)}#noi-bo")  # pressed twice: it is kept once
    register.record(duty.petition, kind, duty.actor, seat.office.at, Reader.STAFF, text)
    trace(seat, duty, NOTE)
    return Redirect(f"{path_of(duty)}#noi-bo")


def _board_talk(seat: Seat, duty: Duty) -> talking.Talk:
    return talking.turn(seat, lambda visit: handling.board(visit, duty.petition.code))


def _page(seat: Seat, duty: Duty, talk: talking.Talk, *, done: bool = False, **told: object) -> Page:
    board = desk.board_of(Visit(seat.office, seat.officer.telegram_id), duty)
    moves = _moves(duty, talk.buttons)
    first = next((moves[verb] for verb in NEXT if verb in moves), None)
    asks = done and not _is_board(talk)
    values = {
        "code": duty.petition.code,
        "board": board,
        "petition": duty.petition,
        "state": views.state_of(duty.petition, board.parent),
        "days_left": views.days_left,
        "ended": ended_of(duty.petition),
        "public": [event for event in board.events if event.reader is not Reader.STAFF],
        "internal": [event for event in board.events if event.reader is Reader.STAFF],
        "lines_of": partial(views.at_length, board),
        "communes": communes(seat),
        "files": listed(seat, duty),
        "talk": talk,
        "first": first,
        "groups": _groups(moves, first),
        "done": _news(talk, board) if done and not asks else (),
        "asks": asks,
        "may_see_contact": duty_of(seat, Power.SEE_CONTACT) is not None,
        "identity": None,
        "contact_told": "",
        "note_told": (),
        "note": "",
        "longest_note": LONGEST,
        **told,
    }
    return Page("petition.html", values)


def _moves(duty: Duty, buttons: Sequence[Button]) -> dict[str, Move]:
    """What can be done, by verb."""
    offered = {verb for group in GROUPS.values() for verb in group}
    return {verb: _move(duty, verb, button) for button in buttons if (verb := _verb(button)) in offered}


def _move(duty: Duty, verb: str, button: Button) -> Move:
    if verb == "drafted":
        return Move(verb, button.label, "", path_of(duty, "/tra-loi"))
    if verb in REPLYING:
        return Move(verb, button.label, "", path_of(duty, "/tra-loi"), REPLYING[verb])
    if verb in PUBLISHING:
        return Move(verb, button.label, "", path_of(duty, "/cong-khai"))
    return Move(verb, button.label, button.data)


def _groups(moves: Mapping[str, Move], first: Move | None) -> dict[str, list[Move]]:
    """The moves by matter, without the one that stands first."""
    groups = {
        name: [moves[verb] for verb in verbs if verb in moves and moves[verb] is not first]
        for name, verbs in GROUPS.items()
    }
    return {name: group for name, group in groups.items() if group}


def _is_board(talk: talking.Talk) -> bool:
    """Whether the conversation came back to the board, or said nothing: the page shows the board in its own way."""
    return not talk.messages or any(_verb(button) == "mailbox" for button in talk.buttons)


def _news(talk: talking.Talk, board: Board) -> Sequence[Markup]:
    """What was said before the board."""
    if not talk.messages:
        return (say("petition_page.sent_to_chat"),)
    plain = {paragraph for page in ("1", "2") for paragraph in views.board(board, page).paragraphs}
    return [
        one
        for message in talk.messages
        for one, said in zip(message.paragraphs, message.said, strict=True)
        if said not in plain
    ]


def _verb(button: Button) -> str:
    return button.data.split(":")[1] if button.data else ""
