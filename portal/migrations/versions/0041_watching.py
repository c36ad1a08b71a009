"""rules with thresholds, alerts, who is told of them

Revision ID: 0041
Revises: 0040

"""
from alembic import op
import sqlalchemy as sa


revision = '0041'
down_revision = '0040'
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
        'watch_rule',
        sa.Column('quantity', sa.String(length=60), nullable=False),
        sa.Column('days', sa.Integer(), nullable=False),
        sa.Column('is_above', sa.Boolean(), nullable=False),
        sa.Column('threshold', sa.BigInteger(), nullable=False),
        sa.Column('calm', sa.BigInteger(), nullable=False),
        sa.Column('hold_minutes', sa.Integer(), nullable=False),
        sa.Column('severity', sa.Integer(), nullable=False),
        sa.Column('units', sa.String(length=10), nullable=False),
        sa.Column('is_on', sa.Boolean(), nullable=False),
        sa.Column('advice', sa.String(length=500), nullable=False),
        sa.Column('origin_key', sa.String(length=60), nullable=True),
        sa.Column('updated_at', sa.DateTime(), nullable=False),
        sa.Column('updated_by_name', sa.String(length=120), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.UniqueConstraint('tenant_id', 'origin_key', name=op.f('uq_watch_rule_tenant_id_origin_key')),
    )
    _owned(
        'watch_reader',
        sa.Column('for_user_id', sa.Integer(), nullable=False),
        sa.Column('least', sa.Integer(), nullable=True),
        sa.Column('by_mail', sa.Boolean(), nullable=False),
        sa.Column('quiet_from', sa.Integer(), nullable=True),
        sa.Column('quiet_until', sa.Integer(), nullable=True),
        sa.Column('briefing', sa.Boolean(), nullable=False),
        sa.Column('briefed_on', sa.Date(), nullable=True),
        sa.UniqueConstraint('tenant_id', 'for_user_id', name=op.f('uq_watch_reader_tenant_id_for_user_id')),
    )
    _owned(
        'watch_alert',
        sa.Column('rule_id', sa.BigInteger(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('state', sa.String(length=10), nullable=False),
        sa.Column('live', sa.Integer(), nullable=True),
        sa.Column('severity', sa.Integer(), nullable=False),
        sa.Column('threshold', sa.BigInteger(), nullable=False),
        sa.Column('since', sa.DateTime(), nullable=False),
        sa.Column('opened_at', sa.DateTime(), nullable=True),
        sa.Column('calm_since', sa.DateTime(), nullable=True),
        sa.Column('closed_at', sa.DateTime(), nullable=True),
        sa.Column('value', sa.BigInteger(), nullable=False),
        sa.Column('worst', sa.BigInteger(), nullable=False),
        sa.Column('seen_at', sa.DateTime(), nullable=False),
        sa.Column('acknowledged_at', sa.DateTime(), nullable=True),
        sa.Column('acknowledged_by_id', sa.Integer(), nullable=True),
        sa.Column('acknowledged_by_name', sa.String(length=120), nullable=False),
        sa.Column('note', sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ['tenant_id', 'rule_id'],
            ['watch_rule.tenant_id', 'watch_rule.id'],
            name=op.f('fk_watch_alert_tenant_id_rule_id'),
            ondelete='CASCADE',
        ),
        sa.UniqueConstraint(
            'tenant_id', 'rule_id', 'unit_id', 'live', name=op.f('uq_watch_alert_tenant_id_rule_id_unit_id_live')
        ),
    )
    op.create_index('ix_watch_alert_state', 'watch_alert', ['tenant_id', 'state', 'opened_at'], unique=False)
    _owned(
        'watch_told',
        sa.Column('alert_id', sa.BigInteger(), nullable=False),
        sa.Column('for_user_id', sa.Integer(), nullable=False),
        sa.Column('what', sa.String(length=10), nullable=False),
        sa.Column('due_at', sa.DateTime(), nullable=False),
        sa.Column('told_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ['tenant_id', 'alert_id'],
            ['watch_alert.tenant_id', 'watch_alert.id'],
            name=op.f('fk_watch_told_tenant_id_alert_id'),
            ondelete='CASCADE',
        ),
        sa.UniqueConstraint(
            'tenant_id',
            'alert_id',
            'for_user_id',
            'what',
            name=op.f('uq_watch_told_tenant_id_alert_id_for_user_id_what'),
        ),
    )
    op.create_index('ix_watch_told_due', 'watch_told', ['tenant_id', 'told_at', 'due_at'], unique=False)


def downgrade():
    for name in ('watch_told', 'watch_alert', 'watch_reader', 'watch_rule'):
        op.drop_table(name)
