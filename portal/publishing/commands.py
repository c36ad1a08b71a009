"""`flask audit check`: look through the audit trail of every portal."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from portal.publishing.trail import check, read_heads
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.freshness import GLOBAL_SLOT, versions

audit_cli = AppGroup("audit", help="Nhật ký kiểm toán.")


@audit_cli.command("check")
def check_command() -> None:
    """Kiểm tra chuỗi nhật ký của mọi cổng; mã thoát 1 nếu có chuỗi không còn nguyên vẹn."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    heads = read_heads(current_app.config["PORTAL"].instance_path)
    broken = 0
    with all_tenants("kiểm tra nhật ký kiểm toán"):
        for portal in directory().all():
            found = check(portal.id, heads)
            broken += bool(found.fault)
            told = f"ĐỨT ở mục {found.broken_at}: {found.fault}" if found.fault else "nguyên vẹn"
            click.echo(f"{portal.slug}: {found.length} mục, {told}")
    if broken:
        raise SystemExit(1)
