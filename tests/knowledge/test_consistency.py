"""What no single row shows: versions that overlap, intervals without a day, replacements that go round or get lost."""

from pathlib import Path

import pytest

from knowledge.cells import Fault, Rule
from knowledge.release import FaultyReleaseError, read_release
from tests.knowledge.versions import Folder

P = "procedures.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


def faults(folder: Folder) -> list[Fault]:
    try:
        read_release(folder.path)
    except FaultyReleaseError as refused:
        return list(refused.faults)
    return []


# Versions


def test_a_version_that_begins_before_the_one_before_it_ends_overlaps_it(folder: Folder) -> None:
    folder.put(P, 3, valid_to="2025-07-02")
    assert faults(folder) == [Fault(P, 4, "valid_from", "2025-07-01", Rule.OVERLAP, "2025-07-02")]


def test_the_order_of_the_rows_does_not_hide_an_overlap(folder: Folder) -> None:
    folder.put(P, 3, valid_to="2026-01-01")
    lines = folder.lines[P]
    lines[1], lines[2] = lines[2], lines[1]
    folder.put(P, 3)
    assert faults(folder) == [Fault(P, 3, "valid_from", "2025-07-01", Rule.OVERLAP, "2026-01-01")]


def test_a_gap_between_versions_is_no_overlap(folder: Folder) -> None:
    assert faults(folder.put(P, 3, valid_to="2025-06-01")) == []


def test_a_version_without_an_end_is_ended_by_the_next(folder: Folder) -> None:
    assert faults(folder.put(P, 3, valid_to="", to_basis="")) == []


def test_an_end_on_the_first_day_leaves_no_day(folder: Folder) -> None:
    folder.put(P, 4, valid_to="2025-07-01", to_basis="stated")
    assert faults(folder) == [Fault(P, 4, "valid_to", "2025-07-01", Rule.EMPTY_INTERVAL, "2025-07-01")]


def test_an_end_before_the_first_day_leaves_no_day(folder: Folder) -> None:
    folder.put(P, 4, valid_to="2025-06-30", to_basis="stated")
    assert faults(folder) == [Fault(P, 4, "valid_to", "2025-06-30", Rule.EMPTY_INTERVAL, "2025-07-01")]


def test_one_day_is_enough(folder: Folder) -> None:
    assert faults(folder.put(P, 4, valid_to="2025-07-02", to_basis="stated")) == []


def test_what_was_found_ended_on_the_day_it_was_first_seen_is_sound(folder: Folder) -> None:
    assert faults(folder.put(P, 8, valid_to="2024-03-31", to_basis="observed")) == []


def test_a_version_cannot_be_first_seen_after_its_end(folder: Folder) -> None:
    # It would begin after it ended, and so hide the version that truly holds.
    folder.put(P, 8, valid_to="2024-03-30", to_basis="stated")
    assert faults(folder) == [Fault(P, 8, "valid_to", "2024-03-30", Rule.EMPTY_INTERVAL, "2024-03-31")]


def test_two_versions_of_a_code_begin_on_two_days(folder: Folder) -> None:
    folder.put(P, 6, observed_on="2021-08-31").drop("ways.csv", 7)
    assert faults(folder) == [Fault(P, 6, "code", "1.000003", Rule.DUPLICATE)]


def test_the_first_version_of_a_code_and_a_later_one_may_not_both_begin_in_the_unknown(folder: Folder) -> None:
    folder.put(P, 5, observed_on="").put(P, 6, observed_on="").put("ways.csv", 6, version_from="")
    assert faults(folder) == [Fault(P, 6, "code", "1.000003", Rule.DUPLICATE)]


# Replacements


def test_a_code_that_replaces_itself_is_a_ring(folder: Folder) -> None:
    folder.put(P, 8, replaced_by="TN-NV-02")
    assert faults(folder) == [Fault(P, 8, "replaced_by", "TN-NV-02", Rule.RING)]


def test_every_row_of_a_ring_is_named_and_no_row_that_leads_into_it(folder: Folder) -> None:
    folder.put(P, 2, replaced_by="1.000003").put(P, 6, replaced_by="1.000002; 1.000001")
    assert faults(folder) == [
        Fault(P, 2, "replaced_by", "1.000003", Rule.RING),
        Fault(P, 6, "replaced_by", "1.000002; 1.000001", Rule.RING),
    ]


def test_two_ways_to_one_replacement_are_no_ring(folder: Folder) -> None:
    assert faults(folder.put(P, 6, replaced_by="TN-NV-02; 1.000001")) == []


def test_each_lost_replacement_of_a_row_is_named(folder: Folder) -> None:
    folder.put(P, 8, replaced_by="1.000001; 1.999998; 1.999999")
    assert faults(folder) == [
        Fault(P, 8, "replaced_by", "1.999998", Rule.UNKNOWN, P),
        Fault(P, 8, "replaced_by", "1.999999", Rule.UNKNOWN, P),
    ]
