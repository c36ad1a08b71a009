"""citizens' accounts

Revision ID: 0030
Revises: 0029

"""
from alembic import op
import sqlalchemy as sa


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('citizen',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('level', sa.String(length=10), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('identity', sa.LargeBinary(), nullable=False),
    sa.Column('identity_mark', sa.String(length=43), nullable=False),
    sa.Column('born', sa.LargeBinary(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=False),
    sa.Column('email', sa.LargeBinary(), nullable=False),
    sa.Column('email_mark', sa.String(length=43), nullable=True),
    sa.Column('phone', sa.LargeBinary(), nullable=False),
    sa.Column('phone_mark', sa.String(length=43), nullable=True),
    sa.Column('vneid_mark', sa.String(length=43), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(), nullable=False),
    sa.Column('consent_version', sa.String(length=20), nullable=False),
    sa.Column('consent_at', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('forget_due', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen')),
    sa.UniqueConstraint('email_mark', name=op.f('uq_citizen_email_mark')),
    sa.UniqueConstraint('phone_mark', name=op.f('uq_citizen_phone_mark')),
    sa.UniqueConstraint('vneid_mark', name=op.f('uq_citizen_vneid_mark'))
    )
    op.create_index(op.f('ix_citizen_identity_mark'), 'citizen', ['identity_mark'])
    op.create_table('citizen_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('citizen_id', sa.BigInteger(), nullable=False),
    sa.Column('at_tenant_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.String(length=10), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['at_tenant_id'], ['tenant.id'], name=op.f('fk_citizen_session_at_tenant_id')),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizen.id'], name=op.f('fk_citizen_session_citizen_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_citizen_session'))
    )
    op.create_index(op.f('ix_citizen_session_citizen_id'), 'citizen_session', ['citizen_id'])
    op.create_table('one_time_code',
    sa.Column('handle_hash', sa.String(length=64), nullable=False),
    sa.Column('contact_kind', sa.String(length=10), nullable=False),
    sa.Column('contact', sa.LargeBinary(), nullable=False),
    sa.Column('contact_mark', sa.String(length=43), nullable=False),
    sa.Column('code_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('citizen_id', sa.BigInteger(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('used_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['citizen_id'], ['citizen.id'], name=op.f('fk_one_time_code_citizen_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('handle_hash', name=op.f('pk_one_time_code'))
    )
    op.create_index(op.f('ix_one_time_code_citizen_id'), 'one_time_code', ['citizen_id'])
    op.create_index('ix_one_time_code_contact_mark', 'one_time_code', ['contact_mark', 'created_at'])
    op.create_table('vneid_arrival',
    sa.Column('handle_hash', sa.String(length=64), nullable=False),
    sa.Column('vneid_mark', sa.String(length=43), nullable=False),
    sa.Column('claims', sa.LargeBinary(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('handle_hash', name=op.f('pk_vneid_arrival'))
    )
    op.create_table('citizen_message',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at_tenant_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('to', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('reason', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.Column('leased_until', sa.DateTime(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['at_tenant_id'], ['tenant.id'], name=op.f('fk_citizen_message_at_tenant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_citizen_message'))
    )
    op.create_index('ix_citizen_message_state', 'citizen_message', ['state', 'next_try_at'])


def downgrade():
    op.drop_index('ix_citizen_message_state', 'citizen_message')
    op.drop_table('citizen_message')
    op.drop_table('vneid_arrival')
    op.drop_index('ix_one_time_code_contact_mark', 'one_time_code')
    op.drop_index(op.f('ix_one_time_code_citizen_id'), 'one_time_code')
    op.drop_table('one_time_code')
    op.drop_index(op.f('ix_citizen_session_citizen_id'), 'citizen_session')
    op.drop_table('citizen_session')
    op.drop_index(op.f('ix_citizen_identity_mark'), 'citizen')
    op.drop_table('citizen')
