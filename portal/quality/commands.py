"""`flask quality check`: look through portals anew."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.quality.checking import check_portal
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions

quality_cli = AppGroup("quality", help="Kiểm tra chất lượng nội dung của các cổng.")


@quality_cli.command("check")
@click.option("--tenant", "slug", default="", help="Chỉ cổng có mã này; không ghi: mọi cổng.")
def check_command(slug: str) -> None:
    """Kiểm tra lại toàn bộ nội dung đang đăng."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    portals = [one for one in directory().living() if slug in {"", one.slug}]
    if not portals:
        raise click.ClickException(f"Không có cổng nào có mã “{slug}”.")
    for one in portals:
        click.echo(f"{one.slug}: {check_portal(one.id)} phát hiện")
