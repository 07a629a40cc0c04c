from datetime import date

import pytest

from knowledge.catalogue import Catalogue
from tests.questions import WIDE, Question, questions

DAY = date(2026, 11, 22)
RIGHT_FIRST = 0.87
RIGHT_WITHIN_THREE = 0.95
WRONGLY_ANSWERED = 0.04


@pytest.mark.parametrize("question", questions(), ids=lambda question: str(question.words))
def test_a_question_of_our_own_is_answered_rightly_or_asked_back_with_the_right_choice(
    catalogue: Catalogue, question: Question
) -> None:
    finding = catalogue.ask(question.words, DAY).finding
    assert finding.kind in {"answer", "choices"}
    told = finding.hits[: 1 if finding.kind == "answer" else 3]
    assert {hit.code for hit in told} & set(question.codes)


def test_every_question_names_procedures_of_the_catalogue(catalogue: Catalogue) -> None:
    lost = [
        code
        for question in [*questions(), *questions(WIDE)]
        for code in question.codes
        if catalogue.procedure(code) is None
    ]
    assert lost == []


@pytest.mark.bulk
def test_questions_of_every_kind_of_work_find_their_procedure(catalogue: Catalogue) -> None:
    wide = questions(WIDE)
    findings = [catalogue.ask(question.words, DAY).finding for question in wide]
    right = [
        [hit.code in question.codes for hit in finding.hits[:3]]
        for question, finding in zip(wide, findings, strict=True)
    ]
    wrong = [finding.kind == "answer" and not places[0] for finding, places in zip(findings, right, strict=True)]
    assert sum(any(places[:1]) for places in right) >= RIGHT_FIRST * len(wide)
    assert sum(any(places) for places in right) >= RIGHT_WITHIN_THREE * len(wide)
    assert sum(wrong) <= WRONGLY_ANSWERED * len(wide)
