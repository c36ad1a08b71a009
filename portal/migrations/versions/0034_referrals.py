"""steps that another portal does, and citizens' wishes to have something corrected

Revision ID: 0034
Revises: 0033

"""
from alembic import op
import sqlalchemy as sa


revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('referred',
    sa.Column('referral_id', sa.BigInteger(), nullable=False),
    sa.Column('from_portal_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('step_name', sa.String(length=200), nullable=False),
    sa.Column('instruction', sa.String(length=2000), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('extract', sa.LargeBinary(), nullable=True),
    sa.Column('thread', sa.LargeBinary(), nullable=True),
    sa.Column('notes', sa.LargeBinary(), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('late_told_at', sa.DateTime(), nullable=True),
    sa.Column('emptied_at', sa.DateTime(), nullable=True),
    sa.Column('carry_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_referred_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_referred')),
    sa.UniqueConstraint('tenant_id', 'referral_id', name=op.f('uq_referred_tenant_id_referral_id'))
    )
    op.create_index('ix_referred_carry', 'referred', ['carry_at'], unique=False)
    op.create_index('ix_referred_holder', 'referred', ['tenant_id', 'holder_id', 'state'], unique=False)
    op.create_index('ix_referred_state', 'referred', ['tenant_id', 'state', 'until'], unique=False)
    op.create_table('referred_paper',
    sa.Column('referred_id', sa.BigInteger(), nullable=False),
    sa.Column('paper_id', sa.BigInteger(), nullable=False),
    sa.Column('paper_key', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_referred_paper_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'referred_id'], ['referred.tenant_id', 'referred.id'], name=op.f('fk_referred_paper_tenant_id_referred_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_referred_paper_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_referred_paper'))
    )
    op.create_index('ix_referred_paper_of', 'referred_paper', ['tenant_id', 'referred_id', 'position'], unique=False)
    op.create_table('referred_reading',
    sa.Column('referred_id', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'referred_id'], ['referred.tenant_id', 'referred.id'], name=op.f('fk_referred_reading_tenant_id_referred_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_referred_reading_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_referred_reading'))
    )
    op.create_index('ix_referred_reading_of', 'referred_reading', ['tenant_id', 'referred_id', 'at'], unique=False)
    op.create_index('ix_referred_reading_person', 'referred_reading', ['tenant_id', 'by_id', 'at'], unique=False)
    op.create_table('correction_request',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_by_name', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_correction_request_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_correction_request_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_correction_request'))
    )
    op.create_index('ix_correction_request_dossier', 'correction_request', ['tenant_id', 'dossier_id'], unique=False)
    op.create_index('ix_correction_request_state', 'correction_request', ['tenant_id', 'state', 'asked_at'], unique=False)
    op.create_table('referral',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('step_number', sa.Integer(), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('step_key', sa.String(length=60), nullable=False),
    sa.Column('step_name', sa.String(length=200), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('to_portal_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('thread', sa.LargeBinary(), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=False),
    sa.Column('sent_by_id', sa.Integer(), nullable=True),
    sa.Column('sent_by_name', sa.String(length=120), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('applied_at', sa.DateTime(), nullable=True),
    sa.Column('late_told_at', sa.DateTime(), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.Column('carry_at', sa.DateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_referral_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_referral_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_referral')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'step_number', 'round', name=op.f('uq_referral_tenant_id_dossier_id_step_number_round'))
    )
    op.create_index('ix_referral_carry', 'referral', ['carry_at'], unique=False)
    op.create_index('ix_referral_state', 'referral', ['tenant_id', 'state', 'until'], unique=False)


def downgrade():
    op.drop_index('ix_referral_state', table_name='referral')
    op.drop_index('ix_referral_carry', table_name='referral')
    op.drop_table('referral')
    op.drop_index('ix_correction_request_state', table_name='correction_request')
    op.drop_index('ix_correction_request_dossier', table_name='correction_request')
    op.drop_table('correction_request')
    op.drop_index('ix_referred_reading_person', table_name='referred_reading')
    op.drop_index('ix_referred_reading_of', table_name='referred_reading')
    op.drop_table('referred_reading')
    op.drop_index('ix_referred_paper_of', table_name='referred_paper')
    op.drop_table('referred_paper')
    op.drop_index('ix_referred_state', table_name='referred')
    op.drop_index('ix_referred_holder', table_name='referred')
    op.drop_index('ix_referred_carry', table_name='referred')
    op.drop_table('referred')
