"""The one description of a table: its columns as a form asks for them, its rows, its history, and what keeps it.

What is typed is held against the columns first, then against what the table itself knows; a fault is one sentence
beside its field, and nothing that was typed is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from markupsafe import Markup

from bot.conversations.spans import read_day
from bot.petitions.parts import tidy
from bot.review.officers import Role
from bot.review.powers import Power
from bot.texts import say, words
from bot.web.desk.seat import Seat

NEW = "moi"
"""The key of a row that does not stand yet; what it is to become may follow behind a dash."""

SEPARATOR = ","
"""Between the choices of a column that takes several."""

Values = Mapping[str, str]
"""What a form holds, by the names of its columns; days as 2026-12-31, several choices in one word."""

Faults = Mapping[str, Markup]
"""What is wrong, by the names of columns."""


class ChangedError(Exception):
    """Somebody changed a row since it was shown."""


class ColumnKind(StrEnum):
    """How a value is typed."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Column:
    """One value of a row: the key of its label, and what can stand there."""

    name: str
    kind: ColumnKind
    label: str
    how: str = ""  # the key of a sentence that says how it is typed
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)  # by what a form sends, as they are called
    longest: int = 200
    aside: bool = False  # it says how the others are kept, and is no change by itself

    @property
    def title(self) -> Markup:
        """What it is called, by itself in a line."""
        return begun(say(self.label))

    def read(self, typed: Sequence[str]) -> str:
        """What was typed, as it is kept; a day that is none stays as it was typed."""
        if self.kind is ColumnKind.SEVERAL:
            return SEPARATOR.join(one for one in self.choices if one in typed)
        text = tidy("".join(typed[:1]))
        if self.kind is ColumnKind.TEXT:
            return text
        line = " ".join(text.split())
        return _day(line) if self.kind is ColumnKind.DAY else line

    def fault(self, value: str) -> Markup | None:
        """What is wrong with a value; None where nothing is."""
        if not value:
            return say("reference.fault_empty") if self.required else None
        if len(value) > self.longest and self.kind in {ColumnKind.LINE, ColumnKind.TEXT}:
            return say("reference.fault_long", most=self.longest, number=len(value))
        if self.kind is ColumnKind.DAY and day_of(value) is None:
            return say("reference.fault_day")
        if self.kind is ColumnKind.CHOICE and value not in self.choices:
            return say("reference.fault_choice")
        return None

    def sent(self, value: str) -> list[str]:
        """What a form sends for a value, field by field."""
        return [one for one in value.split(SEPARATOR) if one] if self.kind is ColumnKind.SEVERAL else [value]

    def shown(self, value: str) -> str:
        """A value as a form shows it to be typed over: days as people write them."""
        day = day_of(value) if self.kind is ColumnKind.DAY else None
        return words.day(day) if day else value

    def said(self, value: str) -> str:
        """A value as people read it."""
        if self.kind in {ColumnKind.CHOICE, ColumnKind.SEVERAL}:
            return "; ".join(self.choices.get(one, one) for one in value.split(SEPARATOR) if one)
        return self.shown(value)


@dataclass(frozen=True, slots=True)
class Row:
    """A row in the list: how its cells read, and whether something is said of it that others are not."""

    key: str
    cells: Sequence[str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What stood in a row: since when, by whom, and until when it was said."""

    at: datetime | None
    by: str
    said: Sequence[tuple[str, str]]  # what each column is called, and what stood there
    ended_at: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A row as it stands, or as a form for a new one begins."""

    title: str
    columns: Sequence[Column]
    values: Values
    seen: str = ""  # tells what stands now apart from what stands later
    facts: Sequence[tuple[str, str]] = ()  # what is shown and cannot be changed
    past: Sequence[Past] = ()
    notes: Sequence[Markup] = ()
    may_end: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A table: `heads` are the keys of the names of what its list shows."""

    key: str  # in the address
    title: str
    how: str
    about: str  # what the trail calls its rows
    power: Power | None  # who may change it; None: nobody, and `how` says why
    heads: Sequence[str]
    rows: Callable[[Seat], Sequence[Row]]
    row: Callable[[Seat, str], Standing | None]
    role: Callable[[Seat, str], Role | None] = lambda seat, key: None
    begins: Mapping[str, str] = field(default_factory=dict)  # keys of new rows, and the keys of their names
    check: Callable[[Seat, str, Values], Faults] = lambda seat, key, values: {}
    shown: Callable[[Seat, str, Values], Sequence[Markup]] = lambda seat, key, values: ()  # before it is kept
    save: Callable[[Seat, str, Values, str], str] = lambda seat, key, values, seen: key  # raises ChangedError
    end: Callable[[Seat, str, str], None] = lambda seat, key, seen: None  # raises ChangedError
    ends: str = ""  # the key of what ending a row means


Words = TypeVar("Words", str, Markup)


def begun(text: Words) -> Words:
    """Words as a line begins with them: their first letter is a capital."""
    return text[:1].upper() + text[1:]


def day_of(value: str) -> date | None:
    """A day as a form holds it."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _day(typed: str) -> str:
    """A day as it is kept, however it was typed: 2026-12-31, 31/12/2026."""
    found = day_of(typed) or read_day(typed)
    return found.isoformat() if found else typed


def faults_of(columns: Sequence[Column], values: Values) -> dict[str, Markup]:
    """What the columns alone find wrong."""
    found = {column.name: column.fault(values[column.name]) for column in columns}
    return {name: fault for name, fault in found.items() if fault}
