"""The life of a petition: the table is closed, and whoever does whatever to the register leaves it whole."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection

from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.office import cases_of, rules_of
from bot.petitions import due
from bot.petitions.asides import RestrictedError
from bot.petitions.cases import Cases
from bot.petitions.chain import first_broken
from bot.petitions.days import DayRepository
from bot.petitions.details import PARENT_ANSWERED
from bot.petitions.life import (
    APPROVER,
    CLOSED,
    NEEDS,
    NEXT,
    OPEN,
    PAUSED,
    REOPENED_FROM,
    RESUMED,
    SENDER,
    STAFF,
    MissingPartError,
    MoveRefusedError,
    Party,
    State,
    check,
)
from bot.petitions.petition import Actor, Event, EventKind, Petition, Reader
from bot.petitions.register import OnceOnlyError, Register, TooLateError
from bot.petitions.repository import PetitionRepository
from bot.petitions.timers import OFFICES, What
from bot.petitions.verifying import verify
from bot.views.petition import is_internal
from tests.bot.conftest import SETTINGS
from tests.bot.petitions import CLERK, LODGING, a_petition, cases_for
from tests.conftest import Servers

NEVER_LEFT = CLOSED - REOPENED_FROM


def reached_from(state: State) -> set[State]:
    """Every state that some moves lead to."""
    reached, ahead = set[State](), [state]
    while ahead:
        for further in NEXT[ahead.pop()]:
            if further not in reached:
                reached.add(further)
                ahead.append(further)
    return reached


def test_every_state_has_its_row_and_is_reached_from_a_draft() -> None:
    assert set(NEXT) == set(State)
    assert reached_from(State.DRAFT) == set(State) - {State.DRAFT}


def test_every_state_is_a_draft_open_answered_or_closed_and_only_one_of_them() -> None:
    kinds = [{State.DRAFT}, OPEN, {State.ANSWERED}, CLOSED]
    assert set().union(*kinds) == set(State)
    assert sum(map(len, kinds)) == len(State)
    assert PAUSED < OPEN
    assert RESUMED < OPEN


@pytest.mark.parametrize("state", sorted(OPEN | {State.ANSWERED}))
def test_whatever_is_open_can_be_closed_and_never_becomes_a_draft(state: State) -> None:
    reached = reached_from(state)
    assert reached >= CLOSED
    assert State.DRAFT not in reached


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_office_alone_can_bring_whatever_is_open_to_an_end_that_is_no_withdrawal(state: State) -> None:
    ways = {to for to, parties in NEXT[state].items() if parties - SENDER}
    assert ways & (CLOSED | {State.AWAITING_APPROVAL})
    assert NEXT[state][State.WITHDRAWN] == SENDER


def test_what_is_closed_stays_closed_but_for_the_one_way_back() -> None:
    assert {state for state in CLOSED if NEXT[state]} == {State.CLOSED_UNCONFIRMED}
    assert NEXT[State.CLOSED_UNCONFIRMED] == {State.ASSIGNED: SENDER, State.RESOLVED: SENDER}


def test_what_leaves_the_office_is_an_approvers_and_silence_is_the_clocks() -> None:
    by_target = [(to, parties) for moves in NEXT.values() for to, parties in moves.items()]
    leaving = {State.ANSWERED, State.REJECTED, State.TRANSFERRED}
    assert {parties for to, parties in by_target if to in leaving} == {APPROVER}
    assert {parties for to, parties in by_target if Party.SYSTEM in parties} == {frozenset({Party.SYSTEM})}
    assert [to for to, parties in by_target if Party.SYSTEM in parties] == [State.CLOSED_UNCONFIRMED]


def test_what_a_move_cannot_do_without_is_asked_of_moves_that_exist() -> None:
    targets = {to for moves in NEXT.values() for to in moves}
    assert set(NEEDS) <= targets
    assert set(NEEDS.values()) == {"note", "reason", "agency", "parent"}


@pytest.mark.parametrize("party", Party)
@pytest.mark.parametrize("now", State)
def test_nobody_moves_but_those_who_are_named(now: State, party: Party) -> None:
    for wanted in State:
        named = party in NEXT[now].get(wanted, frozenset())
        if now in RESUMED and named and wanted in OPEN - RESUMED:
            check(now, wanted, party, resumes=wanted)
            with pytest.raises(MoveRefusedError):
                check(now, wanted, party, resumes=other_than(wanted))
        elif named:
            check(now, wanted, party)
        else:
            with pytest.raises(MoveRefusedError) as refused:
                check(now, wanted, party, resumes=wanted)
            assert (refused.value.now, refused.value.wanted, refused.value.party) == (now, wanted, party)


def other_than(state: State) -> State:
    return State.RECEIVED if state is not State.RECEIVED else State.ASSIGNED


NEWS = {EventKind.MOVED, EventKind.REOPENED, EventKind.DUE_MOVED, EventKind.REMINDED}
"""Events whose sender hears of them by a message."""

FIRST = datetime(2026, 11, 16, 2, tzinfo=UTC)
NATIONAL = SETTINGS.model_copy(update={"national_clock": True})

notes = st.sampled_from(["", "Xin cho biết đoạn nào?", "=HYPERLINK(1)", "<b>x</b>", "đ" * 500])


class Life(RuleBasedStateMachine):
    """Anybody tries anything with up to three petitions, and the clock goes on."""

    settings = SETTINGS
    servers: ClassVar[Servers]
    reached: ClassVar[set[State]]

    def __init__(self) -> None:
        super().__init__()
        self.database = Database(self.servers.prepared("sqlite"))
        self.now = FIRST
        self.expected: dict[int, State] = {}
        self.day = 0

    def teardown(self) -> None:
        self.database.close()

    def cases(self, connection: Connection) -> Cases:
        return cases_of(connection, rules_of(self.settings), OutboxRepository(connection), self.now)

    @initialize()
    def begin(self) -> None:
        self.lodge(trial=False)

    @precondition(lambda self: len(self.expected) < 3)
    @rule(trial=st.booleans())
    def lodge(self, trial: bool) -> None:
        petition, secret = self.database.transact(
            lambda c: self.cases(c).register.lodge(LODGING, trial=trial, at=self.now)
        )
        assert self.database.read(lambda c: self.cases(c).register.opens_with(petition, secret))
        assert not self.database.read(lambda c: self.cases(c).register.opens_with(petition, secret[::-1]))
        self.expected[petition.id] = State.SUBMITTED

    @rule(passed=st.timedeltas(timedelta(minutes=1), timedelta(days=4)) | st.just(timedelta(days=20)))
    def time_passes(self, passed: timedelta) -> None:
        self.now += passed

    @rule(data=st.data(), wanted=st.sampled_from(State), party=st.sampled_from(Party), note=notes, full=st.booleans())
    def somebody_moves_it(self, data: st.DataObject, wanted: State, party: Party, note: str, full: bool) -> None:
        before = self.any_petition(data)
        parent = self.any_petition(data).id
        facts: dict[str, Any] = {"agency": "Sở Xây dựng", "reason": "outside", "parent": parent} if full else {}
        outcome = self.tried(
            lambda register: register.move_to(before, wanted, Actor(party), self.now, note, **facts), before
        )
        if party not in NEXT[before.state].get(wanted, ()) or not self.leads_back(before, wanted):
            assert isinstance(outcome, MoveRefusedError)
        elif before.state in REOPENED_FROM and wanted is State.ASSIGNED:
            self.was_opened_again_or_refused(before, outcome)
        elif wanted in NEEDS and not {"note": note, **facts}.get(NEEDS[wanted]):
            assert isinstance(outcome, MissingPartError)
            assert (outcome.wanted, outcome.part) == (wanted, NEEDS[wanted])
        elif facts.get("parent") == before.id:
            assert isinstance(outcome, MissingPartError)  # nothing repeats itself
        else:
            assert isinstance(outcome, Petition)
            self.expected[before.id] = wanted

    @rule(data=st.data(), party=st.sampled_from(Party))
    def somebody_moves_it_as_the_table_allows(self, data: st.DataObject, party: Party) -> None:
        before = self.any_petition(data)
        moves = [to for to, parties in NEXT[before.state].items() if party in parties and self.leads_back(before, to)]
        moves = [to for to in moves if not (before.state in REOPENED_FROM and to is State.ASSIGNED)]
        moves = [to for to in moves if to is not State.DUPLICATE or len(self.expected) > 1]
        if not moves:  # to assume that there are some would throw away the whole life
            return
        wanted = data.draw(st.sampled_from(sorted(moves)))
        parents = [petition.id for petition in self.petitions() if petition.id != before.id]
        facts: dict[str, Any] = {"agency": "Sở Y tế", "reason": "outside", "parent": next(iter(parents), None)}
        needed = {name: facts[name] for name in [NEEDS.get(wanted)] if name in facts}
        self.database.transact(
            lambda c: self.cases(c).register.move_to(before, wanted, Actor(party), self.now, "Nội dung", **needed)
        )
        self.expected[before.id] = wanted

    @rule(data=st.data())
    def it_is_answered_if_it_can_be(self, data: st.DataObject) -> None:
        before = self.any_petition(data)
        if State.ANSWERED not in NEXT[before.state]:
            return
        answer = self.tried(
            lambda r: r.move_to(before, State.ANSWERED, Actor(Party.APPROVER), self.now, "Đã sửa"), before
        )
        assert isinstance(answer, Petition)
        self.expected[before.id] = State.ANSWERED

    @rule(data=st.data())
    def she_is_asked_if_she_can_be(self, data: st.DataObject) -> None:
        before = self.any_petition(data)
        if State.NEED_INFO not in NEXT[before.state]:
            return
        asked = self.tried(lambda r: r.move_to(before, State.NEED_INFO, CLERK, self.now, "Ở đoạn nào?"), before)
        assert isinstance(asked, Petition)
        self.expected[before.id] = State.NEED_INFO

    @rule(data=st.data(), note=notes)
    def she_supplies_what_was_asked(self, data: st.DataObject, note: str) -> None:
        before = self.any_petition(data)
        outcome = self.tried(lambda register: register.supply(before, note, self.now), before)
        if before.state in PAUSED:
            assert isinstance(outcome, Petition)
            assert outcome.state is before.resumes
            self.expected[before.id] = outcome.state
        else:
            assert isinstance(outcome, MoveRefusedError)

    @rule(data=st.data(), note=notes)
    def she_opens_it_again(self, data: st.DataObject, note: str) -> None:
        before = self.any_petition(data)
        outcome = self.tried(lambda register: register.reopen(before, note, self.now), before)
        if before.state in REOPENED_FROM:
            self.was_opened_again_or_refused(before, outcome)
        else:
            assert isinstance(outcome, MoveRefusedError)

    @rule(data=st.data(), note=notes)
    def she_adds_to_it(self, data: st.DataObject, note: str) -> None:
        before = self.any_petition(data)
        outcome = self.tried(lambda register: register.add(before, note, self.now), before)
        assert isinstance(outcome, Petition if before.state in OPEN else MoveRefusedError)

    @rule(
        data=st.data(), process=st.none() | st.integers(1, 5), result=st.none() | st.integers(1, 5), shown=st.booleans()
    )
    def she_rates_it_and_says_whether_her_name_is_shown(
        self, data: st.DataObject, process: int | None, result: int | None, shown: bool
    ) -> None:
        before = self.any_petition(data)
        rated = self.tried(lambda r: r.rate(before, self.now, process=process, result=result, note=""), before)
        if isinstance(rated, Petition):
            assert before.state in REOPENED_FROM | {State.RESOLVED}
            stands = (process or before.process_rating, result or before.result_rating)
            assert (rated.process_rating, rated.result_rating) == stands
        else:
            assert before.state not in REOPENED_FROM | {State.RESOLVED}
        assert (
            self.database.transact(lambda c: self.cases(c).register.show_name(before, shown, self.now)).shown is shown
        )

    @rule(data=st.data(), party=st.sampled_from(sorted(STAFF | SENDER)))
    def somebody_looks_at_who_sent_it(self, data: st.DataObject, party: Party) -> None:
        before = self.any_petition(data)
        seen = self.database.transact(
            lambda c: self.cases(c).register.contact(before, Actor(party), "gọi hỏi thêm", self.now)
        )
        assert seen == LODGING.identity
        written = [e for e in self.events(before.id)[before.events :] if e.kind is EventKind.CONTACT_SEEN]
        assert [(e.note, e.actor.party) for e in written] == (
            [] if party is Party.SENDER else [("gọi hỏi thêm", party)]
        )

    @rule()
    def the_clock_is_looked_at(self) -> None:
        for timer in self.database.read(lambda c: self.cases(c).timers.due(self.now, 100)):
            self.database.transact(lambda c, timer=timer: due.act_on(self.cases(c), timer, self.now))  # type: ignore[misc]
        for petition in self.petitions():
            if self.expected[petition.id] is State.ANSWERED and petition.state is State.CLOSED_UNCONFIRMED:
                self.expected[petition.id] = petition.state

    @precondition(lambda self: self.day < 4)
    @rule(ahead=st.integers(0, 20), working=st.booleans())
    def the_calendar_changes(self, ahead: int, working: bool) -> None:
        self.day += 1
        day = (self.now + timedelta(days=ahead)).date()
        self.database.transact(lambda c: DayRepository(c).put(day, working, "thử", self.now, "test"))
        before = {p.id: p.due_at for p in self.petitions() if p.state in OPEN}
        numbers = self.database.read(lambda c: self.cases(c).register.counted_otherwise())
        moved = sum(
            self.database.transact(lambda c, n=number: self.cases(c).register.count_anew(n, self.now))  # type: ignore[misc]
            for number in numbers
        )
        after = {p.id: p.due_at for p in self.petitions() if p.state in OPEN}
        assert moved == sum(before[number] != after[number] for number in before)

    @invariant()
    def every_petition_stands_where_it_is_expected(self) -> None:
        assert {p.id: p.state for p in self.petitions()} == self.expected

    @invariant()
    def everything_is_whole(self) -> None:
        def look(connection: Connection) -> None:
            cases = self.cases(connection)
            assert verify(connection, cases.keys).broken == ()
            for number in self.expected:
                assert first_broken(entry.link for entry in cases.register.trail.entries(number)) is None

        self.database.read(look)

    @invariant()
    def the_last_move_says_where_it_stands_and_since_when(self) -> None:
        for petition in self.petitions():
            moves = [event for event in self.events(petition.id) if event.to_state]
            self.reached.add(petition.state)
            assert (moves[-1].to_state, moves[-1].at) == (petition.state, petition.state_at)
            assert [e.from_state for e in moves] == [State.DRAFT, *[e.to_state for e in moves[:-1]]]

    @invariant()
    def the_clock_stands_while_it_is_paused_and_only_then(self) -> None:
        for petition in self.petitions():
            last_since, last_until = petition.pauses[-1] if petition.pauses else (None, self.now)
            assert (last_until is None) is (petition.state in PAUSED)
            if petition.due_at is None:
                assert petition.state in PAUSED
            elif last_until is None and last_since:
                # A limit that was over when the office asked is not moved any more.
                assert petition.due_at <= last_since
            assert (petition.closed_at is not None) is (petition.state in CLOSED)
            assert (petition.resumes is not None) is (petition.state in RESUMED)

    @invariant()
    def whatever_is_news_was_told_with_it_once(self) -> None:
        for petition in self.petitions():
            told = self.database.read(lambda c, p=petition: OutboxRepository(c).states(f"petition:{p.id}"))  # type: ignore[misc]
            hers = [event for event in self.events(petition.id) if event.reader is not Reader.STAFF]
            news = [event for event in hers if event.kind in NEWS and not is_internal(event)]
            assert [one.about for one in told] == [f"petition:{petition.id}:event:{event.number}" for event in news]

    @invariant()
    def nothing_is_due_for_what_is_over(self) -> None:
        for petition in self.petitions():
            waiting = set(self.database.read(lambda c, p=petition: self.cases(c).timers.waiting(p.id)))  # type: ignore[misc]
            if petition.state in CLOSED:
                assert waiting == set()
            elif petition.state is State.ANSWERED:
                assert What.CONFIRM_END in waiting
            else:
                assert waiting - OFFICES == ({What.UPDATE} if petition.national else set())
                # The office will be reminded of its due day, or is reminded every day that it is over.
                assert len(waiting & {What.DUE, What.OVERDUE}) == 1

    @invariant()
    def the_books_have_no_gap(self) -> None:
        books: dict[tuple[bool, int], list[int]] = {}
        for petition in self.petitions():
            books.setdefault((petition.trial, petition.book_year), []).append(petition.book_number)
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in books.values())

    def was_opened_again_or_refused(self, before: Petition, outcome: object) -> None:
        """Once, and not too long after it was closed."""
        if isinstance(outcome, Petition):
            assert (outcome.state, before.reopened, outcome.reopened) == (State.ASSIGNED, 0, 1)
            assert (outcome.clock_from, outcome.answered_at, outcome.closed_at) == (self.now, None, None)
            self.expected[before.id] = State.ASSIGNED
        elif before.reopened:
            assert isinstance(outcome, OnceOnlyError)
        else:
            assert isinstance(outcome, TooLateError)
            assert before.closed_at
            assert before.closed_at < outcome.until < self.now

    def tried(self, act: Callable[[Register], Petition], before: Petition) -> object:
        """What an act gives, or the refusal, which changed nothing."""
        try:
            return self.database.transact(lambda c: act(self.cases(c).register))
        except (MoveRefusedError, MissingPartError, OnceOnlyError, TooLateError) as refused:
            assert self.database.read(lambda c: PetitionRepository(c).by_id(before.id)) == before
            assert len(self.events(before.id)) == before.events
            return refused

    def any_petition(self, data: st.DataObject) -> Petition:
        return data.draw(st.sampled_from(self.petitions()))

    def petitions(self) -> list[Petition]:
        return self.database.read(lambda c: PetitionRepository(c).every())

    def events(self, petition_id: int) -> list[Event]:
        return self.database.read(lambda c: self.cases(c).register.trail.of(petition_id))

    def leads_back(self, petition: Petition, wanted: State) -> bool:
        return petition.state not in RESUMED or wanted not in OPEN - RESUMED or wanted is petition.resumes


def reopened(database: Database, petition: Petition, at: datetime, by_move: bool = False) -> Petition:
    def act(connection: Connection) -> Petition:
        register = cases_for(connection).register
        if by_move:
            return register.move_to(petition, State.ASSIGNED, Actor(Party.SENDER), at, "chưa xong")
        return register.reopen(petition, "chưa xong", at)

    return database.transact(act)


@pytest.mark.parametrize("by_move", [True, False])
def test_an_answer_is_doubted_once_whichever_way_it_is_asked_for(database: Database, by_move: bool) -> None:
    petition = reopened(database, a_petition(database, State.ANSWERED, at=FIRST), FIRST + timedelta(days=1), by_move)
    assert (petition.state, petition.reopened, petition.answered_at) == (State.ASSIGNED, 1, None)
    assert petition.clock_from == FIRST + timedelta(days=1)
    (event,) = database.read(lambda c: cases_for(c).register.trail.of(petition.id))[petition.events - 1 :]
    assert (event.kind, event.note) == (EventKind.REOPENED, "chưa xong")
    again = database.transact(lambda c: moved_on(cases_for(c), petition))
    with pytest.raises(OnceOnlyError):
        reopened(database, again, FIRST + timedelta(days=2), by_move)


def moved_on(cases: Cases, petition: Petition) -> Petition:
    at = FIRST + timedelta(days=1, hours=1)
    petition = cases.register.move_to(petition, State.AWAITING_APPROVAL, CLERK, at)
    return cases.register.move_to(petition, State.ANSWERED, Actor(Party.APPROVER), at, "Đã xong")


def test_what_was_closed_without_a_word_is_opened_within_ten_working_days(database: Database) -> None:
    petition = a_petition(database, State.CLOSED_UNCONFIRMED, at=FIRST)
    assert petition.closed_at
    until = database.read(lambda c: cases_for(c).clocking.may_reopen_until(petition.closed_at))  # type: ignore[arg-type]
    assert until == datetime(2026, 12, 1, 10, tzinfo=UTC)
    with pytest.raises(TooLateError) as late:
        reopened(database, petition, until + timedelta(microseconds=1))
    assert late.value.until == until
    assert reopened(database, petition, until).state is State.ASSIGNED


def test_what_was_closed_while_the_calendar_was_read_is_not_counted_anew(database: Database) -> None:
    petition = a_petition(database, at=FIRST)
    database.transact(lambda c: DayRepository(c).put(FIRST.date() + timedelta(days=1), False, "thử", FIRST, "test"))

    def act(connection: Connection) -> bool:
        register = cases_for(connection).register
        assert register.counted_otherwise() == [petition.id]
        register.move_to(petition, State.WITHDRAWN, Actor(Party.SENDER), FIRST)
        return register.count_anew(petition.id, FIRST)

    assert not database.transact(act)
    kinds = [event.kind for event in database.read(lambda c: cases_for(c).register.trail.of(petition.id))]
    assert kinds == [EventKind.LODGED, EventKind.MOVED]


def test_who_asked_to_be_forgotten_is_looked_at_for_the_law_alone(database: Database) -> None:
    petition = a_petition(database, State.ANSWERED, at=FIRST)
    petition = database.transact(lambda c: cases_for(c).register.restrict(petition, FIRST))

    def look(reason: str, despite: bool, actor: Actor = CLERK) -> object:
        return database.transact(
            lambda c: cases_for(c).register.contact(petition, actor, reason, FIRST, despite_restriction=despite)
        )

    for reason, despite in (("gọi hỏi", False), ("", True)):
        with pytest.raises(RestrictedError):
            look(reason, despite)
    assert look("tòa án yêu cầu", True) == LODGING.identity == look("", False, Actor(Party.SENDER))
    *_, seen = database.read(lambda c: cases_for(c).register.trail.of(petition.id))
    assert (seen.kind, seen.details) == (EventKind.CONTACT_SEEN, {"despite_restriction": True})


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_rating_is_one_to_five(database: Database, level: int) -> None:
    petition = a_petition(database, State.RESOLVED, at=FIRST)
    with pytest.raises(ValueError, match="1 to 5"):
        database.transact(lambda c: cases_for(c).register.rate(petition, FIRST, process=level, result=None, note=""))


def test_whoever_sent_the_same_hears_of_the_answer_whenever_it_was_found_to_be_the_same(database: Database) -> None:
    parent = a_petition(database, State.IN_PROGRESS, at=FIRST)
    child = a_petition(database, State.DUPLICATE, at=FIRST, parent=parent, chat_id=71)
    grandchild = a_petition(database, State.DUPLICATE, at=FIRST, parent=child, chat_id=72)
    late = a_petition(database, State.RECEIVED, at=FIRST, chat_id=73)

    def act(connection: Connection) -> list[Petition]:
        cases = cases_of(connection, rules_of(SETTINGS), OutboxRepository(connection), FIRST)
        moved_on(cases, parent)
        later = FIRST + timedelta(days=2)
        repeated = cases.register.move_to(late, State.DUPLICATE, CLERK, later, parent=parent.id)
        return [*(cases.register.petitions.by_id(one.id) for one in (child, grandchild)), repeated]

    for one in database.transact(act):
        *_, last = database.read(lambda c, n=one.id: cases_for(c).register.trail.of(n))  # type: ignore[misc]
        assert (last.kind, last.number) == (EventKind.REMINDED, one.events)
        assert last.details == {"what": PARENT_ANSWERED, "parent": parent.code}
        about = f"petition:{one.id}:event:{last.number}"
        (told,) = database.read(lambda c, a=about: OutboxRepository(c).states(a))  # type: ignore[misc]
        assert told.chat_id == one.chat_id
    assert database.read(lambda c: verify(c, cases_for(c).keys)).is_whole


class NationalLife(Life):
    """The same, counted as the national system counts."""

    settings = NATIONAL


FEW = settings(
    max_examples=10,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    # Explaining a failure needs every line of every example traced, which takes ten times as long.
    phases=set(Phase) - {Phase.explain},
)


@pytest.mark.bulk
def test_whatever_anybody_does_the_register_stays_whole(servers: Servers) -> None:
    Life.servers, Life.reached = servers, set()
    run_state_machine_as_test(Life, settings=FEW)
    assert Life.reached & PAUSED, "no example asked the sender"
    assert Life.reached & CLOSED, "no example came to an end"


@pytest.mark.bulk
def test_the_same_holds_counted_as_the_national_system_counts(servers: Servers) -> None:
    NationalLife.servers, NationalLife.reached = servers, set()
    run_state_machine_as_test(NationalLife, settings=FEW)
    assert NationalLife.reached & PAUSED, "no example asked the sender"
    assert NationalLife.reached & CLOSED, "no example came to an end"
