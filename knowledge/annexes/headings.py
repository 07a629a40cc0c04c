"""What a column holds, by its heading: "Mã số TTHC", "Tên thủ tục hành chính", "Phí, lệ phí (nếu có)"."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from knowledge.annexes.grids import Line, one_line
from knowledge.annexes.values import Meaning
from knowledge.text.normalise import bare

LONGEST = 150
"""Characters of a heading; what is longer is no heading."""

SHORTEST_NEAR = 9
NEAR = 90
"""From how many characters on a heading may be mistyped, and how alike it must be then, of 100."""

_FORMS: Mapping[Meaning, tuple[str, ...]] = {
    Meaning.NUMBER: ("stt", "tt", "so tt", "so thu tu", "thu tu"),
    Meaning.CODE: (
        "ma so tthc",
        "ma tthc",
        "ma so thu tuc hanh chinh",
        "ma thu tuc hanh chinh",
        "ma so thu tuc",
        "ma thu tuc",
        "ma so",
        "so ho so tthc",
        "so ho so",
        "ma so ho so tthc",
        "ma so ho so",
        "ma tthc tren csdl quoc gia",
    ),
    Meaning.NAME: (
        "ten tthc",
        "ten thu tuc hanh chinh",
        "ten thu tuc",
        "thu tuc hanh chinh",
        "tthc",
        "ten danh muc thu tuc hanh chinh",
        "danh muc thu tuc hanh chinh",
        "noi dung thu tuc hanh chinh",
    ),
    Meaning.FIELD: ("linh vuc", "ten linh vuc", "thuoc linh vuc", "nganh linh vuc"),
    Meaning.LEVEL: ("cap thuc hien", "cap giai quyet", "cap thuc hien tthc", "cap tham quyen giai quyet"),
    Meaning.TIME: ("thoi han giai quyet", "thoi gian giai quyet", "thoi han", "thoi han giai quyet ho so"),
    Meaning.PLACE: ("dia diem thuc hien", "dia diem", "noi tiep nhan", "noi nop ho so", "dia diem tiep nhan"),
    Meaning.FEE: ("phi le phi", "le phi", "phi", "muc phi le phi", "phi va le phi", "muc thu phi le phi"),
    Meaning.BASIS: (
        "can cu phap ly",
        "co so phap ly",
        "ten vbqppl quy dinh noi dung",
        "ten vbqppl quy dinh viec",
        "ten vbqppl quy dinh",
        "ten van ban quy pham phap luat quy dinh noi dung",
        "ten van ban quy pham phap luat quy dinh viec",
    ),
    Meaning.AUTHORITY: (
        "co quan thuc hien",
        "co quan giai quyet",
        "co quan co tham quyen",
        "co quan co tham quyen giai quyet",
        "tham quyen giai quyet",
        "don vi thuc hien",
    ),
    Meaning.WAY: ("cach thuc thuc hien", "cach thuc", "hinh thuc thuc hien", "hinh thuc nop ho so"),
    Meaning.REASON: ("ly do", "ly do het hieu luc"),
    Meaning.EFFECTIVE: ("ngay co hieu luc", "ngay hieu luc", "hieu luc", "thoi diem co hieu luc", "ngay ap dung"),
    Meaning.NOTE: ("ghi chu", "ghi chu khac"),
}
_OF_FORM = {form: meaning for meaning, forms in _FORMS.items() for form in forms}
_LONG_FORMS = [form for form in _OF_FORM if len(form) >= SHORTEST_NEAR]

_SUCCESSOR = re.compile(r"duoc thay the (?:boi|bang)|thay the bang")
_REPLACED = re.compile(r"(?:duoc|bi) thay the|thay the cho|\bcu\b|truoc day")
_QUALIFIERS = re.compile(
    r"\b(?:neu co|(?:duoc |bi )?(?:thay the|bai bo|huy bo|sua doi|bo sung)(?: (?:cho|boi|bang))?"
    r"|moi ban hanh|moi|cu|truoc day|hoac|va|\d+)\b"
)
"""What may be added to a heading without changing what the column holds."""

_BY_WORD: tuple[tuple[Meaning | None, str], ...] = (
    (Meaning.BASIS, r"vbqppl|van ban|can cu|co so phap ly"),
    (Meaning.REASON, r"^ly do"),
    (Meaning.NOTE, r"^ghi chu"),
    (Meaning.EFFECTIVE, r"hieu luc|ap dung tu"),
    (None, r"ma (?:linh vuc|co quan|dinh danh|don vi)|trinh tu|thanh phan ho so|doi tuong|muc do|quy trinh"),
    (Meaning.CODE, r"\bma (?:so|tthc|thu tuc)|^ma$|so ho so"),
    (Meaning.FIELD, r"linh vuc"),
    (Meaning.LEVEL, r"^cap (?:thuc hien|giai quyet|hanh chinh)|^cap$"),
    (Meaning.PLACE, r"dia diem|noi tiep nhan|noi nop"),
    (Meaning.TIME, r"thoi han|thoi gian"),
    (Meaning.WAY, r"cach thuc|hinh thuc|buu chinh|truc tuyen"),
    (Meaning.FEE, r"\bphi\b"),
    (Meaning.AUTHORITY, r"co quan|tham quyen|don vi"),
    (Meaning.NAME, r"^ten\b|ten thu tuc|ten tthc"),
)
"""What a column holds by a word of its heading, the surer first; asked only beside headings that are known."""

ONCE = frozenset({Meaning.NUMBER, Meaning.CODE, Meaning.NAME})
"""What one column of a table holds; of a second one nothing is known."""

OF_A_PROCEDURE = frozenset({Meaning.CODE, Meaning.NAME, Meaning.REPLACES})


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its heading; `part` is the lower of two headings where several stand under one upper."""

    at: int
    heading: str
    meaning: Meaning | None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns that a heading names, and how many rows it takes."""

    columns: tuple[Column, ...]
    rows: int

    def column(self, meaning: Meaning) -> Column | None:
        """The first column that holds this."""
        return next((column for column in self.columns if column.meaning is meaning), None)


@lru_cache(maxsize=4096)
def known(heading: str) -> Meaning | None:
    """What a column of this heading holds, if the heading is one that annexes use, mistyped or not."""
    if not heading or len(heading) > LONGEST:
        return None
    said = bare(heading)
    base = " ".join(_QUALIFIERS.sub(" ", said).split())
    found = _OF_FORM.get(said) or _OF_FORM.get(base) or _nearest(base)
    return _turned(found, said)


def _nearest(base: str) -> Meaning | None:
    if len(base) < SHORTEST_NEAR:
        return None
    near = process.extractOne(base, _LONG_FORMS, scorer=fuzz.ratio, score_cutoff=NEAR)
    return _OF_FORM[near[0]] if near else None


def _turned(meaning: Meaning | None, said: str) -> Meaning | None:
    """The name of what is replaced, or of what replaces, is not the name of the row's procedure."""
    if meaning not in {Meaning.CODE, Meaning.NAME}:
        return meaning
    if _SUCCESSOR.search(said):
        return Meaning.SUCCESSOR
    return Meaning.REPLACES if _REPLACED.search(said) else meaning


