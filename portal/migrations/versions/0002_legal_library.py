"""legal library: keys that citations find documents by, closing, relations

Revision ID: 0002
Revises: 0001

"""
import re
import unicodedata

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade():
    # Added one by one: in a batch SQLite would make the table anew, and dropping the old one would take its provisions.
    for column in (
        sa.Column('closing', sa.Text(), nullable=False, server_default=''),
        sa.Column('number_key', sa.String(length=80), nullable=False, server_default=''),
        sa.Column('name_key', sa.String(length=300), nullable=False, server_default=''),
        sa.Column('text_state', sa.String(length=10), nullable=False, server_default='full'),
        sa.Column('needs_relating', sa.Boolean(), nullable=False, server_default='1'),
    ):
        op.add_column('legal_document', column)
    op.create_index('ix_legal_document_number_key', 'legal_document', ['number_key'], unique=False)
    op.create_index('ix_legal_document_name_key', 'legal_document', ['name_key'], unique=False)

    op.create_table('legal_relation',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('target_key', sa.String(length=400), nullable=False),
    sa.Column('target_type', sa.String(length=60), nullable=False),
    sa.Column('target_number', sa.String(length=80), nullable=False),
    sa.Column('target_title', sa.Text(), nullable=False),
    sa.Column('target_anchors', sa.JSON(), nullable=False),
    sa.Column('anchor', sa.String(length=120), nullable=False),
    sa.Column('wording', sa.Text(), nullable=False),
    sa.Column('effective', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('decided_by', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'document_id'], ['legal_document.tenant_id', 'legal_document.id'], name=op.f('fk_legal_relation_tenant_id_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_legal_relation_tenant_id')),
    sa.PrimaryKeyConstraint('id', 'tenant_id', name=op.f('pk_legal_relation'))
    )
    with op.batch_alter_table('legal_relation', schema=None) as batch_op:
        batch_op.create_index('ix_legal_relation_document', ['tenant_id', 'document_id'], unique=False)
        batch_op.create_index('ix_legal_relation_state', ['tenant_id', 'state'], unique=False)
        batch_op.create_index('ix_legal_relation_target', ['target_key'], unique=False)

    _fill_keys()


def _fill_keys():
    """The keys of documents that are there already; the rule as it stood when this was written."""
    document = sa.table('legal_document', sa.column('tenant_id'), sa.column('id'), sa.column('number'),
                        sa.column('type'), sa.column('title'), sa.column('number_key'), sa.column('name_key'))
    connection = op.get_bind()
    rows = connection.execute(sa.select(document.c.tenant_id, document.c.id, document.c.number,
                                        document.c.type, document.c.title)).all()
    for tenant_id, object_id, number, kind, title in rows:
        plain = re.sub(r'\s', '', unicodedata.normalize('NFC', number)).replace('Ð', 'Đ').lower().replace('ð', 'đ')
        plain = re.sub(r'[/–._-]+', '/', re.sub(r'^0+(?=\d)', '', plain)[:80]).strip('/')
        fold = lambda text: ' '.join(re.findall(r'\w+', unicodedata.normalize('NFC', text).lower()))
        name = fold(title).removeprefix(fold(kind) + ' ').strip()[:300]
        connection.execute(document.update()
                           .where(document.c.tenant_id == tenant_id, document.c.id == object_id)
                           .values(number_key=plain, name_key=name))


def downgrade():
    op.drop_table('legal_relation')
    op.drop_index('ix_legal_document_number_key', 'legal_document')
    op.drop_index('ix_legal_document_name_key', 'legal_document')
    for name in ('needs_relating', 'text_state', 'name_key', 'number_key', 'closing'):
        op.drop_column('legal_document', name)
