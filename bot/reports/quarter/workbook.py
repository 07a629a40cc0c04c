"""The quarter as a workbook: the forms, the petitions by what they are about, the changes, and the register.

II.06a      as an office's own system prints it; the check of the form is: column 3 = column 7 + column 11
II.05a      nobody published its columns: a table to be changed, marked as such
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot.petitions.categories import CONDUCT, Category, Family, categories
from bot.reports import changes_book, register_book
from bot.reports.quarter.dossiers import DossierResults, total
from bot.reports.quarter.figures import Figures
from bot.reports.quarter.petition_figures import PetitionFigures
from bot.reports.quarter.wording import agency, level_title, period, told, unit_name
from bot.reports.sheets import HEAD_STYLE, LINE_STYLE, NUMBER_STYLE, TITLE_STYLE, Value, cell, new_workbook, set_up
from bot.texts import words

Groups = Mapping[str, Sequence[tuple[str, int]]]
"""The head of a table in two lines: what stands above some columns, and each with its width; alone under ""."""

RESULTS: Groups = {
    "": (("number", 6), ("unit", 26)),
    "received": (("total_received", 12), ("online", 12), ("counter", 14), ("carried", 12)),
    "resolved": (("total_resolved", 12), ("early", 12), ("on_time", 12), ("late", 12)),
    "pending": (("total_pending", 12), ("pending_in_time", 12), ("pending_late", 12)),
}
"""The columns of II.06a with their widths, in their order."""

RETURNED: Groups = {"apart": (("returned", 14),)}
"""What an office that counts returned dossiers by themselves adds."""

PETITIONS: Groups = {
    "": (("number", 6), ("matter", 40)),
    "received": (("total_petitions", 9), ("conduct", 9), ("rules", 9), ("new", 9), ("before", 9)),
    "handled": (("total_handled", 9), ("handled_conduct", 9), ("handled_rules", 9)),
    "being_handled": (("total_open", 9), ("open_conduct", 9), ("open_rules", 9)),
    "rest": (("published", 10), ("remarks", 16)),
}
"""The columns of II.05a as they are thought to be."""

MATTERS = {"matter": 44, "family": 26} | {one.name: 11 for one in fields(PetitionFigures)}
"""The columns of all petitions by what they are about, with their widths."""

HEAD_HEIGHT = 62
"""Points of the line that names the columns."""

FROZEN = 2
"""Columns that stay in sight."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a workbook holds beside the forms: the register, if it is not too long; how returned dossiers count."""

    register: register_book.Book | None = None
    returned_apart: bool = False


def quarter_xlsx(figures: Figures, more: Sheets | None = None) -> bytes:
    """The figures as a file of a spreadsheet program."""
    more = more or Sheets()
    made = new_workbook()
    _add_results(made, figures, more.returned_apart)
    _add_petitions(made, figures)
    _add_matters(made, figures)
    changes_book.add_to(made, figures.changes, figures.wanted.counted, figures.wanted.today)
    if more.register:
        register_book.add_to(made, more.register)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _add_results(made: Workbook, figures: Figures, apart: bool) -> None:
    """II.06a: what became of dossiers, by level or by unit."""
    groups = {**RESULTS, **(RETURNED if apart else {})}
    rows = list(_results(figures))
    lines = [[place, name, *_numbers(results, apart)] for place, (name, results) in enumerate(rows, 1)]
    whole = total([results for _, results in rows if results]) if all(results for _, results in rows) else None
    if len(rows) > 1 and whole:
        lines.append(["", told("quarter_book.sum"), *_numbers(whole, apart)])
    sheet = made.create_sheet(told("quarter_book.sheet_results"))
    titles = [
        told("quarter_book.label_results"),
        told("quarter_book.title_results"),
        *_who_and_when(figures),
        told("quarter_book.unit_results"),
    ]
    _fill(sheet, titles, groups, lines)
    returned = sum(results.returned for _, results in rows if results)
    if returned and not apart:
        _below(sheet, told("quarter_book.returned_within", number=words.number(returned)))
    _sign(sheet)


def _results(figures: Figures) -> Iterator[tuple[str, DossierResults | None]]:
    """Each unit's results where units entered them, else each level's."""
    for level in figures.levels:
        by_unit = [one.results for one in level.entered if one.results.unit]
        if by_unit and level.by_units is None:
            yield from ((unit_name(one.unit, figures.units), one) for one in by_unit)
        else:
            yield level_title(level, figures.wanted), level.dossiers


def _numbers(of: DossierResults | None, apart: bool) -> list[Value]:
    """The columns from the third on; what nobody states stays empty."""
    if of is None:
        return [None] * (len(RESULTS["received"]) + len(RESULTS["resolved"]) + len(RESULTS["pending"]) + apart)
    within = 0 if apart else of.returned
    on_time = None if of.on_time is None else of.on_time + within
    in_time = None if of.pending_late is None else of.pending - of.pending_late
    numbers = [of.received, of.online, of.counter, of.carried, of.resolved + within, of.early, on_time, of.late]
    return [*numbers, of.pending, in_time, of.pending_late, *([of.returned] if apart else [])]


