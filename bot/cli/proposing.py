"""`motcua catalogue import`, `proposals`, `approve`, `refuse` and `undo`: a decision's annex into the catalogue.

What is wrong in a file is said in Vietnamese, as everywhere; the rest is for administrators.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.advising import Advising
from bot.cli import open_data
from bot.cli.acts import RefusalError, over_the_tables
from bot.cli.common import DONE, REFUSED, print_faults, print_json
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.review.officers import Officer, OfficerRepository
from bot.review.proposals import (
    NotNowError,
    NotYoursError,
    OwnProposalError,
    Proposal,
    ProposalRepository,
    UnreadyError,
)
from bot.review.sheets import Sheet
from bot.views import annex as annexes
from bot.views.message import plain
from bot.views.proposals import doubt
from knowledge.annexes.reading import read_file
from knowledge.annexes.values import Annex, AnnexError, AnnexFault
from knowledge.ledger import ChangedMeanwhileError, FaultyChangeError, NotUndoneError, WhyNot
from knowledge.procedures import Level
from knowledge.proposing.drawing import ALL_REASONS, draw_up
from knowledge.proposing.values import Choice, Draft, Facts, Kind, Known, Line, Question

WHY_NOT = {
    WhyNot.UNKNOWN: "its change set is not known",
    WhyNot.RELEASE: "it is shipped; a newer release mends it",
    WhyNot.UNDOING: "it took another one back; propose that one again",
    WhyNot.UNDONE: "it was undone before",
    WhyNot.STOOD_ON: "later changes rest on it; undo those first",
}
LISTED = 50
"""How many decided proposals are listed."""


def import_(typed: argparse.Namespace) -> int:
    """A dry run over an annex, or a proposal with --propose; with --load an export into an empty database."""
    return open_data.load(typed.file) if typed.load else over_the_tables(_import, typed)


def proposals(typed: argparse.Namespace) -> int:
    """What waits, and what was decided last."""
    return over_the_tables(_proposals, typed)


def approve(typed: argparse.Namespace) -> int:
    """Let a proposal change the catalogue."""
    return over_the_tables(_approve, typed)


def refuse(typed: argparse.Namespace) -> int:
    """Do not let it."""
    return over_the_tables(_refuse, typed)


def undo(typed: argparse.Namespace) -> int:
    """Take back what an approved proposal changed."""
    return over_the_tables(_undo, typed)


# The annex.


def _import(typed: argparse.Namespace, database: Database, clock: Clock) -> int:
    if typed.propose and typed.officer is None:
        raise RefusalError("--propose needs --as OFFICER, who proposes it.")
    annex = _read(typed, clock)
    if annex is None:
        return REFUSED
    known = database.read(lambda c: ProposalRepository(c).known())
    facts = _facts(typed)
    answers, draft = _settled(typed, annex, known, clock, facts)
    proposed = None
    if typed.propose and draft.is_ready:
        sheet = Sheet(annex=annex, facts=facts, answers=answers)
        proposed = _propose(database, sheet, clock, typed)
    _tell(draft, proposed, as_json=typed.json)
    return DONE if draft.is_ready or not _waits(draft) else REFUSED


def _read(typed: argparse.Namespace, clock: Clock) -> Annex | None:
    """The annex; None for a file of which nothing can be read, which is said."""
    try:
        return read_file(typed.file, clock.today())
    except AnnexError as unreadable:
        _complain([unreadable.fault], typed.file.name)
    except OSError as absent:
        raise RefusalError(f"{typed.file} cannot be read: {absent.strerror}.") from None
    return None


def _complain(faults: Iterable[AnnexFault], name: str) -> None:
    for fault in faults:
        print(f"{name}: {plain(annexes.fault(fault))}", file=sys.stderr)


def _facts(typed: argparse.Namespace) -> Facts:
    levels = frozenset(Level(level) for level in typed.level or ())
    return Facts(typed.number or "", typed.date, typed.issuer or "", typed.effective, levels)


def _settled(
    typed: argparse.Namespace, annex: Annex, known: Known, clock: Clock, facts: Facts
) -> tuple[dict[str, str], Draft]:
    """The annex with what was settled: of each row its answers in the order they were typed, one for each question."""
    answers = {ALL_REASONS: f"{Choice.REASON}:{typed.reason}"} if typed.reason else {}
    waiting: dict[int, list[str]] = {}
    for number, choice in typed.settle or ():
        waiting.setdefault(number, []).append(choice)
    while True:
        draft = draw_up(annex, known, clock.today(), facts, answers)
        given = {
            one.key: _answer(one, waiting[one.number].pop(0)) for one in draft.questions if waiting.get(one.number)
        }
        if not given:
            return answers, draft
        answers |= given


def _answer(question: Question, typed: str) -> str:
    """A choice by its number, its key, or a code where one may be typed. Raises RefusalError."""
    keys = [option.key for option in question.options]
    if typed.isdecimal() and 0 < int(typed) <= len(keys):
        return keys[int(typed) - 1]
    if typed in keys:
        return typed
    if question.takes_code:
        return f"{Choice.CODE}:{typed.removeprefix(f'{Choice.CODE}:')}"
    raise RefusalError(f"--settle {question.number}={typed}: the choices are {', '.join(keys)}.")


def _propose(database: Database, sheet: Sheet, clock: Clock, typed: argparse.Namespace) -> Proposal:
    def within(connection: Connection) -> Proposal:
        kept, by, at = ProposalRepository(connection), _officer(connection, typed.officer), clock.now()
        number = kept.begin(sheet, by, at)
        advising = Advising(connection, OutboxRepository(connection), at)
        if not advising.deciders(by.id):
            raise RefusalError(
                "nobody else may decide on it; `motcua staff add` gives a controller's or approver's role."
            )
        proposed = kept.propose(number, kept.draw(sheet, clock.today()), by, at, typed.comment or "")
        advising.ask(proposed)
        return proposed

    return _decided(database, within)


def _officer(connection: Connection, telegram_id: int) -> Officer:
    found = OfficerRepository(connection).of(telegram_id)
    if found is None:
        raise RefusalError(f"{telegram_id} holds no role; see `motcua staff list`.")
    return found


def _decided(database: Database, act: Callable[[Connection], Proposal]) -> Proposal:
    """An act on a proposal; whatever refuses it is told in a sentence, and nothing was changed."""
    try:
        return database.transact(act)
    except NotYoursError:
        raise RefusalError("this officer's roles do not allow it.") from None
    except OwnProposalError:
        raise RefusalError("whoever proposed it cannot approve or refuse it; another officer decides.") from None
    except NotNowError as not_now:
        raise RefusalError(f"{not_now}.") from None
    except UnreadyError:
        raise RefusalError("the catalogue changed meanwhile, so there is more to settle; run it again.") from None
    except ChangedMeanwhileError as changed:
        raise RefusalError(_what_changed(changed)) from None
    except NotUndoneError as standing:
        raise RefusalError(f"it is not undone: {WHY_NOT[standing.why]}.") from None
    except FaultyChangeError as faulty:
        print_faults(faulty.faults)
        raise RefusalError("what would stand does not hold together; nothing was changed.") from None


def _what_changed(changed: ChangedMeanwhileError) -> str:
    by = [f"{code} ({one.title or one.origin})" if one else code for code, one in changed.by_code.items()]
    return f"the catalogue changed since it was drawn up: {', '.join(by)}; it goes on waiting."


# What a dry run says.


def _waits(draft: Draft) -> bool:
    """Whether something is wrong, missing or asked."""
    return bool(draft.faults or draft.missing or draft.questions or draft.elsewhere)


def _tell(draft: Draft, proposed: Proposal | None, *, as_json: bool) -> None:
    _complain(draft.annex.faults, draft.annex.name)
    if as_json:
        print_json(_facts_of(draft, proposed))
        return
    said = draft.facts
    print(f"{draft.annex.name}: {said.number or '?'} of {said.signed_on or '?'} by {said.issuer or '?'}")
    print(f"effective from {said.effective_on or '?'}")
    for paragraph in annexes.mapping(draft.annex):
        print(plain(paragraph))
    for line in draft.lines:
        _print_line(line)
    for question in draft.questions:
        _print_question(question)
    print(", ".join(f"{kind} {draft.number_of(kind)}" for kind in Kind))
    print(_next(draft, proposed))


def _print_line(line: Line) -> None:
    since = f" from {line.on}" if line.on else ""
    heirs = f", replaced by {', '.join(line.replaced_by)}" if line.replaced_by else ""
    reason = f" ({line.reason})" if line.reason else ""
    print(f"#{line.number} {line.kind} {line.code or '-'} {line.name}{since}{heirs}{reason}")
    for one in line.differences:
        print(f"     {one.what}: {one.before or '-'} -> {one.after or '-'}")


def _print_question(question: Question) -> None:
    place = plain(annexes.place(question.row.sheet, question.row.row))
    print(f"#{question.number} ({place}) {question.doubt}: {plain(doubt(question))}")
    for number, option in enumerate(question.options, 1):
        print(f"     {number}) {option.key} {option.name}".rstrip())


def _next(draft: Draft, proposed: Proposal | None) -> str:
    if proposed:
        return f"proposed as {proposed.id}: it waits for `motcua catalogue approve {proposed.id} --as OFFICER`"
    if draft.elsewhere:
        return f"a decision of {draft.elsewhere} does not hold here"
    if draft.faults:
        return "mend the faults in the file first; nothing was changed"
    if draft.missing:
        return f"missing of the decision: {', '.join(FLAGS[fact] for fact in draft.missing)}"
    if draft.questions:
        return "settle the questions with --settle ROW=CHOICE, or --reason for every end"
    return "a dry run: --propose --as OFFICER proposes it" if draft.drawn else "it would change nothing"


FLAGS = {
    "number": "--number",
    "signed_on": "--date",
    "issuer": "--issuer",
    "effective_on": "--effective",
    "level": "--level",
}
"""The option that gives each fact."""


def _facts_of(draft: Draft, proposed: Proposal | None) -> dict[str, Any]:
    said = draft.facts
    return {
        "file": draft.annex.name,
        "decision": {
            "number": said.number or None,
            "date": _iso(said.signed_on),
            "issuer": said.issuer or None,
            "effective": _iso(said.effective_on),
        },
        "missing": list(draft.missing),
        "elsewhere": draft.elsewhere or None,
        "counts": {kind: draft.number_of(kind) for kind in Kind},
        "columns": [
            {"sheet": one.sheet, "column": one.column, "heading": one.heading, "meaning": one.meaning}
            for one in draft.annex.columns
        ],
        "faults": [plain(annexes.fault(fault)) for fault in draft.annex.faults],
        "lines": [_line_of(line) for line in draft.lines],
        "questions": [_question_of(one) for one in draft.questions],
        "ready": draft.is_ready,
        "proposal": proposed.id if proposed else None,
    }


def _line_of(line: Line) -> dict[str, Any]:
    return {
        "row": line.number,
        "kind": line.kind,
        "code": line.code or None,
        "name": line.name,
        "from": _iso(line.on),
        "differences": [{"field": one.what, "before": one.before, "after": one.after} for one in line.differences],
        "replaced_by": list(line.replaced_by),
        "reason": line.reason,
    }


def _question_of(question: Question) -> dict[str, Any]:
    return {
        "row": question.number,
        "sheet": question.row.sheet,
        "line": question.row.row,
        "doubt": question.doubt,
        "about": question.about or None,
        "choices": [{"key": option.key, "name": option.name or None} for option in question.options],
        "takes_code": question.takes_code,
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


# Deciding.


def _approve(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    def within(connection: Connection) -> Proposal:
        kept, by, at = ProposalRepository(connection), _officer(connection, typed.officer), clock.now()
        return _told(connection, kept.approve(typed.number, by, at, typed.comment or ""), by, at)

    done = _decided(database, within)
    print(f"{done.id} is approved by {done.decider}: change set {done.change_set_id}")


def _told(connection: Connection, proposal: Proposal, by: Officer, at: datetime) -> Proposal:
    Advising(connection, OutboxRepository(connection), at).decided(proposal, by)
    return proposal


def _refuse(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    def within(connection: Connection) -> Proposal:
        kept, by, at = ProposalRepository(connection), _officer(connection, typed.officer), clock.now()
        return _told(connection, kept.refuse(typed.number, by, at, typed.comment), by, at)

    done = _decided(database, within)
    print(f"{done.id} is refused by {done.decider}")


def _undo(typed: argparse.Namespace, database: Database, clock: Clock) -> None:
    def within(connection: Connection) -> Proposal:
        kept, by, at = ProposalRepository(connection), _officer(connection, typed.officer), clock.now()
        return _told(connection, kept.undo(typed.number, by, at, typed.comment), by, at)

    done = _decided(database, within)
    print(f"{done.id} is undone by {done.undoer}: what held before it holds again")


def _proposals(typed: argparse.Namespace, database: Database, _: Clock) -> None:
    found: Sequence[Proposal] = database.read(_all)
    if typed.json:
        print_json({"proposals": [_proposal_of(one) for one in found]})
        return
    for one in found:
        counts = ", ".join(f"{kind} {one.summary.number_of(kind)}" for kind in (Kind.NEW, Kind.CHANGED, Kind.ENDED))
        print(f"{one.id}  {one.state}  {one.title} ({counts}), by {one.proposer} on {_moment(one.proposed_at)}")
        if one.decided_at:
            print(f"     {one.decider} on {_moment(one.decided_at)} {one.decision_comment}".rstrip())
        if one.undone_at:
            print(f"     undone by {one.undoer} on {_moment(one.undone_at)} {one.undo_comment}".rstrip())
    if not found:
        print("nothing was proposed yet; `motcua catalogue import FILE --propose --as OFFICER` does")


def _all(connection: Connection) -> list[Proposal]:
    kept = ProposalRepository(connection)
    return [*kept.waiting(), *kept.latest(LISTED)]


def _moment(at: datetime) -> str:
    return at.astimezone(VIET_NAM).isoformat(" ", "minutes")[:16]


def _proposal_of(one: Proposal) -> Mapping[str, Any]:
    return {
        "proposal": one.id,
        "title": one.title,
        "file": one.file_name,
        "state": one.state,
        "proposed_by": one.proposer,
        "proposed_at": one.proposed_at.isoformat(),
        "comment": one.comment or None,
        "decided_by": one.decider or None,
        "decided_at": _iso(one.decided_at),
        "decision_comment": one.decision_comment or None,
        "change_set": one.change_set_id,
        "undone_by": one.undoer or None,
        "undone_at": _iso(one.undone_at),
        "undo_comment": one.undo_comment or None,
    }
