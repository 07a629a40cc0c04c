"""Quality over time: what was refused and why, doubted, rated, asked in vain, judged; every number opens its rows."""

from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from bot.petitions.book import Span
from bot.petitions.reasons import Reason
from bot.petitions.samples import Criterion
from bot.reports.quality.figures import Quality, Wanted
from bot.reports.quality.months import Months, last_day, months_between
from bot.reports.quality.petition_figures import LEVELS, Behind, PetitionMonth, Whose
from bot.reports.quality.question_figures import MOST, QuestionMonth
from bot.reports.quality.sample_figures import SampleMonth
from bot.reports.quality.wording import called, decimal
from bot.reports.quarter.periods import CutOff
from bot.review.officers import CLERKS
from bot.review.powers import Power
from bot.texts import say, words
from bot.views.board import state_of
from bot.web.desk.pages.inbox import rows
from bot.web.desk.pages.monthly import Picture, Series, picture
from bot.web.desk.pages.turning import ON_A_PAGE, before, of_page
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat
from bot.web.desk.typed import day_in

QUALITY = "/banlamviec/chat-luong"

BEHIND = {
    "khong-tiep-nhan": Behind.REJECTED,
    "tra-loi": Behind.ANSWERED,
    "xem-lai": Behind.REOPENED,
    "duoc-hoi": Behind.ASKED,
    "qua-trinh": Behind.PROCESS,
    "ket-qua": Behind.RESULT,
}
"""The numbers that open their petitions, by the last word of the address."""

REASONS = frozenset(map(str, Reason))

WORDS = {what: word for word, what in BEHIND.items()}

PICTURES = ("rejected", "reopened", "rated", "unmet", "samples")
"""The sections that have a picture."""

HIGHEST, WHOLE = 5, 100
"""What the tallest bar stands for in the pictures of ratings and of shares."""


def show(seat: Seat) -> Page:
    """The figures of some months."""
    quality = seat.office.quality(_wanted(seat))
    months, whole = quality.wanted.months.each, quality.whole
    values = {
        "quality": quality,
        "span": quality.wanted.months.span,
        "months": months[::-1],
        "whole": whole,
        "reasons": [reason for reason in Reason if whole.rejected.get(reason)],
        "criteria": list(Criterion),
        "pictures": _pictures(quality),
        "reads_questions": seat.officer.may(*CLERKS),
        "judges": seat.may(Power.REVIEW),
        "most": MOST,
        "name_of": lambda code: _name(seat, code),
        "to": _to,
        "span_of": lambda month: Span(month, last_day(month)),
        "mean": decimal,
    }
    return Page("quality.html", values)


def behind(seat: Seat) -> Page:
    """The petitions behind a number, a bounded page at a time."""
    query, office = seat.asked.query, seat.office
    what, months = BEHIND.get(seat.asked.parts["so"], Behind.ANSWERED), _months(seat)
    reason, level = (_one_of(known, query.get(name, "")) for name, known in (("ly-do", REASONS), ("diem", LEVELS)))
    asked = what, _whose(seat), months.span, level if what in {Behind.PROCESS, Behind.RESULT} else reason
    found = office.petition_quality.behind(*asked, skip=before(seat.asked), most=ON_A_PAGE + 1)
    values = {
        "what": what,
        "reason": reason,
        "level": level,
        "of": months.span,
        "back": f"{QUALITY}?{_days(months.span)}",
        "found": of_page(rows(seat, found), seat.asked),
        "state": state_of,
    }
    return Page("quality_behind.html", values)


def _wanted(seat: Seat) -> Wanted:
    return Wanted(_months(seat), _whose(seat), CutOff(seat.office.settings.quarter))


def _months(seat: Seat) -> Months:
    query = seat.asked.query
    return months_between(day_in(query.get("tu", "")), day_in(query.get("den", "")), seat.office.day)


def _whose(seat: Seat) -> Whose:
    return Whose(seat.officer, not seat.office.settings.is_official)


def _one_of(known: Collection[str], typed: str) -> str:
    """What is asked for, if it is known."""
    return typed if typed in known else ""


def _to(what: str, span: Span, reason: str = "", level: int = 0) -> str:
    """The address of the petitions behind a number."""
    only = {"ly-do": reason, "diem": level}
    more = "".join(f"&{urlencode({name: value})}" for name, value in only.items() if value)
    return f"{QUALITY}/so-lieu/{WORDS[Behind(what)]}?{_days(span)}{more}"


def _days(span: Span) -> str:
    return urlencode({"tu": span.since.isoformat(), "den": span.until.isoformat()})


def _name(seat: Seat, code: str) -> str:
    standing = seat.office.catalogue.standing(code, seat.office.day)
    return standing.version.display_name if standing else ""


def _pictures(quality: Quality) -> Mapping[str, Picture]:
    """The pictures, by the names of their sections."""
    of, asked, judged = quality.petitions, quality.questions, quality.samples
    months = quality.wanted.months.each
    rejected = [Series("bar", {month: one.all_rejected for month, one in of.items()})]
    doubted = [
        Series("came", {month: one.answered for month, one in of.items()}),
        Series("late", {month: one.reopened for month, one in of.items()}),
    ]
    rated = [
        Series("came", {month: one.process.mean for month, one in of.items()}),
        Series("bar", {month: one.result.mean for month, one in of.items()}),
    ]
    lost = [
        Series("came", {month: one.asked for month, one in asked.items()}),
        Series("late", {month: one.not_found for month, one in asked.items()}),
    ]
    good = [Series("bar", {month: one.whole.percent for month, one in judged.items()})]
    return {
        "rejected": picture(months, rejected, lambda month: _rejected(month, of[month])),
        "reopened": picture(months, doubted, lambda month: _reopened(month, of[month])),
        "rated": picture(months, rated, lambda month: _rated(month, of[month]), HIGHEST),
        "unmet": picture(months, lost, lambda month: _lost(month, asked[month])),
        "samples": picture(months, good, lambda month: _judged(month, judged[month]), WHOLE),
    }


def _rejected(month: date, of: PetitionMonth) -> Markup:
    return say("quality.told_rejected", month=called(month), number=words.number(of.all_rejected))


def _reopened(month: date, of: PetitionMonth) -> Markup:
    numbers = {"answered": words.number(of.answered), "reopened": words.number(of.reopened)}
    return say("quality.told_reopened", month=called(month), **numbers)


def _rated(month: date, of: PetitionMonth) -> Markup:
    means = {"process": decimal(of.process.mean), "result": decimal(of.result.mean)}
    return say("quality.told_rated", month=called(month), **means)


def _lost(month: date, of: QuestionMonth) -> Markup:
    numbers = {"asked": words.number(of.asked), "lost": words.number(of.not_found)}
    return say("quality.told_unmet", month=called(month), **numbers)


def _judged(month: date, of: SampleMonth) -> Markup:
    share = "–" if of.whole.percent is None else str(say("overview.share", share=of.whole.percent))
    return say("quality.told_samples", month=called(month), judged=of.judged, drawn=of.drawn, share=share)
