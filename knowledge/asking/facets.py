"""What is asked about a procedure: its papers, time, fee, place, online way, conditions or applicants.

`facets.csv` holds the phrases. A row's `facet` is one of the facets, and `where` says where the phrase asks for it:
anywhere, at an edge of the message (only filling before it, or after it), or alone; or that the phrase goes away with
one that asks, right before or after it ("mất" before "bao lâu"). Or a row is a helper: a `filler` may stand around a
facet that is asked alone ("thế còn … thì sao"), a `name` belongs to a procedure or says something else, so that the
facet inside it does not count ("lệ phí trước bạ", "được bao nhiêu tiền"), a `spelling` says what a chat spelling means.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.asking.phrases import Found, Phrase, Phrases

FILE = "facets.csv"
COLUMNS = ("phrase", "facet", "where", "means", "note", "source")


class Facet(StrEnum):
    """What may be asked about a procedure."""

    PAPERS = "papers"
    TIME = "time"
    FEE = "fee"
    PLACE = "place"
    ONLINE = "online"
    CONDITIONS = "conditions"
    APPLICANTS = "applicants"


FILLER, NAME, SPELLING = "filler", "name", "spelling"
HELPERS = frozenset({FILLER, NAME, SPELLING})
ANYWHERE, EDGE, ALONE, BEFORE, AFTER = "anywhere", "edge", "alone", "before", "after"
WHERE = (ANYWHERE, EDGE, ALONE, BEFORE, AFTER)


class FacetsFileError(ValueError):
    """A row of the facets that cannot be used; says the row, the column and what would be right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a phrase, its facet or helper, where it counts, and what a spelling stands for."""

    phrase: str
    facet: str
    where: str = ""
    means: str = ""

    @property
    def asks(self) -> bool:
        """Whether the phrase asks by itself."""
        return self.facet not in HELPERS and self.where not in {BEFORE, AFTER}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks for, the message without the words that ask it, and whether nothing else is left."""

    facet: Facet | None
    rest: str
    alone: bool


class Facets:
    """Reads facets; complete when constructed, it never changes."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows; a phrase may stand in several."""
        rows = tuple(rows)
        spellings = {row.phrase: row.means for row in rows if row.facet == SPELLING}
        phrases = [
            Phrase(row.phrase, row, strict=row.asks or row.facet == NAME) for row in rows if row.facet != SPELLING
        ]
        self._phrases = Phrases(phrases, spellings)

    @classmethod
    def read(cls, folder: Path) -> "Facets":
        """The facets of a data folder. Raises FacetsFileError for the first row that cannot be used."""
        with (folder / FILE).open(encoding="utf-8", newline="") as lines:
            return cls([_row(row, number) for number, row in enumerate(csv.DictReader(lines), start=2)])

    def of(self, words: str) -> Asked:
        """What a message asks for. Never raises, whatever is typed."""
        message = self._phrases.read(words)
        found = self._phrases.all_in(message)
        asking = _asking(found, len(message))
        if not asking:
            return Asked(None, words, alone=False)
        going = _going(asking, found, len(message))
        gone = {place for at in going for place in found[at].places}
        idle = gone | {place for one in found if _has(one, FILLER) for place in one.places}
        facet = _first(asking.values())
        if len(idle) == len(message):
            return Asked(facet, "", alone=True)
        return Asked(facet, message.without(gone), alone=False)


def _asking(found: Sequence[Found[Row]], length: int) -> dict[int, Facet]:
    """Which of the phrases found ask for a facet: those that ask anywhere, else those that ask where they stand.

    What asks for the same facet once more where it stands goes with them: "phí làm hộ chiếu hết bao nhiêu".
    """
    idle = {place for one in found if _is_idle(one) for place in one.places}
    said = [place for place in range(length) if place not in idle]
    rows = [(at, row) for at, one in enumerate(found) if one.strict for row in one.meant if row.asks]
    here = [(at, row) for at, row in rows if row.where in _where(found[at], said)]
    best = min((WHERE.index(row.where) for _, row in here), default=0)
    facets = {row.facet for _, row in here if row.where == WHERE[best]}
    return {at: Facet(row.facet) for at, row in here if row.facet in facets}


def _going(asking: Mapping[int, Facet], found: Sequence[Found[Row]], length: int) -> set[int]:
    """Which of the phrases found ask, and which go away with them: on both sides, and at the end of the message."""
    going = {other for at, facet in asking.items() for other in _with_neighbours(at, facet, found)}
    end = length
    for at in range(len(found) - 1, max(going), -1):
        if found[at].end != end:
            break
        end = found[at].start
        if any(_has(found[at], facet, AFTER) for facet in asking.values()):
            going.add(at)
        elif not _has(found[at], FILLER):
            break
    return going


def _where(asking: Found[Row], said: Sequence[int]) -> tuple[str, ...]:
    """Where a phrase stands, in words that rows use, given the places that say something of a procedure."""
    if not said:
        return (ANYWHERE, EDGE, ALONE)
    return (ANYWHERE,) if said[0] < asking.start and asking.end <= said[-1] else (ANYWHERE, EDGE)


def _is_idle(one: Found[Row]) -> bool:
    """Whether a phrase says nothing of a procedure."""
    return any(row.facet == FILLER or row.asks for row in one.meant)


def _with_neighbours(at: int, facet: Facet, found: Sequence[Found[Row]]) -> range:
    """A phrase that asks, and what goes away with it on both sides."""
    first = last = at
    while first and found[first - 1].end == found[first].start and _has(found[first - 1], facet, BEFORE):
        first -= 1
    while last + 1 < len(found) and found[last].end == found[last + 1].start and _has(found[last + 1], facet, AFTER):
        last += 1
    return range(first, last + 1)


def _has(one: Found[Row], facet: str, where: str = "") -> bool:
    return any(row.facet == facet and where in {"", row.where} for row in one.meant)


def _first(facets: Iterable[Facet]) -> Facet:
    """The facet asked first; the online way yields to any other: it may just say how: "nộp trên mạng mất bao lâu"."""
    return min(enumerate(facets), key=lambda numbered: (numbered[1] is Facet.ONLINE, numbered[0]))[1]


def _row(cells: Mapping[str, str | None], number: int) -> Row:
    cell = {column: (cells.get(column) or "").strip() for column in COLUMNS}
    place = f"{FILE}, row {number} ({cell['phrase']})"
    if not any(letter.isalnum() for letter in cell["phrase"]):
        raise FacetsFileError(f"{FILE}, row {number}: phrase is empty")
    if cell["facet"] not in HELPERS | set(Facet):
        raise FacetsFileError(f"{place}, facet: '{cell['facet']}' is none of {', '.join([*Facet, *sorted(HELPERS)])}")
    if cell["facet"] not in HELPERS and cell["where"] not in WHERE:
        raise FacetsFileError(f"{place}, where: '{cell['where']}' is none of {', '.join(WHERE)}")
    if cell["facet"] == SPELLING and not cell["means"]:
        raise FacetsFileError(f"{place}, means: a spelling must stand for something")
    return Row(*(cell[column] for column in COLUMNS[:4]))
