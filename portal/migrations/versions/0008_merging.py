"""merging, renaming and splitting of tenants

Revision ID: 0008
Revises: 0007

"""
from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('tenant_host', sa.Column('leads_on', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('tenant_former_name',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('of_tenant_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=63), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('authority', sa.String(length=200), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['of_tenant_id'], ['tenant.id'], name=op.f('fk_tenant_former_name_of_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tenant_former_name'))
    )
    op.create_index(op.f('ix_tenant_former_name_of_tenant_id'), 'tenant_former_name', ['of_tenant_id'])
    op.create_index(op.f('ix_tenant_former_name_slug'), 'tenant_former_name', ['slug'])
    op.create_table('merge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('into_id', sa.Integer(), nullable=True),
    sa.Column('order', sa.JSON(), nullable=False),
    sa.Column('effects', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('error', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('undo_until', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['into_id'], ['tenant.id'], name=op.f('fk_merge_into_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge'))
    )
    op.create_table('merge_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['about_id'], ['tenant.id'], name=op.f('fk_merge_step_about_id')),
    sa.ForeignKeyConstraint(['merge_id'], ['merge.id'], name=op.f('fk_merge_step_merge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_step')),
    sa.UniqueConstraint('merge_id', 'position', name=op.f('uq_merge_step_merge_id_position'))
    )
    op.create_table('moved_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('merge_id', sa.Integer(), nullable=False),
    sa.Column('table', sa.String(length=63), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=160), nullable=False),
    sa.Column('title', sa.String(length=400), nullable=False),
    sa.Column('public', sa.Boolean(), nullable=False),
    sa.Column('dated', sa.DateTime(), nullable=True),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('undone_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['from_id'], ['tenant.id'], name=op.f('fk_moved_row_from_id')),
    sa.ForeignKeyConstraint(['merge_id'], ['merge.id'], name=op.f('fk_moved_row_merge_id')),
    sa.ForeignKeyConstraint(['to_id'], ['tenant.id'], name=op.f('fk_moved_row_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_moved_row'))
    )
    op.create_index('ix_moved_row_object', 'moved_row', ['object_id'])
    op.create_index('ix_moved_row_address', 'moved_row', ['from_id', 'table', 'slug'])
    op.create_index('ix_moved_row_merge', 'moved_row', ['merge_id', 'from_id'])
    with op.batch_alter_table('work_week') as week:
        week.add_column(sa.Column('agency', sa.String(length=200), nullable=False, server_default=''))
        week.drop_constraint('uq_work_week_tenant_id_monday', type_='unique')
        week.create_unique_constraint('uq_work_week_tenant_id_monday_agency', ['tenant_id', 'monday', 'agency'])


def downgrade():
    with op.batch_alter_table('work_week') as week:
        week.drop_constraint('uq_work_week_tenant_id_monday_agency', type_='unique')
        week.create_unique_constraint('uq_work_week_tenant_id_monday', ['tenant_id', 'monday'])
        week.drop_column('agency')
    for table in ('moved_row', 'merge_step', 'merge', 'tenant_former_name'):
        op.drop_table(table)
    op.drop_column('tenant_host', 'leads_on')
