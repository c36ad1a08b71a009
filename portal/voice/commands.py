"""`flask voice …`: the end of personal data."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.tenancy.directory import directory
from portal.voice.tending import forget
from portal.web.freshness import GLOBAL_SLOT, versions

voice_cli = AppGroup("voice", help="Ý kiến người dân: xóa dữ liệu cá nhân đã hết hạn giữ.")


@voice_cli.command("forget")
def forget_command() -> None:
    """Xóa dữ liệu cá nhân của những hồ sơ đã kết thúc quá thời hạn giữ, ở mọi cổng."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    done = forget()
    for slug, found in sorted(done.items()):
        click.echo(f"{slug}: {found.persons} hồ sơ, trong đó {found.cases} hồ sơ xóa hẳn")
    if not done:
        click.echo("Không có dữ liệu nào đến hạn xóa.")
