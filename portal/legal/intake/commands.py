"""`flask legal ingest FILE…`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.accounts.permissions import Actor, system_actor
from portal.extensions import db
from portal.jobs.service import give_back_of_dead
from portal.jobs.worker import Worker
from portal.legal.intake import service
from portal.legal.intake.models import ACTIVE, READ, REFUSED, IntakeFile, IntakePage
from portal.legal.intake.queries import KIND, by_id, pages_of
from portal.legal.intake.step import look_into
from portal.media.names import clean_display_name
from portal.media.reading import PageText, ocr_available, read_file, what_to_install
from portal.media.refusal import Refused
from portal.on_use import tqdm
from portal.tenancy.scope import editing, entered
from portal.web.choosing import chosen_tenant, tenant_option

UNOPENED = 2
Report = Callable[[int, int], None]


@click.command("ingest")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="In mỗi tệp một dòng JSON.")
@click.option("--dry-run", is_flag=True, help="Chỉ đọc, không lưu gì vào cổng.")
@tenant_option
@with_appcontext
def ingest_command(files: tuple[Path, ...], as_json: bool, dry_run: bool, tenant: str | None) -> None:
    """Đọc các tệp văn bản: loại, trang, các mục đề xuất, chữ ký số, bố cục.

    Tệp bị từ chối vẫn được in với lý do. Mã thoát 2 khi có tệp không mở được.
    """
    tenant_id = chosen_tenant(tenant)
    if not ocr_available():
        click.echo(what_to_install(), err=True)
    unopened = False
    for place, path in enumerate(files, 1):
        with tqdm(unit="trang", desc=f"[{place}/{len(files)}] {path.name}", disable=None, leave=False) as bar:
            try:
                if not path.is_file():
                    raise FileNotFoundError(path)
                found = _read(path, _on(bar)) if dry_run else _ingest(path, tenant_id, _on(bar))
            except OSError as error:
                unopened = True
                found = record(path, "unopened", f"Không mở được tệp: {error.strerror or 'không có tệp này'}")
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else _in_words(found))
    raise SystemExit(UNOPENED if unopened else 0)


def _on(bar: Any) -> Report:
    def told(done: int, total: int) -> None:
        bar.total = total
        bar.update(max(0, done - bar.n))

    return told


def _read(path: Path, told: Report) -> dict[str, Any]:
    """The record of a file of which nothing is kept."""
    try:
        reading = read_file(
            path, clean_display_name(path.name), on_page=lambda page, total: told(page.number, total)
        )
        found = look_into(path, reading)
    except Refused as error:
        return record(path, REFUSED, str(error))
    return record(
        path,
        READ if reading.state == "read" else reading.state,
        kind=reading.type.kind,
        pages=reading.pages,
        encoding=reading.encoding,
        notes=found.notes,
        proposals=found.proposals,
        signatures=found.signatures,
        outline=found.structured.outline,
    )


def _ingest(path: Path, tenant_id: int, told: Report) -> dict[str, Any]:
    """Bring a file and read it now; where a worker is faster, wait for what it says."""
    actor = system_actor(tenant_id)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    give_back_of_dead()
    with entered(editing(tenant_id)), Worker(app, told=told) as worker:
        file_id = _brought(path, actor)
        while not worker.do_now(KIND, file_id) and _is_active(file_id):
            time.sleep(0.5)  # another worker was faster
            give_back_of_dead()
        return _record_of(path, file_id)


def _brought(path: Path, actor: Actor) -> int:
    row, _new = service.bring(path, path.name, actor)
    if row.state in set(service.AGAIN) - {READ}:
        service.retry(row, actor)
    db.session.commit()
    return row.id


def _is_active(file_id: int) -> bool:
    row = _now(file_id)
    db.session.rollback()
    return row is not None and row.state in ACTIVE


def _now(file_id: int) -> IntakeFile | None:
    db.session.expire_all()
    return by_id(file_id)


def _record_of(path: Path, file_id: int) -> dict[str, Any]:
    row = _now(file_id)
    if row is None:
        return record(path, "removed")
    return record(
        path,
        row.state,
        row.reason,
        kind=row.kind,
        pages=pages_of(row.id, words=False),
        encoding=row.encoding,
        notes=row.notes,
        proposals=row.proposals,
        signatures=row.signatures,
        outline=row.outline,
    ) | {"id": row.id}


def record(
    path: Path,
    state: str,
    reason: str = "",
    *,
    kind: str = "",
    pages: Sequence[PageText | IntakePage] = (),
    encoding: str = "",
    notes: Sequence[str] = (),
    proposals: dict[str, Any] | None = None,
    signatures: list[dict[str, Any]] | None = None,
    outline: Sequence[Sequence[Any]] = (),
) -> dict[str, Any]:
    """What is said of one file."""
    return {
        "file": str(path),
        "state": state,
        "reason": reason,
        "kind": kind,
        "pages": len(pages),
        "sources": {
            one: sum(page.source == one for page in pages) for one in sorted({p.source for p in pages})
        },
        "encoding": encoding,
        "notes": list(notes),
        "fields": _fields(proposals or {}),
        "signatures": signatures or [],
        "structure": {str(one[0]): one[1] for one in outline},
    }


def _fields(proposals: dict[str, Any]) -> dict[str, Any]:
    shown = ("value", "page", "quote", "confidence")
    fields: dict[str, Any] = {}
    for name, entry in proposals.items():
        if isinstance(entry, list):
            fields[name] = [{key: one[key] for key in shown} for one in entry]
        elif isinstance(entry, dict):
            fields[name] = {key: entry[key] for key in shown}
        elif entry is not None:
            fields[name] = {"value": entry}
    return fields


def _in_words(found: dict[str, Any]) -> str:
    """The record for people."""
    lines = [f"{found['file']}: {found['state']}" + (f" – {found['reason']}" if found["reason"] else "")]
    if found["kind"]:
        lines.append(f"  {found['kind']}, {found['pages']} trang, {len(found['signatures'])} chữ ký số")
    for name, entry in found["fields"].items():
        if isinstance(entry, dict) and "page" in entry:
            lines.append(
                f"  {name}: {entry['value']} (trang {entry['page']}: “{' '.join(entry['quote'].split())}”)"
            )
        elif isinstance(entry, list) and entry:
            lines.append(f"  {name}: {len(entry)}")
    if found["structure"]:
        lines.append("  " + ", ".join(f"{count} {unit}" for unit, count in found["structure"].items()))
    return "\n".join(lines)
