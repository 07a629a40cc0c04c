"""What an officer fills in about an office: which, what stands there, one part of it, and what stood there before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from bot.clock import VIET_NAM
from bot.texts import say, words
from bot.views import pages
from bot.views.facts import commune
from bot.views.message import Button, Message, pairs, pressed
from knowledge.communes import Place
from knowledge.contacts import COMMITTEE, ContactPoint
from knowledge.procedures import Reception

OFFERED = (Reception.ONE_STOP, COMMITTEE, Reception.POLICE, Reception.MILITARY)
"""The offices that citizens are shown."""

PARTS = ("name", "address", "hours", "phone", "map")
"""What an office is made of, in the order it is shown."""

FREE = frozenset({"address", "hours", "phone", "map"})
"""What may be left empty."""

VALUE = 300
"""Characters of a value in a list of changes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said of an office: since when it holds, who said it, and when."""

    point: ContactPoint
    since: date | None
    by: str  # empty: the shipped catalogue
    at: datetime


def which(of: Mapping[str, str]) -> Message:
    """Which commune; those of the officer alone."""
    buttons = [Button(name, pressed("offices", code)) for code, name in of.items()]
    return Message((say("contacting.which"),), pairs(buttons))


def which_kind(place: Place) -> Message:
    """Which office of a commune."""
    code = place.commune.code
    buttons = [Button(say(f"contacting.kind_{kind}"), pressed("office_at", code, kind)) for kind in OFFERED]
    named = commune(place)
    return Message((say("contacting.which_kind", commune=named[:1].upper() + named[1:]),), pairs(buttons))


def filled(unit: str, kind: str, now: Kept, coming: Sequence[Kept]) -> Message:
    """What stands there of an office, what is to stand there, and the ways to change each part of it."""
    lines = [_part(part, getattr(now.point, part)) for part in PARTS[1:]]
    since = [say("contacting.since", day=words.day(now.since))] if now.since else []
    by = say("contacting.by", name=now.by, day=_day(now.at)) if now.by else say("contacting.by_release")
    ahead = [_coming(one, now) for one in coming]
    told = (say("contacting.one", name=now.point.name), Markup("\n").join([*lines, *since]), *ahead, by)
    ways = [Button(say(f"contacting.mend_{part}"), pressed("office_mend", unit, kind, part)) for part in PARTS[1:]]
    ways.append(Button(say("contacting.mend_name"), pressed("office_mend", unit, kind, "name")))
    ways.append(Button(say("contacting.history"), pressed("office_past", unit, kind, 1)))
    ways.append(Button(say("contacting.other_kind"), pressed("offices", unit)))
    ways.append(Button(say("contacting.other_unit"), pressed("offices")))
    return Message(told, pairs(ways))


def _part(part: str, value: str) -> Markup:
    what = say(f"contacting.{part}")
    return say("contacting.filled", what=what, value=value) if value else say("contacting.empty", what=what)


def _coming(of: Kept, now: Kept) -> Markup:
    """What will be otherwise, and from which day."""
    changed = [_part(part, _value(of, part)) for part in PARTS if _value(of, part) != _value(now, part)]
    return say("contacting.coming", day=words.day(of.since or _date(of.at)), what=Markup("; ").join(changed))


def _value(of: Kept, part: str) -> str:
    value: str = getattr(of.point, part)
    return value


def ask(unit: str, kind: str, part: str, now: Kept) -> Message:
    """A part is asked for, beside what stands there; most may be left empty."""
    clear = [Button(say("contacting.clear"), pressed("office_clear", unit, kind, part))] if part in FREE else []
    back = Button(say("contacting.back"), pressed("office_at", unit, kind))
    told = say("contacting.one", name=now.point.name), _part(part, _value(now, part)), say(f"contacting.ask_{part}")
    return Message(told, ((*clear, back),))


def preview(unit: str, kind: str, part: str, value: str, day: date, now: Kept, token: str) -> Message:
    """What will stand there, and from which day, before it does."""
    nothing = say("contacting.nothing")
    told = {"what": say(f"contacting.{part}"), "value": value or nothing, "before": _value(now, part) or nothing}
    heading = say("contacting.preview", name=now.point.name, day=words.day(day))
    ways = [
        Button(say("contacting.save"), pressed("office_keep", token)),
        Button(say("button.rewrite"), pressed("office_mend", unit, kind, part)),
        Button(say("contacting.back"), pressed("office_at", unit, kind)),
    ]
    return Message((heading, say("contacting.was", **told), say("contacting.ask_day")), pairs(ways))


def saved(day: date) -> Message:
    """It is kept."""
    return Message((say("contacting.saved", day=words.day(day)),))


def history(unit: str, kind: str, of: Sequence[Kept], page: str) -> Message:
    """What stood there before, the newest first."""
    back = Button(say("contacting.back"), pressed("office_at", unit, kind))
    if not of:
        return Message((say("contacting.history_none"),), ((back,),))
    cut = pages.cut([_past(one) for one in of])
    number = pages.within(page, len(cut))
    heading = say("contacting.history_heading", name=of[0].point.name, page=number, pages=len(cut))
    turning = pages.turning(number, len(cut), "office_past", unit, kind)
    return Message((heading, Markup("\n\n").join(cut[number - 1])), (*((turning,) if turning else ()), (back,)))


def _past(of: Kept) -> Markup:
    by = say("contacting.by_office", name=of.by) if of.by else say("contacting.by_release")
    since = [say("contacting.since", day=words.day(of.since))] if of.since else []
    lines = [_part(part, words.shortened(_value(of, part), VALUE)) for part in PARTS]
    return Markup("\n").join([say("contacting.history_one", day=_day(of.at), by=by), *lines, *since])


def _date(at: datetime) -> date:
    return at.astimezone(VIET_NAM).date()


def _day(at: datetime) -> str:
    return words.day(_date(at))
