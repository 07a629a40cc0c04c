"""The trail: who did what with their powers and looked at what, the newest first, a bounded page at a time."""

from functools import partial

from bot.review.sign_ins import Refusal, Way
from bot.review.traces import Trace, Wanted
from bot.texts import say
from bot.views.acts import act_name
from bot.web.desk.replies import Page
from bot.web.desk.seat import Seat

ON_A_PAGE = 50

BY_NAME = frozenset({*Way, "files"})
"""Reasons that stand in the trail by their names."""


def show(seat: Seat) -> Page:
    """A page of the trail, of one officer or one act if asked for."""
    query, traces = seat.asked.query, seat.office.traces
    wanted = Wanted(_number(query.get("can-bo", "")), query.get("viec", ""), _number(query.get("truoc", "")))
    found = traces.newest(wanted, ON_A_PAGE + 1)
    return Page(
        "trail.html",
        {
            "act_name": act_name,
            "about": partial(_about, seat),
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


def _about(seat: Seat, trace: Trace) -> str:
    """What it was done to, as officers call it."""
    what, _, number = trace.about.partition(":")
    if what == "officer" and number.isdecimal():
        return seat.office.officers.name_of(int(number))
    if what == "petition" and number.isdecimal():
        return seat.office.cases.register.petitions.by_id(int(number)).code
    return ""


def _reason(trace: Trace) -> str:
    """Why, in words: the program writes some reasons down by their names."""
    if trace.act == "not_let_in" and trace.reason in set(Refusal):
        return say(f"page.refused_{trace.reason}")
    return say(f"trail.by_{trace.reason}") if trace.reason in BY_NAME else trace.reason


def _number(typed: str) -> int:
    """A number of ours; 0 for what is none."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0
