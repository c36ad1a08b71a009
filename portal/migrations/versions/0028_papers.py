"""citizens' papers

Revision ID: 0028
Revises: 0027

"""
from alembic import op
import sqlalchemy as sa


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('paper',
    sa.Column('owner_mark', sa.String(length=43), nullable=False),
    sa.Column('citizen_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('proposed_kind', sa.String(length=60), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('path', sa.String(length=80), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=43), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('refused', sa.String(length=300), nullable=False),
    sa.Column('reading', sa.String(length=10), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=True),
    sa.Column('fields', sa.LargeBinary(), nullable=True),
    sa.Column('number', sa.LargeBinary(), nullable=True),
    sa.Column('issued_by', sa.LargeBinary(), nullable=True),
    sa.Column('issued_on', sa.LargeBinary(), nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('forget_on', sa.Date(), nullable=True),
    sa.Column('kept_at', sa.DateTime(), nullable=False),
    sa.Column('kept_by_id', sa.Integer(), nullable=True),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_paper_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_paper')),
    sa.UniqueConstraint('tenant_id', 'path', name=op.f('uq_paper_tenant_id_path'))
    )
    op.create_index('ix_paper_owner', 'paper', ['tenant_id', 'owner_mark', 'kind'])
    op.create_index('ix_paper_citizen', 'paper', ['tenant_id', 'citizen_id'])
    op.create_index('ix_paper_digest', 'paper', ['tenant_id', 'digest'])
    op.create_index('ix_paper_forget_on', 'paper', ['forget_on'])


def downgrade():
    op.drop_table('paper')
