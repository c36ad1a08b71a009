"""`flask dossiers generate`: a year of made-up dossiers; `flask dossiers check`: whether the rules hold for all."""

from __future__ import annotations

import time
from datetime import date, datetime

import click
from flask.cli import AppGroup

from portal.clock import from_local
from portal.dossiers.states import STATE_LABELS
from portal.payments.checking import check_books
from portal.performance.making import year as making
from portal.performance.making.answering import CannotAnswer
from portal.performance.making.checking import check_dossiers, check_ratings
from portal.performance.making.world import NothingToMake
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions

SHOWN = 20  # faults that are told one by one
dossiers_cli = AppGroup("dossiers", help="Hồ sơ một cửa: tạo một năm hồ sơ mẫu, kiểm tra.")


def _portal(slug: str) -> Portal:
    directory().refresh(versions().read(GLOBAL_SLOT))
    found = making.portal_named(slug)
    if found is None:
        raise click.ClickException(f"Không có cổng nào có mã “{slug}”.")
    return found


@dossiers_cli.command("generate")
@click.option("--tenant", "slug", required=True, help="Cổng sẽ có hồ sơ mẫu; chỉ dùng cổng để thử.")
@click.option("--year", required=True, type=click.IntRange(2000, 2199), help="Năm nộp hồ sơ.")
@click.option(
    "--count", default=20_000, show_default=True, type=click.IntRange(1, 1_000_000), help="Số hồ sơ."
)
@click.option("--seed", default=766, show_default=True, help="Số gieo: cùng số thì cùng diễn biến.")
@click.option(
    "--online", default=45, show_default=True, type=click.IntRange(0, 100), help="Phần trăm nộp trực tuyến."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Không ghi gì sau ngày này; để trống: đến bây giờ."
)
@click.option("--force", is_flag=True, help="Tạo cả khi cổng đã có hồ sơ.")
def generate_command(
    slug: str, year: int, count: int, seed: int, online: int, until: datetime | None, force: bool
) -> None:
    """Tạo một năm hồ sơ của một xã: người nộp, giấy tờ, các bước, tiền, đánh giá. Không ai trong đó có thật."""
    horizon = from_local(until.replace(hour=23, minute=59)) if until is not None else None
    asked = making.Asked(date(year, 1, 1), date(year, 12, 31), count, seed, online / 100, horizon)
    began = time.monotonic()
    last = None
    try:
        for made in making.make(_portal(slug), asked, force=force):
            last = made
            click.echo(
                f"{made['bảng dossier']:>7}/{count} hồ sơ, {time.monotonic() - began:.0f} giây", err=True
            )
    except (making.AlreadyInUse, NothingToMake, CannotAnswer) as error:
        raise click.ClickException(str(error)) from error
    except ValueError as error:
        raise click.ClickException("Không có ngày làm việc nào trong thời gian này.") from error
    for state, label in STATE_LABELS.items():
        if last is not None and last[state]:
            click.echo(f"{label}: {last[state]}")


@dossiers_cli.command("check")
@click.option("--tenant", "slug", required=True, help="Cổng cần kiểm tra.")
def check_command(slug: str) -> None:
    """Kiểm tra mọi hồ sơ và sổ thu của một cổng; thoát với mã 1 khi có lỗi."""
    portal, count = _portal(slug), 0
    with entered(editing(portal.id, writes=False)):
        faults = [(one.code, one.what) for one in check_dossiers()]
        faults += [(one.code, one.what) for one in check_ratings()]
        faults += [(one.about, one.what) for one in check_books()]
    for about, what in faults:
        count += 1
        if count <= SHOWN:
            click.echo(f"{about}: {what}")
    if count:
        raise click.ClickException(f"{count} lỗi.")
    click.echo("Mọi hồ sơ và sổ thu đều đúng.")
