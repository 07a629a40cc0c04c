"""The shipped catalogue as such: what must be true of it whoever edits it next."""

import csv
import re
import unicodedata
from collections import defaultdict
from datetime import date

import pytest

from knowledge.procedures import Level, Version
from knowledge.release import SHIPPED, Release
from knowledge.timeline import HOLDING, Status, standing_on
from knowledge.units import Unit

EVE, DAY = date(2024, 3, 5), date(2024, 3, 6)
REFORM = date(2025, 7, 1)
TODAY = date(2026, 11, 15)

PAIRS = [
    ("TN-NV-02", "TN-NV-12"),
    ("TN-NV-03", "TN-NV-13"),
    ("TN-NV-04", "TN-NV-14"),
    ("TN-NV-06", "TN-NV-16"),
    ("TN-NV-08", "TN-NV-17"),
]
"""One name under two codes: abolished and newly issued on one day."""

ELSEWHERE = [
    # Of the 34 provinces since 2025-07-01.
    *("Hà Nội", "Huế", "Lai Châu", "Điện Biên", "Sơn La", "Lạng Sơn", "Quảng Ninh", "Thanh Hóa", "Nghệ An"),
    *("Hà Tĩnh", "Cao Bằng", "Tuyên Quang", "Lào Cai", "Thái Nguyên", "Phú Thọ", "Bắc Ninh", "Hưng Yên"),
    *("Hải Phòng", "Quảng Trị", "Đà Nẵng", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Lâm Đồng", "Đắk Lắk"),
    *("Hồ Chí Minh", "Đồng Nai", "Tây Ninh", "Cần Thơ", "Vĩnh Long", "Đồng Tháp", "Cà Mau", "An Giang"),
    # Of the 63 before, those whose names ended.
    *("Bà Rịa", "Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bến Tre", "Bình Dương", "Bình Định"),
    *("Bình Phước", "Bình Thuận", "Đắk Nông", "Hà Giang", "Hải Dương", "Hậu Giang", "Hòa Bình", "Kiên Giang"),
    *("Kon Tum", "Long An", "Ninh Thuận", "Phú Yên", "Quảng Bình", "Quảng Nam", "Sóc Trăng", "Thái Bình"),
    *("Thừa Thiên", "Tiền Giang", "Trà Vinh", "Vĩnh Phúc", "Yên Bái"),
    # As they are spelled too.
    *("Thanh Hoá", "Khánh Hoà", "Hoà Bình", "Đắc Lắc", "Đăk Lăk", "Đắc Nông", "Đăk Nông", "Bắc Cạn", "Kontum"),
    *("TP.HCM", "TPHCM"),
]
"""Every province but Nam Định, Ninh Bình and Hà Nam, now one."""


@pytest.fixture(scope="module")
def versions(shipped: Release) -> list[Version]:
    return [version for procedure in shipped.procedures for version in procedure.versions]


# Codes and names


def test_every_code_is_national_or_local(shipped: Release) -> None:
    code = re.compile(r"[0-9]\.[0-9]{6}|TN-(NV|VH|T25)-[0-9]{2}")
    assert [p.code for p in shipped.procedures if not code.fullmatch(p.code)] == []


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_one_name_is_abolished_and_new_on_one_day(shipped: Release, old: str, new: str) -> None:
    of_code = {p.code: p for p in shipped.procedures}
    names = {of_code[code].latest.name for code in (old, new)}
    assert len(names) == 1
    assert [standing_on(of_code[old], day).status in HOLDING for day in (EVE, DAY)] == [True, False]
    assert [standing_on(of_code[new], day).status in HOLDING for day in (EVE, DAY)] == [False, True]
    assert standing_on(of_code[old], DAY).status is Status.ABOLISHED
    assert standing_on(of_code[new], EVE).status is Status.NOT_YET


@pytest.mark.parametrize("code", [code for pair in PAIRS for code in pair])
def test_no_source_says_that_a_new_one_replaces_its_namesake(shipped: Release, code: str) -> None:
    (version,) = next(p.versions for p in shipped.procedures if p.code == code)
    assert version.replaced_by == ()


def test_no_other_name_stands_under_two_local_codes(versions: list[Version]) -> None:
    of_name = defaultdict(set)
    for version in versions:
        if version.code.startswith("TN-NV-"):
            of_name[version.name].add(version.code)
    assert sorted(tuple(sorted(codes)) for codes in of_name.values() if len(codes) > 1) == PAIRS


def test_a_long_name_of_the_commune_has_a_short_one(versions: list[Version]) -> None:
    long = [v for v in versions if Level.COMMUNE in v.levels and len(v.name) > 90]
    assert long
    assert [v.code for v in long if not v.short_name] == []


def test_a_short_name_is_short(versions: list[Version]) -> None:
    assert [v.code for v in versions if len(v.short_name) > 100] == []


# Places


@pytest.mark.parametrize("part", ["name", "short_name", "performing", "authority", "applicants", "results"])
def test_no_other_province_is_named(versions: list[Version], part: str) -> None:
    named = re.compile("|".join(map(re.escape, ELSEWHERE)))
    assert [(v.code, found[0]) for v in versions if (found := named.search(getattr(v, part)))] == []


def test_the_decisions_of_another_province_neither_bring_nor_end_anything_here(versions: list[Version]) -> None:
    deciding = {d for v in versions for d in (*v.enacted_by, *v.ended_by)}
    assert {d.place for d in deciding} <= {"", "Nam Định", "Ninh Bình"}


def test_an_end_elsewhere_is_of_another_province(versions: list[Version]) -> None:
    places = {v.ended_elsewhere.place for v in versions if v.ended_elsewhere}
    assert places == {"Hải Phòng"}


# Levels and time


def test_every_version_has_a_level(versions: list[Version]) -> None:
    assert [v.code for v in versions if not v.levels] == []


def test_nothing_of_the_district_alone_holds_since_the_reform(shipped: Release) -> None:
    holding = [s for p in shipped.procedures if (s := standing_on(p, REFORM)).status in HOLDING]
    assert [s.version.code for s in holding if s.version.levels == {Level.DISTRICT}] == []


def test_every_procedure_has_a_standing_on_every_first_and_last_day(shipped: Release) -> None:
    for procedure in shipped.procedures:
        days = {day for v in procedure.versions for day in (v.valid_from, v.valid_to, v.observed_on) if day}
        for day in {*days, EVE, DAY, REFORM, TODAY, date.min}:
            assert standing_on(procedure, day).version in procedure.versions


def test_what_was_coded_anew_is_replaced_by_what_exists(shipped: Release) -> None:
    of_code = {p.code: p for p in shipped.procedures}
    coded_anew = [p for p in shipped.procedures if p.latest.replaced_by]
    assert coded_anew
    for procedure in coded_anew:
        assert standing_on(procedure, TODAY).status is Status.REPLACED
        assert set(procedure.latest.replaced_by) <= set(of_code)


# Ways and papers


def read(file: str) -> list[list[str]]:
    with (SHIPPED / file).open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def test_a_time_has_its_unit_or_has_none(versions: list[Version]) -> None:
    assert [v.code for v in versions for w in v.ways if w.time and w.time_without_unit] == []
    assert [w.time_without_unit for v in versions for w in v.ways if re.search(r"[^\d.,]", w.time_without_unit)] == []


def test_a_list_of_papers_is_called_complete_or_not_where_there_is_one(
    shipped: Release, versions: list[Version]
) -> None:
    assert [v.code for v in versions if (v.papers_complete is None) is bool(shipped.papers_of(v))] == []


def test_every_way_and_paper_is_of_a_shipped_version(shipped: Release, versions: list[Version]) -> None:
    lines = {file: len(read(file)) - 1 for file in ("ways.csv", "papers.csv")}
    assert sum(len(v.ways) for v in versions) == lines["ways.csv"]
    assert sum(len(shipped.papers_of(v)) for v in versions) == lines["papers.csv"]


# Units


@pytest.fixture(scope="module")
def communes(shipped: Release) -> tuple[list[Unit], list[Unit]]:
    """Those of the former district, and those since the reform."""
    units = [u for u in shipped.units if u.kind in {"xã", "thị trấn"}]
    return [u for u in units if u.valid_to], [u for u in units if not u.valid_to]


def test_twenty_one_units_became_seven_communes_on_one_day(communes: tuple[list[Unit], list[Unit]]) -> None:
    old, new = communes
    assert (len(old), len(new)) == (21, 7)
    assert {(u.valid_from, u.valid_to) for u in old} == {(None, REFORM)}
    assert {(u.valid_from, u.valid_to, u.successor, u.parent) for u in new} == {(REFORM, None, "", "tỉnh Ninh Bình")}


def test_every_old_unit_became_a_new_commune_and_every_new_one_had_one(
    communes: tuple[list[Unit], list[Unit]],
) -> None:
    old, new = communes
    assert {u.successor for u in old} == {u.code for u in new}


def test_the_seven_communes_are_known_by_name(communes: tuple[list[Unit], list[Unit]]) -> None:
    names = {"Cổ Lễ", "Ninh Giang", "Trực Ninh", "Cát Thành", "Quang Hưng", "Minh Thái", "Ninh Cường"}
    assert {u.name for u in communes[1]} == names


def test_a_code_is_one_unit_on_a_day(shipped: Release) -> None:
    for day in (date(2025, 6, 30), REFORM):
        codes = [u.code for u in shipped.units if (u.valid_from or date.min) <= day < (u.valid_to or date.max)]
        assert len(codes) == len(set(codes))


# Offices


def test_every_commune_has_its_committee_its_centre_its_police_and_its_military_command(
    shipped: Release, communes: tuple[list[Unit], list[Unit]]
) -> None:
    kinds = ("committee", "one_stop", "police", "military")
    assert {(c.unit, c.kind) for c in shipped.contacts} == {(u.code, kind) for u in communes[1] for kind in kinds}
    names = {u.code: u.name for u in communes[1]}
    assert [c.name for c in shipped.contacts if not c.name.endswith(f" xã {names[c.unit]}")] == []


def test_what_nobody_published_about_an_office_is_empty(shipped: Release) -> None:
    assert {(c.hours, c.phone, c.map) for c in shipped.contacts} == {("", "", "")}
    assert {c.kind for c in shipped.contacts if c.address} == {"committee"}


def test_a_head_office_is_said_to_be_the_plan_of_2025(shipped: Release) -> None:
    sources = {c.source.label for c in shipped.contacts if c.address}
    assert sources == {"Phương án năm 2025 về nơi đặt trụ sở các xã mới"}


def test_a_head_office_is_that_of_a_unit_the_commune_took_over(
    shipped: Release, communes: tuple[list[Unit], list[Unit]]
) -> None:
    addresses = {c.unit: c.address for c in shipped.contacts if c.kind == "committee"}
    former = {code: [u for u in communes[0] if u.successor == code] for code in addresses}
    of_communes = [a for code, a in addresses.items() if any(f" {u.kind} {u.name} cũ" in a for u in former[code])]
    (other,) = set(addresses.values()) - set(of_communes)
    assert other == "Trụ sở Huyện ủy - HĐND - UBND huyện Trực Ninh cũ"


# Sources and letters


def test_every_source_has_a_label_that_a_citizen_can_read(versions: list[Version]) -> None:
    labels = {v.source.label for v in versions}
    assert [label for label in labels if not label or "github" in label.casefold()] == []


@pytest.mark.parametrize("file", sorted(path.name for path in SHIPPED.iterdir()))
def test_every_file_is_composed_utf8_without_a_mark_and_with_plain_line_ends(file: str) -> None:
    content = (SHIPPED / file).read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert unicodedata.is_normalized("NFC", content.decode("utf-8"))
