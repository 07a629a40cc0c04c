"""The catalogue on a day: how many procedures stand how, published beside loaded, and what decisions changed.

Every number opens the list behind it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from bot.petitions.book import Span
from bot.reports.changes_book import workbook
from bot.views import facts
from bot.views.changing import FILE, key_of_decision
from bot.views.days import called, quarter
from bot.views.standing import brief, decisions
from bot.web.desk.pages.turning import turned
from bot.web.desk.replies import Download, Page
from bot.web.desk.seat import Seat
from bot.web.desk.typed import day_in as typed_day
from knowledge.browsing import key_of
from knowledge.changes import Changed, DecisionChanges, Effect
from knowledge.counts import CountRow
from knowledge.listing import Wanted
from knowledge.procedures import Level
from knowledge.timeline import HOLDING, Status

CATALOGUE = "/banlamviec/danh-muc"
LIST, CHANGES = f"{CATALOGUE}/danh-sach", f"{CATALOGUE}/thay-doi"

HOLDS = "holding"
"""What stands in an address for all that a file can be handed in for."""

UNKNOWN = "-"
"""What stands in an address for a group that is not known."""

LONGEST_SEARCH = 200
YEARS = range(1945, 2101)
"""The years of which a day can be asked for."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with what it counts, and the address of the rows behind it."""

    name: str
    number: int
    to: str


@dataclass(frozen=True, slots=True)
class Total:
    """A level with all that was published for it, and what of it is loaded."""

    level: Level
    published: int
    loaded: int


# The counts of a day.


def show(seat: Seat) -> Page:
    """How many procedures stand how on a day, and where."""
    catalogue, day = seat.office.catalogue, day_in(seat, "ngay")
    everything = catalogue.listed(day, Wanted())
    statuses = Counter(one.status for one in everything)
    fields = Counter(one.version.field for one in everything if one.status in HOLDING)
    rows = catalogue.counts(day)
    by_number = sorted(fields.items(), key=lambda one: (-one[1], one[0]))
    values = {
        "day": day,
        "statuses": [Counted(one, statuses[one], listing(day, status=one)) for one in Status],
        "rows": [(row, listing(day, row.level, row.group, status=HOLDS)) for row in rows],
        "totals": _totals(rows),
        "counted_days": [] if any(row.published is not None for row in rows) else catalogue.counted_days(),
        "fields": turned(
            [Counted(name, number, listing(day, field=name, status=HOLDS)) for name, number in by_number], seat.asked
        ),
        "field_number": len(by_number),
        "all_rows": listing(day),
    }
    return Page("catalogue.html", values)


def _totals(rows: Sequence[CountRow]) -> list[Total]:
    """The published counts of each level together."""
    told = [(row.level, row.published, row.loaded) for row in rows if row.published is not None]
    return [
        Total(level, sum(p for of, p, _ in told if of is level), sum(n for of, _, n in told if of is level))
        for level in dict.fromkeys(of for of, _, _ in told)
    ]


def listing(day: date, level: str = "", group: str | None = None, *, field: str | None = None, status: str = "") -> str:
    """The address of the list behind a number."""
    words = {
        "ngay": day.isoformat(),
        "cap": level,
        "nhom": "" if group is None else group or UNKNOWN,
        "linh-vuc": "" if field is None else key_of(field),
        "hieu-luc": status,
    }
    return f"{LIST}?{urlencode({name: word for name, word in words.items() if word})}"


def day_in(seat: Seat, name: str) -> date:
    """A day that is asked for; today where none is, or what is none."""
    return _read_day(seat.asked.query.get(name, "")) or seat.office.day


def _read_day(typed: str) -> date | None:
    day = typed_day(typed)
    return day if day and day.year in YEARS else None


# The list.


def listed(seat: Seat) -> Page:
    """The procedures behind a number, or those that some words find."""
    catalogue, day, query = seat.office.catalogue, day_in(seat, "ngay"), seat.asked.query
    words = query.get("tim", "").strip()[:LONGEST_SEARCH]
    field = _field(seat)
    wanted = Wanted(_one_of(Level, query.get("cap", "")), _group(seat), field, _statuses(query.get("hieu-luc", "")))
    found = catalogue.found(words, day, wanted) if words else catalogue.listed(day, wanted)
    values = {
        "day": day,
        "words": words,
        "wanted": wanted,
        "status": query.get("hieu-luc", ""),
        "number": len(found),
        "found": turned(found, seat.asked),
        "levels": list(Level),
        "statuses": list(Status),
        "fields": [(name, key_of(name)) for name in sorted({one.latest.field for one in catalogue.procedures()})],
        "field": None if field is None else key_of(field),
        "standing": brief,
        "levels_of": facts.levels,
    }
    return Page("catalogue_list.html", values)


