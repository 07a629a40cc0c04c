"""The list for the office's wall (niêm yết): by field, as one page of HTML or as a PDF of A4, with a code to each.

What stands on it was put into words before; here it is set.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from bot.reports import qr
from bot.texts import say

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.util import Padding
    from jinja2 import Template

FONT = "DejaVu"
EDGE, FOOT = 15.0, 16.0
"""The white around a page of A4 and what its foot takes, in millimetres."""

CODE_SIDE = 21.0
"""A code on paper, with its quiet zone, in millimetres: a phone reads it at arm's length."""

WIDTHS = {"number": 9.0, "name": 52.0, "time": 24.0, "fee": 40.0, "place": 31.0, "code": 24.0}
BODY, SMALL, LINE = 9.0, 7.5, 4.2
"""Height of letters in points, and of a line in millimetres."""

PAD = 1.2


@dataclass(frozen=True, slots=True)
class Posted:
    """One procedure on the list; `link` opens the bot at it, and is empty where the bot's name is not known."""

    name: str
    code: str
    time: str
    fee: str
    place: str
    link: str


@dataclass(frozen=True, slots=True)
class Section:
    """A field with its procedures."""

    title: str
    rows: tuple[Posted, ...]


@dataclass(frozen=True, slots=True)
class Posting:
    """What is posted. `agency` is empty in a trial; `subtitle` says of which level, where and for which day."""

    agency: str
    subtitle: str
    sections: tuple[Section, ...]
    how: str  # how a code is used, or where to look without one
    remark: str  # whether it was confirmed
    sources: str
    made: str
    day: date

    @property
    def has_codes(self) -> bool:
        """Whether there is a code to a procedure."""
        return any(row.link for section in self.sections for row in section.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns there are."""
        return tuple(name for name in WIDTHS if name != "code" or self.has_codes)


def html_page(of: Posting) -> bytes:
    """The list as one file that needs no other."""
    return _template().render(posting=of, said=_said, drawn=_drawn, opening="posting.open").encode()


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string(Path(__file__).with_name("wall.html").read_text("utf-8"))


def _said(key: str, **values: object) -> str:
    return say(key, **values).unescape()


def _drawn(link: str) -> Markup:
    return Markup(qr.svg(link))  # noqa: S704 - it is drawn here, out of squares


def pdf(of: Posting) -> bytes:
    """The list as a PDF of A4."""
    page = _page(of)
    _heading(page, of)
    number = 0
    for section in of.sections:
        _title(page, section, of)
        for row in section.rows:
            number += 1
            _row(page, number, row, of)
    _ending(page, of)
    file = BytesIO()
    page.output(file)
    return file.getvalue()


def _page(of: Posting) -> "FPDF":
    from fpdf import FPDF

    class Page(FPDF):
        """A page whose foot says how far the list may be trusted."""

        def footer(self) -> None:
            self.set_y(-FOOT + 2)
            self.set_font(FONT, "I", SMALL)
            self.multi_cell(0, 3.6, f"{of.remark} {of.made}", align="L", new_x="LMARGIN", new_y="NEXT")
            self.cell(0, 3.6, _said("posting.page", page=self.page_no(), pages="{nb}"), align="R")

    page = Page(format="A4")
    page.set_title(_said("posting.title"))
    page.set_lang("vi")
    page.set_creation_date(datetime.combine(of.day, time(), UTC))  # the same list gives the same file
    page.set_margins(EDGE, EDGE, EDGE)
    page.set_auto_page_break(False)
    for style, name in (("", "regular"), ("B", "bold"), ("I", "italic")):
        page.add_font(FONT, style, qr.font_file(name))
    page.add_page()
    return page


def _heading(page: "FPDF", of: Posting) -> None:
    """The heading of state documents (NĐ 30/2020/NĐ-CP): the agency on the left, the nation on the right."""
    top, half = page.get_y(), page.epw / 2
    _columns(page, EDGE, half - 4, [(of.agency or _said("posting.trial"), "B" if of.agency else "I", BODY + 1)])
    left = page.get_y()
    page.set_y(top)
    nation = [(_said("posting.nation"), "B", BODY), (_said("posting.motto"), "B", BODY + 0.5)]
    _columns(page, EDGE + half - 6, half + 6, nation)
    page.line(EDGE + half + 22, page.get_y() + 0.8, EDGE + page.epw - 22, page.get_y() + 0.8)
    page.set_y(max(left, page.get_y()) + 9)
    _columns(
        page, EDGE, page.epw, [(_said("posting.title"), "B", 14), (of.subtitle, "", BODY + 1), (of.how, "I", BODY)]
    )
    page.ln(3)


def _columns(page: "FPDF", left: float, width: float, lines: list[tuple[str, str, float]]) -> None:
    for text, style, size in lines:
        page.set_font(FONT, style, size)
        page.set_x(left)
        page.multi_cell(width, size * 0.55, text, align="C", new_x="LEFT", new_y="NEXT")


def _widths(of: Posting) -> dict[str, float]:
    """The widths of the columns; without codes names and times share their room."""
    room = 0.0 if of.has_codes else WIDTHS["code"] / 2
    return {name: WIDTHS[name] + (room if name in {"name", "time"} else 0) for name in of.columns}


def _left(page: "FPDF") -> float:
    """What a page has still room for."""
    return page.h - FOOT - page.get_y()


def _title(page: "FPDF", section: Section, of: Posting) -> None:
    """The name of a field over its table; never alone at the foot of a page."""
    first = _height(page, section.rows[0], of) if section.rows else 0
    if _left(page) < first + 18:
        page.add_page()
    page.ln(2)
    page.set_font(FONT, "B", BODY + 1.5)
    title = _said("posting.section", name=section.title, number=len(section.rows))
    page.multi_cell(0, 5.5, title, new_x="LMARGIN", new_y="NEXT")
    page.ln(1)
    _heads(page, of)


def _heads(page: "FPDF", of: Posting) -> None:
    page.set_font(FONT, "B", SMALL + 0.5)
    page.set_fill_color(232)
    for name, width in _widths(of).items():
        page.cell(width, 6.5, _said(f"posting.head_{name}"), border=1, align="C", fill=True)
    page.ln()


def _height(page: "FPDF", row: Posted, of: Posting) -> float:
    """How high a row is."""
    widths = _widths(of)
    page.set_font(FONT, "", BODY)
    lines = [_lines(page, widths["name"], row.name) + 1]
    page.set_font(FONT, "", SMALL + 0.5)
    lines += [_lines(page, widths[name], getattr(row, name)) for name in ("time", "fee", "place")]
    return max(max(lines) * LINE + 2 * PAD, CODE_SIDE + 1 if row.link else 0.0)


def _lines(page: "FPDF", width: float, text: str, beside: float = PAD) -> int:
    lines = page.multi_cell(width, LINE, text, dry_run=True, output="LINES", padding=_beside(beside))
    return len(cast("list[str]", lines))


def _row(page: "FPDF", number: int, row: Posted, of: Posting) -> None:
    high = _height(page, row, of)
    if _left(page) < high:
        page.add_page()
        _heads(page, of)
    left, top = page.get_x(), page.get_y()
    for name, width in _widths(of).items():
        page.rect(left, top, width, high)
        page.set_xy(left, top + PAD)
        if name == "code":
            _code(page, row.link, left, top, width, high)
        elif name == "name":
            page.set_font(FONT, "", BODY)
            _cell(page, width, row.name)
            page.set_xy(left, page.get_y())
            page.set_font(FONT, "I", SMALL + 0.5)
            _cell(page, width, _said("posting.code", code=row.code))
        else:
            page.set_font(FONT, "", BODY if name == "number" else SMALL + 0.5)
            text = str(number) if name == "number" else getattr(row, name)
            _cell(page, width, text, align="C" if name == "number" else "L")
        left += width
    page.set_xy(page.l_margin, top + high)


def _beside(white: float) -> "Padding":
    from fpdf.util import Padding

    return Padding(0, white, 0, white)


def _cell(page: "FPDF", width: float, text: str, align: str = "L") -> None:
    page.multi_cell(width, LINE, text, align=align, padding=_beside(PAD), new_x="LEFT", new_y="NEXT")


def _code(page: "FPDF", link: str, left: float, top: float, width: float, high: float) -> None:
    """A code drawn out of squares, sharp at every size; pressed on a screen it is a link."""
    if not link:
        return
    dark = qr.modules(link)
    side = CODE_SIDE / (len(dark) + 2 * qr.QUIET)
    x, y = left + (width - CODE_SIDE) / 2, top + (high - CODE_SIDE) / 2
    page.set_fill_color(0)
    for down, row in enumerate(dark, qr.QUIET):
        for along, length in _runs(row):
            page.rect(x + (along + qr.QUIET) * side, y + down * side, length * side, side, "F")
    page.link(x, y, CODE_SIDE, CODE_SIDE, link)


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where dark begins in a row, and how many modules it goes on."""
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(row):
        if is_dark and at and row[at - 1]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((at, 1))
    return runs


def _ending(page: "FPDF", of: Posting) -> None:
    page.ln(3)
    page.set_font(FONT, "I", SMALL + 0.5)
    if _left(page) < _lines(page, 0, of.sources, 0) * LINE:
        page.add_page()
        page.set_font(FONT, "I", SMALL + 0.5)
    page.multi_cell(0, LINE, of.sources)
