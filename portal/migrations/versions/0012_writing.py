"""what somebody is writing and has not saved

Revision ID: 0012
Revises: 0011

"""
from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('working_copy',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('tab', sa.String(length=40), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('base', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('of_version', sa.Integer(), nullable=False),
    sa.Column('of_correction', sa.Integer(), nullable=False),
    sa.Column('saved_seq', sa.Integer(), nullable=False),
    sa.Column('saved_version', sa.Integer(), nullable=False),
    sa.Column('saved_correction', sa.Integer(), nullable=False),
    sa.Column('saved_digest', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_working_copy_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_working_copy')),
    sa.UniqueConstraint('tenant_id', 'by_id', 'tab', name=op.f('uq_working_copy_tenant_id_by_id_tab'))
    )
    op.create_index('ix_working_copy_object', 'working_copy', ['tenant_id', 'kind', 'object_id'], unique=False)
    op.create_index('ix_working_copy_updated', 'working_copy', ['tenant_id', 'updated_at'], unique=False)


def downgrade():
    op.drop_index('ix_working_copy_updated', table_name='working_copy')
    op.drop_index('ix_working_copy_object', table_name='working_copy')
    op.drop_table('working_copy')
