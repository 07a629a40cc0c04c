"""The tables of the catalogue. Nothing is overwritten: a record of a version is closed and another begins."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from knowledge.mapping import Base, Moment

metadata = Base.metadata

RELEASE, OFFICE, UNDO = "release", "office", "undo"
"""Where a change comes from: what is shipped, what officers bring in, and what takes such a change back."""

change_set = Table(
    "change_set",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the content: one content is one change set
    Column("origin", String(16), nullable=False),
    Column("made_at", Moment(), nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("decision", Text),  # the key of the decision it follows, where it follows one
    Column("undoes", ForeignKey("change_set.id")),
    Column("announced_at", Moment()),  # when those who follow were told
)

source = Table(
    "source",
    metadata,
    Column("key", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("observed_on", Date),
    Column("month", Text, nullable=False),
    Column("brought_by", ForeignKey("change_set.id")),  # empty: a release's
    Column("withdrawn_by", ForeignKey("change_set.id")),  # the undoing that took it back: no more shown
)

field = Table(
    "field",
    metadata,
    Column("name", Text, primary_key=True),
    Column("district_group", Text, nullable=False),
    Column("commune_group", Text, nullable=False),
    Column("brought_by", ForeignKey("change_set.id")),  # empty: a release's
    Column("withdrawn_by", ForeignKey("change_set.id")),  # the undoing that took it back: no more shown
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
    Column("brought_by", ForeignKey("change_set.id")),  # empty: a release's
    Column("withdrawn_by", ForeignKey("change_set.id")),  # the undoing that took it back: no more shown
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
    Column("closed_by", ForeignKey("change_set.id")),  # what ended the record
    # The undoing that put this copy back; who said it first stays in change_set_id.
    Column("restored_by", ForeignKey("change_set.id")),
    Column("end_reason", String(32)),
    Index("ix_version_code_recorded_to", "code", "recorded_to"),
    Index(
        "ix_version_current",
        "code",
        "begins_on",
        unique=True,
        sqlite_where=text("recorded_to IS NULL"),
        postgresql_where=text("recorded_to IS NULL"),
    ),
    Index("ix_version_change_set_id", "change_set_id"),
    Index("ix_version_closed_by", "closed_by"),
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
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("origin", String(16), nullable=False, server_default="release"),
    Column("recorded_from", Moment(), nullable=False),
    Column("recorded_to", Moment()),
    Column("recorded_by", Text, nullable=False, server_default=""),  # the officer's name at the time
    Index("ix_office_unit_kind", "unit", "kind"),
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

verification = Table(
    "verification",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("digest", String(64), nullable=False),  # of what was confirmed: what says anything else is not
    Column("document", Text, nullable=False),
    Column("confirmed_on", Date, nullable=False),
    Column("confirmed_by", Text, nullable=False),  # the officer's name at the time
    Column("confirmed_at", Moment(), nullable=False),
    Column("withdrawn_at", Moment()),
    Column("withdrawn_by", Text, nullable=False),
    Index("ix_verification_code", "code"),
)

catalogue_revision = Table(
    "catalogue_revision",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row
    Column("number", Integer, nullable=False),  # raised by whatever changes the catalogue
)
