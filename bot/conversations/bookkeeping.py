"""The register as a file, for who may have it (/sotiepnhan): of which days, with the senders or without.

which days ──▶ with the senders? ──no──▶ the file, by the outbox to the officer's own chat
                                 └─yes──▶ why ──▶ the file; every sender finds in her trail who looked, and why
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.conversations.spans import read_span, span_of
from bot.conversations.visit import Visit
from bot.petitions.book import Span
from bot.petitions.wording import clean
from bot.reports.register_book import Book, Row, rows_for, with_contacts, workbook
from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views import bookkeeping as views
from bot.views.message import Message, plain, pressed
from bot.views.notice import told

MOST_ROWS = 1000
"""Rows of a file that is made in the chat; a longer one keeps others waiting, and is made on the command line."""

LONGEST_REASON = 300

KEPT = timedelta(days=1)
"""How long the file waits to be sent at most; once it was, nothing of it stays here."""

SPAN, REASON = "register", "register_reason"
"""What a chat awaits: the days, or the reason."""

HERE = pressed("register_file")
"""The screen that asks for the days."""


def command(visit: Visit, words: str = "") -> list[Message]:
    """The command; days behind it are those of the file."""
    if _role(visit) is None:
        return [told("register.not_yours")]
    span = read_span(words, visit.day)
    if span:
        return _ask_contacts(visit, span)
    visit.put(awaits=f"{SPAN}:", about="", offered=())
    visit.arrive("register_file")
    return [views.which_days(visit.day)]


def register_file(visit: Visit, about: str = "", contacts: str = "") -> list[Message]:
    """A button: of which days, and whether with the senders."""
    span = span_of(about)
    if _role(visit) is None or span is None:
        return command(visit)
    if contacts == views.WITH:
        visit.put(awaits=f"{REASON}:{about}")
        visit.arrive("register_file")
        return [told("register.reason")]
    return _hand_over(visit, span, "") if contacts == views.WITHOUT else _ask_contacts(visit, span)


def typed_days(visit: Visit, _: str, words: str) -> list[Message] | None:
    """The days that were asked for; what is none is asked about anew, unless another screen was opened since."""
    if not _is_here(visit):
        return None
    return command(visit, words) if read_span(words, visit.day) else [told("register.no_days"), *command(visit)]


def _is_here(visit: Visit) -> bool:
    """Whether what asked for words is the last that was shown; else they are awaited no more."""
    is_here = visit.talk.trail[-1:] == (HERE,)
    if not is_here:
        visit.put(awaits="")
    return is_here


def typed_reason(visit: Visit, about: str, words: str) -> list[Message] | None:
    """Why the senders are to stand in the file."""
    span, reason = span_of(about), " ".join(clean(words).split())
    if not _is_here(visit) or span is None or _role(visit) is None:
        return None
    if not any(letter.isalpha() for letter in reason) or len(reason) > LONGEST_REASON:
        return [told("register.reason")]
    return _hand_over(visit, span, reason)


def _role(visit: Visit) -> Role | None:
    """The role in which who writes may have the register."""
    officer = visit.officer
    return role_for(officer, Power.EXPORT) if officer else None


def _ask_contacts(visit: Visit, span: Span) -> list[Message]:
    visit.put(awaits="")
    rows = _rows(visit, span, visit.officer)
    if not rows:
        return [told("register.none", **views.days(span))]
    if len(rows) > MOST_ROWS:
        return [told("register.too_many", number=len(rows), most=MOST_ROWS)]
    return [views.ask_contacts(span, len(rows))]


def _rows(visit: Visit, span: Span, officer: Officer | None) -> list[Row]:
    return rows_for(visit.office.cases.book.entries(span), officer) if officer else []


def _hand_over(visit: Visit, span: Span, reason: str) -> list[Message]:
    """The file, to the officer's own chat; that it was made, and each look at a sender, is in the trail."""
    visit.put(awaits="")
    office, officer, role = visit.office, visit.officer, _role(visit)
    rows: Sequence[Row] = _rows(visit, span, officer)
    if officer is None or role is None or not 0 < len(rows) <= MOST_ROWS:
        return _ask_contacts(visit, span)
    office.traces.leave(office.at, officer.id, role, Power.EXPORT, f"register:{span.since}:{span.until}", reason)
    if reason:
        rows = with_contacts(rows, office.cases, office.traces, officer, reason, office.at)
    units = {
        unit.code: plain(say("commune.name", kind=unit.kind, name=unit.name))
        for unit in office.catalogue.communes.of_today()
    }
    content = workbook(Book(rows, span, office.settings.agency, office.at, units))
    message = views.handed(span, content, with_senders=bool(reason))
    office.tell(officer.telegram_id, message, "register", keep_until=office.at + KEPT)
    return []


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {SPAN: typed_days, REASON: typed_reason}
"""What takes the next words, by what a chat awaits."""
