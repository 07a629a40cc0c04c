"""the office's own tables: templates of replies, what is said of refusals, its days as they were before.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('office_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('of', sa.String(length=16), nullable=False),
    sa.Column('key', sa.String(length=32), nullable=False),
    sa.Column('standing', sa.Boolean(), nullable=True),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['ended_by'], ['officer.id'], name=op.f('fk_office_entry_ended_by_officer')),
    sa.ForeignKeyConstraint(['made_by'], ['officer.id'], name=op.f('fk_office_entry_made_by_officer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_entry')),
    sa.UniqueConstraint('of', 'key', 'standing', name=op.f('uq_office_entry_of'))
    )
    op.create_table('calendar_day_past',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('working', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=False),
    sa.Column('ended_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_day_past'))
    )
    with op.batch_alter_table('calendar_day_past', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_day_past_day'), ['day'], unique=False)


def downgrade() -> None:
    op.drop_table('calendar_day_past')
    op.drop_table('office_entry')
