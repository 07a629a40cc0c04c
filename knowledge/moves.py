"""What moved when the districts ended on 2025-07-01, with the evidence for it: none of it is confirmed by itself."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.cells import SEPARATOR
from knowledge.procedures import Level
from knowledge.release import SHIPPED

FILE = "moves.csv"


@dataclass(frozen=True, slots=True)
class Move:
    """Which level may have carried a procedure out until 2025-06-30; `sure` where a list of a district says so."""

    before: frozenset[Level]
    sure: bool
    evidence: str  # in words that people read
    sources: tuple[str, ...]


@cache
def moves(folder: Path = SHIPPED) -> Mapping[str, Move]:
    """The moves that are known, by code."""
    with (folder / FILE).open(encoding="utf-8", newline="") as rows:
        return {row["code"]: _move(row) for row in csv.DictReader(rows)}


def _move(row: Mapping[str, str]) -> Move:
    before = frozenset(map(Level, _parts(row["before"])))
    return Move(before, row["sure"] == "yes", row["evidence"], tuple(_parts(row["source"])))


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR)]
