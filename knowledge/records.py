"""From a row of a CSV file to a value of the catalogue, cell by cell; what is wrong becomes a fault of the row."""

from collections.abc import Collection, Mapping

from knowledge.cells import Row, Rule
from knowledge.contacts import KINDS, ContactPoint
from knowledge.counts import PublishedCount
from knowledge.procedures import (
    OUR_PLACES,
    Change,
    Channel,
    DayBasis,
    Decision,
    EndReason,
    Field,
    Level,
    Paper,
    Reception,
    Source,
    Version,
    Way,
)
from knowledge.timeline import begins
from knowledge.units import Unit

COLUMNS: dict[str, tuple[str, ...]] = {
    "sources.csv": ("key", "label", "observed_on", "month", "detail"),
    "fields.csv": ("name", "district_group", "commune_group", "source"),
    "decisions.csv": ("key", "number", "signed_on", "issuer", "place", "subject", "source"),
    "procedures.csv": (
        *("code", "name", "short_name", "field", "levels", "reception", "performing", "authority", "lists"),
        *(
            "valid_from",
            "from_basis",
            "valid_to",
            "to_basis",
            "observed_on",
            "begun",
            "ended",
            "end_reason",
            "enacted_by",
            "ended_by",
        ),
        *("ended_elsewhere", "ended_elsewhere_on", "replaced_by", "applicants", "results", "papers_complete"),
        *("note", "source", "source_ref"),
    ),
    "ways.csv": (
        *("code", "version_from", "channel", "time", "time_without_unit", "fee", "fee_note", "valid_from", "valid_to"),
        "source",
    ),
    "papers.csv": ("code", "version_from", "case", "name", "originals", "copies", "conditional", "source"),
    "units.csv": ("code", "name", "kind", "parent", "valid_from", "valid_to", "successor", "source"),
    "offices.csv": ("unit", "kind", "name", "address", "hours", "phone", "map", "source"),
    "published_counts.csv": ("as_of", "level", "group", "procedures", "source"),
}
"""The files of a catalogue and the columns each must have, in the order in which they name each other."""


def source(row: Row) -> Source:
    """A source."""
    return Source(
        row.text("key", required=True), row.text("label", required=True), row.day("observed_on"), row.text("month")
    )


def field(row: Row) -> Field:
    """A field with its office groups."""
    return Field(row.text("name", required=True), row.text("district_group"), row.text("commune_group"))


def decision(row: Row) -> Decision:
    """A decision."""
    return Decision(
        row.text("key", required=True),
        row.text("number", required=True),
        row.day("signed_on"),
        row.text("issuer", required=True),
        row.text("place"),
        row.text("subject"),
    )


def version(
    row: Row, sources: Mapping[str, Source], fields: Mapping[str, Field], decisions: Mapping[str, Decision]
) -> Version | None:
    """A version of a procedure, without its ways; None when its row lacks what no version can do without."""
    found = sources.get(row.text("source"))
    reception = row.choice("reception", Reception, required=True)
    if found is None or reception is None:
        return None
    made = Version(
        code=row.code("code"),
        name=row.text("name", required=True),
        short_name=row.text("short_name"),
        field=row.known("field", fields, "fields.csv"),
        levels=row.choices("levels", Level),
        reception=reception,
        performing=row.text("performing"),
        authority=row.text("authority"),
        lists=row.number("lists") or 0,
        valid_from=row.day("valid_from"),
        from_basis=row.choice("from_basis", DayBasis),
        valid_to=row.day("valid_to"),
        to_basis=row.choice("to_basis", DayBasis),
        observed_on=row.day("observed_on"),
        begun=row.choice("begun", Change),
        ended=row.choice("ended", Change),
        enacted_by=_decisions(row, "enacted_by", decisions),
        ended_by=_decisions(row, "ended_by", decisions),
        ended_elsewhere=decisions.get(row.known("ended_elsewhere", decisions, "decisions.csv")),
        ended_elsewhere_on=row.day("ended_elsewhere_on"),
        replaced_by=row.several("replaced_by"),
        applicants=row.text("applicants"),
        results=row.text("results"),
        papers_complete=row.yes("papers_complete"),
        note=row.text("note"),
        source=found,
        end_reason=row.choice("end_reason", EndReason),
    )
    _hold_together(row, made)
    return made


def _decisions(row: Row, column: str, decisions: Mapping[str, Decision]) -> tuple[Decision, ...]:
    keys = row.several(column)
    for key in keys:
        if key not in decisions:
            row.fault(column, Rule.UNKNOWN, "decisions.csv")
        elif decisions[key].place not in OUR_PLACES:
            row.fault(column, Rule.NOT_OURS, decisions[key].place)
    return tuple(decisions[key] for key in keys if key in decisions)


def _hold_together(row: Row, made: Version) -> None:
    """A day needs its basis and the other way round; an interval has a day in it; no decision of another place."""
    for day, basis in (("valid_from", "from_basis"), ("valid_to", "to_basis")):
        if bool(row.text(day)) != bool(row.text(basis)):
            row.fault(basis, Rule.NEEDS, day)
    if made.valid_to and (made.valid_from == made.valid_to or begins(made) > made.valid_to):
        row.fault("valid_to", Rule.EMPTY_INTERVAL, begins(made).isoformat())
    if made.ended and not (made.valid_to or made.replaced_by):
        row.fault("ended", Rule.NEEDS, "valid_to")
    if made.end_reason and not (made.valid_to or made.ended):
        row.fault("end_reason", Rule.NEEDS, "valid_to")


def way(row: Row) -> Way | None:
    """A way to apply; None when its channel is not one."""
    channel = row.choice("channel", Channel, required=True)
    if channel is None:
        return None
    made = Way(
        channel,
        row.text("time"),
        row.text("time_without_unit"),
        row.number("fee"),
        row.text("fee_note"),
        row.day("valid_from"),
        row.day("valid_to"),
    )
    if made.time and made.time_without_unit:
        row.fault("time_without_unit", Rule.CONTRADICTS, "time")
    return made


def paper(row: Row) -> Paper:
    """A paper of the file."""
    return Paper(
        row.text("case"),
        row.text("name", required=True),
        row.number("originals"),
        row.number("copies"),
        bool(row.yes("conditional")),
    )


def unit(row: Row) -> Unit:
    """An administrative unit over a time."""
    return Unit(
        row.text("code", required=True),
        row.text("name", required=True),
        row.text("kind", required=True),
        row.text("parent"),
        row.day("valid_from"),
        row.day("valid_to"),
        row.text("successor"),
    )


def contact_point(row: Row, sources: Mapping[str, Source], units: Collection[str]) -> ContactPoint | None:
    """An office of one of these units; None when its source is not known."""
    found = sources.get(row.text("source"))
    unit = row.known("unit", units, "units.csv", required=True)
    kind, name = row.text("kind", required=True), row.text("name", required=True)
    if kind and kind not in KINDS:
        row.fault("kind", Rule.CHOICE, ", ".join(KINDS))
    address, hours, phone = row.text("address"), row.text("hours"), row.text("phone")
    plan, days = row.address("map"), (row.day("valid_from"), row.day("valid_to"))
    return ContactPoint(unit, kind, name, address, hours, phone, plan, found, *days) if found else None


def published_count(row: Row) -> PublishedCount | None:
    """A published count; None when its day, level or number is missing."""
    as_of, level = row.day("as_of", required=True), row.choice("level", Level, required=True)
    group, procedures = row.text("group", required=True), row.number("procedures", required=True)
    if as_of is None or level is None or procedures is None:
        return None
    return PublishedCount(as_of, level, group, procedures)
