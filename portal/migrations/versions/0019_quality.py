"""quality

Revision ID: 0019
Revises: 0018

"""
from alembic import op
import sqlalchemy as sa


revision = '0019'
down_revision = '0018'
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
    _owned('quality_finding',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('rule', sa.String(length=30), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('first_seen', sa.DateTime(), nullable=False),
    sa.Column('ignored_at', sa.DateTime(), nullable=True),
    sa.Column('ignored_by', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', 'rule', 'place',
                        name=op.f('uq_quality_finding_tenant_id_kind_object_id_rule_place')),
    )
    op.create_index('ix_quality_finding_rule', 'quality_finding', ['tenant_id', 'rule'])
    _owned('quality_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.UniqueConstraint('tenant_id', 'day', name=op.f('uq_quality_day_tenant_id_day')),
    )
    _owned('quality_duty',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('days', sa.Integer(), nullable=True),
    sa.Column('every', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('excused', sa.String(length=300), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('owner_office', sa.String(length=120), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_by', sa.String(length=120), nullable=False),
    sa.Column('reminded_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_quality_duty_tenant_id_code')),
    )


def downgrade():
    for name in ('quality_duty', 'quality_day', 'quality_finding'):
        op.drop_table(name)
