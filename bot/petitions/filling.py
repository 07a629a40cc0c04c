"""The blanks of a template: what was typed for them, one or several at once, as they are filled in."""

import re
from datetime import date

from bot.petitions.parts import DAY_OR_DATE, day_or_none, tidy
from bot.petitions.replies import Part
from bot.petitions.reply_faults import PartError, PartFault
from knowledge.text.normalise import bare


def filled(part: Part, place: str, value: str, today: date) -> str:
    """What a blank is filled with. Raises PartError."""
    if not any(letter.isalnum() for letter in value):
        raise PartError(part, PartFault.EMPTY)
    return _day_for(part, value, today) if bare(place).startswith("ngay") else value


def values_of(text: str, most: int) -> list[str]:
    """What was typed for some blanks: for a single one it is the whole text."""
    whole = tidy(text)
    if most == 1:
        return [whole]
    lines = [line.strip() for line in whole.split("\n")] if "\n" in whole else whole.split(";")
    values = [value for line in lines if (value := re.sub(r"^\d{1,2}[.)]\s+", "", line.strip()))]
    return values or [whole]


_BESIDE_A_DAY = "ngay tu den va gio phut sang trua chieu toi luc h"

BESIDE_A_DAY = frozenset(_BESIDE_A_DAY.split())
"""Without marks, what may stand beside a day where a day is asked for."""


def _day_for(part: Part, value: str, today: date) -> str:
    """A day for a blank that asks for one: "ngày 20/11" is "20/11/2026", the nearest such day. Raises PartError."""
    found = list(DAY_OR_DATE.finditer(value))
    beside = re.findall(r"[^\W\d_]+", bare(DAY_OR_DATE.sub(" ", value)))
    if not found or not BESIDE_A_DAY.issuperset(beside):
        raise PartError(part, PartFault.BLANK_DAY)
    if not all(_nearest(match, today) for match in found):
        raise PartError(part, PartFault.NO_SUCH_DAY)
    without = re.sub(r"(?i)^(?:ngày|ngay)\s+", "", value)
    return DAY_OR_DATE.sub(lambda match: _with_year(match, today), without)


def _nearest(match: re.Match[str], today: date) -> date | None:
    """The day that was typed; without a year the nearest such day, since some are past and some are to come."""
    day, month, year = match.groups()
    years = [int(year)] if year else range(today.year - 1, today.year + 2)
    days = [one for number in years if (one := day_or_none(number, int(month), int(day)))]
    return min(days, key=lambda one: abs(one - today), default=None)


def _with_year(match: re.Match[str], today: date) -> str:
    nearest = _nearest(match, today)
    return match[0] if match[3] or nearest is None else f"{match[0]}/{nearest.year}"
