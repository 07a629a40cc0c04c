"""What is done for petitions when its moment comes: a reminder, a closing, word of how far it is.

    answered ──8 working days──▶ reminded, in office hours ──2 more──▶ closed without a word of hers
    open, past its day, counted nationally ──▶ a word every week
    open ──half, most, its day, each working day after it──▶ the office is reminded, in its hours (see reminding)

A closing never comes before its reminder, however long nobody was there to do either. Where nobody was there to
remind the office in time, it is reminded once, of where the clock stands now.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.petitions import ladder
from bot.petitions.cases import Cases
from bot.petitions.life import OPEN, PAUSED, State
from bot.petitions.petition import SYSTEM, EventKind, Petition, Reader
from bot.petitions.reminding import UNASSIGNED
from bot.petitions.timers import Timer, What
from bot.review.officers import Officer


@dataclass(frozen=True, slots=True)
class Reminder:
    """What the office is to be told of a petition: the number of its event, and whom it reaches, perhaps nobody."""

    petition: Petition
    what: What
    number: int
    to: tuple[Officer, ...]


def act_on(cases: Cases, timer: Timer, at: datetime) -> Reminder | None:
    """Do what is due for a petition, once; what was done or moved on meanwhile is passed over.

    One timer is one transaction. The petition is held first, as whoever moves one holds it before its timers.
    Gives what the office is to be told in the same transaction.
    """
    petition = cases.register.petitions.hold(timer.petition_id)
    now = cases.timers.waiting(petition.id).get(timer.what)
    if now is None or now.id != timer.id or now.at > at:
        return None
    states, act = ACTS[timer.what]
    if petition.state in states:
        return act(cases, petition, now, at)
    cases.timers.settle(timer.id, at)
    return None


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


def _remind_office(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> Reminder | None:
    """The office is reminded by the clock, unless it is passed by what comes after it."""
    planned = cases.clocking.reminding.moment_of(petition, timer.what)
    if planned and planned > at:
        cases.timers.put_off(timer.id, planned)
        return None
    if _stands(cases, petition, timer, at) or _put_off(cases, timer, at):
        return None
    later = (cases.clocking.reminding.moment_of(petition, what) for what in LATER.get(timer.what, ()))
    if any(moment and moment <= at for moment in later):
        cases.timers.settle(timer.id, at)
        return None
    return _told_to_office(cases, petition, timer, at)


def _remind_of_nobody(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> Reminder | None:
    """Nobody answers for it yet, or who did may not any more."""
    if _is_answered_for(cases, petition, cases.officers.current()):
        cases.timers.settle(timer.id, at)
        return None
    if _stands(cases, petition, timer, at) or _put_off(cases, timer, at):
        return None
    return _told_to_office(cases, petition, timer, at)


def left_behind(cases: Cases) -> list[int]:
    """The numbers of open petitions whose officer may not answer for them any more: a role ended, or was changed."""
    officers = cases.officers.current()
    given = [one for one in cases.register.petitions.in_states(OPEN) if one.officer_id is not None]
    return [one.id for one in given if not _is_answered_for(cases, one, officers)]


def plan_for_left_behind(cases: Cases, petition_id: int, at: datetime) -> None:
    """Let the office be reminded of one of these as of any that nobody answers for; once, for the same officer."""
    held = cases.register.petitions.hold(petition_id)
    if held.state not in OPEN or held.officer_id is None or _is_answered_for(cases, held, cases.officers.current()):
        return
    given = (e.at for e in cases.register.trail.of(held.id) if e.details.get("officer") == held.officer_id)
    if not cases.timers.is_reminded(held.id, UNASSIGNED, max((held.clock_from, *given))):
        cases.clocking.reminding.plan_unassigned(held.id, at)


def _is_answered_for(cases: Cases, petition: Petition, officers: Iterable[Officer]) -> bool:
    """Whether one of some officers answers for a petition, and still may."""
    its = (one for one in officers if one.id == petition.officer_id)
    return any(ladder.may_answer(one, petition, cases.concerned.matter(petition)) for one in its)


def _stands(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> bool:
    """While the office waits for the citizen nobody is reminded; it is looked at again on the next working day."""
    if petition.state in PAUSED:
        cases.timers.put_off(timer.id, cases.clocking.reminding.next_opening(at))
    return petition.state in PAUSED


def _told_to_office(cases: Cases, petition: Petition, timer: Timer, at: datetime) -> Reminder:
    """Write down whom a reminder reaches, and plan the one after it."""
    cases.timers.settle(timer.id, at)
    if after := AFTER.get(timer.what):
        reminding = cases.clocking.reminding
        planned = reminding.moment_of(petition, after)
        next_time = reminding.next_opening(at)
        cases.timers.add(petition.id, after, max(planned or next_time, next_time))
    to = ladder.reached(timer.what, petition, cases.concerned.matter(petition), cases.officers.current())
    numbers = [officer.id for officer in to]
    told = cases.register.record(petition, EventKind.REMINDED, SYSTEM, at, Reader.STAFF, what=timer.what, to=numbers)
    return Reminder(told, timer.what, told.events, tuple(to))


def _put_off(cases: Cases, timer: Timer, at: datetime) -> bool:
    """Nobody is reminded at night or on a free day; gives whether it waits for the office to open."""
    opens = cases.clocking.next_office_moment(at)
    if opens > at:
        cases.timers.put_off(timer.id, opens)
    return opens > at


Act = Callable[[Cases, Petition, Timer, datetime], Reminder | None]

ANSWERED = frozenset({State.ANSWERED})

ACTS: Mapping[What, tuple[frozenset[State], Act]] = {
    What.CONFIRM_SOON: (ANSWERED, _remind),
    What.CONFIRM_END: (ANSWERED, _close),
    What.UPDATE: (OPEN, _update),
    **dict.fromkeys((What.HALF, What.MOST, What.DUE, What.OVERDUE), (OPEN, _remind_office)),
    **dict.fromkeys((What.UNASSIGNED, What.STILL_UNASSIGNED), (OPEN, _remind_of_nobody)),
}
"""In which states something may be due, and what is done then."""

LATER: Mapping[What, tuple[What, ...]] = {What.HALF: (What.MOST, What.DUE), What.MOST: (What.DUE,)}
"""What passes a reminder by once its own moment has come: it reaches the same people, and more."""

AFTER: Mapping[What, What] = {
    What.DUE: What.OVERDUE,
    What.OVERDUE: What.OVERDUE,
    What.UNASSIGNED: What.STILL_UNASSIGNED,
}
"""What the office is reminded of next, as long as nothing comes of it."""
