"""Commands of the warehouse: `flask ioc fill`, `flask ioc rebuild`, `flask ioc verify`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.ioc.warehouse import filling, verifying
from portal.ioc.warehouse.registry import warehouse
from portal.tenancy.directory import Portal, directory
from portal.web.freshness import GLOBAL_SLOT, versions

ioc_cli = AppGroup("ioc", help="Kho số liệu của trung tâm điều hành.")
SHOWN = 50
_portal = click.option("--portal", "slug", default="", help="Chỉ cổng này (tên ngắn); trống: mọi cổng.")


def _chosen(slug: str) -> list[Portal]:
    directory().refresh(versions().read(GLOBAL_SLOT))
    if not slug:
        return directory().living()
    found = directory().by_slug(slug)
    if found is None:
        raise click.BadParameter(f"không có cổng {slug}")
    return [found]


@ioc_cli.command("fill")
def fill() -> None:
    """Đếm phần đã thay đổi và quan sát tình trạng hệ thống ngay bây giờ."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    click.echo(f"Đã đếm {filling.fill()} phần.")
    for one in warehouse().observations.values():
        filling.observe(one)


@ioc_cli.command("rebuild")
@_portal
def rebuild(slug: str) -> None:
    """Lập lại kho số liệu từ dữ liệu gốc. Số liệu chỉ quan sát được thì giữ nguyên."""
    click.echo(f"Đã đếm {filling.rebuild([one.id for one in _chosen(slug)])} phần.")


@ioc_cli.command("verify")
@_portal
@click.option("--repair", is_flag=True, help="Đếm lại phần sai lệch.")
def verify(slug: str, *, repair: bool) -> None:
    """Đếm lại tất cả, so với kho số liệu và nêu chỗ sai lệch; kết thúc với mã 1 nếu có."""
    portals = _chosen(slug)
    filling.fill()
    found = verifying.differences([one.id for one in portals], settled=True)
    names = {one.id: one.slug for one in portals}
    for one in found[:SHOWN]:
        where = f"{names[one.tenant_id]} {one.day} {one.measure} {one.dimension or '-'}"
        click.echo(f"{where}: kho {one.held}, đếm lại {one.counted}")
    if len(found) > SHOWN:
        click.echo(f"… và {len(found) - SHOWN} chỗ nữa")
    if not found:
        click.echo("Kho số liệu khớp với dữ liệu gốc.")
        return
    if repair:
        verifying.mark_differing(found)
        click.echo(f"Đã đếm lại {filling.fill()} phần.")
    raise SystemExit(1)
