"""proof of publication

Revision ID: 0003
Revises: 0002

"""
from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('proof_leaf',
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('event', sa.String(length=10), nullable=False),
    sa.Column('text_sha256', sa.String(length=64), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('leaf_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('canonical', sa.LargeBinary(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_leaf_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proof_leaf')),
    sa.UniqueConstraint('tenant_id', 'position', name=op.f('uq_proof_leaf_tenant_id_position'))
    )
    with op.batch_alter_table('proof_leaf', schema=None) as batch_op:
        batch_op.create_index('ix_proof_leaf_object', ['tenant_id', 'kind', 'object_id', 'position'], unique=False)

    op.create_table('proof_hash',
    sa.Column('leaf_id', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id', 'leaf_id'], ['proof_leaf.tenant_id', 'proof_leaf.id'], name=op.f('fk_proof_hash_tenant_id_leaf_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_hash_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proof_hash'))
    )
    with op.batch_alter_table('proof_hash', schema=None) as batch_op:
        batch_op.create_index('ix_proof_hash_leaf', ['tenant_id', 'leaf_id'], unique=False)
        batch_op.create_index('ix_proof_hash_sha256', ['tenant_id', 'sha256'], unique=False)

    op.create_table('proof_node',
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_node_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proof_node')),
    sa.UniqueConstraint('tenant_id', 'level', 'position', name=op.f('uq_proof_node_tenant_id_level_position'))
    )
    op.create_table('proof_checkpoint',
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('root', sa.LargeBinary(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('witnessed', sa.Boolean(), nullable=False),
    sa.Column('cosignatures', sa.JSON(), nullable=False),
    sa.Column('refusals', sa.JSON(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_checkpoint_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proof_checkpoint')),
    sa.UniqueConstraint('tenant_id', 'size', name=op.f('uq_proof_checkpoint_tenant_id_size'))
    )
    op.create_table('witnessed_checkpoint',
    sa.Column('origin', sa.String(length=300), nullable=False),
    sa.Column('key', sa.String(length=500), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('root', sa.LargeBinary(length=32), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('cosignature', sa.Text(), nullable=False),
    sa.Column('conflict', sa.String(length=300), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_witnessed_checkpoint_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_witnessed_checkpoint'))
    )
    with op.batch_alter_table('witnessed_checkpoint', schema=None) as batch_op:
        batch_op.create_index('ix_witnessed_checkpoint_origin', ['tenant_id', 'origin'], unique=False)

    op.create_table('proof_pending',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('object_id', sa.BigInteger(), nullable=False),
    sa.Column('event', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(), nullable=False),
    sa.Column('number', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text_sha256', sa.String(length=64), nullable=False),
    sa.Column('files', sa.JSON(), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_proof_pending_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_proof_pending')),
    sa.UniqueConstraint('tenant_id', 'kind', 'object_id', 'event', name=op.f('uq_proof_pending_tenant_id_kind_object_id_event'))
    )
    with op.batch_alter_table('proof_pending', schema=None) as batch_op:
        batch_op.create_index('ix_proof_pending_due', ['due_at'], unique=False)


def downgrade():
    with op.batch_alter_table('proof_pending', schema=None) as batch_op:
        batch_op.drop_index('ix_proof_pending_due')

    op.drop_table('proof_pending')
    with op.batch_alter_table('witnessed_checkpoint', schema=None) as batch_op:
        batch_op.drop_index('ix_witnessed_checkpoint_origin')

    op.drop_table('witnessed_checkpoint')
    op.drop_table('proof_checkpoint')
    op.drop_table('proof_node')
    with op.batch_alter_table('proof_hash', schema=None) as batch_op:
        batch_op.drop_index('ix_proof_hash_sha256')
        batch_op.drop_index('ix_proof_hash_leaf')

    op.drop_table('proof_hash')
    with op.batch_alter_table('proof_leaf', schema=None) as batch_op:
        batch_op.drop_index('ix_proof_leaf_object')

    op.drop_table('proof_leaf')
