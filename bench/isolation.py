"""`make chaos`: eighteen portals asked by twenty threads each while others publish; no byte of another portal appears.

Every portal holds a word that no other has. Each thread asks one portal, by its host, for pages that no cache holds
and for pages that it may hold, and looks for foreign words in the answers. Ends with 1 where it finds one.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

from bench.servers import portal_server

PATHS = (
    "/",
    "/tin-tuc/",
    "/van-ban/",
    "/gioi-thieu/",
    "/thu-tuc/",
    "/so-do-cong",
    "/tin-tuc/feed.xml",
    "/sitemap.xml",
)
WORD = re.compile(rb"canary-([a-z0-9-]+)-dauhieu")
DISTRICT = "nui-thanh"


def word_of(slug: str) -> str:
    """The word that stands in the texts of this portal alone."""
    return f"canary-{slug}-dauhieu"


class Portals:
    """An installation whose portals each publish things with their word."""

    def __init__(self, instance: Path) -> None:
        from portal import create_app  # noqa: PLC0415  (settings come from the environment that main sets)
        from portal.search.indexing import rebuild  # noqa: PLC0415
        from portal.setup import prepare  # noqa: PLC0415
        from portal.tenancy.directory import directory  # noqa: PLC0415
        from portal.web.freshness import GLOBAL_SLOT, versions  # noqa: PLC0415

        prepare(str(instance), 8000)
        self.app = create_app()
        with self.app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            self.slugs = {one.slug: one.id for one in directory().all()}
        for slug in self.slugs:
            for number in range(3):
                self.publish(slug, f"{number}")
        with self.app.app_context():
            rebuild()

    def publish(self, slug: str, note: str) -> None:
        """Publish one news item and one document in a portal."""
        from portal.accounts.permissions import system_actor  # noqa: PLC0415
        from portal.legal import service as legal  # noqa: PLC0415
        from portal.news import service as news  # noqa: PLC0415
        from portal.publishing import service as publishing  # noqa: PLC0415
        from portal.tenancy.scope import editing, entered  # noqa: PLC0415

        tenant_id, word = self.slugs[slug], word_of(slug)
        with self.app.app_context(), entered(editing(tenant_id)):
            actor = system_actor(tenant_id)
            section = news.ensure_section("su-kien", "Tin tức – Sự kiện", 0)
            item = news.write(
                news.NewsDraft(section_id=section.id, title=f"{word} {note}", lead=word, body=word), actor
            )
            publishing.publish(item, actor)
            publishing.commit()
            paper = legal.write(
                legal.LegalDraft(
                    number=f"{note}-{random.randrange(10**9)}/TB-UBND",
                    type="Thông báo",
                    title=word,
                    issuer=word,
                    body=f"## Điều 1. {word}\n\n1. {word}\n",
                ),
                actor,
            )
            publishing.publish(paper, actor)
            publishing.commit()


class Visitors:
    """Threads that ask, and what they saw."""

    def __init__(self, port: int, seconds: float, slugs: set[str]) -> None:
        self.port, self.slugs = port, slugs
        self.until = time.monotonic() + seconds
        self.count: Counter[str] = Counter()
        self.foreign: list[str] = []
        self._lock = threading.Lock()

    def visit(self, slug: str, seed: int) -> None:
        """Ask one portal until the time is over."""
        chance = random.Random(seed)
        host = f"localhost:{self.port}" if slug == DISTRICT else f"{slug}.localhost:{self.port}"
        asked: Counter[str] = Counter()
        while time.monotonic() < self.until:
            path = self._path(slug, chance)
            status, body = self._get(host, path)
            asked[f"{status // 100}xx" if status else "lost"] += 1
            # Only what portals are called: search folds spellings, and says "tam-mi-dong" of its own "tam-my-dong".
            found = {match.decode() for match in WORD.findall(body)} & self.slugs
            asked["with its own word"] += slug in found
            # The district shows news of its communes; a commune shows what its district shares, which nobody made here.
            if slug != DISTRICT and found - {slug}:
                with self._lock:
                    self.foreign.append(f"{slug} {path}: {sorted(found - {slug})}")
        with self._lock:
            self.count += asked

    def _path(self, slug: str, chance: random.Random) -> str:
        path = chance.choice(PATHS)
        if chance.random() < 0.3:
            path = f"/tim-kiem?q={quote(chance.choice([word_of(slug), 'dauhieu', 'canary']))}"
        if chance.random() < 0.2:
            path = f"/api/v1/search?q=canary+dauhieu+{chance.random()}&limit=20"
        elif chance.random() < 0.5:
            path += ("&" if "?" in path else "?") + f"_={chance.random()}"
        return path

    def _get(self, host: str, path: str) -> tuple[int, bytes]:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            return answer.status, body
        except OSError:
            return 0, b""


def main() -> int:
    """Run it; 0 where no foreign word was seen and every portal showed its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--threads", type=int, default=20, help="for each portal")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PORTAL_INSTANCE": f"{folder}/instance", "PORTAL_LOG_LEVEL": "ERROR"}
        os.environ.update(environment)
        portals = Portals(Path(folder) / "instance")
        with portal_server("wsgi:app", 2, **environment) as port:
            visitors = Visitors(port, chosen.seconds, set(portals.slugs))
            threads = [
                threading.Thread(target=visitors.visit, args=(slug, place * 1000 + number), daemon=True)
                for place, slug in enumerate(portals.slugs)
                for number in range(chosen.threads)
            ]
            for thread in threads:
                thread.start()
            published = 0
            while time.monotonic() < visitors.until:
                portals.publish(random.choice(list(portals.slugs)), f"moi-{published}")
                published += 1
                time.sleep(0.2)
            for thread in threads:
                thread.join(90)
    print(f"{len(threads)} threads, {len(portals.slugs)} portals, {published} publications meanwhile")
    print(", ".join(f"{name}: {many}" for name, many in sorted(visitors.count.items())))
    for line in visitors.foreign[:20]:
        print(f"FOREIGN {line}")
    print(
        "no foreign byte" if not visitors.foreign else f"{len(visitors.foreign)} answers with foreign words"
    )
    return 1 if visitors.foreign or not visitors.count["with its own word"] else 0


if __name__ == "__main__":
    sys.exit(main())
