"""sharing

Revision ID: 0017
Revises: 0016

"""
from alembic import op
import sqlalchemy as sa


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('sharing',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('to_portal_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('recalled', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=True),
    sa.Column('sent_by_name', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('there', sa.String(length=300), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_sharing_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_sharing')),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', 'to_portal_id', name=op.f('uq_sharing_tenant_id_kind_object_id_to_portal_id'))
    )
    op.create_index('ix_sharing_due', 'sharing', ['due_at'], unique=False)
    op.create_index('ix_sharing_sent', 'sharing', ['tenant_id', 'sent_at'], unique=False)
    op.create_table('shared_copy',
    sa.Column('sharing_id', sa.BigInteger(), nullable=False),
    sa.Column('from_portal_id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.BigInteger(), nullable=False),
    sa.Column('source_path', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('mode', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('publish_at', sa.DateTime(), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.Column('live', sa.Boolean(), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('changed', sa.Boolean(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('went_along', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_name', sa.String(length=120), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_shared_copy_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_shared_copy')),
    sa.UniqueConstraint('tenant_id', 'sharing_id', name=op.f('uq_shared_copy_tenant_id_sharing_id'))
    )
    op.create_index('ix_shared_copy_due', 'shared_copy', ['due_at'], unique=False)
    op.create_index('ix_shared_copy_object', 'shared_copy', ['tenant_id', 'kind', 'object_id'], unique=False)
    op.create_index('ix_shared_copy_state', 'shared_copy', ['tenant_id', 'state', 'arrived_at'], unique=False)


def downgrade():
    op.drop_index('ix_shared_copy_state', table_name='shared_copy')
    op.drop_index('ix_shared_copy_object', table_name='shared_copy')
    op.drop_index('ix_shared_copy_due', table_name='shared_copy')
    op.drop_table('shared_copy')
    op.drop_index('ix_sharing_sent', table_name='sharing')
    op.drop_index('ix_sharing_due', table_name='sharing')
    op.drop_table('sharing')
