"""The trail: who did what with their powers and looked at what, the newest first, a bounded page at a time."""

from collections.abc import Mapping, Sequence
from functools import partial

from bot.reports.exports.table import What
from bot.review.sign_ins import Refusal, Way
from bot.review.traces import Trace, Wanted
from bot.texts import say
from bot.views.acts import act_name
from bot.web.desk.reference.tables import table_about
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat
from bot.web.desk.typed import id_in

ON_A_PAGE = 50

BY_NAME = frozenset({*Way, "files"})
"""Reasons that stand in the trail by their names."""


def show(seat: Seat) -> Page:
    """A page of the trail, of one officer or one act if asked for."""
    query, traces = seat.asked.query, seat.office.traces
    wanted = Wanted(id_in(query.get("can-bo", "")), query.get("viec", ""), id_in(query.get("truoc", "")))
    found = traces.newest(wanted, ON_A_PAGE + 1)
    codes, names = _named(seat, found)
    return Page(
        "trail.html",
        {
            "act_name": act_name,
            "about": partial(_about, seat, codes, names),
            "reason": _reason,
            "traces": found[:ON_A_PAGE],
            "acts": traces.acts(),
            "wanted": wanted,
            "officers": sorted(
                {post.officer_id: post.name for post in seat.office.officers.posts()}.items(), key=lambda one: one[1]
            ),
            "before": found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else 0,
        },
    )


def _named(seat: Seat, traces: Sequence[Trace]) -> tuple[dict[int, str], dict[int, str]]:
    """The codes of the petitions and the names of the officers that some traces are about, by their numbers."""
    of = {what: {number for one in traces if (number := _number_of(one, what))} for what in ("petition", "officer")}
    codes = {one.id: one.code for one in seat.office.cases.register.petitions.by_ids(sorted(of["petition"]))}
    return codes, seat.office.officers.names_of(of["officer"])


def _number_of(trace: Trace, what: str) -> int:
    """The number of the petition or officer that a trace is about; 0 where it is about no such thing."""
    named, _, number = trace.about.partition(":")
    return id_in(number) if named == what else 0


def _about(seat: Seat, codes: Mapping[int, str], names: Mapping[int, str], trace: Trace) -> str:
    """What it was done to, as officers call it."""
    what, _, number = trace.about.partition(":")
    if what in {"petition", "officer"}:
        return (codes if what == "petition" else names).get(id_in(number), "")
    if what == "export":
        exported = number.partition(":")[0]
        return say(f"export.{exported}") if exported in set(What) else ""
    if what == "proposal" and number.isdecimal():
        return say("proposals_page.one", number=number)
    if table := table_about(what):
        standing = table.row(seat, number.replace(":", "-"))
        return f"{say(table.title)}: {standing.title if standing else number}"
    return ""


def _reason(trace: Trace) -> str:
    """Why, in words: the program writes some reasons down by their names."""
    if trace.act == "not_let_in" and trace.reason in set(Refusal):
        return say(f"page.refused_{trace.reason}")
    return say(f"trail.by_{trace.reason}") if trace.reason in BY_NAME else trace.reason