def guessed(heading: str) -> Meaning | None:
    """What a column of this heading holds, by its words alone."""
    if len(heading) > LONGEST:
        return None
    found = known(heading)
    if found:
        return found
    said = bare(heading)
    if _SUCCESSOR.search(said):
        return Meaning.SUCCESSOR
    meaning = next((meaning for meaning, words in _BY_WORD if re.search(words, said)), None)
    return _turned(meaning, said)


def heading_at(lines: Sequence[Line], at: int) -> Heading | None:
    """The heading that begins in a row, if one does: at least two columns are known, one of them of a procedure."""
    upper = {column: one_line(cell.text) for column, cell in lines[at].cells.items()}
    meanings = {known(text) for text in upper.values()} - {None}
    if len(meanings) < 2 or not meanings & OF_A_PROCEDURE:
        return None
    lower = lines[at + 1] if at + 1 < len(lines) else None
    if lower is None or not _is_lower(lines[at], lower):
        return Heading(_settled([Column(c, text, guessed(text)) for c, text in sorted(upper.items())]), 1)
    return Heading(_settled(_joined(upper, lower)), 2)


def _is_lower(upper: Line, lower: Line) -> bool:
    """Whether a row is the second of a heading: cells of the first reach into it, or it fills what the first leaves."""
    own = {column: cell for column, cell in lower.cells.items() if cell.row == lower.number}
    if any(cell.row == upper.number for cell in lower.cells.values()):
        return bool(own)
    gaps = [column for column in own if column not in upper.cells]
    named = [column for column in own if known(upper.text(column)) in {Meaning.NUMBER, Meaning.CODE, Meaning.NAME}]
    return bool(gaps) and not named and all(len(cell.text) <= LONGEST // 3 for cell in own.values())


def _joined(upper: Mapping[int, str], lower: Line) -> list[Column]:
    columns: list[Column] = []
    above = ""
    for at in range(max([*upper, *lower.cells]) + 1):
        above = upper.get(at, above)
        cell = lower.cells.get(at)
        own = one_line(cell.text) if cell and cell.row == lower.number else ""
        if not own:
            columns += [Column(at, above, guessed(above))] if at in upper else []
        else:
            heading = f"{above} – {own}" if above else own
            columns.append(Column(at, heading, _of_two(above, own), own))
    return columns


def _of_two(above: str, own: str) -> Meaning | None:
    """What a column under two headings holds: the code of what is replaced under "TTHC được thay thế – Mã số"."""
    turned = _turned(Meaning.NAME, bare(above))
    meaning = known(own) or (None if known(above) not in {None, Meaning.NAME, Meaning.REPLACES} else guessed(own))
    if meaning in {Meaning.CODE, Meaning.NAME}:
        return turned if turned is not Meaning.NAME else meaning
    return guessed(above) or meaning


def _settled(columns: list[Column]) -> tuple[Column, ...]:
    """Each thing held once; a code belongs to the name that stands beside it."""
    settled = _names_settled(columns)
    seen: set[Meaning] = set()
    kept: list[Column] = []
    for column in settled:
        again = column.meaning in ONCE and column.meaning in seen
        kept.append(replace(column, meaning=None) if again else column)
        seen |= {column.meaning} if column.meaning else set()
    parts = Counter(column.meaning for column in kept)
    return tuple(c if parts[c.meaning] > 1 or not c.part else replace(c, part="") for c in kept)


def _names_settled(columns: list[Column]) -> list[Column]:
    held = [column.meaning for column in columns]
    if Meaning.NAME not in held and Meaning.REPLACES in held:
        return [_named_plainly(column) for column in columns]
    codes = [at for at, meaning in enumerate(held) if meaning is Meaning.CODE]
    if len(codes) == 1 and held[codes[0] + 1 : codes[0] + 2] == [Meaning.REPLACES]:
        of_replaced = replace(columns[codes[0]], meaning=Meaning.REPLACES)
        return [*columns[: codes[0]], of_replaced, *columns[codes[0] + 1 :]]
    return columns


def _named_plainly(column: Column) -> Column:
    """Where nothing is named but what is replaced, that is what the rows are about."""
    if column.meaning is not Meaning.REPLACES:
        return column
    is_code = re.search(r"\bma\b|so ho so", bare(column.heading)) is not None
    return replace(column, meaning=Meaning.CODE if is_code else Meaning.NAME)
