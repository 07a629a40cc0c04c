"""Answering in the chat (/traloi): written, handed up, sent back, mended, approved, and read by the citizen."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.attachments import AttachmentRepository, FileState, Giver
from bot.petitions.life import Party, State
from bot.petitions.parts import LONGEST
from bot.petitions.petition import Actor, EventKind, Petition
from bot.petitions.replies import ReplyKind, ReplyRepository, ReplyState
from bot.petitions.repository import PetitionRepository
from bot.review.officers import OfficerRepository, Role
from bot.review.powers import Power
from bot.review.traces import TraceRepository
from bot.texts import say
from bot.views.message import LONGEST as LONGEST_MESSAGE
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS, Chat
from tests.bot.files import a_pdf
from tests.bot.petitions import a_petition, cases_for
from tests.wire.messages import Shown

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

LAN, HOA, DUYET, CHI = 70, 71, 80, 81
ROLES = {LAN: Role.CLERK, HOA: Role.CLERK, DUYET: Role.APPROVER, CHI: Role.APPROVER}
NAMES = {LAN: "Nguyễn Thị Lan", HOA: "Trần Thị Hoa", DUYET: "Phạm Văn Duyệt", CHI: "Lê Thị Chi"}

ANSWER = (
    "Ngày 20/11/2026 tổ giao thông đã đến thôn 5, mặt đường có 12 ổ gà.",
    "Đã vá xong ngày 21/11/2026 <trước ngõ 3> & sau chợ.",
    "Luật Tiếp công dân 42/2013, Điều 28.",
    "Ảnh chụp ngày 21/11/2026.",
)
AT_ONCE = "Đã làm: {1} Căn cứ: {2} Minh chứng: {3} Đã kiểm tra: {0}".format(*ANSWER)
REMARK = "Viết lại cho dễ hiểu, bỏ chuyện nội bộ."


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
def officers(database: Database) -> None:
    for number, role in ROLES.items():
        appoint(database, number, role)


def appoint(database: Database, number: int, role: Role, **scope: Any) -> None:
    unit = scope.pop("unit", "")
    database.transact(
        lambda c: OfficerRepository(c).add(number, role, unit, NAMES[number], Clock().now(), "test", **scope)
    )


@pytest.fixture
async def office(chat: Chat, officers: None) -> Chat:
    """The chat with everybody in it."""
    for number in (CITIZEN, *ROLES):
        chat.api.meet(number)
    return chat


@pytest.fixture
async def lifted(database: Database, catalogue: Catalogue, officers: None) -> AsyncIterator[Chat]:
    """An office that lets answers leave without an approver."""
    talking = Chat(database, catalogue, SETTINGS.model_copy(update={"without_approval": "answer"}))
    for number in (CITIZEN, *ROLES):
        talking.api.meet(number)
    await talking.start()
    yield talking
    await talking.stop()


def taken(chat: Chat, state: State = State.IN_PROGRESS, **facts: Any) -> Petition:
    """A petition that Lan answers for."""
    petition = a_petition(chat.database, state, **facts)

    def hand(connection: Any) -> Petition:
        cases, lan = cases_for(connection), OfficerRepository(connection).of(LAN)
        assert lan
        return cases.register.hand(petition, Actor(Party.CONTROLLER, lan.id), lan.id, petition.state_at)

    return chat.database.transact(hand)


def now(chat: Chat, petition: Petition) -> Petition:
    return chat.database.read(lambda c: PetitionRepository(c).by_id(petition.id))


def replies(chat: Chat, petition: Petition) -> list[tuple[ReplyKind, ReplyState]]:
    return [(one.kind, one.state) for one in chat.database.read(lambda c: ReplyRepository(c).of(petition.id))]


def everything(chat: Chat, who: int) -> str:
    """All that somebody was ever shown."""
    return "\n".join(shown.text for shown in chat.api.shown(who))


def with_button(chat: Chat, label: str, who: int) -> Shown:
    """The last message that has a button."""
    return [shown for shown in chat.api.shown(who) if label in shown.labels][-1]


async def at_the_preview(chat: Chat, petition: Petition, who: int = LAN) -> None:
    await chat.say(f"/traloi {petition.code} {AT_ONCE}", who)


async def handed_up(chat: Chat, petition: Petition, who: int = LAN) -> None:
    await at_the_preview(chat, petition, who)
    await chat.press("Trình duyệt", who)
    await chat.settled(DUYET)


async def test_an_answer_is_written_part_by_part_approved_and_read_by_the_citizen(office: Chat) -> None:
    petition = taken(office)
    listed = await office.say("/traloi", LAN)
    assert petition.code in listed.text
    opened = await office.press("1", LAN)
    assert petition.words in opened.text
    assert opened.labels == ["Trả lời", "Không tiếp nhận", "Chuyển cơ quan", "Gia hạn"]
    asked = await office.press("Trả lời", LAN)
    for part, text in zip(("checked", "done", "basis", "proof"), ANSWER, strict=True):
        assert told(f"reply.part_{part}") in asked.text
        asked = await office.say(text, LAN)
    assert told("reply.preview") in asked.text
    assert now(office, petition).state is State.IN_PROGRESS
    await office.press("Trình duyệt", LAN)
    assert now(office, petition).state is State.AWAITING_APPROVAL
    names = f"{NAMES[DUYET]}, {NAMES[CHI]}"
    assert told("reply.handed_up", code=petition.code, names=names) in everything(office, LAN)
    for_approver = with_button(office, "Duyệt và gửi", DUYET)
    assert petition.words in for_approver.text
    assert everything(office, CITIZEN) == ""
    await office.press("Duyệt và gửi", DUYET)
    answer = await office.settled()
    *_, body = for_approver.text.partition(told("reply.preview"))
    assert answer.text == body.strip()  # to the letter what was approved
    assert (
        answer.text.index(ANSWER[0]) < answer.text.index(ANSWER[3]) < answer.text.index("Người duyệt: " + NAMES[DUYET])
    )
    assert answer.labels[0] == "Đã xong"
    assert told("reply.approved", kind=told("reply.kind_answer"), code=petition.code, name=NAMES[DUYET]) in everything(
        office, LAN
    )
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.SENT)]


async def test_who_wrote_it_and_may_see_its_petition_no_more_hears_nothing_of_it(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    office.database.transact(lambda c: OfficerRepository(c).end(LAN, None, Clock().now(), "test"))
    appoint(office.database, LAN, Role.CLERK, unit="14077")
    read = everything(office, LAN)
    await office.press("Duyệt và gửi", DUYET)
    await office.settled()
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.SENT)]
    assert everything(office, LAN) == read


@pytest.mark.parametrize(
    ("button", "typed", "state", "read"),
    [
        ("Không tiếp nhận", ["2", "Việc này của tỉnh."], State.REJECTED, ["reason_next.outside", "reason.outside"]),
        ("Không tiếp nhận", ["ngoai tham quyen", "Việc này của tỉnh."], State.REJECTED, ["reason.outside"]),
        ("Chuyển cơ quan", ["Sở Xây dựng tỉnh Ninh Bình", "không ghi thêm"], State.TRANSFERRED, ["next.transferred"]),
        ("Gia hạn", ["31/12", "Còn chờ đo đạc."], State.IN_PROGRESS, []),
    ],
)
async def test_every_other_kind_is_written_sent_back_mended_approved_and_read(
    office: Chat, button: str, typed: list[str], state: State, read: list[str]
) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press(button, LAN)
    for text in typed:
        await office.say(text, LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    await office.press("Trả lại để sửa", DUYET)
    await office.say(REMARK, DUYET)
    assert now(office, petition).state is State.IN_PROGRESS
    back = with_button(office, "Xem bản thảo", LAN)
    assert REMARK in back.text
    assert NAMES[DUYET] in back.text
    await office.press("Xem bản thảo", LAN)
    mend = "Sửa cơ quan nhận" if button == "Chuyển cơ quan" else "Sửa giải thích"
    await office.press(mend, LAN)
    mended = "Sở Xây dựng (mới)" if button == "Chuyển cơ quan" else "Giải thích rõ hơn."
    await office.say(mended, LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(CHI)
    await office.press("Duyệt và gửi", CHI)
    answer = await office.settled()
    moved = now(office, petition)
    assert moved.state is state
    assert mended in answer.text
    assert NAMES[CHI] in answer.text
    for key in read:
        assert told(key) in answer.text
    if button == "Gia hạn":
        assert "31/12/2026" in answer.text
        assert moved.due_at
        assert petition.due_at
        assert moved.due_at > petition.due_at
    assert len(office.api.shown(CITIZEN)) == 1
    assert REMARK not in everything(office, CITIZEN)


async def test_all_parts_at_once_and_each_mended_from_the_preview(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    shown = office.api.last(LAN)
    assert all(text in shown.text for text in ANSWER)
    for number, label in enumerate(("Sửa phần kiểm tra", "Sửa việc đã làm", "Sửa căn cứ", "Sửa minh chứng")):
        asked = await office.press(label, LAN)
        assert ANSWER[number] in asked.text
        shown = await office.say(f"Phần mới thứ {number}.", LAN)
        assert f"Phần mới thứ {number}." in shown.text
        assert ANSWER[number] not in shown.text


@pytest.mark.parametrize("without", range(4))
async def test_a_missing_part_is_asked_for_and_holds_the_answer_back(office: Chat, without: int) -> None:
    petition = taken(office)
    headings = ("Đã kiểm tra", "Đã làm", "Căn cứ pháp lý", "Minh chứng")
    some = " ".join(
        f"{head}: {text}" for n, (head, text) in enumerate(zip(headings, ANSWER, strict=True)) if n != without
    )
    asked = await office.say(f"/traloi {petition.code} {some}", LAN)
    part = ("checked", "done", "basis", "proof")[without]
    assert told(f"reply.part_{part}") in asked.text
    assert told(f"reply.how_{part}") in asked.text
    office.api.forge(LAN, f"v1:endorse:{petition.code}")
    await office.settled(LAN)
    assert told("reply.lacking", parts=told(f"reply.part_{part}")) in everything(office, LAN)
    assert now(office, petition).state is State.IN_PROGRESS
    assert told("reply.preview") in (await office.say(ANSWER[without], LAN)).text


async def test_an_answer_without_headings_is_what_was_done(office: Chat) -> None:
    petition = taken(office)
    asked = await office.say(f"/traloi {petition.code.lower().replace('-', ' ')} đã vá xong đường", LAN)
    assert told("reply.part_checked") in asked.text
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"done": "đã vá xong đường"}


async def test_what_is_no_part_is_said_and_asked_for_again(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} Minh chứng: không có. Đã làm: xong", LAN)
    assert told("reply.fault_bare_no") in everything(office, LAN)
    await office.press("Xem bản thảo", LAN)
    await office.press("Sửa phần kiểm tra", LAN)
    asked = await office.say("a" * (LONGEST + 1), LAN)
    assert told("reply.fault_too_long", most=LONGEST) in everything(office, LAN)
    assert told("reply.part_checked") in asked.text
    asked = await office.say("5", LAN)  # a number is no choice here, and says nothing by itself
    assert told("reply.fault_no_words", part=told("reply.part_checked")) in everything(office, LAN)
    assert told("reply.part_checked") in asked.text
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"done": "xong"}  # nothing that was said before is lost
    shown = await office.say("Đã xem 5 chỗ", LAN)
    assert told("reply.part_basis") in shown.text


async def test_a_template_is_chosen_and_filled_in_blank_by_blank(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    offered = await office.press("Mẫu soạn sẵn", LAN)
    assert "1. Đường, cầu: đã sửa" in offered.text
    asked = await office.press("1", LAN)
    assert told("reply.fill_several", number=10) in asked.text
    assert "1. [ngày kiểm tra…]\n2. [người kiểm tra…]" in asked.text
    for text in ("20/11/2026", "tổ giao thông", "thôn 5", "12 ổ gà"):
        asked = await office.say(text, LAN)
    assert "1. [ngày làm xong…]" in asked.text
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert kept.parts["checked"] == "Ngày 20/11/2026, tổ giao thông đã đến thôn 5. Hiện trạng: 12 ổ gà."  # type: ignore[index]
    await office.press("Viết lại cả phần này", LAN)
    assert "văn bản về quản lý đường bộ" in (await office.say("Đã vá xong.", LAN)).text


async def test_no_way_out_loses_what_was_written(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    await office.say("/huy", LAN)
    await office.say("khai sinh cho con", LAN)
    shown = await office.say(f"/traloi {petition.code}", LAN)
    assert ANSWER[1] in shown.text
    await office.press("Sửa phần kiểm tra", LAN)
    back = await office.say("quay lại", LAN)
    assert told("reply.lacking", parts="").rstrip(".") in back.text
    assert ANSWER[1] in back.text
    listed = await office.say("/traloi", LAN)
    assert told("reply.list_drafts") in listed.text


async def test_words_typed_after_another_screen_are_no_part(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    await office.say("/linhvuc", LAN)
    await office.say("đăng ký khai sinh", LAN)
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"done": ANSWER[1]}


async def test_a_draft_is_dropped_once_that_was_asked(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    await office.press("Bỏ bản thảo", LAN)
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DRAFT)]
    await office.press("Đồng ý bỏ", LAN)
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DROPPED)]
    office.api.press(LAN, "Đồng ý bỏ")
    await office.settled(LAN)
    assert told("reply.lost") in everything(office, LAN)


async def test_a_co_worker_reads_a_draft_and_goes_on_with_it(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    shown = await office.say(f"/traloi {petition.code}", HOA)
    assert told("reply.of_another", kind=told("reply.kind_answer"), code=petition.code, name=NAMES[LAN]) in shown.text
    await office.press("Soạn tiếp thay", HOA)
    await office.press("Sửa phần kiểm tra", HOA)
    await office.say(ANSWER[0], HOA)
    lost = await office.say("Lan gõ tiếp", LAN)
    assert told("reply.lost") in everything(office, LAN)
    assert NAMES[HOA] in lost.text
    acts = [(trace.name, trace.act, trace.reason) for trace in traces(office, petition)]
    assert (NAMES[HOA], "take_over", NAMES[LAN]) in acts
    assert (NAMES[LAN], Power.DRAFT, "") in acts


def traces(chat: Chat, petition: Petition) -> list[Any]:
    return chat.database.read(lambda c: TraceRepository(c).of(f"petition:{petition.id}"))


def acts(chat: Chat, petition: Petition) -> list[str]:
    return [trace.act for trace in traces(chat, petition)]


async def test_handing_up_sending_back_and_letting_leave_stand_in_the_trail_once_they_are_done(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    begun = acts(office, petition)
    assert set(begun) == {Power.DRAFT}
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    await office.press("Trả lại để sửa", DUYET)
    await office.say("...", DUYET)
    assert acts(office, petition) == [*begun, "endorse"]
    await office.say(REMARK, DUYET)
    assert acts(office, petition) == [*begun, "endorse", "send_back"]
    office.api.forge(LAN, f"v1:endorse:{petition.code}")
    await office.settled(LAN)
    await office.settled(DUYET)
    await office.press("Duyệt và gửi", DUYET)
    assert acts(office, petition) == [*begun, "endorse", "send_back", "endorse", "approve"]


async def test_what_was_not_done_stands_in_no_trail(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    before = acts(office, petition)
    for data in ("endorse:{0}", "document:{0}", "part:{0}:checked", "template:{0}", "discard:{0}", "recall:{0}:x"):
        office.api.forge(LAN, f"v1:{data.format(petition.code)}")
        await office.settled(LAN)
    await office.say("/start", DUYET)
    office.api.forge(DUYET, f"v1:approve:{petition.code}:000000000000")
    await office.settled(DUYET)
    assert acts(office, petition) == before
    appoint(office.database, LAN, Role.APPROVER)
    await handed_up(office, petition)
    (waiting,) = office.database.read(lambda c: ReplyRepository(c).submitted())
    before = acts(office, petition)
    office.api.forge(LAN, f"v1:approve:{petition.code}:{waiting.edition}")
    await office.settled(LAN)
    office.api.forge(LAN, f"v1:answer:{petition.code}")
    await office.settled(LAN)
    assert acts(office, petition) == before


async def test_an_author_takes_back_what_waits_and_mends_it(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    shown = await office.say(f"/traloi {petition.code}", HOA)
    assert shown.labels == []
    shown = await office.say(f"/traloi {petition.code}", LAN)
    assert shown.labels == ["Rút lại bản trình"]
    await office.press("Rút lại bản trình", LAN)
    assert told("reply.recalled", code=petition.code) in everything(office, LAN)
    assert now(office, petition).state is State.IN_PROGRESS
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DRAFT)]
    assert acts(office, petition)[-1] == "recall"
    await office.press("Duyệt và gửi", DUYET)
    assert told("reply.lost") in everything(office, DUYET)
    assert everything(office, CITIZEN) == ""
    await office.say(f"/traloi {petition.code} Đã làm: Nội dung đã đổi.", LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    await office.press("Duyệt và gửi", DUYET)
    assert "Nội dung đã đổi." in (await office.settled()).text


async def test_nobody_takes_back_what_another_handed_up_or_what_has_left(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    (waiting,) = office.database.read(lambda c: ReplyRepository(c).submitted())
    await office.say("/start", HOA)
    office.api.forge(HOA, f"v1:recall:{petition.code}:{waiting.edition}")
    await office.settled(HOA)
    assert now(office, petition).state is State.AWAITING_APPROVAL
    await office.press("Duyệt và gửi", DUYET)
    office.api.forge(LAN, f"v1:recall:{petition.code}:{waiting.edition}")
    await office.settled(LAN)
    assert now(office, petition).state is State.ANSWERED
    assert "recall" not in acts(office, petition)


async def test_what_is_typed_for_a_draft_that_is_anothers_is_given_back(office: Chat) -> None:
    petition, mine = taken(office), "Đoạn sau chợ <vá> rồi; " + "xong việc " * 150
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    await office.say(f"/traloi {petition.code} {mine}", HOA)
    shown = everything(office, HOA)
    assert told("reply.unkept") in shown
    assert " ".join(mine.split()) in " ".join(shown.split())
    assert told("reply.lost") in shown
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"done": ANSWER[1]}


@pytest.mark.parametrize("first", [LAN, HOA])
async def test_a_draft_that_was_begun_in_the_very_moment_takes_ones_own_words_and_gives_back_anothers(
    office: Chat, monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", first)
    await office.press("Trả lời", first)
    real, stale = ReplyRepository.standing, [None]
    # What another transaction began after this one looked.
    monkeypatch.setattr(ReplyRepository, "standing", lambda self, number: stale.pop() if stale else real(self, number))
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == ({"done": ANSWER[1]} if first == LAN else {})
    shown = everything(office, LAN)
    assert (told("reply.unkept") in shown, ANSWER[1] in shown) == (first == HOA, first == HOA)


async def test_two_approvers_at_once_let_it_leave_once(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    office.api.press(DUYET, "Duyệt và gửi")
    office.api.press(CHI, "Duyệt và gửi")
    await office.settled(CHI)
    await office.settled(DUYET)
    assert len(office.api.shown(CITIZEN)) == 1
    both = everything(office, DUYET) + everything(office, CHI)
    assert both.count(told("reply.lost")) == 1
    office.api.press(DUYET, "Duyệt và gửi")  # pressed once more
    await office.settled(DUYET)
    assert len(office.api.shown(CITIZEN)) == 1


async def test_a_button_under_what_was_changed_since_approves_nothing(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    old = with_button(office, "Duyệt và gửi", CHI)
    await office.press("Trả lại để sửa", DUYET)
    await office.say(REMARK, DUYET)
    await office.say(f"/traloi {petition.code} Đã làm: Nội dung đã đổi.", LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(CHI)
    office.api.press(CHI, "Duyệt và gửi", message_id=old.message_id)
    await office.settled(CHI)
    assert now(office, petition).state is State.AWAITING_APPROVAL
    newest = with_button(office, "Duyệt và gửi", CHI)
    assert "Nội dung đã đổi." in newest.text
    assert REMARK in newest.text
    await office.press("Duyệt và gửi", CHI)
    assert "Nội dung đã đổi." in (await office.settled()).text


@pytest.mark.bulk
@pytest.mark.parametrize(
    "verb",
    [
        "answer:{code}",
        "answer:{code}:take",
        "refusal:{code}",
        "passing:{code}",
        "extension:{code}",
        "drafted:{code}",
        "part:{code}:done",
        "picked:{code}:reason:outside",
        "template:{code}",
        "template:{code}:road_mended",
        "document:{code}",
        "undocument:{code}",
        "discard:{code}:{edition}",
        "endorse:{code}",
        "approve:{code}:{edition}",
        "send_back:{code}:{edition}",
    ],
)
@pytest.mark.parametrize("who", ["citizen", "elsewhere", "ended"])
async def test_whoever_may_not_changes_nothing_with_any_button(office: Chat, verb: str, who: str) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    if "approve" in verb or "send_back" in verb:
        await office.press("Trình duyệt", LAN)
    before = office.database.read(lambda c: ReplyRepository(c).standing(petition.id))
    assert before
    number = {"citizen": CITIZEN, "elsewhere": HOA, "ended": HOA}[who]
    if who == "elsewhere":
        office.database.transact(lambda c: OfficerRepository(c).end(HOA, Role.CLERK, Clock().now(), "test"))
        appoint(office.database, HOA, Role.CLERK, unit="14026")
        appoint(office.database, HOA, Role.APPROVER, field="noise")
    elif who == "ended":
        office.database.transact(lambda c: OfficerRepository(c).end(HOA, None, Clock().now(), "test"))
    await office.say("/start", number)
    office.api.forge(number, f"v1:{verb.format(code=petition.code, edition=before.edition)}")
    shown = await office.settled(number)
    assert shown.text == told("desk.not_yours" if who == "elsewhere" else "chat.officers_only")
    assert office.database.read(lambda c: ReplyRepository(c).standing(petition.id)) == before


@pytest.mark.parametrize(
    "verb", ["part:{code}:nothing", "picked:{code}:nothing:x", "picked:{code}:agency:", "approve:{code}:x"]
)
async def test_an_altered_button_is_answered_and_changes_nothing(office: Chat, verb: str) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    before = office.database.read(lambda c: ReplyRepository(c).standing(petition.id))
    office.api.forge(LAN, f"v1:{verb.format(code=petition.code)}")
    assert (await office.settled(LAN)).text
    assert office.database.read(lambda c: ReplyRepository(c).standing(petition.id)) == before


async def test_a_role_that_ends_in_the_middle_ends_the_writing(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code} {ANSWER[1]}", LAN)
    office.database.transact(lambda c: OfficerRepository(c).end(LAN, None, Clock().now(), "test"))
    assert (await office.say(ANSWER[0], LAN)).text == told("chat.officers_only")
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"done": ANSWER[1]}
    assert ANSWER[1] in (await office.say(f"/traloi {petition.code}", HOA)).text  # a co-worker goes on


async def test_an_approver_whose_role_ends_before_the_remark_sends_nothing_back(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    await office.press("Trả lại để sửa", DUYET)
    office.database.transact(lambda c: OfficerRepository(c).end(DUYET, None, Clock().now(), "test"))
    assert (await office.say(REMARK, DUYET)).text == told("chat.officers_only")
    assert now(office, petition).state is State.AWAITING_APPROVAL


async def test_a_reply_to_a_petition_that_is_over_is_refused_with_its_state(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    office.database.transact(
        lambda c: cases_for(c).register.move_to(petition, State.DIVERTED, Actor(Party.APPROVER), Clock().now())
    )
    # What is diverted is confidential from then on; whoever is named for it still has the draft in hand.
    appoint(office.database, LAN, Role.CONTROLLER, restricted=True)
    await office.press("Trình duyệt", LAN)
    assert told("reply.closed", code=petition.code, state=told("state.diverted")) in everything(office, LAN)
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DRAFT)]
    shown = await office.say(f"/traloi {petition.code}", LAN)
    assert ANSWER[1] in shown.text
    await office.press("Bỏ bản thảo", LAN)
    await office.press("Đồng ý bỏ", LAN)
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DROPPED)]
    assert everything(office, CITIZEN) == ""


async def test_she_withdraws_while_it_waits_and_nothing_leaves(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    await office.say("/phananhcuatoi")
    await office.press("1")
    await office.press("Rút phản ánh")
    await office.press("Đồng ý rút")
    await office.press("Duyệt và gửi", DUYET)
    assert now(office, petition).state is State.WITHDRAWN
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DROPPED)]
    assert told("reply.lost") in everything(office, DUYET)
    assert ANSWER[1] not in everything(office, CITIZEN)


async def test_without_an_approver_nothing_goes_up(office: Chat) -> None:
    petition = taken(office)
    for number in (DUYET, CHI):
        office.database.transact(lambda c, n=number: OfficerRepository(c).end(n, None, Clock().now(), "test"))  # type: ignore[misc]
    appoint(office.database, LAN, Role.APPROVER)  # she alone: nobody approves what they wrote
    await at_the_preview(office, petition)
    assert (await office.press("Trình duyệt", LAN)).text == told("reply.nobody_approves")
    assert now(office, petition).state is State.IN_PROGRESS


async def test_nobody_approves_their_own_by_a_forged_button(office: Chat) -> None:
    petition = taken(office)
    appoint(office.database, LAN, Role.APPROVER)
    await handed_up(office, petition)
    (waiting,) = office.database.read(lambda c: ReplyRepository(c).submitted())
    office.api.forge(LAN, f"v1:approve:{petition.code}:{waiting.edition}")
    await office.settled(LAN)
    assert told("reply.own") in everything(office, LAN)
    assert now(office, petition).state is State.AWAITING_APPROVAL


async def test_where_approval_is_lifted_the_drafter_sends(lifted: Chat) -> None:
    petition = taken(lifted)
    await at_the_preview(lifted, petition)
    await lifted.press("Gửi", LAN)
    answer = await lifted.settled()
    assert ANSWER[1] in answer.text
    assert "Người duyệt: " + NAMES[LAN] in answer.text
    assert now(lifted, petition).state is State.ANSWERED
    lifted.api.press(LAN, "Gửi")
    await lifted.settled(LAN)
    assert len(lifted.api.shown(CITIZEN)) == 1
    second = taken(lifted)
    await lifted.say(f"/traloi {second.code}", LAN)
    await lifted.press("Chuyển cơ quan", LAN)
    await lifted.say("Sở Xây dựng", LAN)
    await lifted.press("Không ghi thêm", LAN)
    assert "Trình duyệt" in with_button(lifted, "Trình duyệt", LAN).labels  # a transfer is still approved


async def test_what_leaves_at_once_holds_all_it_concerns_in_the_order_of_their_numbers(
    lifted: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    repeating = a_petition(lifted.database, State.RECEIVED, chat_id=HOA)
    petition = taken(lifted)
    clerk = Actor(Party.CLERK)
    lifted.database.transact(
        lambda c: cases_for(c).register.move_to(repeating, State.DUPLICATE, clerk, Clock().now(), parent=petition.id)
    )
    await at_the_preview(lifted, petition)
    real, held = PetitionRepository.hold, list[int]()

    def hold(self: PetitionRepository, number: int) -> Petition:
        held.append(number)
        return real(self, number)

    monkeypatch.setattr(PetitionRepository, "hold", hold)
    await lifted.press("Gửi", LAN)
    assert now(lifted, petition).state is State.ANSWERED
    assert list(dict.fromkeys(held)) == [repeating.id, petition.id]


async def test_a_signed_document_goes_along(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    await office.press("Văn bản", LAN)
    assert told("reply.document_no_number") in (await typed(office, "văn bản của xã", LAN))
    assert told("reply.document_late_day") in (await typed(office, "12/UBND-VP 01/12/2026", LAN))
    assert told("reply.ask_file") in (await office.say("số 12/UBND-VP ngày 21/11/2026", LAN)).text
    office.api.send_document(LAN, "don.docx", b"PK\x03\x04")
    assert (await office.settled(LAN)).text == told("reply.document_no_pdf")
    office.api.send_document(LAN, "tra-loi.pdf", a_pdf())
    await office.settled(LAN)
    office.api.press(LAN, "Trình duyệt")
    assert told("reply.document_waiting") in (await office.settled(LAN)).text
    await office.app.fetching.drain()
    shown = await office.say(f"/traloi {petition.code}", LAN)
    assert "Văn bản số 12/UBND-VP ngày 21/11/2026." in shown.text
    assert told("reply.with_file", name="tra-loi.pdf") in shown.text
    (file,) = office.database.read(lambda c: AttachmentRepository(c).all_of_petition(petition.id))
    assert (file.state, file.party) == (FileState.KEPT, Giver.OFFICE)
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    await office.press("Duyệt và gửi", DUYET)
    sent = await office.settled()
    assert sent.file
    assert sent.file.content == a_pdf()
    *_, answer, _ = office.api.shown(CITIZEN)
    assert "Văn bản số 12/UBND-VP ngày 21/11/2026." in answer.text
    await office.say("/phananhcuatoi")
    whole = await office.press("1")
    assert told("follow.files", number=0) in whole.text  # hers are counted, not the office's
    assert told("follow.event_added") not in (await office.press("Diễn biến")).text


async def typed(chat: Chat, text: str, who: int) -> str:
    """What was shown since somebody typed."""
    before = len(chat.api.shown(who))
    await chat.say(text, who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


async def test_a_document_that_is_none_is_told_to_the_officer_alone(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    await office.press("Văn bản", LAN)
    office.api.send_document(LAN, "tra-loi.pdf", b"<html>", caption="12/UBND-VP 21/11/2026")
    await office.settled(LAN)
    await office.app.fetching.drain()
    assert told("file.not_what_it_says", name="tra-loi.pdf") in (await office.settled(LAN)).text
    office.api.forge(LAN, f"v1:endorse:{petition.code}")
    await office.settled(LAN)
    assert told("reply.document_refused") in everything(office, LAN)
    await office.press("Văn bản", LAN)
    await office.press("Không kèm văn bản", LAN)
    await office.press("Trình duyệt", LAN)
    assert now(office, petition).state is State.AWAITING_APPROVAL
    assert everything(office, CITIZEN) == ""


async def test_a_long_answer_is_read_whole(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    texts = [" ".join(f"{head}{n}" for n in range(200)) for head in ("kiem", "lam", "luat", "anh")]
    for text in texts:
        await office.say(text, LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    await office.press("Duyệt và gửi", DUYET)
    await office.settled()
    shown = office.api.shown(CITIZEN)
    assert len(shown) > 1
    assert all(len(one.text) <= LONGEST_MESSAGE for one in shown)
    assert all(text in everything(office, CITIZEN) for text in texts)
    assert [bool(one.labels) for one in shown] == [*[False] * (len(shown) - 1), True]


async def test_whoever_came_to_the_counter_is_to_be_told_by_the_office(office: Chat) -> None:
    petition = taken(office, chat_id=None)
    await handed_up(office, petition)
    assert told("reply.no_chat") in with_button(office, "Duyệt và gửi", DUYET).text
    await office.press("Duyệt và gửi", DUYET)
    assert now(office, petition).state is State.ANSWERED
    assert told("reply.no_chat") in everything(office, DUYET)


async def test_another_kind_takes_the_place_of_a_draft_once_that_was_agreed_to(office: Chat) -> None:
    petition = taken(office)
    await at_the_preview(office, petition)
    office.api.forge(LAN, f"v1:refusal:{petition.code}")
    asked = await office.settled(LAN)
    assert told("reply.another_kind", code=petition.code, kind=told("reply.kind_answer")) in asked.text
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DRAFT)]
    asked = await office.press(told("reply.instead", kind=told("reply.kind_refusal")), LAN)
    assert told("reply.part_reason") in asked.text
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DROPPED), (ReplyKind.REFUSAL, ReplyState.DRAFT)]


async def test_a_draft_in_which_nothing_was_written_is_in_nobodys_way(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Không tiếp nhận", LAN)
    await office.say(petition.code, LAN)
    asked = await office.press("Trả lời", LAN)
    assert told("reply.part_checked") in asked.text
    await office.say("/start", LAN)
    assert told("reply.list_drafts") not in (await office.say("/traloi", LAN)).text
    shown = await office.say(f"/traloi {petition.code}", LAN)
    assert shown.labels == ["Trả lời", "Không tiếp nhận", "Chuyển cơ quan", "Gia hạn"]
    assert [state for _, state in replies(office, petition)] == [ReplyState.DROPPED] * 2


async def test_a_draft_that_a_co_worker_just_began_is_not_taken_from_under_them(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    shown = await office.say(f"/traloi {petition.code}", HOA)
    assert told("reply.of_another", kind=told("reply.kind_answer"), code=petition.code, name=NAMES[LAN]) in shown.text
    assert replies(office, petition) == [(ReplyKind.ANSWER, ReplyState.DRAFT)]


async def test_several_blanks_are_filled_by_one_message(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    await office.press("Mẫu soạn sẵn", LAN)
    await office.press("1", LAN)
    asked = await office.say("20/11\ntổ giao thông\nthôn 5\n12 ổ gà\nngày 21/11/2026", LAN)
    assert told("reply.fill_several", number=5) in asked.text
    assert "1. [đơn vị thực hiện…]" in asked.text
    asked = await office.say("đội duy tu; vá đường; mặt đường phẳng; Luật Đường bộ 2024", LAN)
    assert told("reply.fill", place="[ảnh, biên bản kèm theo; hoặc lý do không có…]") in asked.text
    shown = await office.say("ảnh chụp; biên bản", LAN)  # the last blank takes the whole message
    assert "Ngày 20/11/2026, tổ giao thông đã đến thôn 5. Hiện trạng: 12 ổ gà." in shown.text
    assert "Ngày 21/11/2026, đội duy tu đã vá đường. Nay mặt đường phẳng." in shown.text
    assert "ảnh chụp; biên bản." in shown.text
    assert "Trình duyệt" in shown.labels


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("tổ giao thông", "blank_day"), ("31/2/2026; tổ giao thông", "no_such_day"), ("hôm nọ", "blank_day")],
)
async def test_a_blank_that_asks_for_a_day_takes_a_day_alone(office: Chat, typed: str, fault: str) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    await office.press("Mẫu soạn sẵn", LAN)
    await office.press("1", LAN)
    asked = await office.say(typed, LAN)
    assert told(f"reply.fault_{fault}") in everything(office, LAN)
    assert "1. [ngày kiểm tra…]" in asked.text
    asked = await office.say("20/11/2026; tổ giao thông; thôn 5; 12 ổ gà; mai kia", LAN)  # what comes before is kept
    assert "1. [ngày làm xong…]" in asked.text
    too_many = "\n".join(["21/11/2026", *"abcdefgh"])
    assert told("reply.fault_many") in "\n".join([(await shown_since(office, too_many, LAN))])


async def shown_since(chat: Chat, text: str, who: int) -> str:
    """All that was shown since somebody typed."""
    before = len(chat.api.shown(who))
    await chat.say(text, who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


async def test_a_transfer_names_an_agency_and_asks_for_an_explanation(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Chuyển cơ quan", LAN)
    asked = await office.say("12345", LAN)
    assert told("reply.fault_no_agency") in everything(office, LAN)
    assert told("reply.part_agency") in asked.text
    asked = await office.say("UBND tỉnh", LAN)
    assert told("reply.part_explanation") in asked.text
    shown = await office.press("Không ghi thêm", LAN)
    assert "UBND tỉnh" in shown.text
    assert "Trình duyệt" in shown.labels


@pytest.mark.parametrize(
    ("typed", "fault"), [("31/2/2027", "no_such_day"), ("tuần sau", "no_day"), ("1/12", "not_later")]
)
async def test_an_extension_asks_for_the_day_first(office: Chat, typed: str, fault: str) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    asked = await office.press("Gia hạn", LAN)
    assert told("reply.how_until") in asked.text
    asked = await office.say(typed, LAN)
    assert told(f"reply.fault_{fault}") in everything(office, LAN)
    assert told("reply.how_until") in asked.text
    assert told("reply.part_explanation") in (await office.say("15/12", LAN)).text
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert str(kept.until) == "2026-12-15"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("thieu thong tin", "lacking"),
        ("ngoài thẩm quyền", "outside"),
        ("xúc phạm", "insulting"),
        ("đã được trả lời", "repeated"),
    ],
)
async def test_the_reason_of_a_refusal_is_named_by_its_words(office: Chat, typed: str, reason: str) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Không tiếp nhận", LAN)
    assert told("reply.part_reason") in (await office.say("khai sinh cho con", LAN)).text  # no procedure is looked for
    assert told("reply.fault_no_reason") in everything(office, LAN)
    await office.say(typed, LAN)
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert kept.reason == reason


async def test_whoever_hands_up_the_reply_of_nobodys_petition_answers_for_it(office: Chat) -> None:
    petition = a_petition(office.database, State.RECEIVED)
    await handed_up(office, petition, HOA)
    hoa = office.database.read(lambda c: OfficerRepository(c).of(HOA))
    assert hoa
    assert now(office, petition).officer_id == hoa.id
    await office.press("Duyệt và gửi", DUYET)
    assert (now(office, petition).state, now(office, petition).officer_id) == (State.ANSWERED, hoa.id)


async def test_a_co_worker_who_hands_a_reply_up_does_not_take_the_petition(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition, HOA)
    assert now(office, petition).officer_id == petition.officer_id


async def test_an_officer_who_may_answer_no_more_leaves_it_to_who_hands_the_reply_up(office: Chat) -> None:
    petition = taken(office)
    office.database.transact(lambda c: OfficerRepository(c).end(LAN, None, Clock().now(), "test"))
    await handed_up(office, petition, HOA)
    assert now(office, petition).officer_id != petition.officer_id


async def test_its_author_hears_once_what_became_of_a_reply(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    await office.settled(LAN)
    before = len(office.api.shown(LAN))
    await office.press("Trả lại để sửa", DUYET)
    await office.say(REMARK, DUYET)
    await office.settled(LAN)
    (back,) = office.api.shown(LAN)[before:]
    assert REMARK in back.text
    await office.press("Xem bản thảo", LAN)
    await office.press("Trình duyệt", LAN)
    await office.settled(DUYET)
    before = len(office.api.shown(LAN))
    await office.press("Duyệt và gửi", DUYET)
    await office.settled(LAN)
    since = [shown.text for shown in office.api.shown(LAN)[before:]]
    assert len([text for text in since if NAMES[DUYET] in text]) == 1
    assert told("staff_news.state", state=told("staff_state.answered")) not in "\n".join(since)


async def test_an_edited_message_is_no_further_part(office: Chat) -> None:
    petition = taken(office)
    await office.say(f"/traloi {petition.code}", LAN)
    await office.press("Trả lời", LAN)
    await office.say(ANSWER[0], LAN)
    office.api.edit(LAN, "sửa lại phần kiểm tra")
    assert (await office.settled(LAN)).text == told("lodge.edited")
    (kept,) = office.database.read(lambda c: ReplyRepository(c).of(petition.id))
    assert dict(kept.parts) == {"checked": ANSWER[0]}


@pytest.mark.parametrize("who", [CITIZEN, LAN])
async def test_the_command_alone_and_with_a_wrong_code(office: Chat, who: int) -> None:
    alone, wrong = await office.say("/traloi", who), await office.say("/traloi PA-2611-AAAAAA", who)
    nothing, no_code = ("reply.list_none", "reply.no_code") if who == LAN else ("chat.officers_only",) * 2
    assert (alone.text, wrong.text) == (told(nothing), told(no_code))


async def test_approvers_find_what_waits_for_them_by_the_command(office: Chat) -> None:
    petition = taken(office)
    await handed_up(office, petition)
    listed = await office.say("/traloi", CHI)
    assert told("reply.list_approve") in listed.text
    opened = await office.press("1", CHI)
    assert opened.labels == ["Duyệt và gửi", "Trả lại để sửa"]
    assert "Người duyệt: " + NAMES[CHI] in opened.text
    await office.say("duyệt và gửi", CHI)
    assert now(office, petition).state is State.ANSWERED
    last = office.database.read(lambda c: cases_for(c).register.trail.of(petition.id))[-1]
    assert (last.kind, last.actor.party) == (EventKind.MOVED, Party.APPROVER)
