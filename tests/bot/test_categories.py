"""Which category is guessed from a petition's words, with marks and without; asking is better than guessing wrongly."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.petitions.categories import FILE, categories, guess
from knowledge.kinds.patterns import pattern_of
from knowledge.text.normalise import bare

PETITIONS = list(
    csv.DictReader((Path(__file__).parents[1] / "data" / "petition_categories.csv").read_text("utf-8").splitlines())
)
RIGHT, RIGHT_OR_ASKED, WRONG_FAMILY = 0.9, 0.97, 0.02


def guessed(words: str) -> str:
    """The key of the category guessed; empty when the person is asked."""
    category = guess(words)
    return category.key if category else ""


@pytest.mark.parametrize("typed", [str, bare, str.upper], ids=["with marks", "without marks", "in capitals"])
def test_petitions_of_every_category_are_guessed_rightly_or_asked_about(typed: Callable[[str], str]) -> None:
    guesses = [(row["category"], guessed(typed(row["petition"]))) for row in PETITIONS]
    wrong = [(wanted, found) for wanted, found in guesses if found not in {wanted, ""}]
    families = [not wanted or categories()[wanted].family != categories()[found].family for wanted, found in wrong]
    assert sum(wanted == found for wanted, found in guesses) >= RIGHT * len(guesses)
    assert len(wrong) <= (1 - RIGHT_OR_ASKED) * len(guesses), wrong
    assert sum(families) <= WRONG_FAMILY * len(guesses), wrong


def test_petitions_of_every_category_stand_in_the_data() -> None:
    assert {row["category"] for row in PETITIONS} == {*categories(), ""}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        # A road named as a place is no petition about a road.
        ("đèn đường hỏng", "lighting"),
        ("điện đường ngoài ngõ hỏng", "lighting"),
        ("cột điện bê tông nghiêng ra đường", "lighting"),
        ("rác thải đổ ven đường", "waste"),
        ("rác thải đổ đầy chợ", "waste"),
        ("quán nhậu bày bàn ghế lấn vỉa hè", "order"),
        ("xây dựng lấn ra lòng đường", "order"),
        ("lấn chiếm vỉa hè", "order"),
        ("mặt đường lún", "road"),
        # A road is told by where it runs.
        ("đường từ cổng trường mầm non đến nhà văn hóa hỏng nặng, ổ gà", "road"),
        ("đường xóm 5 đến nhà văn hóa hỏng nặng, nhiều ổ gà", "road"),
        ("nhà văn hóa xóm 5 dột nát", "other"),
        # An official who is asked for something is not complained about.
        ("đề nghị cán bộ xã cho người dọn rác ở chợ", "waste"),
        ("nhân viên vệ sinh không thu gom rác", "waste"),
        ("cán bộ không nhận hồ sơ", "conduct"),
        # A proposal is about a procedure; any other is about its matter.
        ("đề xuất trồng thêm cây xanh", "other"),
        ("Giải pháp chống ngập cho xóm 5", "water"),
        ("giải pháp để thủ tục đất đai nhanh hơn", "proposal"),
        # Money taken for a road, and the road.
        ("xã thu tiền làm đường không có biên lai", "conduct"),
        ("thu lệ phí hộ tịch cao hơn quy định", "conduct"),
        ("lệ phí hộ tịch theo quy định mới là bất hợp lý", "rule"),
        ("nộp hồ sơ trên cổng dịch vụ công 2 tháng không ai trả lời", "conduct"),
        ("gọi điện đến xã không ai nghe máy", "conduct"),
        ("xây nhà trái phép", "order"),
        ("nước sạch có mùi hôi thối", "water"),
        ("trạm y tế không có bác sĩ trực", "other"),
    ],
)
@pytest.mark.parametrize("typed", [str, bare], ids=["with marks", "without marks"])
def test_neighbours_are_told_apart(typed: Callable[[str], str], words: str, key: str) -> None:
    assert guessed(typed(words)) in {key, ""}
    assert guessed(words) == key


@pytest.mark.parametrize(
    "words",
    [
        "",
        "...",
        "đề xuất xã làm sân bóng chuyền",
        "tôi muốn phản ánh",
        "cho mai tôn bay ra đường",
        "cầu mong xã xem xét",
    ],
)
def test_of_what_says_nothing_clear_the_person_is_asked(words: str) -> None:
    assert guessed(words) in {"", "other"}


def test_marks_that_were_typed_count() -> None:
    assert guessed("thải đồ ra đó") != "conduct"
    assert guessed("thái độ kém") == guessed("thai do kem") == "conduct"


def test_of_two_matters_alike_the_person_is_asked() -> None:
    assert guessed("karaoke và ổ gà") == ""
    assert guessed("karaoke, nhạc to và ổ gà") == "noise"


def test_families_are_kept_farther_apart_than_categories() -> None:
    assert guessed("tờ khai, đi vắng, chứng thực") == "conduct"
    assert guessed("cầu, nhân viên") == ""


def test_a_word_said_again_counts_once() -> None:
    assert guessed("hát karaoke, rồi karaoke, rồi karaoke; đường đầy rác thải, bốc mùi") == "waste"


def test_each_word_of_the_list_stands_in_one_category() -> None:
    forms = Counter(pattern_of(form) for category in categories().values() for form in category.cues)
    assert [pattern.form for pattern, times in forms.items() if times > 1] == []


@pytest.mark.parametrize("key", categories())
def test_every_sure_word_alone_speaks_for_its_category(key: str) -> None:
    sure = [form for form, weight in categories()[key].cues.items() if weight == 4 and "…" not in form]
    assert sure
    assert [form for form in sure if guessed(form) != key] == []


def test_the_file_says_what_its_lists_are() -> None:
    assert FILE.read_text("utf-8").startswith("# What a petition can be about.")


@given(st.text())
def test_any_text_is_read(words: str) -> None:
    assert guessed(words) in {*categories(), ""}


@pytest.mark.bulk
@pytest.mark.parametrize("unit", ["rác ", "đường ", "x", "thu tiền "])
def test_a_petition_of_any_length_is_read_in_no_time(unit: str) -> None:
    begun = thread_time()
    guess(unit * (4096 // len(unit)))
    assert thread_time() - begun < 1
