"""A whole portal as a ZIP: content that `flask content load` takes back, and an archive of what it does not.

`readme.py` writes what the package says of itself, `carried.py` knows what goes along.

content/                       what the loader reads: tenants.toml, sections.toml, <slug>/…, <slug>/portal.json
content/<slug>/du-lieu/*.jsonl every row that goes along, by table
archive/*.jsonl                what is only for reading, by table: audit trail, log of proofs …
portal.json                    what the portal is, who works there (no passwords, no keys)
manifest.json                  which portal, when, SHA-256 of every file
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import inspect, select

from portal.clock import utc_now
from portal.content import readme, record_out
from portal.content.carried import SECRET, WITH_BYTES, Carried, archived, carried
from portal.content.personal import Withheld, withheld
from portal.content.placing import FOLDER, Names
from portal.content.rows_out import BATCH, Outward, Row, as_plain, line
from portal.content.writing import ids_of, written
from portal.extensions import db
from portal.media.models import MediaFile
from portal.media.service import file_store
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered

Told = Callable[[int, int], None]
FORMAT = 2
DATA, PEOPLE, MANIFEST = "du-lieu", "people.json", "manifest.json"
STORE = "kho"


class Stopped(Exception):
    """Somebody asked to stop; nothing is left behind."""


def exports_folder() -> Path:
    """Where exports lie."""
    folder: Path = current_app.config["PORTAL"].instance_path / "exports"
    return folder


def export_tenant(
    portal: Portal,
    target: Path,
    told: Told = lambda _done, _total: None,
    *,
    with_personal_data: bool = False,
) -> None:
    """Write the export of a portal to `target`, whole or not at all. `told(done, total)` hears of each step and may
    raise, which ends it. Nobody waits for an export.

    What citizens gave of themselves goes along only `with_personal_data`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as package:
            _Exporting(portal, package, told, with_personal_data).run()
        part.chmod(0o600)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class _Exporting:
    def __init__(self, portal: Portal, package: zipfile.ZipFile, told: Told, personal: bool) -> None:
        self.portal, self.package, self.told = portal, package, told
        self.personal = personal
        self.asking = copy_context()
        self.names = Names()
        self.outward = Outward(portal)
        self.manifest: dict[str, str] = {}
        self.texts: dict[tuple[str, int], str] = {}  # (kind, id) → the content file of a thing
        self.counts: dict[str, int] = {}
        self.done, self.total = 0, 1
        self.base = f"content/{portal.slug}"

    def run(self) -> None:
        """Read everything in one transaction, so that no row names another one that came or went meanwhile; it reads
        alone, and keeps nobody waiting."""
        with entered(editing(self.portal.id, writes=False)):
            self._run()

    def _run(self) -> None:
        self.stays: Withheld = withheld(self.portal.id, whole=self.personal)
        wanted = select(MediaFile.id).where(MediaFile.tenant_id == self.portal.id).order_by(MediaFile.id)
        files = [one for one in db.session.scalars(wanted) if one not in self.stays.ids["media_file"]]
        things = list(ids_of(self.portal.id))
        self.total = len(files) + sum(len(ids) for *_rest, ids in things) + len(archived()) + len(carried())
        self._name(files)
        for folder, model, write, ids in things:
            self._things(folder, model, write, ids)
        self._files(files)
        for one in carried().values():
            self._carry(one)
        for name, model in archived().items():
            self._archive(name, model)
            if name in WITH_BYTES:
                self._bytes(model)
        self._record()

    def _put(self, name: str, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.manifest[name] = hashlib.sha256(raw).hexdigest()
        self.package.writestr(name, raw)

    def _lines(self, name: str, lines: Iterable[str]) -> int:
        digest, count = hashlib.sha256(), 0
        with self.package.open(name, "w", force_zip64=True) as file:
            for count, text in enumerate(lines, 1):  # noqa: B007
                raw = f"{text}\n".encode("utf-8", "surrogatepass")
                digest.update(raw)
                file.write(raw)
        self.manifest[name] = digest.hexdigest()
        self._step()
        return count

    def _step(self) -> None:
        self.done += 1
        self.asking.run(self.told, self.done, self.total)  # in the scope of who asked, not in the portal's

    def _name(self, ids: list[int]) -> None:
        """Every file has its name before the first text names one."""
        for batch in _batches(ids):
            wanted = select(MediaFile).where(MediaFile.id.in_(batch)).order_by(MediaFile.id)
            for row in db.session.scalars(wanted):
                self.names.give(row)

    def _things(self, folder: str, model: Any, write: Any, ids: list[int]) -> None:
        for batch in _batches(ids):
            for thing in db.session.scalars(select(model).where(model.id.in_(batch)).order_by(model.id)):
                made = written(thing, folder, write, self.names)
                self.texts[thing.kind, thing.id] = f"{made.folder}/{made.name}"
                self._put(f"{self.base}/{made.folder}/{made.name}", made.text)
            db.session.expunge_all()
            for _one in batch:
                self._step()

    def _files(self, ids: list[int]) -> None:
        store = file_store()
        rows = [
            (row.id, row.sha256)
            for batch in _batches(ids)
            for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(batch)))
        ]
        for media_id, sha256 in rows:
            self._file(f"{self.base}/{FOLDER}/{self.names.by_id[media_id]}", store.path(sha256), sha256)
            self._step()

    def _file(self, name: str, path: Path, sha256: str) -> None:
        self.package.write(path, name)
        self.manifest[name] = sha256

    def _carry(self, one: Carried) -> None:
        name = f"{self.base}/{DATA}/{one.name}.jsonl"
        self.counts[one.name] = self._lines(name, self._carried_lines(one))

    def _carried_lines(self, one: Carried) -> Iterator[str]:
        for row in self.outward.rows(one.model, list(one.columns)):
            kept = self.stays.passed(one.name, row)
            if kept is None:
                continue
            made = self.outward.line(one, kept)
            yield line(made | self._extra(one, row))

    def _extra(self, one: Carried, row: Row) -> Row:
        """Where the text or the bytes of a row lie in the package."""
        if one.name == "media_file":
            return {"file": self.names.by_id[row["id"]]}
        if not one.is_thing or (name := self.texts.get((one.model.kind, row["id"]))) is None:
            return {}
        return {"file": name, "file_sha256": self.manifest[f"{self.base}/{name}"]}

    def _archive(self, name: str, model: Any) -> None:
        columns = [one.key for one in inspect(model).column_attrs if not SECRET.search(one.key)]
        self.counts[name] = self._lines(
            f"archive/{name}.jsonl", (line(as_plain(row)) for row in self.outward.rows(model, columns))
        )

    def _bytes(self, model: Any) -> None:
        """The bytes of rows of the archive, but for those of files that stay."""
        table = model.__table__.c
        wanted = select(table.sha256, *(table[one] for one in ("media_id", "document_id") if one in table))
        for row in db.session.execute(wanted.where(table.tenant_id == self.portal.id).order_by(table.id)):
            held = row._mapping
            stays = (
                held.get("media_id") in self.stays.ids["media_file"] or held.get("document_id") is not None
            )
            name = f"archive/{STORE}/{row.sha256}"
            if not stays and name not in self.manifest and file_store().exists(row.sha256):
                self._file(name, file_store().path(row.sha256), row.sha256)

    def _record(self) -> None:
        portal = self.portal
        self._put(f"{self.base}/portal.json", record_out.own_record(portal, self.names))
        self._put(f"{self.base}/{PEOPLE}", record_out.as_json(dict(sorted(self.outward.people.items()))))
        self._put("content/tenants.toml", record_out.tenants_toml(portal))
        self._put("content/sections.toml", record_out.sections_toml(portal))
        self._put("portal.json", record_out.whole_record(portal))
        now = utc_now()
        lost = len(self.stays.lost)
        self._put("README.md", readme.written(portal, now, self.counts, personal=self.personal, lost=lost))
        told = {"format": FORMAT, "portal": portal.slug, "made_at": now, "with_personal_data": self.personal}
        self._put(MANIFEST, record_out.as_json(told | {"files": self.manifest}))


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]
