"""The cues: what in a message speaks for which kind, how strongly, and beside what. `cues.csv` holds them as data.

A row's `kind` is one of the kinds, and `says` its finer kind; or it is a helper: a `theme` gives a name to what cues
may need or exclude ("official", "place"), a `spelling` says what a chat spelling stands for, and `nothing` sets a
longer phrase aside, so that the cue inside it does not count ("đường dây nóng" is no road).
"""

import csv
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.kinds.patterns import Pattern, pattern_of
from knowledge.kinds.reading import SUBKINDS, Kind

FILE = "cues.csv"
COLUMNS = ("form", "kind", "says", "weight", "needs", "unless", "note", "source")
OR, AND = ";", "+"
"""Between themes of which one is enough, and between those that must come together."""
THEME, SPELLING, NOTHING = "theme", "spelling", "nothing"
HELPERS: frozenset[str] = frozenset({THEME, SPELLING, NOTHING})
ALONE, STATEMENT, UNMARKED = "alone", "statement", "unmarked"
COMPUTED = frozenset({ALONE, STATEMENT, UNMARKED})
"""Themes no form stands for: the message says nothing else but filling; it states something, and the search found
nothing; the form is typed without marks in a message without marks."""
SPOKEN_FOR = frozenset(Kind) - {Kind.ANSWER, Kind.CHOICES, Kind.SEVERAL, Kind.NOT_FOUND}
"""The kinds that cues speak for; the others are what the search says."""
KINDS = HELPERS.union(SPOKEN_FOR)


@dataclass(frozen=True, slots=True)
class Cue:
    """One row: a form, what it speaks for and how strongly.

    `needs` are alternatives, each a set of themes that must all be there; of the themes in `unless` none may be.
    """

    pattern: Pattern
    kind: str
    says: str = ""
    weight: float = 0.0
    needs: tuple[frozenset[str], ...] = ()
    unless: frozenset[str] = frozenset()

    @property
    def form(self) -> str:
        """The form as it is written in the file."""
        return self.pattern.form

    def has_needs(self, themes: Set[str]) -> bool:
        """Whether what the form needs is among these themes."""
        return not self.needs or any(needed <= themes for needed in self.needs)

    def may_be_typed(self, themes: Set[str]) -> bool:
        """Whether the form may be typed as it was: without marks some are other words."""
        return UNMARKED not in self.unless & themes

    def counts(self, themes: Set[str]) -> bool:
        """Whether the form counts in a message with these themes."""
        return self.has_needs(themes) and self.unless.isdisjoint(themes)


class CuesFileError(ValueError):
    """A row of the cues that cannot be used; says the row, the field and what would be right."""


def read_cues(folder: Path) -> tuple[Cue, ...]:
    """The cues of a data folder. Raises CuesFileError for the first row that cannot be used."""
    with (folder / FILE).open(encoding="utf-8", newline="") as lines:
        rows = [(f"{FILE}, row {number}", row) for number, row in enumerate(csv.DictReader(lines), start=2)]
    cues = [_cue(place, row) for place, row in rows]
    known = {cue.says for cue in cues if cue.kind == THEME} | COMPUTED
    for (place, _), cue in zip(rows, cues, strict=True):
        _check_themes(place, cue, known)
    return tuple(cues)


def _cue(place: str, row: Mapping[str, str | None]) -> Cue:
    cell = {column: (row.get(column) or "").strip() for column in COLUMNS}
    place = f"{place} ({cell['form']})"
    pattern = _pattern(place, cell["form"])
    _check_kind(place, cell["form"], cell["kind"], cell["says"])
    needs = tuple(_parts(one, AND) for one in _parts(cell["needs"], OR))
    return Cue(pattern, cell["kind"], cell["says"], _weight(place, cell), needs, _parts(cell["unless"], OR))


def _pattern(place: str, form: str) -> Pattern:
    try:
        return pattern_of(form)
    except ValueError as error:
        raise CuesFileError(f"{place}, form: {error}") from error


@cache
def _parts(cell: str, separator: str) -> frozenset[str]:
    return frozenset(part.strip() for part in cell.split(separator) if part.strip())


def _check_kind(place: str, form: str, kind: str, says: str) -> None:
    if kind not in KINDS:
        raise CuesFileError(f"{place}, kind: '{kind}' is none of {', '.join(sorted(KINDS))}")
    if kind == SPELLING and len(form.split()) != 1:
        raise CuesFileError(f"{place}, form: a spelling is one syllable")
    if kind in {THEME, SPELLING} and not says:
        raise CuesFileError(f"{place}, says: a {kind} must say something")
    if kind in SPOKEN_FOR:
        finer = SUBKINDS.get(Kind(kind), ())
        if says not in {"", *finer}:
            raise CuesFileError(f"{place}, says: '{says}' is none of {', '.join(finer)}")


def _weight(place: str, cell: Mapping[str, str]) -> float:
    if cell["kind"] in HELPERS:
        return 0.0
    try:
        weight = float(cell["weight"])
    except ValueError:
        weight = 0.0
    if not 0 < weight <= 10:
        raise CuesFileError(f"{place}, weight: '{cell['weight']}' is no number above 0 and up to 10")
    return weight


def _check_themes(place: str, cue: Cue, known: Collection[str]) -> None:
    for name in sorted(cue.unless.union(*cue.needs).difference(known)):
        raise CuesFileError(f"{place} ({cue.form}): no row is a theme that says '{name}'")


def by_form(cues: Iterable[Cue]) -> dict[Pattern, tuple[Cue, ...]]:
    """The rows of each form: one form may speak for several kinds."""
    found: dict[Pattern, list[Cue]] = {}
    for cue in cues:
        found.setdefault(cue.pattern, []).append(cue)
    return {pattern: tuple(rows) for pattern, rows in found.items()}
