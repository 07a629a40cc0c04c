"""Every table that the office keeps, in the order they are shown."""

from bot.web.desk.reference.days import DAYS
from bot.web.desk.reference.description import Reference
from bot.web.desk.reference.offices import OFFICES
from bot.web.desk.reference.reasons import REASONS
from bot.web.desk.reference.templates import TEMPLATES
from bot.web.desk.reference.units import UNITS

TABLES = {table.key: table for table in (OFFICES, DAYS, TEMPLATES, REASONS, UNITS)}
"""The tables by what stands in their address."""


def table_about(name: str) -> Reference | None:
    """The table whose rows the trail calls so."""
    return next((table for table in TABLES.values() if table.about == name), None)
