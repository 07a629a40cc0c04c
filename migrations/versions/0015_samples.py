"""samples

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'reply_draw',
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('trial', sa.Boolean(), nullable=False),
        sa.Column('seed', sa.String(length=32), nullable=False),
        sa.Column('candidates', sa.Text(), nullable=False),
        sa.Column('drawn_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('month', name=op.f('pk_reply_draw')),
    )
    op.create_table(
        'reply_sample',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('month', sa.Date(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('reply_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['month'], ['reply_draw.month'], name=op.f('fk_reply_sample_month_reply_draw')),
        sa.ForeignKeyConstraint(
            ['reply_id'], ['petition_reply.id'], name=op.f('fk_reply_sample_reply_id_petition_reply')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_sample')),
        sa.UniqueConstraint('month', 'position', name=op.f('uq_reply_sample_month')),
        sa.UniqueConstraint('reply_id', name=op.f('uq_reply_sample_reply_id')),
    )
    op.create_table(
        'reply_review',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('sample_id', sa.Integer(), nullable=False),
        sa.Column('standing', sa.Boolean(), nullable=True),
        sa.Column('marks', sa.Text(), nullable=False),
        sa.Column('remark', sa.Text(), nullable=True),
        sa.Column('reviewer_id', sa.Integer(), nullable=False),
        sa.Column('reviewed_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(['reviewer_id'], ['officer.id'], name=op.f('fk_reply_review_reviewer_id_officer')),
        sa.ForeignKeyConstraint(
            ['sample_id'], ['reply_sample.id'], name=op.f('fk_reply_review_sample_id_reply_sample')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_review')),
        sa.UniqueConstraint('sample_id', 'standing', name=op.f('uq_reply_review_sample_id')),
    )
    op.create_index(
        'ix_petition_reopened',
        'petition',
        ['id'],
        postgresql_where=sa.text('reopened > 0'),
        sqlite_where=sa.text('reopened > 0'),
    )


def downgrade() -> None:
    op.drop_index('ix_petition_reopened', 'petition')
    op.drop_table('reply_review')
    op.drop_table('reply_sample')
    op.drop_table('reply_draw')
