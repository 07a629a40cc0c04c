"""Looking through the catalogue without a question: by field, and what changed lately."""

from datetime import date, timedelta
from time import thread_time

import pytest

from knowledge.browsing import KEY_LENGTH, Branch, Browser, Recent, key_of
from knowledge.catalogue import Catalogue
from knowledge.procedures import NOT_HERE, Change, DayBasis, Level, Procedure, Reception
from knowledge.text.normalise import bare
from knowledge.timeline import HOLDING, Standing, Status
from tests.knowledge.versions import a_procedure, a_version

TODAY = date(2026, 11, 22)
IN_MARCH = date(2024, 3, 20)
SEEN = date(2026, 7, 31)

COMMUNE, PROVINCE = frozenset({Level.COMMUNE}), frozenset({Level.PROVINCE})


def in_use(code: str, name: str = "Đăng ký", **facts: object) -> Procedure:
    """A procedure that is in use on every day tests ask for."""
    return a_procedure(a_version(**{"code": code, "name": name, "observed_on": date(2020, 1, 1)} | facts))


def codes(standings: tuple[Standing, ...]) -> list[str]:
    return [standing.version.code for standing in standings]


# Fields


def test_a_field_counts_what_can_be_used_and_what_of_it_within_the_commune() -> None:
    browser = Browser(
        [
            in_use("1.000001"),
            in_use("1.000002", levels=PROVINCE),
            in_use("1.000003", levels=COMMUNE | PROVINCE, reception=Reception.POLICE),
            in_use("1.000004", reception=Reception.TAX),
        ]
    )
    assert browser.branches(TODAY) == (Branch(key_of("Hộ tịch"), "Hộ tịch", commune=2, total=4),)


def test_what_is_not_in_use_on_the_day_or_not_here_is_not_browsed() -> None:
    browser = Browser(
        [
            in_use("1.000001", valid_to=TODAY, ended=Change.ABOLISHED),
            in_use("1.000002", valid_from=TODAY + timedelta(days=1)),
            in_use("1.000003", observed_on=None),
            *(in_use(f"2.00000{n}", reception=reception) for n, reception in enumerate(NOT_HERE)),
        ]
    )
    assert browser.branches(TODAY) == ()
    assert browser.branches(TODAY - timedelta(days=1))[0].total == 1
    assert browser.branch(key_of("Hộ tịch"), TODAY) is None


def test_fields_come_by_what_is_within_the_commune_then_by_name_and_the_nameless_last() -> None:
    browser = Browser(
        [
            in_use("1.000001", field=""),
            in_use("1.000002", field=""),
            in_use("1.000003", field="Đất đai"),
            in_use("1.000004", field="Chứng thực"),
            in_use("1.000005", field="Hộ tịch"),
            in_use("1.000006", field="Hộ tịch"),
            in_use("1.000007", field="An toàn", levels=PROVINCE),
        ]
    )
    assert [b.name for b in browser.branches(TODAY)] == ["Hộ tịch", "Chứng thực", "Đất đai", "An toàn", ""]
    nameless = browser.branch(key_of(""), TODAY)
    assert nameless
    assert (nameless[0].total, codes(nameless[1])) == (2, ["1.000001", "1.000002"])


def test_a_branch_lists_the_communes_own_then_the_most_widely_listed_then_by_name() -> None:
    browser = Browser(
        [
            in_use("1.000001", "Tặng giấy khen", levels=PROVINCE, lists=9),
            in_use("1.000002", "Thủ tục đăng ký lại"),
            in_use("1.000003", "Đăng ký", lists=2),
            in_use("1.000004", "Cấp giấy"),
            in_use("1.000006", "Cấp giấy"),
        ]
    )
    found = browser.branch(key_of("Hộ tịch"), TODAY)
    assert found
    branch, standings = found
    assert codes(standings) == ["1.000003", "1.000004", "1.000006", "1.000002", "1.000001"]
    assert (branch.total, {s.status for s in standings}) == (5, {Status.IN_FORCE})


def test_a_key_is_short_plain_and_the_same_for_ever() -> None:
    assert key_of("Hộ tịch") == "22b6a617b0bd"
    assert len(key_of("")) == KEY_LENGTH <= 16


def test_a_field_nobody_knows_is_no_branch(catalogue: Catalogue) -> None:
    assert catalogue.branch("", TODAY) is None
    assert catalogue.branch("ho-tich", TODAY) is None


# The shipped fields


def test_every_shipped_procedure_in_use_here_is_in_one_branch(catalogue: Catalogue) -> None:
    branches = catalogue.branches(TODAY)
    assert len({branch.key for branch in branches}) == len(branches) > 100
    listed = [catalogue.branch(branch.key, TODAY) for branch in branches]
    standings = [standing for found in listed if found for standing in found[1]]
    here = [s for p in catalogue.procedures() if (s := catalogue.standing(p.code, TODAY)) and s.status in HOLDING]
    expected = {s.version.code for s in here if s.version.reception not in NOT_HERE}
    assert {standing.version.code for standing in standings} == expected
    assert sum(branch.total for branch in branches) == len(standings) == len(expected)


def test_the_shipped_fields_come_in_their_order(catalogue: Catalogue) -> None:
    branches = catalogue.branches(TODAY)
    assert branches[-1].name == ""
    named = [(-branch.commune, bare(branch.name)) for branch in branches[:-1]]
    assert named == sorted(named)
    assert [branch for branch in branches if not 0 <= branch.commune <= branch.total] == []


def test_the_field_of_civil_status_begins_with_births(catalogue: Catalogue) -> None:
    (civil,) = (branch for branch in catalogue.branches(TODAY) if branch.name == "Hộ tịch")
    found = catalogue.branch(civil.key, TODAY)
    assert found
    assert found[0] == civil
    assert "1.001193" in codes(tuple(found[1]))
    assert civil.commune > 20


