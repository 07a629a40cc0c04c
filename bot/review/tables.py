"""The tables of review: officers, their roles, what citizens said is not right, what was not found, and proposals."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

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
    Column("field", String(16), nullable=False, server_default=""),  # category of petitions; empty: every field
    Column("restricted", Boolean, nullable=False, server_default=false()),  # named for what is confidential
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

miss = Table(
    "miss",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False),  # without numbers and names; who asked, and the hour, stand nowhere
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),  # empty: waits
    Column("settled_at", Moment()),
    Column("settled_by", ForeignKey("officer.id")),
    UniqueConstraint("text", "day"),
    Index("ix_miss_day", "day"),
)

asked = Table(
    "asked",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("asked_on", Date, nullable=False),
    # The person and her words; forgotten once it is answered, and at the latest after 14 days.
    Column("chat_id", BigInteger),
    Column("slot", Integer),  # which of the few questions a chat may have open
    Column("words", Text),
    Column("consented_at", Moment()),
    Column("answered_by", ForeignKey("officer.id")),
    Column("answered_on", Date),
    UniqueConstraint("chat_id", "slot"),
)

alias = Table(
    "alias",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    Column("code", Text, nullable=False),  # empty: not in the catalogue
    Column("standing", Boolean),  # true until it is undone, then empty: only what stands is unique
    Column("added_at", Moment(), nullable=False),
    Column("added_by", ForeignKey("officer.id"), nullable=False),
    Column("undone_at", Moment()),
    Column("undone_by", ForeignKey("officer.id")),
    UniqueConstraint("words", "code", "standing"),
)

trace = Table(
    "trace",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment(), nullable=False),
    Column("officer_id", ForeignKey("officer.id")),  # empty: who typed a command, and is nobody of ours
    Column("by", Text, nullable=False),  # who that was: "command line: root"; empty for an officer
    Column("role", String(32), nullable=False),  # as it was held at the time
    Column("act", String(32), nullable=False),
    Column("about", Text, nullable=False, index=True),  # "petition:17", "officer:4", "chat:…"
    Column("reason", Text, nullable=False),
    Index("ix_trace_officer_id", "officer_id", "id"),
    Index("ix_trace_act", "act", "id"),
)

staff_chat = Table(
    "staff_chat",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("purpose", String(16), nullable=False),  # staff or leaders
    Column("unit", Text, nullable=False),  # code of a commune; empty: every unit without a chat of its own
    Column("chat_id", BigInteger, nullable=False),
    Column("forum", Boolean, nullable=False),
    Column("standing", Boolean),  # true until it is replaced, gone or taken back, then empty
    Column("set_at", Moment(), nullable=False),
    Column("set_by", Text, nullable=False),
    Column("ended_at", Moment()),
    Column("ended_by", Text, nullable=False),
    UniqueConstraint("purpose", "unit", "standing"),
)

desk_entry = Table(
    "desk_entry",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the word in the link, or of what a Mini App brought
    Column("officer_id", ForeignKey("officer.id"), nullable=False, index=True),
    Column("made_at", Moment(), nullable=False),
    Column("ends_at", Moment(), nullable=False),
    Column("used_at", Moment()),
)

desk_session = Table(
    "desk_session",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),  # of the word in the browser's cookie
    Column("officer_id", ForeignKey("officer.id"), nullable=False, index=True),
    Column("way", String(16), nullable=False),  # link or mini_app
    Column("made_at", Moment(), nullable=False),
    Column("seen_at", Moment(), nullable=False),
    Column("ended_at", Moment()),
    Column("ended_by", Text, nullable=False),
)

saved_filter = Table(
    "saved_filter",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("officer_id", ForeignKey("officer.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("asked", Text, nullable=False),  # what stands behind "?" in the inbox's address
    Column("made_at", Moment(), nullable=False),
    UniqueConstraint("officer_id", "name"),
)

channel_act = Table(
    "channel_act",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),  # off, on, decision, notice or ended
    Column("words", Text, nullable=False),  # what people read: why it is off, a notice, the decision's number
    Column("reason", Text, nullable=False),  # why, for the office alone
    Column("starts_at", Moment()),  # of a notice
    Column("ends_at", Moment()),
    Column("about", ForeignKey("channel_act.id")),  # the notice that ends with this, or that this one replaces
    Column("made_at", Moment(), nullable=False),
    Column("made_by", ForeignKey("officer.id"), nullable=False),
)

channel_shown = Table(
    "channel_shown",
    Base.metadata,
    Column("notice_id", ForeignKey("channel_act.id"), primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # goes when the notice ends
)

proposal = Table(
    "proposal",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("file_name", Text, nullable=False),  # empty: no file
    Column("content", Text, nullable=False),  # the change set, as JSON
    Column("summary", Text, nullable=False),  # what it would change, as JSON
    Column("state", String(16), nullable=False),  # waiting, approved, refused, withdrawn or undone
    Column("proposed_at", Moment(), nullable=False),
    Column("proposed_by", ForeignKey("officer.id"), nullable=False),
    Column("comment", Text, nullable=False),
    Column("decided_at", Moment()),
    Column("decided_by", ForeignKey("officer.id")),
    Column("decision_comment", Text, nullable=False),
    Column("change_set_id", ForeignKey("change_set.id")),
    Column("undone_at", Moment()),
    Column("undone_by", ForeignKey("officer.id")),
    Column("undo_comment", Text, nullable=False),
    Index("ix_proposal_state", "state"),
)

backup = Table(
    "backup",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("begun_at", Moment(), nullable=False),
    Column("by", Text, nullable=False),  # the schedule, or who typed the command
    Column("made_at", Moment()),
    Column("file", Text, nullable=False),  # its name; empty until it is made
    Column("size", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("sealed", Boolean, nullable=False),
    Column("failed_at", Moment()),
    Column("fault", Text, nullable=False),  # why it came to nothing, for administrators
)
