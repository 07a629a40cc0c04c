from datetime import date
from typing import Any

import pytest

from bot.texts import say
from bot.views.message import plain
from bot.views.standing import TOLD, brief, deciding, decision, decisions, source, source_line, standing
from knowledge.procedures import Change, DayBasis
from knowledge.timeline import Doubt, Standing, Status
from tests.bot.builders import a_decision, a_source, a_standing

STATED, SIGNED, OBSERVED = DayBasis.STATED, DayBasis.SIGNED, DayBasis.OBSERVED
BEGAN = date(2024, 3, 6)
ENDED = date(2025, 7, 1)
BY = (a_decision(),)


def from_day(basis: DayBasis) -> dict[str, Any]:
    return {"valid_from": BEGAN, "from_basis": basis}


def to_day(basis: DayBasis, **others: object) -> dict[str, Any]:
    return {"valid_to": ENDED, "to_basis": basis, **others}


DAY_BEGAN, DAY_ENDED = {"day": "06/3/2024"}, {"day": "01/7/2025"}


@pytest.mark.parametrize(
    ("of", "key", "values"),
    [
        (a_standing(Status.NEW, **from_day(STATED)), "new", DAY_BEGAN),
        (a_standing(Status.NEW, **from_day(SIGNED)), "new_signed", DAY_BEGAN),
        (a_standing(Status.NEW), "in_force", {}),
        (a_standing(Status.AMENDED, **from_day(STATED)), "amended", DAY_BEGAN),
        (a_standing(Status.AMENDED, **from_day(SIGNED)), "amended_signed", DAY_BEGAN),
        (a_standing(Status.IN_FORCE), "in_force", {}),
        (a_standing(Status.IN_FORCE, **from_day(STATED)), "in_force_since", DAY_BEGAN),
        (a_standing(Status.IN_FORCE, **from_day(SIGNED)), "in_force_since_signed", DAY_BEGAN),
        (a_standing(Status.IN_FORCE, **to_day(STATED, ended_by=BY)), "ending_abolished", DAY_ENDED),
        (a_standing(Status.IN_FORCE, **to_day(SIGNED, ended_by=BY)), "ending_abolished_signed", DAY_ENDED),
        (a_standing(**to_day(STATED, ended_by=BY, ended=Change.AMENDED)), "ending_amended", DAY_ENDED),
        (a_standing(**to_day(SIGNED, ended_by=BY, ended=Change.REPLACED)), "ending_replaced_signed", DAY_ENDED),
        (
            a_standing(Status.NEW, **from_day(STATED), **to_day(STATED, ended_by=BY)),
            "ending_abolished",
            DAY_ENDED,
        ),
        (a_standing(Status.IN_FORCE, **to_day(STATED)), "ending_with_level", DAY_ENDED),
        (a_standing(Status.REPLACED, replaced_by=("1.2", "1.3")), "replaced_no_day", {"codes": "1.2 hoặc 1.3"}),
        (
            a_standing(Status.REPLACED, **to_day(STATED, replaced_by=("1.2",))),
            "replaced",
            {**DAY_ENDED, "codes": "1.2"},
        ),
        (a_standing(Status.REPLACED, **to_day(STATED)), "replaced_unknown", DAY_ENDED),
        (a_standing(Status.ABOLISHED, **to_day(STATED)), "abolished", DAY_ENDED),
        (a_standing(Status.ABOLISHED, **to_day(SIGNED)), "abolished_signed", DAY_ENDED),
        (a_standing(Status.ABOLISHED, **to_day(OBSERVED)), "abolished_observed", DAY_ENDED),
        (a_standing(Status.NOT_YET, **from_day(STATED)), "not_yet", DAY_BEGAN),
        (a_standing(Status.NOT_YET, **from_day(SIGNED)), "not_yet_signed", DAY_BEGAN),
        (a_standing(Status.NOT_YET, observed_on=BEGAN), "not_yet_seen", DAY_BEGAN),
        (a_standing(Status.UNKNOWN, Doubt.NOT_YET_SEEN, observed_on=BEGAN), "not_yet_seen", DAY_BEGAN),
        (a_standing(Status.UNKNOWN, Doubt.NOT_YET_SEEN, observed_on=None), "unknown", {}),
        (a_standing(Status.UNKNOWN, Doubt.NOT_SEEN_SINCE, source=a_source()), "not_seen_since", {"day": "31/7/2026"}),
        (a_standing(Status.UNKNOWN, Doubt.LEVEL_ENDED, **to_day(STATED)), "level_ended", DAY_ENDED),
    ],
)
def test_each_standing_has_its_sentence(of: Standing, key: str, values: dict[str, str]) -> None:
    assert say(f"status.{key}", **values) in standing(of)
    assert values.get("day", "") in standing(of)


