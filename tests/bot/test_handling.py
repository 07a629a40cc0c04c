"""Officers handle petitions from their board: each act by who may, refused to who may not, and told as it is."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import Connection

from bot.clock import Clock
from bot.conversations.pressing import press
from bot.conversations.visit import Visit
from bot.database import Database
from bot.delivery.outbox import Fate, OutboxRepository
from bot.office import Offices
from bot.petitions.attachments import AttachmentRepository, Parcel
from bot.petitions.concerned import ConcernedRepository
from bot.petitions.contents import random_name, store
from bot.petitions.life import State
from bot.petitions.petition import SYSTEM, Channel, Event, EventKind, Petition, Reader
from bot.petitions.register import Register
from bot.petitions.replies import ReplyKind
from bot.petitions.repository import PetitionRepository
from bot.petitions.timers import What
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import Trace, TraceRepository
from bot.texts import say
from bot.views.board import WAYS
from bot.views.message import Message, plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY, FOLDER, SETTINGS, Chat
from tests.bot.petitions import APPROVER as BY_APPROVER
from tests.bot.petitions import CLERK as BY_CLERK
from tests.bot.petitions import MAI, QUESTION, REPLY, WORDS, a_petition, a_petition_with_secret, cases_for
from tests.wire.messages import Shown

STRANGER, CLERK, CONTROLLER, APPROVER, ADMINISTRATOR, ELSEWHERE, NAMED, SECOND = 6, 70, 71, 72, 73, 74, 75, 76
"""A citizen; then officers: of the petition's commune, of all, of another commune, and one named for what is secret."""

CAT_THANH, CO_LE = "14056", "14026"
CLOCK = Clock(DAY)

OFFICERS: dict[int, tuple[Role, str, str, bool]] = {
    CLERK: (Role.CLERK, CAT_THANH, "Trần Thị Lan", False),
    CONTROLLER: (Role.CONTROLLER, "", "Phạm Văn Minh", False),
    APPROVER: (Role.APPROVER, "", "Lê Quang Duyệt", False),
    ADMINISTRATOR: (Role.ADMINISTRATOR, "", "Vũ Quản Trị", False),
    ELSEWHERE: (Role.CLERK, CO_LE, "Ngô Thị Xa", False),
    NAMED: (Role.CONTROLLER, "", "Đỗ Văn Kín", True),
    SECOND: (Role.CLERK, CAT_THANH, "Bùi Thị Hai", False),
}

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

NOT_YOURS = plain(say("desk.not_yours"))


class Busy(Chat):
    """A chat whose answers stand beside what the office sends by itself: whatever is new is read together."""

    async def say(self, text: str, chat: int = CITIZEN) -> Shown:
        seen = len(self.api.shown(chat))
        await super().say(text, chat)
        return self.since(chat, seen)

    async def press(self, label: str, chat: int = CITIZEN) -> Shown:
        seen = len(self.api.shown(chat))
        await super().press(label, chat)
        return self.since(chat, seen)

    def since(self, chat: int, seen: int) -> Shown:
        new = self.api.shown(chat)[seen:] or [self.api.last(chat)]
        texts, rows = "\n\n".join(shown.text for shown in new), tuple(row for shown in new for row in shown.buttons)
        return replace(new[-1], text=texts, buttons=rows)


