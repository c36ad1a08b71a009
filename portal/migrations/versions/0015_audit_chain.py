"""the audit trail becomes a chain

Revision ID: 0015
Revises: 0014

"""
from datetime import datetime
import hashlib
import json

from alembic import op
import sqlalchemy as sa


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

ENTRY = sa.table(
    'audit_entry',
    sa.column('tenant_id', sa.Integer), sa.column('id', sa.BigInteger), sa.column('number', sa.BigInteger),
    sa.column('at', sa.DateTime), sa.column('by_id', sa.Integer), sa.column('by_name', sa.String),
    sa.column('action', sa.String), sa.column('kind', sa.String), sa.column('object_id', sa.BigInteger),
    sa.column('detail', sa.String), sa.column('previous', sa.String), sa.column('digest', sa.String),
)
HEAD = sa.table(
    'audit_head', sa.column('tenant_id', sa.Integer), sa.column('id', sa.BigInteger),
    sa.column('number', sa.BigInteger), sa.column('digest', sa.String),
)
FIELDS = ('by_id', 'by_name', 'action', 'kind', 'object_id', 'detail')


def upgrade():
    with op.batch_alter_table('audit_entry') as table:
        table.add_column(sa.Column('number', sa.BigInteger(), nullable=False, server_default='0'))
        table.add_column(sa.Column('previous', sa.String(length=64), nullable=False, server_default=''))
        table.add_column(sa.Column('digest', sa.String(length=64), nullable=False, server_default=''))
    op.create_table('audit_head',
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('tenant_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['tenant_id'], ['tenant.id'], name=op.f('fk_audit_head_tenant_id')),
    sa.PrimaryKeyConstraint('tenant_id', 'id', name=op.f('pk_audit_head')),
    sa.UniqueConstraint('tenant_id', name=op.f('uq_audit_head_tenant_id'))
    )
    _chain(op.get_bind())
    with op.batch_alter_table('audit_entry') as table:
        table.create_unique_constraint(op.f('uq_audit_entry_tenant_id_number'), ['tenant_id', 'number'])
        table.create_index('ix_audit_entry_object', ['tenant_id', 'kind', 'object_id'])


def _chain(connection):
    """Chain the entries that are there, in the order of their time."""
    tenant, number, previous, at_head = None, 0, '', {}
    rows = connection.execute(sa.select(ENTRY).order_by(ENTRY.c.tenant_id, ENTRY.c.at, ENTRY.c.id)).mappings().all()
    for row in rows:
        if row['tenant_id'] != tenant:
            tenant, number, previous = row['tenant_id'], 0, '0' * 64
        number += 1
        at = row['at'] if isinstance(row['at'], datetime) else datetime.fromisoformat(row['at'])
        record = {name: row[name] for name in FIELDS} | {
            'number': number, 'previous': previous, 'tenant_id': tenant, 'at': at.isoformat(timespec='microseconds'),
        }
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(',', ':'))
        digest = hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()
        connection.execute(
            sa.update(ENTRY).where(ENTRY.c.tenant_id == tenant, ENTRY.c.id == row['id'])
            .values(number=number, previous=previous, digest=digest)
        )
        previous = digest
        at_head[tenant] = (row['id'], number, digest)
    for tenant_id, (row_id, last, digest) in at_head.items():
        connection.execute(sa.insert(HEAD).values(tenant_id=tenant_id, id=row_id, number=last, digest=digest))


def downgrade():
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_entry') as table:
        table.drop_index('ix_audit_entry_object')
        table.drop_constraint('uq_audit_entry_tenant_id_number', type_='unique')
        for column in ('number', 'previous', 'digest'):
            table.drop_column(column)
