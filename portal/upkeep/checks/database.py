"""The database itself: its pages, its constraints, references that lead nowhere or into another portal, its version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, ForeignKeyConstraint, Table, and_, exists, func, select

from portal.database import counting
from portal.extensions import Base, db
from portal.tenancy.scope import all_tenants
from portal.upkeep.checking import Check, Finding, Gathered, Look
from portal.upkeep.rebuilding import newest_schema

DAMAGED = (
    "Dừng ghi, sao lưu nguyên trạng thư mục dữ liệu, rồi khôi phục từ bản sao lưu gần nhất (docs/sao-luu.md)."
)
_WHY = "kiểm tra cơ sở dữ liệu"


def _integrity(look: Look) -> Iterator[Finding]:
    key, found = "database.integrity", Gathered()
    with all_tenants(_WHY):
        connection = db.session.connection()
        faults = _of_sqlite if connection.dialect.name == "sqlite" else _of_postgresql
        for one in faults(connection, look):
            found.add(one)
    yield from found.found(key, "Cơ sở dữ liệu hỏng ({count} chỗ).", DAMAGED)


def _of_sqlite(connection: Connection, look: Look) -> Iterator[str]:
    pragma = "integrity_check" if look.deep else "quick_check"
    for (said,) in connection.exec_driver_sql(f"PRAGMA {pragma}(1000)"):
        if said != "ok":
            yield str(said)


_UNVALIDATED = (
    "SELECT conrelid::regclass::text, conname FROM pg_constraint "
    "WHERE NOT convalidated AND connamespace = current_schema()::regnamespace"
)
_UNUSABLE = (
    "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace"
)
_DISABLED = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE tgenabled = 'D' AND relnamespace = current_schema()::regnamespace"
)
_AMCHECK = (  # only where this role may call it: what is refused is no damage
    "SELECT pronamespace::regnamespace::text FROM pg_proc p "
    "JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' "
    "JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid "
    "WHERE extname = 'amcheck' AND proname = 'bt_index_check' AND has_function_privilege(p.oid, 'EXECUTE') LIMIT 1"
)
_BTREES = (
    "SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam "
    "WHERE a.amname = 'btree' AND i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
)


def _of_postgresql(connection: Connection, look: Look) -> Iterator[str]:
    asked = connection.exec_driver_sql
    for table, name in asked(_UNVALIDATED):
        yield f"ràng buộc {name} của {table} chưa được kiểm"
    for (name,) in asked(_UNUSABLE):
        yield f"chỉ mục {name} không dùng được"
    for table, name in asked(_DISABLED):
        yield f"bộ kích hoạt {name} của {table} đang tắt"
    if look.deep and (where := asked(_AMCHECK).scalar()):
        for oid, name in asked(_BTREES).all():
            try:
                with connection.begin_nested():
                    asked(f"SELECT {where}.bt_index_check({int(oid)}::oid::regclass, true)")
            except Exception as error:
                yield f"chỉ mục {name}: {str(error).splitlines()[0]}"


def _references(look: Look) -> Iterator[Finding]:
    """Every reference of every table, read from the metadata: rows that name nothing, and rows that name one of
    another portal, which only somebody who switched the database's own checks off can write."""
    lost, strange = Gathered(), Gathered()
    tables = Base.metadata.sorted_tables
    with all_tenants(_WHY):
        for at, table in enumerate(tables):
            look.told("Tham chiếu", at, len(tables))
            for constraint in sorted(table.foreign_key_constraints, key=lambda one: str(one.name)):
                _look_at(table, constraint, lost, strange)
    yield from lost.found("database.references", "{count} dòng tham chiếu tới dòng không còn.", DAMAGED)
    yield from strange.found(
        "database.tenants",
        "{count} dòng tham chiếu sang dữ liệu của cổng khác.",
        "Không sửa tay. Dừng ghi, sao lưu nguyên trạng và báo người phát triển: dữ liệu có thể lộ ở cổng khác.",
    )


def _look_at(table: Table, constraint: ForeignKeyConstraint, lost: Gathered, strange: Gathered) -> None:
    target = constraint.referred_table.alias("target")
    pairs = [(one.parent, target.c[one.column.name]) for one in constraint.elements]
    names_something = [mine.is_not(None) for mine, _theirs in pairs if mine.nullable]
    same = and_(*(theirs == mine for mine, theirs in pairs))
    nothing = ~exists(select(1).select_from(target).where(same))
    wrong = select(*table.primary_key.columns, *(mine for mine, _theirs in pairs)).where(
        *names_something, nothing
    )
    for row in db.session.execute(wrong.limit(1000)):
        key = dict(zip((one.name for one in table.primary_key.columns), row, strict=False))
        mine = row[len(table.primary_key.columns) :]
        name = f"{table.name} {key.get('id', ', '.join(map(str, key.values())))} → {constraint.referred_table.name}"
        (strange if _elsewhere(constraint, mine) else lost).add(name)


def _elsewhere(constraint: ForeignKeyConstraint, values: Any) -> bool:
    """Whether what a composite reference names is there, but in another portal."""
    named = {one.column.name: value for one, value in zip(constraint.elements, values, strict=True)}
    if "tenant_id" not in named or len(named) < 2:
        return False
    columns = constraint.referred_table.c
    rest = [columns[name] == value for name, value in named.items() if name != "tenant_id"]
    return bool(db.session.scalar(select(func.count()).select_from(constraint.referred_table).where(*rest)))


def _schema(_look: Look) -> Iterator[Finding]:
    with all_tenants(_WHY):
        present = MigrationContext.configure(db.session.connection()).get_current_revision()
    if present != newest_schema():
        yield Finding(
            "database.schema",
            f"Cơ sở dữ liệu ở cấu trúc {present or 'không rõ'}, chương trình cần {newest_schema()}.",
            "Chạy: flask db upgrade (hoặc khởi động lại bằng make run).",
        )


def _counts(look: Look) -> Iterator[Finding]:
    """The numbers that triggers keep, against counting the rows."""
    look.told("Số đếm", 0, 0)
    found = Gathered()
    with all_tenants(_WHY):
        connection = db.session.connection()
        for tenant, kind, facet, value, _shared, kept, counted in counting.differences(connection):
            found.add(f"cổng {tenant} {kind} {facet} {value or '-'}: giữ {kept}, đếm được {counted}")
        if not counting.are_on(connection):
            found.add("thiếu bộ kích hoạt")
    yield from found.found(
        "database.counts", "{count} số đếm của danh sách không đúng.", "Chạy: flask database recount"
    )


CHECKS = (
    Check("database.counts", "Số đếm của danh sách", _counts),
    Check("database.integrity", "Cơ sở dữ liệu", _integrity),
    Check("database.references", "Tham chiếu", _references),
    Check("database.schema", "Cấu trúc", _schema),
)
