"""What decisions changed in a time: the first quarter of 2024 exactly, and both bounds included."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from knowledge.changes import Changed, DecisionChanges, changes_between
from knowledge.procedures import Change, Decision
from knowledge.release import Release
from tests.knowledge.versions import a_decision, a_procedure, a_version

DAY = date(2024, 3, 6)
REWARDS = a_decision("453/QĐ-UBND", DAY)


def changed(release: Release, first: date, last: date) -> list[DecisionChanges]:
    return changes_between(first, last, release.decisions, release.procedures)


@pytest.fixture(scope="module")
def quarter(shipped: Release) -> list[DecisionChanges]:
    return changed(shipped, date(2024, 1, 1), date(2024, 3, 31))


def of(quarter: list[DecisionChanges], *numbers: str) -> tuple[Changed, ...]:
    (found,) = [d.changes for d in quarter if tuple(decision.number for decision in d.decisions) == numbers]
    return found


# The first quarter of 2024


def test_the_decisions_of_the_quarter_stand_by_their_date(quarter: list[DecisionChanges]) -> None:
    assert [[(d.number, d.signed_on) for d in found.decisions] for found in quarter] == [
        [("69/QĐ-UBND", date(2024, 1, 12))],
        [("69/QĐ-UBND", date(2024, 1, 12)), ("270/QĐ-UBND", date(2024, 1, 29))],
        [("136/QĐ-UBND", date(2024, 1, 18))],
        [("270/QĐ-UBND", date(2024, 1, 29))],
        [("453/QĐ-UBND", date(2024, 3, 6))],
    ]


def test_ten_procedures_were_abolished_and_eight_are_new(quarter: list[DecisionChanges]) -> None:
    counted = Counter(change.change for found in quarter for change in found.changes)
    assert counted == {Change.ABOLISHED: 10, Change.NEW: 8}


def test_no_procedure_stands_twice(quarter: list[DecisionChanges]) -> None:
    codes = [change.version.code for found in quarter for change in found.changes]
    assert len(codes) == len(set(codes)) == 18


def test_culture_lost_two_procedures(quarter: list[DecisionChanges]) -> None:
    found = [(c.change, c.version.code, c.version.field) for c in of(quarter, "136/QĐ-UBND")]
    assert found == [
        (Change.ABOLISHED, "TN-VH-01", "Văn hoá và Thông tin"),
        (Change.ABOLISHED, "TN-VH-02", "Văn hoá và Thông tin"),
    ]


def test_home_affairs_lost_eight_procedures_and_got_seven(quarter: list[DecisionChanges]) -> None:
    found = of(quarter, "453/QĐ-UBND")
    assert {c.version.field for c in found} == {"Nội vụ"}
    ended = [c.version.code for c in found if c.change is Change.ABOLISHED]
    begun = [c.version.code for c in found if c.change is Change.NEW]
    assert ended == [f"TN-NV-0{number}" for number in range(1, 9)]
    assert begun == [f"TN-NV-1{number}" for number in range(1, 8)]


def test_one_of_two_decisions_brought_the_new_procedure_of_education(quarter: list[DecisionChanges]) -> None:
    (new,) = of(quarter, "69/QĐ-UBND", "270/QĐ-UBND")
    assert (new.change, new.version.code, new.version.field) == (Change.NEW, "2.002594", "Giáo dục và Đào tạo")


@pytest.mark.parametrize("number", ["69/QĐ-UBND", "270/QĐ-UBND"])
def test_a_decision_that_names_nothing_stands_with_nothing(quarter: list[DecisionChanges], number: str) -> None:
    assert of(quarter, number) == ()


@pytest.mark.parametrize(
    ("first", "last", "numbers"),
    [
        (date(2024, 3, 6), date(2024, 3, 6), ["453/QĐ-UBND"]),
        (date(2024, 3, 7), date(2024, 3, 31), []),
        (date(2024, 1, 19), date(2024, 3, 5), ["69/QĐ-UBND hoặc 270/QĐ-UBND", "270/QĐ-UBND"]),
        (date(2024, 3, 31), date(2024, 1, 1), []),
    ],
)
def test_both_bounds_are_included(shipped: Release, first: date, last: date, numbers: list[str]) -> None:
    found = changed(shipped, first, last)
    assert [" hoặc ".join(d.number for d in one.decisions) for one in found] == numbers


def test_decisions_of_all_times_stand_by_their_date(shipped: Release) -> None:
    days = [found.decisions[0].signed_on for found in changed(shipped, date.min, date.max)]
    assert days
    assert days == sorted(day for day in days if day)


# How they are found


def changes_of_the_day(*decisions: Decision, **facts: Any) -> list[DecisionChanges]:
    return changes_between(DAY, DAY, decisions, [a_procedure(a_version(**facts))])


def test_a_version_may_begin_and_end_by_decisions_of_one_day() -> None:
    version = a_version(begun=Change.AMENDED, enacted_by=(REWARDS,), ended=Change.REPLACED, ended_by=(REWARDS,))
    found = changes_between(DAY, DAY, [REWARDS], [a_procedure(version)])
    assert found == [DecisionChanges((REWARDS,), (Changed(Change.AMENDED, version), Changed(Change.REPLACED, version)))]


def test_a_decision_whose_change_is_not_stated_names_nothing() -> None:
    assert changes_of_the_day(REWARDS, enacted_by=(REWARDS,), ended_by=(REWARDS,)) == [DecisionChanges((REWARDS,), ())]


def test_a_decision_without_its_day_belongs_to_no_time() -> None:
    undated = a_decision("12/QĐ-BTP", None, place="")
    assert changes_of_the_day(undated, begun=Change.NEW, enacted_by=(undated,)) == []


@pytest.mark.parametrize("place", ["", "Nam Định", "Ninh Bình"])
def test_decisions_of_the_nation_and_of_our_provinces_are_shown(place: str) -> None:
    decided = a_decision(place=place)
    assert changes_of_the_day(decided) == [DecisionChanges((decided,), ())]


def test_a_decision_of_another_province_is_not_shown() -> None:
    elsewhere = a_decision(place="Hải Phòng")
    assert changes_of_the_day(elsewhere, ended_elsewhere=elsewhere, ended_elsewhere_on=DAY) == []


def test_decisions_of_one_day_stand_by_their_number() -> None:
    later, sooner = a_decision("70/QĐ-UBND"), a_decision("12/QĐ-UBND")
    assert [found.decisions for found in changes_of_the_day(later, sooner)] == [(sooner,), (later,)]
