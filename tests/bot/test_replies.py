"""Replies: written in parts, handed up, approved or sent back; one stands at a time, whoever is at it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import TypeVar

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.office import cases_of, rules_of
from bot.petitions import answering, retention
from bot.petitions.attachments import FileState, Giver, Parcel
from bot.petitions.cases import Cases
from bot.petitions.categories import categories
from bot.petitions.composition import PARTS, TARGETS, blanks, missing
from bot.petitions.life import CLOSED, LEAVING, OPEN, STAFF, MoveRefusedError, Party, State, check
from bot.petitions.parts import LONGEST, LONGEST_AGENCY, parted
from bot.petitions.petition import SENDER, Actor, EventKind, Petition, Reader
from bot.petitions.reasons import Reason
from bot.petitions.replies import Document, Part, Reply, ReplyKind, ReplyState
from bot.petitions.reply_faults import (
    DocumentError,
    DocumentFault,
    NotOpenError,
    NotSoError,
    OwnReplyError,
    PartError,
    PartFault,
    UnreadyError,
)
from bot.petitions.signed import read_document
from bot.petitions.templates import Templates, shipped
from bot.petitions.verifying import verify
from bot.review.officers import OfficerRepository, Role
from bot.settings import REPLIES, Settings, WrongSettingError, read_settings
from bot.views import drafting
from bot.views.message import LONGEST as LONGEST_MESSAGE
from bot.views.message import Message, plain
from bot.views.petition import is_internal, news
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import CLERK as NOBODY
from tests.bot.petitions import PATHS, a_petition, cases_for

T = TypeVar("T")

one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""What a rule says of many cases; the databases are asked the same in each."""

FIRST = datetime(2026, 11, 16, 2, tzinfo=UTC)
NOW = FIRST + timedelta(days=1)
TEXT = "Đã kiểm tra: đường hỏng.\n\nĐã làm: đã vá."

SAID: dict[ReplyKind, dict[Part, str]] = {
    ReplyKind.ANSWER: {
        Part.CHECKED: "Ngày 17/11/2026 tổ giao thông đã đến thôn 5.",
        Part.DONE: "Đã vá mặt đường.",
        Part.BASIS: "Luật Tiếp công dân 42/2013, Điều 28.",
        Part.PROOF: "Ảnh chụp ngày 18/11/2026.",
    },
    ReplyKind.REFUSAL: {Part.REASON: Reason.OUTSIDE, Part.EXPLANATION: "Việc này của cơ quan khác."},
    ReplyKind.TRANSFER: {Part.AGENCY: "Sở Xây dựng tỉnh Ninh Bình", Part.EXPLANATION: "Đường do tỉnh quản lý."},
    ReplyKind.EXTENSION: {Part.EXPLANATION: "Còn chờ đo đạc.", Part.UNTIL: "15/12/2026"},
}


OF_OPEN = tuple(kind for kind in ReplyKind if kind is not ReplyKind.RELAY)
"""Kinds of replies to petitions that are open; another agency's answer comes after."""


@pytest.fixture
def clerk(database: Database) -> Actor:
    return officer(database, 70, Role.CLERK)


@pytest.fixture
def approver(database: Database) -> Actor:
    return officer(database, 80, Role.APPROVER)


def officer(database: Database, telegram_id: int, role: Role) -> Actor:
    def add(connection: object) -> Actor:
        officers = OfficerRepository(connection)  # type: ignore[arg-type]
        officers.add(telegram_id, role, "", f"Cán bộ {telegram_id}", Clock().now(), "test")
        found = officers.of(telegram_id)
        assert found
        return Actor(Party(role), found.id)

    return database.transact(add)


def within(database: Database, act: Callable[[Cases], T]) -> T:
    return database.transact(lambda c: act(cases_for(c)))


def written(database: Database, petition: Petition, clerk: Actor, kind: ReplyKind = ReplyKind.ANSWER) -> Reply:
    """A draft with all its parts."""

    def write(cases: Cases) -> Reply:
        draft = answering.begin(cases, petition, kind, number(clerk), NOW)
        for part, text in SAID[kind].items():
            draft = answering.say_part(cases, petition, number(clerk), part, text, NOW)
        return draft

    return within(database, write)


def submitted(database: Database, petition: Petition, clerk: Actor, kind: ReplyKind = ReplyKind.ANSWER) -> Reply:
    written(database, petition, clerk, kind)
    return within(database, lambda cases: answering.submit(cases, petition, clerk, NOW))


