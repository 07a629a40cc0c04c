"""Vietnamese text made comparable."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.text.normalise import BARE, MARKED, SPOKEN, bare, marked, place_tone, spoken

CASES = [
    ("  Đăng   Ký\tKhai\nSinh ", "đăng ký khai sinh"),
    ("Thủ tục ĐĂNG KÝ kết hôn?!", "thủ tục đăng ký kết hôn"),
    ("hoà giải", "hòa giải"),
    ("hòa giải", "hòa giải"),
    ("xoá tên", "xóa tên"),
    ("uỷ quyền", "ủy quyền"),
    ("thuý", "thúy"),
    ("qúy", "quý"),
    ("quý", "quý"),
    ("qủa", "quả"),
    ("gía", "giá"),
    ("giá thú", "giá thú"),
    ("gì", "gì"),
    ("giếng", "giếng"),
    ("hòan thành", "hoàn thành"),
    ("tóan", "toán"),
    ("ngòai", "ngoài"),
    ("khuỷu", "khuỷu"),
    ("của", "của"),
    ("nứơc", "nước"),
    ("đựơc", "được"),
    ("tịên", "tiện"),
    (unicodedata.normalize("NFD", "Ủy ban nhân dân"), "ủy ban nhân dân"),
    ("e\u0301\u0302", "ế"),
    ("ＫＨＡＩ　ＳＩＮＨ", "khai sinh"),
    ("khai\u200b sinh\u200d", "khai sinh"),
    ("\u202ekhai sinh\u202c", "khai sinh"),
    ("khai\x00 sinh", "khai sinh"),
    ("Ðất đai", "đất đai"),
    ("Ɖất", "đất"),
    ("mã 1.001193, phí 10.000đ?", "mã 1.001193 phí 10.000đ"),
    ("1.001193.000.00.00.H42", "1.001193.000.00.00.h42"),
    ("cha/mẹ-con (nuôi)", "cha mẹ con nuôi"),
    ("hết. Xin hỏi", "hết xin hỏi"),
    ("🙂 tách hộ 🙂", "tách hộ"),
    ("", ""),
    (" \u200b ", ""),
]


@pytest.mark.parametrize(("typed", "expected"), CASES)
def test_a_text_has_one_marked_form(typed: str, expected: str) -> None:
    assert marked(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đăng ký hộ tịch", "dang ky ho tich"),
        ("DANG KY HO TICH", "dang ky ho tich"),
        ("trẻ em dưới 6 tuổi", "tre em duoi 6 tuoi"),
        ("Ượng", "uong"),
        ("Ðà Nẵng", "da nang"),
    ],
)
def test_the_bare_form_has_no_marks(typed: str, expected: str) -> None:
    assert bare(typed) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("đăng kí", "đăng ký"), ("bác sỹ", "bác sĩ"), ("công ti", "công ty"), ("quí", "quý"), ("li hôn", "ly hôn")],
)
def test_two_spellings_of_one_sound_meet(one: str, other: str) -> None:
    assert spoken(one) == spoken(other)


@pytest.mark.parametrize(("one", "other"), [("tay", "tai"), ("yêu", "iêu"), ("thúy", "thúi"), ("may", "mai")])
def test_i_and_y_stay_apart_where_they_sound_different(one: str, other: str) -> None:
    assert spoken(one) != spoken(other)


def test_the_bare_steps_are_the_marked_steps_and_one_more() -> None:
    assert BARE[:-1] == MARKED == SPOKEN[:-1]


@pytest.mark.parametrize("syllable", ["hello", "á", "ééé", "xyzéz", "nghiêngg", "mò" * 40])
def test_what_is_no_vietnamese_syllable_is_left_as_it_is(syllable: str) -> None:
    assert place_tone(syllable) == syllable


ANY_TEXT = st.text(st.characters(), max_size=60)
TONED = st.sampled_from(["oa", "oe", "uy"])
ONSETS = st.sampled_from(["h", "kh", "th", "t", "l", "x", "ng", "ch", ""])


@given(ANY_TEXT)
@example("\ud800")
@example("İı\u0307")
@example("\u0345a\u0323\u0302")
@example("ﬀ ǅ ẞ")
def test_no_text_is_too_strange_and_once_is_enough(text: str) -> None:
    assert marked(marked(text)) == marked(text)
    assert spoken(spoken(text)) == spoken(text)


@given(ANY_TEXT)
def test_the_bare_form_is_a_fixpoint_of_both(text: str) -> None:
    assert bare(bare(text)) == bare(text)
    assert bare(marked(text)) == bare(text)


@given(st.text(st.characters(max_codepoint=0x1EF9), max_size=40))
def test_composed_and_decomposed_input_meet(text: str) -> None:
    assert marked(unicodedata.normalize("NFD", text)) == marked(unicodedata.normalize("NFC", text))


@given(ONSETS, TONED, st.sampled_from("\u0300\u0301\u0303\u0309\u0323"))
def test_both_places_of_a_tone_mark_meet(onset: str, nucleus: str, tone: str) -> None:
    old = unicodedata.normalize("NFC", onset + nucleus[0] + tone + nucleus[1])
    new = unicodedata.normalize("NFC", onset + nucleus + tone)
    assert marked(old) == marked(new)


@given(ANY_TEXT)
def test_nothing_unseen_is_left(text: str) -> None:
    assert marked(text).isprintable()
