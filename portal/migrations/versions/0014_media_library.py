"""media library

Revision ID: 0014
Revises: 0013

"""
from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


COLUMNS = (
    ('caption', sa.String(length=300), ''),
    ('credit', sa.String(length=160), ''),
    ('focus_x', sa.SmallInteger(), '50'),
    ('focus_y', sa.SmallInteger(), '50'),
    ('fingerprint', sa.String(length=16), ''),
)


def upgrade():
    for name, kind, default in COLUMNS:
        op.add_column('media_file', sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column('media_file', sa.Column('trashed_at', sa.DateTime(), nullable=True))


def downgrade():
    op.drop_column('media_file', 'trashed_at')
    for name, _kind, _default in reversed(COLUMNS):
        op.drop_column('media_file', name)
