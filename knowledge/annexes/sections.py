"""Rows that are no procedure: what the decision does, at which level, in which field, for the rows that follow."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge.annexes.grids import one_line
from knowledge.annexes.phrases import LONGEST_FIELD, announced_in, bare_field, change_in, effect_in, field_in, levels_in
from knowledge.procedures import Change, EndReason, Level
from knowledge.text.normalise import bare

LONGEST_TITLE = 400

_PARTS = ("phần", "phụ lục", "mục")
_PART = re.compile(
    r"(phần|phụ lục|mục)(?:\s+(?:thứ\s+)?(?:[IVX]+|[A-H]|\d{1,2}|nhất|hai|ba|tư)\b[.:\s–-]*|\s*[.:]\s*|$)",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"(?P<sign>[IVX]+\.\d{1,2}|\d{1,3}(?:\.\d{1,2})*|[IVX]+|[A-H]|[a-h])"
    r"(?:\.?[):/.]\s*(?!\d)|\s*[–-]\s+|(?<=[A-Z\d])\s+(?=[A-ZĐ]))"
)
"""A number that stands before words; without a point behind it only before a capital letter."""
_NO_LIST = re.compile(r"quy trinh noi bo|noi dung cu the cua|quy trinh giai quyet|quy trinh dien tu|mau don")
_A_LIST = re.compile(r"danh muc|thu tuc hanh chinh|tthc|linh vuc|^phan\b|^phu luc\b")
_NOISE = re.compile(
    r"^(?:ghi chu|noi nhan|tong (?:cong|so)|(?:ban hanh )?kem theo|uy ban nhan dan|cong hoa xa hoi|doc lap|so \d"
    r"|luu vt)"
)
_STYLES = {
    "roman": r"[IVX]+",
    "roman.arabic": r"[IVX]+\.\d{1,2}",
    "letter": r"[A-H]",
    "arabic": r"\d{1,4}",
    "arabic.arabic": r"\d{1,3}(?:\.\d{1,2})+",
    "small": r"[a-h]",
}
GROUPS = frozenset({"roman", "roman.arabic", "letter"})
"""Numbers that stand over rows and never before one."""


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading says of the rows under it; `style` is how it is numbered, "" where it is not."""

    style: str
    change: Change | None = None
    reason: EndReason | None = None
    levels: frozenset[Level] = frozenset()
    field: str = ""
    effective_on: date | None = None
    announced: int | None = None
    lists: bool = True  # False for a part that holds no list: internal steps, forms
    text: str = ""
    sheet: str = ""
    row: int = 0

    @property
    def says(self) -> bool:
        """Whether it tells anything about its rows."""
        return bool(self.change or self.levels or self.field or not self.lists)

    @property
    def goes_on(self) -> bool:
        """Whether it is an earlier one again: "(tiếp theo)"."""
        return "(tiếp" in self.text.casefold()

    @property
    def begins_anew(self) -> bool:
        """Whether it may end a part that holds no list."""
        return bool(self.change) or self.style in _PARTS


@dataclass(frozen=True, slots=True)
class Standing:
    """What the sections that a row stands in say of it."""

    change: Change | None = None
    reason: EndReason | None = None
    levels: frozenset[Level] = frozenset()
    field: str = ""
    effective_on: date | None = None


@dataclass(slots=True)
class Opened:
    """A section whose rows are being read, and how many procedures there were."""

    section: Section
    rows: int = 0


