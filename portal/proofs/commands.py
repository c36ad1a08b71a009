"""`flask proofs check | witness | export-checkpoints | import-checkpoints | append-missing | append-due`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.proofs.checking import append_missing, check_all
from portal.proofs.exchange import UnreadableFile, export_to, import_from
from portal.proofs.following import append_due
from portal.proofs.witnessing import Verdict, witness_all
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions

proofs_cli = AppGroup("proofs", help="Bằng chứng đăng tải.")
FILE = click.Path(dir_okay=False, path_type=Path)


def _know_tenants() -> None:
    directory().refresh(versions().read(GLOBAL_SLOT))


def _tell(verdicts: Sequence[Verdict]) -> None:
    """Say what was taken and each refusal; exit status 1 if there is one."""
    refused = [one for one in verdicts if one.reason]
    click.echo(f"Đã công nhận {len(verdicts) - len(refused)} điểm kiểm")
    for one in refused:
        click.echo(f"KHÔNG CÔNG NHẬN {one.origin} ({one.size} mục), nhân chứng {one.witness}: {one.reason}")
    if refused:
        raise SystemExit(1)


@proofs_cli.command("check")
def check_command() -> None:
    """Tính lại từng nhật ký từ dữ liệu và văn bản đang đăng; mã thoát 1 nếu có khác biệt."""
    _know_tenants()
    found = check_all()
    for slug, problems in found.items():
        for one in problems:
            click.echo(f"{slug}: {one}")
    if found:
        raise SystemExit(1)
    click.echo("Mọi nhật ký đều khớp")


@proofs_cli.command("witness")
def witness_command() -> None:
    """Để mỗi cổng giữ điểm kiểm mới nhất của các cổng khác; mã thoát 1 nếu quá khứ của cổng nào đã bị viết lại."""
    _know_tenants()
    _tell(witness_all())


@proofs_cli.command("export-checkpoints")
@click.argument("file", type=FILE)
def export_command(file: Path) -> None:
    """Ghi điểm kiểm của mọi nhật ký vào FILE để hệ thống khác làm nhân chứng."""
    _know_tenants()
    click.echo(f"Đã ghi {export_to(file)} nhật ký vào {file}")


@proofs_cli.command("import-checkpoints")
@click.argument("file", type=FILE)
def import_command(file: Path) -> None:
    """Kiểm tra và giữ điểm kiểm của hệ thống khác trong FILE; mã thoát 1 nếu có điểm kiểm không công nhận."""
    _know_tenants()
    try:
        verdicts, taken = import_from(file)
    except UnreadableFile as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Đã nhận {taken} chữ ký nhân chứng cho các nhật ký ở đây")
    _tell(verdicts)


@proofs_cli.command("append-missing")
def append_missing_command() -> None:
    """Ghi vào nhật ký những gì đã đăng từ trước khi có nhật ký."""
    _know_tenants()
    for portal in directory().all():
        count = append_missing(portal, lambda _done: None)
        if count:
            click.echo(f"{portal.slug}: đã ghi {count} mục")


@proofs_cli.command("append-due")
def append_due_command() -> None:
    """Ghi vào nhật ký những gì hẹn giờ đăng và đã đến giờ (tiến trình đi kèm làm việc này mỗi nửa giây)."""
    _know_tenants()
    click.echo(f"Đã ghi {append_due()} mục")
