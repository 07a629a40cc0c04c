"""The catalogue in memory: what it answers, from the files or from the database alike."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.database import Database
from knowledge.catalogue import Catalogue
from knowledge.procedures import Change, Procedure, Version
from knowledge.release import read_release
from knowledge.timeline import Doubt, Status
from tests.knowledge.versions import Folder, a_procedure, a_version, bring
from tests.knowledge.versions import codes as codes_of

TODAY = date(2026, 11, 15)
EVE, DAY = date(2024, 3, 5), date(2024, 3, 6)
ABOLISHED, NEW = "TN-NV-02", "TN-NV-12"


def catalogue_of(*procedures: Procedure) -> Catalogue:
    return Catalogue(procedures, {}, [], [])


def told(procedures: Iterable[Procedure | None]) -> list[Version]:
    """Versions, whether or not a database has cut their names into words."""
    return [replace(v, words=()) for p in procedures if p for v in p.versions]


# From the files or from the database


def test_the_database_says_and_finds_what_the_files_do(database: Database, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "catalogue")
    bring(database, folder)
    shipped, said = Catalogue.of_release(read_release(folder.path)), database.read(Catalogue.of_database)
    codes = ["1.000001", "1.000002", "1.000003", "TN-NV-01", "TN-NV-02"]
    assert len(shipped) == len(said) == len(codes)
    assert codes_of(said.procedures()) == codes_of(shipped.procedures()) == codes
    assert told(map(said.procedure, codes)) == told(said.procedures()) == told(shipped.procedures())
    assert said.counts(date(2024, 3, 31)) == shipped.counts(date(2024, 3, 31))
    assert said.contact("14026", "police", TODAY) == shipped.contact("14026", "police", TODAY) is not None
    assert said.communes.of_today() == shipped.communes.of_today() != ()
    for catalogue in (shipped, said):
        decided = catalogue.changes(date(2024, 1, 1), date(2024, 3, 31))
        assert [c.version.code for d in decided for c in d.changes] == ["TN-NV-01"]
        assert catalogue.ask("đăng ký khai sinh", TODAY).results.kept[0].code == "1.000001"


def test_an_empty_database_has_an_empty_catalogue(database: Database) -> None:
    assert len(database.read(Catalogue.of_database)) == 0


# By code


def test_a_code_finds_its_procedure_and_no_other(catalogue: Catalogue) -> None:
    found = catalogue.procedure("1.001193")
    assert found
    assert found.code == "1.001193"
    assert catalogue.procedure("1.00119") is None


def test_a_procedure_has_a_standing_on_a_day(catalogue: Catalogue) -> None:
    said = [catalogue.standing(code, day) for day in (EVE, DAY) for code in (ABOLISHED, NEW)]
    assert [standing and standing.status for standing in said] == [
        Status.IN_FORCE,
        Status.NOT_YET,
        Status.ABOLISHED,
        Status.NEW,
    ]


def test_a_code_nobody_knows_has_no_standing_and_no_namesakes(catalogue: Catalogue) -> None:
    assert catalogue.standing("9.999999", TODAY) is None
    assert catalogue.namesakes("9.999999", TODAY) == []
    assert catalogue.former("9.999999") == []


# By name


def test_the_abolished_and_the_new_of_one_name_know_each_other(catalogue: Catalogue) -> None:
    (new,) = catalogue.namesakes(ABOLISHED, DAY)
    (old,) = catalogue.namesakes(NEW, DAY)
    assert (new.version.code, new.status) == (NEW, Status.NEW)
    assert (old.version.code, old.status) == (ABOLISHED, Status.ABOLISHED)


def test_namesakes_stand_as_they_stand_on_the_day(catalogue: Catalogue) -> None:
    (new,) = catalogue.namesakes(ABOLISHED, EVE)
    assert new.status is Status.NOT_YET
    (new,) = catalogue.namesakes(ABOLISHED, TODAY)
    assert (new.status, new.doubt) == (Status.UNKNOWN, Doubt.LEVEL_ENDED)


def test_a_name_of_its_own_has_no_namesakes() -> None:
    catalogue = catalogue_of(a_procedure(a_version(name="Một")), a_procedure(a_version(code="1.000002", name="Hai")))
    assert catalogue.namesakes("1.000001", TODAY) == []


def test_a_procedure_that_was_renamed_is_no_namesake_any_more() -> None:
    renamed = a_procedure(
        a_version(name="Một", valid_from=date(2020, 1, 1), valid_to=DAY), a_version(name="Hai", valid_from=DAY)
    )
    other = a_procedure(a_version(code="1.000002", name="Một", valid_from=date(2020, 1, 1)))
    catalogue = catalogue_of(renamed, other)
    assert [s.version.name for s in catalogue.namesakes("1.000002", EVE)] == ["Một"]
    assert catalogue.namesakes("1.000002", DAY) == []


# Coded anew


def test_a_new_code_knows_what_it_replaces() -> None:
    old = a_version(code="1.000001", valid_to=DAY, ended=Change.REPLACED, replaced_by=("1.000003",))
    other = a_version(code="1.000002", replaced_by=("1.000003",))
    new = a_version(code="1.000003", valid_from=DAY)
    catalogue = catalogue_of(*map(a_procedure, (old, other, new)))
    assert [v.code for v in catalogue.former("1.000003")] == ["1.000001", "1.000002"]
    assert catalogue.former("1.000001") == []


def test_a_procedure_coded_anew_twice_knows_both_codes_nearest_first() -> None:
    oldest = a_version(code="1.000001", replaced_by=("1.000002",))
    beside = a_version(code="1.000003", replaced_by=("1.000004",))
    newer = a_version(code="1.000002", replaced_by=("1.000004",))
    newest = a_version(code="1.000004", valid_from=DAY)
    catalogue = catalogue_of(*map(a_procedure, (oldest, newer, beside, newest)))
    assert [v.code for v in catalogue.former("1.000004")] == ["1.000002", "1.000003", "1.000001"]
    assert [v.code for v in catalogue.former("1.000002")] == ["1.000001"]


def test_two_ways_to_one_old_code_name_it_once_and_a_ring_ends() -> None:
    versions = [("1.000001", "1.000002"), ("1.000002", "1.000004"), ("1.000003", "1.000004"), ("1.000004", "1.000001")]
    old = a_version(code="1.000001", replaced_by=("1.000002", "1.000003"))
    rest = [a_version(code=code, replaced_by=(new,)) for code, new in versions[1:]]
    catalogue = catalogue_of(*map(a_procedure, (old, *rest)))
    assert [v.code for v in catalogue.former("1.000004")] == ["1.000002", "1.000003", "1.000001"]


def test_what_a_procedure_stood_under_long_ago_is_no_namesake() -> None:
    oldest = a_version(code="1.000001", valid_to=EVE, ended=Change.REPLACED, replaced_by=("1.000002",))
    newer = a_version(code="1.000002", valid_from=EVE, valid_to=DAY, ended=Change.REPLACED, replaced_by=("1.000003",))
    newest = a_version(code="1.000003", valid_from=DAY)
    catalogue = catalogue_of(*map(a_procedure, (oldest, newer, newest)))
    assert catalogue.namesakes("1.000003", DAY) == []


def test_what_is_shipped_as_replaced_is_known_to_its_replacement(catalogue: Catalogue) -> None:
    assert [v.code for v in catalogue.former("1.116410")] == ["1.014061", "1.014062", "1.014063", "1.014064"]


# What replaced it


def replaced(code: str, *by: str, on: date | None = DAY) -> Procedure:
    """A procedure that others replaced on a day, or on one that nobody states."""
    return a_procedure(a_version(code=code, observed_on=EVE, valid_to=on, ended=Change.REPLACED, replaced_by=by))


IN_FORCE = "1.000009"


def in_force(code: str = IN_FORCE, **facts: object) -> Procedure:
    return a_procedure(a_version(code=code, valid_from=EVE, **facts))


def test_what_replaced_a_procedure_is_found_through_several_replacements() -> None:
    chain = [
        replaced("1.000001", "1.000002"),
        replaced("1.000002", "1.000003", on=None),
        replaced("1.000003", IN_FORCE),
    ]
    catalogue = catalogue_of(*chain, in_force())
    for code in ("1.000001", "1.000002", "1.000003"):
        assert [s.version.code for s in catalogue.successors(code, DAY)] == [IN_FORCE]
    assert catalogue.successors(IN_FORCE, DAY) == []
    assert catalogue.successors("1.999999", DAY) == []


def test_several_that_took_over_are_all_named_the_nearest_first_and_each_once() -> None:
    split = replaced("1.000001", "1.000002", "1.000008")
    joined = [replaced("1.000002", IN_FORCE, "1.000003"), replaced("1.000003", IN_FORCE)]
    catalogue = catalogue_of(split, *joined, in_force("1.000008"), in_force())
    assert [s.version.code for s in catalogue.successors("1.000001", DAY)] == ["1.000008", IN_FORCE]


def test_a_ring_of_replacements_ends_nowhere_and_what_leads_out_of_it_is_found() -> None:
    ring = [replaced("1.000001", "1.000002"), replaced("1.000002", "1.000001")]
    assert catalogue_of(*ring).successors("1.000001", DAY) == []
    out = [replaced("1.000001", "1.000002"), replaced("1.000002", "1.000001", IN_FORCE)]
    assert [s.version.code for s in catalogue_of(*out, in_force()).successors("1.000001", DAY)] == [IN_FORCE]


def test_what_took_over_may_have_ended_itself_and_what_is_to_be_replaced_is_not_yet() -> None:
    gone = a_procedure(a_version(code="1.000002", valid_to=DAY, ended=Change.ABOLISHED))
    catalogue = catalogue_of(replaced("1.000001", "1.000002"), gone, replaced("1.000003", IN_FORCE), in_force())
    assert [s.status for s in catalogue.successors("1.000001", DAY)] == [Status.ABOLISHED]
    assert [s.version.code for s in catalogue.successors("1.000003", DAY)] == [IN_FORCE]
    assert catalogue.successors("1.000003", EVE) == []


def test_a_replacement_that_is_not_in_the_catalogue_leads_nowhere() -> None:
    assert catalogue_of(replaced("1.000001", "1.000002")).successors("1.000001", DAY) == []


def test_what_is_shipped_as_replaced_leads_to_what_is_in_force(catalogue: Catalogue) -> None:
    assert [s.version.code for s in catalogue.successors("1.014061", TODAY)] == ["1.116410"]


def test_what_has_ended_stands_latest_first_without_a_day_last() -> None:
    undated, early, late = replaced("1.000001", on=None), replaced("1.000002", on=EVE), replaced("1.000003")
    with_heirs = replaced("1.000001", IN_FORCE, on=None)
    catalogue = catalogue_of(with_heirs, early, late, in_force())
    assert [s.version.code for s in catalogue.ended(DAY)] == ["1.000003", "1.000002", "1.000001"]
    assert [s.version.code for s in catalogue.ended(EVE)] == ["1.000002", "1.000001"]
    assert catalogue_of(undated).ended(DAY) == ()


# Offices


def test_an_office_is_known_by_its_unit_and_kind(catalogue: Catalogue) -> None:
    office = catalogue.contact("14071", "one_stop", TODAY)
    assert office
    assert (office.name, office.phone) == ("Trung tâm Phục vụ hành chính công xã Minh Thái", "")
    assert catalogue.contact("14071", "bank", TODAY) is None
    assert catalogue.contact("14080", "one_stop", TODAY) is None


# Reports


def test_the_catalogue_counts_and_tells_changes(catalogue: Catalogue) -> None:
    assert len(catalogue) > 2000
    assert sum(row.published or 0 for row in catalogue.counts(date(2024, 3, 31))) == 212 + 101
    assert [d.decisions[0].number for d in catalogue.changes(DAY, DAY)] == ["453/QĐ-UBND"]


def test_a_question_is_answered_with_everything_that_was_looked_at(catalogue: Catalogue) -> None:
    found = catalogue.ask("đăng ký khai sinh", TODAY)
    assert any(hit.procedure.code == "1.001193" for hit in found.results.kept)
