"""Proposals to change the catalogue: what waits and what was decided, each with all that it changes.

Proposing, deciding and undoing are the conversation's own steps, with its guards; an annex is brought in by a form.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import PurePath
from typing import Any

from markupsafe import Markup

from bot.conversations import proposing
from bot.conversations.visit import Visit
from bot.petitions.contents import Kind as Ending
from bot.petitions.contents import random_name, store
from bot.petitions.wording import clean
from bot.review.powers import Power, role_for
from bot.review.proposals import Proposal, ProposalState
from bot.review.sheets import Sheet
from bot.texts import say
from bot.views import annex as annexes
from bot.views import proposals as views
from bot.views.message import Button, Message, plain
from bot.views.standing import decision
from bot.web.desk import talking
from bot.web.desk.pages.turning import ON_A_PAGE, before, of_page, turned
from bot.web.desk.replies import Page, Redirect, Reply
from bot.web.desk.seat import Seat
from bot.web.desk.typed import id_in
from knowledge.annexes.values import AnnexFault, ColumnMatch
from knowledge.procedures import Decision
from knowledge.proposing.values import Draft, Line

PROPOSALS = "/banlamviec/de-xuat"

SHOWN_BY_PAGE = frozenset({"changes_of", "columns_of", "proposal"})
"""What the page shows by itself, and offers no button for."""

STANDING = frozenset(
    {
        *SHOWN_BY_PAGE,
        *("settling", "propose", "restate", "drop_annex"),
        *("decide", "refuse_proposal", "withdraw_proposal", "undo_proposal"),
    }
)
"""The buttons under a proposal as it stands; whatever else is offered asks for something."""

FAULTS = "faults"
"""What stands in an address for what is wrong in a file."""

LONG_VALUE = 300
MOST_PARAGRAPHS = 12
LONGEST_NAME = 120
LISTS = ("waiting", "drafts", "decided")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a proposal would change, or changed: as it was proposed, or as it is drawn up now."""

    decision: Decision | None
    lines: Sequence[Line]
    columns: Sequence[ColumnMatch]
    faults: Sequence[AnnexFault] = ()
    draft: Draft | None = None
    edition: str = ""  # what was said so far of a draft


# The list, and a file that is brought in.


def listed(seat: Seat) -> Page:
    """What waits for a decision, what the officer draws up, or what was decided last."""
    return _list(seat)


def _list(seat: Seat, refused: str = "") -> Page:
    kept, which = seat.office.proposals, seat.asked.query.get("loc", "")
    which = which if which in LISTS else LISTS[0]
    if which == "decided":
        found = of_page(kept.latest(ON_A_PAGE + 1, before(seat.asked)), seat.asked)
    else:
        found = turned(kept.waiting() if which == "waiting" else kept.drafts_of(seat.officer.id), seat.asked)
    values = {
        "which": which,
        "lists": LISTS,
        "counts": {"waiting": len(kept.waiting()), "drafts": len(kept.drafts_of(seat.officer.id))},
        "found": found,
        "kinds": list(views.TOLD),
        "may_propose": seat.may(Power.PROPOSE),
        "refused": refused,
    }
    return Page("proposals.html", values, HTTPStatus.BAD_REQUEST if refused else HTTPStatus.OK)


def bring(seat: Seat) -> Reply:
    """A file is kept, and read once this is over: its page tells when it was."""
    sent = seat.asked.files.get("tep")
    if sent is None or not sent.content:
        return _list(seat, "no_file")
    name = clean(PurePath(sent.name.replace("\\", "/")).name)[-LONGEST_NAME:] or "?"
    if not name.lower().endswith(tuple(f".{suffix}" for suffix in proposing.SUFFIXES)):
        return _list(seat, "no_annex")
    # What is read is its content; by this name it is only found again, and swept if nobody reads it.
    stored = random_name(Ending.XLSX)
    store(seat.office.settings.data / "files", stored, sent.content)
    number = seat.office.proposals.bring(stored, name, seat.officer.id, seat.office.at)
    return Redirect(f"{PROPOSALS}/{number}")


# One of them.


def show(seat: Seat) -> Page:
    """A proposal as it stands, with what the officer can do with it."""
    return _page(seat, None)


def act(seat: Seat) -> Page:
    """A button was pressed, or words were typed."""
    return _page(seat, talking.said(seat))


