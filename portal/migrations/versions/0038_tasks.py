"""tasks that follow from directives; directives that are published legal documents

Revision ID: 0038
Revises: 0037

"""
from alembic import op
import sqlalchemy as sa


revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('task_received',
    sa.Column('assignment_id', sa.BigInteger(), nullable=False),
    sa.Column('from_portal_id', sa.Integer(), nullable=False),
    sa.Column('incoming_id', sa.BigInteger(), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('carry_at', sa.DateTime(), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.String(length=4000), nullable=False),
    sa.Column('wanted', sa.String(length=1000), nullable=False),
    sa.Column('importance', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('source_key', sa.String(length=160), nullable=False),
    sa.Column('rhythm', sa.String(length=10), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=10), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('given_by_name', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('first_due', sa.Date(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('first_holder', sa.String(length=120), nullable=False),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('asked_until', sa.Date(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=True),
    sa.Column('reported_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('report_on', sa.Date(), nullable=True),
    sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'incoming_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_task_received_tenant_id_incoming_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_task_received_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_task_received')),
    sa.UniqueConstraint('tenant_id', 'assignment_id', name=op.f('uq_task_received_tenant_id_assignment_id'))
    )
    op.create_index('ix_task_received_carry', 'task_received', ['carry_at'], unique=False)
    op.create_index('ix_task_received_holder', 'task_received', ['tenant_id', 'holder_id', 'state'], unique=False)
    op.create_index('ix_task_received_incoming', 'task_received', ['tenant_id', 'incoming_id'], unique=False)
    op.create_index('ix_task_received_remind', 'task_received', ['remind_on'], unique=False)
    op.create_index('ix_task_received_state', 'task_received', ['tenant_id', 'state', 'due'], unique=False)
    op.create_table('directive_link',
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.Column('incoming_id', sa.BigInteger(), nullable=True),
    sa.Column('outgoing_id', sa.BigInteger(), nullable=True),
    sa.Column('legal_id', sa.BigInteger(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('(incoming_id IS NULL) <> (outgoing_id IS NULL)', name=op.f('ck_directive_link_one_register')),
    sa.ForeignKeyConstraint(['tenant_id', 'incoming_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_directive_link_tenant_id_incoming_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'legal_id'], ['legal_document.tenant_id', 'legal_document.id'], name=op.f('fk_directive_link_tenant_id_legal_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'outgoing_id'], ['outgoing_document.tenant_id', 'outgoing_document.id'], name=op.f('fk_directive_link_tenant_id_outgoing_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_directive_link_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_directive_link')),
    sa.UniqueConstraint('tenant_id', 'way', 'incoming_id', name=op.f('uq_directive_link_tenant_id_way_incoming_id')),
    sa.UniqueConstraint('tenant_id', 'way', 'outgoing_id', name=op.f('uq_directive_link_tenant_id_way_outgoing_id'))
    )
    op.create_index('ix_directive_link_legal', 'directive_link', ['tenant_id', 'legal_id'], unique=False)
    op.create_table('task',
    sa.Column('form_key', sa.String(length=40), nullable=False),
    sa.Column('outgoing_id', sa.BigInteger(), nullable=True),
    sa.Column('incoming_id', sa.BigInteger(), nullable=True),
    sa.Column('given_by_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('text', sa.String(length=4000), nullable=False),
    sa.Column('wanted', sa.String(length=1000), nullable=False),
    sa.Column('importance', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('source_key', sa.String(length=160), nullable=False),
    sa.Column('rhythm', sa.String(length=10), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=10), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('given_by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'incoming_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_task_tenant_id_incoming_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'outgoing_id'], ['outgoing_document.tenant_id', 'outgoing_document.id'], name=op.f('fk_task_tenant_id_outgoing_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_task_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_task')),
    sa.UniqueConstraint('tenant_id', 'form_key', name=op.f('uq_task_tenant_id_form_key'))
    )
    op.create_index('ix_task_given', 'task', ['tenant_id', 'given_at'], unique=False)
    op.create_index('ix_task_incoming', 'task', ['tenant_id', 'incoming_id'], unique=False)
    op.create_index('ix_task_outgoing', 'task', ['tenant_id', 'outgoing_id'], unique=False)
    op.create_table('task_assignment',
    sa.Column('task_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('to_portal_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('given_at', sa.DateTime(), nullable=False),
    sa.Column('carry_at', sa.DateTime(), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('first_due', sa.Date(), nullable=False),
    sa.Column('due', sa.Date(), nullable=False),
    sa.Column('first_holder', sa.String(length=120), nullable=False),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('asked_until', sa.Date(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=True),
    sa.Column('reported_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('report_on', sa.Date(), nullable=True),
    sa.Column('remind_on', sa.Date(), nullable=True),
    sa.Column('reminded_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'task_id'], ['task.tenant_id', 'task.id'], name=op.f('fk_task_assignment_tenant_id_task_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_task_assignment_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_task_assignment'))
    )
    op.create_index('ix_task_assignment_carry', 'task_assignment', ['carry_at'], unique=False)
    op.create_index('ix_task_assignment_remind', 'task_assignment', ['remind_on'], unique=False)
    op.create_index('ix_task_assignment_state', 'task_assignment', ['tenant_id', 'state', 'due'], unique=False)
    op.create_index('ix_task_assignment_task', 'task_assignment', ['tenant_id', 'task_id', 'position'], unique=False)
    op.create_table('task_event',
    sa.Column('assignment_id', sa.BigInteger(), nullable=True),
    sa.Column('received_id', sa.BigInteger(), nullable=True),
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('side', sa.String(length=5), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('text', sa.String(length=4000), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('done', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('(assignment_id IS NULL) <> (received_id IS NULL)', name=op.f('ck_task_event_one_side')),
    sa.ForeignKeyConstraint(['tenant_id', 'assignment_id'], ['task_assignment.tenant_id', 'task_assignment.id'], name=op.f('fk_task_event_tenant_id_assignment_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'received_id'], ['task_received.tenant_id', 'task_received.id'], name=op.f('fk_task_event_tenant_id_received_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_task_event_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_task_event')),
    sa.UniqueConstraint('tenant_id', 'assignment_id', 'key', name=op.f('uq_task_event_tenant_id_assignment_id_key')),
    sa.UniqueConstraint('tenant_id', 'received_id', 'key', name=op.f('uq_task_event_tenant_id_received_id_key'))
    )
    op.create_table('task_file',
    sa.Column('task_id', sa.BigInteger(), nullable=True),
    sa.Column('received_id', sa.BigInteger(), nullable=True),
    sa.Column('event_id', sa.BigInteger(), nullable=True),
    sa.Column('paper_id', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint('CASE WHEN task_id IS NULL THEN 0 ELSE 1 END + CASE WHEN received_id IS NULL THEN 0 ELSE 1 END + CASE WHEN event_id IS NULL THEN 0 ELSE 1 END = 1', name=op.f('ck_task_file_one_place')),
    sa.ForeignKeyConstraint(['tenant_id', 'event_id'], ['task_event.tenant_id', 'task_event.id'], name=op.f('fk_task_file_tenant_id_event_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_task_file_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'received_id'], ['task_received.tenant_id', 'task_received.id'], name=op.f('fk_task_file_tenant_id_received_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'task_id'], ['task.tenant_id', 'task.id'], name=op.f('fk_task_file_tenant_id_task_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_task_file_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_task_file'))
    )
    op.create_index('ix_task_file_event', 'task_file', ['tenant_id', 'event_id'], unique=False)
    op.create_index('ix_task_file_received', 'task_file', ['tenant_id', 'received_id'], unique=False)
    op.create_index('ix_task_file_task', 'task_file', ['tenant_id', 'task_id'], unique=False)


def downgrade():
    op.drop_index('ix_task_file_task', table_name='task_file')
    op.drop_index('ix_task_file_received', table_name='task_file')
    op.drop_index('ix_task_file_event', table_name='task_file')
    op.drop_table('task_file')
    op.drop_table('task_event')
    op.drop_index('ix_task_assignment_task', table_name='task_assignment')
    op.drop_index('ix_task_assignment_state', table_name='task_assignment')
    op.drop_index('ix_task_assignment_remind', table_name='task_assignment')
    op.drop_index('ix_task_assignment_carry', table_name='task_assignment')
    op.drop_table('task_assignment')
    op.drop_index('ix_task_outgoing', table_name='task')
    op.drop_index('ix_task_incoming', table_name='task')
    op.drop_index('ix_task_given', table_name='task')
    op.drop_table('task')
    op.drop_index('ix_directive_link_legal', table_name='directive_link')
    op.drop_table('directive_link')
    op.drop_index('ix_task_received_state', table_name='task_received')
    op.drop_index('ix_task_received_remind', table_name='task_received')
    op.drop_index('ix_task_received_incoming', table_name='task_received')
    op.drop_index('ix_task_received_holder', table_name='task_received')
    op.drop_index('ix_task_received_carry', table_name='task_received')
    op.drop_table('task_received')
