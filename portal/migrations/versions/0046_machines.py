"""several machines: a job's sign of life by the database's clock, and leases of what one process does alone

Revision ID: 0046
Revises: 0045

"""
from alembic import op
import sqlalchemy as sa


revision = '0046'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('job', sa.Column('alive_at', sa.DateTime(), nullable=True))
    op.create_table('lease',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.String(length=60), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_lease'))
    )


def downgrade():
    op.drop_table('lease')
    op.drop_column('job', 'alive_at')
