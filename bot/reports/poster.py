"""The poster for the office's wall: one page of A4 with the code that opens the bot, as a PDF or as a page of HTML.

What stands on it was put into words before; here it is set.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.reports import qr

if TYPE_CHECKING:
    from fpdf import FPDF
    from fpdf.util import Padding

FONT = "DejaVu"
EDGE = 18.0
"""The white around the page, in millimetres."""

CODE_SIDE = 62.0
"""The code with its quiet zone, in millimetres: a phone reads it from two steps away."""

LETTERS = (13.0, 12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
"""Heights of letters in points, the largest that lets everything stand on one page is taken."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its lines; examples stand apart, and something more after them."""

    title: str
    lines: tuple[str, ...]
    examples: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Poster:
    """What is posted. `agency` is empty where none is named; `link` opens the bot."""

    agency: str
    title: str
    lead: str
    link: str
    open: str
    parts: tuple[Part, ...]
    urgent: str
    below: tuple[str, ...]


def html_page(of: Poster) -> bytes:
    """The poster as one file that needs no other."""
    from jinja2 import Environment, StrictUndefined

    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = made.from_string(Path(__file__).with_name("poster.html").read_text("utf-8"))
    drawn = Markup(qr.svg(of.link))  # noqa: S704 - it is drawn here, out of squares
    return template.render(poster=of, drawn=drawn).encode()


def pdf(of: Poster) -> bytes:
    """The poster as a PDF of A4, in letters as large as one page has room for."""
    for letters in LETTERS:
        page, file = _page(of, letters), BytesIO()
        page.output(file)  # also what is not used: a page lets go of its fonts here
        if page.pages_count == 1:
            break
    return file.getvalue()


def _page(of: Poster, letters: float) -> "FPDF":
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.set_title(of.title)
    page.set_lang("vi")
    page.set_margins(EDGE, EDGE, EDGE)
    page.set_auto_page_break(True, EDGE)
    for style, name in (("", "regular"), ("B", "bold"), ("I", "italic")):
        page.add_font(FONT, style, qr.font_file(name))
    page.add_page()
    _line(page, of.agency, letters, "B", "C")
    _line(page, of.title, letters + 5, "B", "C")
    _line(page, of.lead, letters, "I", "C")
    _code(page, of.link)
    _line(page, of.open, letters, "B", "C")
    for part in of.parts:
        page.ln(1)
        _line(page, part.title, letters + 2, "B")
        for line in part.lines:
            _line(page, line, letters)
        for example in part.examples:
            _line(page, f"    “{example}”", letters, "B")
        for line in part.after:
            _line(page, line, letters)
    page.ln(1)
    page.set_fill_color(230)
    _line(page, of.urgent, letters, "B", "C", fill=True)
    for line in of.below:
        _line(page, line, letters - 1, "I", "C")
    return page


def _line(page: "FPDF", text: str, size: float, style: str = "", align: str = "L", *, fill: bool = False) -> None:
    """A paragraph; nothing where there is nothing to say."""
    if text:
        page.set_font(FONT, style, size)
        page.multi_cell(0, size * 0.5, text, align=align, fill=fill, new_x="LMARGIN", new_y="NEXT", padding=_above())


def _above() -> "Padding":
    from fpdf.util import Padding

    return Padding(0.7, 0, 0.7, 0)


def _code(page: "FPDF", link: str) -> None:
    """The code, drawn out of squares and sharp at every size."""
    dark = qr.modules(link)
    side = CODE_SIDE / (len(dark) + 2 * qr.QUIET)
    left, top = (page.w - CODE_SIDE) / 2, page.get_y()
    page.set_fill_color(0)
    for down, row in enumerate(dark, qr.QUIET):
        for along, is_dark in enumerate(row, qr.QUIET):
            if is_dark:
                page.rect(left + along * side, top + down * side, side, side, "F")
    page.link(left, top, CODE_SIDE, CODE_SIDE, link)
    page.set_y(top + CODE_SIDE)
