"""The system page: how the bot is in words, and the channel's switch, notices and decision, each with a trace."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import VIET_NAM
from bot.database import Database
from bot.review.channel import LONGEST_NOTICE, LONGEST_REASON, ChannelNow
from bot.review.officers import Role
from bot.review.traces import Trace
from bot.texts import say, words
from bot.views.message import plain
from bot.web.desk.pages.system import PATH
from bot.web.desk.rendering import moment
from knowledge.catalogue import Catalogue
from tests.bot.desk import OURS, Browser, OpenDesk, opened

WHY = "máy chủ được thay <b>hôm nay</b>"
DECISION = "Quyết định số 12/QĐ-UBND ngày 02/11/2026"
NAMED = OURS.model_copy(update={"agency": "UBND xã Cát Thành", "data_contact": "0912 000 111"})

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""What differs between databases is in test_channel, and in the first walk here."""


@pytest.fixture
async def desk(database: Database, catalogue: Catalogue) -> AsyncIterator[OpenDesk]:
    async for one in opened(database, catalogue, NAMED):
        yield one


@pytest.fixture
async def chief(desk: OpenDesk) -> AsyncIterator[Browser]:
    browser = Browser(desk)
    await browser.sign_in(desk.people[Role.ADMINISTRATOR])
    await browser.open(PATH)
    yield browser
    await browser.client.aclose()


def channel(desk: OpenDesk) -> ChannelNow:
    return desk.database.transact(lambda connection: desk.office(connection).channel.now)


def traces(desk: OpenDesk) -> list[Trace]:
    """What was done to the channel."""
    every = desk.database.read(lambda connection: desk.office(connection).traces.every())
    return [trace for trace in every if trace.about == "channel"]


def local(desk: OpenDesk, hours: float) -> str:
    """A moment some hours from now, as a program sends it."""
    return (desk.clock.now() + timedelta(hours=hours)).astimezone(VIET_NAM).strftime("%Y-%m-%dT%H:%M")


def is_refused(text: str, fault: str) -> bool:
    return str(say(f"system.wrong_{fault}")) in text


# How the bot is


async def test_the_page_tells_how_the_bot_is_in_words(chief: Browser, desk: OpenDesk) -> None:
    page = await chief.open(PATH)
    for told in ("<h1>Hệ thống</h1>", "chưa có bản sao lưu nào được ghi lại", "không có tin nào đang chờ"):
        assert told in page
    assert ("SQLite" if desk.database.is_sqlite else "PostgreSQL") in page
    assert page.count(">Tốt<") == 5
    assert page.count(">Cần xem<") == 1
    assert len(page.encode()) < 100_000

    def back_up(connection: object) -> None:
        office = desk.office(connection)
        made = office.backups.begin("schedule", office.at)
        office.backups.made(made, "a.zip", 1, "d", office.at, sealed=True)

    desk.database.transact(back_up)
    assert "bản gần nhất: " in await chief.open(PATH)


@one_database
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_it_is_the_administrators_alone(desk: OpenDesk, role: Role) -> None:
    browser = Browser(desk)
    await browser.sign_in(desk.people[role])
    page = await browser.open()
    assert PATH not in page
    for refused in (await browser.get(PATH), await browser.post(PATH, viec="off", reason=WHY, chac="1")):
        assert refused.status_code == 403
    assert not channel(desk).is_off
    assert desk.acts().count("refused") == 2
    await browser.client.aclose()


# The switch


async def test_the_channel_is_switched_off_after_a_second_look_and_on_again(chief: Browser, desk: OpenDesk) -> None:
    sure = await chief.post(PATH, viec="off", reason=WHY)
    assert (sure.status_code, channel(desk).is_off) == (200, False)
    assert "&lt;b&gt;hôm nay" in sure.text
    assert plain(say("shut.elsewhere")) in sure.text
    done = await chief.post(PATH, viec="off", reason=WHY, chac="1")
    assert (done.status_code, done.headers["location"]) == (303, f"{PATH}?xong=off")
    assert (channel(desk).is_off, channel(desk).reason) == (True, WHY)
    page = await chief.open(done.headers["location"])
    assert str(say("system.done_off")) in page
    assert "&lt;b&gt;hôm nay" in page
    assert "<b>hôm nay" not in page
    again = await chief.post(PATH, viec="off", reason=WHY, chac="1")
    assert is_refused(again.text, "already")
    await chief.post(PATH, viec="on", reason="đã thay xong")
    assert not channel(desk).is_off
    assert [(one.act, one.reason) for one in traces(desk)] == [("channel_off", WHY), ("channel_on", "đã thay xong")]
    assert "tạm ngừng kênh" in await chief.open("/banlamviec/nhat-ky")


