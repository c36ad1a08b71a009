"""`flask content load [DIR]`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.content.loader import Report, load_content
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
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
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def load(folder: Path | None) -> None:
    """Nạp các tệp trong FOLDER (mặc định: content/). Nạp lại cho cùng một kết quả."""
    root = folder or Path(current_app.config["PORTAL"].content)
    try:
        report = load_all(root)
    except InvalidTenants as error:
        raise click.ClickException(str(error)) from error
    show(report)
    if report.refused:
        raise SystemExit(1)


def show(report: Report) -> None:
    """Print what a load did."""
    words = {
        "made": "mới",
        "changed": "cập nhật",
        "unchanged": "không đổi",
        "kept": "giữ bản đã sửa trên bàn biên tập",
    }
    click.echo(", ".join(f"{report.counts[key]} {word}" for key, word in words.items()))
    for origin, reason in report.refused:
        click.echo(f"  không nạp được {origin}: {reason}", err=True)
