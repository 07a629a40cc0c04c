"""The project's own questions, each with the codes that answer it: what a change of the words is held against."""

import csv
from dataclasses import dataclass
from pathlib import Path

from knowledge.release import SHIPPED

FILE = "questions.csv"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody types, and the codes of which one is the right answer."""

    words: str
    codes: tuple[str, ...]


def shipped_questions(folder: Path = SHIPPED) -> tuple[Question, ...]:
    """Every question of a data folder."""
    with (folder / FILE).open(encoding="utf-8", newline="") as rows:
        return tuple(Question(row["question"], tuple(row["codes"].split("; "))) for row in csv.DictReader(rows))
