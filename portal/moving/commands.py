"""`flask import wordpress | feed | folder`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.importing.summary import ImportSummary
from portal.jobs.service import give_back_of_dead
from portal.jobs.worker import Worker
from portal.moving import service
from portal.moving.addresses import host_of
from portal.moving.foreign import UnreadableSource
from portal.moving.mapping import InvalidMapping, Mapping, read_mapping
from portal.moving.models import BUSY, DONE, FEED, FOLDER, WORDPRESS, Move
from portal.moving.report import report_sheet
from portal.moving.running import Result, Running, library_of, open_source, places_here
from portal.moving.selecting import InvalidSelector
from portal.moving.troubles import advice_of, label_of
from portal.moving.unpacking import sniff
from portal.on_use import tqdm
from portal.tenancy.scope import editing, entered
from portal.web.choosing import chosen_tenant, tenant_option
from portal.web.spreadsheet import csv_answer, xlsx_bytes

import_cli = AppGroup("import", help="Chuyển dữ liệu từ cổng cũ.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DIRECTORY = click.Path(exists=True, file_okay=False, path_type=Path)


def _command(kind: str, what: Any, text: str) -> None:
    @import_cli.command(kind, help=text)
    @click.argument("source", type=what)
    @click.option(
        "--map", "map_file", type=FILE, help="Tệp TOML nói chuyên mục nào đi đâu (docs/chuyen-du-lieu.md)"
    )
    @click.option(
        "--media", type=DIRECTORY, help="Thư mục ảnh, tệp của cổng cũ (thư mục uploads); không tải từ mạng"
    )
    @click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ ra sao, không ghi gì.")
    @click.option(
        "--report", type=click.Path(dir_okay=False, path_type=Path), help="Ghi báo cáo ra tệp .csv hoặc .xlsx"
    )
    @tenant_option
    def command(
        source: Path,
        map_file: Path | None,
        media: Path | None,
        dry_run: bool,
        report: Path | None,
        tenant: str | None,
    ) -> None:
        try:
            mapping = read_mapping(map_file) if map_file is not None else Mapping()
            tenant_id = chosen_tenant(tenant)
            if dry_run:
                _show(_tried(kind, source, mapping, media, tenant_id))
            else:
                _take(kind, source, mapping, media, tenant_id, report)
        except (UnreadableSource, InvalidMapping, InvalidSelector, service.Busy) as error:
            raise click.ClickException(str(error) or "Nguồn này đang được chuyển; hãy đợi xong.") from error


_command(
    WORDPRESS,
    FILE,
    "Chuyển bài, trang, tệp từ bản xuất WordPress (tệp .xml). Chạy lại chỉ lấy phần chưa có hoặc đã đổi.",
)
_command(FEED, FILE, "Chuyển các bài trong một nguồn tin RSS hoặc Atom đã lưu thành tệp.")
_command(FOLDER, DIRECTORY, "Chuyển một thư mục trang HTML, tệp Word của cổng cũ.")


def _identity(kind: str, source: Path, mapping: Mapping) -> str:
    """What tells this source from others: the host of the old portal, else the name of the file or folder."""
    site = mapping.site or (sniff(source)[1] if kind != FOLDER else "")
    return host_of(site) or source.resolve().stem


def _tried(kind: str, path: Path, mapping: Mapping, media: Path | None, tenant_id: int) -> Result:
    with entered(editing(tenant_id)), tqdm(desc=path.name, unit="B", unit_scale=True, disable=None) as bar:
        running = Running(
            f"{kind}:{_identity(kind, path, mapping)}",
            _known(kind, _identity(kind, path, mapping)),
            open_source(kind, path, mapping),
            mapping,
            library_of(kind, path, media),
            system_actor(tenant_id),
            max_mb=service.max_file_mb(),
            dry=True,
        )

        def told(done: int, total: int, _counts: ImportSummary) -> None:
            bar.total = total
            bar.update(max(0, done - bar.n))

        return running.run(told)


def _known(kind: str, identity: str) -> int:
    """The id of the source if something of it was taken before, so that the trial says what is new; else 0."""
    found = db.session.scalar(select(Move.id).where(Move.kind == kind, Move.identity == identity))
    db.session.rollback()
    return found or 0


def _take(
    kind: str, path: Path, mapping: Mapping, media: Path | None, tenant_id: int, report: Path | None
) -> None:
    """Take a source in now; where a worker is faster, or another took it over from a killed command, wait for it."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    give_back_of_dead()
    with entered(editing(tenant_id)), tqdm(desc=path.name, unit="B", unit_scale=True, disable=None) as bar:

        def told(done: int, total: int) -> None:
            bar.total = total
            bar.update(max(0, done - bar.n))

        places_here(mapping)
        with Worker(app, told=told) as worker:
            place = str(path.resolve())
            folder = str(media.resolve()) if media is not None else ""
            move_id = service.take_from(
                kind,
                _identity(kind, path, mapping),
                path.name,
                place,
                folder,
                mapping,
                system_actor(tenant_id),
            ).id
            while not worker.do_now(service.KIND, move_id) and _now(move_id).state in BUSY:
                db.session.rollback()
                time.sleep(0.5)
                give_back_of_dead()
        move = _now(move_id)
        if move.state != DONE:
            raise UnreadableSource(
                move.problem or "Chưa chuyển xong: việc đã bị dừng. Chạy lại lệnh để làm tiếp."
            )
        _show(_result(move))
        if report is not None:
            sheet = report_sheet(move)
            is_xlsx = report.suffix.lower() == ".xlsx"
            report.write_bytes(xlsx_bytes(sheet) if is_xlsx else csv_answer(report.name, sheet).get_data())
            click.echo(f"Báo cáo từng bài: {report}")


def _now(move_id: int) -> Move:
    db.session.expire_all()
    return db.session.scalars(select(Move).where(Move.id == move_id)).one()


def _result(move: Move) -> Result:
    done = move.summary.get("done", {})
    result = Result(counts=ImportSummary(**done.get("counts", {})))
    result.troubles.update(done.get("troubles", {}))
    return result


def _show(result: Result) -> None:
    click.echo(str(result.counts))
    for code, count in result.troubles.most_common():
        click.echo(f"  {count:>6}  {label_of(code)}. {advice_of(code)}")
    for one in result.shown:
        said = "; ".join(
            f"{label_of(code)}{f' ({detail})' if detail else ''}" for code, detail in one["troubles"]
        )
        click.echo(f"    – {one['title']} [{one['address']}]: {said}")
