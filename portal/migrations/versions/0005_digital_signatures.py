"""digital signatures

Revision ID: 0005
Revises: 0004

"""
from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('signature_check',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('reports', sa.JSON(), nullable=False),
    sa.Column('trust_digest', sa.String(length=64), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=False),
    sa.Column('original_id', sa.BigInteger(), nullable=True),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'original_id'], ['media_file.tenant_id', 'media_file.id'], name=op.f('fk_signature_check_tenant_id_original_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_signature_check_tenant_id')),
    sa.PrimaryKeyConstraint('id', 'tenant_id', name=op.f('pk_signature_check')),
    sa.UniqueConstraint('tenant_id', 'sha256', name=op.f('uq_signature_check_tenant_id_sha256'))
    )


def downgrade():
    op.drop_table('signature_check')
