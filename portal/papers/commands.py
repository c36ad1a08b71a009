"""`flask papers check | sweep`: the papers of all portals and their files."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import AppGroup

from portal.papers import sweeping
from portal.sealing.faults import KeysUnavailable
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions

papers_cli = AppGroup("papers", help="Giấy tờ đã niêm phong của người dân.")


@papers_cli.command("check")
@click.option("--quick", is_flag=True, help="Chỉ xem tệp có đó không, không mở từng tệp.")
def check_command(quick: bool) -> None:
    """In JSON: số giấy tờ, giấy thiếu tệp, tệp không mở được, tệp thừa. Mã thoát 1 nếu có; 2 nếu thiếu khóa."""
    try:
        found = sweeping.check(deep=not quick)
    except KeysUnavailable as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    said = {
        "papers": found.papers,
        "missing": found.missing,
        "broken": found.broken,
        "orphans": found.orphans,
    }
    click.echo(json.dumps(said))
    sys.exit(0 if found.is_whole else 1)


@papers_cli.command("sweep")
def sweep_command() -> None:
    """Xóa giấy tờ hết hạn lưu và tệp không còn dòng nào dùng, cũ hơn một ngày."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    click.echo(f"Đã xóa {sweeping.forget_due()} giấy tờ hết hạn lưu, {sweeping.sweep()} tệp thừa.")