def number(actor: Actor) -> int:
    assert actor.officer_id
    return actor.officer_id


def approved(database: Database, petition: Petition, approver: Actor, edition: str) -> Petition:
    return within(database, lambda cases: answering.approve(cases, petition, approver, edition, TEXT, NOW))


def now(database: Database, petition: Petition) -> Petition:
    return within(database, lambda cases: cases.register.petitions.by_id(petition.id))


def standing(database: Database, petition: Petition) -> Reply | None:
    return within(database, lambda cases: cases.replies.standing(petition.id))


def at_once(*acts: Callable[[], T]) -> list[T | Exception]:
    """What acts give that begin at the same time."""

    def tried(act: Callable[[], T]) -> T | Exception:
        try:
            return act()
        except (NotSoError, NotOpenError, MoveRefusedError) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))


@pytest.mark.parametrize("kind_of", OF_OPEN)
def test_a_reply_is_handed_up_and_approved_and_moves_its_petition(
    database: Database, clerk: Actor, approver: Actor, kind_of: ReplyKind
) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    reply = submitted(database, petition, clerk, kind_of)
    assert now(database, petition).state is State.AWAITING_APPROVAL
    moved = approved(database, petition, approver, reply.edition)
    assert moved.state is TARGETS.get(kind_of, State.IN_PROGRESS)
    *_, last = within(database, lambda cases: cases.register.trail.of(petition.id))
    assert (last.actor, last.note, last.details["reply"]) == (approver, TEXT, reply.id)
    assert last.reader is Reader.EVERYONE
    if kind_of is ReplyKind.REFUSAL:
        assert moved.reason == Reason.OUTSIDE
    if kind_of is ReplyKind.TRANSFER:
        assert moved.agency == "Sở Xây dựng tỉnh Ninh Bình"
    if kind_of is ReplyKind.EXTENSION:
        assert last.kind is EventKind.EXTENDED
        assert moved.due_at == datetime(2026, 12, 15, 10, tzinfo=UTC)
    assert standing(database, petition) is None
    (kept,) = within(database, lambda cases: cases.replies.of(petition.id))
    assert (kept.state, kept.author_id, kept.decided_by) == (ReplyState.SENT, clerk.officer_id, approver.officer_id)
    assert database.read(lambda c: verify(c, cases_for(c).keys)).is_whole


@pytest.mark.parametrize(("kind_of", "part"), [(kind, part) for kind in OF_OPEN for part in PARTS[kind]])
@one_database
def test_a_reply_without_a_part_is_not_handed_up_and_the_part_is_named(
    database: Database, clerk: Actor, kind_of: ReplyKind, part: Part
) -> None:
    petition = a_petition(database, State.ASSIGNED, at=FIRST)
    whole = written(database, petition, clerk, kind_of)
    columns = {Part.REASON: {"reason": ""}, Part.AGENCY: {"agency": ""}, Part.UNTIL: {"until": None}}
    without = columns.get(part, {"parts": {name: text for name, text in whole.parts.items() if name is not part}})
    within(database, lambda cases: cases.replies.keep(replace(whole, **without), NOW))  # type: ignore[arg-type]
    if (kind_of, part) == (ReplyKind.TRANSFER, Part.EXPLANATION):
        assert missing(replace(whole, **without)) == []  # type: ignore[arg-type]
        return
    with pytest.raises(UnreadyError) as unready:
        within(database, lambda cases: answering.submit(cases, petition, clerk, NOW))
    assert unready.value.parts == [part]
    assert now(database, petition).state is State.ASSIGNED


@pytest.mark.parametrize(
    "text", ["Ngày […] đã sửa.", "Đã sửa ngày …", "Xong [...]", "Ngày [ngày kiểm tra…]", "Đã sửa ..."]
)
@one_database
def test_a_part_with_a_blank_is_no_part(database: Database, clerk: Actor, text: str) -> None:
    petition = a_petition(database, State.ASSIGNED, at=FIRST)
    written(database, petition, clerk)
    draft = within(database, lambda c: answering.say_part(c, petition, number(clerk), Part.DONE, text, NOW))
    assert missing(draft) == [Part.DONE]


def test_a_word_that_ends_in_dots_is_no_blank() -> None:
    assert blanks("Đã dọn rác, cỏ, bùn, v.v... Xem ảnh [1].") == []
    assert blanks("Đã dọn rác v.v… ở chợ") == []


