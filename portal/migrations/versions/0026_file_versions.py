"""earlier contents of files

Revision ID: 0026
Revises: 0025

"""
from alembic import op
import sqlalchemy as sa


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('media_file', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('media_file', sa.Column('former_names', sa.JSON(), nullable=False, server_default='[]'))
    op.create_table('media_version',
    sa.Column('media_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('fingerprint', sa.String(length=16), nullable=False),
    sa.Column('renditions', sa.JSON(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(), nullable=False),
    sa.Column('replaced_by_id', sa.Integer(), nullable=True),
    sa.Column('replaced_by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'media_id'], ['media_file.tenant_id', 'media_file.id'], name=op.f('fk_media_version_tenant_id_media_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_media_version_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_media_version')),
    sa.UniqueConstraint('tenant_id', 'media_id', 'number', name=op.f('uq_media_version_tenant_id_media_id_number'))
    )
    op.create_index('ix_media_version_replaced_at', 'media_version', ['replaced_at'])


def downgrade():
    op.drop_index('ix_media_version_replaced_at', 'media_version')
    op.drop_table('media_version')
    op.drop_column('media_file', 'former_names')
    op.drop_column('media_file', 'version')
