"""Life events: what a family needs after a birth or a death, in order, for a message that names no procedure.

`life_events.csv` holds them. A row's `kind` says what its `value` is: the `title` of an event, a `procedure` a family
needs, a phrase that `tells` the event, also as the whole message, a `trigger` that tells it only when the message asks
what is to be done. Rows of no event serve all: a phrase that `asks` what is to be done, a `filler`, a chat `spelling`
("j=gì"). A message with any other word asks for something of its own, and is none.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.asking.phrases import Found, Phrase, Phrases

FILE = "life_events.csv"
COLUMNS = ("event", "kind", "value", "note", "source")
TITLE, PROCEDURE, TELLS, TRIGGER = "title", "procedure", "tells", "trigger"
ASKS, FILLER, SPELLING = "asks", "filler", "spelling"
OF_EVENTS = frozenset({TITLE, PROCEDURE, TELLS, TRIGGER})
OF_ALL = frozenset({ASKS, FILLER, SPELLING})


class EventsFileError(ValueError):
    """A row of the events that cannot be used; says the row, the column and what would be right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the event it belongs to, and what its value is."""

    event: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a family, as it is called, and the codes of what it needs, in order."""

    key: str
    title: str
    codes: tuple[str, ...]


class Events:
    """Knows the events; complete when constructed."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows; the procedures of an event in the order of the rows."""
        rows = tuple(rows)
        self.events = {row.event: _event(row, rows) for row in rows if row.kind == TITLE}
        spellings = dict(row.value.split("=", 1) for row in rows if row.kind == SPELLING)
        told = (row for row in rows if row.kind in {TELLS, TRIGGER, ASKS, FILLER})
        self._phrases = Phrases((Phrase(row.value, row, strict=row.kind != FILLER) for row in told), spellings)

    @classmethod
    def read(cls, folder: Path) -> "Events":
        """The events of a data folder. Raises EventsFileError for the first row that cannot be used."""
        with (folder / FILE).open(encoding="utf-8", newline="") as lines:
            return cls([_row(row, number) for number, row in enumerate(csv.DictReader(lines), start=2)])

    def of(self, words: str) -> Event | None:
        """The event a message tells; None when it asks for one thing, or tells none or two. Never raises."""
        message = self._phrases.read(words)
        if not self._phrases.may_be_all_of(message):
            return None
        found = self._phrases.all_in(message)
        if sum(len(one.places) for one in found) < len(message):
            return None
        asks = any(row.kind == ASKS for one in found for row in one.meant)
        told = {row.event for row in _telling(found) if asks or row.kind == TELLS}
        return self.events.get(told.pop()) if len(told) == 1 else None


def _telling(found: Iterable[Found[Row]]) -> list[Row]:
    return [row for one in found for row in one.meant if row.kind in {TELLS, TRIGGER}]


def _event(title: Row, rows: Sequence[Row]) -> Event:
    codes = tuple(row.value for row in rows if row.event == title.event and row.kind == PROCEDURE)
    return Event(title.event, title.value, codes)


def _row(cells: Mapping[str, str | None], number: int) -> Row:
    cell = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    place = f"{FILE}, row {number} ({cell['value']})"
    if not any(letter.isalnum() for letter in cell["value"]):
        raise EventsFileError(f"{FILE}, row {number}: value is empty")
    if cell["kind"] not in OF_EVENTS | OF_ALL:
        raise EventsFileError(f"{place}, kind: '{cell['kind']}' is none of {', '.join(sorted(OF_EVENTS | OF_ALL))}")
    if bool(cell["event"]) != (cell["kind"] in OF_EVENTS):
        raise EventsFileError(
            f"{place}, event: a {cell['kind']} {'needs one' if cell['kind'] in OF_EVENTS else 'has none'}"
        )
    if cell["kind"] == SPELLING and not all(cell["value"].partition("=")):
        raise EventsFileError(f"{place}, value: a spelling is written as typed=meant")
    return Row(cell["event"], cell["kind"], cell["value"])
