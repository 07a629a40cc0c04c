"""the outbox, which takes over the answers that are under way to those who asked the office.

Revision ID: 0004
Revises: 0003
"""

import html
import json
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outbox',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.Column('keep_until', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_about', ['about'], unique=False, postgresql_ops={'about': 'text_pattern_ops'})
        batch_op.create_index('ix_outbox_state_chat_id_id', ['state', 'chat_id', 'id'], unique=False)

    op.create_table('unreachable',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_unreachable'))
    )
    _answers_to_the_outbox(op.get_bind())
    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.drop_column('answer')
        batch_op.drop_column('not_before')
        batch_op.drop_column('failures')


def downgrade() -> None:
    # What still waits in the outbox is lost: the tables before knew no messages but answers.
    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.add_column(sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('not_before', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('answer', sa.Text(), nullable=True))
    with op.batch_alter_table('asked', schema=None) as batch_op:
        batch_op.alter_column('failures', server_default=None)

    op.drop_table('unreachable')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_state_chat_id_id')
        batch_op.drop_index('ix_outbox_about')

    op.drop_table('outbox')


def _answers_to_the_outbox(connection: sa.Connection) -> None:
    """Answers that did not arrive yet wait in the outbox from now on, in the words that were sent until now."""
    asked = sa.table('asked', *(sa.column(name) for name in ('id', 'chat_id', 'slot', 'words', 'answer')),
                     sa.column('consented_at', sa.DateTime()), sa.column('not_before', sa.DateTime()))
    outbox = sa.table('outbox', *(sa.column(name) for name in ('chat_id', 'body', 'about', 'kind', 'state', 'failures')),
                      sa.column('created_at', sa.DateTime()), sa.column('keep_until', sa.DateTime()))
    under_way = sa.and_(asked.c.chat_id.is_not(None), asked.c.answer.is_not(None))
    for row in connection.execute(sa.select(asked).where(under_way).order_by(asked.c.id)).all():
        connection.execute(sa.insert(outbox).values(
            chat_id=row.chat_id, body=_body(row.words, row.answer), about=f'asked:{row.id}', kind='own', state='queued',
            failures=0, created_at=row.not_before, keep_until=row.consented_at + timedelta(days=14),
        ))
    forgotten = dict.fromkeys(('chat_id', 'slot', 'words', 'consented_at'))
    connection.execute(sa.update(asked).where(under_way).values(forgotten))


def _body(question: str, answer: str) -> str:
    shown = question if len(question) <= 200 else question[:199].rsplit(' ', 1)[0] + '…'
    heading = f'Cán bộ trả lời câu hỏi của ông/bà: “{html.escape(shown)}”'
    return json.dumps({'paragraphs': [heading, html.escape(answer)], 'buttons': [], 'files': []})
