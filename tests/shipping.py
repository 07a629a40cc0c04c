"""`make questions`: the questions of tests/data, copied to where the program reads them when the words change."""

import csv
import io
from pathlib import Path

from knowledge.questions import FILE
from knowledge.release import SHIPPED

DATA = Path(__file__).parent / "data"
COPIED = ("questions.csv", "questions_wide.csv")


def copied() -> str:
    """The text of the copy: every question once, with its codes."""
    found: dict[str, str] = {}
    for name in COPIED:
        with (DATA / name).open(encoding="utf-8", newline="") as rows:
            found = {row["question"]: row["codes"] for row in csv.DictReader(rows)} | found
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("question", "codes"), *found.items()])
    return text.getvalue()


if __name__ == "__main__":
    (SHIPPED / FILE).write_text(copied(), "utf-8")
