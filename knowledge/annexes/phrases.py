"""What words say of procedures: what a decision does to them, at which level, in which field, since when."""

import re
from collections.abc import Sequence
from datetime import date

from knowledge.procedures import Change, EndReason, Level
from knowledge.text.normalise import marked

LONGEST_FIELD = 250

DAY = re.compile(r"(?:ngày\s*)?(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})", re.IGNORECASE)
_EFFECT = re.compile(r"(?:hiệu lực|áp dụng)\D{0,40}(?P<day>ngày.+)", re.IGNORECASE)

_CHANGES: tuple[tuple[Change, str], ...] = (
    (Change.NEW, r"moi (?:duoc )?ban hanh|ban hanh moi|cong bo moi|(?:thu tuc hanh chinh|tthc|thu tuc) moi\b|^moi$"),
    (Change.AMENDED, r"sua doi|duoc bo sung"),
    (Change.REPLACED, r"thay the"),
    (Change.ABOLISHED, r"bai bo|huy bo"),
)
_TAKEN_OVER = re.compile(r"(?:(?:duoc|bi) )?thay the (?:boi|bang)")
_ENDED_BY_ANOTHER = re.compile(r"bi thay the")
_LEVELS = {
    "trung ương": Level.MINISTRY,
    "bộ": Level.MINISTRY,
    "tỉnh": Level.PROVINCE,
    "huyện": Level.DISTRICT,
    "xã": Level.COMMUNE,
}
_LEVEL = re.compile(
    r"\bcấp ((?:(?:cấp |và |hoặc )?(?:trung ương|bộ|tỉnh|huyện|xã)\b ?)+)"
    r"|\b(?:ubnd|ủy ban nhân dân) (?:các )?(huyện|xã)\b"
)
_OF_LEVEL = re.compile(r"trung ương|bộ|tỉnh|huyện|xã")
_FIELD = re.compile(r"lĩnh\s+vực\s*:?\s+(?P<field>.+)", re.IGNORECASE | re.DOTALL)
_FIELD_ENDS = re.compile(
    r"[;:]|[(–-]\s*(?:gồm\s*)?\d|\(tiếp|\b(?:có hiệu lực|áp dụng)\b|\bthuộc (?:thẩm quyền|phạm vi)"
    r"|\bthực hiện tại\b|\bcấp (?:tỉnh|huyện|xã|trung ương)\b"
    r"|\btrên địa bàn\b|\b(?:mới ban hành|được (?:sửa đổi|thay thế|ban hành)|(?:bị )?bãi bỏ|bị (?:thay thế|hủy bỏ))",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"(?<![\d/.])(\d{1,4}) (?:danh muc )?(?:tthc|thu tuc)\b")


def change_in(said: str) -> tuple[Change | None, EndReason | None]:
    """The one change that bare words name; none where they name several, as the title of a whole decision does."""
    said = _TAKEN_OVER.sub(" ", said)
    if _ENDED_BY_ANOTHER.search(said):
        rest = [change for change, words in _CHANGES if change is not Change.REPLACED and re.search(words, said)]
        return (None, None) if rest else (Change.ABOLISHED, EndReason.REPLACED_HERE)
    found = [change for change, words in _CHANGES if re.search(words, said)]
    return (found[0] if len(found) == 1 else None), None


def levels_in(text: str) -> frozenset[Level]:
    """The levels that words name: "cấp huyện, cấp xã", "UBND xã"."""
    said = marked(text)
    named = (hit[1] or hit[2] for hit in _LEVEL.finditer(said))
    return frozenset(_LEVELS[word] for words in named for word in _OF_LEVEL.findall(words))


def field_in(text: str) -> str:
    """The field that follows the words "lĩnh vực"."""
    found = _FIELD.search(text)
    if not found or "các lĩnh vực" in text.casefold():
        return ""
    return bare_field(found["field"])[:LONGEST_FIELD]


def bare_field(text: str) -> str:
    """A field without what follows its name: "HỘ TỊCH (02 TTHC)" -> "Hộ tịch"."""
    named = _FIELD_ENDS.split(text)[0].strip(" .,:")
    return named.capitalize() if named.isupper() else named


def announced_in(said: str) -> int | None:
    """How many procedures bare words announce: "(02 TTHC)"; none where several numbers stand."""
    found = _ANNOUNCED.findall(said)
    return int(found[0]) if len(found) == 1 else None


def effect_in(text: str) -> date | None:
    """The day from which something holds: "có hiệu lực từ ngày 01/7/2026"."""
    found = _EFFECT.search(text)
    dated = DAY.match(found["day"]) if found else None
    return day_of(dated.groups()) if dated else None


def day_of(found: Sequence[str]) -> date | None:
    """A day out of its parts; None for one that no calendar has."""
    try:
        return date(int(found[2]), int(found[1]), int(found[0]))
    except ValueError:
        return None
