"""The tables of the inbox."""

from sqlalchemy import BigInteger, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint

from knowledge.mapping import Base, Moment

update_row = Table(
    "inbox_update",
    Base.metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("payload", Text),  # the update as it came; forgotten once answered
    Column("reply", Text),  # what to send, kept from the commit until it is sent
    Column("received_at", Moment(), nullable=False),
    Column("not_before", Moment()),  # when a failed sending is tried again
    Column("claimed_until", Moment()),  # a worker has it until then
    Index("ix_inbox_update_waiting", "state", "chat_id", "update_id"),
)

chat_state = Table(
    "chat_state",
    Base.metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("changed_at", Moment(), nullable=False),
)

citizen = Table(
    "citizen",
    Base.metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("commune", Text, nullable=False),  # code of a commune of today; empty: lives elsewhere, or never said
    Column("former", Text, nullable=False),  # code of the old unit she named, if she named one
    Column("asked_at", Moment()),  # when she was asked; nobody is asked twice
    Column("changed_at", Moment(), nullable=False),
)

subscription = Table(
    "subscription",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),  # procedure or field
    Column("key", Text, nullable=False),  # its code, or the field's key
    Column("since", Moment(), nullable=False),
    UniqueConstraint("chat_id", "kind", "key"),
    Index("ix_subscription_kind_key", "kind", "key"),
)

notice_of_day = Table(
    "notice_of_day",
    Base.metadata,
    Column("day", Date, primary_key=True),  # on which something began or ended
    Column("told_at", Moment(), nullable=False),
)
