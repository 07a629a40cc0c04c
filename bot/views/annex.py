"""A decision's annex that was read: what its columns were taken for, and every fault with its place."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from bot.texts import say, words
from knowledge.annexes.values import Annex, AnnexFault, ColumnMatch, Trouble

LINES = 20
"""Columns told in one paragraph."""

HEADING, NAMED = 60, 300
"""Characters of a heading, and of the names of all tables that are alike."""


def fault(fault: AnnexFault) -> Markup:
    """One sentence: where it stands, what stands there, and what would be right."""
    what = _what(fault)
    at = place(fault.sheet, fault.row)
    if not at:
        return _begun(what)
    if not fault.column:
        return _begun(say("annex.at", place=at, what=what))
    return _begun(say("annex.at_column", place=at, column=fault.column, what=what))


def place(sheet: str, row: int) -> Markup:
    """Where a row stands: the row of a sheet, of a document's table, or of a file that has neither; empty for none."""
    number = _table(sheet)
    if number:
        return say("annex.table", number=number, row=row) if row else say("annex.above_table", number=number)
    if sheet:
        return say("annex.sheet", sheet=sheet, row=row) if row else say("annex.whole_sheet", sheet=sheet)
    return say("annex.line", row=row) if row else Markup("")


def mapping(annex: Annex) -> tuple[Markup, ...]:
    """What the columns of an annex were taken for."""
    return mapped(annex.columns)


def mapped(columns: Sequence[ColumnMatch]) -> tuple[Markup, ...]:
    """What columns were taken for, a paragraph for each kind of table; tables that are alike are told together."""
    sheets: dict[str, list[ColumnMatch]] = {}
    for match in columns:
        sheets.setdefault(match.sheet, []).append(match)
    alike: dict[tuple[Markup, ...], list[str]] = {}
    for sheet, matches in sheets.items():
        alike.setdefault(tuple(map(_column, matches)), []).append(sheet)
    return tuple(
        Markup("\n").join(lines[at : at + LINES])
        for told, named in alike.items()
        for lines in [(_columns_of(named), *told)]
        for at in range(0, len(lines), LINES)
    )


def _columns_of(sheets: list[str]) -> Markup:
    if sheets == [""]:
        return say("annex.columns")
    named = Markup(", ").join(map(_sheet, sheets))
    return say("annex.columns_of", sheets=words.shortened(named, NAMED))


def _sheet(sheet: str) -> Markup:
    number = _table(sheet)
    return say("annex.of_table", number=number) if number else say("annex.of_sheet", sheet=sheet)


def _column(match: ColumnMatch) -> Markup:
    meaning = say(f"annex.means_{match.meaning}") if match.meaning else say("annex.unused")
    heading = words.shortened(match.heading, HEADING)
    return say("annex.column", column=match.column, heading=heading, meaning=meaning)


def _what(fault: AnnexFault) -> Markup:
    if fault.trouble is Trouble.ENCODING and not fault.value:
        return say("annex.encoding_unknown", expected=fault.expected)
    if fault.trouble is Trouble.LEVEL and fault.expected:
        return say("annex.level_ended", expected=_day(fault.expected))
    return say(f"annex.{fault.trouble}", value=_value(fault), expected=_expected(fault))


def _value(fault: AnnexFault) -> str:
    return _day(fault.value) if fault.trouble is Trouble.SIGNED_LATER else fault.value


def _expected(fault: AnnexFault) -> str:
    if fault.trouble is Trouble.SIGNED_LATER:
        return _day(fault.expected)
    if fault.trouble is Trouble.TOO_MANY_ROWS:
        return words.number(int(fault.expected))
    if fault.trouble is Trouble.TWICE:
        sheet, _, row = fault.expected.rpartition("!")
        return place(sheet, int(row))
    return fault.expected


def _day(value: str) -> str:
    return words.day(date.fromisoformat(value))


def _table(sheet: str) -> str:
    """The number of a document's table: "[2]" -> "2"."""
    return sheet[1:-1] if sheet.startswith("[") else ""


def _begun(sentence: Markup) -> Markup:
    """A sentence with its first letter large, and a point at its end."""
    return sentence[:1].upper() + sentence[1:] + "."
