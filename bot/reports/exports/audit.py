"""What happened to petitions and what officers did with their powers, in one order, for whoever audits the office.

Events are for who may take their petitions along; the trail of all officers for administrators, as at the desk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge

from bot.petitions.book import Span
from bot.petitions.gathering import AT_ONCE
from bot.petitions.happened import Happened, HappenedRepository
from bot.petitions.identity import Identity
from bot.petitions.redaction import redacted
from bot.reports.exports.petitions import Reader
from bot.reports.exports.table import Columns, Table, What, moment, table_of
from bot.reports.sheets import said
from bot.review.officers import OfficerRepository
from bot.review.powers import Power, role_for
from bot.review.traces import Trace, TraceRepository
from bot.texts import say, texts

PETITION, OFFICER = "petition", "officer"

LONGEST_ID = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the audit, in words; what a kind of line does not have is empty."""

    at: datetime
    sort: str
    act: str
    about: str
    who: str
    role: str
    note: str
    before: str = ""
    after: str = ""
    readers: str = ""
    number: int | None = None
    digest: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the lines come from."""

    happened: HappenedRepository
    traces: TraceRepository
    officers: OfficerRepository


def audit(sources: Sources, reader: Reader, span: Span, *, whole: bool = False) -> Table:
    """What is in the trails of some days, as far as it is the reader's; `whole` covers nothing in what was written."""
    covered = _as_it_is if whole else _covered
    kept: list[Iterable[Line]] = []
    if reader.officer is None or role_for(reader.officer, Power.EXPORT):
        events = sources.happened.between(reader.officer, *span.moments)
        kept.append(_of_event(one, covered) for one in events)
    if reader.officer is None or role_for(reader.officer, Power.APPOINT):
        kept.append(_of_traces(sources, span, covered))
    return table_of(What.AUDIT, COLUMNS, merge(*kept, key=lambda line: line.at))


Covered = Callable[[str], str]


def _as_it_is(text: str) -> str:
    return text


def _covered(text: str) -> str:
    """A text without what tells a person apart."""
    return redacted(text, Identity()).text if text else ""


def event_name(kind: str) -> str:
    """What an event was, in words."""
    return said(say(f"export.event_{kind}"))


def state_name(state: str | None) -> str:
    """A state in words; nothing for none, and for a draft, which nobody but its sender knows."""
    key = f"book.state_{state}"
    return said(say(key)) if key in texts() else ""


def _of_event(one: Happened, covered: Covered) -> Line:
    return Line(
        at=one.at,
        sort=said(say("export.sort_event")),
        act=event_name(one.kind),
        about=one.code,
        who=one.name,
        role=said(say(f"party.{one.party}")),
        note=_note(one, covered),
        before=state_name(one.from_state),
        after=state_name(one.to_state),
        readers=said(say(f"export.readers_{one.reader}")),
        number=one.number,
        digest=one.digest,
    )


def _note(one: Happened, covered: Covered) -> str:
    """What was written with an event; why a petition was refused goes before it."""
    if one.note is None:
        return said(say("book.erased"))
    if one.withheld and one.note:
        return said(say("book.restricted"))
    reason = f"reason.{one.reason}"
    return "\n".join(filter(None, (said(say(reason)) if reason in texts() else "", covered(one.note))))


def _of_traces(sources: Sources, span: Span, covered: Covered) -> Iterator[Line]:
    for some in sources.traces.between(*span.moments, AT_ONCE):
        codes = sources.happened.codes(_numbers(some, PETITION))
        names = sources.officers.names_of(_numbers(some, OFFICER))
        yield from (_of_trace(one, {PETITION: codes, OFFICER: names}, covered) for one in some)


def _numbers(traces: Sequence[Trace], what: str) -> set[int]:
    """The numbers of the petitions, or officers, that traces are about."""
    return {number for one in traces if (number := _number(one, what))}


def _number(trace: Trace, what: str) -> int:
    named, _, number = trace.about.partition(":")
    return int(number) if named == what and number.isdecimal() and len(number) < LONGEST_ID else 0


def _of_trace(one: Trace, named: Mapping[str, Mapping[int, str]], covered: Covered) -> Line:
    about = next((names.get(_number(one, what), "") for what, names in named.items() if _number(one, what)), "")
    act = f"trace.{one.act}"
    return Line(
        at=one.at,
        sort=said(say("export.sort_trace")),
        act=said(say(act if act in texts() else "trace.other")),
        about=about,
        who=one.name,
        role=said(say(f"role.{one.role}")),
        note=_reason(one, covered),
        key=one.about,
    )


def _reason(one: Trace, covered: Covered) -> str:
    """Why, in words: the program writes some reasons down by their names."""
    keys = f"trail.by_{one.reason}", f"page.refused_{one.reason}"
    return next((said(say(key)) for key in keys if key in texts()), covered(one.reason))


COLUMNS: Columns[Line] = {
    "at": (19, lambda line: moment(line.at)),
    "sort": (18, lambda line: line.sort),
    "act": (34, lambda line: line.act),
    "about": (20, lambda line: line.about),
    "who": (22, lambda line: line.who),
    "role": (22, lambda line: line.role),
    "before": (20, lambda line: line.before),
    "after": (20, lambda line: line.after),
    "note": (60, lambda line: line.note),
    "readers": (18, lambda line: line.readers),
    "link": (8, lambda line: line.number),
    "digest": (66, lambda line: line.digest),
    "key": (24, lambda line: line.key),
}
"""The columns with their widths, in their order."""
