"""A whole portal as a ZIP: content that `flask content load` takes back, and an archive of everything else.

content/            what the loader reads: tenants.toml, sections.toml, <slug>/…, <slug>/portal.json
archive/*.jsonl     every other row of the portal, by table: revisions, audit trail, citizens' questions …
portal.json         what the portal is, who works there (no passwords, no keys)
manifest.json       SHA-256 of every file
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import fields as fields_of_class
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import inspect, select

from portal.accounts.models import Membership, User
from portal.clock import utc_now
from portal.content.placing import FOLDER, Names, outward_all
from portal.content.writing import ids_of, written
from portal.extensions import Base, db
from portal.media.models import MediaFile
from portal.media.service import file_store
from portal.news.models import NewsSection
from portal.tenancy.directory import Portal, directory
from portal.tenancy.owned import TenantRow
from portal.tenancy.scope import editing, entered, system_task

Told = Callable[[int, int], None]
BATCH = 200
LEFT_OUT = frozenset(
    {"invitation", "outgoing_mail", "job", "preview_link", "appearance_draft", "search_query"}
)
"""Tables that an archive does without: secrets of links, what is on its way, what is only for the moment."""
SECRET = re.compile(r"token|secret|password|passphrase|code_hash|credential|private")
NOT_SETTINGS = frozenset({"deletion", "hosts_by_hand"})


class Stopped(Exception):
    """Somebody asked to stop; nothing is left behind."""


def exports_folder() -> Path:
    """Where exports lie."""
    folder: Path = current_app.config["PORTAL"].instance_path / "exports"
    return folder


def export_tenant(portal: Portal, target: Path, told: Told = lambda _done, _total: None) -> None:
    """Write the export of a portal to `target`, whole or not at all. `told(done, total)` hears of each step and may
    raise, which ends it. Each batch is read in a transaction of its own, so that nobody waits for an export."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as package:
            _Exporting(portal, package, told).run()
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


