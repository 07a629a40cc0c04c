"""Another officer decides on what was proposed: what is approved changes the catalogue, and can be undone.

proposal ──Duyệt──▶ a comment, if any ──▶ sure? ──▶ the catalogue changes
   │                                          └──it changed meanwhile──▶ what changed; the proposal goes on waiting
   ├──────Không duyệt──▶ why? ──▶ sure? ──▶ refused
   └──────Thu hồi việc duyệt──▶ why? ──▶ sure? ──▶ what held before holds again

Whoever had a part in it hears of each.
"""

from collections.abc import Callable

from bot.conversations.proposing import LONGEST, is_at, noted_for, seen, shown, with_power
from bot.conversations.visit import Visit
from bot.petitions.wording import clean
from bot.review.officers import Officer
from bot.review.powers import Power
from bot.review.proposals import NotNowError, OwnProposalError, Proposal, ProposalState
from bot.texts import say
from bot.views import proposals as views
from bot.views.message import Message
from bot.views.notice import told
from knowledge.ledger import ChangedMeanwhileError, FaultyChangeError, NotUndoneError

decides = with_power(Power.DECIDE)


@decides
def decide(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """It is asked once more; a comment may be typed."""
    found = _waiting(visit, officer, number)
    if isinstance(found, list):
        return found
    _await(visit, "decide", number)
    return [views.ask_decide(found)]


def _waiting(visit: Visit, officer: Officer, number: str) -> Proposal | list[Message]:
    """What waits for another's decision; else what is told instead."""
    found = seen(visit, officer, _number(number))
    if found is None or found.state is not ProposalState.WAITING:
        return shown(visit, officer, _number(number), say("proposal.decided_meanwhile") if found else None)
    if found.proposed_by == officer.id:
        return shown(visit, officer, found.id, say("proposal.own"))
    return found


def _await(visit: Visit, verb: str, number: str) -> None:
    visit.put(awaits=f"{verb}:{number}", noted=(), about="", offered=())
    visit.arrive(verb, number)


def typed_decision(visit: Visit, number: str, words: str) -> list[Message] | None:
    """A comment was typed: it is asked once more, with it."""
    return _typed_decision(visit, number, words) if is_at(visit, "decide", number) else None


@decides
def _typed_decision(visit: Visit, officer: Officer, number: str, words: str) -> list[Message]:
    found, comment = _waiting(visit, officer, number), clean(words)
    if isinstance(found, list):
        return found
    if len(comment) > LONGEST:
        return [told("proposal.too_long", most=LONGEST)]
    visit.put(noted=(comment,))
    return [views.ask_decide(found, comment)]


@decides
def decide_yes(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """It changes the catalogue, with the comment that was typed for it, if any."""
    found, office = _waiting(visit, officer, number), visit.office
    if isinstance(found, list):
        return found
    comment = noted_for(visit, "decide", number)
    visit.put(awaits="", noted=())
    try:
        approved = office.proposals.approve(found.id, officer, office.at, comment)
    except ChangedMeanwhileError as changed:
        return [views.changed_meanwhile(found, changed.by_code)]
    except FaultyChangeError as faulty:
        return [views.faulty(found, faulty.faults)]
    except (NotNowError, OwnProposalError):
        return shown(visit, officer, found.id, say("proposal.decided_meanwhile"))
    office.advising.decided(approved, officer)
    return shown(visit, officer, approved.id, say("proposal.approved_now"))


@decides
def refuse_proposal(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """Whoever does not approve it is asked why."""
    found = _waiting(visit, officer, number)
    if isinstance(found, list):
        return found
    _await(visit, "refuse_proposal", number)
    return [views.ask_reason(found)]


def typed_refusal(visit: Visit, number: str, words: str) -> list[Message] | None:
    """Why it is not approved was typed: it is asked once more."""
    return _typed_refusal(visit, number, words) if is_at(visit, "refuse_proposal", number) else None


@decides
def _typed_refusal(visit: Visit, officer: Officer, number: str, words: str) -> list[Message]:
    found, reason = _waiting(visit, officer, number), clean(words)
    if isinstance(found, list):
        return found
    if wrong := _unfit(reason):
        return [wrong]
    visit.put(noted=(reason,))
    return [views.ask_reason(found, reason)]


@decides
def refuse_yes(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """It changes nothing; without a reason that was typed for it, one is asked for."""
    found, office = _waiting(visit, officer, number), visit.office
    if isinstance(found, list):
        return found
    reason = noted_for(visit, "refuse_proposal", number)
    if not reason:
        return refuse_proposal(visit, number)
    visit.put(awaits="", noted=())
    refused = office.proposals.refuse(found.id, officer, office.at, reason)
    office.advising.decided(refused, officer)
    return shown(visit, officer, refused.id, say("proposal.refused_now", name=refused.proposer))


def _unfit(reason: str) -> Message | None:
    if not any(letter.isalpha() for letter in reason):
        return told("proposal.no_reason")
    return told("proposal.too_long", most=LONGEST) if len(reason) > LONGEST else None


@decides
def undo_proposal(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """Whoever takes an approval back is asked why."""
    found = _approved(visit, officer, number)
    if isinstance(found, list):
        return found
    _await(visit, "undo_proposal", number)
    return [views.ask_undo(found)]


def _approved(visit: Visit, officer: Officer, number: str) -> Proposal | list[Message]:
    found = seen(visit, officer, _number(number))
    if found is None or found.state is not ProposalState.APPROVED:
        return shown(visit, officer, _number(number))
    return found


def typed_undoing(visit: Visit, number: str, words: str) -> list[Message] | None:
    """Why it is undone was typed: it is asked once more."""
    return _typed_undoing(visit, number, words) if is_at(visit, "undo_proposal", number) else None


@decides
def _typed_undoing(visit: Visit, officer: Officer, number: str, words: str) -> list[Message]:
    found, reason = _approved(visit, officer, number), clean(words)
    if isinstance(found, list):
        return found
    if wrong := _unfit(reason):
        return [wrong]
    visit.put(noted=(reason,))
    return [views.ask_undo(found, reason)]


@decides
def undo_yes(visit: Visit, officer: Officer, number: str) -> list[Message]:
    """What held before it holds again; without a reason that was typed for it, it is asked for."""
    found, office = _approved(visit, officer, number), visit.office
    if isinstance(found, list):
        return found
    reason = noted_for(visit, "undo_proposal", number)
    if not reason:
        return undo_proposal(visit, number)
    visit.put(awaits="", noted=())
    try:
        undone = office.proposals.undo(found.id, officer, office.at, reason)
    except NotUndoneError as standing:
        return shown(visit, officer, found.id, views.not_undone(standing.others))
    office.advising.decided(undone, officer)
    return shown(visit, officer, undone.id, say("proposal.undone_now"))


def _number(typed: str) -> int:
    """The number on a button; an altered one means nothing that exists."""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


TAKEN: dict[str, Callable[[Visit, str, str], list[Message] | None]] = {
    "decide": typed_decision,
    "refuse_proposal": typed_refusal,
    "undo_proposal": typed_undoing,
}
"""What words are taken for, by what a chat awaits."""
