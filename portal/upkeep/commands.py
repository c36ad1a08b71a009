"""`flask check`, `flask backup …`, `flask restore`. What they do is loaded when one is called."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from portal.extensions import db
from portal.on_use import on_use
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.upkeep import saying
from portal.upkeep.faults import RepositoryUnusable, UpkeepFault
from portal.web.freshness import GLOBAL_SLOT, versions

if TYPE_CHECKING:
    from portal.upkeep import keys, making, pruning, repository, restoring, retention, running, verifying
else:
    keys, making, pruning, repository, restoring, retention, running, verifying = (
        on_use(f"portal.upkeep.{one}")
        for one in (
            "keys", "making", "pruning", "repository", "restoring", "retention", "running", "verifying",
        )
    )  # fmt: skip

EVERY = 2.0  # seconds between two lines of progress
UNABLE = 2
_PATH = click.Path(path_type=Path)
_to = click.option("--to", "folder", type=_PATH, help="Thư mục sao lưu; bỏ trống: PORTAL_BACKUPS.")
_key = click.option("--key", "key_file", type=_PATH, help="Tệp khóa sao lưu; bỏ trống: PORTAL_BACKUP_KEY.")
_at = click.option(
    "--at", "wanted", default="latest", show_default=True, help="Mã bản sao lưu (hoặc phần đầu của mã)."
)


class _Progress:
    """Lines on the error output, a few seconds apart, where a person looks on."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty() and time.monotonic() - self._last >= EVERY:
            self._last = time.monotonic()
            click.echo(f"{what} {done}/{total} …" if total else f"{what} …", err=True)


def _fail(error: Exception) -> NoReturn:
    click.echo(str(error), err=True)
    sys.exit(UNABLE)


def _know_tenants() -> None:
    directory().refresh(versions().read(GLOBAL_SLOT))


def _source(key_file: Path | None) -> Any:
    return keys.KeySource.of(current_app.config["PORTAL"], key_file)


def _folder(folder: Path | None) -> Path:
    named = folder or current_app.config["PORTAL"].backups
    if not named:
        raise RepositoryUnusable("Chưa biết thư mục sao lưu: thêm --to THƯ-MỤC hoặc đặt PORTAL_BACKUPS.")
    return Path(named).resolve()


def _opened(folder: Path | None, key_file: Path | None) -> Any:
    return repository.opened(_folder(folder), _source(key_file))


@click.command("check")
@click.option("--json", "as_json", is_flag=True, help="In JSON cho máy đọc.")
@click.option(
    "--deep", is_flag=True, help="Đọc và băm lại mọi tệp, mở mọi giá trị niêm phong, đếm lại mọi số liệu."
)
@click.option(
    "--only", "only", multiple=True, help="Chỉ kiểm mục này (có thể lặp lại), ví dụ: trail, database."
)
@with_appcontext
def check_command(as_json: bool, deep: bool, only: tuple[str, ...]) -> None:
    """Kiểm tra toàn bộ hệ thống. Mã thoát 0: tốt; 1: có hỏng hóc; 2: có mục không kiểm được."""
    try:
        db.session.execute(select(Tenant.id).limit(1))
        _know_tenants()
    except DatabaseError as error:  # none, or none of ours: nothing can be looked at
        _fail(UpkeepFault(f"Không đọc được cơ sở dữ liệu: {error.orig}"))
    known = {one.key for one in running.checks()}
    for one in only:
        if not any(key == one or key.startswith(f"{one}.") for key in known):
            raise click.BadParameter(f"không có mục {one}; có: {', '.join(sorted(known))}")
    checked = running.run_checks(_Progress(), deep=deep, only=only)
    for line in saying.checked_as_json(checked) if as_json else saying.checked(checked):
        click.echo(line)
    sys.exit(checked.exit_status)


@click.group("backup", cls=AppGroup, invoke_without_command=True)
@_to
@_key
@click.pass_context
@with_appcontext
def backup_cli(context: click.Context, folder: Path | None, key_file: Path | None) -> None:
    """Tạo một bản sao lưu. Mã thoát 0: xong; 1: xong nhưng hệ thống có chỗ hỏng; 2: không tạo được."""
    if context.invoked_subcommand is not None:
        return
    try:
        _know_tenants()
        made = making.make_backup(repository.prepared(_folder(folder), _source(key_file)), _Progress())
    except (UpkeepFault, OSError) as error:
        _fail(error)
    for line in saying.made(made.head, made.new_files, made.new_bytes):
        click.echo(line)
    sys.exit(1 if made.head.problems else 0)


@backup_cli.command("make-key")
@click.argument("file", type=_PATH)
def make_key_command(file: Path) -> None:
    """Tạo tệp khóa sao lưu mới (không ghi đè tệp đang có)."""
    try:
        keys.make_key_file(file)
    except FileExistsError:
        _fail(FileExistsError(f"{file} đã có; khóa sao lưu không bao giờ bị ghi đè."))
    except OSError as error:
        _fail(error)
    click.echo(f"Đã tạo {file}. Cất ngay một bản ở nơi khác: mất khóa này là mất mọi bản sao lưu.")


