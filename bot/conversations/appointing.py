"""Officers and their roles (/canbo), for administrators alone; everybody else is told what they hold themselves.

list ──number──▶ officer ──Kết thúc──▶ asks once more ──▶ ended, who lost it is told
  │                 ├──Giao thêm vai trò──────────┐
  │                 └──Bàn giao việc──▶ to whom ──│──▶ how much ──▶ handed over
  └──Thêm cán bộ──▶ account ──▶ name ──▶ role ◀───┘
                                          └──▶ unit ──▶ category ──▶ named or not ──▶ preview ──▶ given, and told

A reason may be typed wherever something is asked once more; it stands in the trail.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec
from zlib import crc32

from bot.conversations.visit import Visit
from bot.petitions import handover
from bot.petitions.categories import categories
from bot.review.appointments import Appointments, By
from bot.review.officers import LastAdministratorError, Officer, Role, Scope
from bot.review.powers import NAMED, Power, role_for
from bot.views import appointing as views
from bot.views.appointing import ALL, Staff, Step, Wanted
from bot.views.message import Message, pressed
from bot.views.named import closest
from bot.views.notice import told
from knowledge.text.normalise import drop_unseen, squash_spaces

MOST = 2**52
"""Telegram says that the number of an account stays below this."""

LONGEST_NAME, LONGEST_REASON = 100, 300
ACCOUNT = re.compile(r"\d{3,16}")
APPOINT, END, FROM, HAND = "appoint", "appoint_end", "appoint_from", "appoint_to"
"""What a chat awaits: a step of the form, a reason, or who takes somebody's work over."""

LIST = ("staff", "1")
HERE = pressed(*LIST)
"""The screen that "quay lại" returns to from every question here."""

ABOUT, REASON = "about", "reason"

P = ParamSpec("P")


def for_administrators(
    act: Callable[Concatenate[Visit, Officer, P], list[Message]],
) -> Callable[Concatenate[Visit, P], list[Message]]:
    """An act that administrators alone may do; whoever else tries is told so, whatever button was forged."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        if officer and role_for(officer, Power.APPOINT):
            return act(visit, officer, *args, **kwargs)
        if visit.talk.awaits.partition(":")[0] in TAKEN:
            visit.put(awaits="", form={})  # the role was lost in between
        return [told("appoint.administrators_only" if officer else "chat.officers_only")]

    return guarded


def command(visit: Visit) -> list[Message]:
    """/canbo: the officers, for an administrator; else one's own roles, or the number an administrator needs."""
    officer = visit.officer
    if officer is None:
        return [views.stranger(visit.chat_id)]
    if role_for(officer, Power.APPOINT) is None:
        return [views.own(visit.office.officers.posts_of(officer.id), _units(visit))]
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
    return [views.everybody(listed, _units(visit), page)]


@for_administrators
def appointee(visit: Visit, _: Officer, number: str, page: str = "1") -> list[Message]:
    """One officer."""
    visit.put(awaits="", form={})
    found = _staff(visit, number)
    if found is None:
        return _gone(visit)
    visit.arrive("appointee", number, page)
    return [views.appointee(found, _units(visit), page)]


@for_administrators
def begin(visit: Visit, _: Officer) -> list[Message]:
    """Somebody shall get a role."""
    return _go_on(visit, {})


@for_administrators
def more(visit: Visit, _: Officer, number: str) -> list[Message]:
    """Somebody who holds a role or held one shall get another."""
    found, account = _staff(visit, number), visit.office.officers.account_of(_number(number))
    if found is None or account is None:
        return _gone(visit)
    return _go_on(visit, {Step.ACCOUNT: str(account), Step.NAME: found.name})


def typed(take: Callable[[Visit, str, str], list[Message]]) -> Callable[[Visit, str, str], list[Message] | None]:
    """What takes typed words while the screen that asked for them is the last; later they are read as a question."""

    def only(visit: Visit, about: str, said: str) -> list[Message] | None:
        return take(visit, about, said) if _is_here(visit) else None

    return only


