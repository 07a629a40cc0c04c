"""Who handles a petition, and what is looked at to do so: the board, taking and giving, her contact, her files.

board ──▶ Tiếp nhận, Nhận xử lý ──▶ done
      ├─▶ Giao cán bộ, Giao xã khác ──number──▶ done
      ├─▶ Xem người gửi ──why──▶ her name and contact
      └─▶ Xem tệp ──▶ her files

What is written to the citizen stands in inquiring, what a petition is found to be in judging. Every step asks anew who
may: a role can end in between.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.conversations.desk import Duty, board_of, is_taken, moved_on, on_duty, screen, shown, trace, turn_to
from bot.conversations.doing import at, done, held, move, typed, unfit
from bot.conversations.visit import Visit
from bot.petitions.asides import RestrictedError
from bot.petitions.attachments import Attachment, FileState
from bot.petitions.contents import path_of
from bot.petitions.life import MoveRefusedError, State
from bot.petitions.petition import Petition, is_own
from bot.petitions.wording import clean
from bot.review.officers import Officer
from bot.review.powers import Power, who_may
from bot.staffing import STAFF_ABOUT
from bot.texts import say
from bot.views import handling as views
from bot.views.message import File, Message, plain
from bot.views.named import named
from bot.views.notice import told
from knowledge.text.normalise import bare

KEPT = timedelta(minutes=10)
"""How long her contact, and files of hers, may wait to be sent to an officer."""

S = State
TAKEN: Mapping[State, tuple[State, ...]] = {
    S.SUBMITTED: (S.RECEIVED, S.ASSIGNED),
    S.RECEIVED: (S.ASSIGNED,),
    S.ASSIGNED: (S.IN_PROGRESS,),
    S.INSUFFICIENT: (S.IN_PROGRESS,),
}
"""The way to where an officer works on it who takes it; from elsewhere it goes into their hands as it is."""

GIVEN: Mapping[State, tuple[State, ...]] = {
    S.SUBMITTED: (S.RECEIVED, S.ASSIGNED),
    S.RECEIVED: (S.ASSIGNED,),
    S.INSUFFICIENT: (S.ASSIGNED,),
}
"""The same where somebody else is to work on it."""


@on_duty(Power.SEE)
def board(visit: Visit, duty: Duty, page: str = "1") -> list[Message]:
    """The board of a petition."""
    trace(visit, duty, Power.SEE)
    return [screen(visit, duty, page)]


@at("receive")
def receive(visit: Visit, duty: Duty) -> list[Message]:
    """It is received; nobody answers for it yet."""
    move(visit, duty, State.RECEIVED)
    return done(visit, duty, "receive", "desk.received")


@at("take")
def take(visit: Visit, duty: Duty) -> list[Message]:
    """Whoever takes it answers for it; of two at once the first does."""
    now = held(visit, duty, "take")
    if now is None or is_taken(visit, now):
        return moved_on(visit, duty)
    if board_of(visit, now).works:
        return shown(visit, duty.petition.code)
    _give(visit, now, duty.officer.id, TAKEN)
    return done(visit, duty, "take", "desk.taken")


def _give(visit: Visit, duty: Duty, officer_id: int, ways: Mapping[State, tuple[State, ...]]) -> None:
    """An officer answers for it from now on. Of several moves at once its sender is told the last alone."""
    *before, last = ways.get(duty.petition.state, (None,))
    for state in filter(None, before):
        duty = replace(duty, petition=move(visit, duty, state))
        _untold(visit, duty.petition)
    if last:
        move(visit, duty, last, officer=officer_id)
    elif duty.petition.officer_id != officer_id:
        visit.office.cases.register.hand(duty.petition, duty.actor, officer_id, visit.office.at)


def _untold(visit: Visit, petition: Petition) -> None:
    """What its sender and the staff were to be told last is not sent: in the same turn there is more to tell."""
    last = f"petition:{petition.id}:event:{petition.events}"
    visit.office.outbox.drop_about(last)
    visit.office.outbox.drop_about(f"{STAFF_ABOUT}{last}")


@at("resume")
def resume(visit: Visit, duty: Duty) -> list[Message]:
    """The office waits for her no longer: it goes on from where it stood."""
    before = duty.petition.resumes
    if before is None:
        raise MoveRefusedError(duty.petition.state, State.RECEIVED, duty.actor.party)
    move(visit, duty, before)
    return done(visit, duty, "resume", "desk.resumed")


@at("assign")
def assign(visit: Visit, duty: Duty, page: str = "1") -> list[Message]:
    """Whom it can be given to: by number, or by a name that is typed."""
    turn_to(visit, duty, awaits=f"assign:{duty.petition.code}")
    numbers = visit.office.cases.register.petitions.open_numbers()
    return [views.officers(duty.petition, _handlers(visit, duty.petition), numbers, page)]


def _handlers(visit: Visit, petition: Petition) -> list[Officer]:
    """Who may answer for a petition and does not yet, by name."""
    matter = visit.office.cases.concerned.matter(petition)
    able = who_may(visit.office.officers.current(), Power.TAKE, matter)
    free = (one for one in able if one.id != petition.officer_id and not is_own(one, petition))
    return sorted(free, key=lambda one: bare(one.name).split()[::-1])


@at("assign")
def hand(visit: Visit, duty: Duty, number: str, before: str) -> list[Message]:
    """It is given to an officer; unless meanwhile another answers for it than `before`."""
    now = held(visit, duty, "assign")
    if now is None or str(now.petition.officer_id or 0) != before:
        return moved_on(visit, duty)
    to = next((one for one in _handlers(visit, now.petition) if str(one.id) == number), None)
    if to is None:
        return [told("desk.cannot_handle"), *assign(visit, duty.petition.code)]
    _give(visit, now, to.id, GIVEN)
    return done(visit, duty, "assign", "desk.assigned", name=to.name)


@at("assign")
def typed_taker(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """A name was typed, or a part of one."""
    able = _handlers(visit, duty.petition)
    found = named(words, {one.id: one.name for one in able})
    if len(found) == 1:
        return hand(visit, duty.petition.code, str(found[0]), str(duty.petition.officer_id or 0))
    numbers = visit.office.cases.register.petitions.open_numbers()
    key = "desk.which_of_them" if found else "desk.no_such_officer"
    those = [one for one in able if one.id in found] or able
    return [views.officers(duty.petition, those, numbers, "1", say(key))]


@at("unit")
def unit(visit: Visit, duty: Duty, code: str = "") -> list[Message]:
    """Another commune of ours handles it: first which, by number or by its name, then it goes there."""
    communes, petition = visit.office.catalogue.communes, duty.petition
    to = communes.place(code, "")
    if to is None:
        turn_to(visit, duty, awaits=f"unit:{petition.code}")
        return [views.units(petition, communes.of_today())]
    now = held(visit, duty, "unit")
    if now is None or code == now.petition.unit:
        return moved_on(visit, duty)
    visit.office.cases.register.reroute(now.petition, now.actor, code, visit.office.at)
    return done(visit, now, "unit", "desk.rerouted", kind=to.commune.kind, name=to.commune.name)


@at("unit")
def typed_unit(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """The name of a commune was typed, or a part of it; none of the office's own: what is given is another's."""
    others = (one for one in visit.office.catalogue.communes.of_today() if one.code != duty.petition.unit)
    found = named(words, {one.code: f"{one.kind} {one.name}" for one in others})
    if len(found) == 1:
        return unit(visit, duty.petition.code, found[0])
    return [told("desk.no_such_unit"), *unit(visit, duty.petition.code)]


@at("contact")
def contact(visit: Visit, duty: Duty, reason: str = "") -> list[Message]:
    """Who sent it, once it was said why."""
    if reason in views.REASONS:
        return _look(visit, duty, plain(say(f"look.{reason}")))
    turn_to(visit, duty, awaits=f"contact:{duty.petition.code}")
    return [views.why_contact(duty.petition)]


@at("contact")
def typed_why(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """The reason was typed."""
    text = clean(words)
    return [wrong, views.why_contact(duty.petition)] if (wrong := unfit(text)) else _look(visit, duty, text)


def _look(visit: Visit, duty: Duty, reason: str) -> list[Message]:
    """Her name and contact go to the officer alone, and stay nowhere once sent; that somebody looked stays for good."""
    office, petition = visit.office, duty.petition
    try:
        identity = office.cases.register.contact(petition, duty.actor, reason, office.at)
    except RestrictedError:
        return [Message((say("desk.contact_restricted", code=petition.code),), (views.back_to(petition.code),))]
    trace(visit, duty, Power.SEE_CONTACT, reason)
    turn_to(visit, duty)
    _hand_over(visit, duty, views.contact(petition, identity))
    return []


def _hand_over(visit: Visit, duty: Duty, message: Message) -> None:
    """Something goes to an officer that is kept no longer than until it was sent."""
    about = f"officer:{duty.officer.id}:petition"
    visit.office.tell(visit.chat_id, message, about, keep_until=visit.office.at + KEPT)


@at("files")
def files(visit: Visit, duty: Duty) -> list[Message]:
    """Its files go to the officer's own chat; each is read when it is sent."""
    sent = visit.office.cases.attachments.of_petition(duty.petition.id)
    kept = [one for one in sent if one.state is FileState.KEPT and one.stored]
    waiting = sum(one.state is FileState.WAITING for one in sent)
    found = [one for one in kept if _is_there(visit, one)]
    for one in found:
        _hand_over(visit, duty, Message((), files=(_file(one),)))
    if found:
        trace(visit, duty, Power.SEE, "files")
    opening = say(
        "desk.files", code=duty.petition.code, number=len(found), waiting=waiting, lost=len(kept) - len(found)
    )
    return shown(visit, duty.petition.code, opening)


def _is_there(visit: Visit, file: Attachment) -> bool:
    """Whether a file is still in our folder."""
    try:
        return path_of(visit.office.settings.data / "files", file.stored).is_file()
    except ValueError:
        return False


def _file(of: Attachment) -> File:
    return File(of.name or of.stored, is_picture=of.media_type.startswith("image/"), stored=of.stored)


HEARD = {"assign": typed(typed_taker), "unit": typed(typed_unit), "contact": typed(typed_why)}
"""What words are taken for, by what an officer's chat awaits."""
