"""Proposals to change the catalogue: one officer brings a decision's annex in, another lets it change the catalogue.

fetching ──read──▶ draft ──Đề xuất──▶ waiting ──Duyệt──▶ approved ──Thu hồi việc duyệt──▶ undone
    └──────────────┴──Bỏ──▶ dropped     │ ├──Không duyệt──▶ refused
                                        │ └──Rút lại──▶ withdrawn
                                        └──the catalogue changed meanwhile──▶ waiting, and says what changed
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from bot.review.officers import Officer, Role
from bot.review.powers import Power, role_for
from bot.review.sheets import Sheet, Summary, sheet_of, summary_of, to_json
from bot.review.tables import officer, proposal
from bot.review.traces import TraceRepository
from bot.texts import say
from knowledge import ledger, serialising
from knowledge.catalogue import Catalogue
from knowledge.change_sets import ChangeSet
from knowledge.proposing.drawing import draw_up
from knowledge.proposing.sealing import change_set_of
from knowledge.proposing.values import Draft, Known
from knowledge.repository import CatalogueRepository

LEASE = timedelta(minutes=5)
"""How long whoever took a file has to fetch and read it, before another takes it."""

KEPT = timedelta(days=30)
"""How long what is drawn up is kept for who may yet propose it."""

WITHDRAW, REFUSE, UNDO = "withdraw_proposal", "refuse_proposal", "undo_proposal"
"""What stands in the trail beside the powers."""


class ProposalState(StrEnum):
    """How far a proposal came."""

    FETCHING = "fetching"  # its file is on its way
    DRAFT = "draft"
    DROPPED = "dropped"  # nobody sees it any more; its number is never another's
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"


OWN = frozenset({ProposalState.FETCHING, ProposalState.DRAFT})
"""States in which nobody but who draws it up has anything to do with it."""


class NotNowError(Exception):
    """A proposal is not in the state for it; `now` is None for one that is no more."""

    def __init__(self, now: ProposalState | None) -> None:
        self.now = now
        super().__init__(f"the proposal is {now or 'gone'}")


class NotYoursError(Exception):
    """The officer may not do it."""


class OwnProposalError(Exception):
    """Nobody decides on what they proposed themselves."""


class UnreadyError(Exception):
    """The draft cannot be proposed: something is missing, asked or wrong, or it changes nothing."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__("the draft is not ready")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as it stands; names are empty and days None for what did not happen."""

    id: int
    title: str
    file_name: str
    state: ProposalState
    summary: Summary
    proposed_at: datetime
    proposed_by: int
    proposer: str
    comment: str
    decided_at: datetime | None
    decided_by: int | None
    decider: str
    decision_comment: str
    change_set_id: int | None
    undone_at: datetime | None
    undone_by: int | None
    undoer: str
    undo_comment: str


