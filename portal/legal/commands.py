"""`flask legal import FILE`, `flask legal evaluate`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from portal.importing.command import import_file
from portal.legal.citations.evaluate import evaluate_labels, evaluate_links
from portal.legal.importing import LegalImporter
from portal.legal.intake.commands import ingest_command
from portal.legal.relations.service import count_pending, relate_pending
from portal.tenancy.scope import editing, entered
from portal.web.choosing import chosen_tenant, tenant_option

legal_cli = AppGroup("legal", help="Văn bản.")
legal_cli.add_command(ingest_command)


@legal_cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Tệp ghi các bản ghi bị loại"
)
@tenant_option
def import_command(file: Path, rejects: Path | None, tenant: str | None) -> None:
    """Nhập văn bản từ FILE (.jsonl hoặc .jsonl.gz). Chạy lại chỉ nhập phần chưa có hoặc đã đổi."""
    tenant_id = chosen_tenant(tenant)
    importer = LegalImporter(tenant_id)
    import_file(file, importer, current_app.config["PORTAL"].instance_path, rejects)
    _relate(tenant_id, everything=False)


@legal_cli.command("relate")
@click.option(
    "--all", "everything", is_flag=True, help="Xem lại mọi văn bản, không chỉ văn bản mới hoặc đã đổi"
)
@tenant_option
def relate_command(everything: bool, tenant: str | None) -> None:
    """Tìm quan hệ giữa các văn bản trong lời văn; dừng giữa chừng thì chạy lại sẽ làm tiếp."""
    _relate(chosen_tenant(tenant), everything=everything)


def _relate(tenant_id: int, *, everything: bool) -> None:
    with entered(editing(tenant_id)):
        total = count_pending(everything=everything)
        with tqdm(total=total, unit=" văn bản", desc="Tìm quan hệ", disable=not total) as bar:
            many = relate_pending(bar.update, everything=everything)
    click.echo(f"Đã tìm quan hệ trong {many} văn bản.")


@legal_cli.command("evaluate")
@click.argument(
    "labels", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1, required=True
)
@click.option(
    "--documents",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Tệp văn bản (.jsonl.gz) mà các nhãn nói đến",
)
@click.option("--misses", is_flag=True, help="In từng chỗ nhận sai")
def evaluate_command(labels: tuple[Path, ...], documents: Path, misses: bool) -> None:
    """Đo việc nhận ra viện dẫn trên các tệp nhãn LABELS và trên liên kết có sẵn của Bộ pháp điển."""
    for file in labels:
        figures = evaluate_labels(file, documents)
        click.echo(
            f"{file.name}: {figures.labelled} viện dẫn, {figures.articles} điều, {len(figures.documents)} văn bản"
        )
        click.echo(
            f"  nhận ra đúng (precision) {figures.precision:.4f}   ({figures.right}/{figures.recognised})"
        )
        click.echo(f"  nhận ra đủ   (recall)    {figures.recall:.4f}   ({figures.right}/{figures.labelled})")
        click.echo(f"  đúng cả chỗ bắt đầu và kết thúc {figures.same_span}/{figures.right}")
        click.echo(
            f"  đúng văn bản đang có     {figures.resolution:.4f}   ({figures.resolved}/{figures.resolvable})"
        )
        if misses:
            for miss in figures.misses:
                click.echo(f"    {miss}")
    agreement = evaluate_links(documents)
    click.echo(
        f"liên kết có sẵn mà số, ký hiệu đứng trong điều: {agreement.found}/{agreement.linked} ({agreement.recall:.4f})"
    )
