"""Petitions are followed: one's own whole, another's by its states alone; and their sender acts on them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.codes import new_code
from bot.petitions.life import State
from bot.petitions.petition import Event, EventKind, Petition, Reader
from bot.petitions.repository import PetitionRepository
from bot.petitions.tables import wrong_code
from bot.texts import say
from bot.views.following import EXAMPLE
from bot.views.message import plain
from bot.views.petition import news
from tests.bot.conftest import CITIZEN, DAY, Chat
from tests.bot.petitions import (
    APPROVER,
    CLERK,
    MAI,
    PATHS,
    QUESTION,
    REPLY,
    WORDS,
    a_petition,
    a_petition_with_secret,
    cases_for,
)

STRANGER = 6
YEAR = timedelta(days=365)
CLOCK = Clock(DAY)

one_database = pytest.mark.parametrize("kind", ["sqlite"])


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def now(chat: Chat, petition: Petition) -> Petition:
    return chat.database.read(lambda c: PetitionRepository(c).by_id(petition.id))


def events(chat: Chat, petition: Petition) -> list[Event]:
    return chat.database.read(lambda c: cases_for(c).register.trail.of(petition.id))


def texts(chat: Chat, who: int = CITIZEN) -> str:
    return "\n\n".join(shown.text for shown in chat.api.shown(who))


async def forge(chat: Chat, data: str, who: int = CITIZEN) -> str:
    if not chat.api.shown(who):
        await chat.say("/trogiup", who)
    chat.api.forge(who, data)
    return (await chat.settled(who)).text


async def test_her_petitions_are_listed_the_newest_first_and_open_by_their_numbers(chat: Chat) -> None:
    first = a_petition(chat.database)
    second = a_petition(chat.database, State.ANSWERED, category="noise", words="Loa phát thanh quá to vào sáng sớm.")
    a_petition(chat.database, chat_id=STRANGER)
    shown = await chat.say("/phananhcuatoi")
    assert shown.text.index(second.code) < shown.text.index(first.code)
    assert "Đã trả lời, chờ ông/bà cho ý kiến. Tiếng ồn, loa đài, gửi ngày " in shown.text
    assert "của ông/bà: 2 " in shown.text
    assert WORDS in (await chat.say("2")).text
    assert WORDS in (await chat.press("2")).text
    for words in ("quay lại", "/cuatoi", "Phản ánh của tôi"):
        assert second.code in (await chat.say(words)).text


@one_database
async def test_six_petitions_are_two_pages(chat: Chat) -> None:
    sent = [a_petition(chat.database) for _ in range(6)]
    assert sent[0].code not in (await chat.say("/phananhcuatoi")).text
    turned = await chat.press("Trang sau")
    assert sent[0].code in turned.text
    assert turned.text.count("gửi ngày") == 1
    assert "trang 2/2" in (await forge(chat, "v1:mine:77"))


@one_database
async def test_a_duplicate_names_the_petition_it_repeats(chat: Chat) -> None:
    parent = a_petition(chat.database, chat_id=STRANGER)
    a_petition(chat.database, State.DUPLICATE, parent=parent)
    listed = await chat.say("/phananhcuatoi")
    assert f"Trùng nội dung với {parent.code}" in listed.text
    assert f"Trùng nội dung với {parent.code}" in (await chat.say("1")).text


@one_database
async def test_who_sent_none_is_told_so_and_how_to_send_one(chat: Chat) -> None:
    shown = await chat.say("/phananhcuatoi")
    assert told("follow.none") in shown.text
    assert shown.labels == [told("button.lodge")]
    asked = await chat.say("phản ánh tôi gửi hôm trước giải quyết chưa")
    assert "Cổng Dịch vụ công quốc gia" in asked.text


async def test_a_petition_shows_all_of_itself_and_what_happened(chat: Chat) -> None:
    sent = a_petition(chat.database, State.ANSWERED, about="1.001193", words=WORDS + " <b>" + "dài " * 200)
    shown = await chat.say(f"/theodoi {sent.code.lower().replace('-', ' ')}")
    assert f"số {sent.book_number} trong sổ" in shown.text
    for part in (sent.code, "Đường, cầu", "thôn 5, xã Cát Thành", "khai sinh", "<b>"):
        assert part in shown.text
    assert f"“{REPLY}”" in shown.text
    assert "Dự kiến trả lời" not in shown.text
    assert len(shown.text) <= 2000
    assert shown.labels[:3] == ["Đã xong", "Chưa xong, xin xem lại", "Đánh giá"]
    assert told("button.petition") not in shown.labels


async def test_the_whole_history_is_a_screen_of_its_own_with_every_word(chat: Chat) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    long = " ".join(f"câu {number}" for number in range(500))
    chat.database.transact(lambda c: cases_for(c).register.add(sent, long, CLOCK.now()))
    await chat.say(f"/theodoi {sent.code}")
    page = await chat.press("Diễn biến")
    read = page.text
    while "Trang sau" in page.labels:
        page = await chat.press("Trang sau")
        assert len(page.text) <= 2000
        read += page.text
    assert set(long.split()) <= set(read.replace("“", " ").replace("”", " ").split())
    assert read.count("Đang xử lý") == 1
    assert sent.code in (await chat.press("Xem phản ánh")).text


@one_database
async def test_every_kind_of_event_is_told_in_words(chat: Chat) -> None:
    sent, at = a_petition(chat.database, State.ANSWERED), CLOCK.now()

    def happen(connection: Any) -> None:
        register = cases_for(connection).register
        register.rate(sent, at, process=4, result=None, note="")
        register.rate(sent, at, process=None, result=None, note="Nhanh")
        register.show_name(sent, shown=True, at=at)
        register.show_name(sent, shown=False, at=at)
        register.contact(sent, APPROVER, "kiểm tra địa chỉ", at)
        days = {"from": "2026-12-07T10:00:00+00:00", "to": "2026-12-08T10:00:00+00:00"}
        register.note(sent, EventKind.DUE_MOVED, at, days)
        register.note(sent, EventKind.DUE_MOVED, at, {"from": None, "to": days["to"]})
        register.note(sent, EventKind.REMINDED, at, {})
        register.note(sent, EventKind.ANONYMISED, at, {})
        register.restrict(sent, at)
        register.reopen(sent, "Chưa sửa", at)
        register.trail.erase_notes(sent.id, [EventKind.REOPENED])

    chat.database.transact(happen)
    shown = await forge(chat, f"v1:events:{sent.code}")
    read = shown + await forge(chat, f"v1:events:{sent.code}:2")
    for part in (
        "ông/bà đánh giá cách xử lý 4/5",
        "ông/bà đánh giá và ghi thêm",
        "“Nhanh”",
        told("follow.event_shown"),
        told("follow.event_withheld"),
        told("follow.event_contact_seen", who=told("role.approver")),
        "“kiểm tra địa chỉ”",
        "đổi từ 07/12/2026 sang 08/12/2026",
        told("follow.event_counted_anew"),
        told("follow.event_reminded"),
        told("follow.event_anonymised"),
        told("follow.event_restricted"),
        told("follow.event_reopened"),
        told("follow.note_gone"),
    ):
        assert part in read
    assert told("follow.restricted") in await forge(chat, f"v1:petition:{sent.code}")


@pytest.mark.parametrize(
    "verb",
    [
        "petition:{}",
        "events:{}:1",
        "why:{}:1",
        "supply:{}",
        "supplied:{}",
        "meant:{}",
        "add:{}",
        "withdraw:{}",
        "withdrawn:{}",
    ],
)
@one_database
async def test_nobody_else_sees_or_changes_a_petition_by_a_forged_button(chat: Chat, verb: str) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    before = events(chat, sent)
    assert await forged_by_others(chat, verb, sent) == [told("button.old")] * 2
    assert events(chat, sent) == before


@pytest.mark.parametrize("verb", ["settled:{}", "reopen:{}", "rate:{}", "rated:{}:process:1", "unreasoned:{}"])
@one_database
async def test_nobody_else_judges_a_petition_by_a_forged_button(chat: Chat, verb: str) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    before = events(chat, sent)
    assert await forged_by_others(chat, verb, sent) == [told("button.old")] * 2
    assert events(chat, sent) == before


async def forged_by_others(chat: Chat, verb: str, sent: Petition) -> list[str]:
    """What a stranger is told who presses a petition's button, and its sender with a code that is not there."""
    return [
        await forge(chat, "v1:" + verb.format(sent.code), STRANGER),
        await forge(chat, "v1:" + verb.format("PA-2611-000000")),
    ]


