"""what the list of a thing's revisions shows without reading their texts

Revision ID: 0021
Revises: 0020

"""
from alembic import op
import sqlalchemy as sa


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('revision', sa.Column('action', sa.String(length=60), nullable=False, server_default='save'))
    op.add_column('revision', sa.Column('detail', sa.String(length=500), nullable=False, server_default=''))
    op.add_column('revision', sa.Column('of_version', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('revision', sa.Column('status', sa.String(length=12), nullable=False, server_default=''))
    op.add_column('revision', sa.Column('added', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('revision', sa.Column('removed', sa.Integer(), nullable=False, server_default='0'))
    op.drop_index('ix_revision_object', 'revision')
    op.create_index('ix_revision_object', 'revision', ['tenant_id', 'kind', 'object_id', 'number'])
    _read_what_is_kept()


def _read_what_is_kept():
    """Version and state of the revisions that are there already stand in their data; those of imports have none."""
    kept = sa.table('revision', sa.column('tenant_id'), sa.column('id'), sa.column('number'), sa.column('by_id'),
                    sa.column('action'), sa.column('of_version'), sa.column('status'), sa.column('data', sa.JSON))
    version, status = kept.c.data['version'].as_integer(), kept.c.data['status'].as_string()
    connection = op.get_bind()
    for tenant_id, in connection.execute(sa.select(kept.c.tenant_id).distinct()).all():
        own = kept.update().where(kept.c.tenant_id == tenant_id)
        connection.execute(own.values(of_version=sa.func.coalesce(version, kept.c.number),
                                      status=sa.func.coalesce(status, '')))
        connection.execute(own.where(kept.c.number == 1).values(action='create'))
        connection.execute(own.where(kept.c.by_id.is_(None), version.is_(None)).values(action='import'))


def downgrade():
    op.drop_index('ix_revision_object', 'revision')
    op.create_index('ix_revision_object', 'revision', ['tenant_id', 'kind', 'object_id'])
    for name in ('removed', 'added', 'status', 'of_version', 'detail', 'action'):
        op.drop_column('revision', name)
