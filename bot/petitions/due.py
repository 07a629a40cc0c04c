"""What is done for petitions when its moment comes: a reminder, a closing, word of how far it is.

    answered ──8 working days──▶ reminded, in office hours ──2 more──▶ closed without a word of hers
    open, past its day, counted nationally ──▶ a word every week

A closing never comes before its reminder, however long nobody was there to do either.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.petitions.cases import Cases
from bot.petitions.life import OPEN, State
from bot.petitions.petition import SYSTEM, EventKind, Petition
from bot.petitions.timers import Timer, What


def act_on(cases: Cases, timer: Timer, at: datetime) -> None:
    """Do what is due for a petition, once; what was done or moved on meanwhile is passed over.

    One timer is one transaction. The petition is held first, as whoever moves one holds it before its timers.
    """
    petition = cases.register.petitions.hold(timer.petition_id)
    now = cases.timers.waiting(petition.id).get(timer.what)
    if now is None or now.id != timer.id or now.at > at:
        return
    states, act = ACTS[timer.what]
    if petition.state in states:
        act(cases, petition, now, at)
    else:
        cases.timers.settle(timer.id, at)


def _remind(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> None:
    """She is told when it will be closed; told late, she has her two days all the same."""
    if _put_off(cases, timer, at):
        return
    end = cases.timers.waiting(petition.id)[What.CONFIRM_END]
    until = max(end.at, cases.clocking.last_call(at))
    cases.timers.put_off(end.id, until)
    cases.timers.settle(timer.id, at)
    cases.register.note(petition, EventKind.REMINDED, at, {"what": timer.what, "until": until.isoformat()})


def _close(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> None:
    """It is closed at its time, once she was told that it would be."""
    if reminder := cases.timers.waiting(petition.id).get(What.CONFIRM_SOON):
        cases.timers.put_off(timer.id, max(timer.at, reminder.at))
    else:
        cases.register.move_to(petition, State.CLOSED_UNCONFIRMED, SYSTEM, at)


def _update(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> None:
    """She hears how far it is if its day has passed; a pause may have moved that."""
    if _put_off(cases, timer, at):
        return
    cases.timers.settle(timer.id, at)
    cases.clocking.next_update(petition, at)
    if petition.due_at and petition.due_at < at:
        cases.register.note(petition, EventKind.REMINDED, at, {"what": timer.what})


def _put_off(cases: Cases, timer: Timer, at: datetime) -> bool:
    """Nobody is reminded at night or on a free day; gives whether it waits for the office to open."""
    opens = cases.clocking.next_office_moment(at)
    if opens > at:
        cases.timers.put_off(timer.id, opens)
    return opens > at


Act = Callable[[Cases, Petition, Timer, datetime], None]

ANSWERED = frozenset({State.ANSWERED})

ACTS: Mapping[What, tuple[frozenset[State], Act]] = {
    What.CONFIRM_SOON: (ANSWERED, _remind),
    What.CONFIRM_END: (ANSWERED, _close),
    What.UPDATE: (OPEN, _update),
}
"""In which states something may be due, and what is done then."""
