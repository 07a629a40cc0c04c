"""What the cells of a row say: codes, the name, levels, days, and why a procedure ended."""

import re
from datetime import date

from knowledge.annexes.grids import one_line
from knowledge.annexes.phrases import DAY, day_of, levels_in
from knowledge.procedures import EndReason, Level
from knowledge.text.codes import mentions
from knowledge.text.normalise import bare, marked

_NO_CODE = re.compile(r"(?:khong|chua)(?: co| duoc cap| cap| ro)?(?: ma)?(?: so)?(?: tthc)?|x|0")
_AROUND_CODES = re.compile(r"\b(?:ma|so|tthc|va|cap|tinh|huyen|xa|thu tuc|tt)\b|\d{1,2}\b")
_LONG_CODE = re.compile(r"\d\s?[.,]?\s?\d{6}(?:\.\d{3}\.\d{2}\.\d{2})?\.?(?:h\d{2})?")
_LOCAL_CODE = re.compile(r"\btn(?:[ -][a-z0-9]+)+")
_FOOTNOTE = re.compile(r"\s?(?:\[\d{1,2}\]|\(\d{1,2}\)|\(\*{1,9}\)|\*|(?<!\bm)(?<!\bkm)[¹²³⁰⁴-⁹])$")
_LONGEST_FOOTNOTE = 12
_ITEM = re.compile(r"^(?:\d{1,2}[.)]|[-–+•])\s*")
_CODE_AND_NAME = re.compile(r"\(?(?P<code>\d[.,]\d{6}(?:\.[\dH.]+)?)\)?\s*[-–:.]?\s*(?P<name>[^\W\d].+)")
_OWN_NUMBER = re.compile(r"^\d{1,3}[.)]\s+(?=\D)")
_FORMULA = re.compile(r"=|[+@-]\s*[A-Za-z][A-Za-z0-9.]*\s*\(|.*\|'[^']*'!|[+@-]\s*cmd\b", re.IGNORECASE)
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LEVEL_WORDS = (
    (Level.MINISTRY, r"trung ương|\bbộ\b"),
    (Level.PROVINCE, r"\btỉnh\b|thành phố trực thuộc"),
    (Level.DISTRICT, r"\bhuyện\b"),
    (Level.COMMUNE, r"\bxã\b|\bphường\b"),
)
_REASONS = (
    (EndReason.IN_ERROR, r"cong bo (?:nham|sai|trung)|nham lan|sai sot|cong bo khong dung"),
    (EndReason.MERGED, r"\bgop\b|hop nhat|sap nhap|ghep|tich hop"),
    (EndReason.REPLACED_HERE, r"(?:duoc|bi|da) thay the|thay the (?:boi|bang)|thay bang"),
    (
        EndReason.MOVED,
        r"\bchuyen (?:tham quyen|ve|len|cho|xuong|sang|nhiem vu)|phan cap|phan quyen|dieu chinh tham quyen",
    ),
    (
        EndReason.DROPPED,
        r"khong con|khong quy dinh|bai bo quy dinh|khong tiep tuc|het hieu luc|khong phai la (?:tthc|thu tuc)",
    ),
)
_TAKEN_OVER = re.compile(
    r"thay the (?:boi|bang)|thay bang|gop (?:vao|thanh)|hop nhat (?:vao|thanh)|sap nhap (?:vao|thanh)"
)


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet would work a text out instead of showing it; a list that begins with "-" is none."""
    return _FORMULA.match(text) is not None


def codes_in(text: str) -> tuple[str, ...] | None:
    """The codes in a cell, empty if it says there is none; None for what is neither."""
    said = bare(text)
    if not said or _NO_CODE.fullmatch(said):
        return ()
    found = mentions(text).whole
    rest = _AROUND_CODES.sub(" ", _LOCAL_CODE.sub(" ", _LONG_CODE.sub(" ", said)))
    return None if not found or re.search(r"\w", rest) else found


def code_of(figure: float | None, text: str) -> str:
    """The text of a cell whose code was kept as a number: 2.00111 is 2.001110."""
    return f"{figure:.6f}" if figure is not None and 1 <= figure < 10 else text


def name_of(text: str, *, has_number: bool) -> str:
    """A procedure's name in one line, without the mark of a footnote; its number too where no column holds it."""
    name = _without_footnotes(one_line(text)).strip()
    return name if has_number else _OWN_NUMBER.sub("", name)


def _without_footnotes(text: str) -> str:
    """One mark after the other goes from the end: a pattern for all of them takes hours over a row of stars."""
    end = len(text)
    while found := _FOOTNOTE.search(text, max(end - _LONGEST_FOOTNOTE, 0), end):
        end = found.start()
    return text[:end]


def names_of(text: str, codes: int, *, has_number: bool) -> list[str]:
    """The names that stand beside so many codes: one for each, if as many are listed line by line, else one for all."""
    lines = text.split("\n")
    listed = [line for line in lines if _ITEM.match(line)]
    if codes > 1 and len(listed) == codes == len(lines):
        return [name_of(_ITEM.sub("", line), has_number=True) for line in lines]
    return [name_of(text, has_number=has_number)] * max(codes, 1)


def parted(text: str) -> tuple[str, str]:
    """A code and the name behind it, where a name's cell holds both: "1.001193 - Đăng ký khai sinh"."""
    found = _CODE_AND_NAME.fullmatch(one_line(text))
    return (found["code"], found["name"]) if found else ("", text)


def paragraphs(text: str) -> str:
    """A text whose lines end where a sentence or an item does, not where the cell was too narrow."""
    whole = ""
    for line in text.split("\n"):
        apart = not whole or _ITEM.match(line) or whole.endswith((".", ";", ":"))
        whole += ("\n" if whole else "") + line if apart else f" {line}"
    return whole


def levels_of(text: str) -> frozenset[Level] | None:
    """The levels of a cell, "Cấp tỉnh; cấp xã" or "Xã"; None for words that name none."""
    said = marked(text)
    found = levels_in(text) | {level for level, words in _LEVEL_WORDS if re.search(words, said)}
    return found or None


def day_in(text: str) -> date | None:
    """The day in a cell: 01/7/2026, ngày 01 tháng 7 năm 2026, 2026-07-01."""
    plain = one_line(text)
    backwards = _ISO_DAY.search(plain)
    if backwards:
        return day_of(backwards.groups()[::-1])
    found = DAY.search(plain)
    return day_of(found.groups()) if found else None


def reason_in(text: str) -> EndReason | None:
    """Why a procedure ended, by the words for it; None where none is known, or words for several stand."""
    said = bare(text)
    found = [reason for reason, words in _REASONS if re.search(words, said)]
    return found[0] if found else None


def successors_in(text: str) -> tuple[str, ...]:
    """The codes that a reason names behind the words "thay thế bởi" or "gộp vào"."""
    said = bare(text)
    found = _TAKEN_OVER.search(said)
    return mentions(said[found.end() :]).whole if found else ()


def listed(text: str) -> tuple[str, ...]:
    """Codes that stand in a cell, or the names in its lines where it states no code."""
    codes = mentions(text).whole
    if codes:
        return codes
    names = (name_of(_ITEM.sub("", line), has_number=True) for line in text.split("\n"))
    return tuple(name for name in names if name and not _NO_CODE.fullmatch(bare(name)))
