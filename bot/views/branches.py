"""Browsing: fields (lĩnh vực) with their counts, the procedures of one, and what changed lately."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from markupsafe import Markup

from bot.texts import say, words
from bot.views import facts, heirs, pages
from bot.views.choices import line
from bot.views.message import Button, Message, pairs, pressed
from bot.views.standing import deciding, decisions, standing
from knowledge.browsing import Branch, Recent
from knowledge.changes import ENDS
from knowledge.procedures import Decision
from knowledge.timeline import HOLDING, RECENT, Standing

Value = TypeVar("Value")

ON_A_PAGE = 8
NAME, DECISION = 150, 120


def fields(of: Sequence[Branch], page: str) -> Message:
    """One page of the fields."""
    number, count, shown = _on_page(of, page)
    lines = [_field_line(place, branch) for place, branch in enumerate(shown, 1)]
    buttons = [Button(str(place), pressed("field", branch.key, 1)) for place, branch in enumerate(shown, 1)]
    opening = say("fields.heading", fields=len(of), page=number, pages=count)
    return Message((opening, Markup("\n").join(lines), say("fields.how")), _rows(buttons, number, count, "fields"))


def _field_line(number: int, branch: Branch) -> Markup:
    name = branch.name or say("fields.unnamed")
    return say("fields.one", number=number, name=name, total=branch.total, commune=branch.commune)


def field(branch: Branch, of: Sequence[Standing], page: str) -> Message:
    """One page of a field's procedures."""
    number, count, shown = _on_page(of, page)
    lines = [_procedure_line(place, standing) for place, standing in enumerate(shown, 1)]
    name = branch.name or say("fields.unnamed")
    opening = say("fields.field", name=name, total=len(of), page=number, pages=count)
    rows = _rows(_picks(shown), number, count, "field", branch.key)
    back = Button(say("button.fields"), pressed("fields", 1))
    return Message((opening, Markup("\n").join(lines)), (*rows, (back,)))


def _procedure_line(number: int, of: Standing) -> Markup:
    name = words.shortened(of.version.display_name, NAME)
    return line(number, name, facts.levels(of.version))


def _picks(of: Sequence[Standing]) -> list[Button]:
    return [Button(str(place), pressed("pick", s.version.code)) for place, s in enumerate(of, 1)]


def _rows(buttons: Sequence[Button], page: int, count: int, *screen: str) -> tuple[tuple[Button, ...], ...]:
    numbers = tuple(tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4))
    turning = pages.turning(page, count, *screen)
    return (*numbers, turning) if turning else numbers


def _on_page(of: Sequence[Value], page: str) -> tuple[int, int, Sequence[Value]]:
    count = max(1, -(-len(of) // ON_A_PAGE))
    number = pages.within(page, count)
    return number, count, of[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]


def recent(of: Recent, day: date, page: str, heirs_of: Callable[[str], Sequence[Standing]]) -> Message:
    """What is new, amended, ended or coming, in plain words; or that the catalogue holds nothing of the kind.

    `heirs_of` gives what is used instead of something that ended.
    """
    changed = [*of.new, *of.amended, *of.ended, *of.coming, *of.ending]
    since, until = words.day(day - RECENT + timedelta(days=1)), words.day(day)
    browse = Button(say("button.fields"), pressed("fields", 1))
    if not changed:
        return Message((say("recent.none", since=since, until=until), say("recent.not_ours")), ((browse,),))
    cut = pages.filled(changed, lambda place, one: _changed_line(place, one, heirs_of(one.version.code)))
    number, count = pages.within(page, len(cut)), len(cut)
    shown, lines = zip(*cut[number - 1], strict=True)
    opening = say("recent.heading", since=since, until=until, number=len(changed), page=number, pages=count)
    rows = _rows(_picks(shown), number, count, "recent")
    return Message((opening, Markup("\n").join(lines), say("recent.not_ours")), (*rows, (browse,)))


def _changed_line(number: int, of: Standing, instead: Sequence[Standing]) -> Markup:
    """Something that changed: since when, by which decision, and what is used instead of what ended."""
    name, decided = words.shortened(of.version.display_name, NAME), decisions(_decided(of))
    by = say("changing.by", decision=words.shortened(decided, DECISION)) if decided else None
    now = say("changing.now", procedures=heirs.named(instead)) if instead else None
    return Markup("\n").join(part for part in (line(number, name, standing(of)), by, now) if part)


def _decided(of: Standing) -> tuple[Decision, ...]:
    """What decided the change that is told: the end that is to come, else what made it what it is."""
    is_to_end = of.status in HOLDING and of.version.ended in ENDS
    return of.version.ended_by if is_to_end else deciding(of)


def nearby(branches: Sequence[Branch]) -> tuple[tuple[Button, ...], ...]:
    """Ways on from a miss: the fields of what was looked at, all fields, and an officer."""
    shown = [Button(branch.name, pressed("field", branch.key, 1)) for branch in branches]
    ways_on = [
        Button(say("button.fields"), pressed("fields", 1)),
        Button(say("button.office"), pressed("office")),
        Button(say("button.consult"), pressed("consult")),
    ]
    return (*((button,) for button in shown), *pairs(ways_on))
