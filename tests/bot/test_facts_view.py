import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.texts import say, words
from bot.views import facts
from bot.views.message import plain
from knowledge.procedures import NOT_HERE, Channel, Level, Reception, Way
from knowledge.release import Release
from knowledge.timeline import TWO_TIERS
from tests.bot.builders import DAY, a_version, a_way

COUNTER, ONLINE, POST = Channel.COUNTER, Channel.ONLINE, Channel.POST
BEFORE = date(2025, 6, 30)
NOT_STATED = say("line.not_stated")
NOTHING = ""
FREE = say("way.free")


def fee(*ways: Way, day: date = DAY) -> str:
    return plain(facts.fee(a_version(ways=ways), day))


def time(*ways: Way, day: date = DAY) -> str:
    return plain(facts.time(a_version(ways=ways), day))


def test_levels_are_told_from_the_highest_down() -> None:
    told = facts.levels(a_version(levels=frozenset({Level.COMMUNE, Level.MINISTRY, Level.PROVINCE})))
    assert told == "cấp bộ, cấp tỉnh, cấp xã"


def test_what_nobody_states_is_empty() -> None:
    assert fee() == time() == NOTHING
    assert fee(a_way()) == time(a_way()) == NOTHING
    assert plain(facts.authority(a_version(), DAY)) == NOTHING


def test_a_fee_of_nothing_is_free_of_charge_and_an_unknown_fee_is_not() -> None:
    assert fee(a_way(fee=0)) == FREE == "miễn phí"
    assert fee(a_way(fee=None)) == NOTHING
    assert fee(a_way(fee=10_000)) == "10.000 đồng"
    assert fee(a_way(fee=None, fee_note="do HĐND tỉnh quy định")) == "do HĐND tỉnh quy định"


def test_a_note_that_says_free_itself_is_not_repeated_but_never_cut_away() -> None:
    assert fee(a_way(fee=0, fee_note="Miễn lệ phí cho mọi người")) == "Miễn lệ phí cho mọi người"
    long = "theo thông tư của Bộ Tài chính " * 5 + "được miễn"
    assert "miễn" in fee(a_way(fee=0, fee_note=long))


def test_a_fee_stands_before_its_note() -> None:
    assert fee(a_way(fee=8_000, fee_note="mỗi bản sao")) == "8.000 đồng; mỗi bản sao"
    assert fee(a_way(fee=8_000, fee_note="/bản sao")) == "8.000 đồng/bản sao"
    assert fee(a_way(fee=0, fee_note="cho người có công")) == f"{FREE}; cho người có công"


def test_a_fee_holds_from_its_first_day_to_the_eve_of_its_end() -> None:
    half = a_way(fee=400_000, valid_from=date(2025, 7, 1), valid_to=date(2027, 1, 1))
    whole = a_way(fee=800_000, valid_from=date(2027, 1, 1))
    assert fee(half, whole, day=date(2025, 6, 30)) == NOTHING
    assert fee(half, whole, day=date(2025, 7, 1)) == say("way.until", fee="400.000 đồng", day="31/12/2026")
    assert fee(half, whole, day=date(2026, 12, 31)) == say("way.until", fee="400.000 đồng", day="31/12/2026")
    assert fee(half, whole, day=date(2027, 1, 1)) == say("way.since", fee="800.000 đồng", day="01/01/2027")


def test_an_unknown_fee_has_no_days() -> None:
    assert fee(a_way(valid_from=date(2025, 7, 1))) == NOTHING


@settings(deadline=None)
@given(st.dates(date(1900, 1, 2), date(2100, 1, 1)))
def test_the_last_day_is_the_eve_of_the_end(day: date) -> None:
    assert facts.last_day(day) == day - timedelta(days=1)


def test_a_time_is_told_as_published() -> None:
    assert time(a_way(time="5 ngày làm việc")) == "5 ngày làm việc"


def test_a_time_without_its_unit_is_never_told_as_days() -> None:
    assert time(a_way(time_without_unit="5")) == plain(say("way.no_unit", figure="5"))
    assert "không ghi đơn vị" in time(a_way(time_without_unit="5"))
    assert not re.search(r"\b5 (ngày|giờ|tháng)", time(a_way(time_without_unit="5")))


def test_no_time_of_the_catalogue_gets_a_unit_from_us(shipped: Release) -> None:
    wrong = []
    for version in (v for p in shipped.procedures for v in p.versions):
        told = plain(facts.time(version, DAY))
        stated = " ".join(way.time for way in version.ways)
        for unit in re.findall(r"\d+ (?:ngày|giờ|tháng)", told):
            if unit not in stated:
                wrong.append((version.code, told))
    assert wrong == []


def test_one_fact_for_every_way_is_told_once() -> None:
    assert time(*(a_way(channel, time="3 ngày") for channel in Channel)) == "3 ngày"


def test_facts_that_differ_are_told_with_their_ways() -> None:
    told = fee(a_way(COUNTER, fee=20_000), a_way(ONLINE, fee=10_000), a_way(POST, fee=20_000))
    assert told == "trực tiếp, qua bưu chính: 20.000 đồng; trực tuyến: 10.000 đồng"


def test_a_fact_stated_for_one_way_is_not_told_for_the_others() -> None:
    assert fee(a_way(COUNTER), a_way(ONLINE, fee=50_000)) == "trực tuyến: 50.000 đồng"


