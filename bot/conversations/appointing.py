"""Somebody is given a role, step by step; for administrators alone.

Thêm cán bộ ──▶ account ──▶ name ──▶ role ◀── Giao thêm vai trò
                                      └──▶ unit ──▶ category ──▶ named or not ──▶ preview ──▶ given, and told

A reason may be typed at the preview; it stands in the trail.
"""

import json
import re
from collections.abc import Callable, Mapping
from zlib import crc32

from bot.conversations.administering import (
    APPOINT,
    LIST,
    REASON,
    appointee,
    appointments,
    for_administrators,
    gone,
    is_here,
    line_of,
    number_of,
    staff,
    staff_of,
    typed,
    units_of,
)
from bot.conversations.visit import Visit
from bot.petitions.categories import categories
from bot.review.officers import Officer, Role, Scope
from bot.review.powers import NAMED
from bot.views import appointing as views
from bot.views.appointing import ALL, Step, Wanted
from bot.views.message import Message
from bot.views.named import closest
from bot.views.notice import told

LONGEST_NAME = 100

MOST = 2**52
"""Telegram says that the number of an account stays below this."""

ACCOUNT = re.compile(r"\d{3,16}")


@for_administrators
def begin(visit: Visit, _: Officer) -> list[Message]:
    """Somebody shall get a role."""
    return _go_on(visit, {})


@for_administrators
def more(visit: Visit, _: Officer, number: str) -> list[Message]:
    """Somebody who holds a role or held one shall get another."""
    found, account = staff_of(visit, number), visit.office.officers.account_of(number_of(number))
    if found is None or account is None:
        return gone(visit)
    return _go_on(visit, {Step.ACCOUNT: str(account), Step.NAME: found.name})


@typed
@for_administrators
def typed_step(visit: Visit, _: Officer, step: str, said: str) -> list[Message]:
    """What was typed at a step: an account's number, a name, the name of a choice, or a reason at the preview."""
    line = line_of(said)
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
    if key := closest(line, views.names(step, units_of(visit))):
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


@for_administrators
def shared(visit: Visit, _: Officer, account: int) -> list[Message]:
    """The contact of somebody was shared instead of the number; 0 is one without an account."""
    return _take_account(visit, account)


def awaits_account(visit: Visit) -> bool:
    """Whether a contact that is shared now is that of an officer to be."""
    return visit.talk.awaits == f"{APPOINT}:{Step.ACCOUNT}" and is_here(visit)


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
    return _choose(visit, Step.UNIT, code, {ALL, *units_of(visit)})


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
    wanted, units = _wanted(form), units_of(visit)
    scope, reason = wanted.scope, wanted.reason
    number = appointments(visit, by).give(wanted.account, wanted.name, wanted.role, scope, reason)
    visit.office.tell(wanted.account, views.given(wanted.role, scope, units), f"officer:{number}")
    return [told("appoint.done", name=wanted.name), *appointee(visit, str(number))]


def _go_on(visit: Visit, form: Mapping[str, str]) -> list[Message]:
    """What is asked next, or the preview."""
    step = _next_step(form)
    visit.put(form=dict(form), awaits=f"{APPOINT}:{step}", about="", offered=())
    visit.arrive(*LIST)
    if step is Step.PREVIEW:
        return [views.preview(_wanted(form), units_of(visit), _token(form))]
    return [views.ask(step, units_of(visit), form.get(Step.NAME, ""))]


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


CHOOSING: Mapping[Step, Callable[[Visit, str], list[Message]]] = {
    Step.ROLE: role,
    Step.UNIT: unit,
    Step.FIELD: field,
    Step.NAMED: named,
}
"""What takes a choice at a step."""

TAKEN: Mapping[str, Callable[[Visit, str, str], list[Message] | None]] = {APPOINT: typed_step}
"""What takes the next words, by what a chat awaits."""
