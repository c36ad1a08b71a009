"""who answers for a thing, the trash, outgoing mail and notices

Revision ID: 0007
Revises: 0006

"""
from alembic import op
import sqlalchemy as sa


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

PUBLISHED_THINGS = ('news_item', 'page', 'legal_document', 'procedure', 'work_week')
COLUMNS = ('updated_by_id', 'owner_id', 'owner_office', 'review_on', 'trashed_at', 'trashed_from')


def upgrade():
    for table in PUBLISHED_THINGS:
        op.add_column(table, sa.Column('updated_by_id', sa.Integer(), nullable=True))
        op.add_column(table, sa.Column('owner_id', sa.Integer(), nullable=True))
        op.add_column(table, sa.Column('owner_office', sa.String(length=120), nullable=False, server_default=''))
        op.add_column(table, sa.Column('review_on', sa.Date(), nullable=True))
        op.add_column(table, sa.Column('trashed_at', sa.DateTime(), nullable=True))
        op.add_column(table, sa.Column('trashed_from', sa.String(length=12), nullable=False, server_default=''))
    op.create_table('outgoing_mail',
    sa.Column('to', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_outgoing_mail_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_outgoing_mail'))
    )
    op.create_index('ix_outgoing_mail_state', 'outgoing_mail', ['tenant_id', 'state', 'next_try_at'])
    op.create_table('notice',
    sa.Column('for_user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('detail', sa.String(length=500), nullable=False),
    sa.Column('path', sa.String(length=300), nullable=False),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_notice_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_notice'))
    )
    op.create_index('ix_notice_person', 'notice', ['tenant_id', 'for_user_id', 'read_at'])


def downgrade():
    op.drop_table('notice')
    op.drop_table('outgoing_mail')
    for table in PUBLISHED_THINGS:
        for column in COLUMNS:
            op.drop_column(table, column)
