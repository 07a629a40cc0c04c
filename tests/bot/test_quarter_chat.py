"""Results of dossiers typed in the chat: which quarter and place, checked, previewed, kept with who said so."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import Clock
from bot.database import Database
from bot.reports.quarter.dossier_repository import DossierRepository, Entered
from bot.reports.quarter.periods import Quarter
from bot.review.officers import OfficerRepository, Role
from bot.review.traces import TraceRepository
from bot.texts import say
from bot.views.message import plain
from knowledge.catalogue import Catalogue
from tests.bot.conftest import DAY, SETTINGS, Chat

CAT_THANH = "14056"
CLERK, CONTROLLER, APPROVER = 31, 32, 33
LAST = Quarter(2026, 4)

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def told(key: str, **values: object) -> str:
    return plain(say(key, **values))


@pytest.fixture
async def town(loaded: Database, loaded_catalogue: Catalogue) -> AsyncIterator[Chat]:
    """A bot over the loaded catalogue, with a clerk of one commune, a controller of all and an approver."""
    people = {CLERK: (Role.CLERK, CAT_THANH), CONTROLLER: (Role.CONTROLLER, ""), APPROVER: (Role.APPROVER, "")}
    for who, (role, unit) in people.items():
        add = (who, role, unit, f"Cán bộ {who}", Clock(DAY).now(), "test")
        loaded.transact(lambda c, a=add: OfficerRepository(c).add(*a))  # type: ignore[misc]
    talking = Chat(loaded, loaded_catalogue, SETTINGS)
    await talking.start()
    yield talking
    await talking.stop()


def standing(chat: Chat, quarter: Quarter = LAST) -> list[Entered]:
    return chat.database.read(lambda connection: DossierRepository(connection).of(quarter))


async def test_a_clerk_types_the_numbers_of_the_commune(town: Chat) -> None:
    quarters = await town.say("/hosoquy", CLERK)
    assert quarters.labels == ["Quý III/2026", "Quý IV/2026"]
    asked = await town.press("Quý IV/2026", CLERK)
    assert asked.text.startswith("Kết quả giải quyết hồ sơ Quý IV/2026, xã Cát Thành")
    assert told("reckoning.nothing") in asked.text
    assert (await town.say("1.288 1.272 15", CLERK)).text == told("reckoning.how_many")
    wrong = await town.say("1.288 1.272 15 2", CLERK)
    assert "đã tiếp nhận 1288 nhưng" in wrong.text
    assert wrong.text.endswith(told("reckoning.again"))
    preview = await town.say("1.288, 1272, 15, 1, 0", CLERK)
    assert "Đã tiếp nhận: 1.288\nĐã giải quyết: 1.272\nĐang giải quyết: 15\nTrả lại, rút lại: 01" in preview.text
    assert "Giải quyết quá hạn: 0" in preview.text
    assert standing(town) == []
    assert told("reckoning.kept") in (await town.press("Lưu", CLERK)).text
    (one,) = standing(town)
    assert (one.results.unit, one.results.received, one.results.late) == (CAT_THANH, 1288, 0)
    assert one.by.name == f"Cán bộ {CLERK}"
    (trace,) = town.database.read(lambda connection: TraceRepository(connection).every())
    assert (trace.act, trace.about) == ("report", f"dossiers:2026-Q4:commune:{CAT_THANH}")
    again = await town.say("/hosoquy quý iv/2026", CLERK)
    assert f"Người nhập: Cán bộ {CLERK}, ngày 22/11/2026." in again.text


async def test_a_controller_chooses_a_commune_or_a_whole_level(town: Chat) -> None:
    places = await town.say("/hosoquy 2024-Q1", CONTROLLER)
    assert places.labels[-2:] == ["Toàn cấp huyện", "Toàn cấp xã"]
    assert len(places.labels) == 23
    shipped = await town.press("Toàn cấp huyện", CONTROLLER)
    assert "Đã tiếp nhận: 1.288" in shipped.text
    assert "Theo báo cáo đã công bố." in shipped.text
    await town.say("1289 1272 15 2", CONTROLLER)
    await town.press("Lưu", CONTROLLER)
    assert standing(town, Quarter(2024, 1))[0].results.received == 1289
    assert len((await town.say("/hosoquy 2026-Q4", CONTROLLER)).labels) == 8


async def test_a_preview_that_is_no_more_the_last_keeps_nothing(town: Chat) -> None:
    await town.say("/hosoquy 2026-Q4", CLERK)
    await town.say("10 8 1 1", CLERK)
    old = town.api.last(CLERK)
    await town.say("20 18 1 1", CLERK)
    town.api.press(CLERK, "Lưu", message_id=old.message_id)
    await town.settled(CLERK)
    assert standing(town) == []


async def test_what_is_no_quarter_is_asked_anew_and_words_are_something_else(town: Chat) -> None:
    asked = await town.say("/hosoquy 2027-Q1", CLERK)
    assert asked.text == told("reckoning.which_quarter")
    assert "Quý III/2026" in (await town.say("Quý III/2026", CLERK)).text
    assert "Đăng ký khai sinh" in (await town.say("khai sinh cho con", CLERK)).text


async def test_nobody_else_enters_any(town: Chat) -> None:
    assert (await town.say("/hosoquy", APPROVER)).text == told("reckoning.not_yours")
    assert (await town.say("/hosoquy")).text == told("chat.officers_only")
