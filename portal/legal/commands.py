"""`flask legal import FILE`, `flask legal evaluate`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import ROOT
from portal.importing.command import import_file
from portal.legal.citations.evaluate import Figures, evaluate_labels, evaluate_links
from portal.legal.importing import LegalImporter
from portal.legal.intake.commands import ingest_command
from portal.legal.relations.service import count_pending, relate_pending
from portal.on_use import tqdm
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
        with tqdm(total=total, unit=" văn bản", desc="Tìm quan hệ", disable=None) as bar:
            many = relate_pending(bar.update, everything=everything)
    click.echo(f"Đã tìm quan hệ trong {many} văn bản.")


SAMPLES = [ROOT / "tests" / "legal" / name for name in ("citations_labelled.jsonl", "citations_fresh.jsonl")]
DOCUMENTS = ROOT.parent / "shared" / "data" / "legal_documents.jsonl.gz"


@legal_cli.command("evaluate")
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path), nargs=-1)
@click.option(
    "--documents",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DOCUMENTS,
    help="Tệp văn bản (.jsonl.gz) mà các nhãn nói đến",
)
@click.option("--misses", is_flag=True, help="In từng chỗ nhận sai")
def evaluate_command(labels: tuple[Path, ...], documents: Path, misses: bool) -> None:
    """Đo việc nhận ra viện dẫn trên các tệp nhãn LABELS (mặc định: hai mẫu gắn nhãn bằng tay của dự án) và trên liên
    kết có sẵn của Bộ pháp điển."""
    if not documents.is_file():
        raise click.ClickException(f"Không thấy tệp văn bản {documents}. Chỉ ra tệp bằng --documents.")
    for file in labels or [one for one in SAMPLES if one.is_file()]:
        _show(file.name, evaluate_labels(file, documents), misses=misses)
    agreement = evaluate_links(documents)
    shares = f"{agreement.found}/{agreement.linked} ({agreement.recall:.4f})"
    click.echo(f"liên kết có sẵn mà số, ký hiệu đứng trong điều: {shares}")


def _show(name: str, figures: Figures, *, misses: bool) -> None:
    documents = len(figures.documents)
    click.echo(f"{name}: {figures.labelled} viện dẫn, {figures.articles} điều, {documents} văn bản")
    if figures.absent:
        click.echo(f"  {figures.absent} điều có nhãn không có trong tệp văn bản này")
    for text, share, part, whole in (
        ("nhận ra đúng (precision)", figures.precision, figures.right, figures.recognised),
        ("nhận ra đủ   (recall)", figures.recall, figures.right, figures.labelled),
        ("đúng văn bản đang có", figures.resolution, figures.resolved, figures.resolvable),
    ):
        click.echo(f"  {text:<26}{share:.4f}   ({part}/{whole})")
    click.echo(f"  đúng cả chỗ bắt đầu và kết thúc: {figures.same_span}/{figures.right}")
    for miss in figures.misses if misses else ():
        click.echo(f"    {miss}")
