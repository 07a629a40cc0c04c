"""Proposals on each database: two persons, one change set, undone and recorded; of two at once one is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.review.officers import Officer
from bot.review.proposals import (
    KEPT,
    LEASE,
    NotNowError,
    NotYoursError,
    OwnProposalError,
    ProposalRepository,
    ProposalState,
    UnreadyError,
)
from bot.review.sheets import Sheet
from bot.review.traces import TraceRepository
from knowledge.annexes.values import Annex, AnnexFault, Trouble
from knowledge.catalogue import Catalogue
from knowledge.ledger import ChangedMeanwhileError, FaultyChangeError, NotUndoneError
from knowledge.procedures import Change, EndReason
from tests.bot.proposals import CHI, HOA, LAN, QUAN, approve, now, procedures, proposal, propose, seat
from tests.knowledge.annexes import EFFECTIVE, STATED, a_row, an_annex

NEW = a_row("Cấp thẻ đọc sách", "1.000009", change=Change.NEW, time="3 ngày làm việc", fee="Không thu phí")


def an_amendment(number: str = "2/QĐ-UBND", **facts: object) -> Annex:
    """A later decision on the same procedure."""
    row = replace(NEW, change=Change.AMENDED, **facts)  # type: ignore[arg-type]
    return an_annex(row, decision=replace(STATED, number=number, effective_on=date(2027, 1, 1)))


def traced(database: Database, number: int) -> list[tuple[str, str, str]]:
    traces = database.read(lambda c: TraceRepository(c).of(f"proposal:{number}"))
    return [(one.name, one.act, one.reason) for one in traces]


def test_nothing_changes_until_another_officer_approves_and_both_are_named(database: Database) -> None:
    who = seat(database)
    made = propose(database, an_annex(NEW), who[LAN], "Theo Nghị định mới")
    assert (made.state, made.proposer, made.comment) == (ProposalState.WAITING, "Trần Thị Lan", "Theo Nghị định mới")
    assert procedures(database) == {}
    with pytest.raises(NotYoursError):
        approve(database, made.id, who[LAN])
    done = approve(database, made.id, who[CHI], "Đã xem")
    assert (done.state, done.decider, done.decision_comment) == (ProposalState.APPROVED, "Lê Thị Chi", "Đã xem")
    assert done.decided_at
    (version,) = procedures(database)["1.000009"].versions
    assert (version.valid_from, version.enacted_by[0].number) == (EFFECTIVE, "1234/QĐ-UBND")
    assert traced(database, made.id) == [
        ("Trần Thị Lan", "propose", "Theo Nghị định mới"),
        ("Lê Thị Chi", "decide", "Đã xem"),
    ]


def test_who_may_do_both_does_not_decide_on_the_own_proposal(database: Database) -> None:
    who = seat(database)
    made = propose(database, an_annex(NEW), who[HOA])
    with pytest.raises(OwnProposalError):
        approve(database, made.id, who[HOA])
    with pytest.raises(OwnProposalError):
        database.transact(lambda c: ProposalRepository(c).refuse(made.id, who[HOA], now(), "Không"))
    assert procedures(database) == {}
    assert proposal(database, made.id).state is ProposalState.WAITING


def test_an_administrator_neither_proposes_nor_decides(database: Database) -> None:
    who = seat(database)
    with pytest.raises(NotYoursError):
        propose(database, an_annex(NEW), who[QUAN])
    made = propose(database, an_annex(NEW), who[LAN])
    with pytest.raises(NotYoursError):
        approve(database, made.id, who[QUAN])


def test_of_two_overlapping_approvals_at_once_the_second_is_refused_and_says_what_changed(database: Database) -> None:
    who = seat(database)
    first, second = (
        propose(database, an_annex(NEW, decision=replace(STATED, number=f"{n}/QĐ-UBND")), who[LAN]) for n in (1, 2)
    )
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(approve, database, one.id, who[by]) for one, by in ((first, CHI), (second, HOA))]
        failed = [one.exception() for one in tries]
    (refused,) = [error for error in failed if error]
    assert isinstance(refused, ChangedMeanwhileError)
    done, waits = (first, second) if failed[1] else (second, first)
    (by,) = [one for one in refused.by_code.values() if one]
    assert list(refused.by_code) == ["1.000009"]
    assert by.title == done.title
    assert proposal(database, done.id).state is ProposalState.APPROVED
    assert proposal(database, waits.id).state is ProposalState.WAITING
    assert len(procedures(database)["1.000009"].versions) == 1


def test_one_proposal_is_decided_once(database: Database) -> None:
    who = seat(database)
    made = propose(database, an_annex(NEW), who[LAN])
    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(approve, database, made.id, who[by]) for by in (CHI, HOA)]
        failed = [one.exception() for one in tries]
    (refused,) = [error for error in failed if error]
    assert isinstance(refused, NotNowError)
    assert len(traced(database, made.id)) == 2


def test_undoing_restores_what_held_and_is_recorded(database: Database) -> None:
    who = seat(database)
    approve(database, propose(database, an_annex(NEW), who[LAN]).id, who[CHI])
    before = procedures(database)
    made = propose(database, an_amendment(time="1 ngày"), who[LAN])
    approve(database, made.id, who[CHI])
    assert len(procedures(database)["1.000009"].versions) == 2
    undone = database.transact(lambda c: ProposalRepository(c).undo(made.id, who[HOA], now(), "Sai số"))
    assert (undone.state, undone.undoer, undone.undo_comment) == (ProposalState.UNDONE, "Trần Thị Hoa", "Sai số")
    assert undone.decider == "Lê Thị Chi"
    assert procedures(database) == before
    with pytest.raises(NotNowError):
        database.transact(lambda c: ProposalRepository(c).undo(made.id, who[HOA], now(), "Sai số"))
    assert traced(database, made.id)[-1] == ("Trần Thị Hoa", "undo_proposal", "Sai số")


def test_what_later_changes_rest_on_is_not_undone(database: Database) -> None:
    who = seat(database)
    first = propose(database, an_annex(NEW), who[LAN])
    approve(database, first.id, who[CHI])
    approve(database, propose(database, an_amendment(time="1 ngày"), who[LAN]).id, who[CHI])
    with pytest.raises(NotUndoneError):
        database.transact(lambda c: ProposalRepository(c).undo(first.id, who[CHI], now(), "Sai"))
    assert proposal(database, first.id).state is ProposalState.APPROVED


def test_a_refusal_says_why_and_changes_nothing(database: Database) -> None:
    who = seat(database)
    made = propose(database, an_annex(NEW), who[LAN])
    done = database.transact(lambda c: ProposalRepository(c).refuse(made.id, who[CHI], now(), "Thiếu căn cứ"))
    assert (done.state, done.decision_comment) == (ProposalState.REFUSED, "Thiếu căn cứ")
    with pytest.raises(NotNowError):
        approve(database, made.id, who[CHI])
    assert procedures(database) == {}


def test_only_who_proposed_it_takes_it_back_and_only_before_it_was_decided(database: Database) -> None:
    who = seat(database)
    made = propose(database, an_annex(NEW), who[LAN])
    with pytest.raises(NotYoursError):
        database.transact(lambda c: ProposalRepository(c).withdraw(made.id, who[HOA], now()))
    back = database.transact(lambda c: ProposalRepository(c).withdraw(made.id, who[LAN], now()))
    assert back.state is ProposalState.WITHDRAWN
    with pytest.raises(NotNowError):
        approve(database, made.id, who[CHI])


@pytest.mark.parametrize(
    "annex",
    [
        an_annex(NEW, faults=(AnnexFault(Trouble.DAY, "PL1", 7),)),
        an_annex(NEW, decision=replace(STATED, number="")),
        an_annex(NEW, decision=replace(STATED, issuer="UBND tỉnh Thanh Hóa")),
        an_annex(a_row("Khai tử", "1.000002", change=Change.ABOLISHED, reason=EndReason.DROPPED)),
        an_annex(),
    ],
    ids=["faulty", "no number", "elsewhere", "asked", "nothing"],
)
def test_what_is_not_ready_is_not_proposed(database: Database, annex: Annex) -> None:
    who = seat(database)
    with pytest.raises(UnreadyError):
        propose(database, annex, who[LAN])
    assert database.read(lambda c: ProposalRepository(c).waiting()) == []


def a_ring(database: Database, clerk: Officer, approver: Officer) -> tuple[Annex, dict[str, str]]:
    """An annex in which two procedures that stand replace each other, with its answers."""
    other = replace(NEW, code="1.000010", name="Cấp thẻ thư viện")
    for row in (NEW, other):
        approve(database, propose(database, an_annex(row), clerk).id, approver)
    later = replace(STATED, number="3/QĐ-UBND", effective_on=date(2027, 1, 1))
    rows = [
        replace(NEW, change=Change.REPLACED, replaces=("1.000010",)),
        replace(other, change=Change.REPLACED, replaces=("1.000009",)),
    ]
    answers = {f"later:{number}:{code}": "drop:2027-01-01" for number in (1, 2) for code in ("1.000009", "1.000010")}
    return an_annex(*rows, decision=later), answers


def test_what_does_not_hold_together_is_refused_before_anybody_decides(database: Database) -> None:
    who = seat(database)
    ring, answers = a_ring(database, who[LAN], who[CHI])
    with pytest.raises(FaultyChangeError):
        propose(database, ring, who[LAN], answers=answers)
    assert database.read(lambda c: ProposalRepository(c).waiting()) == []


def test_a_file_is_taken_by_one_and_again_when_its_lease_is_over(database: Database) -> None:
    lan = seat(database, LAN)[LAN]
    number = database.transact(lambda c: ProposalRepository(c).receive("file-1", "a.xlsx", lan.id, now()))
    at = now()
    ((taken, name, sheet),) = database.transact(lambda c: ProposalRepository(c).take(at))
    assert (taken, name, sheet.file_id, sheet.tries) == (number, "a.xlsx", "file-1", 1)
    assert database.transact(lambda c: ProposalRepository(c).take(at)) == []
    (again,) = database.transact(lambda c: ProposalRepository(c).take(at + LEASE))
    assert again[2].tries == 2


def test_what_was_read_and_said_outlasts_a_restart(database: Database) -> None:
    lan = seat(database, LAN)[LAN]
    sheet = Sheet(annex=an_annex(NEW), answers={"no_reason": "each"})
    number = database.transact(lambda c: ProposalRepository(c).begin(sheet, lan, now()))
    again = Database(database.url.render_as_string(hide_password=False))
    assert again.read(lambda c: ProposalRepository(c).sheet(number)) == sheet
    again.close()
    (draft,) = database.read(lambda c: ProposalRepository(c).drafts_of(lan.id))
    assert draft.state is ProposalState.DRAFT


def test_a_draft_goes_and_what_was_proposed_stays(database: Database) -> None:
    who = seat(database)
    number = database.transact(lambda c: ProposalRepository(c).begin(Sheet(annex=an_annex(NEW)), who[LAN], now()))
    assert database.transact(lambda c: ProposalRepository(c).drop(number))
    made = propose(database, an_annex(NEW), who[LAN])
    assert not database.transact(lambda c: ProposalRepository(c).drop(made.id))
    assert database.read(lambda c: ProposalRepository(c).by_id(number)) is None
    assert made.id != number


def test_a_draft_that_nobody_proposed_goes_after_a_month(database: Database) -> None:
    who = seat(database)
    number = database.transact(lambda c: ProposalRepository(c).begin(Sheet(annex=an_annex(NEW)), who[LAN], now()))
    made = propose(database, an_annex(NEW), who[LAN])
    database.transact(lambda c: ProposalRepository(c).forget(now() + KEPT - timedelta(hours=1)))
    assert database.read(lambda c: ProposalRepository(c).sheet(number))
    database.transact(lambda c: ProposalRepository(c).forget(now() + KEPT + timedelta(days=1)))
    assert database.read(lambda c: ProposalRepository(c).sheet(number)) is None
    assert proposal(database, made.id).state is ProposalState.WAITING


def test_what_was_decided_is_listed_the_newest_first(database: Database) -> None:
    who = seat(database)
    numbers = []
    for n in range(3):
        made = propose(database, an_annex(replace(NEW, code=f"1.00002{n}", name=f"Cấp giấy loại {n}a")), who[LAN])
        at = now() + timedelta(minutes=n)
        database.transact(lambda c, m=made.id, t=at: ProposalRepository(c).refuse(m, who[CHI], t, "Không"))  # type: ignore[misc]
        numbers.append(made.id)
    latest = database.read(lambda c: ProposalRepository(c).latest(2))
    assert [one.id for one in latest] == [numbers[2], numbers[1]]
    assert database.read(lambda c: OutboxRepository(c).waiting()) == 0


def test_a_draft_is_held_against_the_catalogue_in_memory_as_long_as_it_is_the_newest(database: Database) -> None:
    who = seat(database)
    approve(database, propose(database, an_annex(NEW), who[LAN]).id, who[CHI])
    held = database.read(Catalogue.said)()
    known = database.read(lambda c: ProposalRepository(c, held).known())
    assert known == database.read(lambda c: ProposalRepository(c).known())
    assert known.procedures["1.000009"] is held.procedure("1.000009")
    approve(database, propose(database, an_amendment(), who[LAN]).id, who[CHI])
    newer = database.read(lambda c: ProposalRepository(c, held).known())
    assert newer == database.read(lambda c: ProposalRepository(c).known())
    assert len(newer.procedures["1.000009"].versions) > len(known.procedures["1.000009"].versions)
