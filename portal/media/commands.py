"""`flask media`: what an administrator does with the files of all portals."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.media.renewal import renew_all

media_cli = AppGroup("media", help="Tệp và ảnh của mọi cổng.")


@media_cli.command("renditions")
def renditions() -> None:
    """Bỏ vị trí, tên máy khỏi ảnh cũ và làm lại các cỡ ảnh (AVIF, WebP, JPEG). Dừng giữa chừng rồi chạy lại được."""
    seen = changed = 0
    for name, is_new in renew_all():
        seen += 1
        changed += is_new
        if is_new:
            click.echo(name)
    click.echo(f"Đã xem {seen} ảnh, làm lại {changed} ảnh.")
