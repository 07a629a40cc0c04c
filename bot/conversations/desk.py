"""An officer at a petition: one guard before every act, a trace of what was done, and the board that is shown after it.

Whoever may not do something is told so, whatever button was forged or kept from an earlier office; of a petition that
is not theirs nobody learns whether it exists.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from markupsafe import Markup

from bot.conversations.visit import Visit
from bot.delivery.outbox import Fate
from bot.petitions.codes import read_code
from bot.petitions.life import MoveRefusedError, State
from bot.petitions.petition import Actor, Event, EventKind, Petition, actor_of, is_own
from bot.petitions.replies import ReplyState
from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views import board as views
from bot.views.board import ANY, Board
from bot.views.message import Message
from bot.views.notice import told

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Duty:
    """An officer at a petition, in the role that lets them do what they do."""

    officer: Officer
    role: Role
    petition: Petition

    @property
    def actor(self) -> Actor:
        """The officer as the register writes them down."""
        return actor_of(self.officer, self.role)


Act = Callable[Concatenate[Visit, Duty, P], list[Message]]
ByCode = Callable[Concatenate[Visit, str, P], list[Message]]


def on_duty(power: Power, *, states: Collection[State] = ANY) -> Callable[[Act[P]], ByCode[P]]:
    """An act on the petition of a code that needs a power; it leaves its trace itself, once it is done.

    A petition that somebody moved in between is left as it is, and shown as it is now: it is in none of the states
    that the act is done in, or its move was refused.
    """

    def guard(act: Act[P]) -> ByCode[P]:
        def guarded(visit: Visit, code: str, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
            duty = duty_of(visit, code, power)
            if duty is None:
                return _refused(visit, code)
            if duty.petition.state not in states:
                return moved_on(visit, duty)
            try:
                return act(visit, duty, *args, **kwargs)
            except MoveRefusedError:
                # Nothing was written: the register refuses before it writes.
                return moved_on(visit, duty)

        return guarded

    return guard


def _refused(visit: Visit, code: str) -> list[Message]:
    """Whoever may not is told so; what was to be typed for it next is let go."""
    if code and code in visit.talk.awaits:
        visit.put(awaits="", noted=())
    return [told("desk.not_yours" if visit.officer else "chat.officers_only")]


def duty_of(visit: Visit, code: str, power: Power) -> Duty | None:
    """Who writes, at the petition of a code, if they may do something with it now.

    Nobody handles what they sent themselves, but in a trial, where one person tries every part.
    """
    officer, cases, read = visit.officer, visit.office.cases, read_code(code)
    petition = cases.register.petitions.by_code(read) if read else None
    if officer is None or petition is None or is_own(officer, petition):
        return None
    role = role_for(officer, power, cases.concerned.matter(petition))
    return Duty(officer, role, petition) if role else None


def trace(visit: Visit, duty: Duty, act: str, reason: str = "") -> None:
    """Write down what an officer did with a petition."""
    visit.office.traces.leave(visit.office.at, duty.officer.id, duty.role, act, f"petition:{duty.petition.id}", reason)


def moved_on(visit: Visit, duty: Duty) -> list[Message]:
    """Somebody moved it meanwhile: said, and shown as it is now to who may still see it."""
    return shown(visit, duty.petition.code, say("desk.moved_on", code=duty.petition.code))


def shown(visit: Visit, code: str, opening: Markup | None = None) -> list[Message]:
    """A petition's board as it is now, below what is told; for who does not see it any more, that alone."""
    duty = duty_of(visit, code, Power.SEE)
    if duty is None:
        visit.put(awaits="", noted=())
        return [Message((opening,))] if opening else []
    return [screen(visit, duty, opening=opening)]


def opened(visit: Visit, code: str) -> list[Message]:
    """The board of a petition whose code an officer typed; nothing for who may not see it, and who sent it herself."""
    duty = duty_of(visit, code, Power.SEE)
    if duty is None or duty.petition.chat_id == visit.chat_id:
        return []
    trace(visit, duty, Power.SEE)
    return [screen(visit, duty)]


