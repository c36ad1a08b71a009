"""Pages of a portal that holds 10,000 or 100,000 things, as ratios to one that holds a few.

`python -m bench.many [--things 10000] [--few 60] [--rounds 9]`: two installations in one process, one filled with so
many news items and as many legal documents; each page is asked of both in turns, right after a publication (nothing
that pages share is kept) and again. Judged by the processor's time, the median of the rounds; exits with 1 where a
page of the full portal takes more than 1.3 × as long.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import sys
import tempfile
import time
from collections import defaultdict

from flask.testing import FlaskClient

from bench import filling
from bench.publishing import HOST, _installation
from portal.tenancy.directory import directory
from portal.web.freshness import versions

MOST = 1.3
DESK = "/quan-tri/"


def _pages(things: int) -> dict[str, str]:
    """Name and address of every kind of page whose work could grow with what a portal holds."""
    last = things // 20
    return {
        "home": "/",
        "news": "/tin-tuc/",
        "news, a section": "/tin-tuc/chuyen-muc/su-kien",
        "news, page 3": "/tin-tuc/?trang=3",
        "news, last page": f"/tin-tuc/?trang={last}",
        "news, feed": "/tin-tuc/feed.xml",
        "news item": f"/tin-tuc/tin-{things // 2}",
        "documents": "/van-ban/",
        "documents, of a type": "/van-ban/?loai=Ngh%E1%BB%8B+quy%E1%BA%BFt",
        "documents, of a field": "/van-ban/?linh-vuc=linh-vuc-1",
        "documents, last page": f"/van-ban/?trang={last}",
        "documents, feed": "/van-ban/feed.xml",
        "document": f"/van-ban/van-ban-{things // 2}",
        "procedures": "/thu-tuc/",
        "site map": "/sitemap.xml",
        "desk: first page": DESK,
        "desk: news": f"{DESK}tin-tuc/",
        "desk: news, last page": f"{DESK}tin-tuc/?trang={last}",
        "desk: documents": f"{DESK}van-ban/",
        "desk: quality": f"{DESK}chat-luong/",
    }


def _filled(folder: str, things: int) -> FlaskClient:
    client, section = _installation(folder)
    with client.application.app_context():
        portal = directory().by_slug("tam-hai")
        assert portal is not None
        filling.news(portal.id, section, things)
        filling.documents(portal.id, things)
        client.application.extensions["bench_portal"] = portal.id
    return client


def _ask(client: FlaskClient, reader: FlaskClient, where: str) -> tuple[float, int]:
    """Processor seconds of an answer, and its status."""
    asking = client if where.startswith(DESK) else reader
    began = time.process_time()
    answer = asking.get(where, headers=HOST)
    answer.get_data()
    return time.process_time() - began, answer.status_code


def _published(client: FlaskClient) -> None:
    with client.application.app_context():
        versions().bump([client.application.extensions["bench_portal"]])


def main() -> int:
    """Measure and print; 1 where a page is slower than it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--things", type=int, default=10_000)
    parser.add_argument("--few", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=9)
    chosen = parser.parse_args()
    times: dict[tuple[str, bool, bool], list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as few_folder, tempfile.TemporaryDirectory() as many_folder:
        began = time.process_time()
        few, many = _filled(few_folder, chosen.few), _filled(many_folder, chosen.things)
        print(
            f"{chosen.things:,} news items, {chosen.things:,} documents: {time.process_time() - began:.0f} s",
            flush=True,
        )
        asked = [
            (few, few.application.test_client(), chosen.few),
            (many, many.application.test_client(), chosen.things),
        ]
        for number in range(chosen.rounds + 1):
            for name in _pages(1):
                for kept in (False, True):
                    for full, (client, reader, things) in enumerate(asked):
                        if not kept:
                            _published(client)
                            gc.collect()
                        took, status = _ask(client, reader, _pages(things)[name])
                        if status != 200:
                            print(f"{name}: {_pages(things)[name]} answered {status}", file=sys.stderr)
                            return 1
                        if number:
                            times[name, kept, bool(full)].append(took)
    return _report(times)


def _report(times: dict[tuple[str, bool, bool], list[float]]) -> int:
    print(f"{'':28}{'after a publication':>30}{'again':>30}")
    slow = 0
    for name in _pages(1):
        line = ""
        for kept in (False, True):
            few, many = (statistics.median(times[name, kept, full]) * 1000 for full in (False, True))
            slow += many / few > MOST
            line += (
                f"{few:9.1f} → {many:7.1f} ms {many / few:6.2f}{' SHORT' if many / few > MOST else '      '}"
            )
        print(f"{name:24}{line}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
