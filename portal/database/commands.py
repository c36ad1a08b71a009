"""`flask database …`: digests, moving to another database, opening one that was moved away."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from portal.database import moving, retiring, schema
from portal.database.digest import table_digests, whole
from portal.database.rows import Fault, stored_tables
from portal.extensions import db
from portal.tenancy.scope import all_tenants, system_task

database_cli = AppGroup(
    "database", help="Cơ sở dữ liệu: mã kiểm tra, chuyển sang PostgreSQL, vai trò, bản sao."
)


@database_cli.command("digest")
@with_appcontext
def digest() -> None:
    """In mã kiểm tra (SHA-256) của từng bảng và của toàn bộ dữ liệu, đọc tại một thời điểm; không chặn ai."""
    with all_tenants("mã kiểm tra cơ sở dữ liệu"):
        connection = db.session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        digests = table_digests(connection)
    for name, one in digests.items():
        click.echo(f"{one.sha256}  {one.rows:>10}  {name}")
    click.echo(f"{whole(digests)}  {sum(one.rows for one in digests.values()):>10}  TẤT CẢ")


@database_cli.command("move")
@click.option("--to", "address", required=True, help="Địa chỉ nơi đến: postgresql://… hoặc sqlite:////tệp.db")
@with_appcontext
def move(address: str) -> None:
    """Chuyển toàn bộ dữ liệu sang một cơ sở dữ liệu trống, so mã kiểm tra từng bảng, rồi khóa nơi cũ không cho ghi.

    Trong lúc chuyển vẫn đọc được, chưa ghi được. Dừng giữa chừng thì nơi đến vẫn trống, chạy lại từ đầu.
    """
    try:
        target = schema.engine_for(address)
        if schema.is_bare(target):
            click.echo("Nơi đến chưa có bảng nào: đang lập cấu trúc …")
            schema.build(target)
        made = moving.move(db.engine, target, _Progress())
    except (schema.UnusableAddress, moving.CannotMove) as error:
        if isinstance(error, moving.CannotMove):
            _show(error.faults)
        raise click.ClickException(f"{error} Chưa có gì được chuyển.") from error
    except DBAPIError as error:
        raise click.ClickException(
            f"Không dùng được nơi đến: {error.orig} Chưa có gì được chuyển."
        ) from error
    if made.foreign:
        click.echo(f"Bảng lạ ở nguồn, không chuyển: {', '.join(made.foreign)}")
    click.echo(f"Đã chuyển {made.rows} dòng của {len(made.digests)} bảng; mã kiểm tra hai bên giống nhau:")
    click.echo(whole(made.digests))
    click.echo(
        "Nơi cũ đã khóa ghi. Đặt PORTAL_DATABASE_URL sang nơi mới rồi khởi động lại mọi tiến trình "
        "(docs/co-so-du-lieu.md)."
    )


@database_cli.command("open")
@with_appcontext
def reopen() -> None:
    """Cho ghi trở lại vào cơ sở dữ liệu đang cấu hình, sau khi nó đã được chuyển đi (quay về nơi cũ)."""
    with system_task("mở lại cơ sở dữ liệu đã chuyển đi"), db.engine.connect() as connection:
        was_closed = retiring.reopen(connection)
        connection.commit()
    click.echo("Đã mở ghi trở lại." if was_closed else "Cơ sở dữ liệu này không bị khóa ghi.")


def _show(faults: list[Fault]) -> None:
    for one in faults:
        click.echo(str(one), err=True)


class _Progress:
    """One line on a terminal that is written over, a line per table elsewhere."""

    def __init__(self) -> None:
        self._tables = [one.name for one in stored_tables()]
        self._lively = sys.stderr.isatty()

    def __call__(self, name: str, done: int, total: int) -> None:
        at = f"{self._tables.index(name) + 1:>3}/{len(self._tables)}"
        what = f"so {total} dòng" if done < 0 else f"chép {done}/{total} dòng"
        if self._lively:
            click.echo(f"\r\x1b[K{at} {name}: {what}", err=True, nl=False)
        elif done < 0 or done == total:
            click.echo(f"{at} {name}: {what}", err=True)
