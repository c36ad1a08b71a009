"""synonyms, promoted results and the count of what is asked for

Revision ID: 0006
Revises: 0005

"""
from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('search_promoted',
    sa.Column('question', sa.String(length=120), nullable=False),
    sa.Column('question_key', sa.String(length=120), nullable=False),
    sa.Column('matching', sa.String(length=10), nullable=False),
    sa.Column('target', sa.String(length=500), nullable=False),
    sa.Column('entry_key', sa.String(length=200), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('starts', sa.Date(), nullable=True),
    sa.Column('ends', sa.Date(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('updated_by', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_search_promoted_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_search_promoted'))
    )
    with op.batch_alter_table('search_promoted', schema=None) as batch_op:
        batch_op.create_index('ix_search_promoted_question', ['tenant_id', 'question_key'], unique=False)

    op.create_table('search_query',
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('shown', sa.String(length=120), nullable=False),
    sa.Column('spellings', sa.JSON(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('empty', sa.Integer(), nullable=False),
    sa.Column('last_total', sa.Integer(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('ignored', sa.Boolean(), nullable=False),
    sa.Column('blocked', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_search_query_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_search_query')),
    sa.UniqueConstraint('tenant_id', 'key', name=op.f('uq_search_query_tenant_id_key'))
    )
    with op.batch_alter_table('search_query', schema=None) as batch_op:
        batch_op.create_index('ix_search_query_last', ['tenant_id', 'last_day'], unique=False)

    op.create_table('search_synonym',
    sa.Column('term', sa.String(length=120), nullable=False),
    sa.Column('meaning', sa.String(length=120), nullable=False),
    sa.Column('term_key', sa.String(length=120), nullable=False),
    sa.Column('meaning_key', sa.String(length=120), nullable=False),
    sa.Column('one_way', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('updated_by', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_search_synonym_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_search_synonym'))
    )
    with op.batch_alter_table('search_synonym', schema=None) as batch_op:
        batch_op.create_index('ix_search_synonym_term', ['tenant_id', 'term_key'], unique=False)

    op.create_table('search_query_day',
    sa.Column('query_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('empty', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'query_id'], ['search_query.tenant_id', 'search_query.id'], name=op.f('fk_search_query_day_tenant_id_query_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_search_query_day_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_search_query_day')),
    sa.UniqueConstraint('tenant_id', 'query_id', 'day', name=op.f('uq_search_query_day_tenant_id_query_id_day'))
    )
    with op.batch_alter_table('search_query_day', schema=None) as batch_op:
        batch_op.create_index('ix_search_query_day_day', ['tenant_id', 'day'], unique=False)


def downgrade():
    with op.batch_alter_table('search_query_day', schema=None) as batch_op:
        batch_op.drop_index('ix_search_query_day_day')

    op.drop_table('search_query_day')
    with op.batch_alter_table('search_synonym', schema=None) as batch_op:
        batch_op.drop_index('ix_search_synonym_term')

    op.drop_table('search_synonym')
    with op.batch_alter_table('search_query', schema=None) as batch_op:
        batch_op.drop_index('ix_search_query_last')

    op.drop_table('search_query')
    with op.batch_alter_table('search_promoted', schema=None) as batch_op:
        batch_op.drop_index('ix_search_promoted_question')

    op.drop_table('search_promoted')
