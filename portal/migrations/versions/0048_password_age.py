"""when a password was set, and whether somebody else made it

Revision ID: 0048
Revises: 0047

"""
from alembic import op
import sqlalchemy as sa


revision = '0048'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade():
    # Both may be empty: a password of former times counts from the account, and is its owner's.
    op.add_column('user', sa.Column('password_at', sa.DateTime(), nullable=True))
    op.add_column('user', sa.Column('password_given_at', sa.DateTime(), nullable=True))


def downgrade():
    op.drop_column('user', 'password_given_at')
    op.drop_column('user', 'password_at')
