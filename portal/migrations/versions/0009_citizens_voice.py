"""questions, comments, reports and polls of citizens; what is personal about them held apart

Revision ID: 0009
Revises: 0008

"""
from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('consultation',
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('lead', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('office', sa.String(length=200), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(length=160), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('publish_at', sa.DateTime(), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('owner_office', sa.String(length=120), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('trashed_at', sa.DateTime(), nullable=True),
    sa.Column('trashed_from', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('origin_digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_consultation_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_consultation')),
    sa.UniqueConstraint('tenant_id', 'slug', name=op.f('uq_consultation_tenant_id_slug'))
    )
    op.create_index('ix_consultation_list', 'consultation', ['tenant_id', 'status', 'closes_on'], unique=False)
    op.create_table('poll',
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('intro', sa.Text(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('slug', sa.String(length=160), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('publish_at', sa.DateTime(), nullable=True),
    sa.Column('expires_at', sa.DateTime(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('updated_by_id', sa.Integer(), nullable=True),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('owner_office', sa.String(length=120), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('trashed_at', sa.DateTime(), nullable=True),
    sa.Column('trashed_from', sa.String(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('origin_digest', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_poll_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_poll')),
    sa.UniqueConstraint('tenant_id', 'slug', name=op.f('uq_poll_tenant_id_slug'))
    )
    op.create_table('poll_ballot',
    sa.Column('poll_id', sa.BigInteger(), nullable=False),
    sa.Column('token', sa.String(length=40), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'poll_id'], ['poll.tenant_id', 'poll.id'], name=op.f('fk_poll_ballot_tenant_id_poll_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_poll_ballot_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_poll_ballot')),
    sa.UniqueConstraint('tenant_id', 'poll_id', 'token', name=op.f('uq_poll_ballot_tenant_id_poll_id_token'))
    )
    op.create_table('poll_choice',
    sa.Column('poll_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('votes', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'poll_id'], ['poll.tenant_id', 'poll.id'], name=op.f('fk_poll_choice_tenant_id_poll_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_poll_choice_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_poll_choice')),
    sa.UniqueConstraint('tenant_id', 'poll_id', 'position', name=op.f('uq_poll_choice_tenant_id_poll_id_position'))
    )
    op.create_table('voice_case',
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('form_token', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('field', sa.String(length=120), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', sa.String(length=200), nullable=False),
    sa.Column('answered_at', sa.DateTime(), nullable=True),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('refusal', sa.String(length=500), nullable=False),
    sa.Column('office', sa.String(length=120), nullable=False),
    sa.Column('assignee_id', sa.Integer(), nullable=True),
    sa.Column('consultation_id', sa.BigInteger(), nullable=True),
    sa.Column('merged_into_id', sa.BigInteger(), nullable=True),
    sa.Column('area', sa.String(length=120), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('may_publish', sa.Boolean(), nullable=False),
    sa.Column('suspicion', sa.JSON(), nullable=False),
    sa.Column('suspected', sa.Boolean(), nullable=False),
    sa.Column('helpful', sa.Integer(), nullable=False),
    sa.Column('unhelpful', sa.Integer(), nullable=False),
    sa.Column('forgotten_at', sa.DateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'consultation_id'], ['consultation.tenant_id', 'consultation.id'], name=op.f('fk_voice_case_tenant_id_consultation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'merged_into_id'], ['voice_case.tenant_id', 'voice_case.id'], name=op.f('fk_voice_case_tenant_id_merged_into_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_voice_case_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_voice_case')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_voice_case_tenant_id_code')),
    sa.UniqueConstraint('tenant_id', 'form_token', name=op.f('uq_voice_case_tenant_id_form_token'))
    )
    op.create_index('ix_voice_case_due', 'voice_case', ['tenant_id', 'due_on'], unique=False)
    op.create_index('ix_voice_case_list', 'voice_case', ['tenant_id', 'kind', 'state', 'received_at'], unique=False)
    op.create_index('ix_voice_case_public', 'voice_case', ['tenant_id', 'kind', 'published_at'], unique=False)
    op.create_table('voice_event',
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'case_id'], ['voice_case.tenant_id', 'voice_case.id'], name=op.f('fk_voice_event_tenant_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_voice_event_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_voice_event'))
    )
    op.create_index('ix_voice_event_case', 'voice_event', ['tenant_id', 'case_id', 'at'], unique=False)
    op.create_table('voice_person',
    sa.Column('case_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('consent_at', sa.DateTime(), nullable=False),
    sa.Column('consent', sa.String(length=600), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'case_id'], ['voice_case.tenant_id', 'voice_case.id'], name=op.f('fk_voice_person_tenant_id_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_voice_person_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_voice_person')),
    sa.UniqueConstraint('tenant_id', 'case_id', name=op.f('uq_voice_person_tenant_id_case_id'))
    )


def downgrade():
    op.drop_table('voice_person')
    op.drop_table('voice_event')
    op.drop_table('voice_case')
    op.drop_table('poll_choice')
    op.drop_table('poll_ballot')
    op.drop_table('poll')
    op.drop_table('consultation')
