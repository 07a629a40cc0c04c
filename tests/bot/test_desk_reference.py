"""The office's tables at the desk: who may change which, what is refused and why, and that the chat follows at once."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from bot.clock import Clock
from bot.database import Database
from bot.petitions.days import DayRepository
from bot.petitions.entries import EntryRepository, NotSoEntryError
from bot.petitions.life import State
from bot.petitions.petition import EventKind
from bot.petitions.reasons import Reason, refusals_of
from bot.petitions.replies import ReplyKind
from bot.petitions.templates import shipped
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import Trace
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, DAY, SETTINGS, Chat
from tests.bot.desk import Browser, OpenDesk, opened
from tests.bot.petitions import a_petition, cases_for

BANG = "/banlamviec/bang"
CAT_THANH, CO_LE = f"{BANG}/co-quan/14056-one_stop", f"{BANG}/co-quan/14026-one_stop"
ROAD, OUTSIDE = f"{BANG}/mau/road_mended", f"{BANG}/ly-do/outside"
NEW_DAY, NEW_ANSWER = f"{BANG}/ngay/moi", f"{BANG}/mau/moi-answer"
TITLES = (
    "Nơi tiếp nhận, liên hệ",
    "Ngày nghỉ, ngày làm bù",
    "Mẫu trả lời",
    "Lý do không tiếp nhận",
    "Đơn vị hành chính",
)

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

HIDDEN = re.compile(r'name="seen" value="([^"]*)"')


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
async def desk(loaded: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(loaded, catalogue):
        yield one


@pytest.fixture
async def controller(desk: OpenDesk) -> AsyncIterator[Browser]:
    browser = await signed_in(desk, desk.people[Role.CONTROLLER])
    yield browser
    await browser.client.aclose()


async def signed_in(desk: OpenDesk, telegram_id: int) -> Browser:
    browser = Browser(desk)
    await browser.sign_in(telegram_id)
    return browser


def appointed(desk: OpenDesk, telegram_id: int, role: Role, unit: str) -> int:
    """An officer of one unit."""
    add = (telegram_id, role, unit, f"Cán bộ {telegram_id}", Clock(DAY).now(), "test")
    desk.database.transact(lambda c: OfficerRepository(c).add(*add))
    return telegram_id


async def send(browser: Browser, path: str, step: str = "luu", **typed: str) -> httpx.Response:
    """A form of a row, opened and sent; what is not typed stays as the page had it."""
    page = await browser.open(path)
    seen = HIDDEN.search(page)
    values = {**standing(page), **typed}
    return await browser.post(path, step=step, seen=seen[1] if seen else "", **values)


def standing(page: str) -> dict[str, str]:
    """What a form begins with."""
    lines = re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)"', page)
    texts = re.findall(r'<textarea id="(\w+)"[^>]*>\n([^<]*)</textarea>', page)
    chosen = [
        (name, found[1])
        for name, inside in re.findall(r'<select id="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL)
        if (found := re.search(r'value="(\w*)" selected', inside))
    ]
    ticked = re.findall(r'type="checkbox" name="(\w+)" value="(\w+)" checked', page)
    return {name: plain(value) for name, value in (*lines, *texts, *chosen, *ticked)}


def traces(desk: OpenDesk) -> list[Trace]:
    return desk.database.read(lambda c: desk.office(c).traces.every())


def changes(desk: OpenDesk) -> list[Trace]:
    """What was changed in tables, as the trail has it."""
    return [trace for trace in traces(desk) if trace.act in {"arrange", "fill_in"}]


# What is shown


@one_database
@pytest.mark.parametrize("role", list(Role))
async def test_every_officer_reads_every_table(desk: OpenDesk, role: Role) -> None:
    browser = await signed_in(desk, desk.people[role])
    page = await browser.open(BANG)
    assert 'aria-current="page">Bảng dùng chung' in page
    assert [title for title in TITLES if title in page] == list(TITLES)
    for path in re.findall(rf'href="({BANG}/[\w-]+)"', page):
        listed = await browser.open(path)
        rows = re.findall(rf'href="({path}/[\w-]+)">', listed)
        assert 7 <= len(rows) <= 29, path
        assert '<th scope="col">' in listed
        assert "<h2>Lịch sử</h2>" in await browser.open(rows[-1])


async def test_a_table_is_searched_without_marks_and_turned_page_by_page(controller: Browser) -> None:
    found = await controller.open(f"{BANG}/mau?tim=den%20day%20dien")
    assert "Đèn, dây điện, cột điện: đã sửa" in found
    assert "1 dòng" in found
    assert "Không có dòng nào" in await controller.open(f"{BANG}/mau?tim=khong-co-gi-nhu-vay")
    first, second = await controller.open(f"{BANG}/co-quan"), await controller.open(f"{BANG}/co-quan?trang=2")
    assert (first.count('<th scope="row">'), second.count('<th scope="row">')) == (25, 3)
    assert "trang=2" in first
    assert "trang=3" not in second


@one_database
@pytest.mark.parametrize(
    "path",
    [
        *("khac", "khac/x", "ngay/2026-13-01", "ngay/20261231", "ngay/0001-01-01", "mau/khong-co", "mau/moi"),
        *("mau/moi-relay", "ly-do/khac", "don-vi/14029", "co-quan/14056", "co-quan/14056-province"),
        *("co-quan/x-one_stop", "ly-do/outside/bo"),
    ],
)
async def test_what_is_no_row_is_no_page(controller: Browser, path: str) -> None:
    assert (await controller.get(f"{BANG}/{path}")).status_code == 404


@one_database
async def test_units_are_shown_with_what_they_were_and_changed_by_nobody(controller: Browser, desk: OpenDesk) -> None:
    listed = await controller.open(f"{BANG}/don-vi")
    assert "thị trấn Cát Thành, xã Trực Đạo, xã Việt Hùng" in listed
    page = await controller.open(f"{BANG}/don-vi/14056")
    assert "do nghị quyết quy định" in page
    assert "xã Việt Hùng" in page
    assert "01/7/2025" in page
    assert (await controller.post(f"{BANG}/don-vi/14056", name="Khác")).status_code == 403
    assert changes(desk) == []


# Who may


MAY: Mapping[str, tuple[str, ...]] = {
    CAT_THANH: ("clerk", "controller", "administrator"),
    f"{BANG}/ngay/2026-12-31": ("controller", "administrator"),
    ROAD: ("controller", "administrator"),
    OUTSIDE: ("controller", "administrator"),
    f"{BANG}/don-vi/14056": (),
}
"""Which roles change a row, by hand."""


@one_database
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", MAY)
async def test_each_role_changes_what_it_may_alone(desk: OpenDesk, role: Role, path: str) -> None:
    browser = await signed_in(desk, desk.people[role])
    page = await browser.open(path)
    allowed = role in MAY[path]
    assert ('name="seen"' in page) is allowed
    sent = await browser.post(path, step="xem", seen="", name="x")
    assert (sent.status_code == 200) is allowed
    refused = [trace.about for trace in traces(desk) if trace.act == "refused"]
    assert len(refused) == (0 if allowed else 1)
    assert changes(desk) == []


@one_database
async def test_a_clerk_of_a_commune_fills_in_its_offices_and_no_other(desk: OpenDesk) -> None:
    browser = await signed_in(desk, appointed(desk, 9100, Role.CLERK, "14056"))
    there = await browser.open(CO_LE)
    assert told("reference.not_this_unit") in plain(there)
    assert 'name="seen"' not in there
    typed = {"name": "Nơi khác", "day": "22/11/2026", "seen": "0", "step": "luu"}
    assert (await browser.post(CO_LE, **typed)).status_code == 403
    assert "page:office:14026-one_stop" in [trace.about for trace in traces(desk)]
    assert (await send(browser, CAT_THANH, phone="0228 3883 001")).status_code == 303
    assert [trace.about for trace in changes(desk)] == ["office:14056-one_stop"]


@one_database
async def test_what_holds_for_the_whole_office_no_controller_of_one_commune_changes(desk: OpenDesk) -> None:
    browser = await signed_in(desk, appointed(desk, 9101, Role.CONTROLLER, "14056"))
    for path in (NEW_DAY, ROAD, OUTSIDE):
        assert 'name="seen"' not in await browser.open(path)
        assert (await browser.post(path, step="luu", seen="")).status_code == 403
    assert "Thêm ngày" not in await browser.open(f"{BANG}/ngay")


@one_database
async def test_a_forged_form_changes_nothing(controller: Browser, desk: OpenDesk) -> None:
    await controller.open(NEW_DAY)
    typed = {"step": "luu", "seen": "", "day": "24/12/2026", "kind": "free", "note": "mất điện"}
    for path in (NEW_DAY, f"{BANG}/ngay/2026-12-24/bo"):
        assert (await controller.post(path, csrf="0" * 64, **typed)).status_code == 403
    assert desk.database.read(lambda c: DayRepository(c).of()) == []


# Days


async def test_a_day_is_set_changed_and_ended_and_nothing_of_it_is_lost(controller: Browser, desk: OpenDesk) -> None:
    typed = {"day": "24/12/2026", "kind": "free", "note": "mất điện <b>toàn xã</b>"}
    shown = await send(controller, NEW_DAY, "xem", **typed)
    assert told("reference.not_kept_yet") in plain(shown.text)
    assert told("reference.counted_anew") in plain(shown.text)
    assert desk.database.read(lambda c: DayRepository(c).of()) == []
    kept = await send(controller, NEW_DAY, **typed)
    path = f"{BANG}/ngay/2026-12-24"
    assert kept.headers["location"] == f"{path}?xong=luu"
    page = await controller.open(f"{path}?xong=luu")
    assert "Đã lưu." in page
    assert "mất điện &lt;b&gt;toàn xã&lt;/b&gt;" in page
    assert (await send(controller, path, note="mưa lũ")).status_code == 303
    ending = await controller.open(f"{path}/bo")
    seen = HIDDEN.search(ending)
    assert seen
    assert (await controller.post(f"{path}/bo", seen=seen[1])).headers["location"] == f"{BANG}/ngay?xong=bo"
    assert desk.database.read(lambda c: DayRepository(c).of()) == []
    past = desk.database.read(lambda c: DayRepository(c).past(date(2026, 12, 24)))
    assert [(one.note, one.ended_by) for one in past] == [
        ("mất điện <b>toàn xã</b>", "Người controller"),
        ("mưa lũ", "Người controller"),
    ]
    assert "mưa lũ" in await controller.open(path)
    assert [(trace.about, trace.reason) for trace in changes(desk)] == [
        (
            "day:2026-12-24",
            "Ngày: chưa điền → 24/12/2026; Nghỉ hay làm việc: chưa điền → Nghỉ; "
            "Lý do: chưa điền → mất điện <b>toàn xã</b>",
        ),
        ("day:2026-12-24", "Lý do: mất điện <b>toàn xã</b> → mưa lũ"),
        ("day:2026-12-24", "Nghỉ hay làm việc: Nghỉ → chưa điền; Lý do: mưa lũ → chưa điền"),
    ]


@one_database
@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"day": ""}, "day", "reference.fault_empty"),
        ({"day": "31/02/2026"}, "day", "reference.fault_day"),
        ({"day": "mai"}, "day", "reference.fault_day"),
        ({"day": "24/12/2031"}, "day", "reference.fault_year"),
        ({"day": "24/12/2025"}, "day", "reference.fault_year"),
        ({"kind": ""}, "kind", "reference.fault_empty"),
        ({"kind": "half"}, "kind", "reference.fault_choice"),
        ({"day": "02/9/2026"}, "kind", "reference.fault_free_already"),
        ({"kind": "worked"}, "kind", "reference.fault_worked_already"),
        ({"note": " \t "}, "note", "reference.fault_empty"),
        ({"note": "x" * 201}, "note", "reference.fault_long"),
    ],
)
async def test_what_is_no_day_is_told_beside_its_field_and_nothing_typed_is_lost(
    controller: Browser, desk: OpenDesk, typed: dict[str, str], field: str, fault: str
) -> None:
    typed = {"day": "24/12/2026", "kind": "free", "note": 'mất "điện"', **typed}
    refused = await send(controller, NEW_DAY, **typed)
    assert refused.status_code == 200
    values = {"first": 2026, "last": 2027, "day": typed["day"], "most": 200, "number": len(typed["note"])}
    beside = re.search(rf'id="{field}-loi">(.*?)</p>', refused.text)
    assert beside
    assert plain(beside[1]) == told(fault, **values)
    assert f'<a href="#{field}">' in refused.text
    kept = standing(refused.text)
    assert (kept["day"], kept["note"]) == (typed["day"], typed["note"].strip())
    assert desk.database.read(lambda c: DayRepository(c).of()) == []


@one_database
async def test_a_day_that_is_set_is_not_set_twice(controller: Browser) -> None:
    typed = {"day": "2026-12-24", "kind": "free", "note": "mất điện"}
    await send(controller, NEW_DAY, **typed)
    again = await send(controller, NEW_DAY, **typed)
    assert told("reference.fault_day_set", day="24/12/2026") in plain(again.text)


async def test_open_petitions_are_counted_by_a_new_day_and_whose_day_moves_is_told(
    controller: Browser, desk: OpenDesk
) -> None:
    petition = a_petition(desk.database, State.RECEIVED, at=datetime(2026, 11, 16, 2, tzinfo=UTC))
    await send(controller, NEW_DAY, day="26/11/2026", kind="free", note="mất điện")
    await desk.app.upkeep.count_anew()

    def moved(connection: object) -> tuple[datetime | None, list[EventKind]]:
        cases = cases_for(connection)  # type: ignore[arg-type]
        events = [event.kind for event in cases.register.trail.of(petition.id)]
        return cases.register.petitions.by_id(petition.id).due_at, events

    due_at, events = desk.database.read(moved)
    assert petition.due_at
    assert due_at == petition.due_at + timedelta(days=1)
    assert events[-1] == EventKind.DUE_MOVED


def test_the_calendar_is_looked_at_every_minute(desk: OpenDesk) -> None:
    assert desk.app.application.job_queue
    (job,) = desk.app.application.job_queue.get_jobs_by_name("count anew what was set")
    assert job.job.trigger.interval == timedelta(minutes=1)


# Templates


async def test_a_template_is_seen_before_it_is_kept(controller: Browser, desk: OpenDesk) -> None:
    done = "Tổ đường của xã đã vá xong ngày [ngày làm xong…]. <i>Hết</i>"
    shown = await send(controller, ROAD, "xem", done=done)
    assert "Đã làm: Tổ đường của xã đã vá xong ngày [ngày làm xong…]. &lt;i&gt;Hết&lt;/i&gt;" in shown.text
    assert told("reference.sample_words") in plain(shown.text)
    assert "[đơn vị thực hiện…]" in shown.text  # as it is until now
    assert desk.database.read(lambda c: cases_for(c).own_templates.every_key()) == []
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    again = await controller.post(
        ROAD, step="sua", **{name: plain(carried[name]) for name in carried.keys() - {"csrf"}}
    )
    assert standing(again.text)["done"] == done


@one_database
@pytest.mark.parametrize(
    ("typed", "field", "fault"),
    [
        ({"name": ""}, "name", "reference.fault_empty"),
        ({"name": "…"}, "name", "reference.fault_words"),
        ({"name": "x" * 81}, "name", "reference.fault_long"),
        ({"name": "đường, cầu: ĐÃ SỬA"}, "name", "reference.fault_template_name"),
        ({"done": ""}, "checked", "reference.fault_no_part"),
        ({"done": "Đã làm [việc"}, "done", "reference.fault_blank"),
        ({"done": "Đã làm [việc]"}, "done", "reference.fault_blank"),
        ({"done": "Đã làm […]"}, "done", "reference.fault_blank"),
        ({"done": "x" * 1501}, "done", "reference.fault_long"),
        ({"offered": ""}, "offered", "reference.fault_empty"),
    ],
)
async def test_what_is_no_template_is_told_beside_its_field(
    controller: Browser, desk: OpenDesk, typed: dict[str, str], field: str, fault: str
) -> None:
    typed = {"name": "Đường xã tự sửa", "done": "Đã sửa [đoạn nào…].", "offered": "yes", **typed}
    refused = await send(controller, NEW_ANSWER, **typed)
    beside = re.search(rf'id="{field}-loi">(.*?)</p>', refused.text)
    assert beside
    most, number = (80, 81) if field == "name" else (1500, 1501)
    assert plain(beside[1]) == told(fault, most=most, number=number)
    assert standing(refused.text)["done"] == typed["done"]
    assert desk.database.read(lambda c: cases_for(c).own_templates.every_key()) == []


async def test_a_template_of_the_office_comes_goes_and_comes_again(controller: Browser, desk: OpenDesk) -> None:
    typed = {"name": "Đường xã tự sửa", "categories": "road", "done": "Đã sửa [đoạn nào…].", "offered": "yes"}

    def offered(category: str = "road") -> list[str]:
        return desk.database.read(
            lambda c: [one.name for one in cases_for(c).templates.fitting(ReplyKind.ANSWER, category)]
        )

    assert (await send(controller, NEW_ANSWER, **typed)).headers["location"] == f"{BANG}/mau/own1?xong=luu"
    assert "Đường xã tự sửa" in offered()
    assert "Đường xã tự sửa" not in offered("waste")
    path = f"{BANG}/mau/own1"
    await send(controller, path, offered="no")
    assert "Đường xã tự sửa" not in offered()
    seen = HIDDEN.search(await controller.open(f"{path}/bo"))
    assert seen
    await controller.post(f"{path}/bo", seen=seen[1])
    assert "Đã bỏ" in await controller.open(f"{BANG}/mau?tim=tu%20sua")
    gone = await controller.open(path)
    assert told("reference.template_gone") in plain(gone)
    assert gone.count("Người thay hoặc bỏ: Người controller.") == 2
    assert (await controller.get(f"{path}/bo")).status_code == 404
    await send(controller, path, offered="yes", name="Đường xã tự sửa lại")
    assert "Đường xã tự sửa lại" in offered()


@one_database
async def test_the_shipped_words_come_back_when_the_office_s_end(controller: Browser, desk: OpenDesk) -> None:
    await send(controller, ROAD, name="Đường: đã vá")
    seen = HIDDEN.search(await controller.open(f"{ROAD}/bo"))
    assert seen
    await controller.post(f"{ROAD}/bo", seen=seen[1])
    assert desk.database.read(lambda c: cases_for(c).templates.every) == shipped()
    assert "Đường: đã vá" in await controller.open(ROAD)  # in its history


@one_database
async def test_two_who_change_one_row_do_not_undo_each_other(controller: Browser, desk: OpenDesk) -> None:
    other = await signed_in(desk, desk.people[Role.ADMINISTRATOR])
    for path, typed in ((ROAD, "name"), (OUTSIDE, "next"), (CAT_THANH, "name")):
        mine, theirs = await controller.open(path), await other.open(path)
        seen = HIDDEN.search(mine)
        assert seen
        await other.post(path, step="luu", seen=seen[1], **{**standing(theirs), typed: "Lời của người kia"})
        late = await controller.post(path, step="luu", seen=seen[1], **{**standing(mine), typed: "Lời của tôi"})
        assert told("reference.changed") in plain(late.text)
        assert standing(late.text)[typed] == "Lời của tôi"
        assert "Lời của người kia" in late.text  # in the history below
        assert standing(await controller.open(path))[typed] == "Lời của người kia"
    assert len(changes(desk)) == 3


def test_of_two_entries_under_one_key_the_second_is_refused(desk: OpenDesk) -> None:
    at = Clock(DAY).now()

    def put(connection: object, seen: int) -> None:
        office = desk.office(connection)
        officer_id = office.officers.number_of(desk.people[Role.CONTROLLER])
        assert officer_id
        EntryRepository(connection, "reason").put("outside", {"next": "x"}, officer_id, at, seen=seen)  # type: ignore[arg-type]

    desk.database.transact(lambda c: put(c, 0))
    for seen in (0, 999):
        with pytest.raises(NotSoEntryError):
            desk.database.transact(lambda c, seen=seen: put(c, seen))  # type: ignore[misc]
    (kept,) = desk.database.read(lambda c: EntryRepository(c, "reason").of("outside"))
    assert kept.ended_at is None


@one_database
async def test_what_is_said_already_is_kept_once(controller: Browser, desk: OpenDesk) -> None:
    for path in (ROAD, OUTSIDE, CAT_THANH):
        assert told("reference.unchanged") in plain((await send(controller, path)).text)
    assert changes(desk) == []


# Reasons


@one_database
@pytest.mark.parametrize(
    ("reason", "typed", "fault"),
    [
        ("outside", "", "reference.fault_empty"),
        ("outside", "123", "reference.fault_words"),
        ("outside", "x" * 401, "reference.fault_long"),
        ("emergency", "Xin gọi 113 hoặc 114.", "reference.fault_numbers"),
    ],
)
async def test_what_tells_nobody_what_to_do_next_is_refused(
    controller: Browser, reason: str, typed: str, fault: str
) -> None:
    refused = await send(controller, f"{BANG}/ly-do/{reason}", next=typed)
    assert told(fault, most=400, number=401, numbers="113, 114, 115") in plain(refused.text)
    assert standing(refused.text)["next"] == typed


@one_database
async def test_some_reason_is_always_offered(controller: Browser, desk: OpenDesk) -> None:
    answers = [await send(controller, f"{BANG}/ly-do/{reason}", offered="no") for reason in Reason]
    assert [answer.status_code for answer in answers] == [303] * 6 + [200]
    assert told("reference.fault_none_offered") in plain(answers[-1].text)
    offered = desk.database.read(lambda c: refusals_of(EntryRepository(c, "reason").standing().values()).offered)
    assert offered == (Reason.EMERGENCY,)


# The chat follows


@pytest.fixture
async def chat(desk: OpenDesk) -> AsyncIterator[Chat]:
    """The chat of the same office."""
    talking = Chat(desk.database, desk.app.offices.catalogue, SETTINGS)
    for number in (CITIZEN, *desk.people.values()):
        talking.api.meet(number)
    await talking.start()
    yield talking
    await talking.stop()


@one_database
async def test_a_refusal_is_written_and_read_in_the_office_s_words(
    controller: Browser, desk: OpenDesk, chat: Chat
) -> None:
    clerk, approver = desk.people[Role.CLERK], desk.people[Role.APPROVER]
    step = "Xin gửi tới Trung tâm tiếp nhận phản ánh của tỉnh <1>."
    await send(controller, OUTSIDE, next=step)
    await send(controller, f"{BANG}/ly-do/lacking", offered="no")
    petition = a_petition(desk.database, State.IN_PROGRESS)
    await chat.say(f"/traloi {petition.code}", clerk)
    asked = await chat.press("Không tiếp nhận", clerk)
    assert told("reason.outside") in asked.text
    assert told("reason.lacking") not in asked.text
    assert told("reply.fault_no_reason") in (await both(chat, "thiếu thông tin bắt buộc", clerk))
    await chat.say("không thuộc thẩm quyền", clerk)
    draft = await chat.say("Việc này của tỉnh.", clerk)
    assert step in draft.text  # what she will read, to the letter
    await chat.press("Trình duyệt", clerk)
    await chat.settled(approver)
    await chat.press("Duyệt và gửi", approver)
    answer = await chat.settled()
    assert step in answer.text
    assert told("reason_next.outside") not in answer.text
    await send(controller, OUTSIDE, next="Lời về sau.")
    event = desk.database.read(lambda c: cases_for(c).register.trail.of(petition.id)[-1])
    assert event.details["next"] == step  # what she was told stays


async def both(chat: Chat, typed: str, who: int) -> str:
    """All that was shown after a text."""
    before = len(chat.api.shown(who))
    await chat.say(typed, who)
    return "\n".join(shown.text for shown in chat.api.shown(who)[before:])


@one_database
async def test_a_template_changed_at_the_desk_is_offered_in_the_chat_at_once(
    controller: Browser, desk: OpenDesk, chat: Chat
) -> None:
    clerk = desk.people[Role.CLERK]
    petition = a_petition(desk.database, State.IN_PROGRESS)
    await chat.say(f"/traloi {petition.code}", clerk)
    await chat.press("Trả lời", clerk)
    before = await chat.press("Mẫu soạn sẵn", clerk)
    assert "Đường, cầu: đã sửa" in before.text
    await send(controller, ROAD, name="Đường: tổ của xã vá", checked="Tổ đường đã xem [nơi kiểm tra…].")
    await send(controller, f"{BANG}/mau/road_planned", offered="no")
    after = await chat.say(f"/traloi {petition.code}", clerk)
    after = await chat.press("Mẫu soạn sẵn", clerk)
    assert "Đường: tổ của xã vá" in after.text
    assert "Đường, cầu: đưa vào kế hoạch sửa" not in after.text
    begun = await chat.press("1", clerk)
    assert "Tổ đường đã xem [nơi kiểm tra…]." in begun.text


# Offices


async def test_an_office_is_changed_from_a_day_on_and_what_is_known_of_later_days_stays(
    controller: Browser, desk: OpenDesk
) -> None:
    await send(controller, CAT_THANH, address="thôn 9, xã Cát Thành", day="01/12/2026")
    page = await controller.open(CAT_THANH)
    assert told("reference.office_coming", day="01/12/2026", name="Người controller") in plain(page)
    kept = await send(controller, CAT_THANH, phone="02283883001", hours="thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ")
    assert kept.status_code == 303
    catalogue = desk.database.read(Catalogue.of_database)
    now, later = (catalogue.contact("14056", "one_stop", day) for day in (DAY, date(2026, 12, 2)))
    assert now
    assert later
    assert (now.address, now.phone) == ("", "0228 3883 001")
    assert (later.address, later.phone, later.hours) == ("thôn 9, xã Cát Thành", now.phone, now.hours)
    assert now.source.label == told("contacting.source", name=now.name)
    assert [trace.reason for trace in changes(desk)] == [
        "Địa chỉ: chưa điền → thôn 9, xã Cát Thành",
        "Giờ làm việc: chưa điền → thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ; Điện thoại: chưa điền → 02283883001",
    ]
    assert "Kèm chương trình" in await controller.open(CAT_THANH)


@one_database
@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"name": ""}, "reference.fault_empty"),
        ({"phone": "12"}, "contacting.fault_phone"),
        ({"map": "http://maps.example"}, "contacting.fault_map"),
        ({"hours": "cả ngày"}, "contacting.fault_hours"),
        ({"address": "55"}, "contacting.fault_address"),
        ({"address": "x" * 201}, "reference.fault_long"),
        ({"day": "21/11/2026", "phone": "0228 3883 001"}, "reference.fault_past"),
    ],
)
async def test_what_is_no_part_of_an_office_is_refused(
    controller: Browser, desk: OpenDesk, typed: dict[str, str], fault: str
) -> None:
    refused = await send(controller, CAT_THANH, **typed)
    assert told(fault, most=200, number=201) in plain(refused.text)
    assert changes(desk) == []


@one_database
async def test_the_trail_says_which_row_was_changed(controller: Browser, desk: OpenDesk) -> None:
    await send(controller, CAT_THANH, phone="0228 3883 001")
    await send(controller, NEW_DAY, day="24/12/2026", kind="free", note="mất điện")
    administrator = await signed_in(desk, desk.people[Role.ADMINISTRATOR])
    page = await administrator.open("/banlamviec/nhat-ky?viec=fill_in")
    assert "Nơi tiếp nhận, liên hệ: Trung tâm Phục vụ hành chính công xã Cát Thành" in page
    assert "Điện thoại: chưa điền → 0228 3883 001" in page
    assert "Ngày nghỉ, ngày làm bù: 24/12/2026 (thứ năm)" in await administrator.open(
        "/banlamviec/nhat-ky?viec=arrange"
    )
