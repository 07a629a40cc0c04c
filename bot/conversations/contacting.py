"""Offices filled in from the chat (/coquan): address, hours, telephone, map, each from a day on.

/coquan ──▶ commune ──▶ office ──▶ what stands there ──Sửa …──▶ the value ──▶ preview ──Lưu──▶ kept
                                       │                                        └──another day──▶ preview
                                       └──Các lần thay đổi──▶ what stood there before
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Concatenate, ParamSpec
from zlib import crc32

from bot.conversations.spans import read_day
from bot.conversations.visit import Visit
from bot.petitions.identity import read_phone, shown_phone
from bot.petitions.wording import clean
from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for, role_in
from bot.texts import say
from bot.views import contacting as views
from bot.views.contacting import FREE, OFFERED, PARTS, Kept
from bot.views.message import Message, plain
from bot.views.notice import told
from knowledge.cells import ADDRESS
from knowledge.communes import Place
from knowledge.contact_points import SaidContact
from knowledge.procedures import Source
from knowledge.tables import OFFICE

P = ParamSpec("P")

LONGEST = 200
"""Characters of one part."""

UNIT, VALUE, DAY = "office_unit", "office_value", "office_day"
"""What a chat awaits: a commune, the value of a part, the day from which it is so."""

Act = Callable[Concatenate[Visit, Officer, P], list[Message]]


def for_who_may(act: Act[P]) -> Callable[Concatenate[Visit, P], list[Message]]:
    """An act for who may fill in some office."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        if officer and role_for(officer, Power.FILL_IN):
            return act(visit, officer, *args, **kwargs)
        return [told("contacting.not_yours" if officer else "chat.officers_only")]

    return guarded