# What changed


def test_what_began_and_ended_within_ninety_days_is_recent() -> None:
    day = date(2026, 3, 31)
    first = day - timedelta(days=89)
    browser = Browser(
        [
            in_use("1.000001", valid_from=first, begun=Change.NEW),
            in_use("1.000002", valid_from=first - timedelta(days=1), begun=Change.NEW),
            in_use("1.000003", valid_from=day, begun=Change.REPLACED),
            in_use("1.000004", valid_from=day, begun=Change.AMENDED),
            in_use("1.000005", valid_to=first, ended=Change.ABOLISHED),
            in_use("1.000006", valid_to=first - timedelta(days=1), ended=Change.ABOLISHED),
            in_use("1.000007", valid_to=day, ended=Change.REPLACED, replaced_by=("1.000003",)),
            in_use("1.000008", valid_from=day + timedelta(days=1), begun=Change.NEW),
            in_use("1.000009"),
        ]
    )
    recent = browser.recent(day)
    assert codes(recent.new) == ["1.000003", "1.000001"]
    assert codes(recent.amended) == ["1.000004"]
    assert codes(recent.ended) == ["1.000007", "1.000005"]
    assert codes(recent.coming) == ["1.000008"]
    assert browser.recent(day, days=1) == Recent(recent.new[:1], recent.amended, recent.ended[:1], recent.coming)


@pytest.mark.parametrize("basis", DayBasis)
def test_a_change_that_was_only_observed_is_none(basis: DayBasis) -> None:
    browser = Browser(
        [
            in_use("1.000001", valid_from=TODAY, from_basis=basis, begun=Change.NEW),
            in_use("1.000002", valid_to=TODAY, to_basis=basis, ended=Change.ABOLISHED),
            in_use("1.000003", valid_from=TODAY + timedelta(days=9), from_basis=basis, begun=Change.NEW),
        ]
    )
    recent = browser.recent(TODAY)
    found = [codes(recent.new), codes(recent.ended), codes(recent.coming)]
    assert found == ([[], [], []] if basis is DayBasis.OBSERVED else [["1.000001"], ["1.000002"], ["1.000003"]])


def test_a_beginning_nobody_calls_new_and_an_end_nobody_published_are_no_change() -> None:
    moved = a_procedure(
        a_version(valid_to=TODAY, levels=frozenset({Level.DISTRICT})), a_version(valid_from=TODAY, observed_on=SEEN)
    )
    ended = in_use("1.000002", valid_to=TODAY)
    assert Browser([moved, ended]).recent(TODAY) == Recent((), (), (), ())
    assert Browser([moved, ended]).recent(TODAY - timedelta(days=1)) == Recent((), (), (), ())


def test_the_next_version_of_one_in_use_is_coming_soonest_first() -> None:
    soon, later = TODAY + timedelta(days=1), date(2027, 3, 1)
    amended = a_procedure(
        a_version(observed_on=SEEN, valid_to=later), a_version(valid_from=later, begun=Change.AMENDED, name="Mới")
    )
    browser = Browser([amended, in_use("1.000002", valid_from=soon)])
    coming = browser.recent(TODAY).coming
    assert [(s.status, s.version.code, s.version.valid_from) for s in coming] == [
        (Status.NOT_YET, "1.000002", soon),
        (Status.NOT_YET, "1.000001", later),
    ]
    assert codes(browser.recent(later).amended) == ["1.000001"]


def test_a_change_at_an_office_that_is_not_here_is_not_told() -> None:
    customs = {"reception": Reception.CUSTOMS, "begun": Change.NEW}
    moves = a_procedure(
        a_version(code="1.000002", observed_on=SEEN),
        a_version(code="1.000002", valid_from=date(2027, 1, 1), **customs),
    )
    assert Browser([in_use("1.000001", valid_from=TODAY, **customs), moves]).recent(TODAY) == Recent((), (), (), ())


# The shipped changes


def test_in_march_2024_the_new_and_abolished_of_the_report_are_recent(catalogue: Catalogue) -> None:
    recent = catalogue.recent(IN_MARCH)
    assert set(codes(recent.new)) == {f"TN-NV-1{n}" for n in range(1, 8)}
    assert set(codes(recent.ended[:8])) == {f"TN-NV-0{n}" for n in range(1, 9)}
    assert codes(recent.ended[8:]) == ["TN-VH-01", "TN-VH-02"]
    assert (recent.amended, recent.coming) == ((), ())


def test_before_they_took_effect_they_were_coming(catalogue: Catalogue) -> None:
    recent = catalogue.recent(date(2024, 3, 5))
    assert set(codes(recent.coming)) == {f"TN-NV-1{n}" for n in range(1, 8)}
    assert recent.new == ()


def test_today_nothing_is_known_to_have_changed(catalogue: Catalogue) -> None:
    assert catalogue.recent(TODAY) == Recent((), (), (), ())


@pytest.mark.bulk
def test_looking_again_on_a_day_takes_less_than_five_milliseconds(catalogue: Catalogue) -> None:
    key = catalogue.branches(TODAY)[0].key
    catalogue.recent(TODAY)
    taken = []
    for _ in range(3):
        began = thread_time()
        assert catalogue.branches(TODAY)
        assert catalogue.branch(key, TODAY)
        assert catalogue.recent(TODAY)
        taken.append(thread_time() - began)
    assert min(taken) < 0.005


def test_a_day_long_ago_has_its_own_branches(catalogue: Catalogue) -> None:
    before = {branch.name: branch.total for branch in catalogue.branches(IN_MARCH)}
    today = {branch.name: branch.total for branch in catalogue.branches(TODAY)}
    assert before != today
