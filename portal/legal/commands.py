"""`flask legal import FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.importing.command import import_file
from portal.legal.importing import LegalImporter
from portal.web.choosing import chosen_tenant, tenant_option

legal_cli = AppGroup("legal", help="Văn bản.")


@legal_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi các bản ghi bị loại"
)
@tenant_option
def import_command(file: Path, rejects: Path | None, tenant: str | None) -> None:
    """Nhập văn bản từ FILE (.jsonl hoặc .jsonl.gz). Chạy lại chỉ nhập phần chưa có hoặc đã đổi."""
    importer = LegalImporter(chosen_tenant(tenant))
    import_file(file, importer, current_app.config["PORTAL"].instance_path, rejects)