def test_blanks_are_filled_one_by_one(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.ASSIGNED, at=FIRST)
    within(database, lambda c: answering.begin(c, petition, ReplyKind.ANSWER, number(clerk), NOW))

    def fill(text: str) -> Reply:
        return within(database, lambda c: answering.fill_in(c, petition, number(clerk), Part.CHECKED, text, NOW))

    fill("Ngày [ngày…] đã đến [nơi…].")
    fill(r"17/11/2026 \1")
    assert fill("thôn 5").parts[Part.CHECKED] == r"Ngày 17/11/2026 \1 đã đến thôn 5."
    assert fill("Nói lại cả phần.").parts[Part.CHECKED] == "Nói lại cả phần."


@pytest.mark.parametrize(
    ("kind_of", "part", "text", "fault"),
    [
        (ReplyKind.ANSWER, Part.DONE, " \n ", PartFault.EMPTY),
        (ReplyKind.ANSWER, Part.DONE, "?!…", PartFault.EMPTY),
        *(
            (ReplyKind.ANSWER, part, text, PartFault.NO_WORDS)
            for part in PARTS[ReplyKind.ANSWER]
            for text in ("5", "12/3.")
        ),
        (ReplyKind.REFUSAL, Part.EXPLANATION, "1", PartFault.NO_WORDS),
        (ReplyKind.ANSWER, Part.AGENCY, "Sở Xây dựng", PartFault.EMPTY),
        (ReplyKind.ANSWER, Part.DONE, "a" * (LONGEST + 1), PartFault.TOO_LONG),
        (ReplyKind.ANSWER, Part.PROOF, "Không có.", PartFault.BARE_NO),
        (ReplyKind.REFUSAL, Part.REASON, "vì thế", PartFault.NO_REASON),
        (ReplyKind.TRANSFER, Part.AGENCY, "S" * (LONGEST_AGENCY + 1), PartFault.TOO_LONG),
        (ReplyKind.EXTENSION, Part.UNTIL, "tuần sau", PartFault.NO_DAY),
        (ReplyKind.EXTENSION, Part.UNTIL, "31/02/2027", PartFault.NO_SUCH_DAY),
        (ReplyKind.EXTENSION, Part.UNTIL, "31/2", PartFault.NO_SUCH_DAY),
        (ReplyKind.TRANSFER, Part.AGENCY, "12345", PartFault.NO_AGENCY),
        (ReplyKind.TRANSFER, Part.AGENCY, "Sở 5", PartFault.NO_AGENCY),
        (ReplyKind.EXTENSION, Part.UNTIL, "20/11/2026", PartFault.NOT_LATER),
        (ReplyKind.EXTENSION, Part.UNTIL, "01/12/2028", PartFault.TOO_FAR),
    ],
)
@one_database
def test_what_is_no_part_is_refused_and_changes_nothing(
    database: Database, clerk: Actor, kind_of: ReplyKind, part: Part, text: str, fault: PartFault
) -> None:
    petition = a_petition(database, State.ASSIGNED, at=FIRST)
    begun = within(database, lambda c: answering.begin(c, petition, kind_of, number(clerk), NOW))
    with pytest.raises(PartError) as wrong:
        within(database, lambda c: answering.say_part(c, petition, number(clerk), part, text, NOW))
    assert (wrong.value.part, wrong.value.fault) == (part, fault)
    assert standing(database, petition) == begun


def test_the_longest_part_is_kept_whole(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.ASSIGNED, at=FIRST)
    within(database, lambda c: answering.begin(c, petition, ReplyKind.ANSWER, number(clerk), NOW))
    text = "đ" * LONGEST
    draft = within(database, lambda c: answering.say_part(c, petition, number(clerk), Part.DONE, text, NOW))
    assert draft.parts[Part.DONE] == text


