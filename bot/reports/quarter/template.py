"""The Word template that is shipped, made anew each time: a page as NĐ 30/2020/NĐ-CP has it, with places to fill in.

An office that wants another page takes this file (`motcua report template`), changes it in its own program, and keeps
the places `{{ … }}`; what stands around them is its own.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph

from bot.reports.quarter.wording import told

FONT, SIZE, SMALL = "Times New Roman", 14, 13
"""As documents are written (NĐ 30/2020/NĐ-CP, Phụ lục I)."""

A4 = Mm(210), Mm(297)
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
INDENT = Mm(12.7)
"""How far the first line of a paragraph stands in."""

CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY

Page = Any  # a document of python-docx, whose own type is a function


def shipped_template() -> bytes:
    """The template as a file."""
    page = Document()
    _set_up(page)
    _head(page)
    _line(page, told("quarter_form.kind"), CENTER, bold=True)
    _line(page, told("quarter_form.title", period="{{ ky }}"), CENTER, bold=True)
    _line(page, told("quarter_form.days", since="{{ tu_ngay }}", until="{{ den_ngay }}"), CENTER, italic=True)
    _body(page)
    _signature(page)
    _notes(page)
    file = BytesIO()
    page.save(file)
    return file.getvalue()


def _body(page: Page) -> None:
    _line(page, told("quarter_form.heading"), bold=True)
    _line(page, told("quarter_form.plans"), bold=True, italic=True)
    _each(page, "doan", "ke_hoach", ["{{ doan }}"])
    _line(page, "{{ cong_bo }}")
    _line(page, told("quarter_form.petitions", area="{{ dia_ban }}", petitions="{{ phan_anh }}"))
    _each(page, "doan", "phan_anh_khac", ["{{ doan }}"])
    _line(page, told("quarter_form.results"), bold=True, italic=True)
    _line(page, "{{ ho_so_ky }}")
    _line(page, "{%p for cap in ho_so %}")
    _line(page, told("quarter_form.level", level="{{ cap.ten }}"))
    _each(page, "dong", "cap.dong", ["{{ dong }}"])
    _line(page, "{%p endfor %}")


def _notes(page: Page) -> None:
    """What a reader must know of the figures, behind the signature: whoever issues the report takes it away."""
    _line(page, "")
    _line(page, told("quarter_form.notes"), italic=True, size=SMALL)
    _each(page, "dong", "ghi_chu", [told("quarter_form.note", note="{{ dong }}")], size=SMALL)


def _set_up(page: Page) -> None:
    """The paper, its margins, the font, and the number of each page but the first in the middle of its head."""
    section = page.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = A4
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = TOP, BOTTOM, LEFT, RIGHT
    section.different_first_page_header_footer = True
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = 1.15
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    _field(number, "PAGE")


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the office's program works out, such as the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, code), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text
        run._r.append(part)  # python-docx has no name for it


def _head(page: Page) -> None:
    """The office and the number at the left, the nation's name, its motto, place and day at the right."""
    left, right = _side_by_side(page, Mm(68), Mm(97))
    office = [("{{ co_quan }}", True, False), (told("quarter_form.number"), False, False)]
    nation = [
        (told("quarter_form.motto"), True, False),
        (told("quarter_form.motto_below"), True, False),
        (told("quarter_form.place"), False, True),
    ]
    for cell, lines in ((left, office), (right, nation)):
        for text, bold, italic in lines:
            _write(cell.add_paragraph(), text, CENTER, bold=bold, italic=italic, size=SMALL - 1)
    _line(page, "")


def _signature(page: Page) -> None:
    left, right = _side_by_side(page, Mm(82), Mm(83))
    _write(left.add_paragraph(), told("quarter_form.receivers"), bold=True, italic=True, size=12)
    for text in (told("quarter_form.receiver"), told("quarter_form.kept")):
        _write(left.add_paragraph(), text, size=11)
    for text in (told("quarter_form.signed_for"), told("quarter_form.signer")):
        _write(right.add_paragraph(), text, CENTER, bold=True)


def _side_by_side(page: Page, *widths: Length) -> Iterator[Any]:
    """Cells of a table without lines, with no paragraph in them yet."""
    table = page.add_table(rows=1, cols=len(widths))
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # a signature stands on one page
    for cell, column, width in zip(table.rows[0].cells, table.columns, widths, strict=True):
        cell.width = column.width = width
        first = cell.paragraphs[0]._p  # python-docx takes none away
        first.getparent().remove(first)
        yield cell


def _each(page: Page, one: str, of: str, lines: Iterable[str], size: int = SIZE) -> None:
    """Some lines, once for each of a list."""
    for text in (f"{{%p for {one} in {of} %}}", *lines, "{%p endfor %}"):
        _line(page, text, size=size)


def _line(page: Page, text: str, alignment: WD_ALIGN_PARAGRAPH = JUSTIFY, **look: Any) -> None:
    paragraph = page.add_paragraph()
    if alignment is JUSTIFY:
        paragraph.paragraph_format.first_line_indent = INDENT
    _write(paragraph, text, alignment, **look)


def _write(
    paragraph: Paragraph,
    text: str,
    alignment: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = SIZE,
) -> None:
    paragraph.alignment = alignment
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size)