async def test_anybody_sees_the_states_of_a_code_and_no_word_of_it(chat: Chat) -> None:
    sent = a_petition(chat.database, State.REJECTED)
    other = await chat.say(f"/theodoi {sent.code}", STRANGER)
    for part in (sent.code, "Đường, cầu", "xã Cát Thành", "Không tiếp nhận", "Đã tiếp nhận", "Đã phân công xử lý"):
        assert part in other.text
    for part in (WORDS, "thôn 5", MAI.name, "0912"):
        assert part not in other.text
    assert other.labels == []
    assert told("follow.public_only") in other.text


async def test_the_secret_opens_the_whole_on_another_account_but_lets_nobody_act(chat: Chat) -> None:
    sent, secret = a_petition_with_secret(chat.database, State.ANSWERED)
    await chat.say(f"/theodoi {sent.code} {secret.lower().replace('-', ' ')}", STRANGER)
    assert WORDS in texts(chat, STRANGER)
    assert f"“{REPLY}”" in texts(chat, STRANGER)
    assert chat.api.last(STRANGER).labels == []
    assert await forge(chat, f"v1:settled:{sent.code}", STRANGER) == told("button.old")
    assert not chat.database.read(lambda c: cases_for(c).guesses.are_too_many(STRANGER, CLOCK.now()))


