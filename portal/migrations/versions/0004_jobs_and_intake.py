"""jobs and taking in files

Revision ID: 0004
Revises: 0003

"""
from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('job',
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=500), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('cancel_wanted', sa.Boolean(), nullable=False),
    sa.Column('worker', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('started_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('heartbeat_at', sa.DateTime(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_job_tenant_id')),
    sa.PrimaryKeyConstraint('id', 'tenant_id', name=op.f('pk_job')),
    sa.UniqueConstraint('tenant_id', 'kind', 'subject_id', name=op.f('uq_job_tenant_id_kind_subject_id'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_state', ['state', 'tenant_id', 'id'], unique=False)

    op.create_table('intake_file',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('pages_total', sa.Integer(), nullable=False),
    sa.Column('encoding', sa.String(length=40), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.Column('proposals', sa.JSON(), nullable=True),
    sa.Column('signatures', sa.JSON(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('closing', sa.Text(), nullable=False),
    sa.Column('outline', sa.JSON(), nullable=False),
    sa.Column('searchable_sha256', sa.String(length=64), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=True),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('created_by_name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'document_id'], ['legal_document.tenant_id', 'legal_document.id'], name=op.f('fk_intake_file_tenant_id_document_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_intake_file_tenant_id')),
    sa.PrimaryKeyConstraint('id', 'tenant_id', name=op.f('pk_intake_file')),
    sa.UniqueConstraint('tenant_id', 'sha256', name=op.f('uq_intake_file_tenant_id_sha256'))
    )
    with op.batch_alter_table('intake_file', schema=None) as batch_op:
        batch_op.create_index('ix_intake_file_list', ['tenant_id', 'created_at'], unique=False)

    op.create_table('intake_page',
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.Column('width', sa.Double(), nullable=False),
    sa.Column('height', sa.Double(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'file_id'], ['intake_file.tenant_id', 'intake_file.id'], name=op.f('fk_intake_page_tenant_id_file_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_intake_page_tenant_id')),
    sa.PrimaryKeyConstraint('id', 'tenant_id', name=op.f('pk_intake_page')),
    sa.UniqueConstraint('tenant_id', 'file_id', 'number', name=op.f('uq_intake_page_tenant_id_file_id_number'))
    )


def downgrade():
    op.drop_table('intake_page')
    with op.batch_alter_table('intake_file', schema=None) as batch_op:
        batch_op.drop_index('ix_intake_file_list')

    op.drop_table('intake_file')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('ix_job_state')

    op.drop_table('job')