def _field(seat: Seat) -> str | None:
    """The field that is asked for by its key; None where none is, or one that nobody knows."""
    key = seat.asked.query.get("linh-vuc", "")
    return "" if key == key_of("") else seat.office.catalogue.field_named(key)


def _group(seat: Seat) -> str | None:
    group = seat.asked.query.get("nhom", "")
    return None if not group else "" if group == UNKNOWN else group[:LONGEST_SEARCH]


def _statuses(word: str) -> frozenset[Status]:
    one = _one_of(Status, word)
    return HOLDING if word == HOLDS else frozenset({one} if one else Status)


def _one_of(words: type[Word], typed: str) -> Word | None:
    """One of some words, if it was typed."""
    return words(typed) if typed in set(words) else None


# What decisions changed.


def changes(seat: Seat) -> Page:
    """The decisions of some days; of one of them what it changed."""
    span, key = _span(seat), seat.asked.query.get("qd", "")
    found = seat.office.catalogue.changes(span.since, span.until)
    values = {"span": span, "called": called(span), "named": decisions, "to": _to(span)}
    one = next((one for one in found if key_of_decision(one) == key), None)
    if one is None:
        shown = turned([_Decided(decided, *_counts(span, decided)) for decided in found], seat.asked)
        return Page("catalogue_changes.html", {**values, "found": shown, "number": len(found)})
    effects, levels, fields = _counts(span, one)
    picked = [changed for changed in one.changes if _is_picked(seat, changed)]
    more = {
        "one": one,
        "effects": effects,
        "levels": levels,
        "fields": fields,
        "number": len(picked),
        "changed": turned(picked, seat.asked),
        "levels_of": facts.levels,
        "key": key,
    }
    return Page("catalogue_decision.html", {**values, **more})


@dataclass(frozen=True, slots=True)
class _Decided:
    """A decision with what it changed, in numbers."""

    of: DecisionChanges
    effects: Sequence[Counted]
    levels: Sequence[Counted]
    fields: Sequence[Counted]


def _counts(span: Span, of: DecisionChanges) -> tuple[list[Counted], list[Counted], list[Counted]]:
    """What a decision changed by what it did, by level and by field, each with the way to the rows."""
    to, key = _to(span), key_of_decision(of)
    return (
        [Counted(effect, number, to(qd=key, viec=effect)) for effect, number in of.by_effect.items()],
        [Counted(level, number, to(qd=key, cap=level)) for level, number in of.by_level.items()],
        [Counted(name, number, to(qd=key, linh_vuc=key_of(name))) for name, number in of.by_field.items()],
    )


def _to(span: Span) -> Callable[..., str]:
    """Makes the addresses of what changed within some days."""

    def to(path: str = CHANGES, **words: str) -> str:
        asked = {"tu": span.since.isoformat(), "den": span.until.isoformat(), **words}
        return f"{path}?{urlencode({name.replace('_', '-'): word for name, word in asked.items()})}"

    return to


def _is_picked(seat: Seat, changed: Changed) -> bool:
    """Whether a change is among those that are asked for."""
    query, version = seat.asked.query, changed.version
    effect, level = _one_of(Effect, query.get("viec", "")), _one_of(Level, query.get("cap", ""))
    field = query.get("linh-vuc", "")
    return (
        effect in {None, changed.effect} and level in {None, *version.levels} and field in {"", key_of(version.field)}
    )


def _span(seat: Seat) -> Span:
    """The days that are asked for, both included; the quarter of today where none are."""
    query, usual = seat.asked.query, quarter(seat.office.day)
    since, until = (_read_day(query.get(name, "")) for name in ("tu", "den"))
    return Span(*sorted((since or usual.since, until or usual.until)))


def changes_file(seat: Seat) -> Download:
    """The same as a workbook."""
    span = _span(seat)
    found = seat.office.catalogue.changes(span.since, span.until)
    name = FILE.format(since=span.since, until=span.until)
    return Download(name, XLSX, workbook(found, span, seat.office.day))
