"""order of commits

On PostgreSQL numbers of the change log come from a sequence, which knows nothing of commits: number 7 may be there to
read before number 6, and whoever follows the log would go past 6 for good. A trigger lets writers of the log take turns:
a number is taken under a lock that lasts until its transaction is committed. A number that is given (a log brought from
another database) stays. `portal/tenancy/postgresql.py` names the two numbers of the lock.

The index of what senders ask for holds no JSON any more, which PostgreSQL cannot order; few rows are in it.

Revision ID: 0042
Revises: 0041
Create Date: 2026-11-30 16:30:00

"""
from alembic import op
import sqlalchemy as sa


revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None

ASKED = sa.text('wanted IS NOT NULL')


def _index(columns):
    op.drop_index('ix_incoming_document_wanted', table_name='incoming_document')
    op.create_index('ix_incoming_document_wanted', 'incoming_document', columns, unique=False,
                    sqlite_where=ASKED, postgresql_where=ASKED)


def upgrade():
    _index(['tenant_id', 'id'])
    if op.get_bind().dialect.name != 'postgresql':
        return
    op.execute("""
        CREATE FUNCTION change_log_takes_turns() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(17228, -1);
            IF NEW.id IS NULL THEN
                NEW.id := nextval(pg_get_serial_sequence('change_log', 'id'));
            END IF;
            RETURN NEW;
        END $$
    """)
    op.execute("ALTER TABLE change_log ALTER COLUMN id DROP DEFAULT")
    op.execute(
        "CREATE TRIGGER change_log_takes_turns BEFORE INSERT ON change_log "
        "FOR EACH ROW EXECUTE FUNCTION change_log_takes_turns()"
    )


def downgrade():
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP TRIGGER change_log_takes_turns ON change_log")
        op.execute("DROP FUNCTION change_log_takes_turns()")
        op.execute("ALTER TABLE change_log ALTER COLUMN id SET DEFAULT nextval('change_log_id_seq')")
    _index(['tenant_id', 'id', 'wanted'] if op.get_bind().dialect.name == 'sqlite' else ['tenant_id', 'id'])
