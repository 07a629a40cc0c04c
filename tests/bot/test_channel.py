"""The channel in the database: the switch, the decision and notices, read by every copy in each transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.database import Database
from bot.office import Office, Offices
from bot.review.channel import MOST_NOTICES, ChannelRepository, Deed, TooManyNoticesError
from bot.review.officers import OfficerRepository, Role
from bot.review.tables import channel_shown
from bot.settings import Settings
from knowledge.catalogue import Catalogue
from tests.bot.conftest import CITIZEN, SETTINGS

Result = TypeVar("Result")

HOUR = timedelta(hours=1)
DECISION = "Quyết định số 12/QĐ-UBND ngày 02/11/2026"
NAMED = SETTINGS.model_copy(update={"agency": "UBND xã Cát Thành", "data_contact": "0912 000 111"})


class House:
    """An office with an administrator, and another copy of the bot over the same database."""

    def __init__(self, database: Database, catalogue: Catalogue, settings: Settings = SETTINGS) -> None:
        self.database = database
        self.clock = Clock(settings.today)
        self.offices, self.copy = (Offices(settings, self.clock, database, catalogue) for _ in range(2))
        self.chief = database.transact(self._appoint)

    def _appoint(self, connection: Connection) -> int:
        return OfficerRepository(connection).add(77, Role.ADMINISTRATOR, "", "Lan", self.now, "test")

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def act(self, act: Callable[[Office], Result], *, elsewhere: bool = False) -> Result:
        offices = self.copy if elsewhere else self.offices
        return self.database.transact(lambda connection: act(offices.open(connection)))

    def announce(self, words: str, begins: int = -1, lasts: int = 2, instead_of: int | None = None) -> int:
        begin = self.now + begins * HOUR
        times = begin, begin + lasts * HOUR
        return self.act(lambda o: o.channel.announce(words, times, self.chief, o.at, instead_of=instead_of))

    def standing(self) -> list[str]:
        return self.act(lambda office: [notice.words for notice in office.channel.now.standing(office.at)])


@pytest.fixture
def house(database: Database, catalogue: Catalogue) -> House:
    return House(database, catalogue)


def test_every_copy_follows_the_switch_at_once(house: House) -> None:
    assert not house.act(lambda office: office.channel.now.is_off, elsewhere=True)
    house.act(lambda office: office.channel.switch_off("bảo trì", house.chief, office.at))
    now = house.act(lambda office: office.channel.now, elsewhere=True)
    assert (now.is_off, now.reason) == (True, "bảo trì")
    house.act(lambda office: office.channel.switch_on("xong", house.chief, office.at))
    now = house.act(lambda office: office.channel.now, elsewhere=True)
    assert (now.is_off, now.reason) == (False, "")
    assert not now.has_been_on(house.now, HOUR)
    assert now.has_been_on(house.now + HOUR, HOUR)


def test_what_was_undone_never_counted(house: House) -> None:
    class UndoneError(Exception):
        pass

    def undone(connection: Connection) -> None:
        house.offices.open(connection).channel.switch_off("nhầm", house.chief, house.now)
        assert house.offices.open(connection).channel.now.is_off
        raise UndoneError

    with pytest.raises(UndoneError):
        house.database.transact(undone)
    assert not house.act(lambda office: office.channel.now.is_off)
    house.announce("Thay vào số vừa bỏ.")
    now = house.act(lambda office: office.channel.now)
    assert (now.is_off, [notice.words for notice in now.notices]) == (False, ["Thay vào số vừa bỏ."])


def test_everything_that_was_done_stays_with_who_did_it(house: House) -> None:
    house.act(lambda office: office.channel.switch_off("bảo trì", house.chief, office.at))
    house.act(lambda office: office.channel.switch_on("xong", house.chief, office.at))
    number = house.announce("Mai nghỉ.")
    assert house.act(lambda office: office.channel.end_notice(number, house.chief, office.at))
    assert not house.act(lambda office: office.channel.end_notice(number, house.chief, office.at))
    done = house.act(lambda office: office.channel.history(9))
    assert [(one.deed, one.words, one.reason) for one in reversed(done)] == [
        (Deed.OFF, "bảo trì", ""),
        (Deed.ON, "", "xong"),
        (Deed.NOTICE, "Mai nghỉ.", ""),
        (Deed.ENDED, "", ""),
    ]
    assert {one.name for one in done} == {"Lan"}


def test_a_decision_makes_the_channel_official_for_whoever_asks_the_settings(
    database: Database, catalogue: Catalogue
) -> None:
    house = House(database, catalogue, NAMED)
    assert not house.act(lambda office: office.settings.is_official)
    house.act(lambda office: office.channel.publish(DECISION, "công bố", house.chief, office.at))
    settings = house.act(lambda office: office.settings, elsewhere=True)
    assert (settings.is_official, settings.channel_decision) == (True, DECISION)
    house.act(lambda office: office.channel.publish("", "thu hồi", house.chief, office.at))
    assert not house.act(lambda office: office.settings.is_official)


def test_the_decision_of_the_settings_is_stronger(database: Database, catalogue: Catalogue) -> None:
    house = House(database, catalogue, NAMED.model_copy(update={"channel_decision": "QĐ 1"}))
    house.act(lambda office: office.channel.publish(DECISION, "công bố", house.chief, office.at))
    office_says = house.act(lambda office: (office.settings.channel_decision, office.channel.by_setting))
    assert office_says == ("QĐ 1", "QĐ 1")


def test_a_decision_alone_makes_nothing_official(house: House) -> None:
    house.act(lambda office: office.channel.publish(DECISION, "công bố", house.chief, office.at))
    assert not house.act(lambda office: office.settings.is_official)


def test_a_notice_stands_from_its_first_moment_until_before_its_last(house: House) -> None:
    number = house.announce("Mai nghỉ.")
    (notice,) = house.act(lambda office: office.channel.now.notices)
    assert notice.id == number
    second = timedelta(microseconds=1)
    begin, end = notice.starts_at, notice.ends_at
    assert [notice.stands(at) for at in (begin - second, begin, end - second, end)] == [False, True, True, False]


def test_no_more_notices_than_people_read_stand_at_one_moment(house: House) -> None:
    numbers = [house.announce(f"Số {number}.") for number in range(MOST_NOTICES)]
    with pytest.raises(TooManyNoticesError):
        house.announce("Thừa.")
    house.announce("Sau đó.", begins=1)
    house.announce("Đổi lại.", instead_of=numbers[0])
    assert house.standing() == ["Số 1.", "Số 2.", "Đổi lại."]
    house.act(lambda office: office.channel.end_notice(numbers[1], house.chief, office.at))
    house.announce("Còn chỗ.")
    assert "Còn chỗ." in house.standing()


def test_a_chat_is_shown_a_notice_once_and_that_is_forgotten_when_it_ended(house: House) -> None:
    number, later = house.announce("Mai nghỉ."), house.announce("Ngày kia nghỉ.")

    def shown(*, again: bool = False) -> list[str]:
        return house.act(lambda o: [one.words for one in o.channel.to_show(CITIZEN, o.at, again=again)])

    assert shown() == ["Mai nghỉ.", "Ngày kia nghỉ."]
    assert shown() == []
    assert shown(again=True) == ["Mai nghỉ.", "Ngày kia nghỉ."]
    house.act(lambda office: office.channel.end_notice(number, house.chief, office.at))
    assert house.act(lambda office: office.channel.forget(office.at)) == 1
    kept = house.database.read(lambda c: list(c.scalars(select(channel_shown.c.notice_id))))
    assert kept == [later]
    house.act(lambda office: office.channel.forget_chat(CITIZEN))
    assert shown() == ["Ngày kia nghỉ."]


def test_a_repository_without_an_office_reads_by_itself(house: House) -> None:
    house.act(lambda office: office.channel.switch_off("bảo trì", house.chief, office.at))
    assert house.database.read(lambda connection: ChannelRepository(connection).now.is_off)
