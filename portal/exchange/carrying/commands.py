"""`flask exchange carry | status | offices list | offices add | certificate`."""

from __future__ import annotations

from typing import IO

import click
from flask.cli import AppGroup

from portal.accounts.permissions import Actor
from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying import keeping, queries, tending
from portal.exchange.carrying.certificates import described
from portal.exchange.carrying.labels import CARRIERS, STATES
from portal.exchange.carrying.models import FOLDER, HTTP
from portal.exchange.carrying.offices import office_of
from portal.exchange.carrying.own_keys import own_signer
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions

exchange_cli = AppGroup("exchange", help="Liên thông văn bản giữa các cơ quan.")
offices_cli = AppGroup("offices", help="Danh bạ cơ quan ngoài hệ thống.")
exchange_cli.add_command(offices_cli)


def _portals() -> list[Portal]:
    directory().refresh(versions().read(GLOBAL_SLOT))
    return directory().living()


@exchange_cli.command("carry")
def carry_command() -> None:
    """Gửi ngay những gói tin đến lượt, đọc các thư mục trao đổi."""
    _portals()
    click.echo(f"Đã xử lý {tending.turn()} gói tin")


@exchange_cli.command("status")
def status_command() -> None:
    """Số gói tin theo trạng thái của từng cổng."""
    for one in _portals():
        with entered(editing(one.id, writes=False)):
            found = {state: number for state, number in queries.counts().items() if number}
        if found:
            told = ", ".join(f"{STATES[state][0]}: {number}" for state, number in found.items())
            click.echo(f"{one.slug}: {told}")


@exchange_cli.command("certificate")
@click.argument("slug")
def certificate_command(slug: str) -> None:
    """In chứng thư số (PEM) mà gói tin của cổng SLUG được ký, để gửi cho cơ quan khác ghim."""
    portal = next((one for one in _portals() if one.slug == slug), None)
    if portal is None:
        raise click.ClickException(f"không có cổng {slug}")
    signer = own_signer(portal)
    if signer is None:
        raise click.ClickException(f"cổng {slug} chưa có khóa ký số dạng tệp dùng được")
    click.echo(f"# {agency_identifier(portal)} {portal.authority or portal.name}")
    click.echo(signer.pem, nl=False)


@offices_cli.command("list")
def list_command() -> None:
    """Cơ quan ngoài hệ thống và ngày hết hạn chứng thư của họ."""
    for row in keeping.everyone():
        ends = (
            ", ".join(f"{described(one).ends:%d/%m/%Y}" for one in office_of(row).trusted)
            or "không có chứng thư"
        )
        state = "" if row.is_active else " (tạm dừng)"
        click.echo(f"{row.organ_id}  {row.name}  {CARRIERS[row.carrier]} {row.address}  {ends}{state}")


@offices_cli.command("add")
@click.argument("organ_id")
@click.argument("name")
@click.argument("address")
@click.option(
    "--certificate", "certificate", type=click.File(), required=True, help="Tệp PEM của cơ quan đó."
)
@click.option("--folder", is_flag=True, help="ADDRESS là tên thư mục trao đổi, không phải địa chỉ mạng.")
def add_command(organ_id: str, name: str, address: str, certificate: IO[str], folder: bool) -> None:
    """Thêm hoặc sửa cơ quan ORGAN_ID trong danh bạ."""
    _portals()
    district = directory().district()
    if district is None:
        raise click.ClickException("hệ thống chưa có cổng nào")
    values = keeping.Values(organ_id, name, FOLDER if folder else HTTP, address, certificate.read())
    actor = Actor(None, "quản trị hệ thống", district.id, frozenset({"district_admin"}))
    with entered(editing(district.id)):
        try:
            row = keeping.save(values, keeping.by_organ(organ_id.strip().upper()), None, actor)
        except keeping.Wrong as error:
            raise click.ClickException(" ".join(error.messages.values())) from error
        commit()
        click.echo(f"Đã ghi {row.organ_id} {row.name}")
