"""Which tenant a command works on."""

from __future__ import annotations

import click

from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions

tenant_option = click.option("--tenant", help="Slug của cổng nhận dữ liệu (mặc định: cổng huyện)")


def chosen_tenant(slug: str | None) -> int:
    """The id of the tenant with this slug, of the district unless given. Raises click.ClickException."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    found = directory().by_slug(slug) if slug else directory().district()
    if found is None:
        raise click.ClickException(f"Không có cổng {slug or 'huyện'}; hãy nạp content/tenants.toml trước.")
    return found.id
