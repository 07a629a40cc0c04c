"""Forms found in a message."""

import pytest

from knowledge.kinds.patterns import Patterns, Syllables, apart, pattern_of
from knowledge.text.normalise import spoken


def found(text: str, *forms: str) -> list[str]:
    patterns = Patterns({pattern_of(form): form for form in forms})
    return [match.meant for match in apart(patterns.all_in(Syllables(spoken(text).split())))]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("cán bộ có thái độ kém", "thái độ"),
        ("can bo co thai do kem", "thái độ"),
        ("CÁN BỘ CÓ THÁI ĐỘ", "thái độ"),
        ("cán bộ có thái độ kém lắm", "thái độ"),
        ("lắm rồi thái độ phục vu", "thái độ phục vụ"),
        ("bắt tôi phải đi lại", "bắt … đi lại"),
        ("bắt đi lại", "bắt … đi lại"),
        ("đi 3 lần", "đi # lần"),
        ("đi ba lần rồi", "đi # lần"),
        ("đi lên xã mấy lần", "đi … # lần"),
        ("2 tháng rồi", "# tháng rồi"),
        ("hồ sơ xong chưa", "xong chưa."),
        ("hồ sơ xong chưa ạ", "xong chưa."),
        ("hồ sơ xong chưa vậy anh", "xong chưa."),
        ("ồn quá", "ồn"),
    ],
)
def test_a_form_is_found(text: str, form: str) -> None:
    assert found(text, form) == [form]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("làm thủ tục", "lắm thủ tục"),
        ("bị bong tróc nhiều", "bị bỏng"),
        ("on", "ồn"),
        ("bắt một hai ba bốn năm đi lại", "bắt … đi lại"),
        ("đi lại rồi bắt", "bắt … đi lại"),
        ("đi nhiều nơi lần", "đi # lần"),
        ("xong chưa thì bảo", "xong chưa."),
        ("thái", "thái độ"),
        ("thái bình độ", "thái độ"),
        ("", "thái độ"),
    ],
)
def test_a_form_is_not_found(text: str, form: str) -> None:
    assert found(text, form) == []


def test_the_longer_form_hides_the_shorter_inside_it() -> None:
    assert found("đường dây nóng hỏng", "đường", "đường dây nóng", "hỏng") == ["đường dây nóng", "hỏng"]


def test_every_form_is_offered_before_that() -> None:
    patterns = Patterns({pattern_of(form): form for form in ("đường", "đường dây nóng")})
    offered = patterns.all_in(Syllables(["đường", "dây", "nóng"]))
    assert [match.meant for match in offered] == ["đường dây nóng", "đường"]


def test_a_message_without_marks_says_so() -> None:
    assert not Syllables(["can", "bo", "quat"]).shows_marks([0, 1])
    assert Syllables(["can", "bộ", "quat", "nạt", "toi"]).shows_marks([0])
    assert Syllables(["can", "bo", "quát", "nat", "toi", "qua"]).shows_marks([2])


def test_the_last_syllable_is_the_one_before_politeness() -> None:
    assert Syllables(["xong", "chưa", "ạ"]).last == "chưa"
    assert Syllables(["ạ"]).last == ""
    assert Syllables([]).last == ""


@pytest.mark.parametrize("form", ["", "…", "đi … ", "… lần", "."])
def test_a_form_with_an_empty_part_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="empty part"):
        pattern_of(form)


def test_forms_of_the_same_syllables_are_equal() -> None:
    assert pattern_of("Lý  do") == pattern_of("lí do")
    assert pattern_of("xong chưa") != pattern_of("xong chưa.")