def test_more_than_three_different_facts_are_shortened_and_said_to_be() -> None:
    told = fee(*(a_way(COUNTER, fee=amount) for amount in (1000, 2000, 3000, 4000)))
    assert told.count("đồng") == 3
    assert told.endswith(plain(say("way.more")))
    assert plain(say("way.more")) not in fee(*(a_way(COUNTER, fee=amount) for amount in (1000, 2000, 3000)))


def test_a_long_note_is_cut_between_words() -> None:
    note = " ".join(f"điều{number}" for number in range(60))
    told = fee(a_way(fee_note=note))
    assert told.endswith("…")
    assert note.startswith(f"{told[:-1]} ")
    assert len(told) <= facts.SHOWN_NOTE


def test_values_are_escaped() -> None:
    assert facts.fee(a_version(ways=(a_way(fee_note="<5 & 6>"),)), DAY) == "&lt;5 &amp; 6&gt;"
    assert facts.authority(a_version(authority="A & B"), DAY) == "A &amp; B"


@pytest.mark.parametrize("kind", [k for k in Reception if k is not Reception.OTHER])
def test_each_kind_of_reception_has_its_place(kind: Reception) -> None:
    assert facts.reception(a_version(reception=kind), TWO_TIERS) == say(f"reception.{kind}")


@pytest.mark.parametrize("kind", sorted(NOT_HERE))
def test_what_no_commune_here_has_is_said_on_every_day(kind: Reception) -> None:
    for day in (BEFORE, TWO_TIERS, DAY):
        assert facts.reception(a_version(reception=kind), day) == say(f"reception.{kind}")


@pytest.mark.parametrize(
    ("levels", "kind", "place"),
    [
        ({Level.COMMUNE}, Reception.ONE_STOP, "commune_2025"),
        ({Level.COMMUNE, Level.DISTRICT}, Reception.ONE_STOP, "commune_2025"),
        ({Level.DISTRICT, Level.PROVINCE}, Reception.ONE_STOP, "district_2025"),
        ({Level.PROVINCE}, Reception.ONE_STOP, "province_2025"),
        ({Level.PROVINCE, Level.DISTRICT}, Reception.DEPARTMENT, "province_2025"),
    ],
)
def test_before_july_2025_files_went_to_the_district_and_its_communes(
    levels: set[Level], kind: Reception, place: str
) -> None:
    version = a_version(levels=frozenset(levels), reception=kind)
    assert facts.reception(version, BEFORE) == say(f"reception.{place}")


def test_before_july_2025_the_police_are_named_only_where_the_list_names_them() -> None:
    assert facts.reception(a_version(reception=Reception.POLICE), BEFORE) == NOT_STATED
    named = a_version(reception=Reception.POLICE, performing="Công an cấp xã")
    assert facts.reception(named, BEFORE) == "Công an cấp xã"


def test_a_district_that_is_gone_takes_no_files() -> None:
    version = a_version(levels=frozenset({Level.DISTRICT}))
    assert facts.reception(version, TWO_TIERS) == say("reception.district_gone")
    assert facts.reception(version, BEFORE) == say("reception.district_2025")


def test_a_body_of_its_own_is_named() -> None:
    other = a_version(reception=Reception.OTHER)
    assert facts.reception(other, DAY) == say("reception.other")
    for named in ({"performing": "Trung tâm <A>"}, {"authority": "Trung tâm <A>"}):
        version = a_version(reception=Reception.OTHER, **named)
        assert facts.reception(version, DAY) == say("reception.other_named", body="Trung tâm <A>")


@pytest.mark.parametrize("kind", sorted(facts.OF_THE_COMMUNE))
def test_what_only_a_higher_level_handles_is_not_handed_in_at_the_commune(kind: Reception) -> None:
    for level in (Level.PROVINCE, Level.MINISTRY):
        told = facts.reception(a_version(reception=kind, levels=frozenset({level})), DAY)
        assert told == say(f"reception.{kind}_{level}")
        assert "xã nơi ông/bà ở" not in told
    both = a_version(reception=kind, levels=frozenset({Level.PROVINCE, Level.MINISTRY}))
    assert facts.reception(both, DAY) == say(f"reception.{kind}_province")


@pytest.mark.parametrize("kind", sorted(NOT_HERE))
def test_a_commune_that_is_none_of_ours_is_said_to_be_none(kind: Reception) -> None:
    told = facts.levels(a_version(reception=kind))
    assert say("level.commune") in told
    assert told == say("level.not_here", levels=say("level.commune"))
    assert facts.levels(a_version(reception=kind, levels=frozenset({Level.PROVINCE}))) == say("level.province")
    assert facts.body(a_version(reception=kind)) == say(f"body.{kind}")


def test_a_ministry_alone_has_no_address_here() -> None:
    version = a_version(reception=Reception.DEPARTMENT, levels=frozenset({Level.MINISTRY}))
    assert facts.reception(version, DAY) == say("reception.department_ministry")


def test_who_decides_is_told_before_who_carries_out() -> None:
    assert facts.authority(a_version(authority="Chủ tịch UBND xã", performing="UBND xã"), DAY) == "Chủ tịch UBND xã"
    assert facts.authority(a_version(performing="UBND xã"), DAY) == "UBND xã"


def test_fees_are_written_in_dong() -> None:
    assert fee(a_way(fee=1_025_000)) == words.dong(1_025_000)
