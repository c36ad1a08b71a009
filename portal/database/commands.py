"""`flask database …`: digests, moving to another database, opening one that was moved away."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from portal.database import migrating, moving, retiring, roles, schema
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
        made = moving.move(migrating.owner_engine(), target, _Progress())
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
    with system_task("mở lại cơ sở dữ liệu đã chuyển đi"), migrating.owner_engine().connect() as connection:
        was_closed = retiring.reopen(connection)
        connection.commit()
    click.echo("Đã mở ghi trở lại." if was_closed else "Cơ sở dữ liệu này không bị khóa ghi.")


@database_cli.command("recount")
@with_appcontext
def recount() -> None:
    """Đếm lại các con số mà cơ sở dữ liệu tự giữ (bao nhiêu tin, văn bản ở từng trạng thái, loại, năm)."""
    with system_task("đếm lại"):
        migrating.recount()
    click.echo("Đã đếm lại.")


@database_cli.command("roles")
@click.option(
    "--sql", "shown", is_flag=True, help="Chỉ in các câu lệnh SQL (không có mật khẩu) để người quản trị chạy."
)
@with_appcontext
def make_roles(shown: bool) -> None:
    """Tạo vai trò của ứng dụng (theo PORTAL_DATABASE_URL), không sở hữu bảng và không vượt được chính sách cách ly.

    Chạy bằng vai trò chủ (PORTAL_DATABASE_OWNER_URL), sau khi đã lập cấu trúc. Chạy lại được.
    """
    try:
        wanted = roles.roles_of(current_app.config["PORTAL"])
    except roles.NoRoles as error:
        raise click.ClickException(str(error)) from error
    if shown:
        for statement in roles.statements(wanted, is_there=False, with_password=False):
            click.echo(f"{statement};")
        return
    try:
        with migrating.owner_engine().begin() as connection:
            roles.make(connection, wanted)
            faults = roles.faults_of(connection, wanted.application)
    except DBAPIError as error:
        raise click.ClickException(
            f"Vai trò {wanted.owner} không làm được: {error.orig} "
            "Thêm --sql để in câu lệnh cho người quản trị máy chủ."
        ) from error
    _tell_of(wanted.application, faults)


@database_cli.command("check")
@with_appcontext
def check() -> None:
    """Kiểm tra cơ sở dữ liệu có tự giữ dữ liệu các cổng tách nhau không: vai trò đang dùng và chính sách từng bảng."""
    if db.engine.dialect.name != "postgresql":
        click.echo("SQLite: không có chính sách cách ly ở cơ sở dữ liệu; các lớp còn lại vẫn giữ.")
        return
    with db.engine.connect() as connection:
        role = str(connection.exec_driver_sql("SELECT current_user").scalar_one())
        faults = roles.faults_of(connection, role)
    _tell_of(role, faults)


def _tell_of(role: str, faults: list[str]) -> None:
    for one in faults:
        click.echo(f"- {one}", err=True)
    if faults:
        raise SystemExit(1)
    click.echo(
        f"Vai trò {role}: không sở hữu bảng, không vượt được chính sách cách ly; mọi bảng đều có chính sách."
    )


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
