"""The tables of delivery: what must reach a chat, which chats take nothing from the bot, and the pace of sending."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text

from knowledge.mapping import Base, Moment

outbox = Table(
    "outbox",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("body", Text),  # what is sent; forgotten once it was sent or failed
    Column("about", Text, nullable=False),  # what it concerns: "petition:17:event:3"; may be empty
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("failures", Integer, nullable=False),
    Column("not_before", Moment()),  # when a failed sending is tried again
    Column("claimed_until", Moment()),  # a sender has it until then
    Column("created_at", Moment(), nullable=False),
    Column("settled_at", Moment()),  # when it was sent, failed or was blocked
    Column("keep_until", Moment()),  # nothing of it stays after this moment, nor after it was settled
    Index("ix_outbox_state_chat_id_id", "state", "chat_id", "id"),
    Index("ix_outbox_settled_at", "state", "settled_at"),
    # For the beginning of a text too, whatever the language the database sorts in.
    Index("ix_outbox_about", "about", postgresql_ops={"about": "text_pattern_ops"}),
)

unreachable = Table(
    "unreachable",
    Base.metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Moment(), nullable=False),
)

send_pace = Table(
    "send_pace",
    Base.metadata,
    Column("paced", String(16), primary_key=True),  # what is sent at a pace
    Column("next_at", Moment(), nullable=False),  # when the next of them may be sent, by whichever copy
)