@pytest.mark.parametrize(
    ("kind_of", "text", "before", "parts"),
    [
        (
            ReplyKind.ANSWER,
            "Đã kiểm tra: ngày 17/11, tại thôn 5. Đã làm: đã vá.\nCăn cứ pháp lý: Luật 42/2013; Minh chứng: ảnh",
            "",
            {
                Part.CHECKED: "ngày 17/11, tại thôn 5.",
                Part.DONE: "đã vá.",
                Part.BASIS: "Luật 42/2013",
                Part.PROOF: "ảnh",
            },
        ),
        (
            ReplyKind.ANSWER,
            "MINH CHUNG : khong co vi chua chup da lam:va xong can cu: luat kiem tra: roi",
            "",
            {Part.PROOF: "khong co vi chua chup", Part.DONE: "va xong", Part.BASIS: "luat", Part.CHECKED: "roi"},
        ),
        (ReplyKind.ANSWER, "Đã vá đường xong", "Đã vá đường xong", {}),
        (ReplyKind.ANSWER, "Chào bà. Đã xử lý: xong", "Chào bà.", {Part.DONE: "xong"}),
        (
            ReplyKind.ANSWER,
            "Đã làm: vá đường\n\nĐã làm: dọn rãnh",
            "",
            {Part.DONE: "vá đường\ndọn rãnh"},
        ),
        (
            ReplyKind.TRANSFER,
            "Cơ quan nhận: Sở Xây dựng. Lý do: đường tỉnh",
            "",
            {Part.AGENCY: "Sở Xây dựng.", Part.EXPLANATION: "đường tỉnh"},
        ),
        (
            ReplyKind.EXTENSION,
            "Đến ngày: 15/12/2026 lý do: chờ đo",
            "",
            {Part.UNTIL: "15/12/2026", Part.EXPLANATION: "chờ đo"},
        ),
    ],
)
def test_several_parts_are_typed_at_once_under_headings(
    kind_of: ReplyKind, text: str, before: str, parts: dict[Part, str]
) -> None:
    assert parted(kind_of, text) == (before, parts)


@pytest.mark.parametrize(
    "text",
    [
        "12/UBND-VP 23/11/2026",
        "Văn bản số 12/UBND-VP ngày 23/11/2026",
        "so: 12/UBND-VP, ngay 23-11-2026",
        "công văn số 12/UBND-VP ngày 23.11.2026",
        "23/11/2026 12/UBND-VP",
    ],
)
def test_a_document_is_read_by_its_number_and_day(text: str) -> None:
    assert read_document(text, date(2026, 11, 23)) == ("12/UBND-VP", date(2026, 11, 23))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("12/UBND-VP", DocumentFault.NO_NUMBER),
        ("ngày 23/11/2026", DocumentFault.NO_NUMBER),
        ("12/UBND-VP 33/11/2026", DocumentFault.NO_NUMBER),
        (f"{'1' * 60} 23/11/2026", DocumentFault.NO_NUMBER),
        ("12/UBND-VP 24/11/2026", DocumentFault.LATE_DAY),
    ],
)
def test_what_names_no_document_is_refused(text: str, fault: DocumentFault) -> None:
    with pytest.raises(DocumentError) as wrong:
        read_document(text, date(2026, 11, 23))
    assert wrong.value.fault is fault


@pytest.mark.parametrize("state", sorted(CLOSED | {State.ANSWERED}))
@one_database
def test_nothing_is_begun_for_what_is_over(database: Database, clerk: Actor, state: State) -> None:
    parent = a_petition(database, at=FIRST) if state is State.DUPLICATE else None
    petition = a_petition(database, state, at=FIRST, parent=parent)
    with pytest.raises(NotOpenError) as closed:
        within(database, lambda c: answering.begin(c, petition, ReplyKind.ANSWER, number(clerk), NOW))
    assert closed.value.petition.state is state
    assert standing(database, petition) is None


def test_what_waits_for_its_sender_is_not_extended(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.NEED_INFO, at=FIRST)
    with pytest.raises(NotOpenError):
        within(database, lambda c: answering.begin(c, petition, ReplyKind.EXTENSION, number(clerk), NOW))


@pytest.mark.parametrize(("state", "kind_of"), list(product(sorted(OPEN - {State.AWAITING_APPROVAL}), OF_OPEN)))
@one_database
def test_what_is_sent_back_is_where_it_was_and_can_be_mended(
    database: Database, clerk: Actor, approver: Actor, state: State, kind_of: ReplyKind
) -> None:
    if (state, kind_of) == (State.NEED_INFO, ReplyKind.EXTENSION):
        return
    petition = a_petition(database, state, at=FIRST)
    reply = submitted(database, petition, clerk, kind_of)
    back = within(database, lambda c: answering.send_back(c, petition, approver, reply.edition, "viết rõ hơn", NOW))
    assert (back.state, back.remark, back.author_id) == (ReplyState.DRAFT, "viết rõ hơn", clerk.officer_id)
    assert now(database, petition).state is (petition.resumes if state is State.NEED_INFO else state)
    notes = [event.note for event in within(database, lambda c: c.register.trail.of(petition.id))]
    assert "viết rõ hơn" not in notes
    part = PARTS[kind_of][-1]
    text = {Part.UNTIL: "16/12/2026"}.get(part, "Ảnh chụp hôm qua, kèm theo.")
    mended = within(database, lambda c: answering.say_part(c, petition, number(clerk), part, text, NOW))
    again = within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    assert again.edition == mended.edition != reply.edition
    with pytest.raises(NotSoError):  # the button under what was read before
        approved(database, petition, approver, reply.edition)
    assert approved(database, petition, approver, again.edition).state is TARGETS.get(
        kind_of, petition.resumes if state is State.NEED_INFO and petition.resumes else state
    )


