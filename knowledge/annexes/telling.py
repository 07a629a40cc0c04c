"""From a procedure's row as it stands to what it says, or to what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from knowledge.annexes import rows
from knowledge.annexes.grids import letters, one_line
from knowledge.annexes.headings import Column
from knowledge.annexes.phrases import change_in, levels_in
from knowledge.annexes.values import TOLERATED, AnnexFault, AnnexRow, Meaning, StatedDecision, Trouble
from knowledge.annexes.walking import Raw
from knowledge.procedures import Change, EndReason, Level
from knowledge.text.normalise import bare
from knowledge.timeline import TWO_TIERS

LONGEST_VALUE = 200
"""Characters of a value that a fault tells."""

LONGEST_HEADING = 80
"""Characters of a heading that it tells."""

_TICK = re.compile(r"[xX✓✔☑]|có", re.IGNORECASE)
_MEANT = TypeVar("_MEANT")


@dataclass(slots=True)
class Teller:
    """The rows and the faults, one procedure after the other; `change` is what the decision's subject says."""

    decision: StatedDecision
    day: date
    change: Change | None = None
    reason: EndReason | None = None
    rows: list[AnnexRow] = field(default_factory=list)
    faults: list[AnnexFault] = field(default_factory=list)
    _places: dict[str, tuple[str, int]] = field(default_factory=dict)
    _kept: dict[str, int] = field(default_factory=dict)

    def tell(self, raw: Raw) -> None:
        """Take in a procedure: one row for each of its codes, if nothing in it is wrong."""
        reading = _Reading(raw)
        found = _row(reading, self)
        codes, names = _codes_and_names(reading)
        told = [replace(found, code=code, name=name) for code, name in zip(codes or ("",), names, strict=False)]
        if not any(row.name for row in told):
            reading.fault(Trouble.NO_NAME, Meaning.NAME)
        if not codes and not reading.has(Trouble.CODE):
            reading.fault(Trouble.NO_CODE, Meaning.CODE, expected="1.001193")
        blocked = any(fault.trouble not in TOLERATED for fault in reading.faults)
        for row in told if not blocked else ():
            self._keep(row, reading)
        self.faults += reading.faults

    def _keep(self, row: AnnexRow, reading: "_Reading") -> None:
        """A code stands once; of one procedure listed under several levels the levels are joined."""
        first = self._places.setdefault(row.code, (row.sheet, row.row)) if row.code else (row.sheet, row.row)
        before = self._kept.get(row.code) if row.code else None
        if before is None:
            if row.code:
                self._kept[row.code] = len(self.rows)
            self.rows.append(row)
        elif _is_of_another_level(self.rows[before], row):
            kept = self.rows[before]
            self.rows[before] = replace(kept, levels=kept.levels | row.levels)
        else:
            reading.fault(Trouble.TWICE, Meaning.CODE, row.code, f"{first[0]}!{first[1]}")


def _is_of_another_level(kept: AnnexRow, row: AnnexRow) -> bool:
    same = (kept.change, bare(kept.name)) == (row.change, bare(row.name))
    return same and bool(row.levels) and bool(kept.levels) and not kept.levels & row.levels


