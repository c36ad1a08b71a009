"""The static twin: time and size of a whole export, and how long a publication and an urgent notice take to be in it.

`python -m bench.twin [--instance FOLDER] [--keep FOLDER]`: exports every portal of an installation (a copy of it;
without one, a new one with the starting content), walks the links, then publishes a news item and an urgent notice and
lets the follower's step work. Wall and the processor's time; an urgent notice is to be readable within 5 seconds.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.accounts.permissions import system_actor
from portal.alerts import service as alerts
from portal.clock import utc_now
from portal.config import Settings
from portal.news import service as news
from portal.publishing import service as publishing
from portal.setup import prepare
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.twin import trees
from portal.twin.checking import check
from portal.twin.exporting import export
from portal.twin.renewing import Renewal
from portal.web.freshness import GLOBAL_SLOT, versions

URGENT_TARGET = 5.0  # seconds
PATIENCE = 600.0


def main() -> int:
    """Print the figures; 1 where an urgent notice took too long by the processor's time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path, help="an installation to copy")
    parser.add_argument("--keep", type=Path, help="leave the twin in this folder")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance, root = Path(folder) / "instance", args.keep or Path(folder) / "twin"
        if args.instance:
            shutil.copytree(args.instance, instance)
        else:
            prepare(str(instance))
        app = create_app(Settings(instance=str(instance), twin=str(root), public_scheme="http"))
        with app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            _whole(root)
            return 0 if _renewals(app, root) <= URGENT_TARGET else 1


def _whole(root: Path) -> None:
    began = time.process_time()
    made = export(root)
    spent = time.process_time() - began
    print(
        f"whole export: {len(directory().living())} portals, {made.pages} pages, {made.files} files, "
        f"{made.bytes / 1e6:.1f} MB, {made.seconds:.1f} s (processor {spent:.1f} s), refused {len(made.refused)}"
    )
    tree = trees.current_tree(root)
    assert tree is not None
    walked = check(tree)
    print(f"links walked: {walked.links} on {walked.pages} pages, {len(walked.problems)} dead")
    sizes: Counter[str] = Counter()
    packed = 0
    for one in tree.rglob("*"):
        if one.is_file() and not one.is_symlink():
            sizes[one.suffix or "(none)"] += one.stat().st_size
            packed = max(packed, one.stat().st_size) if one.name == "tim.json.gz" else packed
    print("MB by ending: " + ", ".join(f"{name} {size / 1e6:.1f}" for name, size in sizes.most_common(8)))
    print(f"largest index of the search, packed: {packed / 1024:.1f} KB")


def _renewals(app: Flask, root: Path) -> float:
    """The processor's time until an urgent notice of the district could be read in every portal."""
    district = directory().district()
    assert district is not None
    renewal = Renewal()
    renewal.step()  # what a follower has behind it
    commune = next(one for one in directory().living() if not one.is_district)
    slug = _publish(commune)
    _told("news item, own page", lambda: _has(root, commune, f"tin-tuc/{slug}.html", slug), renewal)
    title = "Thông báo khẩn để đo"
    _warn(district, title)
    everywhere = directory().living()
    return _told(
        f"urgent notice, home of {len(everywhere)} portals",
        lambda: all(_has(root, one, "_index.html", title) for one in everywhere),
        renewal,
    )


def _told(what: str, seen: Callable[[], bool], renewal: Renewal) -> float:
    began, at_first = time.monotonic(), time.process_time()
    while not seen():
        if time.monotonic() - began > PATIENCE:
            raise RuntimeError(f"not seen: {what}")
        renewal.step()
    spent = time.process_time() - at_first
    print(f"{what}: {time.monotonic() - began:.2f} s (processor {spent:.2f} s), and at most 0.5 s of waiting")
    return spent


def _has(root: Path, portal: Portal, name: str, text: str) -> bool:
    file = root / trees.CURRENT / "hosts" / portal.hosts[0] / name
    return file.is_file() and text in file.read_text(encoding="utf-8")


def _publish(portal: Portal) -> str:
    with entered(editing(portal.id)):
        actor = system_actor(portal.id)
        section = news.ensure_section("su-kien", "Tin tức – Sự kiện", 0)
        draft = news.NewsDraft(title="Tin để đo", lead="Đoạn dẫn", body="Nội dung", section_id=section.id)
        item = news.write(draft, actor)
        publishing.publish(item, actor)
        publishing.commit()
        return item.slug


def _warn(district: Portal, title: str) -> None:
    with entered(editing(district.id)):
        below = [one.id for one in directory().living() if one.parent_id == district.id]
        until = utc_now() + timedelta(hours=6)
        draft = alerts.AlertDraft("bao", 3, title, "- Ở trong nhà", "toàn huyện", until, portals=below)
        alerts.issue(draft, system_actor(district.id), "bench-twin")


if __name__ == "__main__":
    raise SystemExit(main())
