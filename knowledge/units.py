"""Administrative units through time: a new commune reuses an old unit's code, so a code alone is ambiguous in time."""

from dataclasses import dataclass
from datetime import date

COMMUNE_KINDS = frozenset({"xã", "thị trấn"})
"""The kinds of unit a citizen lives in; a thị trấn exists until 2025-06-30."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit over `[valid_from, valid_to)` and the code of the one that took it over whole."""

    code: str
    name: str
    kind: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    successor: str

    @property
    def lasts(self) -> bool:
        """Whether nothing has ended it: it is a unit of today."""
        return self.valid_to is None
