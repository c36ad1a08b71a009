"""`flask ioc watch` looks at the thresholds at once, as the follower does every five minutes."""

from __future__ import annotations

import click

from portal.ioc.warehouse.commands import ioc_cli
from portal.ioc.watching.looking import look
from portal.ioc.watching.telling import tell
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions


@ioc_cli.command("watch")
def watch() -> None:
    """So các chỉ số với ngưỡng ngay bây giờ, mở và đóng cảnh báo, báo cho người đã đăng ký."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    click.echo(f"{look()} cảnh báo mới mở hoặc vừa hết; đã báo cho {tell()} người.")
