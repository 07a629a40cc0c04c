"""the desk: links that let an officer in once, and the sessions they open.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('desk_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_desk_entry_officer_id_officer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_entry')),
    sa.UniqueConstraint('digest', name=op.f('uq_desk_entry_digest'))
    )
    with op.batch_alter_table('desk_entry', schema=None) as batch_op:
        batch_op.create_index('ix_desk_entry_officer_id', ['officer_id'], unique=False)

    op.create_table('desk_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_desk_session_officer_id_officer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_desk_session')),
    sa.UniqueConstraint('digest', name=op.f('uq_desk_session_digest'))
    )
    with op.batch_alter_table('desk_session', schema=None) as batch_op:
        batch_op.create_index('ix_desk_session_officer_id', ['officer_id'], unique=False)


def downgrade() -> None:
    op.drop_table('desk_session')
    op.drop_table('desk_entry')
