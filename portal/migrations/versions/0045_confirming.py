"""when somebody last showed who they are; wrong tries by account and device

Revision ID: 0045
Revises: 0044

"""
from alembic import op
import sqlalchemy as sa


revision = '0045'
down_revision = '0044'
branch_labels = None
depends_on = None


def upgrade():
    # Both may be empty: whoever signed in before is asked once more before the next dangerous act.
    op.add_column('sign_in_session', sa.Column('confirmed_at', sa.DateTime(), nullable=True))
    op.add_column('handover', sa.Column('confirmed_at', sa.DateTime(), nullable=True))
    op.create_table('sign_in_try',
    sa.Column('who', sa.String(length=64), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('latest_at', sa.DateTime(), nullable=False),
    sa.Column('wait_until', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('who', name=op.f('pk_sign_in_try'))
    )
    op.create_index(op.f('ix_sign_in_try_latest_at'), 'sign_in_try', ['latest_at'])


def downgrade():
    op.drop_index(op.f('ix_sign_in_try_latest_at'), table_name='sign_in_try')
    op.drop_table('sign_in_try')
    op.drop_column('handover', 'confirmed_at')
    op.drop_column('sign_in_session', 'confirmed_at')
