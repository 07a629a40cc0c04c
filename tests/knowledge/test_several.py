"""Several things asked in one message, found by the real search."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.asking.several import Several
from knowledge.catalogue import Catalogue, Found

DAY = date(2026, 11, 22)
TESTS = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def several(catalogue: Catalogue) -> Several:
    return Several(catalogue.ask)


def rows_of(name: str) -> list[dict[str, str]]:
    with (TESTS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("bố tôi mất, làm khai tử và cắt hộ khẩu", ["làm khai tử", "cắt hộ khẩu"]),
        ("khai sinh với nhập khẩu và thẻ bảo hiểm cho cháu", ["khai sinh", "nhập khẩu", "thẻ bảo hiểm cho cháu"]),
        ("vừa đăng ký kết hôn vừa xin giấy độc thân", ["đăng kí kết hôn", "xin giấy độc thân"]),
        ("khai sinh và khai tử cùng lúc", ["khai sinh", "khai tử"]),
        ("em hỏi hai việc báo tử cho bố và tách hộ", ["báo tử cho bố", "tách hộ"]),
        ("vua dang ky ket hon vua tach ho", ["dang ki ket hon", "tach ho"]),
        ("dang ky ket hon va tach ho khau", ["dang ki ket hon", "tach ho khau"]),
        ("cần ba thứ: xác nhận cư trú, giấy độc thân, tách hộ", ["xác nhận cư trú", "giấy độc thân", "tách hộ"]),
        ("đăng ký tạm trú; đăng ký kết hôn", ["đăng kí tạm trú", "đăng kí kết hôn"]),
        ("đăng ký tạm trú\nđăng ký kết hôn", ["đăng kí tạm trú", "đăng kí kết hôn"]),
    ],
)
def test_the_parts_are_found_in_order(several: Several, words: str, parts: list[str]) -> None:
    found = several.of(words, DAY)
    assert [part for part in parts if part in found] == found
    assert len(found) >= 2


def test_the_answers_are_the_procedures_of_the_parts(several: Several) -> None:
    hits = several.answers("đăng ký kết hôn và tách hộ", DAY)
    assert [hit.code for hit in hits] == ["1.000894", "1.010038"]


def test_most_messages_that_ask_several_things_are_answered_wholly(several: Several) -> None:
    rows = [row for row in rows_of("kinds.csv") if row["kind"] == "several"]
    right = [r for r in rows if [hit.code for hit in several.answers(r["message"], DAY)] == r["note"].split(" + ")]
    assert len(rows) >= 20
    assert len(right) >= 12


@pytest.mark.parametrize(
    "words",
    [
        "vừa cưới, giờ tách hộ",
        "em ly hôn rồi giờ đi bước nữa, xã bên kia đòi giấy xác nhận tình trạng hôn nhân",
        "em cưới ở bên Nhật rồi, giờ về muốn ghi chú kết hôn",
        "đi làm công trình xa 6 tháng, phải đăng ký nghĩa vụ quân sự tạm vắng thế nào",
        "đăng ký lại phương tiện",
        "đăng ký khai sinh, đăng ký thường trú, cấp thẻ BHYT cho trẻ em dưới 6 tuổi",
        "liên thông khai tử, xóa hộ khẩu, mai táng phí",
        "đăng ký khai sinh và đăng ký thường trú và cấp thẻ bảo hiểm y tế cùng một lúc",
        "làm một lần cả khai sinh, nhập hộ khẩu với thẻ bảo hiểm cho bé mới sinh",
        "đăng ký nhận cha, mẹ, con",
        "cấp, cấp lại, cấp đổi thẻ căn cước",
        "bố mẹ chưa đăng ký kết hôn, giờ khai sinh cho con theo họ mẹ thì làm thế nào",
        "chị tôi lấy chồng Đài Loan, xin thôi quốc tịch Việt Nam",
        "kết hôn với người nước ngoài",
        "khai sinh, làm giấy khai sinh",
        "khai sinh, khai tử, kết hôn, tách hộ, tạm trú",
        "khai sinh và ăn phở",
        "khai sinh",
        "và với rồi",
        "",
    ],
)
def test_a_message_that_asks_for_one_thing_has_no_parts(several: Several, words: str) -> None:
    assert several.of(words, DAY) == []


def test_few_messages_that_ask_for_one_thing_are_taken_apart(several: Several) -> None:
    questions = [row["question"] for name in ("questions.csv", "questions_wide.csv") for row in rows_of(name)]
    apart = [words for words in questions if several.of(words, DAY)]
    assert len(apart) <= 0.005 * len(questions), apart


@pytest.mark.bulk
def test_no_name_of_the_catalogue_is_taken_apart(several: Several, catalogue: Catalogue) -> None:
    names = {p.latest.name for p in catalogue.procedures() if len(p.latest.name) < 200}
    assert [name for name in sorted(names) if several.of(name, DAY)] == []


def test_few_searches_are_made_and_what_the_whole_finds_may_be_given(catalogue: Catalogue) -> None:
    asked: list[str] = []

    def search(words: str, day: date) -> Found:
        asked.append(words)
        return catalogue.ask(words, day)

    several = Several(search)
    words = "đăng ký kết hôn và tách hộ"
    whole = catalogue.ask(words, DAY)
    assert several.of("khai sinh cho con ở đâu", DAY) == []
    assert asked == []
    assert several.of(words, DAY, whole) == several.of(words, DAY)
    assert len(asked) == 2 + 3


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_anything_typed_is_read(catalogue: Catalogue, words: str) -> None:
    assert len(Several(catalogue.ask).of(words, DAY)) <= 3
