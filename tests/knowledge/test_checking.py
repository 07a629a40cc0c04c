"""What `catalogue check` finds: each kind once, and nothing where all is well."""

from datetime import date
from typing import Any

from knowledge.catalogue import Catalogue
from knowledge.checking import ERRORS, Finding, Kind, findings, stale_confirmations
from knowledge.counts import PublishedCount
from knowledge.procedures import Change, Field, Level, Procedure, Source, Version
from knowledge.release import Release
from knowledge.timeline import begins
from tests.knowledge.versions import a_decision, a_procedure, a_version

DAY = date(2026, 11, 22)
SEEN = date(2026, 7, 31)
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)


def found(*procedures: Procedure, counts: tuple[PublishedCount, ...] = (), **facts: Any) -> list[Finding]:
    fields = {"Hộ tịch": Field("Hộ tịch", "Tư pháp", "Tư pháp")}
    catalogue = Catalogue(procedures, fields, [], counts)
    return findings(catalogue, DAY, **facts)


def kinds(*procedures: Procedure, **facts: Any) -> list[Kind]:
    return [finding.kind for finding in found(*procedures, **facts)]


def seen(**facts: object) -> Version:
    return a_version(**{"observed_on": SEEN, **facts})


def test_a_sound_procedure_is_no_finding() -> None:
    first = seen(valid_from=SPRING, valid_to=SUMMER)
    assert found(a_procedure(first, seen(valid_from=SUMMER))) == []


def test_versions_that_overlap_must_be_mended_and_days_between_them_are_looked_at() -> None:
    overlap = found(a_procedure(seen(valid_from=SPRING, valid_to=AUTUMN), seen(valid_from=SUMMER)))
    assert [(f.kind, f.is_error) for f in overlap] == [(Kind.OVERLAP, True)]
    gap = found(a_procedure(seen(valid_from=SPRING, valid_to=SUMMER), seen(valid_from=AUTUMN)))
    assert [(f.kind, f.is_error, f.facts) for f in gap] == [
        (Kind.GAP, False, "nothing from 2026-06-01 until 2026-09-01")
    ]


def test_a_level_and_a_source_that_nobody_named() -> None:
    assert kinds(a_procedure(seen(levels=frozenset()))) == [Kind.LEVELS]
    version = seen()
    place = version.code, begins(version)
    assert kinds(a_procedure(version), source_refs={place: ""}) == [Kind.SOURCE]
    assert kinds(a_procedure(version), source_refs={place: "trang 3"}) == []
    assert kinds(a_procedure(seen(enacted_by=(a_decision(),))), source_refs={place: ""}) == []
    assert kinds(a_procedure(seen(source=Source("x", "", None, "")))) == [Kind.SOURCE]


def ended(code: str, *heirs: str, **facts: object) -> Procedure:
    change = Change.REPLACED if heirs else Change.ABOLISHED
    name = f"Thủ tục {code}"
    return a_procedure(seen(code=code, name=name, valid_to=AUTUMN, ended=change, replaced_by=heirs, **facts))


def test_a_replacement_leads_to_something_in_force_through_others_too() -> None:
    last = a_procedure(seen(code="1.000003", name="Ba"))
    chain = ended("1.000001", "1.000002"), ended("1.000002", "1.000003")
    assert kinds(*chain, last) == []
    dead = found(*chain, ended("1.000003"))
    assert [(f.kind, f.codes) for f in dead] == [
        (Kind.DEAD, ("1.000001", "1.000002")),
        (Kind.DEAD, ("1.000002", "1.000003")),
    ]
    assert dead[0].facts == "1.000003 abolished"


def test_one_name_under_two_codes_is_looked_at_and_twins_above_all() -> None:
    old = a_procedure(seen(code="1.000001", valid_to=SUMMER, ended=Change.ABOLISHED))
    new = a_procedure(seen(code="1.000002"))
    assert kinds(old, new) == [Kind.NAME]
    twin = a_procedure(seen(code="1.000001", name="THỦ TỤC ĐĂNG KÝ KHAI SINH"))
    assert kinds(twin, new) == [Kind.NAME, Kind.TWIN]
    elsewhere = a_procedure(seen(code="1.000001", field="Khác"))
    assert kinds(elsewhere, new) == [Kind.NAME]


def test_of_one_name_where_one_replaces_the_other_nothing_is_said() -> None:
    old = a_procedure(seen(code="1.000001", valid_to=SUMMER, ended=Change.REPLACED, replaced_by=("1.000002",)))
    assert kinds(old, a_procedure(seen(code="1.000002"))) == []


def test_a_local_code_gives_way_to_the_national_one() -> None:
    local, national = a_procedure(seen(code="TN-TP-01", field="Khác")), a_procedure(seen(code="1.000001"))
    both = found(local, national)
    assert [f.kind for f in both] == [Kind.NAME, Kind.LOCAL_CODE]
    assert both[1].codes == ("TN-TP-01", "1.000001")


def test_published_counts_that_differ_are_named_with_both_numbers() -> None:
    counts = (PublishedCount(DAY, Level.COMMUNE, "Tư pháp", 3),)
    differs = found(a_procedure(seen()), counts=counts, counted=[DAY])
    assert [(f.kind, f.facts) for f in differs] == [(Kind.COUNT, "2026-11-22 commune Tư pháp: published 3, loaded 1")]


def test_confirmations_of_other_words_are_stale_and_renewed_ones_are_not() -> None:
    place = "1.000001", SPRING
    assert stale_confirmations([(*place, "old")], {place: "new"}) == [place]
    assert stale_confirmations([(*place, "old"), (*place, "new")], {place: "new"}) == []
    assert kinds(a_procedure(seen()), stale=[place], kept=[place]) == [Kind.STALE, Kind.KEPT]


def test_nothing_shipped_must_be_mended(catalogue: Catalogue, shipped: Release) -> None:
    told = findings(catalogue, DAY, counted=[c.as_of for c in shipped.counts], source_refs=shipped.source_refs)
    assert [f for f in told if f.is_error] == []
    assert {f.kind for f in told} >= {Kind.NAME, Kind.COUNT}
    assert set(Kind) > ERRORS
