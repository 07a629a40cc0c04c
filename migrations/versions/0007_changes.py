"""the catalogue changes: undoing, proposals, confirmations, offices through time, who follows what.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


# Added one by one with what they name: SQLite would copy the table for any other change of it, and cannot while other
# tables name its rows. Column, kind, and the table it names.
ADDED = (
    ('change_set', 'decision', sa.Text(), ''),
    ('change_set', 'undoes', sa.Integer(), 'change_set.id'),
    ('change_set', 'announced_at', sa.DateTime(), ''),
    ('version', 'closed_by', sa.Integer(), 'change_set.id'),
    ('version', 'restored_by', sa.Integer(), 'change_set.id'),
    ('version', 'end_reason', sa.String(length=32), ''),
    ('source', 'brought_by', sa.Integer(), 'change_set.id'),
    ('source', 'withdrawn_by', sa.Integer(), 'change_set.id'),
    ('field', 'brought_by', sa.Integer(), 'change_set.id'),
    ('field', 'withdrawn_by', sa.Integer(), 'change_set.id'),
    ('decision', 'brought_by', sa.Integer(), 'change_set.id'),
    ('decision', 'withdrawn_by', sa.Integer(), 'change_set.id'),
)


def upgrade() -> None:
    op.add_column('change_set', sa.Column('title', sa.Text(), nullable=False, server_default=''))
    for table, name, kind, names in ADDED:
        key = op.f(f'fk_{table}_{name}_{names.split(".")[0]}')
        named = [sa.ForeignKey(names, name=key)] if names else []
        op.add_column(table, sa.Column(name, kind, *named, nullable=True), inline_references=True)
    # What was brought before is no news any more.
    op.execute('UPDATE change_set SET announced_at = made_at')
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.create_index(
            'ix_version_current',
            ['code', 'begins_on'],
            unique=True,
            sqlite_where=sa.text('recorded_to IS NULL'),
            postgresql_where=sa.text('recorded_to IS NULL'),
        )
        batch_op.create_index('ix_version_change_set_id', ['change_set_id'], unique=False)
        batch_op.create_index('ix_version_closed_by', ['closed_by'], unique=False)

    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.add_column(sa.Column('valid_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('valid_to', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('origin', sa.String(length=16), nullable=False, server_default='release'))
        batch_op.add_column(sa.Column('recorded_from', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('recorded_to', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('recorded_by', sa.Text(), nullable=False, server_default=''))
        batch_op.create_index('ix_office_unit_kind', ['unit', 'kind'], unique=False)

    # An office stands in the database since the release that brought it.
    op.execute('UPDATE office SET recorded_from = (SELECT max(made_at) FROM change_set)')
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.alter_column('recorded_from', existing_type=sa.DateTime(), nullable=False)

    op.create_table(
        'verification',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('begins_on', sa.Date(), nullable=False),
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('document', sa.Text(), nullable=False),
        sa.Column('confirmed_on', sa.Date(), nullable=False),
        sa.Column('confirmed_by', sa.Text(), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
        sa.Column('withdrawn_by', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_verification')),
    )
    with op.batch_alter_table('verification', schema=None) as batch_op:
        batch_op.create_index('ix_verification_code', ['code'], unique=False)

    op.create_table(
        'catalogue_revision',
        sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_revision')),
    )
    op.execute('INSERT INTO catalogue_revision (id, number) VALUES (1, 0)')
    op.create_table(
        'proposal',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('title', sa.Text(), nullable=False),
        sa.Column('file_name', sa.Text(), nullable=False),
        sa.Column('content', sa.Text(), nullable=False),
        sa.Column('summary', sa.Text(), nullable=False),
        sa.Column('state', sa.String(length=16), nullable=False),
        sa.Column('proposed_at', sa.DateTime(), nullable=False),
        sa.Column('proposed_by', sa.Integer(), nullable=False),
        sa.Column('comment', sa.Text(), nullable=False),
        sa.Column('decided_at', sa.DateTime(), nullable=True),
        sa.Column('decided_by', sa.Integer(), nullable=True),
        sa.Column('decision_comment', sa.Text(), nullable=False),
        sa.Column('change_set_id', sa.Integer(), nullable=True),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.Column('undone_by', sa.Integer(), nullable=True),
        sa.Column('undo_comment', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['change_set_id'], ['change_set.id'], name=op.f('fk_proposal_change_set_id_change_set')
        ),
        sa.ForeignKeyConstraint(['decided_by'], ['officer.id'], name=op.f('fk_proposal_decided_by_officer')),
        sa.ForeignKeyConstraint(['proposed_by'], ['officer.id'], name=op.f('fk_proposal_proposed_by_officer')),
        sa.ForeignKeyConstraint(['undone_by'], ['officer.id'], name=op.f('fk_proposal_undone_by_officer')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index('ix_proposal_state', ['state'], unique=False)

    op.create_table(
        'subscription',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('chat_id', sa.BigInteger(), nullable=False),
        sa.Column('kind', sa.String(length=16), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('since', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
        sa.UniqueConstraint('chat_id', 'kind', 'key', name=op.f('uq_subscription_chat_id')),
    )
    with op.batch_alter_table('subscription', schema=None) as batch_op:
        batch_op.create_index('ix_subscription_kind_key', ['kind', 'key'], unique=False)

    op.create_table(
        'notice_of_day',
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('told_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('day', name=op.f('pk_notice_of_day')),
    )


def downgrade() -> None:
    for table in ('notice_of_day', 'subscription', 'proposal', 'catalogue_revision', 'verification'):
        op.drop_table(table)
    # The former shape knows only what is said today.
    op.execute('DELETE FROM office WHERE recorded_to IS NOT NULL OR valid_to IS NOT NULL')
    with op.batch_alter_table('office', schema=None) as batch_op:
        batch_op.drop_index('ix_office_unit_kind')
        for column in ('valid_from', 'valid_to', 'origin', 'recorded_from', 'recorded_to', 'recorded_by'):
            batch_op.drop_column(column)
    for index in ('ix_version_current', 'ix_version_change_set_id', 'ix_version_closed_by'):
        op.drop_index(index, table_name='version')
    for table, name, *_ in reversed(ADDED):
        op.drop_column(table, name)
    op.drop_column('change_set', 'title')
