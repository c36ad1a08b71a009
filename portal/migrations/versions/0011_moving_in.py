"""moving in from an old portal: sources, what became of their items, old addresses and how often they are asked for

Revision ID: 0011
Revises: 0010

"""
from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('moving_source',
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('identity', sa.String(length=200), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('media_place', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('problem', sa.String(length=500), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('summary', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(length=120), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_moving_source_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_moving_source')),
    sa.UniqueConstraint('tenant_id', 'kind', 'identity', name=op.f('uq_moving_source_tenant_id_kind_identity'))
    )
    op.create_table('moving_item',
    sa.Column('move_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=300), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=1000), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('section', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.String(length=12), nullable=False),
    sa.Column('troubles', sa.JSON(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'move_id'], ['moving_source.tenant_id', 'moving_source.id'], name=op.f('fk_moving_item_tenant_id_move_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_moving_item_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_moving_item')),
    sa.UniqueConstraint('tenant_id', 'move_id', 'key', name=op.f('uq_moving_item_tenant_id_move_id_key'))
    )
    op.create_index('ix_moving_item_outcome', 'moving_item', ['tenant_id', 'move_id', 'outcome'])
    op.create_table('old_path',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=1000), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=True),
    sa.Column('target', sa.String(length=500), nullable=False),
    sa.Column('move_id', sa.BigInteger(), nullable=True),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('hits', sa.Integer(), nullable=False),
    sa.Column('last_hit_on', sa.Date(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('updated_by', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'move_id'], ['moving_source.tenant_id', 'moving_source.id'], name=op.f('fk_old_path_tenant_id_move_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_old_path_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_old_path')),
    sa.UniqueConstraint('tenant_id', 'key', name=op.f('uq_old_path_tenant_id_key'))
    )
    op.create_index('ix_old_path_object', 'old_path', ['tenant_id', 'kind', 'object_id'])
    op.create_table('old_path_day',
    sa.Column('old_path_id', sa.BigInteger(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'old_path_id'], ['old_path.tenant_id', 'old_path.id'], name=op.f('fk_old_path_day_tenant_id_old_path_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_old_path_day_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_old_path_day')),
    sa.UniqueConstraint('tenant_id', 'old_path_id', 'day', name=op.f('uq_old_path_day_tenant_id_old_path_id_day'))
    )


def downgrade():
    op.drop_table('old_path_day')
    op.drop_table('old_path')
    op.drop_table('moving_item')
    op.drop_table('moving_source')
