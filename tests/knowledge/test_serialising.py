"""A change set is the same after it was written down and read again, and always written alike."""

import json
from dataclasses import replace
from datetime import date

from knowledge.change_sets import ChangeSet, Edit, Recorded
from knowledge.procedures import Change, Channel, DayBasis, EndReason, Field, Level, Paper, Verification, Way
from knowledge.release import Release
from knowledge.serialising import of_json, to_json
from knowledge.timeline import begins
from tests.knowledge.change_sets import FROM, ISSUED, NOTICE
from tests.knowledge.versions import a_decision, a_version

WAY = Way(Channel.ONLINE, "5 ngày làm việc", "", 0, "Miễn phí", FROM, None)
FULL = a_version(
    levels=frozenset({Level.DISTRICT, Level.COMMUNE, Level.PROVINCE}),
    valid_from=FROM,
    valid_to=date(2027, 3, 1),
    to_basis=DayBasis.SIGNED,
    begun=Change.NEW,
    ended=Change.REPLACED,
    end_reason=EndReason.MERGED,
    enacted_by=(ISSUED,),
    ended_by=(ISSUED, a_decision()),
    ended_elsewhere=a_decision("7/QĐ", None, key="hai-phong/7", place="Hải Phòng"),
    ended_elsewhere_on=date(2026, 1, 5),
    replaced_by=("1.000002", "1.000003"),
    papers_complete=False,
    ways=(WAY, replace(WAY, fee=None)),
    words=("khai sinh",),
)
PAPERS = (Paper("", "Tờ khai “mẫu”; bản chính", 1, 0, conditional=False), Paper("1. Khi …", "Ảnh", None, None, True))
CHANGE = ChangeSet(
    "Quyết định 812/QĐ-UBND",
    (Edit("1.000001", ("a", "b"), (Recorded(FULL, PAPERS, "tệp, 3"),)), Edit("1.000009", (), ())),
    ISSUED,
    (NOTICE,),
    (Field("Hộ tịch", "Tư pháp", ""),),
    (ISSUED,),
)


def test_a_change_set_comes_back_as_it_was() -> None:
    assert of_json(to_json(CHANGE)) == CHANGE
    assert of_json(to_json(ChangeSet("", ()))) == ChangeSet("", ())


def test_the_same_change_set_is_always_written_alike() -> None:
    other = replace(FULL, levels=frozenset({Level.PROVINCE, Level.COMMUNE, Level.DISTRICT}))
    again = replace(
        CHANGE, edits=(replace(CHANGE.edits[0], after=(Recorded(other, PAPERS, "tệp, 3"),)), CHANGE.edits[1])
    )
    assert to_json(again) == to_json(CHANGE) == to_json(of_json(to_json(CHANGE)))
    assert list(json.loads(to_json(CHANGE))) == sorted(json.loads(to_json(CHANGE)))


def test_vietnamese_stands_in_it_as_it_is_read() -> None:
    assert "Tờ khai “mẫu”" in to_json(CHANGE)
    assert "\n" not in to_json(CHANGE)


def test_who_confirmed_a_version_is_no_part_of_it() -> None:
    confirmed = replace(FULL, verified=Verification("Công văn 1", FROM, "Lan"))
    change = replace(CHANGE, edits=(Edit("1.000001", (), (Recorded(confirmed),)),))
    assert of_json(to_json(change)).edits[0].after[0].version == FULL


def test_every_shipped_version_comes_back_as_it_was(shipped: Release) -> None:
    edits = tuple(
        Edit(
            p.code,
            (),
            tuple(Recorded(v, shipped.papers_of(v), shipped.source_refs[v.code, begins(v)]) for v in p.versions),
        )
        for p in shipped.procedures
    )
    change = ChangeSet("tất cả", edits, None, shipped.sources, shipped.fields, shipped.decisions)
    assert of_json(to_json(change)) == change
