"""An annex (phụ lục kèm theo quyết định công bố) as a province publishes it: XLSX, CSV or DOCX in, an Annex out."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from knowledge.annexes import documents, separated, workbooks
from knowledge.annexes.encodings import old_font
from knowledge.annexes.grids import Grid, letters
from knowledge.annexes.guarding import Kind, expect_size, kind_of
from knowledge.annexes.phrases import change_in
from knowledge.annexes.preamble import stated
from knowledge.annexes.sections import Opened
from knowledge.annexes.telling import LONGEST_VALUE, Teller
from knowledge.annexes.values import Annex, AnnexError, AnnexFault, StatedDecision, Trouble
from knowledge.annexes.walking import Walk
from knowledge.text.normalise import bare

_READERS = {Kind.XLSX: workbooks.grids, Kind.DOCX: documents.grids, Kind.CSV: separated.grids}


def read_file(path: Path, day: date) -> Annex:
    """The annex in a file; one that is too long is refused before it is read. Raises AnnexError, OSError."""
    expect_size(path.stat().st_size)
    return read_annex(path.read_bytes(), path.name, day)


def read_annex(content: bytes, name: str, day: date) -> Annex:
    """The annex in a file's bytes; `name` is only told again. Raises AnnexError for what cannot be read at all.

    `day` is the day it is read on: what the decision says is signed later cannot be. It may take seconds and some
    hundred megabytes: never inside a transaction.
    """
    kind = kind_of(content)
    grids = _grids(kind, content)
    _expect_unicode(grids)
    walk = Walk()
    (walk.tables if kind is Kind.DOCX else walk.sheets)(grids)
    if not walk.matches:
        raise AnnexError(AnnexFault(Trouble.NO_TABLE))
    decision = stated(walk.outside)
    return _told(walk, decision, name, day)


def _grids(kind: Kind, content: bytes) -> list[Grid]:
    try:
        return _READERS[kind](content)
    except AnnexError:
        raise
    except Exception:  # noqa: BLE001 - what a reader raises over broken bytes is listed nowhere
        raise AnnexError(AnnexFault(Trouble.BROKEN)) from None


def _expect_unicode(grids: Iterable[Grid]) -> None:
    """Text typed in the fonts of the time before Unicode looks right in those fonts alone."""
    for grid in grids:
        for line in grid.lines:
            for column, cell in line.cells.items():
                font = old_font(cell.text)
                if font:
                    at = AnnexFault(Trouble.ENCODING, grid.sheet, line.number, letters(column), font, "Unicode")
                    raise AnnexError(at)


def _told(walk: Walk, decision: StatedDecision, name: str, day: date) -> Annex:
    """The rows and faults of what was walked through; without a section the subject of the decision says the change."""
    change, reason = change_in(bare(decision.subject))
    teller = Teller(decision, day, change, reason)
    for raw in walk.raws:
        teller.tell(raw)
    late = decision.signed_on if decision.signed_on and decision.signed_on > day else None
    later = [AnnexFault(Trouble.SIGNED_LATER, value=late.isoformat(), expected=day.isoformat())] if late else []
    counts = [_miscounted(one) for one in walk.outline.miscounted]
    order = {sheet: at for at, sheet in enumerate(dict.fromkeys(match.sheet for match in walk.matches.values()))}
    faults = sorted([*teller.faults, *counts], key=lambda fault: (order.get(fault.sheet, len(order)), fault.row))
    return Annex(name, decision, tuple(walk.matches.values()), tuple(teller.rows), (*later, *faults))


def _miscounted(one: Opened) -> AnnexFault:
    section = one.section
    told = section.text[:LONGEST_VALUE]
    return AnnexFault(Trouble.COUNT, section.sheet, section.row, value=told, expected=str(one.rows))
