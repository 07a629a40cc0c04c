"""What stands in an address, read with bounds: whatever is no such thing is left out."""

from datetime import date

from bot.conversations.spans import read_day

DIGITS = 6

LONGEST_ID = 10

DAYS = ("ngay", "tu", "den")
"""What days are called in addresses."""

LONGEST_DAY = 60
"""Characters in which a day is looked for."""


def number_in(typed: str, most: int) -> int:
    """A number from 1 on, no more than `most`; 1 for what is none."""
    return min(max(int(typed), 1), most) if typed.isdecimal() and len(typed) < DIGITS else 1


def id_in(typed: str) -> int:
    """A number of a row of ours; 0 for what is none."""
    return int(typed) if typed.isdecimal() and len(typed) < LONGEST_ID else 0


def day_in(typed: str) -> date | None:
    """A day as it is typed or as an address carries it (31/12/2026, 2026-12-31), of these times; None for none."""
    day = day_of(typed.strip()) or read_day(typed[:LONGEST_DAY])
    return day if day and date(1945, 1, 1) <= day <= date(2999, 12, 31) else None


def is_no_day(typed: str) -> bool:
    """Whether something stands where a day belongs that is none."""
    return bool(typed.strip()) and day_in(typed) is None


def day_of(written: str) -> date | None:
    """A day as an address carries it: 2026-12-31; None for anything else."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