def test_nobody_approves_what_they_wrote(database: Database, approver: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    both = Actor(Party.CLERK, approver.officer_id)
    reply = submitted(database, petition, both)
    with pytest.raises(OwnReplyError):
        approved(database, petition, approver, reply.edition)
    assert now(database, petition).state is State.AWAITING_APPROVAL


@pytest.mark.parametrize("kind_of", list(TARGETS))
def test_where_approval_is_lifted_who_handed_it_up_lets_it_leave(
    database: Database, clerk: Actor, kind_of: ReplyKind
) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    reply = submitted(database, petition, clerk, kind_of)

    def leave(*, lifted: bool) -> Petition:
        return within(
            database, lambda c: answering.approve(c, petition, clerk, reply.edition, TEXT, NOW, lifted=lifted)
        )

    with pytest.raises(OwnReplyError):
        leave(lifted=False)
    assert leave(lifted=True).state is TARGETS[kind_of]


def test_an_approval_is_lifted_for_what_was_handed_up_and_for_nothing_else() -> None:
    for now_, wanted, party in product(State, State, Party):
        try:
            check(now_, wanted, party)
        except MoveRefusedError:
            lifts = now_ is State.AWAITING_APPROVAL and wanted in LEAVING and party in STAFF
            if lifts:
                check(now_, wanted, party, lifted=True)
            else:
                with pytest.raises(MoveRefusedError):
                    check(now_, wanted, party, lifted=True)


def test_the_setting_names_kinds_of_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(ReplyKind) == REPLIES
    assert Settings().lifted == frozenset()
    monkeypatch.setenv("MOTCUA_WITHOUT_APPROVAL", "extension, transfer")
    assert read_settings().lifted == {"extension", "transfer"}
    monkeypatch.setenv("MOTCUA_WITHOUT_APPROVAL", "extension,everything")
    with pytest.raises(WrongSettingError, match="MOTCUA_WITHOUT_APPROVAL: must be some of answer, extension"):
        read_settings()


def test_of_two_who_begin_at_once_one_writes_and_the_other_is_told_who(database: Database, clerk: Actor) -> None:
    other = officer(database, 71, Role.CONTROLLER)
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    begun = at_once(
        *(
            lambda who=who: within(database, lambda c: answering.begin(c, petition, ReplyKind.ANSWER, number(who), NOW))
            for who in (clerk, other)
        )
    )
    (won,) = [one for one in begun if isinstance(one, Reply)]
    (lost,) = [one for one in begun if isinstance(one, NotSoError)]
    assert lost.standing == won


def test_of_two_approvers_at_once_one_lets_it_leave(database: Database, clerk: Actor, approver: Actor) -> None:
    second = officer(database, 81, Role.APPROVER)
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    a_petition(database, State.DUPLICATE, at=FIRST, parent=petition)
    edition = submitted(database, petition, clerk).edition
    done = at_once(*(lambda who=who: approved(database, petition, who, edition) for who in (approver, second)))
    assert sorted(type(one).__name__ for one in done) == ["NotSoError", "Petition"]
    events = within(database, lambda c: c.register.trail.of(petition.id))
    assert [event.to_state for event in events].count(State.ANSWERED) == 1


def test_an_approval_and_a_sending_back_at_once_end_in_one_of_them(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    second = officer(database, 81, Role.APPROVER)
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    edition = submitted(database, petition, clerk).edition

    def send_back() -> object:
        return within(database, lambda c: answering.send_back(c, petition, second, edition, "sửa", NOW))

    done = at_once(lambda: approved(database, petition, approver, edition), send_back)
    assert len([one for one in done if isinstance(one, NotSoError)]) == 1
    (kept,) = within(database, lambda c: c.replies.of(petition.id))
    ends = {(State.ANSWERED, ReplyState.SENT), (State.IN_PROGRESS, ReplyState.DRAFT)}
    assert (now(database, petition).state, kept.state) in ends


def test_an_approval_and_a_withdrawal_at_once_end_in_one_of_them(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    edition = submitted(database, petition, clerk).edition
    done = at_once(
        lambda: approved(database, petition, approver, edition),
        lambda: within(database, lambda c: c.register.move_to(petition, State.WITHDRAWN, SENDER, NOW)),
    )
    assert len([one for one in done if isinstance(one, Exception)]) == 1
    (kept,) = within(database, lambda c: c.replies.of(petition.id))
    ends = {(State.ANSWERED, ReplyState.SENT), (State.WITHDRAWN, ReplyState.DROPPED)}
    assert (now(database, petition).state, kept.state) in ends


@pytest.mark.parametrize("up", [False, True])
def test_when_she_withdraws_what_was_written_is_dropped_with_it(database: Database, clerk: Actor, up: bool) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    (submitted if up else written)(database, petition, clerk)
    within(database, lambda c: c.register.move_to(petition, State.WITHDRAWN, SENDER, NOW))
    assert standing(database, petition) is None
    assert [one.state for one in within(database, lambda c: c.replies.of(petition.id))] == [ReplyState.DROPPED]


def test_what_was_moved_on_by_another_way_is_a_draft_that_stays_until_it_is_dropped(
    database: Database, clerk: Actor, approver: Actor
) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    reply = submitted(database, petition, clerk)
    within(database, lambda c: c.register.move_to(petition, State.DIVERTED, approver, NOW))
    with pytest.raises(NotSoError) as gone:
        approved(database, petition, approver, reply.edition)
    assert gone.value.standing == standing(database, petition)
    assert gone.value.standing.state is ReplyState.DRAFT  # type: ignore[union-attr]
    with pytest.raises(NotOpenError):
        within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    within(database, lambda c: answering.discard(c, petition, NOW))
    assert standing(database, petition) is None


def test_a_co_worker_goes_on_with_a_draft_and_who_wrote_it_first_does_not_any_more(
    database: Database, clerk: Actor
) -> None:
    other = officer(database, 71, Role.CLERK)
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    written(database, petition, clerk)
    mine = within(database, lambda c: answering.take_over(c, petition, number(other), NOW))
    assert mine.author_id == other.officer_id
    with pytest.raises(NotSoError):
        within(database, lambda c: answering.say_part(c, petition, number(clerk), Part.DONE, "khác", NOW))
    with pytest.raises(NotSoError):
        within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    within(database, lambda c: answering.submit(c, petition, other, NOW))
    with pytest.raises(NotSoError):  # what waits for approval is nobody's to take or to drop
        within(database, lambda c: answering.take_over(c, petition, number(clerk), NOW))
    with pytest.raises(NotSoError):
        within(database, lambda c: answering.discard(c, petition, NOW))


def test_an_extension_is_looked_at_again_when_it_leaves(database: Database, clerk: Actor, approver: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    reply = submitted(database, petition, clerk, ReplyKind.EXTENSION)
    within(database, lambda c: c.register.petitions.change(petition.id, {"due_at": FIRST + timedelta(days=60)}))
    with pytest.raises(PartError) as late:
        approved(database, petition, approver, reply.edition)
    assert late.value.fault is PartFault.NOT_LATER
    assert standing(database, petition) == within(database, lambda c: c.replies.by_id(reply.id))


PDF = Parcel("file-9", "tra-loi.pdf", "application/pdf", 1000)


def with_file(database: Database, petition: Petition, clerk: Actor, number_of: str = "12/UBND-VP") -> int:
    def put(cases: Cases) -> int:
        file = cases.attachments.add(70, PDF, NOW, petition.id, Giver.OFFICE)
        answering.put_document(
            cases, petition, number(clerk), Document(number_of, date(2026, 11, 17), file, PDF.file_id), NOW
        )
        return file

    return within(database, put)


def test_a_document_goes_along_once_its_file_was_kept(database: Database, clerk: Actor, approver: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    written(database, petition, clerk)
    file = with_file(database, petition, clerk)

    def submit() -> Reply:
        return within(database, lambda c: answering.submit(c, petition, clerk, NOW))

    with pytest.raises(DocumentError) as waits:
        submit()
    assert waits.value.fault is DocumentFault.WAITING

    def keep(cases: Cases) -> None:
        kept = cases.attachments.kept(file, "stored.pdf", "application/pdf", 1000, "digest")
        assert kept
        cases.register.enclose(petition.id, kept, NOW)

    within(database, keep)
    moved = approved(database, petition, approver, submit().edition)
    *_, enclosed, _, last = within(database, lambda c: c.register.trail.of(moved.id))
    assert (enclosed.kind, enclosed.reader, enclosed.details) == (EventKind.ADDED, Reader.STAFF, {"file": file})
    document = {"document": "12/UBND-VP", "document_on": "2026-11-17", "enclosed": file}
    clock = {"due": "2026-12-01T10:00:00+00:00", "days": 1}  # as it stood when the answer was given
    assert last.details == {"reply": 1, **document, **clock}
    assert database.read(lambda c: verify(c, cases_for(c).keys)).is_whole


@pytest.mark.parametrize("fault", [DocumentFault.UNNUMBERED, DocumentFault.REFUSED])
def test_a_document_that_is_not_fit_holds_the_reply_up(database: Database, clerk: Actor, fault: DocumentFault) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    written(database, petition, clerk)
    file = with_file(database, petition, clerk, "" if fault is DocumentFault.UNNUMBERED else "12")
    kind_kept = "application/pdf" if fault is DocumentFault.UNNUMBERED else "image/jpeg"
    within(database, lambda c: c.attachments.kept(file, "stored.pdf", kind_kept, 1000, "digest"))
    with pytest.raises(DocumentError) as unfit:
        within(database, lambda c: answering.submit(c, petition, clerk, NOW))
    assert unfit.value.fault is fault
    assert now(database, petition).state is State.IN_PROGRESS


def test_the_offices_files_are_not_counted_as_the_senders(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    written(database, petition, clerk)
    file = with_file(database, petition, clerk)

    def look(cases: Cases) -> None:
        files = cases.attachments
        assert (files.of_petition(petition.id), files.number_of(petition.id)) == ([], 0)
        assert [one.id for one in files.all_of_petition(petition.id)] == [file]
        one = files.by_id(file)
        assert one
        assert (one.party, one.state, one.chat_id) == (Giver.OFFICE, FileState.WAITING, None)
        assert cases.sender_of(one) == 70  # a fault of the file is told to who sent it, never to the citizen
        assert files.room_for(replace(PDF, size=10), NOW, CITIZEN, petition.id) is None

    within(database, look)


def test_what_was_written_is_emptied_with_its_petition(database: Database, clerk: Actor, approver: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    first = submitted(database, petition, clerk)
    within(database, lambda c: answering.send_back(c, petition, approver, first.edition, "bà Mai ở thôn 5", NOW))
    within(database, lambda c: c.register.move_to(petition, State.DIVERTED, approver, NOW))
    late = NOW + timedelta(days=400)
    within(database, lambda c: retention.anonymise(c, petition.id, late, 30))
    (kept,) = within(database, lambda c: c.replies.of(petition.id))
    assert (kept.parts, kept.remark, kept.document.file_id) == ({}, "", "")
    assert kept.state is ReplyState.DROPPED


def test_going_up_and_coming_back_is_told_to_nobody_outside(database: Database, clerk: Actor, approver: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)

    def told(act: Callable[[Cases], object]) -> int:
        def acting(connection: object) -> int:
            outbox = OutboxRepository(connection)  # type: ignore[arg-type]
            before = len(outbox.waiting_for(CITIZEN))
            act(cases_of(connection, rules_of(SETTINGS), outbox, NOW))  # type: ignore[arg-type]
            return len(outbox.waiting_for(CITIZEN)) - before

        return database.transact(acting)

    edition = written(database, petition, clerk).edition
    assert told(lambda c: answering.submit(c, petition, clerk, NOW)) == 0
    assert told(lambda c: answering.send_back(c, petition, approver, edition, "sửa", NOW)) == 0
    assert told(lambda c: answering.submit(c, petition, clerk, NOW)) == 0
    assert told(lambda c: answering.approve(c, petition, approver, edition, TEXT, NOW)) == 1
    internal = [is_internal(event) for event in within(database, lambda c: c.register.trail.of(petition.id))]
    assert internal == [*[False] * (1 + len(PATHS[State.IN_PROGRESS])), True, True, True, False]


@pytest.mark.parametrize("kind_of", OF_OPEN)
def test_a_long_reply_is_read_whole_in_several_messages(database: Database, clerk: Actor, kind_of: ReplyKind) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    whole = written(database, petition, clerk, kind_of)
    long = dict.fromkeys(whole.parts, "Rất dài & <rõ>. " * (LONGEST // 16))
    note = drafting.body(replace(whole, parts=long), "Trần Văn Duyệt")
    moved = within(database, lambda c: _left(c, petition, kind_of, note))
    *_, last = within(database, lambda c: c.register.trail.of(moved.id))
    told = news(moved, last)
    assert told
    parts = told.parts()
    assert all(len(part.text) <= LONGEST_MESSAGE for part in parts)
    assert [bool(part.buttons) for part in parts] == [*[False] * (len(parts) - 1), bool(told.buttons)]
    read = "".join("".join(part.text for part in parts).split())
    for paragraph in note.split("\n\n"):
        assert "".join(paragraph.split()) in read
    assert len(parts) > 2 or kind_of is not ReplyKind.ANSWER


def _left(cases: Cases, petition: Petition, kind_of: ReplyKind, note: str) -> Petition:
    actor = Actor(Party.APPROVER)
    if kind_of is ReplyKind.EXTENSION:
        return cases.register.extend(petition, actor, date(2026, 12, 15), note, NOW)
    up = cases.register.move_to(petition, State.AWAITING_APPROVAL, NOBODY, NOW)
    wanted = TARGETS[kind_of]
    return cases.register.move_to(up, wanted, actor, NOW, note, reason=Reason.OUTSIDE, agency="Sở Xây dựng")


def test_a_message_is_cut_between_paragraphs_alone() -> None:
    paragraphs = ("a" * 1200, "b" * 700, "c" * 400, "d" * 2500, "e")
    parts = Message(paragraphs).parts()
    assert [part.paragraphs for part in parts] == [paragraphs[:2], paragraphs[2:3], paragraphs[3:4], paragraphs[4:]]
    assert [part.paragraphs for part in Message(("x",)).parts()] == [("x",)]


def test_every_category_has_a_template_of_each_kind_and_each_is_filled_in_by_hand() -> None:
    for category, kind_of in product(categories(), OF_OPEN):
        assert Templates().fitting(kind_of, category)
    for one in shipped().values():
        assert one.categories <= set(categories())
        assert set(one.parts) <= set(PARTS[one.kind])
        for text in one.parts.values():
            assert len(text) < LONGEST
            assert not any(word in text for word in ("bạn", "!", "  "))
    with_blanks = [one for one in shipped().values() if any(blanks(text) for text in one.parts.values())]
    assert len(with_blanks) >= len(shipped()) - 1  # an insult needs no facts of the case
    answers = [one for one in shipped().values() if one.kind is ReplyKind.ANSWER]
    assert all(set(one.parts) == set(PARTS[ReplyKind.ANSWER]) for one in answers)


def test_a_template_takes_the_place_of_what_was_said(database: Database, clerk: Actor) -> None:
    petition = a_petition(database, State.IN_PROGRESS, at=FIRST)
    draft = written(database, petition, clerk, ReplyKind.REFUSAL)
    chosen = shipped()["refused_lacking"]
    begun = within(database, lambda c: answering.use_template(c, petition, draft, chosen, NOW))
    assert (begun.reason, begun.parts) == (Reason.LACKING, chosen.parts)
    assert missing(begun) == [Part.EXPLANATION]


def test_what_leaves_ends_with_its_document_and_who_approved_it() -> None:
    document = Document("12/UBND-VP", date(2026, 11, 23))
    parts = SAID[ReplyKind.ANSWER]
    reply = Reply(1, 1, ReplyKind.ANSWER, ReplyState.DRAFT, 1, parts, document=document)
    assert drafting.body(reply, "Trần <Văn> Duyệt").split("\n\n") == [
        "Đã kiểm tra: Ngày 17/11/2026 tổ giao thông đã đến thôn 5.",
        "Đã làm: Đã vá mặt đường.",
        "Căn cứ pháp lý: Luật Tiếp công dân 42/2013, Điều 28.",
        "Minh chứng: Ảnh chụp ngày 18/11/2026.",
        "Văn bản số 12/UBND-VP ngày 23/11/2026.",
        "Người duyệt: Trần <Văn> Duyệt",
    ]
    assert plain("&amp;") == "&"
