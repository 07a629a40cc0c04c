"""A role ends, or somebody's open work goes to another; for administrators alone.

officer ──Kết thúc──▶ asks once more ──▶ ended, who lost it is told
   └─Bàn giao việc──▶ to whom ──▶ how much ──▶ handed over

A reason may be typed wherever something is asked once more; it stands in the trail.
"""

from collections.abc import Callable, Mapping

from bot.conversations.administering import (
    END,
    FROM,
    HAND,
    LIST,
    REASON,
    appointments,
    by_whom,
    command,
    for_administrators,
    gone,
    line_of,
    number_of,
    staff,
    staff_of,
    typed,
    units_of,
    work_of,
)
from bot.conversations.visit import Visit
from bot.petitions import handover
from bot.review.officers import LastAdministratorError, Officer
from bot.review.powers import Power, role_for
from bot.views import appointing as views
from bot.views.appointing import Staff
from bot.views.message import Message
from bot.views.named import closest
from bot.views.notice import told

ABOUT = "about"
"""Where a form has what a reason is for."""


@for_administrators
def ask_end(visit: Visit, _: Officer, number: str) -> list[Message]:
    """A role shall end: it is asked once more."""
    return _asked_end(visit, number, "")


@typed
@for_administrators
def typed_end(visit: Visit, _: Officer, number: str, said: str) -> list[Message]:
    """Why it ends was typed."""
    return _asked_end(visit, number, line_of(said))


def _asked_end(visit: Visit, number: str, reason: str) -> list[Message]:
    post = visit.office.officers.post(number_of(number))
    if post is None:
        return gone(visit)
    _await_reason(visit, f"{END}:{post.id}", reason)
    return [views.ask_end(post, units_of(visit), work_of(visit, post.officer_id), reason)]


@for_administrators
def end(visit: Visit, by: Officer, number: str) -> list[Message]:
    """The role ends, unless nobody would be left to give roles; who held it is told."""
    post = visit.office.officers.post(number_of(number))
    if post is None:
        return gone(visit)
    try:
        ended = appointments(visit, by).end(post, _reason(visit, f"{END}:{post.id}"))
    except LastAdministratorError as last:
        return [told("appoint.last_administrator", name=last.name), *command(visit)]
    if not ended:
        return gone(visit)
    visit.office.tell(post.telegram_id, views.taken(post, units_of(visit)), f"officer:{post.officer_id}")
    return [told("appoint.ended", name=post.name), *command(visit)]


@for_administrators
def to_whom(visit: Visit, _: Officer, giver: str, page: str = "1") -> list[Message]:
    """Somebody's open work shall go to another."""
    found = staff_of(visit, giver)
    if found is None:
        return gone(visit)
    if not found.work:
        return [told("appoint.nothing_open", name=found.name), *staff(visit)]
    visit.put(awaits=f"{FROM}:{found.id}", form={}, about="", offered=())
    visit.arrive(*LIST)
    return [views.takers(found, _takers(visit, found), page)]


def _takers(visit: Visit, giver: Staff) -> list[Officer]:
    """Who may take somebody's open work over at all."""
    return [one for one in visit.office.officers.current() if one.id != giver.id and role_for(one, Power.TAKE)]


@typed
@for_administrators
def typed_taker(visit: Visit, _: Officer, giver: str, said: str) -> list[Message]:
    """The name of who takes it over was typed, or a part of it."""
    found = staff_of(visit, giver)
    if found is None:
        return gone(visit)
    named = closest(line_of(said), {str(one.id): one.name for one in _takers(visit, found)})
    if named is None:
        return [told("appoint.no_choice"), *to_whom(visit, giver)]
    return ask_hand_over(visit, giver, named)


@for_administrators
def ask_hand_over(visit: Visit, _: Officer, giver: str, taker: str) -> list[Message]:
    """How much would go to whom, before it goes."""
    return _asked_hand_over(visit, giver, taker, "")


@typed
@for_administrators
def typed_hand_over(visit: Visit, _: Officer, both: str, said: str) -> list[Message]:
    """Why it goes was typed."""
    giver, _sep, taker = both.partition(":")
    return _asked_hand_over(visit, giver, taker, line_of(said))


def _asked_hand_over(visit: Visit, giver: str, taker: str, reason: str) -> list[Message]:
    found, other = staff_of(visit, giver), visit.office.officers.by_id(number_of(taker))
    if found is None or other is None or other.id == found.id:
        return gone(visit)
    if refused := handover.plan(visit.office.cases, found.id, other).refused:
        return [views.not_for_them(other, refused), *to_whom(visit, giver)]
    _await_reason(visit, f"{HAND}:{found.id}:{other.id}", reason)
    return [views.ask_hand_over(found, other, reason)]


@for_administrators
def hand_over(visit: Visit, by: Officer, giver: str, taker: str) -> list[Message]:
    """Another answers for it now; both are told."""
    found, other, office = staff_of(visit, giver), visit.office.officers.by_id(number_of(taker)), visit.office
    if found is None or other is None or other.id == found.id:
        return gone(visit)
    reason = _reason(visit, f"{HAND}:{found.id}:{other.id}")
    try:
        went = handover.hand_over(office.cases, office.traces, found.id, other, by_whom(by), office.at, reason)
    except handover.NotForThemError as refused:
        return [views.not_for_them(other, refused.number), *to_whom(visit, giver)]
    if not went:
        return [told("appoint.nothing_open", name=found.name), *staff(visit)]
    office.tell(other.telegram_id, views.handed_to(len(went), found.name), f"officer:{other.id}")
    if now := office.officers.by_id(found.id):
        office.tell(now.telegram_id, views.handed_from(len(went), other.name), f"officer:{now.id}")
    return [told("appoint.handed_over", number=len(went), giver=found.name, taker=other.name), *staff(visit)]


def _await_reason(visit: Visit, about: str, reason: str) -> None:
    """A reason may be typed for what is asked once more."""
    visit.put(awaits=about, form={ABOUT: about, REASON: reason}, about="", offered=())
    visit.arrive(*LIST)


def _reason(visit: Visit, about: str) -> str:
    """The reason that was typed for something, and for nothing else."""
    return visit.talk.form.get(REASON, "") if visit.talk.form.get(ABOUT) == about else ""


TAKEN: Mapping[str, Callable[[Visit, str, str], list[Message] | None]] = {
    END: typed_end,
    FROM: typed_taker,
    HAND: typed_hand_over,
}
"""What takes the next words, by what a chat awaits."""
