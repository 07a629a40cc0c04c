"""Pages that are a conversation of the chat: who holds which role, what became of a quarter's dossiers."""

from collections.abc import Callable, Mapping, Sequence

from bot.conversations import administering, reckoning
from bot.conversations.visit import Visit
from bot.views.message import Message
from bot.web.desk import talking
from bot.web.desk.replies import Page
from bot.web.desk.seat import Act, Seat

Begin = Callable[[Visit], Sequence[Message]]

BEGINS: Mapping[str, Begin] = {"staff": administering.command, "dossiers": reckoning.command}
"""What each of these pages begins with, by its name."""


def show(name: str) -> Act:
    """The page as it begins."""

    def shown(seat: Seat) -> Page:
        return _page(seat, name, talking.turn(seat, BEGINS[name]))

    return shown


def act(name: str) -> Act:
    """A button was pressed or words were typed on the page."""

    def acted(seat: Seat) -> Page:
        return _page(seat, name, talking.said(seat) or talking.turn(seat, BEGINS[name]))

    return acted


def _page(seat: Seat, name: str, talk: talking.Talk) -> Page:
    return Page("talked.html", {"name": name, "talk": talk, "action": seat.asked.path})
