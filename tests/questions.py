"""The project's own questions, each with the codes that answer it."""

import csv
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "questions.csv"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody types, and the codes of which one must come first."""

    words: str
    codes: tuple[str, ...]


def questions() -> list[Question]:
    """All of them."""
    with FILE.open(encoding="utf-8", newline="") as rows:
        return [Question(row["question"], tuple(row["codes"].split("; "))) for row in csv.DictReader(rows)]