def at_an_office(act: Act[P]) -> Callable[Concatenate[Visit, str, str, P], list[Message]]:
    """An act at an office of a commune that the officer's role is for; any other leads to the communes."""

    @for_who_may
    def guarded(
        visit: Visit, officer: Officer, unit: str, kind: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> list[Message]:
        if _place(visit, unit) is None or kind not in OFFERED:
            return offices(visit)
        if role_in(officer, Power.FILL_IN, unit) is None:
            return [told("contacting.not_this_unit"), *offices(visit)]
        visit.put(form={"unit": unit, "kind": kind})
        return act(visit, officer, *args, **kwargs)

    return guarded


def command(visit: Visit) -> list[Message]:
    """/coquan: which commune, or its offices where there is but one."""
    return offices(visit)


@for_who_may
def offices(visit: Visit, officer: Officer, unit: str = "") -> list[Message]:
    """The communes of the officer, or the offices of one."""
    theirs = [one for one in visit.office.catalogue.communes.of_today() if role_in(officer, Power.FILL_IN, one.code)]
    wanted = next((one for one in theirs if one.code == unit or len(theirs) == 1), None)
    visit.put(awaits=f"{UNIT}:", form={}, about="", offered=())
    visit.arrive("offices", unit)
    if wanted:
        return [views.which_kind(Place(wanted, None))]
    names = {one.code: plain(say("commune.name", kind=one.kind, name=one.name)) for one in theirs}
    return [views.which(names)]


def typed_unit(visit: Visit, _: str, words: str) -> list[Message] | None:
    """The name of a commune was typed, and nothing else."""
    naming = visit.office.catalogue.communes.read(words)
    if naming is None or not naming.whole or len(naming.places) != 1:
        return None
    return offices(visit, naming.places[0].commune.code)


@at_an_office
def office(visit: Visit, _: Officer) -> list[Message]:
    """What stands there of an office."""
    unit, kind = _which(visit)
    visit.put(awaits="")
    visit.arrive("office_at", unit, kind)
    now, coming = _stands(visit)
    return [views.filled(unit, kind, now, coming)] if now else offices(visit, unit)


@at_an_office
def mend(visit: Visit, _: Officer, part: str) -> list[Message]:
    """A part is asked for."""
    unit, kind = _which(visit)
    now, _coming = _stands(visit)
    if part not in PARTS or now is None:
        return office(visit, unit, kind)
    visit.put(awaits=f"{VALUE}:{unit}:{kind}:{part}")
    return [views.ask(unit, kind, part, now)]


def typed_value(visit: Visit, about: str, words: str) -> list[Message]:
    """The value of a part was typed."""
    unit, kind, part = about.split(":")
    return _typed_value(visit, unit, kind, part, words)


@at_an_office
def _typed_value(visit: Visit, _: Officer, part: str, words: str) -> list[Message]:
    value = read_part(part, " ".join(clean(words).split()))
    if value is None:
        return [told(f"contacting.fault_{part}", most=LONGEST)]
    return _preview(visit, part, value, visit.day)


def read_part(part: str, said: str) -> str | None:
    """A part as it is kept; None for what cannot be one."""
    if not said or len(said) > LONGEST:
        return None
    if part == "phone":
        phone = read_phone(said)
        return shown_phone(phone) if phone else None
    if part == "map":
        return said if ADDRESS.fullmatch(said) else None
    if part == "hours":
        return said if any(sign.isdigit() for sign in said) else None
    return said if any(sign.isalpha() for sign in said) else None


@at_an_office
def clear(visit: Visit, _: Officer, part: str) -> list[Message]:
    """A part is to be empty."""
    return _preview(visit, part, "", visit.day) if part in FREE else office(visit, *_which(visit))


def _preview(visit: Visit, part: str, value: str, day: date) -> list[Message]:
    """What will stand there from a day on, and whether it is to."""
    unit, kind = _which(visit)
    now = _on(visit, day)
    if now is None:
        return office(visit, unit, kind)
    before = getattr(now.point, part)
    if before == value:
        return [told("contacting.unchanged"), *office(visit, unit, kind)]
    form = {"unit": unit, "kind": kind, "part": part, "value": value, "day": day.isoformat(), "before": before}
    visit.put(form=form, awaits=f"{DAY}:{unit}:{kind}")
    return [views.preview(unit, kind, part, value, day, now, _token(form))]


def typed_day(visit: Visit, about: str, words: str) -> list[Message] | None:
    """Another day was typed at the preview; what is no day is something else."""
    day, form = read_day(words), dict(visit.talk.form)
    if day is None or form.get("part") not in PARTS:
        return None
    unit, kind = about.split(":")
    return _typed_day(visit, unit, kind, form["part"], form["value"], day)


@at_an_office
def _typed_day(visit: Visit, _: Officer, part: str, value: str, day: date) -> list[Message]:
    past = [told("contacting.past_day")] if day < visit.day else []
    return [*past, *_preview(visit, part, value, max(day, visit.day))]


def keep(visit: Visit, token: str) -> list[Message]:
    """What was shown at the preview stands there from its day on."""
    form = dict(visit.talk.form)
    if form.get("part") not in PARTS or token != _token(form):
        return offices(visit)
    return _keep(visit, form["unit"], form["kind"], form)


@at_an_office
def _keep(visit: Visit, officer: Officer, form: dict[str, str]) -> list[Message]:
    unit, kind = _which(visit)
    day, part, value = date.fromisoformat(form["day"]), form["part"], form["value"]
    now, role = _on(visit, day), role_in(officer, Power.FILL_IN, unit)
    if now is None or role is None or getattr(now.point, part) != form["before"]:
        return [told("contacting.changed"), *office(visit, unit, kind)]
    point = replace(now.point, source=_source(visit, now))
    visit.office.desk.put(point, part, value, day, officer.name)
    _trace(visit, officer, role, part)
    return [views.saved(day), *office(visit, unit, kind)]


def _source(visit: Visit, of: Kept) -> Source:
    """Who says so: the office itself, on this day."""
    label = plain(say("contacting.source", name=of.point.name))
    key = f"office {of.point.unit} {of.point.kind} {visit.day}"
    return Source(key, label, visit.day, f"{visit.day.month}/{visit.day.year}")


def _trace(visit: Visit, officer: Officer, role: Role, part: str) -> None:
    unit, kind = _which(visit)
    visit.office.traces.leave(visit.office.at, officer.id, role, Power.FILL_IN, f"office:{unit}:{kind}", part)


@at_an_office
def past(visit: Visit, _: Officer, page: str = "1") -> list[Message]:
    """What was said of an office, the newest first."""
    unit, kind = _which(visit)
    visit.arrive("office_past", unit, kind, page)
    said = visit.office.desk.offices(unit, kind)
    return [views.history(unit, kind, [_kept(one) for one in reversed(said)], page)]


def _which(visit: Visit) -> tuple[str, str]:
    """The office at hand."""
    return visit.talk.form["unit"], visit.talk.form["kind"]


def _place(visit: Visit, unit: str) -> Place | None:
    return visit.office.catalogue.communes.place(unit, "")


def _stands(visit: Visit) -> tuple[Kept | None, list[Kept]]:
    """What stands of the office at hand today, and what is to stand later."""
    said = [one for one in visit.office.desk.offices(*_which(visit)) if one.recorded_to is None]
    coming = [_kept(one) for one in said if one.contact.valid_from and one.contact.valid_from > visit.day]
    return _on(visit, visit.day), coming


def _on(visit: Visit, day: date) -> Kept | None:
    """What is said of the office at hand for a day."""
    said = [one for one in visit.office.desk.offices(*_which(visit)) if one.recorded_to is None]
    return next((_kept(one) for one in said if one.contact.holds_on(day)), None)


def _kept(said: SaidContact) -> Kept:
    by = said.recorded_by if said.origin == OFFICE else ""
    return Kept(said.contact, said.contact.valid_from, by, said.recorded_from)


def _token(form: dict[str, str]) -> str:
    """What tells one preview from another, so that its button keeps what it showed and nothing else."""
    return f"{crc32(json.dumps(form, sort_keys=True).encode()):x}"


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    UNIT: typed_unit,
    VALUE: typed_value,
    DAY: typed_day,
}
"""What takes the next words, by what a chat awaits."""
