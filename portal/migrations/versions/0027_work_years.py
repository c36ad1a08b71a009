"""years of the office: working days and hours

Revision ID: 0027
Revises: 0026

"""
from alembic import op
import sqlalchemy as sa


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('work_year',
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('hours', sa.JSON(), nullable=False),
    sa.Column('off', sa.JSON(), nullable=False),
    sa.Column('worked', sa.JSON(), nullable=False),
    sa.Column('cutoff', sa.String(length=5), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(), nullable=True),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_by', sa.String(length=120), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_work_year_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_work_year')),
    sa.UniqueConstraint('tenant_id', 'year', name=op.f('uq_work_year_tenant_id_year'))
    )


def downgrade():
    op.drop_table('work_year')
