"""From hits to what the person is told."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.procedures import Reception
from knowledge.search.decision import decide
from knowledge.search.ranking import Ranking
from knowledge.search.results import Hit, Results
from knowledge.timeline import standing_on
from tests.knowledge.catalogue import procedure_named

DAY = date(2026, 6, 1)
RANKING = Ranking(answer=0.5, margin=0.1, floor=0.3, near=0.6, choices=6)


def a_hit(score: float, code: str = "1.000001", name: str | None = None) -> Hit:
    procedure = procedure_named(code, name or f"Việc {code}")
    return Hit(procedure, standing_on(procedure, DAY), score, ())


def results(*scores: float) -> Results:
    return Results("hỏi", tuple(a_hit(score, f"1.{n:06}") for n, score in enumerate(scores)))


def test_nothing_found_is_not_found() -> None:
    assert decide(Results("hỏi", ()), RANKING).kind == "not_found"


def test_a_faint_hit_is_not_found() -> None:
    assert decide(results(0.29), RANKING).kind == "not_found"


@pytest.mark.parametrize(("score", "kind"), [(0.54, "not_found"), (0.56, "answer")])
def test_what_no_commune_handles_is_told_only_to_a_question_that_surely_means_it(score: float, kind: str) -> None:
    hit = a_hit(score)
    customs = replace(hit.standing.version, reception=Reception.CUSTOMS)
    far = replace(hit, standing=replace(hit.standing, version=customs))
    assert decide(Results("hỏi", (far,)), RANKING).kind == kind
    assert decide(Results("hỏi", (replace(far, score=0.5), a_hit(0.4, "1.000002"))), RANKING).hits[0].score == 0.4


def test_a_good_hit_clearly_ahead_is_the_answer() -> None:
    finding = decide(results(0.8, 0.5), RANKING)
    assert finding.kind == "answer"
    assert [hit.score for hit in finding.hits] == [0.8, 0.5]


def test_two_near_hits_are_a_choice() -> None:
    assert decide(results(0.8, 0.75), RANKING).kind == "choices"


def test_a_tie_is_a_choice() -> None:
    assert decide(results(0.8, 0.8), RANKING).kind == "choices"


def test_a_poor_first_hit_is_a_choice_even_when_ahead() -> None:
    assert decide(results(0.45, 0.3), RANKING).kind == "choices"


def test_a_lone_hit_above_the_floor_is_the_answer() -> None:
    assert decide(results(0.45), RANKING).kind == "answer"


def test_at_most_six_choices_are_offered_and_no_far_ones() -> None:
    assert len(decide(results(*[0.8] * 9), RANKING).hits) == 6
    assert len(decide(results(0.8, 0.79, 0.2), RANKING).hits) == 2


def test_a_reason_is_given() -> None:
    assert all(decide(results(*scores), RANKING).reason for scores in [(), (0.1,), (0.9,), (0.9, 0.9)])


def test_a_code_typed_is_answered_whatever_else() -> None:
    assert decide(Results("1.000001", (a_hit(1.0),), by_code=True), RANKING).kind == "answer"


def test_two_codes_typed_are_a_choice() -> None:
    both = (a_hit(1.0, "1.000001"), a_hit(1.0, "1.000002"))
    assert decide(Results("1.000001 1.000002", both, by_code=True), RANKING).kind == "choices"


def test_one_name_under_two_codes_that_both_hold_is_a_choice() -> None:
    both = (a_hit(0.9, "1.000001", "Việc A"), a_hit(0.6, "1.000002", "VIỆC A"))
    assert decide(Results("việc a", both), RANKING).kind == "choices"


def plain_and(special: str, *matched: str) -> Results:
    first, second = a_hit(0.9, "1.000001", "Thủ tục đăng ký khai sinh"), a_hit(0.8, "1.000002", special)
    return Results("khai sinh", (first, replace(second, matched=matched)))


def test_a_special_form_nobody_asked_for_need_not_be_so_far_behind() -> None:
    ranking = replace(RANKING, margin=0.2, special_margin=0.05)
    assert decide(plain_and("Thủ tục đăng ký lại khai sinh", "khai", "sinh"), ranking).kind == "answer"
    assert decide(plain_and("Thủ tục đăng ký lại khai sinh", "khai", "sinh", "lại"), ranking).kind == "choices"
    assert decide(plain_and("Thủ tục đăng ký khai tử", "khai"), ranking).kind == "choices"


def test_an_asked_for_rival_behind_a_special_form_still_makes_a_choice() -> None:
    ranking = replace(RANKING, margin=0.2, special_margin=0.05)
    hits = plain_and("Thủ tục đăng ký lại khai sinh").kept
    assert decide(Results("khai sinh", (*hits, a_hit(0.79, "1.000003", "Việc khác"))), ranking).kind == "choices"


def test_a_broad_word_is_asked_back_with_six_at_most() -> None:
    finding = decide(replace(results(*[0.9] * 8), broad=True), RANKING)
    assert (finding.kind, len(finding.hits)) == ("choices", 6)
