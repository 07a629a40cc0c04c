"""pace: when the next broadcast may be sent, by whichever copy of the bot.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'send_pace',
        sa.Column('paced', sa.String(length=16), nullable=False),
        sa.Column('next_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('paced', name=op.f('pk_send_pace')),
    )


def downgrade() -> None:
    op.drop_table('send_pace')
