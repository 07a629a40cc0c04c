"""What the workbooks of the office share: cells that no program takes for a formula, and how they look."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from textwrap import wrap
from typing import Any

from markupsafe import Markup
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.texts import say

FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell that some program takes for a formula begins with; some programs read the wide signs of East Asia so."""

DAY = "dd/mm/yyyy"

TEXT = "s"
"""What a cell holds that is a text, whatever it begins with."""

FONT, SIZE = "Times New Roman", 11
"""As documents are written (NĐ 30/2020/NĐ-CP)."""

LINE_HEIGHT, MOST_LINES = 14.5, 28
"""Points of a line of text, and how many of them a row can show at most."""

LETTERS = 1.15
"""How many letters, most of them narrow, stand at least where a digit of the program's own font stands."""

EDGE = 0.4
"""Inches of paper that stay white."""

TITLE_STYLE, HEAD_STYLE, LINE_STYLE = "book title", "book head", "book line"
DAY_STYLE, NUMBER_STYLE = "book day", "book number"

Value = str | int | date | None


def new_workbook() -> Workbook:
    """A workbook without a sheet, with our styles in it."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for style in (TITLE, HEAD, LINE, DAYS, NUMBERS):
        made.add_named_style(style())
    return made


def fill(
    sheet: Worksheet,
    titles: Iterable[str],
    head: Sequence[tuple[str, int]],
    lines: Iterable[Sequence[Value]],
    repeated: int = 0,
) -> int:
    """Titles, an empty line, the head of the table and its lines; gives the number of the head's line.

    The head is what each column is called, and its width. Titles stand behind the columns that every page repeats.
    """
    for title in titles:
        sheet.append([*[None] * repeated, cell(sheet, title, TITLE_STYLE)])
    sheet.append([])
    sheet.append([cell(sheet, name, HEAD_STYLE) for name, _ in head])
    header, widths = sheet.max_row, [width for _, width in head]
    sheet.row_dimensions[header].height = _height([name for name, _ in head], widths)
    for number, line in enumerate(lines, header + 1):
        sheet.append([cell(sheet, value, _style_of(value)) for value in line])
        sheet.row_dimensions[number].height = _height(line, widths)
    for place, (_, width) in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    return header


def set_up(sheet: Worksheet, header: int, frozen: int, across: int = 1) -> None:
    """The head of the table and some columns stay in sight; a page is A4 across, the table as wide as so many pages."""
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = int(sheet.PAPERSIZE_A4)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = across, 0
    if across > 1:
        sheet.page_setup.pageOrder = "overThenDown"
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
    sheet.page_margins = PageMargins(left=EDGE, right=EDGE, top=EDGE, bottom=2 * EDGE, header=EDGE / 2, footer=EDGE / 2)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer: Any = sheet.oddFooter  # its types leave open whether a sheet has one
    footer.center.text = said(say("book.page"))


def _height(line: Sequence[Value], widths: Sequence[int]) -> float:
    """How high a line is whose texts are folded to the widths of their columns: not every program works that out."""
    texts = ((value, int(width * LETTERS)) for value, width in zip(line, widths, strict=True) if isinstance(value, str))
    folded = [len(wrap(text, letters)) for text, letters in texts]
    return min(max(folded, default=1) or 1, MOST_LINES) * LINE_HEIGHT


def cell(sheet: Worksheet, value: Value, style: str) -> Cell:
    """A cell with a value; what begins like a formula is a text like others."""
    made = Cell(sheet, 1, 1)  # its place is where it is appended
    made.style = style
    if not isinstance(value, str):
        made.value = value
        return made
    text = fit(value)
    made.value = text
    if is_like_formula(text):
        made.data_type = TEXT
        made.quotePrefix = True
    return made


def fit(text: str) -> str:
    """A text without what no workbook can hold."""
    return text if text.isprintable() else ILLEGAL_CHARACTERS_RE.sub("", text).encode(errors="replace").decode()


def is_like_formula(text: str) -> bool:
    """Whether some program would compute a text, and not show it."""
    return text.lstrip().startswith(FORMULA) or text.startswith(("\t", "\r"))


def said(text: Markup) -> str:
    """A text without its escapes: a cell is no HTML."""
    return text.unescape()


def _style_of(value: Value) -> str:
    if isinstance(value, int):
        return NUMBER_STYLE
    return DAY_STYLE if isinstance(value, date) else LINE_STYLE


_EDGE = Side(style="thin", color="999999")
_EDGES = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_WORDS = Font(name=FONT, size=SIZE)
_MIDDLE = Alignment(vertical="top", horizontal="center")

TITLE = partial(NamedStyle, TITLE_STYLE, font=Font(name=FONT, bold=True, size=SIZE + 1))
LINE = partial(
    NamedStyle,
    LINE_STYLE,
    border=_EDGES,
    font=_WORDS,
    alignment=Alignment(wrap_text=True, vertical="top"),
    number_format="General",
)
DAYS = partial(NamedStyle, DAY_STYLE, border=_EDGES, font=_WORDS, alignment=_MIDDLE, number_format=DAY)
NUMBERS = partial(NamedStyle, NUMBER_STYLE, border=_EDGES, font=_WORDS, alignment=_MIDDLE, number_format="General")
HEAD = partial(
    NamedStyle,
    HEAD_STYLE,
    border=_EDGES,
    font=Font(name=FONT, size=SIZE, bold=True),
    fill=PatternFill("solid", fgColor="E7E6E6"),
    alignment=Alignment(wrap_text=True, vertical="center", horizontal="center"),
)
