"""indicators that count persons: what is too small to be told

Revision ID: 0043
Revises: 0042

"""
from alembic import op
import sqlalchemy as sa


revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None

PERSONS = ('người', 'hộ', 'trẻ', 'học sinh', 'ca')


def upgrade():
    op.add_column('indicator', sa.Column('shown_from', sa.SmallInteger(), nullable=False, server_default='0'))
    op.add_column('indicator', sa.Column('rate_of', sa.String(length=40), nullable=False, server_default=''))
    indicator = sa.table('indicator', sa.column('unit', sa.String), sa.column('shown_from', sa.SmallInteger))
    op.execute(indicator.update().where(indicator.c.unit.in_(PERSONS)).values(shown_from=5))
    # versions of open figures from before tell small ones: they are taken off, the next is made by the follower
    version = sa.table(
        'dataset_version',
        sa.column('slug', sa.String),
        sa.column('rows_sha256', sa.String),
        sa.column('index_sha256', sa.String),
    )
    op.execute(version.update().where(version.c.slug == 'so-lieu').values(rows_sha256='', index_sha256=''))


def downgrade():
    op.drop_column('indicator', 'rate_of')
    op.drop_column('indicator', 'shown_from')