async def test_a_wrong_secret_shows_the_states_alone_and_counts_as_a_guess(chat: Chat) -> None:
    sent = a_petition(chat.database)
    await chat.say(f"/theodoi {sent.code} ABCD-EFGH", STRANGER)
    assert told("follow.wrong_secret") in texts(chat, STRANGER)
    assert WORDS not in texts(chat, STRANGER)
    assert len(chat.database.read(lambda c: list(c.execute(wrong_code.select())))) == 1


async def test_after_five_wrong_codes_none_is_looked_up_for_an_hour_whether_it_exists_or_not(chat: Chat) -> None:
    sent, secret = a_petition_with_secret(chat.database)
    mine = a_petition(chat.database, chat_id=STRANGER)
    for typed in ("PA-2611-AAAAAA", f"{sent.code} ABCD-EFGH", unused(), "PA-2611-AAAAAA", unused()):
        assert told("follow.too_many") not in (await chat.say(f"/theodoi {typed}", STRANGER)).text
    for typed in (f"{sent.code} {secret}", unused(), "PA-2611-AAAAAA", f"mã {sent.code} đâu rồi"):
        assert (await chat.say(f"/theodoi {typed}", STRANGER)).text == told("follow.too_many")
    assert mine.code in (await chat.say("/phananhcuatoi", STRANGER)).text
    assert sent.code in (await chat.say(f"/theodoi {sent.code}")).text
    long_ago = CLOCK.now() - timedelta(hours=2)
    chat.database.transact(lambda c: c.execute(wrong_code.update().values(at=long_ago)))

    assert WORDS in (await said_all(chat, f"/theodoi {sent.code} {secret}", STRANGER))


def unused() -> str:
    """A right code that no petition has."""
    return new_code(DAY, trial=True)