def test_every_status_has_its_sentence_and_its_brief_word() -> None:
    assert set(TOLD) == set(Status)
    assert len({brief(a_standing(status)) for status in Status}) == len(Status)


def test_a_day_that_is_only_the_signing_is_never_told_as_the_first_day() -> None:
    for status in (Status.NEW, Status.AMENDED, Status.IN_FORCE, Status.NOT_YET):
        told = plain(standing(a_standing(status, **from_day(SIGNED))))
        assert "từ 06/3" not in told
        assert "ký ngày 06/3/2024" in told
        assert "ngày áp dụng" in told


@pytest.mark.parametrize("basis", [SIGNED, OBSERVED])
def test_a_day_that_is_not_the_day_of_replacement_is_never_told_as_it(basis: DayBasis) -> None:
    for codes in ((), ("1.010386",)):
        told = plain(standing(a_standing(Status.REPLACED, **to_day(basis, replaced_by=codes))))
        assert "thay thế từ 01/7/2025" not in told
        assert all(code in told for code in codes)


def test_an_end_published_elsewhere_names_the_decision_and_who_is_waited_for() -> None:
    elsewhere = a_decision("3509/QĐ-UBND", issuer="UBND thành phố Hải Phòng", place="Hải Phòng")
    told = plain(standing(a_standing(Status.UNKNOWN, Doubt.ENDED_ELSEWHERE, ended_elsewhere=elsewhere)))
    assert told.startswith("chưa rõ")
    assert "3509/QĐ-UBND" in told
    assert "Hải Phòng" in told
    assert "Tỉnh khác đã công bố bãi bỏ" in told
    assert "Ninh Bình đang chờ cán bộ xác nhận" in told


def test_a_decision_is_told_with_its_day_and_issuer() -> None:
    assert plain(decision(a_decision())) == "453/QĐ-UBND ngày 06/3/2024 của UBND tỉnh Nam Định"
    unsigned = a_decision(signed_on=None)
    assert decision(unsigned) == say("decision.unsigned", number=unsigned.number, issuer=unsigned.issuer)
    assert decision(a_decision(issuer="A & B")).endswith("A &amp; B")


def test_several_decisions_of_which_one_did_it_are_told_as_such() -> None:
    told = plain(decisions((a_decision("69/QĐ"), a_decision("270/QĐ"))))
    assert "một trong các quyết định" in told
    assert "69/QĐ ngày 06/3/2024" in told
    assert "270/QĐ ngày 06/3/2024" in told
    assert decisions(()) == ""


@pytest.mark.parametrize(
    ("label", "month", "told"),
    [
        ("Cổng", "7/2026", "Cổng, tháng 7/2026"),
        ("Cổng", "2026", "Cổng, năm 2026"),
        ("Báo cáo Quý I năm 2024", "quý I/2024", "Báo cáo Quý I năm 2024"),
        ("Danh mục 9/2026", "9/2026", "Danh mục 9/2026"),
        ("Cổng <A>", "", "Cổng <A>"),
    ],
)
def test_a_source_is_told_with_its_month_unless_it_names_it_itself(label: str, month: str, told: str) -> None:
    assert plain(source(a_source(label, month))) == told


def test_the_source_line_names_source_and_decision_and_that_nobody_confirmed_it() -> None:
    decided = a_standing(source=a_source("Cổng"), enacted_by=BY)
    told = plain(source_line(decided))
    assert told.startswith("Nguồn: Cổng, tháng 7/2026; quyết định công bố 453/QĐ-UBND ngày 06/3/2024")
    assert told.endswith(say("unverified.line"))
    assert "không ghi quyết định công bố" in plain(source_line(a_standing()))


def test_what_ended_a_procedure_is_named_before_what_enacted_it() -> None:
    brought, ended = (a_decision("1/QĐ"),), (a_decision("2/QĐ"),)
    for status in Status:
        of = a_standing(status, enacted_by=brought, ended_by=ended)
        assert deciding(of) == (ended if status in {Status.ABOLISHED, Status.REPLACED} else brought)
    assert deciding(a_standing(Status.ABOLISHED, enacted_by=brought)) == brought
