"""lists

Revision ID: 0023
Revises: 0022

"""
import unicodedata

from alembic import op
import sqlalchemy as sa


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

THINGS = ('alert', 'consultation', 'legal_document', 'news_item', 'page', 'poll', 'procedure', 'work_week')
LISTED = ('consultation', 'legal_document', 'news_item', 'page', 'procedure')
WORDS = ('title', 'name', 'number', 'code', 'lead', 'summary')


def upgrade():
    for name in THINGS:
        op.add_column(name, sa.Column('sought', sa.Text(), nullable=False, server_default=''))
        _fill(name)
        if name in LISTED:
            op.create_index(f'ix_{name}_changed', name, ['tenant_id', 'updated_at'])
            op.create_index(f'ix_{name}_review', name, ['tenant_id', 'status', 'review_on'])
    op.create_table('care_note',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('pinned', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('edited_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_care_note_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_care_note'))
    )
    op.create_index('ix_care_note_object', 'care_note', ['tenant_id', 'kind', 'object_id'])
    op.create_table('review_reminder',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_review_reminder_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_review_reminder')),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', name=op.f('uq_review_reminder_tenant_id_kind_object_id'))
    )
    op.create_table('bulk_act',
    sa.Column('of_kind', sa.String(length=30), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('failed', sa.JSON(), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_bulk_act_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_bulk_act'))
    )
    op.create_index('ix_bulk_act_mine', 'bulk_act', ['tenant_id', 'of_kind', 'by_id', 'at'])
    op.create_table('bulk_row',
    sa.Column('act_id', sa.BigInteger(), nullable=False),
    sa.Column('thing_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'act_id'], ['bulk_act.tenant_id', 'bulk_act.id'], name='fk_bulk_row_act', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_bulk_row_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_bulk_row')),
    sa.UniqueConstraint('tenant_id', 'act_id', 'thing_id', name=op.f('uq_bulk_row_tenant_id_act_id_thing_id'))
    )


def _fill(name):
    """What things that are there are found by."""
    connection = op.get_bind()
    table = sa.Table(name, sa.MetaData(), autoload_with=connection)
    words = [table.c[one] for one in WORDS if one in table.c]
    rows = connection.execute(sa.select(table.c.tenant_id, table.c.id, *words)).all()
    values = [
        {'of_tenant': row[0], 'of_id': row[1], 'found': _folded(' '.join(str(one) for one in row[2:] if one))}
        for row in rows
    ]
    mine = (table.c.tenant_id == sa.bindparam('of_tenant'), table.c.id == sa.bindparam('of_id'))
    if values:
        connection.execute(table.update().where(*mine).values(sought=sa.bindparam('found')), values)


def _folded(text):
    parts = unicodedata.normalize('NFD', text.lower().replace('đ', 'd'))
    return ' '.join(''.join(one for one in parts if not unicodedata.combining(one)).split())[:2000]


def downgrade():
    for name in ('bulk_row', 'bulk_act', 'review_reminder', 'care_note'):
        op.drop_table(name)
    for name in THINGS:
        if name in LISTED:
            op.drop_index(f'ix_{name}_review', table_name=name)
            op.drop_index(f'ix_{name}_changed', table_name=name)
        op.drop_column(name, 'sought')
