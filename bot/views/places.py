"""Communes: which one she lives in, what is remembered, and whom to meet there."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.texts import say
from bot.views.facts import commune
from bot.views.message import Button, Message, pressed
from knowledge.communes import Communes, Place
from knowledge.contacts import ContactPoint


def which(communes: Communes, offered: Sequence[Place], opening: Markup, after: Sequence[str]) -> Message:
    """Numbered communes to choose from; `after` is the screen she came from and returns to."""
    lines = [_line(number, communes, place) for number, place in enumerate(offered, 1)]
    numbers = [_button(str(number), place, after) for number, place in enumerate(offered, 1)]
    rows = tuple(tuple(numbers[at : at + 4]) for at in range(0, len(numbers), 4))
    elsewhere = Button(say("button.elsewhere"), pressed("live", "-", "", *after))
    return Message((opening, Markup("\n").join(lines), say("commune.how")), (*rows, (elsewhere,)))


def _line(number: int, communes: Communes, place: Place) -> Markup:
    if place.former:
        return say("commune.choice_former", number=number, commune=_capital(commune(place)))
    old = ", ".join(unit.name for unit in communes.former_of(place.commune))
    return say("commune.choice", number=number, commune=_capital(commune(place)), old=old)


def _capital(named: Markup) -> Markup:
    """A name at the beginning of a line."""
    return named[:1].upper() + named[1:]


def _button(label: str, place: Place, after: Sequence[str]) -> Button:
    former = place.former.code if place.former else ""
    return Button(label, pressed("live", place.commune.code, former, *after))


def remembered(place: Place | None) -> Message:
    """What is remembered from now on."""
    if place is None:
        return Message((say("commune.elsewhere"), say("commune.change")))
    here = say("commune.in_province", body=commune(place))
    return Message((say("commune.remembered", commune=here), say("commune.change")))


def lives_here(place: Place) -> Message:
    """What /xa says to who told it before."""
    buttons = (Button(say("button.move"), pressed("commune")), Button(say("button.forget"), pressed("forget")))
    here = say("commune.in_province", body=commune(place))
    return Message((say("commune.known", commune=here), say("commune.what_for")), (buttons,))


def contact(place: Place, points: Sequence[ContactPoint], after: str) -> Message:
    """Whom to meet: each office with what it filled in; what is empty is said to be empty."""
    here = say("commune.in_province", body=commune(place))
    offices = [_office(point) for point in points] or [say("contact.none")]
    back = [Button(say("button.pick"), pressed("pick", after))] if after else []
    move = Button(say("button.move"), pressed("commune", "office", after))
    return Message((say("contact.heading", commune=here), *offices), ((*back, move),))


def _office(point: ContactPoint) -> Markup:
    told = [
        say("contact.address", value=point.address) if point.address else None,
        say("contact.hours", value=point.hours) if point.hours else None,
        say("contact.phone", value=point.phone) if point.phone else None,
        say("contact.map", value=point.map) if point.map else None,
    ]
    missing = [say(f"missing.{name}") for name in ("address", "hours", "phone") if not getattr(point, name)]
    empty = say("contact.not_filled", what=Markup(", ").join(missing)) if missing else None
    sourced = say("line.source", value=point.source.label) if point.address else None
    lines = (say("contact.office", name=point.name), *told, empty, sourced)
    return Markup("\n").join(line for line in lines if line)
