"""registers of documents that come in and go out

Revision ID: 0035
Revises: 0034

"""
from alembic import op
import sqlalchemy as sa


revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('handling_note',
    sa.Column('register', sa.String(length=3), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_handling_note_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_handling_note'))
    )
    op.create_index('ix_handling_note_document', 'handling_note', ['tenant_id', 'register', 'document_id', 'at'], unique=False)
    op.create_table('incoming_document',
    sa.Column('organ_id', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=2), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('arrived_at', sa.DateTime(), nullable=False),
    sa.Column('key', sa.String(length=160), nullable=False),
    sa.Column('sender_id', sa.String(length=30), nullable=False),
    sa.Column('sender', sa.String(length=200), nullable=False),
    sa.Column('figure', sa.String(length=10), nullable=False),
    sa.Column('notation', sa.String(length=60), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('kind_name', sa.String(length=100), nullable=False),
    sa.Column('subject', sa.String(length=500), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('competence', sa.String(length=200), nullable=False),
    sa.Column('position', sa.String(length=120), nullable=False),
    sa.Column('signer_name', sa.String(length=120), nullable=False),
    sa.Column('asked_until', sa.Date(), nullable=True),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('holder_id', sa.Integer(), nullable=True),
    sa.Column('holder_name', sa.String(length=120), nullable=False),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('accepted_at', sa.DateTime(), nullable=True),
    sa.Column('assigned_at', sa.DateTime(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(), nullable=True),
    sa.Column('replaced_by_id', sa.BigInteger(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=True),
    sa.Column('former', sa.JSON(), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=True),
    sa.Column('sought', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint("(number IS NULL) = (state IN ('01', '02'))", name=op.f('ck_incoming_document_number')),
    sa.ForeignKeyConstraint(['tenant_id', 'replaced_by_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_incoming_document_tenant_id_replaced_by_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_incoming_document_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_incoming_document')),
    sa.UniqueConstraint('tenant_id', 'organ_id', 'year', 'number', name=op.f('uq_incoming_document_tenant_id_organ_id_year_number'))
    )
    op.create_index('ix_incoming_document_arrived', 'incoming_document', ['tenant_id', 'arrived_at'], unique=False)
    op.create_index('ix_incoming_document_holder', 'incoming_document', ['tenant_id', 'holder_id', 'state'], unique=False)
    op.create_index('ix_incoming_document_key', 'incoming_document', ['tenant_id', 'key'], unique=False)
    op.create_index('ix_incoming_document_origin', 'incoming_document', ['tenant_id', 'origin'], unique=True)
    if op.get_bind().dialect.name == 'sqlite':
        op.create_index('ix_incoming_document_wanted', 'incoming_document', ['tenant_id', 'id', 'wanted'],
                        unique=False, sqlite_where=sa.text('wanted IS NOT NULL'))
    else:  # PostgreSQL orders no JSON, and takes the condition for answered by the index
        op.create_index('ix_incoming_document_wanted', 'incoming_document', ['tenant_id', 'id'],
                        unique=False, postgresql_where=sa.text('wanted IS NOT NULL'))
    op.create_index('ix_incoming_document_state', 'incoming_document', ['tenant_id', 'state', 'due'], unique=False)
    op.create_table('register_counter',
    sa.Column('register', sa.String(length=3), nullable=False),
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_register_counter_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_register_counter')),
    sa.UniqueConstraint('tenant_id', 'register', 'series', 'year', name=op.f('uq_register_counter_tenant_id_register_series_year'))
    )
    op.create_table('incoming_file',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('paper_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'document_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_incoming_file_tenant_id_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_incoming_file_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_incoming_file_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_incoming_file'))
    )
    op.create_index('ix_incoming_file_document', 'incoming_file', ['tenant_id', 'document_id', 'position'], unique=False)
    op.create_table('outgoing_document',
    sa.Column('organ_id', sa.String(length=30), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('notation', sa.String(length=60), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('place', sa.String(length=100), nullable=False),
    sa.Column('subject', sa.String(length=500), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('addressed', sa.JSON(), nullable=False),
    sa.Column('to_places', sa.JSON(), nullable=False),
    sa.Column('urgency', sa.Integer(), nullable=False),
    sa.Column('due', sa.Date(), nullable=True),
    sa.Column('unit', sa.String(length=120), nullable=False),
    sa.Column('typist', sa.String(length=20), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('competence', sa.String(length=200), nullable=False),
    sa.Column('position', sa.String(length=120), nullable=False),
    sa.Column('signer_name', sa.String(length=120), nullable=False),
    sa.Column('drafter_id', sa.Integer(), nullable=True),
    sa.Column('drafter_name', sa.String(length=120), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=True),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('replaces_id', sa.BigInteger(), nullable=True),
    sa.Column('answers_id', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('origin', sa.String(length=64), nullable=True),
    sa.Column('sought', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.CheckConstraint("(number IS NULL) = (state IN ('draft', 'to_sign'))", name=op.f('ck_outgoing_document_number')),
    sa.ForeignKeyConstraint(['tenant_id', 'answers_id'], ['incoming_document.tenant_id', 'incoming_document.id'], name=op.f('fk_outgoing_document_tenant_id_answers_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'replaces_id'], ['outgoing_document.tenant_id', 'outgoing_document.id'], name=op.f('fk_outgoing_document_tenant_id_replaces_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_outgoing_document_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_outgoing_document')),
    sa.UniqueConstraint('tenant_id', 'organ_id', 'series', 'year', 'number', name=op.f('uq_outgoing_document_tenant_id_organ_id_series_year_number'))
    )
    op.create_index('ix_outgoing_document_day', 'outgoing_document', ['tenant_id', 'day'], unique=False)
    op.create_index('ix_outgoing_document_drafter', 'outgoing_document', ['tenant_id', 'drafter_id', 'state'], unique=False)
    op.create_index('ix_outgoing_document_origin', 'outgoing_document', ['tenant_id', 'origin'], unique=True)
    op.create_index('ix_outgoing_document_state', 'outgoing_document', ['tenant_id', 'state', 'day'], unique=False)
    op.create_table('outgoing_file',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('paper_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=10), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'document_id'], ['outgoing_document.tenant_id', 'outgoing_document.id'], name=op.f('fk_outgoing_file_tenant_id_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_outgoing_file_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_outgoing_file_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_outgoing_file'))
    )
    op.create_index('ix_outgoing_file_document', 'outgoing_file', ['tenant_id', 'document_id', 'position'], unique=False)
    op.create_table('outgoing_recipient',
    sa.Column('document_id', sa.BigInteger(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('organ_id', sa.String(length=30), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('standing', sa.String(length=2), nullable=False),
    sa.Column('standing_at', sa.DateTime(), nullable=True),
    sa.Column('words', sa.String(length=500), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'document_id'], ['outgoing_document.tenant_id', 'outgoing_document.id'], name=op.f('fk_outgoing_recipient_tenant_id_document_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_outgoing_recipient_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_outgoing_recipient')),
    sa.UniqueConstraint('tenant_id', 'document_id', 'organ_id', 'name', name=op.f('uq_outgoing_recipient_tenant_id_document_id_organ_id_name'))
    )
    op.create_index('ix_outgoing_recipient_standing', 'outgoing_recipient', ['tenant_id', 'standing'], unique=False)


def downgrade():
    op.drop_index('ix_outgoing_recipient_standing', table_name='outgoing_recipient')
    op.drop_table('outgoing_recipient')
    op.drop_index('ix_outgoing_file_document', table_name='outgoing_file')
    op.drop_table('outgoing_file')
    op.drop_index('ix_outgoing_document_state', table_name='outgoing_document')
    op.drop_index('ix_outgoing_document_origin', table_name='outgoing_document')
    op.drop_index('ix_outgoing_document_drafter', table_name='outgoing_document')
    op.drop_index('ix_outgoing_document_day', table_name='outgoing_document')
    op.drop_table('outgoing_document')
    op.drop_index('ix_incoming_file_document', table_name='incoming_file')
    op.drop_table('incoming_file')
    op.drop_table('register_counter')
    op.drop_index('ix_incoming_document_state', table_name='incoming_document')
    op.drop_index('ix_incoming_document_wanted', table_name='incoming_document')
    op.drop_index('ix_incoming_document_origin', table_name='incoming_document')
    op.drop_index('ix_incoming_document_key', table_name='incoming_document')
    op.drop_index('ix_incoming_document_holder', table_name='incoming_document')
    op.drop_index('ix_incoming_document_arrived', table_name='incoming_document')
    op.drop_table('incoming_document')
    op.drop_index('ix_handling_note_document', table_name='handling_note')
    op.drop_table('handling_note')
