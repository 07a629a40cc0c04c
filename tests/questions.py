"""The project's own questions, each with the codes that answer it."""

import csv
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
FILE = DATA / "questions.csv"
WIDE = DATA / "questions_wide.csv"
"""Questions out of the whole width of a commune's work."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody types, and the codes of which one must come first."""

    words: str
    codes: tuple[str, ...]


def questions(file: Path = FILE) -> list[Question]:
    """All of a file."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [Question(row["question"], tuple(row["codes"].split("; "))) for row in csv.DictReader(rows)]