async def said_all(chat: Chat, text: str, who: int) -> str:
    before = len(chat.api.shown(who))
    await chat.say(text, who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


async def test_a_code_is_asked_for_and_typed_any_way(chat: Chat) -> None:
    sent = a_petition(chat.database)
    assert told("follow.ask_code", example=EXAMPLE) in (await chat.say("/theodoi")).text
    assert told("follow.no_code", example=EXAMPLE) in (await chat.say("quả quýt quàng quạc")).text
    mistyped = sent.code[:-1] + ("0" if sent.code[-1] != "0" else "1")
    assert told("follow.mistyped", example=EXAMPLE) in (await chat.say(mistyped)).text
    unknown = unused()
    assert told("follow.unknown", code=unknown) in (await chat.say(unknown)).text
    assert WORDS in (await chat.say(sent.code.replace("-", "").lower())).text


@one_database
async def test_who_asks_for_something_else_instead_of_a_code_is_answered(chat: Chat) -> None:
    await chat.say("theo dõi")
    assert (await chat.say("đăng ký khai sinh")).text.startswith("Đăng ký khai sinh")
    await chat.say("/theodoi")
    await chat.say("/linhvuc")
    assert (await chat.say("quả quýt quàng quạc")).text.startswith("Chưa tìm thấy")
    assert told("follow.no_code", example=EXAMPLE) in (await chat.say("/theodoi phản ánh của tôi")).text


@one_database
async def test_a_question_about_a_petition_opens_it_when_it_has_the_code_else_the_list(chat: Chat) -> None:
    sent = a_petition(chat.database)
    assert WORDS in (await chat.say(f"phản ánh {sent.code} đến đâu rồi")).text
    listed = await chat.say("phản ánh tôi gửi hôm trước giải quyết chưa")
    assert sent.code in listed.text
    assert WORDS not in listed.text


def news_of(database: Database, petition: Petition) -> list[str]:
    """What its sender was told of each thing that happened to a petition, with the petition as it is now."""
    happened = database.read(lambda c: cases_for(c).register.trail.of(petition.id))
    return [plain(message.text) for event in happened if (message := news(petition, event))]


@one_database
def test_who_is_shown_the_door_reads_where_it_is(database: Database) -> None:
    told_of = news_of(database, a_petition(database, State.DIVERTED))[-1]
    for key in ("news.diverted", "guide.reception"):
        assert told(key) in told_of


@one_database
def test_how_the_agency_it_went_to_can_answer_her_is_said_as_it_is(database: Database) -> None:
    withheld, known = (a_petition(database, State.TRANSFERRED, shown=shown) for shown in (False, True))
    assert "cơ quan nhận trả lời qua chúng tôi" in news_of(database, withheld)[-1]
    assert "trực tiếp hoặc qua chúng tôi" in news_of(database, known)[-1]


@one_database
def test_who_doubted_an_answer_once_is_offered_no_second_time(database: Database) -> None:
    sent = a_petition(database, State.ANSWERED)
    once = news_of(database, sent)[-1]
    again = news_of(database, replace(sent, reopened=1))[-1]
    assert told("button.reopen") in once
    assert told("button.reopen") not in again
    assert told("news.answered_again") in again
    closed = replace(a_petition(database, State.CLOSED_UNCONFIRMED), reopened=1)
    assert "đề nghị xem lại một lần;" not in news_of(database, closed)[-1]
    soon = Event(sent.id, 9, EventKind.REMINDED, CLOCK.now(), CLERK, Reader.SENDER, details={"until": "2026-12-07"})
    assert "đề nghị" in plain(news(sent, soon).text)  # type: ignore[union-attr]
    assert "đề nghị" not in plain(news(replace(sent, reopened=1), soon).text)  # type: ignore[union-attr]


@pytest.mark.parametrize("state", [state for state in PATHS if state is not State.DUPLICATE])
@one_database
def test_no_news_says_a_sentence_twice(database: Database, state: State) -> None:
    sent = a_petition(database, state)
    for told_of in news_of(database, sent):
        said = [one.strip(" .") for line in told_of.splitlines() for one in line.split(". ") if one.strip(" .")]
        assert len(said) == len(set(said))


@one_database
async def test_a_petition_of_the_trial_says_everywhere_that_it_reaches_nobody(chat: Chat) -> None:
    sent = a_petition(chat.database, trial=True)
    assert "THỬ" in (await chat.say(f"/theodoi {sent.code}")).text
    assert "không đến cơ quan nào" in (await chat.say(sent.code, STRANGER)).text


async def test_the_answer_to_the_offices_question_goes_in_and_the_clock_goes_on(chat: Chat) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    shown = await chat.say(f"/theodoi {sent.code}")
    assert told("news.stands") in shown.text
    assert QUESTION in (await chat.press("Trả lời bổ sung")).text
    await chat.say("5")
    after = now(chat, sent)
    assert (after.state, events(chat, sent)[-1].note) == (State.SUBMITTED, "5")
    assert after.due_at
    assert sum(shown.text.startswith(f"{sent.code}: Đã gửi") for shown in chat.api.shown(CITIZEN)) == 1
    assert "Vì sao?" in (await chat.say("vì sao")).text


ANSWER = "doan truoc cua nha ong Tu, gan truong mam non"
MEANT, UNMEANT = "Đúng, gửi câu trả lời này", "Không, tôi hỏi việc khác"


@one_database
async def test_an_answer_that_is_typed_without_the_button_is_offered_as_the_answer(chat: Chat) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    shown = await chat.say(ANSWER)
    assert sent.code in shown.text
    assert QUESTION in shown.text
    assert told("follow.meant", words=ANSWER) in shown.text
    assert shown.labels == [MEANT, UNMEANT]
    assert now(chat, sent).state is State.NEED_INFO
    await chat.press(MEANT)
    assert (now(chat, sent).state, events(chat, sent)[-1].note) == (State.SUBMITTED, ANSWER)
    assert told("news.supplied") in chat.api.last(CITIZEN).text
    assert "Dự kiến trả lời trước" in chat.api.last(CITIZEN).text
    assert ANSWER not in chat.api.last(CITIZEN).text
    assert told("follow.meant", words=ANSWER) not in (await chat.say(ANSWER)).text


@pytest.mark.parametrize("words", ["đúng", "Vâng", "dung roi", "Đúng, gửi câu trả lời này"])
@one_database
async def test_that_it_is_the_answer_can_be_typed_too(chat: Chat, words: str) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    await chat.say(ANSWER)
    await chat.say(words)
    assert events(chat, sent)[-1].note == ANSWER


@pytest.mark.parametrize("words", ["không", UNMEANT])
@one_database
async def test_words_that_are_no_answer_are_read_as_a_question_without_being_typed_again(
    chat: Chat, words: str
) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    await chat.say(ANSWER)
    assert "mầm non" in (await chat.say(words)).text
    assert now(chat, sent).state is State.NEED_INFO
    assert await forge(chat, "v1:unmeant") == told("button.old")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("đăng ký khai sinh", "Đăng ký khai sinh"),
        ("làm giấy khai sinh hết bao nhiêu tiền", "khai sinh"),
        ("xin chào", told("guide.greeting")),
        ("tôi tố cáo ông Ba trưởng thôn ăn chặn tiền làm đường", told("guide.not_kept")),
        ("cứu với nhà tôi đang cháy", "114"),
        ("phản ánh của tôi", "của ông/bà: 1 "),
        ("cccd 036080001234", told("guide.private")),
    ],
)
@one_database
async def test_what_is_clearly_something_else_is_answered_as_ever(chat: Chat, words: str, found: str) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    assert found in await said_all(chat, words, CITIZEN)
    assert MEANT not in chat.api.last(CITIZEN).labels
    assert now(chat, sent).state is State.NEED_INFO


