"""What decisions changed (/thaydoi) and what has ended (/baibo), for officers; citizens get what is new in plain words.

/thaydoi ──▶ the decisions of the quarter ──number──▶ one decision ──number──▶ procedure
   │              ├──other days, typed or pressed──▶ the decisions of those
   │              └──Tải tệp bảng tính──▶ the file
/baibo ──▶ what ended, the newest first ──number──▶ procedure
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from bot.conversations import browsing
from bot.conversations.spans import read_span, span_of
from bot.conversations.visit import Visit
from bot.petitions.book import Span
from bot.reports.changes_book import workbook
from bot.views import changing as views
from bot.views.days import carried, quarter
from bot.views.message import Message, pressed
from bot.views.notice import told

P = ParamSpec("P")

MOST_ROWS = 2000
"""Rows of a file that is made in the chat; a longer one keeps others waiting, and is made on the command line."""

SPAN = "changes"
"""What a chat awaits: other days."""

Act = Callable[Concatenate[Visit, P], list[Message]]


def for_officers(act: Act[P]) -> Act[P]:
    """An act for officers of any role."""

    def guarded(visit: Visit, /, *args: P.args, **kwargs: P.kwargs) -> list[Message]:
        return act(visit, *args, **kwargs) if visit.officer else [told("chat.officers_only")]

    return guarded


def command(visit: Visit, words: str = "") -> list[Message]:
    """/thaydoi: the decisions of the days behind it, or of this quarter."""
    if visit.officer is None:
        return _for_citizens(visit)
    span = read_span(words, visit.day)
    unread = [told("changing.no_days")] if words.strip() and span is None else []
    return [*unread, *_decisions(visit, span or quarter(visit.day))]


def _for_citizens(visit: Visit) -> list[Message]:
    return [told("changing.for_staff"), *browsing.recent(visit)]


@for_officers
def changes(visit: Visit, about: str = "", page: str = "1") -> list[Message]:
    """The decisions of some days."""
    return _decisions(visit, span_of(about) or quarter(visit.day), page)


def _decisions(visit: Visit, span: Span, page: str = "1") -> list[Message]:
    visit.put(awaits=f"{SPAN}:{carried(span)}:{page}", about="", offered=())
    visit.arrive("changes", carried(span), page)
    found = visit.office.catalogue.changes(span.since, span.until)
    return [views.decisions(found, span, page, visit.day)]


def typed_days(visit: Visit, about: str, words: str) -> list[Message] | None:
    """Other days were typed, while the list is what was shown last; what is none is a question like others."""
    is_here = visit.talk.trail[-1:] == (pressed("changes", *about.split(":")),)
    visit.put(awaits="")
    span = read_span(words, visit.day) if is_here and visit.officer else None
    return _decisions(visit, span) if span else None


@for_officers
def changed(visit: Visit, about: str, key: str, page: str = "1") -> list[Message]:
    """One decision with what it changed; one that is there no more leads to the list."""
    span = span_of(about) or quarter(visit.day)
    found = visit.office.catalogue.changes(span.since, span.until)
    decided = next((one for one in found if views.key_of_decision(one) == key), None)
    if decided is None:
        return _decisions(visit, span)
    visit.put(awaits="")
    visit.arrive("changed", carried(span), key, page)
    return [views.decision(decided, span, page)]


@for_officers
def file(visit: Visit, about: str) -> list[Message]:
    """The changes of some days as a file."""
    span = span_of(about) or quarter(visit.day)
    found = visit.office.catalogue.changes(span.since, span.until)
    number = sum(len(one.changes) for one in found)
    if number > MOST_ROWS:
        return [told("changing.too_many", number=number, most=MOST_ROWS)]
    return [views.handed(span, workbook(found, span, visit.day))]


def ended_command(visit: Visit) -> list[Message]:
    """/baibo: what is abolished or replaced, the newest first."""
    return endings(visit) if visit.officer else _for_citizens(visit)


@for_officers
def endings(visit: Visit, page: str = "1") -> list[Message]:
    """One page of what has ended."""
    visit.put(awaits="", about="", offered=())
    visit.arrive("endings", page)
    return [views.ended([visit.card(one) for one in visit.office.catalogue.ended(visit.day)], page)]