class _Exporting:
    def __init__(self, portal: Portal, package: zipfile.ZipFile, told: Told) -> None:
        self.portal, self.package, self.told = portal, package, told
        self.names = Names()
        self.manifest: dict[str, str] = {}
        self.done, self.total = 0, 1
        self.base = f"content/{portal.slug}"

    def run(self) -> None:
        with entered(editing(self.portal.id, writes=False)):
            files = list(
                db.session.scalars(select(MediaFile.id).where(MediaFile.tenant_id == self.portal.id))
            )
            things = [(*one[:3], one[3]) for one in ids_of(self.portal.id)]
        self.total = len(files) + sum(len(ids) for *_rest, ids in things) + len(archived())
        self._name(files)
        for folder, model, write, ids in things:
            self._things(folder, model, write, ids)
        self._files(files)
        for name, model in archived().items():
            self._table(name, model)
        self._record()
        self._put("manifest.json", _json({"made_at": utc_now(), "files": self.manifest}))

    def _put(self, name: str, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        self.manifest[name] = hashlib.sha256(raw).hexdigest()
        self.package.writestr(name, raw)

    def _step(self) -> None:
        self.done += 1
        self.told(self.done, self.total)

    def _name(self, ids: list[int]) -> None:
        """Every file has its name before the first text names one."""
        for batch in _batches(ids):
            with entered(editing(self.portal.id, writes=False)):
                wanted = select(MediaFile).where(MediaFile.id.in_(batch)).order_by(MediaFile.id)
                for row in db.session.scalars(wanted):
                    self.names.give(row)

    def _things(self, folder: str, model: Any, write: Any, ids: list[int]) -> None:
        for batch in _batches(ids):
            with entered(editing(self.portal.id, writes=False)):
                for thing in db.session.scalars(select(model).where(model.id.in_(batch)).order_by(model.id)):
                    made = written(thing, folder, write, self.names)
                    self._put(f"{self.base}/{made.folder}/{made.name}", made.text)
            for _one in batch:  # told in the scope of who asked, not in the portal's
                self._step()

    def _files(self, ids: list[int]) -> None:
        store = file_store()
        with entered(editing(self.portal.id, writes=False)):
            rows = [
                (row.id, row.sha256)
                for batch in _batches(ids)
                for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(batch)))
            ]
        for media_id, sha256 in rows:
            if store.exists(sha256):
                name = f"{self.base}/{FOLDER}/{self.names.by_id[media_id]}"
                self.package.write(store.path(sha256), name)
                self.manifest[name] = sha256
            self._step()

    def _table(self, name: str, model: Any) -> None:
        columns = [one.key for one in inspect(model).column_attrs if not SECRET.search(one.key)]
        target = f"archive/{name}.jsonl"
        digest = hashlib.sha256()
        with self.package.open(target, "w", force_zip64=True) as file:
            for row in self._rows(model, columns):
                raw = (_line(row) + "\n").encode("utf-8", "surrogatepass")
                digest.update(raw)
                file.write(raw)
        self.manifest[target] = digest.hexdigest()
        self._step()

    def _rows(self, model: Any, columns: list[str]) -> Iterator[dict[str, Any]]:
        last = -1
        while True:
            with entered(editing(self.portal.id, writes=False)):
                wanted = select(model).where(model.tenant_id == self.portal.id, model.id > last)
                rows = list(db.session.scalars(wanted.order_by(model.id).limit(BATCH)))
                found = [{name: getattr(row, name) for name in columns} for row in rows]
                last = rows[-1].id if rows else last
            yield from found
            if len(found) < BATCH:
                return

    def _record(self) -> None:
        portal = self.portal
        settings = {key: value for key, value in portal.settings.items() if key not in NOT_SETTINGS}
        self._put(f"{self.base}/portal.json", _json({"settings": outward_all(settings, self.names)}))
        line = [one for above in reversed(portal.ancestors) if (one := directory().by_id(above)) is not None]
        self._put("content/tenants.toml", "\n".join(_toml(one, line) for one in [*line, portal]))
        with entered(editing(portal.id, writes=False)):
            wanted = select(NewsSection).where(NewsSection.tenant_id == portal.id)
            sections = list(db.session.scalars(wanted.order_by(NewsSection.position, NewsSection.id)))
            rows = "\n".join(
                f"[[section]]\nslug = {_quoted(one.slug)}\nname = {_quoted(one.name)}\n" for one in sections
            )
        self._put("content/sections.toml", rows or "section = []\n")
        names = [one.name for one in fields_of_class(Portal) if one.name not in {"settings", "descendants"}]
        known = {name: getattr(portal, name) for name in names}
        self._put("portal.json", _json(known | {"settings": settings, "people": self._people()}))

    def _people(self) -> list[dict[str, Any]]:
        with system_task("xuất danh sách người làm việc ở cổng"):
            rows = db.session.execute(
                select(User.name, User.email, Membership.role)
                .join(Membership, Membership.user_id == User.id)
                .where(Membership.for_tenant_id == self.portal.id)
                .order_by(User.email, Membership.role)
            ).all()
        return [{"name": name, "email": email, "role": role} for name, email, role in rows]


def archived() -> dict[str, Any]:
    """The tables that go into the archive, by name."""
    found = {
        inspect(one.class_).local_table.name: one.class_
        for one in Base.registry.mappers
        if issubclass(one.class_, TenantRow)
    }
    return {name: found[name] for name in sorted(found) if name not in LEFT_OUT}


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for at in range(0, len(ids), BATCH):
        yield ids[at : at + BATCH]


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, default=_plain, separators=(",", ":"))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written like one of JSON


def _toml(portal: Portal, line: list[Portal]) -> str:
    texts = ("slug", "name", "authority", "kind", "code", "theme", "emblem", "address", "telephone", "hotline",
             "email", "agency_id")  # fmt: skip
    rows = [f"{name} = {_quoted(getattr(portal, name))}" for name in texts]
    rows += [f"{name} = {value!r}" for name in ("lat", "lon") if (value := getattr(portal, name)) is not None]
    rows += [
        f"{name} = {value.isoformat()}"
        for name in ("valid_from", "valid_to")
        if (value := getattr(portal, name))
    ]
    above = next((one.slug for one in line if one.id == portal.parent_id), None)
    rows += [f"parent = {_quoted(above)}"] if above else []
    rows.append(f"hosts = [{', '.join(_quoted(host) for host in portal.hosts)}]")
    rows.append(
        f"colours = {{primary = {_quoted(portal.primary_colour)}, accent = {_quoted(portal.accent_colour)}}}"
    )
    return "[[tenant]]\n" + "\n".join(rows) + "\n"
