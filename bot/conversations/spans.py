"""Days as officers type them and as buttons carry them: "quý này", "Quý I/2024", "01/10/2026 đến 31/10/2026"."""

import re
from datetime import date, timedelta

from bot.petitions.book import Span
from bot.views.days import month, quarter, year
from knowledge.text.normalise import bare

_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{4})(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_MONTH_ALONE = re.compile(r"thang (\d{1,2})")
_QUARTER = re.compile(r"(?:quy|q) ?([1-4]|i{1,3}|iv)(?: nam)? ?(20\d{2})?")
_YEAR_FIRST = re.compile(r"(20\d{2}) ?(?:quy|q) ?([1-4]|i{1,3}|iv)")
_ID = re.compile(r"(\d{8})-(\d{8})")

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
MONTHS = range(1, 13)


_DAY_IN_WORDS = re.compile(r"ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})")


def read_day(words: str) -> date | None:
    """The first day in some words: "01/12/2026", "ngày 01 tháng 12 năm 2026"; None for none."""
    found = _DAY.search(words) or _DAY_IN_WORDS.search(bare(words))
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def read_span(words: str, today: date) -> Span | None:
    """Days as they are typed: "01/10/2026 đến 31/10/2026", "tháng 10/2026", "quý này", "2026"; None for none."""
    if near := _near(bare(words), today):
        return near
    try:
        days = [date(int(year), int(month), int(day)) for day, month, year in _DAY.findall(words)]
        if days:
            return Span(min(days), max(days))
        if found := _MONTH.search(words):
            return month(date(int(found[2]), int(found[1]), 1))
    except ValueError:  # the 31st of June
        return None
    named = _YEAR.search(words)
    return year(int(named[1])) if named else None


def _near(said: str, today: date) -> Span | None:
    """Days by how they lie to today or by the name of a quarter, without marks: "quy truoc", "quy i 2024"."""
    this_month, this_quarter = month(today), quarter(today)
    spans = {
        "hom nay": lambda: Span(today, today),
        "thang nay": lambda: this_month,
        "thang truoc": lambda: month(this_month.since - timedelta(days=1)),
        "quy nay": lambda: this_quarter,
        "quy truoc": lambda: quarter(this_quarter.since - timedelta(days=1)),
        "nam nay": lambda: year(today.year),
        "nam truoc": lambda: year(today.year - 1),
        "nam ngoai": lambda: year(today.year - 1),
    }
    if said in spans:
        return spans[said]()
    if (number := _MONTH_ALONE.fullmatch(said)) and int(number[1]) in MONTHS:
        return month(date(today.year, int(number[1]), 1))
    if named := _YEAR_FIRST.fullmatch(said):
        return _quarter(int(named[1]), named[2])
    named = _QUARTER.fullmatch(said)
    return _quarter(int(named[2] or today.year), named[1]) if named else None


def _quarter(of: int, number: str) -> Span:
    return quarter(date(of, 3 * (ROMAN.get(number) or int(number)), 1))


def span_of(about: str) -> Span | None:
    """The days that a button carries; None for none."""
    found = _ID.fullmatch(about)
    try:
        return Span(*(date.fromisoformat(day) for day in found.groups())) if found else None
    except ValueError:
        return None