def _is_here(visit: Visit) -> bool:
    return visit.talk.trail[-1:] == (HERE,)


@typed
@for_administrators
def typed_step(visit: Visit, _: Officer, step: str, said: str) -> list[Message]:
    """What was typed at a step: an account's number, a name, the name of a choice, or a reason at the preview."""
    line = _line(said)
    if step == Step.ACCOUNT:
        return _take_account(visit, int(line) if ACCOUNT.fullmatch(line) else 0)
    if step == Step.NAME and not any(letter.isalpha() for letter in line):
        return [told("appoint.no_name"), *_go_on(visit, visit.talk.form)]
    if step == Step.NAME:
        return _go_on(visit, {**visit.talk.form, Step.NAME: line[:LONGEST_NAME]})
    if step == Step.PREVIEW:
        return _go_on(visit, {**visit.talk.form, REASON: line})
    return _named(visit, Step(step), line)


def _named(visit: Visit, step: Step, line: str) -> list[Message]:
    """The name of a choice was typed, or a part of it; what fits none is asked about anew."""
    if key := closest(line, views.names(step, _units(visit))):
        return [*CHOOSING[step](visit, key)]
    return [told("appoint.no_choice"), *_go_on(visit, visit.talk.form)]


@for_administrators
def back(visit: Visit, _: Officer) -> list[Message]:
    """One step back: what was said there is asked anew, and everything before it is kept; else the list."""
    form = visit.talk.form
    said = [step for step in _steps(form) if form.get(step)]
    if not visit.talk.awaits.startswith(f"{APPOINT}:") or not said:
        return staff(visit)
    return _go_on(visit, {step: value for step, value in form.items() if step != said[-1]})


def is_asked(visit: Visit) -> bool:
    """Whether something is asked here now."""
    return visit.talk.awaits.partition(":")[0] in TAKEN and _is_here(visit)


@for_administrators
def shared(visit: Visit, _: Officer, account: int) -> list[Message]:
    """The contact of somebody was shared instead of the number; 0 is one without an account."""
    return _take_account(visit, account)


def awaits_account(visit: Visit) -> bool:
    """Whether a contact that is shared now is that of an officer to be."""
    return visit.talk.awaits == f"{APPOINT}:{Step.ACCOUNT}" and _is_here(visit)


def _take_account(visit: Visit, account: int) -> list[Message]:
    if not 0 < account < MOST:
        return [told("appoint.no_account"), *_go_on(visit, {})]
    number = visit.office.officers.number_of(account)
    name = visit.office.officers.name_of(number) if number else ""
    return _go_on(visit, {Step.ACCOUNT: str(account), **({Step.NAME: name} if name else {})})


@for_administrators
def role(visit: Visit, _: Officer, key: str) -> list[Message]:
    """A role was chosen; what it is for is asked anew."""
    kept = {step: said for step, said in visit.talk.form.items() if step in {Step.ACCOUNT, Step.NAME}}
    return _go_on(visit, {**kept, Step.ROLE: key} if key in set(Role) else kept)


@for_administrators
def unit(visit: Visit, _: Officer, code: str) -> list[Message]:
    """The commune a role is for, or every one."""
    return _choose(visit, Step.UNIT, code, {ALL, *_units(visit)})


@for_administrators
def field(visit: Visit, _: Officer, key: str) -> list[Message]:
    """The category of petitions a role is for, or every one."""
    return _choose(visit, Step.FIELD, key, {ALL, *categories()})


@for_administrators
def named(visit: Visit, _: Officer, yes: str) -> list[Message]:
    """Whether it is named for what is confidential."""
    return _choose(visit, Step.NAMED, yes, {"0", "1"})


def _choose(visit: Visit, step: Step, said: str, offered: set[str]) -> list[Message]:
    form = visit.talk.form
    return _go_on(visit, {**form, step: said} if said in offered else form)


