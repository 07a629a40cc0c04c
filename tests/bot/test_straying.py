"""Words that officers type at a step and that are meant for something else; choices that are typed by their names."""

from typing import Any

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.life import Party, State
from bot.petitions.petition import Actor, Petition
from bot.petitions.replies import ReplyRepository
from bot.petitions.repository import PetitionRepository
from bot.review.officers import OfficerRepository, Role
from bot.texts import say
from bot.views.message import plain
from tests.bot.conftest import Chat
from tests.bot.petitions import a_petition, cases_for

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

LAN, TU, DUYET, CHIEF = 70, 71, 80, 90
STAFF = {
    LAN: ("Nguyễn Thị Lan", Role.CLERK),
    TU: ("Hoàng Anh Tú", Role.CONTROLLER),
    DUYET: ("Phạm Văn Duyệt", Role.APPROVER),
    CHIEF: ("Lê Quản Trị", Role.ADMINISTRATOR),
}
CAT_THANH, CO_LE = "14056", "14026"

QUESTION = "khai sinh cho con"


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
def office(chat: Chat) -> Chat:
    for number, (name, role) in STAFF.items():
        chat.api.meet(number)
        chat.database.transact(
            lambda c, who=number, called=name, held=role: OfficerRepository(c).add(  # type: ignore[misc]
                who, held, "", called, Clock().now(), "test"
            )
        )
    return chat


def number_of(database: Database, who: int) -> int:
    officer = database.read(lambda c: OfficerRepository(c).of(who))
    assert officer
    return officer.id


def given(chat: Chat, who: int, state: State = State.IN_PROGRESS) -> Petition:
    """A petition that an officer answers for."""
    petition, officer = a_petition(chat.database, state), number_of(chat.database, who)

    def hand(connection: Any) -> Petition:
        actor = Actor(Party.CONTROLLER, officer)
        return cases_for(connection).register.hand(petition, actor, officer, petition.state_at)

    return chat.database.transact(hand)


def now(chat: Chat, petition: Petition) -> Petition:
    return chat.database.read(lambda c: PetitionRepository(c).by_id(petition.id))


async def since(chat: Chat, text: str, who: int) -> str:
    """All that was shown since somebody typed."""
    before = len(chat.api.shown(who))
    await chat.say(text, who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


AT_A_STEP = [
    ("answer", "part"),
    ("inquire", "inquire"),
    ("set_aside", "set_aside"),
    ("contact", "contact"),
]


@pytest.mark.parametrize(("verb", "step"), AT_A_STEP)
async def test_a_question_at_a_step_is_asked_about_and_answered(office: Chat, verb: str, step: str) -> None:
    petition = given(office, LAN)
    await office.say(petition.code, LAN)
    await office.press(told(f"button.{verb}"), LAN)
    asked = await office.say(QUESTION, LAN)
    assert asked.text == told("stray.which", words=QUESTION, what=told(f"stray.{step}"))
    answered = await office.press(told("stray.ask"), LAN)
    assert answered.text.startswith("Đăng ký khai sinh")
    assert told("stray.which", words="cảm ơn", what=told(f"stray.{step}")) not in await since(office, "cảm ơn", LAN)
    assert not any(one.parts for one in office.database.read(lambda c: ReplyRepository(c).of(petition.id)))
    assert now(office, petition).state is State.IN_PROGRESS


async def test_what_reads_like_a_question_is_taken_as_it_was_typed_once_that_is_said(office: Chat) -> None:
    petition = given(office, LAN)
    await office.say(petition.code, LAN)
    await office.press(told("button.answer"), LAN)
    await office.say("Đăng ký khai sinh", LAN)
    asked = await office.press(told("stray.take"), LAN)
    assert told("reply.part_done") in asked.text
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"checked": "Đăng ký khai sinh"}
    office.api.press(LAN, told("stray.take"))  # once more
    assert (await office.settled(LAN)).text == told("button.old")


@pytest.mark.parametrize(
    "text",
    [
        "đã đăng ký khai sinh cho cháu",
        "Chúng tôi đã vá đường.",
        "tổ giao thông xã",
        "5 ổ gà",
        "Luật Hộ tịch 2014, Điều 16",
        "không có vì trời tối",
    ],
)
async def test_a_sentence_of_a_reply_is_its_part_at_once(office: Chat, text: str) -> None:
    petition = given(office, LAN)
    await office.say(petition.code, LAN)
    await office.press(told("button.answer"), LAN)
    assert told("reply.part_done") in (await office.say(text, LAN)).text


