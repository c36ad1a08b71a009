"""money: demands, payments, the ledger, drawers, receipts

Revision ID: 0029
Revises: 0028

"""
from alembic import op
import sqlalchemy as sa


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

POSTED = ('ledger_entry', 'ledger_line')
REFUSAL = 'what was posted stays as it is'


def upgrade():
    op.create_table('cash_drawer',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('user_name', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('expected', sa.BigInteger(), nullable=True),
    sa.Column('counted', sa.BigInteger(), nullable=True),
    sa.Column('explanation', sa.String(length=500), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_cash_drawer_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_cash_drawer')),
    sa.UniqueConstraint('tenant_id', 'user_id', 'day', name=op.f('uq_cash_drawer_tenant_id_user_id_day'))
    )
    op.create_table('payment_counter',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_counter_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_counter')),
    sa.UniqueConstraint('tenant_id', 'name', name=op.f('uq_payment_counter_tenant_id_name'))
    )
    op.create_table('payment_demand',
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_code', sa.String(length=60), nullable=False),
    sa.Column('once', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('payer_name', sa.LargeBinary(), nullable=False),
    sa.Column('payer_address', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('paid_at', sa.DateTime(), nullable=True),
    sa.Column('paid_by', sa.String(length=40), nullable=False),
    sa.Column('settlements', sa.Integer(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_payment_demand_amount')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_demand_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_demand')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_payment_demand_tenant_id_code')),
    sa.UniqueConstraint('tenant_id', 'once', name=op.f('uq_payment_demand_tenant_id_once'))
    )
    op.create_index('ix_payment_demand_state', 'payment_demand', ['tenant_id', 'state', 'made_at'], unique=False)
    op.create_index('ix_payment_demand_subject', 'payment_demand', ['tenant_id', 'subject_kind', 'subject_id'], unique=False)
    op.create_table('payment_message',
    sa.Column('provider', sa.String(length=30), nullable=False),
    sa.Column('message', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_message_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_message')),
    sa.UniqueConstraint('tenant_id', 'provider', 'message', name=op.f('uq_payment_message_tenant_id_provider_message'))
    )
    op.create_table('ledger_entry',
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('demand_id', sa.BigInteger(), nullable=True),
    sa.Column('drawer_id', sa.BigInteger(), nullable=True),
    sa.Column('reverses_id', sa.BigInteger(), nullable=True),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('tendered', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'demand_id'], ['payment_demand.tenant_id', 'payment_demand.id'], name=op.f('fk_ledger_entry_tenant_id_demand_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'drawer_id'], ['cash_drawer.tenant_id', 'cash_drawer.id'], name=op.f('fk_ledger_entry_tenant_id_drawer_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'reverses_id'], ['ledger_entry.tenant_id', 'ledger_entry.id'], name=op.f('fk_ledger_entry_tenant_id_reverses_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_ledger_entry_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_ledger_entry')),
    sa.UniqueConstraint('tenant_id', 'key', name=op.f('uq_ledger_entry_tenant_id_key')),
    sa.UniqueConstraint('tenant_id', 'number', name=op.f('uq_ledger_entry_tenant_id_number')),
    sa.UniqueConstraint('tenant_id', 'reverses_id', name=op.f('uq_ledger_entry_tenant_id_reverses_id'))
    )
    op.create_index('ix_ledger_entry_day', 'ledger_entry', ['tenant_id', 'day'], unique=False)
    op.create_index('ix_ledger_entry_demand', 'ledger_entry', ['tenant_id', 'demand_id'], unique=False)
    op.create_index('ix_ledger_entry_drawer', 'ledger_entry', ['tenant_id', 'drawer_id'], unique=False)
    op.create_table('payment_attempt',
    sa.Column('demand_id', sa.BigInteger(), nullable=False),
    sa.Column('provider', sa.String(length=30), nullable=False),
    sa.Column('reference', sa.String(length=40), nullable=False),
    sa.Column('once', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('theirs', sa.String(length=100), nullable=False),
    sa.Column('pay_url', sa.String(length=1000), nullable=False),
    sa.Column('opened_at', sa.DateTime(), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('next_poll_at', sa.DateTime(), nullable=True),
    sa.Column('polls', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'demand_id'], ['payment_demand.tenant_id', 'payment_demand.id'], name=op.f('fk_payment_attempt_tenant_id_demand_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_attempt_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_attempt')),
    sa.UniqueConstraint('tenant_id', 'once', name=op.f('uq_payment_attempt_tenant_id_once')),
    sa.UniqueConstraint('tenant_id', 'reference', name=op.f('uq_payment_attempt_tenant_id_reference'))
    )
    op.create_index('ix_payment_attempt_demand', 'payment_attempt', ['tenant_id', 'demand_id'], unique=False)
    op.create_index('ix_payment_attempt_poll', 'payment_attempt', ['state', 'next_poll_at'], unique=False)
    op.create_table('payment_line',
    sa.Column('demand_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('sort', sa.String(length=10), nullable=False),
    sa.Column('unit', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('free_reason', sa.String(length=300), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('amount >= 0', name=op.f('ck_payment_line_amount')),
    sa.ForeignKeyConstraint(['tenant_id', 'demand_id'], ['payment_demand.tenant_id', 'payment_demand.id'], name=op.f('fk_payment_line_tenant_id_demand_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_line_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_line')),
    sa.UniqueConstraint('tenant_id', 'demand_id', 'place', name=op.f('uq_payment_line_tenant_id_demand_id_place'))
    )
    op.create_table('payment_refund',
    sa.Column('demand_id', sa.BigInteger(), nullable=False),
    sa.Column('once', sa.String(length=80), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('way', sa.String(length=12), nullable=False),
    sa.Column('provider', sa.String(length=30), nullable=False),
    sa.Column('transaction', sa.String(length=100), nullable=False),
    sa.Column('whole', sa.Boolean(), nullable=False),
    sa.Column('account', sa.LargeBinary(), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_by_name', sa.String(length=120), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_name', sa.String(length=120), nullable=False),
    sa.Column('paid_at', sa.DateTime(), nullable=True),
    sa.Column('next_try_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_payment_refund_amount')),
    sa.ForeignKeyConstraint(['tenant_id', 'demand_id'], ['payment_demand.tenant_id', 'payment_demand.id'], name=op.f('fk_payment_refund_tenant_id_demand_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_refund_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_refund')),
    sa.UniqueConstraint('tenant_id', 'once', name=op.f('uq_payment_refund_tenant_id_once'))
    )
    op.create_index('ix_payment_refund_state', 'payment_refund', ['tenant_id', 'state'], unique=False)
    op.create_table('ledger_line',
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('debit', sa.String(length=60), nullable=False),
    sa.Column('credit', sa.String(length=60), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_ledger_line_amount')),
    sa.CheckConstraint('debit <> credit', name=op.f('ck_ledger_line_accounts')),
    sa.ForeignKeyConstraint(['tenant_id', 'entry_id'], ['ledger_entry.tenant_id', 'ledger_entry.id'], name=op.f('fk_ledger_line_tenant_id_entry_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_ledger_line_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_ledger_line')),
    sa.UniqueConstraint('tenant_id', 'entry_id', 'place', name=op.f('uq_ledger_line_tenant_id_entry_id_place'))
    )
    op.create_index('ix_ledger_line_credit', 'ledger_line', ['tenant_id', 'credit'], unique=False)
    op.create_index('ix_ledger_line_debit', 'ledger_line', ['tenant_id', 'debit'], unique=False)
    op.create_table('payment_receipt',
    sa.Column('demand_id', sa.BigInteger(), nullable=False),
    sa.Column('entry_id', sa.BigInteger(), nullable=False),
    sa.Column('form_code', sa.String(length=12), nullable=False),
    sa.Column('symbol', sa.String(length=8), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('replaces_id', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.String(length=200), nullable=False),
    sa.Column('unit_tax_code', sa.String(length=20), nullable=False),
    sa.Column('unit_address', sa.String(length=300), nullable=False),
    sa.Column('subject_code', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('payer_name', sa.LargeBinary(), nullable=False),
    sa.Column('payer_address', sa.LargeBinary(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('way', sa.String(length=40), nullable=False),
    sa.Column('collector', sa.String(length=120), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_reason', sa.String(length=500), nullable=False),
    sa.Column('ended_by', sa.String(length=120), nullable=False),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('signer', sa.String(length=200), nullable=False),
    sa.Column('xml', sa.LargeBinary(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('amount > 0', name=op.f('ck_payment_receipt_amount')),
    sa.CheckConstraint('number > 0 AND number < 10000000', name=op.f('ck_payment_receipt_number')),
    sa.ForeignKeyConstraint(['tenant_id', 'demand_id'], ['payment_demand.tenant_id', 'payment_demand.id'], name=op.f('fk_payment_receipt_tenant_id_demand_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'entry_id'], ['ledger_entry.tenant_id', 'ledger_entry.id'], name=op.f('fk_payment_receipt_tenant_id_entry_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'replaces_id'], ['payment_receipt.tenant_id', 'payment_receipt.id'], name=op.f('fk_payment_receipt_tenant_id_replaces_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_payment_receipt_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_payment_receipt')),
    sa.UniqueConstraint('tenant_id', 'form_code', 'symbol', 'number', name=op.f('uq_payment_receipt_tenant_id_form_code_symbol_number')),
    sa.UniqueConstraint('tenant_id', 'replaces_id', name=op.f('uq_payment_receipt_tenant_id_replaces_id'))
    )
    op.create_index('ix_payment_receipt_day', 'payment_receipt', ['tenant_id', 'day'], unique=False)
    op.create_index('ix_payment_receipt_demand', 'payment_receipt', ['tenant_id', 'demand_id'], unique=False)
    op.create_index('ix_payment_receipt_signed', 'payment_receipt', ['signed_at'], unique=False)

    for table in POSTED:
        _keep_as_posted(table)


def _keep_as_posted(table):
    """Rows can be added and read, nothing else: whoever goes around the application meets the database."""
    if op.get_bind().dialect.name == 'sqlite':
        for act in ('UPDATE', 'DELETE'):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()"
    )


def downgrade():
    for table in POSTED:
        if op.get_bind().dialect.name == 'sqlite':
            for act in ('update', 'delete'):
                op.execute(f'DROP TRIGGER {table}_no_{act}')
        else:
            op.execute(f'DROP TRIGGER {table}_stays ON {table}')
            op.execute(f'DROP FUNCTION {table}_stays()')
    op.drop_index('ix_payment_receipt_signed', table_name='payment_receipt')
    op.drop_index('ix_payment_receipt_demand', table_name='payment_receipt')
    op.drop_index('ix_payment_receipt_day', table_name='payment_receipt')
    op.drop_table('payment_receipt')
    op.drop_index('ix_ledger_line_debit', table_name='ledger_line')
    op.drop_index('ix_ledger_line_credit', table_name='ledger_line')
    op.drop_table('ledger_line')
    op.drop_index('ix_payment_refund_state', table_name='payment_refund')
    op.drop_table('payment_refund')
    op.drop_table('payment_line')
    op.drop_index('ix_payment_attempt_poll', table_name='payment_attempt')
    op.drop_index('ix_payment_attempt_demand', table_name='payment_attempt')
    op.drop_table('payment_attempt')
    op.drop_index('ix_ledger_entry_drawer', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_demand', table_name='ledger_entry')
    op.drop_index('ix_ledger_entry_day', table_name='ledger_entry')
    op.drop_table('ledger_entry')
    op.drop_table('payment_message')
    op.drop_index('ix_payment_demand_subject', table_name='payment_demand')
    op.drop_index('ix_payment_demand_state', table_name='payment_demand')
    op.drop_table('payment_demand')
    op.drop_table('payment_counter')
    op.drop_table('cash_drawer')
