"""Templates to begin with: `_shared/mau-ket-qua/*.yaml` of a content folder, brought into every portal.

The file's name is the key that services name. What people changed here stays; what they did not is replaced as the next
version when the file changes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.importing.yaml_text import read_yaml
from portal.results import queries
from portal.results.layout.checking import check
from portal.results.layout.shapes import InvalidTemplate, Template, from_json
from portal.results.models import ResultTemplate, ResultTemplateVersion
from portal.results.templates_service import KEY, make, publish, save_draft

FOLDER = Path("_shared") / "mau-ket-qua"


@dataclass(frozen=True)
class Start:
    """A template of the starting content; `origin` is its path below the content folder, `digest` of its bytes."""

    key: str
    origin: str
    digest: str
    template: Template


@dataclass(frozen=True)
class Starts:
    """What a folder has: templates, and (path, reason) of files that are none."""

    templates: tuple[Start, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def read_folder(root: Path) -> Starts:
    """The templates of a content folder. Reading again is free until a file changes."""
    seen = [(path, path.stat()) for path in sorted((root / FOLDER).glob("*.yaml"))]
    return _read(root, tuple((path.name, one.st_mtime_ns, one.st_size) for path, one in seen))


@lru_cache(maxsize=8)
def _read(root: Path, files: tuple[tuple[str, int, int], ...]) -> Starts:
    found, refused = [], []
    for name, _changed, _size in files:
        origin = (FOLDER / name).as_posix()
        try:
            found.append(read_start((root / FOLDER / name).read_bytes(), origin))
        except InvalidTemplate as error:
            refused.append((origin, str(error)))
    return Starts(tuple(found), tuple(refused))


def read_start(raw: bytes, origin: str) -> Start:
    """One file. Raises InvalidTemplate."""
    key = Path(origin).stem
    try:
        data = read_yaml(raw)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidTemplate([_("không đọc được: %(why)s", why=str(error)[:300])]) from error
    if not KEY.match(key):
        raise InvalidTemplate([_("tên tệp gồm chữ thường không dấu, chữ số và dấu gạch nối")])
    template = from_json(data)
    check(template)
    return Start(key, origin, hashlib.sha256(raw).hexdigest(), template)


def load(starts: Starts, actor: Actor) -> Counter[str]:
    """Bring templates into the portal in force (the caller commits): counts of made, changed, unchanged, kept."""
    held = {one.slug: one for one in db.session.scalars(select(ResultTemplate))}
    counts: Counter[str] = Counter()
    for start in starts.templates:
        counts[_load(start, held.get(start.key), actor)] += 1
    return counts


def _load(start: Start, present: ResultTemplate | None, actor: Actor) -> str:
    if present is None:
        made = make(start.key, start.template, actor)
        publish(made, made.version, actor)
        made.origin, made.origin_digest = start.origin, start.digest
        return "made"
    if present.origin == start.origin and present.origin_digest == start.digest:
        return "unchanged"
    if present.origin != start.origin or _touched_by_people(present, actor):
        return "kept"
    current = queries.current(present)
    if current is None or queries.definition_of(current) != start.template:
        save_draft(present, start.template, present.version, actor)
        publish(present, present.version, actor)
    present.origin_digest = start.digest
    return "changed"


def _touched_by_people(present: ResultTemplate, actor: Actor) -> bool:
    """Whether somebody made a version here, or works on one."""
    by_people = select(ResultTemplateVersion.id).where(
        ResultTemplateVersion.template_id == present.id,
        (ResultTemplateVersion.by_name != actor.name) | ResultTemplateVersion.published_at.is_(None),
    )
    return db.session.scalars(by_people.limit(1)).first() is not None
