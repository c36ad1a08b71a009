"""`flask content load [DIR]`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from portal.accounts.permissions import system_actor
from portal.content.exporting import export_tenant
from portal.content.loader import Report, load_content
from portal.content.package import BadPackage
from portal.content.restoring import Restored, load_package
from portal.extensions import db
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from portal.tenancy.service import InvalidTenants, load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

content_cli = AppGroup("content", help="Nạp nội dung ban đầu.")


def load_all(root: Path) -> Report:
    """Tenants, then content. Raises InvalidTenants."""
    with system_task("nạp các cổng"):
        load_tenants(root / "tenants.toml")
        db.session.commit()
    tenants_changed()
    directory().refresh(versions().read(GLOBAL_SLOT))
    report = load_content(root, lambda name: click.echo(f"  {name}"))
    tenants_changed()  # settings may have come along
    return report


@content_cli.command("load")
@click.argument("source", required=False, type=click.Path(exists=True, path_type=Path))
def load(source: Path | None) -> None:
    """Nạp SOURCE: một thư mục (mặc định: content/), hoặc tệp ZIP do lệnh xuất của một cổng tạo ra. Nạp lại cho cùng
    một kết quả."""
    root = source or Path(current_app.config["PORTAL"].content)
    if root.is_file():
        _load_zip(root)
        return
    try:
        report = load_all(root)
    except InvalidTenants as error:
        raise click.ClickException(str(error)) from error
    show(report)
    if report.refused:
        raise SystemExit(1)


def _load_zip(path: Path) -> None:
    try:
        made = load_package(path)
    except BadPackage as error:
        raise click.ClickException(f"{error} Chưa có gì thay đổi.") from error
    if made.known:
        click.echo(f"Bản xuất này đã được nạp vào cổng {made.slug}; không có gì thay đổi.")
        return
    show_restored(made)


def show_restored(made: Restored) -> None:
    """Print what came back."""
    click.echo(f"{made.slug}: nạp lại {sum(made.counts.values())} hàng dữ liệu")
    if made.nameless:
        click.echo(
            "  chưa có tài khoản ở đây, nên chỉ còn tên: "
            + ", ".join(sorted(made.nameless)[:20])
            + (" …" if len(made.nameless) > 20 else "")
        )


def show(report: Report) -> None:
    """Print what a load did."""
    for made in report.restored:
        show_restored(made)
    for note in report.notes:
        click.echo(f"  {note}")
    words = {
        "made": "mới",
        "changed": "cập nhật",
        "unchanged": "không đổi",
        "kept": "giữ bản đã sửa trên bàn biên tập",
    }
    click.echo(", ".join(f"{report.counts[key]} {word}" for key, word in words.items()))
    for origin, reason in report.refused:
        click.echo(f"  không nạp được {origin}: {reason}", err=True)


@click.command("export")
@click.argument("slug")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--with-personal-data",
    is_flag=True,
    help="Kèm họ tên, liên hệ và lời văn gốc của người dân; chỉ dùng khi chuyển cả cổng sang hệ thống mới.",
)
@with_appcontext
def export_command(slug: str, target: Path, with_personal_data: bool) -> None:
    """Xuất toàn bộ cổng SLUG thành tệp ZIP TARGET, nạp lại được bằng `flask content load`."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_slug(slug)
    if portal is None:
        raise click.ClickException(f"Không có cổng nào mang mã {slug}.")
    if target.exists():
        raise click.ClickException(f"Đã có {target}. Hãy đặt tên khác.")
    export_tenant(portal, target.absolute(), with_personal_data=with_personal_data)
    with entered(editing(portal.id)):
        told = "flask tenants export" + (": kèm dữ liệu cá nhân" if with_personal_data else "")
        audit(system_actor(portal.id), "tenants.exported", detail=told)
        db.session.commit()
    click.echo(f"Đã xuất {slug} vào {target} ({target.stat().st_size:,} byte).")


def bind(app: Flask) -> None:
    """Put `export` below `flask tenants`, beside what is there."""
    group = app.cli.commands.get("tenants")
    if not isinstance(group, click.Group):
        group = AppGroup("tenants", help="Các cổng: xuất, sáp nhập, tách, đổi tên.")
        app.cli.add_command(group)
    group.add_command(export_command)
