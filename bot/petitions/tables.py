"""The tables of petitions. Nothing in them is deleted; what the law lets us forget is emptied."""

from collections.abc import Collection

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    false,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from bot.petitions.life import LIVE, State
from knowledge.mapping import Base, Moment

SEEN_BY = ("unit", "category", "confidential", "chat_id", "trial")
"""What of a petition says who may see it: it stands in the indexes, so that counting looks at nothing else."""

_LIVE = text(f"state IN ({', '.join(repr(state.value) for state in sorted(LIVE))})")

book = Table(
    "petition_book",
    Base.metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("trial", Boolean, primary_key=True),
    Column("last", Integer, nullable=False),  # the last number given in that year's book
)

petition = Table(
    "petition",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(16), nullable=False, unique=True),
    Column("trial", Boolean, nullable=False),
    Column("book_year", Integer, nullable=False),
    Column("book_number", Integer, nullable=False),
    Column("chat_id", BigInteger, index=True),  # emptied when it is anonymised
    Column("category", String(16), nullable=False),
    Column("about", Text, nullable=False),
    Column("commune", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("words", Text, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("secret", Text, nullable=False),  # a keyed digest: the secret itself is hers alone
    Column("state", String(20), nullable=False),
    Column("state_at", Moment(), nullable=False),
    Column("resumes", String(20)),
    Column("submitted_at", Moment(), nullable=False),
    Column("clock_from", Moment(), nullable=False),
    Column("clock_days", Integer, nullable=False),
    Column("national", Boolean, nullable=False),
    Column("pauses", Text, nullable=False),  # JSON: [[from, until or null], …]
    Column("calendar", Text, nullable=False),  # which calendar the due moments were counted by
    Column("due_at", Moment()),
    Column("transfer_due_at", Moment(), nullable=False),
    Column("answered_at", Moment()),
    Column("closed_at", Moment()),
    Column("reopened", Integer, nullable=False),
    Column("parent_id", ForeignKey("petition.id")),
    Column("agency", Text, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("process_rating", Integer),
    Column("result_rating", Integer),
    Column("restricted_at", Moment()),
    Column("anonymised_at", Moment()),
    Column("events", Integer, nullable=False),  # the number of its last event
    Column("head", Text, nullable=False),  # the digest of its last event
    Column("unit", Text, nullable=False, server_default=""),  # code of the commune that handles it; empty: none yet
    Column("officer_id", Integer),  # the officer who answers for it
    # About somebody's conduct, or a khiếu nại or tố cáo: named reviewers alone see it.
    Column("confidential", Boolean, nullable=False, server_default=false()),
    Column("channel", String(16), nullable=False, server_default="chat"),
    # Code, words and place without marks, for the search; emptied with the words.
    Column("folded", Text().with_variant(TSVECTOR(), "postgresql"), nullable=False, server_default=""),
    Column("answer_days", Integer),  # in which working day of its clock it was answered
    UniqueConstraint("trial", "book_year", "book_number"),
    Index("ix_petition_state_due_at", "state", "due_at"),
    # Few of all petitions wait for something, and nearly every page of the officers is about those.
    Index(
        "ix_petition_live",
        "due_at",
        "id",
        postgresql_include=["state", "officer_id", "clock_days", "national", "submitted_at", *SEEN_BY],
        postgresql_where=_LIVE,
        sqlite_where=_LIVE,
    ),
    Index("ix_petition_folded", "folded", postgresql_using="gin", postgresql_where=_LIVE),  # on PostgreSQL alone
    Index("ix_petition_submitted_at", "submitted_at", postgresql_include=["id", *SEEN_BY]),
    Index("ix_petition_answered_at", "answered_at", postgresql_include=["id", "due_at", "answer_days", *SEEN_BY]),
    Index("ix_petition_officer_id", "officer_id"),
    Index("ix_petition_reopened", "id", postgresql_where=text("reopened > 0"), sqlite_where=text("reopened > 0")),
    Index("ix_petition_parent_id", "parent_id"),
)


def stands_in(states: Collection[State]) -> ColumnElement[bool]:
    """Whether a petition is in some states, which stand in the statement itself: so an index of a part is known."""
    words = [state.value for state in sorted(states)]
    return petition.c.state.in_(bindparam(None, words, expanding=True, literal_execute=True))


event = Table(
    "petition_event",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", ForeignKey("petition.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("at", Moment(), nullable=False),
    Column("party", String(16), nullable=False),
    Column("officer_id", ForeignKey("officer.id")),
    Column("reader", String(16), nullable=False),
    Column("from_state", String(20)),
    Column("to_state", String(20)),
    Column("note", Text),  # empty once it was erased; its digest stays
    Column("details", Text, nullable=False),  # JSON: facts that stay
    Column("digests", Text, nullable=False),  # JSON: keyed digests of what may be erased
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("petition_id", "number"),
    Index("ix_petition_event_at", "at"),
)

contact = Table(
    "petition_contact",
    Base.metadata,
    Column("petition_id", ForeignKey("petition.id"), primary_key=True),
    Column("sealed", Text),  # name, address, telephone, e-mail; emptied when it is anonymised
)

draft = Table(
    "petition_draft",
    Base.metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", Text, nullable=False),
    Column("started_at", Moment(), nullable=False),
    Column("changed_at", Moment(), nullable=False, index=True),
    Column("reminded_at", Moment()),
)

attachment = Table(
    "petition_attachment",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger),  # whose draft it belongs to, until it is lodged
    Column("petition_id", ForeignKey("petition.id"), index=True),
    Column("file_id", Text, nullable=False),  # where Telegram has it; emptied once fetched
    Column("name", Text, nullable=False),
    Column("declared_type", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("stored", Text, nullable=False),  # its random name in our folder
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # SHA-256 of what is stored; emptied when it is anonymised
    Column("arrived_at", Moment(), nullable=False),
    Column("failures", Integer, nullable=False),  # how often it was taken and came to no end
    Column("absences", Integer, nullable=False),  # how often Telegram did not give it
    Column("not_before", Moment()),
    Column("party", String(16), nullable=False, server_default="sender"),  # whose it is: the sender's, or the office's
    Column("covers", Integer),  # of a covered copy, the number of the picture it is made of
    Column("cells", Text, nullable=False, server_default=""),  # and which of its cells are black
    Index("ix_petition_attachment_chat_id_state", "chat_id", "state"),
    Index("ix_petition_attachment_state_not_before", "state", "not_before"),
)

consent = Table(
    "consent",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, index=True),
    Column("petition_id", ForeignKey("petition.id")),
    Column("purpose", String(16), nullable=False),
    Column("notice", String(16), nullable=False),  # the version of the privacy notice she was shown
    Column("given_at", Moment(), nullable=False),
    Column("withdrawn_at", Moment()),
)

remark = Table(
    "remark",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("category", String(16), nullable=False),
    Column("commune", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("day", Date, nullable=False, index=True),  # who sent it, and the hour, stand nowhere
)

timer = Table(
    "petition_timer",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", ForeignKey("petition.id"), nullable=False, index=True),
    Column("what", String(16), nullable=False),
    Column("at", Moment(), nullable=False),
    Column("settled_at", Moment()),
    Index("ix_petition_timer_settled_at_at", "settled_at", "at"),
)

calendar_day = Table(
    "calendar_day",
    Base.metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("set_at", Moment(), nullable=False),
    Column("set_by", Text, nullable=False),
)

calendar_day_past = Table(
    "calendar_day_past",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("working", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("set_at", Moment(), nullable=False),
    Column("set_by", Text, nullable=False),
    Column("ended_at", Moment(), nullable=False),
    Column("ended_by", Text, nullable=False),
)

office_entry = Table(
    "office_entry",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("of", String(16), nullable=False),  # which of the office's tables it stands in
    Column("key", String(32), nullable=False),
    Column("standing", Boolean),  # true while it holds, then empty: one of a key at a time
    Column("facts", Text, nullable=False),  # JSON
    Column("made_at", Moment(), nullable=False),
    Column("made_by", ForeignKey("officer.id"), nullable=False),
    Column("ended_at", Moment()),
    Column("ended_by", ForeignKey("officer.id")),
    UniqueConstraint("of", "key", "standing"),
)

anchor = Table(
    "anchor",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("day", Date, nullable=False, unique=True),
    Column("signed_at", Moment(), nullable=False),
    Column("heads", Integer, nullable=False),
    Column("previous", Text, nullable=False),
    Column("root", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

anchored = Table(
    "anchored_head",
    Base.metadata,
    Column("anchor_id", ForeignKey("anchor.id"), primary_key=True),
    Column("petition_id", ForeignKey("petition.id"), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Index("ix_anchored_head_petition_id_number", "petition_id", "number"),
)

keyring = Table(
    "keyring",
    Base.metadata,
    Column("row", Integer, primary_key=True, autoincrement=False),  # 1: there is one
    Column("name", String(16), nullable=False),  # tells the secret apart that everything here was sealed with
)

wrong_code = Table(
    "wrong_code",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("at", Moment(), nullable=False),
    Index("ix_wrong_code_chat_id_at", "chat_id", "at"),
)

reply = Table(
    "petition_reply",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", ForeignKey("petition.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("standing", Boolean),  # true while it is written or waits for approval, then empty: one at a time
    Column("author_id", ForeignKey("officer.id"), nullable=False),
    Column("parts", Text),  # JSON: what was checked, done, …; emptied when the petition is anonymised
    Column("reason", String(32), nullable=False),
    Column("agency", Text, nullable=False),
    Column("until", Date),  # the new due day of an extension
    Column("document_number", Text, nullable=False),
    Column("document_on", Date),
    Column("attachment_id", ForeignKey("petition_attachment.id")),
    Column("file_id", Text, nullable=False),  # where Telegram has the document's PDF; emptied with the petition
    Column("remark", Text),  # why an approver sent it back
    Column("changed_at", Moment(), nullable=False),
    Column("submitted_at", Moment()),
    Column("decided_at", Moment()),
    Column("decided_by", ForeignKey("officer.id")),
    UniqueConstraint("petition_id", "standing"),
    Index(
        "ix_petition_reply_submitted",
        "petition_id",
        postgresql_where=text("state = 'submitted'"),
        sqlite_where=text("state = 'submitted'"),
    ),
)

concerned = Table(
    "petition_concerned",
    Base.metadata,
    Column("petition_id", ForeignKey("petition.id"), primary_key=True),
    Column("officer_id", ForeignKey("officer.id"), primary_key=True),  # of whose conduct it speaks
    Column("named_at", Moment(), nullable=False),
    Index("ix_petition_concerned_officer_id", "officer_id"),
)

topic = Table(
    "petition_topic",
    Base.metadata,
    Column("petition_id", ForeignKey("petition.id"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("thread_id", Integer, nullable=False),
    Column("title", Text, nullable=False),
)

publication = Table(
    "petition_publication",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", ForeignKey("petition.id"), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("words", Text),  # redacted; emptied when the petition is anonymised
    Column("answer", Text),
    Column("pictures", Text, nullable=False),  # JSON: numbers of covered pictures
    Column("author_id", ForeignKey("officer.id"), nullable=False),
    Column("changed_at", Moment(), nullable=False),
    Column("decided_by", ForeignKey("officer.id")),
    Column("decided_at", Moment()),
)

reply_draw = Table(
    "reply_draw",
    Base.metadata,
    Column("month", Date, primary_key=True),  # its first day: a month is drawn once
    Column("trial", Boolean, nullable=False),
    Column("seed", String(32), nullable=False),
    Column("candidates", Text, nullable=False),  # JSON: numbers of the replies that it was drawn from
    Column("drawn_at", Moment(), nullable=False),
)

reply_sample = Table(
    "reply_sample",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("month", ForeignKey("reply_draw.month"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("reply_id", ForeignKey("petition_reply.id"), nullable=False, unique=True),
    UniqueConstraint("month", "position"),
)

reply_review = Table(
    "reply_review",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("sample_id", ForeignKey("reply_sample.id"), nullable=False),
    Column("standing", Boolean),  # true while it holds, then empty: one of a sample at a time
    Column("marks", Text, nullable=False),  # JSON: the mark of each criterion
    Column("remark", Text),  # emptied when the petition is anonymised
    Column("reviewer_id", ForeignKey("officer.id"), nullable=False),
    Column("reviewed_at", Moment(), nullable=False),
    UniqueConstraint("sample_id", "standing"),
)

bulletin = Table(
    "bulletin",
    Base.metadata,
    Column("what", String(16), primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("day", Date, primary_key=True),  # told once, whoever is killed
    Column("told_at", Moment(), nullable=False),
)
