"""What goes on with what was just said: picks, refusals, corrections; and real questions, which are none of them."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asking.followups import FollowUp, Turn, read
from knowledge.catalogue import Catalogue

TESTS = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize(
    ("words", "position"),
    [
        *[(words, 1) for words in ("số 1", "so 1", "1", "1.", "cái đầu", "cái đầu tiên", "đầu tiên", "thứ nhất", "#1")],
        *[(words, 1) for words in ("cái trên cùng", "cho tôi xem số 1 với", "mục một", "một")],
        *[(words, 2) for words in ("cái thứ hai", "cai thu hai", "cai thu 2", "số 2 ạ", "hai", "(2)", "thứ 2")],
        *[(words, 2) for words in ("không, cái thứ hai cơ", "nhầm, số 2", "không phải, tôi chọn cái thứ hai")],
        *[(words, 3) for words in ("thứ ba", "chọn 3", "mục số 3", "ba", "em lấy cái thứ ba nhé", "thủ tục thứ ba")],
        *[(words, 4) for words in ("cái thứ tư", "thứ tư", "bốn ạ", "so 4")],
        *[(words, 5) for words in ("năm ạ", "cái thứ năm")],
        *[(words, -1) for words in ("mục cuối", "cái cuối cùng ạ", "cuoi cung", "cái ở dưới cùng")],
        ("cái áp chót", -2),
        ("so 9", 9),
        ("số 15", 15),
    ],
)
def test_a_pick_says_its_place(words: str, position: int) -> None:
    assert read(words) == FollowUp(Turn.PICK, position=position)


@pytest.mark.parametrize(
    "words",
    [
        "không phải mấy cái này",
        "khong phai may cai nay",
        "không có cái nào",
        "không có mục tôi cần",
        "chẳng có cái nào đúng cả",
        "đều không phải",
        "ko phải",
        "không đúng",
        "không",
        "nhầm rồi",
        "sai rồi ạ",
        "cái khác",
        "không phải những cái đó ạ",
        "ý tôi là",
    ],
)
def test_a_refusal_is_all_a_message_says(words: str) -> None:
    assert read(words) == FollowUp(Turn.NONE)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("không, ý tôi là khai tử", "khai tử"),
        ("không phải, làm lại khai sinh cơ", "làm lại khai sinh"),
        ("nhầm, tạm trú", "tạm trú"),
        ("nham, tam tru", "tam tru"),
        ("à nhầm, tách hộ", "tách hộ"),
        ("nhầm rồi tôi hỏi khai tử", "khai tử"),
        ("không phải, em lấy chồng người nước ngoài cơ", "em lấy chồng người nước ngoài"),
        ("khong phai, toi hoi khai tu", "khai tu"),
        ("ko, ý e là gia hạn tạm trú cơ ạ", "gia hạn tạm trú"),
        ("ý tôi là khai tử", "khai tử"),
        ("không phải khai sinh mà là khai tử", "khai tử"),
        ("không phải khai sinh, khai tử cơ", "khai tử"),
        ("không phải thế, tôi muốn hỏi tách hộ", "tách hộ"),
        ("làm lại khai sinh cơ", "làm lại khai sinh"),
        ("thôi, cho tôi hỏi lệ phí khai sinh bao nhiêu", "lệ phí khai sinh bao nhiêu"),
        ("thoi cho hoi khai tu", "khai tu"),
        ("không, 1.001193", "1.001193"),
    ],
)
def test_a_correction_leaves_what_is_meant(words: str, meant: str) -> None:
    assert read(words) == FollowUp(Turn.CORRECTION, words=meant)


@pytest.mark.parametrize(
    "words",
    [
        "số 1 đường Trần Phú",
        "cấp lại lần thứ hai",
        "con thứ hai khai sinh thế nào",
        "sinh con thứ ba",
        "thứ hai tuần sau có làm việc không",
        "đăng ký lần đầu",
        "hai vợ chồng",
        "2 triệu",
        "115",
        "1193",
        "0",
        "nam",
        "không có giấy khai sinh thì làm thế nào",
        "không phải nộp tiền đúng không",
        "không phải con ruột, khai sinh thế nào",
        "không phải con ruột thì khai sinh thế nào",
        "nhầm tên trong giấy khai sinh sửa thế nào",
        "sai tên trên thẻ bảo hiểm",
        "thôi",
        "thôi quốc tịch Việt Nam",
        "không cần nữa",
        "không có gì",
        "tôi hỏi đăng ký khai sinh",
        "bến sông Ninh Cơ",
        "đổi động cơ",
        "cơ",
        "khác xã",
        "dạ vâng",
        "",
        "…",
    ],
)
def test_a_real_message_is_no_follow_up(words: str) -> None:
    assert read(words) is None


def test_no_question_of_our_own_is_taken_for_a_follow_up() -> None:
    taken = [words for words in _questions() if read(words)]
    assert taken == []


def test_no_name_of_the_catalogue_is_taken_for_a_follow_up(catalogue: Catalogue) -> None:
    taken = [p.latest.name for p in catalogue.procedures() if read(p.latest.name)]
    assert taken == []


def _questions() -> list[str]:
    found = []
    for name in ("questions.csv", "questions_wide.csv", "ambiguous.csv", "kinds.csv"):
        with (TESTS / name).open(encoding="utf-8", newline="") as lines:
            found += [next(iter(row.values())) for row in csv.DictReader(lines)]
    return found


@given(st.text())
def test_anything_typed_is_read(words: str) -> None:
    found = read(words)
    assert found is None or (found.turn is Turn.PICK) == (found.position != 0)


@given(
    st.lists(
        st.sampled_from(["không", "phải", ",", "cơ", "ý tôi là", "mà là", "thôi", "số", "2", "khai tử", "nhầm"]),
        max_size=9,
    )
)
def test_a_correction_always_has_words(words: list[str]) -> None:
    found = read(" ".join(words))
    assert found is None or (found.turn is Turn.CORRECTION) == bool(found.words)
