"""daily facts of the operations centre, targets, screens on walls

Revision ID: 0036
Revises: 0035

"""
from alembic import op
import sqlalchemy as sa


revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def _owned(name, *columns):
    op.create_table(
        name,
        *columns,
        sa.Column('tenant_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f(f'fk_{name}_tenant_id')),
        sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f(f'pk_{name}')),
    )


def upgrade():
    _owned(
        'daily_fact',
        sa.Column('measure', sa.String(length=40), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('dimension', sa.String(length=40), nullable=False),
        sa.Column('value', sa.BigInteger(), nullable=False),
        sa.UniqueConstraint(
            'tenant_id', 'measure', 'day', 'dimension', name=op.f('uq_daily_fact_tenant_id_measure_day_dimension')
        ),
    )
    op.create_index(
        'ix_daily_fact_read', 'daily_fact', ['measure', 'tenant_id', 'day', 'dimension', 'value'], unique=False
    )
    _owned(
        'fact_mark',
        sa.Column('source', sa.String(length=30), nullable=False),
        sa.Column('day', sa.Date(), nullable=True),
    )
    op.create_index('ix_fact_mark_source', 'fact_mark', ['tenant_id', 'source'], unique=False)
    _owned(
        'fact_reach',
        sa.Column('source', sa.String(length=30), nullable=False),
        sa.Column('through', sa.Date(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.UniqueConstraint('tenant_id', 'source', name=op.f('uq_fact_reach_tenant_id_source')),
    )
    _owned(
        'figure_target',
        sa.Column('figure', sa.String(length=40), nullable=False),
        sa.Column('year', sa.Integer(), nullable=False),
        sa.Column('hundredths', sa.BigInteger(), nullable=False),
        sa.Column('basis', sa.String(length=300), nullable=False),
        sa.Column('updated_at', sa.DateTime(), nullable=False),
        sa.Column('updated_by_name', sa.String(length=120), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.UniqueConstraint('tenant_id', 'figure', 'year', name=op.f('uq_figure_target_tenant_id_figure_year')),
    )
    _owned(
        'wall_screen',
        sa.Column('name', sa.String(length=120), nullable=False),
        sa.Column('token_digest', sa.String(length=64), nullable=False),
        sa.Column('made_at', sa.DateTime(), nullable=False),
        sa.Column('made_by_name', sa.String(length=120), nullable=False),
        sa.Column('ends_at', sa.DateTime(), nullable=False),
        sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
        sa.Column('seen_at', sa.DateTime(), nullable=True),
        sa.UniqueConstraint('tenant_id', 'token_digest', name=op.f('uq_wall_screen_tenant_id_token_digest')),
    )


def downgrade():
    for name in ('wall_screen', 'figure_target', 'fact_reach', 'fact_mark', 'daily_fact'):
        op.drop_table(name)
