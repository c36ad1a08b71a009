"""`flask open-data build`."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from portal.opendata.jobs import build_all
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.choosing import chosen_tenant, tenant_option
from portal.web.freshness import GLOBAL_SLOT, versions

open_data_cli = AppGroup("open-data", help="Dữ liệu mở.")


@open_data_cli.command("build")
@click.option("--all", "everywhere", is_flag=True, help="Mọi cổng đang hoạt động")
@click.option("--anew", is_flag=True, help="Lập lại cả bộ đã có phiên bản của hôm nay")
@tenant_option
def build_command(tenant: str | None, everywhere: bool, anew: bool) -> None:
    """Lập phiên bản hôm nay của các bộ dữ liệu mở."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    if everywhere:
        portals = [one for one in directory().living() if one.status == "active"]
    else:
        found = directory().by_id(chosen_tenant(tenant))
        portals = [found] if found is not None else []
    for portal in portals:
        with entered(editing(portal.id)):
            made = build_all(portal, anew=anew)
        click.echo(f"{portal.name}: {made}")