@for_administrators
def give(visit: Visit, by: Officer, token: str) -> list[Message]:
    """The role is given as it was previewed; who gets it is told."""
    form = visit.talk.form
    if _next_step(form) is not Step.PREVIEW or token != _token(form):
        return [told("appoint.changed"), *(_go_on(visit, form) if form else staff(visit))]
    wanted, units = _wanted(form), _units(visit)
    scope, reason = wanted.scope, wanted.reason
    number = _appointments(visit, by).give(wanted.account, wanted.name, wanted.role, scope, reason)
    visit.office.tell(wanted.account, views.given(wanted.role, scope, units), f"officer:{number}")
    return [told("appoint.done", name=wanted.name), *appointee(visit, str(number))]


def _go_on(visit: Visit, form: Mapping[str, str]) -> list[Message]:
    """What is asked next, or the preview."""
    step = _next_step(form)
    visit.put(form=dict(form), awaits=f"{APPOINT}:{step}", about="", offered=())
    visit.arrive(*LIST)
    if step is Step.PREVIEW:
        return [views.preview(_wanted(form), _units(visit), _token(form))]
    return [views.ask(step, _units(visit), form.get(Step.NAME, ""))]


def _next_step(form: Mapping[str, str]) -> Step:
    """The first step of which nothing was said."""
    return next((step for step in _steps(form) if not form.get(step)), Step.PREVIEW)


def _steps(form: Mapping[str, str]) -> list[Step]:
    """The steps, in order; not every role has them all."""
    role = form.get(Step.ROLE, "")
    scope = [] if role == Role.ADMINISTRATOR else [Step.UNIT, Step.FIELD, *([Step.NAMED] if role in NAMED else [])]
    return [Step.ACCOUNT, Step.NAME, Step.ROLE, *scope]


def _wanted(form: Mapping[str, str]) -> Wanted:
    """The role of a form that is complete."""
    unit, field = ("" if form.get(step) == ALL else form.get(step, "") for step in (Step.UNIT, Step.FIELD))
    scope = Scope(unit, field, form.get(Step.NAMED) == "1")
    return Wanted(int(form[Step.ACCOUNT]), form[Step.NAME], Role(form[Step.ROLE]), scope, form.get(REASON, ""))


def _token(form: Mapping[str, str]) -> str:
    """What tells one preview from another, so that its button gives what it showed and nothing else."""
    return f"{crc32(json.dumps(form, sort_keys=True).encode()):x}"


@for_administrators
def ask_end(visit: Visit, _: Officer, number: str) -> list[Message]:
    """A role shall end: it is asked once more."""
    return _asked_end(visit, number, "")


@typed
@for_administrators
def typed_end(visit: Visit, _: Officer, number: str, said: str) -> list[Message]:
    """Why it ends was typed."""
    return _asked_end(visit, number, _line(said))


def _asked_end(visit: Visit, number: str, reason: str) -> list[Message]:
    post = visit.office.officers.post(_number(number))
    if post is None:
        return _gone(visit)
    _await_reason(visit, f"{END}:{post.id}", reason)
    return [views.ask_end(post, _units(visit), _work_of(visit, post.officer_id), reason)]


@for_administrators
def end(visit: Visit, by: Officer, number: str) -> list[Message]:
    """The role ends, unless nobody would be left to give roles; who held it is told."""
    post = visit.office.officers.post(_number(number))
    if post is None:
        return _gone(visit)
    try:
        ended = _appointments(visit, by).end(post, _reason(visit, f"{END}:{post.id}"))
    except LastAdministratorError as last:
        return [told("appoint.last_administrator", name=last.name), *command(visit)]
    if not ended:
        return _gone(visit)
    visit.office.tell(post.telegram_id, views.taken(post, _units(visit)), f"officer:{post.officer_id}")
    return [told("appoint.ended", name=post.name), *command(visit)]


@for_administrators
def to_whom(visit: Visit, _: Officer, giver: str, page: str = "1") -> list[Message]:
    """Somebody's open work shall go to another."""
    found = _staff(visit, giver)
    if found is None:
        return _gone(visit)
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
    found = _staff(visit, giver)
    if found is None:
        return _gone(visit)
    named = closest(_line(said), {str(one.id): one.name for one in _takers(visit, found)})
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
    return _asked_hand_over(visit, giver, taker, _line(said))


