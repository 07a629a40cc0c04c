"""The register as a file: of which days, with the senders or without, and the file itself."""

from datetime import date, timedelta

from bot.petitions.book import Span
from bot.texts import say, words
from bot.views.days import carried, month
from bot.views.days import year as whole_year
from bot.views.message import Button, File, Message, pairs, pressed

WITHOUT, WITH = "0", "1"
"""Whether the senders stand in the file, as a button carries it."""

NAME = "so-tiep-nhan-{since}-{until}.xlsx"


def which_days(today: date) -> Message:
    """Of which days; the nearest months and years by one tap."""
    this_month = month(today)
    last_month = month(this_month.since - timedelta(days=1))
    buttons = [_month(this_month), _month(last_month), _year(today.year), _year(today.year - 1)]
    return Message((say("register.which"),), pairs(buttons))


def _month(span: Span) -> Button:
    return Button(say("register.month", month=span.since.month, year=span.since.year), _file(span))


def _year(year: int) -> Button:
    return Button(say("register.year", year=year), _file(whole_year(year)))


def _file(span: Span, *more: str) -> str:
    return pressed("register_file", carried(span), *more)


def days(span: Span) -> dict[str, str]:
    """The first day of a span and the last, as they are written."""
    return {"since": words.day(span.since), "until": words.day(span.until)}


def ask_contacts(span: Span, number: int) -> Message:
    """How many there are, and whether the senders are to stand in the file."""
    buttons = [
        Button(say("register.without"), _file(span, WITHOUT)),
        Button(say("register.with"), _file(span, WITH)),
    ]
    return Message((say("register.ask_contacts", number=number, **days(span)),), pairs(buttons))


def handed(span: Span, content: bytes, *, with_senders: bool) -> Message:
    """The file, and how it is to be kept."""
    care = [say("register.care")] if with_senders else []
    name = NAME.format(since=span.since, until=span.until)
    return Message((say("register.handed", **days(span)), *care), (), (File(name, content),))
