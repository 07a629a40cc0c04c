"""Those who follow a procedure or a field hear of it: once for a change set, on the day itself, on both databases."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot import heralding
from bot.clock import VIET_NAM, Clock
from bot.database import Database
from bot.delivery.outbox import OutboxRepository
from bot.inbox.subscriptions import Followed, SubscriptionRepository
from bot.office import Office, Offices
from bot.upkeep import Upkeep
from bot.views import heralding as views
from bot.views.message import Message
from knowledge import ledger
from knowledge.announcements import AnnouncementRepository, Happening, Turn
from knowledge.browsing import key_of
from knowledge.catalogue import Catalogue
from knowledge.change_sets import ChangeSet
from tests.bot.conftest import SETTINGS
from tests.knowledge.change_sets import FROM, amended, begun, drawn, ended
from tests.knowledge.versions import SECOND_LOAD, THIRD_LOAD, Folder, a_version, bring

BIRTH, DIVORCE, FINE, NEW = "1.000001", "1.000002", "1.000003", "1.000050"
AN, BINH, CUC = 5, 6, 7
BY = "theo 812/QĐ-UBND ngày 20/11/2026 của UBND tỉnh Nam Định"

one_database = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _loaded(database: Database, tmp_path: Path) -> None:
    bring(database, Folder(tmp_path / "catalogue"))


class Given(Clock):
    """A clock that is set by hand."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


def at(day: date, hours: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hours, tzinfo=VIET_NAM)


NOW = at(date(2026, 11, 22))


def applied(database: Database, draw: Callable[[Connection], ChangeSet], moment: datetime = SECOND_LOAD) -> int:
    return database.transact(lambda c: ledger.apply(c, draw(c), moment))


def follow(database: Database, chat: int, *keys: str) -> None:
    """A chat follows codes, and fields by their names."""

    def within(connection: Connection) -> None:
        for key in keys:
            is_code = key[0].isdigit()
            kind, of = (Followed.PROCEDURE, key) if is_code else (Followed.FIELD, key_of(key))
            SubscriptionRepository(connection).follow(chat, kind, of, NOW)

    database.transact(within)


def told(database: Database, chat: int) -> list[Message]:
    """What waits to reach a chat."""
    waiting = database.read(lambda c: OutboxRepository(c).waiting_for(chat))
    return [Message.from_json(one.body) for one in waiting]


def herald(database: Database, act: Callable[[Office], None], moment: datetime = NOW) -> None:
    """What the clock does, once."""
    catalogue = database.read(Catalogue.of_database)
    offices = Offices(SETTINGS.model_copy(update={"today": None}), Given(moment), database, catalogue)
    database.transact(lambda connection: act(offices.open(connection)))


# Change sets


def test_followers_hear_once_with_what_since_when_and_by_which_decision(database: Database) -> None:
    follow(database, AN, BIRTH, DIVORCE)
    follow(database, BINH, "Hộ tịch")
    follow(database, CUC, FINE)
    applied(database, lambda c: drawn(c, amended(c, BIRTH), ended(c, DIVORCE, replaced_by=(BIRTH,))))
    for _ in range(3):
        herald(database, heralding.tell_changes)
    [hers], [theirs] = told(database, AN), told(database, BINH)
    assert hers.text == (
        "Thủ tục, lĩnh vực ông/bà theo dõi có thay đổi:\n\n"
        f"1. Đăng ký khai sinh (mã 1.000001): được sửa đổi, bổ sung từ 01/12/2026 {BY}\n"
        "2. Ghi vào Sổ hộ tịch việc ly hôn (mã 1.000002): được thay thế từ 01/12/2026 "
        f"{BY}; thay bằng thủ tục mã 1.000001"
    )
    assert [button.label for row in hers.buttons for button in row] == ["1", "2", "Các mục đang theo dõi"]
    assert theirs == hers
    assert told(database, CUC) == []


def test_whoever_follows_a_field_hears_of_what_is_new_in_it(database: Database) -> None:
    follow(database, AN, "Hộ tịch")
    follow(database, BINH, "Đất đai")
    applied(database, lambda c: drawn(c, begun(field="Đất đai")))
    herald(database, heralding.tell_changes)
    [hers] = told(database, BINH)
    assert f"1. Mới (mã {NEW}): mới ban hành, áp dụng từ 01/12/2026 {BY}" in hers.text
    assert told(database, AN) == []


def test_a_field_that_a_procedure_left_hears_of_it_too(database: Database) -> None:
    follow(database, AN, "Hộ tịch")
    follow(database, BINH, "Đất đai")
    applied(database, lambda c: drawn(c, amended(c, BIRTH, field="Đất đai")))
    herald(database, heralding.tell_changes)
    assert len(told(database, AN)) == len(told(database, BINH)) == 1


def test_what_is_undone_is_told_with_what_stands_again(database: Database) -> None:
    follow(database, AN, BIRTH, NEW)
    number = applied(database, lambda c: drawn(c, ended(c, BIRTH), begun()))
    herald(database, heralding.tell_changes)
    database.transact(lambda c: ledger.undo(c, number, THIRD_LOAD))
    herald(database, heralding.tell_changes)
    first, then = told(database, AN)
    assert f"bãi bỏ từ 01/12/2026 {BY}" in first.text
    assert then.text == (
        "Thay đổi đã báo trước đây được thu hồi. Thủ tục ông/bà theo dõi nay như sau:\n\n"
        "1. Đăng ký khai sinh (mã 1.000001): còn hiệu lực\n"
        "2. Thủ tục mới (mã 1.000050): không còn trong danh mục"
    )
    assert [button.label for row in then.buttons for button in row] == ["1", "Các mục đang theo dõi"]


