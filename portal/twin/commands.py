"""`flask export static`, `flask export nginx`, `flask export check`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import Settings
from portal.tenancy.directory import directory
from portal.twin import nginx
from portal.twin.checking import check
from portal.twin.exporting import TwinFull, export
from portal.twin.trees import TwinBusy, current_tree
from portal.web.freshness import GLOBAL_SLOT, versions

export_cli = AppGroup("export", help="Bản tĩnh của các cổng, để đọc được khi ứng dụng dừng.")
_FOLDER = click.Path(file_okay=False, path_type=Path)


def _folder(given: Path | None) -> Path:
    settings: Settings = current_app.config["PORTAL"]
    if given is None and not settings.twin:
        raise click.UsageError("Hãy nêu thư mục bằng --to, hoặc đặt PORTAL_TWIN.")
    return (given or Path(settings.twin)).resolve()


@export_cli.command("static")
@click.option("--to", "target", type=_FOLDER, help="Thư mục bản tĩnh; bỏ trống: PORTAL_TWIN.")
def static_command(target: Path | None) -> None:
    """Lập lại toàn bộ bản tĩnh của mọi cổng. Bản cũ còn nguyên cho đến khi bản mới đã xong."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    root = _folder(target)
    try:
        made = export(root, lambda done, due: click.echo(f"  {done} trang, còn {due}", err=True))
    except TwinBusy as error:
        raise click.ClickException("Đang có một lệnh khác lập bản tĩnh ở thư mục này.") from error
    except TwinFull as error:
        raise click.ClickException(f"Ổ đĩa đầy hoặc chỉ đọc ({error}). Bản tĩnh cũ còn nguyên.") from error
    click.echo(
        f"Đã lập bản tĩnh trong {root}: {made.pages} trang, {made.files} tệp, "
        f"{made.bytes / 1e6:.1f} MB, {made.seconds:.0f} giây."
    )
    if made.refused:
        shown = ", ".join(made.refused[:10])
        raise click.ClickException(f"{len(made.refused)} trang chưa lấy được, sẽ thử lại: {shown}")


@export_cli.command("check")
@click.option("--to", "target", type=_FOLDER, help="Thư mục bản tĩnh; bỏ trống: PORTAL_TWIN.")
def check_command(target: Path | None) -> None:
    """Đi hết các liên kết trong bản tĩnh; kết thúc với mã 1 nếu có liên kết nội bộ chết hay tệp thiếu."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    tree = current_tree(_folder(target))
    if tree is None:
        raise click.ClickException("Chưa có bản tĩnh nào ở thư mục này.")
    found = check(tree)
    for problem in found.problems[:50]:
        click.echo(f"  {problem}", err=True)
    click.echo(f"{found.pages} trang, {found.links} liên kết nội bộ, {len(found.problems)} lỗi.")
    if found.problems:
        raise SystemExit(1)


@export_cli.command("nginx")
@click.option("--to", "target", type=_FOLDER, help="Thư mục bản tĩnh; bỏ trống: PORTAL_TWIN.")
@click.option("--listen", default="80", help="Địa chỉ và cổng mà nginx lắng nghe.", show_default=True)
@click.option("--upstream", default="127.0.0.1:8000", help="Nơi ứng dụng lắng nghe.", show_default=True)
@click.option(
    "--cache", type=_FOLDER, help="Thư mục để nginx giữ trang công khai trong một giây; bỏ trống: không giữ."
)
def nginx_command(target: Path | None, listen: str, upstream: str, cache: Path | None) -> None:
    """In cấu hình nginx (đặt trong khối http): chuyển tiếp tới ứng dụng, và đưa bản tĩnh ra khi ứng dụng dừng."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    try:
        click.echo(nginx.configuration(_folder(target), listen, upstream, cache), nl=False)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