@pytest.mark.parametrize(
    "verb", ["answer", "refusal", "inquire", "set_aside", "contact", "assign", "unit", "extension", "concerned"]
)
async def test_a_code_at_a_step_opens_its_petition(office: Chat, verb: str) -> None:
    petition, other = given(office, TU), a_petition(office.database, State.RECEIVED)
    await office.say(petition.code, TU)
    await office.press(told(f"button.{verb}"), TU)
    shown = await office.say(other.code.lower().replace("-", " "), TU)
    assert other.code in shown.text
    assert told("button.mailbox") in shown.labels
    assert now(office, petition) == petition


async def test_a_code_where_a_code_is_asked_for_is_the_answer(office: Chat) -> None:
    petition, other = given(office, LAN), a_petition(office.database, State.RECEIVED)
    await office.say(petition.code, LAN)
    await office.press(told("button.merge"), LAN)
    assert told("desk.merge_sure", code=petition.code, parent=other.code) in (await office.say(other.code, LAN)).text


@pytest.mark.parametrize("text", [".", "5", "…"])
@pytest.mark.parametrize(
    ("verb", "question"),
    [("inquire", "desk.type_question"), ("set_aside", "desk.type_reason"), ("contact", "desk.why_contact")],
)
async def test_what_says_nothing_is_asked_for_again(office: Chat, text: str, verb: str, question: str) -> None:
    petition = given(office, LAN)
    await office.say(petition.code, LAN)
    await office.press(told(f"button.{verb}"), LAN)
    shown = await since(office, text, LAN)
    assert told("follow.nothing_said") in shown
    values = {} if verb == "contact" else {"most": 1000}
    assert told(question, code=petition.code, **values) in shown


# Choices by their names.


@pytest.mark.parametrize("typed", ["co le", "xã Cổ Lễ", "Cổ Lễ"])
async def test_a_commune_is_chosen_by_its_name(office: Chat, typed: str) -> None:
    petition = given(office, TU)
    await office.say("/xa cat thanh", TU)
    await office.say(petition.code, TU)
    await office.press(told("button.unit"), TU)
    assert told("desk.no_such_unit") in await since(office, "khai sinh cho con", TU)
    shown = await office.say(typed, TU)
    assert told("desk.rerouted", code=petition.code, kind="xã", name="Cổ Lễ") in shown.text
    assert now(office, petition).unit == CO_LE


async def test_an_officer_is_chosen_by_name(office: Chat) -> None:
    petition = given(office, TU)
    await office.say(petition.code, TU)
    await office.press(told("button.assign"), TU)
    assert told("desk.no_such_officer") in await since(office, "khai sinh cho con", TU)
    assert told("desk.assigned", code=petition.code, name="Nguyễn Thị Lan") in (await office.say("thi lan", TU)).text
    assert now(office, petition).officer_id == number_of(office.database, LAN)


async def test_a_role_is_given_by_typed_names_and_steps_go_back_without_loss(office: Chat) -> None:
    await office.say("/canbo", CHIEF)
    await office.press(told("button.appoint"), CHIEF)
    assert told("appoint.no_account") in await since(office, "5", CHIEF)
    await office.say("900100", CHIEF)
    assert told("appoint.no_name") in await since(office, ".", CHIEF)
    asked = await office.say("Vũ Thị Mới", CHIEF)
    assert told("appoint.ask_role", name="Vũ Thị Mới") in asked.text
    assert told("appoint.no_choice") in await since(office, "khai sinh", CHIEF)
    asked = await office.say("can bo mot cua", CHIEF)
    assert told("appoint.ask_unit", name="Vũ Thị Mới") in asked.text
    asked = await office.say("co le", CHIEF)
    assert told("appoint.ask_field", name="Vũ Thị Mới") in asked.text
    assert told("appoint.ask_unit", name="Vũ Thị Mới") in (await office.say("quay lại", CHIEF)).text
    await office.say("cat thanh", CHIEF)
    shown = await office.say("duong", CHIEF)
    assert "xã Cát Thành, Đường, cầu, giao thông" in shown.text
    assert told("appoint.ask_field", name="Vũ Thị Mới") in (await office.say("quay lai", CHIEF)).text
    await office.say("moi loai viec", CHIEF)
    await office.press(told("button.appoint_yes"), CHIEF)
    officer = office.database.read(lambda c: OfficerRepository(c).of(900100))
    assert officer
    assert (officer.name, officer.holdings[0].scope.unit, officer.holdings[0].scope.field) == (
        "Vũ Thị Mới",
        CAT_THANH,
        "",
    )