@pytest.mark.parametrize("words", ["Cát Thành", "dạ rồi ạ", "Ổ gà sâu 20 cm ngay ngã ba", "có ạ"])
@one_database
async def test_short_answers_complaints_and_places_are_offered_too(chat: Chat, words: str) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    assert (await chat.say(words)).labels == [MEANT, UNMEANT]
    await chat.press(MEANT)
    assert events(chat, sent)[-1].note == words


@one_database
async def test_the_name_of_a_commune_that_is_no_answer_is_hers(chat: Chat) -> None:
    a_petition(chat.database, State.NEED_INFO)
    await chat.say("Cát Thành")
    assert "Cát Thành" in (await chat.press(UNMEANT)).text
    assert "Cát Thành" in (await chat.say("/xa")).text


@one_database
async def test_of_several_petitions_that_wait_she_says_which_and_nothing_that_was_typed_is_lost(chat: Chat) -> None:
    first, second = (a_petition(chat.database, State.NEED_INFO) for _ in range(2))
    await chat.say(ANSWER)
    shown = await chat.say("từ tuần trước, ngày nào cũng vậy")
    assert shown.labels == [second.code, first.code, UNMEANT]
    assert ANSWER in shown.text
    await chat.say(first.code)
    assert events(chat, first)[-1].note == f"{ANSWER}\ntừ tuần trước, ngày nào cũng vậy"
    assert now(chat, second).state is State.NEED_INFO


@one_database
async def test_who_writes_a_petition_goes_on_with_that_one(chat: Chat) -> None:
    a_petition(chat.database, State.NEED_INFO)
    await chat.say("/phananh")
    shown = await chat.say("Rác chất đống cạnh chợ, mùi hôi cả xóm không chịu được.")
    assert MEANT not in shown.labels


@one_database
async def test_of_what_was_typed_too_long_ago_nothing_is_kept_and_it_is_asked_for_again(chat: Chat) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    await chat.say(ANSWER)
    await chat.say("thôi")
    assert told("follow.meant_gone") in await all_forged(chat, f"v1:meant:{sent.code}")
    await chat.say("Đoạn gần chợ")
    assert events(chat, sent)[-1].note == "Đoạn gần chợ"


