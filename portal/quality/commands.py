"""`flask quality check`: look through portals anew; `flask quality links`: ask for links that leave them."""

from __future__ import annotations

from collections import Counter

import click
from flask.cli import AppGroup
from flask_babel import lazy_gettext as _l

from portal.quality.asking import AT_ONCE, turn
from portal.quality.checking import check_portal
from portal.quality.outside.queries import overview
from portal.quality.outside.verdicts import REASONS, STATUSES
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import entered, reading
from portal.web.freshness import GLOBAL_SLOT, versions

quality_cli = AppGroup("quality", help="Kiểm tra chất lượng nội dung của các cổng.")


@quality_cli.command("check")
@click.option("--tenant", "slug", default="", help="Chỉ cổng có mã này; không ghi: mọi cổng.")
def check_command(slug: str) -> None:
    """Kiểm tra lại toàn bộ nội dung đang đăng."""
    for one in _portals(slug):
        click.echo(f"{one.slug}: {check_portal(one.id)} phát hiện")


@quality_cli.command("links")
@click.option("--tenant", "slug", default="", help="Chỉ cổng có mã này; không ghi: mọi cổng.")
@click.option(
    "--limit", default=100, show_default=True, type=click.IntRange(1), help="Nhiều nhất bao nhiêu địa chỉ."
)
def links_command(slug: str, limit: int) -> None:
    """Kiểm tra ngay những liên kết ra ngoài đến lượt, dù PORTAL_CHECK_LINKS đang tắt."""
    portals = _portals(slug)
    for one in portals:
        check_portal(one.id)  # what stands on the portal today
    counts: Counter[str] = Counter()
    while (left := limit - counts.total()) > 0:
        report = turn(min(left, AT_ONCE), portals[0].id if slug else None)
        if report.busy:
            raise click.ClickException("Một lượt kiểm tra khác đang chạy. Hãy thử lại sau ít phút.")
        if not report.outcomes:
            break
        for address, outcome in report.outcomes.items():
            said = REASONS[outcome.reason] if outcome.reason else _l("Mở được")
            click.echo(f"{address}: {said}")
            counts[outcome.reason] += 1
    click.echo(f"Đã kiểm tra {counts.total()} địa chỉ.")
    for one in portals:
        with entered(reading(one.id)):
            held = overview()
        words = ", ".join(f"{STATUSES[status][0]}: {many}" for status, many in held.counts.items() if many)
        click.echo(f"{one.slug}: {words or 'không có liên kết ra ngoài'}")


def _portals(slug: str) -> list[Portal]:
    """The living portals, or the one of this name. Raises ClickException where there is none."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    portals = [one for one in directory().living() if slug in {"", one.slug}]
    if not portals:
        raise click.ClickException(f"Không có cổng nào có mã “{slug}”.")
    return portals
