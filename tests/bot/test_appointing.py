"""Officers and their roles in the chat (/canbo): given, ended, work handed over; by administrators alone."""

import json
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.handlers.menus import menu_for
from bot.petitions.life import Party, State
from bot.petitions.petition import Petition, actor_of
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import event
from bot.petitions.tables import petition as petitions
from bot.review.officers import Officer, OfficerRepository, Post, Role, Scope
from bot.review.traces import Trace, TraceRepository
from bot.texts import say
from bot.views.message import Message, plain
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.bot.petitions import WORDS, a_petition, cases_for
from tests.wire.messages import Shown

ADMIN, SECOND, LAN, MINH, HOA = 801, 802, 900100200, 900100201, 900100202
CO_LE, CAT_THANH = "14026", "14056"

ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def button(key: str) -> str:
    return told(f"button.{key}")


class Staff:
    """The officers and the trail behind the chat."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def add(self, who: int, role: Role, name: str, *, unit: str = "", field: str = "", restricted: bool = False) -> int:
        def give(c: Connection) -> int:
            given = who, role, unit, name, Clock().now(), "test"
            return OfficerRepository(c).add(*given, field=field, restricted=restricted)

        return self.database.transact(give)

    def end(self, who: int) -> None:
        self.database.transact(lambda c: OfficerRepository(c).end(who, None, Clock().now(), "test"))

    def of(self, who: int) -> Officer:
        found = self.database.read(lambda c: OfficerRepository(c).of(who))
        assert found is not None
        return found

    def posts(self, who: int) -> list[Post]:
        posts = self.database.read(lambda c: OfficerRepository(c).posts())
        return [post for post in posts if post.telegram_id == who]

    def held(self, who: int) -> list[tuple[Role, Scope]]:
        return [(post.role, post.scope) for post in self.posts(who)]

    def trail(self) -> list[Trace]:
        return self.database.read(lambda c: TraceRepository(c).every())

    def work(self, officer_id: int) -> list[str]:
        return [one.code for one in self.database.read(lambda c: PetitionRepository(c).open_of(officer_id))]


@pytest.fixture
def staff(database: Database) -> Staff:
    staff = Staff(database)
    staff.add(ADMIN, Role.ADMINISTRATOR, "Quản trị Một")
    return staff


def given_to(database: Database, officer: Officer, state: State = State.IN_PROGRESS, **facts: Any) -> Petition:
    """A petition that an officer answers for."""
    made = a_petition(database, state, **facts)

    def hand(c: Connection) -> Petition:
        return cases_for(c).register.hand(made, actor_of(officer, Role.CLERK), officer.id, Clock(SETTINGS.today).now())

    return database.transact(hand)


async def arrived(chat: Chat, who: int, words: str) -> Shown:
    """What reached somebody through the outbox."""
    await chat.wire.until(lambda: any(words in shown.text for shown in chat.api.shown(who)))
    return next(shown for shown in chat.api.shown(who) if words in shown.text)


async def to_preview(
    chat: Chat, role: Role = Role.CONTROLLER, *, unit: str = "xã Cổ Lễ", named: str = "named"
) -> Shown:
    """An administrator gives LAN a role as far as the preview."""
    await chat.say("/canbo", ADMIN)
    assert (await chat.press(button("appoint"), ADMIN)).text == told("appoint.ask_account", name="")
    await chat.say(str(LAN), ADMIN)
    await chat.say("Trần  Thị <Lan>", ADMIN)
    shown = await chat.press(told(f"role.{role}"), ADMIN)
    if role is Role.ADMINISTRATOR:
        return shown
    await chat.press(unit, ADMIN)
    shown = await chat.press("4", ADMIN)
    return await chat.press(button(named), ADMIN) if role in {Role.CONTROLLER, Role.APPROVER} else shown


@ON_SQLITE
async def test_who_is_no_officer_gets_the_number_an_administrator_needs(chat: Chat) -> None:
    assert (await chat.say("/canbo")).text == told("appoint.stranger", number=CITIZEN)


@ON_SQLITE
async def test_another_officer_sees_the_own_roles_alone(chat: Chat, staff: Staff) -> None:
    staff.add(LAN, Role.CLERK, "Trần Thị Lan", unit=CO_LE, field="road")
    shown = await chat.say("/canbo", LAN)
    assert "Cán bộ một cửa (xã Cổ Lễ, Đường, cầu, giao thông)" in shown.text
    assert "Quản trị Một" not in shown.text
    assert not shown.buttons


@ON_SQLITE
async def test_a_role_is_given_step_by_step_previewed_told_and_traced(chat: Chat, staff: Staff) -> None:
    chat.api.meet(LAN)
    shown = await to_preview(chat)
    assert "Trần Thị <Lan>" in shown.text
    assert str(LAN) in shown.text
    assert "xã Cổ Lễ, Đường, cầu, giao thông, được giao việc bảo mật" in shown.text
    assert staff.posts(LAN) == []
    shown = await chat.say("Quyết định 12/QĐ-UBND", ADMIN)
    assert told("appoint.reason", reason="Quyết định 12/QĐ-UBND") in shown.text
    shown = await chat.press(button("appoint_yes"), ADMIN)
    assert "Trần Thị <Lan>" in shown.text
    assert staff.held(LAN) == [(Role.CONTROLLER, Scope(CO_LE, "road", restricted=True))]
    [post] = staff.posts(LAN)
    assert post.given_by == f"Quản trị Một ({ADMIN})"
    [trace] = staff.trail()
    assert (trace.name, trace.role, trace.act, trace.about) == (
        "Quản trị Một",
        Role.ADMINISTRATOR,
        "appoint",
        f"officer:{staff.of(LAN).id}",
    )
    assert trace.reason == "controller, unit 14026, field road, restricted; Quyết định 12/QĐ-UBND"
    got = await arrived(chat, LAN, "Ông/bà được giao vai trò")
    assert "Đầu mối kiểm soát thủ tục hành chính (xã Cổ Lễ, Đường, cầu, giao thông" in got.text


@ON_SQLITE
async def test_everything_can_be_typed_instead_of_pressed(chat: Chat, staff: Staff) -> None:
    for words in (
        "quản lý cán bộ",
        "thêm cán bộ",
        str(LAN),
        "Trần Thị Lan",
        "lãnh đạo duyệt",
        "mọi xã",
        "mọi loại việc",
    ):
        await chat.say(words, ADMIN)
    await chat.say("không", ADMIN)
    await chat.say("giao vai trò", ADMIN)
    assert staff.held(LAN) == [(Role.APPROVER, Scope())]


@ON_SQLITE
async def test_a_shared_contact_names_the_account(chat: Chat, staff: Staff) -> None:
    await chat.say("/canbo", ADMIN)
    await chat.press(button("appoint"), ADMIN)
    chat.api.send_contact(ADMIN, "0912000111", own=False)
    shown = await chat.settled(ADMIN)
    assert any(told("appoint.no_account") in one.text for one in chat.api.shown(ADMIN))
    assert shown.text == told("appoint.ask_account", name="")
    chat.api.send_contact(ADMIN, "0912000111", own=True)
    # The account is the administrator's own, whose name is known: the role is asked for at once.
    assert (await chat.settled(ADMIN)).text == told("appoint.ask_role", name="Quản trị Một")
    chat.api.send_contact(CITIZEN, "0912000111")
    assert (await chat.settled()).text == told("chat.words_only")


@ON_SQLITE
@pytest.mark.parametrize("typed", ["Lan", "-900100200", "900 100 200", str(2**52), "9" * 30])
async def test_what_is_no_account_is_asked_again(chat: Chat, staff: Staff, typed: str) -> None:
    await chat.say("/canbo", ADMIN)
    await chat.press(button("appoint"), ADMIN)
    shown = await chat.say(typed, ADMIN)
    assert shown.text == told("appoint.ask_account", name="")
    assert told("appoint.no_account") in [one.text for one in chat.api.shown(ADMIN)]


@ON_SQLITE
async def test_an_administrator_is_for_everything_and_a_clerk_is_never_named(chat: Chat, staff: Staff) -> None:
    shown = await to_preview(chat, Role.ADMINISTRATOR)
    assert button("appoint_yes") in shown.labels
    await chat.press(button("appoint_yes"), ADMIN)
    assert staff.held(LAN) == [(Role.ADMINISTRATOR, Scope())]
    await chat.press(button("appoint_more"), ADMIN)
    await chat.press(told("role.clerk"), ADMIN)
    await chat.press("xã Cổ Lễ", ADMIN)
    shown = await chat.press(button("every_field"), ADMIN)
    assert button("appoint_yes") in shown.labels
    await chat.press(button("appoint_yes"), ADMIN)
    assert staff.held(LAN)[1:] == [(Role.CLERK, Scope(CO_LE))]


@ON_SQLITE
async def test_a_button_gives_what_its_preview_showed_and_only_once(chat: Chat, staff: Staff) -> None:
    old = await to_preview(chat)
    yes = next(data for data in old.data if "appoint_yes" in data)
    await chat.press(told("role.approver"), ADMIN)  # the choice of role stands above: it is chosen again
    await chat.press(button("every_unit"), ADMIN)
    await chat.press(button("every_field"), ADMIN)
    await chat.press(button("not_named"), ADMIN)
    chat.api.forge(ADMIN, yes)
    await chat.settled(ADMIN)
    assert staff.posts(LAN) == []
    await chat.press(button("appoint_yes"), ADMIN)
    assert staff.held(LAN) == [(Role.APPROVER, Scope())]
    number = len(staff.trail())
    for data in (yes, *[data for shown in chat.api.shown(ADMIN) for data in shown.data if "appoint_yes" in data]):
        chat.api.forge(ADMIN, data)
        await chat.settled(ADMIN)
    assert len(staff.trail()) == number


@ON_SQLITE
@pytest.mark.parametrize(
    "data", ["v1:appoint_unit:99999", "v1:appoint_field:gold", "v1:appoint_role:chairman", "v1:appoint_named:2"]
)
async def test_a_forged_choice_is_none(chat: Chat, staff: Staff, data: str) -> None:
    await to_preview(chat)
    chat.api.forge(ADMIN, data)
    await chat.settled(ADMIN)
    chat.api.forge(ADMIN, "v1:appoint_yes:0")
    await chat.settled(ADMIN)
    assert staff.posts(LAN) == []


@ON_SQLITE
async def test_a_role_ends_after_a_second_question_and_who_held_it_is_told(chat: Chat, staff: Staff) -> None:
    chat.api.meet(LAN)
    lan = staff.add(LAN, Role.CLERK, "Trần Thị Lan", unit=CO_LE)
    staff.add(LAN, Role.APPROVER, "Trần Thị Lan")
    await chat.say("/canbo", ADMIN)
    await chat.press("2", ADMIN)
    shown = await chat.press(told("appoint.end", number=1), ADMIN)
    assert "Cán bộ một cửa (xã Cổ Lễ, mọi loại việc)?" in shown.text
    assert len(staff.posts(LAN)) == 2
    await chat.say("Nghỉ hưu", ADMIN)
    await chat.press(button("appoint_ended"), ADMIN)
    assert staff.held(LAN) == [(Role.APPROVER, Scope())]
    [trace] = staff.trail()
    assert (trace.act, trace.about, trace.reason) == ("dismiss", f"officer:{lan}", "clerk, unit 14026; Nghỉ hưu")
    await arrived(chat, LAN, "Ông/bà đã thôi vai trò: Cán bộ một cửa (xã Cổ Lễ")
    ended = next(data for one in chat.api.shown(ADMIN) for data in one.data if "appoint_ended" in data)
    chat.api.forge(ADMIN, ended)
    await chat.settled(ADMIN)
    assert told("appoint.changed") in [one.text for one in chat.api.shown(ADMIN)]
    assert len(staff.trail()) == 1


@ON_SQLITE
async def test_who_lost_a_role_hears_nothing_more_that_was_written_for_it(chat: Chat, staff: Staff) -> None:
    staff.add(LAN, Role.CONTROLLER, "Trần Thị Lan", restricted=True)
    chat.stop_the_clock()

    def let_wait(connection: Connection) -> None:
        outbox, told_to_staff = OutboxRepository(connection), Message((Markup("Phản ánh về cán bộ"),)).to_json()
        outbox.blocked(LAN, Clock().now())
        outbox.put(LAN, [told_to_staff], Clock().now(), about="staff:petition:1:event:1")

    chat.database.transact(let_wait)
    await chat.say("/canbo", ADMIN)
    await chat.press("2", ADMIN)
    await chat.press(told("appoint.end", number=1), ADMIN)
    await chat.press(button("appoint_ended"), ADMIN)
    assert staff.posts(LAN) == []
    await chat.say("/start", LAN)
    await arrived(chat, LAN, "Ông/bà đã thôi vai trò")
    assert "Phản ánh về cán bộ" not in "".join(shown.text for shown in chat.api.shown(LAN))


@ON_SQLITE
async def test_the_last_administrator_stays(chat: Chat, staff: Staff) -> None:
    [post] = staff.posts(ADMIN)
    await chat.say("/canbo", ADMIN)
    chat.api.forge(ADMIN, f"v1:appoint_ended:{post.id}")
    await chat.settled(ADMIN)
    assert told("appoint.last_administrator", name="Quản trị Một") in [one.text for one in chat.api.shown(ADMIN)]
    assert staff.posts(ADMIN) == [post]
    assert staff.trail() == []


async def test_of_the_last_two_administrators_who_end_each_other_at_once_one_stays(chat: Chat, staff: Staff) -> None:
    staff.add(SECOND, Role.ADMINISTRATOR, "Quản trị Hai")
    one, other = staff.posts(ADMIN)[0], staff.posts(SECOND)[0]
    await chat.say("/canbo", ADMIN)
    await chat.say("/canbo", SECOND)
    chat.api.forge(ADMIN, f"v1:appoint_ended:{other.id}")
    chat.api.forge(SECOND, f"v1:appoint_ended:{one.id}")
    await chat.settled(ADMIN)
    assert len([*staff.posts(ADMIN), *staff.posts(SECOND)]) == 1
    assert [trace.act for trace in staff.trail()] == ["dismiss"]


@ON_SQLITE
async def test_a_role_that_is_lost_in_mid_conversation_gives_nothing_more(chat: Chat, staff: Staff) -> None:
    staff.add(SECOND, Role.ADMINISTRATOR, "Quản trị Hai")
    shown = await to_preview(chat)
    staff.end(ADMIN)
    assert (await chat.press(button("appoint_yes"), ADMIN)).text == told("chat.officers_only")
    for data in shown.data:
        chat.api.forge(ADMIN, data)
        assert (await chat.settled(ADMIN)).text == told("chat.officers_only")
    assert staff.posts(LAN) == []
    assert staff.trail() == []
    # What is typed afterwards is a citizen's question again.
    assert (await chat.say("1.001193", ADMIN)).text.startswith("Đăng ký khai sinh")


@ON_SQLITE
async def test_words_typed_after_losing_the_role_are_taken_for_nothing(chat: Chat, staff: Staff) -> None:
    staff.add(SECOND, Role.ADMINISTRATOR, "Quản trị Hai")
    staff.add(ADMIN, Role.CLERK, "Quản trị Một")
    await chat.say("/canbo", ADMIN)
    await chat.press(button("appoint"), ADMIN)
    [post] = [post for post in staff.posts(ADMIN) if post.role is Role.ADMINISTRATOR]
    await chat.say("/canbo", SECOND)
    chat.api.forge(SECOND, f"v1:appoint_ended:{post.id}")
    await chat.settled(SECOND)
    assert (await chat.say(str(LAN), ADMIN)).text == told("appoint.administrators_only")
    assert (await chat.say("1.001193", ADMIN)).text.startswith("Đăng ký khai sinh")


@ON_SQLITE
async def test_a_question_asked_in_between_is_no_name(chat: Chat, staff: Staff) -> None:
    await chat.say("/canbo", ADMIN)
    await chat.press(button("appoint"), ADMIN)
    await chat.say("/linhvuc", ADMIN)
    assert (await chat.say("1.001193", ADMIN)).text.startswith("Đăng ký khai sinh")


@ON_SQLITE
async def test_open_work_goes_to_another_without_a_word_of_it_and_authorship_stays(chat: Chat, staff: Staff) -> None:
    for who in (LAN, MINH):
        chat.api.meet(who)
    lan = staff.add(LAN, Role.CLERK, "Trần Thị Lan", unit=CAT_THANH)
    minh = staff.add(MINH, Role.CONTROLLER, "Phạm Văn Minh", unit=CAT_THANH)
    mine = [given_to(chat.database, staff.of(LAN)) for _ in range(3)]
    done = given_to(chat.database, staff.of(LAN), State.REJECTED)
    authors = written(chat.database)
    await chat.say("/canbo", ADMIN)
    assert "Trần Thị Lan (3 việc đang mở)" in chat.api.last(ADMIN).text
    await chat.press("2", ADMIN)
    shown = await chat.press(button("hand_over"), ADMIN)
    assert shown.text.endswith("1. Phạm Văn Minh")
    shown = await chat.press("1", ADMIN)
    assert told("appoint.ask_hand_over", number=3, giver="Trần Thị Lan", taker="Phạm Văn Minh") in shown.text
    await chat.say("Nghỉ thai sản", ADMIN)
    assert staff.work(minh) == []
    await chat.press(button("hand_over_yes"), ADMIN)
    assert staff.work(minh) == [one.code for one in mine]
    assert staff.work(lan) == []
    assert officer_of(chat.database, done) == lan
    assert written(chat.database)[: len(authors)] == authors
    handed = written(chat.database)[len(authors) :]
    assert handed == [(one.id, "handed", Party.ADMINISTRATOR, staff.of(ADMIN).id, {"officer": minh}) for one in mine]
    assert [(t.act, t.about, t.reason) for t in staff.trail()] == [
        ("hand_over", f"petition:{one.id}", "Nghỉ thai sản") for one in mine
    ]
    await arrived(chat, MINH, told("appoint.handed_to_you", number=3, name="Trần Thị Lan"))
    await arrived(chat, LAN, told("appoint.handed_from_you", number=3, name="Phạm Văn Minh"))
    said = "\n".join(shown.text for shown in chat.api.shown(ADMIN))
    assert all(word not in said for word in (WORDS, "thôn 5", "Nguyễn Thị Mai", *(one.code for one in mine)))
    hand = next(data for one in chat.api.shown(ADMIN) for data in one.data if "appoint_hand" in data)
    chat.api.forge(ADMIN, hand)
    await chat.settled(ADMIN)
    assert written(chat.database)[len(authors) :] == handed


def written(database: Database) -> list[tuple[int, str, str, int | None, dict[str, Any]]]:
    """Every event that says who did something as an officer, in order: a hand-over changes none of it."""
    asked = select(event.c.petition_id, event.c.kind, event.c.party, event.c.officer_id, event.c.details)
    rows = database.read(lambda c: c.execute(asked.order_by(event.c.id)).all())
    return [(row[0], row[1], row[2], row[3], json.loads(row[4])) for row in rows]


def officer_of(database: Database, petition: Petition) -> int | None:
    found = select(petitions.c.officer_id).where(petitions.c.id == petition.id)
    number: int | None = database.read(lambda c: c.scalar(found))
    return number


@ON_SQLITE
async def test_work_that_another_may_not_do_stays_and_is_counted_without_its_code(chat: Chat, staff: Staff) -> None:
    lan = staff.add(LAN, Role.CONTROLLER, "Trần Thị Lan", restricted=True)
    staff.add(MINH, Role.CLERK, "Phạm Văn Minh", unit=CAT_THANH)
    mine, secret = given_to(chat.database, staff.of(LAN)), given_to(chat.database, staff.of(LAN), category="conduct")
    await chat.say("/canbo", ADMIN)
    await chat.press("2", ADMIN)
    await chat.press(button("hand_over"), ADMIN)
    await chat.press("1", ADMIN)
    refusal = told("appoint.not_for_them", name="Phạm Văn Minh", number=1)
    assert refusal in [shown.text for shown in chat.api.shown(ADMIN)]
    assert not [shown for shown in chat.api.shown(ADMIN) if secret.code in shown.text]
    chat.api.forge(ADMIN, f"v1:appoint_hand:{lan}:{staff.of(MINH).id}")
    await chat.settled(ADMIN)
    assert staff.work(lan) == [mine.code, secret.code]
    assert staff.trail() == []
    assert [shown.text for shown in chat.api.shown(ADMIN)].count(refusal) == 2


@ON_SQLITE
async def test_nobody_takes_over_what_speaks_of_them(chat: Chat, staff: Staff) -> None:
    lan = staff.add(LAN, Role.CONTROLLER, "Trần Thị Lan", restricted=True)
    minh = staff.add(MINH, Role.CONTROLLER, "Phạm Văn Minh", restricted=True)
    about = given_to(chat.database, staff.of(LAN), category="conduct")
    chat.database.transact(lambda c: cases_for(c).concerned.name(about.id, minh, Clock().now()))
    await chat.say("/canbo", ADMIN)
    chat.api.forge(ADMIN, f"v1:appoint_hand:{lan}:{minh}")
    await chat.settled(ADMIN)
    assert staff.work(lan) == [about.code]


@ON_SQLITE
async def test_the_work_of_who_holds_no_role_any_more_is_listed_and_can_go_on(chat: Chat, staff: Staff) -> None:
    lan = staff.add(LAN, Role.CLERK, "Trần Thị Lan")
    minh = staff.add(MINH, Role.CLERK, "Phạm Văn Minh")
    mine = given_to(chat.database, staff.of(LAN))
    staff.end(LAN)
    shown = await chat.say("/canbo", ADMIN)
    assert "3. Trần Thị Lan (1 việc đang mở): đã thôi mọi vai trò" in shown.text
    await chat.press("3", ADMIN)
    await chat.press(button("hand_over"), ADMIN)
    shown = await chat.press(next(d for d in chat.api.last(ADMIN).data if d == f"v1:appoint_to:{lan}:{minh}"), ADMIN)
    await chat.press(button("hand_over_yes"), ADMIN)
    assert staff.work(minh) == [mine.code]
    assert (await chat.say("/canbo", ADMIN)).text.count("Trần Thị Lan") == 0


@ON_SQLITE
async def test_nobody_hands_work_to_the_same_person_or_to_nobody(chat: Chat, staff: Staff) -> None:
    lan = staff.add(LAN, Role.CLERK, "Trần Thị Lan")
    mine = given_to(chat.database, staff.of(LAN))
    await chat.say("/canbo", ADMIN)
    for taker in (lan, 99999, "x"):
        for verb in ("appoint_to", "appoint_hand"):
            chat.api.forge(ADMIN, f"v1:{verb}:{lan}:{taker}")
            await chat.settled(ADMIN)
    for data in ("v1:appointee:99999", "v1:appoint_more:99999", "v1:appoint_end:99999", "v1:appoint_from:99999"):
        chat.api.forge(ADMIN, data)
        await chat.settled(ADMIN)
    assert [shown.text for shown in chat.api.shown(ADMIN)].count(told("appoint.changed")) == 10
    assert staff.work(lan) == [mine.code]


@ON_SQLITE
async def test_who_has_nothing_open_hands_nothing_over(chat: Chat, staff: Staff) -> None:
    lan = staff.add(LAN, Role.CLERK, "Trần Thị Lan")
    minh = staff.add(MINH, Role.CLERK, "Phạm Văn Minh")
    await chat.say("/canbo", ADMIN)
    for data in (f"v1:appoint_from:{lan}", f"v1:appoint_hand:{lan}:{minh}"):
        chat.api.forge(ADMIN, data)
        await chat.settled(ADMIN)
    assert [s.text for s in chat.api.shown(ADMIN)].count(told("appoint.nothing_open", name="Trần Thị Lan")) == 2


@ON_SQLITE
async def test_many_officers_and_many_roles_are_paged_and_every_page_can_be_shown(chat: Chat, staff: Staff) -> None:
    for number in range(20):
        staff.add(LAN + number, Role.CLERK, f"Nguyễn Thị Một Cái Tên Rất Dài Số {number}", unit=CO_LE, field="road")
    for field in ("road", "waste", "noise", "water", "order", "other", "rule", "proposal", "conduct", "lighting"):
        staff.add(ADMIN, Role.CONTROLLER, "Quản trị Một", unit=CAT_THANH, field=field, restricted=True)
    shown = await chat.say("/canbo", ADMIN)
    assert "21 người (trang 1/3)" in shown.text
    seen = [shown.text]
    for _ in range(2):
        seen.append((await chat.press(button("after"), ADMIN)).text)
    assert all(f"Số {number}:" in "".join(seen) for number in range(20))
    chat.api.forge(ADMIN, f"v1:appointee:{staff.of(ADMIN).id}")
    seen.append((await chat.settled(ADMIN)).text)
    seen.append((await chat.press(button("after"), ADMIN)).text)
    assert "Quản trị" in seen[-2]
    assert max(map(len, seen)) <= 2000
    chat.api.forge(ADMIN, "v1:staff:99")
    assert "trang 3/3" in (await chat.settled(ADMIN)).text


@ON_SQLITE
async def test_who_gets_or_loses_a_role_in_the_chat_sees_the_commands_for_it_at_once(chat: Chat, staff: Staff) -> None:
    staff.add(ADMIN, Role.ADMINISTRATOR, "Quản trị Một")
    chat.api.meet(LAN)
    await chat.say("/canbo", ADMIN)
    await chat.press("Thêm cán bộ", ADMIN)
    for said in (str(LAN), "Trần Thị Lan", "Lãnh đạo duyệt", "Mọi xã", "Mọi loại việc", "Không"):
        await chat.say(said, ADMIN)
    assert menu(chat, LAN) is None
    await chat.press("Giao vai trò", ADMIN)
    await chat.settled(LAN)
    assert menu(chat, LAN) == menu_for({Role.APPROVER})
    chat.api.forge(ADMIN, f"v1:appoint_ended:{staff.posts(LAN)[0].id}")
    await chat.settled(ADMIN)
    await chat.settled(LAN)
    assert menu(chat, LAN) is None


def menu(chat: Chat, who: int) -> list[str] | None:
    """The commands that somebody's own chat is shown; None where those of every citizen are."""
    kept = chat.api.profile.commands.get((json.dumps({"chat_id": who, "type": "chat"}, sort_keys=True), "vi"))
    return None if kept is None else [command["command"] for command in kept]


@ON_SQLITE
async def test_who_gets_and_loses_roles_sees_the_commands_for_them_after_start(chat: Chat, staff: Staff) -> None:
    await chat.say("/start", LAN)
    assert menu(chat, LAN) is None
    staff.add(LAN, Role.ADMINISTRATOR, "Trần Thị Lan")
    await chat.say("/start", LAN)
    await chat.wire.until(lambda: menu(chat, LAN) is not None)  # it is set after the greeting
    shown = menu(chat, LAN)
    assert shown
    assert "canbo" in shown
    assert "chuatraloi" not in shown
    assert told("help.administrator") in (await chat.say("/trogiup", LAN)).text
    staff.end(LAN)
    await chat.say("/start", LAN)
    await chat.wire.until(lambda: menu(chat, LAN) is None)
