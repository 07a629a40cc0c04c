"""Spans of days: months, quarters and years, what they are called, and how a button carries them."""

from datetime import date, timedelta

from markupsafe import Markup

from bot.petitions.book import Span
from bot.texts import say, words

ROMAN = ("I", "II", "III", "IV")


def month(of: date) -> Span:
    """The month of a day."""
    first = of.replace(day=1)
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def quarter(of: date) -> Span:
    """The quarter of a day."""
    first = of.month - (of.month - 1) % 3
    return Span(date(of.year, first, 1), month(date(of.year, first + 2, 1)).until)


def year(of: int) -> Span:
    """A whole year."""
    return Span(date(of, 1, 1), date(of, 12, 31))


def carried(span: Span) -> str:
    """A span as a button carries it."""
    return f"{span.since:%Y%m%d}-{span.until:%Y%m%d}"


def called(span: Span) -> Markup:
    """What a span is called: "Quý I/2024", "Tháng 7/2026", "Năm 2026", else its first and its last day."""
    since, until = span.since, span.until
    if span == quarter(since):
        return say("days.quarter", quarter=ROMAN[since.month // 3], year=since.year)
    if span == month(since):
        return say("days.month", month=since.month, year=since.year)
    if span == year(since.year):
        return say("days.year", year=since.year)
    if since == until:
        return say("days.day", day=words.day(since))
    return say("days.span", since=words.day(since), until=words.day(until))
