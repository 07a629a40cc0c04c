"""The slip "Phiếu tiếp nhận phản ánh, kiến nghị" for who came or called: a page of A5 with her codes and her days."""

from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from markupsafe import Markup

from bot.texts import say, words

SUMMARY = 500
"""Characters of her words that the slip shows."""

FONT, SIZE = "Times New Roman", 12
"""As documents are written (NĐ 30/2020/NĐ-CP)."""

NAME = "Phieu-tiep-nhan-{code}.docx"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip. Of who she is it holds her name at most, where she wants it printed."""

    agency: str  # empty in a trial
    code: str
    number: int
    year: int
    received: str
    channel: str
    due: str
    words: str
    secret: str
    officer: str
    name: str = ""

    @property
    def file_name(self) -> str:
        """What the file is called."""
        return NAME.format(code=self.code)


def slip_file(slip: Slip) -> bytes:
    """The slip as a file of a word processor, ready to be printed."""
    page = Document()
    _set_up(page)
    _line(page, slip.agency or _said(say("slip.trial")), bold=True, middle=True)
    _line(page, _said(say("slip.title")), bold=True, middle=True, size=SIZE + 2)
    for label, value in _facts(slip):
        _fact(page, label, value)
    _line(page, _said(say("slip.follow", code=slip.code)))
    _line(page, _said(say("slip.keep")))
    _line(page, _said(say("slip.sign")), bold=True, middle=True)
    _line(page, f"\n\n{slip.officer}", middle=True)
    file = BytesIO()
    page.save(file)
    return file.getvalue()


def _facts(slip: Slip) -> list[tuple[str, str]]:
    named = [(_said(say("slip.name")), slip.name)] if slip.name else []
    entered = "slip.entered" if slip.agency else "slip.entered_trial"
    return [
        (_said(say("slip.code")), slip.code),
        (_said(say("slip.secret")), slip.secret),
        (_said(say("slip.book")), _said(say(entered, number=slip.number, year=slip.year))),
        (_said(say("slip.received")), f"{slip.received}, {slip.channel}"),
        *named,
        (_said(say("slip.words")), words.shortened(slip.words, SUMMARY)),
        (_said(say("slip.due")), slip.due),
    ]


def _set_up(page: Page) -> None:
    """A5 upright with narrow margins, in the letters of documents; Word takes those of East Asia by another name."""
    section = page.sections[0]
    section.page_width, section.page_height = Mm(148), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(12)
    style = page.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(SIZE)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(4)


def _line(page: Page, text: str, *, bold: bool = False, middle: bool = False, size: int = SIZE) -> None:
    paragraph = page.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _fact(page: Page, label: str, value: str) -> None:
    paragraph = page.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(value)


def _said(text: Markup) -> str:
    """A text without its escapes: paper is no HTML."""
    return text.unescape()
