"""corrections that wait for approval, what is said about drafts, hours that come, sending of e-mails

Revision ID: 0013
Revises: 0012

"""
from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('outgoing_mail', sa.Column('leased_until', sa.DateTime(), nullable=True))
    op.create_table('correction',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('removed', sa.JSON(), nullable=False),
    sa.Column('base_revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('updated_at', sa.DateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_correction_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_correction')),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', name=op.f('uq_correction_tenant_id_kind_object_id'))
    )
    op.create_index('ix_correction_state', 'correction', ['tenant_id', 'state'])
    op.create_table('draft_comment',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('parent_id', sa.BigInteger(), nullable=True),
    sa.Column('act', sa.String(length=20), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('quote', sa.String(length=500), nullable=False),
    sa.Column('for_user_id', sa.Integer(), nullable=True),
    sa.Column('for_name', sa.String(length=120), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(), nullable=True),
    sa.Column('resolved_by_name', sa.String(length=120), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_draft_comment_tenant_id')),
    sa.ForeignKeyConstraint(['tenant_id', 'parent_id'], ['draft_comment.tenant_id', 'draft_comment.id'], name='fk_draft_comment_parent', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_draft_comment'))
    )
    op.create_index('ix_draft_comment_object', 'draft_comment', ['tenant_id', 'kind', 'object_id'])
    op.create_index('ix_draft_comment_for', 'draft_comment', ['tenant_id', 'for_user_id', 'resolved_at'])
    op.create_table('due_act',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('event', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_due_act_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_due_act')),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', 'event', name=op.f('uq_due_act_tenant_id_kind_object_id_event'))
    )
    op.create_index('ix_due_act_at', 'due_act', ['due_at'])
    op.create_table('mail_preference',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('rhythm', sa.String(length=10), nullable=False),
    sa.Column('digested_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_mail_preference_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_mail_preference'))
    )


def downgrade():
    for table in ('mail_preference', 'due_act', 'draft_comment', 'correction'):
        op.drop_table(table)
    op.drop_column('outgoing_mail', 'leased_until')
