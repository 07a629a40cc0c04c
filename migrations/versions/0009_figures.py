"""figures: what petitions are found by, how long answers took, and the indexes of the desk.

Revision ID: 0009
Revises: 0008
"""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

MANY = 2_000
LONGEST = 60
LIVE = sa.text(
    "state IN ('answered', 'assigned', 'awaiting_approval', 'in_progress', 'insufficient', 'need_info', 'received', "
    "'submitted')"
)
SUBMITTED = sa.text("state = 'submitted'")
SEEN_BY = ['unit', 'category', 'confidential', 'chat_id', 'trial']
LIVE_HOLDS = ['state', 'officer_id', 'clock_days', 'national', 'submitted_at', *SEEN_BY]
APART = re.compile(r'[^\w\s](?<!\d[.,](?=\d))(?<!\d\.(?=h\d))|_')


def fold(code: str, words: str, place: str, commune: str) -> str:
    """Words in lower case without marks, each once, and the commune by its code."""
    seen = ''.join(c if not unicodedata.category(c).startswith('C') else ' ' for c in f'{code} {words} {place}')
    lower = unicodedata.normalize('NFKD', unicodedata.normalize('NFKD', seen).casefold()).translate(
        str.maketrans('đðɖƌȡ', 'ddddd')
    )
    plain = APART.sub(' ', ''.join(c for c in lower if not unicodedata.category(c).startswith('M')))
    each = dict.fromkeys(word[:LONGEST] for word in plain.split())
    return ' '.join([*each, *([f'@{commune}'] if commune else [])])


def fill_folded(connection: sa.Connection) -> None:
    """What was anonymised is found by no words."""
    set_one = sa.text('UPDATE petition SET folded = CAST(:folded AS tsvector) WHERE id = :id')
    if connection.dialect.name == 'sqlite':
        set_one = sa.text('UPDATE petition SET folded = :folded WHERE id = :id')
    some = sa.text(
        'SELECT id, code, words, place, commune FROM petition '
        'WHERE id > :after AND anonymised_at IS NULL ORDER BY id LIMIT :many'
    )
    after = 0
    while rows := connection.execute(some, {'after': after, 'many': MANY}).all():
        connection.execute(set_one, [{'id': row[0], 'folded': fold(*row[1:])} for row in rows])
        after = rows[-1].id


def fill_answer_days(connection: sa.Connection) -> None:
    """The working day of its clock stands in the event of each answer; the last one holds."""
    some = sa.text(
        "SELECT id, petition_id, details FROM petition_event "
        "WHERE id > :after AND to_state = 'answered' ORDER BY id LIMIT :many"
    )
    set_one = sa.text('UPDATE petition SET answer_days = :days WHERE id = :id AND answered_at IS NOT NULL')
    after = 0
    while rows := connection.execute(some, {'after': after, 'many': MANY}).all():
        days = [{'id': row.petition_id, 'days': json.loads(row.details).get('days')} for row in rows]
        connection.execute(set_one, days)
        after = rows[-1].id


def upgrade() -> None:
    connection = op.get_bind()
    text = sa.Text() if connection.dialect.name == 'sqlite' else postgresql.TSVECTOR()
    # Added one by one: SQLite rebuilds a table for any other change of it, and would lose its triggers.
    op.add_column('petition', sa.Column('folded', text, nullable=False, server_default=''))
    op.add_column('petition', sa.Column('answer_days', sa.Integer(), nullable=True))
    fill_folded(connection)
    fill_answer_days(connection)
    op.create_index(
        'ix_petition_live', 'petition', ['due_at', 'id'],
        postgresql_include=LIVE_HOLDS, postgresql_where=LIVE, sqlite_where=LIVE,
    )
    if connection.dialect.name != 'sqlite':
        op.create_index('ix_petition_folded', 'petition', ['folded'], postgresql_using='gin', postgresql_where=LIVE)
    op.create_index('ix_petition_submitted_at', 'petition', ['submitted_at'], postgresql_include=['id', *SEEN_BY])
    op.create_index(
        'ix_petition_answered_at', 'petition', ['answered_at'],
        postgresql_include=['id', 'due_at', 'answer_days', *SEEN_BY],
    )
    op.create_index('ix_petition_officer_id', 'petition', ['officer_id'])
    op.create_index('ix_petition_parent_id', 'petition', ['parent_id'])
    op.create_index('ix_petition_concerned_officer_id', 'petition_concerned', ['officer_id'])
    op.create_index('ix_petition_event_at', 'petition_event', ['at'])
    op.create_index(
        'ix_petition_reply_submitted', 'petition_reply', ['petition_id'],
        postgresql_where=SUBMITTED, sqlite_where=SUBMITTED,
    )
    op.create_index('ix_trace_officer_id', 'trace', ['officer_id', 'id'])
    op.create_index('ix_trace_act', 'trace', ['act', 'id'])
    op.create_index('ix_outbox_settled_at', 'outbox', ['state', 'settled_at'])


def downgrade() -> None:
    op.drop_index('ix_outbox_settled_at', 'outbox')
    op.drop_index('ix_trace_act', 'trace')
    op.drop_index('ix_trace_officer_id', 'trace')
    op.drop_index('ix_petition_reply_submitted', 'petition_reply')
    op.drop_index('ix_petition_concerned_officer_id', 'petition_concerned')
    op.drop_index('ix_petition_event_at', 'petition_event')
    for name in ('parent_id', 'officer_id', 'answered_at', 'submitted_at', 'live'):
        op.drop_index(f'ix_petition_{name}', 'petition')
    if op.get_bind().dialect.name != 'sqlite':
        op.drop_index('ix_petition_folded', 'petition')
    op.drop_column('petition', 'answer_days')
    op.drop_column('petition', 'folded')
