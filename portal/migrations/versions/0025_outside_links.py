"""outside links

Revision ID: 0025
Revises: 0024

"""
from alembic import op
import sqlalchemy as sa


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def _owned(name, *columns):
    op.create_table(name, *columns,
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f(f'fk_{name}_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f(f'pk_{name}')),
    )


def upgrade():
    _owned('quality_link',
    sa.Column('address', sa.String(length=600), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.String(length=20), nullable=False),
    sa.Column('checked_at', sa.DateTime(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('first_failed_at', sa.DateTime(), nullable=True),
    sa.Column('next_at', sa.DateTime(), nullable=False),
    sa.UniqueConstraint('tenant_id', 'address', name=op.f('uq_quality_link_tenant_id_address')),
    )
    op.create_index('ix_quality_link_due', 'quality_link', ['next_at'])
    op.create_index('ix_quality_link_status', 'quality_link', ['tenant_id', 'status'])
    _owned('quality_link_use',
    sa.Column('link_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'link_id'], ['quality_link.tenant_id', 'quality_link.id'],
                            name=op.f('fk_quality_link_use_tenant_id_link_id'), ondelete='CASCADE'),
    sa.UniqueConstraint('tenant_id', 'link_id', 'kind', 'object_id',
                        name=op.f('uq_quality_link_use_tenant_id_link_id_kind_object_id')),
    )
    op.create_index('ix_quality_link_use_thing', 'quality_link_use', ['tenant_id', 'kind', 'object_id'])


def downgrade():
    op.drop_table('quality_link_use')
    op.drop_table('quality_link')