@dataclass(slots=True)
class Outline:
    """The sections that a row stands in, outermost first."""

    opened: list[Opened] = field(default_factory=list)
    closed: list[Opened] = field(default_factory=list)

    def enter(self, section: Section) -> None:
        """Begin a section: one of the same style ends, with everything inside it."""
        styles = [one.section.style for one in self.opened]
        if section.style in styles:
            self.leave(styles.index(section.style))
        self.opened.append(Opened(section))

    def leave(self, depth: int = 0) -> None:
        """End all sections from a depth on."""
        self.closed += self.opened[depth:]
        del self.opened[depth:]

    def count(self, procedures: int) -> None:
        """So many procedures stand here."""
        for one in self.opened:
            one.rows += procedures

    @property
    def miscounted(self) -> list[Opened]:
        """The sections behind us that announce another number of procedures than they hold."""
        announcing = [one for one in self.closed if one.section.lists and one.section.announced is not None]
        return [one for one in announcing if one.section.announced != one.rows]

    @property
    def standing(self) -> "Standing":
        """What holds for a row here: of each thing what the innermost section that speaks of it says."""
        inner = [one.section for one in reversed(self.opened)]
        change, reason = next(((one.change, one.reason) for one in inner if one.change), (None, None))
        levels = next((one.levels for one in inner if one.levels), frozenset())
        named = next((one.field for one in inner if one.field), "")
        since = next((one.effective_on for one in inner if one.effective_on), None)
        return Standing(change, reason, levels, named, since)

    @property
    def lists(self) -> bool:
        """Whether procedures are listed here at all."""
        return all(one.section.lists for one in self.opened)


def section_of(text: str, marker: str = "") -> Section | None:
    """What a heading says, "I. DANH MỤC THỦ TỤC HÀNH CHÍNH MỚI BAN HÀNH"; None for words that are no heading."""
    words, sign = _without_marker(one_line(text), marker)
    said = bare(words)
    if not said or len(words) > LONGEST_TITLE or _NOISE.search(said):
        return None
    change, reason = change_in(said)
    levels, named = levels_in(words), field_in(words)
    no_list = bool(_NO_LIST.search(said)) and "danh muc" not in said
    found = Section(
        "", change, reason, levels, named, effect_in(words), announced_in(said), not no_list, one_line(text)
    )
    if not found.says and not sign:
        return None
    return _styled(found, sign)


def is_heading(text: str) -> bool:
    """Whether words by themselves are a heading of a list, not a name: they speak of lists, levels or fields."""
    words, _ = _without_marker(one_line(text), "")
    said = bare(words)
    if len(words) > LONGEST_TITLE or _NOISE.search(said) or words.endswith((".", ";")):
        return False
    if said.startswith(("linh vuc", "danh muc", "cac thu tuc hanh chinh", "phu luc", "quy trinh noi bo")):
        return True
    found = section_of(text)
    return bool(found and found.says and _A_LIST.match(said))


def is_remark(text: str) -> bool:
    """Whether words alone in a row say something about the list and nothing of a procedure: a total, a note."""
    return bool(_NOISE.search(bare(one_line(text))))


def group_of(text: str, marker: str = "") -> Section | None:
    """A row of one text that stands over others: a heading, or else the field by its bare name, "I | Hộ tịch"."""
    found = section_of(text, marker)
    words, sign = _without_marker(one_line(text), marker)
    if found and (found.says or (not marker and words == one_line(text))):
        return found
    named = bare_field(words)
    if not named or len(named) > LONGEST_FIELD or _NOISE.search(bare(words)) or not re.search(r"[^\W\d_]{2}", named):
        return None
    announced = announced_in(bare(words))
    return _styled(Section("", field=named, announced=announced, text=one_line(text)), sign)


def _styled(found: Section, sign: str) -> Section:
    return replace(found, style=sign or _plain_style(found))


def _plain_style(found: Section) -> str:
    """Headings without a number end each other where they say the same kind of thing."""
    if found.change or not found.lists:
        return "change"
    return "level" if found.levels else "field"


def style_of(marker: str) -> str:
    """How a heading is numbered, by its number: "A" -> letter, "II" -> roman, "I.2" -> roman.arabic."""
    sign = marker.strip(" .):/–-")
    return next((style for style, form in _STYLES.items() if re.fullmatch(form, sign)), "")


def _without_marker(text: str, marker: str) -> tuple[str, str]:
    """The words without their number, and the style of the number; `marker` is one that stands in its own cell."""
    if marker:
        return text, style_of(marker)
    part = _PART.match(text)
    if part:
        return text[part.end() :] or text, part[1].casefold()
    found = _MARKER.match(text)
    return (text[found.end() :], style_of(found["sign"])) if found else (text, "")