@one_database
@pytest.mark.parametrize("reason", ["", "  ", "123", "a" * (LONGEST_REASON + 1)])
async def test_without_a_reason_nothing_is_switched(chief: Browser, desk: OpenDesk, reason: str) -> None:
    for deed in ("off", "on", "decision"):
        refused = await chief.post(PATH, viec=deed, reason=reason, so="x", chac="1")
        assert (refused.status_code, is_refused(refused.text, "reason")) == (400, True)
    assert (channel(desk), traces(desk)) == (ChannelNow(), [])


@one_database
async def test_a_form_that_the_page_does_not_have_does_nothing(chief: Browser, desk: OpenDesk) -> None:
    for deed in ("", "delete", "OFF"):
        assert (await chief.post(PATH, viec=deed, reason=WHY, chac="1")).status_code == 200
    assert (await chief.post(PATH, csrf="0" * 64, viec="off", reason=WHY, chac="1")).status_code == 403
    assert (await chief.get(f"{PATH}?xong=<script>&sua=99999999999")).status_code == 200
    assert channel(desk) == ChannelNow()


# Notices


@one_database
async def test_a_notice_that_is_sent_twice_is_told_once(chief: Browser, desk: OpenDesk) -> None:
    for _ in range(2):
        done = await chief.post(PATH, viec="notice", words="Mai nghỉ.", tu=local(desk, -1), den=local(desk, 5))
        assert done.status_code == 303
    (notice,) = channel(desk).standing(desk.clock.now())
    for _ in range(2):
        fields = {"words": "Ngày kia nghỉ.", "tu": local(desk, -1), "den": local(desk, 5), "so": str(notice.id)}
        assert (await chief.post(PATH, viec="notice", **fields)).status_code == 303
    assert [one.words for one in channel(desk).notices] == ["Ngày kia nghỉ."]
    assert [one.act for one in traces(desk)] == ["channel_notice", "channel_notice"]


@one_database
async def test_a_notice_is_set_mended_and_ended(chief: Browser, desk: OpenDesk) -> None:
    begin, end = local(desk, -1), local(desk, 5)
    await chief.post(PATH, viec="notice", words="Mai <i>nghỉ</i>.", tu=begin, den=end)
    (notice,) = channel(desk).standing(desk.clock.now())
    assert (notice.words, notice.starts_at.astimezone(VIET_NAM).strftime("%Y-%m-%dT%H:%M")) == (
        "Mai <i>nghỉ</i>.",
        begin,
    )
    page = await chief.open(f"{PATH}?sua={notice.id}")
    assert "Mai &lt;i&gt;nghỉ" in page
    assert f'value="{moment(notice.ends_at)}"' in page
    assert "T" not in moment(notice.ends_at)
    await chief.post(PATH, viec="notice", words="Ngày kia nghỉ.", tu=begin, den=end, so=str(notice.id))
    (mended,) = channel(desk).standing(desk.clock.now())
    assert mended.words == "Ngày kia nghỉ."
    await chief.post(PATH, viec="ended", so=str(mended.id))
    assert channel(desk).notices == ()
    gone = await chief.post(PATH, viec="ended", so=str(mended.id))
    late = await chief.post(PATH, viec="notice", words="Muộn.", tu=begin, den=end, so=str(mended.id))
    assert is_refused(gone.text, "ended")
    assert is_refused(late.text, "ended")
    assert [one.act for one in traces(desk)] == ["channel_notice", "channel_notice", "channel_ended"]


