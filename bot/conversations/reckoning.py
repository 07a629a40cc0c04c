"""What became of a quarter's dossiers, typed in the chat (/hosoquy) by who may say so for a commune or a level.

/hosoquy ──▶ quarter ──▶ commune, or the whole level ──▶ the numbers ──▶ preview ──Lưu──▶ kept
                                                            └── do not add up: said, asked again
"""

import json
import re
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec
from zlib import crc32

from bot.conversations.visit import Visit
from bot.reports.quarter.dossier_repository import By, Entered
from bot.reports.quarter.dossiers import ALWAYS, MOST, DossierResults
from bot.reports.quarter.periods import Quarter, WrongPeriodError, quarter_of, read_quarter
from bot.review.officers import Officer
from bot.review.powers import Power, role_for, role_in
from bot.views import reckoning as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.procedures import Level
from knowledge.timeline import TWO_TIERS

P = ParamSpec("P")

QUARTER, NUMBERS = "dossier_quarter", "dossier_numbers"
"""What a chat awaits: which quarter, or the numbers of one."""

TYPED = (*ALWAYS, "late")
"""The numbers in the order in which they are typed; the last may be left out."""

NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|\d+", re.ASCII)
"""1.288 and 1288 alike."""

Act = Callable[Concatenate[Visit, Officer, P], list[Message]]


def for_who_may(act: Act[P]) -> Callable[Concatenate[Visit, P], list[Message]]:
    """An act for who may enter some results."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        officer = visit.officer
        if officer and role_for(officer, Power.REPORT):
            return act(visit, officer, *args, **kwargs)
        return [told("reckoning.not_yours" if officer else "chat.officers_only")]

    return guarded


def command(visit: Visit, words: str = "") -> list[Message]:
    """/hosoquy: of which quarter; one behind the command is that one."""
    return dossiers(visit, words)


@for_who_may
def dossiers(visit: Visit, officer: Officer, of: str = "", place: str = "") -> list[Message]:
    """Of which quarter, then of which commune or level, then what stands there and the numbers."""
    quarter = _quarter(visit, of)
    if quarter is None:
        visit.put(awaits=f"{QUARTER}:", form={}, about="", offered=())
        visit.arrive("dossiers")
        nearest = quarter_of(visit.day)
        return [*([told("reckoning.no_quarter")] if of else []), views.which_quarter([nearest.before, nearest])]
    theirs = _places(visit, officer, quarter)
    if place not in theirs and len(theirs) != 1:
        visit.put(awaits="", form={})
        visit.arrive("dossiers", quarter.key)
        return [views.which_place(quarter, theirs)] if theirs else [told("reckoning.not_this_unit")]
    return _ask(visit, quarter, place if place in theirs else next(iter(theirs)))


def _ask(visit: Visit, quarter: Quarter, place: str) -> list[Message]:
    """What stands of a place, and the numbers that it is to be."""
    visit.put(awaits=f"{NUMBERS}:{quarter.key}:{place}", form={})
    visit.arrive("dossiers", quarter.key, place)
    return [views.ask(quarter, _name(visit, quarter, place), _standing(visit, quarter, place))]


def typed_quarter(visit: Visit, _: str, words: str) -> list[Message] | None:
    """A quarter was typed; what is none is something else."""
    return dossiers(visit, words) if _quarter(visit, words) else None


def typed_numbers(visit: Visit, about: str, words: str) -> list[Message] | None:
    """The numbers were typed; words without any number are something else."""
    if not NUMBER.search(words):
        return None
    key, _, place = about.partition(":")
    return _typed_numbers(visit, key, place, words)


@for_who_may
def _typed_numbers(visit: Visit, officer: Officer, key: str, place: str, words: str) -> list[Message]:
    numbers = [int(found.replace(".", "")) for found in NUMBER.findall(words)]
    if not len(ALWAYS) <= len(numbers) <= len(TYPED) or max(numbers) > MOST:
        return [told("reckoning.how_many")]
    form = {"quarter": key, "place": place} | dict(zip(TYPED, map(str, numbers), strict=False))
    results = _results(form)
    wrong = list(visit.office.dossiers.faults([results], visit.day))
    if wrong:
        return [views.faults(wrong)]
    visit.put(form=form)
    return [views.preview(results, _name(visit, results.quarter, place), _token(form))]


@for_who_may
def keep(visit: Visit, officer: Officer, token: str) -> list[Message]:
    """What was shown at the preview stands from now on, with who said so."""
    form = dict(visit.talk.form)
    if "quarter" not in form or token != _token(form):
        return dossiers(visit)
    results, at = _results(form), visit.office.at
    role = role_in(officer, Power.REPORT, results.unit)
    if role is None or visit.office.dossiers.enter([results], By(at, officer.name, officer.id), visit.day):
        return [told("reckoning.not_this_unit"), *dossiers(visit)]
    visit.office.traces.leave(at, officer.id, role, Power.REPORT, ":".join(("dossiers", *results.place)), "")
    visit.put(form={}, awaits="")
    return [views.kept(results, _name(visit, results.quarter, form["place"]))]


def _quarter(visit: Visit, words: str) -> Quarter | None:
    """The quarter that some words name, if it has begun."""
    try:
        quarter = read_quarter(words)
    except WrongPeriodError:
        return None
    return quarter if quarter.first <= visit.day else None


def _places(visit: Visit, officer: Officer, quarter: Quarter) -> dict[str, str]:
    """What an officer may enter results of, with what it is called: communes of the time, then whole levels."""
    levels = [Level.COMMUNE] if quarter.first >= TWO_TIERS else [Level.DISTRICT, Level.COMMUNE]
    units = visit.office.dossiers.units().on(quarter.last)
    places = [*units, *map(str, levels)]
    theirs = [place for place in places if role_in(officer, Power.REPORT, _unit(place))]
    return {place: views.place_name(place, units.get(place)) for place in theirs}


def _unit(place: str) -> str:
    """The code of a commune; empty for a level."""
    return "" if place in set(Level) else place


def _name(visit: Visit, quarter: Quarter, place: str) -> str:
    return views.place_name(place, visit.office.dossiers.units().on(quarter.last).get(place))


def _results(form: dict[str, str]) -> DossierResults:
    """What was typed, as results."""
    place, numbers = form["place"], {name: int(form[name]) for name in TYPED if name in form}
    facts: dict[str, Any] = {"quarter": read_quarter(form["quarter"]), "unit": _unit(place), **numbers}
    return DossierResults(level=Level(place) if not _unit(place) else Level.COMMUNE, **facts)


def _standing(visit: Visit, quarter: Quarter, place: str) -> Entered | None:
    """What stands of a place by now."""
    unit, entered = _unit(place), visit.office.dossiers.of(quarter)
    level = Level.COMMUNE if unit else Level(place)
    return next((one for one in entered if one.results.unit == unit and one.results.level is level), None)


def _token(form: dict[str, str]) -> str:
    """What tells one preview from another, so that its button keeps what it showed and nothing else."""
    return f"{crc32(json.dumps(form, sort_keys=True).encode()):x}"


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {QUARTER: typed_quarter, NUMBERS: typed_numbers}
"""What takes the next words, by what a chat awaits."""
