"""Officers and their roles (/canbo), for administrators alone; everybody else is told what they hold themselves.

list ──number──▶ officer ──▶ a role is given (appointing), ended, or open work goes to another (dismissing)
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from bot.conversations.visit import Visit
from bot.review.appointments import Appointments, By
from bot.review.officers import Officer
from bot.review.powers import Power, role_for
from bot.views import appointing as views
from bot.views.appointing import Staff
from bot.views.message import Message, pressed
from bot.views.notice import told
from knowledge.text.normalise import drop_unseen, squash_spaces

LONGEST_REASON = 300
"""Characters of a reason."""

REASON = "reason"
"""Where a form has why something is done."""

APPOINT, END, FROM, HAND = "appoint", "appoint_end", "appoint_from", "appoint_to"
"""What a chat awaits: a step of the form, a reason, or who takes somebody's work over."""

STEPS = frozenset({APPOINT, END, FROM, HAND})

LIST = ("staff", "1")
HERE = pressed(*LIST)
"""The screen that "quay lại" returns to from every question here."""

P = ParamSpec("P")


def for_administrators(
    act: Callable[Concatenate[Visit, Officer, P], list[Message]],
) -> Callable[Concatenate[Visit, P], list[Message]]:
    """An act that administrators alone may do; whoever else tries is told so, whatever button was forged."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        if officer and role_for(officer, Power.APPOINT):
            return act(visit, officer, *args, **kwargs)
        if visit.talk.awaits.partition(":")[0] in STEPS:
            visit.put(awaits="", form={})  # the role was lost in between
        return [told("appoint.administrators_only" if officer else "chat.officers_only")]

    return guarded


def command(visit: Visit) -> list[Message]:
    """/canbo: the officers, for an administrator; else one's own roles, or the number an administrator needs."""
    officer = visit.officer
    if officer is None:
        return [views.stranger(visit.chat_id)]
    if role_for(officer, Power.APPOINT) is None:
        return [views.own(visit.office.officers.posts_of(officer.id), units_of(visit))]
    return staff(visit)


@for_administrators
def staff(visit: Visit, _: Officer, page: str = "1") -> list[Message]:
    """The officers, and who was one and still answers for something."""
    visit.put(awaits="", form={}, about="", offered=())
    visit.arrive("staff", page)
    office = visit.office
    work = office.cases.register.petitions.open_numbers()
    now = office.officers.current()
    gone = [number for number in work if number not in {one.id for one in now}]
    known = [*((one.id, one.name) for one in now), *((number, office.officers.name_of(number)) for number in gone)]
    posts = office.officers.posts()
    listed = [Staff(n, name, tuple(p for p in posts if p.officer_id == n), work.get(n, 0)) for n, name in known]
    return [views.everybody(listed, units_of(visit), page)]


@for_administrators
def appointee(visit: Visit, _: Officer, number: str, page: str = "1") -> list[Message]:
    """One officer."""
    visit.put(awaits="", form={})
    found = staff_of(visit, number)
    if found is None:
        return gone(visit)
    visit.arrive("appointee", number, page)
    return [views.appointee(found, units_of(visit), page)]


def typed(take: Callable[[Visit, str, str], list[Message]]) -> Callable[[Visit, str, str], list[Message] | None]:
    """What takes typed words while the screen that asked for them is the last; later they are read as a question."""

    def only(visit: Visit, about: str, said: str) -> list[Message] | None:
        return take(visit, about, said) if is_here(visit) else None

    return only


def is_here(visit: Visit) -> bool:
    """Whether the list, on which everything here is asked, is the last that was shown."""
    return visit.talk.trail[-1:] == (HERE,)


def is_asked(visit: Visit) -> bool:
    """Whether something is asked here now."""
    return visit.talk.awaits.partition(":")[0] in STEPS and is_here(visit)


def staff_of(visit: Visit, number: str) -> Staff | None:
    """Somebody who holds a role, or held one, by the number on a button."""
    officer_id, officers = number_of(number), visit.office.officers
    name = officers.name_of(officer_id)
    return Staff(officer_id, name, tuple(officers.posts_of(officer_id)), work_of(visit, officer_id)) if name else None


def work_of(visit: Visit, officer_id: int) -> int:
    """How many open petitions somebody answers for."""
    return visit.office.cases.register.petitions.open_numbers().get(officer_id, 0)


def gone(visit: Visit) -> list[Message]:
    """What a button speaks of is no more."""
    return [told("appoint.changed"), *staff(visit)]


def appointments(visit: Visit, officer: Officer) -> Appointments:
    """The roles as an administrator changes them now."""
    office = visit.office
    return Appointments(office.officers, office.traces, office.outbox.drop_official, by_whom(officer), office.at)


def by_whom(officer: Officer) -> By:
    """An administrator as the roles and the trail keep them."""
    return By(f"{officer.name} ({officer.telegram_id})", officer.id)


def units_of(visit: Visit) -> dict[str, str]:
    """The names of the communes of today by their codes."""
    return {unit.code: f"{unit.kind} {unit.name}" for unit in visit.office.catalogue.communes.of_today()}


def line_of(said: str) -> str:
    """What was typed as one line, no longer than a reason may be."""
    return squash_spaces(drop_unseen(said))[:LONGEST_REASON]


def number_of(typed: str) -> int:
    """The number on a button; an altered one means nothing that exists."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
