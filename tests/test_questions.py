from datetime import date

import pytest

from knowledge.catalogue import Catalogue
from tests.questions import Question, questions

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("question", questions(), ids=lambda question: str(question.words))
def test_a_question_of_our_own_is_answered_rightly_or_asked_back_with_the_right_choice(
    catalogue: Catalogue, question: Question
) -> None:
    finding = catalogue.ask(question.words, DAY).finding
    assert finding.kind in {"answer", "choices"}
    told = finding.hits[: 1 if finding.kind == "answer" else 3]
    assert {hit.code for hit in told} & set(question.codes)


def test_every_question_names_procedures_of_the_catalogue(catalogue: Catalogue) -> None:
    lost = [code for question in questions() for code in question.codes if catalogue.procedure(code) is None]
    assert lost == []
