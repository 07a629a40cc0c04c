"""Vietnamese words."""

from knowledge.text.tokenise import words


def test_a_name_is_cut_into_its_words() -> None:
    assert words("Đăng ký khai sinh") == ("đăng ký", "khai sinh")


def test_punctuation_is_no_word() -> None:
    assert all(word.strip() for word in words("Cấp, cấp đổi; cấp lại (thẻ)."))


def test_nothing_has_no_words() -> None:
    assert words("") == ()