def screen(visit: Visit, duty: Duty, page: str = "1", opening: Markup | None = None) -> Message:
    """A petition's board, which the chat is about from now on."""
    turn_to(visit, duty, page)
    return views.board(board_of(visit, duty), page, opening)


def turn_to(visit: Visit, duty: Duty, page: str = "1", *, awaits: str = "", noted: tuple[str, ...] = ()) -> None:
    """A petition is what an officer's chat is about now, and perhaps awaits words for."""
    visit.put(awaits=awaits, noted=noted, about="", offered=(), facet="")
    visit.arrive("board", duty.petition.code, page)


def board_of(visit: Visit, duty: Duty) -> Board:
    """A petition with the names of what it only has the codes of, and what an officer may do with it."""
    petition, officer, office = duty.petition, duty.officer, visit.office
    cases, communes = office.cases, office.catalogue.communes
    matter, clocking = cases.concerned.matter(petition), cases.clocking
    standing = visit.standing(petition.about) if petition.about else None
    events = cases.register.trail.of(petition.id)
    made, standing_reply = cases.publications.of(petition.id), cases.replies.standing(petition.id)
    return Board(
        petition,
        powers=[power for power in Power if role_for(officer, power, matter)],
        officer=office.officers.name_of(petition.officer_id) if petition.officer_id else "",
        mine=petition.officer_id == officer.id,
        taken=is_taken(visit, duty),
        took=_took(officer, events),
        unit=communes.place(petition.unit, ""),
        commune=communes.place(petition.place.commune, ""),
        about=standing.version.display_name if standing else "",
        files=cases.attachments.number_of(petition.id),
        events=events,
        names=_names(visit, petition, events),
        sent=_sent(visit, petition),
        parent=_parent(visit, petition),
        duplicates=cases.mailbox.repeating(officer, petition.id),
        used=clocking.used(petition, office.at),
        left=clocking.days_to(petition.due_at, office.at) if petition.due_at else 0,
        transfer_left=clocking.days_to(petition.transfer_due_at, office.at),
        overdue=petition.due_at is not None and petition.due_at <= office.at,
        publication=made.state if made else None,
        relays=standing_reply is not None and standing_reply.state is ReplyState.SUBMITTED,
    )


def is_taken(visit: Visit, duty: Duty) -> bool:
    """Whether somebody else answers for it who still may."""
    number = duty.petition.officer_id
    other = visit.office.officers.by_id(number) if number and number != duty.officer.id else None
    matter = visit.office.cases.concerned.matter(duty.petition)
    return other is not None and role_for(other, Power.TAKE, matter) is not None


def _took(officer: Officer, events: Collection[Event]) -> bool:
    """Whether whoever was made to answer for a petition last did so themselves: the officer."""
    gives = {EventKind.HANDED, EventKind.MOVED}
    given = [event for event in events if event.kind in gives and event.details.get("officer")]
    return bool(given) and given[-1].actor.officer_id == given[-1].details["officer"] == officer.id


def _names(visit: Visit, petition: Petition, events: Collection[Event]) -> dict[int, str]:
    """The officers who acted on a petition, those it was given to, and those who were reminded of it."""
    named = {number for event in events for number in (event.details.get("officer") or 0, *views.reminded(event))}
    names = visit.office.cases.register.trail.officers(petition.id)
    return names | {number: visit.office.officers.name_of(number) for number in named - {0, *names}}


def _sent(visit: Visit, petition: Petition) -> dict[int, Fate]:
    """What became of what her chat was told of events, by their numbers; of several messages, of the last."""
    about = f"petition:{petition.id}:event:"
    states = visit.office.outbox.states(f"petition:{petition.id}")
    hers = [one for one in states if one.chat_id == petition.chat_id and one.about.startswith(about)]
    return {int(number): one.fate for one in hers if (number := one.about.removeprefix(about)).isdecimal()}


def _parent(visit: Visit, petition: Petition) -> str:
    """The code of the petition it repeats, for who may see that one too."""
    if petition.parent_id is None:
        return ""
    parent = visit.office.cases.register.petitions.by_id(petition.parent_id)
    return parent.code if duty_of(visit, parent.code, Power.SEE) else ""
