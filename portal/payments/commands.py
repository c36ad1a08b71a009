"""`flask payments check`: look through the books of every portal; `flask payments sign`: sign receipts that wait."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.payments.checking import check_books
from portal.payments.receipts.signing import sign_waiting
from portal.signing.keys import KeyUnusable
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import entered, reading
from portal.web.freshness import GLOBAL_SLOT, versions

payments_cli = AppGroup("payments", help="Sổ thu phí, lệ phí của các cổng.")


@payments_cli.command("check")
@click.option("--tenant", "slug", default="", help="Chỉ cổng có mã này; không ghi: mọi cổng.")
def check_command(slug: str) -> None:
    """Kiểm tra sổ: cân đối, liên tục, khớp với khoản phải thu, ngăn kéo và biên lai."""
    bad = False
    for portal in _portals(slug):
        with entered(reading(portal.id)):
            faults = check_books()
        bad = bad or bool(faults)
        click.echo(f"{portal.slug}: {'sổ đúng' if not faults else f'{len(faults)} sai lệch'}")
        for one in faults:
            click.echo(f"  {one.about}: {one.what}")
    if bad:
        raise SystemExit(1)


@payments_cli.command("sign")
@click.option("--tenant", "slug", default="", help="Chỉ cổng có mã này; không ghi: mọi cổng.")
def sign_command(slug: str) -> None:
    """Ký số ngay các biên lai đang chờ."""
    for portal in _portals(slug):
        try:
            done = sign_waiting(portal)
        except KeyUnusable as error:
            raise click.ClickException(str(error)) from error
        if done:
            click.echo(f"{portal.slug}: đã ký {done} biên lai")


def _portals(slug: str) -> list[Portal]:
    """All portals (books of one that was merged stay with it), or the one of this name."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    if not slug:
        return list(directory().all())
    found = directory().by_slug(slug)
    if found is None:
        raise click.ClickException(f"Không có cổng nào có mã {slug}.")
    return [found]