@pytest.fixture
async def chat(database: Database, catalogue: Catalogue) -> AsyncIterator[Busy]:
    talking = Busy(database, catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


@pytest.fixture(autouse=True)
def officers(database: Database) -> dict[int, int]:
    """The officers, and their numbers."""

    def add(connection: Any) -> dict[int, int]:
        staff = OfficerRepository(connection)
        for who, (role, unit, name, restricted) in OFFICERS.items():
            staff.add(who, role, unit, name, CLOCK.now(), "test", restricted=restricted)
        return {one.telegram_id: one.id for one in staff.current()}

    return database.transact(add)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def now(chat: Busy, petition: Petition) -> Petition:
    return chat.database.read(lambda c: PetitionRepository(c).by_id(petition.id))


def events(chat: Busy, petition: Petition) -> list[Event]:
    return chat.database.read(lambda c: cases_for(c).register.trail.of(petition.id))


def traces(chat: Busy, petition: Petition) -> list[Trace]:
    return chat.database.read(lambda c: TraceRepository(c).of(f"petition:{petition.id}"))


def everything(chat: Busy, who: int) -> str:
    return "\n\n".join(shown.text for shown in chat.api.shown(who))


def change(chat: Busy, act: Callable[[Register], object]) -> None:
    chat.database.transact(lambda c: act(cases_for(c).register))


async def forge(chat: Busy, data: str, who: int) -> Shown:
    if not chat.api.shown(who):
        await chat.say("/trogiup", who)
    seen = len(chat.api.shown(who))
    chat.api.forge(who, data)
    await chat.settled(who)
    return chat.since(who, seen)


async def board(chat: Busy, petition: Petition, who: int = CLERK) -> Shown:
    return await forge(chat, f"v1:board:{petition.code}", who)


# Who sees a petition, and what of it.


async def test_a_board_says_all_of_a_petition_but_who_sent_it(chat: Busy) -> None:
    sent, secret = a_petition_with_secret(chat.database, State.IN_PROGRESS, about="1.001193")
    shown = await board(chat, sent)
    for part in (
        sent.code,
        "Đường, cầu",
        "Đơn vị xử lý: xã Cát Thành",
        "Đang xử lý",
        "Người phụ trách: chưa có",
        "Hạn trả lời: 17 giờ ngày 07/12/2026 (còn 10 ngày làm việc; đã dùng 0 % thời hạn)",
        "Nếu phải chuyển nơi khác: chậm nhất ngày 30/11/2026 (còn 5 ngày làm việc)",
        "thôn 5, xã Cát Thành",
        "khai sinh",
        WORDS,
        "cán bộ một cửa: Đang xử lý",
    ):
        assert part in shown.text
    assert len(shown.text) <= 2000
    for kept in ("Mai", "912", "thôn 5 xã Cát Thành", secret, sent.secret):
        assert kept not in shown.text
    assert [(trace.act, trace.name, trace.role) for trace in traces(chat, sent)] == [
        ("see", "Trần Thị Lan", Role.CLERK)
    ]


async def test_long_words_and_a_long_story_are_read_page_by_page_and_each_fits(chat: Busy) -> None:
    words = " ".join(f"câu {number} về đường &lt;hỏng&gt;" for number in range(220))[:3900]
    sent = a_petition(chat.database, State.IN_PROGRESS, words=words)
    long = " ".join(f"lời {number}" for number in range(500))
    for _ in range(4):
        change(chat, lambda register: register.add(sent, long, CLOCK.now()))
    page = await board(chat, sent)
    read, first = "", page.text
    assert len(first) <= 2000
    while "Trang sau" in page.labels:
        page = await chat.press("Trang sau", CLERK)
        assert len(page.text) <= 2000
        read += f"{page.text} "
    said = set(read.replace("“", " ").replace("”", " ").split())
    assert set(words.split()) <= said
    assert set(long.split()) <= said
    assert first == (await chat.press(told("button.board"), CLERK)).text


async def test_a_trial_is_marked_on_its_board(chat: Busy) -> None:
    sent = a_petition(chat.database, trial=True)
    assert "THỬ. Phản ánh THU-" in (await board(chat, sent)).text


SEES = {CLERK, CONTROLLER, APPROVER, NAMED, SECOND}
DOES: dict[str, set[int]] = {
    "receive": {CLERK, CONTROLLER, NAMED, SECOND},
    "take": {CLERK, CONTROLLER, NAMED, SECOND},
    "assign": {CONTROLLER, NAMED},
    "unit": {CONTROLLER, NAMED},
    "inquire": {CLERK, CONTROLLER, NAMED, SECOND},
    "resume": {CLERK, CONTROLLER, NAMED, SECOND},
    "set_aside": {CLERK, CONTROLLER, NAMED, SECOND},
    "merge": {CLERK, CONTROLLER, NAMED, SECOND},
    "divert": {CONTROLLER, APPROVER, NAMED},
    "concerned": {CONTROLLER, APPROVER, NAMED},
    "confide": {CONTROLLER, APPROVER, NAMED},
    "contact": SEES,
    "files": SEES,
    "board": SEES,
}
"""Who may do what with an ordinary petition of Cát Thành; nobody else may."""

CLOSED_TO = {verb: DOES[verb] & {NAMED} for verb in DOES}
"""Who may with a confidential one."""


@pytest.mark.bulk
@pytest.mark.parametrize("conduct", [False, True])
@pytest.mark.parametrize("verb", sorted(DOES))
async def test_each_act_is_for_who_may_and_for_nobody_else(chat: Busy, verb: str, conduct: bool) -> None:
    state = {"resume": State.NEED_INFO, "set_aside": State.IN_PROGRESS}.get(verb, State.SUBMITTED)
    may = CLOSED_TO[verb] if conduct else DOES[verb]
    for who in (*OFFICERS, STRANGER, CITIZEN):
        sent = a_petition(chat.database, state, category="conduct" if conduct else "road", chat_id=900)
        before = now(chat, sent)
        shown = await forge(chat, f"v1:{verb}:{sent.code}", who)
        if who in may:
            assert NOT_YOURS not in shown.text
            assert sent.code in shown.text
        else:
            assert shown.text == (NOT_YOURS if who in OFFICERS else told("chat.officers_only"))
            assert now(chat, sent) == before
            assert traces(chat, sent) == []


async def test_what_is_offered_is_what_one_may_do_now(chat: Busy) -> None:
    sent = a_petition(chat.database)
    for who, verbs in {
        CLERK: {"receive", "take", "inquire", "merge", "contact"},
        CONTROLLER: {
            "receive",
            "take",
            "assign",
            "inquire",
            "merge",
            "unit",
            "divert",
            "concerned",
            "confide",
            "contact",
        },
        APPROVER: {"divert", "concerned", "confide", "contact"},
    }.items():
        labels = set((await board(chat, sent, who)).labels)
        ours = {"receive", "take", "assign", "inquire", "resume", "set_aside", "merge", "unit", "divert", "concerned"}
        ours |= {"confide", "contact", "files"}
        assert {verb for verb in ours if told(f"button.{verb}") in labels} == verbs


async def test_what_no_state_allows_is_refused_and_the_board_is_shown_as_it_is(chat: Busy) -> None:
    for verb, way in WAYS.items():
        if verb not in DOES:
            continue
        for state in set(State) - way.states - {State.DRAFT, State.DUPLICATE}:
            sent = a_petition(chat.database, state, chat_id=900)
            shown = await forge(chat, f"v1:{verb}:{sent.code}", NAMED)
            assert told("desk.moved_on", code=sent.code) in shown.text, (verb, state)
            assert "Tình trạng: " in shown.text
            assert now(chat, sent) == sent
    assert {trace.act for trace in traces(chat, sent)} == set()


# Taking and giving.


async def test_one_tap_takes_a_petition_and_its_sender_is_told_once(chat: Busy, officers: dict[int, int]) -> None:
    sent = a_petition(chat.database)
    await chat.say("/trogiup")
    await board(chat, sent)
    shown = await chat.press(told("button.take"), CLERK)
    assert told("desk.taken", code=sent.code) in shown.text
    assert "Người phụ trách: Trần Thị Lan" in shown.text
    taken = now(chat, sent)
    assert (taken.state, taken.officer_id) == (State.ASSIGNED, officers[CLERK])
    news = [one.text for one in chat.api.shown(CITIZEN) if sent.code in one.text]
    assert len(news) == 1
    assert "Đã phân công xử lý" in news[0]
    assert "Lan" not in news[0]
    assert [event.to_state for event in events(chat, sent)][1:] == [State.RECEIVED, State.ASSIGNED]
    assert told("button.take") not in shown.labels
    chat.api.forge(CLERK, f"v1:take:{sent.code}")  # the old button, pressed once more
    await chat.settled(CLERK)
    await chat.settled()
    assert now(chat, sent) == taken
    assert len([one for one in chat.api.shown(CITIZEN) if sent.code in one.text]) == 1
    assert "đã gửi" in (await board(chat, sent)).text


async def test_words_and_commands_do_what_buttons_do(chat: Busy, officers: dict[int, int]) -> None:
    sent = a_petition(chat.database)
    assert "Người phụ trách: chưa có" in (await chat.say(sent.code.lower().replace("-", " "), CLERK)).text
    assert told("desk.received", code=sent.code) in (await chat.say("tiếp nhận", CLERK)).text
    assert told("desk.taken", code=sent.code) in (await chat.say("NHAN XU LY", CLERK)).text
    assert now(chat, sent).officer_id == officers[CLERK]
    assert "Người phụ trách: Trần Thị Lan" in (await chat.say(f"/theodoi {sent.code}", CONTROLLER)).text
    await chat.say("Giao cán bộ", CONTROLLER)
    listed = everything(chat, CONTROLLER)
    place = next(line for line in listed.splitlines() if "Bùi Thị Hai" in line).partition(".")[0]
    assert told("desk.assigned", code=sent.code, name="Bùi Thị Hai") in (await chat.say(place, CONTROLLER)).text
    assert now(chat, sent).officer_id == officers[SECOND]


async def test_who_may_not_see_a_petition_finds_by_its_code_what_anybody_does(chat: Busy) -> None:
    sent = a_petition(chat.database)
    for who in (ELSEWHERE, ADMINISTRATOR, STRANGER):
        shown = await chat.say(sent.code, who)
        assert told("follow.public_only") in shown.text
        assert WORDS not in shown.text


async def test_an_officers_own_petition_is_the_senders_and_nobody_handles_their_own(chat: Busy) -> None:
    own = a_petition(chat.database, chat_id=CLERK)
    assert told("button.withdraw") in (await chat.say(own.code, CLERK)).labels
    assert (await forge(chat, f"v1:take:{own.code}", CLERK)).text == NOT_YOURS
    assert told("desk.taken", code=own.code) in (await forge(chat, f"v1:take:{own.code}", SECOND)).text
    assert "Trần Thị Lan" not in (await forge(chat, f"v1:assign:{own.code}", CONTROLLER)).text
    trial = a_petition(chat.database, trial=True, chat_id=CLERK)
    assert told("desk.taken", code=trial.code) in (await forge(chat, f"v1:take:{trial.code}", CLERK)).text


async def test_of_two_officers_at_once_one_takes_it(chat: Busy, officers: dict[int, int]) -> None:
    sent = a_petition(chat.database)
    for who in (CLERK, SECOND):
        await board(chat, sent, who)
    seen = {who: len(chat.api.shown(who)) for who in (CLERK, SECOND)}
    for who in (CLERK, SECOND):
        chat.api.press(who, told("button.take"))
    await chat.settled(CLERK)
    await chat.settled(SECOND)
    answers = {who: chat.since(who, seen[who]).text for who in (CLERK, SECOND)}
    won = [who for who, text in answers.items() if told("desk.taken", code=sent.code) in text]
    lost = [who for who, text in answers.items() if told("desk.moved_on", code=sent.code) in text]
    assert len(won) == len(lost) == 1
    assert now(chat, sent).officer_id == officers[won[0]]
    assert OFFICERS[won[0]][2] in answers[lost[0]]
    assert told("button.take") not in (await board(chat, sent, lost[0])).labels


async def test_what_somebody_answers_for_is_not_taken_away_but_given_by_a_controller(
    chat: Busy, officers: dict[int, int]
) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:take:{sent.code}", CLERK)
    assert told("desk.moved_on", code=sent.code) in (await forge(chat, f"v1:take:{sent.code}", SECOND)).text
    assert now(chat, sent).officer_id == officers[CLERK]
    await forge(chat, f"v1:hand:{sent.code}:{officers[SECOND]}:{officers[CLERK]}", CONTROLLER)
    assert now(chat, sent).officer_id == officers[SECOND]
    late = await forge(chat, f"v1:hand:{sent.code}:{officers[CLERK]}:{officers[CLERK]}", CONTROLLER)
    assert told("desk.moved_on", code=sent.code) in late.text
    assert now(chat, sent).officer_id == officers[SECOND]
    chat.database.transact(lambda c: OfficerRepository(c).end(SECOND, None, CLOCK.now(), "test"))
    assert told("desk.taken", code=sent.code) in (await forge(chat, f"v1:take:{sent.code}", CLERK)).text


@pytest.mark.parametrize("who", ["0", "x", "-1", "999", "administrator", "elsewhere"])
async def test_a_petition_is_given_to_nobody_who_could_not_handle_it(
    chat: Busy, officers: dict[int, int], who: str
) -> None:
    number = {"administrator": officers[ADMINISTRATOR], "elsewhere": officers[ELSEWHERE]}.get(who, who)
    sent = a_petition(chat.database)
    await forge(chat, f"v1:hand:{sent.code}:{number}:0", CONTROLLER)
    assert told("desk.cannot_handle") in everything(chat, CONTROLLER)
    assert now(chat, sent) == sent


async def test_another_commune_handles_it_and_who_no_longer_sees_it_is_told_that_alone(chat: Busy) -> None:
    chat.database.transact(
        lambda c: OfficerRepository(c).add(81, Role.CONTROLLER, CAT_THANH, "Mai Văn Xã", CLOCK.now(), "test")
    )
    sent = a_petition(chat.database)
    await forge(chat, f"v1:take:{sent.code}", CLERK)
    listed = (await forge(chat, f"v1:unit:{sent.code}", 81)).text
    assert "Cát Thành" not in listed.partition("\n")[2]
    place = next(line for line in listed.splitlines() if "Cổ Lễ" in line).partition(".")[0]
    shown = await chat.say(place, 81)
    assert shown.text == told("desk.rerouted", code=sent.code, kind="xã", name="Cổ Lễ")
    moved = now(chat, sent)
    assert (moved.unit, moved.officer_id, moved.state) == (CO_LE, None, State.ASSIGNED)
    assert (await board(chat, sent)).text == NOT_YOURS
    assert sent.code in (await board(chat, sent, ELSEWHERE)).text
    assert "giao đơn vị khác xử lý" in (await board(chat, sent, ELSEWHERE)).text


@pytest.mark.parametrize("verb", ["unit", "confide"])
async def test_what_moved_on_in_the_very_moment_is_neither_sent_elsewhere_nor_closed_twice(
    chat: Busy, officers: dict[int, int], monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    before = a_petition(chat.database, State.IN_PROGRESS)
    change(chat, lambda register: register.hand(before, BY_CLERK, officers[CLERK], CLOCK.now()))
    if verb == "confide":
        change(chat, lambda register: register.confide(before, BY_CLERK, CLOCK.now()))
    else:
        change(chat, lambda register: register.move_to(before, State.ANSWERED, BY_APPROVER, CLOCK.now(), REPLY))
    sent = now(chat, before)
    real, stale = PetitionRepository.by_code, [before]
    # What another transaction changed after this one looked.
    monkeypatch.setattr(PetitionRepository, "by_code", lambda self, code: stale.pop() if stale else real(self, code))
    shown = await forge(
        chat, {"unit": f"v1:unit:{sent.code}:{CO_LE}", "confide": f"v1:confide:{sent.code}:yes"}[verb], NAMED
    )
    assert told("desk.moved_on", code=sent.code) in shown.text
    assert now(chat, sent) == sent
    assert traces(chat, sent) == []


# What is written to the citizen.


async def test_a_question_is_typed_previewed_and_only_then_sent(chat: Busy) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await board(chat, sent)
    await chat.press(told("button.inquire"), CLERK)
    shown = await chat.say("Xin cho biết <b>đoạn</b> nào?", CLERK)
    assert shown.text == f"{told('desk.preview', code=sent.code)}\n\nXin cho biết <b>đoạn</b> nào?"
    assert now(chat, sent).state is State.IN_PROGRESS
    shown = await chat.say(QUESTION, CLERK)
    assert QUESTION in shown.text
    await chat.say("/trogiup")
    assert told("desk.inquired", code=sent.code) in (await chat.press("Gửi", CLERK)).text
    asked = now(chat, sent)
    assert (asked.state, asked.due_at) == (State.NEED_INFO, None)
    assert QUESTION in everything(chat, CITIZEN)
    assert "đoạn</b>" not in everything(chat, CITIZEN)
    assert "đang tạm dừng" in (await board(chat, sent)).text
    assert told("desk.resumed", code=sent.code) in (await chat.press(told("button.resume"), CLERK)).text
    assert now(chat, sent).state is State.IN_PROGRESS


async def test_what_somebody_without_a_chat_answers_is_written_down_as_hers(
    chat: Busy, officers: dict[int, int]
) -> None:
    sent = a_petition(chat.database, State.NEED_INFO, chat_id=None, channel=Channel.COUNTER)
    await board(chat, sent)
    await chat.press(told("button.supply_for"), CLERK)
    await chat.say("Gần <nhà ông> Bảy", CLERK)
    shown = await chat.say("Đoạn trước cửa nhà ông Bảy.", CLERK)
    assert shown.text == f"{told('desk.supply_preview', code=sent.code)}\n\nĐoạn trước cửa nhà ông Bảy."
    assert now(chat, sent).state is State.NEED_INFO
    shown = await chat.press(told("button.write_down"), CLERK)
    assert told("desk.supplied", code=sent.code) in shown.text
    assert "Trần Thị Lan: Đã gửi, đã vào sổ, chờ xem xét, ghi câu trả lời của người dân" in shown.text
    assert now(chat, sent).state is State.SUBMITTED
    assert now(chat, sent).due_at
    last = events(chat, sent)[-1]
    assert (last.note, last.actor.officer_id) == ("Đoạn trước cửa nhà ông Bảy.", officers[CLERK])
    assert [trace.act for trace in traces(chat, sent)] == ["see", "inquire"]


async def test_who_has_a_chat_answers_for_herself(chat: Busy) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    assert told("button.supply_for") not in (await board(chat, sent)).labels
    assert told("desk.moved_on", code=sent.code) in (await forge(chat, f"v1:supply_for:{sent.code}", CLERK)).text
    assert now(chat, sent) == sent


@pytest.mark.parametrize("verb", ["contact", "inquire", "set_aside", "merge", "concerned"])
async def test_an_edited_message_is_no_answer_to_what_is_asked_at_a_board(chat: Busy, verb: str) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await chat.say("đường hỏng thì gọi ai", NAMED)
    asked = await forge(chat, f"v1:{verb}:{sent.code}", NAMED)
    before = traces(chat, sent)
    chat.api.edit(NAMED, "đường hỏng nặng thì gọi ai")
    assert (await chat.settled(NAMED)).text == told("lodge.edited")
    assert sent.code in asked.text
    assert MAI.name not in everything(chat, NAMED)
    assert (now(chat, sent), traces(chat, sent)) == (sent, before)


async def test_what_was_typed_for_one_petition_is_never_sent_for_another(chat: Busy) -> None:
    one, other = a_petition(chat.database), a_petition(chat.database)
    await forge(chat, f"v1:inquire:{one.code}", CLERK)
    await chat.say(QUESTION, CLERK)
    await forge(chat, f"v1:inquire:{other.code}:send", CLERK)
    assert now(chat, other).state is State.SUBMITTED
    await forge(chat, f"v1:inquire:{one.code}:send", CLERK)
    assert now(chat, one).state is State.SUBMITTED
    assert QUESTION not in everything(chat, CITIZEN)


@pytest.mark.parametrize("words", ["...", "字" * 40, "dài " * 400])
async def test_words_that_cannot_go_out_are_asked_for_again(chat: Busy, words: str) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:inquire:{sent.code}", CLERK)
    assert chat.api.last(CLERK).labels
    refused = await chat.say(words, CLERK)
    assert told("desk.preview", code=sent.code) not in refused.text
    assert QUESTION in (await chat.say(QUESTION, CLERK)).text


async def test_not_enough_grounds_has_a_reason_for_the_staff_and_a_note_for_the_citizen(chat: Busy) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await board(chat, sent)
    await chat.press(told("button.set_aside"), CLERK)
    await chat.say("Đội trật tự chưa đi kiểm tra được", CLERK)
    shown = await chat.say("Chúng tôi đang kiểm tra thực tế.", CLERK)
    assert told("desk.reason_for_staff", reason="Đội trật tự chưa đi kiểm tra được") in shown.text
    await chat.say("/trogiup")
    shown = await chat.press("Gửi", CLERK)
    assert told("desk.set_aside", code=sent.code) in shown.text
    assert "Đội trật tự" in shown.text
    assert now(chat, sent).state is State.INSUFFICIENT
    assert "Chúng tôi đang kiểm tra thực tế." in chat.api.last(CITIZEN).text
    await chat.say(f"/theodoi {sent.code}")
    await chat.press(told("button.events"))
    assert "Đội trật tự" not in everything(chat, CITIZEN)
    noted = events(chat, sent)[-1]
    assert (noted.kind, noted.reader) == (EventKind.NOTED, Reader.STAFF)


async def test_a_role_that_ends_in_mid_conversation_ends_it(chat: Busy) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await forge(chat, f"v1:inquire:{sent.code}", CLERK)
    await chat.say(QUESTION, CLERK)
    chat.database.transact(lambda c: OfficerRepository(c).end(CLERK, None, CLOCK.now(), "test"))
    assert (await chat.press("Gửi", CLERK)).text == told("chat.officers_only")
    assert now(chat, sent).state is State.IN_PROGRESS
    assert told("desk.preview", code=sent.code) not in (await chat.say("khai sinh cho con", CLERK)).text
    await forge(chat, f"v1:inquire:{sent.code}", SECOND)
    chat.database.transact(lambda c: OfficerRepository(c).end(SECOND, None, CLOCK.now(), "test"))
    assert (await chat.say(QUESTION, SECOND)).text == told("chat.officers_only")


async def test_a_petition_that_moves_in_the_very_moment_is_shown_as_it_is_now(
    chat: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = a_petition(chat.database, State.RECEIVED)
    real, stale = PetitionRepository.by_code, [replace(sent, state=State.SUBMITTED)]
    # What another transaction changed after this one looked.
    monkeypatch.setattr(PetitionRepository, "by_code", lambda self, code: stale.pop() if stale else real(self, code))
    shown = await forge(chat, f"v1:receive:{sent.code}", CLERK)
    assert told("desk.moved_on", code=sent.code) in shown.text
    assert "Tình trạng: Đã tiếp nhận" in shown.text
    assert now(chat, sent) == sent


# What a petition is found to be.


async def test_a_duplicate_is_joined_after_the_other_ones_words_were_read(chat: Busy) -> None:
    parent = a_petition(chat.database, State.IN_PROGRESS, chat_id=STRANGER)
    other = a_petition(chat.database, chat_id=STRANGER, words="Loa phát thanh quá to vào sáng sớm.", category="noise")
    sent = a_petition(chat.database)
    await board(chat, sent)
    shown = await chat.press(told("button.merge"), CLERK)
    assert parent.code in shown.text
    assert other.code not in shown.text
    assert WORDS in (await chat.press("1", CLERK)).text
    assert now(chat, sent).state is State.SUBMITTED
    assert told("desk.merged", code=sent.code, parent=parent.code) in (await chat.say("đồng ý", CLERK)).text
    assert (now(chat, sent).state, now(chat, sent).parent_id) == (State.DUPLICATE, parent.id)
    assert sent.code in (await board(chat, parent)).text
    third = a_petition(chat.database)
    await forge(chat, f"v1:merge:{third.code}", CLERK)
    shown = await chat.say(f"trùng với {sent.code.lower()}", CLERK)
    assert told("desk.merge_sure", code=third.code, parent=parent.code) in shown.text
    assert "Phản ánh trùng theo phản ánh này: 1" in (await board(chat, parent)).text


@pytest.mark.parametrize("what", ["itself", "confidential", "elsewhere", "withdrawn", "trial", "unknown"])
async def test_a_petition_is_joined_to_none_that_may_not_be(chat: Busy, what: str) -> None:
    sent = a_petition(chat.database)
    secret = "Chủ tịch xã gây phiền hà nhân dân khi làm giấy tờ"
    others: dict[str, Callable[[], Petition]] = {
        "itself": lambda: sent,
        "confidential": lambda: a_petition(chat.database, category="conduct", words=secret),
        "elsewhere": lambda: a_petition(chat.database, place=replace(sent.place, commune=CO_LE), words=secret),
        "withdrawn": lambda: a_petition(chat.database, State.WITHDRAWN, words=secret),
        "trial": lambda: a_petition(chat.database, trial=True, words=secret),
        "unknown": lambda: replace(sent, code="PA-2611-00000V"),
    }
    other = others[what]()
    for data in (f"v1:merge:{sent.code}:{other.code}:yes", f"v1:merge:{sent.code}:{other.code}"):
        await forge(chat, data, CLERK)
        assert told("desk.no_parent") in everything(chat, CLERK)
    assert secret not in everything(chat, CLERK)
    assert now(chat, sent) == sent


async def test_a_complaint_is_diverted_and_named_reviewers_alone_see_it_then(chat: Busy) -> None:
    sent = a_petition(chat.database)
    await board(chat, sent, CONTROLLER)
    await chat.press(told("button.divert"), CONTROLLER)
    assert now(chat, sent) == sent
    await chat.say("/trogiup")
    assert (await chat.press("Đồng ý", CONTROLLER)).text == told("desk.diverted", code=sent.code)
    assert (now(chat, sent).state, now(chat, sent).confidential) == (State.DIVERTED, True)
    assert told("next.diverted") in chat.api.last(CITIZEN).text
    assert (await board(chat, sent)).text == NOT_YOURS
    assert told("board.confidential") in (await board(chat, sent, NAMED)).text


def let_wait(connection: Connection, sent: Petition, other: Petition, officers: dict[int, int]) -> None:
    """What an officer did not get yet of two petitions: of the second one line alone."""
    outbox, cases = OutboxRepository(connection), cases_for(connection)
    outbox.blocked(CLERK, CLOCK.now())
    reply = cases.replies.begin(sent.id, ReplyKind.ANSWER, officers[CLERK], CLOCK.now())
    made = cases.publications.begin(sent.id, WORDS, "", officers[CLERK], CLOCK.now())
    assert reply
    of_sent = (f"staff:petition:{sent.id}", f"reply:{reply.id}", f"officer:publication:{made.id}", f"slip:{sent.id}")
    for about in (*of_sent, "register", f"officer:{officers[CLERK]}:petition", f"staff:petition:{other.id}:event:1"):
        outbox.put(CLERK, [Message((Markup("Một dòng"),)).to_json()], CLOCK.now(), about=about)


def abouts(chat: Busy, who: int) -> list[str]:
    return [one.about for one in chat.database.read(lambda c: OutboxRepository(c).waiting_for(who))]


async def test_an_officer_of_whom_it_speaks_loses_it_at_once(chat: Busy, officers: dict[int, int]) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await forge(chat, f"v1:take:{sent.code}", CLERK)
    await forge(chat, f"v1:concerned:{sent.code}", CONTROLLER)
    other = a_petition(chat.database)
    chat.database.transact(lambda c: let_wait(c, sent, other, officers))
    shown = await chat.say("trần thị lan", CONTROLLER)
    assert shown.text == told("desk.named_sure", code=sent.code, name="Trần Thị Lan")
    assert (await chat.press("Đồng ý", CONTROLLER)).text == told("desk.named", code=sent.code, name="Trần Thị Lan")
    assert abouts(chat, CLERK) == [f"staff:petition:{other.id}:event:1"]
    kept = now(chat, sent)
    assert (kept.officer_id, kept.confidential) == (None, True)
    assert chat.database.read(lambda c: ConcernedRepository(c).of(sent.id)) == {officers[CLERK]}
    back = await board(chat, sent, CLERK)  # with what was blocked of the other one
    assert sorted(back.text.split("\n\n")) == [NOT_YOURS, "Một dòng"]
    assert "ghi nhận cán bộ được nêu tên" in (await board(chat, sent, NAMED)).text
    assert "Lan" not in everything(chat, CITIZEN)
    again = await forge(chat, f"v1:named:{sent.code}:{officers[CLERK]}:yes", NAMED)
    assert told("desk.moved_on", code=sent.code) in again.text


@pytest.mark.parametrize("verb", ["named", "confide"])
async def test_nothing_is_closed_to_everybody(chat: Busy, officers: dict[int, int], verb: str) -> None:
    sent = a_petition(chat.database)
    if verb == "confide":
        chat.database.transact(lambda c: OfficerRepository(c).end(NAMED, None, CLOCK.now(), "test"))
    data = {"named": f"v1:named:{sent.code}:{officers[NAMED]}:yes", "confide": f"v1:confide:{sent.code}:yes"}[verb]
    assert (await forge(chat, data, CONTROLLER)).text == told("desk.no_reviewer")
    assert now(chat, sent) == sent


async def test_a_name_nobody_has_and_one_that_two_have_are_asked_again(chat: Busy) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:concerned:{sent.code}", CONTROLLER)
    assert told("desk.no_such_officer") in (await chat.say("Hồ Xuân Hương", CONTROLLER)).text
    two = await chat.say("Thị", CONTROLLER)
    assert told("desk.which_of_them") in two.text
    assert "Minh" not in two.text
    assert now(chat, sent) == sent


async def test_a_petition_made_confidential_leaves_the_others_boards(chat: Busy) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:confide:{sent.code}", CONTROLLER)
    assert now(chat, sent) == sent
    await chat.press("Đồng ý", CONTROLLER)
    assert now(chat, sent).confidential
    for who in (CLERK, CONTROLLER, APPROVER):
        assert (await board(chat, sent, who)).text == NOT_YOURS
    assert told("desk.moved_on", code=sent.code) in (await forge(chat, f"v1:confide:{sent.code}:yes", NAMED)).text


# Who sent it, and her files.


@pytest.mark.parametrize("typed", [False, True])
async def test_a_contact_is_seen_for_a_reason_that_is_kept_and_read_by_its_sender(chat: Busy, typed: bool) -> None:
    sent = a_petition(chat.database)
    await board(chat, sent)
    await chat.press(told("button.contact"), CLERK)
    assert MAI.name not in everything(chat, CLERK)
    reason = "Hẹn gặp tại thôn" if typed else told("look.call")
    await (chat.say if typed else chat.press)(reason, CLERK)
    await chat.wire.until(lambda: MAI.name in chat.api.last(CLERK).text)
    assert "0912 345 678" in chat.api.last(CLERK).text
    (seen,) = [trace for trace in traces(chat, sent) if trace.act == "see_contact"]
    assert (seen.reason, seen.name, seen.role) == (reason, "Trần Thị Lan", Role.CLERK)
    (event,) = [event for event in events(chat, sent) if event.kind is EventKind.CONTACT_SEEN]
    assert (event.note, event.reader) == (reason, Reader.SENDER)
    kept = chat.database.read(lambda c: OutboxRepository(c).states("officer"))
    assert kept == []
    assert MAI.name not in (await board(chat, sent)).text


async def test_a_contact_that_is_kept_for_the_law_alone_is_not_shown(chat: Busy) -> None:
    sent = a_petition(chat.database)
    change(chat, lambda register: register.restrict(sent, CLOCK.now()))
    await forge(chat, f"v1:contact:{sent.code}:call", CLERK)
    assert chat.api.last(CLERK).text == told("desk.contact_restricted", code=sent.code)
    assert "see_contact" not in {trace.act for trace in traces(chat, sent)}


async def test_a_contact_that_was_erased_is_said_to_be(chat: Busy) -> None:
    sent = a_petition(chat.database)
    chat.database.transact(lambda c: PetitionRepository(c).keep_contact(sent.id, None))
    await forge(chat, f"v1:contact:{sent.code}:call", CLERK)
    await chat.wire.until(lambda: told("desk.contact_gone") in chat.api.last(CLERK).text)
    assert MAI.name not in everything(chat, CLERK)


async def test_files_go_to_the_officers_own_chat_and_those_missing_are_counted(chat: Busy) -> None:
    sent = a_petition(chat.database)

    def enclose(connection: Any) -> None:
        files = AttachmentRepository(connection)
        for number in range(3):
            parcel = Parcel(f"file-{number}", f"anh-{number}.pdf", "application/pdf", 9)
            one = files.add(CITIZEN, parcel, CLOCK.now(), sent.id)
            name = random_name("pdf")
            if number < 2:
                files.kept(one, name, "application/pdf", 9, "0" * 64)
            if not number:
                store(FOLDER / "files", name, b"%PDF hers")

    chat.database.transact(enclose)
    await board(chat, sent)
    await chat.press(told("button.files"), CLERK)
    assert told("desk.files", code=sent.code, number=1, waiting=1, lost=1) in everything(chat, CLERK)
    await chat.wire.until(lambda: any(call.method == "sendDocument" and call.ok for call in chat.api.log))
    (call,) = [call for call in chat.api.log if call.method == "sendDocument"]
    assert int(call.params["chat_id"]) == CLERK
    assert [(trace.act, trace.reason) for trace in traces(chat, sent)][-1] == ("see", "files")


async def test_files_are_read_when_they_are_sent_and_not_before(chat: Busy, catalogue: Catalogue) -> None:
    sent, name = a_petition(chat.database), random_name("pdf")

    def look(connection: Any) -> list[Message]:
        files = AttachmentRepository(connection)
        one = files.add(CITIZEN, Parcel("file-1", "don.pdf", "application/pdf", 9), CLOCK.now(), sent.id)
        files.kept(one, name, "application/pdf", 9, "0" * 64)
        office = Offices(SETTINGS, CLOCK, chat.database, catalogue).open(connection)
        press(Visit(office, CLERK), f"v1:files:{sent.code}")
        return [Message.from_json(waiting.body) for waiting in office.outbox.waiting_for(CLERK)]

    store(FOLDER / "files", name, b"%PDF hers")
    await chat.say("/trogiup", CLERK)
    (waiting,) = chat.database.transact(look)
    (file,) = waiting.files
    assert (file.content, file.stored, file.name) == (b"", name, "don.pdf")


async def test_files_that_are_gone_were_looked_at_by_nobody(chat: Busy) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:files:{sent.code}", CLERK)
    assert traces(chat, sent) == []


# What became of what was sent.


@pytest.mark.parametrize("fate", list(Fate))
async def test_a_board_tells_whether_what_was_sent_arrived(chat: Busy, fate: Fate) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS, chat_id=900)

    def put(connection: Any) -> None:
        outbox = OutboxRepository(connection)
        number = outbox.put(900, [{}], CLOCK.now(), about=f"petition:{sent.id}:event:4")
        ends: dict[Fate, Callable[[], object]] = {
            Fate.QUEUED: lambda: outbox.later(number, CLOCK.now() + timedelta(days=9)),
            Fate.SENT: lambda: outbox.sent(number, CLOCK.now()),
            Fate.FAILED: lambda: outbox.failed(number, CLOCK.now()),
            Fate.BLOCKED: lambda: outbox.blocked(900, CLOCK.now()),
        }
        ends[fate]()
        outbox.put(CLERK, [{}], CLOCK.now(), about=f"petition:{sent.id}:event:3:staff", keep_until=CLOCK.now())

    chat.database.transact(put)
    chat.api.say(CLERK, sent.code)
    await chat.wire.until(lambda: chat.api.shown(CLERK))
    line = next(line for line in chat.api.last(CLERK).text.splitlines() if "Đang xử lý: " in line)
    assert line.endswith(told(f"board.fate_{fate}"))


@pytest.mark.parametrize("what", [What.HALF, What.STILL_UNASSIGNED])
async def test_a_board_tells_which_officers_were_reminded_and_of_what(
    chat: Busy, officers: dict[int, int], what: What
) -> None:
    sent, to = a_petition(chat.database), [officers[CLERK], officers[CONTROLLER]]

    def remind(register: Register) -> None:
        register.record(sent, EventKind.REMINDED, SYSTEM, CLOCK.now(), Reader.STAFF, what=what, to=to)
        register.record(sent, EventKind.REMINDED, SYSTEM, CLOCK.now(), Reader.STAFF, what=what, to=[])

    change(chat, remind)
    text = (await board(chat, sent)).text
    assert f"tự động: nhắc Trần Thị Lan, Phạm Văn Minh: {told(f'happened.remind_{what}')}" in text
    assert f"tự động: nhắc {told('happened.nobody')}: {told(f'happened.remind_{what}')}" in text
    assert told("happened.reminded") not in text


async def test_who_has_no_chat_is_to_be_told_otherwise(chat: Busy) -> None:
    sent = a_petition(chat.database, chat_id=None)
    assert told("board.no_chat") in (await board(chat, sent)).text
    assert told("desk.taken", code=sent.code) in (await chat.press(told("button.take"), CLERK)).text


async def test_an_overdue_petition_says_by_how_much(chat: Busy) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS, at=CLOCK.now() - timedelta(days=30))
    text = (await board(chat, sent)).text
    assert "(quá " in text
    assert sent.due_at
    assert sent.due_at < CLOCK.now()


LATER = (EventKind.RELAYED, EventKind.PUBLISHED, EventKind.HIDDEN)
"""What happens to a petition that is closed."""


async def test_every_kind_of_event_is_told_in_the_words_of_officers(chat: Busy, officers: dict[int, int]) -> None:
    sent, at = a_petition(chat.database, State.ANSWERED), CLOCK.now()

    def happen(register: Register) -> None:
        register.rate(sent, at, process=4, result=None, note="")
        register.show_name(sent, shown=True, at=at)
        register.show_name(sent, shown=False, at=at)
        register.contact(sent, BY_CLERK, "kiểm tra", at)
        days = {"from": "2026-12-07T10:00:00+00:00", "to": "2026-12-08T10:00:00+00:00"}
        register.note(sent, EventKind.DUE_MOVED, at, days)
        register.note(sent, EventKind.DUE_MOVED, at, {"from": None, "to": None})
        register.note(sent, EventKind.EXTENDED, at, days)
        register.note(sent, EventKind.REMINDED, at, {})
        register.note(sent, EventKind.REMINDED, at, {"what": "parent_answered", "parent": "PA-2611-00000V"})
        register.note(sent, EventKind.ANONYMISED, at, {})
        register.restrict(sent, at)
        register.hand(sent, BY_CLERK, officers[SECOND], at)
        register.hand(sent, BY_CLERK, None, at)
        for kind in (*LATER, EventKind.CONCERNED, EventKind.NOTED, EventKind.REROUTED):
            register.record(sent, kind, BY_CLERK, at, Reader.STAFF)
        register.reopen(sent, "Chưa sửa", at)
        register.trail.erase_notes(sent.id, [EventKind.REOPENED])
        register.add(sent, "Thêm ảnh", at)
        register.confide(sent, BY_CLERK, at)

    change(chat, happen)
    page = await board(chat, sent, NAMED)
    read = ""
    while "Trang sau" in page.labels:
        page = await chat.press("Trang sau", NAMED)
        read += page.text
    assert {event.kind for event in events(chat, sent)} == set(EventKind)
    for said in ("đánh giá cách xử lý 4/5", "giao Bùi Thị Hai phụ trách", "chưa giao ai phụ trách", "08/12/2026"):
        assert said in read
    assert told("happened.parent_answered") in read
    assert told("follow.note_gone") in read
    assert "ông/bà" not in read.replace("chờ ông/bà cho ý kiến", "")
