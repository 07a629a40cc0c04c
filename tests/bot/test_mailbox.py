"""The officers' mailbox: what waits for them by filter and by words, of what they may see and of nothing else."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.life import OPEN, State
from bot.petitions.mailbox import NOWHERE, Box
from bot.petitions.petition import Petition, Place
from bot.petitions.repository import PetitionRepository
from bot.review.officers import Officer, OfficerRepository, Role
from bot.review.powers import Power, role_for
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY, SETTINGS, Chat
from tests.bot.petitions import MAI, WORDS, a_petition, cases_for

one_database = pytest.mark.parametrize("kind", ["sqlite"])

CLERK, APPROVER, ADMINISTRATOR, NAMED = 70, 72, 73, 75
CAT_THANH, CO_LE = "14056", "14026"
CLOCK = Clock(DAY)
NOW = CLOCK.now()


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def an_officer(
    database: Database, who: int, role: Role, unit: str = "", field: str = "", *, restricted: bool = False
) -> Officer:
    def add(connection: Any) -> Officer:
        staff = OfficerRepository(connection)
        staff.add(who, role, unit, f"Cán bộ {who}", NOW, "test", field=field, restricted=restricted)
        officer = staff.of(who)
        assert officer
        return officer

    return database.transact(add)


def change(database: Database, petition: Petition, **values: Any) -> None:
    database.transact(lambda c: PetitionRepository(c).change(petition.id, values))


@pytest.fixture
async def chat(database: Database, catalogue: Catalogue) -> AsyncIterator[Chat]:
    talking = Chat(database, catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


# What is asked of the database, on both.


def test_the_questions_hold_the_scopes_as_the_powers_do(database: Database) -> None:
    scopes = [*product(Role, ("", CAT_THANH), ("", "road"), (False, True))]
    officers = [an_officer(database, 100 + n, *of[:3], restricted=of[3]) for n, of in enumerate(scopes)]
    places = (Place(CAT_THANH), Place(CO_LE), Place())
    kept = [
        a_petition(database, category=category, place=place, chat_id=chat, trial=trial)
        for category, place, chat, trial in product(
            ("road", "noise", "conduct"), places, (None, 5, officers[0].telegram_id), (False, True)
        )
    ]
    for petition in kept[::2]:
        database.transact(lambda c, one=petition: ConcernedRepository(c).name(one.id, officers[0].id, NOW))  # type: ignore[misc]

    def compare(connection: Any) -> None:
        cases = cases_for(connection)
        for officer in officers:
            own = {one.id for one in kept if one.chat_id == officer.telegram_id and not one.trial}
            may = {one.id for one in kept if role_for(officer, Power.SEE, cases.concerned.matter(one))} - own
            assert set(cases.mailbox.found(officer, NOW, Box.OPEN)) == may
            assert cases.mailbox.counts(officer, NOW, [Box.OPEN])[Box.OPEN] == len(may)
            assert sum(cases.mailbox.by_value(officer, Box.UNIT).values()) == len(may)
            assert set(cases.mailbox.search(officer, "duong", {})) == may

    database.read(compare)


def test_each_filter_has_what_it_says(database: Database) -> None:
    of_all = an_officer(database, NAMED, Role.CONTROLLER, restricted=True)
    approver = an_officer(database, APPROVER, Role.APPROVER)
    by_state = {state: a_petition(database, state) for state in State if state not in {State.DRAFT, State.DUPLICATE}}
    mine = a_petition(database, State.ASSIGNED)
    change(database, mine, officer_id=of_all.id)
    late = a_petition(database, State.IN_PROGRESS, at=NOW - timedelta(days=30))
    near = a_petition(database, State.IN_PROGRESS, at=NOW - timedelta(days=12))
    secret = a_petition(database, category="conduct", place=Place())

    def found(officer: Officer, box: Box, value: str = "") -> set[int]:
        return set(database.read(lambda c: cases_for(c).mailbox.found(officer, NOW, box, value)))

    open_ones = {one.id for state, one in by_state.items() if state in OPEN} | {mine.id, late.id, near.id, secret.id}
    assert found(of_all, Box.OPEN) == open_ones
    assert found(of_all, Box.MINE) == {mine.id}
    waits = {one.id for state, one in by_state.items() if state in {State.NEED_INFO, State.AWAITING_APPROVAL}}
    assert found(of_all, Box.NEW) == open_ones - waits - {mine.id}
    assert found(of_all, Box.OVERDUE) == {late.id}
    assert found(of_all, Box.SOON) == {near.id}
    assert found(of_all, Box.CITIZEN) == {by_state[State.NEED_INFO].id, by_state[State.ANSWERED].id}
    assert found(of_all, Box.RESTRICTED) == {secret.id}
    assert found(of_all, Box.UNIT, CAT_THANH) == open_ones - {secret.id}
    assert found(of_all, Box.UNIT, NOWHERE) == {secret.id}
    assert found(of_all, Box.FIELD, "conduct") == {secret.id}
    assert found(approver, Box.APPROVAL) == {by_state[State.AWAITING_APPROVAL].id}
    assert found(of_all, Box.APPROVAL) == set()
    assert found(approver, Box.RESTRICTED) == set()
    counts = database.read(lambda c: cases_for(c).mailbox.counts(of_all, NOW, list(Box)))
    assert {box: len(found(of_all, box)) for box in Box if box not in {Box.UNIT, Box.FIELD}}.items() <= counts.items()


def test_what_is_due_first_stands_first(database: Database) -> None:
    officer = an_officer(database, CLERK, Role.CLERK)
    stands = a_petition(database, State.NEED_INFO)
    later = a_petition(database)
    sooner = a_petition(database, at=NOW - timedelta(days=5))
    listed = database.read(lambda c: cases_for(c).mailbox.found(officer, NOW, Box.OPEN))
    assert listed == [sooner.id, later.id, stands.id]


@pytest.mark.parametrize("days", [1, 5, 9, 10, 11, 12, 13, 14, 16, 20])
@pytest.mark.parametrize("paused", [False, True])
def test_nearly_overdue_is_a_fifth_of_the_limit_left_or_less(database: Database, days: int, paused: bool) -> None:
    officer = an_officer(database, CLERK, Role.CLERK)
    begun = NOW - timedelta(days=days)
    sent = a_petition(database, State.NEED_INFO if paused else State.IN_PROGRESS, at=begun)

    def compare(connection: Any) -> None:
        cases = cases_for(connection)
        now = cases.register.supply(sent, "đoạn đầu", begun + timedelta(days=1)) if paused else sent
        used = cases.clocking.used(now, NOW)
        assert (cases.mailbox.found(officer, NOW, Box.SOON) == [sent.id]) is (0.8 <= used < 1)

    database.transact(compare)


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("duong HONG nang", True),
        ("đường sửa", True),
        ("thôn 5", True),
        ("cat thanh", True),
        ("duon", False),
        ("đường sắt", False),
        ("...", False),
    ],
)
def test_words_are_found_without_marks_in_any_order(database: Database, words: str, finds: bool) -> None:
    officer = an_officer(database, CLERK, Role.CLERK)
    sent = a_petition(database)
    names = {CAT_THANH: "xã Cát Thành"}
    assert database.read(lambda c: cases_for(c).mailbox.search(officer, words, names)) == ([sent.id] if finds else [])
    code = database.read(lambda c: cases_for(c).mailbox.search(officer, sent.code.lower(), names))
    assert code == [sent.id]


def test_what_is_alike_is_looked_for_among_what_it_may_repeat(database: Database) -> None:
    officer = an_officer(database, NAMED, Role.CONTROLLER, restricted=True)
    one = a_petition(database)
    same = a_petition(database, words=f"{WORDS} Xin cảm ơn.")
    a_petition(database, words="Cầu qua kênh đã gãy lan can.")
    a_petition(database, State.WITHDRAWN)
    a_petition(database, trial=True)
    confided = a_petition(database)
    change(database, confided, confidential=True)
    assert database.read(lambda c: cases_for(c).mailbox.alike(officer, one)) == [same.id]


# The screens.


@one_database
async def test_the_mailbox_counts_lists_and_opens(chat: Chat) -> None:
    an_officer(chat.database, CLERK, Role.CLERK, CAT_THANH)
    late = a_petition(chat.database, State.IN_PROGRESS, at=NOW - timedelta(days=30), words="Cầu gãy lan can. " * 20)
    sent = [a_petition(chat.database) for _ in range(6)]
    secret = a_petition(chat.database, category="conduct", words="Cán bộ gây phiền hà")
    elsewhere = a_petition(chat.database, place=Place(CO_LE), words="Đèn đường xã bên không sáng")
    shown = await chat.say("/hopthu", CLERK)
    for count in ("Của tôi: 0", "Mới: 7", "Sắp đến hạn: 0", "Quá hạn: 1", "Chờ người dân: 0", "Đang mở: 7"):
        assert count in shown.text
    assert "Chờ duyệt" not in shown.text
    assert "Hạn chế" not in shown.text
    assert "Việc cần làm: 7 (trang 1/2)" in shown.text
    assert late.code in shown.text
    assert {"Số liệu của tôi", "Nhập giúp người dân"} <= set(shown.labels)
    assert "Sổ tiếp nhận" not in shown.labels
    shown = await chat.press("Quá hạn", CLERK)
    assert f"1. {late.code}, Đường, cầu, giao thông. Đang xử lý; hạn " in shown.text
    assert "quá " in shown.text
    assert "“Cầu gãy lan can." in shown.text
    assert "(trang 1/1)" in shown.text
    assert "Người phụ trách: chưa có" in (await chat.say("1", CLERK)).text
    assert late.code in (await chat.say("quay lại", CLERK)).text
    shown = await chat.press("Đang mở", CLERK)
    assert len(shown.text) <= 2000
    assert "(trang 1/2)" in shown.text
    assert sent[-1].code in (await chat.press("Trang sau", CLERK)).text
    everything = "\n".join(one.text for one in chat.api.shown(CLERK))
    for hidden in (secret.code, elsewhere.code, "phiền hà", "xã bên", MAI.name, "912", sent[0].secret):
        assert hidden not in everything


@one_database
@pytest.mark.parametrize(
    ("typed", "box"),
    [
        ("việc quá hạn", "Quá hạn"),
        ("VIEC CUA TOI", "Của tôi"),
        ("/hopthu mới", "Mới"),
        ("sắp đến hạn", "Sắp đến hạn"),
        ("chờ người dân", "Chờ người dân"),
        ("/hopthu tất cả", "Đang mở"),
    ],
)
async def test_a_filter_is_opened_by_its_words(chat: Chat, typed: str, box: str) -> None:
    an_officer(chat.database, CLERK, Role.CLERK)
    assert f"\n\n{box}: 0 (trang 1/1)" in (await chat.say(typed, CLERK)).text


@one_database
async def test_words_open_it_for_officers_alone(chat: Chat) -> None:
    an_officer(chat.database, CLERK, Role.CLERK)
    an_officer(chat.database, ADMINISTRATOR, Role.ADMINISTRATOR)
    heading = told("mailbox.heading")
    for words in ("hộp thư", "Hop thu", "/hopthu"):
        assert heading in (await chat.say(words, CLERK)).text
    for who in (CITIZEN, ADMINISTRATOR):
        for words in ("hộp thư", "việc quá hạn"):
            assert "(trang 1/" not in (await chat.say(words, who)).text
            assert heading not in chat.api.last(who).text
    assert (await chat.say("/hopthu", CITIZEN)).text == told("chat.officers_only")
    assert (await chat.say("/hopthu", ADMINISTRATOR)).text == told("mailbox.not_yours")
    for data in ("v1:mailbox:open", "v1:mailbox:found:1", "v1:seek:"):
        chat.api.forge(CITIZEN, data)
        assert (await chat.settled(CITIZEN)).text == told("chat.officers_only")


@one_database
async def test_units_and_fields_are_chosen_by_number(chat: Chat) -> None:
    an_officer(chat.database, CLERK, Role.CONTROLLER)
    road = a_petition(chat.database)
    noise = a_petition(chat.database, category="noise", place=Place(CO_LE))
    nowhere = a_petition(chat.database, category="waste", place=Place())
    await chat.say("/hopthu", CLERK)
    shown = await chat.press("Theo đơn vị", CLERK)
    for line in ("xã Cát Thành: 1", "xã Cổ Lễ: 1", "Chưa giao đơn vị: 1"):
        assert line in shown.text
    place = next(line for line in shown.text.splitlines() if "Cổ Lễ" in line).partition(".")[0]
    listed = (await chat.say(place, CLERK)).text
    assert noise.code in listed
    assert "“xã Cổ Lễ”: 1 " in listed
    assert road.code not in listed
    await chat.say("theo lĩnh vực của tôi", CLERK)
    shown = await chat.say("/hopthu theo lĩnh vực", CLERK)
    place = next(line for line in shown.text.splitlines() if "Rác" in line).partition(".")[0]
    assert nowhere.code in (await chat.press(place, CLERK)).text


@one_database
async def test_words_are_searched_for_and_turned_page_by_page(chat: Chat) -> None:
    an_officer(chat.database, CLERK, Role.CLERK, CAT_THANH)
    sent = [a_petition(chat.database) for _ in range(6)]
    other = a_petition(chat.database, category="noise", words="Loa phát thanh quá to vào sáng sớm.")
    hidden = a_petition(chat.database, category="conduct", words="Loa phát thanh hỏng mà cán bộ không nghe")
    await chat.say("/hopthu", CLERK)
    await chat.press("Tìm", CLERK)
    shown = await chat.say("loa phat thanh", CLERK)
    assert "“loa phat thanh”: 1 (trang 1/1)" in shown.text
    assert other.code in shown.text
    assert hidden.code not in shown.text
    shown = await chat.say("/hopthu tìm đường hỏng", CLERK)
    assert "“đường hỏng”: 6 (trang 1/2)" in shown.text
    assert sent[0].code in (await chat.press("Trang sau", CLERK)).text
    assert told("mailbox.empty") in (await chat.say("/hopthu <b>không có</b>", CLERK)).text


@one_database
async def test_approvers_and_named_reviewers_have_filters_of_their_own(chat: Chat) -> None:
    an_officer(chat.database, APPROVER, Role.APPROVER)
    an_officer(chat.database, NAMED, Role.APPROVER, restricted=True)
    waits = a_petition(chat.database, State.AWAITING_APPROVAL)
    a_petition(chat.database)
    secret = a_petition(chat.database, category="conduct")
    assert "Việc cần làm: 1 (trang 1/1)" in (await chat.say("/hopthu", APPROVER)).text
    listed = await chat.say("chờ duyệt", APPROVER)
    assert waits.code in listed.text
    assert "Chờ lãnh đạo duyệt" in listed.text
    assert secret.code in (await chat.say("/hopthu hạn chế", NAMED)).text
    shown = await chat.say("/hopthu hạn chế", APPROVER)
    assert told("mailbox.heading") in shown.text
    assert secret.code not in shown.text


@one_database
@pytest.mark.parametrize(
    ("data", "shows"),
    [
        ("mailbox:nothing", "Đang mở: 1"),
        ("mailbox:approval:1", "Đang mở: 1"),
        ("mailbox", "Đang mở: 1"),
        ("mailbox:open:99", "Đang mở: 1 (trang 1/1)"),
        ("mailbox:open:-1", "Đang mở: 1 (trang 1/1)"),
        ("mailbox:unit:0:9", "“0”: 0 (trang 1/1)"),
        ("mailbox:found:1", "Đang mở: 1"),
    ],
)
async def test_an_altered_button_shows_what_is_nearest(chat: Chat, data: str, shows: str) -> None:
    an_officer(chat.database, CLERK, Role.CLERK)
    a_petition(chat.database)
    await chat.say("/trogiup", CLERK)
    chat.api.forge(CLERK, f"v1:{data}")
    assert shows in (await chat.settled(CLERK)).text


@one_database
async def test_a_role_that_ends_closes_the_mailbox(chat: Chat) -> None:
    an_officer(chat.database, CLERK, Role.CLERK)
    sent = a_petition(chat.database)
    assert sent.code in (await chat.say("/hopthu tất cả", CLERK)).text
    chat.database.transact(lambda c: OfficerRepository(c).end(CLERK, None, NOW, "test"))
    assert (await chat.press("Đang mở", CLERK)).text == told("chat.officers_only")
