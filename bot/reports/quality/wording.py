"""How months and means are written."""

from datetime import date

from markupsafe import Markup

from bot.texts import say

NONE = "–"
"""Stands where there is nothing to reckon with."""


def called(month: date) -> Markup:
    """What a month is called: Tháng 11/2026."""
    return say("quality.month", month=month.month, year=month.year)


def decimal(value: float | None) -> str:
    """A number with one place, as documents write it: 4,3."""
    return NONE if value is None else f"{value:.1f}".replace(".", ",")
