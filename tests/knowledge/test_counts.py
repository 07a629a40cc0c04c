"""Published and loaded counts side by side: the quarter's figures exactly, and no gap filled."""

from collections.abc import Mapping
from datetime import date

import pytest

from knowledge.counts import CountRow, PublishedCount, counts_on
from knowledge.procedures import Change, Field, Level, Procedure
from knowledge.release import Release
from tests.knowledge.versions import a_decision, a_procedure, a_version

QUARTER = date(2024, 3, 31)
PUBLISHED = [
    (Level.DISTRICT, "Tư pháp", 32),
    (Level.DISTRICT, "Kinh tế và Hạ tầng", 23),
    (Level.DISTRICT, "Lao động - Thương binh và Xã hội", 26),
    (Level.DISTRICT, "Tài chính - Kế hoạch", 23),
    (Level.DISTRICT, "Văn hóa - Thông tin", 11),
    (Level.DISTRICT, "Nông nghiệp và PTNT", 5),
    (Level.DISTRICT, "Tài nguyên và Môi trường", 21),
    (Level.DISTRICT, "Nội vụ", 25),
    (Level.DISTRICT, "Giáo dục và Đào tạo", 39),
    (Level.DISTRICT, "Thanh tra", 7),
    (Level.COMMUNE, "Tư pháp", 37),
    (Level.COMMUNE, "Lao động - Thương binh và Xã hội", 18),
    (Level.COMMUNE, "Văn hóa - Xã hội", 17),
    (Level.COMMUNE, "Nông nghiệp và PTNT", 7),
    (Level.COMMUNE, "Tài nguyên và Môi trường", 2),
    (Level.COMMUNE, "Thi đua - Khen thưởng", 5),
    (Level.COMMUNE, "Giáo dục", 5),
    (Level.COMMUNE, "Thanh tra", 7),
    (Level.COMMUNE, "Tài chính - Kế hoạch", 3),
]
"""As the district's report of the first quarter of 2024 published them."""

FIELDS = {"Hộ tịch": Field("Hộ tịch", "Tư pháp", "Hộ tịch xã"), "Nội vụ": Field("Nội vụ", "Nội vụ", "")}


def counted(release: Release, day: date) -> list[CountRow]:
    return counts_on(day, release.procedures, {f.name: f for f in release.fields}, release.counts)


@pytest.fixture(scope="module")
def quarter(shipped: Release) -> list[CountRow]:
    return counted(shipped, QUARTER)


# The report of the first quarter of 2024


def test_the_published_rows_stand_first_in_their_order(quarter: list[CountRow]) -> None:
    assert [(row.level, row.group, row.published) for row in quarter[:19]] == PUBLISHED
    assert [row.published for row in quarter[19:]] == [None] * (len(quarter) - 19)


@pytest.mark.parametrize(("level", "sum_published"), [(Level.DISTRICT, 212), (Level.COMMUNE, 101)])
def test_the_published_rows_sum_to_the_published_total(
    quarter: list[CountRow], level: Level, sum_published: int
) -> None:
    assert sum(row.published or 0 for row in quarter if row.level is level) == sum_published


def test_the_difference_is_what_is_published_and_not_loaded(quarter: list[CountRow]) -> None:
    assert [row for row in quarter if row.loaded < 0] == []
    for row in quarter:
        assert row.difference == (None if row.published is None else row.published - row.loaded)


def test_the_seven_new_procedures_of_home_affairs_are_loaded(quarter: list[CountRow]) -> None:
    assert CountRow(Level.DISTRICT, "Nội vụ", 25, 7) in quarter
    assert CountRow(Level.DISTRICT, "Nội vụ", 25, 7).difference == 18


def test_nothing_was_published_for_another_day(shipped: Release) -> None:
    rows = counted(shipped, date(2024, 4, 1))
    assert rows
    assert {(row.published, row.difference) for row in rows} == {(None, None)}


def test_there_is_no_district_after_the_reform(shipped: Release) -> None:
    levels = {row.level for row in counted(shipped, date(2025, 7, 1))}
    assert Level.DISTRICT not in levels


# How it is counted


def counts(
    *procedures: Procedure,
    published: tuple[PublishedCount, ...] = (),
    day: date = QUARTER,
    fields: Mapping[str, Field] = FIELDS,
) -> list[CountRow]:
    return counts_on(day, procedures, fields, published)


def test_a_procedure_is_counted_at_each_of_its_levels_in_that_levels_group() -> None:
    both = a_version(valid_from=date(2020, 1, 1), levels=frozenset({Level.COMMUNE, Level.DISTRICT}))
    assert counts(a_procedure(both)) == [
        CountRow(Level.DISTRICT, "Tư pháp", None, 1),
        CountRow(Level.COMMUNE, "Hộ tịch xã", None, 1),
    ]


def test_a_level_without_groups_and_a_field_nobody_knows_have_no_group() -> None:
    province = a_version(valid_from=date(2020, 1, 1), levels=frozenset({Level.PROVINCE}))
    unknown = a_version(code="1.000002", valid_from=date(2020, 1, 1), field="")
    assert counts(a_procedure(province), a_procedure(unknown)) == [
        CountRow(Level.PROVINCE, "", None, 1),
        CountRow(Level.COMMUNE, "", None, 1),
    ]


def test_only_what_holds_on_the_day_is_counted() -> None:
    ended = a_version(valid_from=date(2020, 1, 1), valid_to=QUARTER, ended=Change.ABOLISHED)
    coming = a_version(code="1.000002", valid_from=date(2024, 4, 1))
    unseen = a_version(code="1.000003", observed_on=date(2026, 7, 31))
    elsewhere = a_version(code="1.000004", valid_from=date(2020, 1, 1), ended_elsewhere=a_decision())
    assert counts(*map(a_procedure, (ended, coming, unseen, elsewhere))) == []


def test_a_published_count_without_anything_loaded_is_shown() -> None:
    published = PublishedCount(QUARTER, Level.COMMUNE, "Giáo dục", 5)
    assert counts(published=(published,)) == [CountRow(Level.COMMUNE, "Giáo dục", 5, 0)]


def test_more_may_be_loaded_than_published() -> None:
    published = PublishedCount(QUARTER, Level.COMMUNE, "Hộ tịch xã", 0)
    (row,) = counts(a_procedure(a_version(valid_from=date(2020, 1, 1))), published=(published,))
    assert row.difference == -1


def test_a_count_of_another_day_is_not_shown() -> None:
    published = PublishedCount(date(2024, 6, 30), Level.COMMUNE, "Giáo dục", 5)
    assert counts(published=(published,)) == []
