"""`flask search rebuild | follow | check`."""

from __future__ import annotations

import json
import time

import click
from flask.cli import AppGroup
from tqdm import tqdm

from portal.search.indexing import catch_up, rebuild, state

search_cli = AppGroup("search", help="Chỉ mục tìm kiếm.")


@search_cli.command("rebuild")
def rebuild_command() -> None:
    """Lập lại toàn bộ chỉ mục; chỉ mục cũ phục vụ cho đến khi xong."""
    began = time.monotonic()
    with tqdm(unit="mục", desc="Lập chỉ mục", disable=None) as bar:

        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        count = rebuild(report)
    click.echo(f"Đã lập chỉ mục {count} mục trong {time.monotonic() - began:.1f} giây")


@search_cli.command("follow")
def follow_command() -> None:
    """Cập nhật chỉ mục theo nhật ký thay đổi, một lượt."""
    click.echo(f"Đã xem {catch_up()} mục")


@search_cli.command("check")
def check_command() -> None:
    """Kiểm tra chỉ mục; mã thoát 1 nếu có hỏng hóc."""
    found = state()
    click.echo(json.dumps(found, ensure_ascii=False))
    raise SystemExit(1 if found["problems"] else 0)
