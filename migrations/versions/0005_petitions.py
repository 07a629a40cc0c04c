"""petitions: the register, its events which nobody deletes or changes, drafts, files, consents, clocks and anchors.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


KEPT = ('petition', 'petition_event')
FIXED = (
    'id', 'petition_id', 'number', 'kind', 'at', 'party', 'officer_id', 'reader', 'from_state', 'to_state', 'details',
    'digests', 'previous', 'digest',
)


def keep_sqlite(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END"
    )


def keep_postgresql(table: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION motcua_kept()")


def fix_events() -> None:
    """An event is never changed; only its note can be emptied."""
    # Some may be NULL, which is neither equal to anything nor unequal.
    differs = 'IS NOT' if op.get_bind().dialect.name == 'sqlite' else 'IS DISTINCT FROM'
    changed = ' OR '.join(f'NEW.{name} {differs} OLD.{name}' for name in FIXED) + ' OR NEW.note IS NOT NULL'
    if op.get_bind().dialect.name == 'sqlite':
        for table in KEPT:
            keep_sqlite(table)
        op.execute(
            f"CREATE TRIGGER petition_event_fixed BEFORE UPDATE ON petition_event WHEN {changed} "
            "BEGIN SELECT RAISE(ABORT, 'petition_event is never changed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION motcua_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is never deleted or changed', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        keep_postgresql(table)
    op.execute(
        f"CREATE TRIGGER petition_event_fixed BEFORE UPDATE ON petition_event FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION motcua_kept()"
    )


def upgrade() -> None:
    op.create_table('anchor',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=False),
    sa.Column('heads', sa.Integer(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('root', sa.Text(), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_anchor')),
    sa.UniqueConstraint('day', name=op.f('uq_anchor_day'))
    )
    op.create_table('calendar_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('working', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_calendar_day'))
    )
    op.create_table('keyring',
    sa.Column('row', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=16), nullable=False),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_keyring'))
    )
    op.create_table('petition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('trial', sa.Boolean(), nullable=False),
    sa.Column('book_year', sa.Integer(), nullable=False),
    sa.Column('book_number', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('category', sa.String(length=16), nullable=False),
    sa.Column('about', sa.Text(), nullable=False),
    sa.Column('commune', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('latitude', sa.Float(), nullable=True),
    sa.Column('longitude', sa.Float(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('shown', sa.Boolean(), nullable=False),
    sa.Column('secret', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('state_at', sa.DateTime(), nullable=False),
    sa.Column('resumes', sa.String(length=20), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('clock_from', sa.DateTime(), nullable=False),
    sa.Column('clock_days', sa.Integer(), nullable=False),
    sa.Column('national', sa.Boolean(), nullable=False),
    sa.Column('pauses', sa.Text(), nullable=False),
    sa.Column('calendar', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('transfer_due_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('reopened', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('process_rating', sa.Integer(), nullable=True),
    sa.Column('result_rating', sa.Integer(), nullable=True),
    sa.Column('restricted_at', sa.DateTime(), nullable=True),
    sa.Column('anonymised_at', sa.DateTime(), nullable=True),
    sa.Column('events', sa.Integer(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['petition.id'], name=op.f('fk_petition_parent_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition')),
    sa.UniqueConstraint('code', name=op.f('uq_petition_code')),
    sa.UniqueConstraint('trial', 'book_year', 'book_number', name=op.f('uq_petition_trial'))
    )
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_petition_chat_id'), ['chat_id'], unique=False)
        batch_op.create_index('ix_petition_state_due_at', ['state', 'due_at'], unique=False)

    op.create_table('petition_book',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('trial', sa.Boolean(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', 'trial', name=op.f('pk_petition_book'))
    )
    op.create_table('petition_draft',
    sa.Column('chat_id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('chat_id', name=op.f('pk_petition_draft'))
    )
    with op.batch_alter_table('petition_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_petition_draft_changed_at'), ['changed_at'], unique=False)

    op.create_table('remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('category', sa.String(length=16), nullable=False),
    sa.Column('commune', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_remark'))
    )
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_remark_day'), ['day'], unique=False)

    op.create_table('wrong_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wrong_code'))
    )
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.create_index('ix_wrong_code_chat_id_at', ['chat_id', 'at'], unique=False)

    op.create_table('anchored_head',
    sa.Column('anchor_id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['anchor_id'], ['anchor.id'], name=op.f('fk_anchored_head_anchor_id_anchor')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_anchored_head_petition_id_petition')),
    sa.PrimaryKeyConstraint('anchor_id', 'petition_id', name=op.f('pk_anchored_head'))
    )
    with op.batch_alter_table('anchored_head', schema=None) as batch_op:
        batch_op.create_index('ix_anchored_head_petition_id_number', ['petition_id', 'number'], unique=False)

    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('petition_id', sa.Integer(), nullable=True),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('notice', sa.String(length=16), nullable=False),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_consent_petition_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_chat_id'), ['chat_id'], unique=False)

    op.create_table('petition_attachment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=True),
    sa.Column('petition_id', sa.Integer(), nullable=True),
    sa.Column('file_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('declared_type', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('stored', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('absences', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_attachment_petition_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_attachment'))
    )
    with op.batch_alter_table('petition_attachment', schema=None) as batch_op:
        batch_op.create_index('ix_petition_attachment_chat_id_state', ['chat_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_attachment_petition_id'), ['petition_id'], unique=False)
        batch_op.create_index('ix_petition_attachment_state_not_before', ['state', 'not_before'], unique=False)

    op.create_table('petition_contact',
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_contact_petition_id_petition')),
    sa.PrimaryKeyConstraint('petition_id', name=op.f('pk_petition_contact'))
    )
    op.create_table('petition_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('party', sa.String(length=16), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=True),
    sa.Column('reader', sa.String(length=16), nullable=False),
    sa.Column('from_state', sa.String(length=20), nullable=True),
    sa.Column('to_state', sa.String(length=20), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('details', sa.Text(), nullable=False),
    sa.Column('digests', sa.Text(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['officer.id'], name=op.f('fk_petition_event_officer_id_officer')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_event_petition_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_event')),
    sa.UniqueConstraint('petition_id', 'number', name=op.f('uq_petition_event_petition_id'))
    )
    op.create_table('petition_timer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('settled_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_timer_petition_id_petition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_timer'))
    )
    with op.batch_alter_table('petition_timer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_petition_timer_petition_id'), ['petition_id'], unique=False)
        batch_op.create_index('ix_petition_timer_settled_at_at', ['settled_at', 'at'], unique=False)

    fix_events()


def downgrade() -> None:
    with op.batch_alter_table('petition_timer', schema=None) as batch_op:
        batch_op.drop_index('ix_petition_timer_settled_at_at')
        batch_op.drop_index(batch_op.f('ix_petition_timer_petition_id'))

    op.drop_table('petition_timer')
    op.drop_table('petition_event')
    op.drop_table('petition_contact')
    with op.batch_alter_table('petition_attachment', schema=None) as batch_op:
        batch_op.drop_index('ix_petition_attachment_state_not_before')
        batch_op.drop_index(batch_op.f('ix_petition_attachment_petition_id'))
        batch_op.drop_index('ix_petition_attachment_chat_id_state')

    op.drop_table('petition_attachment')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_chat_id'))

    op.drop_table('consent')
    with op.batch_alter_table('anchored_head', schema=None) as batch_op:
        batch_op.drop_index('ix_anchored_head_petition_id_number')

    op.drop_table('anchored_head')
    with op.batch_alter_table('wrong_code', schema=None) as batch_op:
        batch_op.drop_index('ix_wrong_code_chat_id_at')

    op.drop_table('wrong_code')
    with op.batch_alter_table('remark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_remark_day'))

    op.drop_table('remark')
    with op.batch_alter_table('petition_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_petition_draft_changed_at'))

    op.drop_table('petition_draft')
    op.drop_table('petition_book')
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.drop_index('ix_petition_state_due_at')
        batch_op.drop_index(batch_op.f('ix_petition_chat_id'))

    op.drop_table('petition')
    op.drop_table('keyring')
    op.drop_table('calendar_day')
    op.drop_table('anchor')
    if op.get_bind().dialect.name != 'sqlite':
        op.execute('DROP FUNCTION motcua_kept()')
