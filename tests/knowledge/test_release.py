"""A folder of files read whole: exactly what stands in it, every fault at once, and a name for its content."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.cells import Fault, Rule
from knowledge.contacts import ContactPoint
from knowledge.counts import PublishedCount
from knowledge.procedures import (
    Change,
    Channel,
    DayBasis,
    Decision,
    Field,
    Level,
    Paper,
    Procedure,
    Reception,
    Source,
    Version,
    Way,
)
from knowledge.records import COLUMNS
from knowledge.release import SHIPPED, FaultyReleaseError, Release, digest_of, read_release
from knowledge.units import Unit
from tests.knowledge.versions import SOUND, Folder, codes

REFORM = date(2025, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "catalogue")


@pytest.fixture
def release(folder: Folder) -> Release:
    return read_release(folder.path)


def versions_of(release: Release, code: str) -> tuple[Version, ...]:
    return next(p.versions for p in release.procedures if p.code == code)


# What stands in the files


def test_every_cell_of_a_version_is_read(release: Release) -> None:
    (version,) = versions_of(release, "1.000001")
    assert version == Version(
        code="1.000001",
        name="Thủ tục đăng ký khai sinh",
        short_name="Đăng ký khai sinh",
        field="Hộ tịch",
        levels=frozenset({Level.DISTRICT, Level.COMMUNE}),
        reception=Reception.ONE_STOP,
        performing="UBND cấp xã",
        authority="Chủ tịch UBND cấp xã",
        lists=5,
        valid_from=None,
        from_basis=None,
        valid_to=None,
        to_basis=None,
        observed_on=date(2026, 7, 31),
        begun=None,
        ended=None,
        enacted_by=(Decision("btp/12", "12/QĐ-BTP", None, "Bộ Tư pháp", "", ""),),
        ended_by=(),
        ended_elsewhere=None,
        ended_elsewhere_on=None,
        replaced_by=(),
        applicants="Công dân Việt Nam",
        results="Giấy khai sinh",
        papers_complete=True,
        note="Thử",
        source=Source("portal", "Cổng Dịch vụ công quốc gia", date(2026, 7, 31), "7/2026"),
        ways=(
            Way(Channel.COUNTER, "5 ngày làm việc", "", 8000, "Miễn phí cho hộ nghèo", None, None),
            Way(Channel.ONLINE, "", "3", 0, "", date(2026, 1, 1), date(2027, 1, 1)),
        ),
    )


def test_an_end_is_read_with_its_decision_and_basis(release: Release) -> None:
    (version,) = versions_of(release, "TN-NV-01")
    assert (version.valid_to, version.to_basis, version.ended) == (
        date(2024, 3, 6),
        DayBasis.SIGNED,
        Change.ABOLISHED,
    )
    subject = "Thi đua, khen thưởng"
    assert version.ended_by == (
        Decision("nam-dinh/453", "453/QĐ-UBND", date(2024, 3, 6), "UBND tỉnh Nam Định", "Nam Định", subject),
    )


def test_an_end_elsewhere_is_kept_apart(release: Release) -> None:
    (version,) = versions_of(release, "TN-NV-02")
    assert version.ended_elsewhere
    assert (version.ended_elsewhere.key, version.ended_elsewhere_on) == ("hai-phong/7", date(2026, 1, 5))
    assert (version.ended_by, version.replaced_by, version.papers_complete) == ((), ("1.000001",), None)


def test_versions_of_one_code_are_one_procedure_oldest_first(release: Release) -> None:
    assert codes(release.procedures) == ["1.000001", "1.000002", "1.000003", "TN-NV-01", "TN-NV-02"]
    old, new = versions_of(release, "1.000002")
    assert (old.valid_to, new.valid_from, new.from_basis) == (REFORM, REFORM, DayBasis.STATED)
    assert (new.begun, new.papers_complete) == (Change.AMENDED, False)


def test_a_version_that_began_on_a_stated_day_has_the_ways_that_name_the_day(release: Release) -> None:
    old, new = versions_of(release, "1.000002")
    assert [(w.channel, w.fee) for w in old.ways] == [(Channel.COUNTER, 75000)]
    assert [(w.channel, w.fee) for w in new.ways] == [(Channel.POST, 50000)]


def test_of_two_versions_only_seen_no_day_means_the_later(release: Release) -> None:
    older, later = versions_of(release, "1.000003")
    assert [w.channel for w in older.ways] == [Channel.COUNTER]
    assert [w.channel for w in later.ways] == [Channel.ONLINE]


def test_papers_stand_in_the_order_of_the_file(release: Release) -> None:
    (birth,) = versions_of(release, "1.000001")
    assert release.papers_of(birth) == (
        Paper("1. Nộp trực tiếp", "Tờ khai", 1, 0, conditional=False),
        Paper("1. Nộp trực tiếp", "Giấy chứng sinh", None, None, conditional=True),
    )


def test_papers_belong_to_the_version_they_name(release: Release) -> None:
    old, new = versions_of(release, "1.000002")
    assert release.papers_of(old) == ()
    assert release.papers_of(new) == (Paper("", "Bản án ly hôn", None, 1, conditional=False),)


def test_where_a_version_stands_in_its_source_is_kept(release: Release) -> None:
    assert release.source_refs["1.000001", date(2026, 7, 31)] == "1.000001.json"
    assert release.source_refs["1.000002", REFORM] == ""


def test_every_cell_of_an_office_is_read(release: Release) -> None:
    committee, police = release.contacts
    assert committee == ContactPoint(
        unit="14026",
        kind="committee",
        name="Ủy ban nhân dân xã Cổ Lễ",
        address="Trụ sở huyện cũ",
        hours="7 giờ 30 đến 11 giờ 30",
        phone="0228 3883 001",
        map="https://maps.example.vn/?q=20.29,106.27",
        source=Source("report", "Báo cáo quý I/2024", date(2024, 3, 31), "quý I/2024"),
    )
    assert (police.name, police.address, police.hours, police.phone, police.map) == ("Công an xã Cổ Lễ", "", "", "", "")


def test_an_office_belongs_to_a_unit_of_today(folder: Folder) -> None:
    folder.drop("units.csv", 3)
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(folder.path)
    assert [(f.file, f.line, f.column, f.rule) for f in refused.value.faults] == [
        ("offices.csv", line, "unit", Rule.UNKNOWN) for line in (2, 3)
    ]


def test_fields_sources_units_and_counts_stand_in_the_order_of_their_files(release: Release) -> None:
    assert [s.key for s in release.sources] == ["portal", "report"]
    assert release.fields == (
        Field("Hộ tịch", "Tư pháp", "Tư pháp"),
        Field("Nội vụ", "Nội vụ", ""),
        Field("Đất đai", "", ""),
    )
    assert [d.key for d in release.decisions] == ["nam-dinh/453", "btp/12", "hai-phong/7"]
    assert release.units == (
        Unit("14026", "Cổ Lễ", "thị trấn", "huyện Trực Ninh", None, REFORM, "14026"),
        Unit("14026", "Cổ Lễ", "xã", "tỉnh Ninh Bình", REFORM, None, ""),
    )
    assert [contact.kind for contact in release.contacts] == ["committee", "police"]
    assert release.counts == (
        PublishedCount(date(2024, 3, 31), Level.DISTRICT, "Tư pháp", 32),
        PublishedCount(date(2024, 3, 31), Level.COMMUNE, "Tư pháp", 37),
    )


def test_spaces_around_a_cell_and_between_values_are_not_read(folder: Folder) -> None:
    sound = read_release(folder.path).procedures
    folder.put("procedures.csv", 2, name="  Thủ tục đăng ký khai sinh ", levels=" district;commune ; ")
    assert read_release(folder.path).procedures == sound


def test_a_cell_may_hold_commas_quotes_and_lines(folder: Folder) -> None:
    folder.put("papers.csv", 2, name='Tờ khai "mẫu 1", bản chính\nhoặc bản sao')
    (birth, _), *_ = read_release(folder.path).papers.values()
    assert birth.name == 'Tờ khai "mẫu 1", bản chính\nhoặc bản sao'


def test_a_byte_order_mark_is_not_part_of_the_first_heading(folder: Folder) -> None:
    sound = read_release(folder.path).procedures
    for file in SOUND:
        path = folder.path / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_release(folder.path).procedures == sound


def test_the_shipped_catalogue_is_sound(shipped: Release) -> None:
    assert shipped.digest == digest_of()
    assert all(isinstance(p, Procedure) and p.versions for p in shipped.procedures)


# Faults


def test_every_fault_of_every_file_is_said_at_once(folder: Folder) -> None:
    folder.put("units.csv", 2, valid_to="hôm qua").put("ways.csv", 2, fee="8.000đ", source="")
    folder.put("procedures.csv", 8, name="", lists="nhiều", replaced_by="TN-NV-02").put("sources.csv", 3, label="")
    with pytest.raises(FaultyReleaseError, match="7 faults in the catalogue") as refused:
        read_release(folder.path)
    assert set(refused.value.faults) == {
        Fault("sources.csv", 3, "label", "", Rule.REQUIRED),
        Fault("procedures.csv", 8, "name", "", Rule.REQUIRED),
        Fault("procedures.csv", 8, "lists", "nhiều", Rule.NUMBER),
        Fault("procedures.csv", 8, "replaced_by", "TN-NV-02", Rule.RING),
        Fault("ways.csv", 2, "fee", "8.000đ", Rule.NUMBER),
        Fault("ways.csv", 2, "source", "", Rule.REQUIRED),
        Fault("units.csv", 2, "valid_to", "hôm qua", Rule.DAY),
    }


def test_two_faults_of_one_cell_are_both_said(folder: Folder) -> None:
    folder.put("procedures.csv", 7, ended_by="a/1; nam-dinh/453; a/2")
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(folder.path)
    wrong = Fault("procedures.csv", 7, "ended_by", "a/1; nam-dinh/453; a/2", Rule.UNKNOWN, "decisions.csv")
    assert refused.value.faults == (wrong, wrong)


def test_a_key_that_stands_twice_is_a_fault(folder: Folder) -> None:
    folder.add("sources.csv", key="portal", label="Cổng khác")
    folder.add("decisions.csv", key="btp/12", number="12/QĐ-BTP", issuer="Bộ Tư pháp", source="portal")
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(folder.path)
    assert refused.value.faults == (
        Fault("sources.csv", 4, "key", "portal", Rule.DUPLICATE),
        Fault("decisions.csv", 5, "key", "btp/12", Rule.DUPLICATE),
    )


def test_a_count_published_twice_is_a_fault(folder: Folder) -> None:
    folder.put("published_counts.csv", 3, level="district")
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(folder.path)
    assert [(f.file, f.line, f.rule) for f in refused.value.faults] == [("published_counts.csv", 3, Rule.DUPLICATE)]


def test_an_empty_folder_lacks_every_file(tmp_path: Path) -> None:
    with pytest.raises(FaultyReleaseError) as refused:
        read_release(tmp_path)
    assert refused.value.faults == tuple(Fault(file, 0, "", "", Rule.FILE_MISSING) for file in COLUMNS)


# The name of a content


@pytest.mark.parametrize("file", list(COLUMNS))
def test_another_byte_in_any_file_is_another_content(folder: Folder, file: str) -> None:
    before = digest_of(folder.path)
    with (folder.path / file).open("ab") as opened:
        opened.write(b"\n")
    assert digest_of(folder.path) != before


def test_the_same_bytes_elsewhere_are_the_same_content(folder: Folder, tmp_path: Path) -> None:
    copied = shutil.copytree(folder.path, tmp_path / "elsewhere")
    (copied / "README.md").write_text("Chỉ là lời giải thích.", "utf-8")
    assert digest_of(copied) == digest_of(folder.path) == read_release(folder.path).digest


def test_what_moves_from_one_file_to_another_is_another_content(folder: Folder) -> None:
    before = digest_of(folder.path)
    units, counts = folder.path / "units.csv", folder.path / "published_counts.csv"
    moved = units.read_bytes()
    units.write_bytes(counts.read_bytes())
    counts.write_bytes(moved)
    assert digest_of(folder.path) != before


def test_the_shipped_files_have_exactly_the_columns_that_are_read() -> None:
    for file, columns in COLUMNS.items():
        heading = (SHIPPED / file).read_text("utf-8").splitlines()[0]
        assert tuple(heading.split(",")) == columns
