"""Those who follow a procedure or a field hear when it changes: once for a change set, and on the day itself.

What the office changed is told within minutes, by day; what was entered ahead of its day is told once more when it
begins or ends. Whatever is told is told through the outbox, in the transaction that writes down that it was.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from bot.clock import VIET_NAM
from bot.delivery.outbox import Kind
from bot.office import Office
from bot.views import heralding as views
from bot.views.message import Message
from knowledge.announcements import Happening
from knowledge.browsing import key_of

ABOUT = "news:"
"""What the subject of a message begins with that tells of something followed."""

LATE = timedelta(days=7)
"""How late a day is still told of, when nothing ran on it."""


def tell_changes(office: Office) -> None:
    """Tell of every change set of the office that nobody was told of.

    One that was taken back before it was told is nobody's news, and neither is its undoing.
    """
    untold = office.announcements.untold()
    waiting = {one.number for one in untold}
    void = {number for one in untold if one.undoes in waiting for number in (one.number, one.undoes)}
    for one in untold:
        if not office.announcements.tell(one.number, office.at) or one.number in void:
            continue
        happened = office.announcements.happened(one.number)
        if one.undoes is None:
            _tell(office, happened, views.changed, f"{ABOUT}set:{one.number}")
        else:
            _tell(office, happened, lambda of: views.undone(of, office.day), f"{ABOUT}set:{one.number}")


def tell_of_today(office: Office) -> None:
    """Tell what begins and ends today, and on the days before on which nobody was told."""
    last = office.notices.last()
    first = max(last + timedelta(days=1), office.day - LATE) if last else office.day
    for number in range((office.day - first).days + 1):
        day = first + timedelta(days=number)
        if office.notices.tell(day, office.at):
            began = datetime.combine(day, time(), VIET_NAM)
            happened = office.announcements.of_day(day, began)
            _tell(office, happened, _of(day), f"{ABOUT}day:{day}")


def _of(day: date) -> Callable[[Sequence[Happening]], Message]:
    return lambda of: views.on_day(of, day)


def _tell(
    office: Office, happened: Sequence[Happening], shown: Callable[[Sequence[Happening]], Message], about: str
) -> None:
    """One message to each chat that follows any of it."""
    of_code = {one.code: one for one in happened}
    fields = {one.code: [key_of(name) for name in one.fields] for one in happened}
    for chat_id, codes in office.subscriptions.followers(fields).items():
        office.tell(chat_id, shown([of_code[code] for code in codes]), about, kind=Kind.BROADCAST)
