"""The catalogue as it stands on a day, and what decisions changed from one day to another."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from bot.reports.changes_book import COLUMNS as CHANGED
from bot.reports.changes_book import Row
from bot.reports.exports.table import Columns, Table, What, table_of
from bot.reports.sheets import Value, said
from bot.texts import say, words
from knowledge.changes import DecisionChanges
from knowledge.procedures import Level
from knowledge.timeline import Standing

Told = Mapping[str, Callable[[Standing], str]]
"""What needs more words than a table has: where a file is handed in, how long it takes, what it costs."""

TOLD = ("reception", "time", "fee")


def procedures(standings: Iterable[Standing], told: Told) -> Table:
    """A line for each procedure as it stands on a day."""
    return table_of(What.PROCEDURES, columns(told), standings)


def columns(told: Told) -> Columns[Standing]:
    """The columns with their widths, in their order."""
    return {
        "procedure": (12, lambda one: one.version.code),
        "name": (60, lambda one: one.version.name),
        "field": (26, lambda one: one.version.field),
        "levels": (20, _levels),
        "status": (20, lambda one: said(say(f"brief.{one.status}"))),
        "since": (12, lambda one: one.version.valid_from),
        "until": (12, lambda one: one.version.valid_to),
        "authority": (30, lambda one: one.version.authority),
        **{name: (36, told[name]) for name in TOLD},
        "enacted": (24, lambda one: words.either(decision.number for decision in one.version.enacted_by)),
        "ended": (24, lambda one: words.either(decision.number for decision in one.version.ended_by)),
        "heirs": (16, lambda one: ", ".join(one.version.replaced_by)),
        "verified_on": (12, lambda one: one.version.verified.on if one.version.verified else None),
        "verified_by": (24, lambda one: one.version.verified.document if one.version.verified else ""),
        "source": (36, lambda one: one.version.source.label),
        "observed": (12, lambda one: one.version.observed_on),
    }


def _levels(one: Standing) -> Value:
    return ", ".join(said(say(f"level.{level}")) for level in Level if level in one.version.levels)


def changes(found: Sequence[DecisionChanges]) -> Table:
    """A line for each change, with the columns of the workbook that the catalogue's page hands out."""
    rows = ((one.decisions, changed) for one in found for changed in one.changes)
    lines = (Row(place, *row) for place, row in enumerate(rows, 1))
    return table_of(What.CHANGES, CHANGED, lines, lambda name: said(say(f"changes_book.head_{name}")))