class ProposalRepository:
    """The proposals over one connection, inside its caller's transaction; `held` is the catalogue in memory, if any."""

    def __init__(self, connection: Connection, held: Catalogue | None = None) -> None:
        self._connection = connection
        self._held = held
        self.has_new = False
        """Whether a file is to be fetched: who fetches is to be woken after the transaction."""

    # On its way.

    def receive(self, file_id: str, name: str, officer_id: int, at: datetime) -> int:
        """A file is to be fetched and read; gives its number."""
        return self._await(Sheet(file_id=file_id), name, officer_id, at)

    def bring(self, stored: str, name: str, officer_id: int, at: datetime) -> int:
        """A file of our folder is to be read; gives its number."""
        return self._await(Sheet(stored=stored), name, officer_id, at)

    def take(self, at: datetime) -> list[tuple[int, str, Sheet]]:
        """Files to be fetched now, by number and name; nobody else takes them for some minutes."""
        found = select(P.id, P.file_name, P.content).where(P.state == ProposalState.FETCHING).order_by(P.id)
        rows = self._connection.execute(found.with_for_update(skip_locked=True)).all()
        taken = []
        for number, name, content in rows:
            sheet = sheet_of(content)
            if sheet.not_before is None or sheet.not_before <= at:
                sheet = replace(sheet, tries=sheet.tries + 1, not_before=at + LEASE)
                self._set({"content": to_json(sheet)}, P.id == number)
                taken.append((number, name, sheet))
        return taken

    def later(self, number: int, sheet: Sheet, not_before: datetime) -> None:
        """A file could not be fetched now; it is tried again from a moment on."""
        waiting = P.id == number, P.state == ProposalState.FETCHING
        self._set({"content": to_json(replace(sheet, not_before=not_before))}, *waiting)

    def read(self, number: int, sheet: Sheet) -> Proposal | None:
        """A file was read: it is drawn up from now on. None where nobody waits for it any more."""
        kept = replace(sheet, file_id="", stored="", not_before=None)
        values = {"state": ProposalState.DRAFT, "content": to_json(kept)}
        if not self._set(values, P.id == number, P.state == ProposalState.FETCHING):
            return None
        return self.by_id(number)

    def drop(self, number: int) -> bool:
        """What was not proposed yet is no more; gives false for what was."""
        dropped = {"state": ProposalState.DROPPED, "content": to_json(Sheet())}
        return self._set(dropped, P.id == number, P.state.in_(OWN)) > 0

    def forget(self, at: datetime) -> None:
        """What was drawn up long ago and never proposed goes."""
        dropped = {"state": ProposalState.DROPPED, "content": to_json(Sheet())}
        self._set(dropped, P.state.in_(OWN), P.proposed_at < at - KEPT)

    # Drawn up.

    def sheet(self, number: int) -> Sheet | None:
        """What is being drawn up; None for what is not."""
        drawn = select(P.content).where(P.id == number, P.state.in_(OWN))
        content = self._connection.scalar(drawn)
        return sheet_of(content) if content else None

    def keep(self, number: int, sheet: Sheet) -> None:
        """Keep what was said of an annex."""
        self._set({"content": to_json(sheet)}, P.id == number, P.state == ProposalState.DRAFT)

    def draw(self, sheet: Sheet, day: date) -> Draft:
        """An annex that was read, held against the catalogue as it is now."""
        if sheet.annex is None:
            raise NotNowError(ProposalState.FETCHING)
        return draw_up(sheet.annex, self.known(), day, sheet.facts, sheet.answers)

    def known(self) -> Known:
        """What the catalogue says now: the one in memory, unless it is the shipped one or the database's is newer."""
        said = CatalogueRepository(self._connection)
        if self._held and self._held.revision and self._held.revision == said.revision():
            return self._held.known()
        procedures = {procedure.code: procedure for procedure in said.procedures()}
        return Known(procedures, said.fields(), said.decisions(), said.units())

    def propose(self, number: int, draft: Draft, by: Officer, at: datetime, comment: str = "") -> Proposal:
        """A draft waits for another officer from now on. Raises NotNowError, NotYoursError, UnreadyError.

        Raises FaultyChangeError where what would stand does not hold together.
        """
        role = _role(by, Power.PROPOSE)
        held = self._hold(number, {ProposalState.DRAFT})
        if held.proposed_by != by.id:
            raise NotYoursError
        if not draft.is_ready or draft.decision is None:
            raise UnreadyError(draft)
        said, codes = CatalogueRepository(self._connection), sorted(draft.drawn)
        title = str(say("proposal.title", number=draft.decision.number).unescape())
        change_set = change_set_of(draft, title, said.recorded(codes), said.digests(codes))
        self._try(change_set, at)
        self._set(
            {
                "title": title,
                "content": serialising.to_json(change_set),
                "summary": to_json(Summary.of(draft)),
                "state": ProposalState.WAITING,
                "proposed_at": at,
                "comment": comment,
            },
            P.id == number,
        )
        self._trace(number, by, role, Power.PROPOSE, at, comment)
        return self._told(number)

    def _try(self, change_set: ChangeSet, at: datetime) -> None:
        """Apply it and leave nothing of it: what is wrong is told before anybody decides. Raises FaultyChangeError."""
        with self._connection.begin_nested() as tried:
            ledger.apply(self._connection, change_set, at)
            tried.rollback()

    def begin(self, sheet: Sheet, by: Officer, at: datetime) -> int:
        """An annex that was read elsewhere is drawn up from now on; gives its number."""
        name = sheet.annex.name if sheet.annex else ""
        return self._add(name, ProposalState.DRAFT, sheet, by.id, at)

    # Decided.

    def approve(self, number: int, by: Officer, at: datetime, comment: str = "") -> Proposal:
        """It changes the catalogue. Raises NotNowError, NotYoursError, OwnProposalError.

        Raises ChangedMeanwhileError and FaultyChangeError too: then nothing is applied, and it goes on waiting.
        """
        role = _role(by, Power.DECIDE)
        held = self._hold(number, {ProposalState.WAITING})
        if held.proposed_by == by.id:
            raise OwnProposalError
        content = self._connection.execute(select(P.content).where(P.id == number)).scalar_one()
        applied = ledger.apply(self._connection, serialising.of_json(content), at)
        return self._decide(number, ProposalState.APPROVED, by, role, Power.DECIDE, at, comment, change_set_id=applied)

    def refuse(self, number: int, by: Officer, at: datetime, reason: str) -> Proposal:
        """It changes nothing. Raises NotNowError, NotYoursError, OwnProposalError."""
        role = _role(by, Power.DECIDE)
        held = self._hold(number, {ProposalState.WAITING})
        if held.proposed_by == by.id:
            raise OwnProposalError
        return self._decide(number, ProposalState.REFUSED, by, role, REFUSE, at, reason)

    def withdraw(self, number: int, by: Officer, at: datetime) -> Proposal:
        """Who proposed it takes it back before anybody decided. Raises NotNowError, NotYoursError."""
        role = _role(by, Power.PROPOSE)
        held = self._hold(number, {ProposalState.WAITING})
        if held.proposed_by != by.id:
            raise NotYoursError
        return self._decide(number, ProposalState.WITHDRAWN, by, role, WITHDRAW, at, "")

    def undo(self, number: int, by: Officer, at: datetime, comment: str) -> Proposal:
        """What held before it holds again. Raises NotNowError, NotYoursError, and NotUndoneError."""
        role = _role(by, Power.DECIDE)
        held = self._hold(number, {ProposalState.APPROVED})
        if held.change_set_id is None:
            raise NotNowError(held.state)
        ledger.undo(self._connection, held.change_set_id, at)
        undone = {"state": ProposalState.UNDONE, "undone_at": at, "undone_by": by.id, "undo_comment": comment}
        self._set(undone, P.id == number)
        self._trace(number, by, role, UNDO, at, comment)
        return self._told(number)

    # Questions.

    def by_id(self, number: int) -> Proposal | None:
        """A proposal by its number."""
        return next(iter(self._all(P.id == number)), None)

    def waiting(self) -> list[Proposal]:
        """What waits for somebody to decide, the longest waiting first."""
        return self._all(P.state == ProposalState.WAITING)

    def drafts_of(self, officer_id: int) -> list[Proposal]:
        """What an officer is drawing up."""
        return self._all(P.proposed_by == officer_id, P.state.in_(OWN))

    def latest(self, limit: int, skip: int = 0) -> list[Proposal]:
        """What was decided last, the newest first."""
        over = P.state.not_in((*OWN, ProposalState.WAITING))
        return self._all(over, newest=True, limit=limit, skip=skip)

    def _await(self, sheet: Sheet, name: str, officer_id: int, at: datetime) -> int:
        self.has_new = True
        return self._add(name, ProposalState.FETCHING, sheet, officer_id, at)

    def _add(self, name: str, state: ProposalState, sheet: Sheet, officer_id: int, at: datetime) -> int:
        values = {
            "title": "",
            "file_name": name[:200],
            "content": to_json(sheet),
            "summary": to_json(Summary()),
            "state": state,
            "proposed_at": at,
            "proposed_by": officer_id,
            **dict.fromkeys(("comment", "decision_comment", "undo_comment"), ""),
        }
        number: int = self._connection.execute(insert(proposal).values(values).returning(P.id)).scalar_one()
        return number

    def _decide(
        self,
        number: int,
        state: ProposalState,
        by: Officer,
        role: Role,
        act: str,
        at: datetime,
        comment: str,
        **more: Any,
    ) -> Proposal:
        decided = {"state": state, "decided_at": at, "decided_by": by.id, "decision_comment": comment, **more}
        self._set(decided, P.id == number)
        self._trace(number, by, role, act, at, comment)
        return self._told(number)

    def _hold(self, number: int, states: Collection[ProposalState]) -> Proposal:
        """A proposal in one of some states, held until the transaction ends. Raises NotNowError."""
        self._connection.execute(select(P.id).where(P.id == number).with_for_update())
        found = self.by_id(number)
        if found is None or found.state not in states:
            raise NotNowError(found.state if found else None)
        return found

    def _told(self, number: int) -> Proposal:
        return self._all(P.id == number)[0]

    def _trace(self, number: int, by: Officer, role: Role, act: str, at: datetime, reason: str) -> None:
        TraceRepository(self._connection).leave(at, by.id, role, act, f"proposal:{number}", reason)

    def _set(self, values: dict[str, Any], *which: ColumnElement[bool]) -> int:
        return self._connection.execute(update(proposal).where(*which).values(values)).rowcount

    def _all(
        self, *which: ColumnElement[bool], newest: bool = False, limit: int | None = None, skip: int = 0
    ) -> list[Proposal]:
        by, decider, undoer = officer.alias("proposer"), officer.alias("decider"), officer.alias("undoer")
        columns = [column for column in P if column.name != "content"]
        names = by.c.name.label("proposer"), decider.c.name.label("decider"), undoer.c.name.label("undoer")
        joined = (
            select(*columns, *names)
            .join_from(proposal, by, P.proposed_by == by.c.id)
            .outerjoin(decider, P.decided_by == decider.c.id)
            .outerjoin(undoer, P.undone_by == undoer.c.id)
        )
        order = (P.decided_at.desc(), P.id.desc()) if newest else (P.id,)
        there = P.state != ProposalState.DROPPED
        found = joined.where(there, *which).order_by(*order).limit(limit).offset(skip)
        return [_proposal(row) for row in self._connection.execute(found).mappings()]


P = proposal.c


def _role(by: Officer, power: Power) -> Role:
    """The role in which an officer does something. Raises NotYoursError."""
    role = role_for(by, power)
    if role is None:
        raise NotYoursError
    return role


def _proposal(row: RowMapping) -> Proposal:
    told = {"state": ProposalState(row["state"]), "summary": summary_of(row["summary"])}
    named = {name: row[name] or "" for name in ("proposer", "decider", "undoer")}
    return Proposal(**{**row, **told, **named})
