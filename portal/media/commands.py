"""`flask media`: what an administrator does with the files of all portals."""

from __future__ import annotations

from collections import Counter

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import Settings
from portal.media.bucket import Bucket, InvalidAddress, parse
from portal.media.homes import folder_of_files, homes
from portal.media.moving import BroughtWrong, move_files, move_sealed
from portal.media.renewal import renew_all
from portal.media.service import file_store
from portal.media.store import FileStore, StoreUnavailable
from portal.media.sweeping import Swept, sweep
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from portal.web.templating import filesize

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


@media_cli.command("move")
@click.option(
    "--to",
    "address",
    required=True,
    help="s3://bucket/tiền-tố?endpoint=https://…&region=…, như PORTAL_MEDIA_STORE.",
)
def move_command(address: str) -> None:
    """Chép mọi tệp, giấy tờ và gói tin của hệ thống từ thư mục dữ liệu lên kho S3 và đọc lại để đối chiếu.

    Không xóa gì ở thư mục dữ liệu. Dừng giữa chừng rồi chạy lại được.
    """
    settings: Settings = current_app.config["PORTAL"]
    try:
        bucket = Bucket(parse(address), settings.media_s3_key, settings.media_s3_secret)
        moved = [move_files(FileStore(folder_of_files(settings)), bucket)]
        moved += [move_sealed(settings.instance_path, one, bucket) for one in homes().sealed]
    except InvalidAddress as error:
        raise click.UsageError(str(error)) from error
    except (StoreUnavailable, BroughtWrong) as error:
        raise click.ClickException(f"Dừng giữa chừng, hãy chạy lại: {error}") from error
    damaged = [name for one in moved for name in one.damaged]
    for name in damaged:
        click.echo(f"HỎNG ở thư mục dữ liệu, không chép: {name}", err=True)
    brought, there = sum(one.brought for one in moved), sum(one.there for one in moved)
    click.echo(f"Đã chép {brought} tệp, {there} tệp đã có và đúng, {len(damaged)} tệp hỏng.")
    if damaged:
        raise SystemExit(1)


@media_cli.command("sweep")
@click.option("--dry-run", is_flag=True, help="Chỉ đếm, không xóa gì.")
def sweep_command(dry_run: bool) -> None:
    """Xóa khỏi kho tệp không cổng nào còn dùng, đã nằm yên quá một ngày; cho biết mỗi cổng giữ bao nhiêu."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    swept = sweep(dry_run=dry_run)
    for line in _kept(swept):
        click.echo(line)
    click.echo(
        f"{'Sẽ xóa' if dry_run else 'Đã xóa'} {swept.files} tệp không nơi nào dùng ({filesize(swept.size)}), "
        f"{swept.unfinished} phần tải dở dang, {swept.notes} ghi chú cỡ ảnh."
    )


def _kept(swept: Swept) -> list[str]:
    """A line for each portal: how many stored files (renditions are files too) its rows name, how many bytes they take,
    how many of them other portals name too, and how many are not there."""
    store = file_store()
    times = Counter(one for hashes in swept.named.values() for one in hashes)
    sizes = store.sizes(times)
    lines = []
    for portal in directory().all():
        mine = swept.named.get(portal.id, set())
        held = [size for one in mine if (size := sizes.get(one)) is not None]
        shared = sum(times[one] > 1 for one in mine)
        lost = f", THIẾU {len(mine) - len(held)}" if len(held) < len(mine) else ""
        lines.append(
            f"{portal.slug}: {len(held)} tệp, {filesize(sum(held))}, dùng chung với cổng khác {shared}{lost}"
        )
    return lines
