"""order of lists

Indexes in the order of the lists, which answer by themselves what is stepped over on the way to a late page: of what
citizens see, of the desk's lists by state, of the few news items that are pinned or end by themselves. And a table of
how many there are, which the database keeps itself (`portal/database/counting.py`).

Revision ID: 0047
Revises: 0046

"""
from alembic import op
import sqlalchemy as sa


revision = '0047'
down_revision = '0046'
branch_labels = None
depends_on = None

SEEN = ['publish_at', 'expires_at', 'shared']
NULLS = {'issued': 'NULLS FIRST', 'year': 'NULLS FIRST'}

NEW = (
    ('news_item', 'ix_news_item_changed', ['tenant_id', 'updated_at', 'id', 'status']),
    ('news_item', 'ix_news_item_state', ['tenant_id', 'status', 'updated_at', 'id']),
    ('news_item', 'ix_news_item_list',
     ['tenant_id', 'status', 'publish_at', 'id', 'expires_at', 'section_id']),
    ('news_item', 'ix_news_item_section',
     ['tenant_id', 'section_id', 'status', 'publish_at', 'id', 'expires_at']),
    ('news_tag', 'ix_news_tag_slug', ['tenant_id', 'slug', 'item_id']),
    ('legal_field', 'ix_legal_field_slug', ['tenant_id', 'slug', 'document_id']),
    ('legal_relation', 'ix_legal_relation_target', ['tenant_id', 'target_key', 'state']),
    ('legal_document', 'ix_legal_document_changed', ['tenant_id', 'updated_at', 'id', 'status']),
    ('legal_document', 'ix_legal_document_state', ['tenant_id', 'status', 'updated_at', 'id']),
    ('legal_document', 'ix_legal_document_begins', ['tenant_id', 'publish_at', 'status']),
    ('news_item', 'ix_news_item_begins', ['tenant_id', 'publish_at', 'status']),
    ('legal_document', 'ix_legal_document_list',
     ['tenant_id', 'status', 'issued', 'year', 'id', *SEEN, 'category']),
    ('legal_document', 'ix_legal_document_type',
     ['tenant_id', 'status', 'type', 'issued', 'year', 'id', *SEEN]),
    ('legal_document', 'ix_legal_document_issuer',
     ['tenant_id', 'status', 'issuer', 'issued', 'year', 'id', *SEEN]),
    ('legal_document', 'ix_legal_document_year',
     ['tenant_id', 'status', 'year', 'issued', 'id', *SEEN]),
)
FEW = (
    ('news_item', 'ix_news_item_pinned', ['tenant_id', 'status', 'publish_at', 'id'], 'featured'),
    ('news_item', 'ix_news_item_until', ['tenant_id', 'urgent_until'], 'urgent_until'),
    ('news_item', 'ix_news_item_ends', ['tenant_id', 'expires_at', 'status'], 'expires_at'),
    ('legal_document', 'ix_legal_document_ends', ['tenant_id', 'expires_at', 'status'], 'expires_at'),
)
OLD = (
    ('news_item', 'ix_news_item_changed', ['tenant_id', 'updated_at']),
    ('news_item', 'ix_news_item_list', ['tenant_id', 'status', 'publish_at']),
    ('news_item', 'ix_news_item_section', ['tenant_id', 'section_id', 'status', 'publish_at']),
    ('news_tag', 'ix_news_tag_slug', ['tenant_id', 'slug']),
    ('legal_field', 'ix_legal_field_slug', ['tenant_id', 'slug']),
    ('legal_relation', 'ix_legal_relation_target', ['target_key']),
    ('legal_document', 'ix_legal_document_changed', ['tenant_id', 'updated_at']),
    ('legal_document', 'ix_legal_document_list', ['tenant_id', 'status', 'issued']),
    ('legal_document', 'ix_legal_document_type', ['tenant_id', 'type', 'issued']),
    ('legal_document', 'ix_legal_document_issuer', ['tenant_id', 'issuer', 'issued']),
)


def _where(column):
    if column == 'featured':
        return sa.column('featured', sa.Boolean()).is_(True)
    return sa.column(column).is_not(None)


def upgrade():
    op.create_table('kept_count',
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('facet', sa.String(length=20), nullable=False),
    sa.Column('value', sa.String(length=400), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_kept_count_tenant_id_tenant')),
    sa.PrimaryKeyConstraint('tenant_id', 'kind', 'facet', 'value', 'shared', name=op.f('pk_kept_count'))
    )
    for table, name, _columns in OLD:
        op.drop_index(name, table_name=table)
    for table, name, columns in NEW:
        nulls = NULLS if 'issued' in columns else {}
        nulls = {one: said for one, said in nulls.items() if name != 'ix_legal_document_year' or one == 'issued'}
        op.create_index(name, table, columns, unique=False, postgresql_ops=nulls)
    for table, name, columns, of in FEW:
        op.create_index(name, table, columns, unique=False, sqlite_where=_where(of), postgresql_where=_where(of))


def downgrade():
    op.drop_table('kept_count')
    for table, name, *_rest in (*NEW, *FEW):
        op.drop_index(name, table_name=table)
    for table, name, columns in OLD:
        op.create_index(name, table, columns, unique=False)
