"""A change set is applied whole or not at all, and undone into what held before."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.database import Database
from knowledge import ledger
from knowledge.cells import Rule
from knowledge.change_sets import ChangeSet, Edit
from knowledge.ledger import ChangedMeanwhileError, FaultyChangeError, NotUndoneError, WhyNot
from knowledge.ledger_repository import LedgerRepository
from knowledge.loading import Difference
from knowledge.procedures import Change, DayBasis, EndReason, Procedure
from knowledge.repository import CatalogueRepository
from knowledge.timeline import Status, standing_on, version_on
from tests.knowledge.change_sets import FROM, ISSUED, NEW_FIELD, NOTICE, amended, begun, drawn, ended
from tests.knowledge.versions import SECOND_LOAD, THIRD_LOAD, Folder, a_decision, bring, dump, records_of

BIRTH, DIVORCE, FINE, REWARD = "1.000001", "1.000002", "1.000003", "TN-NV-01"
LATER = THIRD_LOAD + timedelta(days=1)
Draw = Callable[[Connection], ChangeSet]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


@pytest.fixture(autouse=True)
def _loaded(database: Database, folder: Folder) -> None:
    bring(database, folder)


def applied(database: Database, draw: Draw) -> int:
    """The number of a change set that is drawn up and applied in one go."""
    return database.transact(lambda c: ledger.apply(c, draw(c), SECOND_LOAD))


def undone(database: Database, number: int) -> int:
    return database.transact(lambda c: ledger.undo(c, number, THIRD_LOAD))


def said(database: Database) -> dict[str, Procedure]:
    return {p.code: p for p in database.read(lambda c: CatalogueRepository(c).procedures())}


def everything(database: Database) -> object:
    """All that the catalogue says today, papers and decisions too."""

    def read(connection: Connection) -> object:
        of = CatalogueRepository(connection)
        return of.procedures(), of.recorded(), of.sources(), of.fields(), of.decisions()

    return database.read(read)


def revision(database: Database) -> int:
    return database.read(ledger.revision)


# Applying


def test_an_amended_procedure_has_two_versions_and_each_holds_on_its_days(database: Database) -> None:
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH, name="Thủ tục khai sinh mới")))
    versions = said(database)[BIRTH].versions
    before, on = version_on(versions, FROM - timedelta(days=1)), version_on(versions, FROM)
    assert (before and before.name, on and on.name) == ("Thủ tục đăng ký khai sinh", "Thủ tục khai sinh mới")
    assert standing_on(said(database)[BIRTH], FROM).status is Status.AMENDED
    assert on
    assert on.enacted_by == (ISSUED,)
    change_set = database.read(lambda c: LedgerRepository(c).applied(number))
    assert change_set
    assert (change_set.origin, change_set.title, change_set.decision) == ("office", ISSUED_TITLE, ISSUED.key)
    assert database.read(lambda c: LedgerRepository(c).codes(number)) == (BIRTH,)


ISSUED_TITLE = "Quyết định 812/QĐ-UBND"


def test_what_is_left_as_it_was_keeps_its_record(database: Database) -> None:
    before = records_of(database, DIVORCE)
    number = applied(database, lambda c: drawn(c, amended(c, DIVORCE, note="mới")))
    first, second, third, new = records_of(database, DIVORCE)
    assert first == before[0]
    assert (second["closed_by"], third["change_set_id"], new["change_set_id"]) == (number, number, number)
    assert [r["recorded_to"] for r in (first, second, third, new)] == [None, SECOND_LOAD, None, None]


def test_ways_and_papers_come_with_what_is_said(database: Database) -> None:
    applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    (old, new) = database.read(lambda c: CatalogueRepository(c).recorded([BIRTH]))[BIRTH]
    assert [p.name for p in new.papers] == [p.name for p in old.papers] == ["Tờ khai", "Giấy chứng sinh"]
    assert new.version.ways == old.version.ways
    assert len(old.version.ways) == 2
    assert [p.name for p in database.read(lambda c: CatalogueRepository(c).papers(new.version))] == [
        "Tờ khai",
        "Giấy chứng sinh",
    ]


def test_a_new_code_brings_its_source_its_field_and_its_decision(database: Database) -> None:
    new = begun(field=NEW_FIELD.name)
    applied(database, lambda c: drawn(c, new, fields=(NEW_FIELD,)))
    (version,) = said(database)["1.000050"].versions
    assert replace(version, words=()) == new[1][0].version
    assert version.words
    known = database.read(lambda c: (CatalogueRepository(c).fields(), CatalogueRepository(c).decisions()))
    assert (known[0][NEW_FIELD.name], known[1][ISSUED.key]) == (NEW_FIELD, ISSUED)


def test_why_a_procedure_ended_is_said(database: Database) -> None:
    applied(database, lambda c: drawn(c, begun(), ended(c, BIRTH, replaced_by=("1.000050",))))
    standing = standing_on(said(database)[BIRTH], FROM)
    assert (standing.status, standing.version.end_reason) == (Status.REPLACED, EndReason.REPLACED_HERE)
    assert standing.version.replaced_by == ("1.000050",)


def test_what_is_known_already_is_not_overwritten_by_a_change_set(database: Database) -> None:
    other = replace(NOTICE, label="Nhãn khác")
    applied(database, lambda c: drawn(c, begun()))
    applied(database, lambda c: drawn(c, begun("1.000051"), sources=(other,)))
    assert database.read(lambda c: CatalogueRepository(c).sources())[NOTICE.key] == NOTICE


def test_every_change_raises_the_revision_and_a_refused_one_does_not(database: Database) -> None:
    first = revision(database)
    number = applied(database, lambda c: drawn(c, begun()))
    assert revision(database) == first + 1
    with pytest.raises(ChangedMeanwhileError):
        applied(database, lambda c: replace(drawn(c, begun()), edits=(Edit(BIRTH, (), ()),)))
    assert revision(database) == first + 1
    undone(database, number)
    assert revision(database) == first + 2


# Who comes second


def test_a_change_drawn_up_before_another_one_is_refused_with_what_changed(database: Database) -> None:
    late = database.read(lambda c: drawn(c, amended(c, BIRTH, note="hai"), amended(c, FINE)))
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH, note="một"), title="Tập thứ nhất"))
    before = dump(database)
    with pytest.raises(ChangedMeanwhileError) as refused:
        applied(database, lambda _: late)
    assert dump(database) == before
    (changed,) = refused.value.by_code.values()
    assert changed
    assert (list(refused.value.by_code), changed.number, changed.title) == ([BIRTH], number, "Tập thứ nhất")


def test_a_code_that_a_release_changed_meanwhile_is_told_too(database: Database, folder: Folder) -> None:
    late = database.read(lambda c: drawn(c, amended(c, BIRTH)))
    bring(database, folder.put("procedures.csv", 2, note="mới"), SECOND_LOAD)
    with pytest.raises(ChangedMeanwhileError) as refused:
        applied(database, lambda _: late)
    (changed,) = refused.value.by_code.values()
    assert changed
    assert changed.origin == "release"


def test_the_same_change_again_is_refused(database: Database) -> None:
    change_set = database.read(lambda c: drawn(c, begun()))
    applied(database, lambda _: change_set)
    with pytest.raises(ChangedMeanwhileError):
        applied(database, lambda _: change_set)


def test_of_two_at_once_over_the_same_code_the_second_is_refused(database: Database) -> None:
    sets = [database.read(lambda c, n=n: drawn(c, amended(c, BIRTH, note=n), title=n)) for n in ("một", "hai")]  # type: ignore[misc]

    def bring_in(change_set: ChangeSet) -> str:
        try:
            database.transact(lambda c: ledger.apply(c, change_set, SECOND_LOAD))
        except ChangedMeanwhileError as refused:
            return f"after {[changed and changed.title for changed in refused.by_code.values()]}"
        return change_set.title

    with ThreadPoolExecutor(2) as at_once:
        first, second = sorted(at_once.map(bring_in, sets), key=lambda told: told.startswith("after"))
    assert second == f"after ['{first}']"
    assert said(database)[BIRTH].latest.note == first


def test_of_two_at_once_over_other_codes_both_are_kept(database: Database) -> None:
    sets = [database.read(lambda c, one=code: drawn(c, amended(c, one))) for code in (BIRTH, FINE)]  # type: ignore[misc]
    with ThreadPoolExecutor(2) as at_once:
        numbers = list(at_once.map(lambda s: database.transact(lambda c: ledger.apply(c, s, SECOND_LOAD)), sets))
    assert len(set(numbers)) == 2
    assert [len(said(database)[code].versions) for code in (BIRTH, FINE)] == [2, 3]


def test_a_refusal_that_is_caught_within_a_transaction_leaves_nothing_in_it(database: Database) -> None:
    late = database.read(lambda c: drawn(c, amended(c, BIRTH)))
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH, note="một")))
    before, first = dump(database), revision(database)

    def both(connection: Connection) -> None:
        with pytest.raises(ChangedMeanwhileError):
            ledger.apply(connection, late, THIRD_LOAD)
        with pytest.raises(NotUndoneError):
            ledger.undo(connection, number + 7, THIRD_LOAD)

    database.transact(both)
    assert (dump(database), revision(database)) == (before, first)


# What does not hold together

OTHERS = a_decision("9/QĐ", key="hai-phong/9", place="Hải Phòng")


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (Rule.REQUIRED, {"name": ""}),
        (Rule.NEEDS, {"from_basis": None}),
        (Rule.NEEDS, {"to_basis": DayBasis.STATED}),
        (Rule.NEEDS, {"ended": Change.ABOLISHED}),
        (Rule.NEEDS, {"end_reason": EndReason.MERGED}),
        (Rule.EMPTY_INTERVAL, {"valid_to": FROM, "to_basis": DayBasis.STATED}),
        (Rule.UNKNOWN, {"source": replace(NOTICE, key="nowhere")}),
        (Rule.UNKNOWN, {"field": "Lĩnh vực lạ"}),
        (Rule.UNKNOWN, {"enacted_by": (a_decision(key="nowhere"),)}),
        (Rule.UNKNOWN, {"ended_elsewhere": a_decision(key="nowhere")}),
        (Rule.UNKNOWN, {"replaced_by": ("1.999999",)}),
        (Rule.RING, {"replaced_by": ("1.000050",)}),
        (Rule.CODE, {"code": BIRTH}),
    ],
)
def test_a_version_that_breaks_a_rule_is_refused_and_nothing_changes(
    database: Database, rule: Rule, facts: dict[str, object]
) -> None:
    before = dump(database)
    code, (new,) = begun()
    wrong = replace(new, version=replace(new.version, **facts))  # type: ignore[arg-type]
    with pytest.raises(FaultyChangeError) as refused:
        applied(database, lambda c: drawn(c, (code, [wrong])))
    assert {(fault.file, fault.rule) for fault in refused.value.faults} == {(code, rule)}
    assert dump(database) == before


def test_a_decision_of_another_province_moves_nothing_here(database: Database) -> None:
    with pytest.raises(FaultyChangeError) as refused:
        applied(database, lambda c: drawn(c, begun(enacted_by=(OTHERS,)), decisions=(OTHERS,)))
    assert [(fault.rule, fault.value) for fault in refused.value.faults] == [(Rule.NOT_OURS, "9/QĐ")]


def test_two_versions_on_one_day_are_refused(database: Database) -> None:
    code, (first,) = begun(valid_to=FROM + timedelta(days=30))
    inside = replace(first, version=replace(first.version, valid_from=FROM + timedelta(days=9), note="khác"))
    again = replace(first, version=replace(first.version, note="khác"))
    for second, rule in ((inside, Rule.OVERLAP), (again, Rule.DUPLICATE)):
        with pytest.raises(FaultyChangeError) as refused:
            applied(database, lambda c, one=second: drawn(c, (code, [first, one])))  # type: ignore[misc]
        assert rule in {fault.rule for fault in refused.value.faults}


def test_a_replacement_through_others_that_comes_round_is_refused(database: Database) -> None:
    with pytest.raises(FaultyChangeError) as refused:
        applied(database, lambda c: drawn(c, ended(c, BIRTH, replaced_by=("TN-NV-02",))))  # which BIRTH replaced
    assert {fault.rule for fault in refused.value.faults} == {Rule.RING}


def test_a_code_that_another_one_leads_to_is_not_emptied(database: Database) -> None:
    with pytest.raises(FaultyChangeError) as refused:
        applied(database, lambda c: drawn(c, (BIRTH, [])))
    assert [(fault.file, fault.rule, fault.value) for fault in refused.value.faults] == [
        ("TN-NV-02", Rule.UNKNOWN, BIRTH)
    ]


def test_one_code_twice_and_a_code_that_is_none_are_refused(database: Database) -> None:
    for edits, rule in (((begun(), begun()), Rule.DUPLICATE), ((begun("khai sinh"),), Rule.CODE)):
        with pytest.raises(FaultyChangeError) as refused:
            applied(database, lambda c, both=edits: drawn(c, *both))  # type: ignore[misc]
        assert {fault.rule for fault in refused.value.faults} == {rule}


# Undoing


def test_undoing_puts_back_all_that_held(database: Database) -> None:
    before = everything(database)
    number = applied(
        database,
        lambda c: drawn(
            c,
            begun(field=NEW_FIELD.name),
            amended(c, DIVORCE),
            ended(c, BIRTH, replaced_by=("1.000050",)),
            fields=(NEW_FIELD,),
        ),
    )
    assert everything(database) != before
    undoing = undone(database, number)
    assert everything(database) == before
    told = database.read(lambda c: LedgerRepository(c).applied(undoing))
    assert told
    assert (told.origin, told.undoes, told.title) == ("undo", number, ISSUED_TITLE)


def test_what_is_put_back_is_a_copy_in_the_name_of_who_said_it_first(database: Database) -> None:
    (shipped,) = records_of(database, BIRTH)
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    undoing = undone(database, number)
    old, _, new, copy = records_of(database, BIRTH)
    assert (old["closed_by"], new["closed_by"], copy["closed_by"]) == (number, undoing, None)
    history = {"id": copy["id"], "recorded_from": THIRD_LOAD, "restored_by": undoing}
    assert copy == shipped | history
    assert len(database.read(lambda c: CatalogueRepository(c).recorded([BIRTH]))[BIRTH][0].papers) == 2


def test_what_another_change_rests_on_is_not_undone_before_it(database: Database) -> None:
    before = everything(database)
    first = applied(database, lambda c: drawn(c, amended(c, BIRTH, note="một"), title="Một"))
    second = applied(database, lambda c: drawn(c, amended(c, BIRTH, FROM + timedelta(days=9), note="hai"), title="Hai"))
    for_first = everything(database)
    with pytest.raises(NotUndoneError) as refused:
        undone(database, first)
    assert (refused.value.why, [one.number for one in refused.value.others]) == (WhyNot.STOOD_ON, [second])
    assert everything(database) == for_first
    undone(database, second)
    undone(database, first)
    assert everything(database) == before


def test_a_code_that_a_later_change_leads_to_is_not_taken_away(database: Database) -> None:
    first = applied(database, lambda c: drawn(c, begun()))
    second = applied(database, lambda c: drawn(c, ended(c, FINE, replaced_by=("1.000050",))))
    before = dump(database)
    with pytest.raises(NotUndoneError) as refused:
        undone(database, first)
    assert (refused.value.why, [one.number for one in refused.value.others]) == (WhyNot.STOOD_ON, [second])
    assert dump(database) == before


def test_what_was_undone_may_be_brought_in_again_and_undone_again(database: Database) -> None:
    before = everything(database)
    for note in ("một", "hai"):
        number = applied(database, lambda c, said=note: drawn(c, amended(c, BIRTH, note=said), begun()))  # type: ignore[misc]
        undone(database, number)
        assert everything(database) == before


@pytest.mark.parametrize("why", [WhyNot.UNKNOWN, WhyNot.RELEASE, WhyNot.UNDONE, WhyNot.UNDOING])
def test_what_cannot_be_undone_says_why(database: Database, why: WhyNot) -> None:
    number = applied(database, lambda c: drawn(c, begun()))
    undoing = undone(database, number)
    wanted = {WhyNot.UNKNOWN: undoing + 1, WhyNot.RELEASE: 1, WhyNot.UNDONE: number, WhyNot.UNDOING: undoing}[why]
    with pytest.raises(NotUndoneError) as refused:
        undone(database, wanted)
    assert refused.value.why is why
    assert [one.number for one in refused.value.others] == ([undoing] if why is WhyNot.UNDONE else [])


def test_what_two_changes_named_stays_until_the_second_is_undone(database: Database) -> None:
    first = applied(database, lambda c: drawn(c, begun(field=NEW_FIELD.name), fields=(NEW_FIELD,)))
    second = applied(database, lambda c: drawn(c, begun("1.000051", field=NEW_FIELD.name), fields=(NEW_FIELD,)))
    for number, known in ((first, True), (second, False)):
        undone(database, number)
        assert [NEW_FIELD.name in database.read(lambda c: CatalogueRepository(c).fields())] == [known]
        assert [NOTICE.key in database.read(lambda c: CatalogueRepository(c).sources())] == [known]
        assert [ISSUED.key in database.read(lambda c: CatalogueRepository(c).decisions())] == [known]


def test_a_decision_that_another_change_follows_without_naming_it_in_a_version_stays(database: Database) -> None:
    first = applied(database, lambda c: drawn(c, begun()))
    applied(database, lambda c: drawn(c, begun("1.000051", enacted_by=()), sources=(), decision=ISSUED))
    undone(database, first)
    assert ISSUED.key in database.read(lambda c: CatalogueRepository(c).decisions())


def test_an_undoing_is_told_once(database: Database) -> None:
    number = applied(database, lambda c: drawn(c, begun()))
    undoing = undone(database, number)
    waiting = database.read(lambda c: LedgerRepository(c).unannounced())
    assert [(one.number, one.origin, one.undone_by) for one in waiting] == [
        (number, "office", undoing),
        (undoing, "undo", None),
    ]
    told = [database.transact(lambda c: LedgerRepository(c).announced(undoing, LATER)) for _ in range(2)]
    assert told == [True, False]
    assert [one.number for one in database.read(lambda c: LedgerRepository(c).unannounced())] == [number]


# Beside releases


def test_a_later_release_changes_no_version_of_a_code_that_an_office_changed(
    database: Database, folder: Folder
) -> None:
    applied(database, lambda c: drawn(c, amended(c, DIVORCE, note="của văn phòng")))
    before = said(database)[DIVORCE]
    folder.put("procedures.csv", 3, note="bản cũ khác").put("procedures.csv", 2, note="khác")
    difference = bring(database, folder, THIRD_LOAD)
    assert difference
    assert difference.changed == ((BIRTH, date(2026, 7, 31)),)
    assert {code for code, _ in difference.kept} == {DIVORCE}
    assert said(database)[DIVORCE] == before


def test_a_release_without_a_code_that_an_office_brought_leaves_it(database: Database, folder: Folder) -> None:
    applied(database, lambda c: drawn(c, begun()))
    difference = bring(database, folder.put("procedures.csv", 2, note="khác"), THIRD_LOAD)
    assert difference
    assert (difference.gone, difference.kept) == ((), (("1.000050", FROM),))
    assert "1.000050" in said(database)


def test_after_an_undoing_the_release_has_its_say_again(database: Database, folder: Folder) -> None:
    number = applied(database, lambda c: drawn(c, amended(c, BIRTH)))
    kept = bring(database, folder.put("procedures.csv", 2, note="bản phát hành sau"), THIRD_LOAD)
    undone(database, number)
    assert said(database)[BIRTH].latest.note == "Thử"
    again = bring(database, folder, LATER)
    assert kept
    assert {code for code, _ in kept.kept} == {BIRTH}
    assert again == Difference(added=(), changed=((BIRTH, date(2026, 7, 31)),), gone=(), kept=())
    assert said(database)[BIRTH].latest.note == "bản phát hành sau"
    assert bring(database, folder, LATER) is None


def test_what_a_release_says_too_is_no_more_taken_back(database: Database, folder: Folder) -> None:
    number = applied(database, lambda c: drawn(c, begun(), fields=(NEW_FIELD,)))
    bring(database, folder.add("fields.csv", name=NEW_FIELD.name, source="portal"), THIRD_LOAD)
    undone(database, number)
    assert NEW_FIELD.name in database.read(lambda c: CatalogueRepository(c).fields())


def test_an_empty_edit_of_nothing_changes_nothing(database: Database) -> None:
    before = dump(database)["version"]
    applied(database, lambda c: drawn(c, (BIRTH, CatalogueRepository(c).recorded([BIRTH])[BIRTH])))
    assert dump(database)["version"] == before
    assert database.read(lambda c: CatalogueRepository(c).of_office()) == set()
