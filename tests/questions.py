"""The project's own questions, each with the codes that answer it."""

import csv
from collections.abc import Iterator
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


def without_end() -> Iterator[str]:
    """All of them again and again, never in the same letters: what is read once more is remembered, and costs less."""
    asked, turn = questions(), 0
    while True:
        yield from (typed_anew(question.words, turn) for question in asked)
        turn += 1


def typed_anew(words: str, turn: int) -> str:
    """The same words with other capitals for every turn; how they are read does not change."""
    letters = [at for at, letter in enumerate(words) if letter.swapcase() != letter]
    swapped = {at for number, at in enumerate(letters) if turn >> number & 1}
    return "".join(letter.swapcase() if at in swapped else letter for at, letter in enumerate(words))


def questions(file: Path = FILE) -> list[Question]:
    """All of a file."""
    with file.open(encoding="utf-8", newline="") as rows:
        return [Question(row["question"], tuple(row["codes"].split("; "))) for row in csv.DictReader(rows)]
