"""One procedure: what it says on a day, and all its versions in time with what brought and ended them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from http import HTTPStatus
from urllib.parse import urlencode

from markupsafe import Markup

from bot.texts import say
from bot.views import facts
from bot.views.card import Card
from bot.views.counter import reception
from bot.views.portal import SEARCH
from bot.views.proposals import in_words
from bot.views.standing import decisions, end_reason, source, standing, verified
from bot.web.desk.lifelines import picture
from bot.web.desk.pages.catalogue import CATALOGUE, day_in
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat
from knowledge.procedures import Paper, Procedure, Version
from knowledge.proposing.values import COMPARED, Difference
from knowledge.proposing.wording import differences
from knowledge.text.codes import mentions
from knowledge.timeline import begins, in_order, standing_on, ways_on

ALL_FACTS = (*COMPARED, "performing", "applicants", "results")
"""What two versions are compared by."""

MOST_VERSIONS = 24
"""Versions that are shown, the latest ones."""

MOST_RECORDS = 40
MOST_PAPERS = 60
LONG_NOTE, LONG_VALUE = 2000, 600


@dataclass(frozen=True, slots=True)
class Told:
    """A version as it is told: the days and decisions, and what is otherwise than in the one before it."""

    version: Version
    standing: Markup
    enacted: Markup
    ended: Markup
    reason: Markup | None
    differences: Sequence[Difference]
    gained: Sequence[str]
    lost: Sequence[str]


def show(seat: Seat) -> Reply:
    """A procedure by its code, which may be written in any form."""
    typed, catalogue = seat.asked.parts["code"], seat.office.catalogue
    procedure = catalogue.procedure(typed)
    if procedure is None:
        return _meant(seat, typed)
    day = day_in(seat, "ngay")
    card = Card.of(catalogue, standing_on(procedure, day), day)
    version = card.version
    known = [one for one in map(catalogue.procedure, [old.code for old in reversed(card.former)]) if one]
    lives = [one for of in (*known, procedure) for one in in_order(of.versions)][-MOST_VERSIONS:]
    papers = seat.office.papers(version)
    values = {
        "card": card,
        "version": version,
        "day": day,
        "standing": standing(card.standing),
        "facts": _facts(card),
        "ways": ways_on(version, day),
        "time_of": facts.time_of,
        "fee_of": partial(facts.fee_of, most=LONG_NOTE),
        "papers": papers[:MOST_PAPERS],
        "more_papers": max(0, len(papers) - MOST_PAPERS),
        "verified": verified(version),
        "source": source(version.source),
        "decision": decisions(version.enacted_by),
        "heirs": card.successors,
        "brief": standing,
        "picture": picture(lives, day),
        "told": _told(seat, lives, day),
        "in_words": partial(in_words, most=LONG_VALUE),
        "begins": _begun,
        "records": seat.office.desk.records(procedure.code, MOST_RECORDS),
        "portal": f"{SEARCH}{procedure.code}" if procedure.code[:1].isdecimal() else "",
    }
    return Page("procedure.html", values)


def _meant(seat: Seat, typed: str) -> Reply:
    """The way to what a code in another form means; else that there is none."""
    code = next(iter(mentions(typed).whole), "")
    if code != typed and seat.office.catalogue.procedure(code):
        words = f"?{urlencode(dict(seat.asked.query))}" if seat.asked.query else ""
        return Redirect(f"{CATALOGUE}/{code}{words}")
    return Page("procedure_unknown.html", {"typed": typed[:40]}, HTTPStatus.NOT_FOUND)


def _facts(card: Card) -> list[tuple[str, Markup]]:
    """What the procedure says, by the keys of what it is about; what nobody states is said to be so."""
    version, day = card.version, card.day
    reason = end_reason(card.standing)
    return [
        ("field", card.stated(lambda one: Markup.escape(one.field))),
        ("levels", facts.levels(version)),
        ("authority", card.stated(partial(facts.authority, day=day))),
        ("reception", reception(card)),
        ("performing", _or_not_stated(version.performing)),
        ("time", card.stated(partial(facts.time, day=day))),
        ("fee", card.stated(partial(facts.fee, day=day, note=LONG_NOTE))),
        ("applicants", _or_not_stated(version.applicants)),
        ("results", _or_not_stated(version.results)),
        *([("end_reason", reason)] if reason else []),
        *([("note", Markup.escape(version.note))] if version.note else []),
    ]


def _or_not_stated(fact: str) -> Markup:
    return Markup.escape(fact) if fact else say("line.not_stated")


def _told(seat: Seat, lives: Sequence[Version], day: date) -> list[Told]:
    """Every version, the oldest first, each beside the one of its code before it."""
    papers = {one: seat.office.papers(one) for one in lives}
    before: dict[str, Version] = {}
    told = []
    for version in lives:
        told.append(_one(version, before.get(version.code), papers.__getitem__, day))
        before[version.code] = version
    return told


def _one(version: Version, before: Version | None, papers: Callable[[Version], Sequence[Paper]], day: date) -> Told:
    alone = standing_on(Procedure(version.code, (version,)), day)
    names, old = ([paper.name for paper in papers(one)] if one else [] for one in (version, before))
    return Told(
        version,
        standing(alone),
        decisions(version.enacted_by),
        decisions(version.ended_by),
        end_reason(alone),
        differences(before, version, ALL_FACTS) if before else (),
        # A version without a list says nothing of papers.
        [name for name in names if old and name not in old],
        [name for name in old if names and name not in names],
    )


def _begun(version: Version) -> date | None:
    """The day that tells a version from others of its code; None where nobody knows any."""
    since = begins(version)
    return since if since > date.min else None
