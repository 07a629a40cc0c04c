from datetime import date

import pytest

from knowledge.catalogue import Catalogue
from tests.questions import Question, questions

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("question", questions(), ids=lambda question: str(question.words))
def test_a_question_of_our_own_finds_its_procedure_first(catalogue: Catalogue, question: Question) -> None:
    found = catalogue.ask(question.words, DAY)
    assert found.finding.kind in {"answer", "choices"}
    assert found.results.kept[0].code in question.codes


def test_every_question_names_procedures_of_the_catalogue(catalogue: Catalogue) -> None:
    lost = [code for question in questions() for code in question.codes if catalogue.procedure(code) is None]
    assert lost == []
