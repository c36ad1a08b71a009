"""row level security

On PostgreSQL every tenant-owned table gets policies that show and take rows of the tenants alone that a transaction
names, also for the owner of the tables. They are put on by `portal/database/row_security.py` within the transaction of
each migration from this one on (`portal/database/migrating.py`), so that tables of later migrations have them too; this
version makes installations that stand at the one before come by there. On SQLite there is nothing to do.

Revision ID: 0044
Revises: 0043

"""


revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
