"""What held on a day: statuses and doubts, half-open intervals, and the eve of an end."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.procedures import Change, DayBasis, Source, Version
from knowledge.timeline import (
    HOLDING,
    RECENT,
    TWO_TIERS,
    Doubt,
    Standing,
    Status,
    begins,
    in_order,
    standing_on,
    version_on,
)
from tests.knowledge.versions import a_decision, a_procedure, a_version

DAY = timedelta(days=1)
START = date(2026, 1, 10)
END = date(2026, 6, 1)
SEEN = date(2026, 7, 31)
IN_2024 = Source("report", "Báo cáo quý I/2024", date(2024, 3, 31), "quý I/2024")


def status(version: Version, day: date) -> Status:
    return standing_on(a_procedure(version), day).status


def doubt(version: Version, day: date) -> Doubt | None:
    return standing_on(a_procedure(version), day).doubt


# Intervals


def test_a_version_holds_from_its_first_day_until_the_day_before_its_last() -> None:
    version = a_version(valid_from=START, valid_to=END)
    days = [START - DAY, START, END - DAY, END]
    assert [version_on([version], day) for day in days] == [None, version, version, None]


def test_the_last_day_belongs_to_the_next_version() -> None:
    old, new = a_version(valid_from=START, valid_to=END), a_version(valid_from=END)
    assert version_on([old, new], END - DAY) == old
    assert version_on([old, new], END) == new


def test_a_version_without_an_end_is_followed_by_the_next() -> None:
    old, new = a_version(valid_from=START), a_version(valid_from=END)
    assert version_on([old, new], END - DAY) == old
    assert version_on([old, new], END) == new


def test_a_later_version_begins_when_it_was_first_seen() -> None:
    old, new = a_version(observed_on=date(2021, 8, 31)), a_version(observed_on=SEEN)
    assert version_on([old, new], SEEN - DAY) == old
    assert version_on([old, new], SEEN) == new


def test_the_first_version_reaches_back_into_the_unknown() -> None:
    version = a_version(observed_on=SEEN)
    assert version_on([version], date.min) == version


def test_nothing_holds_in_a_gap() -> None:
    old, new = a_version(valid_from=START, valid_to=END), a_version(valid_from=SEEN)
    assert version_on([old, new], END) is None
    assert version_on([old, new], SEEN - DAY) is None


def test_no_versions_are_no_version() -> None:
    assert version_on([], START) is None


def test_a_version_begins_when_stated_else_when_seen_else_ever() -> None:
    assert begins(a_version(valid_from=START, observed_on=SEEN)) == START
    assert begins(a_version(observed_on=SEEN)) == SEEN
    assert begins(a_version()) == date.min


# New, amended, in force


@pytest.mark.parametrize(
    ("begun", "said"),
    [
        (Change.NEW, Status.NEW),
        (Change.REPLACED, Status.NEW),
        (Change.AMENDED, Status.AMENDED),
        (Change.ABOLISHED, Status.IN_FORCE),
        (None, Status.IN_FORCE),
    ],
)
def test_a_change_is_recent_for_ninety_days(begun: Change | None, said: Status) -> None:
    version = a_version(valid_from=START, begun=begun)
    assert timedelta(days=90) == RECENT
    assert status(version, START) is said
    assert status(version, START + 89 * DAY) is said
    assert status(version, START + 90 * DAY) is Status.IN_FORCE


def test_the_holding_standings_are_those_under_which_a_file_is_taken() -> None:
    assert {Status.NEW, Status.AMENDED, Status.IN_FORCE} == HOLDING


# Before


def test_before_its_stated_first_day_a_procedure_is_not_yet_in_force() -> None:
    version = a_version(valid_from=START, begun=Change.NEW)
    assert standing_on(a_procedure(version), START - DAY) == Standing(Status.NOT_YET, version)
    assert status(version, START) is Status.NEW


def test_of_two_coming_versions_the_first_is_spoken_of() -> None:
    first, second = a_version(valid_from=START, valid_to=END), a_version(valid_from=END)
    assert standing_on(a_procedure(second, first), START - DAY).version == first


def test_before_it_was_first_seen_nobody_knows() -> None:
    version = a_version(observed_on=SEEN)
    assert standing_on(a_procedure(version), SEEN - DAY) == Standing(Status.UNKNOWN, version, Doubt.NOT_YET_SEEN)
    assert status(version, SEEN) is Status.IN_FORCE


def test_what_was_never_seen_on_a_known_day_stays_unknown() -> None:
    assert doubt(a_version(), SEEN) is Doubt.NOT_YET_SEEN


def test_a_stated_first_day_needs_no_observation() -> None:
    assert status(a_version(valid_from=START, observed_on=SEEN), START + RECENT) is Status.IN_FORCE


def test_on_the_eve_of_a_decided_end_a_procedure_was_in_force() -> None:
    version = a_version(valid_to=END, ended=Change.ABOLISHED, ended_by=(a_decision(),))
    assert doubt(version, END - 2 * DAY) is Doubt.NOT_YET_SEEN
    assert status(version, END - DAY) is Status.IN_FORCE
    assert status(version, END) is Status.ABOLISHED


def test_the_eve_of_a_signed_end_is_a_decided_one() -> None:
    version = a_version(valid_to=END, to_basis=DayBasis.SIGNED, ended_by=(a_decision(),))
    assert status(version, END - DAY) is Status.IN_FORCE


def test_the_eve_of_an_observed_end_says_nothing() -> None:
    version = a_version(valid_to=END, to_basis=DayBasis.OBSERVED, ended_by=(a_decision(),))
    assert doubt(version, END - DAY) is Doubt.NOT_YET_SEEN


def test_the_eve_of_an_end_without_a_decision_says_nothing() -> None:
    assert doubt(a_version(valid_to=END), END - DAY) is Doubt.NOT_YET_SEEN


# After


def test_from_the_day_of_its_abolition_a_procedure_is_abolished() -> None:
    version = a_version(valid_from=START, valid_to=END, ended=Change.ABOLISHED)
    assert standing_on(a_procedure(version), END) == Standing(Status.ABOLISHED, version)
    assert status(version, END - DAY) is Status.IN_FORCE


@pytest.mark.parametrize("facts", [{"replaced_by": ("1.000009",)}, {"ended": Change.REPLACED}])
def test_from_the_day_of_its_replacement_a_procedure_is_replaced(facts: dict[str, object]) -> None:
    version = a_version(valid_from=START, valid_to=END, **facts)
    assert status(version, END - DAY) is Status.IN_FORCE
    assert standing_on(a_procedure(version), END) == Standing(Status.REPLACED, version)


def test_a_procedure_replaced_on_no_stated_day_is_replaced_since_it_was_seen() -> None:
    version = a_version(observed_on=START, replaced_by=("1.000009",))
    assert doubt(version, START - DAY) is Doubt.NOT_YET_SEEN
    assert standing_on(a_procedure(version), START) == Standing(Status.REPLACED, version)


def test_an_end_that_nobody_decided_leaves_a_doubt() -> None:
    version = a_version(valid_from=START, valid_to=END)
    assert standing_on(a_procedure(version), END) == Standing(Status.UNKNOWN, version, Doubt.LEVEL_ENDED)


def test_in_a_gap_the_version_before_it_is_spoken_of() -> None:
    old, new = a_version(valid_from=START, valid_to=END, ended=Change.ABOLISHED), a_version(valid_from=SEEN)
    assert standing_on(a_procedure(old, new), END) == Standing(Status.ABOLISHED, old)


def test_in_a_gap_before_a_version_only_seen_nobody_knows() -> None:
    old, new = a_version(valid_from=START, valid_to=END), a_version(observed_on=SEEN)
    assert standing_on(a_procedure(old, new), END) == Standing(Status.UNKNOWN, new, Doubt.NOT_YET_SEEN)
    assert standing_on(a_procedure(old, new), SEEN) == Standing(Status.IN_FORCE, new)


def test_the_last_of_several_ended_versions_is_spoken_of() -> None:
    old = a_version(valid_from=START, valid_to=END, ended=Change.REPLACED)
    new = a_version(valid_from=END, valid_to=SEEN, ended=Change.ABOLISHED)
    assert standing_on(a_procedure(old, new), SEEN) == Standing(Status.ABOLISHED, new)


def test_a_version_first_seen_on_the_day_it_was_found_ended_never_held() -> None:
    old = a_version(observed_on=date(2021, 8, 31), valid_to=TWO_TIERS)
    new = a_version(observed_on=SEEN, valid_to=SEEN, to_basis=DayBasis.OBSERVED, ended=Change.ABOLISHED)
    assert standing_on(a_procedure(old, new), SEEN - DAY) == Standing(Status.UNKNOWN, new, Doubt.NOT_YET_SEEN)
    assert standing_on(a_procedure(old, new), SEEN) == Standing(Status.ABOLISHED, new)


def test_an_end_stands_even_where_the_version_was_first_seen_after_it() -> None:
    # A report of the quarter, of its last day, names what was abolished in it.
    version = a_version(observed_on=date(2024, 3, 31), valid_to=date(2024, 1, 18), ended=Change.ABOLISHED)
    assert standing_on(a_procedure(version), date(2024, 2, 1)) == Standing(Status.ABOLISHED, version)


# Ended elsewhere


def test_an_end_that_another_province_published_is_a_doubt_from_its_day() -> None:
    elsewhere = a_decision("7/QĐ-UBND", place="Hải Phòng")
    version = a_version(valid_from=START, ended_elsewhere=elsewhere, ended_elsewhere_on=SEEN)
    assert status(version, SEEN - DAY) is Status.IN_FORCE
    assert standing_on(a_procedure(version), SEEN) == Standing(Status.UNKNOWN, version, Doubt.ENDED_ELSEWHERE)


def test_an_end_elsewhere_on_no_stated_day_is_a_doubt_on_every_day() -> None:
    assert doubt(a_version(valid_from=START, ended_elsewhere=a_decision()), START) is Doubt.ENDED_ELSEWHERE


# The reform of 2025-07-01


def test_what_was_last_seen_before_the_reform_is_a_doubt_since() -> None:
    version = a_version(observed_on=date(2024, 1, 1), source=IN_2024)
    assert date(2025, 7, 1) == TWO_TIERS
    assert status(version, TWO_TIERS - DAY) is Status.IN_FORCE
    assert standing_on(a_procedure(version), TWO_TIERS) == Standing(Status.UNKNOWN, version, Doubt.NOT_SEEN_SINCE)


def test_what_a_later_version_follows_is_no_doubt_of_the_reform() -> None:
    old, new = a_version(observed_on=date(2021, 8, 31), source=IN_2024), a_version(observed_on=SEEN)
    assert standing_on(a_procedure(old, new), SEEN - DAY) == Standing(Status.IN_FORCE, old)
    assert standing_on(a_procedure(old, new), SEEN) == Standing(Status.IN_FORCE, new)


def test_what_was_seen_since_the_reform_is_in_force() -> None:
    reform_day = Source("list", "Danh mục", TWO_TIERS, "7/2025")
    assert status(a_version(observed_on=date(2024, 1, 1), source=reform_day), TWO_TIERS) is Status.IN_FORCE


def test_a_stated_first_day_outlives_the_reform() -> None:
    assert status(a_version(valid_from=date(2024, 1, 1), source=IN_2024), TWO_TIERS) is Status.IN_FORCE


def test_a_level_that_ended_with_the_reform_leaves_a_doubt() -> None:
    version = a_version(valid_from=date(2024, 3, 6), valid_to=TWO_TIERS, source=IN_2024)
    assert status(version, TWO_TIERS - DAY) is Status.IN_FORCE
    assert doubt(version, TWO_TIERS) is Doubt.LEVEL_ENDED


# The last days a calendar has


def test_the_last_day_of_the_calendar_has_a_standing() -> None:
    assert status(a_version(valid_from=START), date.max) is Status.IN_FORCE


def test_a_first_day_at_the_end_of_the_calendar_has_a_standing() -> None:
    # 90 days later there is no calendar any more.
    assert status(a_version(valid_from=date(9999, 12, 1), begun=Change.NEW), date(9999, 12, 2)) is Status.NEW


def test_the_last_day_of_the_calendar_is_no_eve() -> None:
    assert doubt(a_version(ended_by=(a_decision(),)), date.max) is Doubt.NOT_YET_SEEN


# Properties

PROPERTY = settings(max_examples=60)
NEAR = st.dates(date(2023, 1, 1), date(2028, 1, 1))


@st.composite
def timelines(draw: st.DrawFn) -> list[Version]:
    """Sound versions of one code: none overlaps, some leave gaps, some are known only since they were seen."""
    days = sorted(draw(st.sets(NEAR, min_size=2, max_size=9)))
    versions = []
    for place, first in enumerate(days[:-1]):
        last = draw(st.none() | st.dates(first + DAY, days[place + 1]))
        begun = {"valid_from": first} if draw(st.booleans()) else {"observed_on": first}
        versions.append(a_version(name=f"Thủ tục {place}", valid_to=last, **begun))
    return versions


@st.composite
def tangles(draw: st.DrawFn) -> list[Version]:
    """Any versions at all, the faulty too."""
    maybe = st.none() | NEAR
    return [
        a_version(
            name=f"Thủ tục {place}",
            valid_from=draw(maybe),
            valid_to=draw(maybe),
            observed_on=draw(maybe),
            begun=draw(st.none() | st.sampled_from(Change)),
            ended=draw(st.none() | st.sampled_from(Change)),
            ended_by=draw(st.sampled_from([(), (a_decision(),)])),
            ended_elsewhere=draw(st.sampled_from([None, a_decision()])),
            ended_elsewhere_on=draw(maybe),
            replaced_by=draw(st.sampled_from([(), ("1.000009",)])),
            source=draw(st.sampled_from([IN_2024, a_version().source])),
        )
        for place in range(draw(st.integers(1, 5)))
    ]


@PROPERTY
@given(tangles(), NEAR)
def test_every_day_has_a_standing_of_a_version_of_the_procedure(versions: list[Version], day: date) -> None:
    standing = standing_on(a_procedure(*versions), day)
    assert standing.version in versions
    assert (standing.doubt is None) is (standing.status is not Status.UNKNOWN)


@PROPERTY
@given(tangles(), NEAR)
def test_what_ended_or_has_not_begun_never_holds(versions: list[Version], day: date) -> None:
    standing = standing_on(a_procedure(*versions), day)
    version = standing.version
    if standing.status in HOLDING:
        assert (version.valid_from or date.min) <= day < (version.valid_to or date.max)


@PROPERTY
@given(timelines(), NEAR)
def test_the_version_on_a_day_is_the_last_that_began_unless_it_ended(versions: list[Version], day: date) -> None:
    first = min(versions, key=begins)
    began = [v for v in versions if begins(v) <= day or (v is first and v.valid_from is None)]
    last = max(began, key=begins, default=None)
    ended = last is not None and last.valid_to is not None and last.valid_to <= day
    assert version_on(versions, day) == (None if ended else last)


@PROPERTY
@given(timelines(), NEAR)
def test_where_one_version_holds_no_other_is_stated_to_hold(versions: list[Version], day: date) -> None:
    holding = version_on(versions, day)
    stated = [v for v in versions if v.valid_from and v.valid_to and v.valid_from <= day < v.valid_to]
    assert len(stated) <= 1
    if holding:
        assert stated in ([], [holding])


@PROPERTY
@given(timelines(), st.data())
def test_a_day_inside_a_stated_interval_finds_its_version(versions: list[Version], data: st.DataObject) -> None:
    for version in versions:
        if version.valid_from and version.valid_to:
            day = data.draw(st.dates(version.valid_from, version.valid_to - DAY))
            assert version_on(versions, day) == version


@PROPERTY
@given(timelines(), NEAR, st.data())
def test_the_order_in_which_versions_are_given_does_not_matter(
    versions: list[Version], day: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(versions))
    assert in_order(shuffled) == tuple(versions)
    assert version_on(shuffled, day) == version_on(versions, day)
    assert standing_on(a_procedure(*shuffled), day) == standing_on(a_procedure(*versions), day)


@PROPERTY
@given(timelines(), NEAR)
def test_only_before_everything_is_a_procedure_not_yet_in_force(versions: list[Version], day: date) -> None:
    standing = standing_on(a_procedure(*versions), day)
    if standing.status is Status.NOT_YET:
        assert day < begins(standing.version)
        assert all(begins(standing.version) <= begins(v) for v in versions)