async def test_files_alone_answer_the_question_once_one_came(chat: Chat) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    await chat.say("/phananhcuatoi")
    await chat.say("1")
    await chat.say("trả lời bổ sung")
    assert (await chat.say("chỉ gửi tệp, không ghi thêm")).text == told("follow.not_supplied")
    assert now(chat, sent).state is State.NEED_INFO
    chat.api.send_photo(CITIZEN)
    assert (await chat.settled()).text == told("file.to_petition", code=sent.code)
    await chat.press("Chỉ gửi tệp, không ghi thêm")
    assert now(chat, sent).state is State.SUBMITTED
    assert "Tệp gửi kèm: 1" in (await chat.say("xem phản ánh")).text


async def test_she_adds_to_an_open_petition(chat: Chat) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await chat.say(f"/theodoi {sent.code}")
    assert told("follow.add", code=sent.code) in (await chat.press("Bổ sung")).text
    done = await chat.say("Hôm nay có người ngã\u0000 ở đó =1+1 <b>")
    assert done.text == told("follow.added", code=sent.code)
    added = events(chat, sent)[-1]
    assert (added.kind, added.reader) == (EventKind.ADDED, Reader.SENDER)
    assert added.note == "Hôm nay có người ngã ở đó =1+1 <b>"
    assert "“Hôm nay có người ngã ở đó =1+1 <b>”" in (await chat.press("Xem phản ánh")).text


@pytest.mark.parametrize("verb", ["Bổ sung", "Chưa xong, xin xem lại"])
async def test_a_denunciation_is_shown_its_door_and_nothing_of_it_is_kept(chat: Chat, verb: str) -> None:
    state = State.IN_PROGRESS if verb == "Bổ sung" else State.ANSWERED
    sent = a_petition(chat.database, state)
    await chat.say(f"/theodoi {sent.code}")
    await chat.press(verb)
    shown = await chat.say("tôi tố cáo ông Ba trưởng thôn ăn chặn tiền làm đường")
    assert "tố cáo" in shown.text
    assert told("guide.not_kept") in shown.text
    assert len(events(chat, sent)) == sent.events
    await chat.say("ông ấy còn lấy cả tiền điện của thôn")
    assert len(events(chat, sent)) == sent.events


@one_database
async def test_who_is_in_danger_is_told_whom_to_call_and_the_words_are_taken(chat: Chat) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:add:{sent.code}")
    assert "114" in await said_all(chat, "cứu với nhà tôi đang cháy", CITIZEN)
    assert events(chat, sent)[-1].kind is EventKind.ADDED


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("dài " * 1010, "lodge.too_long"),
        ("道路坏了很久没有人来修理请帮忙", "lodge.not_vietnamese"),
        ("…", "follow.nothing_said"),
    ],
)
@one_database
async def test_words_that_cannot_be_kept_are_asked_for_again(chat: Chat, words: str, key: str) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:add:{sent.code}")
    shown = await chat.say(words)
    assert shown.text == told(key, number=len(words.strip()), most=4000)
    assert len(events(chat, sent)) == 1
    await chat.say("Vẫn hỏng")
    assert events(chat, sent)[-1].note == "Vẫn hỏng"


async def test_words_that_come_after_it_was_closed_are_not_taken_and_she_is_told(chat: Chat) -> None:
    sent = a_petition(chat.database, State.IN_PROGRESS)
    await forge(chat, f"v1:add:{sent.code}")
    chat.database.transact(lambda c: cases_for(c).register.move_to(sent, State.DIVERTED, CLERK, CLOCK.now()))
    shown = await chat.say("Hôm nay có người ngã ở đó")
    assert shown.text == told("follow.closed_meanwhile", code=sent.code, state=told("state.diverted"))
    assert told("button.lodge") in shown.labels
    assert len(events(chat, sent)) == sent.events + 1


@one_database
async def test_an_answer_that_comes_when_nothing_is_asked_any_more_is_not_taken(chat: Chat) -> None:
    sent = a_petition(chat.database, State.NEED_INFO)
    await forge(chat, f"v1:supply:{sent.code}")
    chat.database.transact(lambda c: cases_for(c).register.supply(sent, "đã gọi điện", CLOCK.now()))
    shown = await chat.say("Đoạn gần chợ")
    assert shown.text == told("follow.closed_meanwhile", code=sent.code, state=told("state.submitted"))


