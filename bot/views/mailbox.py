"""The officers' mailbox: what waits, by filter, a few to a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.petitions.categories import categories
from bot.petitions.mailbox import NOWHERE, Box
from bot.petitions.petition import Petition
from bot.texts import say, words
from bot.views import pages
from bot.views.board import days_left, state_of
from bot.views.message import Button, Message, pairs, pressed
from bot.views.petition import day_of

ON_A_PAGE = 5
WORDS = 70
"""Characters of a petition's words in a line."""

VALUED = (Box.UNIT, Box.FIELD)
"""Filters that ask which."""

FOUND = "found"
"""Stands for what was searched for, beside the filters."""


@dataclass(frozen=True, slots=True)
class Line:
    """A petition in the list, and how far its due day is off."""

    petition: Petition
    left: int = 0
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list: what it is of, how many there are in all, the counts of every filter that is offered."""

    box: str
    value: str = ""  # of a unit or field
    name: str = ""  # what the unit or field is called, or what was searched for
    lines: Sequence[Line] = ()
    number: int = 0
    page: int = 1
    counts: Mapping[Box, int] = field(default_factory=dict)
    doors: Sequence[str] = ()  # verbs of what else may be wanted


def listed(of: Listed) -> Message:
    """A page of petitions by number, with the counts at its top."""
    count = _pages(of.number)
    heading = say("mailbox.list", name=_name(of), number=of.number, page=of.page, pages=count)
    shown = list(enumerate(of.lines, 1))
    lines = [_line(place, line) for place, line in shown] or [say("mailbox.empty")]
    numbers = tuple(Button(str(place), pressed("board", line.petition.code)) for place, line in shown)
    turning = pages.turning(of.page, count, "mailbox", of.box, *filter(None, (of.value,)))
    told: tuple[Markup, ...] = (_counts(of.counts), heading, Markup("\n").join(lines))
    if of.box == Box.TODO:
        told = (say("mailbox.heading"), *told, say("mailbox.how"))
    doors = pairs([Button(say(f"mailbox.{door}"), pressed(door)) for door in of.doors])
    return Message(told, (*filter(None, (numbers, turning)), *_filters(of.counts), *doors))


def page_of(page: str, number: int) -> int:
    """Which page of so many petitions is meant."""
    return pages.within(page, _pages(number))


def _pages(number: int) -> int:
    return max(1, -(-number // ON_A_PAGE))


def _name(of: Listed) -> Markup:
    return say("mailbox.of", value=of.name) if of.name else say(f"box.{of.box}")


def _counts(counts: Mapping[Box, int]) -> Markup:
    """How much stands in each filter, in one paragraph."""
    parts = [say("mailbox.count", name=say(f"box.{box}"), number=number) for box, number in counts.items()]
    return Markup("; ").join(parts)


def _filters(counts: Mapping[Box, int]) -> tuple[tuple[Button, ...], ...]:
    boxes = [Button(say(f"box.{box}"), pressed("mailbox", box)) for box in (*counts, *VALUED)]
    return pairs([*boxes, Button(say("button.search"), pressed("seek"))])


def _line(place: int, of: Line) -> Markup:
    petition = of.petition
    return say(
        "mailbox.line",
        number=place,
        code=petition.code,
        field=say(f"category.{petition.category}"),
        state=words.shortened(state_of(petition), WORDS),
        due=_due(of),
        words=words.shortened(petition.words, WORDS),
    )


def _due(of: Line) -> Markup:
    if of.petition.due_at is None:
        return say("mailbox.stands")
    return say("mailbox.due", day=day_of(of.petition.due_at), left=days_left(of.left, overdue=of.overdue))


def values(box: Box, counts: Mapping[str, int], names: Mapping[str, str]) -> Message:
    """The units or fields that have open petitions, with how many."""
    shown = list(enumerate(counts.items(), 1))
    lines = [say("mailbox.value", number=n, name=names.get(value, value), count=many) for n, (value, many) in shown]
    numbers = [Button(str(n), pressed("mailbox", box, value)) for n, (value, _) in shown]
    told = (say(f"mailbox.which_{box}"), Markup("\n").join(lines) if lines else say("mailbox.empty"))
    back = (Button(say("button.mailbox"), pressed("mailbox")),)
    return Message(told, (*filter(None, (tuple(numbers[:5]), tuple(numbers[5:]))), back))


def field_names(keys: Iterable[str]) -> dict[str, str]:
    """What fields are called, of keys that are such."""
    return {key: str(say(f"category.{key}").unescape()) for key in keys if key in categories()}


def nowhere() -> dict[str, str]:
    """What no unit yet is called."""
    return {NOWHERE: str(say("mailbox.nowhere").unescape())}


def ask() -> Message:
    """Words to look for are asked for."""
    return Message((say("mailbox.seek"),), ((Button(say("button.mailbox"), pressed("mailbox")),),))