def _page(seat: Seat, talk: talking.Talk | None) -> Page:
    visit = Visit(seat.office, seat.officer.telegram_id)
    found = proposing.seen(visit, seat.officer, id_in(seat.asked.parts["number"]))
    if found is None:
        return Page("proposal_gone.html", {"talk": talk}, HTTPStatus.OK if talk else HTTPStatus.NOT_FOUND)
    asks = talk is not None and (talk.awaits or any(_verb(button) not in STANDING for button in talk.buttons))
    values: dict[str, Any] = {
        "proposal": found,
        "talk": talk,
        "asks": asks,
        "action": f"{PROPOSALS}/{found.id}",
    }
    if found.state is ProposalState.FETCHING:
        return Page("proposal_reading.html", {**values, "buttons": _offered(views.fetching(found))})
    if asks and found.state is ProposalState.DRAFT:
        return Page("proposal_asks.html", values)  # a draft is drawn up anew for each page that shows it
    changes = _changes(visit, found)
    standing = _standing(seat, found, changes)
    return Page(
        "proposal.html",
        {
            **values,
            **_shown(seat, changes),
            "decision_told": decision(changes.decision) if changes.decision else None,
            "stated": views.stated(changes.draft) if changes.draft else (),
            "next": views.next_step(changes.draft) if changes.draft else None,
            "who": views.who(found) if found.state is not ProposalState.DRAFT else (),
            "buttons": _offered(standing),
            "leads": talking.leads,
            "news": [] if talk is None or asks else _news(talk, standing),
        },
    )


def _changes(visit: Visit, found: Proposal) -> Changes:
    """What it changes: what was proposed says it itself, what is drawn up is held against the catalogue anew."""
    if found.state is not ProposalState.DRAFT:
        return Changes(found.summary.decision, found.summary.lines, found.summary.columns)
    sheet = visit.office.proposals.sheet(found.id) or Sheet()
    drawn = visit.office.proposals.draw(sheet, visit.day)
    return Changes(drawn.decision, drawn.lines, drawn.annex.columns, drawn.annex.faults, drawn, sheet.edition)


def _standing(seat: Seat, found: Proposal, changes: Changes) -> Message:
    """The proposal as the chat shows it: what can be done with it stands on its buttons."""
    if changes.draft:
        return views.draft(found, changes.draft, changes.edition)
    may_decide = role_for(seat.officer, Power.DECIDE) is not None
    return views.proposal(found, may_decide=may_decide, is_own=found.proposed_by == seat.officer.id)


def _shown(seat: Seat, changes: Changes) -> dict[str, Any]:
    """The lines of one kind, a page of them, and how many there are of each."""
    counts = Counter(line.kind for line in changes.lines)
    kinds = [kind for kind in views.TOLD if counts[kind]]
    asked = seat.asked.query.get("loc", "")
    kind = next((one for one in kinds if one == asked), kinds[0] if kinds else None)
    is_faults = bool(changes.faults) and (asked == FAULTS or kind is None)
    doubts = {one.number: views.doubt(one) for one in changes.draft.questions} if changes.draft else {}
    return {
        "kinds": [(one, counts[one]) for one in kinds],
        "kind": None if is_faults else kind,
        "lines": turned([] if is_faults else [one for one in changes.lines if one.kind is kind], seat.asked),
        "fault_number": len(changes.faults),
        "faults": turned([annexes.fault(one) for one in changes.faults] if is_faults else [], seat.asked),
        "is_faults": is_faults,
        "doubts": doubts,
        "columns": annexes.mapped(changes.columns)[:MOST_PARAGRAPHS],
        "in_words": partial(views.in_words, most=LONG_VALUE),
        "known": seat.office.catalogue.procedure,
        "reason": lambda reason: say(f"end_reason.{reason}"),
    }


def _offered(message: Message) -> list[Button]:
    """What can be pressed under a proposal that the page does not show already."""
    return [button for row in message.buttons for button in row if _verb(button) not in SHOWN_BY_PAGE]


def _news(talk: talking.Talk, standing: Message) -> list[Markup]:
    """What was said before the proposal, which the page shows in its own way."""
    plainly = {plain(paragraph) for paragraph in standing.paragraphs}
    return [
        one
        for message in talk.messages
        for one, said in zip(message.paragraphs, message.said, strict=True)
        if plain(said) not in plainly
    ]


def _verb(button: Button) -> str:
    return button.data.split(":")[1] if button.data else ""
