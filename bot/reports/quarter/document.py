"""The report as a Word file: the office's own template or the shipped one, its places filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from bot.reports.quarter import footnotes
from bot.reports.quarter.figures import Figures
from bot.reports.quarter.template import shipped_template
from bot.reports.quarter.wording import Report, report, told
from knowledge.annexes.guarding import Kind, kind_of

NEEDED = ("ky", "ke_hoach", "cong_bo", "phan_anh", "phan_anh_khac", "ho_so_ky", "ho_so", "ghi_chu")
"""The places that every template has: nothing of the report is left out unseen."""

OTHERS = ("co_quan", "dia_ban", "tu_ngay", "den_ngay")
"""The places that a template may do without."""

PLACES = (*NEEDED, *OTHERS)


OWN_TEMPLATE = Path("templates") / "quarter.docx"
"""Where an office puts its own template, in MOTCUA_DATA."""


class WrongTemplateError(Exception):
    """A template that cannot be filled in; `sentence` says why, in words for whoever made it."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Template:
    """A Word file with places to fill in, and what it is called."""

    name: str
    content: bytes


def quarter_docx(figures: Figures, template: Template | None = None, plans: Sequence[str] = ()) -> bytes:
    """The report of some figures as a Word file. Raises WrongTemplateError; the shipped template never does."""
    return written(report(figures, plans), template or Template("", shipped_template()))


def own_template(data: Path) -> Template | None:
    """The office's own template, where it put one. Raises OSError."""
    path = data / OWN_TEMPLATE
    return Template(path.name, path.read_bytes()) if path.is_file() else None


def written(of: Report, template: Template) -> bytes:
    """A report in a template. Raises WrongTemplateError."""
    page = _opened(template)
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        _expect_places(page.get_undeclared_template_variables(environment), template.name)
        page.render(_values(of), environment, autoescape=True)
    except TemplateError as error:
        why = " ".join(str(error).split())
        raise WrongTemplateError(told("quarter_form.wrong_written", file=template.name, why=why)) from None
    file = BytesIO()
    page.save(file)
    return footnotes.put(file.getvalue(), of.footnotes)


def _opened(template: Template) -> Any:
    """The template, if it is a Word file that may be opened. Raises WrongTemplateError."""
    try:
        page = DocxTemplate(BytesIO(template.content)) if kind_of(template.content) is Kind.DOCX else None
        if page:
            page.init_docx()
    except Exception:  # noqa: BLE001 - what a reader raises over broken bytes is listed nowhere
        page = None
    if page is None:
        raise WrongTemplateError(told("quarter_form.wrong_file", file=template.name))
    return page


def _expect_places(found: set[str], name: str) -> None:
    missing = [place for place in NEEDED if place not in found]
    unknown = sorted(found - set(PLACES))
    if unknown:
        names = ", ".join(unknown)
        raise WrongTemplateError(told("quarter_form.wrong_unknown", file=name, names=names, all=", ".join(PLACES)))
    if missing:
        names = ", ".join(missing)
        raise WrongTemplateError(told("quarter_form.wrong_missing", file=name, names=names, all=", ".join(NEEDED)))


def _values(of: Report) -> Mapping[str, Any]:
    return {
        "co_quan": _line(of.agency) or told("quarter_form.no_agency"),
        "dia_ban": _line(of.area),
        "ky": of.period,
        "tu_ngay": of.since,
        "den_ngay": of.until,
        "ke_hoach": [_line(one) for one in of.plans],
        "cong_bo": _line(of.published),
        "phan_anh": _line(of.petitions),
        "phan_anh_khac": [_line(one) for one in of.other_petitions],
        "ho_so_ky": of.dossiers_title,
        "ho_so": [{"ten": _line(one.title), "dong": list(one.lines)} for one in of.dossiers],
        "ghi_chu": [_line(one) for one in of.notes],
    }


def _line(text: str) -> str:
    """A text on one line, without what no XML file may hold."""
    return " ".join(ILLEGAL_CHARACTERS_RE.sub("", text).split())