@one_database
async def test_a_screen_opened_in_between_lets_go_of_the_words(chat: Chat) -> None:
    sent = a_petition(chat.database)
    await forge(chat, f"v1:add:{sent.code}")
    await chat.say("/linhvuc")
    assert (await chat.say("đăng ký khai sinh")).text.startswith("Đăng ký khai sinh")
    await forge(chat, f"v1:add:{sent.code}")
    assert (await chat.say("thôi")).text == told("chat.cancelled")
    await chat.say("Hôm nay có người ngã")
    assert len(events(chat, sent)) == 1


async def test_she_withdraws_after_being_asked_once_more(chat: Chat) -> None:
    sent = a_petition(chat.database)
    await chat.say(f"/theodoi {sent.code}")
    assert told("follow.withdraw", code=sent.code) in (await chat.say("rút phản ánh")).text
    assert now(chat, sent).state is State.SUBMITTED
    before = len(chat.api.shown(CITIZEN))
    await chat.press("Đồng ý rút")
    assert now(chat, sent).state is State.WITHDRAWN
    assert "Người gửi đã rút" in chat.api.last(CITIZEN).text
    assert len(chat.api.shown(CITIZEN)) == before + 1
    assert "Người gửi đã rút" in (await forge(chat, f"v1:withdrawn:{sent.code}"))
    assert len(events(chat, sent)) == 2


async def test_an_answer_that_settles_it_closes_it_and_is_rated_part_by_part(chat: Chat) -> None:
    sent = a_petition(chat.database, State.ANSWERED)
    await chat.say("/trogiup")
    await chat.say("Đã xong")
    assert now(chat, sent).state is State.RESOLVED
    asked = await chat.say("đánh giá")
    assert "cách xử lý" in asked.text
    assert asked.labels[:5] == [told(f"follow.level_{level}") for level in range(1, 6)]
    assert "kết quả" in (await chat.press("Hài lòng")).text
    assert told("follow.rate_again") in await said_all(chat, "9", CITIZEN)
    assert told("follow.rate_reason") in (await chat.say("2")).text
    assert (await chat.say("Đường vẫn còn ổ gà")).text == told("follow.rate_done", code=sent.code)
    rated = now(chat, sent)
    assert (rated.process_rating, rated.result_rating) == (4, 2)
    notes = [event.note for event in events(chat, sent) if event.kind is EventKind.RATED]
    assert notes == ["", "", "Đường vẫn còn ổ gà"]


@one_database
async def test_a_rating_is_kept_without_a_reason_and_the_same_one_is_no_event(chat: Chat) -> None:
    sent = a_petition(chat.database, State.RESOLVED)
    for _ in range(2):
        await forge(chat, f"v1:rated:{sent.code}:process:5")
        await chat.say("Rất hài lòng")
        assert (await chat.say("không ghi thêm")).text == told("follow.rate_done", code=sent.code)
    assert len(events(chat, sent)) == sent.events + 2
    assert told("follow.rate_again") in await all_forged(chat, f"v1:rated:{sent.code}:process:6")
    assert told("follow.rate_again") in await all_forged(chat, f"v1:rated:{sent.code}:other:5")


async def all_forged(chat: Chat, data: str) -> str:
    await forge(chat, data)
    return texts(chat)


async def test_an_answer_that_does_not_settle_it_is_looked_at_again_once(chat: Chat) -> None:
    sent = a_petition(chat.database, State.ANSWERED)
    await chat.say("/phananhcuatoi")
    await chat.say("1")
    assert told("follow.reopen", code=sent.code) in (await chat.say("chưa xong, xin xem lại")).text
    await chat.say("Mới sửa một nửa")
    again = now(chat, sent)
    assert (again.state, again.reopened) == (State.ASSIGNED, 1)
    assert "Chúng tôi đã mở lại phản ánh" in chat.api.last(CITIZEN).text
    answer(chat, again)
    assert "Chưa xong, xin xem lại" not in (await chat.say(f"/theodoi {sent.code}")).labels
    assert await forge(chat, f"v1:reopen:{sent.code}") == told("follow.once_only", code=sent.code)


def answer(chat: Chat, petition: Petition) -> None:
    def move(connection: Any) -> None:
        register = cases_for(connection).register
        for wanted, actor in ((State.AWAITING_APPROVAL, CLERK), (State.ANSWERED, APPROVER)):
            register.move_to(petition, State(wanted), actor, CLOCK.now(), note=REPLY)

    chat.database.transact(move)


