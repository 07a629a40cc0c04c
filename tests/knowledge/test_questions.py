"""The project's questions as the program reads them: those of tests/data, and no others."""

from knowledge import records
from knowledge.questions import FILE, Question, shipped_questions
from knowledge.release import SHIPPED
from tests.shipping import copied


def test_the_copy_that_is_shipped_holds_the_questions_of_the_tests() -> None:
    assert (SHIPPED / FILE).read_text("utf-8") == copied(), "run `make questions`"


def test_every_question_has_its_codes() -> None:
    questions = shipped_questions()
    assert Question("đăng ký khai tử", ("1.000656",)) in questions
    assert len(questions) > 700
    assert all(question.words and all(question.codes) for question in questions)


def test_the_questions_are_no_part_of_the_catalogue_that_is_loaded() -> None:
    assert FILE not in records.COLUMNS
