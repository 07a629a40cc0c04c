"""dossiers

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'dossier_result',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('period', sa.String(length=8), nullable=False),
        sa.Column('level', sa.String(length=16), nullable=False),
        sa.Column('unit', sa.Text(), nullable=False),
        sa.Column('received', sa.Integer(), nullable=False),
        sa.Column('online', sa.Integer(), nullable=True),
        sa.Column('counter', sa.Integer(), nullable=True),
        sa.Column('carried', sa.Integer(), nullable=True),
        sa.Column('resolved', sa.Integer(), nullable=False),
        sa.Column('early', sa.Integer(), nullable=True),
        sa.Column('on_time', sa.Integer(), nullable=True),
        sa.Column('late', sa.Integer(), nullable=True),
        sa.Column('pending', sa.Integer(), nullable=False),
        sa.Column('pending_late', sa.Integer(), nullable=True),
        sa.Column('returned', sa.Integer(), nullable=False),
        sa.Column('source', sa.Text(), nullable=False),
        sa.Column('origin', sa.String(length=16), nullable=False),
        sa.Column('recorded_from', sa.DateTime(), nullable=False),
        sa.Column('recorded_by', sa.Text(), nullable=False),
        sa.Column('officer_id', sa.Integer(), nullable=True),
        sa.Column('recorded_to', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_dossier_result_officer_id_officer')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_result')),
    )
    with op.batch_alter_table('dossier_result', schema=None) as batch_op:
        batch_op.create_index(
            'ix_dossier_result_current',
            ['period', 'level', 'unit'],
            unique=True,
            sqlite_where=sa.text('recorded_to IS NULL'),
            postgresql_where=sa.text('recorded_to IS NULL'),
        )


def downgrade() -> None:
    with op.batch_alter_table('dossier_result', schema=None) as batch_op:
        batch_op.drop_index(
            'ix_dossier_result_current',
            sqlite_where=sa.text('recorded_to IS NULL'),
            postgresql_where=sa.text('recorded_to IS NULL'),
        )
    op.drop_table('dossier_result')
