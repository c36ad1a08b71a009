"""indicators: catalogue, targets, reports, figures and their revisions

Revision ID: 0037
Revises: 0036

"""
from alembic import op
import sqlalchemy as sa


revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('indicator',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=60), nullable=False),
    sa.Column('field', sa.String(length=30), nullable=False),
    sa.Column('period', sa.String(length=10), nullable=False),
    sa.Column('decimals', sa.SmallInteger(), nullable=False),
    sa.Column('better', sa.String(length=10), nullable=False),
    sa.Column('made', sa.String(length=10), nullable=False),
    sa.Column('weight_code', sa.String(length=40), nullable=False),
    sa.Column('accumulates', sa.Boolean(), nullable=False),
    sa.Column('least', sa.BigInteger(), nullable=True),
    sa.Column('most', sa.BigInteger(), nullable=True),
    sa.Column('change_percent', sa.Integer(), nullable=True),
    sa.Column('part_of', sa.String(length=40), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('collected_from', sa.JSON(), nullable=False),
    sa.Column('days', sa.SmallInteger(), nullable=False),
    sa.Column('active_from', sa.Date(), nullable=False),
    sa.Column('active_until', sa.Date(), nullable=True),
    sa.Column('open', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=200), nullable=False),
    sa.Column('origin_digest', sa.String(length=64), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_indicator_tenant_id_code'))
    )
    op.create_table('indicator_report',
    sa.Column('period_key', sa.String(length=10), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('writer_id', sa.Integer(), nullable=True),
    sa.Column('writer_name', sa.String(length=120), nullable=False),
    sa.Column('wrote_at', sa.DateTime(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=True),
    sa.Column('submitter_id', sa.Integer(), nullable=True),
    sa.Column('submitter_name', sa.String(length=120), nullable=False),
    sa.Column('first_submitted_at', sa.DateTime(), nullable=True),
    sa.Column('approved_at', sa.DateTime(), nullable=True),
    sa.Column('approver_name', sa.String(length=120), nullable=False),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('accepter_name', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('returned_by', sa.String(length=160), nullable=False),
    sa.Column('soon_told_at', sa.DateTime(), nullable=True),
    sa.Column('late_told_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_report_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator_report')),
    sa.UniqueConstraint('tenant_id', 'period_key', name=op.f('uq_indicator_report_tenant_id_period_key'))
    )
    op.create_index('ix_indicator_report_period', 'indicator_report', ['period_key', 'state'], unique=False)
    op.create_index('ix_indicator_report_state', 'indicator_report', ['tenant_id', 'state', 'due_on'], unique=False)
    op.create_table('indicator_target',
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('year', sa.SmallInteger(), nullable=False),
    sa.Column('unit', sa.String(length=60), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_target_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator_target')),
    sa.UniqueConstraint('tenant_id', 'code', 'year', 'unit', name=op.f('uq_indicator_target_tenant_id_code_year_unit'))
    )
    op.create_table('indicator_edit',
    sa.Column('indicator_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'indicator_id'], ['indicator.tenant_id', 'indicator.id'], name=op.f('fk_indicator_edit_tenant_id_indicator_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_edit_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator_edit')),
    sa.UniqueConstraint('tenant_id', 'indicator_id', 'number', name=op.f('uq_indicator_edit_tenant_id_indicator_id_number'))
    )
    op.create_table('indicator_figure',
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('decimals', sa.SmallInteger(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'report_id'], ['indicator_report.tenant_id', 'indicator_report.id'], name=op.f('fk_indicator_figure_tenant_id_report_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_figure_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator_figure')),
    sa.UniqueConstraint('tenant_id', 'report_id', 'code', name=op.f('uq_indicator_figure_tenant_id_report_id_code'))
    )
    op.create_index('ix_indicator_figure_code', 'indicator_figure', ['tenant_id', 'code'], unique=False)
    op.create_table('indicator_revision',
    sa.Column('figure_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('before', sa.BigInteger(), nullable=True),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('decimals', sa.SmallInteger(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asker_id', sa.Integer(), nullable=True),
    sa.Column('asker_name', sa.String(length=120), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decider_id', sa.Integer(), nullable=True),
    sa.Column('decider_name', sa.String(length=120), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.String(length=500), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'figure_id'], ['indicator_figure.tenant_id', 'indicator_figure.id'], name=op.f('fk_indicator_revision_tenant_id_figure_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_indicator_revision_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_indicator_revision')),
    sa.UniqueConstraint('tenant_id', 'figure_id', 'number', name=op.f('uq_indicator_revision_tenant_id_figure_id_number'))
    )
    op.create_index('ix_indicator_revision_state', 'indicator_revision', ['tenant_id', 'state'], unique=False)


def downgrade():
    op.drop_index('ix_indicator_revision_state', table_name='indicator_revision')
    op.drop_table('indicator_revision')
    op.drop_index('ix_indicator_figure_code', table_name='indicator_figure')
    op.drop_table('indicator_figure')
    op.drop_table('indicator_edit')
    op.drop_table('indicator_target')
    op.drop_index('ix_indicator_report_state', table_name='indicator_report')
    op.drop_index('ix_indicator_report_period', table_name='indicator_report')
    op.drop_table('indicator_report')
    op.drop_table('indicator')
