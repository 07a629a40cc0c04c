"""Bringing a release into a database: once per content, closing what changed, never over what an office said."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import groundwork
from bot.clock import Clock
from bot.database import Database
from knowledge.loading import Difference, compare, place_name
from knowledge.procedures import EndReason, Level, Paper
from knowledge.release import FaultyReleaseError, read_release
from knowledge.repository import CatalogueRepository
from knowledge.timeline import begins
from knowledge.version_rows import digest_of
from tests.knowledge.versions import (
    FIRST_LOAD,
    SECOND_LOAD,
    THIRD_LOAD,
    Folder,
    a_version,
    bring,
    dump,
    records_of,
    say_as_office,
)

BIRTH = ("1.000001", date(2026, 7, 31))
REWARD = ("TN-NV-01", date.min)
OLD = ("TN-NV-02", date(2024, 3, 31))
ALL = (
    BIRTH,
    ("1.000002", date(2024, 3, 31)),
    ("1.000002", date(2025, 7, 1)),
    ("1.000003", date(2021, 8, 31)),
    ("1.000003", date(2026, 7, 31)),
    REWARD,
    OLD,
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


def names(database: Database) -> list[str]:
    return [v.name for p in database.read(lambda c: CatalogueRepository(c).procedures()) for v in p.versions]


def papers_of_birth(database: Database) -> list[Paper]:
    birth = a_version(code="1.000001", observed_on=BIRTH[1])
    return database.read(lambda c: CatalogueRepository(c).papers(birth))


# Once per content


def test_a_first_load_adds_everything(database: Database, folder: Folder) -> None:
    assert bring(database, folder) == Difference(added=ALL, changed=(), gone=(), kept=())
    assert {len(rows) for rows in dump(database).values()} == {1, 2, 3, 6, 7}


def test_the_same_content_is_loaded_once(database: Database, folder: Folder) -> None:
    bring(database, folder)
    before = dump(database)
    assert bring(database, folder, SECOND_LOAD) is None
    assert dump(database) == before


def test_a_content_that_says_the_same_adds_a_change_set_and_no_record(database: Database, folder: Folder) -> None:
    bring(database, folder)
    before = dump(database)
    folder.put("sources.csv", 2, detail="nơi khác")
    assert bring(database, folder, SECOND_LOAD) == Difference((), (), (), ())
    after = dump(database)
    assert len(after["change_set"]) == len(before["change_set"]) + 1
    assert [after[table] for table in ("version", "way", "paper")] == [before[t] for t in ("version", "way", "paper")]


def test_the_day_a_program_starts_twice_nothing_is_loaded_twice(
    database: Database, clock: Clock, folder: Folder
) -> None:
    assert groundwork.prepare(database, clock, folder.path)
    before = dump(database)
    assert groundwork.prepare(database, clock, folder.path) is None
    assert dump(database) == before


# What changed


def test_a_changed_name_ends_the_record_and_begins_another(database: Database, folder: Folder) -> None:
    bring(database, folder)
    before, others = records_of(database, "1.000001"), records_of(database, "1.000002")
    folder.put("procedures.csv", 2, name="Thủ tục khai sinh")
    assert bring(database, folder, SECOND_LOAD) == Difference(added=(), changed=(BIRTH,), gone=(), kept=())
    old, new = records_of(database, "1.000001")
    assert [old | {"recorded_to": None, "closed_by": None}] == before
    assert (old["recorded_from"], old["recorded_to"]) == (FIRST_LOAD, SECOND_LOAD)
    assert (new["recorded_from"], new["recorded_to"]) == (SECOND_LOAD, None)
    assert (old["name"], new["name"]) == ("Thủ tục đăng ký khai sinh", "Thủ tục khai sinh")
    assert "Thủ tục khai sinh" in names(database)
    assert "Thủ tục đăng ký khai sinh" not in names(database)
    assert records_of(database, "1.000002") == others


def test_any_changed_fact_is_another_record(database: Database, folder: Folder) -> None:
    bring(database, folder)
    facts = [
        ("ways.csv", "fee", "9000"),
        ("papers.csv", "copies", "2"),
        ("procedures.csv", "levels", "commune"),
        ("procedures.csv", "enacted_by", ""),
        ("procedures.csv", "papers_complete", "no"),
    ]
    for days, (file, column, value) in enumerate(facts, start=1):
        difference = bring(database, folder.put(file, 2, **{column: value}), FIRST_LOAD + timedelta(days=days))
        assert difference == Difference(added=(), changed=(BIRTH,), gone=(), kept=())
    assert len(records_of(database, "1.000001")) == 1 + len(facts)


def test_a_new_record_brings_its_own_ways_and_papers(database: Database, folder: Folder) -> None:
    bring(database, folder)
    ways, papers = len(dump(database)["way"]), papers_of_birth(database)
    folder.put("papers.csv", 2, name="Tờ khai theo mẫu mới")
    bring(database, folder, SECOND_LOAD)
    assert [p.name for p in papers] == ["Tờ khai", "Giấy chứng sinh"]
    assert [p.name for p in papers_of_birth(database)] == ["Tờ khai theo mẫu mới", "Giấy chứng sinh"]
    assert len(dump(database)["way"]) == ways + 2  # those of the ended record stay knowable


def test_a_row_that_is_gone_ends_its_record(database: Database, folder: Folder) -> None:
    bring(database, folder)
    difference = bring(database, folder.drop("procedures.csv", 8), SECOND_LOAD)
    assert difference == Difference(added=(), changed=(), gone=(OLD,), kept=())
    (record,) = records_of(database, "TN-NV-02")
    assert record["recorded_to"] == SECOND_LOAD
    assert "Thủ tục khai sinh cũ" not in names(database)


def test_a_row_that_comes_back_is_a_new_record(database: Database, folder: Folder) -> None:
    bring(database, folder)
    row = folder.lines["procedures.csv"][6]
    bring(database, folder.drop("procedures.csv", 8), SECOND_LOAD)
    folder.put("sources.csv", 2, detail="lần ba").add("procedures.csv", **row)
    assert bring(database, folder, THIRD_LOAD) == Difference(added=(OLD,), changed=(), gone=(), kept=())
    ended, said = records_of(database, "TN-NV-02")
    assert (ended["recorded_to"], said["recorded_from"], said["recorded_to"]) == (SECOND_LOAD, THIRD_LOAD, None)


def test_a_new_row_is_a_new_record(database: Database, folder: Folder) -> None:
    bring(database, folder)
    before = dump(database)["version"]
    folder.add(
        "procedures.csv", code="1.000009", name="Thủ tục mới", levels="ministry", reception="tax", source="portal"
    )
    assert bring(database, folder, SECOND_LOAD) == Difference((("1.000009", date.min),), (), (), ())
    assert set(before) < set(dump(database)["version"])
    (record,) = records_of(database, "1.000009")
    assert (record["recorded_from"], record["levels"], record["field"]) == (SECOND_LOAD, Level.MINISTRY, None)


def test_a_later_version_of_a_code_leaves_the_earlier_as_it_is(database: Database, folder: Folder) -> None:
    bring(database, folder)
    new = folder.lines["procedures.csv"][2] | {"valid_from": "2027-01-01", "name": "Thủ tục từ 2027"}
    assert bring(database, folder.add("procedures.csv", **new), SECOND_LOAD) == Difference(
        added=(("1.000002", date(2027, 1, 1)),), changed=(), gone=(), kept=()
    )
    assert [r["recorded_to"] for r in records_of(database, "1.000002")] == [None, None, None]


def test_sources_fields_and_decisions_are_mended_in_their_place(database: Database, folder: Folder) -> None:
    bring(database, folder)
    folder.put("sources.csv", 2, label="Cổng khác").put("fields.csv", 4, commune_group="Địa chính")
    folder.put("decisions.csv", 3, signed_on="2026-02-03").drop("units.csv", 2).drop("published_counts.csv", 2)
    folder.add("fields.csv", name="Lĩnh vực mới", source="portal")
    bring(database, folder, SECOND_LOAD)
    said = database.read(
        lambda c: (
            CatalogueRepository(c).sources()["portal"].label,
            CatalogueRepository(c).fields()["Đất đai"].commune_group,
            "Lĩnh vực mới" in CatalogueRepository(c).fields(),
            CatalogueRepository(c).decisions()["btp/12"].signed_on,
            [u.kind for u in CatalogueRepository(c).units()],
            [n.procedures for n in CatalogueRepository(c).published_counts()],
        )
    )
    assert said == ("Cổng khác", "Địa chính", True, date(2026, 2, 3), ["xã"], [37])


def test_a_change_in_the_offices_alone_reaches_a_loaded_database(
    database: Database, clock: Clock, folder: Folder
) -> None:
    groundwork.prepare(database, clock, folder.path)
    before = dump(database)
    folder.put("offices.csv", 3, phone="0228 3883 113").drop("offices.csv", 2)
    assert groundwork.prepare(database, clock, folder.path) == Difference((), (), (), ())
    (police,) = database.read(lambda c: CatalogueRepository(c).contact_points())
    assert (police.kind, police.phone, police.source.key) == ("police", "0228 3883 113", "portal")
    after = dump(database)
    kept = ("version", "way", "paper", "source", "field", "decision")
    assert [after[table] for table in kept] == [before[table] for table in kept]


# What an office said


def test_what_an_office_said_is_kept_and_listed(database: Database, folder: Folder) -> None:
    bring(database, folder)
    say_as_office(database, "1.000001", "Thủ tục do huyện sửa")
    assert database.read(lambda c: CatalogueRepository(c).of_office()) == {"1.000001"}
    before = records_of(database, "1.000001")
    folder.put("procedures.csv", 2, name="Thủ tục khai sinh").put("procedures.csv", 8, note="khác")
    assert bring(database, folder, THIRD_LOAD) == Difference(added=(), changed=(OLD,), gone=(), kept=(BIRTH,))
    assert records_of(database, "1.000001") == before
    assert "Thủ tục do huyện sửa" in names(database)


def test_what_an_office_said_is_kept_when_the_release_lost_it(database: Database, folder: Folder) -> None:
    bring(database, folder)
    say_as_office(database, "TN-NV-02", "Thủ tục do huyện giữ")
    before = records_of(database, "TN-NV-02")
    difference = bring(database, folder.drop("procedures.csv", 8), THIRD_LOAD)
    assert difference == Difference(added=(), changed=(), gone=(), kept=(OLD,))
    assert records_of(database, "TN-NV-02") == before


def test_an_office_that_says_the_same_as_the_release_is_not_listed(database: Database, folder: Folder) -> None:
    bring(database, folder)
    release = read_release(folder.put("sources.csv", 2, detail="lần hai").path)
    birth = release.procedures[0].latest
    say_as_office(
        database,
        "1.000001",
        birth.name,
        digest_of(birth, release.papers_of(birth), release.source_refs["1.000001", begins(birth)]),
    )
    assert database.read(lambda c: compare(CatalogueRepository(c), release)) == Difference((), (), (), ())


def test_holding_a_release_against_the_database_changes_nothing(database: Database, folder: Folder) -> None:
    bring(database, folder)
    before = dump(database)
    release = read_release(folder.drop("procedures.csv", 8).put("procedures.csv", 2, name="Khác").path)
    difference = database.read(lambda c: compare(CatalogueRepository(c), release))
    assert difference == Difference(added=(), changed=(BIRTH,), gone=(OLD,), kept=())
    assert dump(database) == before


# What is faulty


def test_a_faulty_folder_changes_nothing(database: Database, clock: Clock, folder: Folder) -> None:
    bring(database, folder)
    before = dump(database)
    folder.put("procedures.csv", 2, name="Tên mới").put("units.csv", 2, valid_to="hôm qua")
    with pytest.raises(FaultyReleaseError):
        groundwork.prepare(database, clock, folder.path)
    assert dump(database) == before


def test_a_faulty_first_folder_leaves_the_catalogue_empty(database: Database, clock: Clock, folder: Folder) -> None:
    with pytest.raises(FaultyReleaseError):
        groundwork.prepare(database, clock, folder.put("ways.csv", 2, fee="8.000đ").path)
    assert set(map(len, dump(database).values())) == {0}
    assert not database.read(lambda c: CatalogueRepository(c).is_loaded())


# Words and names


def test_the_words_of_a_name_are_stored_with_it(database: Database, folder: Folder) -> None:
    bring(database, folder)
    (record,) = records_of(database, "1.000001")
    assert "khai sinh" in record["words"].split("; ")
    (said, *_) = database.read(lambda c: CatalogueRepository(c).procedures())
    assert said.latest.words == tuple(record["words"].split("; "))


def test_words_are_no_part_of_what_is_said() -> None:
    said = digest_of(a_version(), (), "sổ 1")
    assert digest_of(a_version(words=("khai sinh",)), (), "sổ 1") == said
    assert digest_of(a_version(note="khác"), (), "sổ 1") != said
    assert digest_of(a_version(), [Paper("", "Tờ khai", 1, 0, conditional=False)], "sổ 1") != said
    assert digest_of(a_version(), (), "sổ 2") != said


def test_what_was_said_before_there_were_reasons_of_an_end_keeps_its_name() -> None:
    said = digest_of(a_version(), [Paper("", "Tờ khai", 1, 0, conditional=False)], "sổ 1")
    assert said == "f87b03ed9a09ce3041578f4a1a68529900f60150e3053860a56b4b0337d42588"
    reason = a_version(valid_to=date(2027, 1, 1), end_reason=EndReason.MERGED)
    assert digest_of(reason, (), "") != digest_of(a_version(valid_to=date(2027, 1, 1)), (), "")


def test_a_place_is_named_by_its_code_and_the_day_it_begins_if_known() -> None:
    assert place_name(BIRTH) == "1.000001 from 2026-07-31"
    assert place_name(REWARD) == "TN-NV-01"
