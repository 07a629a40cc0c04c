"""The values of the catalogue say what they are called and which is the latest."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from knowledge.procedures import NOT_HERE, Reception
from tests.knowledge.versions import a_procedure, a_version


@pytest.mark.parametrize(
    ("name", "short_name", "shown"),
    [
        ("Thủ tục đăng ký khai sinh", "", "Đăng ký khai sinh"),
        ("Đăng ký khai sinh", "", "Đăng ký khai sinh"),
        (
            "Thủ tục đăng ký khai sinh có yếu tố nước ngoài",
            "Khai sinh có yếu tố nước ngoài",
            "Khai sinh có yếu tố nước ngoài",
        ),
        ("Thủ tục dài", "thủ tục ngắn", "Thủ tục ngắn"),
        ("Thủ tục hành chính liên thông", "", "Hành chính liên thông"),
        ("Các thủ tục về đất đai", "", "Các thủ tục về đất đai"),
        ("", "", ""),
    ],
)
def test_a_procedure_is_shown_by_its_short_name_or_without_the_word_procedure(
    name: str, short_name: str, shown: str
) -> None:
    assert a_version(name=name, short_name=short_name).display_name == shown


def test_the_latest_version_is_the_last() -> None:
    old, new = a_version(valid_from=date(2020, 1, 1)), a_version(valid_from=date(2025, 7, 1))
    assert a_procedure(old, new).latest is new


def test_no_commune_has_customs_border_bank_or_sea() -> None:
    assert {Reception.CUSTOMS, Reception.BORDER, Reception.BANK, Reception.SEA} == NOT_HERE


def test_a_version_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        a_version().name = "khác"  # type: ignore[misc]  # that is what is refused
