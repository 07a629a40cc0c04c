"""Đối chiếu: an officer confirms, from a document, what a version says for this province; or takes it back.

details ──Xác nhận đối chiếu──▶ which document? ──number, day, issuer──▶ sure? ──Xác nhận──▶ confirmed
   └──Rút xác nhận──▶ sure? ──Đồng ý rút──▶ withdrawn
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Concatenate, ParamSpec

from bot.conversations.spans import read_day
from bot.conversations.visit import Visit
from bot.petitions.wording import clean
from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for
from bot.texts import say, words
from bot.views import confirming as views
from bot.views.message import Message, plain
from bot.views.notice import told, told_with_doors
from knowledge.ledger import SaysOtherwiseError
from knowledge.release import Place
from knowledge.timeline import Standing, begins

P = ParamSpec("P")

DOCUMENT = "confirm"
"""What a chat awaits: the document."""

WITHDRAW = "unconfirm"
"""What stands in the trail beside the power."""

LONGEST = 250
_NUMBER = re.compile(r"(?<!\d)\d+(?:/\d{4})?/[^\W\d_][\w-]*(?:-[\w-]+)*")
_ISSUER = re.compile(r".*\bcủa\b(.+)", re.IGNORECASE)
_FILLING = re.compile(r"\b(?:quyết định|công văn|số|ngày|do|ban hành|ký)\b|[,;:()]", re.IGNORECASE)
"""What stands around an issuer that is named without its "của"."""

_DATED = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|ngày \d{1,2} tháng \d{1,2} năm \d{4}", re.IGNORECASE)

Act = Callable[Concatenate[Visit, Officer, Role, Standing, P], list[Message]]


def of_a_version(act: Act[P]) -> Callable[Concatenate[Visit, str, str, P], list[Message]]:
    """An act on a version, by its code and its first day, for who may confirm; one that is over is an old button."""

    def guarded(visit: Visit, code: str, begun: str, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        role = role_for(officer, Power.CONFIRM) if officer else None
        if officer is None or role is None:
            return [told("confirming.not_yours" if officer else "chat.officers_only")]
        standing = visit.standing(code)
        if standing is None or begins(standing.version).isoformat() != begun:
            return [told_with_doors("button.old")]
        return act(visit, officer, role, standing, *args, **kwargs)

    return guarded


@of_a_version
def confirm(visit: Visit, _: Officer, __: Role, of: Standing) -> list[Message]:
    """Which document it was held against."""
    code, begun = views.place_of(of.version)
    visit.put(awaits=f"{DOCUMENT}:{code}:{begun}", form={"seen": visit.office.desk.digest(_place(of))}, about=code)
    return [views.ask(of)]


def typed_document(visit: Visit, about: str, said: str) -> list[Message]:
    """The document was typed."""
    code, _, begun = about.partition(":")
    return _typed_document(visit, code, begun, said)


@of_a_version
def _typed_document(visit: Visit, _: Officer, __: Role, of: Standing, said: str) -> list[Message]:
    line = " ".join(clean(said).split())
    if len(line) > LONGEST:
        return [told("confirming.too_long", most=LONGEST)]
    number, day, issuer = read_document(line)
    if not number:
        return [told("confirming.no_number")]
    if day is None:
        return [told("confirming.no_day")]
    if day > visit.day:
        return [told("confirming.late_day")]
    if not issuer:
        return [told("confirming.no_issuer")]
    document = plain(say("decision.signed", number=number, day=words.day(day), issuer=issuer))
    visit.put(form={**visit.talk.form, "document": document})
    return [views.sure(of.version, document)]


def read_document(line: str) -> tuple[str, date | None, str]:
    """Number, day and issuer of a document as they are typed; empty and None for what is not said."""
    number = _NUMBER.search(line)
    rest = _DATED.sub(" ", line.replace(number[0], " ", 1) if number else line)
    named = _ISSUER.fullmatch(rest)
    issuer = " ".join((named[1] if named else _FILLING.sub(" ", rest)).strip(" .,;").split())
    is_named = sum(part[0].isalpha() for part in issuer.split()) > 1
    return (number[0] if number else "", read_day(line), issuer if is_named else "")


@of_a_version
def confirmed(visit: Visit, officer: Officer, role: Role, of: Standing) -> list[Message]:
    """It is confirmed, unless it says something else by now than what was shown."""
    document, seen = visit.talk.form.get("document", ""), visit.talk.form.get("seen", "")
    visit.put(awaits="", form={})
    if not document:
        return confirm(visit, *views.place_of(of.version))
    try:
        visit.office.desk.confirm(_place(of), document, visit.day, officer.name, seen)
    except SaysOtherwiseError:
        return [told("confirming.changed")]
    _trace(visit, officer, role, of, Power.CONFIRM, document)
    return [views.done(of.version, document)]


@of_a_version
def unconfirm(visit: Visit, _: Officer, __: Role, of: Standing) -> list[Message]:
    """What was confirmed is to be taken back: it is asked once more."""
    visit.put(awaits="", form={})
    return [views.ask_withdraw(of.version)]


@of_a_version
def unconfirmed(visit: Visit, officer: Officer, role: Role, of: Standing) -> list[Message]:
    """It is confirmed no more."""
    if not visit.office.desk.withdraw(_place(of), officer.name):
        return [told("confirming.not_confirmed")]
    _trace(visit, officer, role, of, WITHDRAW, of.version.verified.document if of.version.verified else "")
    return [views.withdrawn(of.version)]


def _place(of: Standing) -> Place:
    return of.version.code, begins(of.version)


def _trace(visit: Visit, officer: Officer, role: Role, of: Standing, act: str, document: str) -> None:
    office, about = visit.office, f"procedure:{of.version.code}:{begins(of.version)}"
    office.traces.leave(office.at, officer.id, role, act, about, document)
