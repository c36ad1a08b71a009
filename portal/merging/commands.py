"""`flask tenants merge | split | rename | continue | undo | merges`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from portal.merging import effects, queries, service
from portal.merging.models import MERGE, RENAME, SPLIT
from portal.merging.orders import Impossible, Order
from portal.tenancy.scope import system_task

Command = Callable[..., None]


def _options(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


names = _options(
    click.option("--name", default="", help="Tên đầy đủ: “Xã Đức Phú”"),
    click.option("--authority", default="", help="Tên cơ quan (mặc định: Ủy ban nhân dân và tên trên)"),
    click.option("--code", default="", help="Mã đơn vị hành chính"),
    click.option("--host", "hosts", multiple=True, help="Tên miền; lặp lại được, tên đầu là địa chỉ chính"),
    click.option("--date", "day", default="", metavar="NGÀY", help="Từ ngày (2025-07-01; mặc định: hôm nay)"),
    click.option("--dry-run", is_flag=True, help="Chỉ liệt kê mọi thay đổi, không làm gì"),
)


@click.command("merge")
@click.option("--into", required=True, help="Tên ngắn của cổng nhận; chưa có thì được lập")
@click.option("--parent", default="", help="Tên ngắn của cổng cấp trên (mặc định: như các cổng nhập lại)")
@names
@click.argument("olds", nargs=-1, required=True)
@with_appcontext
def merge_command(into: str, parent: str, olds: tuple[str, ...], dry_run: bool, **more: Any) -> None:
    """Nhập các cổng OLDS vào một cổng."""
    _carry_out(Order(MERGE, into, olds, parent=parent, **more), dry_run)


@click.command("split")
@click.option("--from", "source", required=True, help="Tên ngắn của cổng bị tách")
@click.option("--into", required=True, help="Tên ngắn của cổng nhận; chưa có thì được lập")
@click.option("--parent", default="", help="Tên ngắn của cổng cấp trên")
@names
@click.argument("origins", nargs=-1, required=True)
@with_appcontext
def split_command(
    source: str, into: str, parent: str, origins: tuple[str, ...], dry_run: bool, **more: Any
) -> None:
    """Đưa nội dung có nguồn từ các cổng cũ ORIGINS sang một cổng khác."""
    _carry_out(Order(SPLIT, into, origins, source=source, parent=parent, **more), dry_run)


@click.command("rename")
@click.argument("slug")
@click.option("--slug", "fresh", default="", help="Tên ngắn mới")
@names
@with_appcontext
def rename_command(slug: str, fresh: str, dry_run: bool, **more: Any) -> None:
    """Đổi tên, tên ngắn, mã hoặc tên miền của cổng SLUG; địa chỉ cũ vẫn dẫn đến."""
    _carry_out(Order(RENAME, slug, slug=fresh, **more), dry_run)


@click.command("continue")
@click.argument("number", type=int, required=False)
@with_appcontext
def continue_command(number: int | None) -> None:
    """Chạy tiếp lần sắp xếp bị dừng giữa chừng (mặc định: mọi lần chưa xong)."""
    with system_task("tìm những lần sắp xếp cổng chưa xong"):
        numbers = [number] if number is not None else service.unfinished()
    if not numbers:
        click.echo("Không có lần nào chưa xong.")
    for one in numbers:
        _go_on(one)


@click.command("undo")
@click.argument("number", type=int)
@with_appcontext
def undo_command(number: int) -> None:
    """Hoàn tác lần sắp xếp NUMBER (trong 30 ngày)."""
    try:
        service.begin_undoing(number, service.COMMAND_LINE)
    except Impossible as error:
        raise click.ClickException("\n".join(error.problems)) from error
    _go_on(number)


@click.command("merges")
@with_appcontext
def merges_command() -> None:
    """Liệt kê các lần sáp nhập, tách, đổi tên."""
    with system_task("liệt kê các lần sắp xếp cổng"):
        for one in queries.merges():
            order = Order.of(one.order)
            undo = f", hoàn tác được đến {one.undo_until:%d/%m/%Y}" if one.undo_until else ""
            what = ", ".join(order.olds) or order.into
            click.echo(f"{one.id}: {one.kind} {what} → {order.slug or order.into} ({one.state}{undo})")
            if one.error:
                click.echo(f"   {one.error}")


def _carry_out(order: Order, dry_run: bool) -> None:
    try:
        if dry_run:
            click.echo(effects.as_text(service.dry_run(order, service.COMMAND_LINE)))
            return
        number = service.begin(order, service.COMMAND_LINE)
    except Impossible as error:
        raise click.ClickException("\n".join(error.problems)) from error
    _go_on(number)


def _go_on(number: int) -> None:
    try:
        service.go_on(number, lambda done, total: click.echo(f"Bước {done + 1}/{total}"))
    except Impossible as error:
        raise click.ClickException("\n".join(error.problems)) from error
    with system_task("kết quả sắp xếp cổng"):
        merge = queries.merge_by_id(number)
        if merge is None:
            raise click.ClickException(f"Không có lần nào mang số {number}.")
        if merge.state == "undone":
            click.echo(f"Đã hoàn tác lần {number}.")
            return
        click.echo(effects.as_text(merge.effects))
        click.echo(f"Xong lần {number}. Hoàn tác: flask tenants undo {number}")


COMMANDS = (merge_command, split_command, rename_command, continue_command, undo_command, merges_command)


def bind(app: Flask) -> None:
    """Put the commands below `flask tenants`, beside those that are there."""
    group = app.cli.commands.get("tenants")
    if not isinstance(group, click.Group):
        group = AppGroup("tenants", help="Các cổng: sáp nhập, tách, đổi tên.")
        app.cli.add_command(group)
    for command in COMMANDS:
        group.add_command(command)
