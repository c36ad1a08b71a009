"""reading figures

Revision ID: 0020
Revises: 0019

"""
from alembic import op
import sqlalchemy as sa


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('visit_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('act', sa.String(length=10), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_visit_day_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_visit_day'))
    )
    op.create_index('ix_visit_day_day', 'visit_day', ['tenant_id', 'day', 'act'])
    op.create_index('ix_visit_day_path', 'visit_day', ['tenant_id', 'path', 'day'])


def downgrade():
    op.drop_table('visit_day')
