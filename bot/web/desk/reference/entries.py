"""What the tables share that keep what the office says by a key: what was seen, what stood before, who is first."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.petitions.entries import Entry, EntryRepository, NotSoEntryError
from bot.texts import say
from bot.web.desk.reference.description import ChangedError, Column, ColumnKind, Past
from bot.web.desk.seat import Seat

OFFERED, NOT_OFFERED = "yes", "no"


def offered() -> Column:
    """Whether officers are offered a row when they write."""
    choices = {OFFERED: str(say("reference.offered_yes")), NOT_OFFERED: str(say("reference.offered_no"))}
    return Column("offered", ColumnKind.CHOICE, "reference.offered", required=True, choices=choices)


def seen_of(entry: Entry | None) -> str:
    """What tells an entry from the one after it."""
    return str(entry.id) if entry else ""


def history(said: Sequence[Entry], lines: Callable[[Entry], Sequence[tuple[str, str]]]) -> list[Past]:
    """What was said, the newest first."""
    return [Past(one.made_at, one.made_by, lines(one), one.ended_at, one.ended_by) for one in reversed(said)]


def put(seat: Seat, own: EntryRepository, key: str, facts: Mapping[str, Any], seen: str) -> None:
    """The office says something else under a key. Raises ChangedError."""
    try:
        own.put(key, facts, seat.officer.id, seat.office.at, seen=_number(seen))
    except NotSoEntryError:
        raise ChangedError from None


def end(seat: Seat, own: EntryRepository, key: str, seen: str) -> None:
    """What the office said under a key holds no more. Raises ChangedError."""
    try:
        own.end(key, seat.officer.id, seat.office.at, seen=_number(seen))
    except NotSoEntryError:
        raise ChangedError from None


def _number(seen: str) -> int:
    return int(seen) if seen.isdecimal() and len(seen) < 10 else 0