@one_database
@pytest.mark.parametrize(
    ("words", "hours", "fault"),
    [
        ("", (0, 5), "words"),
        ("…", (0, 5), "words"),
        ("a" * (LONGEST_NOTICE + 1), (0, 5), "words"),
        ("Mai nghỉ.", (5, 5), "times"),
        ("Mai nghỉ.", (5, 1), "times"),
        ("Mai nghỉ.", (-5, -1), "times"),
        ("Mai nghỉ.", (0, 32 * 24), "times"),
        ("Mai nghỉ.", None, "times"),
    ],
)
async def test_a_notice_that_cannot_be_is_refused_and_stays_typed(
    chief: Browser, desk: OpenDesk, words: str, hours: tuple[float, float] | None, fault: str
) -> None:
    begin, end = (local(desk, hour) for hour in hours) if hours else ("mai", "2026-13-45T99:99")
    refused = await chief.post(PATH, viec="notice", words=words, tu=begin, den=end)
    assert (refused.status_code, is_refused(refused.text, fault)) == (400, True)
    assert f">{words}</textarea>" in refused.text
    assert f'value="{begin}"' in refused.text
    assert (channel(desk).notices, traces(desk)) == ((), [])


@one_database
async def test_a_fourth_notice_at_once_is_refused(chief: Browser, desk: OpenDesk) -> None:
    said = [
        await chief.post(PATH, viec="notice", words=f"Số {number}.", tu=local(desk, 0), den=local(desk, 5))
        for number in range(4)
    ]
    assert [one.status_code for one in said] == [303, 303, 303, 400]
    assert is_refused(said[3].text, "many")


@one_database
@pytest.mark.parametrize(
    ("begin", "end", "times"),
    [
        ("8 giờ 30 ngày {}", "17 giờ ngày {}", ("08:30", "17:00")),
        ("8h30 {}", "9:05 {}", ("08:30", "09:05")),
        ("{} lúc 8 giờ", "{}", ("08:00", "00:00")),
        ("{}", "{}", ("00:00", "00:00")),
    ],
)
async def test_moments_are_typed_as_people_write_them(
    chief: Browser, desk: OpenDesk, begin: str, end: str, times: tuple[str, str]
) -> None:
    day = words.day(desk.clock.today() + timedelta(days=2))
    await chief.post(PATH, viec="notice", words="Nghỉ.", tu=begin.format(day), den=end.format(day))
    (notice,) = channel(desk).notices
    starts_at, ends_at = (one.astimezone(VIET_NAM) for one in (notice.starts_at, notice.ends_at))
    assert (starts_at.strftime("%H:%M"), ends_at.strftime("%H:%M")) == times
    assert words.day(starts_at.date()) == day
    assert (ends_at.date() - starts_at.date()).days == (times[1] == "00:00")


# The decision


@one_database
async def test_a_decision_is_entered_after_a_second_look_and_taken_back(chief: Browser, desk: OpenDesk) -> None:
    trial = plain(say("page.trial"))
    page = await chief.open(PATH)
    assert trial in page
    assert plain(say("system.lacks", what=say("system.lacks_decision"))) in page
    await chief.post(PATH, viec="decision", so=DECISION, reason="theo quyết định")
    assert channel(desk).decision == ""
    await chief.post(PATH, viec="decision", so=DECISION, reason="theo quyết định", chac="1")
    page = await chief.open(PATH)
    assert trial not in page
    assert plain(say("system.official")) in page
    assert DECISION in page
    assert desk.database.transact(lambda connection: desk.office(connection).settings.is_official)
    same = await chief.post(PATH, viec="decision", so=DECISION, reason="lại lần nữa", chac="1")
    assert is_refused(same.text, "already")
    sure = await chief.post(PATH, viec="decision", so="", reason="thu hồi")
    assert str(say("system.sure_no_decision")) in sure.text
    await chief.post(PATH, viec="decision", so="", reason="thu hồi", chac="1")
    assert trial in await chief.open(PATH)
    assert [one.reason for one in traces(desk)] == [f"{DECISION}: theo quyết định", "thu hồi"]
    long = await chief.post(PATH, viec="decision", so="a" * 201, reason="dài", chac="1")
    assert is_refused(long.text, "decision")


@one_database
async def test_the_decision_of_the_settings_is_not_changed_here(database: Database, catalogue: Catalogue) -> None:
    settings = NAMED.model_copy(update={"channel_decision": DECISION})
    async for desk in opened(database, catalogue, settings):
        chief = Browser(desk)
        await chief.sign_in(desk.people[Role.ADMINISTRATOR])
        page = await chief.open(PATH)
        assert "MOTCUA_CHANNEL_DECISION" in page
        assert 'id="quyet-dinh"' not in page
        refused = await chief.post(PATH, viec="decision", so="QĐ khác", reason="thử", chac="1")
        assert is_refused(refused.text, "setting")
        await chief.client.aclose()
