"""the office: scopes of officers, who handles a petition, replies and publications, staff chats and topics, traces.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


# Added one by one: SQLite rebuilds a table for any other change of it, and would lose the triggers that keep petitions.
ADDED = (
    ('officer_role', 'field', sa.String(length=16), ''),
    ('officer_role', 'restricted', sa.Boolean(), sa.false()),
    ('petition', 'unit', sa.Text(), ''),
    ('petition', 'confidential', sa.Boolean(), sa.false()),
    ('petition', 'channel', sa.String(length=16), 'chat'),
    ('petition_attachment', 'party', sa.String(length=16), 'sender'),
    ('petition_attachment', 'cells', sa.Text(), ''),
)


def upgrade() -> None:
    for table, name, kind, default in ADDED:
        op.add_column(table, sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column('petition', sa.Column('officer_id', sa.Integer(), nullable=True))
    op.add_column('petition_attachment', sa.Column('covers', sa.Integer(), nullable=True))
    # Those that were lodged before belong to the commune they speak of; conduct is confidential from now on.
    op.execute("UPDATE petition SET unit = commune, confidential = (category = 'conduct' OR state = 'diverted')")
    op.create_table('bulletin',
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('told_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('what', 'unit', 'day', name=op.f('pk_bulletin'))
    )
    op.create_table('staff_chat',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('forum', sa.Boolean(), nullable=False),
    sa.Column('standing', sa.Boolean(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_chat')),
    sa.UniqueConstraint('purpose', 'unit', 'standing', name=op.f('uq_staff_chat_purpose'))
    )
    op.create_table('trace',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('act', sa.String(length=32), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_trace_officer_id_officer')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trace'))
    )
    with op.batch_alter_table('trace', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_trace_about'), ['about'], unique=False)

    op.create_table('petition_concerned',
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('named_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_petition_concerned_officer_id_officer')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_concerned_petition_id_petition')),
    sa.PrimaryKeyConstraint('petition_id', 'officer_id', name=op.f('pk_petition_concerned'))
    )
    op.create_table('petition_publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('words', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('pictures', sa.Text(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['author_id'], ['officer.id'], name=op.f('fk_petition_publication_author_id_officer')),
    sa.ForeignKeyConstraint(['decided_by'], ['officer.id'], name=op.f('fk_petition_publication_decided_by_officer')),
    sa.ForeignKeyConstraint(
        ['petition_id'], ['petition.id'], name=op.f('fk_petition_publication_petition_id_petition')
    ),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_publication')),
    sa.UniqueConstraint('petition_id', name=op.f('uq_petition_publication_petition_id'))
    )
    op.create_table('petition_topic',
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('thread_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_topic_petition_id_petition')),
    sa.PrimaryKeyConstraint('petition_id', 'chat_id', name=op.f('pk_petition_topic'))
    )
    op.create_table('petition_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('standing', sa.Boolean(), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Text(), nullable=True),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('document_number', sa.Text(), nullable=False),
    sa.Column('document_on', sa.Date(), nullable=True),
    sa.Column('attachment_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(
        ['attachment_id'], ['petition_attachment.id'], name=op.f('fk_petition_reply_attachment_id_petition_attachment')
    ),
    sa.ForeignKeyConstraint(['author_id'], ['officer.id'], name=op.f('fk_petition_reply_author_id_officer')),
    sa.ForeignKeyConstraint(['decided_by'], ['officer.id'], name=op.f('fk_petition_reply_decided_by_officer')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_reply_petition_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_reply')),
    sa.UniqueConstraint('petition_id', 'standing', name=op.f('uq_petition_reply_petition_id'))
    )


def downgrade() -> None:
    for table in ('petition_reply', 'petition_topic', 'petition_publication', 'petition_concerned', 'trace', 'staff_chat'):
        op.drop_table(table)
    op.drop_table('bulletin')
    op.drop_column('petition', 'officer_id')
    op.drop_column('petition_attachment', 'covers')
    for table, name, _, _ in reversed(ADDED):
        op.drop_column(table, name)