def _add_petitions(made: Workbook, figures: Figures) -> None:
    """II.05a as it is thought to be: the petitions of the law's forms."""
    ours = [one for one in categories().values() if one.family is Family.RULES]
    counted = [_petition_numbers(one, figures) for one in ours]
    lines: list[list[Value]] = [
        [place, told(f"category.{one.key}"), *numbers, ""]
        for place, (one, numbers) in enumerate(zip(ours, counted, strict=True), 1)
    ]
    sums = [sum(column) for column in zip(*counted, strict=True)]
    sheet = made.create_sheet(told("quarter_book.sheet_petitions"))
    titles = [
        told("quarter_book.label_petitions"),
        told("quarter_book.unverified"),
        told("quarter_book.title_petitions"),
        *_who_and_when(figures),
    ]
    _fill(sheet, titles, PETITIONS, [*lines, ["", told("quarter_book.sum"), *sums, ""]])
    _sign(sheet)


def _petition_numbers(of: Category, figures: Figures) -> list[int]:
    """The columns between the matter and the remarks."""
    its = figures.petitions.get(of.key, PetitionFigures())

    def apart(number: int) -> tuple[int, int, int]:
        return (number, number, 0) if of.key == CONDUCT else (number, 0, number)

    came, done = apart(its.received + its.carried), apart(its.handled + its.aside)
    return [*came, its.received, its.carried, *done, *apart(its.being_handled), its.published]


def _add_matters(made: Workbook, figures: Figures) -> None:
    """Every petition that counts, by what it is about: what the report's sentences come from."""
    head = [(told(f"quarter_book.matters_{name}"), width) for name, width in MATTERS.items()]
    lines = [
        [told(f"category.{key}"), _family(one), *astuple(figures.petitions.get(key, PetitionFigures()))]
        for key, one in categories().items()
    ]
    sheet = made.create_sheet(told("quarter_book.sheet_matters"))
    _fill(sheet, [told("quarter_book.title_matters"), *_who_and_when(figures)], {"": head}, lines, named=True)


def _family(of: Category) -> str:
    return told("quarter_book.family_rules" if of.family is Family.RULES else "quarter_book.family_other")


def _who_and_when(figures: Figures) -> list[str]:
    wanted = figures.wanted
    span = wanted.period.span
    days = told("quarter_book.days", period=period(wanted), since=words.day(span.since), until=words.day(span.until))
    return [days, told("quarter_book.reporter", agency=agency(wanted) or "……………"), told("quarter_book.receiver")]


def _fill(
    sheet: Worksheet, titles: Iterable[str], groups: Groups, lines: Iterable[Sequence[Value]], *, named: bool = False
) -> None:
    """Titles, a head of two lines with numbers below it, and the lines of a table."""
    for title in titles:
        sheet.append([None, cell(sheet, title, TITLE_STYLE)])
    sheet.append([])
    columns = [one for group in groups.values() for one in group]
    above = [told(f"quarter_book.group_{group}") if group else "" for group, of in groups.items() for _ in of]
    names = [name if named else told(f"quarter_book.head_{name}") for name, _ in columns]
    for line in (above, names, [f"({place})" for place in range(1, len(columns) + 1)]):
        sheet.append([cell(sheet, text, HEAD_STYLE) for text in line])
    top = sheet.max_row - 2
    sheet.row_dimensions[top + 1].height = HEAD_HEIGHT
    _join(sheet, top, groups, names)
    for values in lines:
        sheet.append([cell(sheet, value, NUMBER_STYLE if isinstance(value, int) else LINE_STYLE) for value in values])
    for place, (_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    set_up(sheet, top + 2, FROZEN)
    sheet.print_title_rows = f"{top}:{top + 2}"


def _join(sheet: Worksheet, top: int, groups: Groups, names: Sequence[str]) -> None:
    """What stands above several columns spans them; a column under nothing spans both lines."""
    at = 1
    for group, of in groups.items():
        if group:
            sheet.merge_cells(start_row=top, end_row=top, start_column=at, end_column=at + len(of) - 1)
        else:
            for place in range(at, at + len(of)):
                sheet.cell(top, place).value = names[place - 1]
                sheet.merge_cells(start_row=top, end_row=top + 1, start_column=place, end_column=place)
        at += len(of)


def _below(sheet: Worksheet, text: str) -> None:
    sheet.append([])
    sheet.append([None, cell(sheet, text, TITLE_STYLE)])


def _sign(sheet: Worksheet) -> None:
    """Who made it, and the head of the office."""
    sheet.append([])
    made, head = told("quarter_book.made_by"), told("quarter_book.head_of_office")
    sheet.append([None, cell(sheet, made, TITLE_STYLE), *[None] * 5, cell(sheet, head, TITLE_STYLE)])
