"""the one-stop counter: dossiers, their course, drafts, ratings, readings

Revision ID: 0033
Revises: 0032

"""
from alembic import op
import sqlalchemy as sa


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('counter_person',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('units', sa.JSON(), nullable=False),
    sa.Column('away_from', sa.Date(), nullable=True),
    sa.Column('away_to', sa.Date(), nullable=True),
    sa.Column('stand_in_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_counter_person_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_counter_person')),
    sa.UniqueConstraint('tenant_id', 'user_id', name=op.f('uq_counter_person_tenant_id_user_id'))
    )
    op.create_table('dossier_number',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_number_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_number')),
    sa.UniqueConstraint('tenant_id', 'day', name=op.f('uq_dossier_number_tenant_id_day'))
    )
    op.create_table('dossier',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('submit_key', sa.String(length=60), nullable=False),
    sa.Column('service_id', sa.BigInteger(), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('service_code', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('channel', sa.String(length=12), nullable=False),
    sa.Column('citizen_id', sa.BigInteger(), nullable=True),
    sa.Column('applicant', sa.LargeBinary(), nullable=True),
    sa.Column('applicant_name', sa.LargeBinary(), nullable=True),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('guide_answers', sa.LargeBinary(), nullable=True),
    sa.Column('delivery', sa.String(length=12), nullable=False),
    sa.Column('delivery_address', sa.LargeBinary(), nullable=True),
    sa.Column('consent_version', sa.String(length=20), nullable=False),
    sa.Column('consent_at', sa.DateTime(), nullable=True),
    sa.Column('submitted_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=True),
    sa.Column('counts_from', sa.DateTime(), nullable=True),
    sa.Column('limit_days', sa.Integer(), nullable=True),
    sa.Column('limit_minutes', sa.Integer(), nullable=True),
    sa.Column('total_minutes', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('promised_at', sa.DateTime(), nullable=True),
    sa.Column('amber_at', sa.DateTime(), nullable=True),
    sa.Column('warned', sa.String(length=6), nullable=False),
    sa.Column('paused_since', sa.DateTime(), nullable=True),
    sa.Column('paused_minutes', sa.Integer(), nullable=False),
    sa.Column('spent_minutes', sa.Integer(), nullable=False),
    sa.Column('step_key', sa.String(length=60), nullable=False),
    sa.Column('step_position', sa.Integer(), nullable=False),
    sa.Column('step_role', sa.String(length=20), nullable=False),
    sa.Column('step_at', sa.String(length=10), nullable=False),
    sa.Column('step_began_at', sa.DateTime(), nullable=True),
    sa.Column('step_due_at', sa.DateTime(), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('decision', sa.LargeBinary(), nullable=True),
    sa.Column('outcome_key', sa.String(length=60), nullable=False),
    sa.Column('decided_at', sa.DateTime(), nullable=True),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('done_at', sa.DateTime(), nullable=True),
    sa.Column('returned_at', sa.DateTime(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('forget_on', sa.Date(), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.Column('last_event', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'service_id'], ['service.tenant_id', 'service.id'], name=op.f('fk_dossier_tenant_id_service_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'version_id'], ['service_version.tenant_id', 'service_version.id'], name=op.f('fk_dossier_tenant_id_version_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_dossier_tenant_id_code')),
    sa.UniqueConstraint('tenant_id', 'submit_key', name=op.f('uq_dossier_tenant_id_submit_key'))
    )
    op.create_index('ix_dossier_citizen', 'dossier', ['citizen_id'], unique=False)
    op.create_index('ix_dossier_done', 'dossier', ['tenant_id', 'done_at'], unique=False)
    op.create_index('ix_dossier_due', 'dossier', ['tenant_id', 'state', 'due_at'], unique=False)
    op.create_index('ix_dossier_forget', 'dossier', ['tenant_id', 'forget_on'], unique=False)
    op.create_index('ix_dossier_holder', 'dossier', ['tenant_id', 'holder_id', 'state', 'due_at'], unique=False)
    op.create_index('ix_dossier_promised', 'dossier', ['tenant_id', 'state', 'promised_at'], unique=False)
    op.create_index('ix_dossier_received', 'dossier', ['tenant_id', 'received_at'], unique=False)
    op.create_index('ix_dossier_service', 'dossier', ['tenant_id', 'service_id', 'state', 'due_at'], unique=False)
    op.create_index('ix_dossier_submitted', 'dossier', ['tenant_id', 'submitted_at'], unique=False)
    op.create_index('ix_dossier_unit', 'dossier', ['tenant_id', 'unit', 'state', 'due_at'], unique=False)
    op.create_table('dossier_draft',
    sa.Column('service_id', sa.BigInteger(), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('draft_key', sa.String(length=60), nullable=False),
    sa.Column('citizen_id', sa.BigInteger(), nullable=True),
    sa.Column('applicant', sa.LargeBinary(), nullable=True),
    sa.Column('answers', sa.LargeBinary(), nullable=True),
    sa.Column('guide_answers', sa.LargeBinary(), nullable=True),
    sa.Column('papers', sa.JSON(), nullable=False),
    sa.Column('delivery', sa.String(length=12), nullable=False),
    sa.Column('delivery_address', sa.LargeBinary(), nullable=True),
    sa.Column('begun_at', sa.DateTime(), nullable=False),
    sa.Column('saved_at', sa.DateTime(), nullable=False),
    sa.Column('expires_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'service_id'], ['service.tenant_id', 'service.id'], name=op.f('fk_dossier_draft_tenant_id_service_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'version_id'], ['service_version.tenant_id', 'service_version.id'], name=op.f('fk_dossier_draft_tenant_id_version_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_draft_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_draft')),
    sa.UniqueConstraint('tenant_id', 'draft_key', name=op.f('uq_dossier_draft_tenant_id_draft_key'))
    )
    op.create_index('ix_dossier_draft_citizen', 'dossier_draft', ['citizen_id'], unique=False)
    op.create_index('ix_dossier_draft_expires', 'dossier_draft', ['tenant_id', 'expires_at'], unique=False)
    op.create_table('dossier_event',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('verb', sa.String(length=20), nullable=False),
    sa.Column('before', sa.String(length=12), nullable=False),
    sa.Column('after', sa.String(length=12), nullable=False),
    sa.Column('step_key', sa.String(length=60), nullable=False),
    sa.Column('by_kind', sa.String(length=8), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('told', sa.LargeBinary(), nullable=True),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_event_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_event_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_event')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'number', name=op.f('uq_dossier_event_tenant_id_dossier_id_number'))
    )
    op.create_index('ix_dossier_event_at', 'dossier_event', ['tenant_id', 'at'], unique=False)
    op.create_table('dossier_form',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=2), nullable=False),
    sa.Column('values', sa.LargeBinary(), nullable=True),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_form_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_form_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_form')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'number', name=op.f('uq_dossier_form_tenant_id_dossier_id_number'))
    )
    op.create_index('ix_dossier_form_open', 'dossier_form', ['tenant_id', 'kind', 'issued_at'], unique=False)
    op.create_table('dossier_mark',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('mark', sa.String(length=43), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_mark_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_mark_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_mark')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'kind', 'mark', name=op.f('uq_dossier_mark_tenant_id_dossier_id_kind_mark'))
    )
    op.create_index('ix_dossier_mark_found', 'dossier_mark', ['tenant_id', 'kind', 'mark'], unique=False)
    op.create_table('dossier_paper',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('paper_key', sa.String(length=60), nullable=False),
    sa.Column('paper_id', sa.BigInteger(), nullable=True),
    sa.Column('title', sa.String(length=500), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('originals', sa.Integer(), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('remark', sa.LargeBinary(), nullable=True),
    sa.Column('request_id', sa.BigInteger(), nullable=True),
    sa.Column('added_at', sa.DateTime(), nullable=False),
    sa.Column('replaced_at', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_paper_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_dossier_paper_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_paper_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_paper'))
    )
    op.create_index('ix_dossier_paper_dossier', 'dossier_paper', ['tenant_id', 'dossier_id', 'position'], unique=False)
    op.create_index('ix_dossier_paper_paper', 'dossier_paper', ['tenant_id', 'paper_id'], unique=False)
    op.create_table('dossier_rating',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('access', sa.Integer(), nullable=False),
    sa.Column('attitude', sa.Integer(), nullable=False),
    sa.Column('pace', sa.Integer(), nullable=False),
    sa.Column('result', sa.Integer(), nullable=False),
    sa.Column('remark', sa.LargeBinary(), nullable=True),
    sa.Column('rated_at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_rating_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_rating_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_rating')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', name=op.f('uq_dossier_rating_tenant_id_dossier_id'))
    )
    op.create_index('ix_dossier_rating_at', 'dossier_rating', ['tenant_id', 'rated_at'], unique=False)
    op.create_table('dossier_reading',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('paper_id', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_reading_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_reading_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_reading'))
    )
    op.create_index('ix_dossier_reading_dossier', 'dossier_reading', ['tenant_id', 'dossier_id', 'at'], unique=False)
    op.create_index('ix_dossier_reading_person', 'dossier_reading', ['tenant_id', 'by_id', 'at'], unique=False)
    op.create_table('dossier_request',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('came_from', sa.String(length=12), nullable=False),
    sa.Column('items', sa.LargeBinary(), nullable=True),
    sa.Column('demand_id', sa.BigInteger(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('resumes_at', sa.DateTime(), nullable=True),
    sa.Column('lapsed_at', sa.DateTime(), nullable=True),
    sa.Column('answer', sa.LargeBinary(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_request_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_request_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_request')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'number', name=op.f('uq_dossier_request_tenant_id_dossier_id_number'))
    )
    op.create_index('ix_dossier_request_demand', 'dossier_request', ['tenant_id', 'demand_id'], unique=False)
    op.create_index('ix_dossier_request_until', 'dossier_request', ['tenant_id', 'ended_at', 'until'], unique=False)
    op.create_table('dossier_step',
    sa.Column('dossier_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('step_key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('began_at', sa.DateTime(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('due_at', sa.DateTime(), nullable=True),
    sa.Column('due_minutes', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=20), nullable=False),
    sa.Column('note', sa.LargeBinary(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'dossier_id'], ['dossier.tenant_id', 'dossier.id'], name=op.f('fk_dossier_step_tenant_id_dossier_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_dossier_step_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_dossier_step')),
    sa.UniqueConstraint('tenant_id', 'dossier_id', 'number', name=op.f('uq_dossier_step_tenant_id_dossier_id_number'))
    )
    op.create_index('ix_dossier_step_ended', 'dossier_step', ['tenant_id', 'ended_at'], unique=False)
    op.create_index('ix_dossier_step_person', 'dossier_step', ['tenant_id', 'by_id', 'ended_at'], unique=False)


def downgrade():
    op.drop_index('ix_dossier_step_person', table_name='dossier_step')
    op.drop_index('ix_dossier_step_ended', table_name='dossier_step')
    op.drop_table('dossier_step')
    op.drop_index('ix_dossier_request_until', table_name='dossier_request')
    op.drop_index('ix_dossier_request_demand', table_name='dossier_request')
    op.drop_table('dossier_request')
    op.drop_index('ix_dossier_reading_person', table_name='dossier_reading')
    op.drop_index('ix_dossier_reading_dossier', table_name='dossier_reading')
    op.drop_table('dossier_reading')
    op.drop_index('ix_dossier_rating_at', table_name='dossier_rating')
    op.drop_table('dossier_rating')
    op.drop_index('ix_dossier_paper_paper', table_name='dossier_paper')
    op.drop_index('ix_dossier_paper_dossier', table_name='dossier_paper')
    op.drop_table('dossier_paper')
    op.drop_index('ix_dossier_mark_found', table_name='dossier_mark')
    op.drop_table('dossier_mark')
    op.drop_index('ix_dossier_form_open', table_name='dossier_form')
    op.drop_table('dossier_form')
    op.drop_index('ix_dossier_event_at', table_name='dossier_event')
    op.drop_table('dossier_event')
    op.drop_index('ix_dossier_draft_expires', table_name='dossier_draft')
    op.drop_index('ix_dossier_draft_citizen', table_name='dossier_draft')
    op.drop_table('dossier_draft')
    op.drop_index('ix_dossier_unit', table_name='dossier')
    op.drop_index('ix_dossier_submitted', table_name='dossier')
    op.drop_index('ix_dossier_service', table_name='dossier')
    op.drop_index('ix_dossier_received', table_name='dossier')
    op.drop_index('ix_dossier_promised', table_name='dossier')
    op.drop_index('ix_dossier_holder', table_name='dossier')
    op.drop_index('ix_dossier_forget', table_name='dossier')
    op.drop_index('ix_dossier_due', table_name='dossier')
    op.drop_index('ix_dossier_done', table_name='dossier')
    op.drop_index('ix_dossier_citizen', table_name='dossier')
    op.drop_table('dossier')
    op.drop_table('dossier_number')
    op.drop_table('counter_person')
