"""The tables of review: officers, their roles, and what citizens said is not right."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from knowledge.mapping import Base, Moment

officer = Table(
    "officer",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("added_at", Moment(), nullable=False),
)

officer_role = Table(
    "officer_role",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("officer_id", ForeignKey("officer.id"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("unit", Text, nullable=False),  # code of a commune of today; empty: every unit
    Column("given_at", Moment(), nullable=False),
    Column("given_by", Text, nullable=False),
    Column("ended_at", Moment()),
    Column("ended_by", Text, nullable=False),
)

correction = Table(
    "correction",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("code", Text, nullable=False),
    Column("day", Date, nullable=False),  # the day the answer spoke of
    Column("sentence", Text, nullable=False),  # what she added, if anything; who she is stands nowhere
    Column("made_at", Moment(), nullable=False),
    Column("settled_at", Moment()),
    Column("settled_by", ForeignKey("officer.id")),
    Index("ix_correction_settled_at_code", "settled_at", "code"),
)