class _Reading:
    """One row being read: its texts by meaning, and what is wrong with them."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self.faults: list[AnnexFault] = []
        self._columns: dict[Meaning, list[Column]] = {}
        for column in raw.heading.columns:
            if column.meaning:
                self._columns.setdefault(column.meaning, []).append(column)
        self._expect_no_formulas()

    def columns(self, meaning: Meaning) -> list[Column]:
        """The columns that hold this."""
        return self._columns.get(meaning, [])

    def text(self, meaning: Meaning) -> str:
        """What the row says of this; of several columns each with the words it stands under."""
        columns = self.columns(meaning)
        if len(columns) == 1:
            return self.raw.text(columns[0])
        return "; ".join(filter(None, map(self._part, columns)))

    def _part(self, column: Column) -> str:
        text = self.raw.text(column)
        if column.part and _TICK.fullmatch(text):
            return column.part
        return f"{column.part}: {text}" if column.part and text else text

    def meant(
        self, meaning: Meaning, read: Callable[[str], _MEANT | None], trouble: Trouble, expected: str
    ) -> _MEANT | None:
        """What the words of a column mean; a fault where they mean nothing."""
        text = self.text(meaning)
        found = read(text) if text else None
        if text and found is None:
            self.fault(trouble, meaning, text, expected)
        return found

    def fault(self, trouble: Trouble, meaning: Meaning, value: str = "", expected: str = "") -> None:
        """Keep a fault in the column of this meaning."""
        column = next(iter(self.columns(meaning)), None)
        self._keep(trouble, _label(column.at, column.heading) if column else "", value, expected)

    def has(self, trouble: Trouble) -> bool:
        """Whether this is wrong with the row."""
        return any(fault.trouble is trouble for fault in self.faults)

    def _expect_no_formulas(self) -> None:
        headings = {column.at: column.heading for column in self.raw.heading.columns}
        for at, cells in sorted(self.raw.cells.items()):
            for cell in cells:
                if cell.is_formula or rows.looks_like_a_formula(cell.text):
                    self._keep(Trouble.FORMULA, _label(at, headings.get(at, "")), cell.text, "", cell.row)

    def _keep(self, trouble: Trouble, column: str, value: str, expected: str, row: int = 0) -> None:
        short = one_line(value)[:LONGEST_VALUE]
        self.faults.append(AnnexFault(trouble, self.raw.sheet, row or self.raw.row, column, short, expected))


def _label(at: int, heading: str) -> str:
    return f"{letters(at)} ({heading[:LONGEST_HEADING]})" if heading else letters(at)


def _row(reading: _Reading, teller: Teller) -> AnnexRow:
    """Everything but code and name."""
    raw = reading.raw
    change, reason = _change(reading, teller)
    stated = reading.meant(Meaning.EFFECTIVE, rows.day_in, Trouble.DAY, "01/7/2026")
    effective = stated or raw.standing.effective_on
    return AnnexRow(
        raw.sheet,
        raw.row,
        change or Change.NEW,  # of a row that is not kept
        "",
        "",
        field=one_line(reading.text(Meaning.FIELD)) or raw.standing.field,
        levels=_levels(reading, teller, change, effective),
        **{name: rows.paragraphs(reading.text(meaning)) for name, meaning in _TEXTS.items()},
        replaces=_listed(reading, Meaning.REPLACES),
        replaced_by=_successors(reading) if change is Change.ABOLISHED else (),
        reason=(reason or _reason(reading)) if change is Change.ABOLISHED else None,
        effective_on=effective,
    )


_TEXTS = {
    "time": Meaning.TIME,
    "place": Meaning.PLACE,
    "fee": Meaning.FEE,
    "basis": Meaning.BASIS,
    "authority": Meaning.AUTHORITY,
    "way": Meaning.WAY,
    "note": Meaning.NOTE,
}


def _change(reading: _Reading, teller: Teller) -> tuple[Change | None, EndReason | None]:
    """What the decision does to the procedure: by its section, else by a note, else by the decision's subject."""
    raw = reading.raw
    if raw.standing.change:
        return raw.standing.change, raw.standing.reason
    noted, reason = change_in(bare(reading.text(Meaning.NOTE)))
    if noted:
        return noted, reason
    if teller.change is None and _listed(reading, Meaning.REPLACES):
        return Change.REPLACED, None
    if teller.change is None:
        reading.fault(Trouble.NO_SECTION, Meaning.NAME, reading.text(Meaning.NAME))
    return teller.change, teller.reason


def _levels(reading: _Reading, teller: Teller, change: Change | None, effective: date | None) -> frozenset[Level]:
    """By its column, else its section, else the body that carries it out where that names a level."""
    own = reading.meant(Meaning.LEVEL, rows.levels_of, Trouble.LEVEL, "")
    levels = own or reading.raw.standing.levels or levels_in(reading.text(Meaning.AUTHORITY))
    since = effective or teller.decision.effective_on or teller.decision.signed_on or teller.day
    if Level.DISTRICT in levels and change is not Change.ABOLISHED and since >= TWO_TIERS:
        said = reading.text(Meaning.LEVEL) or reading.text(Meaning.AUTHORITY)
        reading.fault(Trouble.LEVEL, Meaning.LEVEL, said, TWO_TIERS.isoformat())
    return levels


def _codes_and_names(reading: _Reading) -> tuple[tuple[str, ...], list[str]]:
    column = next(iter(reading.columns(Meaning.CODE)), None)
    has_number = bool(reading.columns(Meaning.NUMBER))
    text, name = "", reading.text(Meaning.NAME)
    if column is None:
        text, name = rows.parted(name)
    else:
        cell = reading.raw.cell(column)
        text = rows.code_of(cell.figure if cell else None, reading.raw.text(column))
    codes = rows.codes_in(text)
    if codes is None:
        reading.fault(Trouble.CODE, Meaning.CODE, text, "1.001193")
        codes = ()
    return codes, rows.names_of(name, len(codes), has_number=has_number)


def _listed(reading: _Reading, meaning: Meaning) -> tuple[str, ...]:
    """Codes, if any column of this meaning states some, else names."""
    found = [rows.listed(reading.raw.text(column)) for column in reading.columns(meaning)]
    codes = tuple(one for some in found for one in some if rows.codes_in(one))
    return codes or tuple(one for some in found for one in some)


def _successors(reading: _Reading) -> tuple[str, ...]:
    said = (rows.successors_in(reading.text(meaning)) for meaning in (Meaning.REASON, Meaning.NOTE))
    return _listed(reading, Meaning.SUCCESSOR) or next(filter(None, said), ())


def _reason(reading: _Reading) -> EndReason | None:
    stated = reading.meant(Meaning.REASON, rows.reason_in, Trouble.REASON, "")
    if stated is None and _listed(reading, Meaning.SUCCESSOR):
        return EndReason.REPLACED_HERE
    return stated or rows.reason_in(reading.text(Meaning.NOTE))
