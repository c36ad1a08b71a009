"""results: templates, documents, series

Revision ID: 0031
Revises: 0030

"""
from alembic import op
import sqlalchemy as sa


revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('result_template',
    sa.Column('slug', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('current_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('origin', sa.String(length=200), nullable=False),
    sa.Column('origin_digest', sa.String(length=64), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_result_template_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_result_template')),
    sa.UniqueConstraint('tenant_id', 'slug', name=op.f('uq_result_template_tenant_id_slug'))
    )
    op.create_table('result_template_version',
    sa.Column('template_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('published_at', sa.DateTime(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'template_id'], ['result_template.tenant_id', 'result_template.id'], name=op.f('fk_result_template_version_tenant_id_template_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_result_template_version_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_result_template_version'))
    )
    op.create_index('ix_result_template_version_order', 'result_template_version', ['tenant_id', 'template_id', 'number'], unique=False)
    op.create_table('result_series',
    sa.Column('series', sa.String(length=60), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_result_series_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_result_series')),
    sa.UniqueConstraint('tenant_id', 'series', 'year', name=op.f('uq_result_series_tenant_id_series_year'))
    )
    op.create_table('result_document',
    sa.Column('subject_kind', sa.String(length=30), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_code', sa.String(length=60), nullable=False),
    sa.Column('template_version_id', sa.BigInteger(), nullable=False),
    sa.Column('kind_name', sa.String(length=300), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('values', sa.LargeBinary(), nullable=False),
    sa.Column('initials', sa.LargeBinary(), nullable=False),
    sa.Column('owner_mark', sa.String(length=43), nullable=False),
    sa.Column('series', sa.String(length=60), nullable=True),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('serial', sa.Integer(), nullable=True),
    sa.Column('number', sa.String(length=80), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('paper_id', sa.BigInteger(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_at', sa.DateTime(), nullable=True),
    sa.Column('signed_by_id', sa.Integer(), nullable=True),
    sa.Column('signed_by', sa.String(length=120), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.Column('ended_by_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.Column('replaces_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'paper_id'], ['paper.tenant_id', 'paper.id'], name=op.f('fk_result_document_tenant_id_paper_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'replaces_id'], ['result_document.tenant_id', 'result_document.id'], name=op.f('fk_result_document_tenant_id_replaces_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'template_version_id'], ['result_template_version.tenant_id', 'result_template_version.id'], name=op.f('fk_result_document_tenant_id_template_version_id')),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_result_document_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_result_document')),
    sa.UniqueConstraint('tenant_id', 'code', name=op.f('uq_result_document_tenant_id_code'))
    )
    op.create_index('ix_result_document_subject', 'result_document', ['tenant_id', 'subject_kind', 'subject_id'], unique=False)
    op.create_index('ix_result_document_sha256', 'result_document', ['tenant_id', 'sha256'], unique=False)


def downgrade():
    op.drop_table('result_document')
    op.drop_table('result_series')
    op.drop_table('result_template_version')
    op.drop_table('result_template')
