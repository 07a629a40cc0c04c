"""the channel: when it was switched off and on, by which decision it is published, notices and who was shown them.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('channel_act',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(), nullable=True),
    sa.Column('ends_at', sa.DateTime(), nullable=True),
    sa.Column('about', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['about'], ['channel_act.id'], name=op.f('fk_channel_act_about_channel_act')),
    sa.ForeignKeyConstraint(['made_by'], ['officer.id'], name=op.f('fk_channel_act_made_by_officer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_act'))
    )
    op.create_table('channel_shown',
    sa.Column('notice_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['channel_act.id'], name=op.f('fk_channel_shown_notice_id_channel_act')),
    sa.PrimaryKeyConstraint('notice_id', 'chat_id', name=op.f('pk_channel_shown'))
    )


def downgrade() -> None:
    op.drop_table('channel_shown')
    op.drop_table('channel_act')
