"""Services to begin with: `_shared/dich-vu/*.yaml` of a content folder, brought into every portal that they are for.

A file holds a definition, and beside it code, name, slug, field, popular, and `for`: communes, district or all. What
people changed here stays; what they did not is replaced as the next version when the file changes.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import yaml
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.importing.yaml_text import read_yaml
from portal.services import queries, service
from portal.services.definition.checking import read_checked
from portal.services.definition.faults import Fault, InvalidDefinition
from portal.services.definition.reading import digest, to_json
from portal.services.definition.shapes import Definition
from portal.services.models import Service, ServiceVersion
from portal.tenancy.directory import Portal

FOLDER = Path("_shared") / "dich-vu"
COMMUNES, DISTRICT, ALL = "communes", "district", "all"
_BESIDE = ("code", "name", "slug", "field", "popular", "for")


@dataclass(frozen=True)
class Start:
    """A service of the starting content; `origin` is its path below the content folder, `digest` of its bytes."""

    origin: str
    digest: str
    facts: service.Facts
    audience: str
    definition: Definition

    def clashes_with(self, other: Start) -> bool:
        """Whether both are one service of some portal."""
        apart = {self.audience, other.audience} == {COMMUNES, DISTRICT}
        return self.facts.code == other.facts.code and not apart

    @cached_property
    def beginning(self) -> service.Beginning:
        """What becomes of it where nothing of its code is yet; made once for all portals."""
        data = to_json(self.definition)
        level = self.definition.level
        return service.Beginning(self.facts, data, digest(self.definition), level, self.origin, self.digest)

    def is_for(self, portal: Portal) -> bool:
        """Whether this portal offers it."""
        return self.audience == ALL or (self.audience == DISTRICT) == portal.is_district


@dataclass(frozen=True)
class Starts:
    """What a folder has: services, and (path, reason) of files that are none."""

    services: tuple[Start, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def read_folder(root: Path) -> Starts:
    """The services of a content folder. Reading again is free until a file changes."""
    folder = root / FOLDER
    seen = [(path, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return _read(root, tuple((path.name, one.st_mtime_ns, one.st_size) for path, one in seen))


@lru_cache(maxsize=8)
def _read(root: Path, files: tuple[tuple[str, int, int], ...]) -> Starts:
    found: list[Start] = []
    refused = []
    for name, _changed, _size in files:
        origin = (FOLDER / name).as_posix()
        try:
            start = read_start((root / FOLDER / name).read_bytes(), origin)
            if any(start.clashes_with(one) for one in found):
                raise InvalidDefinition([Fault(("code",), _("mã này đã có ở tệp khác"))])
            found.append(start)
        except InvalidDefinition as error:
            refused.append((origin, str(error)))
    return Starts(tuple(found), tuple(refused))


def read_start(raw: bytes, origin: str) -> Start:
    """One file. Raises InvalidDefinition."""
    try:
        data = read_yaml(raw)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidDefinition([Fault((), _("không đọc được: %(why)s", why=str(error)[:300]))]) from error
    if not isinstance(data, dict):
        raise InvalidDefinition([Fault((), _("phải là một mục gồm nhiều phần có tên"))])
    beside = {name: data.pop(name) for name in _BESIDE if name in data}
    audience, popular = beside.pop("for", COMMUNES), beside.pop("popular", 0)
    faults = [
        Fault((name,), _("phải là chữ"))
        for name in ("code", "name", "slug", "field")
        if not isinstance(beside.get(name, ""), str)
    ]
    if not faults and not (service.CODE.match(beside.get("code", "")) and beside.get("name", "").strip()):
        faults.append(Fault(("code",), _("thiếu mã thủ tục hoặc tên")))
    if audience not in (COMMUNES, DISTRICT, ALL):
        faults.append(Fault(("for",), _("là communes, district hoặc all")))
    if not isinstance(popular, int):
        faults.append(Fault(("popular",), _("phải là số nguyên")))
    if faults:
        raise InvalidDefinition(faults)
    slug = beside.pop("slug", "") or Path(origin).stem
    facts = service.Facts(slug=slug, popular=popular, **beside)
    return Start(origin, hashlib.sha256(raw).hexdigest(), facts, audience, read_checked(data))


def load(starts: Starts, portal: Portal, actor: Actor) -> Counter[str]:
    """Bring services into the portal in force (the caller commits): counts of made, changed, unchanged, kept."""
    held = {one.code: one for one in db.session.scalars(select(Service))}
    wanted = [one for one in starts.services if one.is_for(portal)]
    counts = Counter(_load(one, held[one.facts.code], actor) for one in wanted if one.facts.code in held)
    fresh = [one.beginning for one in wanted if one.facts.code not in held]
    service.begin_with(fresh, actor)
    return counts + Counter(made=len(fresh))


def _load(start: Start, present: Service, actor: Actor) -> str:
    if present.origin == start.origin and present.origin_digest == start.digest:
        return "unchanged"
    if present.origin != start.origin or _touched_by_people(present, actor):
        return "kept"
    service.rename(present, start.facts, present.version, actor)
    if queries.definition_of(_current(present)) != start.definition:
        service.save_draft(present, start.definition, present.version, actor)
        service.publish(present, present.version, actor)
    present.origin_digest = start.digest
    return "changed"


def _current(present: Service) -> ServiceVersion:
    found = queries.current(present)
    assert found is not None, "what was loaded was published"
    return found


def _touched_by_people(present: Service, actor: Actor) -> bool:
    """Whether somebody made a version here. Accounts that an export named and that are not here leave only a name."""
    by_people = select(ServiceVersion.id).where(
        ServiceVersion.service_id == present.id,
        (ServiceVersion.by_name != actor.name) | (ServiceVersion.published_at.is_(None)),
    )
    return db.session.scalars(by_people.limit(1)).first() is not None