def test_what_was_undone_before_anybody_was_told_is_nobodys_news(database: Database) -> None:
    follow(database, AN, BIRTH)
    number = applied(database, lambda c: drawn(c, ended(c, BIRTH)))
    database.transact(lambda c: ledger.undo(c, number, THIRD_LOAD))
    herald(database, heralding.tell_changes)
    assert told(database, AN) == []
    assert database.read(lambda c: AnnouncementRepository(c).untold()) == []


@one_database
def test_a_correction_and_a_release_are_told_as_what_they_are(database: Database, tmp_path: Path) -> None:
    follow(database, AN, BIRTH)

    def renamed(connection: Connection) -> ChangeSet:
        _, [first, *_] = amended(connection, BIRTH)
        still: dict[str, Any] = {"valid_to": None, "to_basis": None, "ended": None, "ended_by": ()}
        kept = replace(first.version, name="Tên khác", short_name="", **still)
        return drawn(connection, (BIRTH, [replace(first, version=kept)]))

    applied(database, renamed)
    herald(database, heralding.tell_changes)
    [hers] = told(database, AN)
    assert "1. Tên khác (mã 1.000001): thông tin trong danh mục được sửa lại" in hers.text
    bring(database, Folder(tmp_path / "newer").put("procedures.csv", 4, note="Khác"), THIRD_LOAD)
    herald(database, heralding.tell_changes)
    assert len(told(database, AN)) == 1


# Days


def test_what_was_entered_ahead_is_told_once_on_its_day(database: Database) -> None:
    follow(database, AN, BIRTH)
    follow(database, BINH, DIVORCE, NEW)
    applied(database, lambda c: drawn(c, amended(c, BIRTH), ended(c, DIVORCE), begun()))
    herald(database, heralding.tell_of_today, at(FROM - timedelta(days=1)))
    assert told(database, AN) == []
    for hours in (8, 9, 20):
        herald(database, heralding.tell_of_today, at(FROM, hours))
    [hers], [his] = told(database, AN), told(database, BINH)
    assert hers.text == (
        "Ngày 01/12/2026, thủ tục ông/bà theo dõi có thay đổi:\n\n"
        f"1. Đăng ký khai sinh (mã 1.000001): được sửa đổi, bổ sung từ 01/12/2026 {BY}"
    )
    assert "1. Ghi vào Sổ hộ tịch việc ly hôn (mã 1.000002): bãi bỏ từ 01/12/2026" in his.text
    assert "2. Mới (mã 1.000050): mới ban hành, áp dụng từ 01/12/2026" in his.text


def test_what_was_entered_on_its_day_or_later_is_told_with_its_change_set_alone(database: Database) -> None:
    follow(database, AN, BIRTH)
    applied(database, lambda c: drawn(c, amended(c, BIRTH)), at(FROM, 8))
    herald(database, heralding.tell_of_today, at(FROM, 9))
    assert told(database, AN) == []
    herald(database, heralding.tell_changes, at(FROM, 9))
    assert len(told(database, AN)) == 1


def test_a_day_on_which_nothing_ran_is_told_of_late_but_not_after_a_week(database: Database) -> None:
    follow(database, AN, BIRTH)
    applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    herald(database, heralding.tell_of_today, at(FROM - timedelta(days=1)))
    herald(database, heralding.tell_of_today, at(FROM + timedelta(days=3)))
    [hers] = told(database, AN)
    assert hers.text.startswith("Ngày 01/12/2026,")


@one_database
def test_after_a_month_of_silence_old_days_are_let_go(database: Database) -> None:
    follow(database, AN, BIRTH)
    applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    herald(database, heralding.tell_of_today, at(FROM - timedelta(days=1)))
    herald(database, heralding.tell_of_today, at(FROM + timedelta(days=30)))
    assert told(database, AN) == []


def test_what_was_undone_ahead_of_its_day_is_not_told_on_it(database: Database) -> None:
    follow(database, AN, BIRTH)
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    database.transact(lambda c: ledger.undo(c, number, THIRD_LOAD))
    herald(database, heralding.tell_of_today, at(FROM))
    assert told(database, AN) == []


# By the clock


async def upkept(database: Database, moment: datetime, copies: int = 1) -> None:
    """What the job does, in several copies at once."""
    catalogue = database.read(Catalogue.of_database)
    settings, clock = SETTINGS.model_copy(update={"today": None}), Given(moment)
    offices = [Offices(settings, clock, database, catalogue) for _ in range(copies)]
    works = [Upkeep(database, clock, one, SETTINGS.data / "files", lambda: None) for one in offices]
    await asyncio.gather(*(one.tell_followers() for one in works))


async def test_two_copies_tell_once(database: Database) -> None:
    follow(database, AN, BIRTH)
    applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    for _ in range(2):
        await upkept(database, at(FROM), copies=2)
    assert [one.text[:10] for one in told(database, AN)] == ["Thủ tục, l", "Ngày 01/12"]


@one_database
async def test_nobody_is_woken_at_night(database: Database) -> None:
    follow(database, AN, BIRTH)
    applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    for hours in (0, 5, 22):
        await upkept(database, at(FROM, hours))
    assert told(database, AN) == []
    await upkept(database, at(FROM, 7))
    assert len(told(database, AN)) == 2


# What is told


def many(number: int) -> Sequence[Happening]:
    version = a_version(code="1.000001", valid_from=FROM)
    name = "Thủ tục có tên rất dài " * 20
    return [Happening(f"1.{n:06}", name, frozenset(), ((Turn.NEW, version),), None) for n in range(number)]


def test_many_changes_are_one_message_that_says_how_many_more() -> None:
    shown = views.changed(many(40))
    assert len(shown.parts()) == 1
    assert len(shown.text) <= 2000
    assert "Còn 30 thủ tục khác cũng thay đổi" in shown.text
