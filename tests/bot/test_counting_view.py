"""Vì sao?: each day of the count is told with its reason, within one screen."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from bot.clock import Clock
from bot.conversations import following
from bot.conversations.visit import Visit
from bot.database import Database
from bot.office import Offices
from bot.petitions.life import State
from bot.petitions.petition import Petition
from bot.petitions.tables import calendar_day
from bot.settings import Settings
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS
from tests.bot.petitions import CLERK, a_petition, cases_for

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


def why(database: Database, catalogue: Catalogue, petition: Petition, settings: Settings = SETTINGS) -> list[str]:
    """The pages of the count."""
    offices = Offices(settings, Clock(settings.today), database, catalogue)

    def page(number: int) -> tuple[str, bool]:
        def within(connection: Connection) -> tuple[str, bool]:
            (shown,) = following.why(Visit(offices.open(connection), CITIZEN), petition.code, str(number))
            return shown.text, any(str(button.label) == "Trang sau" for row in shown.buttons for button in row)

        return database.transact(within)

    told, number, more = [], 0, True
    while more:
        number += 1
        text, more = page(number)
        told.append(text)
    return told


def at(year: int, month: int, day: int, hour: int = 2) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def set_day(database: Database, day: date, *, working: bool, note: str) -> None:
    row = {"day": day, "working": working, "note": note, "set_at": at(2026, 1, 1), "set_by": "test"}
    database.transact(lambda c: c.execute(calendar_day.insert().values(row)))


def test_a_saturday_worked_in_exchange_and_the_offices_own_days_say_why(
    database: Database, catalogue: Catalogue
) -> None:
    set_day(database, date(2026, 8, 24), working=False, note="mất điện")
    set_day(database, date(2026, 8, 29), working=True, note="làm thêm")
    (told,) = why(database, catalogue, a_petition(database, at=at(2026, 8, 20)))
    for line in (
        "22/8/2026, thứ bảy: ngày làm việc thứ 2, làm bù",
        "23/8/2026, chủ nhật: nghỉ cuối tuần",
        "24/8/2026, thứ hai: cơ quan nghỉ (mất điện)",
        "29/8/2026, thứ bảy: ngày làm việc thứ 7, cơ quan làm việc (làm thêm)",
        "31/8/2026, thứ hai: nghỉ lễ (Ngày nghỉ (thay cho ngày 22/08/2026))",
    ):
        assert line in told


def test_a_year_that_is_not_announced_yet_is_said_to_be_expected_only(database: Database, catalogue: Catalogue) -> None:
    (told,) = why(database, catalogue, a_petition(database, at=at(2026, 12, 28)))
    assert "Lịch nghỉ năm 2027 chưa được công bố đủ" in told
    assert "năm 2026 chưa" not in told
    assert "01/01/2027, thứ sáu: nghỉ lễ (Tết Dương lịch)" in told


def test_a_clock_that_stands_says_what_it_waits_for(database: Database, catalogue: Catalogue) -> None:
    (told,) = why(database, catalogue, a_petition(database, State.NEED_INFO, at=at(2026, 11, 9)))
    assert "thời hạn đang tạm dừng" in told
    assert "dự kiến" not in told


def test_a_pause_of_hours_and_one_of_days_are_told(database: Database, catalogue: Catalogue) -> None:
    sent = a_petition(database, at=at(2026, 11, 2))

    def ask_twice(connection: Connection) -> None:
        register = cases_for(connection).register
        for since, until in ((at(2026, 11, 4), at(2026, 11, 4, 4)), (at(2026, 11, 9, 0), at(2026, 11, 12, 0))):
            register.move_to(sent, State.NEED_INFO, CLERK, since, "đoạn nào")
            register.supply(sent, "gần chợ", until)

    database.transact(ask_twice)
    (told,) = why(database, catalogue, sent)
    assert "; có lúc tạm dừng, chờ ông/bà bổ sung" in told
    assert "09/11/2026 đến 11/11/2026: tạm dừng, chờ ông/bà bổ sung" in told


def test_the_national_count_is_of_days_and_ends_on_a_working_one(database: Database, catalogue: Catalogue) -> None:
    national = SETTINGS.model_copy(update={"national_clock": True})
    (told,) = why(database, catalogue, a_petition(database, at=at(2026, 11, 8), settings=national), national)
    for line in (
        "dự kiến trả lời trước 17 giờ ngày 30/11/2026",
        "Quyết định 574/QĐ-TTg",
        "24/11/2026, thứ ba: ngày thứ 16",
        "28/11/2026, thứ bảy: ngày thứ 20",
        "29/11/2026, chủ nhật: nghỉ cuối tuần",
        "30/11/2026, thứ hai: hết hạn vào ngày nghỉ nên tính đến hết ngày này",
    ):
        assert line in told


def test_a_long_count_is_turned_page_by_page(database: Database, catalogue: Catalogue) -> None:
    slow = SETTINGS.model_copy(update={"answer_days": 60})
    sent = a_petition(database, at=at(2026, 9, 3), settings=slow)
    told = why(database, catalogue, sent, slow)
    assert len(told) > 1
    assert all(len(page) <= 2000 for page in told)
    assert "Trang 2/" in told[1]
    assert "ngày làm việc thứ 60" in told[-1]
