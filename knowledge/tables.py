"""The tables of the catalogue. Nothing is overwritten: a record of a version is closed and another begins."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from knowledge.mapping import Base, Moment

metadata = Base.metadata

change_set = Table(
    "change_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the content: one content is one change set
    Column("origin", String(16), nullable=False),  # "release", or "office" for what officers bring in
    Column("made_at", Moment(), nullable=False),
)

source = Table(
    "source",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("label", Text, nullable=False),
    Column("observed_on", Date),
    Column("month", String(32), nullable=False),
)

field = Table(
    "field",
    metadata,
    Column("name", String(300), primary_key=True),
    Column("district_group", String(100), nullable=False),
    Column("commune_group", String(100), nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("number", String(100), nullable=False),
    Column("signed_on", Date),
    Column("issuer", String(200), nullable=False),
    Column("place", String(100), nullable=False),
    Column("subject", Text, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_set_id", ForeignKey("change_set.id"), nullable=False),
    Column("recorded_from", Moment(), nullable=False),
    Column("recorded_to", Moment()),
    Column("digest", String(64), nullable=False),
    Column("code", String(32), nullable=False),
    Column("begins_on", Date, nullable=False),  # with the code: which version of it this is
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("short_name", String(200), nullable=False),
    Column("field", ForeignKey("field.name")),
    Column("levels", String(64), nullable=False),
    Column("reception", String(32), nullable=False),
    Column("performing", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("lists", Integer, nullable=False),
    Column("valid_from", Date),
    Column("from_basis", String(16)),
    Column("valid_to", Date),
    Column("to_basis", String(16)),
    Column("observed_on", Date),
    Column("begun", String(16)),
    Column("ended", String(16)),
    Column("enacted_by", Text, nullable=False),
    Column("ended_by", Text, nullable=False),
    Column("ended_elsewhere", ForeignKey("decision.key")),
    Column("ended_elsewhere_on", Date),
    Column("replaced_by", Text, nullable=False),
    Column("applicants", Text, nullable=False),
    Column("results", Text, nullable=False),
    Column("papers_complete", Boolean),
    Column("note", Text, nullable=False),
    Column("source", ForeignKey("source.key"), nullable=False),
    Column("source_ref", Text, nullable=False),
    Index("ix_version_code_recorded_to", "code", "recorded_to"),
)

way = Table(
    "way",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("version.id"), nullable=False, index=True),
    Column("channel", String(16), nullable=False),
    Column("time", Text, nullable=False),
    Column("time_without_unit", String(16), nullable=False),
    Column("fee", Integer),
    Column("fee_note", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

paper = Table(
    "paper",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version_id", ForeignKey("version.id"), nullable=False, index=True),
    Column("case", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("originals", Integer),
    Column("copies", Integer),
    Column("conditional", Boolean, nullable=False),
)

unit = Table(
    "unit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(16), nullable=False),
    Column("name", String(100), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("parent", String(200), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", String(16), nullable=False),
)

published_count = Table(
    "published_count",
    metadata,
    Column("as_of", Date, primary_key=True),
    Column("level", String(16), primary_key=True),
    Column("group", String(100), primary_key=True),
    Column("procedures", Integer, nullable=False),
)