def _asked_hand_over(visit: Visit, giver: str, taker: str, reason: str) -> list[Message]:
    found, other = _staff(visit, giver), visit.office.officers.by_id(_number(taker))
    if found is None or other is None or other.id == found.id:
        return _gone(visit)
    if refused := handover.plan(visit.office.cases, found.id, other).refused:
        return [views.not_for_them(other, refused), *to_whom(visit, giver)]
    _await_reason(visit, f"{HAND}:{found.id}:{other.id}", reason)
    return [views.ask_hand_over(found, other, reason)]


@for_administrators
def hand_over(visit: Visit, by: Officer, giver: str, taker: str) -> list[Message]:
    """Another answers for it now; both are told."""
    found, other, office = _staff(visit, giver), visit.office.officers.by_id(_number(taker)), visit.office
    if found is None or other is None or other.id == found.id:
        return _gone(visit)
    reason = _reason(visit, f"{HAND}:{found.id}:{other.id}")
    try:
        gone = handover.hand_over(office.cases, office.traces, found.id, other, _by(by), office.at, reason)
    except handover.NotForThemError as refused:
        return [views.not_for_them(other, refused.number), *to_whom(visit, giver)]
    if not gone:
        return [told("appoint.nothing_open", name=found.name), *staff(visit)]
    office.tell(
        other.telegram_id, told("appoint.handed_to_you", number=len(gone), name=found.name), f"officer:{other.id}"
    )
    if now := office.officers.by_id(found.id):
        office.tell(
            now.telegram_id, told("appoint.handed_from_you", number=len(gone), name=other.name), f"officer:{now.id}"
        )
    return [told("appoint.handed_over", number=len(gone), giver=found.name, taker=other.name), *staff(visit)]


def _staff(visit: Visit, number: str) -> Staff | None:
    """Somebody who holds a role, or held one, by the number on a button."""
    officer_id, officers = _number(number), visit.office.officers
    name = officers.name_of(officer_id)
    return Staff(officer_id, name, tuple(officers.posts_of(officer_id)), _work_of(visit, officer_id)) if name else None


def _work_of(visit: Visit, officer_id: int) -> int:
    return visit.office.cases.register.petitions.open_numbers().get(officer_id, 0)


def _gone(visit: Visit) -> list[Message]:
    """What a button speaks of is no more."""
    return [told("appoint.changed"), *staff(visit)]


def _await_reason(visit: Visit, about: str, reason: str) -> None:
    """A reason may be typed for what is asked once more."""
    visit.put(awaits=about, form={ABOUT: about, REASON: reason}, about="", offered=())
    visit.arrive(*LIST)


def _reason(visit: Visit, about: str) -> str:
    """The reason that was typed for something, and for nothing else."""
    return visit.talk.form.get(REASON, "") if visit.talk.form.get(ABOUT) == about else ""


def _appointments(visit: Visit, officer: Officer) -> Appointments:
    office = visit.office
    return Appointments(office.officers, office.traces, office.outbox.drop_official, _by(officer), office.at)


def _by(officer: Officer) -> By:
    return By(f"{officer.name} ({officer.telegram_id})", officer.id)


def _units(visit: Visit) -> dict[str, str]:
    return {unit.code: f"{unit.kind} {unit.name}" for unit in visit.office.catalogue.communes.of_today()}


def _line(said: str) -> str:
    return squash_spaces(drop_unseen(said))[:LONGEST_REASON]


def _number(typed: str) -> int:
    """The number on a button; an altered one means nothing that exists."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


CHOOSING: Mapping[Step, Callable[[Visit, str], list[Message]]] = {
    Step.ROLE: role,
    Step.UNIT: unit,
    Step.FIELD: field,
    Step.NAMED: named,
}
"""What takes a choice at a step."""

TAKEN: Mapping[str, Callable[[Visit, str, str], list[Message] | None]] = {
    APPOINT: typed_step,
    END: typed_end,
    FROM: typed_taker,
    HAND: typed_hand_over,
}
"""What takes the next words, by what a chat awaits."""
