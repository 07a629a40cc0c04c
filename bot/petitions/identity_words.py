"""The words beside a name, an address, a telephone: what labels them, and where an address begins."""

import re
from collections.abc import Mapping
from enum import StrEnum

from knowledge.text.normalise import drop_marks


class Label(StrEnum):
    """What somebody wrote a part to be."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    PRIVATE = "private"  # a number nobody asked for


_LABELS: Mapping[Label, str] = {
    Label.NAME: "họ và tên; họ tên; tên tôi là; tôi tên là; tên em là; tên cháu là; em tên là; cháu tên là; "
    "tên là; tên; tôi là; người gửi",
    Label.ADDRESS: "địa chỉ; đ/c; đc; nơi ở; chỗ ở; thường trú tại; thường trú; trú tại; ở tại; ở",
    Label.PHONE: "số em là; số cháu là; số tôi là; số của em là; số của cháu là; số của tôi là; "
    "số điện thoại; điện thoại; số đt; đt; sđt; di động; zalo; liên hệ; lh; hotline; phone; tel; mobile",
    Label.EMAIL: "thư điện tử; e-mail; email; gmail; mail",
    Label.PRIVATE: "số căn cước công dân; số căn cước; căn cước công dân; căn cước; số cccd; cccd; số cmnd; cmnd; "
    "số định danh; mã định danh; số tài khoản; stk",
}
_SURE = "thôn; xóm; tdp; xã; phường; huyện; tỉnh; ngõ; ngách; hẻm; buôn; sn; số nhà; thị trấn; thị xã; thành phố; \
tổ dân phố; khu phố; tt; tp"
"""Words an address begins with, whatever follows."""
_BEFORE_A_NUMBER = "số; tổ; đội; khu; ấp; bản; làng; phố; đường; quận; p; q"
"""The same, where a number follows: by themselves they stand in names of people too ("Nguyễn Thị Làng")."""
_ONLY_MARKED = frozenset({"ở", "số", "ngõ", "huyện", "tỉnh", "phường", "thị trấn", "thị xã"})
"""Without their marks these are names of people (Ngô, Huyền, Tình, Phương, Thị Trân), or no words at all."""


_BEFORE_A_NAME = "đường; phố; làng; ấp; bản; khu"
"""The same, before a name typed with a capital."""


def _forms(words: str) -> tuple[str, ...]:
    """Each form as it is written, and without its marks where that is no other word; the longest first."""
    listed = words.split("; ")
    bare = [drop_marks(form) for form in listed if form not in _ONLY_MARKED]
    return tuple(sorted({*listed, *bare}, key=lambda form: (-len(form), form)))


def _any_of(words: str) -> str:
    return "|".join(re.escape(form).replace(r"\ ", r"\s+") for form in _forms(words))


LABELS: Mapping[str, Label] = {form: label for label, words in _LABELS.items() for form in _forms(words)}
"""What each label says, by its words in lower case with one space between."""

LABELLED = rf"(?<![\w.@/-])(?:{_any_of('; '.join(_LABELS.values()))})(?:\s*[:=]|(?=[\s\0]))"
"""Any label with the colon after it, as a part of a pattern."""

_PLACES = rf"(?:{_any_of(_SURE)}|{_any_of(_BEFORE_A_NAME)})"

PLACE = re.compile(
    rf"(?<!\w)(?:(?:{_any_of(_SURE)})\.?\s+(?!{_PLACES}\s+\w)\w|(?:{_any_of(_BEFORE_A_NUMBER)})\.?\s*\d|\d"
    rf"|(?P<loose>{_any_of(_BEFORE_A_NAME)})\s+(?!{_PLACES}\s+\w))",
    re.IGNORECASE,
)
"""Where an address begins: "thôn Đông", "tổ 5", "12/3 Trần Phú"; `loose` where a capital must follow: "đường Hữu Nghị".

A word before another of them is a name: "Trần Đình Tỉnh xã Ninh Giang".
"""

SPEECH_BEFORE = re.compile(
    r"\A(?:(?:dạ|vâng|thưa|xin thưa|xin chào|chào|da(?=\s+(?:em|toi|chau)\s))\s+)*"
    r"(?:(?:tôi|toi|em|cháu|chau(?=\s+(?:la|ten)\s)|con|mình|tớ|anh|chị|bác|cô|chú|ông|bà)"
    r"(?:\s+(?:tên\s+là|ten\s+la|tên|ten|là|la)\s+|\s*:\s*)|(?:tôi|toi|em|cháu)\s+|là\s+|(?:ông|bà)\s+(?=\w+\s+\w+))?",
    re.IGNORECASE,
)
"""How people begin before their name: "dạ em là", "cháu", "tôi:"."""

POLITE_AFTER = re.compile(r"(?<!\s)(?:\s+(?:ạ|nhé|nha|đây|nhá)){1,4}$", re.IGNORECASE)
"""What people end with: "Lê Văn B ạ"."""

AGE = re.compile(
    r"(?<!\w)(?:(?:năm|ngày)\s+sinh|sinh\s+(?:năm|ngày)|sinh(?=\s+\d))\s*:?\s*\d[\d/.-]*|(?<!\w)(?:sn|ns)\s*:?\s*19\d\d(?!\d)|(?<!\w)\d{1,3}\s+(?:tuổi|tuoi)(?!\w)",
    re.IGNORECASE,
)
"""An age or a day of birth, which nobody asked for."""
