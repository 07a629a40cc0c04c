"""What an office says of its plans in its own words, which no figure says: shipped, given as a file, or left blank."""

from pathlib import Path

from bot.reports.quarter.figures import Wanted
from bot.reports.quarter.periods import Quarter
from knowledge.cells import Fault, Row, rows
from knowledge.procedures import Level
from knowledge.release import SHIPPED, FaultyReleaseError

FILE = "plans.csv"
COLUMNS = ("period", "level", "text", "source")


def plans_for(wanted: Wanted) -> list[str]:
    """What is shipped of the plans of who reports; nothing for most, and then the place is left blank."""
    if wanted.unit:
        return []
    return shipped_plans(wanted.period.quarter, Level.DISTRICT if wanted.of_district else Level.COMMUNE)


def shipped_plans(quarter: Quarter, level: str, folder: Path = SHIPPED) -> list[str]:
    """The paragraphs that an office of a level published for a quarter. Raises FaultyReleaseError."""
    wrong: list[Fault] = []
    file = folder / FILE
    content = file.read_bytes() if file.is_file() else None
    found = [
        row.text("text", required=True) for row in rows(content, FILE, COLUMNS, wrong) if _is_of(row, quarter, level)
    ]
    if wrong:
        raise FaultyReleaseError(wrong)
    return found


def _is_of(row: Row, quarter: Quarter, level: str) -> bool:
    return row.text("period", required=True) == quarter.key and row.text("level", required=True) == level