async def test_work_is_handed_over_to_a_name(office: Chat) -> None:
    petition = given(office, LAN)
    await office.say("/canbo", CHIEF)
    listed = await office.say("/canbo", CHIEF)
    place = next(line for line in listed.text.splitlines() if "Nguyễn Thị Lan" in line).partition(".")[0]
    await office.press(place, CHIEF)
    await office.press(told("button.hand_over"), CHIEF)
    assert told("appoint.no_choice") in await since(office, "khai sinh cho con", CHIEF)
    asked = await office.say("hoang anh tu", CHIEF)
    assert told("appoint.ask_hand_over", number=1, giver="Nguyễn Thị Lan", taker="Hoàng Anh Tú") in asked.text
    await office.press(told("button.hand_over_yes"), CHIEF)
    assert now(office, petition).officer_id == number_of(office.database, TU)


async def test_the_days_of_the_register_are_asked_for_until_they_are_some(office: Chat) -> None:
    await office.say("/sotiepnhan", TU)
    shown = await since(office, "khai sinh cho con", TU)
    assert told("register.no_days") in shown
    assert told("register.which") in shown
    assert "01/11/2026" in (await office.say("thang nay", TU)).text


async def test_days_that_are_typed_after_another_screen_are_a_question(office: Chat) -> None:
    await office.say("/sotiepnhan", TU)
    await office.say("/linhvuc", TU)
    assert told("register.no_days") not in await since(office, "khai sinh cho con", TU)


@pytest.mark.parametrize(
    ("who", "commands"),
    [
        (LAN, "/hopthu, /traloi, /chuatraloi, /thaydoi, /baibo, /coquan, /hosoquy, /dexuat, /niemyet, /banlamviec"),
        (
            TU,
            "/hopthu, /traloi, /chuatraloi, /sotiepnhan, /thaydoi, /baibo, /coquan, /hosoquy, /dexuat, /niemyet,"
            " /banlamviec",
        ),
        (DUYET, "/hopthu, /traloi, /sotiepnhan, /thaydoi, /baibo, /dexuat, /niemyet, /banlamviec"),
        (CHIEF, "/thaydoi, /baibo, /coquan, /canbo, /niemyet, /banlamviec"),
    ],
)
async def test_an_officer_is_greeted_with_the_commands_of_the_role(office: Chat, who: int, commands: str) -> None:
    assert told("start.officer", commands=commands) in (await office.say("/start", who)).text


async def test_a_citizen_is_greeted_with_no_command_of_officers(office: Chat) -> None:
    assert "/hopthu" not in (await office.say("/start")).text


# What goes on with whose petition it is.


@pytest.mark.parametrize("may", [True, False])
async def test_a_petition_that_is_doubted_goes_back_to_who_answered_for_it_if_they_may(office: Chat, may: bool) -> None:
    petition = given(office, LAN)

    def answered(connection: Any) -> None:
        register, at = cases_for(connection).register, Clock().now()
        waiting = register.move_to(petition, State.AWAITING_APPROVAL, Actor(Party.CLERK), petition.state_at)
        register.move_to(waiting, State.ANSWERED, Actor(Party.APPROVER), petition.state_at, "Đã vá đường.")
        if not may:
            OfficerRepository(connection).end(LAN, None, at, "test")

    office.database.transact(answered)
    await office.say("/phananhcuatoi")
    await office.press("1")
    await office.press(told("button.reopen"))
    await office.say("Mới vá một nửa, mưa xuống lại hỏng.")
    again = now(office, petition)
    assert (again.state, again.reopened) == (State.ASSIGNED, 1)
    assert again.officer_id == (petition.officer_id if may else None)
