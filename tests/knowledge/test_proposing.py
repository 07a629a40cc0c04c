"""An annex held against the catalogue: what is new, changed field by field, ended or untouched, and who is asked."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.annexes.values import Annex, AnnexFault, AnnexRow, StatedDecision, Trouble
from knowledge.change_sets import Recorded
from knowledge.procedures import Change, Channel, DayBasis, EndReason, Level, Paper, Reception, Version, Way
from knowledge.proposing.drawing import draw_up
from knowledge.proposing.sealing import change_set_of
from knowledge.proposing.values import Doubt, Draft, Fact, Facts, Kind, Known, Question
from knowledge.timeline import begins, version_on
from tests.knowledge.annexes import DAY, EFFECTIVE, SIGNED, STATED, a_row, an_annex, known
from tests.knowledge.versions import a_decision, a_version

SEEN = date(2026, 7, 31)
COUNTER = Way(Channel.COUNTER, "5 ngày làm việc", "", 8000, "", None, None)


def standing(name: str = "Đăng ký khai sinh", code: str = "1.000001", **facts: Any) -> Version:
    return a_version(name=name, code=code, **{"observed_on": SEEN, "ways": (COUNTER,), **facts})


def drawn(annex: Annex, of: Known | None = None, facts: Facts | None = None, **answers: str) -> Draft:
    given_ = {key.replace("__", ":"): said for key, said in answers.items()}
    return draw_up(annex, of or known(standing()), DAY, facts, given_)


def answered(annex: Annex, of: Known, answers: dict[str, str]) -> Draft:
    return draw_up(annex, of, DAY, None, answers)


def only_question(draft: Draft) -> Question:
    (question,) = draft.questions
    return question


def keys(draft: Draft) -> list[str]:
    return [option.key for option in only_question(draft).options]


def versions(draft: Draft, code: str = "1.000001") -> list[Version]:
    return [piece.version for piece in draft.drawn[code]]


def test_an_amended_procedure_ends_on_the_day_and_begins_anew_with_what_the_annex_does_not_state() -> None:
    row = a_row(time="3 ngày làm việc", fee="10.000 đồng")
    draft = drawn(an_annex(row), known(standing(results="Giấy khai sinh", applicants="Công dân")))
    before, after = versions(draft)
    assert (before.valid_to, before.to_basis, before.ended_by) == (EFFECTIVE, DayBasis.STATED, (draft.decision,))
    assert (after.valid_from, after.begun, after.enacted_by) == (EFFECTIVE, Change.AMENDED, (draft.decision,))
    assert (after.results, after.applicants, after.valid_to) == ("Giấy khai sinh", "Công dân", None)
    assert after.ways == (replace(COUNTER, time="3 ngày làm việc", fee=10000),)
    (line,) = draft.lines
    assert line.kind is Kind.CHANGED
    assert [(d.what, d.before, d.after) for d in line.differences] == [
        ("time", "5 ngày làm việc", "3 ngày làm việc"),
        ("fee", "8.000 đồng", "10.000 đồng"),
    ]
    assert draft.is_ready


def test_a_decision_is_cited_as_the_source_and_known_by_its_own_key() -> None:
    draft = drawn(an_annex(a_row(time="3 ngày")))
    assert draft.decision
    assert draft.source
    assert (draft.decision.key, draft.decision.place) == ("ninh-binh/1234-2026", "Ninh Bình")
    assert draft.source.label == "Quyết định số 1234/QĐ-UBND ngày 20/11/2026 của UBND tỉnh Ninh Bình"
    assert versions(draft)[1].source == draft.source
    assert versions(draft)[1].observed_on == SIGNED


def test_a_new_procedure_says_nothing_that_the_annex_does_not() -> None:
    row = a_row("Cấp giấy phép mới", "1.000009", change=Change.NEW, field="Hộ tịch", fee="Không quy định")
    draft = drawn(an_annex(row))
    (made,) = versions(draft, "1.000009")
    assert made.ways == (Way(Channel.COUNTER, "", "", None, "Không quy định", None, None),)
    assert (made.results, made.papers_complete, made.reception) == ("", None, Reception.OTHER)
    assert draft.lines[0].kind is Kind.NEW


@pytest.mark.parametrize(
    ("said", "fee", "note"),
    [
        ("Không thu phí", 0, ""),
        ("Miễn phí", 0, ""),
        ("Miễn lệ phí", 0, ""),
        ("Không", None, "Không"),
        ("Không quy định", None, "Không quy định"),
        ("Không có", None, "Không có"),
        ("8.000 đồng", 8000, ""),
        ("8000đ/bản sao", 8000, "/bản sao"),
        ("Theo Nghị quyết của HĐND tỉnh", None, "Theo Nghị quyết của HĐND tỉnh"),
        ("Miễn lệ phí (Thông tư số 47/2019/TT-BTC)", 0, "Miễn lệ phí (Thông tư số 47/2019/TT-BTC)"),
        ("Miễn phí đối với người nghèo", None, "Miễn phí đối với người nghèo"),
    ],
)
def test_a_fee_is_nothing_only_where_it_is_said_plainly(said: str, fee: int | None, note: str) -> None:
    (_, after) = versions(drawn(an_annex(a_row(fee=said))))
    assert (after.ways[0].fee, after.ways[0].fee_note) == (fee, note)


def test_ways_that_are_named_get_the_time_and_fee_each() -> None:
    row = a_row(way="Trực tiếp; trực tuyến; bưu chính công ích", time="2 ngày", fee="Không thu phí")
    (_, after) = versions(drawn(an_annex(row)))
    assert [(way.channel, way.time, way.fee) for way in after.ways] == [
        (Channel.COUNTER, "2 ngày", 0),
        (Channel.ONLINE, "2 ngày", 0),
        (Channel.POST, "2 ngày", 0),
    ]


def test_a_figure_without_its_unit_stays_doubtful() -> None:
    (_, after) = versions(drawn(an_annex(a_row(time="05"))))
    assert (after.ways[0].time, after.ways[0].time_without_unit) == ("", "05")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("Trung tâm Phục vụ hành chính công xã", Reception.ONE_STOP),
        ("Bộ phận Một cửa", Reception.ONE_STOP),
        ("Công an xã", Reception.POLICE),
        ("Bộ phận Một cửa Công an xã", Reception.POLICE),
        ("Ban Chỉ huy quân sự cấp xã", Reception.MILITARY),
        ("Nhà ông Ba", Reception.ONE_STOP),  # as before
    ],
)
def test_a_place_names_its_kind_of_reception(place: str, kind: Reception) -> None:
    (_, after) = versions(drawn(an_annex(a_row(place=place))))
    assert after.reception is kind


def test_of_a_new_one_a_place_nobody_knows_is_told_as_it_is_published() -> None:
    row = a_row("Cấp thẻ", "1.000009", change=Change.NEW, place="Hội Nông dân xã")
    (made,) = versions(drawn(an_annex(row)), "1.000009")
    assert (made.reception, made.authority) == (Reception.OTHER, "Hội Nông dân xã")


def test_the_same_file_again_changes_nothing() -> None:
    annex = an_annex(
        a_row(time="3 ngày"),
        a_row("Cấp thẻ", "1.000009", change=Change.NEW, field="Hộ tịch"),
        a_row("Khai tử", "1.000002", change=Change.ABOLISHED, reason=EndReason.DROPPED),
    )
    before = known(standing(), standing("Khai tử", "1.000002"))
    first = drawn(annex, before)
    assert [line.kind for line in first.lines] == [Kind.CHANGED, Kind.NEW, Kind.ENDED]
    after = known(*(version for code in sorted(first.drawn) for version in versions(first, code)))
    again = drawn(annex, after)
    assert [line.kind for line in again.lines] == [Kind.UNTOUCHED] * 3
    assert again.drawn == {}
    assert not again.is_ready


def test_an_end_closes_what_stood_and_says_why_and_by_which_decision() -> None:
    draft = drawn(an_annex(a_row(change=Change.ABOLISHED, reason=EndReason.MOVED)))
    (ended,) = versions(draft)
    assert (ended.valid_to, ended.ended, ended.end_reason) == (EFFECTIVE, Change.ABOLISHED, EndReason.MOVED)
    assert ended.ended_by == (draft.decision,)


def test_one_reason_may_be_given_for_all_ends_or_for_each() -> None:
    annex = an_annex(a_row(change=Change.ABOLISHED), a_row("Khai tử", "1.000002", change=Change.ABOLISHED, row=8))
    before = known(standing(), standing("Khai tử", "1.000002"))
    asked = only_question(drawn(annex, before))
    assert (asked.doubt, asked.key) == (Doubt.NO_REASON, "no_reason")
    assert "each" in {option.key for option in asked.options}
    for_all = drawn(annex, before, no_reason="reason:without_replacement")
    assert [line.reason for line in for_all.lines] == [EndReason.DROPPED] * 2
    each = drawn(annex, before, no_reason="each", no_reason__1="reason:moved_elsewhere", no_reason__2="leave")
    assert [(line.kind, line.reason) for line in each.lines] == [(Kind.ENDED, EndReason.MOVED), (Kind.LEFT, None)]


def test_what_replaces_another_ends_it_and_it_leads_on() -> None:
    row = a_row("Đăng ký khai sinh mới", "1.000009", change=Change.REPLACED, replaces=("1.000001",))
    draft = drawn(an_annex(row))
    (ended,) = versions(draft)
    assert (ended.ended, ended.replaced_by, ended.end_reason) == (
        Change.REPLACED,
        ("1.000009",),
        EndReason.REPLACED_HERE,
    )
    assert [line.kind for line in draft.lines] == [Kind.NEW, Kind.ENDED]


def test_several_that_become_one_are_merged() -> None:
    row = a_row("Đăng ký hộ tịch", "1.000009", change=Change.REPLACED, replaces=("1.000001", "Khai tử"))
    draft = drawn(an_annex(row), known(standing(), standing("Khai tử", "1.000002")))
    assert {versions(draft, code)[0].end_reason for code in ("1.000001", "1.000002")} == {EndReason.MERGED}


def test_the_row_of_an_end_may_name_what_takes_its_place() -> None:
    end = a_row(change=Change.ABOLISHED, reason=EndReason.REPLACED_HERE, replaced_by=("1.000009",), row=8)
    new = a_row("Đăng ký khai sinh qua mạng", "1.000009", change=Change.NEW)
    (ended,) = versions(drawn(an_annex(new, end)))
    assert (ended.replaced_by, ended.end_reason) == (("1.000009",), EndReason.REPLACED_HERE)
    named = replace(end, replaced_by=("Đăng ký khai sinh qua mạng",))
    assert versions(drawn(an_annex(new, named)))[0].replaced_by == ("1.000009",)


def test_what_takes_its_place_and_is_not_known_is_asked_about() -> None:
    end = a_row(change=Change.ABOLISHED, reason=EndReason.REPLACED_HERE, replaced_by=("1.000777",))
    asked = only_question(drawn(an_annex(end)))
    assert (asked.doubt, asked.about) == (Doubt.NO_HEIR, "1.000777")
    none = answered(an_annex(end), known(standing()), {asked.key: "another"})
    assert versions(none)[0].replaced_by == ()
    other = known(standing(), standing("Khai tử", "1.000002"))
    assert versions(answered(an_annex(end), other, {asked.key: "code:1.000002"}))[0].replaced_by == ("1.000002",)
    still = answered(an_annex(end), other, {asked.key: "code:1.000778"})
    assert only_question(still).about == "1.000778"


def test_the_same_name_under_another_code_is_asked_about() -> None:
    annex = an_annex(a_row(code="1.000009", change=Change.NEW))
    asked = only_question(drawn(annex))
    assert asked.doubt is Doubt.OTHER_CODE
    assert keys(drawn(annex)) == ["replaces:1.000001", "another", "leave"]
    replaces = drawn(annex, other_code__1="replaces:1.000001")
    assert versions(replaces)[0].replaced_by == ("1.000009",)
    another = drawn(annex, other_code__1="another")
    assert set(another.drawn) == {"1.000009"}
    left = drawn(annex, other_code__1="leave")
    assert (left.drawn, left.lines[0].kind) == ({}, Kind.LEFT)


def test_a_code_both_abolished_and_replaced_ends_once_and_leads_on() -> None:
    annex = an_annex(a_row(code="1.000009", change=Change.NEW), a_row(change=Change.ABOLISHED, row=8))
    draft = drawn(annex, other_code__1="replaces:1.000001")
    assert [(line.kind, line.code) for line in draft.lines] == [(Kind.NEW, "1.000009"), (Kind.ENDED, "1.000001")]
    assert versions(draft)[0].replaced_by == ("1.000009",)


def test_nearly_the_same_name_in_the_field_is_asked_about_and_in_another_is_not() -> None:
    name = "Cấp bản sao trích lục hộ tịch, bản sao giấy khai sinh"
    before = known(standing(name))
    near = a_row(name.replace("bản sao giấy", "bản sao Giấy các"), "1.000009", change=Change.NEW, field="Hộ tịch")
    assert only_question(drawn(an_annex(near), before)).doubt is Doubt.NEAR_NAME
    assert drawn(an_annex(replace(near, field="Đất đai")), before).questions == ()


def test_an_unknown_field_is_asked_about_once_for_all_its_rows() -> None:
    rows = [a_row(f"Cấp thẻ số {n}", f"1.00010{n}", change=Change.NEW, field="Hộ tịch viên", row=n) for n in (1, 2)]
    asked = only_question(drawn(an_annex(*rows)))
    assert (asked.doubt, asked.options[0].key) == (Doubt.NO_FIELD, "field:Hộ tịch")
    new = answered(an_annex(*rows), known(standing()), {asked.key: "new_field:Hộ tịch viên"})
    assert [field.name for field in new.fields] == ["Hộ tịch viên"]
    assert {versions(new, code)[0].field for code in new.drawn} == {"Hộ tịch viên"}


def test_a_field_written_otherwise_is_the_one_that_is_known() -> None:
    draft = drawn(an_annex(a_row("Cấp thẻ", "1.000009", change=Change.NEW, field="HỘ TỊCH ")))
    assert versions(draft, "1.000009")[0].field == "Hộ tịch"


def test_an_effective_day_before_the_signing_is_asked_about() -> None:
    annex = an_annex(a_row(time="3 ngày"), decision=replace(STATED, effective_on=date(2026, 11, 1)))
    asked = only_question(drawn(annex))
    assert (asked.doubt, asked.about) == (Doubt.EARLY, "2026-11-01")
    stated = answered(annex, known(standing()), {asked.key: "stated:2026-11-01"})
    assert versions(stated)[1].valid_from == date(2026, 11, 1)
    signed = answered(annex, known(standing()), {asked.key: "signed:2026-11-20"})
    assert versions(signed)[1].valid_from == SIGNED


def test_the_end_of_what_nobody_knows_is_asked_about() -> None:
    annex = an_annex(a_row("Khai tử", "1.000777", change=Change.ABOLISHED, reason=EndReason.DROPPED))
    asked = only_question(drawn(annex))
    assert (asked.doubt, asked.takes_code) == (Doubt.NOT_KNOWN, True)
    other = drawn(annex, not_known__1="code:1.000001")
    assert versions(other)[0].end_reason is EndReason.DROPPED
    still = drawn(annex, not_known__1="code:1.000778")
    assert only_question(still).about == "1.000778"


def test_what_ended_before_is_asked_about() -> None:
    earlier = a_decision("9/QĐ-UBND", key="nam-dinh/9-2024")
    gone = standing(valid_to=date(2026, 8, 15), ended=Change.ABOLISHED, ended_by=(earlier,))
    annex = an_annex(a_row(change=Change.ABOLISHED, reason=EndReason.DROPPED))
    asked = only_question(drawn(annex, known(gone)))
    assert (asked.doubt, asked.about) == (Doubt.ENDED_BEFORE, "2026-08-15")
    again = answered(annex, known(gone), {asked.key: "again"})
    assert versions(again)[0].valid_to == EFFECTIVE


def test_a_row_without_a_code_is_given_one_or_left() -> None:
    annex = an_annex(a_row(code="", change=Change.NEW))
    asked = only_question(drawn(annex))
    assert [option.key for option in asked.options] == ["code:1.000001", "leave"]
    local = drawn(annex, no_code__1="code:TN-NV-77", other_code__1="another")
    assert set(local.drawn) == {"TN-NV-77"}
    assert drawn(annex, no_code__1="code:nonsense").questions != ()


def test_a_code_under_quite_another_name_is_asked_about() -> None:
    annex = an_annex(a_row("Cấp phép khai thác khoáng sản"))
    assert only_question(drawn(annex)).doubt is Doubt.OTHER_NAME
    renamed = drawn(annex, other_name__1="renamed")
    assert renamed.lines[0].differences[0].what == "name"


def test_an_end_under_quite_another_name_is_asked_about() -> None:
    end = a_row("Cấp phép khai thác khoáng sản", change=Change.ABOLISHED, reason=EndReason.DROPPED)
    assert only_question(drawn(an_annex(end))).doubt is Doubt.OTHER_NAME
    assert drawn(an_annex(end), other_name__1="renamed").lines[0].kind is Kind.ENDED


@pytest.mark.parametrize("name", ["Thủ tục Đăng ký khai sinh", "ĐĂNG KÝ KHAI  SINH", ""])
def test_a_name_that_is_merely_written_otherwise_is_no_other_name(name: str) -> None:
    assert versions(drawn(an_annex(a_row(name, time="3 ngày"))))[1].name == "Đăng ký khai sinh"
    asked = drawn(an_annex(a_row(name or "đăng ký khai sinh", "1.000009", change=Change.NEW)))
    assert only_question(asked).doubt is Doubt.OTHER_CODE


def test_a_version_that_begins_later_stays_and_the_new_one_ends_there() -> None:
    later = date(2027, 3, 1)
    before = known(standing(valid_to=later), standing(valid_from=later, observed_on=SEEN))
    annex = an_annex(a_row(time="3 ngày"))
    asked = only_question(drawn(annex, before))
    assert (asked.doubt, asked.about) == (Doubt.LATER, "2027-03-01")
    draft = answered(annex, before, {asked.key: "until:2027-03-01"})
    assert [(v.valid_from, v.valid_to) for v in versions(draft)] == [
        (None, EFFECTIVE),
        (EFFECTIVE, later),
        (later, None),
    ]


def test_another_decision_of_the_very_day_is_asked_about() -> None:
    other = a_decision("8/QĐ-UBND", key="ninh-binh/8-2026", place="Ninh Bình")
    before = known(standing(valid_from=EFFECTIVE, enacted_by=(other,)))
    annex = an_annex(a_row(time="3 ngày"))
    assert only_question(drawn(annex, before)).doubt is Doubt.SAME_DAY
    over = drawn(annex, before, same_day__1="over")
    assert [version.valid_from for version in versions(over)] == [EFFECTIVE]


def test_what_was_seen_after_the_day_may_be_what_the_decision_brought() -> None:
    annex = an_annex(a_row(), decision=replace(STATED, signed_on=date(2026, 5, 2), effective_on=date(2026, 6, 1)))
    asked = only_question(drawn(annex))
    assert (asked.doubt, asked.about) == (Doubt.SEEN_LATER, "2026-07-31")
    (seen,) = versions(answered(annex, known(standing()), {asked.key: "seen"}))
    assert (seen.valid_from, seen.begun) == (date(2026, 6, 1), Change.AMENDED)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({"number": ""}, Fact.NUMBER),
        ({"signed_on": None}, Fact.SIGNED_ON),
        ({"issuer": ""}, Fact.ISSUER),
        ({"issuer": "Chủ tịch UBND tỉnh"}, Fact.ISSUER),
        ({"effective_on": None}, Fact.EFFECTIVE_ON),
    ],
)
def test_what_the_file_does_not_state_of_its_decision_is_missing(facts: dict[str, Any], missing: Fact) -> None:
    draft = drawn(an_annex(a_row(time="3 ngày"), decision=replace(STATED, **facts)))
    assert (draft.missing, draft.decision, draft.is_ready) == ((missing,), None, False)


def test_what_a_person_gives_holds_over_the_file() -> None:
    stated = StatedDecision(number="1/QĐ-UBND")
    given_ = Facts("2/QĐ-UBND", SIGNED, "Chủ tịch UBND xã Cổ Lễ", EFFECTIVE)
    draft = drawn(an_annex(a_row(time="3 ngày"), decision=stated), facts=given_)
    assert draft.decision
    assert (draft.decision.number, draft.decision.place, draft.is_ready) == ("2/QĐ-UBND", "Ninh Bình", True)


def test_a_level_is_asked_for_once_where_new_rows_state_none() -> None:
    row = a_row("Cấp thẻ", "1.000009", change=Change.NEW, levels=frozenset())
    assert drawn(an_annex(row)).missing == (Fact.LEVEL,)
    given_ = drawn(an_annex(row), facts=Facts(levels=frozenset({Level.PROVINCE})))
    assert versions(given_, "1.000009")[0].levels == {Level.PROVINCE}


@pytest.mark.parametrize("issuer", ["UBND thành phố Hải Phòng", "Chủ tịch UBND tỉnh Thanh Hóa"])
def test_a_decision_of_another_province_does_not_hold_here(issuer: str) -> None:
    draft = drawn(an_annex(a_row(time="3 ngày"), decision=replace(STATED, issuer=issuer)))
    assert draft.elsewhere in issuer
    assert (draft.elsewhere != "", draft.is_ready, draft.decision) == (True, False, None)


def test_nam_dinh_decided_here_until_it_was_no_more() -> None:
    after = drawn(an_annex(a_row(), decision=replace(STATED, issuer="UBND tỉnh Nam Định")))
    assert after.elsewhere == "Nam Định"
    before = replace(STATED, issuer="UBND tỉnh Nam Định", signed_on=date(2025, 6, 1))
    assert drawn(an_annex(a_row(), decision=before)).elsewhere == ""


def test_a_ministry_decides_for_the_whole_country() -> None:
    decision = replace(STATED, number="2628/QĐ-BTC", issuer="Bộ Tài chính")
    draft = drawn(an_annex(a_row(time="3 ngày"), decision=decision))
    assert draft.decision
    assert (draft.decision.key, draft.decision.place) == ("btc/2628-2026", "")


@pytest.mark.parametrize(("trouble", "is_ready"), [(Trouble.DAY, False), (Trouble.COUNT, True)])
def test_a_file_with_faults_is_not_proposed_unless_a_person_can_settle_them(trouble: Trouble, is_ready: bool) -> None:
    fault = AnnexFault(trouble, "PL1", 7, "D", "32/13/2026")
    assert drawn(an_annex(a_row(time="3 ngày"), faults=(fault,))).is_ready is is_ready


def test_a_day_of_signing_that_lies_ahead_is_asked_for() -> None:
    ahead = replace(STATED, signed_on=DAY + timedelta(days=1))
    fault = AnnexFault(Trouble.SIGNED_LATER)
    assert drawn(an_annex(a_row(time="3 ngày"), decision=ahead, faults=(fault,))).missing == (Fact.SIGNED_ON,)
    mended = drawn(an_annex(a_row(time="3 ngày"), decision=ahead, faults=(fault,)), facts=Facts(signed_on=SIGNED))
    assert mended.is_ready


def test_a_change_set_carries_the_papers_of_what_was_amended_and_none_to_what_is_new() -> None:
    annex = an_annex(a_row(time="3 ngày", basis="Luật Hộ tịch"), a_row("Cấp thẻ", "1.000009", change=Change.NEW))
    papers = (Paper("", "Tờ khai", 1, None, False),)
    draft = drawn(annex)
    stands = {"1.000001": (Recorded(standing(), papers, "github:x"),)}
    made = change_set_of(draft, "Đề xuất", stands, {"1.000001": ("abc",)})
    amended, new = made.edits
    assert (amended.before, new.before) == (("abc",), ())
    assert [one.papers for one in amended.after] == [papers, papers]
    assert [one.source_ref for one in amended.after] == ["github:x", "phu-luc.xlsx, PL1, 7; Luật Hộ tịch"]
    assert new.after[0].papers == ()
    assert made.decision in made.decisions


days = st.dates(date(2026, 6, 1), date(2027, 6, 1))
rows_ = st.builds(
    lambda code, change, day: a_row(code=code, change=change, effective_on=day, reason=EndReason.DROPPED),
    st.sampled_from(["1.000001", "1.000002", "1.000003"]),
    st.sampled_from(list(Change)),
    days,
)


def say_yes(draft: Draft, annex: Annex, of: Known) -> Draft:
    """Answer every question by its first answer that does something."""
    answers: dict[str, str] = {}
    for _ in range(200):
        if not draft.questions:
            return draft
        answers |= {one.key: one.options[0].key for one in draft.questions}
        draft = answered(annex, of, answers)
    raise AssertionError(draft.questions)


@given(st.lists(st.lists(rows_, min_size=1, max_size=4), min_size=1, max_size=4))
def test_on_every_day_at_most_one_version_of_a_code_holds_whatever_was_decided(files: list[list[AnnexRow]]) -> None:
    of = known(standing(), standing("Khai tử", "1.000002", valid_from=date(2026, 8, 1)))
    for number, file in enumerate(files, 1):
        annex = an_annex(*file, decision=replace(STATED, number=f"{number}/QĐ-UBND"))
        draft = say_yes(drawn(annex, of), annex, of)
        stands = {code: list(p.versions) for code, p in of.procedures.items()}
        stands |= {code: versions(draft, code) for code in draft.drawn}
        of = known(*(version for of_code in stands.values() for version in of_code))
    for procedure in of.procedures.values():
        starts = [begins(version) for version in procedure.versions]
        assert starts == sorted(set(starts))
        for day in (date(2026, 5, 1) + timedelta(days=n) for n in range(0, 420, 3)):
            holding = [v for v in procedure.versions if (begins(v) <= day < (v.valid_to or date.max))]
            assert len(holding) <= 1, (procedure, day)
            if holding:
                assert version_on(procedure.versions, day) == holding[0]


def test_answers_to_other_questions_change_nothing() -> None:
    draft = drawn(an_annex(a_row(time="3 ngày")), other_code__9="leave", no_reason="reason:nonsense")
    assert draft.is_ready
