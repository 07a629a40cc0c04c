"""Offices filled in from the chat: checked, previewed, kept from a day on with who said so, and seen by citizens."""

from collections.abc import AsyncIterator, Callable
from datetime import date

import pytest

from bot.clock import Clock
from bot.conversations.contacting import read_part
from bot.database import Database
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from knowledge.contacts import ContactPoint
from knowledge.repository import CatalogueRepository
from tests.bot.conftest import CITIZEN, DAY, PATIENCE, SETTINGS, Chat

CAT_THANH, CO_LE = "14056", "14026"
CLERK, ADMINISTRATOR, EVERYWHERE, APPROVER = 31, 32, 33, 34
LATER = date(2026, 12, 1)

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
async def town(loaded: Database, loaded_catalogue: Catalogue) -> AsyncIterator[Chat]:
    """A bot over the loaded catalogue, with a clerk of one commune, one of all, an administrator and an approver."""
    people = {
        CLERK: (Role.CLERK, CAT_THANH),
        ADMINISTRATOR: (Role.ADMINISTRATOR, ""),
        EVERYWHERE: (Role.CONTROLLER, ""),
        APPROVER: (Role.APPROVER, ""),
    }
    for who, (role, unit) in people.items():
        add = (who, role, unit, f"Cán bộ {who}", Clock(DAY).now(), "test")
        loaded.transact(lambda c, a=add: OfficerRepository(c).add(*a))  # type: ignore[misc]
    talking = Chat(loaded, loaded_catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


def office(chat: Chat, day: date = DAY, kind: str = "one_stop", unit: str = CAT_THANH) -> ContactPoint:
    """What citizens are told of an office, once the catalogue is read anew."""
    said = chat.database.read(lambda connection: CatalogueRepository(connection).contact_points())
    return next(one for one in said if (one.unit, one.kind) == (unit, kind) and one.holds_on(day))


async def fill_in(chat: Chat, label: str, typed: str, who: int = CLERK) -> str:
    """A part is typed at the one-stop centre of Cát Thành; gives the last that was shown."""
    await chat.say("/coquan", who)
    await chat.press("Trung tâm Phục vụ hành chính công", who)
    await chat.press(label, who)
    return (await chat.say(typed, who)).text


# Filling in


@one_database
async def test_a_clerk_fills_in_an_office_part_by_part(town: Chat) -> None:
    kinds = await town.say("/coquan", CLERK)
    assert kinds.text.startswith("Xã Cát Thành: ông/bà điền cho nơi nào?")
    shown = await town.press("Trung tâm Phục vụ hành chính công", CLERK)
    assert "Địa chỉ: chưa điền\nGiờ làm việc: chưa điền\nĐiện thoại: chưa điền\nBản đồ: chưa điền" in shown.text
    assert told("contacting.by_release") in shown.text
    preview = await fill_in(town, "Sửa địa chỉ", "thôn 5, xã Cát Thành")
    assert "từ 22/11/2026:" in preview
    assert "Địa chỉ: thôn 5, xã Cát Thành; trước đây: chưa điền" in preview
    assert office(town).address == ""
    saved = await town.press("Lưu", CLERK)
    assert "Địa chỉ: thôn 5, xã Cát Thành" in saved.text
    assert f"Người điền: Cán bộ {CLERK}, ngày 22/11/2026." in saved.text
    await fill_in(town, "Sửa điện thoại", "02283883001")
    await town.press("Lưu", CLERK)
    kept = office(town)
    assert (kept.address, kept.phone, kept.valid_from) == ("thôn 5, xã Cát Thành", "0228 3883 001", DAY)
    assert kept.source.label == "Trung tâm Phục vụ hành chính công xã Cát Thành cung cấp"
    traces = town.database.read(lambda c: TraceRepository(c).every())
    assert [(one.act, one.about, one.reason) for one in traces] == [
        ("fill_in", f"office:{CAT_THANH}:one_stop", "address"),
        ("fill_in", f"office:{CAT_THANH}:one_stop", "phone"),
    ]


async def learned(chat: Chat, is_known: Callable[[Catalogue], bool]) -> None:
    """Wait until the running bot answers from a catalogue."""
    await chat.wire.until(lambda: is_known(chat.app.offices.catalogue), seconds=PATIENCE)


def hours_in(catalogue: Catalogue) -> str:
    found = catalogue.contact(CAT_THANH, "one_stop", DAY)
    return found.hours if found else ""


async def test_citizens_see_it_within_seconds(town: Chat) -> None:
    await town.say("/xa cát thành")
    assert "Cơ quan chưa cung cấp: địa chỉ, giờ làm việc, số điện thoại." in (await town.say("/gapcanbo")).text
    await fill_in(town, "Sửa giờ làm việc", "thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ")
    await town.press("Lưu", CLERK)

    await learned(town, lambda catalogue: bool(hours_in(catalogue)))
    assert "Giờ làm việc: thứ Hai đến thứ Sáu, 7 giờ 30 đến 17 giờ" in (await town.say("/gapcanbo")).text
    assert "Cơ quan chưa cung cấp: địa chỉ, số điện thoại." in town.api.last(CITIZEN).text


@one_database
async def test_what_is_to_be_from_a_later_day_is_typed_and_shown_as_coming(town: Chat) -> None:
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    preview = await town.say("01/12/2026", CLERK)
    assert "từ 01/12/2026:" in preview.text
    saved = await town.press("Lưu", CLERK)
    assert "Địa chỉ: chưa điền" in saved.text
    assert "Từ 01/12/2026: Địa chỉ: thôn 5." in saved.text
    assert [office(town, day).address for day in (DAY, LATER)] == ["", "thôn 5"]
    # What is mended today is so later too, where nothing else was said for then.
    await fill_in(town, "Sửa điện thoại", "0228 3883 001")
    await town.press("Lưu", CLERK)
    assert [office(town, day).phone for day in (DAY, LATER)] == ["0228 3883 001"] * 2
    assert [office(town, day).address for day in (DAY, LATER)] == ["", "thôn 5"]


@one_database
async def test_a_day_that_is_past_is_today_and_another_value_may_be_typed(town: Chat) -> None:
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    shown = await town.say("01/01/2026", CLERK)
    assert told("contacting.past_day") in [one.text for one in town.api.shown(CLERK)]
    assert "từ 22/11/2026:" in shown.text
    await town.press("Viết lại", CLERK)
    await town.say("thôn 6", CLERK)
    await town.press("Lưu", CLERK)
    assert office(town).address == "thôn 6"


@one_database
async def test_what_stands_may_be_taken_away_and_the_history_says_all(town: Chat) -> None:
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    await town.press("Lưu", CLERK)
    await town.press("Sửa địa chỉ", CLERK)
    await town.press("Để trống", CLERK)
    await town.press("Lưu", CLERK)
    assert office(town).address == ""
    history = await town.press("Các lần thay đổi", CLERK)
    assert history.text.count("Ghi ngày 22/11/2026, người điền Cán bộ 31:") >= 2
    assert "Địa chỉ: thôn 5" in history.text
    assert told("contacting.by_release").rstrip(".") in history.text
    assert len(history.text) <= 2000


@one_database
async def test_the_same_again_is_said_to_stand_and_an_old_preview_keeps_nothing(town: Chat) -> None:
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    first = next(data for data in town.api.last(CLERK).data if data.startswith("v1:office_keep:"))
    await fill_in(town, "Sửa địa chỉ", "thôn 6")
    town.api.forge(CLERK, first)
    await town.settled(CLERK)
    assert office(town).address == ""
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    await town.press("Lưu", CLERK)
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    assert told("contacting.unchanged") in [one.text for one in town.api.shown(CLERK)]


@one_database
async def test_what_another_officer_changed_meanwhile_is_not_written_over(town: Chat) -> None:
    await fill_in(town, "Sửa địa chỉ", "thôn 5")
    await town.say("/coquan", EVERYWHERE)
    await town.press("xã Cát Thành", EVERYWHERE)
    await town.press("Trung tâm Phục vụ hành chính công", EVERYWHERE)
    await town.press("Sửa địa chỉ", EVERYWHERE)
    await town.say("thôn 7", EVERYWHERE)
    await town.press("Lưu", EVERYWHERE)
    await town.press("Lưu", CLERK)
    assert told("contacting.changed") in [one.text for one in town.api.shown(CLERK)]
    assert office(town).address == "thôn 7"


# Who may


@one_database
async def test_each_fills_in_the_own_communes_and_nobody_else_any(town: Chat) -> None:
    assert len((await town.say("/coquan", ADMINISTRATOR)).labels) == 7
    assert (await town.say("Cổ Lễ", ADMINISTRATOR)).text.startswith("Xã Cổ Lễ:")
    assert (await town.say("/coquan", APPROVER)).text == told("contacting.not_yours")
    assert (await town.say("/coquan")).text == told("chat.officers_only")
    await town.say("/coquan", CLERK)
    town.api.forge(CLERK, f"v1:office_at:{CO_LE}:one_stop")
    assert (await town.settled(CLERK)).text.startswith("Xã Cát Thành")
    assert told("contacting.not_this_unit") in [one.text for one in town.api.shown(CLERK)]
    for data in ("office_at:14080:bank", "office_mend:14056:one_stop:colour", "office_clear:14056:one_stop:name"):
        town.api.forge(CLERK, f"v1:{data}")
        assert (await town.settled(CLERK)).text
    assert (await town.say("thông tin cơ quan", CLERK)).text.startswith("Xã Cát Thành")


# What is typed


@one_database
@pytest.mark.parametrize(
    ("label", "typed", "key"),
    [
        ("Sửa điện thoại", "12345", "phone"),
        ("Sửa điện thoại", "gọi cô Lan", "phone"),
        ("Sửa bản đồ", "http://maps.vn", "map"),
        ("Sửa giờ làm việc", "giờ hành chính", "hours"),
        ("Sửa địa chỉ", "x" * 201, "address"),
    ],
)
async def test_what_is_no_value_is_asked_for_again(town: Chat, label: str, typed: str, key: str) -> None:
    assert await fill_in(town, label, typed) == told(f"contacting.fault_{key}", most=200)


@pytest.mark.parametrize(
    ("part", "said", "kept"),
    [
        ("phone", "0228.3883.001", "0228 3883 001"),
        ("phone", "+84 228 3883 001", "0228 3883 001"),
        ("phone", "1900", None),
        ("map", "https://maps.app.goo.gl/abc", "https://maps.app.goo.gl/abc"),
        ("map", "https://maps.vn/ x", None),
        ("hours", "7 giờ 30 đến 11 giờ 30", "7 giờ 30 đến 11 giờ 30"),
        ("hours", "", None),
        ("address", "123", None),
        ("address", "số 5", "số 5"),
        ("name", "Công an xã Cổ Lễ", "Công an xã Cổ Lễ"),
    ],
)
def test_a_part_is_kept_as_it_is_read(part: str, said: str, kept: str | None) -> None:
    assert read_part(part, said) == kept
