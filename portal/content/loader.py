"""Loading a content folder into the tenants: idempotent, and never over an editor's work."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.accounts.permissions import Actor, system_actor
from portal.content.attaching import Loading
from portal.content.exporting import DATA
from portal.content.files import ContentFile, InvalidContent, read_content
from portal.content.kinds import KINDS, Kind
from portal.content.package import BadPackage
from portal.content.restoring import NotEmpty, Restored, restore_rows
from portal.content.returning import look_into_record, settle_life, with_own_files
from portal.extensions import db
from portal.indicators import starting as indicators_starting
from portal.news import service as news
from portal.pages.service import ensure_mandatory
from portal.publishing.models import Revision
from portal.publishing.service import commit
from portal.results import starting as results_starting
from portal.services import starting as services_starting
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered


@dataclass
class Report:
    """What a load did: counts of made, changed, unchanged, kept (edited on the desk), what was refused, and rows that
    came back from whole packages."""

    counts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[str, str]] = field(default_factory=list)
    restored: list[Restored] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_content(root: Path, progress: Callable[[str], None] = lambda _text: None) -> Report:
    """Load `root` (see docs/dinh-dang-noi-dung.md) into the tenants that are there. One transaction per file, so
    that a bad file stops nothing; each refused file is named with the reason."""
    report = Report()
    for portal in directory().living():
        progress(portal.name)
        load_portal(portal, root, report)
    return report


def load_portal(portal: Portal, root: Path, report: Report) -> None:
    """Load what `root` has for one portal; what became of it is told in `report`."""
    folder = root / portal.slug
    whole = _rows(root, portal.slug, report)
    with entered(editing(portal.id)):
        actor = system_actor(portal.id)
        loading = Loading(folder, root / "media", actor)
        if whole is None:
            _sections(root)
            commit()
            _begin_results(root, actor, report)
            _begin_services(portal, root, actor, report)
            _begin_indicators(portal, root, actor, report)
            look_into_record(folder, loading)
            commit()
        fresh = whole is not None and not whole.known
        for kind in KINDS:
            for path in _ordered(folder / kind.folder, root):
                _load_file(path, root, kind, loading, report, fresh=fresh)
        if whole is None:  # an export has the pages that it had
            report.counts["made"] += ensure_mandatory(actor)
            commit()


def _rows(root: Path, slug: str, report: Report) -> Restored | None:
    """What came back, or had come back before, from the rows of an export; None where only texts are loaded."""
    try:
        found = restore_rows(root, slug)
    except NotEmpty as error:
        report.notes.append(str(error))
        return None
    except BadPackage as error:
        report.refused.append((f"{slug}/{DATA}", str(error)))
        return None
    if found is not None and not found.known:
        report.restored.append(found)
    return found


def _begin_results(root: Path, actor: Actor, report: Report) -> None:
    """Templates of results that every portal begins with."""
    starts = results_starting.read_folder(root)
    report.counts.update(results_starting.load(starts, actor))
    commit()
    for one in starts.refused:
        if one not in report.refused:
            report.refused.append(one)


def _begin_services(portal: Portal, root: Path, actor: Actor, report: Report) -> None:
    """Services that this portal begins with."""
    starts = services_starting.read_folder(root)
    report.counts.update(services_starting.load(starts, portal, actor))
    commit()
    report.refused.extend(one for one in starts.refused if one not in report.refused)


def _begin_indicators(portal: Portal, root: Path, actor: Actor, report: Report) -> None:
    """Indicators that the portal at the top begins with."""
    starts = indicators_starting.read_folder(root)
    report.counts.update(indicators_starting.load(starts, portal, actor))
    commit()
    report.refused.extend(one for one in starts.refused if one not in report.refused)


def _sections(root: Path) -> None:
    rows = tomllib.loads((root / "sections.toml").read_text(encoding="utf-8"))["section"]
    for position, row in enumerate(rows):
        news.ensure_section(row["slug"], row["name"], position)


def _ordered(folder: Path, root: Path) -> list[Path]:
    """Files by name, but a page after its parent."""
    paths = sorted(folder.glob("*.md"))
    if folder.name != "gioi-thieu":
        return paths
    parents: dict[str, str] = {}
    for path in paths:
        try:
            file = read_content(path, root)
        except InvalidContent:
            continue
        parents[file.slug] = file.text("parent")

    def depth(slug: str, seen: int = 0) -> int:
        return 0 if seen > 10 or not parents.get(slug) else 1 + depth(parents[slug], seen + 1)

    return sorted(paths, key=lambda path: (depth(path.stem), path.name))


def _load_file(path: Path, root: Path, kind: Kind, loading: Loading, report: Report, *, fresh: bool) -> None:
    try:
        file = with_own_files(read_content(path, root), loading)
        report.counts[_load(file, kind, loading, fresh=fresh)] += 1
        commit()
    except (InvalidContent, ValueError) as error:
        db.session.rollback()
        report.refused.append((path.relative_to(root).as_posix(), str(error)))


def _load(file: ContentFile, kind: Kind, loading: Loading, *, fresh: bool) -> str:
    """Load one file; `fresh`: its thing came back from the same folder just now, so the file has the last word."""
    thing = db.session.scalar(select(kind.model).where(kind.model.origin == file.origin))
    if thing is not None and thing.origin_digest == file.digest:
        return "unchanged"
    if thing is not None and not fresh and _edited(thing):
        return "kept"
    draft = kind.draft(file, loading)
    if thing is None:
        thing = kind.write(file, draft, loading)
        outcome = "made"
    else:
        kind.rewrite(thing, draft, loading.actor)
        outcome = "changed"
    thing.origin, thing.origin_digest = file.origin, file.digest
    kind.after(thing, file, loading)
    settle_life(thing, file, kind, loading, is_new=outcome == "made")
    db.session.flush()
    return outcome


def _edited(thing: Any) -> bool:
    """Whether a person touched it since it was loaded: then the file no longer rules."""
    by_people = select(Revision.id).where(
        Revision.kind == thing.kind, Revision.object_id == thing.id, Revision.by_id.is_not(None)
    )
    return db.session.scalars(by_people.limit(1)).first() is not None
