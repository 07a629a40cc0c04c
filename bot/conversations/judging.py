"""What officers find a petition to be: a repetition, a khiếu nại or tố cáo, about an officer, not for everybody's eyes.

board ──Trùng phản ánh khác──▶ number or code ──▶ the other one's words ──Đồng ý──▶ follows it
      ├─Là khiếu nại, tố cáo; Hạn chế người xem──▶ sure? ──▶ done
      └─Nói về cán bộ──▶ number or name ──▶ sure? ──▶ nothing of it is shown to that officer any more
"""

from dataclasses import replace

from bot.conversations.desk import Duty, duty_of, moved_on, turn_to
from bot.conversations.doing import ask_sure, at, done, held, move, typed
from bot.conversations.visit import Visit
from bot.petitions.codes import is_mistyped, read_code
from bot.petitions.life import OPEN, State
from bot.petitions.petition import EventKind, Petition, Reader, is_own
from bot.petitions.withholding import withhold
from bot.review.officers import Officer
from bot.review.powers import Power, who_may
from bot.texts import say
from bot.views import handling as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.text.normalise import bare


@at("merge")
def merge(visit: Visit, duty: Duty, code: str = "", sure: str = "") -> list[Message]:
    """It repeats another: which, then that one's words, then it follows it."""
    if not code:
        return _ask_parent(visit, duty)
    parent = _parent(visit, duty, code)
    if parent is None:
        return [told("desk.no_parent"), *_ask_parent(visit, duty)]
    if sure != views.SURE:
        turn_to(visit, duty)
        return [views.parent(duty.petition, parent)]
    now = held(visit, duty, "merge", parent.id)
    still = _parent(visit, now, parent.code) if now else None
    if now is None or still is None or still.id != parent.id:
        return moved_on(visit, duty)
    move(visit, now, State.DUPLICATE, parent=parent.id)
    return done(visit, duty, "merge", "desk.merged", parent=parent.code)


def _ask_parent(visit: Visit, duty: Duty) -> list[Message]:
    turn_to(visit, duty, awaits=f"merge:{duty.petition.code}")
    cases = visit.office.cases
    alike = [cases.register.petitions.by_id(number) for number in cases.mailbox.alike(duty.officer, duty.petition)]
    return [views.which_parent(duty.petition, [one for one in alike if _parent(visit, duty, one.code)])]


def _parent(visit: Visit, duty: Duty, code: str) -> Petition | None:
    """The petition of a code that this one may follow; of a duplicate, the one that it follows.

    What the officer may not see is none, and neither is what fewer may see, or more: its sender would learn its code.
    """
    other = duty_of(visit, code, Power.SEE)
    if other is None:
        return None
    parent, one = other.petition, duty.petition
    if parent.state is State.DUPLICATE and parent.parent_id:
        return _parent(visit, duty, visit.office.cases.register.petitions.by_id(parent.parent_id).code)
    same = parent.trial is one.trial and parent.confidential is one.confidential and parent.id != one.id
    return parent if same and (parent.state in OPEN or parent.answered_at) else None


@at("merge")
def typed_parent(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """The code of the other one was typed."""
    code = read_code(words)
    if code is None:
        key = "desk.mistyped" if is_mistyped(words) else "desk.no_code"
        return [told(key), *_ask_parent(visit, duty)]
    return merge(visit, duty.petition.code, code)


@at("divert")
def divert(visit: Visit, duty: Duty, sure: str = "") -> list[Message]:
    """It is a khiếu nại or tố cáo: its sender is shown the door, and named reviewers alone see it from then on."""
    if sure != views.SURE:
        return ask_sure(visit, duty, "divert", "desk.divert_sure")
    move(visit, duty, State.DIVERTED)
    return done(visit, duty, "divert", "desk.diverted")


@at("confide")
def confide(visit: Visit, duty: Duty, sure: str = "") -> list[Message]:
    """Named reviewers alone see it from now on, if there are any."""
    if duty.petition.confidential:
        return moved_on(visit, duty)
    if not _reviewers(visit, duty.petition):
        return [told("desk.no_reviewer")]
    if sure != views.SURE:
        return ask_sure(visit, duty, "confide", "desk.confide_sure")
    now = held(visit, duty, "confide")
    if now is None or now.petition.confidential:
        return moved_on(visit, duty)
    visit.office.cases.register.confide(now.petition, now.actor, visit.office.at)
    return done(visit, now, "confide", "desk.confided")


def _reviewers(visit: Visit, petition: Petition, named: int = 0) -> list[Officer]:
    """Who will see a petition once it is confidential, and speaks of one more officer."""
    matter = visit.office.cases.concerned.matter(petition)
    closed = replace(matter, confidential=True, concerned=matter.concerned | {named})
    return [one for one in who_may(visit.office.officers.current(), Power.SEE, closed) if not is_own(one, petition)]


@at("concerned")
def concerned(visit: Visit, duty: Duty, page: str = "1") -> list[Message]:
    """Of whose conduct it speaks: by number, or by a name that is typed."""
    turn_to(visit, duty, awaits=f"concerned:{duty.petition.code}")
    return [views.spoken_of(duty.petition, _not_named(visit, duty.petition), page)]


def _not_named(visit: Visit, petition: Petition) -> list[Officer]:
    """The officers that a petition was not said to speak of yet."""
    named = visit.office.cases.concerned.of(petition.id)
    return [one for one in visit.office.officers.current() if one.id not in named]


@at("concerned")
def typed_name(visit: Visit, duty: Duty, words: str) -> list[Message]:
    """A name was typed, or a part of one."""
    said = set(bare(words).split())
    found = [one for one in _not_named(visit, duty.petition) if said and said <= set(bare(one.name).split())]
    if len(found) == 1:
        return named(visit, duty.petition.code, str(found[0].id))
    key = "desk.which_of_them" if found else "desk.no_such_officer"
    return [views.spoken_of(duty.petition, found or _not_named(visit, duty.petition), "1", say(key))]


@at("concerned")
def named(visit: Visit, duty: Duty, number: str, sure: str = "") -> list[Message]:
    """It speaks of an officer's conduct, who sees nothing of it from now on, and named reviewers alone do."""
    cases, code = visit.office.cases, duty.petition.code
    of = next((one for one in _not_named(visit, duty.petition) if str(one.id) == number), None)
    if of is None:
        return moved_on(visit, duty)
    if not _reviewers(visit, duty.petition, of.id):
        return [told("desk.no_reviewer")]
    if sure != views.SURE:
        turn_to(visit, duty)
        return [views.sure(say("desk.named_sure", code=code, name=of.name), code, "named", of.id)]
    now = held(visit, duty, "concerned")
    if now is None or not cases.concerned.name(now.petition.id, of.id, visit.office.at):
        return moved_on(visit, duty)
    _take_away(visit, now, of)
    return done(visit, duty, "concerned", "desk.named", name=of.name)


def _take_away(visit: Visit, duty: Duty, of: Officer) -> None:
    """Nothing of a petition is an officer's any more, and from now on it is for named reviewers alone."""
    register, petition, moment = visit.office.cases.register, duty.petition, visit.office.at
    if not petition.confidential:
        petition = register.confide(petition, duty.actor, moment)
    petition = register.record(petition, EventKind.CONCERNED, duty.actor, moment, Reader.STAFF, officer=of.id)
    if petition.officer_id == of.id:
        register.hand(petition, duty.actor, None, moment)
    withhold(visit.office.cases, visit.office.outbox, petition.id, of)


HEARD = {"merge": typed(typed_parent), "concerned": typed(typed_name)}
"""What words are taken for, by what an officer's chat awaits."""
