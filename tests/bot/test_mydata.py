"""Her data: shown plainly, given whole, deleted as far as the law lets us, and consent that can be taken back."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.clock import Clock
from bot.conversations import pressing
from bot.conversations.visit import Talk, turn
from bot.database import Database
from bot.delivery.outbox import OutboxRepository, Waiting
from bot.inbox.citizens import Citizen, CitizenRepository
from bot.office import Offices
from bot.petitions.attachments import AttachmentRepository, Parcel
from bot.petitions.consents import Consent
from bot.petitions.drafts import Draft
from bot.petitions.life import State
from bot.petitions.petition import EventKind, Petition, Reader
from bot.petitions.repository import PetitionRepository
from bot.review.asked import Asked, AskedRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.powers import Power
from bot.review.traces import Trace, TraceRepository
from bot.texts import say, texts
from bot.views.message import Message, plain
from bot.views.mydata import Held, Record, exported
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY, SETTINGS, Chat
from tests.bot.petitions import APPROVER, MAI, WORDS, a_petition, cases_for

STRANGER = 6
CLOCK = Clock(DAY)
NEVER = "quả quýt quàng quạc"
SUBMITTED = plain(say("state.submitted"))
DRAFTED = "Rác chất đống cạnh chợ, mùi hôi cả xóm không chịu được."

one_database = pytest.mark.parametrize("kind", ["sqlite"])


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


def now(chat: Chat, petition: Petition) -> Petition:
    return chat.database.read(lambda c: PetitionRepository(c).by_id(petition.id))


async def settle_in(chat: Chat) -> Petition:
    """Something of everything that is held: a commune, a question to the office, a draft with a file, a petition."""
    await chat.say("/xa cát thành")
    await chat.say(NEVER)
    await chat.press("Hỏi cán bộ")
    await chat.press("Đồng ý gửi")
    await chat.say("/phananh")
    await chat.say(DRAFTED)
    parcel = Parcel("file-1", "rac.jpg", "image/jpeg", 9)
    chat.database.transact(lambda c: AttachmentRepository(c).add(CITIZEN, parcel, CLOCK.now()))
    return a_petition(chat.database, State.ANSWERED, shown=True)


def looked_at(chat: Chat, petition: Petition, times: int = 1) -> None:
    for number in range(times):
        at = CLOCK.now() + timedelta(seconds=number)
        reason = f"gọi hỏi lần {number}"
        chat.database.transact(lambda c, r=reason, m=at: cases_for(c).register.contact(petition, APPROVER, r, m))  # type: ignore[misc]


async def test_what_is_held_is_shown_plainly_and_what_is_not(chat: Chat) -> None:
    sent = await settle_in(chat)
    looked_at(chat, sent)
    shown = await chat.say("/dulieucuatoi")
    for part in (
        told("mine.commune", commune="xã Cát Thành"),
        "Câu hỏi đang chờ cán bộ: 1,",
        told("mine.draft", number=1),
        "Phản ánh đã gửi: 1;",
        "ngày 21/11/2026 theo bản thông báo 2026-11",
        f"ngày 22/11/2026, Lãnh đạo duyệt, phản ánh {sent.code}, lý do: gọi hỏi lần 0",
        told("mine.waiting", number=0),
        told("mine.not_held"),
        told("start.never"),
    ):
        assert part in shown.text
    assert MAI.name not in shown.text
    assert shown.labels == ["Tải dữ liệu", "Xóa dữ liệu", "Rút lại đồng ý", "Phản ánh của tôi"]
    for words in ("/dulieu", "dữ liệu của tôi", "kênh này lưu gì của tôi"):
        assert told("mine.not_held") in (await chat.say(words)).text


@one_database
async def test_of_somebody_new_nothing_is_held_and_that_is_said(chat: Chat) -> None:
    shown = await chat.say("/dulieucuatoi")
    for key in ("commune_none", "asked_none", "draft_none", "consents_none", "seen_none"):
        assert told(f"mine.{key}") in shown.text
    assert "Rút lại đồng ý" not in shown.labels


@one_database
async def test_long_lists_stay_on_one_screen(chat: Chat) -> None:
    sent = [a_petition(chat.database) for _ in range(5)]
    looked_at(chat, sent[0], times=6)
    shown = await chat.say("/dulieucuatoi")
    assert told("mine.and_more", number=2) in shown.text
    assert told("mine.and_more", number=3) in shown.text
    assert "lần 5" in shown.text
    assert "lần 1" not in shown.text
    assert len(shown.text) <= 2000


async def test_all_of_it_is_given_as_a_file_with_her_own_contact(chat: Chat) -> None:
    sent = await settle_in(chat)
    looked_at(chat, sent)
    other = a_petition(chat.database, chat_id=STRANGER)
    chat.database.transact(lambda c: a_file_of(c, sent))
    await chat.say("/dulieucuatoi")
    file = (await chat.press("Tải dữ liệu")).file
    assert file
    assert file.name == "du-lieu-cua-toi-2026-11-22.json"
    text = file.content.decode()
    given = json.loads(text)
    assert given["Ghi chú"] == told("mine.file_note")
    (petition,) = given["Phản ánh đã gửi"]
    assert (petition["Mã phản ánh"], petition["Nội dung"]) == (sent.code, WORDS)
    assert (petition["Tình trạng"], petition["Loại việc"]) == (told("state.answered"), told("category.road"))
    contact = {"Họ tên": MAI.name, "Địa chỉ": MAI.address, "Điện thoại": MAI.phone, "Địa chỉ thư điện tử": ""}
    assert petition["Người gửi"] == {**contact, "Nhận trả lời bằng thư theo địa chỉ": "không"}
    (kept,) = petition["Tệp gửi kèm"]
    assert (kept["Tên tệp"], kept["Dung lượng (byte)"], kept["Dấu kiểm tra nội dung"]) == ("anh.jpg", 9, "ab" * 32)
    assert (petition["Diễn biến"][0]["Việc gì"], petition["Diễn biến"][0]["Ai làm"]) == (SUBMITTED, "người gửi")
    assert [look["Lý do"] for look in given["Ai đã xem thông tin liên hệ"]] == ["gọi hỏi lần 0"]
    assert given["Xã đã nhớ"] == {"Mã xã": "14056", "Tên xã": "Cát Thành", "Tên xã cũ": ""}
    assert [question["Nội dung"] for question in given["Câu hỏi đang chờ cán bộ"]] == [NEVER]
    draft = given["Phản ánh đang soạn"]
    assert (draft["Nội dung"], draft["Tệp gửi kèm"][0]["Tên tệp"]) == (DRAFTED, "rac.jpg")
    assert given["Những lần đồng ý"][0]["Bản thông báo"] == "2026-11"
    assert (given["Tin đang chờ gửi"], given["Tên cán bộ ở kênh này"], given["Số hiệu cuộc trò chuyện"]) == (
        [],
        "",
        CITIZEN,
    )
    assert not re.search(r"v1:|null|true|false|T\d\d:\d\d", text)
    assert other.code not in text
    assert sent.secret not in text


@one_database
def test_every_name_in_the_file_is_in_her_words_and_where_the_chat_stands_is_left_out(
    database: Database, catalogue: Catalogue
) -> None:
    sent, at = a_petition(database, State.ANSWERED), CLOCK.now()
    database.transact(lambda c: a_file_of(c, sent))
    database.transact(lambda c: cases_for(c).register.contact(sent, APPROVER, "gọi hỏi", at))
    happened = database.read(lambda c: cases_for(c).register.trail.of(sent.id))
    files = database.read(lambda c: AttachmentRepository(c).of_petition(sent.id))
    seen = [event for event in happened if event.kind is EventKind.CONTACT_SEEN]
    traces = [Trace(at, 1, "Trần Thị Lan", Role.CLERK, Power.SEE_CONTACT, f"petition:{sent.id}", "gọi hỏi", 1)]
    talk = Talk(grievance="Ổ gà", said=("gần chợ",), typed={"1": "v1:mine:1"}, trail=("v1:mine:1",), awaits="supply")
    held = Held(
        CITIZEN,
        at,
        catalogue.communes.place("14056", ""),
        asdict(talk),
        [Asked(1, NEVER, DAY, at)],
        Draft(words=DRAFTED),
        (),
        [Record(sent, MAI, happened, files, seen, traces)],
        [Consent("lodging", "2026-11", at, None)],
        [Waiting("x", at, Message(("Tin",), ()).to_json())],
        [(say("subscribing.what_field", name="Hộ tịch"), at)],
    )
    (file,) = exported(held, DAY).files
    given = json.loads(file.content)
    assert given["Mục đang xem, giữ nửa giờ"]["Lời đã gõ"] == ["Ổ gà", "gần chợ"]
    assert "v1:" not in file.content.decode()
    assert names_in(given) == {text for key, text in texts().items() if key.startswith("data.")} - {"có", "không"}


def names_in(value: Any) -> set[str]:
    """Every name in what is given, however deep."""
    if isinstance(value, dict):
        return set(value).union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def a_file_of(connection: Any, petition: Petition) -> None:
    files = AttachmentRepository(connection)
    number = files.add(CITIZEN, Parcel("file-2", "anh.jpg", "image/jpeg", 9), CLOCK.now(), petition.id)
    files.kept(number, "stored.jpg", "image/jpeg", 9, "ab" * 32)


@one_database
async def test_what_officers_did_with_her_petitions_is_hers_to_know_by_role_and_never_by_name(chat: Chat) -> None:
    sent, other = a_petition(chat.database), a_petition(chat.database, chat_id=STRANGER)
    assert told("mine.traced_none") in (await chat.say("/dulieucuatoi")).text
    acts = [(Role.CLERK, Power.SEE, "files"), (Role.CLERK, Power.SEE_CONTACT, "gọi hỏi"), (Role.APPROVER, "hide", "lộ")]
    acts.append((Role.ADMINISTRATOR, "some_act_of_later", "vì việc riêng"))

    def leave(connection: Any) -> None:
        OfficerRepository(connection).add(70, Role.CLERK, "", "Trần Thị Lan", CLOCK.now(), "test")
        officer, traces = OfficerRepository(connection).of(70), TraceRepository(connection)
        assert officer
        for minute, (role, act, reason) in enumerate(acts):
            at = datetime(2026, 11, 22, 2, 5 + minute, tzinfo=UTC)
            traces.leave(at, officer.id, role, act, f"petition:{sent.id}", reason)
        traces.leave(CLOCK.now(), officer.id, Role.CLERK, Power.SEE, f"petition:{other.id}")

    chat.database.transact(leave)
    shown = (await chat.say("/dulieucuatoi")).text
    assert "phản ánh của ông/bà: 4 lần; gần nhất: 9 giờ 08 ngày 22/11/2026, Quản trị, phản ánh" in shown
    file = (await chat.press("Tải dữ liệu")).file
    assert file
    log = json.loads(file.content)["Cán bộ đã mở, xử lý"]
    assert [(one["Mã phản ánh"], one["Lúc"], one["Ai làm"]) for one in log] == [
        (sent.code, "9 giờ 05 ngày 22/11/2026", "Cán bộ một cửa"),
        (sent.code, "9 giờ 06 ngày 22/11/2026", "Cán bộ một cửa"),
        (sent.code, "9 giờ 07 ngày 22/11/2026", "Lãnh đạo duyệt"),
        (sent.code, "9 giờ 08 ngày 22/11/2026", "Quản trị"),
    ]
    whats = [told(f"trace.{act}") for act in ("see", "see_contact", "hide", "other")]
    assert [one["Việc gì"] for one in log] == whats
    assert [one.get("Lý do") for one in log] == [None, "gọi hỏi", None, None]
    for internal in ("Lan", "lộ", "vì việc riêng", other.code):
        assert internal not in file.content.decode() + shown


@one_database
async def test_an_officer_is_told_by_which_name_she_is_known(chat: Chat) -> None:
    chat.database.transact(lambda c: OfficerRepository(c).add(CITIZEN, Role.CLERK, "", "Chị Hoa", CLOCK.now(), "test"))
    assert told("mine.officer", name="Chị Hoa") in (await chat.say("/dulieucuatoi")).text
    file = (await chat.say("tải dữ liệu")).file
    assert file
    assert json.loads(file.content)["Tên cán bộ ở kênh này"] == "Chị Hoa"


async def test_what_can_go_goes_and_what_the_law_keeps_is_restricted_and_said(chat: Chat) -> None:
    sent = await settle_in(chat)
    other = a_petition(chat.database, chat_id=STRANGER)
    asked = await chat.say("xóa dữ liệu")
    assert told("mine.erase") in asked.text
    assert told("mine.erase_kept", number=1) in asked.text
    assert now(chat, sent).restricted_at is None
    done = await chat.press("Đồng ý xóa")
    assert told("mine.erased") in done.text
    assert told("mine.erased_kept", day="22/11/2026", codes=sent.code) in done.text
    kept = now(chat, sent)
    assert kept.restricted_at
    assert kept.words == WORDS
    (event,) = [e for e in events(chat, sent) if e.kind is EventKind.RESTRICTED]
    assert event.reader is Reader.SENDER
    assert now(chat, other).restricted_at is None
    assert chat.database.read(lambda c: CitizenRepository(c).of(CITIZEN)) == Citizen()
    assert chat.database.read(lambda c: AskedRepository(c).of_chat(CITIZEN)) == []
    assert chat.database.read(lambda c: cases_for(c).drafts.of(CITIZEN)) is None
    assert chat.database.read(lambda c: AttachmentRepository(c).of_draft(CITIZEN)) == []
    assert told("follow.restricted") in (await chat.say(f"/theodoi {sent.code}")).text
    assert told("follow.restricted") not in (await chat.say(f"/theodoi {sent.code}", STRANGER)).text


def events(chat: Chat, petition: Petition) -> list[Any]:
    return chat.database.read(lambda c: list(cases_for(c).register.trail.of(petition.id)))


@one_database
async def test_asking_twice_restricts_once_and_who_sent_nothing_reads_of_no_law(chat: Chat) -> None:
    sent = a_petition(chat.database)
    for _ in range(2):
        await chat.say("xoá dữ liệu")
        assert sent.code in (await chat.say("đồng ý xóa")).text
    assert len(events(chat, sent)) == 2
    assert "Pháp luật buộc giữ" not in (await chat.say("xóa dữ liệu", STRANGER)).text
    assert (await chat.press("Đồng ý xóa", STRANGER)).text == told("mine.erased")


@one_database
async def test_who_thinks_better_of_it_keeps_everything(chat: Chat) -> None:
    sent = await settle_in(chat)
    await chat.say("xóa dữ liệu")
    assert (await chat.press("Không, giữ nguyên")).text == told("mine.kept_as_is")
    assert now(chat, sent).restricted_at is None
    assert chat.database.read(lambda c: CitizenRepository(c).of(CITIZEN)).commune == "14056"


def test_what_is_on_its_way_to_her_is_hers_and_an_answer_to_a_question_goes(
    database: Database, catalogue: Catalogue
) -> None:
    offices = Offices(SETTINGS, CLOCK, database, catalogue)
    sent = a_petition(database)
    news = f"petition:{sent.id}:event:1"

    def post(connection: Any) -> None:
        outbox = OutboxRepository(connection)
        for chat, about in ((CITIZEN, "asked:7"), (CITIZEN, news), (STRANGER, "asked:8")):
            outbox.put(chat, [Message(("<b>Tin</b>",)).to_json()], CLOCK.now(), about=about)

    def press(verb: str) -> Message:
        act = turn(CITIZEN, partial(pressing.press, data=f"v1:{verb}:"))
        return database.transact(lambda connection: act(offices.open(connection)))[-1]

    def waiting(chat: int) -> list[str]:
        return [one.about for one in database.read(lambda c: OutboxRepository(c).waiting_for(chat))]

    database.transact(post)
    assert told("mine.waiting", number=2) in press("mydata").text
    (file,) = press("export").files
    assert [one["Lời nhắn"] for one in json.loads(file.content)["Tin đang chờ gửi"]] == ["Tin", "Tin"]
    assert waiting(CITIZEN) == ["asked:7", news]
    press("erased")
    assert waiting(CITIZEN) == [news]
    assert waiting(STRANGER) == ["asked:8"]


async def test_consent_is_taken_back_after_being_told_what_that_means(chat: Chat) -> None:
    sent = await settle_in(chat)
    hidden = a_petition(chat.database)
    await chat.say("/dulieucuatoi")
    assert told("mine.unconsent") in (await chat.press("Rút lại đồng ý")).text
    assert now(chat, sent).shown
    assert len(chat.database.read(lambda c: AskedRepository(c).of_chat(CITIZEN))) == 1
    assert (await chat.press("Đồng ý rút lại")).text == told("mine.unconsented", day="22/11/2026")
    assert not now(chat, sent).shown
    assert chat.database.read(lambda c: AskedRepository(c).of_chat(CITIZEN)) == []
    assert [e.kind for e in events(chat, sent)].count(EventKind.WITHHELD) == 1
    assert len(events(chat, hidden)) == 1
    assert chat.database.read(lambda c: cases_for(c).drafts.of(CITIZEN)) is None
    assert all(given.withdrawn_at for given in chat.database.read(lambda c: cases_for(c).consents.of(CITIZEN)))
    shown = await chat.say("/dulieucuatoi")
    assert "đã rút ngày 22/11/2026" in shown.text
    assert "Rút lại đồng ý" not in shown.labels
    chat.api.forge(CITIZEN, "v1:unconsented:")
    assert (await chat.settled()).text == told("mine.unconsented_none")