@one_database
async def test_a_petition_that_was_looked_at_again_meanwhile_says_so(chat: Chat) -> None:
    sent = a_petition(chat.database, State.ANSWERED)
    await forge(chat, f"v1:reopen:{sent.code}")
    chat.database.transact(lambda c: cases_for(c).register.reopen(sent, "ở máy khác", CLOCK.now()))
    assert "vừa chuyển sang tình trạng khác" in (await chat.say("Mới sửa một nửa")).text
    sent = a_petition(chat.database, State.ANSWERED)
    await forge(chat, f"v1:reopen:{sent.code}")
    chat.database.transact(lambda c: cases_for(c).register.reopen(sent, "ở máy khác", CLOCK.now()))
    answer(chat, sent)
    assert (await chat.say("Mới sửa một nửa")).text == told("follow.once_only", code=sent.code)


@one_database
async def test_what_was_closed_too_long_ago_is_not_opened_again(chat: Chat) -> None:
    old = a_petition(chat.database, State.CLOSED_UNCONFIRMED, at=CLOCK.now() - YEAR)
    assert "chỉ được đề nghị xem lại đến hết ngày" in await forge(chat, f"v1:reopen:{old.code}")
    fresh = a_petition(chat.database, State.CLOSED_UNCONFIRMED)
    await forge(chat, f"v1:reopen:{fresh.code}")
    closed = {"closed_at": CLOCK.now() - YEAR}
    chat.database.transact(lambda c: PetitionRepository(c).change(fresh.id, closed))
    assert "chỉ được đề nghị xem lại đến hết ngày" in (await chat.say("Mới sửa một nửa")).text
    assert now(chat, fresh).state is State.CLOSED_UNCONFIRMED


@pytest.mark.parametrize("verb", ["supply", "add", "withdraw", "withdrawn", "why", "supplied", "meant"])
@one_database
async def test_an_old_button_of_a_petition_that_changed_shows_where_it_stands(chat: Chat, verb: str) -> None:
    sent = a_petition(chat.database, State.RESOLVED)
    shown = await forge(chat, f"v1:{verb}:{sent.code}")
    assert "Đã xử lý xong" in shown
    assert told("follow.changed") in texts(chat)
    assert len(events(chat, sent)) == sent.events


async def test_why_counts_the_days_one_by_one(chat: Chat) -> None:
    sent = a_petition(chat.database, at=datetime(2026, 11, 20, 8, tzinfo=UTC))
    await chat.say(f"/theodoi {sent.code}")
    shown = await chat.press("Vì sao?")
    for line in (
        "20/11/2026, thứ sáu: ngày nhận, không tính",
        "21/11/2026 đến 22/11/2026: nghỉ cuối tuần",
        "23/11/2026, thứ hai: ngày làm việc thứ 1",
        "24/11/2026, thứ ba: nghỉ lễ (Ngày Văn hóa Việt Nam)",
        "25/11/2026, thứ tư: ngày làm việc thứ 2",
        "07/12/2026, thứ hai: ngày làm việc thứ 10",
    ):
        assert line in shown.text
    assert "Bộ luật Dân sự 2015, Điều 147" in shown.text
    assert "dự kiến trả lời trước 17 giờ ngày 07/12/2026" in shown.text
    assert len(shown.text) <= 2000
    assert "chưa được công bố đủ" not in shown.text


@one_database
async def test_a_button_typed_whenever_is_that_of_the_one_petition_that_has_it(chat: Chat) -> None:
    a_petition(chat.database, State.ANSWERED)
    a_petition(chat.database)
    await chat.say("/trogiup")
    assert "đề nghị xem lại một lần" in (await chat.say("Chưa xong, xin xem lại")).text
    await chat.say("/trogiup")
    assert "của ông/bà: 2 " in (await chat.say("Xem phản ánh")).text
    await chat.say("/trogiup", STRANGER)
    assert told("follow.add", code="x")[:20] not in (await chat.say("Bổ sung", STRANGER)).text


@one_database
async def test_a_petition_that_moves_in_the_very_moment_is_shown_as_it_is_now(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = a_petition(chat.database, State.RESOLVED)
    # What another transaction changed after this one looked.
    monkeypatch.setattr(PetitionRepository, "by_code", lambda self, code: replace(sent, state=State.ANSWERED))
    assert "Tình trạng: Đã xử lý xong" in await forge(chat, f"v1:settled:{sent.code}")
    assert told("follow.changed") in texts(chat)
