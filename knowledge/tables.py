"""The tables of the catalogue. Nothing is overwritten: a record of a version is closed and another begins."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

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
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("observed_on", Date),
    Column("month", Text, nullable=False),
)

field = Table(
    "field",
    metadata,
    Column("name", Text, primary_key=True),
    Column("district_group", Text, nullable=False),
    Column("commune_group", Text, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("signed_on", Date),
    Column("issuer", Text, nullable=False),
    Column("place", Text, nullable=False),
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
    Column("code", Text, nullable=False),
    Column("begins_on", Date, nullable=False),  # with the code: which version of it this is
    Column("name", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("short_name", Text, nullable=False),
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
    Column("time_without_unit", Text, nullable=False),
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
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", Text, nullable=False),
)

office = Table(
    "office",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit", Text, nullable=False),  # code of a unit that exists on the day asked about
    Column("kind", String(32), nullable=False),  # the reception it serves: one_stop, police, …
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("map", Text, nullable=False),  # an address on the web
    Column("source", ForeignKey("source.key"), nullable=False),
)

published_count = Table(
    "published_count",
    metadata,
    Column("id", Integer, primary_key=True),  # in the order they were published
    Column("as_of", Date, nullable=False),
    Column("level", String(16), nullable=False),
    Column("group", Text, nullable=False),
    Column("procedures", Integer, nullable=False),
    UniqueConstraint("as_of", "level", "group"),
)
