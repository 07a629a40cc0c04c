"""What waits for clerks: questions to answer, words to teach, what is reported; and what was taught.

Lists are the page's own; answering, teaching and taking back are the conversation's steps.
"""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from bot.review.aliases import Told
from bot.review.asked import Asked
from bot.review.corrections import Reported
from bot.review.misses import Miss
from bot.views.message import pressed
from bot.web.desk import talking
from bot.web.desk.pages.turning import turned
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

LISTS = ("asked", "missed", "reported", "taught")

MOST = 1000
"""Rows of each kind that are counted and shown at most, those that matter most first."""

OF_LISTS = frozenset(
    {*LISTS, *("queue", "reply", "teach", "outside", "aside", "unteach", "settle", "pick")},
)
"""The buttons under lists, which the page shows by itself; whatever else is offered asks for something."""

TEACHING = frozenset({"means", "outside"})
"""The buttons after which it is said what was learned."""


def show(seat: Seat) -> Page:
    """One of the lists."""
    return _page(seat, None)


def act(seat: Seat) -> Page:
    """A button was pressed or words were typed on the page."""
    return _page(seat, talking.said(seat))


def _page(seat: Seat, talk: talking.Talk | None) -> Page:
    office, which = seat.office, seat.asked.query.get("loc", "")
    which = which if which in LISTS else LISTS[0]
    kept: Mapping[str, Sequence[Asked] | Sequence[Miss] | Sequence[Reported] | Sequence[Told]] = {
        "asked": office.asked.waiting(MOST),
        "missed": office.misses.waiting(MOST),
        "reported": office.corrections.waiting(),
        "taught": office.aliases.history(MOST),
    }
    asks = talk is not None and (talk.awaits or any(_verb(one.data) not in OF_LISTS for one in talk.buttons))
    values = {
        "which": which,
        "lists": LISTS,
        "counts": {name: len(rows) for name, rows in kept.items()},
        "most": MOST,
        "found": turned(kept[which], seat.asked),
        "pressed": pressed,
        "name_of": lambda code: _name(seat, code),
        "talk": talk,
        "asks": asks,
        "news": [] if talk is None or asks else _news(talk, _verb(seat.asked.said("press"))),
        "action": seat.asked.again(),
    }
    return Page("questions.html", values)


def _news(talk: talking.Talk, verb: str) -> list[Markup]:
    """What was said before a list, which the page shows in its own way; of what was learned all that was said."""
    is_all = talk.is_late or (verb in TEACHING and len(talk.messages) == 1)
    told = talk.messages if is_all else talk.messages[:-1]
    return [paragraph for message in told for paragraph in message.paragraphs]


def _name(seat: Seat, code: str) -> str:
    standing = seat.office.catalogue.standing(code, seat.office.day)
    return standing.version.display_name if standing else ""


def _verb(data: str) -> str:
    return next(iter(data.split(":")[1:]), "")