@backup_cli.command("list")
@_to
@_key
def list_command(folder: Path | None, key_file: Path | None) -> None:
    """Liệt kê các bản sao lưu, mới nhất sau cùng, và lần diễn tập gần nhất. Mã thoát 1: có bản không đọc được."""
    try:
        opened = _opened(folder, key_file)
        damaged = False
        for backup_id in opened.ids():
            try:
                head, _entries = opened.manifest(backup_id)
                click.echo(saying.listed(head))
            except UpkeepFault as error:
                damaged = True
                click.echo(f"{backup_id}  HỎNG: {error}")
        click.echo(saying.drilled(opened.noted(restoring.DRILL)))
    except (UpkeepFault, OSError) as error:
        _fail(error)
    sys.exit(1 if damaged else 0)


@backup_cli.command("verify")
@_to
@_key
@click.option("--at", "wanted", default="", help="Chỉ bản này (latest: bản mới nhất); bỏ trống: mọi bản.")
def verify_command(folder: Path | None, key_file: Path | None, wanted: str) -> None:
    """Đọc lại toàn bộ các bản sao lưu và so với bản kê. Mã thoát 1: có bản hỏng."""
    damaged = False
    try:
        opened = _opened(folder, key_file)
        ids = [verifying.chosen(opened, wanted)] if wanted else opened.ids()
        seen: set[str] = set()
        with opened.steady():
            for backup_id in ids:
                try:
                    verifying.verify(opened, backup_id, _Progress(), seen)
                    click.echo(f"{backup_id}  nguyên vẹn")
                except UpkeepFault as error:
                    damaged = True
                    click.echo(f"{backup_id}  HỎNG: {error}")
    except (UpkeepFault, OSError) as error:
        _fail(error)
    sys.exit(1 if damaged else 0)


@backup_cli.command("prune")
@_to
@_key
@click.option(
    "--keep-daily", default=7, show_default=True, type=click.IntRange(0), help="Số ngày giữ bản cuối ngày."
)
@click.option(
    "--keep-weekly", default=5, show_default=True, type=click.IntRange(0), help="Số tuần giữ bản cuối tuần."
)
@click.option(
    "--keep-monthly",
    default=12,
    show_default=True,
    type=click.IntRange(0),
    help="Số tháng giữ bản cuối tháng.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ nêu bản sẽ bị xóa.")
def prune_command(
    folder: Path | None,
    key_file: Path | None,
    keep_daily: int,
    keep_weekly: int,
    keep_monthly: int,
    dry_run: bool,
) -> None:
    """Xóa các bản sao lưu cũ và tệp chỉ chúng còn dùng; bản mới nhất luôn được giữ."""
    rule = retention.Keeping(keep_daily, keep_weekly, keep_monthly)
    try:
        pruned = pruning.prune(_opened(folder, key_file), pruning.by_rule(rule), dry_run=dry_run)
    except (UpkeepFault, OSError) as error:
        _fail(error)
    for line in saying.pruned(pruned.gone, pruned.damaged, pruned.files, pruned.bytes, dry_run=dry_run):
        click.echo(line)
    sys.exit(1 if pruned.damaged else 0)


@backup_cli.command("drill")
@_to
@_key
@_at
@click.option("--in", "place", type=_PATH, help="Nơi đặt thư mục tạm của lần diễn tập.")
def drill_command(folder: Path | None, key_file: Path | None, wanted: str, place: Path | None) -> None:
    """Diễn tập: khôi phục bản mới nhất vào thư mục tạm, kiểm tra, rồi xóa. Mã thoát 1: không khôi phục tốt."""
    settings = current_app.config["PORTAL"]
    try:
        opened = _opened(folder, key_file)
        result = restoring.drill(opened, verifying.chosen(opened, wanted), settings, _Progress(), place)
    except (UpkeepFault, OSError) as error:
        _fail(error)
    for line in saying.restored(result.head, result.is_same, result.findings):
        click.echo(line)
    sys.exit(0 if result.is_sound else 1)


@click.command("restore")
@click.option("--from", "folder", type=_PATH, help="Thư mục sao lưu; bỏ trống: PORTAL_BACKUPS.")
@_key
@_at
@click.option(
    "--replace", "replacing", default="", help="Thư mục dữ liệu đang có sẽ được thay (ghi đủ đường dẫn)."
)
@with_appcontext
def restore_command(folder: Path | None, key_file: Path | None, wanted: str, replacing: str) -> None:
    """Khôi phục một bản sao lưu vào PORTAL_INSTANCE. Mã thoát 1: xong nhưng có chỗ hỏng; 2: từ chối, chưa đổi gì."""
    settings = current_app.config["PORTAL"]
    try:
        opened = _opened(folder, key_file)
        backup_id = verifying.chosen(opened, wanted)
        result = restoring.restore(opened, backup_id, settings, _Progress(), replacing=replacing)
    except (UpkeepFault, OSError) as error:
        _fail(error)
    for line in saying.restored(
        result.head,
        result.is_same,
        result.findings,
        settings.instance_path,
        result.former,
        result.former_schema,
    ):
        click.echo(line)
    sys.exit(0 if result.is_sound else 1)


def bind(app: Flask) -> None:
    """Give an application the commands."""
    for one in (check_command, backup_cli, restore_command):
        app.cli.add_command(one)
