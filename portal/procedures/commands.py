"""`flask procedures import FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.importing.command import import_file
from portal.procedures.importing import ProcedureImporter
from portal.web.choosing import chosen_tenant, tenant_option

procedures_cli = AppGroup("procedures", help="Thủ tục hành chính.")


@procedures_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--level", default="", help="Chỉ nhập thủ tục của cấp này, ví dụ “Cấp xã”")
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi các bản ghi bị loại"
)
@tenant_option
def import_command(file: Path, level: str, rejects: Path | None, tenant: str | None) -> None:
    """Nhập thủ tục từ FILE (.jsonl hoặc .jsonl.gz). Chạy lại chỉ nhập phần chưa có hoặc đã đổi."""
    importer = ProcedureImporter(chosen_tenant(tenant), level)
    import_file(file, importer, current_app.config["PORTAL"].instance_path, rejects)
